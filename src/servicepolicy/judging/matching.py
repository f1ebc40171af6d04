"""Selectors, compiled: which events of a timeline count."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter

from servicepolicy.judging.case_view import Scene, UnsettledTruth
from servicepolicy.judging.conditions import Check, Clause, Failed, clauses_of, failing_test, holds_of, who_holds
from servicepolicy.judging.participants import actors_hold
from servicepolicy.judging.readers import EVENT, Place
from servicepolicy.judging.worlds import first_true
from servicepolicy.language.selector import ANY_EVENT, EventPattern, Selector
from servicepolicy.language.truth import Truth, all_of, any_of, negate
from servicepolicy.models.event import Event

__all__ = ["Matcher", "Pattern"]


class Pattern:
    """One simple selector, compiled.

    Attributes:
        kinds: The event kinds that may match, `None` for every kind.
        where: Condition on the event, `None` if there is none.
        who: Condition on its actors, `None` if there is none.
        actors: How many different people it must name, `None` if that does not matter.
    """

    __slots__ = ("_clauses", "actors", "certain", "kinds", "nth", "on_organisation", "pattern", "place", "where", "who")

    def __init__(self, pattern: EventPattern, edition_place: Place) -> None:
        place = Place(edition_place.edition, edition_place.subject, EVENT, pattern.events, pattern.on)
        self.pattern = pattern
        self.place = place
        self.kinds = None if ANY_EVENT in pattern.events else frozenset(pattern.events)
        bound = place.edition.binder.pattern(pattern, place.subject)
        self.where: Check | None = holds_of(bound.where)
        self.who: Check | None = who_holds(bound.who)
        self.actors: Check | None = actors_hold(bound.actors)
        self.nth = pattern.nth
        self.certain = self.where is None and self.who is None and self.actors is None and self.nth == "each"
        self.on_organisation = pattern.on == "organisation"
        self._clauses: tuple[Clause, ...] | None = None  # one by one, once somebody asks why not

    def truth(self, scene: Scene, event: Event) -> Truth:
        """Whether an event matches; a doubt where a fact that it needs is missing."""
        if (self.kinds is not None and event.kind not in self.kinds) or (event.number < 0) is not self.on_organisation:
            return False
        if self.certain:
            return True
        found = self._matches(scene, event)
        if self.nth == "each" or found is False:
            return found
        events = [
            other
            for other in events_of(scene, self.kinds, with_organisation=self.on_organisation)
            if other.number == event.number or self._rivals(scene, other)
        ]
        here = next(index for index, other in enumerate(events) if other.number == event.number)
        rivals = events[:here] if self.nth == "first" else events[here + 1 :]
        return all_of([found, negate(any_of(self._matches(scene, other) for other in rivals))])

    def failing(self, scene: Scene, event: Event) -> Failed:
        """The first test that an event does not pass; an empty one if it passes all."""
        return failing_test(self.pattern.where, self.pattern.who, self.place, scene, event)

    def weighed(self, scene: Scene, event: Event) -> Failed | bool | None:
        """The first test that an event of the kind fails for sure.

        Yes: it fails none; `None`: it is of another kind, or that is open.
        """
        kinds = self.kinds
        if (kinds is not None and event.kind not in kinds) or (event.number < 0) is not self.on_organisation:
            return None
        if self._clauses is None:
            self._clauses = clauses_of(self.pattern.where, self.pattern.who, self.place)
        sure = True
        for clause in self._clauses:
            try:
                truth = clause.check(scene, event, event.at, None)
            except UnsettledTruth:  # what it computes hangs on a doubt
                truth = None
            if truth is False:
                return clause.failed(scene, event)
            sure = sure and truth is True
        return True if sure else None

    def _rivals(self, scene: Scene, event: Event) -> bool:
        if scene.until is not None and event.at > scene.until:
            return False
        return (event.number < 0) is self.on_organisation and scene.concerns(event)

    def _matches(self, scene: Scene, event: Event) -> Truth:
        where = self.where is None or self.where(scene, event, event.at, None)
        if where is False or (self.who is None and self.actors is None):
            return where
        who = self.who is None or self.who(scene, event, event.at, None)
        if self.actors is not None:
            return all_of((where, who, self.actors(scene, event, event.at, None)))
        return who if where is True else all_of((where, who))


class Matcher:
    """A selector, compiled: its parts must all have matched, each by any one of its patterns.

    Attributes:
        parts: The patterns, part by part.
        single: It has one part.
        kinds: The event kinds that may match, `None` for every kind.
        kinds_of: The same of each part.
        truth: Whether an event matches a selector that has a single part.
        certain: Whatever is among the candidates matches: the selector names event kinds of the subject, and no more.
    """

    __slots__ = ("_only_kind", "certain", "kinds", "kinds_of", "on_organisation", "parts", "single", "truth")

    def __init__(self, selector: Selector, place: Place) -> None:
        self.parts = tuple(tuple(Pattern(pattern, place) for pattern in part) for part in selector.parts)
        self.single = len(self.parts) == 1
        self.kinds_of = tuple(_united(pattern.kinds for pattern in part) for part in self.parts)
        self.kinds = _united(self.kinds_of)
        self.on_organisation = any(pattern.on_organisation for part in self.parts for pattern in part)
        self.truth: Callable[[Scene, Event], Truth] = self._alone()
        self.certain = self.single and not self.on_organisation and all(one.certain for one in self.parts[0])
        kinds = self.kinds if self.kinds is not None and not self.on_organisation else frozenset[str]()
        self._only_kind = next(iter(kinds)) if len(kinds) == 1 else None

    def _alone(self) -> Callable[[Scene, Event], Truth]:
        """Asks the first part; where that is a single pattern, without a detour."""
        first = self.parts[0]
        return first[0].truth if len(first) == 1 else lambda scene, event: self.part(0, scene, event)

    def part(self, index: int, scene: Scene, event: Event) -> Truth:
        """Whether an event matches one part."""
        patterns = self.parts[index]
        if len(patterns) == 1:
            return patterns[0].truth(scene, event)
        return any_of(pattern.truth(scene, event) for pattern in patterns)

    def candidates(self, scene: Scene) -> Sequence[Event]:
        """The events that may match, in order."""
        if self._only_kind is not None:
            return scene.timeline.by_kind.get(self._only_kind, ())
        return events_of(scene, self.kinds, with_organisation=self.on_organisation)

    def first(self, scene: Scene, name: Hashable, events: Sequence[Event], since: int = 0) -> Event | None:
        """The first of some candidates that matches (see `first_true`)."""
        if self.certain:
            return events[since] if since < len(events) else None
        return first_true(scene, name, events, self.truth, since)


def _united(several: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """Event kinds taken together; `None` stands for every kind."""
    found: frozenset[str] = frozenset()
    for kinds in several:
        if kinds is None:
            return None
        found |= kinds
    return found


def events_of(scene: Scene, kinds: frozenset[str] | None, *, with_organisation: bool = False) -> Sequence[Event]:
    """The events of some kinds, in canonical order; of every kind if `None`.

    Args:
        scene: Whose events.
        kinds: Which kinds.
        with_organisation: Also those of the whole organisation; their numbers are negative.
    """
    if with_organisation:
        return scene.with_organisation(kinds)
    if kinds is None:
        return scene.timeline.events
    by_kind = scene.timeline.by_kind
    if len(kinds) == 1:
        (kind,) = kinds
        return by_kind.get(kind, ())
    if len(scene.timeline.events) <= _FEW or scene.by_hour:
        return [event for event in scene.timeline.events if event.kind in kinds]
    held = [by_kind[kind] for kind in kinds if kind in by_kind]
    if len(held) == 1:
        return held[0]
    return sorted([event for events in held for event in events], key=_number)


_FEW = 32  # so many events are looked through in less time than those of several kinds are put in order

_number = attrgetter("number")
