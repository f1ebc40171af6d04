"""Retention: the engine and its naive twin give the same verdicts, and laws that hold for both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs
from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.results.verdict import Status
from tests.reference import retention
from tests.reference.conditions import TooManyQuestions
from tests.reference.subject import instant
from tests.strategies import Example, retention_examples

RULE = "kept"


def told(verdicts: Iterable[Any]) -> list[tuple[str, str]]:
    """Instants and statuses: which of two acts of one instant is the second is not the twin's business."""
    plain = [
        one if isinstance(one, dict) else {"occurrence": one.occurrence, "status": str(one.status)} for one in verdicts
    ]
    return sorted((one["occurrence"].split("#")[0], one["status"]) for one in plain if one["occurrence"])


@given(retention_examples())
def test_retention_agrees_with_its_twin(example: Example) -> None:
    """Keeping, place and disposal have the status and the end that the twin gives them."""
    try:
        twin = retention.evaluate(example.rules[0], example.subject, example.as_of, example.known_at, example.calendars)
    except TooManyQuestions:
        assume(False)
        raise
    verdicts = example.report()[RULE].verdicts
    assume(not any("#" in one["occurrence"] for one in twin))  # which of two at one instant is which is left open
    note(f"twin {twin}")
    note(f"engine {[verdict.plain() for verdict in verdicts]}")
    assert told(verdicts) == told(twin)
    dues = {one["occurrence"]: one["due"] for one in twin if one["status"] in ("met", "breached", "pending")}
    for verdict in verdicts:
        if verdict.occurrence in dues:
            assert verdict.due in dues[verdict.occurrence], verdict.occurrence


@given(retention_examples(), st.data())
def test_shuffled_events_give_the_same_bytes(example: Example, data: st.DataObject) -> None:
    """The order of events in a record never matters."""
    events = data.draw(st.permutations(example.subject["events"]))
    shuffled = attrs.evolve(example, subject={**example.subject, "events": events})
    assert example.report().plain() == shuffled.report().plain()


@given(retention_examples())
def test_nothing_changes_before_the_next_change(example: Example) -> None:
    """Time alone changes no status before the instant that the report names."""
    past = [event for event in example.subject["events"] if instant(event["at"]) <= instant(example.as_of)]
    example = attrs.evolve(example, known_at=None, subject={**example.subject, "events": past})
    now = example.report()
    assert now.next_change is None or now.next_change > example.as_of
    just = now.next_change - timedelta(microseconds=1) if now.next_change else example.as_of + timedelta(days=2000)
    assert told(now[RULE].verdicts) == told(attrs.evolve(example, as_of=just).report()[RULE].verdicts)


@given(retention_examples())
def test_what_is_final_stays(example: Example) -> None:
    """A verdict that is final is the same when everything that is known later is known."""
    example = attrs.evolve(example, known_at=None)
    later = attrs.evolve(example, as_of=example.as_of + timedelta(days=2000)).report()[RULE].verdicts
    then = {one.occurrence: one.status for one in later}
    for verdict in example.report()[RULE].verdicts:
        if verdict.final and verdict.status is not Status.NOT_APPLICABLE:
            assert then[verdict.occurrence] == verdict.status, verdict.occurrence


@given(retention_examples())
def test_a_destruction_is_early_or_it_is_not(example: Example) -> None:
    """What was destroyed is broken exactly where it was destroyed before the end that the verdict names."""
    for verdict in example.report()[RULE].verdicts:
        if verdict.reason.code in ("kept", "destroyed_early") and verdict.stopped is not None:
            assert verdict.due is not None
            assert (verdict.stopped < verdict.due) is (verdict.status is Status.BREACHED)
