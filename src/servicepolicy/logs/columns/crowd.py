"""Cases read many at once: each different cell of a column is read once, and each row by where its cells stand.

It reads what `QuickRows` reads, one case after the other. A case of which anything is not plainly in order is passed
over here, and read as any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from servicepolicy.logs.columns.cases import Piece, Places
from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Record
from servicepolicy.logs.gather import Cleaner, Row
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.part_reader import PartReader
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.logs.writer import Field, Moment, Writer
from servicepolicy.models.quick_check import UNSURE, Heading, RecordForm, form_of, heading_of
from servicepolicy.worktime._instant import to_us

__all__ = ["Crowd", "CrowdReader"]

Flags = npt.NDArray[np.bool_]
_MANY: Final = 50_000  # cells of one field that are remembered
_NOTHING: Final = -1  # no text
_BAD: Final = -2  # not plainly in order
FIRST_US: Final = to_us(datetime(1901, 1, 1, tzinfo=UTC))  # years within which every time is one
LAST_US: Final = to_us(datetime(2199, 1, 1, tzinfo=UTC))
_BESIDE: Final = ("opened_at", "timezone")  # what a header says that is no column


@attrs.frozen(eq=False)
class Crowd:
    """Cases that were read together, as evaluators read them; every value as a text that is equal where it is equal.

    Attributes:
        subject: What they are.
        not_offered: What their source cannot supply.
        places: Where they stand among the cases of the piece; the others are for who reads case by case.
        keys: Their ids.
        case: For each event, whose it is.
        events: The events, in order: `event`, `at`, `recorded_at`, and what each says.
        heads: What is said of each case, a row each.
    """

    subject: str
    not_offered: frozenset[str]
    places: Places
    keys: Sequence[str]
    case: Places
    events: pl.DataFrame
    heads: pl.DataFrame

    def __len__(self) -> int:
        return len(self.keys)

    def says(self, name: str) -> bool:
        """Whether any event says something in a field."""
        return self.events[name].null_count() < len(self.events)

    def of(self, places: Places) -> Crowd:
        """Some of them, by their places among these, which ascend."""
        new = np.full(len(self), -1, dtype=np.int64)
        new[places] = np.arange(len(places))
        case = new[self.case]
        chosen = pl.Series(places)
        return Crowd(
            self.subject,
            self.not_offered,
            self.places[places],
            [self.keys[int(place)] for place in places],
            case[case >= 0],
            self.events.filter(pl.Series(case >= 0)),
            self.heads.select(pl.all().gather(chosen)),
        )

    def opened(self, otherwise: int) -> Places:
        """When each opened; `otherwise`: those of which nothing happened."""
        found = np.full(len(self), np.iinfo(np.int64).max, dtype=np.int64)
        np.minimum.at(found, self.case, self.events["at"].to_physical().to_numpy())
        return np.where(found == np.iinfo(np.int64).max, otherwise, found)

    def kinds(self) -> dict[str, int]:
        """How many events of each kind there are."""
        return dict(self.events["event"].value_counts().rows())

    def span(self) -> tuple[int, int] | None:
        """The first and the last instant of any event, in microseconds of UTC."""
        at = self.events["at"].to_physical().to_numpy()
        return (int(at.min()), int(at.max())) if len(at) else None


class CrowdReader:
    """Reads the cases of pieces many at once; `of` makes one.

    Args:
        mapping: The mapping.
        part: Its table, made ready.
        base: What the header of every case says.
        findings: Where is counted what is read.
        width: By how much the numbers of two rows of one instant differ.
    """

    def __init__(self, mapping: LogMapping, part: PartReader, base: Heading, findings: Findings, width: int) -> None:
        self._mapping, self._part, self._base, self._findings, self._width = mapping, part, base, findings, width
        self._known: dict[tuple[str, int], dict[object, object]] = {}
        self._instants: dict[Moment, dict[object, int | None]] = {}
        self._header = form_of(mapping.subject)

    @classmethod
    def of(
        cls,
        mapping: LogMapping,
        part: PartReader,
        constants: Mapping[str, object],
        findings: Findings,
        width: int,
    ) -> CrowdReader | None:
        """What reads the cases of a log of one table; `None` = they have to be read one by one."""
        record: Record = {"id": "", "subject": mapping.subject, **constants}
        if mapping.not_offered:
            record["not_offered"] = sorted({*mapping.not_offered})
        base = heading_of(record)
        apart = [field.moment for writer in part.writers for field in writer.apart if field.moment is not None]
        timers = [part.at, *(writer.at for writer in part.writers), *apart]
        beside = [field.name for field in part.header] + [] if base is None else [*base.fields]
        several = base is None or any(isinstance(value, tuple) for value in base.fields.values())
        if not part.plain or part.derives or several or base is None or any(name in _BESIDE for name in beside):
            return None
        if any(timer is not None and timer.rests is None for timer in timers):
            return None
        return cls(mapping, part, base, findings, width)

    def read(self, piece: Piece) -> Crowd:
        """The cases of a piece that are plainly in order; what they hold is counted."""
        cells = _Cells(piece)
        if self._part.open.any:
            self._part.open.saw_columns(lambda at: cells.coded(at)[1])
        case_of_row = np.repeat(np.arange(len(piece)), np.diff(piece.starts))
        bad = np.zeros(len(piece), dtype=bool)
        heads = self._heads(piece, cells, case_of_row, bad)
        events = _Happened(case_of_row, bad)
        ignored, unmapped = self._arise(piece, cells, events)
        said = self._said(cells, events)
        order = self._in_order(events, said)
        fine = ~bad
        kept = order[fine[events.case[order]]]
        places = np.flatnonzero(fine)
        self._count(case_of_row, fine, len(kept), ignored, unmapped)
        chosen = pl.Series(places)
        keys = pl.Series("id", piece.keys, dtype=pl.String).gather(chosen)
        place = np.cumsum(fine) - 1
        table = said.table(events, kept)
        if self._mapping.ordered:
            table = table.with_columns(seq=pl.Series(events.seq[kept]))
        return Crowd(
            self._mapping.subject,
            self._base.not_offered,
            places,
            keys.to_list(),
            place[events.case[kept]],
            table,
            heads.select(pl.all().gather(chosen)).with_columns(keys),
        )

    def _count(
        self, case: Places, fine: Flags, many: int, ignored: Places, unmapped: Sequence[tuple[str, Places]]
    ) -> None:
        counts = self._findings.counts
        counts.events += many
        counts.ignored += int(fine[case[ignored]].sum())
        for text, rows in unmapped:
            if here := int(fine[case[rows]].sum()):
                counts.unmapped[text] += here

    # ---------------------------------------------------------------- the header

    def _heads(self, piece: Piece, cells: _Cells, case: Places, bad: Flags) -> pl.DataFrame:
        """What the header of each case says; where its rows differ, that is for who reads it alone."""
        last = self._mapping.header_row == "last"
        row = piece.starts[1:] - 1 if last else piece.starts[:-1]
        if self._mapping.seq is None:
            same = case[1:] == case[:-1]
            for at in self._part.header_columns:
                codes, _ = cells.coded(at)
                bad[case[1:][same & (codes[1:] != codes[:-1])]] = True
        count = len(piece)
        told = {name: pl.Series(name, [_text(value)], dtype=pl.String).new_from_index(0, count)
                for name, value in self._base.fields.items()}  # fmt: skip
        for field in self._part.header:
            if field.name in self._mapping.constants:
                continue
            number, texts = self._texts("", field, self._header, cells, row)
            bad |= number == _BAD
            said = pl.Series(field.name, [*texts, None], dtype=pl.String).gather(
                pl.Series(np.where(number < 0, len(texts), number))
            )
            told[field.name] = said if field.name not in told else said.fill_null(told[field.name][0])
        form = self._header
        for place, key in enumerate(piece.keys):
            if form is None or form.value("id", key) != key or not key:
                bad[place] = True
        return pl.DataFrame(told) if told else pl.DataFrame({"subject": pl.Series([None] * count, dtype=pl.String)})

    # ---------------------------------------------------------------- the events

    def _arise(self, piece: Piece, cells: _Cells, events: _Happened) -> tuple[Places, list[tuple[str, Places]]]:
        """Find what each row tells: the rows that are ignored, and those of activities that nothing maps."""
        held, there = self._part.arises_from
        rows = np.arange(len(piece.frame))
        number, found = cells.together(held, rows)
        some = [cells.column(at).is_not_null().to_numpy() for at in there]
        for flags in some:
            number = number * 2 + flags
        kinds, first, number = np.unique(number, return_index=True, return_inverse=True)
        by_number, _ = cells.together(held, rows)
        ignored, unmapped = np.zeros(len(rows), dtype=bool), list[tuple[str, Places]]()
        order = np.argsort(number, kind="stable")
        bounds = np.searchsorted(number[order], np.arange(len(kinds) + 1))
        for kind, row in enumerate(first.tolist()):
            mine = np.sort(order[bounds[kind] : bounds[kind + 1]])
            line = self._line(held, found[by_number[row]])
            for place, flags in zip(there, some, strict=True):
                line[place] = line[place] if line[place] is not None or not flags[row] else True
            try:
                arisen = self._part.arising(tuple(line))
            except (Unreadable, TypeError):
                arisen = None
            if arisen is None or arisen.lacking is not None:
                events.bad[events.of_row[mine]] = True
                continue
            if arisen.ignored:
                ignored[mine] = True
            if arisen.unmapped is not None:
                unmapped.append((arisen.unmapped, mine))
                self._timed(self._part.at, cells, mine, events)
            for place, writer in arisen.written:
                at = self._timed(writer.at or self._part.at, cells, mine, events)
                events.add(mine, at, writer, piece.numbers[mine] * self._width + place)
        events.close()
        return np.flatnonzero(ignored), unmapped

    def _line(self, at: Sequence[int], held: Row) -> list[object]:
        line: list[object] = [None] * self._part.columns
        for place, cell in zip(at, held, strict=True):
            line[place] = cell
        return line

    def _timed(self, timer: Moment | None, cells: _Cells, rows: Places, events: _Happened) -> Places:
        """When some rows happened; where that is a question, their cases are not plainly in order."""
        at, sure = self._moments(timer, cells, rows)
        events.bad[events.of_row[rows[~sure]]] = True
        return at

    def _moments(self, timer: Moment | None, cells: _Cells, rows: Places) -> tuple[Places, Flags]:
        """Instants that cells say, and whether they plainly do."""
        if timer is None or timer.rests is None:
            return np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool)
        held = cells.column(timer.rests)
        kind = held.dtype
        if timer.plain and isinstance(kind, pl.Datetime) and kind.time_zone is not None and kind.time_unit == "us":
            some = held.gather(pl.Series(rows)).dt.epoch("us")
            at = some.fill_null(0).to_numpy()
            return at, some.is_not_null().to_numpy() & (at > FIRST_US) & (at < LAST_US)
        codes, contents = cells.coded(timer.rests)
        used, inverse = np.unique(codes[rows], return_inverse=True)
        known = self._instants.setdefault(timer, {})
        found = np.zeros(len(used), dtype=np.int64)
        sure = np.zeros(len(used), dtype=bool)
        for place, code in enumerate(used.tolist()):
            content = contents[code]
            us = known.get(content) if content is not None else None
            if us is None and content is not None:
                try:
                    us = timer.instant(tuple(self._line((timer.rests,), (content,))))
                except Unreadable:
                    us = None
                if us is not None and len(known) < _MANY:
                    known[content] = us
            if us is not None:
                found[place], sure[place] = us, True
        return found[inverse], sure[inverse]

    def _said(self, cells: _Cells, events: _Happened) -> _Said:
        """What each event says, field by field."""
        said = _Said(len(events.row))
        for number, writer in enumerate(events.writers):
            mine = np.flatnonzero(events.writer == number)
            rows = events.row[mine]
            form = form_of(self._mapping.subject, writer.kind)
            if form is None:
                events.bad[events.case[mine]] = True
                continue
            preset = {name: _text(value) for name, value in form.preset.items()}
            for field in (*writer.readers, *writer.apart):
                if field.name == "recorded_at" and field.moment is not None:
                    at, sure = self._moments(field.moment, cells, rows)
                    empty = cells.column(field.rests[0]).gather(pl.Series(rows)).is_null().to_numpy()
                    said.recorded[mine] = np.where(sure, at, events.at[mine])
                    events.bad[events.case[mine[~(sure | empty)]]] = True
                    continue
                codes, texts = self._texts(writer.kind, field, form, cells, rows)
                events.bad[events.case[mine[codes == _BAD]]] = True
                said.take(field.name, mine, codes, texts, preset.pop(field.name, None))
            for name, text in preset.items():
                said.take(name, mine, np.zeros(len(mine), dtype=np.int64), [text], None)
        unsaid = said.recorded < 0
        said.recorded[unsaid] = events.at[unsaid]
        events.bad[events.case[said.recorded < events.at]] = True
        return said

    def _texts(
        self, kind: str, field: Field, form: RecordForm | None, cells: _Cells, rows: Places
    ) -> tuple[Places, list[str]]:
        """For each of some rows the place of what it says in a field among all texts, `_NOTHING` or `_BAD`."""
        number, different = cells.together(field.rests, rows)
        known = self._known.setdefault((kind, id(field)), {})
        places: dict[str, int] = {}
        found = np.empty(len(different), dtype=np.int64)
        for index, held in enumerate(different):
            said = known.get(held, known)
            if said is known:
                said = self._value(kind, field, form, held)
                if len(known) < _MANY:
                    known[held] = said
            if said is None:
                found[index] = _NOTHING
            elif isinstance(said, str):
                found[index] = places.setdefault(said, len(places))
            else:
                found[index] = _BAD
        return found[number], list(places)

    def _value(self, kind: str, field: Field, form: RecordForm | None, held: Row) -> object:
        """What cells say in a field, as a text; `UNSURE` where that is for the record to say."""
        try:
            value = field.read(tuple(self._line(field.rests, held)))
        except Unreadable:
            return UNSURE
        found = UNSURE if form is None else None if value is None else form.value(field.name, value)
        if found is None or (found == "" and (kind or not field.name.startswith("x."))):
            return None
        return UNSURE if found is UNSURE or isinstance(found, tuple) else _text(found)

    def _in_order(self, events: _Happened, said: _Said) -> Places:
        """The events of each case as they happened; those of one instant in the order of the rows, if that is one."""
        order = np.lexsort((events.seq, events.at, events.case))
        case, at = events.case[order], events.at[order]
        if not self._mapping.ordered:
            tied = (case[1:] == case[:-1]) & (at[1:] == at[:-1])
            events.bad[case[1:][tied]] = True
        named = said.codes.get("id")
        if named is not None:
            there = np.flatnonzero(named >= 0)
            pair = events.case[there] * (len(said.texts["id"]) + 1) + named[there]
            _, first, count = np.unique(pair, return_index=True, return_counts=True)
            events.bad[events.case[there[first[count > 1]]]] = True
        return order


class _Cells:
    """The cells of a piece: for each column a number for each different content."""

    def __init__(self, piece: Piece) -> None:
        self._frame = piece.frame
        self._clean = Cleaner(piece.absent, piece.frame.width, 0)
        self._coded: dict[int, tuple[Places, Sequence[object]]] = {}

    def column(self, at: int) -> pl.Series:
        """A column as it lies there."""
        return self._frame[str(at)]

    def coded(self, at: int) -> tuple[Places, Sequence[object]]:
        """For each row the number of its content, and the contents, cleaned."""
        found = self._coded.get(at)
        if found is None:
            held = self.column(at).alias("held")
            different = held.unique()
            numbers = pl.DataFrame({"held": different, "number": np.arange(len(different))})
            joined = held.to_frame().join(numbers, on="held", how="left", nulls_equal=True, maintain_order="left")
            cells = self._clean.column(at, different.to_list())
            found = self._coded[at] = joined["number"].to_numpy(), cells
        return found

    def together(self, at: Sequence[int], rows: Places) -> tuple[Places, list[Row]]:
        """For each of some rows the number of what it holds at some places, and all that is held there."""
        number = np.zeros(len(rows), dtype=np.int64)
        if not len(rows):
            return number, []
        for place in at:
            codes, cells = self.coded(place)
            number = number * len(cells) + codes[rows]
            if len(at) > 1:
                _, number = np.unique(number, return_inverse=True)
        _, first, number = np.unique(number, return_index=True, return_inverse=True)
        coded = [self.coded(place) for place in at]
        return number, [tuple(cells[int(codes[row])] for codes, cells in coded) for row in rows[first].tolist()]


class _Happened:
    """The events of a piece as they are found, and the cases that are not plainly in order."""

    def __init__(self, of_row: Places, bad: Flags) -> None:
        self.of_row, self.bad = of_row, bad
        self.writers: list[Writer] = []
        self._parts: list[tuple[Places, Places, Places, Places]] = []
        self.row = self.at = self.seq = self.writer = self.case = np.zeros(0, dtype=np.int64)

    def add(self, rows: Places, at: Places, writer: Writer, seq: Places) -> None:
        """Events of some rows that are written alike."""
        number = next((number for number, one in enumerate(self.writers) if one is writer), len(self.writers))
        if number == len(self.writers):
            self.writers.append(writer)
        self._parts.append((rows, at, seq, np.full(len(rows), number)))

    def close(self) -> None:
        """All are found."""
        if self._parts:
            self.row, self.at, self.seq, self.writer = (np.concatenate(some) for some in zip(*self._parts, strict=True))
            self.case = self.of_row[self.row]


class _Said:
    """What events say, as places among texts."""

    def __init__(self, count: int) -> None:
        self.recorded = np.full(count, -1, dtype=np.int64)
        self.codes: dict[str, Places] = {}
        self.texts: dict[str, list[str]] = {}

    def take(self, name: str, mine: Places, codes: Places, texts: Sequence[str], otherwise: str | None) -> None:
        """What some events say in a field; `otherwise` where they say nothing."""
        held = self.texts.setdefault(name, [])
        into = self.codes.setdefault(name, np.full(len(self.recorded), _NOTHING, dtype=np.int64))
        nothing = _NOTHING if otherwise is None else len(held) + len(texts)
        into[mine] = np.where(codes >= 0, codes + len(held), nothing)
        held.extend(texts)
        held.extend([] if otherwise is None else [otherwise])

    def table(self, events: _Happened, kept: Places) -> pl.DataFrame:
        """Some of the events, in order."""
        kinds = pl.Series([writer.kind for writer in events.writers], dtype=pl.String)
        instant = pl.Datetime("us", "UTC")
        columns = {
            "event": kinds.gather(pl.Series(events.writer[kept])),
            "at": pl.Series(events.at[kept]).cast(instant),
            "recorded_at": pl.Series(self.recorded[kept]).cast(instant),
        }
        for name, codes in self.codes.items():
            texts = pl.Series([*self.texts[name], None], dtype=pl.String)
            some = codes[kept]
            columns[name] = texts.gather(pl.Series(np.where(some < 0, len(texts) - 1, some)))
        return pl.DataFrame(columns)


def _text(value: object) -> str:
    """A value as a text that is equal where it is equal: of one field, all are of one type."""
    return value if isinstance(value, str) else str(value)
