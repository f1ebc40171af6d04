"""Whether a due date has rolled: its last day was a day of rest, and by the convention another took its place."""

from __future__ import annotations

from datetime import date

from servicepolicy.results.verdict import Step
from servicepolicy.worktime import Counting, Span, WorkClock
from servicepolicy.worktime._due import Due

__all__ = ["gives_way", "may_roll", "rolled"]

_ROLLING = frozenset(("days", "weeks", "months"))


def may_roll(counting: Counting, target: object) -> bool:
    """Whether a target counted by a convention could end on a day of rest that gives way."""
    return gives_way(counting) and isinstance(target, Span) and target.kind in _ROLLING


def gives_way(counting: Counting) -> bool:
    """Whether there is a day of rest that gives way, by a convention."""
    return counting.contains != "any days" or any(one.rolls for one in counting.readings)


def rolled(clock: WorkClock, found: Due, counting: Counting) -> tuple[Step, ...]:
    """The step that tells of a roll, none where there was none.

    Its code says which day of rest it was: `rolled_holiday`, `rolled_weekend` or `rolled_closed`; `rolled_lengthened`
    tells of a period that would have held fewer than two working days. Its value holds that day, the day that took its
    place, and the convention: `2026-02-16/2026-02-24 cn-civil-code`.
    """
    moved = found.rolled_from if found.lengthened_from is None else found.lengthened_from
    if moved is None or found.last_date is None:
        return ()
    last, taken = _date(moved), _date(found.last_date)
    kind = "weekend"
    if found.lengthened_from is not None:
        kind = "lengthened"
    elif clock.is_holiday(last.toordinal()) or last.weekday() < 5:
        kind = "closed" if counting.over == "closed days" else "holiday"
    law = counting.name or counting.source
    return (Step(f"rolled_{kind}", value=f"{last.isoformat()}/{taken.isoformat()} {law}".rstrip()),)


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
