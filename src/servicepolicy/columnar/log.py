"""A batch of subjects as arrays: their events in canonical order, numbered, each counted once, corrections applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from servicepolicy.columnar.clock_arrays import NONE, Instants
from servicepolicy.columnar.mixing import Marks, marks_of

__all__ = ["Log"]

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_NO_SEQ: Final = 1 << 62  # events without `seq` stand after those that have one


class Log:
    """The events of some subjects.

    Attributes:
        count: How many subjects.
        frame: The rows of events, those of a subject together.
        case: The place of the subject of each row.
        order: For each place in canonical order the row of the frame; `None` where the frame stands in it. Whatever
            follows stands in canonical order.
        at: When each happened.
        recorded: When it was written down.
        number: The number that each has in its timeline.
        placed: For each subject, whether its rows stand in canonical order in the frame, each once and at an instant of
            its own, and none takes another back.
        alive: Whether it exists: it was not taken back, nor counted already, and happened and was known by then.
        tie: Whether nobody recorded its order among those of its instant.
        first: The earliest instant of all, and `last` the latest.
        opened: When each subject opened; `NONE` where nothing happened.
        hard: For each subject, why columns cannot express its events; empty where they can.
        kinds: The kinds of events; `kind` says which one each row is, `kind_of_row` the same in the order of the frame.

    Args:
        frame: The events table, rows of a subject together, in the order of the subjects.
        case: The place of the subject of each row.
        count: How many subjects.
        as_of: The moment that is judged.
        known_at: What was recorded by then counts; `None`: all.
    """

    def __init__(self, frame: pl.DataFrame, case: Places, count: int, as_of: int, known_at: int | None) -> None:
        self.count, self.frame, self.case = count, frame, case
        self.hard: dict[str, Flags] = {}
        self.kinds, kinds = _dense(frame["event"])
        at = _instants(frame["at"])
        seq = frame["seq"].cast(pl.Int64).fill_null(_NO_SEQ).to_numpy() if "seq" in frame.columns else None
        self.order: Places | None = _order(case, at, seq, kinds, self.kinds)
        self.kind_of_row = kinds
        self.at: Instants = self._ordered(at)
        self.kind: Places = self._ordered(kinds)
        seq = None if seq is None else self._ordered(seq)
        self._marks: dict[str, Marks] = {}
        self._marks_of_rows: dict[str, Marks] = {}
        self._there: dict[str, Flags] = {}
        self._naming: dict[str, Places] = {}
        self._columns: dict[str, pl.Series] = {}
        self.recorded = self._recorded()
        self.alive = np.ones(len(at), dtype=bool)
        self._known = np.ones(len(at), dtype=bool) if known_at is None else self.recorded <= known_at
        self._close = (self.case[1:] == self.case[:-1]) & (self.at[1:] == self.at[:-1])  # of one instant with the next
        self.placed = self._placed()
        repeated = self._count_once(seq)
        if self.has("actors"):
            self._flag("several_actors", self.case[self.there("actors")])
        if self.recorded is not self.at:
            self._flag("recorded_before", self.case[self.recorded < self.at])
        self._number(repeated)
        self._take_back(known_at, repeated)
        self.alive &= self._known & (self.at <= as_of)
        self.first, self.last = (int(self.at.min()), int(self.at.max())) if len(at) else (NONE, NONE)
        self._kind_alive = np.where(self.alive, self.kind, len(self.kinds))
        self._opened()
        self._tie(seq)

    def of_kinds(self, wanted: Sequence[bool]) -> Flags:
        """Which rows are events of some kinds that exist, said for each of `kinds`."""
        found: Flags = np.array([*wanted, False], dtype=bool).take(self._kind_alive)
        return found

    def naming(self, name: str) -> Places:
        """The rows that exist and say something in a column."""
        found = self._naming.get(name)
        if found is None:
            found = self._naming[name] = np.flatnonzero(self.there(name) & self.alive)
        return found

    def _ordered(self, values: Any) -> Any:
        return values if self.order is None else values[self.order]

    def rows_of(self, places: Places) -> Places:
        """The rows of the frame that stand at places of the canonical order."""
        return places if self.order is None else self.order[places]

    def _flag(self, why: str, cases: Places) -> None:
        if len(cases):
            self.hard.setdefault(why, np.zeros(self.count, dtype=bool))[cases] = True

    def _recorded(self) -> Instants:
        if not self.has("recorded_at"):
            return self.at
        late = self.frame.select(pl.coalesce("recorded_at", "at").dt.cast_time_unit("us").dt.epoch("us"))
        return np.asarray(self._ordered(late["recorded_at"].to_numpy()))

    def _placed(self) -> Flags:
        found: Flags = np.ones(self.count, dtype=bool)
        found[self.case[1:][self._close]] = False
        found[self.case[self.there("voids")]] = False
        if "voided" in self.kinds:
            found[self.case[self.kind == self.kinds.index("voided")]] = False
        if self.order is not None:
            found[self.case[self.order != np.arange(len(self.order))]] = False
        return found

    def _count_once(self, seq: Any) -> Flags:
        """What was handed in twice is counted once; of one kind and instant, more is not told apart here."""
        count = len(self.at)
        repeated = np.zeros(count, dtype=bool)
        same = self._close & (self.kind[1:] == self.kind[:-1])
        if seq is not None:
            same &= seq[1:] == seq[:-1]
        places = np.flatnonzero(same)
        if not len(places):
            return repeated
        first, second = self.frame[self.rows_of(places)], self.frame[self.rows_of(places + 1)]
        equal = np.ones(len(places), dtype=bool)
        for name in self.frame.columns:
            equal &= first[name].eq_missing(second[name]).to_numpy()
        repeated[places[equal] + 1] = True
        self._flag("same_instant", self.case[places[~equal]])
        return repeated

    def _number(self, repeated: Flags) -> None:
        here = np.bincount(self.case, minlength=self.count)
        begins = np.cumsum(here) - here
        if repeated.any():
            running = np.cumsum(~repeated, dtype=np.int64)
            before = np.concatenate((np.zeros(1, dtype=np.int64), running)).take(begins)
            self.number = running - before.take(self.case)
            self.alive &= ~repeated
        else:
            self.number = np.arange(1, len(self.case) + 1) - begins.take(self.case)
        if self.has("id"):  # one id with two contents is a problem of the record
            rows = np.flatnonzero(self.there("id") & ~repeated)
            twice = pl.DataFrame({"case": self.case[rows], "id": self.texts("id", rows)}).is_duplicated().to_numpy()
            self._flag("one_id", self.case[rows[twice]])

    def _take_back(self, known_at: int | None, repeated: Flags) -> None:
        """What was taken back did not happen; what takes back is no event of its own where it is only that."""
        if "voided" in self.kinds:
            self.alive &= self.kind != self.kinds.index("voided")
        if not self.has("voids"):
            return
        takes = np.flatnonzero(self.there("voids") & ~repeated)
        named = np.flatnonzero(self.there("id") & ~repeated)
        left = pl.DataFrame({"case": self.case[takes], "id": self.texts("voids", takes), "by": takes})
        ids = self.texts("id", named) if self.has("id") else pl.Series([], dtype=pl.String)
        right = pl.DataFrame({"case": self.case[named], "id": ids, "row": named})
        found = left.join(right, on=["case", "id"], how="left")
        by, row = found["by"].to_numpy(), found["row"]
        self._flag("nothing_to_void", self.case[by[row.is_null().to_numpy()]])
        there = ~row.is_null().to_numpy()
        by, target = by[there], row.drop_nulls().to_numpy()
        chained = np.isin(target, takes)
        self._flag("chain_of_corrections", self.case[target[chained]])
        gone = target if known_at is None else target[self.recorded[by] <= known_at]
        self.alive[gone] = False

    def _opened(self) -> None:
        self.opened = np.full(self.count, NONE, dtype=np.int64)
        rows = np.flatnonzero(self.alive)
        if len(rows):
            case = self.case.take(rows)
            first = np.flatnonzero(np.concatenate(([True], case[1:] != case[:-1])))
            self.opened[case.take(first)] = self.at.take(rows.take(first))

    def _tie(self, seq: Any) -> None:
        self.tie = np.zeros(len(self.at), dtype=bool)
        if not self._close.any():
            return
        beside = np.zeros(len(self.at), dtype=bool)
        beside[1:] |= self._close
        beside[:-1] |= self._close
        rows = np.flatnonzero(beside & self.alive)
        same = (self.case[rows][1:] == self.case[rows][:-1]) & (self.at[rows][1:] == self.at[rows][:-1])
        self.tie[rows[1:][same]] = True
        self.tie[rows[:-1][same]] = True
        if seq is not None:
            self._flag("ordered_by_seq", self.case[self.tie & (seq != _NO_SEQ)])

    def marks(self, name: str) -> Marks:
        """A mark for what each row says in a column."""
        found = self._marks.get(name)
        if found is None:
            found = self._marks[name] = self._ordered(self.marks_of_rows(name))
        return found

    def marks_of_rows(self, name: str) -> Marks:
        """The same in the order of the frame."""
        found = self._marks_of_rows.get(name)
        if found is None:
            found = self._marks_of_rows[name] = marks_of(self._column(name))
        return found

    def there(self, name: str) -> Flags:
        """Whether each row says something in a column."""
        found = self._there.get(name)
        if found is None:
            if self.has(name):
                found = self._ordered(self.frame[name].is_not_null().to_numpy())
            else:
                found = np.zeros(len(self.at), dtype=bool)
            self._there[name] = found
        return found

    def said(self, name: str, places: Places) -> pl.Series:
        """What some rows say in a column."""
        column = self._columns.get(name)
        if column is None:  # gathering from one piece is five times as fast as from three
            column = self._columns[name] = self._column(name).rechunk()
        return column.gather(pl.Series(self.rows_of(places).astype(np.uint32)))

    def texts(self, name: str, places: Places) -> pl.Series:
        """What some rows say in a column, as text."""
        return self.said(name, places).cast(pl.String)

    def _column(self, name: str) -> pl.Series:
        """A column of the frame; one in which nobody says anything where it has none of the name."""
        if name in self.frame.columns:
            return self.frame[name]
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(self.frame))

    def has(self, name: str) -> bool:
        """Whether some row says something in a column."""
        return name in self.frame.columns and self.frame[name].null_count() < len(self.case)


def _order(case: Places, at: Instants, seq: Any, kinds: Places, names: list[str]) -> Places | None:
    """The canonical order of rows that stand by subject: by instant, then as recorded, then by kind."""
    if not len(case):
        return None
    by_text = np.argsort(np.argsort([f'{name}"' for name in names], kind="stable"))
    rank = by_text[kinds]
    behind = rank[1:] < rank[:-1]
    if seq is not None:
        behind = (seq[1:] < seq[:-1]) | ((seq[1:] == seq[:-1]) & behind)
    behind = (at[1:] < at[:-1]) | ((at[1:] == at[:-1]) & behind)
    behind &= case[1:] == case[:-1]
    if not behind.any():
        return None
    torn = np.zeros(int(case[-1]) + 1, dtype=bool)
    torn[case[1:][behind]] = True
    rows = np.flatnonzero(torn[case])
    keys = rank[rows], *(() if seq is None else (seq[rows],)), at[rows], case[rows]
    found = np.arange(len(case))
    found[rows] = rows[np.lexsort(keys)]
    return found


def _dense(column: pl.Series) -> tuple[list[str], Places]:
    """The names that stand in a column, sorted, and the place of each value among them."""
    column = column.cast(pl.String).cast(pl.Categorical())
    codes = column.to_physical().to_numpy()
    example = np.full(int(codes.max(initial=0)) + 1, -1, dtype=np.int64)
    example[codes] = np.arange(len(codes))
    present = np.flatnonzero(example >= 0)
    names = column.gather(example[present]).cast(pl.String).to_list()
    order = sorted(range(len(names)), key=names.__getitem__)
    places = np.zeros(len(example), dtype=np.int64)
    places[present[order]] = np.arange(len(order))
    found: Places = places.take(codes)
    return [names[one] for one in order], found


def _instants(column: pl.Series) -> Instants:
    return column.dt.cast_time_unit("us").dt.epoch("us").to_numpy()
