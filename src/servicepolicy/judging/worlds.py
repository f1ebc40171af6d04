"""One answer, in every world that the doubtful facts allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from servicepolicy.judging.case_view import Scene, complete
from servicepolicy.language.truth import Leaf, Settle, Tree, explore
from servicepolicy.models.timeline import Event

__all__ = ["in_every_world", "may_precede", "names", "surely_after"]

T = TypeVar("T")


def in_every_world(scene: Scene, answer: Callable[[], T]) -> Tree[T]:
    """What a question is answered with, as a tree over its doubts.

    Raises:
        TooManyWorlds: There are more than can be told apart.
    """

    def world(settle: Settle) -> T:
        scene.settle = settle
        scene.memo.clear()
        return answer()

    try:
        return explore(world)
    finally:
        scene.settle = complete


def names(leaves: Iterable[Leaf]) -> tuple[str, ...]:
    """What an answer calls its doubts, each once, sorted."""
    return tuple(sorted({leaf.name for leaf in leaves}))


def surely_after(one: Event, other: Event) -> bool:
    """Whether one event came after another; of simultaneous ones only where both say their order."""
    if one.at != other.at:
        return one.at > other.at
    return one.seq is not None and other.seq is not None and one.seq > other.seq


def may_precede(one: Event, other: Event) -> bool:
    """Whether one event counts as before another; simultaneous events do, both ways (decision 1)."""
    return not surely_after(one, other)
