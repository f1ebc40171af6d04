"""Times as foreign logs write them, read as instants."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from servicepolicy.logs.texts import ERRORS, text_of
from servicepolicy.logs.time_forms import ISO, Written, figures_of, form_of
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.worktime._instant import SECOND_US, from_us, in_reach, to_us, wall_to_us, zone

__all__ = ["Clockface", "Reading"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BARE: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # wall times are counted from it
_MICROSECOND: Final = timedelta(microseconds=1)
_PART: Final = timedelta(hours=6)  # no zone ever put its clocks forth and back within it
_A_WHILE: Final = timedelta(hours=3)  # within it, a clock that is put back is put back
_MANY: Final = 200_000  # texts that are remembered: more are read again
_PLAIN_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


class Reading(NamedTuple):
    """What a cell says of a time.

    Attributes:
        us: The instant in UTC microseconds; of a date, its first.
        on: The date, where it says no time of day.
        later: The second instant of a wall time that its zone tells twice.
        skipped: Whether its zone skipped the wall time; the instant is the end of the gap.
        form: Which of the forms it is written in.
        forms: In how many ways it could be read.
    """

    us: int
    on: date | None = None
    later: datetime | None = None
    skipped: bool = False
    form: str = ISO
    forms: int = 1

    @property
    def at(self) -> datetime:
        """The instant in UTC."""
        return _EPOCH + timedelta(microseconds=self.us)


class Clockface:
    """Reads the times of one column, each different text once.

    A wall time that its zone skips is the end of the gap, one that occurs twice is the first (as everywhere here).

    Args:
        column: The column, for errors.
        formats: Its forms, tried in turn.
        zone: The zone of times that name none; `None` = they are refused.
        zones: What names of zones in the text mean.
        months: The language of names of months, or twelve names.
        roc: Years are counted from 1912.
        days: Only the day counts, whatever time stands beside it.
        known: What was read before.
    """

    def __init__(
        self,
        column: str,
        formats: Sequence[str] | str | None = None,
        zone: str | None = None,
        *,
        zones: Mapping[str, str] | None = None,
        months: str | tuple[str, ...] | None = None,
        roc: bool = False,
        days: bool = False,
        known: dict[tuple[object, str | None], Reading] | None = None,
    ) -> None:
        self._column = column
        self._zone = zone
        self._zones = dict(zones or {})
        self._days = days
        said = (formats,) if isinstance(formats, str) else tuple(formats or (ISO,))
        try:
            self._forms = tuple((name, form_of(name, months, roc=roc)) for name in said)
        except ValueError:
            raise Unreadable("not-a-time", column) from None
        self._known: dict[tuple[object, str | None], Reading] = {} if known is None else known
        self.counted: Counter[str] = Counter()
        self.several = len(said) > 1
        self.plain = not (self.several or roc or days)
        self._iso = self.plain and said[0] == ISO
        self._figures = figures_of(said[0]) if self.plain else None
        self._midnights: dict[tuple[int, int, int, str], int | None] = {}

    @property
    def zone(self) -> str | None:
        """The zone of times and dates that name none."""
        return self._zone

    def reading(self, held: object, zone_name: str | None = None) -> Reading:
        """What a cell says; `zone_name` is the row's own zone.

        Raises:
            Unreadable: `not-a-time`; `naive-time`: no zone in the text and none in the mapping; `unknown-zone-name`; or
                `time-out-of-range`.
        """
        if type(held) is datetime and self.plain and held.tzinfo is not None and in_reach(held):
            return Reading(to_us(held))  # to look it up takes longer
        if type(held) is bool:  # it equals a number, and is none
            return self._read(held, zone_name or self._zone)
        key = (held, zone_name)
        known = self._known.get(key)
        if known is None:
            known = self._at_once(held, zone_name or self._zone) or self._read(held, zone_name or self._zone)
            if len(self._known) < _MANY:
                self._known[key] = known
        if self.several:
            self.counted[known.form] += 1
        return known

    def day(self, held: object, zone_name: str | None = None) -> date:
        """The calendar date that a column says: of a time with an offset, the date in the column's zone.

        Raises:
            Unreadable: `not-a-time`.
        """
        written, _, _ = self._written(held)
        name = zone_name or self._zone
        if written.wall.tzinfo is None or name is None:
            return written.wall.date()
        return from_us(to_us(written.wall), name).date()

    def _written(self, held: object) -> tuple[Written, str, int]:
        typed = isinstance(held, date)
        found: tuple[Written, str] | None = None
        ways = 0
        for name, form in self._forms:
            written = form(held)
            if written is not None:
                if found is None:
                    found, ways = (written, name), 1
                elif written.wall.replace(tzinfo=None) != found[0].wall.replace(tzinfo=None):
                    ways += 1
        if found is None and typed:
            written = form_of(ISO)(held)
            found, ways = (None if written is None else (written, ISO)), 1
        if found is None and held in ERRORS:
            raise Unreadable("error-cell", self._column)
        if found is None:
            raise Unreadable("not-a-time", self._column, text_of(held), tuple(name for name, _ in self._forms))
        return (*found, ways)

    def _at_once(self, held: object, name: str | None) -> Reading | None:
        """The same of what is plainly written, on a day on which no clock is put: most times of most logs."""
        if type(held) is not str:
            return None
        micro = 0
        if self._iso:
            if _PLAIN_ISO.fullmatch(held) is None:
                return None
            try:
                wall = datetime.fromisoformat(held)
            except ValueError:
                return None
            if wall.tzinfo is not None:
                return Reading(to_us(wall)) if in_reach(wall) else None
            year, month, day, hour, minute, second, *_ = wall.timetuple()
            micro = wall.microsecond
        else:
            figures = None if self._figures is None else self._figures(held)
            if figures is None:
                return None
            year, month, day, hour, minute, second = figures
        if name is None or hour > 23 or minute > 59 or second > 59:
            return None
        key = (year, month, day, name)
        midnight = self._midnights.get(key, -1)
        if midnight == -1:
            midnight = self._midnights[key] = _midnight(year, month, day, name)
        if midnight is None:
            return None
        us = midnight + ((hour * 60 + minute) * 60 + second) * SECOND_US + micro
        return Reading(us, None, None, False, self._forms[0][0])

    def _read(self, held: object, name: str | None) -> Reading:
        written, form, ways = self._written(held)
        wall = written.wall
        if not in_reach(wall):
            raise Unreadable("time-out-of-range", self._column)
        if written.zone is not None:
            name = self._named(written.zone)
        if self._days or not written.timed:
            return self._on_its_day(written, name, form, ways)
        if wall.tzinfo is not None:
            return Reading(to_us(wall), None, None, False, form, ways)
        if name is None:
            raise Unreadable("naive-time", self._column)
        first = wall_to_us((wall - _BARE) // _MICROSECOND, name)
        later, skipped = _second_and_gap(_EPOCH + timedelta(microseconds=first), wall, name)
        return Reading(first, None, later, skipped, form, ways)

    def _on_its_day(self, written: Written, name: str | None, form: str, ways: int) -> Reading:
        on = written.wall.date()
        if written.wall.tzinfo is not None and name is not None and written.timed:
            on = from_us(to_us(written.wall), name).date()
        if name is None:
            raise Unreadable("naive-time", self._column)
        midnight = datetime(on.year, on.month, on.day)  # noqa: DTZ001  # the zone follows
        first = wall_to_us((midnight - _BARE) // _MICROSECOND, name)
        return Reading(first, on, None, False, form, ways)

    def _named(self, name: str) -> str:
        """The zone of a name in the text."""
        known = self._zones.get(name) or self._zones.get(name.upper())
        if known is None and "/" in name:
            known = name
        try:
            if known is not None:
                zone(known)
                return known
        except ValueError:
            pass
        raise Unreadable("unknown-zone-name", self._column)


def _midnight(year: int, month: int, day: int, name: str) -> int | None:
    """When a day of a zone begins, if its clocks are put neither then nor on the days beside it; else `None`."""
    try:
        wall = datetime(year, month, day)  # noqa: DTZ001  # the zone follows
        rules = zone(name)
    except ValueError:
        return None
    if not in_reach(wall):
        return None
    offsets = {rules.utcoffset(wall + _PART * part) for part in range(-4, 9)}
    offset = offsets.pop() if len(offsets) == 1 else None
    return None if offset is None else (wall - offset - _BARE) // _MICROSECOND


def _second_and_gap(at: datetime, wall: datetime, name: str) -> tuple[datetime | None, bool]:
    """The other instant of a wall time that is told twice, and whether the zone skipped it."""
    shown = at.astimezone(zone(name))
    if shown.replace(tzinfo=None) != wall:
        return None, True
    here = shown.utcoffset()
    if here == (at + _A_WHILE).astimezone(zone(name)).utcoffset():
        return None, False
    for hours in (1, 2, 3):  # summer time is an hour, and was two
        after = (at + timedelta(hours=hours)).astimezone(zone(name)).utcoffset()
        if here is not None and after is not None and after < here:
            second = at + (here - after)
            if second.astimezone(zone(name)).replace(tzinfo=None) == wall:
                return second, False
    return None, False
