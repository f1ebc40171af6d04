"""What arises is what a walk through the whole history finds, however little of it is walked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.results.verdict import Status, Verdict
from tests import strategies
from tests.judging.building import case, event, instant, policy, rule

Found = dict[str, int]  # identity to UTC microseconds

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

few = settings(max_examples=max(40, settings().max_examples // 10 * 3))  # a naive walk is slow

LASTING = st.one_of(strategies.periodic_examples(), strategies.retention_examples())
RUNNING = st.one_of(
    strategies.deadline_examples(),
    strategies.computed_deadline_examples(),
    strategies.authority_examples(),
    strategies.ownership_examples(),
    strategies.throughout_examples(),
    strategies.sequence_examples(),
)
DAILY = {
    "id": "daily",
    "kind": "periodic",
    "subject": "organisation",
    "clause": "X-1",
    "every": "day",
    "act": "opinion_book_read",
}


def instants(example: strategies.Example, facts: Any) -> set[int]:
    """When something happened, what the header names, and when a duty begins that waits for no event."""
    found = {event.at for event in facts.timeline.events}
    found |= {microseconds(at) for at in told_by_header(example.subject, example.zone)}
    since = example.rules[0].get("in_force", {}).get("from")
    if example.rules[0]["kind"] == "periodic" and since is not None:
        begins = datetime.combine(date.fromisoformat(since), datetime.min.time(), ZoneInfo(example.zone))
        found.add(microseconds(begins))
    return found


def told_by_header(subject: dict[str, Any], zone: str) -> Iterator[datetime]:
    """The opening, and where a dated field begins or ceases to hold."""
    dated = [one for value in subject.values() if isinstance(value, list) for one in value if isinstance(one, dict)]
    bounds = [one.get(end) for one in dated if "event" not in one for end in ("from", "until")]
    for text in (subject.get("opened_at"), *bounds):
        if isinstance(text, str):
            at = datetime.fromisoformat(text)
            yield at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))


def microseconds(moment: datetime) -> int:
    """UTC microseconds."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(at: int) -> datetime:
    """The instant of UTC microseconds."""
    return EPOCH + timedelta(microseconds=at)


def walked(policy: sp.Policy, facts: Any, history: set[int], context: sp.Context | None, until: int) -> Found:
    """Every notice up to an instant, and when it arose: at each change of the whole history all is judged anew."""
    first: Found = {}
    pending = sorted(at for at in history if at < until)
    while pending:
        at = pending.pop(0)
        report = policy.evaluate(facts, as_of=moment(at), context=context)
        for verdict in (*report.verdicts, *report.advice):
            for name in standing(verdict, at):
                first.setdefault(f"{verdict.rule}/{verdict.subject}/{verdict.occurrence}/{name}", at)
        change = report.next_us
        if change is not None and change < until and (not pending or change < pending[0]):
            pending.insert(0, change)
    return first


def standing(verdict: Verdict, at: int) -> Iterator[str]:
    """The names of the notices that stand at an instant."""
    if verdict.status is Status.PENDING:
        reached = sum(warning <= at for warning in verdict.warnings_us)
        yield from (f"warning/{number}" for number in range(1, reached + 1))
    if verdict.status is Status.BREACHED:
        yield "breach"
        escalations = enumerate(verdict.escalations_us if "open" in verdict.state else (), 1)
        yield from (f"escalation/{number}" for number, (after, _role) in escalations if after <= at)


def compare(example: strategies.Example, data: st.DataObject, hours: int) -> None:
    """Each piece, and the whole, holds what the walk through the whole history finds in it."""
    policy = example.policy()
    facts = subject_model(example.subject.get("subject", "case")).model_validate(example.subject)
    context = None if example.context is None else sp.Context.model_validate(example.context)
    history = instants(example, facts.facts())
    organisation = context.organisation if context is not None else None
    if organisation is not None:
        history |= {event.at for event in organisation.facts().timeline.events}
    begin = min(history, default=0)
    near = st.one_of(
        st.integers(0, hours).map(lambda hour: begin + hour * 3_600_000_000),
        st.sampled_from(sorted(history) or [0]).flatmap(lambda at: st.integers(at - 1, at + 1)),
    )
    a, b, c = sorted(data.draw(near) for _ in range(3))
    expected = walked(policy, facts, history, context, c)
    note(f"expected {expected} in {a} {b} {c}")
    for after, until in ((a, b), (b, c), (a, c)):
        notices = policy.notices(facts, after=moment(after), until=moment(until), context=context)
        found = {notice.identity.removeprefix(f"{policy.id}/"): notice.at_us for notice in notices}
        assert len(found) == len(notices)
        assert found == {name: at for name, at in expected.items() if after <= at < until}


@few
@given(LASTING, st.data())
def test_duties_and_documents_raise_what_a_walk_through_all_finds(
    example: strategies.Example, data: st.DataObject
) -> None:
    """What falls due again and again, or after years, is told once and at its instant, however time is cut."""
    compare(example, data, 24 * 45)


@given(RUNNING, st.data())
def test_cases_raise_what_a_walk_through_all_finds(example: strategies.Example, data: st.DataObject) -> None:
    """Timers that are extended, paused and begun again warn once, also where a piece begins in their midst."""
    compare(example, data, 24 * 8)


def test_a_year_of_a_daily_duty_is_judged_slot_by_slot() -> None:
    """A day that was left out is told once, as soon as it is over, whenever in the year one asks."""
    policy = sp.Policy(policy="p", timezone="Asia/Shanghai", rules=[DAILY])
    begin = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    done = [begin + timedelta(days=day, hours=10) for day in range(365) if day % 30]
    events = [{"event": "opinion_book_read", "at": at.isoformat()} for at in done]
    bank = sp.Organisation.model_validate({"subject": "organisation", "id": "bank", "events": events})
    whole = policy.notices(bank, after=begin, until=begin + timedelta(days=365))
    assert [notice.occurrence for notice in whole] == [
        (begin + timedelta(days=day)).date().isoformat() for day in range(30, 365, 30)
    ]
    last = policy.notices(bank, after=begin + timedelta(days=331), until=begin + timedelta(days=365))
    assert [notice.plain() for notice in last] == [notice.plain() for notice in whole[-2:]]


@pytest.mark.parametrize("level", ["breach", "advice"])
def test_a_notice_has_the_level_of_its_rule(level: str) -> None:
    """Who only advises breaks nothing: a host must be able to tell the notices apart."""
    escalate = {"after": "1 hour", "to": "head"}
    limit = rule(within="2 hours", clock=None, level=level, warn=["50%"], escalate=escalate)
    subject = case(event("received", "2026-01-05T09:00"))
    found = policy(limit).notices(subject, after=instant("2026-01-05T09:00"), until=instant("2026-01-05T13:00"))
    assert [(one.kind, one.level, one.plain()["level"]) for one in found] == [
        (kind, level, level) for kind in ("warning", "breach", "escalation")
    ]


def test_what_is_broken_from_the_opening_on_is_told_then() -> None:
    """A state that does not hold as a case is opened is told at the opening, also where no event ever comes."""
    state = {"id": "state", "kind": "requirement", "clause": "X-1", "must": {"severity": "minor"}}
    subject = sp.Complaint.model_validate(
        {"id": "C-1", "opened_at": "2026-01-05T09:00:00Z", "severity": "serious", "events": []}
    )
    law = policy(state)
    after, until = instant("2026-01-05T00:00"), instant("2026-01-09T00:00")
    assert [one.at for one in law.notices(subject, after=after, until=until)] == [instant("2026-01-05T09:00")]
    assert law.notices(subject, after=instant("2026-01-06T00:00"), until=until) == ()


def test_what_a_date_breaks_is_told_as_the_day_begins() -> None:
    """An event that has a date and no time breaks a state from the beginning of its day, and is told then."""
    state = {"id": "state", "kind": "requirement", "clause": "X-1", "must": {"severity": "minor"}}
    worse = {"event": "reclassified", "at": "2026-01-08", "severity": "serious"}
    record = {"id": "C-1", "timezone": "Europe/London", "severity": "minor"}
    subject = sp.Complaint.model_validate({**record, "events": [event("received", "2026-01-05T09:00"), worse]})
    found = policy(state).notices(subject, after=instant("2026-01-05T00:00"), until=instant("2026-01-09T00:00"))
    assert [one.at for one in found] == [instant("2026-01-08T00:00:00.000001")]
