"""Days on which a bank is closed, as calendar programs export them (iCalendar, RFC 5545).

Whole-day entries are closed dates of a `WorkCalendar`. What lasts for part of a day closes no whole date: it is told,
for whoever keeps the calendar to say the hours of that date under `special`. Whether an entry shows as free or busy is
not asked: published holidays show as free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import attrs

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.worktime._instant import zone as zone_of

__all__ = ["Closures", "PartDay", "read_closures"]

_DAY: Final = timedelta(days=1)
_MOST_DAYS: Final = 100_000  # what a file may close; 270 years


@attrs.frozen
class PartDay:
    """An entry that lasts for part of a day.

    Args:
        since: When it begins, in the zone that was named.
        until: When it ends.
        title: What the file calls it.
    """

    since: datetime
    until: datetime
    title: str = ""


@attrs.frozen
class Closures:
    """What a file of days off says of a stretch of time.

    Args:
        days: The closed dates in order, each with what the file calls it.
        part_days: What closes part of a day: it is in none of `days`.
        last: The last date of which the file says anything; `None`: it says nothing. What comes after it may not be
            published yet.
    """

    days: Mapping[date, str] = attrs.field(factory=dict[date, str])
    part_days: tuple[PartDay, ...] = ()
    last: date | None = None

    @property
    def closed(self) -> tuple[str, ...]:
        """The closed dates as `WorkCalendar` takes them, several in a row as one: `2026-12-25/2026-12-28`."""
        return tuple(
            str(first) if first == last else f"{first}/{last}" for first, last, _ in _in_a_row(self.days.items())
        )

    def to_yaml(self) -> str:
        """The `closed` of a calendar as lines of YAML, each with its titles; what closes part of a day as remarks."""
        lines = ["closed:"] if self.days else ["closed: []"]
        for first, last, titles in _in_a_row(self.days.items()):
            said = f"- {first}" if first == last else f"- {first}/{last}"
            lines.append(f"{said}  # {', '.join(titles)}" if titles else said)
        for part in self.part_days:
            told = f"{part.since:%Y-%m-%d %H:%M} to {part.until:%Y-%m-%d %H:%M}"
            title = f" ({part.title})" if part.title else ""
            lines.append(f"# {told}{title} closes part of a day: say the hours of that date under `special`")
        if self.last is not None:
            lines.append(f"# the file says nothing after {self.last}")
        return "\n".join(lines) + "\n"


def read_closures(source: str | Path | bytes, *, since: date | str, until: date | str, zone: str) -> Closures:
    """The days off that a file of a calendar program names.

    Args:
        source: The path of an `.ics` file, or its bytes.
        since: The first date that matters.
        until: The first date that does not matter any more: entries that recur have no end.
        zone: The zone in which a day is a day, an IANA name.

    Raises:
        UsageError: There is no such file or zone, the dates are no dates, or the extra `ics` is not installed.
        FactsError: It is no iCalendar, or an entry cannot be read; every such entry is named.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise UsageError("reading iCalendar needs icalendar: `pip install 'servicepolicy[ics]'`") from None
    first, end = _date(since, "since"), _date(until, "until")
    if end <= first:
        raise UsageError(f"`until` ({end}) is not after `since` ({first}): name a stretch of time")
    try:
        here = zone_of(zone)
    except ValueError as error:
        raise UsageError(str(error)) from None
    name = None if isinstance(source, bytes) else str(source)
    try:
        held = Calendar.from_ical(_bytes(source).decode())
    except (ValueError, UnicodeError, IndexError, KeyError):
        raise FactsError([_problem(name, "not-icalendar", "this is no iCalendar", "export it as `.ics`")]) from None
    problems: list[Problem] = []
    entries: list[_Entry] = []
    for number, component in enumerate(held.walk("VEVENT"), start=1):
        try:
            entries.append(_Entry.of(component, here))
        except (ValueError, TypeError, AttributeError, KeyError):
            message = f"the dates of entry {number} cannot be read"
            problems.append(_problem(name, "unreadable-entry", message, "mend its DTSTART, DTEND, RRULE or EXDATE"))
    if problems:
        raise FactsError(problems)
    return _closures(entries, first, end)


def _closures(entries: list[_Entry], first: date, end: date) -> Closures:
    moved = {(entry.uid, entry.instead_of) for entry in entries if entry.instead_of is not None}
    days: dict[date, str] = {}
    parts: list[PartDay] = []
    last: date | None = None
    for entry in entries:
        for begin in entry.begins(end):
            if entry.cancelled or (entry.instead_of is None and (entry.uid, begin) in moved):
                continue
            over = begin + entry.lasts
            if isinstance(begin, datetime):
                if isinstance(over, datetime) and begin.date() < end and over.date() >= first:
                    parts.append(PartDay(begin, over, entry.title))
                continue
            last = max(last or begin, over - _DAY)
            for number in range(min((over - begin).days, _MOST_DAYS)):
                day = begin + number * _DAY
                if first <= day < end:
                    days.setdefault(day, entry.title)
    ordered = dict(sorted(days.items()))
    return Closures(ordered, tuple(sorted(parts, key=lambda part: part.since)), last)


@attrs.frozen
class _Entry:
    """One entry: when it begins, how long it lasts, and how it recurs."""

    uid: str
    begin: date  # a datetime where the entry has a time
    lasts: timedelta
    title: str
    cancelled: bool
    rule: str | None
    more: tuple[date, ...]
    left_out: frozenset[date]
    instead_of: date | None

    @classmethod
    def of(cls, component: Any, here: Any) -> _Entry:  # the types of its library are its own
        """What is read of an entry of the library's."""
        begin = _placed(component["DTSTART"].dt, here)
        whole = not isinstance(begin, datetime)
        end = component.get("DTEND")
        if end is not None:
            lasts = _placed(end.dt, here) - begin
        elif component.get("DURATION") is not None:
            lasts = component["DURATION"].dt
        else:
            lasts = _DAY if whole else timedelta(0)
        if lasts < timedelta(0) or (whole and lasts < _DAY):
            lasts = _DAY if whole else timedelta(0)
        rule, instead = component.get("RRULE"), component.get("RECURRENCE-ID")
        return cls(
            str(component.get("UID", "")),
            begin,
            lasts,
            " ".join(str(component.get("SUMMARY", "")).split()),
            str(component.get("STATUS", "")).upper() == "CANCELLED",
            None if rule is None else rule.to_ical().decode(),
            tuple(_listed(component.get("RDATE"), here)),
            frozenset(_listed(component.get("EXDATE"), here)),
            None if instead is None else _placed(instead.dt, here),
        )

    def begins(self, end: date) -> Iterator[date]:
        """When it begins, each time that it recurs, up to a date."""
        found: set[date] = {self.begin, *self.more}
        if self.rule is not None:
            found.update(self._recurring(end))
        yield from sorted(one for one in found if one not in self.left_out)

    def _recurring(self, end: date) -> Iterator[date]:
        from dateutil.rrule import rrulestr

        said = self.rule or ""
        if isinstance(self.begin, datetime):
            start = self.begin
        else:  # dateutil counts in times without a zone; an UNTIL with a zone does not go with these
            start = datetime.fromisoformat(self.begin.isoformat())
            said = ";".join(part[:14] if part.startswith("UNTIL=") else part for part in said.split(";"))
        for at in takewhile(lambda one: one.date() < end, rrulestr(said, dtstart=start)):
            yield at if start is self.begin else at.date()


def _listed(held: Any, here: Any) -> Iterator[date]:
    for one in held if isinstance(held, list) else [] if held is None else [held]:
        yield from (_placed(each.dt, here) for each in one.dts)


def _placed(at: Any, here: Any) -> date:
    """A date as it is, a time in the zone; one without a zone is meant there."""
    if not isinstance(at, datetime):
        if not isinstance(at, date):
            raise TypeError(at)
        return at
    return at.replace(tzinfo=here) if at.tzinfo is None else at.astimezone(here)


def _in_a_row(days: Iterable[tuple[date, str]]) -> Iterator[tuple[date, date, tuple[str, ...]]]:
    """Dates that follow one another, as one stretch with its titles."""
    first: date | None = None
    last, titles = date.min, list[str]()
    for day, title in days:
        if first is not None and day == last + _DAY:
            last = day
        else:
            if first is not None:
                yield first, last, tuple(dict.fromkeys(titles))
            first, last, titles = day, day, []
        if title:
            titles.append(title)
    if first is not None:
        yield first, last, tuple(dict.fromkeys(titles))


def _bytes(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no file `{source}`") from None
    except OSError as error:
        raise UsageError(f"`{source}` cannot be read: {(error.strerror or 'no reason given').lower()}") from None


def _date(said: date | str, name: str) -> date:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else said
    except ValueError:
        raise UsageError(f"`{name}`: `{said}` is no date: write it like `2026-01-31`") from None


def _problem(name: str | None, code: str, message: str, help: str) -> Problem:
    return Problem(code, Where(name), message, help)
