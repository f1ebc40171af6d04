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
from servicepolicy.judging.worlds import may_precede, surely_after
from servicepolicy.language.truth import Leaf
from servicepolicy.models.event import Event

__all__ = ["Acts", "Matter", "allot", "allot_one", "matter_of", "names_of", "prefix_of", "splits"]


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


class Acts:
    """The acts of a subject that need something before them, and the matters that are on record beside them.

    An act waits for nothing: what licenses it came before. One that names no matter is about the one that is on record
    by then and still waits for an act; where several do, that is doubtful.
    """

    __slots__ = ("_acts", "_beside", "_evidence", "_later", "_looks", "_numbers", "_per", "_scene")

    def __init__(
        self, scene: Scene, per: str, acts: Sequence[Event], evidence: frozenset[str] | None, *, later: bool = False
    ) -> None:
        """Look at what is on record.

        Args:
            scene: Whose events.
            per: The field that tells matters apart.
            acts: All acts, in order.
            evidence: The kinds of events that may license an act, or follow from it, `None` for every kind; of the
                others those that name no matter concern all.
            later: What comes after an act may still count for it.
        """
        self._scene = scene
        self._per = per
        self._acts = acts
        self._evidence = evidence
        self._later = later
        self._numbers = {one.number for one in acts}
        self._looks = any(map(self._licenses, scene.timeline.events))  # else it makes no difference
        self._beside: dict[str, _OnRecord] = {}
        for event in scene.timeline.events:
            name = matter_of(event, per)
            if name is not None:
                acted = event.number in self._numbers
                self._beside.setdefault(name, _OnRecord()).add(event, acted=acted, renews=self._licenses(event))

    def about(self, act: Event) -> str | None:
        """The matter that an act is about; `None`: none that is on record by then waits for one."""
        stated = matter_of(act, self._per)
        if stated is not None or not self._looks:
            return stated
        *others, last = [name for name in sorted(self._beside) if self._beside[name].awaits_act(act)] or [None]
        for name in others:
            if self._scene.settle(Leaf(act.number, self._per, f"is {name}")):
                return name
        return last

    def around(self, act: Event, events: Iterable[Event]) -> tuple[Event, ...]:
        """Those of some events that concern the matter of an act.

        What names no matter belongs to the act that comes next. It is doubtful for other acts, and where another matter
        was on record by then that still waits for its act.
        """
        name = self.about(act)
        return tuple(event for event in events if event is act or self._belongs(event, act, name))

    def _licenses(self, event: Event) -> bool:
        return self._evidence is None or event.kind in self._evidence

    def _belongs(self, event: Event, act: Event, name: str | None) -> bool:
        stated = matter_of(event, self._per)
        if stated is not None:
            return stated == name or (name is None and not self._beside[stated].by(act))
        if event.number in self._numbers and may_precede(event, act):
            meant = self.about(event)
            if meant is not None or name is None or not self._licenses(event):
                return meant == name
        if not self._licenses(event):
            return True
        if not any(one.waits(event) for other, one in self._beside.items() if other != name):
            following = [one for one in self._acts if one is not event and may_precede(event, one)]
            coming = [one for one in following if one.at == following[0].at]
            if all(self._alike(one, act, name) for one in coming) and (coming or self._came_after_others(event, act)):
                return True
        doubtful = self._later or may_precede(event, act)
        return doubtful and self._scene.settle(Leaf(event.number, self._per, f"is {name or 'none'}"))

    def _alike(self, one: Event, act: Event, name: str | None) -> bool:
        """Whether an act is about the same matter as another."""
        return one is act or self.about(one) == name

    def _came_after_others(self, event: Event, act: Event) -> bool:
        """Whether by an event, after which no act comes, nothing but the matter of an act had been acted upon."""
        name = self.about(act)
        return all(one.at > event.at or self._alike(one, act, name) for one in self._acts)


class _OnRecord:
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
