"""Rows of a foreign log, case by case, written as records in our words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

import attrs

from servicepolicy.errors import Problem
from servicepolicy.logs.cell import Cell, Row, Unreadable
from servicepolicy.logs.counts import CASE_LEFT_OUT, Findings
from servicepolicy.logs.found import Found, Record
from servicepolicy.logs.instants import Clockface
from servicepolicy.logs.mapping import IGNORE, ActorCells, Change, LogMapping, Times, WrittenEvent
from servicepolicy.logs.tables import Table
from servicepolicy.logs.unmatched import Unmatched
from servicepolicy.models.vocabulary import FieldType, event_fields, header_fields

__all__ = ["CaseRows", "RowReader", "group", "shown_key"]

LONGEST_KEY = 80  # characters
Reader = Callable[[Row], object | None]
_Time = TypeVar("_Time", bound=date)


@attrs.frozen
class CaseRows:
    """The rows of one case, in the order of the log, each with its number, and what of them is lost."""

    key: str
    rows: tuple[tuple[int, Row], ...]
    lost: tuple[Problem, ...] = ()


@attrs.define
class _Told:
    """What is read of one case, as far as one has come."""

    key: str
    events: list[Record] = attrs.field(factory=list[Record])
    lines: dict[str, int] = attrs.field(factory=dict[str, int])
    lost: list[Problem] = attrs.field(factory=list[Problem])
    unread: set[str] = attrs.field(factory=set[str])
    zones: dict[str, int] = attrs.field(factory=dict[str, int])  # of dates without a time, each with a row


def group(table: Table, mapping: LogMapping, findings: Findings) -> tuple[CaseRows, ...]:
    """The rows by case, cases in the order in which they first occur.

    A row that cannot be used spoils the case that it names, since one of its events may be lost; one that names none
    that can be read may belong to any, and is counted.
    """
    absent = frozenset(mapping.absent)
    position = table.columns.index(mapping.case)
    kept: dict[str, list[tuple[int, Row]]] = {}
    for number, cells in zip(table.numbers, table.rows, strict=True):
        findings.counts.rows += 1
        key = _key(cells, position, absent)
        if key is None:
            findings.cell("no-case", mapping.case, number)
            findings.counts.unplaced += 1
            continue
        row = {name: _clean(held, absent) for name, held in zip(table.columns, cells, strict=True)}
        kept.setdefault(key, []).append((number, row))
    lost: dict[str, list[Problem]] = {}
    for broken in table.broken:
        findings.counts.rows += 1
        key = _key(broken.cells, position, absent)
        if key is None or (position and key not in kept):  # cells before it may be missing: then it is no key
            findings.add(_said_of(broken.problem, "", "it tells no case, and is missing from one"))
            findings.counts.unplaced += 1
        else:
            lost.setdefault(key, []).append(_said_of(broken.problem, key, CASE_LEFT_OUT))
    return tuple(CaseRows(key, tuple(kept.get(key, ())), tuple(lost.get(key, ()))) for key in {**kept, **lost})


def _key(cells: Sequence[object], position: int, absent: frozenset[str]) -> str | None:
    """The case that a row names, `None` = it names none."""
    held = cells[position] if position < len(cells) else None
    key = "" if held is None else str(held).strip()
    return None if not key or key in absent else key


def _said_of(problem: Problem, key: str, consequence: str) -> Problem:
    where = attrs.evolve(problem.where, path=shown_key(key))
    return attrs.evolve(problem, where=where, message=f"{problem.message}: {consequence}")


def shown_key(key: object) -> str:
    """The id of a case as problems name it; what is too long to be one is left out."""
    return key if isinstance(key, str) and len(key) <= LONGEST_KEY else ""


def _clean(held: object, absent: frozenset[str]) -> object | None:
    """A cell, with texts that mean nothing left out."""
    if isinstance(held, str):
        held = held.strip()
        return None if held in absent else held
    return held


@attrs.frozen
class _Writer:
    """One event of the mapping, made ready: its kind, and how each of its fields and its actor is read."""

    kind: str
    at: tuple[Cell, Clockface] | None
    readers: tuple[tuple[str, Reader], ...]


class RowReader:
    """Writes the rows of a case as one record, by a mapping."""

    def __init__(self, mapping: LogMapping, findings: Findings) -> None:
        self._mapping = mapping
        self._findings = findings
        self._clocks: dict[tuple[str, str | None, str | None], Clockface] = {}
        self._at = self._timed(mapping.at)
        header = header_fields(mapping.subject)
        self._header = tuple((name, self._typed(cell, header.get(name))) for name, cell in mapping.header.items())
        self._constants = {name: typed(value, header.get(name)) for name, value in mapping.constants.items()}
        self._activities = {
            name: None if event.event == IGNORE else self._writer(event) for name, event in mapping.events.items()
        }
        self._derived = tuple((derivation.when, self._writer(derivation)) for derivation in mapping.derive)
        self._watched = tuple({when.column: None for when, _ in self._derived if isinstance(when, Change)})
        self._width = 1 + len(self._derived)
        self._open = Unmatched(mapping)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The entries of the mapping that no row has matched so far."""
        return self._open.entries

    def record(self, case: CaseRows) -> Found:
        """The record of a case.

        A cell that cannot be read is left out and counted: its field is unknown, even to `present`. Where it says when
        an event happened, the event is lost, and the case with it: what it lacks would look like a breach.
        """
        told = _Told(case.key, lost=list(case.lost))
        record: Record = {"id": case.key, "subject": self._mapping.subject, **self._constants}
        if not case.rows:
            return Found(record, problems=tuple(told.lost))
        for _, row in case.rows:
            self._open.saw(row)
        number, first = case.rows[0]
        for name, read in self._header:
            value = self._read(read, first, number, name, told)
            if value is not None:
                record[name] = value
        for at, row, writer, place in self._happened(case, told):
            event = self._event(writer, row, at, place, told)
            if event is not None:
                told.lines[f"events[{len(told.events)}]"] = at
                told.events.append(event)
        record["events"] = told.events
        self._write_zone(record, told)
        not_offered = {*self._mapping.not_offered, *told.unread}
        if not_offered:
            record["not_offered"] = sorted(not_offered)
        self._findings.counts.events += len(told.events)
        return Found(record, number, told.lines, tuple(told.lost))

    def _write_zone(self, record: Record, told: _Told) -> None:
        """The zone of dates without a time, in the record; a record has one, so dates of another zone are lost."""
        if told.zones:
            zone = record.setdefault("timezone", next(iter(told.zones)))
            for other, number in told.zones.items():
                if other != zone:
                    code, column = "date-of-another-zone", self._mapping.at.column
                    told.lost.append(self._findings.lost(code, column, number, shown_key(told.key)))

    def _happened(self, case: CaseRows, told: _Told) -> Iterator[tuple[int, Row, _Writer, int]]:
        before: Row | None = None
        for number, row in self._ordered(case, told):
            for place, writer in self._arising(before, row):
                yield number, row, writer, place
            before = row

    def _ordered(self, case: CaseRows, told: _Told) -> tuple[tuple[int, Row], ...]:
        """Changes are looked for from one row to the next: in the order that the source means, else in time."""
        if not self._derived or self._mapping.seq is not None:
            return case.rows
        cell, clock = self._at
        timed = [(self._moment(cell, row, number, told, clock.read), number, row) for number, row in case.rows]
        return tuple((number, row) for moment, number, row in sorted(timed, key=_moment_first) if moment is not None)

    def _arising(self, before: Row | None, row: Row) -> Iterator[tuple[int, _Writer]]:
        column = self._mapping.event
        if column is not None and row.get(column) is not None:
            activity = str(row[column])
            if activity not in self._activities:
                self._findings.counts.unmapped[activity] += 1
            elif (writer := self._activities[activity]) is None:
                self._findings.counts.ignored += 1
            else:
                yield 0, writer
        if before is not None and not any(before.get(name) != row.get(name) for name in self._watched):
            return
        for place, (when, writer) in enumerate(self._derived, start=1):
            arose = _changed(when, before, row) if isinstance(when, Change) else before is None
            if arose:
                self._open.arose(place - 1)
                yield place, writer

    def _event(self, writer: _Writer, row: Row, number: int, place: int, told: _Told) -> Record | None:
        cell, clock = writer.at or self._at
        at = self._moment(cell, row, number, told, clock.when)
        if at is None:
            return None
        if not isinstance(at, datetime):
            told.zones[clock.zone or ""] = number
        event: Record = {"event": writer.kind, "at": at}
        for name, read in writer.readers:
            value = self._read(read, row, number, f"{writer.kind}.{name}", told)
            if value is not None:
                event[name] = value
        seq = self._seq(row, number)
        if seq is not None:  # several events of one row follow in the order of the mapping
            event["seq"] = seq * self._width + place
        return event

    def _moment(self, cell: Cell, row: Row, number: int, told: _Told, read: Callable[[object], _Time]) -> _Time | None:
        held = cell.raw(row)
        try:
            if held is not None:
                return read(held)
            lost = Unreadable("not-a-time", cell.column or "")
        except Unreadable as unreadable:
            lost = unreadable
        told.lost.append(self._findings.lost(lost.code, lost.column, number, shown_key(told.key)))
        return None

    def _seq(self, row: Row, number: int) -> int | None:
        if self._mapping.seq is None:
            return None
        if self._mapping.seq == "row":
            return number
        try:
            return int(str(row.get(self._mapping.seq)))
        except ValueError:
            self._findings.cell("not-a-number", self._mapping.seq, number)
            return None

    def _read(self, read: Reader, row: Row, number: int, name: str, told: _Told) -> object | None:
        """A value for a field, which is named as in `not_offered`: what cannot be read may be there."""
        try:
            return read(row)
        except Unreadable as unreadable:
            self._findings.cell(unreadable.code, unreadable.column, number)
            told.unread.add(name)
            return None

    # ---------------------------------------------------------------- making ready

    def _writer(self, event: WrittenEvent) -> _Writer:
        known = {} if event.event.startswith("x.") else event_fields(self._mapping.subject, event.event)
        readers = [(name, self._typed(cell, known.get(name))) for name, cell in event.fields.items()]
        actor = self._mapping.actor if event.actor is None else event.actor
        if isinstance(actor, ActorCells):
            readers += [(name, cell.read) for name, cell in actor.cells()]
        return _Writer(event.event, self._timed(event.at) if event.at else None, tuple(readers))

    def _timed(self, times: Times) -> tuple[Cell, Clockface]:
        cell = times.cell()
        return cell, self._clock(cell)

    def _clock(self, cell: Cell) -> Clockface:
        zone = cell.zone or self._mapping.at.zone
        key = (cell.column or "", cell.format, zone)
        return self._clocks.setdefault(key, Clockface(*key))

    def _typed(self, cell: Cell, field: FieldType | None) -> Reader:
        """How a cell is read into a field of this type: columns of text also hold times, numbers and flags."""
        if cell.timed or (field is not None and field.kind == "instant"):
            clock = self._clock(cell)
            read = _of_times(clock, "text" if field is None else field.kind)
            return lambda row: None if cell.raw(row) is None else read(cell.raw(row))
        if field is None or field.kind not in ("bool", "integer"):
            return cell.read
        return lambda row: typed(cell.read(row), field)


def _of_times(clock: Clockface, kind: str) -> Callable[[object], object]:
    """How a time is read into a field of a kind: text (a host's own field is) holds it in ISO 8601, with its offset."""
    match kind:
        case "text" | "code":
            return lambda held: clock.read(held).isoformat()
        case "date":
            return clock.day
        case _:
            return clock.read


def typed(value: object, field: FieldType | None) -> object:
    """A text as the flag or whole number that a field wants; what is none is left for the record to refuse."""
    if not isinstance(value, str) or field is None:
        return value
    if field.kind == "bool":
        return {"true": True, "false": False}.get(value.lower(), value)
    if field.kind == "integer" and value.removeprefix("-").isdecimal():
        return int(value)
    return value


def _changed(when: Change, before: Row | None, row: Row) -> bool:
    after = row.get(when.column)
    if before is None:
        return when.happened(None, _text(after), first=True)
    held = before.get(when.column)
    return held != after and when.happened(_text(held), _text(after), first=False)


def _text(held: object | None) -> str | None:
    return None if held is None else str(held)


def _moment_first(timed: tuple[datetime | None, int, Mapping[str, object]]) -> tuple[float, int]:
    moment, number, _ = timed
    return (0.0 if moment is None else moment.timestamp(), number)
