"""What an explanation of verdicts needs besides: the days that did not count towards a due time, the events read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.models.vocabulary import event_fields, event_kinds
from servicepolicy.money import Money
from servicepolicy.phrases.acts import act
from servicepolicy.phrases.codes import code_word, field_word
from servicepolicy.phrases.terms import listed, role, say
from servicepolicy.phrases.times import day, moment
from servicepolicy.worktime._hours import week
from servicepolicy.worktime._instant import date_of, from_us
from servicepolicy.worktime.holidays import JURISDICTIONS, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servicepolicy.models.event import Event
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.policy import Policy
    from servicepolicy.results.verdict import Verdict
    from servicepolicy.worktime import WorkCalendar

__all__ = ["clock_of", "events_text", "with_skipped_days"]

MANY: Final = 14  # days, one by one


def with_skipped_days(verdict: Verdict, policy: Policy, language: str = "en") -> str:
    """A verdict in words, with the days between its start and its due time on which no working time passed.

    Args:
        verdict: The verdict.
        policy: By what it was judged.
        language: `en` or `zh`.
    """
    told = verdict.explain(language).strip()
    days = list(islice(_skipped(verdict, policy, language), MANY + 1))
    if not days:
        return told
    more = (say("skipped.more", language),) if len(days) > MANY else ()
    return f"{told}\n  {say('skipped.days', language, days=listed((*days[:MANY], *more), language))}"


def clock_of(verdict: Verdict, policy: Policy) -> str | None:
    """The calendar by which a verdict's rule counts, by its name."""
    edition = policy.at(from_us(verdict.started_us or 0, policy.timezone)) or policy.editions[-1]
    rule = next((rule for rule in edition.rules if rule.id == verdict.rule), None)
    name = getattr(rule, "clock", None)
    return name if isinstance(name, str) and name in policy.calendars else None


def _skipped(verdict: Verdict, policy: Policy, language: str) -> Iterator[str]:
    working = any(one.name == "within" and "working" in one.value for one in verdict.values)
    name = clock_of(verdict, policy) if working else None
    if name is None or verdict.started_us is None or verdict.due_us is None:
        return
    calendar = policy.calendars[name]
    first, last = (date_of(at, calendar.timezone) for at in (verdict.started_us, verdict.due_us))
    try:
        open_days = set(calendar.open_days(first, last + timedelta(days=1)))
    except CalendarNotPublished:
        return
    usual = week(calendar.hours)
    for ahead in range((last - first).days + 1):
        on = first + timedelta(days=ahead)
        if on not in open_days:
            told = day(on, language)
            yield f"{told}{_holiday(calendar, on, language)}" if usual[on.weekday()] else told


def _holiday(calendar: WorkCalendar, on: date, language: str) -> str:
    """What a day is on which an office is open as a rule: a holiday, by its name where somebody says it, or closed."""
    codes = [code for code in calendar.jurisdictions if code in JURISDICTIONS]
    called = next((name for code in codes if (name := named(code, on))), "")
    if called and language == "en":
        return say("skipped.holiday.named", language, name=called)
    return say("skipped.holiday" if called else "skipped.closed", language)


def events_text(verdicts: Iterable[Verdict], facts: SubjectFacts, language: str) -> str:
    """A line an event that some verdicts rest on: what happened, when, by whom, amounts and codes; else nothing.

    Args:
        verdicts: The verdicts, all of them on one subject.
        facts: The subject.
        language: `en` or `zh`.
    """
    told = tuple(verdicts)
    numbers = {fact.event for verdict in told for fact in verdict.facts if fact.event > 0}
    events = [event for event in facts.timeline.events if event.number in numbers]
    if not events:
        return ""
    lines = (f"  {_event(event, facts.subject, told[0], language)}" for event in events)
    return "\n".join((say("events.read", language), *lines))


def _event(event: Event, subject: str, verdict: Verdict, language: str) -> str:
    zone, titles = verdict.label.zone, verdict.label.roles
    at = moment(event.at, zone, language) if event.date is None else day(date.fromisoformat(event.date), language)
    people = [
        say("events.who", language, who=one.id, role=role(one.role, titles, language)) if one.role else one.id
        for one in event.actors
        if one.id is not None
    ]
    said = (at, *people, *_fields(event, subject, language))
    done = act(event.kind, language, subject)
    return say("events.event", language, number=event.number, act=done, said=listed(said, language))


def _fields(event: Event, subject: str, language: str) -> Iterator[str]:
    """Its amounts, and its codes; what may tell about a customer is not told."""
    known = event_fields(subject, event.kind) if event.kind in event_kinds(subject) else {}
    for name, value in event.fields.items():
        field = known.get(name)
        if field is None or field.personal or field.people:
            continue
        called = field_word(name, language, subject, (event.kind,))
        if isinstance(value, Money):
            yield f"{called} {value}"
        elif isinstance(value, str) and (field.codes or field.known):
            yield f"{called} {code_word(value, language, name, subject, (event.kind,))}"
