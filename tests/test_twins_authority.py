"""Authority and its naive twin say the same of generated acts, before them and after them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Case
from servicepolicy.models.context import Context
from servicepolicy.results.verdict import Status
from tests.reference import authority
from tests.reference.conditions import TooManyQuestions
from tests.strategies import (
    Example,
    access_examples,
    authority_examples,
    competence_examples,
    emergency_examples,
    receiver_examples,
    together_examples,
    vote_examples,
)

Plain = dict[str, Any]

thorough = settings(max_examples=max(100, settings().max_examples))  # the profile's number, where that is larger
FORMS = st.one_of(competence_examples(), access_examples(), together_examples(), vote_examples())
EXAMPLES = st.one_of(authority_examples(), emergency_examples(), receiver_examples(), FORMS)
PEOPLE = st.fixed_dictionaries(
    {"id": st.sampled_from(("e1", "e2", "e3"))}, optional={"role": st.sampled_from(("clerk", "head"))}
)
AMOUNTS = st.sampled_from((None, "50 CNY", "100 CNY", "300 CNY", "700 CNY", "-1 CNY", "50 USD"))


def known_of(example: Example) -> Plain:
    """What the twin knows beside the case."""
    return authority.at_hand(example.rules, example.context, example.roles, example.calendars, example.zone)


def agree(example: Example) -> None:
    """Every act done has the status that the twin gives it, by every rule."""
    report = example.report()
    for rule in example.rules:
        try:
            twin = authority.evaluate(rule, example.subject, example.as_of, example.known_at, known_of(example))
        except TooManyQuestions:
            assume(False)
            raise
        ours = report[rule["id"]].verdicts
        note(f"twin {twin}")
        note(f"engine {[verdict.plain() for verdict in ours]}")
        open_ = nameless_ties(example)
        assert by_instant(ours, open_) == by_instant(twin, open_), rule["id"]
        assert all(verdict.doubts for verdict in ours if verdict.status == "unknown")


def by_instant(verdicts: Iterable[Any], left_out: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Instant and status of acts: which of two acts of one instant is the second is not the twin's business."""
    said = [verdict if isinstance(verdict, dict) else verdict.plain() for verdict in verdicts]
    return sorted(
        (instant, verdict["status"])
        for verdict in said
        if (instant := str(verdict.get("occurrence", "")).split("#")[0]) not in {"", *left_out}
        and verdict["status"] != "not_applicable"
    )


def nameless_ties(example: Example) -> frozenset[str]:
    """Instants of several acts of which nobody knows who did one: who did it decides which of them an approval serves
    first, and the twin takes them in the order in which they are written.
    """
    named: dict[tuple[str, str], list[bool]] = {}
    for event in example.subject.get("events", ()):
        if "T" in str(event["at"]):
            at = datetime.fromisoformat(str(event["at"])).astimezone(UTC)
            named.setdefault((f"{at:%Y%m%dT%H%M%SZ}", event["event"]), []).append("by" in event)
    return frozenset(at for (at, _), known in named.items() if len(known) > 1 and not all(known))


def decided_alike(example: Example, action: str, people: list[Plain], **fields: Any) -> None:
    """Before the act the engine permits, refuses or asks for the same approvals as the twin."""
    said = {name: value for name, value in fields.items() if value is not None}
    known = known_of(example)
    try:
        twin = authority.decide(
            example.rules[0], example.subject, {"event": action, "actors": people, **said}, example.as_of, known
        )
    except TooManyQuestions:
        assume(False)
        raise
    decision = example.policy().decide(
        action,
        by=[Agent.model_validate({"subject": "agent", **person}) for person in people],
        on=Case.model_validate(example.subject),
        at=example.as_of,
        context=None if example.context is None else Context.model_validate(example.context),
        **said,
    )
    note(f"twin {twin}")
    note(f"engine {decision.plain()}")
    assert str(decision.effect) == twin["effect"]
    assert bool(decision.doubts) or twin["effect"] != "unknown"
    if twin["effect"] == "needs_approval" and twin["approvers"] is not None:
        assert list(decision.approvers) == twin["approvers"]


@thorough
@given(authority_examples())
def test_limits_agree_with_their_twin(example: Example) -> None:
    """Limits, approvals, refusals, delegates and sums are judged as the twin judges them."""
    agree(example)


@thorough
@given(emergency_examples())
def test_emergencies_agree_with_their_twin(example: Example) -> None:
    """Both the rule whose order is lifted and the one that lifts it are judged as the twin judges them."""
    agree(example)


@thorough
@given(st.one_of(authority_examples(), emergency_examples()), PEOPLE, AMOUNTS)
def test_decisions_agree_with_their_twin(example: Example, person: Plain, amount: str | None) -> None:
    """Before an act under limits, also in an emergency, the engine answers as the twin does."""
    decided_alike(example, "remedied", [person], amount=amount)


@thorough
@given(competence_examples())
def test_competence_agrees_with_its_twin(example: Example) -> None:
    """Each step is taken by a post that the table names for it, or in the place of one."""
    agree(example)


@thorough
@given(access_examples())
def test_access_agrees_with_its_twin(example: Example) -> None:
    """Whoever reads belongs to the team at that instant, and says what for."""
    agree(example)


@thorough
@given(receiver_examples())
def test_the_post_of_a_receiver_agrees_with_its_twin(example: Example) -> None:
    """Whom an act names has the post that the organisation knows of then, else the one that the act states."""
    moments = [event["at"] for event in example.subject["events"]]
    assume(len({*moments}) == len(moments))  # of two acts of which one may be none, the twin does not know the names
    agree(example)


@thorough
@given(together_examples())
def test_people_at_one_act_agree_with_their_twin(example: Example) -> None:
    """Different people are counted as the twin counts them, also where some have no name."""
    agree(example)


@thorough
@given(vote_examples())
def test_votes_agree_with_their_twin(example: Example) -> None:
    """Votes are carried, and their results published, where the twin says so in every way they may have been cast."""
    agree(example)


@thorough
@given(
    FORMS,
    st.lists(PEOPLE, min_size=1, max_size=3),
)
def test_decisions_on_the_other_forms_agree_with_their_twin(example: Example, people: list[Plain]) -> None:
    """Before an act of one of the other forms the engine answers as the twin does."""
    rule = example.rules[0]
    decided_alike(example, rule["action"] if "action" in rule else min(rule["competence"]), people)


@given(EXAMPLES, st.data())
def test_shuffled_events_give_the_same_bytes(example: Example, data: st.DataObject) -> None:
    """The order of events in a record never matters."""
    shuffled = data.draw(st.permutations(example.subject["events"]))
    other = evolve(example, subject={**example.subject, "events": shuffled})
    assert json.dumps(example.report().plain(), sort_keys=True) == json.dumps(other.report().plain(), sort_keys=True)


@given(EXAMPLES, st.data())
def test_what_was_final_is_never_judged_again(example: Example, data: st.DataObject) -> None:
    """A final verdict is the same at any later instant, whatever has happened since."""
    moments = sorted(datetime.fromisoformat(event["at"]) for event in example.subject["events"])
    early = evolve(example, as_of=data.draw(st.sampled_from(moments)))
    late = evolve(example, as_of=moments[-1] + timedelta(days=data.draw(st.integers(0, 9))))
    then, now = early.report(), late.report()
    for verdict in then.verdicts:
        if verdict.final and verdict.status is not Status.NOT_APPLICABLE:
            after = {one.occurrence: one.status for one in now[verdict.rule].verdicts}
            note(f"then {verdict.plain()}")
            note(f"now {[one.plain() for one in now[verdict.rule].verdicts]}")
            assert after[verdict.occurrence] is verdict.status


@given(EXAMPLES, st.floats(0, 1))
def test_nothing_changes_before_the_next_change(example: Example, share: float) -> None:
    """While no event comes, verdicts stay as they are until `next_change`."""
    now = example.report()
    events = [datetime.fromisoformat(event["at"]) for event in example.subject["events"]]
    ends: list[datetime] = [
        moment for moment in (now.next_change, *events) if moment is not None and moment > example.as_of
    ]
    until = min(ends, default=example.as_of + timedelta(days=30)) - timedelta(microseconds=1)
    assume(until > example.as_of)
    then = evolve(example, as_of=example.as_of + (until - example.as_of) * share).report()
    assert [verdict.plain() for verdict in now.verdicts] == [verdict.plain() for verdict in then.verdicts]
