"""What the events that still come may mean to a deadline, and whether nothing of it can matter any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicepolicy.kinds.deadline.rule import TRANSITIONS
from servicepolicy.kinds.deadline.run import Dispatch
from servicepolicy.models.timeline import Event

if TYPE_CHECKING:
    from servicepolicy.kinds.deadline.fold import Fold

__all__ = ["coming_roles", "unmoved_by"]


def coming_roles(dispatch: Dispatch, groups: Sequence[Sequence[Event]]) -> list[frozenset[tuple[str, int]]]:
    """After each instant, what the events that still come may mean: roles, with the item of a list."""
    found: list[frozenset[tuple[str, int]]] = []
    coming: frozenset[tuple[str, int]] = frozenset()
    for group in reversed(groups):
        found.append(coming)
        said = {(signal.role, signal.item) for event in group for signal in dispatch.signals(event)}
        if not said <= coming:
            coming |= said
    found.reverse()
    return found


def unmoved_by(fold: Fold, coming: frozenset[tuple[str, int]]) -> bool:
    """Whether nothing that still comes can matter."""
    if not fold.runs or fold.repeating is not None or fold.changing or fold.rule.on_reopen != "none":
        return not coming
    if fold.keyed and fold.only is None and any(role == "start" for role, _item in coming):
        return False
    if fold.deadline.has_cap and any(run.open for run in fold.runs):
        return False
    return not any(
        (run.state, role) in TRANSITIONS and not (role == "pause" and run.held(item) is not None)
        for run in fold.runs
        for role, item in coming
    )
