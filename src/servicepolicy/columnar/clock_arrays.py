"""A clock over columns: working time of many intervals, and when spans that begin at many instants are over."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import numpy as np
import numpy.typing as npt

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.due_dates import due_after
from servicepolicy.worktime import Counting, Span, WorkClock
from servicepolicy.worktime._instant import HOUR_US, first_instant
from servicepolicy.worktime._segments import Table
from servicepolicy.worktime.counting import PLAIN

__all__ = ["NONE", "UNKNOWN", "ClockArrays", "Instants", "Pauses"]

Instants = npt.NDArray[np.int64]

NONE: Final = -(1 << 62)
"""Stands where there is no instant."""

_DAY: Final = 86_400_000_000
_BLOCK: Final = 16_384  # instants that are reckoned at one time: what is made of so many stays in a processor's caches

UNKNOWN: Final = (1 << 62) + 1
"""Stands where columns cannot tell the instant."""

Pauses = list[tuple[Instants, Instants]]
"""For each pause of a subject, the first first: when it began and ended; both `NONE` where there is none."""

_OF_DATES: Final = frozenset({"working_days", "days", "weeks", "months", "years"})


class ClockArrays:
    """A clock, as arrays.

    Args:
        clock: The clock.
    """

    def __init__(self, clock: WorkClock) -> None:
        self._clock = clock
        self._take(clock._table)
        self._dues: dict[tuple[str, int, Counting], tuple[int, Instants]] = {}

    def _reaching(self, low: int, high: int) -> bool:
        """Have the table reach from one instant to another; whether it could."""
        table = self._table
        if not (table.low <= low and high <= table.high):
            if table.starts[1:-1]:
                low, high = min(low, table.low), max(high, table.high)
            try:
                self._take(self._clock._reaching(low, high))
            except CalendarNotPublished:
                return False
        return True

    def _take(self, table: Table) -> None:
        self._table = table
        self._spots = np.array(table.spots, dtype=np.int64)
        self._starts = np.array(table.starts, dtype=np.int64)
        self._shifts = np.array(table.shifts, dtype=np.int64)
        self._work = np.array(table.worked, dtype=np.int64)
        self._fills = np.array(table.fills, dtype=np.int64)
        self._midnights = np.array(table.midnights, dtype=np.int64)
        hours = table.low + np.arange(1, len(self._spots) + 1) * HOUR_US
        steps = np.searchsorted(self._starts[:-1], hours, "left") - 1 - self._spots
        self._in_an_hour = int(steps.max(initial=0))
        hours = table.at_low + np.arange(1, len(self._fills) + 1) * HOUR_US
        self._in_an_hour_of_work = int((np.searchsorted(self._work, hours, "left") - self._fills).max(initial=0))

    @property
    def published(self) -> tuple[int, int]:
        """The first instant of which holidays are published, and the last."""
        timetable = self._clock._timetable
        bounds = [first_instant(day, self._clock.zone) for day in (timetable.first, timetable.until)]
        return bounds[0], bounds[1]

    # working time

    def worked(self, at: Instants) -> Instants | None:
        """Working time up to instants, counted from a fixed one; `None` where holidays are not published."""
        if not len(at):
            return at
        return self._w(at) if self._reaching(int(at.min()), int(at.max())) else None

    def between(self, since: Instants, until: Instants) -> Instants:
        """Working time between instants whose holidays are published; negative if they are in the wrong order."""
        if not len(since):
            return since
        low, high = min(int(since.min()), int(until.min())), max(int(since.max()), int(until.max()))
        if not self._reaching(low, high):
            raise CalendarNotPublished(self._clock.name, 0)
        return self._w(until) - self._w(since)

    def _w(self, at: Instants) -> Instants:
        if len(at) <= _BLOCK:
            return self._w_of_block(at)
        found = np.empty_like(at)
        for start in range(0, len(at), _BLOCK):
            found[start : start + _BLOCK] = self._w_of_block(at[start : start + _BLOCK])
        return found

    def _w_of_block(self, at: Instants) -> Instants:
        table = self._table
        spots = self._spots[(at - table.low) // HOUR_US]
        for _ in range(self._in_an_hour):
            spots += self._starts[spots + 1] <= at
        found: Instants = np.minimum(at + self._shifts[spots], self._work[spots])
        return found

    # when spans are over

    def due(self, since: Instants, span: Span, counting: Counting) -> Instants:
        """When a span is over that begins at instants; `UNKNOWN` where columns cannot tell."""
        found = np.full(len(since), UNKNOWN, dtype=np.int64)
        if not len(since) or span.kind not in _OF_DATES | {"elapsed", "working"}:
            return found
        if counting.begins_later:
            return found
        if span.kind == "elapsed":
            return since + span.amount
        if not self._reaching(int(since.min()), int(since.max())):
            return found
        return self._working(since, span.amount) if span.kind == "working" else self._dated(since, span, counting)

    def after(self, since: Instants, amounts: Instants) -> Instants:
        """When so much working time has passed after each instant; `UNKNOWN` where columns cannot tell."""
        if not len(since):
            return since
        if not self._reaching(int(since.min()), int(since.max())):
            return np.full(len(since), UNKNOWN, dtype=np.int64)
        return self._working(since, amounts)

    def due_paused(self, since: Instants, span: Span, counting: Counting, pauses: Pauses) -> Instants:
        """The same where pauses move it; they are disjoint and in order, and none begins before the count."""
        if not len(since) or counting.begins_later:
            return np.full(len(since), UNKNOWN, dtype=np.int64)
        if span.kind in ("elapsed", "working"):
            return self._less_pauses(since, span, pauses)
        if span.kind not in ("working_days", "days") or counting != PLAIN:
            return np.full(len(since), UNKNOWN, dtype=np.int64)
        shifted = np.zeros(len(since), dtype=np.int64)
        due = self.due(since, span, counting)
        broken = due == UNKNOWN
        for begun, ended in pauses:
            counts = (begun != NONE) & (begun < ended) & (begun < due) & ~broken
            if not counts.any():
                continue
            shifted[counts] += self._covered(begun[counts], ended[counts], working=span.kind == "working_days")
            due = np.where(counts, self._shifted(since, span, counting, shifted), due)
            while (inside := counts & (begun < due) & (due < ended)).any():
                shifted[inside] += 1
                due = np.where(inside, self._shifted(since, span, counting, shifted), due)
            broken |= due == UNKNOWN
        return np.where(broken, UNKNOWN, due)

    def _shifted(self, since: Instants, span: Span, counting: Counting, shifted: Instants) -> Instants:
        found = np.full(len(since), UNKNOWN, dtype=np.int64)
        for more in np.unique(shifted):
            here = shifted == more
            longer = span if not more else Span(f"{span.amount + int(more)} {span.kind.replace('_', ' ')}")
            found[here] = self.due(since[here], longer, counting)
        return found

    def _covered(self, since: Instants, until: Instants, *, working: bool) -> Instants:
        """The dates that pauses take out: those whose midnight they cover."""
        if not self._reaching(int(since.min()) - 1, int(until.max())):
            return np.zeros(len(since), dtype=np.int64)
        table = self._table
        first = np.searchsorted(self._midnights, since - 1, "right") - 1 + table.first
        last = np.searchsorted(self._midnights, until - 1, "right") - 1 + table.first
        if not working:
            return last - first
        days = np.array(table.working, dtype=np.int64)
        return np.searchsorted(days, last + 1) - np.searchsorted(days, first + 1)

    def _less_pauses(self, since: Instants, span: Span, pauses: Pauses) -> Instants:
        at, rest = since.copy(), np.full(len(since), span.amount, dtype=np.int64)
        going = np.ones(len(since), dtype=bool)
        for begun, ended in pauses:
            here = going & (begun != NONE) & (ended > at)
            ahead = np.where(here, np.maximum(begun, at), at)
            if span.kind == "elapsed":
                available = ahead - at
            else:
                reached, gone = self.worked(ahead), self.worked(at)
                if reached is None or gone is None:
                    return np.full(len(since), UNKNOWN, dtype=np.int64)
                available = reached - gone
            enough = here & (begun > at) & (available >= rest)
            going &= ~enough
            moves = here & ~enough
            rest = np.where(moves, rest - available, rest)
            at = np.where(moves, ended, at)
        if span.kind == "elapsed":
            return at + rest
        if not self._reaching(int(at.min()), int(at.max())):
            return np.full(len(since), UNKNOWN, dtype=np.int64)
        return self._working(at, rest)

    def _working(self, since: Instants, amount: int | Instants) -> Instants:
        """The earliest instants by which so much working time has passed; the table reaches all of `since`."""
        table = self._table
        with suppress(CalendarNotPublished):
            filled = self._clock._filling(table, int((self._w(since) + amount).max()))
            if filled is not table:
                self._take(filled)
        table = self._table
        target = self._w(since) + amount
        found = np.where(np.asarray(amount) <= 0, since, UNKNOWN)
        known = (target <= self._work[-1]) & (np.asarray(amount) > 0)
        wanted = target[known]
        spots = self._fills[(wanted - table.at_low) // HOUR_US]
        for _ in range(self._in_an_hour_of_work):
            spots += self._work[spots] < wanted
        found[known] = wanted - self._shifts[spots]
        return found

    def _dated(self, since: Instants, span: Span, counting: Counting) -> Instants:
        table, key = self._table, (span.kind, span.amount, counting)
        days = self._date_of(since) + table.first
        low, high = int(days.min()), int(days.max())
        first, known = self._dues.get(key, (low, np.zeros(0, dtype=np.int64)))
        if low < first or high >= first + len(known):
            start, stop = min(low, first), max(high + 1, first + len(known))
            wider = np.full(stop - start, NONE, dtype=np.int64)
            wider[first - start : first - start + len(known)] = known
            first, known = self._dues[key] = start, wider
        found: Instants = known[days - first]
        new = found == NONE
        if new.any():
            for day in np.unique(days[new]).tolist():
                known[day - first] = self._of_day(table, day - table.first, span, counting)
            found = known[days - first]
        return found

    def _date_of(self, at: Instants) -> Instants:
        """The places of the dates of instants among those of the table: guessed by length, and put right."""
        midnights, last = self._midnights, len(self._midnights) - 1
        found: Instants = np.clip((at - midnights[0]) // _DAY, 0, last)
        while (early := (midnights[found] > at) & (found > 0)).any():
            found -= early
        while (late := (midnights[np.minimum(found + 1, last)] <= at) & (found < last)).any():
            found += late
        return found

    def _of_day(self, table: Table, place: int, span: Span, counting: Counting) -> int:
        """When what begins on a date is over, which is the same for all instants of that date, else `UNKNOWN`."""
        if place + 1 >= len(table.midnights):
            return UNKNOWN
        try:
            due, latest = due_after(self._clock, table.midnights[place], span, (), counting, None)
        except CalendarNotPublished:
            return UNKNOWN
        return due if due >= table.midnights[place + 1] and latest in (None, due) else UNKNOWN
