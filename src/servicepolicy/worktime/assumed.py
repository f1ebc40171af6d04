"""Clocks that go on where holidays are not published: on one all is due as early as it could be, on the other as late.

A date may turn out a holiday, or be worked in exchange for one. What no holiday changes is known all the same: hours of
the week, special and closed dates, as far as the calendar says them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.worktime._instant import DAY_US, MINUTE_US, first_instant, wall_to_us
from servicepolicy.worktime._opening import DAY_MINUTES, Window
from servicepolicy.worktime.clock import Pauses, WorkClock
from servicepolicy.worktime.counting import Over

__all__ = ["LONGEST_REST", "LatestClock", "SoonestClock"]

LONGEST_REST: Final = 62
"""No office rests on more dates in a row: a day is moved over no more of them."""

_EPOCH_DAY: Final = 719_163
_WALKED: Final = 10 * 366  # dates; whatever is not over then is over no earlier


class _Assuming(WorkClock):
    """A clock that knows more dates than its calendar.

    Args:
        clock: What is known.
    """

    __slots__ = ("_limit", "_until")

    def __init__(self, clock: WorkClock) -> None:
        super().__init__(clock._timetable)
        self._until = clock._timetable.until
        self._limit = first_instant(self._until, self.zone)

    def _possible(self, day: int) -> tuple[tuple[Window, ...], ...]:
        """The hours that a date could have; an empty one stands for a closed date."""
        edition = self._timetable.edition(day)
        if not edition.since <= day < edition.until:
            return ((), ((0, DAY_MINUTES),), ((0, 1),), ((0, 2 * DAY_MINUTES),))
        if day in edition.special:
            return (edition.special[day],)
        if day in edition.closed or day in edition.listed:
            return ((),)
        usual = edition.week[(day - 1) % 7]
        return ((), usual, *(edition.week if edition.sources else ()))

    def _ends(self, day: int) -> list[int]:
        """When a date could end for the office."""
        return [max((end for _, end in windows), default=DAY_MINUTES) for windows in self._possible(day)]

    def _at(self, day: int, minute: int) -> int:
        return wall_to_us((day - _EPOCH_DAY) * DAY_US + minute * MINUTE_US, self.zone)


class SoonestClock(_Assuming):
    """Each date that is not published is as open as it could be, and is no day of rest."""

    __slots__ = ()

    def elapsed_us(self, start: int, stop: int, pauses: Pauses = ()) -> int:
        """At most so much working time, less that of the pauses."""
        if pauses or start > stop:
            return self._elapsed_but(start, stop, pauses)
        known = super().elapsed_us(start, min(stop, self._limit)) if start < self._limit else 0
        if stop <= self._limit:
            return known
        return known + sum(
            min(end, stop) - begun
            for begun, end in self._stretches(start, (stop - start) // DAY_US + 3)
            if begun < stop
        )

    def due_working_us(self, start: int, working_us: int) -> int:
        """No earlier is so much working time over."""
        if working_us <= 0:
            return start
        rest = working_us
        if start < self._limit:
            known = super().elapsed_us(start, self._limit)
            if known >= rest:
                return super().due_working_us(start, rest)
            rest -= known
        reached = max(start, self._limit)
        for begun, end in self._stretches(start, _WALKED):
            if end - begun >= rest:
                return begun + rest
            rest -= end - begun
            reached = end
        return reached

    def is_working_day(self, day: int) -> bool:
        """Windows could begin on a date."""
        return super().is_working_day(day) if day < self._until else any(self._possible(day))

    def close_of_day(self, day: int) -> int:
        """No earlier does the date end for the office."""
        return super().close_of_day(day) if day < self._until else self._at(day, min(self._ends(day)))

    def working_days_between(self, first: int, after: int) -> int:
        """At most so many working dates."""
        known = super().working_days_between(first, min(after, self._until)) if first < self._until else 0
        return known + sum(self.is_working_day(day) for day in range(max(first, self._until), after))

    def nth_working_day(self, after: int, count: int) -> int:
        """The n-th working date after a date lies no earlier."""
        known = super().working_days_between(after + 1, self._until) if after + 1 < self._until else 0
        if known >= count:
            return super().nth_working_day(after, count)
        day, left = max(after, self._until - 1), count - known
        for _ in range(_WALKED):
            if not left:
                break
            day += 1
            left -= self.is_working_day(day)
        return day

    def is_rest(self, day: int, over: Over) -> bool:
        """A date that is not published may be worked."""
        return day < self._until and super().is_rest(day, over)

    def _stretches(self, since: int, days: int) -> Iterator[tuple[int, int]]:
        """All time after the published dates, and from an instant on, that could be working time; of so many dates."""
        floor = max(since, self._limit)
        first = max(self.day_of(floor), self._until) - 1  # its hours may run past midnight
        for day in range(first, first + days + 1):
            for start, end in sorted(window for windows in self._possible(day) for window in windows):
                begun, ended = max(self._at(day, start), floor), self._at(day, end)
                if begun < ended:
                    yield begun, ended
                    floor = ended


class LatestClock(_Assuming):
    """Each date that is not published ends for the office as late as it could. How much is worked, nobody knows."""

    __slots__ = ()

    def close_of_day(self, day: int) -> int:
        """No later does the date end for the office."""
        return super().close_of_day(day) if day < self._until else self._at(day, max(self._ends(day)))
