"""A working clock that changes hands: of a case that moves between units, the hours of each count in their turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.term import hours_of
from servicepolicy.results.verdict import Step
from servicepolicy.worktime import Counting, Pauses, WorkClock

if TYPE_CHECKING:
    from servicepolicy.kinds.deadline.run import Run

__all__ = ["ClockUnknown", "PiecewiseClock", "piecewise", "unpublished", "whose_hours"]


_SPAN = Missing(0, "within")


class ClockUnknown(CalendarNotPublished):
    """From an instant on it is not known which clock runs; as where a calendar ends, an answer lies at or after it."""

    def __init__(self, missing: Missing, since: int) -> None:
        super().__init__(missing.name, 0, since)
        self.missing = missing


def unpublished(error: CalendarNotPublished) -> str:
    """What a verdict calls that for want of which nothing can be counted."""
    return error.missing.name if isinstance(error, ClockUnknown) else f"calendar {error.calendar} {error.year}"


def piecewise(name: str | None, run: Run, scene: Scene) -> WorkClock | Missing:
    """The clocks of all units that had the subject, from what is counted of a run until it was over."""
    first = scene.clock(name, run.anchor)
    if isinstance(first, Missing):
        return first
    later = _moves(run, scene)
    pieces = [(since, scene.clock(name, since)) for since in later]
    changes = [piece for piece, before in zip(pieces, [(0, first), *pieces], strict=False) if piece[1] != before[1]]
    return PiecewiseClock(first, changes) if changes else first


def _moves(run: Run, scene: Scene) -> list[int]:
    """When the subject went to another unit, from what is counted of a run until it was over."""
    over = run.stop.at if run.stop is not None else run.ended[1] if run.ended is not None else scene.as_of
    return [since for since in scene.facts.changes("unit") if run.anchor < since <= over]


def whose_hours(run: Run, scene: Scene, *, moving: bool) -> Iterator[Step]:
    """By whose hours a run is counted, and from when by those of another unit."""
    if not moving:
        yield from hours_of(scene, "unit", run.started)
        return
    told = ""
    for since in (None, *_moves(run, scene)):
        whose = scene.whose_hours(run.anchor if since is None else since)
        if whose and whose != told:
            yield Step("hours_of", value=whose) if since is None else Step("hours_from", since, value=whose)
        told = whose


class PiecewiseClock(WorkClock):
    """The working time of several clocks, one after the other. Dates are not counted on it, which loading has checked.

    Args:
        first: The clock before the first change.
        changes: The instants at which another clock takes over, in order; `Missing` where it is not known which.
    """

    one_calendar = False
    __slots__ = ("_pieces",)

    def __init__(self, first: WorkClock, changes: list[tuple[int, WorkClock | Missing]]) -> None:
        self.name, self.zone = first.name, first.zone
        ends: list[int | None] = [since for since, _ in changes]
        clocks: list[WorkClock | Missing] = [first, *(clock for _, clock in changes)]
        begins: list[int | None] = [None, *ends]
        self._pieces = tuple(zip(begins, [*ends, None], clocks, strict=True))

    def elapsed_us(self, start: int, stop: int, pauses: Pauses = ()) -> int:
        """Working time between two instants, less that of the pauses between them.

        Raises:
            CalendarNotPublished: It hangs on holidays that are not published, or on a unit that is not known.
        """
        if stop < start:
            return -self.elapsed_us(stop, start, pauses)
        total = 0
        for since, until, clock in self._pieces:
            begun = start if since is None else max(start, since)
            ended = stop if until is None else min(stop, until)
            if begun < ended:
                total += _known(clock, begun).elapsed_us(begun, ended, pauses)
        return total

    def due_working_us(self, start: int, working_us: int) -> int:
        """The earliest instant, from the start on, by which so much working time has passed since the start.

        Raises:
            CalendarNotPublished: It hangs on holidays that are not published, or on a unit that is not known.
        """
        if working_us <= 0:
            return start
        at, rest = start, working_us
        for _since, until, clock in self._pieces:
            if until is None:
                return _known(clock, at).due_working_us(at, rest)
            if until <= at:
                continue
            here = _known(clock, at)
            try:
                available = here.elapsed_us(at, until)
            except CalendarNotPublished:
                return here.due_working_us(at, rest)  # before what is not published, or nobody knows
            if available >= rest:
                return here.due_working_us(at, rest)
            at, rest = until, rest - available
        raise AssertionError("the last piece has no end")

    def begins_us(self, start: int, kind: str, amount: int, counting: Counting) -> int:
        """From when a span counts: by the hours of the unit that has the subject at its start.

        Raises:
            CalendarNotPublished: It hangs on holidays that are not published, or on a unit that is not known.
        """
        here = next(clock for _, until, clock in self._pieces if until is None or start < until)
        return _known(here, start).begins_us(start, kind, amount, counting)

    def day_of(self, at: int) -> int:
        """No date: two units may open it differently, so what a field says instead of hours is of the wrong kind.

        Raises:
            ClockUnknown: Always.
        """
        raise ClockUnknown(_SPAN, at)


def _known(clock: WorkClock | Missing, at: int) -> WorkClock:
    if isinstance(clock, Missing):
        raise ClockUnknown(clock, at)
    return clock
