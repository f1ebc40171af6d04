"""The naive twin of working time: it steps through minutes, and shares nothing with the engine.

It knows one idea: a clock on the wall that never runs backwards. At every UTC minute it shows the latest local time
that the zone has shown so far, so a skipped hour is jumped over and a repeated one waited out. The office is open in a
minute if a window holds what this clock shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def minutes(zone: str, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every UTC minute from one to another, with the local time on a wall clock that never runs backwards."""
    rules = ZoneInfo(zone)
    highest = datetime(1, 1, 1)  # noqa: DTZ001  # what a wall shows has no zone
    now = first - timedelta(hours=3)  # so that a clock set back shortly before the first minute is known
    while now < last:
        highest = max(highest, now.astimezone(rules).replace(tzinfo=None))
        if now >= first:
            yield now, highest
        now += MINUTE


def minute_of_day(text: str) -> int:
    """Minutes since midnight of a text such as `09:30`."""
    return int(text[:2]) * 60 + int(text[3:])


def covers(windows: Sequence[str], minute: int) -> bool:
    """One of the windows of a day holds this minute of the same day."""
    return any(start <= minute < min(end, 1440) for start, end in map(ends, windows))


def spills(windows: Sequence[str], minute: int) -> bool:
    """One of the windows of a day runs past midnight and holds this minute of the next day."""
    return any(minute < end - 1440 for _, end in map(ends, windows))


def ends(window: str) -> tuple[int, int]:
    """Start and end of a window; an end that is not after the start lies on the next day."""
    start, end = (minute_of_day(text) for text in window.split("-"))
    return start, end if end > start else end + 1440


def weekly(hours: Mapping[str, Sequence[str]], day: date) -> Sequence[str]:
    """The windows of a weekday; keys are single weekdays here."""
    return hours.get(NAMES[day.weekday()], ())


def is_open(
    shown: datetime,
    hours: Mapping[str, Sequence[str]],
    closed: Sequence[str] = (),
    special: Mapping[str, Sequence[str]] | None = None,
) -> bool:
    """The office is open while the wall shows this time; closed and special days are single dates here."""
    special = special or {}
    today, minute = shown.date(), shown.hour * 60 + shown.minute
    if today.isoformat() in special:
        return covers(special[today.isoformat()], minute)
    if today.isoformat() in closed:
        return False
    yesterday = today - timedelta(days=1)
    before = special.get(yesterday.isoformat(), weekly(hours, yesterday))
    return covers(weekly(hours, today), minute) or spills(before, minute)


def open_minutes(calendar: Mapping[str, Any], first: datetime, last: datetime) -> list[datetime]:
    """The UTC minutes in which the office is open."""
    hours, closed, special = calendar["hours"], calendar.get("closed", ()), calendar.get("special", {})
    return [
        now for now, shown in minutes(str(calendar["timezone"]), first, last) if is_open(shown, hours, closed, special)
    ]


def elapsed(minutes_open: Sequence[datetime], start: datetime, stop: datetime) -> int:
    """How many open minutes lie between two whole minutes."""
    return sum(start <= minute < stop for minute in minutes_open)


def due(
    minutes_open: Sequence[datetime],
    start: datetime,
    working_minutes: int,
    pauses: Sequence[tuple[datetime, datetime]] = (),
) -> datetime | None:
    """The end of the n-th open minute from the start on that no pause holds; `None` if there are not so many."""
    left = working_minutes
    for minute in minutes_open:
        if minute >= start and not any(since <= minute < until for since, until in pauses):
            left -= 1
            if left == 0:
                return minute + MINUTE
    return None


def nth_working_date(calendar: Mapping[str, Any], after: date, count: int) -> date:
    """The n-th date after a date on which windows begin."""
    hours, closed, special = calendar["hours"], calendar.get("closed", ()), calendar.get("special", {})
    day = after
    while count:
        day += timedelta(days=1)
        name = day.isoformat()
        count -= bool(special.get(name, () if name in closed else weekly(hours, day)))
    return day
