"""The events of one matter in order, and what a selector names among them: each tested once, and only when asked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher, events_of
from servicepolicy.models.timeline import Event

__all__ = ["Hit", "Hits", "Search", "Strand", "strands"]


@attrs.frozen(slots=True)
class Hit:
    """An event that a selector names, and its place in the order; those of one instant may share a place."""

    event: Event
    rank: int


@attrs.frozen(slots=True)
class Strand:
    """One matter.

    Attributes:
        matter: Its name; `None` where the timeline is not split.
        events: Its events and those that concern all matters, in order.
        ranks: The place of each; equal where nobody recorded which came first.
    """

    matter: str | None
    events: tuple[Event, ...]
    ranks: tuple[int, ...]

    @property
    def prefix(self) -> str:
        """What the keys of its occurrences begin with."""
        return "" if self.matter is None else f"{self.matter}/"


def strands(
    scene: Scene, kinds: frozenset[str] | None, per: str | None, *, with_organisation: bool
) -> Iterator[Strand]:
    """The matters of a subject, by name; the whole timeline where nothing splits it."""
    events = list(events_of(scene, kinds, with_organisation=with_organisation))
    named: dict[str, list[Event]] = {}
    shared: list[Event] = []
    for event in events:
        if per is not None and per in event.fields:
            named.setdefault(str(event.fields[per]), []).append(event)
        else:
            shared.append(event)
    if not named:
        yield _strand(None, events)
        return
    places = {event.number: place for place, event in enumerate(events)}
    for matter in sorted(named):
        own = named[matter]
        yield _strand(matter, sorted((*own, *shared), key=lambda event: places[event.number]) if shared else own)


def _strand(matter: str | None, events: Sequence[Event]) -> Strand:
    return Strand(matter, tuple(events), tuple(_ranks(events)))


def _ranks(events: Sequence[Event]) -> Iterator[int]:
    """Places in the order, from 1: by instant, within it by `seq` where all events of the instant have one."""
    rank, start = 0, 0
    while start < len(events):
        end = start
        while end < len(events) and events[end].at == events[start].at:
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


class Hits:
    """The events of a strand that one part of a selector names.

    Each event is tested at most once; what was tested in vain is never passed again, so that a walk over the whole
    strand, from both ends, asks for each event once.
    """

    __slots__ = ("_after", "_before", "_events", "_matcher", "_part", "_ranks", "_scene", "_truths")

    def __init__(self, matcher: Matcher, part: int, scene: Scene, strand: Strand) -> None:
        kinds: set[str] | None = set()
        for pattern in matcher.parts[part]:
            kinds = None if kinds is None or pattern.kinds is None else kinds | pattern.kinds
        places = [place for place, event in enumerate(strand.events) if kinds is None or event.kind in kinds]
        self._matcher = matcher
        self._part = part
        self._scene = scene
        self._events = [strand.events[place] for place in places]
        self._ranks = [strand.ranks[place] for place in places]
        self._truths: dict[int, bool] = {}
        self._after = list(range(len(places) + 1))  # from a place: where the next may stand that is not ruled out
        self._before = list(range(len(places) + 1))  # likewise backwards, places shifted by one

    def first_from(self, rank: int, but: Event | None = None) -> Hit | None:
        """The first at or after a place in the order, `but` left out."""
        found = self._next(bisect_left(self._ranks, rank))
        if found is not None and but is not None and self._events[found].number == but.number:
            found = self._next(found + 1)
        return None if found is None else Hit(self._events[found], self._ranks[found])

    def last_to(self, rank: int, but: Event | None = None) -> Hit | None:
        """The last at or before a place in the order, `but` left out."""
        found = self._previous(bisect_right(self._ranks, rank))
        if found is not None and but is not None and self._events[found].number == but.number:
            found = self._previous(found)
        return None if found is None else Hit(self._events[found], self._ranks[found])

    def all(self) -> Iterator[Hit]:
        """All of them, in order."""
        for place, event in enumerate(self._events):
            if self._holds(place):
                yield Hit(event, self._ranks[place])

    def _holds(self, place: int) -> bool:
        found = self._truths.get(place)
        if found is None:
            truth = self._matcher.part(self._part, self._scene, self._events[place])
            found = self._truths[place] = self._scene.settle(truth)
        return found

    def _next(self, place: int) -> int | None:
        links, end = self._after, len(self._events)
        place = _shortest(links, place)
        while place < end and not self._holds(place):
            links[place] = place + 1
            place = _shortest(links, place)
        return place if place < end else None

    def _previous(self, after: int) -> int | None:
        links = self._before
        after = _shortest(links, after)
        while after > 0 and not self._holds(after - 1):
            links[after] = after - 1
            after = _shortest(links, after)
        return after - 1 if after > 0 else None


def _shortest(links: list[int], place: int) -> int:
    """Where a chain of links leads, which is made shorter for whoever follows it next."""
    end = place
    while links[end] != end:
        end = links[end]
    while links[place] != end and place != end:
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

    def all(self) -> Iterator[Hit]:
        """Every event of a selector with one part, in order."""
        return self.parts[0].all()


def _together(hits: list[Hit | None]) -> Hit | None:
    found = [hit for hit in hits if hit is not None]
    return max(found, key=_order) if len(found) == len(hits) else None


def _order(hit: Hit) -> tuple[int, int]:
    return hit.rank, hit.event.number
