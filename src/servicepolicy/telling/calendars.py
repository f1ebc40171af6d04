"""What a working calendar says, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from servicepolicy.phrases.catalogue import BOOK
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.worktime import CalendarVersion, WorkCalendar
from servicepolicy.worktime._hours import week
from servicepolicy.worktime.holidays import Jurisdiction, source
from servicepolicy.worktime.span import WEEKDAYS

__all__ = ["told_calendar"]

Openings: TypeAlias = WorkCalendar | CalendarVersion
_ALL_DAY = ((0, 1440),)
_LEAP_YEAR = "2024"  # it has every day of a year
_PIN = 16  # so many signs of a digest tell it apart


def told_calendar(calendar: WorkCalendar, teller: Teller) -> Iterator[Sentence]:
    """Everything that a calendar says: its zone, hours, holidays with their grounds, other dates, what changes when.

    Args:
        calendar: The calendar.
        teller: Says it in one language.
    """
    yield teller.sentence("calendar.zone", zone=calendar.timezone)
    yield _hours(calendar.hours, teller)
    yield from _holidays(calendar, teller)
    yield from _dates(calendar, teller)
    for version in calendar.versions:
        said = [*_changed(version, teller)]
        under = [line for sentence in said for line in (sentence.text, *sentence.under)]
        code = "calendar.from" if version.until is None else "calendar.until"
        since, until = teller.day(version.since), teller.day(version.until or "")
        yield teller.sentence(code, since=since, until=until, under=under)


def _changed(version: CalendarVersion, teller: Teller) -> Iterator[Sentence]:
    said = version.model_fields_set
    if "hours" in said:
        yield _hours(version.hours, teller)
    if "holidays" in said:
        yield from _holidays(version, teller)
    yield from _dates(version, teller)


def _hours(hours: Mapping[str, Sequence[str]], teller: Teller) -> Sentence:
    windows = week(hours)
    under: list[str] = []
    for said, group in groupby(range(7), key=lambda weekday: windows[weekday]):
        days = list(group)
        if said:
            open_at = teller.say("calendar.open_all_day") if said == _ALL_DAY else _windows(said)
            under.append(teller.say("calendar.hours.day", days=_days(days, teller), hours=open_at))
    return teller.sentence("calendar.hours", under=under or (teller.say("calendar.hours.none"),))


def _days(days: Sequence[int], teller: Teller) -> str:
    first, last = (teller.say(f"day.{WEEKDAYS[day]}") for day in (days[0], days[-1]))
    return first if len(days) == 1 else teller.say("calendar.span", first=first, last=last)


def _windows(windows: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"{_time(start)}–{_time(end)}" for start, end in windows)


def _time(minutes: int) -> str:
    at = minutes if minutes <= 1440 else minutes - 1440
    return f"{at // 60:02}:{at % 60:02}"


def _holidays(said: Openings, teller: Teller) -> Iterator[Sentence]:
    listed = [one for one in said.holidays if one[:1].isdigit()]
    for code in said.holidays:
        if code not in listed:
            yield _jurisdiction(source(code).jurisdiction, teller)
    if listed:
        yield teller.sentence("calendar.holidays.listed", dates=teller.listed(map(teller.day, sorted(listed))))
    if not said.holidays and not said.closed:
        yield teller.sentence("calendar.holidays.none")


def _jurisdiction(known: Jurisdiction, teller: Teller) -> Sentence:
    code = known.code
    place = teller.say(f"holidays.{code}") if f"holidays.{code}" in BOOK else known.code
    ground = teller.say(f"ground.{code}") if f"ground.{code}" in BOOK else known.published
    under = [teller.say("calendar.holidays.known", first=known.first, last=known.last, ground=ground)]
    if code == "CN":
        under.append(teller.say("calendar.holidays.exchange"))
    under.append(teller.say("calendar.holidays.pin", pin=source(code).digest()[:_PIN]))
    return teller.sentence("calendar.holidays", place=place, jurisdiction=code, under=under)


def _dates(said: Openings, teller: Teller) -> Iterator[Sentence]:
    if said.closed:
        yield teller.sentence("calendar.closed", dates=teller.listed(_closed(one, teller) for one in said.closed))
    if said.special:
        shut = teller.say("calendar.shut")
        under = [
            teller.say("calendar.hours.day", days=teller.day(day), hours=", ".join(windows).replace("-", "–") or shut)
            for day, windows in sorted(said.special.items())
        ]
        yield teller.sentence("calendar.special", under=under)


def _closed(text: str, teller: Teller) -> str:
    """A date or a range, of one year or of every year."""
    ends = [part.strip() for part in text.split("/")]
    yearly = all(len(end) == len("12-25") for end in ends)
    days = [_yearly(end, teller) if yearly else teller.day(end) for end in ends]
    day = days[0] if len(days) == 1 else teller.say("calendar.span", first=days[0], last=days[1])
    return teller.say("calendar.yearly", day=day) if yearly else day


def _yearly(text: str, teller: Teller) -> str:
    return teller.day(f"{_LEAP_YEAR}-{text}").removeprefix(f"{_LEAP_YEAR}年").removesuffix(f" {_LEAP_YEAR}")
