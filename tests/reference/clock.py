"""Working time by walking days: a calendar as written in a document, times as UTC datetimes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

Plain = dict[str, Any]
Interval = tuple[datetime, datetime]
DAY = timedelta(days=1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FAR = 400  # days that are walked before giving up


# The first local date whose holidays nobody has published, and the holidays of the days before that examples use.
PUBLISHED: dict[str, tuple[date, tuple[date, ...]]] = {"CN": (date(2027, 1, 1), ())}


class Unpublished(Exception):
    """The answer hangs on a year whose holidays are not published."""

    def __init__(self, zone: str, first: date) -> None:
        self.year, self.known_until = first.year, _utc(zone, first, 0)
        super().__init__(f"{first.year}")


def utc(zone: str, day: date, minutes: int) -> datetime:
    """A local wall time in UTC: the first of two, and the end of the gap for one that does not exist."""
    return _utc(zone, day + DAY * (minutes // 1440), minutes % 1440)


@cache
def _utc(zone: str, day: date, minutes: int) -> datetime:
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))
    local = wall.replace(tzinfo=ZoneInfo(zone))
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == wall:
        return local.astimezone(UTC)
    moment = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)  # before the gap: walk through it
    while moment.astimezone(local.tzinfo).replace(tzinfo=None) < wall:
        moment += timedelta(minutes=1)
    return moment


def local_date(calendar: Plain, moment: datetime) -> date:
    """The local date of an instant."""
    return moment.astimezone(ZoneInfo(calendar["timezone"])).date()


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _weekdays(text: str) -> list[str]:
    days: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, stop = WEEK.index(first), WEEK.index(last or first)
        days.extend(WEEK[(start + step) % 7] for step in range((stop - start) % 7 + 1))
    return days


def _regular(calendar: Plain, day: date) -> list[tuple[int, int]]:
    windows = [
        window
        for days, texts in calendar["hours"].items()
        if WEEK[day.weekday()] in _weekdays(days)
        for window in texts
    ]
    return _read(windows)


def _read(windows: list[str]) -> list[tuple[int, int]]:
    pairs = [tuple(_minutes(end) for end in window.split("-")) for window in windows]
    return [(first, last if last > first else last + 1440) for first, last in pairs]


def windows_of(calendar: Plain, day: date) -> list[tuple[int, int]]:
    """The open hours of a local date, in minutes of that date."""
    first, holidays = PUBLISHED.get(calendar.get("holidays", ""), (date.max, ()))
    if day >= first and calendar.get("assumed"):
        return _at_most(calendar, day)
    if day >= first:
        raise Unpublished(calendar["timezone"], first)
    assert day not in holidays, "an example that meets a holiday"
    special = {key: _read(value) for key, value in calendar.get("special", {}).items()}
    text, before = day.isoformat(), day - DAY
    spilling = special[before.isoformat()] if before.isoformat() in special else _regular(calendar, before)
    spilt = [(max(first - 1440, 0), last - 1440) for first, last in spilling if last > 1440]
    if text in special:
        own = special[text]
    elif text in calendar.get("closed", []):
        return []
    else:
        own = spilt + _regular(calendar, day)
    return sorted((first, min(last, 1440)) for first, last in own)


def _at_most(calendar: Plain, day: date) -> list[tuple[int, int]]:
    """The hours of a date that nobody has published, if it is as open as any date of a week is."""
    text = day.isoformat()
    if text in calendar.get("special", {}) or text in calendar.get("closed", []):
        special = {key: _read(value) for key, value in calendar.get("special", {}).items()}
        return special.get(text, [])
    return sorted({window for step in range(7) for window in _regular(calendar, day + DAY * step)})


def _last_close(calendar: Plain, day: date) -> int:
    """When a date ends for the office; of a date that nobody has published, as early as on any day of the week."""
    first, _ = PUBLISHED.get(calendar.get("holidays", ""), (date.max, ()))
    if day < first or day.isoformat() in calendar.get("special", {}):
        return windows_of(calendar, day)[-1][1]
    return min(last[-1][1] for step in range(7) if (last := _regular(calendar, day + DAY * step)))


def open_between(calendar: Plain, first: date, last: date) -> list[Interval]:
    """The open intervals from one local date to another, as far as published, in UTC, joined where they meet."""
    found: list[Interval] = []
    if "pieces" in calendar:  # of several calendars, each from an instant on
        pieces = [*calendar["pieces"], (datetime.max.replace(tzinfo=UTC), None)]
        for (since, piece), (until, _) in pairwise(pieces):
            found += [(max(start, since), min(stop, until)) for start, stop in open_between(piece, first, last)]
        return union(found)
    day, published = first, PUBLISHED.get(calendar.get("holidays", ""), (date.max, ()))[0]
    if calendar.get("assumed"):
        published = date.max
    while day <= min(last, published - DAY):
        for start, stop in windows_of(calendar, day):
            begun, ended = (utc(calendar["timezone"], day, edge) for edge in (start, stop))
            if begun >= ended:
                continue
            if found and found[-1][1] >= begun:
                found[-1] = (found[-1][0], max(found[-1][1], ended))
            else:
                found.append((begun, ended))
        day += DAY
    return found


def _without(intervals: list[Interval], pauses: list[Interval]) -> list[Interval]:
    for pause in pauses:
        left = [(start, min(stop, pause[0])) for start, stop in intervals]
        right = [(max(start, pause[1]), stop) for start, stop in intervals]
        intervals = sorted((start, stop) for start, stop in left + right if start < stop)
    return intervals


def union(intervals: list[Interval]) -> list[Interval]:
    """The same time in disjoint intervals, in order."""
    found: list[Interval] = []
    for start, stop in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if found and found[-1][1] >= start:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return found


def running(calendar: Plain | None, start: datetime, stop: datetime, pauses: list[Interval]) -> timedelta:
    """Time between two instants outside the pauses: working time of a calendar, or all time without one."""
    if stop <= start:
        return timedelta(0)
    intervals = [(start, stop)]
    if calendar:
        _beyond(calendar, _without(intervals, union(pauses)))
        walked = open_between(calendar, local_date(calendar, start) - DAY, local_date(calendar, stop) + DAY)
        intervals = [(max(a, start), min(b, stop)) for a, b in walked if max(a, start) < min(b, stop)]
    return sum((b - a for a, b in _without(intervals, union(pauses))), timedelta(0))


def _beyond(calendar: Plain, intervals: list[Interval]) -> None:
    """Refuse intervals that reach where nothing is published."""
    first = PUBLISHED.get(calendar.get("holidays", ""), (date.max, ()))[0]
    if (
        first != date.max
        and not calendar.get("assumed")
        and intervals
        and intervals[-1][1] > utc(calendar["timezone"], first, 0)
    ):
        raise Unpublished(calendar["timezone"], first)


def _spent(intervals: list[Interval], amount: timedelta) -> datetime | None:
    for start, stop in intervals:
        if stop - start >= amount:
            return start + amount
        amount -= stop - start
    return None


SPAN = re.compile(r"(\d+) (?:(working) )?(minute|hour|day)s?")


def amount_of(span: str) -> tuple[str, int, str]:
    """A span as (elapsed, working, date or working date; how many; unit)."""
    found = SPAN.fullmatch(span.replace("calendar ", ""))
    assert found, f"a span the reference does not read: {span}"
    number, working, unit = int(found[1]), found[2], found[3]
    if unit == "day":
        return ("working days" if working else "days"), number, unit
    return ("working" if working else "elapsed"), number * (60 if unit == "hour" else 1), "minute"


def due(calendar: Plain, start: datetime, span: str | timedelta, kind: str, pauses: list[Interval]) -> datetime:
    """When a span that begins at an instant ends.

    Args:
        calendar: Whose zone, days and hours count.
        start: When it begins.
        span: As text, or an amount of time.
        kind: For an amount of time: `elapsed` or `working`.
        pauses: When it does not run.
    """
    pauses = union([(max(a, start), b) for a, b in pauses])
    if span == "same day":
        return _same_day(calendar, start, pauses)
    if isinstance(span, str):
        kind, number, _ = amount_of(span)
        if kind in ("days", "working days"):
            return _due_date(calendar, start, number, kind == "working days", pauses)
        span = timedelta(minutes=number)
    if span == timedelta(0):
        return next((until for since, until in pauses if since <= start < until), start)
    for days in (10, 40, FAR):
        last = start + span + days * DAY
        found = _spent(_without([(max(a, start), b) for a, b in _open(calendar, kind, start, last)], pauses), span)
        if found:
            return found
        if kind == "working":
            _beyond(calendar, [(start, last)])
    raise AssertionError("the calendar was not walked far enough")


def _open(calendar: Plain, kind: str, start: datetime, last: datetime) -> list[Interval]:
    if kind == "elapsed":
        return [(start, last)]
    walked = open_between(calendar, local_date(calendar, start) - DAY, local_date(calendar, last))
    return [(a, b) for a, b in walked if b > start]


def _due_date(calendar: Plain, start: datetime, number: int, working: bool, pauses: list[Interval]) -> datetime:
    """The n-th date after the day of the event that counts, put off by pauses."""

    def counts(day: date) -> bool:
        return bool(windows_of(calendar, day)) if working else True

    def landing(number: int) -> datetime:
        day = local_date(calendar, start)
        while number:
            day += DAY
            number -= counts(day)
        return utc(calendar["timezone"], day, _last_close(calendar, day) if working else 1440)

    return _put_off(calendar, number, counts, landing, pauses)


def _put_off(
    calendar: Plain, number: int, counts: Callable[[date], bool], landing: Callable[[int], datetime],
    pauses: list[Interval],
) -> datetime:  # fmt: skip
    """A pause adds a date for every midnight before the due one that it covers; nothing is due inside a pause.

    The next date that counts takes the place of one that ends inside, until it ends at the pause's end or later.
    """
    for begun, ended in pauses:
        day = local_date(calendar, begun)
        while day < local_date(calendar, ended):
            day += DAY
            number += counts(day) and begun <= landing(number)
        while begun < landing(number) < ended:
            number += 1
    return landing(number)


def _same_day(calendar: Plain, start: datetime, pauses: list[Interval]) -> datetime:
    """Until the close of the day, or of the day to which pauses put it off; after closing, until 24:00."""

    def landing(later: int) -> datetime:
        day = local_date(calendar, start) + DAY * later
        windows = windows_of(calendar, day)
        closing = utc(calendar["timezone"], day, _last_close(calendar, day)) if windows else None
        return closing if closing and start <= closing else utc(calendar["timezone"], day, 1440)

    return _put_off(calendar, 0, lambda _day: True, landing, pauses)
