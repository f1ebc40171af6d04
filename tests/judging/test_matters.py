"""Matters: to which an event belongs, and that no later event renames what was said."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant, policy, rule, verdicts

DEADLINE = rule(per="matter", cycle="each start")
OWNERSHIP: dict[str, Any] = {
    "id": "asked",
    "kind": "ownership",
    "clause": "X",
    "per": "matter",
    "starts": "received",
    "ends": "resolved",
}
SEQUENCE: dict[str, Any] = {
    "id": "looked-first",
    "kind": "sequence",
    "clause": "X",
    "per": "matter",
    "preceded": {"every": "resolved", "by": "received"},
}
REQUIREMENT: dict[str, Any] = {
    "id": "signed",
    "kind": "requirement",
    "clause": "X",
    "per": "matter",
    "at": "resolved",
    "must": {"by": {"present": "true"}},
}
RECEIVED = event("received", "2026-01-05T09:00", by="e1")
RESOLVED = event("resolved", "2026-01-05T10:00", by="e1")


@pytest.mark.parametrize("said", [DEADLINE, OWNERSHIP, SEQUENCE, REQUIREMENT], ids=lambda said: said["id"])
def test_what_names_a_matter_later_renames_nothing(said: dict[str, Any]) -> None:
    """A verdict without a matter is final like any other, and stands when events name a matter afterwards."""
    one = case(RECEIVED, RESOLVED)
    (now,) = verdicts(said, one, "2026-01-05T11:00")
    assert (now.status.value, now.final) == ("met", True)
    named = event("received", "2026-01-05T12:00", by="e1", matter="a")
    done = event("resolved", "2026-01-05T12:30", by="e1", matter="a")
    then = verdicts(said, case(RECEIVED, RESOLVED, named, done), "2026-01-05T13:00")
    assert now in then
    assert len(then) == 2


@pytest.mark.parametrize("said", [DEADLINE, OWNERSHIP, SEQUENCE, REQUIREMENT], ids=lambda said: said["id"])
def test_what_is_said_of_a_named_matter_is_final(said: dict[str, Any]) -> None:
    """Once done, it stays done under the name of its matter."""
    one = case({**RECEIVED, "matter": "a"}, {**RESOLVED, "matter": "a"})
    (now,) = verdicts(said, one, "2026-01-05T11:00")
    assert (now.status.value, now.final, now.occurrence[:2]) == ("met", True, "a/")


def said_of(said: dict[str, Any], *events: dict[str, Any], by: str = "2026-01-12T00:00") -> dict[str, str]:
    """The status of each occurrence."""
    return {one.occurrence: one.status.value for one in verdicts(said, case(*events), by)}


def at(hour: int, name: str, **fields: Any) -> dict[str, Any]:
    """An event on one day."""
    return event(name, f"2026-01-05T{hour:02}:00", **fields)


TIMELY = rule()
FOLLOWED: dict[str, Any] = {
    "id": "followed",
    "kind": "sequence",
    "clause": "X",
    "followed": {"every": "received", "by": "resolved", "within": "2 days"},
}
A, B = at(9, "received", matter="a", by="e1"), at(10, "received", matter="b", by="e1")


@pytest.mark.parametrize("per", [{}, {"per": "matter"}], ids=["default", "said"])
@pytest.mark.parametrize("said", [TIMELY, FOLLOWED, OWNERSHIP], ids=lambda said: said["id"])
def test_what_names_no_matter_belongs_to_the_one_that_is_open(said: dict[str, Any], per: dict[str, str]) -> None:
    """It serves the only matter that waits, and where two wait it is doubtful for each."""
    said = {**{key: value for key, value in said.items() if key != "per"}, **per}
    assert set(said_of(said, A, at(11, "resolved", by="e1")).values()) == {"met"}
    alone = said_of(said, A, at(10, "resolved", matter="a", by="e1"), B, at(11, "resolved", by="e1"))
    if said is not TIMELY:
        assert set(alone.values()) == {"met"}
    both = verdicts(said, case(A, B, at(11, "resolved", by="e1")), "2026-01-12T00:00")
    assert {one.status.value for one in both} == {"unknown"}
    assert {one.doubts for one in both} == {("3.matter",)}


@pytest.mark.parametrize("said", [TIMELY, FOLLOWED], ids=lambda said: said["id"])
def test_each_of_two_that_wait_is_served_by_its_own(said: dict[str, Any]) -> None:
    """Two answers without a matter serve two matters, whichever serves which; a named one serves its own."""
    two = said_of(said, A, B, at(11, "resolved"), at(12, "resolved"))
    assert set(two.values()) == {"met"}
    one = said_of(said, A, B, at(11, "resolved", matter="b"))
    assert sorted(one.values()) == ["breached", "met"]


def test_a_stop_that_answers_all_serves_every_open_matter() -> None:
    """With `answers: all` a stop without a matter serves each one that waits, and one with a matter its own alone."""
    said = rule(answers="all")
    assert said_of(said, A, B, at(11, "resolved")) == {"a/1": "met", "b/1": "met"}
    assert said_of(said, A, B, at(11, "resolved", matter="a")) == {"a/1": "met", "b/1": "breached"}


def test_what_concerns_the_subject_concerns_every_matter() -> None:
    """Pauses, cancellations and what closes the case do not hang on a matter."""
    cancelled = rule(cancel="withdrawn")
    assert set(said_of(cancelled, A, B, at(11, "withdrawn")).values()) == {"not_applicable"}
    paused = rule(pause={"from": "paused", "until": "resumed"})
    assert set(said_of(paused, A, B, at(11, "paused")).values()) == {"pending"}
    closing = rule(stop="closed")
    assert said_of(closing, A, B, at(11, "closed")) == {"a/1": "met", "b/1": "met"}
    until = {**FOLLOWED, "followed": {"every": "received", "by": "resolved"}, "until": "closed"}
    assert set(said_of(until, A, B, at(11, "closed")).values()) == {"breached"}


@pytest.mark.parametrize("said", [TIMELY, FOLLOWED, OWNERSHIP], ids=lambda said: said["id"])
def test_what_names_a_matter_that_nobody_opened_belongs_to_the_nameless_one(said: dict[str, Any]) -> None:
    """The beginning named no matter: an answer that names one is an answer to it, under the key that it had."""
    before = said_of(said, RECEIVED, by="2026-01-05T09:30")
    after = said_of(said, RECEIVED, at(11, "resolved", matter="a", by="e1"))
    assert list(before) == list(after)
    assert set(after.values()) == {"met"}


def test_a_beginning_without_a_matter_is_one_of_its_own() -> None:
    """It is judged beside the matters that have a name, and their answers are none to it."""
    found = said_of(TIMELY, A, at(10, "received"), at(11, "resolved", matter="a"))
    assert found == {"1": "breached", "a/1": "met"}


def test_the_default_is_each_matter_and_subject_says_whole() -> None:
    """A second matter is asked for by itself, unless the rule says that the case is judged whole."""
    told = (A, B, at(11, "resolved", matter="a"))
    assert said_of(TIMELY, *told) == {"a/1": "met", "b/1": "breached"}
    assert said_of(rule(per="subject"), *told) == {"1": "met"}
    never = {"id": "n", "kind": "sequence", "clause": "X", "never_same": {"of": ["received", "resolved"]}}
    assert said_of(never, A, at(11, "resolved", matter="b", by="e1")) == {"1": "breached"}


def test_once_is_once_a_matter() -> None:
    """A second payment of another matter is no repetition; one without a matter is one of the only matter there is."""
    once = {"id": "o", "kind": "sequence", "clause": "X", "once": "remedied"}
    assert said_of(once, at(9, "remedied", matter="a"), at(10, "remedied", matter="b")) == {"a/1": "met", "b/1": "met"}
    assert said_of(once, at(9, "remedied", matter="a"), at(10, "remedied")) == {"a/1": "breached"}
    three = (at(9, "remedied", matter="a"), at(10, "remedied", matter="b"), at(11, "remedied"))
    assert said_of(once, *three) == {"a/1": "unknown", "b/1": "unknown"}


def test_what_came_before_without_a_matter_belongs_to_the_act_that_comes_next() -> None:
    """An approval without a matter licenses the next act; for a later act of another matter it is doubtful."""
    said = {"id": "p", "kind": "sequence", "clause": "X", "preceded": {"every": "remedied", "by": "approved"}}
    acts = (at(10, "remedied", matter="a"), at(11, "remedied", matter="b"))
    assert list(said_of(said, at(9, "approved"), *acts).values()) == ["met", "unknown"]
    assert list(said_of(said, at(9, "approved", matter="a"), *acts).values()) == ["met", "breached"]
    assert list(said_of(said, at(9, "approved", matter="a"), at(10, "remedied")).values()) == ["met"]


def test_an_order_goes_on_in_the_matter_that_waits_for_the_step() -> None:
    """A step without a matter is the next one of the only matter that still lacks it."""
    said = {"id": "o", "kind": "sequence", "clause": "X", "order": ["received", "investigated", "resolved"]}
    told = (A, B, at(11, "investigated", matter="a"), at(12, "investigated"), at(13, "resolved", matter="a"))
    assert said_of(said, *told, at(14, "resolved")) == {"a/1": "met", "b/1": "met"}
    assert said_of(said, RECEIVED, at(11, "investigated", matter="a"), at(12, "resolved")) == {"1": "met"}


def test_a_requirement_at_events_keeps_the_events_of_each_matter_apart() -> None:
    """The first of each matter, and not the first of all, is the first."""
    said = {
        "id": "s",
        "kind": "requirement",
        "clause": "X",
        "at": {"event": "replied", "nth": "first"},
        "must": {"visibility": "public"},
    }
    told = (at(9, "replied", matter="a", visibility="public"), at(10, "replied", matter="b", visibility="internal"))
    assert list(said_of(said, *told).values()) == ["met", "breached"]
    assert list(said_of({**said, "per": "subject"}, *told).values()) == ["met"]


def test_many_doubtful_matters_are_each_doubtful() -> None:
    """Where there are more ways than can be told apart, each matter is judged by itself, and none is called kept."""
    many = [at(9, "received", matter=f"m{number:02}") for number in range(30)]
    found = said_of(TIMELY, *many, at(11, "resolved"), at(12, "resolved"))
    assert len(found) == 30
    assert set(found.values()) == {"unknown"}


LICENSED: dict[str, Any] = {
    "id": "a",
    "kind": "authority",
    "clause": "X",
    "action": "remedied",
    "amount": {"field": "amount"},
    "approval": {"event": "approved", "unsaid_is_any": ["action"]},
    "tiers": [{"approvers": {"any_of": ["head"]}}],
}
PRECEDED: dict[str, Any] = {
    "id": "p",
    "kind": "sequence",
    "clause": "X",
    "preceded": {"every": "remedied", "by": "approved"},
}


def approved(hour: int, **fields: Any) -> dict[str, Any]:
    """An approval by a head."""
    return at(hour, "approved", by="e3", role="head", amount="500 EUR", **fields)


def paid(hour: int, **fields: Any) -> dict[str, Any]:
    """A payment by a clerk."""
    return at(hour, "remedied", by="e1", role="clerk", amount="100 EUR", **fields)


OPEN: dict[str, tuple[tuple[dict[str, Any], ...], str]] = {
    "one": ((A, approved(11, matter="a"), paid(12)), "met"),
    "one, approved without a name": ((A, approved(11), paid(12)), "met"),
    "one that nobody opened": ((RECEIVED, approved(11, matter="a"), paid(12)), "met"),
    "two": ((A, B, approved(11, matter="a"), paid(12)), "unknown"),
    "two, the approval came first": ((approved(8, matter="b"), A, B, paid(12)), "unknown"),
    "two, approved without a name": ((A, B, approved(11), paid(12)), "unknown"),
    "two, both approved": ((A, B, approved(11, matter="a"), approved(11, matter="b"), paid(12)), "met"),
    "two, neither approved": ((A, B, paid(12)), "breached"),
    "two, one ended": ((A, B, at(10, "withdrawn", matter="b"), approved(11, matter="a"), paid(12)), "met"),
    "two, the approved one ended": (
        (A, B, approved(11, matter="a"), at(11, "withdrawn", matter="a"), paid(12)),
        "breached",
    ),
    "the other came later": ((A, approved(11, matter="a"), paid(12), at(13, "received", matter="b")), "met"),
}


@pytest.mark.parametrize("said", [LICENSED, PRECEDED], ids=lambda said: said["id"])
@pytest.mark.parametrize("events", OPEN)
def test_an_act_without_a_matter_is_about_one_of_those_that_are_open(said: dict[str, Any], events: str) -> None:
    """What was approved of one matter licenses no act that may be about another; what holds for each is said."""
    told, status = OPEN[events]
    (found,) = verdicts(said, case(*told), "2026-01-12T00:00")
    assert (found.status.value, found.occurrence[:2]) == (status, "20")
    assert bool(found.doubts) == (status == "unknown")


@pytest.mark.parametrize("said", [LICENSED, PRECEDED], ids=lambda said: said["id"])
def test_an_act_without_a_matter_is_about_none_that_was_acted_upon(said: dict[str, Any]) -> None:
    """The other one is left, and what was approved since is approved of another act."""
    two = (A, B, approved(11, matter="a"), paid(12, matter="b"), paid(13))
    assert said_of(said, *two) == {"20260105T130000Z": "met", "b/20260105T120000Z": "breached"}
    again = (A, approved(10, matter="a"), paid(11, matter="a"))
    assert said_of(said, *again, paid(13))["20260105T130000Z"] == "breached"
    assert said_of(said, *again, approved(12, matter="a"), paid(13))["20260105T130000Z"] == "met"


@pytest.mark.parametrize(
    ("change", "statuses"),
    [
        ({}, ("unknown", "unknown")),
        ({"matter": "a"}, ("breached", "met")),
        ({"amount": "500 EUR"}, ("met", "met")),
    ],
)
def test_a_change_without_a_matter_is_of_one_of_those_that_are_open(
    change: dict[str, Any], statuses: tuple[str, str]
) -> None:
    """A changed amount of one of two ends one approval, nobody knows which; a change that changes nothing ends none."""
    given = (approved(10, matter="a"), approved(10, matter="b"))
    changed = at(11, "amount_changed", **{"amount": "700 EUR", **change})
    done = (paid(12, matter="a"), paid(13, matter="b"))
    assert tuple(said_of(LICENSED, A, B, *given, changed, *done).values()) == statuses
    alone = said_of(LICENSED, A, approved(10, matter="a"), changed, paid(12, matter="a"))
    assert list(alone.values()) == [statuses[0].replace("unknown", "breached")]


def test_two_halves_of_an_approval_in_two_matters_are_none() -> None:
    """Of two that must sign, each signed for another matter: whichever the act is about, one is lacking."""
    said = {**LICENSED, "tiers": [{"approvers": {"all_of": ["head", "leader"]}}]}
    second = {**approved(11, matter="b"), "by": "e4", "role": "leader"}
    assert list(said_of(said, A, B, approved(11, matter="a"), second, paid(12)).values()) == ["breached"]
    assert list(said_of(said, A, approved(11, matter="a"), {**second, "matter": "a"}, paid(12)).values()) == ["met"]


@pytest.mark.parametrize(
    ("matter", "effect", "doubts"), [(None, "unknown", ("matter",)), ("a", "permit", ()), ("b", "refuse", ())]
)
def test_decide_asks_which_of_two_matters_is_meant(matter: str | None, effect: str, doubts: tuple[str, ...]) -> None:
    """Before the act it is unknown what an act is about that names neither of two open matters."""
    fields: dict[str, Any] = {} if matter is None else {"matter": matter}
    clerk = sp.Agent.model_validate({"subject": "agent", "id": "e1", "role": "clerk"})
    found = policy(LICENSED, PRECEDED).decide(
        "remedied",
        by=clerk,
        on=case(A, B, approved(11, matter="a")),
        at=instant("2026-01-05T12:00"),
        amount="100 EUR",
        **fields,
    )
    assert (found.effect.value, found.doubts) == (effect, doubts)


def test_what_came_before_without_a_matter_is_doubtful_while_another_matter_waits() -> None:
    """An approval that names neither of two open matters need not be that of the one that is acted upon first."""
    assert list(said_of(PRECEDED, A, B, approved(11), paid(12, matter="a")).values()) == ["unknown"]
    assert list(said_of(PRECEDED, A, approved(11), paid(12, matter="a")).values()) == ["met"]


ONCE: dict[str, Any] = {"id": "o", "kind": "sequence", "clause": "X", "once": "remedied"}
IN_ORDER: dict[str, Any] = {"id": "o", "kind": "sequence", "clause": "X", "order": ["investigated", "resolved"]}


@pytest.mark.parametrize(
    ("events", "statuses"),
    [
        ((A, at(11, "remedied", matter="a"), at(12, "remedied")), {"a/1": "breached"}),
        ((A, B, at(11, "remedied", matter="a"), at(12, "remedied")), {"a/1": "unknown"}),
        ((A, at(11, "remedied"), at(12, "remedied")), {"1": "breached"}),
        ((A, B, at(11, "remedied"), at(12, "remedied")), {"1": "unknown"}),
        ((A, at(11, "remedied"), at(12, "remedied", matter="a")), {"1": "met", "a/1": "breached"}),
        ((A, B, at(11, "remedied"), at(12, "remedied", matter="a")), {"1": "met", "a/1": "unknown"}),
        ((at(8, "remedied"), A, at(12, "remedied", matter="a")), {"1": "met", "a/1": "met"}),
    ],
)
def test_what_is_done_again_without_a_matter_may_be_of_another_one(
    events: tuple[dict[str, Any], ...], statuses: dict[str, str]
) -> None:
    """It is a repetition where one matter is on record; where another waits for the act, nobody knows."""
    assert said_of(ONCE, *events) == statuses


def test_a_step_without_a_matter_may_be_of_one_in_which_none_was_taken() -> None:
    """What waits for the step has it for sure only where no other matter was on record."""
    steps = (at(11, "investigated", matter="a"), at(12, "resolved"))
    assert said_of(IN_ORDER, A, *steps) == {"a/1": "met"}
    assert said_of(IN_ORDER, A, B, *steps) == {"a/1": "unknown"}
    assert said_of(IN_ORDER, A, B, at(11, "investigated"), at(12, "resolved")) == {"1": "unknown"}
    ended = at(10, "withdrawn", matter="b")
    assert said_of(IN_ORDER, A, B, ended, *steps) == {"a/1": "met"}


ACTING_FIRST: dict[str, Any] = {
    "id": "e",
    "kind": "authority",
    "clause": "X",
    "action": "remedied",
    "emergency": {
        "when": "emergency_declared",
        "relaxes": "a",
        "formalities": {"stop": "approved", "within": "24 hours"},
    },
    "approval": {"unsaid_is_any": ["action"]},
}


@pytest.mark.parametrize(
    ("declared", "approves", "status"),
    [
        ({"matter": "a"}, {"matter": "a"}, "met"),
        ({"matter": "b"}, {"matter": "a"}, "breached"),
        ({}, {"matter": "a"}, "unknown"),
        ({"matter": "a"}, {"matter": "b"}, "breached"),
        ({"matter": "a"}, {}, "unknown"),
    ],
)
def test_an_emergency_lifts_the_order_in_its_own_matter(
    declared: dict[str, str], approves: dict[str, str], status: str
) -> None:
    """One that names neither of two open matters is doubtful for each, and so is what was approved afterwards."""
    emergency = at(11, "emergency_declared", by="e1", action="remedied", **declared)
    events = (A, B, emergency, paid(12, matter="a"), approved(13, **approves))
    facts = case(*events)
    rules = (LICENSED, {name: said for name, said in ACTING_FIRST.items() if name != "approval"})
    (found,) = policy(*rules).evaluate(facts, as_of=instant("2026-01-12T00:00"))["a"].verdicts
    assert found.status == status


CLERKS: dict[str, Any] = {"id": "w", "kind": "authority", "clause": "X", "action": "remedied", "who": {"role": "clerk"}}
LOOKED_INTO = at(11, "investigated", matter="a", by="e9")
FIRST_LOOK: dict[str, Any] = {
    "id": "f",
    "kind": "sequence",
    "clause": "X",
    "preceded": {"every": "remedied", "by": "investigated"},
}


@pytest.mark.parametrize(
    ("said", "events", "effect"),
    [
        (FIRST_LOOK, (A, LOOKED_INTO), "permit"),
        (FIRST_LOOK, (A, B, LOOKED_INTO), "unknown"),
        (FIRST_LOOK, (A, B), "refuse"),
        (ONCE, (A, B, at(11, "remedied", matter="a", by="e1", role="clerk")), "unknown"),
        (ONCE, (A, at(11, "remedied", matter="a", by="e1", role="clerk")), "refuse"),
        (rule(start="received", stop="remedied", within="2 days", clock=None), (A, B), "permit"),
    ],
)
def test_decide_is_unknown_where_one_of_the_open_matters_would_refuse(
    said: dict[str, Any], events: tuple[dict[str, Any], ...], effect: str
) -> None:
    """What is asked before an act of its order is asked of each matter that it may be about."""
    found = policy(CLERKS, said).decide(
        "remedied",
        by=sp.Agent(id="e1", role="clerk"),
        on=case(*events),
        at=instant("2026-01-05T12:00"),
        amount="100 EUR",
    )
    assert found.effect.value == effect
    assert (effect == "unknown") == (found.doubts == ("matter",))
