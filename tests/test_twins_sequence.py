"""Sequences: the engine and its naive twin give the same verdicts, and laws that hold for both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.models.complaint import Case
from servicepolicy.results.verdict import Status
from tests.reference import sequence
from tests.reference.conditions import TooManyQuestions
from tests.strategies import Example, sequence_examples
from tests.test_twins import policy_of, report_of

RULE = "in-order"


def told(verdicts: Iterable[Any]) -> list[tuple[str, str]]:
    """Instants and statuses: which of two acts of one instant is the second is not the twin's business."""
    plain = [
        one if isinstance(one, dict) else {"occurrence": one.occurrence, "status": str(one.status)} for one in verdicts
    ]
    return sorted((one["occurrence"].split("#")[0], one["status"]) for one in plain if one["occurrence"])


@given(sequence_examples())
def test_sequences_agree_with_their_twin(example: Example) -> None:
    """Every occurrence has the status, and where time is limited the due instant, that the twin gives it."""
    try:
        twin = sequence.evaluate(example.rules[0], example.subject, example.as_of, example.known_at, example.calendars)
    except (TooManyQuestions, sequence.NotCovered):
        assume(False)
        raise
    verdicts = report_of(example)[RULE].verdicts
    crowded = any("#" in one["occurrence"] for one in twin) and any(one["status"] == "unknown" for one in twin)
    assume(not crowded)  # which of several simultaneous acts is which, is then not the same in every world
    note(f"twin {twin}")
    note(f"engine {[verdict.plain() for verdict in verdicts]}")
    assert told(verdicts) == told(twin)
    if "every" in example.rules[0].get("followed", {}):
        dues = {one["occurrence"]: one["due"] for one in twin if one["status"] in ("met", "breached", "pending")}
        assert all(verdict.due in dues[verdict.occurrence] for verdict in verdicts if verdict.occurrence in dues)


@given(sequence_examples(), st.data())
def test_shuffled_events_give_the_same_bytes(example: Example, data: st.DataObject) -> None:
    """The order of events in a record never matters."""
    events = data.draw(st.permutations(example.subject["events"]))
    assert report_of(example).plain() == report_of(example, {**example.subject, "events": events}).plain()


@given(sequence_examples())
def test_nothing_changes_before_the_next_change(example: Example) -> None:
    """Time alone changes no status before the instant that the report names, and what is broken stays broken."""
    policy, case = policy_of(example), Case.model_validate({**example.subject, "events": _past(example)})
    now = policy.evaluate(case, as_of=example.as_of)
    just = now.next_change - timedelta(microseconds=1) if now.next_change else example.as_of + timedelta(days=400)
    assert now.next_change is None or now.next_change > example.as_of
    then = policy.evaluate(case, as_of=just)
    assert told(now[RULE].verdicts) == told(then[RULE].verdicts)


@given(sequence_examples())
def test_what_is_final_stays(example: Example) -> None:
    """A verdict that is final is the same when everything that is known later is known."""
    policy, case = policy_of(example), Case.model_validate(example.subject)
    now = {one.occurrence: one for one in policy.evaluate(case, as_of=example.as_of)[RULE].verdicts if one.final}
    later = policy.evaluate(case, as_of=example.as_of + timedelta(days=400))[RULE].verdicts
    then = {one.occurrence: one.status for one in later}
    for key, verdict in now.items():
        if verdict.status is not Status.NOT_APPLICABLE:
            assert then[key] == verdict.status, key


def _past(example: Example) -> list[Any]:
    """The events up to the judged instant."""
    from tests.reference.subject import instant

    return [event for event in example.subject["events"] if instant(event["at"]) <= instant(example.as_of)]
