"""To which matter an event belongs, where a rule splits a timeline by a field.

A matter is opened by the event that begins an occurrence and names it; a beginning that names none opens the nameless
matter. What names a matter that nobody opened belongs to the nameless one, so that keys never change. What names none
belongs to the one matter that waits for it; where several do, it is doubtful for each.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, TypeVar

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.occurrence import instants
from servicepolicy.judging.worlds import may_precede, surely_after
from servicepolicy.language.truth import Leaf
from servicepolicy.models.event import Event

__all__ = [
    "TOLD_APART",
    "Matter",
    "OnRecord",
    "allot",
    "allot_one",
    "matter_of",
    "names_of",
    "on_record",
    "prefix_of",
    "splits",
]


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

TOLD_APART = _ENDS_ONE | {"approval_withdrawn"}
"""The kinds of events that mean something to every matter that they name, whatever a rule reads."""


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


def on_record(
    scene: Scene, per: str, acts: Container[int] = (), renewing: frozenset[str] | None = frozenset()
) -> dict[str, OnRecord]:
    """The matters that events name.

    Args:
        scene: Whose events.
        per: The field that tells matters apart.
        acts: Numbers of the events that act on the matter that they name.
        renewing: The kinds of events that may license an act anew; `None` for every kind.
    """
    found: dict[str, OnRecord] = {}
    for event in scene.timeline.events:
        name = matter_of(event, per)
        if name is not None:
            renews = renewing is None or event.kind in renewing
            found.setdefault(name, OnRecord()).add(event, acted=event.number in acts, renews=renews)
    return found


def names_of(per: str, events: Iterable[Event]) -> list[str]:
    """The matters that events name, in the order of their names."""
    return sorted({name for event in events if (name := matter_of(event, per)) is not None})


def allot(
    scene: Scene,
    per: str,
    events: Iterable[Event],
    make: Callable[[str | None], M],
    *,
    serves_all: bool = False,
    beside: Mapping[str, OnRecord] = MappingProxyType({}),
) -> dict[str | None, M]:
    """Every matter with its events, the nameless one first, the others by name.

    Args:
        scene: Whose events.
        per: The field that tells matters apart.
        events: The events that the rule reads, in order.
        make: Makes a matter in which nothing has happened.
        serves_all: An event that names no matter serves every one that waits for it.
        beside: Where an act opens its own matter: the matters that are on record, whether anybody acted on them or not.
            One of those upon which nobody did may be what an event is about that names none.
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
        home = {event.number: _home(scene, per, event, group, found, beside, serves_all=serves_all) for event in group}
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


class OnRecord:
    """What events say of a matter: all that name it, what acts on it or ends it, and what may license an act anew."""

    __slots__ = ("named", "over", "renewing")

    def __init__(self) -> None:
        self.named: list[Event] = []
        self.over: list[Event] = []
        self.renewing: list[Event] = []

    def add(self, event: Event, *, acted: bool, renews: bool) -> None:
        """Let in an event that names it."""
        self.named.append(event)
        if acted or event.kind in _ENDS_ONE:
            self.over.append(event)
        elif renews:
            self.renewing.append(event)

    def by(self, event: Event) -> bool:
        """Whether it may have been on record by an event."""
        return any(may_precede(one, event) for one in self.named)

    def waits(self, event: Event) -> bool:
        """Whether by an event it was on record, and nobody had acted upon it or ended it."""
        return self.by(event) and all(may_precede(event, one) for one in self.over)

    def awaits_act(self, act: Event) -> bool:
        """Whether an act may be about it: it waits, or something was approved since it was acted upon."""
        past = [one for one in self.over if surely_after(act, one)]
        return self.by(act) and (
            not past
            or any(may_precede(new, act) and all(surely_after(new, one) for one in past) for new in self.renewing)
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
    scene: Scene,
    per: str,
    event: Event,
    group: Sequence[Event],
    found: dict[str | None, M],
    on_record: Mapping[str, OnRecord],
    *,
    serves_all: bool,
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
    spare = [name for name, one in on_record.items() if name not in found and one.waits(event)]
    if not waiting or len(spare) <= (last is None) or scene.settle(Leaf(event.number, per, f"is {last or 'none'}")):
        return (last,)
    return ()  # of a matter upon which nobody acted
