"""A deadline's third stage: arithmetic on the clock. When is a run due, given its pauses, extensions and changes?"""

from __future__ import annotations

from typing import TypeAlias

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.due_dates import Budget, Pauses, due_after, due_between, rolls
from servicepolicy.judging.values import Bound, ValueReader
from servicepolicy.kinds.deadline.pause_steps import paused
from servicepolicy.kinds.deadline.plan import DeadlinePlan
from servicepolicy.kinds.deadline.run import Pause, Run
from servicepolicy.kinds.deadline.running_count import Count
from servicepolicy.kinds.deadline.unit_clock import unpublished
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied, Step
from servicepolicy.worktime import Counting, Span, WorkClock

__all__ = ["Reckoning", "arrived", "cap_end", "cap_turns", "due_of", "in_time", "may_move", "reckon"]

Target: TypeAlias = Span | Budget | Bound


@attrs.define(slots=True, eq=False)
class Reckoning:
    """When a run is due, and how that came about.

    Attributes:
        due: The instant, the strict reading; `None` if it is not known.
        latest: The later reading of an unsettled law.
        base: From when time is counted now.
        target: What is counted.
        pauses: The pauses that count.
        values: The policy's values used.
        steps: What moved the due instant.
        clock: Whose working time counts.
        missing: The fact for want of which nothing is known.
        horizon: The due instant lies at or after this one, which hangs on a calendar that is not published.
        overdue: It lies at or before this one; `None` where nobody knows how late it may be.
        unpublished: That calendar and year, or the fact that would tell whose clock runs from there on.
    """

    due: int | None
    clock: WorkClock
    base: int = 0
    target: object = None
    latest: int | None = None
    pauses: Pauses = ()
    values: tuple[Applied, ...] = ()
    steps: tuple[Step, ...] = ()
    missing: Missing | None = None
    horizon: int | None = None
    overdue: int | None = None
    unpublished: str = ""


def arrived(event: Event, target: object) -> int:
    """When an act counts as done: of a term that counts dates, a date without a time is no later than its beginning."""
    if event.date is None or not isinstance(target, Span) or target.kind in ("elapsed", "working", "moment"):
        return event.at
    return event.since + 1


def _added(target: object, by: object) -> object:
    """A target made longer; the units are the same, which loading has checked."""
    match target, by:
        case Bound(pick, spans), _:
            return Bound(pick, tuple(_added(span, by) for span in spans))
        case ((Span() | Budget()), (Span() | Budget())) if target.kind in ("elapsed", "working"):
            return Budget(target.kind, target.amount + by.amount)
        case Span(), Span():
            return target.longer(by)
        case _:
            raise TypeError("a span and what is added to it have no common unit")


def _less(target: object, used: int) -> object:
    """What is left of a target when some of the time is used."""
    match target:
        case Bound(pick, spans):
            return Bound(pick, tuple(_less(span, used) for span in spans))
        case Span() | Budget():
            return Budget(target.kind, max(0, target.amount - used))
        case _:
            return target


def reckon(deadline: DeadlinePlan, run: Run, scene: Scene, horizon: int) -> Reckoning:
    """When a run is due, as far as that is known at `horizon`; a pause that still runs is cut there."""
    clock = deadline.clock_of(run, scene)
    if isinstance(clock, Missing):
        return Reckoning(None, scene.edition.clocks[""], missing=clock)
    if deadline.promise is not None:
        return _promised(deadline.promise, run, scene, clock)
    if not run.moves and not run.pauses:
        own = deadline.at(scene, run.anchor) if scene.versions else deadline
        if (budget := own.budget) is not None:
            return _simple(own, run, clock, budget)
    count = Count(deadline, run, scene, clock)
    count.begin()
    for move in run.moves:
        count.follow(move, horizon)
    return _finish(deadline, count, scene, horizon)


def may_move(deadline: DeadlinePlan, run: Run, scene: Scene, at: int) -> bool:
    """Whether a new version finds a run that is not overdue; where no value was in force nothing fell due."""
    missing = reckon(deadline, run, scene, at).missing
    return (missing is not None and missing.field.startswith("value ")) or in_time(deadline, run, scene, at)


def due_of(deadline: DeadlinePlan, run: Run, scene: Scene, horizon: int) -> int | None:
    """When a run is due, as far as known at `horizon`; `None` while it is paused or not known."""
    if run.state == "paused":
        return None
    return reckon(deadline, run, scene, horizon).due


def in_time(deadline: DeadlinePlan, run: Run, scene: Scene, at: int) -> bool:
    """Whether an instant is not after the due instant of a run."""
    found = reckon(deadline, run, scene, at)
    if found.missing is not None:
        run.blocked = found.missing
        return False
    if found.due is None:
        if found.overdue is not None and at > found.overdue:
            return False
        if found.horizon is not None and at > found.horizon:
            run.blocked = Missing(0, found.unpublished)
        return run.blocked is None
    return at <= found.due


def cap_end(deadline: DeadlinePlan, pause: Pause, run: Run, scene: Scene, at: int) -> int | None:
    """When a pause ends by its cap; `None` if it has none, or a year that nobody has published tells."""
    cap = _cap_of(deadline, pause, run, scene)
    if cap is None:
        return None
    try:
        return due_after(*cap, None)[0]
    except CalendarNotPublished as beyond:
        if at >= due_between(*cap, None)[0]:  # it may have ended by then, and may not
            run.blocked = run.blocked or Missing(0, unpublished(beyond))
        return None


def cap_turns(deadline: DeadlinePlan, pause: Pause, run: Run, scene: Scene) -> int | None:
    """The first instant at which a pause may end by its cap; `None` if it has none."""
    cap = _cap_of(deadline, pause, run, scene)
    return None if cap is None else due_between(*cap, None)[0]


def _cap_of(
    deadline: DeadlinePlan, pause: Pause, run: Run, scene: Scene
) -> tuple[WorkClock, int, Span, Pauses, Counting] | None:
    """How the end of a pause is counted; `None` if it has no cap, or its clock is not known."""
    if not deadline.has_cap or pause.item < 0 or deadline.rule.pause == "forbidden":
        return None
    cap = deadline.rule.pause[pause.item].cap
    clock = deadline.clock_of(run, scene)
    if cap is None or isinstance(clock, Missing):
        return None
    return clock, pause.begun, cap, (), deadline.counting.from_a_boundary()


def _promised(promise: ValueReader, run: Run, scene: Scene, clock: WorkClock) -> Reckoning:
    event = next((move.event for move in reversed(run.moves) if move.kind == "promise"), run.anchor_event)
    read = promise.read(scene, event, event.at if event is not None else run.anchor)
    if read.missing is not None:
        return Reckoning(None, clock, run.anchor, missing=read.missing)
    if not isinstance(read.value, int):
        return Reckoning(None, clock, run.anchor, missing=Missing(event.number if event else 0, "due"))
    return Reckoning(read.value, clock, run.anchor, values=(Applied("due", "", read.origin),))


def _simple(deadline: DeadlinePlan, run: Run, clock: WorkClock, budget: Budget | Span) -> Reckoning:
    """The commonest case: a constant span, nothing that moves it."""
    latest: int | None = None
    steps: tuple[Step, ...] = ()
    base = run.anchor
    try:
        if deadline.counting.begins_later:
            base = clock.begins_us(base, budget.kind, budget.amount, deadline.counting)
        match budget.kind:
            case "elapsed":
                due = base + budget.amount
            case "working":
                due = clock.due_working_us(base, budget.amount)
            case _:
                due, latest = deadline.dates.due_after(clock, run.anchor, budget)
                steps = deadline.dates.rolled(clock, run.anchor, budget)
    except CalendarNotPublished as missing:
        bounds = due_between(clock, run.anchor, budget, (), deadline.counting, None)
        return _beyond(missing, clock, run.anchor, budget, bounds, deadline.budget_values)
    latest = latest if latest != due else None
    return Reckoning(due, clock, base, budget, latest, (), deadline.budget_values, steps)


def _finish(deadline: DeadlinePlan, count: Count, scene: Scene, horizon: int) -> Reckoning:
    values, steps, pauses = tuple(count.values), tuple(count.steps), count.pauses(horizon)
    if (lacking := count.lacking or count.missing) is not None:
        return Reckoning(None, count.clock, count.base, missing=lacking, values=values)
    cycle_day: int | None = None
    if deadline.cycle_day is not None:
        read = deadline.cycle_day.read(scene, count.run.anchor_event, count.run.anchor)
        if read.missing is not None:
            return Reckoning(None, count.clock, count.base, missing=read.missing, values=values)
        cycle_day = int(str(read.value))
    target = count.target
    for by in count.longer:
        target = _added(target, by)
    if count.used:
        target = _less(target, count.used)
    counting = deadline.counting
    try:
        if count.unpublished is not None:
            raise count.unpublished
        if pauses or cycle_day is not None:
            due, latest = due_after(count.clock, count.base, target, pauses, counting, cycle_day)
        else:
            due, latest = deadline.dates.due_after(count.clock, count.base, target)
        moved = rolls(count.clock, count.base, target, pauses, counting, cycle_day)
        for cap in count.caps:
            capped, _ = due_after(count.clock, count.first_base, cap, pauses, counting, cycle_day)
            if capped < due:
                moved = rolls(count.clock, count.first_base, cap, pauses, counting, cycle_day)
            due, latest = min(due, capped), min(latest, capped) if latest is not None else None
    except CalendarNotPublished as missing:
        terms = ((count.base, target), *((count.first_base, cap) for cap in count.caps))
        between = [due_between(count.clock, base, term, pauses, counting, cycle_day) for base, term in terms]
        if count.perhaps_used:
            all_used = _less(target, count.perhaps_used)
            between.append((due_between(count.clock, count.base, all_used, pauses, counting, cycle_day)[0], None))
        ends = [end for _, end in between if end is not None]
        bounds = min(soonest for soonest, _ in between), min(ends, default=None)
        return _beyond(missing, count.clock, count.base, target, bounds, values, pauses, steps)
    latest = latest if latest != due else None
    steps += (*paused(deadline.rule, count.run, pauses, count.base, due), *moved)
    return Reckoning(due, count.clock, count.begun_at(target), target, latest, pauses, values, steps)


def _beyond(
    missing: CalendarNotPublished,
    clock: WorkClock,
    base: int,
    target: object,
    bounds: tuple[int, int | None],
    values: tuple[Applied, ...],
    pauses: Pauses = (),
    steps: tuple[Step, ...] = (),
) -> Reckoning:
    """The due instant hangs on what is not published; it lies within bounds."""
    horizon, overdue = bounds
    return Reckoning(
        None,
        clock,
        base,
        target,
        None,
        pauses,
        values,
        steps,
        horizon=horizon,
        overdue=overdue,
        unpublished=unpublished(missing),
    )
