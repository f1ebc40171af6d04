"""Accepted exceptions: the verdict stays what it is and is marked."""

from __future__ import annotations

import attrs

from servicepolicy.models._dated import inside_interval
from servicepolicy.models.context import Context, Waiver
from servicepolicy.verdict import Status, Verdict
from servicepolicy.worktime._instant import to_us

__all__ = ["waive"]


def waive(verdict: Verdict, context: Context | None, known_at: int | None) -> Verdict:
    """Mark a breach that an accepted exception covers; it stays a breach."""
    if context is None or not context.waivers or verdict.status is not Status.BREACHED:
        return verdict
    broken = verdict.due_us if verdict.due_us is not None else verdict.started_us
    for waiver in context.waivers:
        if _covers(waiver, verdict, broken, known_at, context.timezone):
            return attrs.evolve(verdict, waived=waiver.id)
    return verdict


def _covers(waiver: Waiver, verdict: Verdict, broken: int | None, known_at: int | None, zone: str | None) -> bool:
    if waiver.rule != verdict.rule or waiver.subject != verdict.subject or broken is None:
        return False
    if waiver.occurrence is not None and waiver.occurrence != verdict.occurrence:
        return False
    if waiver.approver in verdict.credit or waiver.approver == verdict.owner:
        return False  # nobody excuses an own lapse
    if known_at is not None and waiver.published is not None and to_us(waiver.published) > known_at:
        return False
    since, until = inside_interval(waiver, zone)
    return since <= broken < until
