"""Due instants of spans, whatever the kind of rule: with pauses, under a counting convention, rolled or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TypeAlias

import attrs

from servicepolicy.errors import CalendarNotPublished, NeverOpensAgain
from servicepolicy.judging.rolled_date import gives_way, may_roll, rolled
from servicepolicy.judging.values import Bound
from servicepolicy.results.verdict import Step
from servicepolicy.worktime import Counting, Span, WorkClock
from servicepolicy.worktime._instant import DAY_US
from servicepolicy.worktime.assumed import LONGEST_REST, LatestClock, SoonestClock

__all__ = [
    "Budget",
    "DueDates",
    "Pauses",
    "add_time",
    "due_after",
    "due_between",
    "rolls",
    "united",
    "working_between",
]

Pauses: TypeAlias = Sequence[tuple[int, int]]


@attrs.frozen(slots=True)
class Budget:
    """An amount of time in microseconds, elapsed or working."""

    kind: str
    amount: int

    def __str__(self) -> str:
        seconds = self.amount // 1_000_000
        return f"{seconds} {'working ' if self.kind == 'working' else ''}seconds"


def united(pauses: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Pauses as disjoint intervals in order."""
    joined: list[tuple[int, int]] = []
    for since, until in sorted(pauses):
        if until <= since:
            continue
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return tuple(joined)


def add_time(clock: WorkClock, start: int, kind: str, amount: int, pauses: Pauses) -> int:
    """The earliest instant at which an amount of time has passed since `start`, elapsed or working, without pauses."""
    at, rest = start, amount
    for since, until in pauses:
        if until <= at:
            continue
        if since > at:
            available = since - at if kind == "elapsed" else working_between(clock, at, since)
            if available is None or available >= rest:  # beyond what is published: due before it, or not known at all
                break
            rest -= available
        at = until
    return at + rest if kind == "elapsed" else clock.due_working_us(at, rest)


class DueDates:
    """When date-counted spans are due under one convention: for all instants of a local date the same.

    Calendars do not change, so what was counted once is kept: a case log has far fewer dates than cases.
    """

    __slots__ = ("_counting", "_found", "_gives_way", "_rolled")

    _KINDS = frozenset(("working_days", "days", "weeks", "months", "years"))

    def __init__(self, counting: Counting) -> None:
        self._counting, self._gives_way = counting, gives_way(counting)
        self._found: dict[tuple[WorkClock, int, str, int], tuple[int, int | None]] = {}
        self._rolled: dict[tuple[WorkClock, int, str, int], tuple[Step, ...]] = {}

    def due_after(self, clock: WorkClock, start: int, target: object) -> tuple[int, int | None]:
        """What the function `due_after` says where nothing pauses."""
        if not isinstance(target, Span) or target.kind not in self._KINDS or self._counting.begins_later:
            return due_after(clock, start, target, (), self._counting, None)
        day = clock.day_of(start)
        key = (clock, day, target.kind, target.amount)
        found = self._found.get(key)
        if found is None:
            found = due_after(clock, start, target, (), self._counting, None)
            if found[0] >= clock.end_of_day(day):  # else it hangs on the instant: nothing is due before it starts
                self._found[key] = found
        return found

    def rolled(self, clock: WorkClock, start: int, target: object) -> tuple[Step, ...]:
        """What the function `rolls` says where nothing pauses."""
        if not self._gives_way or not isinstance(target, Span) or not may_roll(self._counting, target):
            return ()
        if self._counting.begins_later:
            return rolls(clock, start, target, (), self._counting, None)
        key = (clock, clock.day_of(start), target.kind, target.amount)
        found = self._rolled.get(key)
        if found is None:
            found = self._rolled[key] = rolls(clock, start, target, (), self._counting, None)
        return found


def rolls(
    clock: WorkClock, start: int, target: object, pauses: Pauses, counting: Counting, cycle_day: int | None
) -> tuple[Step, ...]:
    """How the due date rolled over days of rest, if it did; of several spans, that of the one that decides."""
    if isinstance(target, Bound):
        choose = min if target.pick == "least" else max
        chosen = choose(target.spans, key=lambda span: due_after(clock, start, span, pauses, counting, cycle_day)[0])
        return rolls(clock, start, chosen, pauses, counting, cycle_day)
    if not isinstance(target, Span) or not may_roll(counting, target):
        return ()
    return rolled(clock, clock.due_us(start, target, pauses=pauses, counting=counting), counting)


def working_between(clock: WorkClock, start: int, stop: int, pauses: Pauses = ()) -> int | None:
    """The working time between two instants, less the pauses; `None` where holidays between them are not published."""
    try:
        return clock.elapsed_us(start, stop, pauses=pauses)
    except CalendarNotPublished:
        return None


def due_after(
    clock: WorkClock, start: int, target: object, pauses: Pauses, counting: Counting, cycle_day: int | None
) -> tuple[int, int | None]:
    """When a target counted from `start` is due: the strict reading, and the later one if the law is unsettled."""
    match target:
        case Bound(pick, spans):
            dues = [due_after(clock, start, span, pauses, counting, cycle_day) for span in spans]
            choose = min if pick == "least" else max
            latest = choose(later if later is not None else due for due, later in dues)
            due = choose(due for due, _ in dues)
            return due, latest if latest != due else None
        case Budget() | Span() if target.kind in ("elapsed", "working"):
            begun = clock.begins_us(start, target.kind, target.amount, counting)
            return add_time(clock, begun, target.kind, target.amount, pauses), None
        case Span():
            return clock.due_instants_us(start, target, pauses, counting, cycle_day)
        case _:
            raise TypeError(f"not a span: {type(target).__name__}")


def due_between(
    clock: WorkClock, start: int, target: object, pauses: Pauses, counting: Counting, cycle_day: int | None
) -> tuple[int, int | None]:
    """Between which instants a target is due: one and the same, unless a calendar is not published.

    Whatever turns out a holiday, or is worked in exchange for one: until the first it is not over, after the second it
    is. The second is `None` where nobody knows how long it may take.
    """
    if isinstance(target, Bound):
        between = [due_between(clock, start, span, pauses, counting, cycle_day) for span in target.spans]
        known = [latest for _, latest in between if latest is not None]
        if target.pick == "least":
            return min(soonest for soonest, _ in between), min(known, default=None)
        return max(soonest for soonest, _ in between), max(known) if len(known) == len(between) else None
    try:
        due, _ = due_after(clock, start, target, pauses, counting, cycle_day)
    except CalendarNotPublished as missing:
        if _is_known_until(missing, clock, start, target, counting):
            return _assumed(clock, start, target, pauses, counting, cycle_day)
        return _as_published(missing, start, pauses), None
    return due, due


def _is_known_until(
    missing: CalendarNotPublished, clock: WorkClock, start: int, target: object, counting: Counting
) -> bool:
    """Whether what will be published changes only which dates are worked, and not from when a target counts."""
    if isinstance(missing, NeverOpensAgain) or missing.known_until is None or not clock.one_calendar:
        return False
    hangs_on_the_hour = isinstance(target, Span) and target.kind == "same_day"  # whether it had closed at the start
    return start < missing.known_until or not (counting.begins_later or hangs_on_the_hour)


def _assumed(
    clock: WorkClock, start: int, target: object, pauses: Pauses, counting: Counting, cycle_day: int | None
) -> tuple[int, int | None]:
    soonest, _ = due_after(SoonestClock(clock), start, target, pauses, counting, cycle_day)
    latest: int | None = None
    if not pauses and not counting.begins_later and counting.contains == "any days":
        unrolled = attrs.evolve(counting, name=None, roll="none", silent=())
        with suppress(CalendarNotPublished):
            latest, _ = due_after(LatestClock(clock), start, target, (), unrolled, cycle_day)
            latest += LONGEST_REST * DAY_US if counting.readings[0].rolls else 0
    return soonest, latest


def _as_published(missing: CalendarNotPublished, start: int, pauses: Pauses) -> int:
    """Not before the start and the first date that is not published, nor before a pause that runs there is over."""
    soonest = max(missing.known_until or start, start)
    for since, until in pauses:
        if since < soonest < until:
            soonest = until
    return soonest
