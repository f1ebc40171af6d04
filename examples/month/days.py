"""The days of the first half of 2026 in China, and working time on them."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from make_complaint_log import BEIJING, DAYS_OFF, MAKE_UP_DAYS

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
OFF = {*DAYS_OFF, date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}
ON = {*MAKE_UP_DAYS, date(2026, 1, 4)}
OFFICE = ((time(9, 0), time(12, 0)), (time(13, 30), time(17, 30)))


def month_of(code: str) -> tuple[date, date]:
    """The first and the last day of a month such as `2026-03`."""
    year, month = (int(part) for part in code.split("-"))
    first = date(year, month, 1)
    if not FIRST <= first <= LAST:
        raise ValueError(f"`{code}`: the days off are known for the first half of 2026 only")
    return first, date(year, month, monthrange(year, month)[1])


def works(day: date) -> bool:
    """Whether offices are open."""
    return day in ON or (day.weekday() < 5 and day not in OFF)


def days(first: date, last: date) -> list[date]:
    """All days from one to another."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def working_days(first: date, last: date) -> list[date]:
    """Those of them on which offices are open."""
    return [day for day in days(first, last) if works(day)]


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A local time of a day."""
    return datetime.combine(day, time(hour, minute, second), BEIJING)


OPEN_DAYS = working_days(FIRST, LAST)


def week_of(day: date) -> str:
    """The ISO week of a day, such as `2026-W10`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def worked(since: datetime, minutes: float) -> datetime:
    """The moment at which so many minutes of office hours have passed."""
    left = timedelta(minutes=minutes)
    for day in OPEN_DAYS[bisect_left(OPEN_DAYS, since.date()) :]:
        for opens, closes in OFFICE:
            begin = max(datetime.combine(day, opens, BEIJING), since)
            span = datetime.combine(day, closes, BEIJING) - begin
            if span > timedelta(0):
                if left <= span:
                    return begin + left
                left -= span
    raise ValueError("no office is open for so long")
