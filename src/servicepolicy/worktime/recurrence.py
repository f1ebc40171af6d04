"""Dates that come back: recurrence rules of RFC 5545, by the date and without times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

import attrs

__all__ = ["Recurrence"]

_WRITTEN: Final = re.compile(r"(?:DTSTART:(?P<start>\d{8})\s+)?(?:RRULE:)?(?P<parts>[A-Z]+=\S+)", re.ASCII)
_ALWAYS: Final = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYDAY")
# Days of a month belong to months and years: followed day by day, a rule that never fires would take long to be found.
_PARTS: Final = {
    "DAILY": _ALWAYS,
    "WEEKLY": (*_ALWAYS, "BYSETPOS"),
    "MONTHLY": (*_ALWAYS, "BYSETPOS", "BYMONTHDAY"),
    "YEARLY": (*_ALWAYS, "BYSETPOS", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"),
}
# What pins a date inside the period of each frequency; without one of them the start decides.
_PINNED: Final = {
    "DAILY": (),
    "WEEKLY": (("BYDAY",),),
    "MONTHLY": (("BYDAY",), ("BYMONTHDAY",)),
    "YEARLY": (("BYDAY",), ("BYYEARDAY",), ("BYMONTH", "BYMONTHDAY"), ("BYWEEKNO", "BYDAY")),
}
_ONCE_IN: Final = timedelta(days=41 * 366)  # weekdays and leap days meet again after 40 years at the latest
_PRELUDE: Final = timedelta(days=9 * 366)  # a leap day may be missing for 8 years


@attrs.frozen(slots=True)
class Recurrence:
    """A recurrence rule such as `FREQ=MONTHLY;BYDAY=2TU`: the second Tuesday of every month.

    Args:
        text: The rule, with its `DTSTART:20260106` before it where the start matters.

    Example:
        >>> from datetime import date
        >>> rule = Recurrence.parse("FREQ=MONTHLY;BYDAY=2TU")
        >>> next(rule.dates(date(2026, 1, 1))).isoformat()
        '2026-01-13'
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Recurrence:
        """Read it.

        Raises:
            ValueError: It is no rule by the date, hangs on a start that it does not name, or never fires.
        """
        written = " ".join(text.split())
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(f"`{text}` is not a recurrence rule: write it like FREQ=MONTHLY;BYDAY=2TU")
        parts = _parts(found["parts"])
        _check_parts(parts, anchored=found["start"] is not None)
        rule = cls(written)
        try:
            begin = rule._anchor or date(2024, 1, 1)
            parts.pop("COUNT", None)  # how often it fires does not matter for whether it ever does
            often = cls(";".join(f"{name}={value}" for name, value in parts.items()))
            fires = next(iter(often._between(begin, begin + _ONCE_IN)), None)
        except (ValueError, TypeError) as error:
            raise ValueError(f"`{text}` is not a recurrence rule: {str(error).lower()}") from None
        if fires is None:
            raise ValueError(f"`{text}` never fires")
        return rule

    @property
    def _anchor(self) -> date | None:
        found = _WRITTEN.fullmatch(self.text)
        return date.fromisoformat(found["start"]) if found is not None and found["start"] is not None else None

    def dates(self, since: date) -> Iterator[date]:
        """The dates on which it fires, from one date on; they may never end."""
        return (day for day in self._between(self._anchor or since - _PRELUDE, None) if day >= since)

    def before(self, day: date) -> date | None:
        """The last date on which it fires before a date, `None` if there is none."""
        last: date | None = None
        for fires in self._between(self._anchor or day - _PRELUDE, day - timedelta(days=1)):
            last = fires
        return last

    def _between(self, first: date, last: date | None) -> Iterator[date]:
        from dateutil.rrule import rrulestr  # only policies with such a rule pay for it

        parts = self.text.rpartition("RRULE:")[2].rpartition(" ")[2]
        rule: Any = rrulestr(parts, dtstart=_midnight(first), cache=False)
        if last is not None and "COUNT=" not in parts:  # else a rule that never fires is followed to the year 9999
            said: datetime | None = rule._until
            rule = rule.replace(until=_midnight(last) if said is None else min(said, _midnight(last)))
        for fires in rule:
            if last is not None and fires.date() > last:
                return
            yield fires.date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # dates, and no instants


def _parts(written: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in written.split(";"):
        name, _, value = part.partition("=")
        if name in parts or not value:
            raise ValueError(f"`{part}` is not a part of a recurrence rule, or stands there twice")
        parts[name] = value
    return parts


def _check_parts(parts: dict[str, str], *, anchored: bool) -> None:
    frequency = parts.get("FREQ", "")
    if frequency not in _PARTS:
        raise ValueError(f"`FREQ` is one of {', '.join(_PARTS)}")
    for name in parts:
        if name not in _PARTS[frequency]:
            raise ValueError(f"`{name}` does not go with `FREQ={frequency}`: {', '.join(_PARTS[frequency])}")
    if "UNTIL" in parts and re.fullmatch(r"\d{8}", parts["UNTIL"], re.ASCII) is None:
        raise ValueError("`UNTIL` is a date like 20261231")
    loose = parts.get("INTERVAL", "1") != "1" or "COUNT" in parts
    pinned = frequency == "DAILY" or any(all(name in parts for name in names) for names in _PINNED[frequency])
    if not anchored and (loose or not pinned):
        raise ValueError("the rule hangs on where it starts: write `DTSTART:20260106` before it")
