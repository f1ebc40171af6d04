"""The compiled calendar: sorted open segments with prefix sums, made year by year as questions need them.

W(t) is the working time between the anchor (the start of 2024, or the nearest covered date) and t: negative before it.
With the segments sorted, W(t) is a binary search and an addition, and so is its inverse.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import Final

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.worktime._instant import DAY_US, MINUTE_US, first_instant, wall_to_us
from servicepolicy.worktime._opening import Timetable

__all__ = ["Segments", "Table", "extended", "missing"]

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


@attrs.frozen
class Table:
    """The segments of some years in a row. Never changed: a longer one takes its place, so threads may share it.

    Args:
        first: First compiled date, as its ordinal.
        until: First date that is not compiled.
        low: First instant of the first date.
        high: First instant that is not compiled.
        starts: When each segment starts.
        ends: When it ends.
        shifts: W minus t inside it.
        worked: W at its end.
        midnights: First instant of each date.
        working: The working dates, in order.
    """

    first: int
    until: int
    low: int
    high: int
    starts: list[int]
    ends: list[int]
    shifts: list[int]
    worked: list[int]
    midnights: list[int]
    working: list[int]


Segments = list[tuple[int, int]]


def empty(timetable: Timetable) -> Table:
    """The table of no date, at the anchor, where W is 0."""
    instant = first_instant(timetable.anchor, timetable.zone)
    return Table(timetable.anchor, timetable.anchor, instant, instant, [], [], [], [], [], [])


def missing(timetable: Timetable, *, later: bool) -> CalendarNotPublished:
    """What to raise where an answer lies outside of the covered dates."""
    if not later:
        return CalendarNotPublished(timetable.name, date.fromordinal(timetable.first - 1).year)
    year = date.fromordinal(timetable.until).year
    return CalendarNotPublished(timetable.name, year, first_instant(timetable.until, timetable.zone))


def extended(timetable: Timetable, table: Table, *, later: bool) -> Table:
    """The table with one more year, or what is covered of it.

    Raises:
        CalendarNotPublished: Nothing more is covered.
    """
    if later:
        first = table.until
        until = min(date(date.fromordinal(first).year + 1, 1, 1).toordinal(), timetable.until)
    else:
        until = table.first
        first = max(date(date.fromordinal(until - 1).year, 1, 1).toordinal(), timetable.first)
    if first >= until:
        raise missing(timetable, later=later)
    midnights, working, segments = _compiled(timetable, first, until)
    return (
        _appended(table, until, midnights, working, segments)
        if later
        else _prepended(table, first, midnights, working, segments)
    )


def _appended(table: Table, until: int, midnights: list[int], working: list[int], segments: Segments) -> Table:
    shifts, worked = _sums(segments, table.worked[-1] if table.worked else 0)
    return Table(
        table.first,
        until,
        table.low,
        midnights[-1],
        table.starts + [start for start, _ in segments],
        table.ends + [end for _, end in segments],
        table.shifts + shifts,
        table.worked + worked,
        table.midnights + midnights[:-1],
        table.working + working,
    )


def _prepended(table: Table, first: int, midnights: list[int], working: list[int], segments: Segments) -> Table:
    # W at the table's low end: what its first segment has worked at its start.
    at_low = table.shifts[0] + table.starts[0] if table.starts else 0
    shifts, worked = _sums(segments, at_low - sum(end - start for start, end in segments))
    return Table(
        first,
        table.until,
        midnights[0],
        table.high,
        [start for start, _ in segments] + table.starts,
        [end for _, end in segments] + table.ends,
        shifts + table.shifts,
        worked + table.worked,
        midnights[:-1] + table.midnights,
        working + table.working,
    )


def _sums(segments: Segments, before: int) -> tuple[list[int], list[int]]:
    shifts: list[int] = []
    worked: list[int] = []
    for start, end in segments:
        shifts.append(before - start)
        before += end - start
        worked.append(before)
    return shifts, worked


def _compiled(timetable: Timetable, first: int, until: int) -> tuple[list[int], list[int], Segments]:
    """The midnights (one more than dates), the working dates and the segments of a stretch of dates."""
    midnights = [first_instant(day, timetable.zone) for day in range(first, until + 1)]
    working: list[int] = []
    segments: Segments = []
    for day, midnight, following in zip(range(first, until), midnights, midnights[1:], strict=False):
        edition = timetable.edition(day)
        for start, end in edition.hours(day):
            _add(
                segments, _at(timetable, day, start, midnight, following), _at(timetable, day, end, midnight, following)
            )
        if midnight < following and edition.begins(day):
            working.append(day)
    return midnights, working, segments


def _at(timetable: Timetable, day: int, minute: int, midnight: int, following: int) -> int:
    """The instant of a time of day. A date of exactly 24 hours has no change of clocks in it."""
    if following - midnight == DAY_US:
        return midnight + minute * MINUTE_US
    return wall_to_us((day - _EPOCH_DAY) * DAY_US + minute * MINUTE_US, timetable.zone)


def _add(segments: Segments, start: int, end: int) -> None:
    """Append a segment; one that touches or overlaps the last is made one with it."""
    if segments and start <= segments[-1][1]:
        last, before = segments[-1]
        segments[-1] = (last, max(before, end))
    elif start < end:
        segments.append((start, end))


def worked_at(table: Table, instant: int) -> int:
    """W at an instant that the table covers."""
    spot = bisect_right(table.starts, instant) - 1
    if spot < 0:
        return table.shifts[0] + table.starts[0] if table.starts else 0
    return min(instant + table.shifts[spot], table.worked[spot])


def first_when(table: Table, worked: int) -> int:
    """The earliest instant at which W has a value that the table reaches."""
    return worked - table.shifts[bisect_left(table.worked, worked)]
