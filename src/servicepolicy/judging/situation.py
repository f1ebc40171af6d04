"""What a verdict hangs on, said by its kind of rule for whoever judges many subjects at once.

Two subjects are in one situation where everything agrees that a rule can see of them, but for the instants, numbers and
names that its verdicts only repeat. So one of them is judged, and the verdicts of all others are read off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.nodes import BoundValue, Chosen, Extreme, Outright
from servicepolicy.language.bound.place import Place
from servicepolicy.language.selector import ANY_EVENT, Selector
from servicepolicy.language.value import Value
from servicepolicy.money import Money
from servicepolicy.results.verdict import Status
from servicepolicy.worktime import Counting, Span

__all__ = [
    "CANCELS",
    "DOUBTFUL",
    "PAUSES",
    "RESUMES",
    "STARTS",
    "STOPS",
    "Counted",
    "Pieces",
    "Situation",
    "kinds_of",
    "outright_in",
    "spans_in",
]


STARTS: Final = 1
STOPS: Final = 2
CANCELS: Final = 4
PAUSES: Final = 8
RESUMES: Final = 16
DOUBTFUL: Final = 32
"""What an event is to a count that can be paused, as bits; `DOUBTFUL`: whether it is one of them is not known."""


@attrs.frozen
class Counted:
    """A span that a rule counts from events: how its end lies to other events is part of the situation.

    Attributes:
        span: The span.
        clock: Name of the calendar, `unit`, or `None` for the policy's zone.
        counting: How days are counted.
        kinds: The kinds of the events from which it may be counted; `None` for every kind.
        against: The kinds of the events to which its end is compared; `None` for every kind.
        needs: It matters only to a subject that has an event of one of these kinds; `None`: to all.
    """

    span: Span
    clock: str | None
    counting: Counting
    kinds: frozenset[str] | None
    against: frozenset[str] | None = None
    needs: frozenset[str] | None = None


@attrs.frozen
class Pieces:
    """Events each of which is judged by itself, by nothing but its neighbours.

    Attributes:
        starts: The kinds of the events that are judged.
        beside: The kinds of the events that count for them: of each kind, the nearest one.
        before: What stands before counts; otherwise what follows.
    """

    starts: frozenset[str]
    beside: frozenset[str]
    before: bool = False


@attrs.frozen
class Situation:
    """What the verdicts of one rule hang on, beside the events and fields that its conditions and selectors name.

    Attributes:
        counted: The spans that it counts from events.
        from_start: A span is counted from the event that begins the occurrence, and from no other.
        people: Who did one thing is compared with who did another.
        acted: The kinds of events to which that, and `reads`, are limited; `None`: to none.
        compared_in: The columns of people in which that is; `None`: in all.
        named: The fields of events that hold people.
        reads: The fields of its events that it reads unsaid, beside what conditions and selectors name.
        credited: The kinds of events whose doers verdicts name; `None`: of every kind.
        recorded: Whether an event was written down by when another happened may matter.
        limits: What amounts of its events are compared with; `None`: amounts do not matter.
        acts: The kinds of which a subject may have one event at most: of several, more matters than is said here.
        moving: The kinds of events that move what is counted in a way that is not said here.
        naming: All events that name a matter may matter, of whatever kind.
        idle: The keys of the rule that mean nothing as it is written.
        asks_roles: Of a role nothing is asked but whether it is one that the rule names, or stands above one, and what
            its holders are; so roles that lie alike to these are one.
        pausing: Among `moving`, the kinds of events that pause a count of one start and one stop, and nothing else.
        capped: Of `counted`, the place of the span after which such a pause ends by itself; `None`: none does.
        kept_apart: The kinds of two acts of which nothing matters but who did any of both, which came first and which
            last, and the column that says who; a verdict tells all of them. `None`: more matters.
        pieces: The events that are judged each by itself; `None`: the subject is judged as a whole.
        in_turn: It has one count of one start and one stop, by the hours of each unit that has the subject, in turn.
        passing: The statuses of verdicts that say something which time alone changes, in a way that is not said here.
        beyond: Why columns cannot express the rule at all, as a code; empty where they can.
    """

    counted: tuple[Counted, ...] = ()
    from_start: bool = False
    people: bool = False
    acted: frozenset[str] | None = None
    compared_in: frozenset[str] | None = None
    named: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()
    credited: frozenset[str] | None = None
    recorded: bool = False
    limits: tuple[Money, ...] | None = None
    acts: frozenset[str] = frozenset()
    moving: frozenset[str] = frozenset()
    naming: bool = False
    idle: frozenset[str] = frozenset()
    asks_roles: bool = False
    pausing: frozenset[str] = frozenset()
    capped: int | None = None
    kept_apart: tuple[frozenset[str], frozenset[str], str] | None = None
    pieces: Pieces | None = None
    in_turn: bool = False
    passing: frozenset[Status] = frozenset()
    beyond: str = ""


def kinds_of(*selectors: Selector | None) -> frozenset[str] | None:
    """The kinds of the events that selectors name; `None` for every kind."""
    kinds = frozenset(kind for selector in selectors if selector is not None for kind in selector.kinds())
    return None if ANY_EVENT in kinds else kinds


def spans_in(edition: Edition, value: Value, place: Place) -> Iterator[Span | None]:
    """The spans that a value may be; `None` for one that is read from a fact."""
    for found in outright_in(edition, value, place, "span"):
        if found is None:
            yield None
        else:
            yield found if isinstance(found, Span) else Span(str(found))


def outright_in(edition: Edition, value: Value, place: Place, wanted: str) -> Iterator[object]:
    """What a value may be; `None` for what is read from a fact."""
    yield from _ends(edition.binder.value(value.form, place, wanted=wanted))


def _ends(value: BoundValue) -> Iterator[object]:
    match value:
        case Outright():
            yield value.value
        case Chosen(options):
            for _, one in options:
                yield from _ends(one)
        case Extreme(_, values):
            for one in values:
                yield from _ends(one)
        case _:
            yield None
