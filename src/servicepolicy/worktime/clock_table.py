"""A clock as a table: for a warehouse that reckons working time by a join, without this library.

Working time from a fixed instant on is a sum that grows only while the office is open (the W of `_segments`). A row for
each stretch in which it is open, with the sum at its beginning, is all that a join needs: between two instants lies the
difference of two sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, overload

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.worktime._instant import from_us

__all__ = ["ClockTable", "OpenStretch"]

COLUMNS: Final = ("opens", "closes", "until", "opens_local", "closes_local", "worked_before_us", "worked_us")


@attrs.frozen(slots=True)
class OpenStretch:
    """One row: the office opens, and closes.

    Attributes:
        opens_us: When it opens, in UTC microseconds.
        closes_us: When it closes.
        until_us: When it opens next, or the table ends: the row answers for every instant from its opening until then.
        worked_before_us: Microseconds of working time from the table's beginning to the opening.
        worked_us: The same to the close.
        zone: IANA name of the calendar's zone.
    """

    opens_us: int
    closes_us: int
    until_us: int
    worked_before_us: int
    worked_us: int
    zone: str

    @property
    def opens(self) -> datetime:
        """When it opens, in the calendar's zone."""
        return from_us(self.opens_us, self.zone)

    @property
    def closes(self) -> datetime:
        """When it closes, in the calendar's zone."""
        return from_us(self.closes_us, self.zone)

    @property
    def worked_before(self) -> timedelta:
        """Working time from the table's beginning to the opening."""
        return timedelta(microseconds=self.worked_before_us)

    @property
    def worked(self) -> timedelta:
        """Working time from the table's beginning to the close."""
        return timedelta(microseconds=self.worked_us)


@attrs.frozen(slots=True, weakref_slot=False, repr=False)
class ClockTable(Sequence[OpenStretch]):
    """The open stretches of some dates, in order, without gaps: every instant of the dates has exactly one row.

    Where the dates do not begin with an opening, the first row stands for what lies before it: it opens and closes at
    once. Anything that reads Arrow's stream (Polars, pyarrow, DuckDB, pandas) takes the table as it is, if Polars is
    installed.

    Attributes:
        stretches: The rows.
        name: What messages call the calendar.
    """

    stretches: tuple[OpenStretch, ...]
    name: str

    @overload
    def __getitem__(self, index: int) -> OpenStretch: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[OpenStretch]: ...
    def __getitem__(self, index: int | slice) -> OpenStretch | Sequence[OpenStretch]:
        return self.stretches[index]

    def __len__(self) -> int:
        return len(self.stretches)

    def __iter__(self) -> Iterator[OpenStretch]:
        return iter(self.stretches)

    def __repr__(self) -> str:
        return f"ClockTable({self.name!r}, {len(self)} rows)"

    def columns(self) -> dict[str, list[Any]]:
        """The table column by column, in values of Python alone.

        `opens`, `closes`, `until` are times in UTC; `opens_local`, `closes_local` are what the clock on the wall shows
        then, without a zone; `worked_before_us`, `worked_us` are microseconds of working time since the table begins.
        """
        rows = self.stretches
        return {
            "opens": [_utc(row.opens_us) for row in rows],
            "closes": [_utc(row.closes_us) for row in rows],
            "until": [_utc(row.until_us) for row in rows],
            "opens_local": [_shown(row.opens_us, row.zone) for row in rows],
            "closes_local": [_shown(row.closes_us, row.zone) for row in rows],
            "worked_before_us": [row.worked_before_us for row in rows],
            "worked_us": [row.worked_us for row in rows],
        }

    def to_frame(self) -> Any:  # a Polars frame: the extra is not there for everybody
        """The table as a Polars frame, times in microseconds.

        Raises:
            UsageError: Polars is not installed (extra `bulk`).
        """
        try:
            import polars
        except ImportError:
            raise UsageError("a clock as a frame needs Polars: `pip install 'servicepolicy[bulk]'`") from None
        utc, local = polars.Datetime("us", "UTC"), polars.Datetime("us")
        kinds = (utc, utc, utc, local, local, polars.Int64, polars.Int64)
        return polars.DataFrame(self.columns(), schema=dict(zip(COLUMNS, kinds, strict=True)))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table by Arrow's protocol, for whatever reads it."""
        return self.to_frame().__arrow_c_stream__(requested_schema)


def clock_table(name: str, zone: str, bounds: tuple[int, int], segments: Sequence[tuple[int, int]]) -> ClockTable:
    """The table of open stretches that are in order, do not touch and lie between two instants."""
    low, high = bounds
    if low >= high:
        return ClockTable((), name)
    opened = list(segments)
    if not opened or opened[0][0] > low:
        opened.insert(0, (low, low))
    nexts = [start for start, _ in opened[1:]] + [high]
    rows: list[OpenStretch] = []
    worked = 0
    for (opens, closes), until in zip(opened, nexts, strict=True):
        rows.append(OpenStretch(opens, closes, until, worked, worked + closes - opens, zone))
        worked += closes - opens
    return ClockTable(tuple(rows), name)


def _utc(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def _shown(at: int, zone: str) -> datetime:
    return from_us(at, zone).replace(tzinfo=None)
