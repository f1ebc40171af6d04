"""What happened, as evaluators read it: plain frozen values, instants as integers of UTC microseconds.

A timeline is a set (decision 1): its order is `at`, then `seq` where the source supplies one, then a canonical form, so
that the order of lines in a file never matters. Events of one instant whose order nobody recorded are marked `tie`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final

import attrs

from servicepolicy.errors import FactsError
from servicepolicy.models.canonical_order import Conflict, number_events, removed_by
from servicepolicy.models.event import Event

__all__ = [
    "ALL_EVENTS",
    "VOIDED",
    "Dated",
    "SubjectFacts",
    "Timeline",
    "in_their_hours",
    "lost_at_most",
    "on_their_days",
    "unoffered",
]

VOIDED = "voided"
"""The kind whose only meaning is to take another event back; it is never itself an event of a timeline."""

ALL_EVENTS = "events"
"""In `not_offered`: some of what happened is not there, and nobody can tell what."""

_LOST: Final = re.compile(r"events\b(?:\s*<=\s*(\d{1,9}))?")


def lost_at_most(count: int) -> str:
    """How `not_offered` says that so many events are lost, and no more."""
    return f"{ALL_EVENTS} <= {count}"


def unoffered(names: Iterable[str]) -> frozenset[str]:
    """What a source cannot supply, by the names that a record gives: of some events that are lost, that they are."""
    found = frozenset(names)
    return found | {ALL_EVENTS} if any(map(_LOST.match, found)) else found  # however many, it is half-read


@attrs.frozen
class Dated:
    """A value that holds from one instant (included) until another (excluded); `None` is open."""

    value: object = attrs.field(repr=False)
    from_: int | None = None
    until: int | None = None

    def covers(self, at: int) -> bool:
        """Whether the value holds at an instant."""
        return (self.from_ is None or self.from_ <= at) and (self.until is None or at < self.until)


@attrs.frozen(weakref_slot=False)
class Timeline:
    """Events in canonical order, each counted once, with what was taken back left out.

    Args:
        events: The events.
        by_kind: The same events, by kind, each in order.
        duplicates: How many events were handed in twice and counted once.
        repeated: The numbers of those without an id that were: nothing tells whether it happened twice.
        voided: How many events were taken back and are left out.
        dated: An event has a date and no time, and nobody has said yet which instant to take for it.
    """

    events: tuple[Event, ...]
    by_kind: Mapping[str, tuple[Event, ...]] = attrs.field(repr=False, eq=False)
    duplicates: int = 0
    voided: int = 0
    _handed_in: tuple[Event, ...] = attrs.field(default=(), repr=False, eq=False)
    # (recorded_at, number of the event that takes back, number of the event taken back)
    _voids: tuple[tuple[int, int, int], ...] = attrs.field(default=(), repr=False, eq=False)
    _last_recorded: int = attrs.field(default=0, repr=False, eq=False)
    dated: bool = attrs.field(default=False, repr=False, eq=False)
    _days: bool = attrs.field(default=False, repr=False, eq=False)
    _of_others: dict[int | None, Timeline] = attrs.field(
        factory=dict[int | None, "Timeline"], init=False, repr=False, eq=False
    )
    _instants: list[frozenset[int]] = attrs.field(factory=list[frozenset[int]], init=False, repr=False, eq=False)
    _naming: dict[str, bool] = attrs.field(factory=dict[str, bool], init=False, repr=False, eq=False)
    repeated: frozenset[int] = attrs.field(default=frozenset(), repr=False, eq=False, kw_only=True)

    def names(self, field: str) -> bool:
        """Whether any event says something in a field; asked once."""
        found = self._naming.get(field)
        if found is None:
            found = self._naming[field] = any(field in event.fields for event in self.events)
        return found

    @classmethod
    def of(cls, events: Sequence[Event], voids: Mapping[int, str] | None = None) -> Timeline:
        """A timeline of events in any order; their `number` and `tie` are worked out here.

        Args:
            events: The events; whatever `number` and `tie` say is ignored.
            voids: Index into `events` of those that take another back, with the `id` of that other.

        Raises:
            FactsError: One id has two contents, or an event takes back what is not there.
        """
        timeline, conflicts = cls.arranged(events, voids)
        if conflicts:
            raise FactsError(conflict.problem() for conflict in conflicts)
        return timeline

    @classmethod
    def arranged(
        cls, events: Sequence[Event], voids: Mapping[int, str] | None = None
    ) -> tuple[Timeline, tuple[Conflict, ...]]:
        """As `of`, but conflicts are returned; the timeline is good only where there are none."""
        ordered, duplicates, links, conflicts, repeated = number_events(on_their_days(events), voids or {})
        timeline = _view(ordered, duplicates, links, placed=False)
        return attrs.evolve(timeline, repeated=repeated) if repeated else timeline, conflicts

    @classmethod
    def plain(cls, events: tuple[Event, ...]) -> Timeline:
        """A timeline of events that are numbered, in order and all there is to tell: nothing was said of them twice."""
        kinds: dict[str, list[Event]] = {}
        for event in events:
            if event.kind in kinds:
                kinds[event.kind].append(event)
            else:
                kinds[event.kind] = [event]
        last = max([event.recorded_at for event in events], default=0)
        return cls(events, {kind: tuple(found) for kind, found in kinds.items()}, 0, 0, events, (), last)

    @property
    def is_plain(self) -> bool:
        """Whether its events are all there is to tell: none was taken back, handed in twice, or has no time."""
        told = self._handed_in
        same = told is self.events or (len(told) == len(self.events) and not self._voids)
        return same and not (self._voids or self._days or self.duplicates or self.repeated or self.voided)

    def known(self, as_of: int | None, known_at: int | None) -> Timeline:
        """The timeline as it stood: events after `as_of`, or recorded after `known_at`, do not exist.

        A correction counts from when it was recorded. Returns this same object when nothing is cut.

        Args:
            as_of: The instant that is judged, UTC microseconds; an event at exactly this instant exists.
            known_at: The instant of knowledge, UTC microseconds; `None` = everything handed in.
        """
        handed_in, voids = self._handed_in, self._voids
        if known_at is not None and known_at < self._last_recorded:
            handed_in = tuple(event for event in handed_in if event.recorded_at <= known_at)
            voids = tuple(link for link in voids if link[0] <= known_at)
        if as_of is not None and self._days:  # within a day, the order is not that of the instants
            if any(event.since > as_of for event in handed_in):
                handed_in = tuple(event for event in handed_in if event.since <= as_of)
        elif as_of is not None and handed_in and handed_in[-1].at > as_of:
            if handed_in is self._handed_in:
                return self._until(as_of)
            handed_in = handed_in[: bisect_right(handed_in, as_of, key=_at)]
        if handed_in is self._handed_in:
            return self
        known = _view(handed_in, self.duplicates, voids, placed=self._days and not self.dated)
        return attrs.evolve(known, repeated=self.repeated) if self.repeated else known

    def _until(self, as_of: int) -> Timeline:
        """The timeline without what happened after an instant: events of one instant stay together, so ties do."""
        handed_in = self._handed_in[: bisect_right(self._handed_in, as_of, key=_at)]
        events = self.events[: bisect_right(self.events, as_of, key=_at)]
        cut = {kind: found[: bisect_right(found, as_of, key=_at)] for kind, found in self.by_kind.items()}
        by_kind = {kind: found for kind, found in cut.items() if found}
        voided = _voided(handed_in, removed_by(self._voids)) if self._voids else 0
        return Timeline(events, by_kind, self.duplicates, voided, handed_in, self._voids, self._last_recorded)

    def placed(self, instant: Callable[[Event], int], *, by_hour: bool = False) -> Timeline:
        """The timeline as if each event without a time had happened at an instant of its day.

        Args:
            instant: When each happened.
            by_hour: The order is that of these instants; else order and ties stay, and a date is one moment.
        """
        moved = tuple(
            event if event.date is None else attrs.evolve(event, at=instant(event)) for event in self._handed_in
        )
        return _view(in_their_hours(moved) if by_hour else moved, self.duplicates, self._voids, placed=True)

    def each(self, change: Callable[[Event], Event]) -> Timeline:
        """The timeline with each event said otherwise, once; when it was, and what order it has, stays."""
        events = tuple(map(change, self.events))
        handed_in = events if self._handed_in is self.events else tuple(map(change, self._handed_in))
        made = {event.number: one for event, one in zip(self.events, events, strict=True)}
        by_kind = {kind: tuple(made[event.number] for event in some) for kind, some in self.by_kind.items()}
        return attrs.evolve(self, events=events, by_kind=by_kind, handed_in=handed_in)

    def of_kinds(self, kinds: frozenset[str] | None) -> Sequence[Event]:
        """The events of some kinds, those of one kind together; all in order if `None`."""
        if kinds is None:
            return self.events
        return [event for kind in sorted(kinds) for event in self.by_kind.get(kind, ())]

    @property
    def instants(self) -> frozenset[int]:
        """When something happened."""
        if not self._instants:
            self._instants.append(frozenset(event.at for event in self.events))
        return self._instants[0]

    def of_others(self, known_at: int | None) -> Timeline:
        """The timeline as known then, as others see it beside their own: with negative numbers; worked out once."""
        if known_at is not None and known_at >= self._last_recorded:
            known_at = None
        found = self._of_others.get(known_at)
        if found is None:
            known = self if known_at is None else self.known(None, known_at)
            events = tuple(attrs.evolve(event, number=-event.number) for event in known.events)
            by_kind: dict[str, list[Event]] = {}
            for event in events:
                by_kind.setdefault(event.kind, []).append(event)
            of_kind = {kind: tuple(several) for kind, several in by_kind.items()}
            found = Timeline(events, of_kind, 0, 0, (), (), 0, False, self._days)
            if known_at is None:
                self._of_others[known_at] = found
        return found

    @property
    def has_days(self) -> bool:
        """Whether any event was handed in with a date and no time."""
        return self._days

    def without(self, numbers: Container[int]) -> Timeline:
        """The timeline as if some events had not been handed in; the others keep their numbers."""
        kept = tuple(event for event in self._handed_in if event.number not in numbers)
        if len(kept) == len(self._handed_in):
            return self
        return _view(kept, self.duplicates, self._voids, placed=self._days and not self.dated)

    def with_one_more(self, event: Event) -> Timeline:
        """The timeline with one event more, the last of it; all others keep their numbers."""
        before = self._handed_in
        if not self._days and event.date is None and event.kind != VOIDED and (not before or before[-1].at < event.at):
            by_kind = {**self.by_kind, event.kind: (*self.by_kind.get(event.kind, ()), event)}
            recorded = max(self._last_recorded, event.recorded_at)
            events, handed_in = (*self.events, event), (*before, event)
            return Timeline(events, by_kind, self.duplicates, self.voided, handed_in, self._voids, recorded)
        handed_in = tuple(on_their_days((*self._handed_in, event))) if self._days else (*self._handed_in, event)
        return _view(handed_in, self.duplicates, self._voids, placed=self._days and not self.dated)


def _at(event: Event) -> int:
    return event.at


def on_their_days(events: Sequence[Event]) -> Sequence[Event]:
    """Events that have a time know of the dates that others have without one, if it lies on these."""
    days = sorted({event.day for event in events if event.day is not None})
    if not days:
        return events
    first = [day[0] for day in days]

    def on_its_day(event: Event) -> Event:
        place = bisect_right(first, event.at) - 1
        if event.day is not None or place < 0 or event.at > days[place][1]:
            return event
        return attrs.evolve(event, day=days[place])

    return [on_its_day(event) for event in events]


def in_their_hours(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events in the order of the hours at which they were placed: each date without a time is a day of its own."""
    days: dict[int, int] = {}

    def alone(event: Event) -> Event:
        if event.day is None:
            return event
        if event.date is None:
            return attrs.evolve(event, day=None)
        first, last = event.day
        days[first] = days.get(first, 0) + 1
        return attrs.evolve(event, day=(first, last + days[first]))

    return tuple(sorted(map(alone, events), key=lambda event: (event.at, event.seq or 0, abs(event.number))))


def _view(
    handed_in: tuple[Event, ...], duplicates: int, voids: tuple[tuple[int, int, int], ...], *, placed: bool
) -> Timeline:
    gone = removed_by(voids) if voids else frozenset[int]()
    events = handed_in
    if gone or any(event.kind == VOIDED for event in handed_in):
        events = tuple(event for event in handed_in if event.number not in gone and event.kind != VOIDED)
    events = _retied(events)
    voided = _voided(handed_in, gone) if gone else 0
    kinds: dict[str, list[Event]] = {}
    last = 0
    for event in events:
        kinds.setdefault(event.kind, []).append(event)
    by_kind = {kind: tuple(found) for kind, found in kinds.items()}
    # A correction may be written down after every event that is left: knowledge is complete only after it, too.
    for event in handed_in:
        last = max(last, event.recorded_at)
    for link in voids:
        last = max(last, link[0])
    days = any(event.date is not None for event in handed_in)
    return Timeline(events, by_kind, duplicates, voided, handed_in, voids, last, days and not placed, days)


def _voided(handed_in: tuple[Event, ...], gone: frozenset[int]) -> int:
    return sum(1 for event in handed_in if event.number in gone and event.kind != VOIDED)


def _retied(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Marks each event whose order among those of its instant nobody recorded."""
    dated = {event.day for event in events if event.date is not None}
    if dated:
        return _retied_days(events, dated)
    shared = {one.at for one, following in pairwise(events) if one.at == following.at}
    if not shared and not any(event.tie for event in events):
        return events
    seqs: dict[int, list[int | None]] = {}
    for event in events:
        if event.at in shared:
            seqs.setdefault(event.at, []).append(event.seq)
    result: list[Event] = []
    for event in events:
        peers = seqs.get(event.at, ())
        tie = None in peers or peers.count(event.seq) > 1
        result.append(event if tie == event.tie else attrs.evolve(event, tie=tie))
    return tuple(result)


def _retied_days(events: tuple[Event, ...], dated: Container[tuple[int, int] | None]) -> tuple[Event, ...]:
    """The same, where all that happened on a date is simultaneous with what has no other time."""
    seqs: dict[int, list[int | None]] = {}
    slots = [event.slot if event.day in dated else event.at for event in events]
    for event, slot in zip(events, slots, strict=True):
        seqs.setdefault(slot, []).append(event.seq)
    result: list[Event] = []
    for event, slot in zip(events, slots, strict=True):
        peers = seqs[slot]
        tie = len(peers) > 1 and (None in peers or peers.count(event.seq) > 1)
        result.append(event if tie == event.tie else attrs.evolve(event, tie=tie))
    return tuple(result)


@attrs.frozen(weakref_slot=False)
class SubjectFacts:
    """A subject of judgement: its header and what happened to it.

    Args:
        id: Key of the subject.
        subject: What it is: `case`, `interaction`, `agent`, `organisation`.
        type: For a case `complaint`, `inquiry`, `suggestion` or `business`.
        header: The fields that have a value; a dated field is a tuple of `Dated`. A host's own are under `x.`.
        timeline: What happened.
        not_offered: Names (`field` or `event.field`) that the source cannot supply: unknown even to `present`.
            `events`: some of these are lost, so nothing of the subject is judged; `events <= 2`: two at most.
    """

    id: str
    subject: str
    type: str | None
    header: Mapping[str, object] = attrs.field(repr=False, hash=False)
    timeline: Timeline = attrs.field(repr=False, hash=False)
    not_offered: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    _histories: dict[str, tuple[list[int], list[object]]] = attrs.field(
        factory=dict[str, tuple[list[int], list[object]]], init=False, repr=False, eq=False
    )

    @property
    def half_read(self) -> bool:
        """Whether some of what happened is not there: then every verdict that hangs on it is unknown."""
        return ALL_EVENTS in self.not_offered

    @property
    def lost_events(self) -> int | None:
        """How many events are lost at most; `None`: any number of them."""
        if not self.half_read:
            return 0
        said = [int(found[1]) for found in map(_LOST.fullmatch, self.not_offered) if found is not None and found[1]]
        return max(said, default=None)

    @property
    def opened(self) -> int | None:
        """When it opened: the header's `opened_at`, else the instant of the first event (UTC microseconds).

        `None`: nothing says so; of what was read by half, the first event may be lost.
        """
        stated = self.header.get("opened_at")
        if isinstance(stated, int):
            return stated
        return self.timeline.events[0].since if self.timeline.events and not self.half_read else None

    def known(self, as_of: int | None, known_at: int | None) -> SubjectFacts:
        """The subject as it stood (see `Timeline.known`); this same object when nothing is cut."""
        timeline = self.timeline.known(as_of, known_at)
        return self if timeline is self.timeline else attrs.evolve(self, timeline=timeline)

    def value(self, name: str, at: int | None = None) -> object | None:
        """A header field as it stood at an instant, never its final value (decision 4).

        The latest event at or before the instant that sets the field decides; before any such event, what the header
        says: the dated value that covers the instant, or the plain one. An event that always sets the field (a paper
        was moved) and does not say to what leaves it unknown; so does one that may be lost, of what was read by half.

        Args:
            name: Name of the field.
            at: The instant, UTC microseconds; `None` = the latest value.

        Returns:
            The value, or `None` = unknown.
        """
        history = self._histories.get(name)
        if history is None:
            history = self._histories[name] = _history(self, name)
        instants, values = history
        if instants:
            position = len(instants) if at is None else bisect_right(instants, at)
            if position:
                return values[position - 1]
        stated = self.header.get(name)
        if isinstance(stated, tuple) and stated and isinstance(stated[0], Dated):
            return dated_value(stated, at)
        return stated

    def changes(self, name: str) -> tuple[int, ...]:
        """The instants at which a header field may get another value, in order: by an event, or by its dates."""
        self.value(name)
        stated = self.header.get(name)
        dated = stated if isinstance(stated, tuple) else ()
        edges = [edge for one in dated if isinstance(one, Dated) for edge in (one.from_, one.until)]
        return tuple(sorted({*self._histories[name][0], *(edge for edge in edges if edge is not None)}))

    def matters(self, per: str) -> tuple[str, ...]:
        """The matters into which a field splits the timeline (`per:`), in the order in which they first occur."""
        found = dict.fromkeys(str(event.fields[per]) for event in self.timeline.events if per in event.fields)
        return tuple(found)


def dated_value(dated: Iterable[object], at: int | None) -> object | None:
    """The value of a dated field at an instant (UTC microseconds; `None` = the latest); `None` where none covers it."""
    latest: Dated | None = None
    for entry in dated:
        if not isinstance(entry, Dated):
            continue
        if at is not None:
            if entry.covers(at):
                return entry.value
        elif latest is None or (latest.from_ or -(1 << 62)) <= (entry.from_ or -(1 << 62)):
            latest = entry
    return None if latest is None else latest.value


def _history(facts: SubjectFacts, name: str) -> tuple[list[int], list[object]]:
    """Instants and values at which events set a header field, in canonical order."""
    # The table that says which event sets which field is read only once something asks.
    from servicepolicy.models.vocabulary.names import always_set, sources

    setters = sources(facts.subject).get(name, ())
    if facts.half_read and setters:
        return [-(1 << 62)], [None]
    always = always_set(facts.subject).get(name, frozenset())
    steps = [
        (event.number, event.since, event.fields.get(field))
        for kind, field in setters
        for event in facts.timeline.by_kind.get(kind, ())
        if field in event.fields or kind in always
    ]
    steps.sort(key=_number)
    # Within a day, the order may not be that of the instants.
    return list(accumulate((step[1] for step in steps), max)), [step[2] for step in steps]


def _number(step: tuple[int, int, object]) -> int:
    return step[0]
