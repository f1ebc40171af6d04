"""The events of each matter in order: what is open in each, and so to which an event belongs that names none."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.matter_events import Strand, strand_of
from servicepolicy.judging.matters import OnRecord, allot, matter_of
from servicepolicy.language.truth import Leaf, any_of
from servicepolicy.models.event import Event

__all__ = ["Counted", "DoneBoth", "Kept", "Ordered", "Thread", "Waiting", "threads"]


class Thread(ABC):
    """The events of one matter so far.

    Attributes:
        name: Its name; `None` for the nameless one.
        events: Those that belong to it, and those that concern all matters.
        over: An event has ended it.
    """

    def __init__(self, scene: Scene, per: str, name: str | None, nameless: Thread | None, ends: Matcher | None) -> None:
        self.name = name
        self.events: list[Event] = []
        self.over = False
        self.nameless = nameless
        self._scene = scene
        self._per = per
        self._ends = ends

    def says(self, matcher: Matcher | None, event: Event) -> bool:
        """Whether an event is what a selector names, or one part of it."""
        if matcher is None or not (matcher.kinds is None or event.kind in matcher.kinds):
            return False
        outer, self._scene.matter = self._scene.matter, (self._per, self.name)
        try:
            truth = any_of(matcher.part(part, self._scene, event) for part in range(len(matcher.parts)))
            return self._scene.settle(truth)
        finally:
            self._scene.matter = outer

    def gives(self, matcher: Matcher, part: int, event: Event) -> bool:
        """Whether an event is one part of what a selector names."""
        outer, self._scene.matter = self._scene.matter, (self._per, self.name)
        try:
            return self._scene.settle(matcher.part(part, self._scene, event))
        finally:
            self._scene.matter = outer

    @abstractmethod
    def begins(self, event: Event) -> bool:
        """Whether an event that names it would open it."""

    @abstractmethod
    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether it is open and waits for what an event is."""

    def take(self, group: Sequence[Event], foreign: frozenset[int]) -> None:
        """Let events of one instant in; of those of another matter, what ends every one."""
        for event in group:
            if event.number not in foreign:
                self.events.append(event)
                self.note(event)
            elif self._ends is not None and (self._ends.kinds is None or event.kind in self._ends.kinds):
                self.events.append(event)
        if self._ends is not None and not self.over and self.opened:
            self.over = any(self.says(self._ends, event) for event in group)

    def note(self, event: Event) -> None:  # noqa: B027 - most remember nothing
        """Remember what an event of this matter was."""

    @property
    def opened(self) -> bool:
        """Whether anything began it."""
        return bool(self.events)


class Waiting(Thread):
    """What began waits until something follows."""

    def __init__(
        self,
        scene: Scene,
        per: str,
        starts: Matcher,
        stops: Sequence[Matcher],
        ends: Matcher | None,
        name: str | None,
        nameless: Thread | None,
    ) -> None:
        super().__init__(scene, per, name, nameless, ends)
        self._starts = starts
        self._stops = stops
        self._seen: set[tuple[int, int]] = set()
        self.open = False

    def begins(self, event: Event) -> bool:
        """Whether an event is what has to be followed."""
        return self.says(self._starts, event)

    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether something waits to be followed, and an event is what follows."""
        if not (self.open or any(self.says(self._starts, one) for one in beside)):
            return False
        return any(self.says(stop, event) for stop in self._stops)

    def take(self, group: Sequence[Event], foreign: frozenset[int]) -> None:
        """Let events of one instant in; what follows at the same instant follows."""
        super().take(group, foreign)
        own = [event for event in group if event.number not in foreign]
        begun = [event for event in own if self.says(self._starts, event)]
        if begun:
            self.open, self._seen = True, set()
        if self.open and (self._followed(begun, own) or self._ended(begun, group)):
            self.open = False

    def _followed(self, begun: Sequence[Event], own: Sequence[Event]) -> bool:
        """Whether what waits was followed; nothing follows itself."""
        for event in own:
            if [event] == begun:
                continue
            for number, stop in enumerate(self._stops):
                self._seen.update((number, part) for part in range(len(stop.parts)) if self.gives(stop, part, event))
        return any(
            all((number, part) in self._seen for part in range(len(stop.parts)))
            for number, stop in enumerate(self._stops)
        )

    def _ended(self, begun: Sequence[Event], group: Sequence[Event]) -> bool:
        return any(self.says(self._ends, event) for event in group if [event] != begun)


class Kept(Waiting):
    """What has to be kept, until it is destroyed."""

    def begins(self, event: Event) -> bool:
        """Whether it has to be kept from then on, or was destroyed and nobody recorded since when it had to be."""
        if super().begins(event):
            return True
        waits = isinstance(self.nameless, Kept) and self.nameless.open
        return not waits and any(self.says(stop, event) for stop in self._stops)


class Ordered(Thread):
    """Steps, of which some were taken."""

    def __init__(
        self,
        scene: Scene,
        per: str,
        steps: Sequence[Matcher],
        ends: Matcher | None,
        again: Matcher | None,
        name: str | None,
        nameless: Thread | None,
    ) -> None:
        super().__init__(scene, per, name, nameless, ends)
        self._steps = steps
        self._again = again
        self._seen: set[tuple[int, int]] = set()
        self._taken: set[int] = set()

    def begins(self, event: Event) -> bool:
        """Whether an event is the first step, or a later one for which the nameless matter does not wait."""
        if self.says(self._steps[0], event):
            return True
        if isinstance(self.nameless, Ordered) and self.nameless.awaits(event, ()):
            return False
        return any(self.says(step, event) for step in self._steps[1:])

    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether an event is a step that is still to come; the first one waits for nothing."""
        if self.over or not (self._seen or any(self.says(step, one) for step in self._steps for one in beside)):
            return False
        later = range(1, len(self._steps))
        return any(number not in self._taken and self.says(self._steps[number], event) for number in later)

    def take(self, group: Sequence[Event], foreign: frozenset[int]) -> None:
        """Let events of one instant in; what takes up one matter again takes up every one that was begun."""
        begun = self.opened
        super().take(group, foreign)
        if self._again is None or not begun:
            return
        reopening = [event for event in group if self.says(self._again, event)]
        known = {event.number for event in self.events}
        self.events += [event for event in reopening if event.number not in known]
        self.events.sort(key=lambda event: event.number)
        if reopening:
            self.over = False
            self._taken, self._seen = {0}, {(0, part) for part in range(len(self._steps[0].parts))}

    def note(self, event: Event) -> None:
        """Remember which step was taken."""
        for number, step in enumerate(self._steps):
            if number in self._taken or not (step.kinds is None or event.kind in step.kinds):
                continue
            parts = range(len(step.parts))
            self._seen.update((number, part) for part in parts if self.gives(step, part, event))
            if all((number, part) in self._seen for part in parts):
                self._taken.add(number)

    @property
    def opened(self) -> bool:
        """Whether a step was taken, or a part of one."""
        return bool(self._seen)


class Counted(Thread):
    """What happens at most so often."""

    def __init__(
        self,
        scene: Scene,
        per: str,
        acts: Matcher,
        ends: Matcher | None,
        beside: Mapping[str, OnRecord],
        name: str | None,
        nameless: Thread | None,
    ) -> None:
        super().__init__(scene, per, name, nameless, ends)
        self._acts = acts
        self._beside = beside
        self._done = False

    def begins(self, event: Event) -> bool:
        """Whether an event is the act, or what ends its matter."""
        return self.says(self._acts, event) or self.says(self._ends, event)

    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether the act was done, has not ended, and would be done again."""
        done = self._done or any(self.says(self._acts, one) for one in beside)
        return done and not self.over and self.says(self._acts, event)

    def take(self, group: Sequence[Event], foreign: frozenset[int]) -> None:
        """Let events of one instant in; of what came before it was first acted upon, also what was done in it."""
        if not self._done and self.name is not None:
            foreign -= {event.number for event in group if self._may_have_been(event) and self._was_here(event)}
        super().take(group, foreign)

    def _may_have_been(self, event: Event) -> bool:
        return matter_of(event, self._per) is None and self.says(self._acts, event)

    def _was_here(self, event: Event) -> bool:
        """Whether an act that names no matter was of this one: any that was on record by then may be meant."""
        open_ = [name for name, one in self._beside.items() if one.waits(event)]
        if self.name not in open_ or len(open_) == 1:
            return self.name in open_
        return self._scene.settle(Leaf(event.number, self._per, f"is {self.name}"))

    def note(self, event: Event) -> None:
        """Remember that the act was done."""
        self._done = self._done or self.says(self._acts, event)

    @property
    def opened(self) -> bool:
        """Whether the act was done."""
        return self._done


class DoneBoth(Thread):
    """Two acts, of which one or both were done."""

    def __init__(
        self,
        scene: Scene,
        per: str,
        acts: Sequence[Matcher],
        ends: Matcher | None,
        name: str | None,
        nameless: Thread | None,
    ) -> None:
        super().__init__(scene, per, name, nameless, ends)
        self._acts = acts
        self._done: set[int] = set()

    def begins(self, event: Event) -> bool:
        """Whether an event is one of the acts, and not the other act of the nameless matter."""
        mine = [number for number, act in enumerate(self._acts) if self.says(act, event)]
        if isinstance(self.nameless, DoneBoth) and not self.nameless.over and self.nameless.lacks(mine):
            return False
        return bool(mine)

    def lacks(self, acts: Sequence[int]) -> bool:
        """Whether one act was done, and the other, which is one of these, was not."""
        return bool(self._done) and any(act not in self._done for act in acts)

    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether an act was done in it, and an event is one more."""
        if self.over or not (self._done or any(self.says(act, one) for act in self._acts for one in beside)):
            return False
        return any(self.says(act, event) for act in self._acts)

    def note(self, event: Event) -> None:
        """Remember which act was done."""
        self._done.update(number for number, act in enumerate(self._acts) if self.says(act, event))

    @property
    def opened(self) -> bool:
        """Whether one of the acts was done."""
        return bool(self._done)


class MakesThread(Protocol):
    """Makes a matter in which nothing has happened."""

    def __call__(self, name: str | None, nameless: Thread | None) -> Thread: ...  # it has one meaning


def threads(
    scene: Scene,
    per: str,
    events: Sequence[Event],
    make: MakesThread,
    beside: Mapping[str, OnRecord] = MappingProxyType({}),
) -> Iterator[Strand]:
    """The strand of each matter.

    Args:
        scene: Whose events.
        per: The field that tells matters apart.
        events: The events that the rule reads, in order.
        make: Makes a matter in which nothing has happened.
        beside: Where an act opens its own matter: the matters that are on record.
    """
    nameless: list[Thread] = []

    def begun(name: str | None) -> Thread:
        thread = make(name, nameless[0] if nameless else None)
        if name is None:
            nameless.append(thread)
        return thread

    for name, thread in allot(scene, per, events, begun, beside=beside).items():
        yield strand_of(name, thread.events, split=True)
