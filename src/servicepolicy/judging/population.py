"""Populations: one row for each case that is counted, with its credit, its value and whether it surely belongs.

What builds on it (scorecards, awards):

- `PopulationReader(population, compiled, kind, scale=None)`: a population compiled for one edition; `kind` is the
  subject of the rule that asks.
- `cohort.take(subjects, readers, whole)`: each subject is read by all of them, and let go.
- `reader.rows(cohort) -> Rows`: every row of every period and everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.cohort import Cohort, worked_out
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.credit import Crediting, Credits
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import HEADER, Place
from servicepolicy.judging.rows import Bounds, Row, Rows
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.closing_events import CLOSING
from servicepolicy.language.measure import Population
from servicepolicy.language.rule import LASTING
from servicepolicy.language.truth import Truth, all_of
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import ALL_EVENTS, SubjectFacts
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.worktime.period import CalendarPeriod

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["PopulationReader"]

_NAMING: Final = ("slot", "period", "for_period", "for_week")  # fields in which an act says which period it serves


class PopulationReader:
    """A population, compiled for one edition.

    Args:
        population: What is counted.
        compiled: The edition whose conditions hold.
        kind: The subject of the rule that asks.
        splits: The rule judges each unit apart.
        scale: The least and greatest value that an event's number may have; another one cannot be used.
        share: `where` is what is counted among all, and does not say who belongs.
        pending: Verdicts that are pending come back too, as no members.
        keeps: The subjects of its rows are asked about again, once all are read.
    """

    def __init__(
        self,
        population: Population,
        compiled: CompiledEdition,
        kind: str,
        *,
        splits: bool = False,
        scale: tuple[Fraction, Fraction] | None = None,
        share: bool = False,
        pending: bool = False,
        keeps: bool = False,
    ) -> None:
        self.population = population
        self.compiled = compiled
        self.kind = kind
        self.scale = scale
        self.share = share
        self.pending = pending
        self.crediting = Crediting(population, kind, splits=splits)
        self.keeps = keeps
        self.key = (population, compiled.edition.since, kind, splits, scale, share, pending)
        self._of: dict[str, _OfKind] = {}

    def rows(self, cohort: Cohort) -> Rows:
        """Every row, of every period and everybody; what surely does not belong is left out."""
        return cohort.rows(self)

    def kinds(self, cohort: Cohort) -> tuple[str, ...]:
        """The kinds of subjects on which it looks."""
        asked = {cohort.kind_of(rule) for rule in self.population.verdicts} - {None}
        return self.population.of or (tuple(sorted(str(kind) for kind in asked)) or (self.kind,))

    def read(self, cohort: Cohort, facts: SubjectFacts, bounds: Bounds | None) -> Iterator[Row]:
        """The rows of one subject of these kinds that may lie within bounds."""
        kind = facts.subject
        if kind not in self._of:
            self._of[kind] = _OfKind(self, kind)
        return (row for row in self._of[kind].rows(cohort, facts, bounds) if row.member is not False or row.pending)


def _on(edition: Edition, population: Population, field: str, kind: str) -> Place:
    """Where a field of a population stands on one of the kinds of subjects on which it looks."""
    found = Place.of(edition, population, field, kind)
    return Place(edition, kind, found.bare, found.kinds)


class _OfKind:
    """A population on one kind of subject."""

    def __init__(self, reader: PopulationReader, kind: str) -> None:
        population, edition = reader.population, reader.compiled.edition
        self.reader = reader
        self.population = population
        self.rules = frozenset(population.verdicts)
        self.kind = kind
        header = Place(edition, kind, HEADER)
        self.event = Matcher(population.event, header) if population.event is not None else None
        self.where = compile_condition(population.where, _on(edition, population, "where", kind))
        self.among = compile_condition(population.among, _on(edition, population, "among", kind))

    def rows(self, cohort: Cohort, facts: SubjectFacts, bounds: Bounds | None) -> Iterator[Row]:
        if self.kind not in LASTING and facts.opened is not None and facts.opened > cohort.as_of:
            return  # it had not begun
        scene = cohort.scene(self.reader.compiled, facts)
        if facts.half_read and not self.population.verdicts:
            yield from self._half_read(cohort, scene)
        elif self.population.verdicts:
            yield from self._verdicts(cohort, scene, bounds)
        elif self.event is not None:
            yield from self._events(cohort, scene, self.event, bounds)
        elif not _beyond(at := self._instant(scene), bounds):
            yield self._subject(cohort, scene, at)

    # who belongs

    def _belongs(self, scene: Scene, event: Event | None, at: int) -> tuple[bool | None, bool | None, set[str]]:
        """Whether it is counted, whether it meets `where`, and what would settle both."""
        if event is None and self.where is None and self.among is None:
            return True, True, set()

        def among() -> Truth:
            return self.among is None or self.among(scene, None, at, None)

        def matched() -> Truth:
            return event is None or self.event is None or self.event.truth(scene, event)

        def where() -> Truth:
            return self.where is None or self.where(scene, event, at, None)

        if self.reader.share:
            hit, hanging = worked_out(scene, where)
            member, doubts = worked_out(scene, lambda: all_of([among(), matched()]))
            return member, hit, {*doubts, *hanging}
        member, doubts = worked_out(scene, lambda: all_of([among(), matched(), where()]))
        return member, True, set(doubts)

    def _row(self, facts: SubjectFacts, doubts: Iterable[str], credit: Credits) -> Row:
        named = tuple(sorted({f"{facts.id}/{name}" for name in (*doubts, *credit.doubts)}))
        return Row(
            kind=facts.subject, subject=facts.id, credit=credit.holders, everybody=credit.everybody, doubts=named
        )

    def _half_read(self, cohort: Cohort, scene: Scene) -> Iterator[Row]:
        """What may be counted of a subject some of whose events are lost: itself, or as many events as there may be."""
        crediting, population, facts = self.reader.crediting, self.population, scene.facts
        sure = crediting.word(facts.subject) in ("self", "all")
        credit = crediting.of(cohort, facts, None, cohort.as_of) if sure else Credits(None)
        row = self._row(facts, (ALL_EVENTS,), credit)
        row.low, row.high = self.reader.scale or (None, None)
        row.group = "" if population.by or population.distinct else None
        row.member = None
        if self.event is not None:
            lost, left = facts.lost_events, sum(1 for _ in self.event.candidates(scene))
            yield from _as_many(row, None if lost is None else left + lost)
            return
        if population.in_ != "stop":
            row.at = facts.opened
            row.member = True if self.where is None and self.among is None else None
        yield row

    # subjects

    def _subject(self, cohort: Cohort, scene: Scene, at: int | None) -> Row:
        """The subject itself, asked about as it is at the judged moment."""
        facts = scene.facts
        member, hit, doubts = self._belongs(scene, None, cohort.as_of)
        if at is None and self.population.in_ == "stop":
            member = False  # not closed: it belongs to no period yet
        low, high, lacking = self._number(facts.value(self.population.field or "", cohort.as_of))
        if self.population.field is not None and lacking:
            doubts.add(self.population.field)
        group: str | None = None
        if self.population.distinct is not None:
            group = str(facts.value(self.population.distinct, cohort.as_of) or "")
            if not group:
                doubts.add(self.population.distinct)
        credit = self.reader.crediting.of(cohort, facts, None, at if at is not None else cohort.as_of)
        row = self._row(facts, doubts, credit)
        row.at, row.member, row.hit, row.low, row.high, row.group = at, member, hit, low, high, group
        return row

    def _instant(self, scene: Scene) -> int | None:
        if self.population.in_ != "stop":
            return scene.facts.opened
        closing = scene.timeline.by_kind.get(CLOSING.get(self.kind, ""), ())
        if self.kind in CLOSING:
            return closing[-1].at if closing else None
        return scene.timeline.events[-1].at if scene.timeline.events else None

    # events

    def _events(self, cohort: Cohort, scene: Scene, matcher: Matcher, bounds: Bounds | None) -> Iterator[Row]:
        for event in matcher.candidates(scene):
            at, ends = _slot_of(event, cohort.engine.zone)
            if _beyond(at, bounds):
                continue
            member, hit, doubts = self._belongs(scene, event, event.at)
            if member is False:
                continue
            credit = self.reader.crediting.of(cohort, scene.facts, event, event.at)
            row = self._of_event(scene, event, doubts, credit)
            row.at, row.ends, row.member, row.hit = at, ends, member, hit
            yield row

    def _of_event(self, scene: Scene, event: Event, doubts: set[str], credit: Credits) -> Row:
        low = high = None
        flaw = ""
        group: str | None = None
        if self.population.field is not None:
            low, high, lacking = self._number(event.fields.get(self.population.field))
            if lacking:
                doubts.add(f"{event.number}.{self.population.field}")
            flaw = lacking if lacking != "missing" else ""
        told = self.population.by or self.population.distinct
        if told is not None:
            group = str(event.fields.get(told) or "")
            if not group:
                doubts.add(f"{event.number}.{told}")
        row = self._row(scene.facts, doubts, credit)
        row.occurrence, row.low, row.high, row.group, row.flaw = str(event.number), low, high, group, flaw
        return row

    def _number(self, found: object) -> tuple[Fraction | None, Fraction | None, str]:
        """The least and greatest that a number can be, and what is wrong with it."""
        scale = self.reader.scale
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            number = Fraction(found)
            if scale is None or scale[0] <= number <= scale[1]:
                return number, number, ""
            return *scale, "out_of_scale"
        low, high = scale if scale is not None else (None, None)
        return low, high, "missing" if self.population.field is not None else ""

    # verdicts

    def _verdicts(self, cohort: Cohort, scene: Scene, bounds: Bounds | None) -> Iterator[Row]:
        for verdict in cohort.verdicts(scene.facts):
            if verdict.rule in self.rules and verdict.status is not Status.NOT_APPLICABLE:
                row = self._of_verdict(cohort, scene, verdict, bounds)
                if row is not None and scene.facts.half_read:
                    yield from _as_many(row, cohort.most_verdicts(scene.facts, verdict.rule))
                elif row is not None:
                    yield row

    def _of_verdict(self, cohort: Cohort, scene: Scene, verdict: Verdict, bounds: Bounds | None) -> Row | None:
        """One verdict; `None`: it surely does not belong, or lies beyond the bounds."""
        if verdict.status is Status.PENDING and not self.reader.pending:
            return None
        at, due = _instant_of(verdict, self.population.in_ or "due")
        if at is None and verdict.status is not Status.UNKNOWN and self.population.in_ != "stop":
            at = scene.facts.opened
        if _beyond(at, bounds):
            return None
        moment = next((one for one in (verdict.stopped_us, verdict.started_us, at) if one is not None), cohort.as_of)
        belongs, _, doubts = self._belongs(scene, None, moment)
        member = belongs
        wanted = self.population.is_ or ("met", "breached")
        if verdict.status is Status.UNKNOWN:
            member = None if member is not False else False
            doubts |= {ALL_EVENTS} if scene.facts.half_read else set(verdict.doubts)
        elif verdict.status.value not in wanted:
            member = False
        elif self.population.in_ == "stop" and verdict.stopped_us is None:
            member = None if member is not False and _perhaps_stopped(verdict) else False
            doubts |= set(verdict.left_open)
        pending = verdict.status is Status.PENDING and belongs is True
        if member is False and not pending:
            return None
        low, high = _value_of(verdict, self.population.field, cohort.as_of, scene.facts)
        if self.population.field is not None and high is None:
            doubts |= set(verdict.left_open)
        row = self._row(scene.facts, doubts, self.reader.crediting.of_verdict(cohort, scene.facts, verdict, moment))
        row.occurrence, row.at, row.due, row.member = verdict.occurrence, at, due, member
        row.hit = {Status.MET: True, Status.BREACHED: False}.get(verdict.status)
        row.low, row.high = low, high
        row.waived, row.pending = verdict.waived is not None, pending
        return row


def _as_many(row: Row, most: int | None) -> Iterator[Row]:
    """What may be counted of a subject that was read by half, as often as it may be there; `None`: without a bound."""
    row.many = most is None
    for _ in range(1 if most is None else most):
        yield row


def _beyond(at: int | None, bounds: Bounds | None) -> bool:
    """Whether an instant surely lies in no period within bounds; at their end may lie what falls due."""
    return at is not None and bounds is not None and not bounds[0] <= at <= bounds[1]


def _slot_of(event: Event, zone: str) -> tuple[int, int | None]:
    """When an event counts: in the period that it names (decision 39), else when it happened."""
    for field in _NAMING:
        named = event.fields.get(field)
        if isinstance(named, str):
            try:
                return CalendarPeriod.parse(named).bounds(zone)
            except ValueError:  # a name of the bank's own
                continue
    return event.at, None


def _instant_of(verdict: Verdict, which: str) -> tuple[int | None, bool]:
    """The instant that decides the period of a verdict, and whether it is its due one (decision 40)."""
    match which:
        case "start":
            return verdict.started_us, False
        case "stop":
            return verdict.stopped_us, False
        case _ if verdict.due_us is not None:
            return verdict.due_us, True
        case _:
            return (verdict.stopped_us if verdict.stopped_us is not None else verdict.started_us), False


def _perhaps_stopped(verdict: Verdict) -> bool:
    """Whether it hangs on what is not recorded when it was done, or whether it was."""
    over = verdict.status in (Status.MET, Status.BREACHED) and "open" not in verdict.state
    return over and bool(verdict.left_open)


def _ends(instant: int, on: date | None, facts: SubjectFacts) -> tuple[int, int]:
    """The first and the last instant at which something may have happened; of what has a time, that time twice."""
    if on is None:
        return instant, instant
    days = (event.day for event in facts.timeline.events if event.date is not None and event.since == instant)
    return next((day for day in days if day is not None), (instant, instant))


def _value_of(
    verdict: Verdict, field: str | None, as_of: int, facts: SubjectFacts
) -> tuple[Fraction | None, Fraction | None]:
    """The bounds of a number of a verdict, in microseconds."""
    if field is None:
        return None, None
    if field == "used":
        if verdict.started_us is None:
            return None, None
        if verdict.stopped_us is None and _perhaps_stopped(verdict):
            return None, None
        first, last = _ends(verdict.started_us, verdict.started_on, facts)
        if verdict.stopped_us is None:  # still open: at least so long
            return Fraction(max(as_of - last, 0)), None
        soonest, latest = _ends(verdict.stopped_us, verdict.stopped_on, facts)
        return Fraction(max(soonest - last, 0)), Fraction(latest - first)
    margin = verdict.margin
    found = None if margin is None else margin.wall_us if field == "margin" else margin.working_us
    return (None, None) if found is None or verdict.status is Status.UNKNOWN else (Fraction(found), Fraction(found))
