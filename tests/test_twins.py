"""The engine and its naive twin give the same verdicts on generated policies and cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from servicepolicy.models.complaint import Case
from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy
from servicepolicy.results.report import Report
from servicepolicy.results.verdict import Status
from tests.reference import deadline, ownership
from tests.reference.conditions import TooManyQuestions
from tests.strategies import (
    Example,
    authority_examples,
    changing_deadline_examples,
    deadline_examples,
    ownership_examples,
    told_apart_examples,
)

Plain = dict[str, Any]

NOBODY: Plain = {"organisation": {"units": []}}

thorough = settings(max_examples=max(100, settings().max_examples))  # the profile's number, where that is larger


def policy_of(example: Example) -> Policy:
    """The generated rules as a policy."""
    return example.policy()


def report_of(example: Example, subject: Plain | None = None) -> Report:
    """What the engine says."""
    context = None if example.context is None else Context.model_validate(example.context)
    case = Case.model_validate(subject or example.subject)
    return policy_of(example).evaluate(case, as_of=example.as_of, known_at=example.known_at, context=context)


def by_occurrence(report: Report, rule: str) -> dict[str, Any]:
    """The engine's verdicts on one rule, by occurrence."""
    return {verdict.occurrence: verdict for verdict in report[rule].verdicts}


def agree(report: Report, rule: str, twin: list[Plain]) -> None:
    """Both give the same status, due and stop for every occurrence that either of them finds applicable."""
    engine = by_occurrence(report, rule)
    expected = {verdict["occurrence"]: verdict for verdict in twin}
    for name in sorted({*engine, *expected}):
        ours, theirs = engine.get(name), expected.get(name)
        note(f"{name}: twin {theirs}")
        note(f"{name}: engine {ours and ours.plain()}")
    for name in sorted({*engine, *expected}):
        ours, theirs = engine.get(name), expected.get(name)
        status = str(ours.status) if ours else "not_applicable"
        assert status == (theirs["status"] if theirs else "not_applicable"), name
        waits = (
            ours and ours.reason.code == "waits_for"
        )  # for what only time will tell: whether, and by when, it is due
        if ours and theirs and status in ("met", "breached", "pending") and rule == "timely" and not waits:
            due = ours.due_latest if "paused" in ours.state else ours.due  # paused: the latest possible, if any
            assert due in theirs["due"], (name, "due")
            stopped = theirs["stopped"][0] if len(theirs["stopped"]) == 1 else None  # what is not sure is not told
            assert ours.stopped == stopped, (name, "stopped")


@thorough
@given(deadline_examples())
def test_deadlines_agree_with_their_twin(example: Example) -> None:
    """Status, due and stop of every occurrence of a deadline are those of the twin."""
    deadline_agrees(example)


def deadline_agrees(example: Example) -> None:
    """Engine and twin say the same of the deadline of an example."""
    try:
        twin = deadline.evaluate(example.rules[0], example.subject, example.as_of, example.known_at, example.calendars)
    except (TooManyQuestions, deadline.NotCovered):
        assume(False)
        raise
    agree(report_of(example), "timely", twin)


@settings(max_examples=60)
@given(told_apart_examples())
def test_starts_that_are_told_apart_agree_with_their_twin(example: Example) -> None:
    """Of several starts that wait, an act serves the one that it names: the twin says the same."""
    deadline_agrees(example)


@thorough
@given(changing_deadline_examples())
def test_deadlines_that_change_agree_with_their_twin(example: Example) -> None:
    """Re-classified, out of the rule and into it, under new versions, and from unit to unit: the twin says the same."""
    given = (example.rules[0], example.subject, example.as_of, example.known_at, example.calendars)
    try:
        units = {unit["id"]: unit["calendar"] for unit in (example.context or NOBODY)["organisation"]["units"]}
        twin = deadline.evaluate(*given, fill=example.fill, units=units)
    except (TooManyQuestions, deadline.NotCovered):
        assume(False)
        raise
    agree(report_of(example), "timely", twin)


@thorough
@given(ownership_examples())
def test_ownership_agrees_with_its_twin(example: Example) -> None:
    """The question and every hand-over have the status that the twin gives them, and the same owner."""
    try:
        known_at, rest = example.known_at, (example.calendars, example.facts)
        twin = ownership.evaluate(example.rules[0], example.subject, example.as_of, known_at, *rest)
        owners = ownership.owner(example.rules[0], example.subject, example.as_of, *rest)
    except (TooManyQuestions, ownership.NotCovered):
        assume(False)
        raise
    report = report_of(example)
    agree(report, "kept", twin)
    dues = {one["occurrence"]: one["due"] for one in twin if one["status"] in ("met", "breached", "pending")}
    for verdict in report["kept"].verdicts:
        assert verdict.due is None or verdict.due in dues.get(verdict.occurrence, [verdict.due]), verdict.occurrence
    owner = policy_of(example).owner(Case.model_validate(example.subject), at=example.as_of)
    note(f"owners {owners}, engine {owner.plain()}")
    assert owner.person == (owners[0] if len(owners) == 1 else None)
    question = by_occurrence(report, "kept").get("question")
    if example.known_at is None and question is not None and question.status is Status.MET:
        others = ownership.answered_by_other(example.rules[0], example.subject, example.as_of, *rest)
        assert ("answered_by_other" in question.state) == (others == [True]), "who answered"
    if example.known_at is None and question is not None and question.status is Status.PENDING:
        assert question.owner == owner.person, "the owner of the question"
        assert set(question.candidates) == (set(owners) if len(owners) > 1 else set()), "the candidates"


@given(st.one_of(deadline_examples(), authority_examples(), ownership_examples()), st.data())
def test_shuffled_events_give_the_same_bytes(example: Example, data: st.DataObject) -> None:
    """The order of events in a record never matters."""
    events = data.draw(st.permutations(example.subject["events"]))
    assert report_of(example).plain() == report_of(example, {**example.subject, "events": events}).plain()


@given(deadline_examples(), st.data())
def test_what_is_not_yet_there_never_matters(example: Example, data: st.DataObject) -> None:
    """Events after `as_of`, or recorded after `known_at`, change nothing."""
    known_at = example.known_at or example.as_of + timedelta(days=1000)
    there, later = [], []
    for event in example.subject["events"]:
        at, recorded = (datetime.fromisoformat(event.get(key) or event["at"]) for key in ("at", "recorded_at"))
        (there if at <= example.as_of and recorded <= known_at else later).append(event)
    kept = data.draw(st.lists(st.sampled_from(later), unique_by=repr) if later else st.just([]))
    one = report_of(example, {**example.subject, "opened_at": None, "events": there + kept})
    other = report_of(example, {**example.subject, "events": there})
    assert statuses(one) == statuses(other)


def statuses(report: Report) -> list[tuple[str, str, Any, Any]]:
    """What a report decides, without the numbers of events."""
    return [
        (verdict.occurrence, str(verdict.status), verdict.due, verdict.stopped) for verdict in report["timely"].verdicts
    ]
