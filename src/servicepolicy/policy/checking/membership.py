"""Tests on membership: one is a member of a team or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.walk import PlacedCondition, tests_in
from servicepolicy.language.rule import Rule
from servicepolicy.policy.checking.walk import Walk

__all__ = ["memberships_in"]

_MEMBERSHIP: Final = frozenset({"is", "in", "not"})


def memberships_in(rule: Rule, walk: Walk) -> Iterator[Found]:
    """Tests on membership that cannot be asked: one is a member of a team or not."""
    for part in walk.parts_of(rule):
        if not isinstance(part, PlacedCondition):
            continue
        for path, tested in tests_in(part.condition, part.path):
            if tested.path.removeprefix("actor.") != "member_of":
                continue
            for test in tested.tests:
                if test.op not in _MEMBERSHIP:
                    message = f"`{test.op}` cannot be asked of `member_of`"
                    yield Found("illegal-combination", path, message, "name the team, or several in a list")
