"""Periodic duties: the engine and its naive twin give the same verdicts, and laws that hold for both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.results.report import Report
from servicepolicy.results.verdict import Status
from tests.reference import periodic
from tests.reference.conditions import TooManyQuestions
from tests.reference.subject import instant
from tests.strategies import Example, periodic_examples

RULE = "again"


def statuses(report: Report) -> dict[str, str]:
    """The status of each slot that is owed."""
    return {v.occurrence: str(v.status) for v in report[RULE].verdicts if v.occurrence}


@given(periodic_examples())
def test_periodic_duties_agree_with_their_twin(example: Example) -> None:
    """Every slot has the status, the due instant and the act that the twin gives it."""
    try:
        twin = periodic.evaluate(
            example.rules[0], example.subject, example.as_of, example.known_at, example.calendars, example.zone
        )
    except (TooManyQuestions, periodic.NotCovered):
        assume(False)
        raise
    report = example.report()
    note(f"twin {twin}")
    note(f"engine {[verdict.plain() for verdict in report[RULE].verdicts]}")
    assert statuses(report) == {one["occurrence"]: one["status"] for one in twin}
    expected = {one["occurrence"]: one for one in twin}
    for verdict in report[RULE].verdicts:
        if verdict.occurrence and verdict.status in (Status.MET, Status.BREACHED, Status.PENDING):
            told = expected[verdict.occurrence]
            assert (verdict.due and instant(verdict.due)) in told["due"], verdict.occurrence
            if len(told["stopped"]) == 1:
                assert (verdict.stopped and instant(verdict.stopped)) == told["stopped"][0], verdict.occurrence


@given(periodic_examples(), st.data())
def test_shuffled_events_give_the_same_bytes(example: Example, data: st.DataObject) -> None:
    """The order of events in a record never matters."""
    events = data.draw(st.permutations(example.subject["events"]))
    policy = example.policy()
    reports = [
        policy.evaluate(_subject({**example.subject, "events": one}), as_of=example.as_of).plain()
        for one in (example.subject["events"], events)
    ]
    assert reports[0] == reports[1]


@given(periodic_examples())
def test_nothing_changes_before_the_next_change(example: Example) -> None:
    """Time alone changes no status before the instant that the report names."""
    policy, subject = example.policy(), _subject({**example.subject, "events": _past(example)})
    now = policy.evaluate(subject, as_of=example.as_of)
    assert now.next_change is None or now.next_change > example.as_of
    just = now.next_change - timedelta(microseconds=1) if now.next_change else example.as_of + timedelta(days=400)
    assert statuses(policy.evaluate(subject, as_of=just)) == statuses(now)


@given(periodic_examples())
def test_what_is_final_stays(example: Example) -> None:
    """A verdict that is final is the same when everything that happens later is known."""
    policy, subject = example.policy(), _subject(example.subject)
    now = policy.evaluate(subject, as_of=example.as_of)
    later = policy.evaluate(subject, as_of=example.as_of + timedelta(days=300))
    told = {verdict.occurrence: verdict.status for verdict in later[RULE].verdicts}
    for verdict in now[RULE].verdicts:
        if verdict.final and verdict.occurrence:
            assert told[verdict.occurrence] is verdict.status, verdict.occurrence


def _subject(said: dict[str, Any]) -> SubjectRecord:
    return subject_model(said["subject"]).model_validate(said)


def _past(example: Example) -> list[dict[str, Any]]:
    return [event for event in example.subject["events"] if instant(event["at"]) <= instant(example.as_of)]
