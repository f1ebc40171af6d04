"""Cases of a large columnar file, brought together on columns: nothing is made of a row before somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from servicepolicy.logs.gather import MANY_ROWS, CaseRows, Cleaner, Held, shown_key
from servicepolicy.logs.mapping import LogMapping, TablePart, case_of
from servicepolicy.logs.spilled import folder_of, room_in

if TYPE_CHECKING:
    from servicepolicy.logs.table import Table

__all__ = ["ColumnCases", "Piece", "brought_together"]

LARGE: Final = 200_000  # rows, before they are left in columns
ROWS: Final = 200_000  # of a piece
_AT_ONCE: Final = 1_000_000  # rows that are taken apart together
_TAKEN_OUT: Final = 500  # cases whose rows are Python's at one time
_NUMBER: Final = "number"

Places = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class Piece:
    """Whole cases in a row.

    Attributes:
        frame: Their rows, a column a wanted one, called by its place.
        keys: The cases.
        starts: Where the rows of each begin; one more at the end.
        numbers: The number of each row in the file.
        file: The file.
        absent: Texts that mean nothing.
    """

    frame: pl.DataFrame
    keys: Sequence[str]
    starts: Places
    numbers: Places
    file: str
    absent: frozenset[str]

    def __len__(self) -> int:
        return len(self.keys)

    def others(self, places: Places) -> list[int]:
        """The places of all other cases."""
        return [int(place) for place in np.setdiff1d(np.arange(len(self)), places)]

    def some(self, places: Sequence[int]) -> Iterator[tuple[int, CaseRows]]:
        """Some cases with their rows, by their places."""
        clean = Cleaner(self.absent, self.frame.width, 0)
        for first in range(0, len(places), _TAKEN_OUT):
            yield from self._taken_out(places[first : first + _TAKEN_OUT], clean)

    def __iter__(self) -> Iterator[CaseRows]:
        """Each case with its rows."""
        return (case for _, case in self.some(range(len(self))))

    def _taken_out(self, places: Sequence[int], clean: Cleaner) -> Iterator[tuple[int, CaseRows]]:
        spans = [(int(self.starts[place]), int(self.starts[place + 1])) for place in places]
        rows = np.concatenate([np.arange(begin, end) for begin, end in spans])
        some = self.frame[rows]
        columns = [clean.column(at, some[name].to_list()) for at, name in enumerate(some.columns)]
        held: list[Held] = [
            (0, number, row, number, self.file)
            for number, row in zip(self.numbers[rows].tolist(), zip(*columns, strict=True), strict=True)
        ]
        done = 0
        for place, (begin, end) in zip(places, spans, strict=True):
            yield place, CaseRows(self.keys[place], held[done : done + end - begin])
            done += end - begin


class ColumnCases:
    """The cases of a columnar file, in the order in which they first occur.

    Args:
        frames: The rows in parts, a column a wanted one, called by its place.
        keys: The case of each row.
        file: The file.
        absent: Texts that mean nothing.
        flags: Some column holds flags.
    """

    doubted = False

    def __init__(
        self,
        frames: Callable[[int, int], pl.DataFrame],
        keys: pl.Series,
        file: str,
        absent: frozenset[str],
        *,
        flags: bool,
    ) -> None:
        self._frames, self._file, self._absent, self.flags = frames, file, absent, flags
        self._rows = len(keys)
        runs = keys.rle().struct.unnest()
        lengths = runs["len"].cast(pl.Int64).to_numpy()
        self._folder: Path | None = None
        if runs["value"].n_unique() < len(runs):
            lengths = self._sorted(keys)
        self._starts = np.concatenate(([0], np.cumsum(lengths)))

    @property
    def largest(self) -> int:
        """How many rows the largest case has."""
        return int(np.diff(self._starts).max(initial=0))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[CaseRows]:
        """Each with its rows."""
        for piece in self.pieces():
            yield from piece

    def shown(self, key: str) -> str:
        """The key of a case, as problems name it."""
        return shown_key(key)

    def pieces(self) -> Iterator[Piece]:
        """All cases, many at a time."""
        starts, first = self._starts, 0
        while first < len(self):
            until = int(np.searchsorted(starts, starts[first] + ROWS, side="right")) - 1
            until = min(max(until, first + 1), len(self))
            begin, end = int(starts[first]), int(starts[until])
            yield self._piece(begin, end, starts[first : until + 1] - begin)
            first = until

    # ---------------------------------------------------------------- where rows of cases stand mixed

    def _sorted(self, keys: pl.Series) -> Places:
        """Put the rows of each case together, on the disk; how many each has.

        Raises:
            UsageError: There is no room on the disk.
        """
        rows = pl.DataFrame({"key": keys, _NUMBER: pl.Series(np.arange(len(keys)))})
        first = rows.group_by("key", maintain_order=True).agg(pl.len(), pl.first(_NUMBER).alias("first"))
        lengths = first["len"].cast(pl.Int64).to_numpy()
        rank = rows.join(
            first.select("key", rank=pl.int_range(pl.len(), dtype=pl.Int64)), on="key", maintain_order="left"
        )["rank"].to_numpy()
        order = np.argsort(rank, kind="stable")
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        self._folder = folder_of(self)
        with room_in(self._folder):
            for start in range(0, self._rows, _AT_ONCE):
                frame = self._frames(start, _AT_ONCE)
                here = pl.Series(place[start : start + len(frame)])
                told = frame.with_columns(
                    here.alias("place"), pl.Series(np.arange(start, start + len(frame))).alias(_NUMBER)
                )
                parts = told.with_columns(pl.Series(here.to_numpy() // ROWS).alias("part"))
                for (part,), rows_of in parts.partition_by("part", as_dict=True, include_key=False).items():
                    rows_of.write_ipc(self._folder / f"{part}-{start}.arrow", compression="lz4")
        return lengths

    def _piece(self, begin: int, end: int, starts: Places) -> Piece:
        if self._folder is None:
            frame = self._frames(begin, end - begin)
            numbers = np.arange(begin, end)
        else:
            files = [
                one for part in range(begin // ROWS, (end - 1) // ROWS + 1) for one in self._folder.glob(f"{part}-*")
            ]
            frame = pl.concat([pl.read_ipc(file) for file in files])
            frame = frame.filter(pl.col("place").is_between(begin, end, closed="left")).sort("place")
            numbers = frame[_NUMBER].to_numpy()
            frame = frame.drop("place", _NUMBER)
        keys = frame["0"].gather(pl.Series(starts[:-1])).to_list()
        return Piece(frame, keys, starts, numbers + 1, self._file, self._absent)


def brought_together(table: Table, mapping: LogMapping, part: TablePart) -> ColumnCases | None:
    """The cases of a large table each row of which tells one case alike; `None` = they are for `Gathering`."""
    frames, case = table.frames, case_of(part)
    alone = len(mapping.parts) == 1 and mapping.header_from is None and not mapping.newest_first
    plainly = not (case.prefix or case.merged_into is not None or case.empty is not None or part.rows.pass_over)
    if frames is None or frames.count < LARGE or not (alone and plainly):
        return None
    keys = frames.read(0, frames.count, ("0",))["0"]
    others = [kind for kind in frames.kinds if kind is not None and (kind.is_nested() or kind == pl.Object)]
    if keys.dtype != pl.String or keys.null_count() or others:
        return None
    clean = Cleaner(frozenset(mapping.absent), 1, 0)
    different = keys.unique()
    if clean.column(0, different.to_list()) != different.to_list():
        return None
    flags = pl.Boolean in frames.kinds
    cases = ColumnCases(frames.read, keys, table.file, frozenset(mapping.absent), flags=flags)
    return cases if cases.largest <= MANY_ROWS else None
