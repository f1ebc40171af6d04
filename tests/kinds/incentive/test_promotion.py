"""Promotions where a post or a score is not known, and who counts as passed over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kinds.incentive.awarding import agent, award, event, outcome, rated, scorecard

LADDER: dict[str, Any] = {"ladder": ["agent", "supervisor", ["manager", "group-leader"]]}


def climb(**said: Any) -> list[dict[str, Any]]:
    """A ladder of three rungs, and the appraisal that it may ask for."""
    rule = {"id": "climb", "kind": "incentive", "clause": "X-9", "promotion": {**LADDER, **said}}
    return [scorecard(), rule]


def promoted(to: str | None = "supervisor", **said: str) -> dict[str, Any]:
    """A promotion of 20 January."""
    return event("promoted", "2026-01-20", **({"to_role": to} if to else {}), **said)


def test_a_new_post_that_is_not_known_may_lie_beside_the_ladder() -> None:
    """Nothing is broken for sure: without a post nobody knows whether the ladder is concerned at all."""
    one = award(
        climb(after={"scorecard": "appraisal", "within": "1 month"}), [agent("e1", promoted(None), role="agent")]
    )
    assert (outcome(one)[0], one.doubts) == ("unknown", ("e1/1.to_role",))


def test_the_lowest_post_is_upwards_only_for_who_did_not_have_it() -> None:
    """Who becomes an agent may have been one: without the post before nobody knows whether that led upwards."""
    one = award(climb(step="any"), [agent("e1", promoted("agent"))])
    assert (outcome(one)[0], one.doubts) == ("unknown", ("e1/role",))


def test_nobody_of_whom_it_is_not_known_is_taken_for_passed_over() -> None:
    """A better one whose post is not known may stand on the same rung."""
    one = agent("e1", rated("80", "2025-12-05"), promoted(), role="agent")
    found = award(climb(favours={"by": "appraisal"}), [one, agent("e2", rated("90", "2025-12-05"))])
    assert (outcome(found)[0], found.doubts) == ("unknown", ("e2/role",))


def test_one_score_that_is_not_known_is_named() -> None:
    """It is the own score that is missing, and that is what the award says."""
    one = agent("e1", rated(None, "2025-12-05"), promoted(), role="agent")
    other = agent("e2", rated("90", "2025-12-05"), role="agent")
    found = award(climb(favours={"by": "appraisal"}), [one, other])
    assert (outcome(found)[0], found.doubts) == ("unknown", ("appraisal of e1",))


@pytest.mark.parametrize(("other", "reason"), [("50", "promoted"), ("90", "others_first")])
def test_only_a_score_that_is_good_enough_comes_before_none(other: str, reason: str) -> None:
    """Somebody without a score is promoted before one with a low score, not before an excellent one."""
    one = agent("e1", promoted(), role="agent")
    found = award(
        climb(favours={"by": "appraisal", "at_least": "90"}),
        [one, agent("e2", rated(other, "2025-12-05"), role="agent")],
    )
    assert outcome(found)[1] == reason


def test_who_enters_the_ladder_passes_over_nobody_on_a_rung() -> None:
    """Two clerks stand on no rung: the better one is not passed over on it."""
    one = agent("e1", rated("80", "2025-12-05"), promoted("agent"), role="clerk")
    other = agent("e2", rated("90", "2025-12-05"), role="clerk")
    assert outcome(award(climb(favours={"by": "appraisal"}), [one, other]))[0] == "met"


def test_a_promotion_says_itself_from_which_post_it_led() -> None:
    """What the event says of the post before comes before what the header says."""
    assert outcome(award(climb(), [agent("e1", promoted("manager", from_role="supervisor"), role="agent")]))[0] == "met"
