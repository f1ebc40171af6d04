"""At which hours of their days events are tried that have a date and no time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice, product
from math import prod

from servicepolicy.judging.worlds import surely_after
from servicepolicy.models.event import Event

__all__ = ["OVERTAKEN", "on_one_date", "placements"]

OVERTAKEN = "overtaken"
"""Said of an occurrence that as placed began later on a date than what on that date would have served it."""

_MOST = 256  # ways to place the events of a subject that are tried at once
_FEW = 64  # so many are tried with noon
_NOON = 12 * 3_600_000_000 + 1

Way = tuple[int, ...]


def placements(events: Sequence[Event], dues: Collection[int]) -> Iterator[Way]:
    """Ways to place the events that have no time, each an instant an event.

    Between the hours at which something may turn an outcome changes in one direction only, so that their ends suffice.

    Args:
        events: These and those beside them, before and after which they may mean something else.
        dues: When something falls due; what happens just then is in time.
    """
    dated = [event for event in events if event.date is not None]
    timed = [event for event in events if event.date is None]
    turns = {turn for event in timed for turn in (event.at - 1, event.at + 1)}
    turns.update(turn for due in dues for turn in (due, due + 1))
    spots = [_spots(event, turns, timed) for event in dated]
    if prod(len(hours) + 1 for hours in spots) <= _FEW:  # what a limited pause leaves of a day is least in its middle
        turns.update(event.since + _NOON for event in dated)
        spots = [_spots(event, turns, timed) for event in dated]
    ways = product(*spots) if prod(map(len, spots)) <= _MOST else _some(dated, spots)
    pairs = product(range(len(dated)), repeat=2)
    later = [(one, two) for one, two in pairs if _told_after(dated[one], dated[two])]
    return (way for way in ways if all(way[one] >= way[two] for one, two in later))


def _told_after(one: Event, other: Event) -> bool:
    """Whether it is on record that one event came after another of its date."""
    return one.day == other.day and surely_after(one, other)


def _spots(event: Event, turns: Collection[int], timed: Sequence[Event]) -> list[int]:
    """The hours of an event: the first and the last of its day, and the turns on it.

    Its first hour is just after midnight, for that still belongs to a term of dates that ends with the day before.
    """
    first, last = event.day or (event.at, event.at)
    found = {first + 1, last, *(turn for turn in turns if first <= turn <= last)}
    found |= {first} if first - 1 in turns else set[int]()
    least = max((one.at for one in timed if _told_after(event, one)), default=first)
    most = min((one.at for one in timed if _told_after(one, event)), default=last)
    return [at for at in sorted(found) if least <= at <= most] or sorted(found)


def on_one_date(one: Event, other: Event) -> bool:
    """Whether two events happened on one date, of which one has no time."""
    day = one.day if one.date is not None else other.day if other.date is not None else None
    return day is not None and all(day[0] <= event.at <= day[1] for event in (one, other))


def _some(dated: Sequence[Event], spots: Sequence[Sequence[int]]) -> Iterator[Way]:
    """Of too many ways: each kind at either end of its days, or in turn; then each event at each of its hours."""
    kinds = {event.kind: [place for place, one in enumerate(dated) if one.kind == event.kind] for event in dated}
    choices = [list(_patterns(places)) for places in kinds.values()]
    for way in product(*choices) if prod(map(len, choices)) <= _MOST else _ends(choices):
        late = frozenset().union(*way)
        yield tuple(hours[-1 if place in late else 0] for place, hours in enumerate(spots))
    yield from islice(_alone(spots), 2 * _MOST)


def _alone(spots: Sequence[Sequence[int]]) -> Iterator[Way]:
    """Each event at each of its hours, with all others early or late."""
    for place, hours in enumerate(spots):
        for at, end in product(hours[1:-1], (0, -1)):
            others = [hours[end] for hours in spots]
            yield (*others[:place], at, *others[place + 1 :])


def _patterns(places: Sequence[int]) -> Iterator[frozenset[int]]:
    """Which events of a kind happened late in their days: none, all, every second one."""
    yield frozenset()
    yield frozenset(places)
    if len(places) > 1:
        yield frozenset(places[::2])
        yield frozenset(places[1::2])


def _ends(choices: list[list[frozenset[int]]]) -> Iterator[tuple[frozenset[int], ...]]:
    """Of too many ways: all kinds alike, and each kind unlike the others."""
    for alone in range(-1, len(choices)):
        for late in (0, 1):
            yield tuple(patterns[1 - late if place == alone else late] for place, patterns in enumerate(choices))
    for pattern in (2, 3):
        yield tuple(patterns[min(pattern, len(patterns) - 1)] for patterns in choices)
