"""When a span is over: working time, elapsed time, and the spans that count dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, Protocol

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.worktime._instant import DAY_US, HOUR_US, MINUTE_US, SECOND_US, from_us, wall_to_us
from servicepolicy.worktime.counting import Counting, Over, Reading
from servicepolicy.worktime.span import Span, SpanError

__all__ = ["Due", "Pauses", "begins", "due", "due_instants"]

Pauses = Sequence[tuple[int, int]]
"""Disjoint stretches of UTC microseconds, in order; each starts at its first value and ends at its second."""

_DATED: Final = ("days", "weeks", "months")
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


class Days(Protocol):
    """What a clock is asked: dates as proleptic ordinals, instants and time in UTC microseconds."""

    @property
    def zone(self) -> str: ...
    def day_of(self, at: int) -> int: ...
    def first_instant_of(self, day: int) -> int: ...
    def end_of_day(self, day: int) -> int: ...
    def close_of_day(self, day: int) -> int: ...
    def is_working_day(self, day: int) -> bool: ...
    def is_rest(self, day: int, over: Over) -> bool: ...
    def nth_working_day(self, after: int, count: int) -> int: ...
    def working_days_between(self, first: int, after: int) -> int: ...
    def elapsed_us(self, start: int, stop: int) -> int: ...
    def due_working_us(self, start: int, working_us: int) -> int: ...


# Frozen by its setters, for `attrs.frozen` takes three times as long to make one, and every verdict makes some.
@attrs.define(on_setattr=attrs.setters.frozen, unsafe_hash=True)
class Due:
    """When a span is over, in UTC microseconds, and how that came about.

    Args:
        due: The last instant at which an act is in time.
        due_latest: The other reading of a law that is unsettled, where it gives a later instant.
        rolled: The last day was a day of rest, and another took its place.
        first_date: The first date that was counted, written as a number such as 20260106; of date-counted spans.
        last_date: The last one.
        shifted: Dates by which pauses moved the last one.
        unpublished: The other reading would need the holidays of this year, which nobody has published.
        rolled_from: The day of rest on which the last day fell, before it rolled, written as a number too.
        lengthened_from: The last day of a period that held too few working days, before it was made longer.
    """

    due: int
    due_latest: int | None = None
    rolled: bool = False
    first_date: int | None = None
    last_date: int | None = None
    shifted: int = 0
    unpublished: int | None = None
    rolled_from: int | None = None
    lengthened_from: int | None = None


def begins(clock: Days, start: int, kind: str, amount: int, convention: Counting) -> int:
    """From when a span counts that an event at an instant starts.

    What comes in on a closed day or after the cut-off is deemed to come in when the office opens on the next working
    day; then, of a span of whole hours, the hour that has begun may not count.
    """
    if convention.receipt == "next working day":
        start = _deemed(clock, start, convention.cut_off)
    if convention.hours == "next hour" and kind in ("elapsed", "working") and amount and not amount % HOUR_US:
        start = _next_hour(clock, start)
    return start


def _deemed(clock: Days, start: int, cut_off: str | None) -> int:
    day = clock.day_of(start)
    if clock.is_working_day(day) and start <= _cut_off(clock, day, cut_off):
        return start
    following = clock.first_instant_of(clock.nth_working_day(day, 1))
    # One microsecond of working time is over one microsecond after the office opens.
    return clock.due_working_us(following, 1) - 1


def _cut_off(clock: Days, day: int, cut_off: str | None) -> int:
    match cut_off:
        case None:
            return clock.end_of_day(day) - 1
        case "close":
            return min(clock.close_of_day(day), clock.end_of_day(day) - 1)
        case _:
            minute = int(cut_off[:2]) * 60 + int(cut_off[3:])
            return wall_to_us((day - _EPOCH_DAY) * DAY_US + minute * MINUTE_US, clock.zone)


def _next_hour(clock: Days, start: int) -> int:
    """The next full hour that the zone's clocks show; an instant on the hour lies in the hour that it begins."""
    hour = from_us(start, clock.zone)
    into = (hour.minute * 60 + hour.second) * SECOND_US + hour.microsecond
    return start + HOUR_US - into


def due(clock: Days, start: int, span: Span, pauses: Pauses, convention: Counting, billing_day: int | None) -> Due:
    """When a span that starts at an instant is over, and how that came about."""
    if convention.begins_later:
        start = begins(clock, start, span.kind, span.amount, convention)
    at = _of_time(clock, start, span, pauses)
    if at is not None:
        return Due(at)
    return _counted(clock, start, span, pauses, _for_span(convention, span), billing_day)


def due_instants(
    clock: Days, start: int, span: Span, pauses: Pauses, convention: Counting, billing_day: int | None
) -> tuple[int, int | None]:
    """When a span is over, and the later reading of an unsettled law: what `due` says, without how that came about."""
    if convention.begins_later:
        start = begins(clock, start, span.kind, span.amount, convention)
    at = _of_time(clock, start, span, pauses)
    if at is not None:
        return at, None
    outcomes, unpublished = _of_all_readings(clock, start, span, pauses, _for_span(convention, span), billing_day)
    dues = [outcome.due for outcome, _reading in outcomes]
    strict, latest = min(dues), max(dues)
    return strict, latest if latest > strict and unpublished is None else None


def _of_time(clock: Days, start: int, span: Span, pauses: Pauses) -> int | None:
    """The end of a span that counts time, or is a moment; `None` where it counts dates."""
    match span.kind:
        case "working":
            return _after_working(clock, start, span.amount, pauses)
        case "elapsed":
            return _after_elapsed(start, span.amount, pauses)
        case "moment":
            return _next_moment(clock, start, span)
        case _:
            return None


def _for_span(convention: Counting, span: Span) -> Counting:
    """The convention as it holds for a span that counts dates."""
    # A date so far off is never moved for a day of rest: its holidays are not published yet.
    return convention.settled() if span.kind in ("years", "billing_cycles", "same_day") else convention


def _after_working(clock: Days, start: int, left: int, pauses: Pauses) -> int:
    for since, until in pauses:
        if until <= start:
            continue
        reached = clock.due_working_us(start, left)
        if reached <= since:
            return reached
        left -= clock.elapsed_us(start, max(since, start))
        start = until
    return clock.due_working_us(start, left)


def _after_elapsed(start: int, left: int, pauses: Pauses) -> int:
    reached = start + left
    for since, until in pauses:
        if until > start and since < reached:
            reached += until - max(since, start)
    return reached


def _next_moment(clock: Days, start: int, span: Span) -> int:
    today = clock.day_of(start)
    # The local date may be one that the zone skips to; a week and a day cover every case.
    for day in range(today - 1, today + 9):
        if (day - 1) % 7 == span.weekday:
            moment = wall_to_us((day - _EPOCH_DAY) * DAY_US + span.minute * MINUTE_US, clock.zone)
            if moment >= start:
                return moment
    raise AssertionError("every weekday comes back within a week")


@attrs.define(eq=False, repr=False)
class _Outcome:
    due: int
    last: int
    shifted: int
    rolled_from: int | None = None  # the day of rest on which the last one fell
    lengthened_from: int | None = None  # the last one, before the period came to hold enough working days


def _counted(clock: Days, start: int, span: Span, pauses: Pauses, convention: Counting, billing_day: int | None) -> Due:
    """The due of every reading: the earliest binds whoever owes the act, the latest is told."""
    outcomes, unpublished = _of_all_readings(clock, start, span, pauses, convention, billing_day)
    strict, reading = min(outcomes, key=_due_of)
    latest = max(outcome.due for outcome, _ in outcomes)
    first = clock.day_of(start) + (0 if reading.counts_first_day or span.kind == "same_day" else 1)
    if span.kind == "working_days":
        first = clock.nth_working_day(first - 1, 1)
    return Due(
        due=strict.due,
        due_latest=latest if latest > strict.due and unpublished is None else None,
        rolled=strict.rolled_from is not None,
        first_date=_number(first),
        last_date=_number(strict.last),
        shifted=strict.shifted,
        unpublished=unpublished,
        rolled_from=None if strict.rolled_from is None else _number(strict.rolled_from),
        lengthened_from=None if strict.lengthened_from is None else _number(strict.lengthened_from),
    )


def _of_all_readings(
    clock: Days, start: int, span: Span, pauses: Pauses, convention: Counting, billing_day: int | None
) -> tuple[list[tuple[_Outcome, Reading]], int | None]:
    """What comes of each reading, and the year that one of them would need and nobody has published."""
    outcomes: list[tuple[_Outcome, Reading]] = []
    unpublished: int | None = None
    for reading in convention.readings:
        try:
            outcomes.append((_outcome(clock, start, span, pauses, convention, reading, billing_day), reading))
        except CalendarNotPublished as error:
            if not outcomes or not (reading.rolls or reading.excludes_touched):
                raise
            # It can only be later than the stated reading without either, which is known.
            unpublished = error.year
    return outcomes, unpublished


def _due_of(pair: tuple[_Outcome, Reading]) -> int:
    return pair[0].due


def _number(day: int) -> int:
    on = date.fromordinal(day)
    return on.year * 10_000 + on.month * 100 + on.day


def _outcome(
    clock: Days,
    start: int,
    span: Span,
    pauses: Pauses,
    convention: Counting,
    reading: Reading,
    billing_day: int | None,
) -> _Outcome:
    """One reading: count, shift by the pauses that begin before the due, roll, close; nothing is due inside a pause."""
    counts_working = span.kind == "working_days"
    shifted = 0
    least = _second_working_day(clock, start, span, convention, reading, ())
    found = _finish(clock, start, span, convention, reading, billing_day, shifted, least)
    for since, until in pauses:
        since = max(since, start)  # noqa: PLW2901  # what lies before the start is no pause
        if since >= until:
            continue
        if since >= found.due:
            break
        shifted += _covered(clock, since, until, working=counts_working, touched=reading.excludes_touched)
        if least:
            least = _second_working_day(clock, start, span, convention, reading, pauses)
        found = _finish(clock, start, span, convention, reading, billing_day, shifted, least)
        while since < found.due < until:  # it moves to the next end of a counted day after the pause
            shifted += 1
            found = _finish(clock, start, span, convention, reading, billing_day, shifted, least)
    return found


def _second_working_day(
    clock: Days, start: int, span: Span, convention: Counting, reading: Reading, pauses: Pauses
) -> int:
    """The second working day of a period that has to hold two, those apart that pauses take out; 0: it needs none."""
    if convention.contains != "two working days" or span.kind not in _DATED or (span.kind, span.amount) == ("days", 1):
        return 0
    day, left = clock.day_of(start) - (1 if reading.counts_first_day else 0), 2
    while left:
        day += 1
        if not clock.is_rest(day, convention.over) and not _taken_out(clock, day, start, pauses, reading):
            left -= 1
    return day


def _taken_out(clock: Days, day: int, start: int, pauses: Pauses, reading: Reading) -> bool:
    """A pause covers the midnight with which a date begins, or touches the date, where the law reads it so."""
    first, after = clock.first_instant_of(day), clock.first_instant_of(day + 1)
    return any(
        since < after and first < until if reading.excludes_touched else max(since, start) <= first < until
        for since, until in pauses
    )


def _covered(clock: Days, since: int, until: int, *, working: bool, touched: bool) -> int:
    """The dates that a pause takes out: those whose midnight it covers, or every one that it touches."""
    before = clock.day_of(since) - 1 if touched else clock.day_of(since - 1)
    last = clock.day_of(until - 1)
    return clock.working_days_between(before + 1, last + 1) if working else last - before


def _finish(
    clock: Days,
    start: int,
    span: Span,
    convention: Counting,
    reading: Reading,
    billing_day: int | None,
    shifted: int,
    least: int,
) -> _Outcome:
    first = clock.day_of(start)
    earlier = 1 if reading.counts_first_day else 0
    if span.kind == "same_day":
        return _same_day(clock, start, first + shifted, shifted, convention)
    if span.kind == "working_days":
        last = clock.nth_working_day(first - earlier, span.amount + shifted)
    elif span.kind == "billing_cycles":
        last = _closing_date(first, span.amount, billing_day) + shifted
    else:
        last = _corresponding(first, span) - earlier + shifted
    resting = last
    if reading.rolls and span.kind != "working_days":
        while clock.is_rest(last, convention.over):
            last += 1
    ends_at_close = convention.ends == "close" or (convention.ends == "usual" and span.kind == "working_days")
    at: Callable[[int], int] = clock.close_of_day if ends_at_close else clock.end_of_day
    if last < least:
        return _Outcome(max(at(least), start), least, shifted, lengthened_from=resting)
    return _Outcome(max(at(last), start), last, shifted, resting if last != resting else None)


def _same_day(clock: Days, start: int, day: int, shifted: int, convention: Counting) -> _Outcome:
    """Until the close of the day; after the close, or on a day without hours, until 24:00."""
    end = clock.end_of_day(day)
    close = end if convention.ends == "midnight" else min(clock.close_of_day(day), end)
    return _Outcome(close if start <= close else end, day, shifted)


def _corresponding(first: int, span: Span) -> int:
    """The date that corresponds: so many days or weeks on, or the same day of a later month, else its last."""
    match span.kind:
        case "days":
            return first + span.amount
        case "weeks":
            return first + 7 * span.amount
        case _:
            months = span.amount * (12 if span.kind == "years" else 1)
            on = date.fromordinal(first)
            return _day_of_month(on.year * 12 + on.month - 1 + months, on.day)


def _day_of_month(month: int, day: int) -> int:
    """A day of a month that is counted from the year 0; the last day where the month is shorter."""
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1])).toordinal()


def _closing_date(first: int, cycles: int, billing_day: int | None) -> int:
    """The closing date of the n-th complete billing cycle; the running one never counts, whatever is left of it."""
    if billing_day is None or not 1 <= billing_day <= 31:
        raise SpanError("billing cycles need the day of the month on which they close, from 1 to 31")
    on = date.fromordinal(first)
    month = on.year * 12 + on.month - 1
    running = month if _day_of_month(month, billing_day) >= first else month + 1
    return _day_of_month(running + cycles, billing_day)
