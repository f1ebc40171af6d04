"""What is known of the subjects of a batch beside their events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from servicepolicy.columnar.log import Flags
from servicepolicy.columnar.mixing import Marks, marks_of

__all__ = ["Heads"]


class Heads:
    """The rows of some subjects.

    Args:
        frame: The rows of the subjects table; `None`: there is no such table.
        count: How many subjects.
        clocks: The names of the policy's clocks, in an order that gives each its number.
        calendars: The calendar of each unit that has one.

    Attributes:
        hard: For each subject, why columns cannot express what is known of it; empty where they can.
        clock_of_unit: The number of the clock of each subject's unit; negative where there is none.
    """

    def __init__(
        self, frame: pl.DataFrame | None, count: int, clocks: Sequence[str], calendars: Mapping[str, str | None]
    ) -> None:
        self._frame, self._count, self._clocks = frame, count, list(clocks)
        self.hard: dict[str, Flags] = {}
        if frame is not None:
            for name, dtype in frame.schema.items():
                odd = isinstance(dtype, pl.List | pl.Struct) or name in ("opened_at", "not_offered", "timezone")
                if odd and frame[name].null_count() < count:
                    self.hard[f"header_{name}"] = frame[name].is_not_null().to_numpy()
        self.clock_of_unit = self._clock_of_unit(calendars)
        self._marks: dict[str, Marks] = {}

    def _clock_of_unit(self, calendars: Mapping[str, str | None]) -> npt.NDArray[np.int64]:
        if self._frame is None or "unit" not in self._frame.columns:
            return np.full(self._count, -1, dtype=np.int64)
        units = self._frame["unit"].cast(pl.String)
        known = {unit: self._number(calendars.get(unit)) for unit in units.unique().drop_nulls().to_list()}
        numbers = units.replace_strict(known, default=-2, return_dtype=pl.Int64) if known else units.cast(pl.Int64)
        return np.where(units.is_null().to_numpy(), -1, numbers.fill_null(-1).to_numpy())

    def _number(self, calendar: str | None) -> int:
        return self._clocks.index(calendar) if calendar in self._clocks else -2

    def clock_named(self, name: str | None) -> int:
        """The number of a clock."""
        return self._clocks.index(name or "")

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
