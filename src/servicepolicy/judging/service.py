"""Whether an employee is with the bank at an instant."""

from __future__ import annotations

from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.worktime._instant import date_of, first_instant, local_or_instant

__all__ = ["in_service", "last_day_over"]


def in_service(facts: SubjectFacts, at: int, zone: str) -> bool:
    """Whether an employee is in service: unless a first day or a last one, or who joined and left, says otherwise."""
    first = facts.header.get("joined_on")
    begins = None if first is None else local_or_instant(str(first), zone) if isinstance(first, str) else first
    if isinstance(begins, int) and at < begins:
        return False
    over = last_day_over(facts, zone)
    turns = [event for event in facts.timeline.events if event.kind in ("joined", "left") and event.at <= at]
    if turns:
        return turns[-1].kind == "joined" and (over is None or at < over or turns[-1].at >= over)
    return over is None or at < over


def last_day_over(facts: SubjectFacts, zone: str) -> int | None:
    """The first instant after the last day at the bank; `None` where no last day is stated."""
    last = facts.header.get("left_on")
    if isinstance(last, str):
        last = local_or_instant(last, zone)
    return first_instant(date_of(last, zone).toordinal() + 1, zone) if isinstance(last, int) else None
