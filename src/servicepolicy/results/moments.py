"""When a verdict counts: the instant and the month to which it belongs."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from servicepolicy.worktime._instant import from_us

if TYPE_CHECKING:
    from servicepolicy.results.verdict import Verdict

__all__ = ["minute_text", "moment_of", "month_of"]

_QUARTER_OF_AN_HOUR: Final = 900_000_000  # microseconds: no zone changes month within one


def moment_of(verdict: Verdict) -> int | None:
    """When a verdict counts: when it fell due, else when it was done, else when it began (UTC microseconds)."""
    for at in (verdict.due_us, verdict.stopped_us, verdict.started_us):
        if at is not None:
            return at
    return None


def month_of(verdict: Verdict, zone: str) -> str:
    """The month in which a verdict counts, by the dates of a zone, such as `2026-03`; `""` where there is none.

    What falls due as a month ends belongs to that month.
    """
    at = moment_of(verdict)
    if at is None:
        return ""
    return _month((at if verdict.due_us is None else at - 1) // _QUARTER_OF_AN_HOUR, zone)


def minute_text(due: datetime) -> str:
    """When something is due, to the minute; what falls due at midnight is due by the end of the day before."""
    if (due.hour, due.minute, due.second, due.microsecond) == (0, 0, 0, 0):
        return f"{due.date() - timedelta(days=1)} 24:00"
    return due.strftime("%Y-%m-%d %H:%M")


@lru_cache(maxsize=50_000)
def _month(quarter: int, zone: str) -> str:
    local = from_us(quarter * _QUARTER_OF_AN_HOUR, zone)
    return f"{local.year}-{local.month:02}"
