"""The clock of a calendar: how much working time has passed, and when a span of time is over.

Public methods take and give `datetime`s; those whose names end in `_us`, and `worked`, take and give UTC microseconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from servicepolicy.errors import NeverOpensAgain, TimeRangeError, UsageError
from servicepolicy.worktime import _segments
from servicepolicy.worktime._due import Due, Pauses, begins, due_instants
from servicepolicy.worktime._due import due as due_of
from servicepolicy.worktime._instant import (
    DAY_US,
    HOUR_US,
    MINUTE_US,
    OUT_OF_REACH,
    date_of,
    first_instant,
    from_us,
    given_us,
    in_reach,
    wall_to_us,
)
from servicepolicy.worktime._opening import Timetable
from servicepolicy.worktime.clock_table import ClockTable, clock_table
from servicepolicy.worktime.counting import PLAIN, Counting, Over
from servicepolicy.worktime.counting import counting as convention_of
from servicepolicy.worktime.span import Span

__all__ = ["Due", "Pauses", "WorkClock"]

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_NOT_SOUGHT: Final = -1
# A table is made longer by what lies so near to it; what lies further off gets one of its own. In days.
_NEAR: Final = 3 * 366


class WorkClock:
    """A compiled calendar. It reads no clock: the time is always an argument.

    Get one from `WorkCalendar.clock()`.

    Attributes:
        zone: IANA name of the calendar's zone.
        name: What messages call the calendar.
        one_calendar: It is the clock of one calendar, and so can be carried on where that is not published.
    """

    one_calendar: ClassVar[bool] = True
    __slots__ = ("_closes", "_hot", "_last", "_table", "_tables", "_timetable", "name", "zone")

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        # The table that was asked last, and all of them. Each holds some years in a row; they may overlap.
        self._table = _segments.empty(timetable, timetable.anchor)
        self._hot = self._table.hot
        self._tables: tuple[_segments.Table, ...] = (self._table,)
        self._last: int | None = _NOT_SOUGHT
        self._closes: dict[int, int] = {}
        self.zone = timetable.zone
        self.name = timetable.name

    def __repr__(self) -> str:
        return f"WorkClock({self.name!r})"

    # ------------------------------------------------------------ for people: times in, times out

    def due(
        self,
        start: datetime,
        span: Span,
        *,
        pauses: Iterable[tuple[datetime, datetime]] = (),
        counting: str | Counting | Mapping[str, Any] | None = None,
        billing_day: int | None = None,
    ) -> datetime:
        """The last moment at which an act is in time, in the calendar's zone.

        Args:
            start: When the span starts.
            span: How long it is.
            pauses: Stretches that do not count; they may overlap.
            counting: How days are counted; `plain` where nothing is said.
            billing_day: For billing cycles: the day of the month on which they close.

        Raises:
            NaiveTimeError: A time has neither zone nor offset.
            TimeRangeError: A time lies before 1900 or after 2200.
            CalendarNotPublished: The answer needs holidays that are not published.
            SpanError: Billing cycles without their closing day.
        """
        found = self.due_us(given_us(start), span, pauses=_disjoint(pauses), counting=counting, billing_day=billing_day)
        return from_us(found.due, self.zone)

    def elapsed(
        self, start: datetime, stop: datetime, *, pauses: Iterable[tuple[datetime, datetime]] = ()
    ) -> timedelta:
        """The working time between two moments, less that of the pauses; negative if they are in the wrong order.

        Raises:
            NaiveTimeError: A time has neither zone nor offset.
            TimeRangeError: A time lies before 1900 or after 2200.
            CalendarNotPublished: The holidays of a year between them are not published.
        """
        return timedelta(microseconds=self.elapsed_us(given_us(start), given_us(stop), _disjoint(pauses)))

    def open_days(self, since: date, until: date) -> list[date]:
        """The working dates from one date, included, until another, excluded.

        Raises:
            CalendarNotPublished: The holidays of one of them are not published.
        """
        first, after = since.toordinal(), until.toordinal()
        working = self._covering(first, after).working if first < after else []
        return [date.fromordinal(day) for day in working[bisect_left(working, first) : bisect_left(working, after)]]

    def segments(self, since: date, until: date) -> list[tuple[int, int]]:
        """The open stretches that start on dates from one, included, until another, excluded.

        Raises:
            CalendarNotPublished: The holidays of one of the dates are not published.
        """
        first, after = since.toordinal(), until.toordinal()
        if first >= after:
            return []
        table = self._covering(first, after)
        low, high = first_instant(first, self.zone), first_instant(after, self.zone)
        clipped = ((max(start, low), min(end, high)) for start, end in zip(table.starts, table.ends, strict=False))
        return [(start, end) for start, end in clipped if start < end]

    def table(self, since: date, until: date) -> ClockTable:
        """The clock as a table, of the dates from one, included, until another, excluded: for joins in a warehouse.

        Example:
            >>> from servicepolicy.worktime import WorkCalendar
            >>> office = WorkCalendar(timezone="Asia/Shanghai", hours={"mon-fri": ["09:00-12:00", "13:30-17:30"]})
            >>> monday, tuesday = office.clock().table(date(2026, 1, 5), date(2026, 1, 7))[1::2]
            >>> tuesday.opens.isoformat(), tuesday.worked_before
            ('2026-01-06T09:00:00+08:00', datetime.timedelta(seconds=25200))

        Raises:
            CalendarNotPublished: The holidays of one of the dates are not published.
            TimeRangeError: A date lies before 1900 or after 2200.
        """
        for day in (since, until):
            if not in_reach(day):
                raise TimeRangeError(f"`{day.isoformat()}` {OUT_OF_REACH}")
        bounds = (first_instant(since.toordinal(), self.zone), first_instant(until.toordinal(), self.zone))
        return clock_table(self.name, self.zone, bounds, self.segments(since, until))

    # ------------------------------------------------------------ working time

    def worked(self, at: int) -> int:
        """W(t): the working time between a fixed instant and this one. Only differences mean anything.

        Raises:
            CalendarNotPublished: The holidays between the two are not published.
        """
        return self.elapsed_us(first_instant(self._timetable.anchor, self.zone), at)

    def elapsed_us(self, start: int, stop: int, pauses: Pauses = ()) -> int:
        """Working time between two instants, less that of the pauses between them."""
        if pauses:
            return self._elapsed_but(start, stop, pauses)
        # W of the one and of the other, written out: a call costs as much as the arithmetic.
        low, high, spots, starts, shifts, worked = self._hot
        if not (low <= start <= high and low <= stop <= high):
            low, high, spots, starts, shifts, worked = self._reaching(start, stop).hot
        spot = spots[(start - low) // HOUR_US]
        while starts[spot + 1] <= start:
            spot += 1
        before = start + shifts[spot]
        most = worked[spot]
        if before > most:  # noqa: PLR1730  # `min` costs a call
            before = most
        spot = spots[(stop - low) // HOUR_US]
        while starts[spot + 1] <= stop:
            spot += 1
        after = stop + shifts[spot]
        most = worked[spot]
        return (after if after < most else most) - before  # noqa: FURB136  # `min` costs a call

    def _elapsed_but(self, start: int, stop: int, pauses: Pauses) -> int:
        if start > stop:
            return -self._elapsed_but(stop, start, pauses)
        total = self.elapsed_us(start, stop)
        for since, until in pauses:
            held_from, held_until = max(since, start), min(until, stop)
            if held_from < held_until:
                total -= self.elapsed_us(held_from, held_until)
        return total

    def due_working_us(self, start: int, working_us: int) -> int:
        """The earliest instant, from the start on, by which so much working time has passed since the start."""
        if working_us <= 0:
            return start
        # One table for both ways: another thread may put a longer or a shorter one in its place meanwhile.
        table = self._table
        if not table.low <= start <= table.high:
            table = self._reaching(start)
        spot = table.spots[(start - table.low) // HOUR_US]
        while table.starts[spot + 1] <= start:
            spot += 1
        worked = table.worked
        target = min(start + table.shifts[spot], worked[spot]) + working_us
        if worked[-1] < target:
            table = self._filling(table, target)
            worked = table.worked
        spot = table.fills[(target - table.at_low) // HOUR_US]
        while worked[spot] < target:
            spot += 1
        return target - table.shifts[spot]

    def is_open(self, at: int) -> bool:
        """The office is open at an instant; at the instant of closing it is not."""
        table = self._reaching(at, at + 1)
        return at < table.ends[bisect_right(table.starts, at) - 1]

    # ------------------------------------------------------------ dates

    def day_bounds(self, at: int) -> tuple[int, int]:
        """The first instant of the local date of an instant, and the first of the next date."""
        day = self.day_of(at)
        return first_instant(day, self.zone), first_instant(day + 1, self.zone)

    def close_of(self, at: int) -> int:
        """When the local date of an instant ends for the office: the close of a working date, else 24:00."""
        return self.close_of_day(self.day_of(at))

    def day_of(self, at: int) -> int:
        """The local date of an instant, as its proleptic ordinal."""
        table = self._table
        if table.low <= at < table.high:
            return table.first + bisect_right(table.midnights, at) - 1
        return date_of(at, self.zone).toordinal()

    def is_working_day(self, day: int) -> bool:
        """Windows begin on a date."""
        working = self._covering(day, day + 1).working
        spot = bisect_left(working, day)
        return spot < len(working) and working[spot] == day

    def close_of_day(self, day: int) -> int:
        """The end of the last window that begins on a date; 24:00 of a date without any."""
        close = self._closes.get(day)
        if close is None:
            close = self._closes[day] = self._close(day)
        return close

    def _close(self, day: int) -> int:
        if not self.is_working_day(day):
            return self.end_of_day(day)
        minute = self._timetable.closing_minute(day)
        return wall_to_us((day - _EPOCH_DAY) * DAY_US + minute * MINUTE_US, self.zone)

    def first_instant_of(self, day: int) -> int:
        """The first instant of a date."""
        return first_instant(day, self.zone)

    def end_of_day(self, day: int) -> int:
        """24:00 of a date: the first instant of the next."""
        return first_instant(day + 1, self.zone)

    def working_days_between(self, first: int, after: int) -> int:
        """How many working dates there are from one, included, to another, excluded."""
        if first >= after:
            return 0
        working = self._covering(first, after).working
        return bisect_left(working, after) - bisect_left(working, first)

    def nth_working_day(self, after: int, count: int) -> int:
        """The n-th working date after a date."""
        table = self._covering(after + 1, after + 1)
        spot = bisect_right(table.working, after) + count - 1
        while spot >= len(table.working):
            table = self._longer(table)
            spot = bisect_right(table.working, after) + count - 1
        return table.working[spot]

    def is_holiday(self, day: int) -> bool:
        """A date is a holiday or a closed date; a weekend alone is none, nor a special day with hours."""
        self._published(day, day + 1)
        edition = self._timetable.edition(day)
        return (day in edition.closed or edition.is_holiday(day)) and not edition.special.get(day)

    def is_rest(self, day: int, over: Over) -> bool:
        """A date is a day of rest, over which a deadline may roll."""
        if over == "closed days":
            return not self.is_working_day(day)
        self._published(day, day + 1)
        edition = self._timetable.edition(day)
        resting = (5, 6) if over == "weekends and holidays" else (6,)
        return edition.is_holiday(day) or ((day - 1) % 7 in resting and not edition.is_made_up(day))

    # ------------------------------------------------------------ spans

    def due_us(
        self,
        start: int,
        span: Span,
        *,
        pauses: Pauses = (),
        counting: str | Counting | Mapping[str, Any] | None = None,
        billing_day: int | None = None,
    ) -> Due:
        """When a span is over, and how that came about.

        Args:
            start: UTC microseconds.
            span: How long it is.
            pauses: Disjoint stretches in order. They lengthen working and elapsed time by what they take of it, and
                move a date-counted span by the midnights (of working days: the working dates) that they cover. A
                moment such as `fri 17:00` stays.
            counting: How days are counted.
            billing_day: The day of the month on which billing cycles close.

        Raises:
            CalendarNotPublished: The answer needs holidays that are not published.
            SpanError: Billing cycles without their closing day.
        """
        convention = PLAIN if counting is None else convention_of(counting)
        return due_of(self, start, span, pauses, convention, billing_day)

    def due_instants_us(
        self, start: int, span: Span, pauses: Pauses, counting: Counting, billing_day: int | None
    ) -> tuple[int, int | None]:
        """What `due_us` says, without how that came about: the strict reading, and the later one if unsettled.

        Raises:
            CalendarNotPublished: The answer needs holidays that are not published.
            SpanError: Billing cycles without their closing day.
        """
        return due_instants(self, start, span, pauses, counting, billing_day)

    def begins_us(self, start: int, kind: str, amount: int, counting: Counting) -> int:
        """From when a span counts that an event starts: deemed receipt, and the hour that has begun.

        Raises:
            CalendarNotPublished: The next working day lies where holidays are not published.
        """
        return begins(self, start, kind, amount, counting) if counting.begins_later else start

    # ------------------------------------------------------------ compiling what is asked for

    def _reaching(self, *instants: int) -> _segments.Table:
        """A table that covers some instants."""
        low, high = min(instants), max(instants)
        for table in self._tables:
            if table.low <= low and high <= table.high:
                return self._asked(table)
        last = date_of(high, self.zone).toordinal()
        # The first instant of a date needs only what lies before it.
        after = last if high == first_instant(last, self.zone) else last + 1
        return self._covering(date_of(low, self.zone).toordinal(), after)

    def _covering(self, first: int, after: int) -> _segments.Table:
        """A table that covers the dates from one, included, to another, excluded."""
        for table in self._tables:
            if table.first <= first and after <= table.until:
                return self._asked(table)
        self._published(first, after)
        near = next((one for one in self._tables if one.first - _NEAR < after and first < one.until + _NEAR), None)
        table = near or _segments.empty(self._timetable, self._year(first, 0))
        return self._joined(
            table, min(table.first, self._year(first, 0)), max(table.until, self._year(max(after - 1, first), 1))
        )

    def _published(self, first: int, after: int) -> None:
        """Raise where one of the dates from one, included, to another, excluded, is not covered."""
        if first < self._timetable.first:
            raise _segments.missing(self._timetable, after - 1, later=False)
        if after > self._timetable.until:
            raise _segments.missing(self._timetable, first, later=True)

    def _year(self, day: int, later: int) -> int:
        """The first covered date of the year of a date, or of a later year."""
        first = date(date.fromordinal(day).year + later, 1, 1).toordinal()
        return min(max(first, self._timetable.first), self._timetable.until)

    def _filling(self, table: _segments.Table, worked: int) -> _segments.Table:
        """The table, or a longer one in which W comes to a value."""
        while table.worked[-1] < worked:
            table = self._longer(table)
        return table

    def _longer(self, table: _segments.Table) -> _segments.Table:
        """The table and as many dates more as it has, if there are any on which the office may still open."""
        if table.until >= self._timetable.until:
            raise _segments.missing(self._timetable, self._timetable.until, later=True)
        if self._last == _NOT_SOUGHT:
            self._last = self._timetable.last_opening()
        if self._last is not None and table.until > self._last:
            raise NeverOpensAgain(self.name, date.fromordinal(self._last), first_instant(self._last + 1, self.zone))
        return self._joined(table, table.first, self._year(max(table.until, 2 * table.until - table.first - 1), 1))

    def _joined(self, table: _segments.Table, first: int, until: int) -> _segments.Table:
        """The table made longer, in the place of those that it holds."""
        longer = _segments.joined(self._timetable, table, first, until)
        kept = [one for one in self._tables if one.first < longer.first or longer.until < one.until]
        self._tables = (longer, *kept)
        return self._asked(longer)

    def _asked(self, table: _segments.Table) -> _segments.Table:
        """The next question is likely to be about the same years."""
        self._table, self._hot = table, table.hot
        return table


def _disjoint(pauses: Iterable[tuple[datetime, datetime]]) -> list[tuple[int, int]]:
    """Pauses in order, those that touch or overlap made one."""
    joined: list[tuple[int, int]] = []
    for since, until in sorted((given_us(since), given_us(until)) for since, until in pauses):
        if until < since:
            raise UsageError("a pause ends before it begins")
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined
