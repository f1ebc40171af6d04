"""More doubts than worlds are told apart: what hangs on few of them is decided beside what hangs on many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.language import truth
from servicepolicy.results.verdict import Verdict
from tests.judging.building import case, event, rule, verdicts
from tests.strategies import Example, deadline_examples, ownership_examples, sequence_examples

MANY = [
    event(kind, f"2026-01-05T09:{minute:02}", matter="a")
    for minute in range(10, 34, 2)
    for kind, minute in (("replied", minute), ("received", minute + 1))
]
ASKED = [event("received", "2026-01-05T09:00", matter=matter, by="e1", kind="human") for matter in ("a", "b", "c")]
DONE = event("replied", "2026-01-05T10:00", matter="b", visibility="public", by="e1")
SEEN = {"event": "replied", "where": {"visibility": "public"}}
HANDED: dict[str, Any] = {"event": "transferred", "allowed": {"customer_told": "true"}, "otherwise": "moves"}
EXAMPLES = st.one_of(deadline_examples(), ownership_examples(), sequence_examples())


@pytest.fixture
def few_worlds() -> Iterator[None]:
    """Two worlds at most, so that doubts are soon too many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(truth.explore, "__defaults__", (2,))
        yield


def statuses(found: list[Verdict]) -> dict[str, str]:
    """Status by occurrence."""
    return {verdict.occurrence: verdict.status.value for verdict in found}


def test_matter_without_doubts_keeps_its_verdict(few_worlds: None) -> None:
    """Of three matters one has more doubtful answers than are told apart: it alone is unknown."""
    del few_worlds
    each = rule(stop=SEEN, per="matter", cycle="oldest unanswered")
    found = verdicts(each, case(*ASKED, *MANY, DONE), "2026-01-05T18:00")
    assert statuses(found) == {
        "a/": "unknown",
        "b/20260105T090000Z": "met",
        "c/20260105T090000Z": "breached",
    }


def test_question_without_doubts_keeps_its_owner(few_worlds: None) -> None:
    """Hand-overs of one matter that nobody can judge leave the question of the other as it is."""
    del few_worlds
    asked: dict[str, Any] = {"id": "asked", "kind": "ownership", "clause": "X", "per": "matter"}
    asked.update(starts="received", ends="replied", handover=HANDED)
    moves = [
        event("transferred", f"2026-01-05T09:{minute}", matter="a", by=giver, to=receiver)
        for minute, giver, receiver in ((10, "e1", "e2"), (11, "e2", "e3"), (12, "e3", "e4"))
    ]
    found = {one.occurrence: one for one in verdicts(asked, case(*ASKED, *moves, DONE), "2026-01-05T18:00")}
    assert (found["b/question"].status, found["c/question"].owner) == (sp.Status.MET, "e1")
    assert (found["a/"].reason.code, found["a/"].doubts) == (
        "too_many_doubts",
        ("4.customer_told", "5.customer_told", "6.customer_told"),
    )


@given(EXAMPLES, st.sampled_from((1, 2)))
def test_few_worlds_never_say_what_all_worlds_do_not(example: Example, worlds: int) -> None:
    """Whatever is decided with one or two worlds is what all worlds agree on: too many doubts only add unknowns."""
    rule_id = example.rules[0]["id"]
    every = statuses(list(example.report()[rule_id].verdicts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(truth.explore, "__defaults__", (worlds,))
        few = statuses(list(example.report()[rule_id].verdicts))
    assert few == every or "unknown" in few.values()
    decided = {name: status for name, status in few.items() if status not in ("unknown", "not_applicable")}
    assert decided == {name: every[name] for name in decided}
