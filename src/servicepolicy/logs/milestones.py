"""Events whose times stand in columns of their own: which a row has reached, and which it must have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from servicepolicy.logs.gather import Row
from servicepolicy.logs.row_conditions import Holds
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.logs.writer import Writer

__all__ = ["MilestoneCell", "Milestones"]


@attrs.frozen
class MilestoneCell:
    """A milestone, made ready.

    Attributes:
        column: Its column.
        position: Where its cells stand.
        writer: How its event is written.
        expected: Whether a row must have reached it; `None`: that is not said.
    """

    column: str
    position: int
    writer: Writer
    expected: Holds | None

    def instant(self, cells: Row) -> int | None:
        """When a row reached it, as far as that can be read plainly."""
        try:
            return None if self.writer.at is None else self.writer.at.instant(cells)
        except Unreadable:
            return None


class Milestones:
    """The milestones of one table, in the order of the mapping."""

    def __init__(self, cells: Sequence[MilestoneCell], first: int) -> None:
        self._cells = tuple(cells)
        self._first = first  # the place of the first among the events of a row
        self.positions = tuple(one.position for one in self._cells)
        self.writers = tuple(one.writer for one in self._cells)

    def reached(self, cells: Row) -> list[tuple[int, Writer]]:
        """The events of those that a row has reached, each with its place."""
        return [
            (place, one.writer)
            for place, one in enumerate(self._cells, start=self._first)
            if cells[one.position] is not None
        ]

    def lacking(self, cells: Row) -> str | None:
        """The column of one that a row must have reached, and whose cell is empty."""
        for one in self._cells:
            if cells[one.position] is None and one.expected is not None and one.expected(cells) is not False:
                return one.column
        return None

    def opening(self, rows: Iterable[Row]) -> str | None:
        """The column of the one with which rows begin: wherever it stands, in two rows or more, none is before it."""
        seen, first = Counter[str](), Counter[str]()
        for cells in rows:
            times = {one.column: us for one in self._cells if (us := one.instant(cells)) is not None}
            if len(times) > 1:
                seen.update(times.keys())
                first.update(column for column, us in times.items() if us == min(times.values()))
        return next((one.column for one in self._cells if 1 < first[one.column] == seen[one.column]), None)

    def opens(self, column: str | None) -> None:
        """Expect of every row the one with which rows begin, unless the mapping says when."""
        self._cells = tuple(
            attrs.evolve(one, expected=_always) if one.column == column and one.expected is None else one
            for one in self._cells
        )


def _always(_: Row) -> bool:
    return True
