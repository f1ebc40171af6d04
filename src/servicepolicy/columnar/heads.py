"""What is known of the subjects of a batch beside their events."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from servicepolicy.columnar.log import Flags, Places
from servicepolicy.columnar.mixing import Marks, marks_of

__all__ = ["Heads"]


class Heads:
    """The rows of some subjects.

    Args:
        frame: The rows of the subjects table; `None`: there is no such table.
        count: How many subjects.
        clocks: The names of the policy's clocks, in an order that gives each its number.
        calendar_of: The calendar of a unit, where it has one.

    Attributes:
        hard: For each subject, why columns cannot express what is known of it; empty where they can.
        clock_of_unit: The number of the clock of each subject's unit; negative where there is none.
    """

    def __init__(
        self, frame: pl.DataFrame | None, count: int, clocks: Sequence[str], calendar_of: Callable[[str], str | None]
    ) -> None:
        self._frame, self._count, self._clocks = frame, count, list(clocks)
        self.hard: dict[str, Flags] = {}
        if frame is not None:
            for name, dtype in frame.schema.items():
                odd = isinstance(dtype, pl.List | pl.Struct) or name in ("opened_at", "not_offered", "timezone")
                if odd and frame[name].null_count() < count:
                    self.hard[f"header_{name}"] = frame[name].is_not_null().to_numpy()
        self._calendar_of = calendar_of
        self.clock_of_unit = np.full(count, -1, dtype=np.int64)
        if frame is not None and "unit" in frame.columns:
            self.clock_of_unit = self.clocks_of(frame["unit"])
        self._marks: dict[str, Marks] = {}

    def clocks_of(self, units: pl.Series) -> npt.NDArray[np.int64]:
        """The numbers of the clocks of units; negative where there is none."""
        units = units.cast(pl.String)
        known = {unit: self._number(self._calendar_of(unit)) for unit in units.unique().drop_nulls().to_list()}
        numbers = units.replace_strict(known, default=-2, return_dtype=pl.Int64) if known else units.cast(pl.Int64)
        return np.where(units.is_null().to_numpy(), -1, numbers.fill_null(-1).to_numpy())

    def _number(self, calendar: str | None) -> int:
        return self._clocks.index(calendar) if calendar in self._clocks else -2

    def clock_named(self, name: str | None) -> int:
        """The number of a clock."""
        return self._clocks.index(name or "")

    def said(self, name: str, places: Places) -> pl.Series:
        """What is known of some subjects in a column."""
        if self._frame is None or name not in self._frame.columns:
            return pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(places))
        return self._frame[name].gather(pl.Series(places.astype(np.uint32)))

    def marks(self, name: str) -> Marks:
        """A mark for what is known of each subject in a column."""
        found = self._marks.get(name)
        if found is None:
            if self._frame is None or name not in self._frame.columns:
                column = pl.Series(name, [None], dtype=pl.String).new_from_index(0, self._count)
            else:
                column = self._frame[name]
            found = self._marks[name] = marks_of(column)
        return found
