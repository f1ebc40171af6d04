"""What the events that still come may mean to a deadline, and whether nothing of it can matter any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from servicepolicy.kinds.deadline.rule import TRANSITIONS
from servicepolicy.kinds.deadline.run import Dispatch, Run
from servicepolicy.models.event import Event

__all__ = ["Coming", "coming_roles", "unmoved"]

Coming: TypeAlias = frozenset[tuple[str, int]]
"""What events may mean that still come: roles, each with the item of a list."""


def coming_roles(dispatch: Dispatch, groups: Sequence[Sequence[Event]]) -> list[Coming]:
    """After each instant, what the events that still come may mean: roles, with the item of a list."""
    found: list[Coming] = []
    coming: Coming = frozenset()
    for group in reversed(groups):
        found.append(coming)
        said = {(signal.role, signal.item) for event in group for signal in dispatch.signals(event)}
        if not said <= coming:
            coming |= said
    found.reverse()
    return found


def unmoved(runs: Sequence[Run], coming: Coming) -> bool:
    """Whether nothing that still comes moves one of some runs."""
    return not any(
        (run.state, role) in TRANSITIONS and not (role == "pause" and run.held(item) is not None)
        for run in runs
        for role, item in coming
    )
