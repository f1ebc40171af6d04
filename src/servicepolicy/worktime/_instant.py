"""Instants and zones: the one module that touches pendulum.

An instant is an `int` of microseconds since 1970-01-01T00:00Z. A wall time is an `int` too: the microseconds that a
clock on the wall of some zone has shown since it showed 1970-01-01T00:00, as if there were no zone. Only this module
turns one into the other.

The rules of the zones come from the `tzdata` package and never from the machine, so that the same input gives the same
answer everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from pendulum import Timezone

from servicepolicy.errors import NaiveTimeError, TimeRangeError

__all__ = [
    "DAY_US",
    "HOUR_US",
    "MINUTE_US",
    "OUT_OF_REACH",
    "SECOND_US",
    "date_of",
    "first_instant",
    "from_us",
    "given_us",
    "in_reach",
    "iso",
    "local_or_instant",
    "parse_us",
    "to_us",
    "wall_to_us",
    "zone",
    "zone_data_version",
    "zone_meant",
]

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 60 * MINUTE_US
DAY_US: Final = 24 * HOUR_US

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BARE_EPOCH: Final = _EPOCH.replace(tzinfo=None)
_EPOCH_DAY: Final = _EPOCH.toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)

_DATE: Final = r"\d{4}-\d{2}-\d{2}"
_TIME: Final = r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
_LOCAL_DATE: Final = re.compile(_DATE, re.ASCII)
_LOCAL_TIME: Final = re.compile(rf"{_DATE}[T ]{_TIME}", re.ASCII)
_INSTANT: Final = re.compile(rf"{_DATE}[T ]{_TIME}(?:Z|[+-]\d{{2}}:?\d{{2}})", re.ASCII)
# A hundred years, the longest span, can be counted from every time between them: before and after it.
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
OUT_OF_REACH: Final = "lies outside of the years 1900 to 2200"
_NAIVE: Final = "a time needs a zone or an offset, like `2026-01-05T09:12:00+00:00`"


def to_us(at: datetime) -> int:
    """The instant of an aware `datetime`, in UTC microseconds.

    Raises:
        NaiveTimeError: The time has neither zone nor offset.
    """
    try:
        # Not `at - _EPOCH`: pendulum would answer with an interval of its own, rounded and slow.
        passed = datetime.__sub__(at, _EPOCH)
    except TypeError:  # so Python refuses a naive time
        if at.utcoffset() is not None:
            raise
        raise NaiveTimeError(_NAIVE) from None
    return passed.days * DAY_US + passed.seconds * SECOND_US + passed.microseconds


def in_reach(at: date) -> bool:
    """Whether a date or a time, as it is written, is one from which spans can be counted."""
    return _FIRST_YEAR <= at.year <= _LAST_YEAR


def given_us(at: datetime) -> int:
    """The instant of a time that somebody hands in.

    Raises:
        NaiveTimeError: The time has neither zone nor offset.
        TimeRangeError: It lies before 1900 or after 2200.
    """
    if not in_reach(at):
        raise TimeRangeError(f"the time {OUT_OF_REACH}")
    return to_us(at)


def parse_us(text: str) -> int:
    """Read an ISO 8601 date and time that ends in `Z` or an offset, as UTC microseconds.

    Raises:
        NaiveTimeError: There is neither.
        TimeRangeError: It lies before 1900 or after 2200.
        ValueError: It is no date and time.
    """
    stripped = text.strip()
    if _INSTANT.fullmatch(stripped):
        return to_us(_calendar_date_time(stripped))
    if _LOCAL_TIME.fullmatch(stripped) or _LOCAL_DATE.fullmatch(stripped):
        raise NaiveTimeError(_NAIVE)
    raise ValueError("not a date and time with offset, like `2026-01-05T09:12:00+00:00`")


def local_or_instant(text: str, zone_name: str) -> int:
    """Read a local date (its first instant), a local time of the named zone, or a time with `Z` or an offset.

    Raises:
        TimeRangeError: It lies before 1900 or after 2200.
        ValueError: It is none of these, or the zone does not exist.
    """
    stripped = text.strip()
    if _LOCAL_DATE.fullmatch(stripped) or _LOCAL_TIME.fullmatch(stripped):
        return wall_to_us((_calendar_date_time(stripped) - _BARE_EPOCH) // _MICROSECOND, zone_name)
    if _INSTANT.fullmatch(stripped):
        return to_us(_calendar_date_time(stripped))
    raise ValueError(f"`{text}` is neither a date like `2026-01-01` nor a time like `2026-01-01T09:00+00:00`")


def _calendar_date_time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is not in the calendar") from None
    if not in_reach(at):
        raise TimeRangeError(f"`{text}` {OUT_OF_REACH}")
    return at


def from_us(us: int, zone_name: str) -> datetime:
    """An instant as people of a zone write it: a plain `datetime`, with which the standard library does all it can do.

    Not pendulum's, whose arithmetic on times of foreign zones answers without any zone.
    """
    return (_EPOCH + timedelta(microseconds=us)).astimezone(zone(zone_name))


def iso(us: int) -> str:
    """An instant as text in UTC, such as `2026-01-05T01:12:00Z`; fractions of a second only where there are any."""
    return f"{(_BARE_EPOCH + timedelta(microseconds=us)).isoformat()}Z"


class _Zone(Timezone):
    """A zone by the rules of the `tzdata` package; unpickled it is found again by its name, and is the same object."""

    def __reduce__(self) -> tuple[Callable[[str], Timezone], tuple[str]]:
        return zone, (self.key,)


@cache
def zone(name: str) -> Timezone:
    """The zone of an IANA name such as `Asia/Shanghai`, by the rules of the `tzdata` package.

    Raises:
        ValueError: There is no such zone.
    """
    from importlib import resources

    parts = name.split("/")
    if len(name) > _LONGEST_NAME:
        raise ValueError("unknown time zone: no zone has so long a name")
    known = all(re.fullmatch(r"[A-Za-z0-9_+-]+", part) for part in parts)
    source = resources.files("tzdata").joinpath("zoneinfo", *parts) if known else None
    if source is None or not source.is_file() or name in _NOT_ZONES:
        meant = zone_meant(name)
        raise ValueError(f"unknown time zone `{name}`" + (f"; did you mean `{meant}`?" if meant else ""))
    with source.open("rb") as rules:
        return _Zone.from_file(rules, key=name)


# These lie in the folder of the zones and are none; the first two would mean something else on every machine.
_LONGEST_NAME: Final = 60
_NOT_ZONES: Final = frozenset({"localtime", "posixrules", "Factory", "leapseconds", "tzdata.zi", "zone.tab"})


def zone_meant(name: str) -> str:
    """The zone that is near to a name that is none, or lies in the city; an empty text if none does."""
    from difflib import get_close_matches
    from importlib import resources

    if len(name) > _LONGEST_NAME:
        return ""
    names = resources.files("tzdata").joinpath("zones").read_bytes().decode("ascii").split()
    last = {known.rsplit("/", 1)[-1].lower(): known for known in reversed(names) if "/" in known}
    plain = name.strip().replace(" ", "_")
    near = get_close_matches(plain, names, n=1, cutoff=0.75) or [
        last[city] for city in get_close_matches(plain.rsplit("/", 1)[-1].lower(), last, n=1, cutoff=0.8)
    ]
    return near[0] if near else ""


@lru_cache(maxsize=1)
def zone_data_version() -> str:
    """The edition of the zone rules in use, such as `2026a`."""
    from importlib import resources

    # A line such as `# version 2026a` heads the list of all zones.
    head = resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_bytes()[:40].decode("ascii")
    return head.split()[2]


def wall_to_us(wall: int, zone_name: str) -> int:
    """The first instant at which a zone's clocks show at least this wall time.

    A time that the clocks skip therefore means the end of the gap, and a time that they show twice means the first.
    """
    rules = zone(zone_name)
    shown = _BARE_EPOCH + timedelta(microseconds=wall)
    first = _offset_us(rules, shown)
    second = _offset_us(rules, shown.replace(fold=1))
    if first >= second:
        return wall - first
    return _end_of_gap(rules, wall - second, wall - first)


def _offset_us(rules: Timezone, shown: datetime) -> int:
    offset = rules.utcoffset(shown)
    return offset // _MICROSECOND if offset is not None else 0


def _end_of_gap(rules: Timezone, before: int, after: int) -> int:
    """The transition that lies after one instant and not after another; zones change at whole seconds."""
    low, high = before // SECOND_US, after // SECOND_US
    settled = _offset_at(rules, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(rules, middle) == settled:
            high = middle
        else:
            low = middle
    return high * SECOND_US


def _offset_at(rules: Timezone, second: int) -> timedelta | None:
    return (_EPOCH + timedelta(seconds=second)).astimezone(rules).utcoffset()


def first_instant(day: int, zone_name: str) -> int:
    """The first instant of a local date, which is given as its proleptic ordinal (`date.toordinal`)."""
    return wall_to_us((day - _EPOCH_DAY) * DAY_US, zone_name)


def date_of(us: int, zone_name: str) -> date:
    """The local date that an instant lies on, by clocks that never turn back over midnight."""
    local = (_EPOCH + timedelta(microseconds=us)).astimezone(zone(zone_name)).date()
    later = local.toordinal() + 1
    # Where clocks go back across midnight, the second pass of the old date belongs to the new one already begun.
    return date.fromordinal(later) if first_instant(later, zone_name) <= us else local
