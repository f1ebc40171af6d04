"""A deadline's third stage: arithmetic on the clock. When is a run due, given its pauses, extensions and changes?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.evaluators._account import paused
from servicepolicy.evaluators._rolled import may_roll, rolled
from servicepolicy.evaluators._runs import Hold, Move, Run
from servicepolicy.evaluators.scene import Missing, Scene
from servicepolicy.evaluators.values import Bound, Read, ValueReader
from servicepolicy.verdict import Applied, Step
from servicepolicy.worktime import Counting, Span, WorkClock

if TYPE_CHECKING:
    from servicepolicy.evaluators.deadline import DeadlineEvaluator

__all__ = ["Budget", "DueDates", "Pauses", "Reckoning", "add_time", "due_after", "reckon", "united", "working_between"]

Pauses: TypeAlias = Sequence[tuple[int, int]]


@attrs.frozen(slots=True)
class Budget:
    """An amount of time in microseconds, elapsed or working."""

    kind: str
    amount: int

    def __str__(self) -> str:
        seconds = self.amount // 1_000_000
        return f"{seconds} {'working ' if self.kind == 'working' else ''}seconds"


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
        horizon: The due instant lies at or after this one; beyond it the calendar is not published.
        unpublished: That calendar and year.
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
    unpublished: str = ""


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

    __slots__ = ("_counting", "_found", "_rolled")

    _KINDS = frozenset(("working_days", "days", "weeks", "months", "years"))

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._found: dict[tuple[WorkClock, int, str, int], tuple[int, int | None]] = {}
        self._rolled: dict[tuple[WorkClock, int, str, int], tuple[Step, ...]] = {}

    def due_after(self, clock: WorkClock, start: int, target: object) -> tuple[int, int | None]:
        """What the function `due_after` says where nothing pauses."""
        if not isinstance(target, Span) or target.kind not in self._KINDS:
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
        if not isinstance(target, Span) or not may_roll(self._counting, target):
            return ()
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
        case Budget(kind, amount):
            return add_time(clock, start, kind, amount, pauses), None
        case Span() if target.kind in ("elapsed", "working"):
            return add_time(clock, start, target.kind, target.amount, pauses), None
        case Span():
            found = clock.due_us(start, target, pauses=pauses, counting=counting, billing_day=cycle_day)
            return found.due, found.due_latest
        case _:
            raise TypeError(f"not a span: {type(target).__name__}")


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


class _Count:
    """A run's count while its moves are followed."""

    def __init__(self, deadline: DeadlineEvaluator, run: Run, scene: Scene, clock: WorkClock) -> None:
        self.deadline, self.run, self.scene, self.clock = deadline, run, scene, clock
        self.base = run.anchor
        self.first_base = run.anchor
        self.credited_from: int | None = None
        self.target: object = None
        self.lacking: Missing | None = None  # what the target hangs on
        self.first: tuple[object, list[Applied], Missing | None] = (None, [], None)
        self.away = False  # the rule does not apply for now
        self.begun = False  # it has applied
        self.used = 0  # time used before the base, where that is carried on
        self.longer: list[object] = []
        self.caps: list[object] = []
        self.values: list[Applied] = []
        self.steps: list[Step] = []
        self.missing: Missing | None = None

    def take(self, read: Read, name: str) -> object:
        """Use a value of the policy, or remember that it is missing."""
        if read.missing is not None:
            self.missing = self.missing or read.missing
            return None
        self.values.append(read.applied(name))
        return read.value

    def begin(self) -> None:
        """Count the rule's own span, as it is read where the occurrence begins."""
        run = self.run
        self._aim(self.deadline.within.read(self.scene, run.anchor_event, run.anchor))
        self.begun = not any(move.kind == "leave" and move.at == run.anchor for move in run.moves[:1])
        self._remember()

    def _aim(self, read: Read) -> None:
        """Count this span from now on, or know for want of what it is not known."""
        self.lacking = read.missing
        self.target = None if read.missing is not None else read.value
        if read.missing is None:
            self.values.append(read.applied("within"))

    def _remember(self) -> None:
        """What a reset goes back to: the span as it was read where the rule began to apply."""
        self.first = (self.target, self.values[-1:] if self.target is not None else [], self.lacking)

    def follow(self, move: Move, horizon: int) -> None:
        """Let a move change the count."""
        match move.kind:
            case "reset":
                self.base = self.first_base = move.at
                self.credited_from, self.used, self.longer, self.caps = None, 0, [], []
                self.target, values, self.lacking = self.first  # judged once, at the start
                self.values, self.missing = list(values), None
                self.steps = [Step("reset", move.at)]
            case "grant":
                self._grant(move)
            case "retarget":
                self._retarget(move, horizon)
            case "leave":
                self._spend(move, horizon)
                self.away = True
            case _:
                pass

    def _grant(self, move: Move) -> None:
        step = self.deadline.extensions[move.item]
        for name in ("to", "by", "at_most"):
            reader = step.get(name)
            if reader is None:
                continue
            value = self.take(reader.read(self.scene, move.event, move.at), f"extend[{move.item + 1}].{name}")
            if value is None:
                continue
            if name == "to":
                self.target, self.longer = value, []
            elif name == "by":
                self.longer.append(value)
            else:
                self.caps.append(value)
            self.steps.append(Step(f"extended_{name}", move.at, value=self.values[-1].value or "…"))

    def _retarget(self, move: Move, horizon: int) -> None:
        self._spend(move, horizon)
        self._aim(self.deadline.within.read(self.scene, move.event, move.at))
        self.steps.append(Step(f"reclassified_{move.mode}", move.at, value=str(self.target)))
        if self.away or not self.begun:
            self._remember()
        if move.mode in ("carry", "from_change"):
            self.base = move.at
            if not self.begun:
                self.first_base = move.at
        if move.mode == "carry":
            self.target = _less(self.target, self.used)
        if move.mode == "retroactive_without_credit":
            self.credited_from = move.at
        self.away, self.begun = False, True

    def _spend(self, move: Move, horizon: int) -> None:
        """Keep account of the time used until a move; while the rule does not apply, none is."""
        if move.mode == "carry" and not self.away and self.begun and self.target is not None:
            kind = _kind(self.target)
            self.used += _used(self.clock, kind, self.base, move.at, self.pauses(horizon))

    def pauses(self, horizon: int) -> tuple[tuple[int, int], ...]:
        """The pauses that are credited, those still running cut at the horizon."""
        return united(
            (max(hold.since, self.credited_from or hold.since), hold.ends(horizon)) for hold in self.run.holds
        )


def _kind(target: object) -> str:
    """The kind of a span of time that is carried on: loading has checked that there is but one."""
    first = target.spans[0] if isinstance(target, Bound) else target
    return first.kind if isinstance(first, Span | Budget) else "elapsed"


def _less(target: object, used: int) -> object:
    """What is left of a target."""
    match target:
        case Bound(pick, spans):
            return Bound(pick, tuple(_less(span, used) for span in spans))
        case Span() | Budget():
            return Budget(target.kind, max(0, target.amount - used))
        case _:
            return target


def _used(clock: WorkClock, kind: str, start: int, until: int, pauses: Pauses) -> int:
    """Time used between two instants, pauses not counted."""
    for since, end in reversed(pauses):
        if since < until <= end:  # nothing is used from there on, and nothing need be known of it
            until = max(start, since)
    if kind == "working":
        return clock.elapsed_us(start, until, pauses=pauses)
    paused = sum(max(0, min(until, end) - max(start, since)) for since, end in pauses)
    return until - start - paused


def reckon(deadline: DeadlineEvaluator, run: Run, scene: Scene, horizon: int) -> Reckoning:
    """When a run is due, as far as that is known at `horizon`; a pause that still runs is cut there."""
    clock = scene.clock(deadline.rule.clock, run.started)
    if isinstance(clock, Missing):
        return Reckoning(None, scene.edition.clocks[""], missing=clock)
    if deadline.promise is not None:
        return _promised(deadline.promise, run, scene, clock)
    if not run.moves and not run.holds and (budget := deadline.budget) is not None:
        return _simple(deadline, run, clock, budget)
    count = _Count(deadline, run, scene, clock)
    count.begin()
    for move in run.moves:
        count.follow(move, horizon)
    return _finish(deadline, count, scene, horizon)


def _promised(promise: ValueReader, run: Run, scene: Scene, clock: WorkClock) -> Reckoning:
    event = next((move.event for move in reversed(run.moves) if move.kind == "promise"), run.anchor_event)
    read = promise.read(scene, event, event.at if event is not None else run.anchor)
    if read.missing is not None:
        return Reckoning(None, clock, run.anchor, missing=read.missing)
    if not isinstance(read.value, int):
        return Reckoning(None, clock, run.anchor, missing=Missing(event.number if event else 0, "due"))
    return Reckoning(read.value, clock, run.anchor, values=(Applied("due", "", read.origin),))


def _simple(deadline: DeadlineEvaluator, run: Run, clock: WorkClock, budget: Budget | Span) -> Reckoning:
    """The commonest case: a constant span, nothing that moves it."""
    latest: int | None = None
    steps: tuple[Step, ...] = ()
    try:
        match budget.kind:
            case "elapsed":
                due = run.anchor + budget.amount
            case "working":
                due = clock.due_working_us(run.anchor, budget.amount)
            case _:
                due, latest = deadline.dates.due_after(clock, run.anchor, budget)
                steps = deadline.dates.rolled(clock, run.anchor, budget)
    except CalendarNotPublished as missing:
        return _beyond(missing, clock, run.anchor, budget, (), deadline.budget_values, ())
    latest = latest if latest != due else None
    return Reckoning(due, clock, run.anchor, budget, latest, (), deadline.budget_values, steps)


def _finish(deadline: DeadlineEvaluator, count: _Count, scene: Scene, horizon: int) -> Reckoning:
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
    try:
        if pauses or cycle_day is not None:
            due, latest = due_after(count.clock, count.base, target, pauses, deadline.counting, cycle_day)
        else:
            due, latest = deadline.dates.due_after(count.clock, count.base, target)
        moved = rolls(count.clock, count.base, target, pauses, deadline.counting, cycle_day)
        for cap in count.caps:
            capped, _ = due_after(count.clock, count.first_base, cap, pauses, deadline.counting, cycle_day)
            if capped < due:
                moved = rolls(count.clock, count.first_base, cap, pauses, deadline.counting, cycle_day)
            due, latest = min(due, capped), min(latest, capped) if latest is not None else None
    except CalendarNotPublished as missing:
        return _beyond(missing, count.clock, count.base, target, pauses, values, steps)
    latest = latest if latest != due else None
    steps += (*paused(deadline.rule, count.run, pauses, count.base, due), *moved)
    return Reckoning(due, count.clock, count.base, target, latest, pauses, values, steps)


def _beyond(
    missing: CalendarNotPublished,
    clock: WorkClock,
    base: int,
    target: object,
    pauses: Pauses,
    values: tuple[Applied, ...],
    steps: tuple[Step, ...],
) -> Reckoning:
    """The due instant lies where the calendar is not published, and not before a pause that runs there is over."""
    horizon = missing.known_until or base
    for since, until in pauses:
        if since < horizon < until:
            horizon = until
    name = f"calendar {missing.calendar} {missing.year}"
    return Reckoning(None, clock, base, target, None, pauses, values, steps, horizon=horizon, unpublished=name)


def cap_end(clock: WorkClock, hold: Hold, cap: Span, counting: Counting) -> int:
    """When a pause ends by itself."""
    return due_after(clock, hold.since, cap, (), counting, None)[0]
