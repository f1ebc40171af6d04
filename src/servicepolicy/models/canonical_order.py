"""The canonical order of a timeline, who is the same event, and what takes what back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.models.event import Event
from servicepolicy.money import Money

Links = tuple[tuple[int, int, int], ...]
"""(recorded_at, number of the event that takes back, number of the event taken back)"""

_NO_SEQ = 1 << 62  # events without `seq` stand after those that have one; such a pair is a tie anyway


@attrs.frozen
class Conflict:
    """Something about events that cannot be, with the index of the event as handed in."""

    code: str
    index: int
    field: str
    message: str
    help: str = ""

    def problem(self, path: str = "events") -> Problem:
        """The same as a problem, its place spelled as a path."""
        return Problem(self.code, Where(path=f"{path}[{self.index}].{self.field}"), self.message, self.help)


def number_events(
    events: Sequence[Event], voids: Mapping[int, str]
) -> tuple[tuple[Event, ...], int, Links, tuple[Conflict, ...], frozenset[int]]:
    """Puts events in canonical order, counts identical ones once and numbers them from 1.

    Returns:
        The events in order, how many were dropped as identical, who takes back whom, what cannot be, and the numbers of
        the events without an id that were handed in more than once.
    """
    kept, conflicts, again = _unique(events, voids)
    order = _ordered(events, kept)
    ordered = tuple(_numbered(events[index], number) for number, index in enumerate(order, start=1))
    dropped = len(events) - len(kept) - len(conflicts)
    if not voids and not again:
        return ordered, dropped, (), tuple(conflicts), frozenset()
    numbers = {index: number for number, index in enumerate(order, start=1)}
    repeated = frozenset(numbers[index] for index in again)
    links, more = _links(events, voids, numbers)
    return ordered, dropped, links, (*conflicts, *more), repeated


def _numbered(event: Event, number: int) -> Event:
    # Spelled out: a log has a hundred thousand events, and `attrs.evolve` costs ten times as much.
    return type(event)(
        number,
        event.kind,
        event.at,
        event.recorded_at,
        event.seq,
        event.id,
        event.actors,
        event.fields,
        event.tie,
        event.date,
        event.day,
    )


def _unique(events: Sequence[Event], voids: Mapping[int, str]) -> tuple[list[int], list[Conflict], set[int]]:
    """Indices of the events to keep, the ids that stand for two contents, and what without an id came again."""
    again: set[int] = set()
    by_id: dict[str, int] = {}
    nameless: dict[tuple[int, str], list[int]] = {}
    kept: list[int] = []
    conflicts: list[Conflict] = []
    for index, event in enumerate(events):
        if event.id is None:
            peers = nameless.setdefault((event.at, event.kind), [])
            same = next((peer for peer in peers if _identical(events, voids, peer, index)), None)
            if same is not None:
                again.add(same)
                continue
            peers.append(index)
        else:
            first = by_id.setdefault(event.id, index)
            if first != index:
                if not _identical(events, voids, first, index):
                    conflicts.append(
                        Conflict(
                            "one-id-two-contents",
                            index,
                            "id",
                            f"`{event.id}` is also the id of `events[{first}]`, which says something else",
                            "an event that was wrong is taken back with `voids`; another event needs another id",
                        )
                    )
                continue
        kept.append(index)
    return kept, conflicts, again


def _identical(events: Sequence[Event], voids: Mapping[int, str], one: int, other: int) -> bool:
    a, b = events[one], events[other]
    return a.at == b.at and voids.get(one) == voids.get(other) and canonical(a) == canonical(b)


def _ordered(events: Sequence[Event], kept: list[int]) -> list[int]:
    def coarse(index: int) -> tuple[int, int]:
        event = events[index]
        if event.day is not None:  # a day with an event that has no time is one moment, unless `seq` orders it
            return event.day[0], 0
        return event.at, _NO_SEQ if event.seq is None else event.seq

    order = sorted(kept, key=coarse)
    if len({coarse(index) for index in order}) == len(order):
        return order
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and coarse(order[stop]) == coarse(order[start]):
            stop += 1
        if stop - start > 1:  # the canonical form costs, and few events need it
            order[start:stop] = _within_a_moment(events, order[start:stop])
        start = stop
    return order


def _within_a_moment(events: Sequence[Event], moment: list[int]) -> list[int]:
    """Events of one instant by their canonical form; those of one day by `seq` where all have one, else by time."""
    if events[moment[0]].day is None:
        return sorted(moment, key=lambda index: canonical(events[index]))
    told = len({events[index].seq for index in moment} - {None}) == len(moment)

    def place(index: int) -> tuple[int, int, str]:
        event = events[index]
        seq = _NO_SEQ if event.seq is None else event.seq
        return (seq, event.at, "") if told else (event.at, seq, canonical(event))

    return sorted(moment, key=place)


def canonical(event: Event) -> str:
    """An event as text that is equal exactly where the content is equal, whatever its number."""
    actors = sorted([actor.id or "", actor.role or "", actor.unit or "", actor.kind or ""] for actor in event.actors)
    fields = {name: _plain(value) for name, value in event.fields.items()}
    content = [event.kind, event.at, event.recorded_at, event.seq, event.id, actors, fields]
    if event.date is not None:
        content.append(event.date)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return {"decimal": format(value.normalize(), "f")}
        case Money():
            return {"money": [format(value.amount.normalize(), "f"), value.currency]}
        case tuple() | list():
            return [_plain(item) for item in value]
        case Mapping():
            return {"fields": {str(name): _plain(item) for name, item in value.items()}}
        case None | bool() | int() | str():
            return value
        case _:
            return {"text": str(value)}


def _links(
    events: Sequence[Event], voids: Mapping[int, str], numbers: Mapping[int, int]
) -> tuple[Links, list[Conflict]]:
    by_id = {
        event.id: numbers[index] for index, event in enumerate(events) if event.id is not None and index in numbers
    }
    links: list[tuple[int, int, int]] = []
    owners: dict[int, int] = {}
    conflicts: list[Conflict] = []
    for index, target in voids.items():
        if index not in numbers:
            continue
        if target not in by_id:
            conflicts.append(
                Conflict(
                    "nothing-to-void",
                    index,
                    "voids",
                    f"no event has the id `{target}`",
                    "`voids` names the `id` of an event",
                )
            )
            continue
        links.append((events[index].recorded_at, numbers[index], by_id[target]))
        owners[numbers[index]] = index
    for number in sorted(_circular(links)):
        message = "events take each other back in a circle"
        conflicts.append(Conflict("circular-voids", owners[number], "voids", message, "take back each event once"))
    return tuple(links), conflicts


def _settle(links: Sequence[tuple[int, int, int]]) -> tuple[frozenset[int], frozenset[int]]:
    """Which events are gone, and which could not be settled because they stand in a circle.

    An event that takes another back has effect only while it is not itself taken back.
    """
    target_of = {voider: target for _, voider, target in links}
    waiting: dict[int, int] = {}
    for _, _, target in links:
        waiting[target] = waiting.get(target, 0) + 1
    ready = [voider for voider in target_of if voider not in waiting]
    gone: set[int] = set()
    settled: set[int] = set()
    while ready:
        voider = ready.pop()
        settled.add(voider)
        if voider not in target_of:
            continue
        target = target_of[voider]
        if voider not in gone:
            gone.add(target)
        waiting[target] -= 1
        if not waiting[target]:
            ready.append(target)
    return frozenset(gone), frozenset(target_of) - settled


def removed_by(links: Sequence[tuple[int, int, int]]) -> frozenset[int]:
    """Numbers of the events that are taken back."""
    return _settle(links)[0]


def _circular(links: Sequence[tuple[int, int, int]]) -> frozenset[int]:
    return _settle(links)[1]
