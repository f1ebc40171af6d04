"""The compiled calendar: sorted open segments with prefix sums, made as questions need them.

W(t) is the working time between the first date that was compiled and t: negative before it. Questions about years that
lie far apart are answered by tables of their own: W differs between them by a number that nobody needs.
An index by hours leads to the segment of an instant in one step, and another from W back to the instant.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.worktime._instant import DAY_US, HOUR_US, MINUTE_US, first_instant, wall_to_us
from servicepolicy.worktime._opening import Timetable

__all__ = ["Hot", "Table", "empty", "joined", "missing"]

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


Segments = list[tuple[int, int]]
Hot = tuple[int, int, list[int], list[int], list[int], list[int]]


@attrs.frozen(eq=False, repr=False)
class Table:
    """The segments of some years in a row. Never changed: a longer one takes its place, so threads may share it.

    The first entry of the four lists is a segment without length at the low end, the last start one that is never
    reached: so every instant has a segment that starts at or before it, and one that starts after it.

    Args:
        first: First compiled date, as its ordinal.
        until: First date that is not compiled.
        low: First instant of the first date.
        high: First instant that is not compiled.
        at_low: W at the low end.
        starts: When each segment starts.
        ends: When it ends.
        shifts: W minus t inside it.
        worked: W at its end.
        spots: For each hour from the low end on: the last segment that has started by then.
        fills: For each hour of W from the low end on: the first segment at whose end W is as much.
        midnights: First instant of each date.
        working: The working dates, in order.
        hot: What a question needs, in one tuple, for one look-up is faster than six.
    """

    first: int
    until: int
    low: int
    high: int
    at_low: int
    starts: list[int]
    ends: list[int]
    shifts: list[int]
    worked: list[int]
    spots: list[int]
    fills: list[int]
    midnights: list[int]
    working: list[int]
    hot: Hot


_NEVER: Final = 1 << 62


def _table(first: int, at_low: int, midnights: list[int], working: list[int], segments: Segments) -> Table:
    """A table of dates from one on; of midnights there is one more than dates."""
    low, high = midnights[0], midnights[-1]
    starts, ends, shifts, worked = [low], [low], [at_low - low], [at_low]
    for start, end in segments:
        starts.append(start)
        ends.append(end)
        shifts.append(worked[-1] - start)
        worked.append(end + shifts[-1])
    starts.append(_NEVER)
    spots = _by_hour([start - low for start in starts[1:-1]], high - low)
    fills = _by_hour([done + 1 - at_low for done in worked[:-1]], worked[-1] - at_low)
    return Table(
        first=first,
        until=first + len(midnights) - 1,
        low=low,
        high=high,
        at_low=at_low,
        starts=starts,
        ends=ends,
        shifts=shifts,
        worked=worked,
        spots=spots,
        fills=fills,
        midnights=midnights,
        working=working,
        hot=(low, high, spots, starts, shifts, worked),
    )


def _by_hour(steps: list[int], length: int) -> list[int]:
    """For each hour of a length: how many of the steps, which are in order, lie at or before it."""
    index: list[int] = []
    for count, step in enumerate(steps):
        # Hours before this step: so many that hour * HOUR_US < step.
        index += [count] * (min(-(-step // HOUR_US), length // HOUR_US + 1) - len(index))
    index += [len(steps)] * (length // HOUR_US + 1 - len(index))
    return index


def empty(timetable: Timetable, day: int) -> Table:
    """The table of no date, at the start of one, where W is 0."""
    return _table(day, 0, [first_instant(day, timetable.zone)], [], [])


def missing(timetable: Timetable, sought: int, *, later: bool) -> CalendarNotPublished:
    """What to raise where an answer lies outside of the covered dates: it names the year of the date that is sought.

    Where the search began on a covered date, that is the year in which the covered dates end.
    """
    if not later:
        return CalendarNotPublished(timetable.name, date.fromordinal(min(sought, timetable.first - 1)).year)
    year = date.fromordinal(max(sought, timetable.until)).year
    return CalendarNotPublished(timetable.name, year, first_instant(timetable.until, timetable.zone))


def joined(timetable: Timetable, table: Table, first: int, until: int) -> Table:
    """The table made longer, so that it holds the dates from one, included, until another, excluded.

    Args:
        timetable: What is compiled.
        table: What there is of it: its dates are among these.
        first: First date.
        until: First date after.
    """
    midnights, working = table.midnights, table.working
    segments = list(zip(table.starts[1:-1], table.ends[1:], strict=True))
    at_low = table.at_low
    if first < table.first:
        before = _compiled(timetable, first, table.first)
        at_low -= sum(end - start for start, end in before[2])
        midnights, working, segments = before[0] + midnights[1:], before[1] + working, before[2] + segments
    if until > table.until:
        after = _compiled(timetable, table.until, until)
        midnights, working, segments = midnights + after[0][1:], working + after[1], segments + after[2]
    return _table(first, at_low, midnights, working, segments)


def _compiled(timetable: Timetable, first: int, until: int) -> tuple[list[int], list[int], Segments]:
    """The midnights (one more than dates), the working dates and the segments of a stretch of dates."""
    zone = timetable.zone
    midnights = [first_instant(day, zone) for day in range(first, until + 1)]
    working: list[int] = []
    segments: Segments = []
    for edition, start, end in timetable.pieces(first, until):
        overnight = edition.past_midnight()
        openings = edition.openings(start, end)
        for day, begins, spot in zip(range(start, end), openings, range(start - first, end - first), strict=True):
            if not begins and not overnight:
                continue
            midnight, following = midnights[spot], midnights[spot + 1]
            for opens, closes in edition.hours(day, begins) if overnight else begins:
                _add(
                    segments,
                    _at(timetable, day, opens, midnight, following),
                    _at(timetable, day, closes, midnight, following),
                )
            if begins and midnight < following:
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
