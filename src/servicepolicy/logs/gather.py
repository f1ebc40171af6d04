"""Rows of a foreign log, gathered by case: across all files and tables of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence, Sized
from itertools import islice
from typing import Any, Final, NamedTuple

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.logs.counts import ANY_CASE, CASE_LEFT_OUT, Findings
from servicepolicy.logs.keyless import Gap, Keyless
from servicepolicy.logs.mapping import CaseCell, LogMapping, TablePart, case_of
from servicepolicy.logs.spilled import Spilled
from servicepolicy.logs.table import Table
from servicepolicy.logs.texts import ERRORS, JsonText, alike, says_nothing, text_of

__all__ = ["CaseRow", "CaseRows", "Cases", "Cleaner", "Gathering", "Held", "Row", "shown_key"]

LONGEST_KEY: Final = 80  # characters
MANY_ROWS: Final = 100_000  # of one case: more are no record of it
HELD_ROWS: Final = 200_000  # of a log, before rows go to the disk
_SHAPES: Final = 1_000  # keys that show how keys are written
_REMEMBERED: Final = 100_000  # texts of one column that are kept once

_EXACT: Final = 1e15  # of more figures, a number of spreadsheets and frames loses some: several keys become one
_SHORTENED: Final = re.compile(r"\d[.,]\d+[Ee]\+?\d\d|\d[Ee]\+\d\d", re.ASCII)
"""A number as spreadsheets shorten it: of which key, nobody can tell."""

Row = tuple[Any, ...]
"""The cells of a row, in the order of the columns that its part of the mapping reads; `None` where nothing is known."""


_Line = tuple[int, Row, "Problem | str | None"]
Held = tuple[int, int, Row, int, str]
"""What a `CaseRow` says, as it is held: a plain tuple is made and stored in a third of the time."""


class CaseRow(NamedTuple):
    """One row of a case.

    Attributes:
        part: Which table of the mapping it belongs to.
        number: Its line, or its number in the file.
        cells: What it holds.
        order: Its place among all rows of the log.
        file: The file it stands in.
    """

    part: int
    number: int
    cells: Row
    order: int
    file: str


@attrs.frozen
class CaseRows:
    """The rows of one case, in the order of the log, and what of them is lost.

    Attributes:
        key: The case.
        held: Its rows as they are held, in the order of the fields of `CaseRow`.
        lost: What of them is lost.
        doubted: A row that tells no case may be of this one.
        doubting: How many such rows there are; `None`: what is broken may be several.
    """

    key: str
    held: Sequence[Held]
    lost: Sequence[Problem] = ()
    doubted: bool = False
    doubting: int | None = None

    @property
    def rows(self) -> tuple[CaseRow, ...]:
        """The rows; made anew each time."""
        return tuple(map(CaseRow._make, self.held))


@attrs.define
class Cases:
    """The cases of a log, in the order in which they first occur; each pass over them reads afresh what lies on disk.

    Attributes:
        held: Their rows, where all are held.
        spilled: Their rows, where they were too many.
        lost: What of each is lost.
        newest_first: Rows stand the newest first.
        doubted: Those of which a row that tells no case may be.
        flags: Some cell holds a flag, which equals a number.
        all_doubted: Such a row may be of any of them.
        doubting: How many such rows there are; `None`: what is broken may be several.
    """

    held: Mapping[str, Sequence[Held]]
    spilled: Spilled[Held] | None
    lost: Mapping[str, Sequence[Problem]]
    newest_first: bool
    doubted: Collection[str]
    flags: bool = False
    all_doubted: bool = False
    doubting: int | None = None
    _shapes: Counter[str] | None = attrs.field(default=None, init=False, repr=False, eq=False)

    def shown(self, key: str) -> str:
        """The key of a case of which nothing could be read, if it is written as keys are: else it may be anything."""
        counted = self._shapes
        if counted is None:
            held: Iterable[str] = self.held if self.spilled is None else self.spilled
            counted = self._shapes = Counter(map(_shape, islice(held, _SHAPES)))
        alike = counted[_shape(key)]
        usual = max(counted.values(), default=0)
        return shown_key(key) if usual < 2 or (alike > 1 and alike * 10 > usual) else ""  # one is none

    def __len__(self) -> int:
        """How many there are."""
        known: Sized = self.held if self.spilled is None else self.spilled
        return len(known) + sum(1 for _ in self._without_rows())

    def __iter__(self) -> Iterator[CaseRows]:
        """Each with its rows."""
        found = self.held.items() if self.spilled is None else self.spilled.cases()
        for key, rows in found:
            yield self._case(key, rows)
        for key in self._without_rows():
            yield self._case(key, ())

    def _without_rows(self) -> Iterator[str]:
        there: Container[str] = self.held if self.spilled is None else self.spilled
        return (key for key in self.lost if key not in there)

    def _case(self, key: str, rows: Sequence[Held]) -> CaseRows:
        lost = self.lost.get(key, ())
        if len(rows) > MANY_ROWS:
            rows, lost = rows[:1], (*lost, _too_many(key, rows[-1]))
        ordered = sorted(rows, key=_order) if self.newest_first else rows
        return CaseRows(key, ordered, lost, self.all_doubted or key in self.doubted, self.doubting)


class Gathering:
    """Gathers the rows of a log by case, cases in the order in which they first occur.

    A row that cannot be used spoils the case that it names, since one of its events may be lost; one that names none
    that can be read may belong to any, and is counted: nothing is judged of those whose it may be (`Keyless`).
    """

    def __init__(self, mapping: LogMapping, findings: Findings) -> None:
        self._mapping = mapping
        self._findings = findings
        self._absent = frozenset(mapping.absent)
        self._kept: dict[str, list[Held]] = {}
        self._lost: dict[str, list[Problem]] = {}
        self._doubting = 0
        self._broken: list[tuple[str | None, bool, bool, Problem, Gap | None]] = []
        self._merged: dict[str, str] = {}
        self._too_many: set[str] = set()
        self._keyless: dict[tuple[int, str], Keyless] = {}  # by table
        self._order = 0
        self._spilled: Spilled[Held] | None = None
        self._flags = False
        self._since = 0  # the order of the first row that is held
        self._whole = any(case_of(part).merged_into is not None for part in mapping.parts)  # they are joined
        self.ids: Mapping[str, str] | None = None  # of a second table: the id by the key that rows name

    def add(self, table: Table, part: TablePart, index: int, columns: Mapping[str, int]) -> None:  # noqa: C901, PLR0912, PLR0915  # one loop, for speed
        """Gather the rows of one table."""
        counts = self._findings.counts
        case = case_of(part)
        position = columns[case.name]
        on = self._mapping.header_from
        if on is not None and index < len(self._mapping.parts) and on.on is not None:
            position = columns[on.on]
        merged = None if case.merged_into is None else columns[case.merged_into]
        passing = _passing(part, columns)
        clean = Cleaner(self._absent, len(columns), position)
        pairs = index < len(self._mapping.parts) and self.ids is not None
        newest_first, plainly = self._mapping.newest_first, not (pairs or case.prefix or merged is not None)
        apart = bool(table.places and table.places[position])
        kept, file = self._kept, table.file
        above: object = None
        keyless = self._keyless.setdefault((index, file), Keyless.of(part, columns))
        for number, row, note in self._with_room(clean.rows(table)):
            if note is not None:
                gap = keyless.gap(self._named(above, case, pairs=pairs)) if isinstance(note, Problem) else None
                self._passed(
                    note, self._key(row, position), gap, apart=apart, cut=_ends_in(row, table.places, position)
                )
                continue
            if passing is not None and passing(row):
                counts.passed_over += 1
                continue
            held = row[position]
            if held is None and case.empty is not None and any(cell is not None for cell in row):
                held = above
            if plainly and type(held) is str:
                counts.rows += 1
                order = self._order = self._order + 1
                one = (index, number, row, -order if newest_first else order, file)
                if held != above or keyless.waiting is not None:
                    keyless.goes_on(held, turns=held != above)
                    above = held
                rows = kept.get(held)
                if rows is None:
                    kept[held] = [one]
                elif len(rows) < MANY_ROWS:
                    rows.append(one)
                else:
                    self._keep(held, one)
                continue
            if held is None and not any(cell is not None for cell in row):
                continue  # an empty line of a table
            counts.rows += 1
            self._order += 1
            order = -self._order if newest_first else self._order
            named = self._named(held, case, pairs=pairs)
            before = self._named(above, case, pairs=pairs) if named and held != above else named
            for key in named:
                keyless.goes_on(key, turns=key not in before or above is None)
                self._keep(key, (index, number, row, order, file))
                if merged is not None and row[merged] is not None:
                    self._merged[key] = f"{case.prefix}{text_of(row[merged])}"
            if named:
                above = held
                continue
            counts.unplaced += 1
            code = "no-such-key" if _keys(held) else "no-case"
            self._findings.cell(code, _named_at(columns, position), number, table.file)
            if code == "no-case" and keyless.tells(row):
                keyless.gap(self._named(above, case, pairs=pairs)).lost(keyless.what(row))
                self._doubting += 1
                counts.timed_of_none = counts.timed_of_none or keyless.timed(row)
        self._flags = self._flags or clean.flags

    def _named(self, held: object, case: CaseCell, *, pairs: bool) -> list[str]:
        """The cases that a cell names."""
        keys = ((key if not pairs else self._id(key)) for key in _keys(held))
        return [f"{case.prefix}{key}" for key in keys if key is not None]

    def _passed(self, note: Problem | str, key: str | None, gap: Gap | None, *, apart: bool, cut: bool) -> None:
        """A row that is no event, or cannot be used."""
        if isinstance(note, Problem):
            self._findings.counts.rows += 1
            self._broken.append((key, apart, cut, note, gap))
        else:
            self._findings.counts.passed_over += 1

    def _id(self, key: str) -> str | None:
        return None if self.ids is None else self.ids.get(key)

    def _keep(self, key: str, row: Held) -> None:
        rows = self._kept.setdefault(key, [])
        if len(rows) < MANY_ROWS:
            rows.append(row)
        elif key not in self._too_many:
            self._too_many.add(key)
            self._lost.setdefault(key, []).append(_too_many(key, row))
            rows.clear()
            rows.append(row)

    def _key(self, cells: Sequence[object], position: int) -> str | None:
        """The case that a broken row names, `None` = it names none."""
        held = cells[position] if position < len(cells) else None
        key = "" if held is None else text_of(held).strip()
        return None if not key or key in self._absent else key

    def _with_room(self, lines: Iterable[_Line]) -> Iterator[_Line]:
        """The rows of a table; whenever too many are held, those go to the disk before the next comes."""
        for line in lines:
            if self._order - self._since >= HELD_ROWS and not self._whole:
                self._spill()
            yield line

    def _spill(self) -> None:
        """What is held goes to the disk."""
        if self._spilled is None:
            self._spilled = Spilled()
        self._spilled.add(self._kept)
        self._kept.clear()
        self._since = self._order

    def cases(self) -> Cases:
        """All cases."""
        if self._spilled is not None:
            self._spill()
            self._spilled.bring_together({*self._lost, *(key for key, *_ in self._broken if key is not None)})
        kept, lost = self._kept, self._lost
        there: Collection[str] = kept if self._spilled is None else self._spilled
        shapes = {_shape(key) for key in islice(there, _SHAPES)} if self._broken else set[str]()
        unplaced: list[tuple[Problem, bool]] = []
        begun: set[str] = set()
        for key, apart, cut, problem, gap in self._broken:
            ended = key is not None and cut and key not in there
            some = {one for one in there if one.startswith(key or "")} if ended else set[str]()
            if key is None or some or (apart and key not in there):  # cells before it may be missing: it is no key then
                begun |= some
                unplaced.append((problem, bool(some)))
                self._findings.counts.unplaced += 1
                if gap is not None and not some:
                    gap.lost(None)
            else:
                shown = (
                    key if key in there or _shape(key) in shapes else ""
                )  # else it may be a line of what somebody wrote
                lost.setdefault(key, []).append(_said_of(problem, shown, CASE_LEFT_OUT))
        doubted, of_any = self._whose_may_be()
        self._findings.counts.of_any_case = of_any
        doubted |= begun
        for problem, told in unplaced:
            whose = "it tells no case, and is missing from one"
            if told:
                whose = "it ends within its key, and is missing from a case whose key begins so: they are not judged"
            elif of_any:
                whose = f"{whose}; {ANY_CASE}"
            way_out = problem.help or "mend the line, or take it out of the file"
            self._findings.add(_said_of(attrs.evolve(problem, help=way_out), "", whose))
        for key in list(self._merged):
            self._join(key, doubted)
        doubting = None if unplaced else self._doubting
        return Cases(kept, self._spilled, lost, self._mapping.newest_first, doubted, self._flags, of_any, doubting)

    def _whose_may_be(self) -> tuple[set[str], bool]:
        """The cases of which rows that tell none may be; and whether these may be of any."""
        lacking = {table: keyless for table, keyless in self._keyless.items() if keyless.lacks}
        if lacking:
            for key, rows in self._kept.items() if self._spilled is None else self._spilled.cases():
                for table, row in {(row[0], row[4]): row for row in reversed(rows)}.items():
                    if table in lacking:
                        lacking[table].begins(key, row[2])
        doubted = {key for keyless in lacking.values() for key in keyless.doubted}
        return doubted, any(keyless.mixed for keyless in lacking.values())

    def _join(self, key: str, doubted: set[str]) -> None:
        """Rows of a case that was merged into another are rows of that one."""
        into, seen = key, {key}
        while into in self._merged and self._merged[into] not in seen:
            into = self._merged[into]
            seen.add(into)
        if into == key or key not in self._kept:
            return
        rows = [*self._kept.get(into, ()), *self._kept.pop(key)]
        self._kept[into] = sorted(rows, key=lambda row: abs(_order(row)))
        self._findings.counts.merged += 1
        self._findings.counts.merged_into[key] = into
        if key in doubted:
            doubted.add(into)
        if key in self._lost:
            self._lost.setdefault(into, []).extend(self._lost.pop(key))


def _ends_in(row: Sequence[object], places: Sequence[object], position: int) -> bool:
    """Whether nothing stands in a broken row behind its key, which may have been cut off, too."""
    at = places[position] if position < len(places) else None
    behind = [here for here, one in enumerate(places) if isinstance(one, int) and isinstance(at, int) and one > at]
    return bool(behind) and all(here >= len(row) or row[here] is None for here in behind)


def _too_many(key: str, row: Held) -> Problem:
    """The problem of a case with rows without end."""
    _, number, _, _, file = row
    where = Where(file=file, line=number, path=shown_key(key))
    message = f"the case has more than {MANY_ROWS:,} rows, which is no record of one"
    return Problem("too-many-rows", where, f"{message}: {CASE_LEFT_OUT}")


def _named_at(columns: Mapping[str, int], position: int) -> str:
    """The name of the column that tells the case."""
    return next(name for name, at in columns.items() if at == position)


def _order(row: Held) -> int:
    return row[3]


def _keys(held: object) -> tuple[str, ...]:
    """The keys of the cases that a row belongs to: one, as a rule; an event of objects may be part of several."""
    if held is None:
        return ()
    if type(held) is str:
        return (held,)
    if isinstance(held, JsonText):
        return ()
    if isinstance(held, list | tuple):
        return tuple(dict.fromkeys(text_of(item) for item in held if item is not None))
    key = text_of(held)
    return (key,) if key else ()


def _passing(part: TablePart, columns: Mapping[str, int]) -> Callable[[Row], bool] | None:
    said = part.rows.pass_over
    if not said:
        return None
    tests = [
        (
            columns[name],
            frozenset(text for text in texts if not text.endswith("*")),
            tuple(text[:-1] for text in texts if text.endswith("*")),
        )
        for name, texts in said.items()
    ]

    def passes(row: Row) -> bool:
        for position, whole, starts in tests:
            held = row[position]
            if held is None:
                if "" in whole and any(cell is not None for cell in row):
                    return True
            else:
                text = text_of(held)
                if text in whole or (starts and text.startswith(starts)):
                    return True
        return False

    return passes


class Cleaner:
    """Cells with texts that mean nothing left out; equal texts of a column are held once."""

    def __init__(self, absent: frozenset[str], width: int, key: int) -> None:
        self._absent = absent
        self.flags = False  # whether some cell held one
        self._known: tuple[dict[object, object | None], ...] = tuple({None: None} for _ in range(width))
        self._keys = self._known[key]
        self._keys.update(dict.fromkeys(ERRORS))  # of whichever case, it is none of this name

    def rows(self, table: Table) -> Iterator[tuple[int, Row, Problem | str | None]]:
        """The rows of a table; one that cannot be used as it stands there."""
        if table.columns is None:
            for number, cells, note in table.rows:
                yield number, self(cells) if note is None else tuple(cells), note
            return
        number = 0
        for columns in table.columns:
            cleaned = [self.column(at, held) for at, held in enumerate(columns)]
            for row in zip(*cleaned, strict=True):
                number += 1
                yield number, row, None

    def column(self, at: int, column: Sequence[object]) -> Sequence[object | None]:
        """The cells of a column that stands at a place."""
        known = self._known[at]
        try:
            different = set(column) - known.keys()
            for held in different:
                if type(held) is str:
                    self._clean(held, known)
            if all(type(held) is str for held in different) and len(known) < _REMEMBERED:
                return [known[held] for held in column]
            return [known[held] if type(held) is str and held in known else self._clean(held, None) for held in column]
        except TypeError:  # a list of a document cannot be looked up
            return [self._clean(held, None) for held in column]

    def __call__(self, cells: Sequence[object]) -> Row:
        """The cells of a row."""
        try:
            return tuple(
                [
                    known[held] if held in known else self._clean(held, known)
                    for held, known in zip(cells, self._known, strict=True)
                ]
            )
        except TypeError:  # a list of a document cannot be looked up
            return tuple(self._clean(held, None) for held in cells)

    def _clean(self, held: object, known: dict[object, object | None] | None) -> object | None:
        cleaned: object | None = held
        if isinstance(held, JsonText):
            return held
        if isinstance(held, str):
            text = alike(held)
            if text.startswith('="') and text.endswith('"') and len(text) > 2:  # how spreadsheets keep zeros in front
                text = text[2:-1]
            cleaned = None if text in self._absent else text
            if known is self._keys and (_SHORTENED.fullmatch(text) or says_nothing(text)):
                cleaned = None  # several keys have become one, or there is none
        elif isinstance(held, float):
            blurred = known is self._keys and abs(held) >= _EXACT
            cleaned = None if held != held or blurred else held  # noqa: PLR0124  # what is no number is not itself
        elif isinstance(held, bool):
            self.flags = True
        elif isinstance(held, list | tuple):
            cleaned = tuple(held)
            self.flags = self.flags or any(isinstance(one, bool) for one in held)
        if known is not None and len(known) < _REMEMBERED and type(held) is str:
            known[held] = cleaned
        return cleaned


def _said_of(problem: Problem, key: str, consequence: str) -> Problem:
    where = attrs.evolve(problem.where, path=shown_key(key))
    return attrs.evolve(problem, where=where, message=f"{problem.message}: {consequence}")


def _shape(key: str) -> str:
    """How a key is written: runs of digits and of letters by their kind, other signs as they are."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", key))


def shown_key(key: object) -> str:
    """The id of a case as problems name it; what is too long to be one is left out."""
    return key if isinstance(key, str) and len(key) <= LONGEST_KEY else ""
