"""Requirements and their naive twin give the same verdicts on generated rules and subjects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.models.complaint import Case
from servicepolicy.models.interaction import Interaction
from servicepolicy.policy.policy import Policy
from servicepolicy.results.report import Report
from tests.reference import requirement
from tests.reference.conditions import TooManyQuestions
from tests.strategies import (
    Example,
    at_event_examples,
    header_examples,
    talk_examples,
    throughout_examples,
)

Plain = dict[str, Any]

EXAMPLES = st.one_of(at_event_examples(), header_examples(), throughout_examples(), talk_examples())


def report_of(example: Example, subject: Plain | None = None, as_of: datetime | None = None) -> Report:
    """What the engine says."""
    policy = Policy(policy="generated", timezone=example.zone, rules=example.rules)
    said = subject or example.subject
    model = Interaction if said.get("subject") == "interaction" else Case
    return policy.evaluate(model.model_validate(said), as_of=as_of or example.as_of)


def agree(example: Example) -> None:
    """Both give the same status and bounds for every occurrence that either of them finds applicable."""
    try:
        twin = requirement.evaluate(example.rules[0], example.subject, example.as_of)
    except (TooManyQuestions, requirement.NotCovered):
        assume(False)
        raise
    report = report_of(example)
    ours = report["required"].verdicts
    note(f"twin {twin}")
    note(f"engine {[verdict.plain() for verdict in ours]}")
    assert by_instant((verdict.occurrence, str(verdict.status)) for verdict in ours) == by_instant(
        (verdict["occurrence"], verdict["status"]) for verdict in twin
    )
    assert all(verdict.doubts for verdict in ours if verdict.status == "unknown")


def by_instant(verdicts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Name and status of what applies: which of two events of one instant is the second is not the twin's business."""
    return sorted((name.split("#")[0], status) for name, status in verdicts if status != "not_applicable")


@given(at_event_examples())
def test_requirements_at_events_agree_with_their_twin(example: Example) -> None:
    """Each event has the status that the twin gives it."""
    agree(example)


@given(header_examples())
def test_requirements_on_the_header_agree_with_their_twin(example: Example) -> None:
    """Bands, lists, templates and flags are judged as the twin judges them, now and at the end."""
    agree(example)


@given(throughout_examples())
def test_requirements_throughout_agree_with_their_twin(example: Example) -> None:
    """Each interval in which a state does not hold is found, and none other."""
    agree(example)


@given(talk_examples())
def test_what_is_said_agrees_with_the_twin(example: Example) -> None:
    """Openings, closings, word lists and forbidden words are heard as the twin hears them."""
    agree(example)


@given(EXAMPLES, st.data())
def test_shuffled_events_give_the_same_bytes(example: Example, data: st.DataObject) -> None:
    """The order of events in a record never matters."""
    events = data.draw(st.permutations(example.subject["events"]))
    one, other = (
        report_of(example, {**example.subject, "events": said}) for said in (example.subject["events"], events)
    )
    assert json.dumps(one.plain(), sort_keys=True) == json.dumps(other.plain(), sort_keys=True)


@given(EXAMPLES, st.floats(0, 1))
def test_nothing_changes_before_the_next_change(example: Example, share: float) -> None:
    """While no event comes, verdicts stay as they are until `next_change`."""
    now = report_of(example)
    events = [datetime.fromisoformat(event["at"]) for event in example.subject["events"]]
    ends = [moment for moment in (now.next_change, *events) if moment is not None and moment > example.as_of]
    until = min(ends, default=example.as_of + timedelta(days=30)) - timedelta(microseconds=1)
    assume(until > example.as_of)
    then = report_of(example, as_of=example.as_of + (until - example.as_of) * share)
    assert [verdict.plain() for verdict in now.verdicts] == [verdict.plain() for verdict in then.verdicts]
