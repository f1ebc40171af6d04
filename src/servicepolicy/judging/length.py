"""Lengths of time between two events: so long on a clock, and so many dates apart."""

from __future__ import annotations

from typing import Any, Self

from servicepolicy.worktime import Span

__all__ = ["Length", "commensurate", "dates_of"]


class Length(int):
    """A length of time in microseconds that also knows how many dates lie between its ends.

    A length that is asked for in days is not one of so many times 24 hours: on the day on which clocks change there are
    23 or 25 of them, and what ends at 09:00 of the sixtieth day is sixty days long whatever time it began.

    Attributes:
        days: From the date of the one end to that of the other.
    """

    days: int

    def __new__(cls, microseconds: int, days: int) -> Self:
        """A length."""
        made = super().__new__(cls, microseconds)
        made.days = days
        return made

    def said_in(self, other: object) -> str:
        """The length in the unit of what it was compared with; empty for other units than dates and hours."""
        if isinstance(other, Span):
            return f"{self.days} {'day' if self.days == 1 else 'days'}"
        whole, rest = divmod(int(self) // 1_000_000, 60)
        hours, minutes = divmod(whole, 60)
        parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
        return " ".join(f"{count} {unit}" for count, unit in parts if count)[:40] or "0 min"


def commensurate(found: Any, wanted: Any) -> tuple[Any, Any]:
    """Both sides of a comparison in one unit: where days or weeks are asked for, a length of time is one of dates."""
    if not isinstance(wanted, Span):
        return found, wanted
    if not isinstance(found, Length):
        raise TypeError("only the time between two events has dates")
    return found.days, dates_of(wanted)


def dates_of(span: Span) -> int:
    """How many dates a span of days or weeks is long."""
    return span.amount * (7 if span.kind == "weeks" else 1)
