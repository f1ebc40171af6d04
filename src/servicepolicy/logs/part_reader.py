"""The rows of one table of a foreign log: which events they tell, and how each is read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from servicepolicy.language.condition import Condition
from servicepolicy.logs.cell import Cell, TimeForm, ZoneCell
from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Record
from servicepolicy.logs.gather import CaseRow, Row, shown_key
from servicepolicy.logs.instants import Clockface, Reading
from servicepolicy.logs.mapping import (
    IGNORE,
    ActorCells,
    Change,
    Each,
    LogMapping,
    Milestone,
    TablePart,
    WrittenEvent,
)
from servicepolicy.logs.milestones import MilestoneCell, Milestones
from servicepolicy.logs.row_conditions import Holds, columns_of, compiled
from servicepolicy.logs.row_times import joined, of_times, zone_reader
from servicepolicy.logs.texts import alike, known_as, says_nothing, text_of
from servicepolicy.logs.told import Arisen, Told
from servicepolicy.logs.unmatched import Unmatched
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.logs.values import Get, Reader, aliased, split_of, value_reader
from servicepolicy.logs.writer import Field, Moment, Writer, is_time, rests_on, stands_apart
from servicepolicy.models.vocabulary import FieldType, event_fields, header_fields

__all__ = ["KnownTimes", "PartReader"]

KnownTimes = dict[tuple[object, ...], dict[tuple[object, "str | None"], Reading]]
"""What cells say of times, by how they are read."""

_FIRST: Final = object()  # stands for what a column held before the first row
MANY_CHANGES: Final = 50_000  # of one column, that are remembered
_EMPTY_ACTIVITY: Final = ""
_OF_MANY: Final = (".role", ".unit", ".kind")
"""What several people have alike: a text that only one of them has may be a name."""


class PartReader:
    """What the rows of one table mean, made ready."""

    def __init__(
        self,
        mapping: LogMapping,
        part: TablePart,
        index: int,
        findings: Findings,
        zone: str | None,
        known: KnownTimes,
    ) -> None:
        self._known = known
        self._mapping = mapping
        self._part = part
        self._findings = findings
        self.clocks: dict[tuple[object, ...], Clockface] = {}
        self._columns = {name: position for position, name in enumerate(mapping.columns_of(part))}
        self.columns = len(self._columns)
        self._zone = zone
        self._times = TimeForm(zone=part.at.zone if part.at is not None else None).form_of(part.times)
        self.at = None if part.at is None else self._timer(part.at.cell())
        header = header_fields(mapping.subject)
        self.header = tuple(self._field(name, cell, header.get(name)) for name, cell in part.header.items())
        self._dated = frozenset(name for name, cell in part.header.items() if cell.dated)
        self.header_columns = tuple({self._columns[name] for cell in part.header.values() for name in cell.named()})
        self._activities = {
            alike(name): None if event.event == IGNORE else self._writer(event)
            for name, event in part.activities.items()
        }
        self._activity = None if part.event is None else self._columns[part.event]
        getters = {name: _cell_at(position) for name, position in self._columns.items()}
        self._conditional = tuple(
            (_condition(event.when, getters), None if event.event == IGNORE else self._writer(event))
            for event in part.conditional
        )
        self._tested = tuple(
            tuple(name for name in columns_of(event.when) if name in self._columns) for event in part.conditional
        )
        places = tuple(
            MilestoneCell(column, self._columns[column], self._writer(event, self._milestone(column, event)), expected)
            for column, event in part.milestones.items()
            for expected in (_expects(event, getters),)
        )
        self.milestones = Milestones(places, 1 + len(part.derive))
        self._each = tuple(_EachReader(self, event, self._columns) for event in part.each)
        self._derived = tuple((derivation.when, self._writer(derivation)) for derivation in part.derive)
        self._watched = tuple(
            {self._columns[when.column]: None for when, _ in self._derived if isinstance(when, Change)}
        )
        self._changes: dict[int, dict[tuple[object, object], tuple[tuple[int, Writer], ...]]] = {
            at: {} for at in self._watched
        }
        self._never_emptied = _never_emptied(part, self._columns)
        self._at_first = [
            (place, writer) for place, (when, writer) in enumerate(self._derived, 1) if not isinstance(when, Change)
        ]
        beside = (self._conditional, places, self._each)
        self.only_changes = bool(self._derived) and self._activity is None and not any(beside)
        self.width = len(self._derived) + len(places) + len(self._each) + 1
        # A row that is lost hides two changes of a column: to what it held, and from there.
        self.loses = None if self._each else self.width + len(self._derived)
        self._number = None
        if isinstance(mapping.seq, str) and mapping.seq != "row":
            self._number = self._columns.get(mapping.seq)
        prefix = ("tables", index) if mapping.tables else ()
        self.open = Unmatched(mapping, part, self._columns, prefix)

    # ---------------------------------------------------------------- the rows of a case

    def saw(self, rows: Sequence[CaseRow]) -> None:
        """Strike off what rows hold."""
        if self.open.any:
            for row in rows:
                self.open.saw(row.cells)

    def write_header(self, rows: Sequence[CaseRow], record: Record, told: Told) -> None:
        """The fields of the header, from the row that is the first of its case, or the last."""
        if not self.header:
            return
        row = self.header_row(rows)
        for name, read, *_ in self.header:
            if name in self._dated:
                self._write_dated(name, read, rows, record, told)
                continue
            try:
                value = read(row.cells)
            except Unreadable as unreadable:
                self.unread(unreadable, row.number, row.file, name)
                told.unread.add(name)
                continue
            if value is not None and (name not in record or name not in self._mapping.constants):
                record.setdefault(name, value)

    def _write_dated(self, name: str, read: Reader, rows: Sequence[CaseRow], record: Record, told: Told) -> None:
        """Each value that a column holds, with the time from which it holds; the first holds from the opening."""
        held: list[dict[str, object]] = []
        timed = [(moment, row) for row in rows if (moment := self.when(row)) is not None]
        if self._mapping.seq is None:
            timed.sort(key=lambda pair: pair[0])
        for moment, row in timed:
            try:
                value = read(row.cells)
            except Unreadable as unreadable:
                self.unread(unreadable, row.number, row.file, name)
                told.unread.add(name)
                continue
            if value is None or (held and held[-1]["value"] == value):
                continue
            if held:
                held[-1]["until"] = moment
                held.append({"value": value, "from": moment})
            else:
                held.append({"value": value})
        if len(held) == 1:
            record.setdefault(name, held[0]["value"])
        elif held:
            record.setdefault(
                name, [one for one in held if one.get("until") is None or one.get("until") != one.get("from")]
            )

    def header_row(self, rows: Sequence[CaseRow]) -> CaseRow:
        """The row of a case that its header is read from."""
        first = rows[0]
        last = self._mapping.header_row == "last"
        if len(rows) == 1:
            return first
        if self._mapping.seq is not None and self._number is None:
            return rows[-1] if last else first
        columns = self.header_columns
        if all(row.cells[at] == first.cells[at] for row in rows for at in columns):
            return first
        if self._number is not None:
            numbered = [(number, row) for row in rows if (number := self.seq(row, quietly=True)) is not None]
            if numbered:
                return (max if last else min)(numbered, key=lambda pair: pair[0])[1]
        timed = [(moment, row) for row in rows if (moment := self.when(row)) is not None]
        if not timed:
            return rows[-1] if last else first
        return (max if last else min)(timed, key=lambda pair: pair[0])[1]

    def reading(self, row: CaseRow) -> Reading | None:
        """When a row happened, if it says so."""
        try:
            return None if self.at is None else self.at.read(row.cells)
        except Unreadable:
            return None

    def when(self, row: CaseRow) -> datetime | None:
        """The instant at which a row happened, if it says so."""
        reading = self.reading(row)
        return None if reading is None else reading.at

    def happened(self, rows: Sequence[CaseRow], told: Told) -> Iterator[tuple[CaseRow, Writer, int]]:
        """Every event of the rows: the row, how it is written, and its place among those of its row."""
        before: Row | None = None
        for row in self._ordered(rows, told):
            if not self.only_changes:
                for place, writer, shown in self._arising(row, told):
                    yield shown, writer, place
            if self._derived:
                emptied = self.emptied(before, row.cells)
                if emptied is not None:
                    self._half_read(emptied, row, told)
                for place, writer in self.changed(before, row.cells):
                    yield row, writer, place
                before = row.cells

    @property
    def plain(self) -> bool:
        """Whether its rows can be read one by one, each cell by itself: what they say is read once then."""
        alone = self._number is None and not self._each and not self._dated
        return alone and not any(clock.several for clock in self.clocks.values())

    @property
    def writers(self) -> tuple[Writer, ...]:
        """Every way in which an event of a row is written, but for those that arise from changes."""
        found = (*self._activities.values(), *(writer for _, writer in self._conditional))
        return tuple(writer for writer in (*found, *self.milestones.writers) if writer is not None)

    @property
    def arises_from(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Where the cells stand on which what a row says by itself hangs, and those that need only be there."""
        positions = [] if self._activity is None else [self._activity]
        asked = [event.when for event in self._part.conditional]
        asked += [one.expected for one in self._part.milestones.values() if isinstance(one.expected, Condition)]
        for condition in asked:
            positions += [self._columns[name] for name in columns_of(condition) if name in self._columns]
        return tuple(dict.fromkeys(positions)), self.milestones.positions

    @property
    def watched(self) -> tuple[int, ...]:
        """Where the cells stand whose changes are events."""
        return tuple(self._watched)

    @property
    def derives(self) -> bool:
        """Whether events arise from changes, or with the first row."""
        return bool(self._derived)

    def _ordered(self, rows: Sequence[CaseRow], told: Told) -> Sequence[CaseRow]:
        """Changes are looked for from one row to the next: in the order that the source means, else in time."""
        if self._number is not None and self._derived:
            numbered = [(self.seq(row, quietly=True), place, row) for place, row in enumerate(rows)]
            return [row for *_, row in sorted(numbered, key=lambda one: (one[0] is None, one[0] or 0, one[1]))]
        if not self._derived or self._mapping.seq is not None:
            return rows
        timed = [(reading, place, row) for place, row in enumerate(rows)
                 if (reading := self.moment(self.at, row, told)) is not None]  # fmt: skip
        return [row for _, _, row in sorted(timed, key=lambda one: (one[0].at, one[1]))]

    def emptied(self, before: Row | None, cells: Row) -> str | None:
        """The column that has become empty, and of which every change is an event by what it holds."""
        for name, at in self._never_emptied if before is not None else ():
            was = None if before is None else before[at]
            if (cells[at] is None or says_nothing(cells[at])) and was is not None and not says_nothing(was):
                return name
        return None

    def untimed(self, cells: Row) -> str | None:
        """The column that should say when a row happened, and does not: its cells may stand in other columns."""
        try:
            return None if self.at is None or self.at.read(cells) is not None else self.at.column
        except Unreadable as unreadable:
            return unreadable.column

    def _half_read(self, column: str, row: CaseRow, told: Told) -> None:
        """An event of a row is lost, and nobody can tell which: then nothing of the case is judged."""
        told.lose(self.loses)
        way_out = f"when: {{column: {column}, leaves: present}}"
        if column in self._part.milestones:
            way_out = f"milestones: {{{column}: {{event: .., expected: never}}}}"
        elif self._conditional:
            way_out = f"events: [{{when: {{{column}: {{present: false}}}}, event: ignore}}, ...]"
        elif self._activity is not None:
            way_out = 'events: {"": ignore}'
        told.half_read.append(self._findings.half_read(column, row.number, shown_key(told.key), row.file, way_out))

    def _arising(self, row: CaseRow, told: Told) -> Iterator[tuple[int, Writer, CaseRow]]:
        found = self.arising(row.cells)
        lacking = found.lacking or (self.untimed(row.cells) if found.unmapped is not None else None)
        if lacking is not None:
            self._half_read(lacking, row, told)
        if found.unmapped is not None:
            self._findings.counts.unmapped[found.unmapped] += 1
        if found.ignored:
            self._findings.counts.ignored += 1
        for place, writer in found.written:
            yield place, writer, row
        for place, one in enumerate(self._each, start=1 + len(self._derived) + len(self.milestones.positions)):
            try:
                shown = tuple(one.rows(row))
            except Unreadable as unreadable:
                self._half_read(unreadable.column, row, told)
                continue
            for each in shown:
                yield place, one.writer, each

    def arising(self, cells: Row) -> Arisen:
        """What a row says by itself, but for what stands side by side in one of its cells; nothing is counted."""
        found = Arisen()
        if self._activity is not None:
            found = self._by_activity(cells[self._activity])
        elif self._conditional:
            found = self._first_that_holds(cells)
        if not self.milestones.positions:
            return found
        lacking = found.lacking or self.milestones.lacking(cells)
        return found._replace(written=(*found.written, *self.milestones.reached(cells)), lacking=lacking)

    def _by_activity(self, held: object) -> Arisen:
        activity = _EMPTY_ACTIVITY if held is None else held if type(held) is str else text_of(held)
        if activity not in self._activities:
            empty = held is None or says_nothing(activity)
            alone = not (self._each or self.milestones.positions or self._derived)
            if held is None and not alone:
                return Arisen()
            return Arisen(unmapped=activity, lacking=self._part.event if empty and alone else None)
        writer = self._activities[activity]
        return Arisen(ignored=True) if writer is None else Arisen(((0, writer),))

    def _first_that_holds(self, cells: Row) -> Arisen:
        lacking: str | None = None
        for index, (holds, writer) in enumerate(self._conditional):
            found = True if holds is None else holds(cells)
            if found is True:
                self.open.arose(("events", index))
                ignored = writer is None
                return Arisen(() if writer is None else ((0, writer),), ignored=ignored, lacking=lacking)
            if found is None and lacking is None:
                held = ((name, cells[self._columns[name]]) for name in self._tested[index])
                empty = (name for name, cell in held if cell is None or says_nothing(cell))
                lacking = next(empty, None)
        return Arisen(unmapped="(no condition holds)", lacking=lacking)

    def changed(self, before: Row | None, cells: Row) -> Sequence[tuple[int, Writer]]:
        """The events that arise from what changed since the row before, in the order of the mapping."""
        arisen: list[tuple[int, Writer]] = []
        if before is None:
            arisen += self._at_first
            for place, _ in self._at_first:
                self.open.arose(("derive", place - 1))
            for at in self._watched:
                arisen += self._arisen(at, _FIRST, cells[at])
        else:
            for at in self._watched:
                held, after = before[at], cells[at]
                if known_as(held) != known_as(after):
                    arisen += self._arisen(at, held, after)
        if len(arisen) > 1:
            arisen.sort(key=_place)
        return arisen

    def _arisen(self, position: int, held: object, after: object) -> Sequence[tuple[int, Writer]]:
        """What arises when a column holds something else than before; equal changes are looked at once."""
        known = self._changes[position]
        change = known_as(held), known_as(after)
        found = known.get(change)
        if found is None:
            first = held is _FIRST
            was, now = None if first else _text(held), _text(after)
            found = tuple(
                (place, writer)
                for place, (when, writer) in enumerate(self._derived, start=1)
                if isinstance(when, Change)
                and self._columns[when.column] == position
                and when.happened(was, now, first=first)
            )
            for place, _ in found:
                self.open.arose(("derive", place - 1))
            if len(known) < MANY_CHANGES:
                known[change] = found
        return found

    def moment(self, timer: Moment | None, row: CaseRow, told: Told) -> Reading | None:
        """When a row happened; what cannot be read is lost, and the case with it."""
        try:
            reading = None if timer is None else timer.read(row.cells)
            if reading is not None:
                if reading.forms > 1 and timer is not None:
                    self._findings.cell("ambiguous-time", timer.column, row.number, row.file)
                return reading
            lost = Unreadable("not-a-time", "" if timer is None else timer.column)
        except Unreadable as unreadable:
            lost = unreadable
        told.lost.append(self._findings.lost_cell(lost, row.number, shown_key(told.key), row.file))
        return None

    def seq(self, row: CaseRow, *, quietly: bool = False) -> int | None:
        """The number of a row among others of its instant."""
        if self._number is None:
            return row.order if self._mapping.ordered else None
        held = row.cells[self._number]
        try:
            return int(text_of(held))
        except ValueError:
            if not quietly:
                self._findings.cell("not-a-number", str(self._mapping.seq), row.number, row.file)
            return None

    def unread(self, unreadable: Unreadable, number: int, file: str | None, name: str, of: object = None) -> None:
        """Count a value that cannot be read, of whoever acts: its field is named as in `not_offered`."""
        self._findings.unreadable(unreadable, number, file, of if name.endswith(_OF_MANY) else None)

    # ---------------------------------------------------------------- making ready

    def _writer(self, event: WrittenEvent, at: Moment | None = None, make: _Making | None = None) -> Writer:
        making = make or self
        kind = event.event
        known = {} if kind.startswith("x.") or kind == "voided" else event_fields(self._mapping.subject, kind)
        cells = list(event.fields.items())
        actor = (self._part.actor or ActorCells()) if event.actor is None else event.actor
        if isinstance(actor, ActorCells):
            aliases = self._mapping.people
            cells += [(name, aliased(cell, aliases) if name == "by" else cell) for name, cell in actor.cells()]
        types = [_field(name, known) if place < len(event.fields) else _CODE for place, (name, _) in enumerate(cells)]
        alike: list[Field] = []
        apart: list[Field] = []
        for (name, cell), of in zip(cells, types, strict=True):
            (apart if stands_apart(name, cell, of) else alike).append(making._field(name, cell, of))
        if event.at is not None:
            at = making._timer(event.at.cell())
        counted = any(clock.several for clock in self.clocks.values())
        rests = None if counted else tuple(dict.fromkeys(at for field in alike for at in field.rests))
        return Writer(kind, at, tuple(alike), tuple(apart), rests)

    def _milestone(self, column: str, event: WrittenEvent) -> Moment:
        return self._timer(event.at.cell() if event.at is not None else Cell(column=column, instant=True))

    def _timer(self, cell: Cell) -> Moment:
        return self._timed(cell, self._columns)

    def _timed(self, cell: Cell, columns: Mapping[str, int]) -> Moment:
        """How a row says when something happened, by what the cell, the table and the mapping say of times."""
        form = cell.form_of(self._times)
        names = (cell.column,) if cell.column is not None else (cell.columns or ())
        column = " ".join(name for name in names if name)
        fixed = form.zone if isinstance(form.zone, str) else None
        row_zone = zone_reader(form.zone, columns) if isinstance(form.zone, ZoneCell) else None
        zone = fixed or (None if row_zone else self._zone)
        months = form.months
        key = (column, form.format, zone, tuple(form.zones.items()), months, form.era, form.date)
        clock = self.clocks.get(key)
        if clock is None:
            clock = self.clocks[key] = Clockface(
                column,
                form.format,
                zone,
                zones=form.zones,
                months=months,
                roc=form.era == "roc",
                days=form.date,
                known=self._known.setdefault(key, {}),
            )
        held = joined([columns[name] for name in names if name in columns], cell.absent)
        if row_zone is None:
            reading = clock.reading

            def read(row: Row) -> Reading | None:
                what = held(row)
                return None if what is None else reading(what)

            alone = columns.get(names[0]) if len(names) == 1 and not cell.absent else None
            return Moment(read, column, lambda _: zone, alone, alone is not None and clock.plain)

        def read_in_its_zone(row: Row) -> Reading | None:
            what = held(row)
            return None if what is None else clock.reading(what, row_zone(row))

        return Moment(read_in_its_zone, column, row_zone)

    def _field(self, name: str, cell: Cell, field: FieldType | None) -> Field:
        """How a cell is read into a field of this type: columns of text also hold times, numbers and flags."""
        return self._field_at(name, cell, field, self._columns)

    def _field_at(self, name: str, cell: Cell, field: FieldType | None, columns: Mapping[str, int]) -> Field:
        rests = rests_on(cell, columns)
        if is_time(cell, field):
            moment = self._timed(cell, columns)
            return Field(name, of_times(moment, "text" if field is None else field.kind), rests, moment)
        mapping = self._mapping
        if cell.currency is not None and (cell.decimal is None and cell.thousands is None):
            cell = cell.replaced(decimal=mapping.decimal, thousands=mapping.thousands)
        return Field(name, value_reader(cell, field, columns), rests)


class _Making(ABC):
    """What makes readers: a part, or the parts of a text in one of its columns."""

    @abstractmethod
    def _field(self, name: str, cell: Cell, field: FieldType | None) -> Field: ...

    @abstractmethod
    def _timer(self, cell: Cell) -> Moment: ...


class _EachReader(_Making):
    """Events that stand side by side in one row: each is a row of its own, with its parts beside the row's cells."""

    def __init__(self, part: PartReader, event: Each, columns: Mapping[str, int]) -> None:
        self._of = part
        self._event = event
        self._position = columns[event.column]
        names = [name for name in event.parts if name is not None]
        self._columns = {**columns, **{name: len(columns) + place for place, name in enumerate(names)}}
        self._kept = tuple(place for place, name in enumerate(event.parts) if name is not None)
        getters = {name: _cell_at(position) for name, position in self._columns.items()}
        self._holds = _condition(event.when, getters)
        at = None
        if event.at is None and "at" in names:
            at = self._timer(Cell(column="at", instant=True))
        self.writer = part._writer(event, at, self)
        self._ignored = event.event == IGNORE

    def _field(self, name: str, cell: Cell, field: FieldType | None) -> Field:
        return self._of._field_at(name, cell, field, self._columns)

    def _timer(self, cell: Cell) -> Moment:
        return self._of._timed(cell, self._columns)

    def rows(self, row: CaseRow) -> Iterator[CaseRow]:
        """The rows that a row holds.

        Raises:
            Unreadable: The cell should hold a document, and does not.
        """
        for parts in self._parts(row.cells[self._position]):
            cells = (*row.cells, *(parts[place] for place in self._kept))
            if not self._ignored and (self._holds is None or self._holds(cells) is True):
                yield row._replace(cells=cells)

    def _parts(self, held: object) -> Iterator[Sequence[object]]:
        width, sign = len(self._event.parts), self._event.split
        if sign is not None:
            for text in split_of(held, self._event.between):
                parts = [part.strip() or None for part in text.split(sign, width - 1)]
                yield [*parts, *[None] * (width - len(parts))]
        elif held is not None:
            from servicepolicy.logs.containers.json_rows import rows_in

            for item in rows_in(held, self._event.rows or "[]", self._event.parts, self._event.column):
                yield [alike(one) or None if isinstance(one, str) else one for one in item]


_CODE: Final = FieldType("code")
_COMMON: Final = {"id": _CODE, "voids": _CODE, "recorded_at": FieldType("instant")}
"""Fields of every event that say which it is, when it was written down, and what it takes back."""


def _never_emptied(part: TablePart, columns: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The columns of snapshots that always hold one of several texts, once they hold any."""
    named: dict[str, bool] = {}
    for one in part.derive:
        if isinstance(one.when, Change):
            texts = (*(one.when.becomes or ()), *(one.when.leaves or ()))
            plainly = bool(texts) and not any(text == "present" or says_nothing(text) for text in texts)
            named[one.when.column] = named.get(one.when.column, True) and plainly
    return tuple((name, columns[name]) for name, plainly in named.items() if plainly)


def _field(name: str, known: Mapping[str, FieldType]) -> FieldType | None:
    return known.get(name) or _COMMON.get(name)


def _cell_at(position: int) -> Get:
    return lambda row: row[position]


def _condition(condition: Condition | None, getters: Mapping[str, Get]) -> Holds | None:
    if condition is None:
        return None
    for name in columns_of(condition):
        if name not in getters:
            getters = {**getters, name: lambda _: None}
    return compiled(condition, getters)


def _expects(milestone: Milestone, getters: Mapping[str, Get]) -> Holds | None:
    said = milestone.expected
    if isinstance(said, Condition):
        return _condition(said, getters)
    return None if said is None else lambda _: said == "always"


def _place(arisen: tuple[int, Writer]) -> int:
    return arisen[0]


def _text(held: object | None) -> str | None:
    return None if held is None else text_of(held)
