"""What the verdicts of a requirement hang on: its events, and the fields that it tests."""

from __future__ import annotations

from servicepolicy.judging.situation import Situation, kinds_of
from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.language.bound.edition import Edition

__all__ = ["situation"]


def situation(rule: Requirement, edition: Edition) -> Situation:
    """What its verdicts hang on."""
    del edition
    if rule.spoken:
        return Situation(beyond="spoken")
    if rule.at is None and (rule.throughout or rule.until is None):
        return Situation(beyond="throughout")
    return Situation(credited=frozenset[str]() if rule.at is None else kinds_of(rule.at), asks_roles=True)
