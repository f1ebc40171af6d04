"""What the verdicts of an ownership hang on: all that is recorded of its events, and who they name."""

from __future__ import annotations

from servicepolicy.judging.situation import Situation, kinds_of
from servicepolicy.kinds.ownership.rule import HANDED_OVER, Ownership
from servicepolicy.language.bound.edition import Edition

__all__ = ["situation"]


def situation(rule: Ownership, edition: Edition) -> Situation:
    """What its verdicts hang on."""
    del edition
    if rule.handover is not None and (rule.handover.within is not None or rule.handover.required is not None):
        return Situation(beyond="handover_in_time")
    handed = HANDED_OVER if rule.handover is None else rule.handover.event
    taken = None if rule.handover is None else rule.handover.taken
    return Situation(
        people=True,
        acted=kinds_of(rule.starts, handed, taken, rule.ends if rule.replies == "owner" else None),
        named=("to",),
        reads=frozenset({"kind", "to_role"}),
    )
