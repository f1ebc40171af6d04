"""Times of examples: so many working days on, in the zone of a policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.worktime._instant import from_us, local_or_instant

if TYPE_CHECKING:
    from servicepolicy.worktime import WorkClock

__all__ = ["FIRST", "Days", "put_in"]

FIRST: Final = date(2026, 3, 2)
_AHEAD: Final = timedelta(days=60)
_PLACED: Final = re.compile(r"\$\{([^}]*)\}")


@attrs.frozen
class Days:
    """The days of an example, the first being the first working day.

    Attributes:
        zone: The zone of their times.
        dates: The working days, in their order.
    """

    zone: str
    dates: tuple[date, ...]

    @classmethod
    def of(cls, zone: str, clock: WorkClock | None, since: date = FIRST) -> Days:
        """The days on which a calendar is open, or every day where there is none.

        Raises:
            CalendarNotPublished: The holidays of that year are not published.
        """
        if clock is not None and (open_days := clock.open_days(since, since + _AHEAD)):
            return cls(zone, tuple(open_days))
        return cls(zone, tuple(since + timedelta(days=ahead) for ahead in range(_AHEAD.days)))

    def local(self, said: str) -> datetime:
        """The wall time of `3 10:00` (of the third day), or `3+40 10:00`: forty days of the calendar later."""
        day, _, hour = said.partition(" ")
        number, _, later = day.partition("+")
        on = self.dates[int(number) - 1] + timedelta(days=int(later or 0))
        return datetime.fromisoformat(f"{on} {hour}")

    def at(self, said: str) -> str:
        """The same with its offset, such as `2026-03-04T10:00:00+00:00`."""
        instant = local_or_instant(self.local(said).isoformat(), self.zone)
        return from_us(instant, self.zone).isoformat()


def put_in(text: str, words: Mapping[str, str], days: Days) -> str:
    """A text with its `${..}` replaced: words, and times such as `${at 3 10:00}` or `${on 3 10:00 %d/%m/%Y}`."""

    def replaced(found: re.Match[str]) -> str:
        what, _, rest = found[1].partition(" ")
        match what:
            case "at":
                return days.at(rest)
            case "on":
                day, hour, form = rest.split(" ", 2)
                return days.local(f"{day} {hour}").strftime(form)
            case _:
                return words[found[1]]

    return _PLACED.sub(replaced, text)
