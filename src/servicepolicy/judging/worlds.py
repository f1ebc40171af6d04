"""One answer, in every world that the doubtful facts allow."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from servicepolicy.judging.case_view import Scene, complete
from servicepolicy.language.truth import Leaf, Settle, Tree, Truth, World, explore
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Reason

__all__ = ["first_true", "hanging_on", "in_every_world", "may_precede", "names", "once", "surely_after"]

T = TypeVar("T")


def in_every_world(scene: Scene, answer: Callable[[], T], *, first: Truth = True) -> Tree[T]:
    """What a question is answered with, as a tree over its doubts.

    Args:
        scene: The subject.
        answer: The answer in one world.
        first: What it is known to ask, if that is doubtful.

    Raises:
        TooManyWorlds: There are more than can be told apart.
    """

    def world(settle: Settle) -> T:
        scene.settle = settle
        scene.memo.clear()
        return answer()

    try:
        return explore(world, first=first)
    finally:
        scene.settle = complete


def first_true(
    scene: Scene, name: Hashable, events: Sequence[Event], truth: Callable[[Scene, Event], Truth], since: int = 0
) -> Event | None:
    """The first event of which something is true; in worlds that differ later, what was ruled out is not asked again.

    Args:
        scene: The subject.
        name: What is asked, and of whom: the same question has the same name.
        events: The events in turn.
        truth: What is asked of each.
        since: At which of the events to begin.
    """
    settle = scene.settle
    world = settle if isinstance(settle, World) else None
    begin = since if world is None else world.kept(name) or since
    for place in range(begin, len(events)):
        event = events[place]
        found = truth(scene, event)
        if found is not False:
            if world is not None:
                world.keep(name, place)
            if found is True or settle(found):
                return event
    if world is not None:
        world.keep(name, len(events))
    return None


def once(scene: Scene, name: Hashable, make: Callable[[], T]) -> T:
    """What is the same in every world, made once for all that follow."""
    settle = scene.settle
    if not isinstance(settle, World):
        return make()
    found: T | None = settle.kept(name)
    if found is None:
        found = make()
        settle.keep(name, found)
    return found


def names(leaves: Iterable[Leaf]) -> tuple[str, ...]:
    """What an answer calls its doubts, each once, sorted."""
    return tuple(sorted({leaf.name for leaf in leaves}))


def hanging_on(leaves: Sequence[Leaf], doubts: tuple[str, ...]) -> Reason:
    """Why nobody can tell: what is missing, or the one field for which a choice has no option that fits.

    Args:
        leaves: What it hangs on.
        doubts: What the answer calls its doubts.
    """
    if leaves and len(doubts) == 1 and all(leaf.unfit for leaf in leaves):
        return Reason.of("no_option", fact=doubts[0])
    return Reason.of("hangs_on_missing", facts=doubts)


def surely_after(one: Event, other: Event) -> bool:
    """Whether one event came after another; of simultaneous ones only where both say their order."""
    if not one.beside(other):
        return one.at > other.at
    return one.seq is not None and other.seq is not None and one.seq > other.seq


def may_precede(one: Event, other: Event) -> bool:
    """Whether one event counts as before another; simultaneous events do, both ways (decision 1)."""
    return not surely_after(one, other)
