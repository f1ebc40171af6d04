"""What is counted of one person, in one world: which cases are there, and what holds for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, cast

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.population import PopulationReader
from servicepolicy.judging.readers import Place
from servicepolicy.judging.rows import Holdings, Row, Rows
from servicepolicy.judging.values import Convert, Read, ValueReader, value_reader
from servicepolicy.kinds.incentive.agreement import Lacking, asking
from servicepolicy.kinds.incentive.ladder import Terms, Time, Window
from servicepolicy.kinds.incentive.rule import Counts, Incentive, Repeat, window_of
from servicepolicy.language.award_tables import NOTHING, Entitlement, Ladder, parse_ladder
from servicepolicy.language.truth import WORLDS, Leaf, Settle, TooManyWorlds
from servicepolicy.language.value import Value
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import ALL_EVENTS, SubjectFacts
from servicepolicy.results.verdict import Applied

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["CountReader", "constant", "listed"]


def constant(value: Value | None, place: Place, convert: Convert, name: str) -> tuple[object, tuple[Applied, ...]]:
    """A value that is the same for everybody, and how it is listed; `None` where the rule says none.

    Raises:
        Lacking: A blank has no value then, or it hangs on a subject.
    """
    if value is None:
        return None, ()
    read = value_reader(value.form, place, convert).constant
    if read is None or read.missing is not None:
        raise Lacking(read.missing.name if read is not None and read.missing is not None else name)
    return read.value, (listed(read, name),)


def listed(read: Read, name: str) -> Applied:
    """A value as an award lists it: a table or a ladder by its rows."""
    value = read.value
    text = "; ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)
    return Applied(name, text, read.origin)


@attrs.frozen(slots=True, eq=False)
class _Said:
    """What one edition says of the n-th time."""

    compiled: CompiledEdition
    counts: Counts
    ladder: ValueReader | None
    window: ValueReader | None
    repeat: ValueReader | None
    repeated: ValueReader | None

    @property
    def hangs(self) -> bool:
        """Whether something of it is another for each event that is counted."""
        readers = (self.ladder, self.window, self.repeat, self.repeated)
        return self.counts.per is not None or any(one is not None and one.constant is None for one in readers)


class CountReader:
    """What a rule counts, compiled for one edition; what each time brings is read in the edition of that time.

    Attributes:
        counts: What is counted.
        population: The same, as it is read of all subjects.
    """

    def __init__(self, rule: Incentive, counts: Counts, compiled: CompiledEdition, cohort: Cohort) -> None:
        self.rule = rule
        self.counts = counts
        self.compiled = compiled
        self.cohort = cohort
        own = {cohort.kind_of(name) for name in counts.verdicts or ()} <= {rule.subject}
        default = None if counts.verdicts is None or own else "owner"
        self._said: dict[int | None, _Said] = {}
        indices = range(len(cohort.engine.editions.all))
        self._at_events = counts.event is not None and any(self._in(index).hangs for index in (None, *indices))
        self.population = PopulationReader(counts.population(default), compiled, rule.subject, keeps=self._at_events)
        self._resets = Matcher(rule.reset, Place.of(compiled.edition, rule, "applies")) if rule.reset else None
        self._events: dict[tuple[str, str], dict[int, Event]] = {}
        self.doubts: dict[str, tuple[str, ...]] = {}

    @cached_property
    def rows(self) -> Rows:
        """Every case, of every period and everybody."""
        return self.population.rows(self.cohort)

    @cached_property
    def held(self) -> Holdings:
        """The same, by whom they are credited to."""
        return Holdings(self.rows)

    # which cases there are

    def cases(self, person: str, since: int, settle: Settle) -> Iterator[Row]:
        """The cases of one person in a world, in the order of time; one without a date may lie at `since`.

        Raises:
            Lacking: One is of a subject that was read by half.
            TooManyWorlds: So many may be theirs that it is of no use to try.
        """
        rows = [row for row in self.held.of(person) if self._may_count(row)]
        lost = next((row for row in rows if f"{row.subject}/{ALL_EVENTS}" in row.doubts), None)
        if lost is not None:
            raise Lacking(*lost.doubts)
        open_ = [self._doubt(row, person) for row in rows if row.member is None]
        if 1 << len(open_) > 2 * WORLDS:
            raise TooManyWorlds(open_)
        found = [row for row in rows if row.member or settle(self._doubt(row, person))]
        yield from sorted((row if row.at is not None else attrs.evolve(row, at=since) for row in found), key=_order)

    def _may_count(self, row: Row) -> bool:
        if row.waived and self.counts.is_ == "breached":
            return False  # an accepted exception is in no sanction (decision 15)
        return row.member is not False and not row.pending

    def _doubt(self, row: Row, person: str) -> Leaf:
        name = f"{row.subject}/{row.occurrence}" if row.occurrence else row.subject
        self.doubts[name] = row.doubts or (name,)
        return Leaf(0, name, f"counts for {person}")

    def resets(self, facts: SubjectFacts, settle: Settle) -> tuple[int, ...]:
        """The instants after which counting starts anew."""
        if self._resets is None:
            return ()
        scene = self.cohort.scene(self.compiled, facts)
        with asking(scene, settle) as ask:
            matcher = self._resets
            return tuple(event.at for event in matcher.candidates(scene) if ask(matcher.truth(scene, event)))

    # what holds for each of them

    def values(self) -> tuple[Applied, ...]:
        """The values of the rule that are the same for everybody, as they are in the period."""
        said = self._at(None)
        named = (("ladder", said.ladder), ("window", said.window), ("repeat", said.repeat))
        reads = [(name, None if reader is None else reader.constant) for name, reader in named]
        return tuple(listed(read, name) for name, read in reads if read is not None and read.missing is None)

    def times(self, facts: SubjectFacts, since: int, settle: Settle) -> list[Time]:
        """The times that are counted of a person, in order."""
        times: list[Time] = []
        for row in self.cases(facts.id, since, settle):
            at = since if row.at is None else row.at
            said = self._at(at)
            scene, event = self._ground(row, said, facts)
            group = self._group(row, event, times, settle)
            terms = self._terms(said, scene, event, at, settle)
            times.append(Time(at=at, subject=row.subject, occurrence=row.occurrence, group=group, terms=terms))
        return times

    def window(self) -> Window:
        """Over what time is counted, in the edition of the period."""
        said = self._at(None)
        if said.window is None:
            return None
        read = said.window.constant
        if read is None or read.missing is not None:
            raise Lacking("window" if read is None or read.missing is None else read.missing.name)
        return cast("Window", read.value)  # `window_of` made it

    def _ground(self, row: Row, said: _Said, facts: SubjectFacts) -> tuple[Scene, Event | None]:
        """Where a ladder's choices are read: at the event that is counted, else at the person."""
        if not self._at_events:
            return self.cohort.scene(said.compiled, facts), None
        scene = self.cohort.scene(said.compiled, self.cohort.subject(row.kind, row.subject))
        key = row.kind, row.subject
        if key not in self._events:
            self._events[key] = {event.number: event for event in scene.timeline.events}
        return scene, self._events[key].get(int(row.occurrence or 0))

    def _group(self, row: Row, event: Event | None, before: list[Time], settle: Settle) -> str:
        """Which ladder a case climbs; where the field is missing it may be each that was climbed already."""
        if self.counts.per is None or event is None:
            return ""
        stated = event.fields.get(self.counts.per)
        if stated is not None:
            return str(stated)
        name = f"{row.subject}/{row.occurrence}.{self.counts.per}"
        for group in sorted({time.group for time in before}):
            if settle(Leaf(0, name, f"is {group}")):
                return group
        return f"?{name}"

    def _terms(self, said: _Said, scene: Scene, event: Event | None, at: int, settle: Settle) -> Terms:
        with asking(scene, settle):
            read = {
                name: None if reader is None else reader.read(scene, event, at)
                for name, reader in (
                    ("ladder", said.ladder),
                    ("window", said.window),
                    ("repeat", said.repeat),
                    ("repeated", said.repeated),
                )
            }
        for one in read.values():
            if one is not None and one.missing is not None:
                raise Lacking(one.missing.name)
        held = {name: None if one is None else one.value for name, one in read.items()}
        repeat, repeated = held["repeat"], held["repeated"]
        return Terms(
            ladder=cast("Ladder", held["ladder"] or ()),  # `parse_ladder` made it
            window=cast("Window", held["window"]),  # `window_of` made it
            repeat=repeat if isinstance(repeat, int) else None,
            repeated=repeated if isinstance(repeated, Entitlement) else NOTHING,
        )

    def _at(self, at: int | None) -> _Said:
        """What is said in the edition of an instant; where the rule was not in force then, in that of the period."""
        return self._in(None if at is None else self.cohort.engine.editions.index(at))

    def _in(self, index: int | None) -> _Said:
        """What is said in an edition; `None`: in that of the period."""
        editions = self.cohort.engine.editions
        if index not in self._said:
            compiled = self.compiled if index is None else editions.compiled(index)
            rule = next((one for one in compiled.edition.rules if one.id == self.rule.id), None)
            held = isinstance(rule, Incentive)
            self._said[index] = self._compile(
                rule if isinstance(rule, Incentive) else self.rule, compiled if held else self.compiled
            )
        return self._said[index]

    def _compile(self, rule: Incentive, compiled: CompiledEdition) -> _Said:
        counts = rule.counts or self.counts
        edition = compiled.edition

        def reader(part: Incentive | Repeat | None, field: str, convert: Convert) -> ValueReader | None:
            value: Value | None = None if part is None else getattr(part, field)
            if part is None or value is None:
                return None
            return value_reader(value.form, Place.of(edition, part, field, rule.subject), convert)

        repeat = rule.repeat
        return _Said(
            compiled,
            counts,
            reader(rule, "ladder", parse_ladder),
            reader(rule, "window", window_of),
            reader(repeat, "first", lambda raw: int(str(raw))),
            reader(repeat, "entitles", Entitlement.parse),
        )


def _order(row: Row) -> tuple[int, str, str, int, str]:
    number = int(row.occurrence) if row.occurrence.isdecimal() else 0
    return row.at or 0, row.kind, row.subject, number, row.occurrence
