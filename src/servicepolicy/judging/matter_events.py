"""The events of one matter in order, and what a selector names among them: each tested once, and only when asked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.matters import prefix_of
from servicepolicy.judging.worlds import surely_after
from servicepolicy.language.truth import Truth, World, all_of
from servicepolicy.models.event import Event

__all__ = ["Hit", "Hits", "Search", "Strand", "strand_of"]

NO_DOUBTS: Mapping[int, Truth] = MappingProxyType({})


@attrs.frozen(slots=True)
class Hit:
    """An event that a selector names, and its place in the order; those of one instant may share a place."""

    event: Event
    rank: int

    def surely_before(self, other: Hit) -> bool:
        """Whether it came before another; what shares a place with a date may still have an order of its own."""
        return self.rank < other.rank or (self.rank == other.rank and surely_after(other.event, self.event))


@attrs.frozen(slots=True)
class Strand:
    """One matter.

    Attributes:
        matter: Its name; `None` for the nameless matter, or where the timeline is not split.
        events: Its events and those that concern all matters, in order.
        ranks: The place of each; equal where nobody recorded which came first.
        split: There are other matters beside it.
        doubts: For the number of an event: the doubt whether it belongs to the matter.
    """

    matter: str | None
    events: tuple[Event, ...]
    ranks: tuple[int, ...]
    split: bool = False
    doubts: Mapping[int, Truth] = NO_DOUBTS
    _of_kinds: dict[frozenset[str] | None, tuple[list[Event], list[int]]] = attrs.field(
        factory=dict[frozenset[str] | None, tuple[list[Event], list[int]]], init=False, repr=False, eq=False
    )

    def of_kinds(self, kinds: frozenset[str] | None) -> tuple[list[Event], list[int]]:
        """The events of some kinds, of all if `None`, and the place of each."""
        found = self._of_kinds.get(kinds)
        if found is None:
            places = [place for place, event in enumerate(self.events) if kinds is None or event.kind in kinds]
            found = [self.events[place] for place in places], [self.ranks[place] for place in places]
            self._of_kinds[kinds] = found
        return found

    @property
    def prefix(self) -> str:
        """What the keys of its occurrences begin with."""
        return prefix_of(self.matter)


def strand_of(
    matter: str | None, events: Sequence[Event], *, split: bool = False, doubts: Mapping[int, Truth] = NO_DOUBTS
) -> Strand:
    """The strand of some events, which stand in order."""
    return Strand(matter, tuple(events), _ranks(events), split, doubts)


def _ranks(events: Sequence[Event]) -> tuple[int, ...]:
    """Places in the order, from 1: by instant, within it by `seq` where all events of the instant have one."""
    for event in events:
        if event.tie or event.day is not None:
            return tuple(_shared_ranks(events))
    return tuple(range(1, len(events) + 1))


def _shared_ranks(events: Sequence[Event]) -> Iterator[int]:
    """The same, where some may be simultaneous."""
    rank, start = 0, 0
    while start < len(events):
        end = start + 1
        while end < len(events) and _joins(events[end], events[start:end]):
            end += 1
        group = events[start:end]
        told = all(event.seq is not None for event in group) and len({event.number < 0 for event in group}) == 1
        before: int | None = None
        for place, event in enumerate(group):
            if place == 0 or (told and event.seq != before):
                rank += 1
            before = event.seq
            yield rank
        start = end


def _joins(event: Event, group: Sequence[Event]) -> bool:
    """Whether an event is simultaneous with some of those before it."""
    if event.at == group[0].at:
        return True
    return event.day is not None and any(event.beside(one) for one in group)


class Hits:
    """The events of a strand that one part of a selector names.

    Each event is tested at most once; what was tested in vain is never passed again, so that a walk over the whole
    strand, from both ends, asks for each event once.
    """

    __slots__ = (
        "_after",
        "_before",
        "_doubts",
        "_events",
        "_matcher",
        "_name",
        "_part",
        "_ranks",
        "_scene",
        "_truths",
        "_world",
    )

    def __init__(self, matcher: Matcher, part: int, scene: Scene, strand: Strand) -> None:
        self._matcher = matcher
        self._part = part
        self._scene = scene
        self._events, self._ranks = strand.of_kinds(matcher.kinds_of[part])
        self._truths: dict[int, bool] = {}
        self._doubts = strand.doubts
        self._after: dict[int, int] = {}  # from a place: where the next may stand that is not ruled out
        self._before: dict[int, int] = {}  # likewise backwards, places shifted by one
        self._world = scene.settle if isinstance(scene.settle, World) and not strand.split else None
        self._name = (matcher, part, strand.matter)  # by which a world knows how far a search had come

    def first_from(self, rank: int, but: Event | None = None) -> Hit | None:
        """The first at or after a place in the order, `but` left out, and what surely came before it."""
        found = self._next(bisect_left(self._ranks, rank))
        while found is not None and but is not None and self._passed_over(found, rank, but, forwards=True):
            found = self._next(found + 1)
        return None if found is None else Hit(self._events[found], self._ranks[found])

    def last_to(self, rank: int, but: Event | None = None) -> Hit | None:
        """The last at or before a place in the order, `but` left out, and what surely came after it."""
        found = self._previous(bisect_right(self._ranks, rank))
        while found is not None and but is not None and self._passed_over(found, rank, but, forwards=False):
            found = self._previous(found)
        return None if found is None else Hit(self._events[found], self._ranks[found])

    def _passed_over(self, place: int, rank: int, but: Event, *, forwards: bool) -> bool:
        """Whether an event is the one that is left out, or shares its place and is surely on its other side.

        What has no time is simultaneous with all of its date; those that have one are not with each other.
        """
        event = self._events[place]
        if event.number == but.number:
            return True
        one, other = (but, event) if forwards else (event, but)
        return self._ranks[place] == rank and but.day is not None and surely_after(one, other)

    def candidates(self) -> Iterator[Hit]:
        """All that are not of another kind, in order."""
        return map(Hit, self._events, self._ranks)

    def all(self) -> Iterator[Hit]:
        """All of them, in order."""
        world, begin = self._world, 0
        hits: tuple[Hit, ...] = ()
        if world is not None:
            hits, begin = world.kept(self._name) or ((), 0)
        yield from hits
        for place in range(begin, len(self._events)):
            if world is not None:
                world.keep(self._name, (hits, place))
            if self._holds(place):
                hit = Hit(self._events[place], self._ranks[place])
                hits = (*hits, hit) if world is not None else hits
                yield hit

    def _holds(self, place: int) -> bool:
        found = self._truths.get(place)
        if found is None:
            event = self._events[place]
            truth = self._matcher.part(self._part, self._scene, event)
            if event.number in self._doubts:
                truth = all_of((truth, self._doubts[event.number]))
            found = self._truths[place] = self._scene.settle(truth)
        return found

    def _next(self, begin: int) -> int | None:
        links, end, world = self._after, len(self._events), self._world
        place = begin if world is None else world.kept((*self._name, begin)) or begin
        place = _shortest(links, place)
        while place < end:
            if world is not None:
                world.keep((*self._name, begin), place)
            if self._holds(place):
                return place
            links[place] = place + 1
            place = _shortest(links, place)
        return None

    def _previous(self, begin: int) -> int | None:
        links, world = self._before, self._world
        after = begin if world is None else world.kept((*self._name, ~begin)) or begin
        after = _shortest(links, after)
        while after > 0:
            if world is not None:
                world.keep((*self._name, ~begin), after)
            if self._holds(after - 1):
                return after - 1
            links[after] = after - 1
            after = _shortest(links, after)
        return None


def _shortest(links: dict[int, int], place: int) -> int:
    """Where a chain of links leads, which is made shorter for whoever follows it next."""
    end = place
    while (following := links.get(end, end)) != end:
        end = following
    while place != end:
        links[place], place = end, links[place]
    return end


class Search:
    """What a selector names in a strand, all its parts together: the instant is that of the last one."""

    __slots__ = ("parts",)

    def __init__(self, matcher: Matcher, scene: Scene, strand: Strand) -> None:
        self.parts = tuple(Hits(matcher, part, scene, strand) for part in range(len(matcher.parts)))

    def first_from(self, rank: int, but: Event | None = None) -> Hit | None:
        """When the first of each part, at or after a place, have all happened; `None`: they have not."""
        return _together([part.first_from(rank, but) for part in self.parts])

    def last_to(self, rank: int, but: Event | None = None) -> Hit | None:
        """When the last of each part, at or before a place, had all happened; `None`: they had not."""
        return _together([part.last_to(rank, but) for part in self.parts])

    def candidates(self) -> Iterator[Hit]:
        """Every event that may be one of a selector with one part, in order."""
        return self.parts[0].candidates()

    def all(self) -> Iterator[Hit]:
        """Every event of a selector with one part, in order."""
        return self.parts[0].all()


def _together(hits: list[Hit | None]) -> Hit | None:
    found = [hit for hit in hits if hit is not None]
    return max(found, key=_order) if len(found) == len(hits) else None


def _order(hit: Hit) -> tuple[int, int]:
    return hit.rank, hit.event.number
