"""To whom a case of a population is credited."""

from __future__ import annotations

import attrs

from servicepolicy.judging.cohort import Cohort
from servicepolicy.language.closing_events import CLOSING
from servicepolicy.language.measure import CREDITS, Population
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.verdict import Status, Verdict

__all__ = ["Crediting", "Credits"]


@attrs.frozen(slots=True)
class Credits:
    """Who is credited.

    Args:
        holders: The people, units or subjects; `None`: not known.
        everybody: Everybody who is judged.
        doubts: What would tell.
    """

    holders: tuple[str, ...] | None = ()
    everybody: bool = False
    doubts: tuple[str, ...] = ()


class Crediting:
    """Says who is credited with a case.

    Where a population does not say how, what nobody did is laid to whoever owed it (decision 65), where cases are
    counted: a time that has not ended has no mean.
    """

    def __init__(self, population: Population, kind: str, *, splits: bool) -> None:
        self.population = population
        self.kind = kind
        self.splits = splits
        self.lays_to_debtors = population.credit is None and population.field is None

    def word(self, kind: str) -> str:
        """The way of crediting cases on one kind of subject."""
        return self.population.credited(kind, self.kind, splits=self.splits)

    def of(self, cohort: Cohort, facts: SubjectFacts, event: Event | None, at: int) -> Credits:
        """Who is credited with a subject, or with an event of it, at an instant."""
        word = self.word(facts.subject)
        if word == "actor":
            return _actors(facts, event)
        return self._otherwise(cohort, facts, event, at, word)

    def of_verdict(self, cohort: Cohort, facts: SubjectFacts, verdict: Verdict, at: int) -> Credits:
        """Who is credited with a verdict at an instant."""
        word = self.word(facts.subject)
        if word == "actor":
            if verdict.credit:
                return Credits(verdict.credit)
            if verdict.left_open or verdict.status is Status.UNKNOWN:
                return Credits(None, doubts=verdict.left_open)
            if verdict.stopped_us is not None:
                return Credits(None, doubts=(_doer(verdict),))
            if self.lays_to_debtors and verdict.status is Status.BREACHED:
                return _debtor(cohort, facts, verdict, at if verdict.due_us is None else verdict.due_us)
            return Credits(())
        if word == "owner" and verdict.owner is not None:
            return Credits((verdict.owner,))
        named = _named(facts, verdict, word)
        if named is not None:
            return Credits((named,))
        if word == "owner" and verdict.candidates:
            return Credits(None, doubts=verdict.left_open)
        return self._otherwise(cohort, facts, None, at, word, _matter_of(verdict))

    def _otherwise(
        self,
        cohort: Cohort,
        facts: SubjectFacts,
        event: Event | None,
        at: int,
        word: str,
        matter: str | None = None,
    ) -> Credits:
        match word:
            case "self":
                return Credits((facts.id,))
            case "all":
                return Credits(everybody=True)
            case "owner":
                return _owner(cohort, facts, at, matter)
            case "owner_at_close":
                closing = _closed_at(cohort, facts)
                return Credits(()) if closing is None else _owner(cohort, facts, closing, matter)
            case "unit":
                return _unit(facts, event, at)
            case _:
                return _field(facts, event, at, word)


def _actors(facts: SubjectFacts, event: Event | None) -> Credits:
    if event is None:
        last = facts.timeline.events[-1] if facts.timeline.events else None
        return Credits(()) if last is None else _actors(facts, last)
    people = tuple(dict.fromkeys(actor.id for actor in event.actors if actor.id is not None))
    if not people or len(people) < len({actor for actor in event.actors if actor.id is not None}):
        return Credits(people or None, doubts=() if people else (f"{event.number}.by",))
    return Credits(people)


def _doer(verdict: Verdict) -> str:
    """The fact that would tell who did what was done: the last event that was read for it is the act."""
    event = next((fact.event for fact in reversed(verdict.facts) if fact.event > 0), 0)
    return f"{event}.by" if event else "by"


def _named(facts: SubjectFacts, verdict: Verdict, word: str) -> str | None:
    """The person whom an event that the verdict rests on names in a field: the owner of a resolution."""
    events = {event.number: event for event in facts.timeline.events}
    found = (events[fact.event].fields.get(word) for fact in verdict.facts if fact.event in events)
    return next((one for one in found if isinstance(one, str)), None)


def _matter_of(verdict: Verdict) -> str | None:
    """The matter that the key of an occurrence begins with; `None` where it names none."""
    return verdict.occurrence.rpartition("/")[0] or None


def _debtor(cohort: Cohort, facts: SubjectFacts, verdict: Verdict, at: int) -> Credits:
    """Who owed what nobody did: the owner then, else the only holder of the duty's post in the unit, else nobody."""
    if verdict.owner is not None:
        return Credits((verdict.owner,))
    if verdict.candidates:
        return Credits(None, doubts=verdict.left_open)
    matter = _matter_of(verdict)
    owner = cohort.engine.owner(facts, at=at, known_at=cohort.known_at, context=cohort.context, matter=matter)
    if owner.person is not None:
        return Credits((owner.person,))
    stated = facts.value("owner", at)
    if isinstance(stated, str) and not owner.candidates:
        return Credits((stated,))
    if owner.candidates or owner.doubts:
        return Credits(None, doubts=owner.doubts or ("owner",))
    unit = facts.value("unit", at)
    organisation = cohort.context.organisation if cohort.context is not None else None
    if verdict.duty is None or not isinstance(unit, str) or organisation is None:
        return Credits(())
    holders = organisation.answers().holders(verdict.duty, unit, at)
    return Credits(tuple(holders) if len(holders) == 1 else ())


def _owner(cohort: Cohort, facts: SubjectFacts, at: int, matter: str | None) -> Credits:
    """Who held the question then: by the policy's ownership rules if it has any, else by the header."""
    owner = cohort.engine.owner(facts, at=at, known_at=cohort.known_at, context=cohort.context, matter=matter)
    if owner.person is not None:
        return Credits((owner.person,))
    if owner.candidates:
        return Credits(None, doubts=owner.doubts or ("owner",))
    stated = facts.value("owner", at)
    return Credits((stated,)) if isinstance(stated, str) else Credits(None, doubts=owner.doubts or ("owner",))


def _closed_at(cohort: Cohort, facts: SubjectFacts) -> int | None:
    known = facts.timeline.known(cohort.as_of, cohort.known_at)
    if facts.subject not in CLOSING:
        return known.events[-1].at if known.events else None
    closing = known.by_kind.get(CLOSING[facts.subject], ())
    return closing[-1].at if closing else None


def _unit(facts: SubjectFacts, event: Event | None, at: int) -> Credits:
    stated = facts.value("unit", at)
    if isinstance(stated, str):
        return Credits((stated,))
    units = tuple(dict.fromkeys(actor.unit for actor in event.actors if actor.unit)) if event is not None else ()
    return Credits(units or None, doubts=() if units else ("unit",))


def _field(facts: SubjectFacts, event: Event | None, at: int, name: str) -> Credits:
    """The person whom a field names: one of the event, else one of the header."""
    assert name not in CREDITS  # noqa: S101 - those are words with a meaning of their own
    found = event.fields.get(name) if event is not None else None
    if found is None:
        found = facts.value(name.removeprefix("subject."), at)
    match found:
        case str():
            return Credits((found,))
        case tuple():
            return Credits(tuple(str(one) for one in found))
        case _:
            return Credits(None, doubts=(f"{event.number}.{name}" if event is not None else name,))
