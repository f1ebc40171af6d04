"""What is on record of awards, and by when it must be: read from the subject, or from the organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import HEADER, Place
from servicepolicy.judging.term import TermReader
from servicepolicy.kinds.incentive.agreement import asking
from servicepolicy.kinds.incentive.claims import Claim, Entry
from servicepolicy.kinds.incentive.rule import Published, Recorded
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.truth import Leaf, Settle
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.money import Money
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["Record", "RecordReader"]

_ORGANISATION = "organisation"


@attrs.frozen(slots=True, eq=False)
class Record:
    """The events of one subject's timeline that may put something on record, or make it known."""

    scene: Scene
    event: Event


class _Acts:
    """Events on the subject's own timeline or on those of the organisation, compiled."""

    def __init__(self, said: Recorded | Published, subject: str, compiled: CompiledEdition) -> None:
        self.on = said.on
        self.compiled = compiled
        selector = said.selector()
        if selector is None:
            raise TypeError("no events are named")
        pattern = selector.parts[0][0]
        own = Selector(((EventPattern(pattern.events, pattern.where, pattern.who),),))
        kind = _ORGANISATION if self.on == _ORGANISATION else subject
        self.matcher = Matcher(own, Place(compiled.edition, kind, HEADER))

    def of(self, cohort: Cohort, facts: SubjectFacts, settle: Settle) -> Iterator[Record]:
        """Those that count, in the order of time."""
        held = tuple(cohort.of(_ORGANISATION)) if self.on == _ORGANISATION else (facts,)
        found: list[Record] = []
        for one in held:
            scene = cohort.scene(self.compiled, one)
            with asking(scene, settle) as ask:
                events = self.matcher.candidates(scene)
                found.extend(Record(scene, event) for event in events if ask(self.matcher.truth(scene, event)))
        yield from sorted(found, key=lambda record: (record.event.at, record.scene.facts.id, record.event.number))


def _period_named(event: Event) -> str:
    """The period for which an event says that it is; empty if it does not."""
    named = (event.fields.get(field) for field in ("period", "slot"))
    return next((found for found in named if isinstance(found, str)), "")


def _read(period: str) -> CalendarPeriod | None:
    try:
        return CalendarPeriod.parse(period)
    except ValueError:
        return None  # it says something else, or nothing


class RecordReader:
    """What a rule says of the record and of its publication, compiled for one edition."""

    def __init__(
        self, recorded: Recorded, published: Published | None, subject: str, unit: PeriodUnit, compiled: CompiledEdition
    ) -> None:
        edition = compiled.edition
        self.recorded = recorded
        self.published = published
        self.unit: PeriodUnit = unit
        self.zone = edition.zone
        self.compiled = compiled
        self._acts = _Acts(recorded, subject, compiled)
        self._made_known = _Acts(published, subject, compiled) if published is not None and published.event else None
        self._term = self._reader(recorded, "recorded.within", subject)
        self._known_term = None if published is None else self._reader(published, "published.within", subject)

    def _reader(self, said: Recorded | Published, name: str, subject: str) -> TermReader | None:
        if said.within is None:
            return None
        edition = self.compiled.edition
        place = Place.of(edition, said, "within", subject)
        return TermReader(said.within.form, name, said.clock, edition.counting.from_a_boundary(), place)

    @property
    def on_organisation(self) -> bool:
        """Whether it stands in the organisation's events."""
        return self.recorded.on == _ORGANISATION

    def due(self, cohort: Cohort, facts: SubjectFacts, claims: Iterable[Claim], settle: Settle) -> list[Claim]:
        """Claims with the instant by which each must be on record, counted from that at which it arose.

        Where the rule says no time, it is the end of the period after that of the claim.
        """
        found = [(claim, self._due(self._term, cohort, facts, claim.at, settle)) for claim in claims]
        return [attrs.evolve(claim, due=due, lacking=lacking) for claim, (due, lacking) in found]

    def due_after(
        self, cohort: Cohort, facts: SubjectFacts, claims: Iterable[Claim], settle: Settle, latest: int
    ) -> list[Claim]:
        """Claims that arise with the end of a period, with the instant by which each must be on record.

        It is counted as a periodic duty counts it; `latest` is that instant where the rule says no time.
        """
        if self._term is None:
            return [attrs.evolve(claim, due=latest) for claim in claims]
        found = [(claim, self._due(self._term, cohort, facts, claim.at, settle, ends=True)) for claim in claims]
        return [attrs.evolve(claim, due=due, lacking=lacking) for claim, (due, lacking) in found]

    def serves(self, claim: Claim, entry: Entry) -> bool:
        """Whether a record can be for a claim: it is not older, and names no other period or day."""
        if entry.at < claim.at:
            return False
        named = _read(entry.period)
        return named is None or CalendarPeriod.containing(date_of(claim.at, self.zone), named.unit) == named

    def _due(
        self,
        term: TermReader | None,
        cohort: Cohort,
        facts: SubjectFacts,
        at: int,
        settle: Settle,
        *,
        ends: bool = False,
    ) -> tuple[int | None, str]:
        if term is None:
            following = CalendarPeriod.containing(date_of(at, self.zone), self.unit).next()
            return following.bounds(self.zone)[1] - 1, ""
        scene = cohort.scene(self.compiled, facts)
        with asking(scene, settle):
            event = Event(0, "", at, at)
            found = term.term_after(scene, event, at) if ends else term.term_from(scene, event, at)
        return found.due, found.missing

    def entries(self, cohort: Cohort, facts: SubjectFacts, settle: Settle) -> Iterator[Entry]:
        """What is on record for a subject, in the order of time."""
        known = None if self._made_known is None else list(self._made_known.of(cohort, facts, settle))
        for record in self._acts.of(cohort, facts, settle):
            if not self._is_for(record, facts.id, settle):
                continue
            event = record.event
            named = self.recorded.named_in(event.kind) or ""
            code, money = event.fields.get(named), event.fields.get(self.recorded.amount)
            entry = Entry(
                at=event.at,
                subject=record.scene.facts.id,
                event=event.number,
                code=code if isinstance(code, str) else None,
                money=money if isinstance(money, Money) else None,
                code_field=named,
                amount_field=self.recorded.amount,
                period=_period_named(event),
                repeated=event.number in record.scene.timeline.repeated,
            )
            yield attrs.evolve(entry, made_known=self._known(cohort, facts, record, entry, known, settle))

    def _tells(self, record: Record, known: Record, settle: Settle) -> bool:
        """Whether an event makes a record known: it comes after it, and names the same where that is asked."""
        if known.event.at < record.event.at:
            return False
        field = None if self.published is None else self.published.by
        if field is None:
            return True
        for one in (record, known):
            if one.event.fields.get(field) is None:
                name = f"{one.scene.facts.id}/{one.event.number}.{field}"
                return settle(Leaf(0, name, f"is that of {record.event.number}"))
        return record.event.fields[field] == known.event.fields[field]

    def _is_for(self, record: Record, subject: str, settle: Settle) -> bool:
        field = self.recorded.credit
        if field is None:
            return True
        stated = record.event.fields.get(field)
        if stated is None:
            name = f"{record.scene.facts.id}/{record.event.number}.{field}"
            return settle(Leaf(0, name, f"is {subject}"))
        return stated == subject or (isinstance(stated, tuple) and subject in stated)

    def _known(
        self,
        cohort: Cohort,
        facts: SubjectFacts,
        record: Record,
        entry: Entry,
        known: list[Record] | None,
        settle: Settle,
    ) -> str:
        """Whether it was made known: by an event after it, or by its own field."""
        if self.published is None:
            return ""
        if known is None:
            stated = record.event.fields.get("published")
            if stated is None:
                return "yes" if settle(entry.leaf("published", "is true")) else "no"
            return "yes" if stated is True else "no"
        due, lacking = self._due(self._known_term, cohort, facts, entry.at, settle)
        done = next((one.event.at for one in known if self._tells(record, one, settle)), None)
        at = cohort.as_of if done is None else done
        in_time = at <= due if due is not None else settle(Leaf(0, lacking, f"due after {at}"))
        if done is None:
            return "not_yet" if in_time else "no"
        return "yes" if in_time else "late"
