"""The events on which verdicts rest, with what they say: an explanation names them by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from servicepolicy.models.vocabulary import event_fields, event_kinds
from servicepolicy.money import Money
from servicepolicy.phrases.acts import act
from servicepolicy.phrases.codes import code_word, field_word
from servicepolicy.phrases.terms import listed, role, say
from servicepolicy.phrases.times import day, moment

if TYPE_CHECKING:
    from servicepolicy.models.event import Event
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.results.verdict import Verdict

__all__ = ["events_text"]


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
