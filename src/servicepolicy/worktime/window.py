"""Windows counted back from an instant: the last 4 hours, 30 days, 6 months."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from servicepolicy.worktime._instant import DAY_US, from_us, to_us, wall_to_us
from servicepolicy.worktime.span import Span

__all__ = ["COUNTED_BACK", "window_end", "window_start"]

COUNTED_BACK: Final = frozenset({"elapsed", "days", "weeks", "months", "years"})
"""The kinds of spans that can be counted back: those that need no calendar."""


def window_end(at: int, within: Span, zone: str) -> int:
    """The first instant at which a window of some length no longer reaches back to another one.

    Args:
        at: The instant that the windows before it hold.
        within: How long they are: days, weeks, months and years by the clocks of a zone.
        zone: The zone.

    Raises:
        ValueError: The span is of working time, which is not counted back.
    """
    match within.kind:
        case "elapsed":
            return at + within.amount
        case "days" | "weeks":
            days = within.amount * (7 if within.kind == "weeks" else 1)
            return wall_to_us(_wall(at, zone) + days * DAY_US, zone)
        case "months" | "years":
            return _months_before(at, -within.amount * (12 if within.kind == "years" else 1), zone)
        case _:
            raise ValueError("a window is counted back in hours, days, weeks, months or years")


def window_start(at: int, within: Span, zone: str) -> int:
    """The instant that lies a span before another; days, weeks, months and years by the clocks of a zone.

    Raises:
        ValueError: The span is of working time, which is not counted back.
    """
    match within.kind:
        case "elapsed":
            return at - within.amount
        case "days" | "weeks":
            days = within.amount * (7 if within.kind == "weeks" else 1)
            return wall_to_us(_wall(at, zone) - days * DAY_US, zone)
        case "months" | "years":
            return _months_before(at, within.amount * (12 if within.kind == "years" else 1), zone)
        case _:
            raise ValueError("a window is counted back in hours, days, weeks, months or years")


def _wall(at: int, zone: str) -> int:
    shown = from_us(at, zone)
    return at + to_us(datetime(*shown.timetuple()[:6], tzinfo=UTC)) - (at - at % 1_000_000)


def _months_before(at: int, months: int, zone: str) -> int:
    shown = from_us(at, zone)
    year, month = divmod(shown.year * 12 + shown.month - 1 - months, 12)
    month += 1
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    last = (following - datetime(year, month, 1, tzinfo=UTC)).days
    day = datetime(year, month, min(shown.day, last), tzinfo=UTC)
    time_of_day = _wall(at, zone) - to_us(datetime(shown.year, shown.month, shown.day, tzinfo=UTC))
    return wall_to_us(to_us(day) + time_of_day, zone)
