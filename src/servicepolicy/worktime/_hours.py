"""Reading the parts of a calendar: windows of a day, weekdays, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Final, TypeVar

from servicepolicy.worktime._instant import OUT_OF_REACH, in_reach
from servicepolicy.worktime._opening import DAY_MINUTES, ClosedDates, Window, Windows
from servicepolicy.worktime.span import WEEKDAYS

__all__ = ["closed_dates", "day_windows", "iso_date", "special_dates", "week"]

_WINDOW: Final = re.compile(r"(\d{2}):(\d{2}) ?[-–] ?(\d{2}):(\d{2})", re.ASCII)
_YEARLY: Final = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LEAP_YEAR: Final = 2024
_Said = TypeVar("_Said")
_Read = TypeVar("_Read")


def iso_date(text: str) -> int:
    """A date such as `2025-12-25`, as its ordinal.

    Raises:
        ValueError: It is no date.
    """
    if _DATE.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"`{text}` is not in the calendar") from None
        if not in_reach(day):
            raise ValueError(f"`{text}` {OUT_OF_REACH}")
        return day.toordinal()
    raise ValueError(f"`{text}` is not a date: write it like `2025-12-25`")


def day_windows(texts: Iterable[str]) -> Windows:
    """The windows of a day, in order; a window whose end is not after its start runs past midnight.

    Raises:
        ValueError: A window is not written like `09:00-12:30`, has no length, or overlaps another; all that is wrong
            is told at once.
    """
    read, wrong = _each(_window, texts)
    _refuse(wrong)
    windows = sorted(read)
    for (_, end), (start, _) in pairwise(windows):
        if start < end:
            raise ValueError(f"two windows overlap at `{start // 60:02}:{start % 60:02}`")
    return tuple(windows)


def _each(read: Callable[[_Said], _Read], said: Iterable[_Said]) -> tuple[list[_Read], list[str]]:
    """Each of several as it is read, and what is wrong with the others."""
    found: list[_Read] = []
    wrong: list[str] = []
    for one in said:
        try:
            found.append(read(one))
        except ValueError as error:
            wrong.append(str(error))
    return found, wrong


def _refuse(wrong: Iterable[str]) -> None:
    """Raise all that is wrong as one error, if anything is."""
    told = "; ".join(dict.fromkeys(wrong))
    if told:
        raise ValueError(told)


def _window(text: str) -> Window:
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        padded = re.sub(r"(?<!\d)(\d:)", r"0\1", text.strip())
        if _WINDOW.fullmatch(padded):
            raise ValueError(f"`{text}` is not a window: hours have two digits, as in `{padded}`")
        raise ValueError(f"`{text}` is not a window: write it like `09:00-12:30`, and past midnight like `22:00-06:00`")
    start_hour, start_minute, end_hour, end_minute = (int(group) for group in match.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if start >= DAY_MINUTES or end > DAY_MINUTES or start_minute > 59 or end_minute > 59:
        raise ValueError(f"`{text}` names no times of day: they lie between `00:00` and `24:00`")
    if start == end:
        raise ValueError(f"`{text}` has no length: the whole day is `00:00-24:00`")
    return (start, end) if start < end else (start, end + DAY_MINUTES)


def week(hours: Mapping[str, Iterable[str]]) -> tuple[Windows, ...]:
    """The windows of each weekday, Monday first, of a mapping such as `{mon-fri: ["09:00-17:00"]}`.

    Raises:
        ValueError: A key names no weekdays, or a weekday is named twice; all that is wrong is told at once.
    """
    weekdays, wrong = _each(_weekdays, hours)
    windows, more = _each(day_windows, hours.values())
    _refuse((*wrong, *more))
    found: dict[int, Windows] = {}
    for key, days, open_ in zip(hours, weekdays, windows, strict=True):
        for weekday in days:
            if weekday in found:
                raise ValueError(f"`{WEEKDAYS[weekday]}` has hours twice, the second time in `{key}`")
            found[weekday] = open_
    return tuple(found.get(weekday, ()) for weekday in range(7))


def _weekdays(key: str) -> list[int]:
    days: list[int] = []
    for part in key.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        start, end = _weekday(first, key), _weekday(last if dash else first, key)
        days += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return days


def _weekday(name: str, key: str) -> int:
    if name in WEEKDAYS:
        return WEEKDAYS.index(name)
    from difflib import get_close_matches

    near = get_close_matches(name[:4], WEEKDAYS, n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ": write `mon-fri`, `sat` or `mon,wed`"
    raise ValueError(f"`{name}` in `{key}` is not a weekday{hint}")


def closed_dates(texts: Iterable[str]) -> ClosedDates:
    """Dates without hours: `2025-12-25`, `2025-12-24/2026-01-02`, every year `12-25` or `12-24/01-02`.

    Raises:
        ValueError: A text is none of these, or a range ends before it begins.
    """
    ranges: list[tuple[int, int]] = []
    yearly: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for text in texts:
        first, slash, last = (part.strip() for part in text.partition("/"))
        last = last if slash else first
        if _YEARLY.fullmatch(first) and _YEARLY.fullmatch(last):
            yearly.append((_month_day(first), _month_day(last)))
            continue
        start, end = iso_date(first), iso_date(last)
        if end < start:
            raise ValueError(f"`{text}` ends before it begins")
        ranges.append((start, end))
    return ClosedDates(tuple(ranges), tuple(yearly))


def _month_day(text: str) -> tuple[int, int]:
    month, day = int(text[:2]), int(text[3:])
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise ValueError(f"`{text}` is not in the calendar of any year") from None
    return month, day


def special_dates(special: Mapping[str, Iterable[str]]) -> dict[int, Windows]:
    """Dates that say all their hours; none is a closed one.

    Raises:
        ValueError: A key is no date, or a window is none.
    """
    return {iso_date(day): day_windows(texts) for day, texts in special.items()}
