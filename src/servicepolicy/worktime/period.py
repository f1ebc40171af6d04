"""Calendar periods: days, ISO weeks, months, quarters, half-years and years, as written and as counted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, Literal, get_args

import attrs

from servicepolicy.worktime._instant import OUT_OF_REACH, first_instant, in_reach

__all__ = ["UNITS", "CalendarPeriod", "PeriodUnit"]

PeriodUnit = Literal["day", "week", "month", "quarter", "half", "year"]
UNITS: Final[tuple[PeriodUnit, ...]] = get_args(PeriodUnit)

_MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})(?:-(?P<day>\d{2}))?|W(?P<week>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])))?",
    re.ASCII,
)


@attrs.frozen(slots=True, order=True)
class CalendarPeriod:
    """One period of the calendar, in local dates.

    A week is that of ISO 8601: Monday to Sunday, named by the year that holds its Thursday.

    Args:
        first: Its first date.
        unit: How long it is.

    Example:
        >>> CalendarPeriod.parse("2026-Q1").last
        datetime.date(2026, 3, 31)
        >>> CalendarPeriod.containing(date(2026, 12, 31), "week").code
        '2026-W53'
    """

    first: date
    unit: PeriodUnit

    @classmethod
    def parse(cls, text: str) -> CalendarPeriod:
        """Read `2026`, `2026-H1`, `2026-Q1`, `2026-03`, `2026-W07` or `2026-03-31`.

        Raises:
            ValueError: It is none of these, or the calendar has no such period.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(
                f"`{text}` is not a period: write it like 2026, 2026-H1, 2026-Q1, 2026-03, 2026-W07, 2026-03-31"
            )
        parts = {name: int(value) for name, value in found.groupdict().items() if value is not None}
        if not in_reach(date(parts["year"] or 1, 1, 1)):
            raise ValueError(f"`{text}` {OUT_OF_REACH}")
        try:
            return cls._of(parts)
        except ValueError:
            raise ValueError(
                f"`{text}` is not a period: there are months 01 to 12, quarters Q1 to Q4, weeks W01 to W52 or W53"
            ) from None

    @classmethod
    def _of(cls, parts: dict[str, int]) -> CalendarPeriod:
        year = parts["year"]
        match parts:
            case {"day": day, "month": month}:
                return cls(date(year, month, day), "day")
            case {"month": month}:
                return cls(date(year, month, 1), "month")
            case {"week": week}:
                return cls(date.fromisocalendar(year, week, 1), "week")
            case {"quarter": quarter}:
                return cls(date(year, 3 * quarter - 2, 1), "quarter")
            case {"half": half}:
                return cls(date(year, 6 * half - 5, 1), "half")
            case _:
                return cls(date(year, 1, 1), "year")

    @classmethod
    def containing(cls, day: date, unit: PeriodUnit) -> CalendarPeriod:
        """The period of that length in which a date lies."""
        if unit == "day":
            return cls(day, unit)
        if unit == "week":
            return cls(day - timedelta(days=day.weekday()), unit)
        months = _MONTHS[unit]
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), unit)

    @property
    def last(self) -> date:
        """Its last date."""
        return self.next().first - timedelta(days=1)

    @property
    def code(self) -> str:
        """How it is written; `parse` reads it back."""
        match self.unit:
            case "day":
                return self.first.isoformat()
            case "week":
                year, week, _ = self.first.isocalendar()
                return f"{year:04}-W{week:02}"
            case "month":
                return f"{self.first.year:04}-{self.first.month:02}"
            case "quarter":
                return f"{self.first.year:04}-Q{(self.first.month + 2) // 3}"
            case "half":
                return f"{self.first.year:04}-H{(self.first.month + 5) // 6}"
            case "year":
                return f"{self.first.year:04}"

    def next(self) -> CalendarPeriod:
        """The period of the same length right after it."""
        return self._moved(1)

    def previous(self) -> CalendarPeriod:
        """The period of the same length right before it."""
        return self._moved(-1)

    def _moved(self, by: int) -> CalendarPeriod:
        if self.unit in ("day", "week"):
            return CalendarPeriod(self.first + timedelta(days=by * (7 if self.unit == "week" else 1)), self.unit)
        month = self.first.year * 12 + self.first.month - 1 + by * _MONTHS[self.unit]
        return CalendarPeriod(date(month // 12, month % 12 + 1, 1), self.unit)

    def bounds(self, zone: str) -> tuple[int, int]:
        """Its first instant and the first one after it, UTC microseconds, in an IANA zone."""
        return first_instant(self.first.toordinal(), zone), first_instant(self.next().first.toordinal(), zone)
