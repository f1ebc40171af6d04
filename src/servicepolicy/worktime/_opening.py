"""When a calendar is open, date by date: hours of a week, closed dates, special dates, holidays.

Dates are proleptic ordinals here (`date.toordinal`), times of day are minutes since local midnight. A window may run
past midnight: 22:00-06:00 is (1320, 1800).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

import attrs

from servicepolicy.worktime.holidays import HolidaySource

__all__ = ["DAY_MINUTES", "ClosedDates", "Edition", "Timetable", "Window"]

DAY_MINUTES: Final = 1440
Window = tuple[int, int]
Windows = tuple[Window, ...]

# No calendar is followed further: a search that would run on for ever ends here.
EARLIEST: Final = date(1900, 1, 1).toordinal()
LATEST: Final = date(2201, 1, 1).toordinal()


@attrs.frozen(eq=False, repr=False)
class ClosedDates:
    """Dates without hours: single ones, ranges, and what comes back every year.

    Args:
        ranges: First and last date, both closed.
        yearly: First and last (month, day), both closed; across New Year where the first is the later one.
    """

    ranges: tuple[tuple[int, int], ...] = ()
    yearly: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()

    def __contains__(self, day: int) -> bool:
        return any(first <= day <= last for first, last in self.ranges) or (bool(self.yearly) and self._yearly(day))

    def _yearly(self, day: int) -> bool:
        on = date.fromordinal(day)
        spot = (on.month, on.day)
        return any(
            first <= spot <= last if first <= last else spot >= first or spot <= last for first, last in self.yearly
        )

    def between(self, first: int, until: int) -> Iterator[int]:
        """The closed ones of the dates from one, included, until another, excluded; some of them twice."""
        for start, end in self.ranges:
            yield from range(max(start, first), min(end + 1, until))
        if self.yearly:
            yield from filter(self._yearly, range(first, until))


@attrs.frozen(eq=False, repr=False)
class Edition:
    """The rules of a calendar between two dates.

    Args:
        since: The first date on which they hold.
        until: The first date on which they hold no more.
        week: The windows that begin on each weekday, Monday first.
        closed: Dates without hours.
        special: Dates that say all their hours.
        sources: Published holidays that close dates, and open weekends in exchange.
        listed: Holidays given one by one.
    """

    since: int
    until: int
    week: tuple[Windows, ...]
    closed: ClosedDates
    special: Mapping[int, Windows]
    sources: tuple[HolidaySource, ...]
    listed: frozenset[int]

    def is_holiday(self, day: int) -> bool:
        """The date is a holiday of the calendar's sources or list; weekends and closed dates are none."""
        return day in self.listed or any(source.is_off(day) for source in self.sources)

    def is_made_up(self, day: int) -> bool:
        """The date is worked in exchange for another, whatever its weekday."""
        return any(source.is_made_up(day) for source in self.sources)

    def begins(self, day: int) -> Windows:
        """The windows that begin on a date; its working windows, if it is a working date."""
        if day in self.special:
            return self.special[day]
        return () if self._is_shut(day) else self._weekly(day)

    def openings(self, first: int, until: int) -> list[Windows]:
        """What `begins` says of each of the dates from one, included, until another, excluded."""
        shut = {*self.closed.between(first, until), *self.listed}
        made_up = set[int]()
        for known in self.sources:
            off, worked = known.between(first, until)
            shut |= off
            made_up |= worked
        exchanged = next((windows for windows in self.week if windows), ())
        special, week = self.special, self.week
        return [
            special[day]
            if day in special
            else ()
            if day in shut
            else exchanged
            if day in made_up
            else week[(day - 1) % 7]
            for day in range(first, until)
        ]

    def past_midnight(self) -> bool:
        """Some of its windows run past midnight."""
        return any(end > DAY_MINUTES for windows in (*self.week, *self.special.values()) for _, end in windows)

    def spills_into(self, day: int) -> Windows:
        """The windows of the date before that reach into this one, as minutes of this date."""
        if day in self.special or self._is_shut(day):
            return ()
        before = self.special[day - 1] if day - 1 in self.special else self._weekly(day - 1)
        return tuple((0, end - DAY_MINUTES) for _, end in before if end > DAY_MINUTES)

    def hours(self, day: int, begins: Windows) -> Windows:
        """The hours of the local date itself, from 00:00 to 24:00 and in order; they may overlap.

        Args:
            day: The date.
            begins: The windows that begin on it.
        """
        own = tuple((start, min(end, DAY_MINUTES)) for start, end in begins)
        return tuple(sorted(self.spills_into(day) + own))

    def _is_shut(self, day: int) -> bool:
        return day in self.closed or self.is_holiday(day)

    def _weekly(self, day: int) -> Windows:
        """The windows of the weekday. A made-up day is worked like the first weekday that has hours."""
        if self.is_made_up(day):
            return next((windows for windows in self.week if windows), ())
        return self.week[(day - 1) % 7]

    def published(self) -> tuple[int, int]:
        """The first date with known holidays, and the first without."""
        first = max([self.since, *(source.first for source in self.sources)])
        last = min([self.until, *(source.until for source in self.sources)])
        return first, max(first, last)

    def can_open(self) -> bool:
        """There is a date with hours, holidays left aside. Found by looking, for closed dates may cover any of them."""
        if any(self.since <= day < self.until and windows for day, windows in self.special.items()):
            return True
        if not any(self.week):
            return False
        middle = min(max(self.since, _TYPICAL), self.until - 1)
        return any(
            self._could_open(day) for days in (range(middle, self.until), range(self.since, middle)) for day in days
        )

    def last_opening(self) -> int | None:
        """The last date that could have hours, holidays left aside; `None` where there is none."""
        opened = (day for day, windows in self.special.items() if windows and day < self.until)
        last = max(opened, default=self.since - 1)
        if any(self.week):
            last = next((day for day in range(self.until - 1, last, -1) if self._could_open(day)), last)
        return last if last >= self.since else None

    def _could_open(self, day: int) -> bool:
        return day not in self.special and day not in self.closed and bool(self.week[(day - 1) % 7])


_TYPICAL: Final = date(2024, 1, 1).toordinal()


def _from_today(stretch: tuple[int, int]) -> int:
    """How many days a stretch of dates, from the first to the one after the last, lies from a typical one."""
    first, after = stretch
    return max(first - _TYPICAL, _TYPICAL - after + 1, 0)


@attrs.frozen(eq=False, repr=False)
class Timetable:
    """Every local date of a calendar: which edition rules it, and how far editions and holidays are known.

    Args:
        name: What messages call the calendar.
        zone: IANA name.
        editions: In order; none overlaps the next.
    """

    name: str
    zone: str
    editions: tuple[Edition, ...]
    first: int = attrs.field(init=False)
    until: int = attrs.field(init=False)
    anchor: int = attrs.field(init=False)
    _starts: tuple[int, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        known = _joined(edition.published() for edition in self.editions)
        # Far from today there may be other stretches; the one that counts is the one that is nearest to it.
        first, until = min(known, key=_from_today, default=(_TYPICAL, _TYPICAL))
        set_once = partial(object.__setattr__, self)
        set_once("first", first)
        set_once("until", until)
        set_once("anchor", min(max(_TYPICAL, first), until))
        set_once("_starts", tuple(edition.since for edition in self.editions))

    def edition(self, day: int) -> Edition:
        """The edition in force on a covered date."""
        return self.editions[bisect_right(self._starts, day) - 1]

    def pieces(self, first: int, until: int) -> Iterator[tuple[Edition, int, int]]:
        """Covered dates, from one, included, until another, excluded, by the edition in force on them."""
        for edition, following in zip(self.editions, (*self._starts[1:], until), strict=True):
            start, end = max(first, edition.since), min(until, following)
            if start < end:
                yield edition, start, end

    def last_opening(self) -> int | None:
        """The last date with hours, where there are none from then on for ever; `None` where nobody can say so."""
        if self.editions[-1].until < LATEST:  # what comes after the last version is not known
            return None
        opened = (edition.last_opening() for edition in self.editions)
        last = max((day for day in opened if day is not None), default=self.first)
        # Days of rest and closed days at the end of all calendars say nothing.
        return last if last < min(self.until, LATEST - 2 * 366) else None

    def closing_minute(self, day: int) -> int:
        """When the last window of a working date ends, past midnight where it runs so far.

        It ends so even if the next date is closed: one more closed day makes nothing due earlier.
        """
        return max(end for _, end in self.edition(day).begins(day))


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of dates, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for first, until in stretches:
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((first, until))
    return joined
