"""Times as foreign logs write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from servicepolicy.logs.cell import Unreadable
from servicepolicy.worktime._instant import from_us, in_reach, local_or_instant, to_us

__all__ = ["Clockface"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{4}-?W\d{2}(-?\d)?", re.ASCII)
_OF_THE_DAY = "HIMSfpXcTRs"  # what of a `strptime` format says a time of day


class Clockface:
    """Reads the times of one column, each different text once.

    A wall time that its zone skips is the end of the gap, one that occurs twice is the first (as everywhere here).

    Args:
        column: The column, for errors.
        format: A `strptime` format, `None` for ISO 8601.
        zone: The zone of times that name none; `None` = they are refused.
    """

    def __init__(self, column: str, format: str | None, zone: str | None) -> None:
        self._column = column
        self._format = format
        self._zone = zone
        self._known: dict[object, datetime] = {}
        self._says_a_time = format is None or any(f"%{code}" in format for code in _OF_THE_DAY)

    @property
    def zone(self) -> str | None:
        """The zone of times and dates that name none."""
        return self._zone

    def when(self, held: object) -> datetime | date:
        """When something happened: the instant, in UTC; a date where the column holds one and no time.

        Raises:
            Unreadable: As `read` does; a date needs a zone, as a time does.
        """
        return self.read(held) if self._timed(held) else self._dated(held)

    def _timed(self, held: object) -> bool:
        match held:
            case str() if self._format is None:
                return _DATE.fullmatch(held.strip()) is None
            case str():
                return self._says_a_time
            case date():
                return isinstance(held, datetime)
            case _:
                return True

    def _dated(self, held: object) -> date:
        on = self._moment(held).date()
        if not in_reach(on):
            raise Unreadable("time-out-of-range", self._column)
        if self._zone is None:
            raise Unreadable("naive-time", self._column)
        return on

    def read(self, held: object) -> datetime:
        """The instant, in UTC; of a date its first one.

        Raises:
            Unreadable: `not-a-time`, or `naive-time`: no zone in the text and none in the mapping; or
                `time-out-of-range`.
        """
        known = self._known.get(held)
        if known is None:
            known = self._known[held] = self._instant(self._moment(held))
        return known

    def day(self, held: object) -> date:
        """The calendar date that a column says: of a time with an offset, the date in the column's zone.

        Raises:
            Unreadable: `not-a-time`.
        """
        moment = self._moment(held)
        if moment.tzinfo is None or self._zone is None:
            return moment.date()
        return from_us(to_us(moment), self._zone).date()

    def _moment(self, held: object) -> datetime:
        try:
            match held:
                case datetime():
                    return held
                case date():
                    return datetime(held.year, held.month, held.day)  # noqa: DTZ001  # the zone follows
                case str() if self._format is not None:
                    return datetime.strptime(held.strip(), self._format)  # noqa: DTZ007  # the zone follows
                case str():
                    return datetime.fromisoformat(held.strip())
                case _:
                    raise Unreadable("not-a-time", self._column)
        except ValueError as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable("not-a-time", self._column) from None

    def _instant(self, moment: datetime) -> datetime:
        if not in_reach(moment):
            raise Unreadable("time-out-of-range", self._column)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        if self._zone is None:
            raise Unreadable("naive-time", self._column)
        return _EPOCH + timedelta(microseconds=local_or_instant(moment.isoformat(), self._zone))
