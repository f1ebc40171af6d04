"""One matter of a deadline: its fold, and which events it takes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from servicepolicy.judging.case_view import Scene
from servicepolicy.kinds.deadline.fold import Fold
from servicepolicy.kinds.deadline.plan import DeadlinePlan
from servicepolicy.models.event import Event

__all__ = ["DeadlineMatter"]

T = TypeVar("T")

# What serves one matter; pauses, resumptions, cancellations and what the whole subject becomes concern all.
_OF_ONE = frozenset({"stop", "reset", "extend"})
_FOREIGN = _OF_ONE | {"start"}


class DeadlineMatter:
    """The runs of one matter.

    Attributes:
        fold: Folds its events.
        name: Its name; `None` for the nameless one.
    """

    def __init__(self, deadline: DeadlinePlan, scene: Scene, per: str, name: str | None) -> None:
        self.fold = Fold(deadline, scene)
        self.name = name
        self._scene = scene
        self._per = per

    def begins(self, event: Event) -> bool:
        """Whether an event that names it would open it."""
        return self.within(lambda: self.fold.begins(event))

    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether it is open and waits for what an event is."""
        return self.within(lambda: self.fold.awaits(event, _OF_ONE, beside))

    def take(self, group: Sequence[Event], foreign: frozenset[int]) -> None:
        """Let events of one instant in; what is another matter's counts only as what concerns all."""
        if self.fold.settled():
            return
        self.within(lambda: self.fold.take(group, dict.fromkeys(foreign, _FOREIGN)))

    def within(self, ask: Callable[[], T]) -> T:
        """Ask something while this matter is the one at hand."""
        self._scene.matter = self._per, self.name
        try:
            return ask()
        finally:
            self._scene.matter = None
