"""Which of two spans is over first, each counted its own way: on its calendar, by its convention, in its zone.

Spans of one kind that are counted alike lie as their numbers do. All others are counted: between two moments at which
an office opens or closes, or a date begins, both due instants stand still or move with the clock, so that looking at
these moments, and at those from which a span ends at one of them, is looking at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from servicepolicy.errors import CalendarNotPublished, TimeRangeError
from servicepolicy.language.bound.order import Order, between
from servicepolicy.worktime import Counting, Span, WorkCalendar, WorkClock
from servicepolicy.worktime._instant import DAY_US, HOUR_US, MINUTE_US, SECOND_US, first_instant, from_us
from servicepolicy.worktime.counting import CLOSE

__all__ = ["Earlier", "Reckoned", "Reckoning", "clock_changes", "compare_spans", "later_by_the_clock"]

_LOOKED_AT: Final = (2026,)
_UP_TO_A_LEAP_YEAR: Final = (2026, 2027, 2028, 2029)
_WEEKS_BY_HOURS: Final = 2
_MOST_YEARS: Final = 6


@attrs.frozen(eq=False)
class Reckoning:
    """How spans are counted somewhere.

    Args:
        clock: The calendar's clock; `None`: that of the unit of each subject.
        calendar: The calendar; `None`: all days, or that of the unit.
        zone: The zone of its dates.
        counting: The convention.
        of_units: All calendars, where it is that of the unit of each subject.
    """

    clock: WorkClock | None
    calendar: WorkCalendar | None
    zone: str
    counting: Counting
    of_units: Mapping[str, WorkCalendar] | None = None

    def alike(self, other: Reckoning) -> bool:
        """Whether both count the same."""
        return (
            (self.clock is None) is (other.clock is None)
            and self.zone == other.zone
            and self.calendar == other.calendar
            and self.of_units == other.of_units
            and self.counting == other.counting
        )


@attrs.frozen(eq=False)
class Reckoned:
    """Spans of which the first, or the last, decides, and how they are counted.

    Args:
        spans: The spans.
        pick: `least` or `greatest`.
        how: How they are counted.
    """

    spans: tuple[Span, ...]
    pick: str
    how: Reckoning

    def due(self, start: int) -> int | None:
        """When they are over; `None` where the calendar is not published."""
        clock = self.how.clock
        if clock is None:
            return None
        try:
            dues = [clock.due_us(start, span, counting=self.how.counting).due for span in self.spans]
        except (CalendarNotPublished, TimeRangeError):
            return None
        return min(dues) if self.pick == "least" else max(dues)


@attrs.frozen
class Earlier:
    """How two terms lie, with moments at which that shows.

    Attributes:
        order: Of the new against the old: `less` falls due earlier, wherever they differ.
        starts: Moments from which the new one falls due earlier, and later, than the old one, as far as there are any.
        counted: It was looked for in the years that are published, not read off the numbers.
    """

    order: Order
    starts: tuple[int, ...] = ()
    counted: bool = False


def compare_spans(old: Reckoned, new: Reckoned) -> Earlier:
    """Which of two terms falls due earlier."""
    alike = old.how.alike(new.how)
    if alike and len(old.spans) == len(new.spans) == 1:
        (before,), (after,) = old.spans, new.spans
        if before == after:
            return Earlier("same")
        if before.kind == after.kind and before.kind not in ("moment", "same_day"):
            return Earlier("less" if after.amount < before.amount else "more")
    elif alike and old.pick == new.pick and set(old.spans) == set(new.spans):
        return Earlier("same")
    if old.how.clock is None or new.how.clock is None or any(_billed(one) for one in (old, new)):
        return Earlier("untold")
    return _counted(old, new)


def clock_changes(zone: str, first: date, last: date) -> Iterator[date]:
    """The dates of a zone on which the clock is put forward or back, both ends included."""
    for day in range(first.toordinal(), last.toordinal() + 1):
        if first_instant(day + 1, zone) - first_instant(day, zone) != DAY_US:
            yield date.fromordinal(day)


def later_by_the_clock(old: Span, new: Span, zone: str, counting: Counting) -> date | None:
    """The date of a change of the clock around which alone a span is over later than another one, counted on all days.

    Args:
        old: The other one.
        new: The span.
        zone: The zone of the dates.
        counting: The convention.
    """
    found: list[Earlier] = []
    for where in ("UTC", zone):
        calendar = WorkCalendar(timezone=where, hours={"mon-sun": ("00:00-24:00",)})
        how = Reckoning(calendar.clock(), None, where, counting)
        found.append(compare_spans(Reckoned((old,), "least", how), Reckoned((new,), "least", how)))
    plainly, here = found
    if plainly.order not in ("less", "same") or here.order not in ("more", "apart"):
        return None
    start = from_us(here.starts[-1], zone).date()
    return next(clock_changes(zone, start, date.fromordinal(start.toordinal() + 400)), None)


def _billed(term: Reckoned) -> bool:
    return any(span.kind == "billing_cycles" for span in term.spans)


def _counted(old: Reckoned, new: Reckoned) -> Earlier:
    earlier = later = None
    looked_at = 0
    for start in _moments(old, new):
        before, after = old.due(start), new.due(start)
        if before is None or after is None:
            continue
        looked_at += 1
        if after < before:
            earlier = start if earlier is None else earlier
        elif after > before:
            later = start if later is None else later
        if earlier is not None and later is not None:
            break
    if not looked_at:
        return Earlier("untold")
    starts = tuple(start for start in (earlier, later) if start is not None)
    return Earlier(between(at_most=later is None, at_least=earlier is None), starts, counted=True)


def _moments(old: Reckoned, new: Reckoned) -> Iterator[int]:
    """Everything from which a due instant may begin to stand still or to move, and a moment beside it."""
    by_month = any(span.kind in ("months", "years") for term in (old, new) for span in term.spans)
    plainly = _UP_TO_A_LEAP_YEAR if by_month else _LOOKED_AT
    years = sorted({*plainly, *_named_years(old.how.calendar), *_named_years(new.how.calendar)})
    marks = {mark for term in (old, new) for mark in _marks(term, years)}
    ordered = sorted(marks)
    yield from (at + HOUR_US for at in ordered[:40])  # plain moments first, so that examples are plain
    found = marks.union(*(_begun_for(term.how, span, ordered) for term in (old, new) for span in term.spans))
    for at in sorted(found):
        yield at
        yield at + SECOND_US
        yield at - SECOND_US


def _marks(term: Reckoned, years: Iterable[int]) -> Iterator[int]:
    """When dates begin, when the office opens and closes, and when a convention or a moment says that time is up."""
    how, clock = term.how, term.how.clock
    cut_off = how.counting.cut_off
    moments = [span for span in term.spans if span.kind == "moment"]
    for year in years:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        for number, day in enumerate(range(first.toordinal(), after.toordinal() + 1)):
            midnight = first_instant(day, how.zone)
            yield midnight
            if cut_off is not None and cut_off != CLOSE:
                yield midnight + int(cut_off[:2]) * HOUR_US + int(cut_off[3:]) * MINUTE_US
            if how.counting.hours != "at once" and number < 7 * _WEEKS_BY_HOURS:
                yield from (midnight + hour * HOUR_US for hour in range(1, 24))
            if clock is not None:
                yield from (clock.due_us(midnight, span).due for span in moments)
        if clock is not None and how.calendar is not None:
            try:
                yield from (edge for opening in clock.segments(first, after) for edge in opening)
            except CalendarNotPublished:
                continue


def _named_years(calendar: WorkCalendar | None) -> Iterator[int]:
    """The years of which a calendar names dates, the first few of them."""
    named = {int(word[:4]) for word in _dates_of(calendar) if word[:4].isdigit() and word[4:5] == "-"}
    yield from sorted(named)[:_MOST_YEARS]


def _dates_of(calendar: WorkCalendar | None) -> Iterable[str]:
    if calendar is None:
        return ()
    said = calendar.model_dump(mode="json", include={"closed", "special", "versions"})
    return _texts(said)


def _texts(said: object) -> Iterator[str]:
    match said:
        case dict():
            for key, part in said.items():
                yield str(key)
                yield from _texts(part)
        case list() | tuple():
            for part in said:
                yield from _texts(part)
        case str():
            yield said
        case _:
            return


def _begun_for(how: Reckoning, span: Span, marks: list[int]) -> Iterator[int]:
    """The moments from which a span of time ends at one of the marks."""
    if span.kind == "elapsed":
        yield from (mark - span.amount for mark in marks)
    if span.kind != "working" or how.clock is None:
        return
    for mark in marks:
        try:
            yield _worked_back(how.clock, mark, span.amount)
        except (CalendarNotPublished, TimeRangeError):
            continue


def _worked_back(clock: WorkClock, mark: int, amount: int) -> int:
    """From when so much working time has passed by an instant."""
    low, high = mark - amount - DAY_US, mark - amount
    while clock.elapsed_us(low, mark) < amount:
        low -= 4 * (mark - low)
    while high - low > SECOND_US:
        middle = (low + high) // 2
        if clock.elapsed_us(middle, mark) >= amount:
            low = middle
        else:
            high = middle
    return round(low / SECOND_US) * SECOND_US


def shown(at: int, zone: str) -> str:
    """An instant as a document writes it."""
    return from_us(at, zone).isoformat()
