"""To which matter an event belongs, where a rule splits a timeline by a field.

A matter is opened by the event that begins an occurrence and names it; a beginning that names none opens the nameless
matter. What names a matter that nobody opened belongs to the nameless one, so that keys never change. What names none
belongs to the one matter that waits for it; where several do, it is doubtful for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.occurrence import instants
from servicepolicy.judging.worlds import may_precede
from servicepolicy.language.truth import Leaf
from servicepolicy.models.event import Event

__all__ = ["Matter", "allot", "allot_one", "around", "matter_of", "names_of", "prefix_of", "splits"]


class Matter(Protocol):
    """What is known of one matter while its events come in."""

    def begins(self, event: Event) -> bool:
        """Whether an event that names it would open it."""
        ...

    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether it is open and waits for what an event is.

        Args:
            event: An event that names no matter.
            beside: The events of this matter at the same instant, of which nobody knows whether they came before.
        """
        ...

    def take(self, group: Sequence[Event], foreign: frozenset[int]) -> None:
        """Let events of one instant in.

        Args:
            group: The events, in order.
            foreign: Numbers of those that name no matter and belong to another one: they count only as what concerns
                all matters.
        """
        ...


M = TypeVar("M", bound=Matter)

# What ends the whole subject ends every matter of it, whatever a rule takes it for.
_ENDS_ALL = frozenset({"closed", "ended", "merged", "withdrawn"})

# What ends the one matter that it names.
_ENDS_ONE = _ENDS_ALL | {"proposal_withdrawn", "rejected"}


def matter_of(event: Event, per: str) -> str | None:
    """The matter that an event names."""
    stated = event.fields.get(per)
    return None if stated is None else str(stated)


def prefix_of(matter: str | None) -> str:
    """What the keys of a matter's occurrences begin with."""
    return "" if matter is None else f"{matter}/"


def splits(scene: Scene, per: str | None, events: Iterable[Event]) -> bool:
    """Whether one of some events names a matter; where no event of the subject does, that costs nothing."""
    if per is None:
        return False
    bank = scene.context.organisation if scene.context is not None else None
    if not scene.timeline.names(per) and bank is None:
        return False
    return any(per in event.fields for event in events)


def names_of(per: str, events: Iterable[Event]) -> list[str]:
    """The matters that events name, in the order of their names."""
    return sorted({name for event in events if (name := matter_of(event, per)) is not None})


def allot(
    scene: Scene, per: str, events: Iterable[Event], make: Callable[[str | None], M], *, serves_all: bool = False
) -> dict[str | None, M]:
    """Every matter with its events, the nameless one first, the others by name.

    Args:
        scene: Whose events.
        per: The field that tells matters apart.
        events: The events that the rule reads, in order.
        make: Makes a matter in which nothing has happened.
        serves_all: An event that names no matter serves every one that waits for it.
    """
    found: dict[str | None, M] = {None: make(None)}
    past: list[Event] = []
    for group in instants(events):
        for name in dict.fromkeys(matter_of(event, per) for event in group):
            if name not in found:
                opened = make(name)
                if any(opened.begins(event) for event in group if matter_of(event, per) == name):
                    _catch_up(opened, [event for event in past if matter_of(event, per) in (name, None)])
                    found[name] = opened
        home = {event.number: _home(scene, per, event, group, found, serves_all=serves_all) for event in group}
        for name, matter in found.items():
            _give(matter, name, per, group, home)
        past.extend(group)
    return {name: found[name] for name in sorted(found, key=_nameless_first)}


def allot_one(
    scene: Scene,
    per: str,
    events: Iterable[Event],
    make: Callable[[str | None], M],
    name: str | None,
    *,
    serves_all: bool = False,
) -> M:
    """One matter by itself, whatever becomes of the others: what names none and may serve it is doubtful."""
    matter = make(name)
    past: list[Event] = []
    for group in instants(events):
        home: dict[int, tuple[str | None, ...]] = {}
        for event in group:
            stated = matter_of(event, per)
            home[event.number] = (stated,)
            if stated is None and matter.awaits(event, [one for one in group if matter_of(one, per) == name]):
                mine = (
                    serves_all
                    or event.kind in _ENDS_ALL
                    or scene.settle(Leaf(event.number, per, f"is {name or 'none'}"))
                )
                home[event.number] = (name,) if mine else ()
        _give(matter, name, per, group, home)
        past.extend(group)
    return matter


def around(
    scene: Scene, per: str, act: Event, acts: Sequence[Event], evidence: frozenset[str] | None, *, later: bool
) -> tuple[Event, ...]:
    """The events of the matter of an act, which waits for nothing: what licenses it came before.

    What names no matter belongs to the act that comes next, and is doubtful for other acts, and for an act that names
    its matter where another one was on record by then that still waits for its act; what names a matter in which
    nobody had acted by then belongs to the nameless one.

    Args:
        scene: Whose events.
        per: The field that tells matters apart.
        act: The act.
        acts: All acts, itself included, in order.
        evidence: The kinds of events that may license an act, or follow from it, `None` for every kind; of the others
            those that name no matter concern all.
        later: What comes after the act may still count for it.
    """
    name = matter_of(act, per)
    mine = {one.number for one in acts if matter_of(one, per) == name}
    others = [one for one in acts if one.number not in mine]
    opened = {matter_of(one, per) for one in others if one.at <= act.at}
    numbers = {one.number for one in acts}
    beside = [] if name is None else _matters_beside(scene, per, name, numbers)

    def belongs(event: Event) -> bool:
        stated = matter_of(event, per)
        if event.number in numbers:
            return event.number in mine
        if stated is not None:
            return stated == name or (name is None and stated not in opened)
        if not (evidence is None or event.kind in evidence):
            return True
        if not _may_mean(beside, event):
            following = [one for one in acts if may_precede(event, one)]
            coming = [one for one in following if one.at == following[0].at]
            if all(one.number in mine for one in coming) and (coming or all(one.at > event.at for one in others)):
                return True
        doubtful = may_precede(event, act) or later
        return doubtful and scene.settle(Leaf(event.number, per, f"is {name or 'none'}"))

    return tuple(event for event in scene.timeline.events if belongs(event))


def _matters_beside(scene: Scene, per: str, name: str, acts: set[int]) -> list[tuple[list[Event], list[Event]]]:
    """The other matters that events name: the events of each, and those that act on it or end it."""
    found: dict[str, tuple[list[Event], list[Event]]] = {}
    for event in scene.timeline.events:
        other = matter_of(event, per)
        if other is not None and other != name:
            named, over = found.setdefault(other, ([], []))
            named.append(event)
            if event.number in acts or event.kind in _ENDS_ONE:
                over.append(event)
    return list(found.values())


def _may_mean(beside: Iterable[tuple[list[Event], list[Event]]], event: Event) -> bool:
    """Whether what names no matter may be about one of some: it was named by then, and still waits for its act."""
    return any(
        any(may_precede(one, event) for one in named) and all(may_precede(event, one) for one in over)
        for named, over in beside
    )


def _nameless_first(name: str | None) -> tuple[bool, str]:
    return name is not None, name or ""


def _nameless_last(name: str | None) -> tuple[bool, str]:
    return name is None, name or ""


def _catch_up(matter: Matter, past: Sequence[Event]) -> None:
    """What concerned all matters, or named this one, before it was opened."""
    for group in instants(past):
        matter.take(group, frozenset(event.number for event in group))


def _give(
    matter: Matter, name: str | None, per: str, group: Sequence[Event], home: dict[int, tuple[str | None, ...]]
) -> None:
    """Let a matter have its own events of an instant, and those that name none."""
    own = [event for event in group if name in home[event.number] or matter_of(event, per) is None]
    if own:
        matter.take(own, frozenset(event.number for event in own if name not in home[event.number]))


def _home(
    scene: Scene, per: str, event: Event, group: Sequence[Event], found: dict[str | None, M], *, serves_all: bool
) -> tuple[str | None, ...]:
    """The matter to which an event belongs; one that names none may serve several, where the rule says so."""
    stated = matter_of(event, per)
    if stated is not None:
        return (stated,) if stated in found else (None,)
    beside = {name: [one for one in group if matter_of(one, per) == name and one is not event] for name in found}
    waiting = [name for name, matter in found.items() if matter.awaits(event, beside[name])]
    if waiting and (serves_all or event.kind in _ENDS_ALL):
        return tuple(waiting)
    *others, last = sorted(waiting, key=_nameless_last) or [None]
    for name in others:
        if scene.settle(Leaf(event.number, per, f"is {name}")):
            return (name,)
    return (last,)
