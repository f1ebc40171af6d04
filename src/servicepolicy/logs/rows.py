"""Rows of a foreign log, case by case, written as records in our words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import attrs

from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Found, Record
from servicepolicy.logs.gather import CaseRow, CaseRows, Row, shown_key
from servicepolicy.logs.instants import Reading
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.part_reader import KnownTimes, PartReader
from servicepolicy.logs.quick_rows import QuickRows
from servicepolicy.logs.told import Told
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.logs.values import typed
from servicepolicy.logs.writer import Writer
from servicepolicy.models.quick_check import Placed, quick_subject
from servicepolicy.models.timeline import ALL_EVENTS, SubjectFacts, lost_at_most
from servicepolicy.models.vocabulary import header_fields
from servicepolicy.worktime._instant import from_us, to_us

if TYPE_CHECKING:
    from servicepolicy.logs.columns.crowd import CrowdReader

__all__ = ["RowReader"]


class Happening(NamedTuple):
    """An event of a row: how it is written, when it happened, and its number among those of its instant.

    Attributes:
        part: The table of the row.
        writer: How the event is written.
        row: The row.
        on: The date, where the row says no time of day.
        us: The instant, UTC microseconds; of a date, its first.
        seq: The number among events of the instant.
    """

    part: PartReader
    writer: Writer
    row: CaseRow
    on: date | None
    us: int
    seq: int | None


class RowReader:
    """Writes the rows of a case as one record, by a mapping.

    Args:
        mapping: The mapping.
        findings: Where is counted what is read and what is not.
        zones: For each part, the zone of times that name none, where the kind of source says so.
        known: Times that were read before; those that are read are added.
        shown: The key of a case of which nothing could be read, as problems name it.
        flags: Some cell of the log holds a flag.
    """

    def __init__(
        self,
        mapping: LogMapping,
        findings: Findings,
        zones: Sequence[str | None] = (),
        known: KnownTimes | None = None,
        shown: Callable[[str], str] = shown_key,
        *,
        flags: bool = False,
    ) -> None:
        self._mapping = mapping
        self._shown = shown
        self._findings = findings
        header = header_fields(mapping.subject)
        self._constants = {name: typed(value, header.get(name)) for name, value in mapping.constants.items()}
        known = {} if known is None else known
        padded = [*zones, *[None] * len(mapping.parts)]
        self._parts = tuple(
            PartReader(mapping, part, index, findings, zone, known)
            for index, (part, zone) in enumerate(zip(mapping.parts, padded, strict=False))
        )
        self._extra: tuple[PartReader, ...] = ()
        if mapping.header_from is not None:
            from servicepolicy.logs.second_table import as_part

            index = len(self._parts)
            self._extra = (PartReader(mapping, as_part(mapping, mapping.header_from), index, findings, None, known),)
        self._all = (*self._parts, *self._extra)
        self._width = 1 + max(part.width for part in self._all)
        self._plainly = None
        if len(self._all) == 1 and self._all[0].plain:
            self._plainly = QuickRows(mapping, self._all[0], findings, self._constants, self._width, flags=flags)

    def crowds(self) -> CrowdReader | None:
        """What reads many cases at once; `None` = they have to be read one by one."""
        from servicepolicy.logs.columns.crowd import CrowdReader

        if self._plainly is None:
            return None
        return CrowdReader.of(self._mapping, self._all[0], self._constants, self._findings, self._width)

    def openings(self, cases: Iterable[CaseRows]) -> tuple[str | None, ...]:
        """The milestones with which rows begin, as some cases show, by table."""
        held: list[list[Row]] = [[] for _ in self._all]
        for case in cases:
            for index, _, cells, *_ in case.held:
                held[index].append(cells)
        return tuple(part.milestones.opening(rows) for part, rows in zip(self._all, held, strict=True))

    def expect(self, openings: Sequence[str | None]) -> None:
        """A row that does not tell when it began is read by half."""
        for part, column in zip(self._all, openings, strict=True):
            part.milestones.opens(column)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The entries of the mapping that no row has matched so far."""
        return tuple(sorted(entry for part in self._all for entry in part.open.entries))

    @property
    def forms(self) -> Counter[str]:
        """How often each form of times was read, where a mapping names several."""
        counted: Counter[str] = Counter()
        for part in self._all:
            for (column, *_), clock in part.clocks.items():
                for form, count in clock.counted.items():
                    counted[f"{column} {form}"] += count
        return counted

    def record(self, case: CaseRows) -> Found:
        """The record of a case.

        A cell that cannot be read is left out and counted: its field is unknown, even to `present`. Where it says when
        an event happened, the event is lost, and the case with it: what it lacks would look like a breach.
        """
        return self._written(case, *self._read(case))

    def facts(self, case: CaseRows) -> SubjectFacts | Found:
        """What judges read of a case, where its rows are plainly in order; else its record."""
        plain = None if self._plainly is None else self._plainly.facts(case)
        if plain is not None:
            return plain
        told, record, happened = self._read(case)
        if case.held and not (told.lost or told.unread or told.zones):
            facts = self._quick(record, happened)
            if facts is not None:
                self._findings.counts.events += len(happened)
                return facts
        return self._written(case, told, record, happened)

    def _quick(self, record: Record, happened: Sequence[Happening]) -> SubjectFacts | None:
        subject = self._mapping.subject
        placed: list[Placed] = []
        for one in happened:
            draft = one.writer.draft(subject, one.row.cells)
            event = None if draft is None else draft.at(one.us, one.seq)
            if event is None:
                return None
            placed.append(event)
        if self._mapping.not_offered:
            record["not_offered"] = sorted({*self._mapping.not_offered})
        return quick_subject(record, placed)

    def _read(self, case: CaseRows) -> tuple[Told, Record, list[Happening]]:
        """The header of a case, and what happened, but for the fields of that."""
        told = Told(case.key, lost=list(case.lost))
        if case.doubted:
            told.lose(self._lost_in(case.doubting))
        record: Record = {"id": case.key, "subject": self._mapping.subject, **self._constants}
        happened: list[Happening] = []
        if case.held:
            by_part = self._by_part(case)
            for part, rows in by_part:
                part.write_header(rows, record, told)
            for part, rows in by_part:
                part.saw(rows)
                for row, writer, place in part.happened(rows, told):
                    one = self._happening(part, writer, row, place, told)
                    if one is not None:
                        happened.append(one)
        return told, record, happened

    def _written(self, case: CaseRows, told: Told, record: Record, happened: Sequence[Happening]) -> Found:
        if not case.held:
            return Found(record, problems=tuple(told.lost))
        for one in happened:
            told.lines[f"events[{len(told.events)}]"] = one.row.number
            told.events.append(self._event(one, told))
        record["events"] = told.events
        if told.zones:
            self._write_zone(record, told)
        if self._mapping.not_offered or told.unread:
            record["not_offered"] = sorted({*self._mapping.not_offered, *told.unread, *self._how_many(told)})
        if told.events:
            for problem in told.half_read:
                self._findings.add(problem)
        elif told.half_read or told.lost:  # what stands there may be no key at all
            path = self._shown(case.key)
            total = "if such a row is none of a case, as a total is, say `rows: {pass_over: {COLUMN: TEXT}}`"
            found = [*(attrs.evolve(one, help=total) for one in told.half_read), *told.lost]
            told.lost = [attrs.evolve(one, where=attrs.evolve(one.where, path=path)) for one in found]
        self._findings.counts.events += len(told.events)
        first = CaseRow._make(case.held[0])
        return Found(record, first.number, told.lines, tuple(told.lost), first.file)

    def _lost_in(self, rows: int | None) -> int | None:
        """How many events may be lost in rows that tell no case."""
        each = [part.loses for part in self._all]
        return None if rows is None or None in each else rows * max(one or 0 for one in each)

    def _how_many(self, told: Told) -> Iterator[str]:
        """How many events are lost at most, where there is a bound."""
        if ALL_EVENTS in told.unread - {*self._mapping.not_offered} and told.lost_events is not None:
            yield lost_at_most(told.lost_events)

    def ends(self, case: CaseRows) -> tuple[Reading | None, Reading | None]:
        """When the first and the last row of a case happened, as they stand in the log."""
        found = [part.reading(row) for part, rows in self._by_part(case) for row in (rows[0], rows[-1])]
        return (found[0], found[-1]) if found else (None, None)

    def moments(self, case: CaseRows) -> Iterator[tuple[Reading, str | None]]:
        """When the events of a case happened, each with the zone of its times, and nothing else of them."""
        told = Told(case.key)
        for part, rows in self._by_part(case):
            for row, writer, _ in part.happened(rows, told):
                timer = writer.at or part.at
                try:
                    reading = None if timer is None else timer.read(row.cells)
                except Unreadable:
                    continue
                if reading is not None and timer is not None:
                    yield reading, timer.zone(row.cells)

    def _by_part(self, case: CaseRows) -> list[tuple[PartReader, Sequence[CaseRow]]]:
        rows = case.rows
        if len(self._all) == 1:
            return [(self._all[0], rows)] if rows else []
        several = [(part, tuple(row for row in rows if row.part == index)) for index, part in enumerate(self._all)]
        return [(part, rows) for part, rows in several if rows]

    def _write_zone(self, record: Record, told: Told) -> None:
        """The zone of dates without a time, in the record; a record has one, so dates of another zone are lost."""
        zone = record.setdefault("timezone", next(iter(told.zones)))
        for other, number in told.zones.items():
            if other != zone:
                at = self._parts[0].at
                column = "" if at is None else at.column
                told.lost.append(self._findings.lost("date-of-another-zone", column, number, shown_key(told.key)))

    def _happening(self, part: PartReader, writer: Writer, row: CaseRow, place: int, told: Told) -> Happening | None:
        reading = part.moment(writer.at or part.at, row, told)
        if reading is None:
            return None
        us = reading.us
        if reading.on is not None:
            timer = writer.at or part.at
            told.zones[(timer.zone(row.cells) if timer else None) or ""] = row.number
        elif reading.later is not None or reading.skipped:
            us = self._placed(reading, told)
        told.before = us
        seq = part.seq(row)
        if seq is not None:  # several events of one row follow in the order of the mapping
            seq = seq * self._width + place
        return Happening(part, writer, row, reading.on, us, seq)

    def _event(self, one: Happening, told: Told) -> Record:
        said, unread = one.writer.read(one.row.cells)
        at: datetime | date = from_us(one.us, "UTC") if one.on is None else one.on
        event: Record = {"event": one.writer.kind, "at": at, **said}
        for name, unreadable, of in unread:
            one.part.unread(unreadable, one.row.number, one.row.file, name, of)
            told.unread.add(name)
        if one.seq is not None:
            event["seq"] = one.seq
        return event

    def _placed(self, reading: Reading, told: Told) -> int:
        """The instant of a wall time that a zone skipped, or told twice: then the order of the rows may decide."""
        counts = self._findings.counts
        if reading.skipped:
            counts.skipped_hours += 1
            return reading.us
        counts.twice_told += 1
        before, later = told.before, None if reading.later is None else to_us(reading.later)
        if self._mapping.ordered and before is not None and later is not None and reading.us < before <= later:
            return later
        return reading.us
