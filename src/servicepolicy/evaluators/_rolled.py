"""Whether a due date has rolled: its last day was a day of rest, and by the convention another took its place."""

from __future__ import annotations

from datetime import date

from servicepolicy.verdict import Step
from servicepolicy.worktime import Counting, Span, WorkClock
from servicepolicy.worktime._due import Due

__all__ = ["may_roll", "rolled"]

_ROLLING = frozenset(("days", "weeks", "months"))


def may_roll(counting: Counting, target: object) -> bool:
    """Whether a target counted by a convention could end on a day of rest that gives way."""
    return isinstance(target, Span) and target.kind in _ROLLING and any(one.rolls for one in counting.readings)


def rolled(clock: WorkClock, found: Due, counting: Counting) -> tuple[Step, ...]:
    """The step that tells of a roll, none where there was none.

    Its code says which day of rest it was: `rolled_holiday`, `rolled_weekend` or `rolled_closed`. Its value holds that
    day, the day that took its place, and the convention: `2026-02-16/2026-02-24 cn-civil-code`.
    """
    if found.rolled_from is None or found.last_date is None:
        return ()
    rest, taken = _date(found.rolled_from), _date(found.last_date)
    kind = "weekend"
    if clock.is_holiday(rest.toordinal()) or rest.weekday() < 5:
        kind = "closed" if counting.over == "closed days" else "holiday"
    law = counting.name or counting.source
    return (Step(f"rolled_{kind}", value=f"{rest.isoformat()}/{taken.isoformat()} {law}".rstrip()),)


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
