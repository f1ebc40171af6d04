"""A deadline's count while its moves are followed: from when it runs, what is counted, and what is credited."""

from __future__ import annotations

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.due_dates import Budget, Pauses, united
from servicepolicy.judging.values import Bound, Read
from servicepolicy.kinds.deadline.plan import DeadlinePlan
from servicepolicy.kinds.deadline.run import Move, Run
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied, Step
from servicepolicy.worktime import Span, WorkClock

__all__ = ["Count"]


class Count:
    """A run's count while its moves are followed."""

    def __init__(self, deadline: DeadlinePlan, run: Run, scene: Scene, clock: WorkClock) -> None:
        self.deadline, self.run, self.scene, self.clock = deadline, run, scene, clock
        self.base = run.anchor
        self.first_base = run.anchor
        self.credited_from: int | None = None
        self.target: object = None
        self.lacking: Missing | None = None  # what the target hangs on
        self.first: tuple[Event | None, int] = (run.anchor_event, run.anchor)  # what a reset goes back to
        self.granted = False  # a grant has replaced the rule's own span
        self.exempt = False  # the rule does not apply for now
        self.begun = False  # it has applied
        self.used = 0  # time used before the base, where that is carried on
        self.perhaps_used = 0  # how much more that may be, where holidays are not published
        self.unpublished: CalendarNotPublished | None = None
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
        self._aim(run.anchor, *self.first)
        self.begun = not any(move.kind == "leave" and move.at == run.anchor for move in run.moves[:1])

    def _aim(self, now: int, event: Event | None, at: int) -> None:
        """Count the span of the version of now, as it is for an event and an instant; or know what it hangs on."""
        read = self.deadline.at(self.scene, now).within.read(self.scene, event, at)
        self.lacking, self.granted = read.missing, False
        self.target = None if read.missing is not None else read.value
        if read.missing is None:
            self.values.append(read.applied("within"))

    def follow(self, move: Move, horizon: int) -> None:
        """Let a move change the count."""
        match move.kind:
            case "reset":
                self.base = self.first_base = move.at
                self.credited_from, self.longer, self.caps = None, [], []
                self.used, self.perhaps_used, self.unpublished = 0, 0, None
                self.values, self.missing, self.steps = [], None, [Step("reset", move.at)]
                self._aim(move.at, *self.first)  # judged once, at the start
            case "grant":
                self._grant(move)
            case "retarget":
                wanted = self._retarget(move, horizon, (move.event, move.at))
                self.steps.append(Step(f"reclassified_{move.mode}", move.at, value=wanted))
            case "renew" if not self.granted:  # what was granted is not taken back
                wanted = self._retarget(move, horizon, (move.event, move.read_at))
                self.steps.append(Step(f"renewed_{move.mode}", move.at, value=wanted))
            case "leave":
                self._spend(move, horizon)
                if not self.exempt:
                    self.steps.append(Step("away", move.at))
                self.exempt = True
            case _:
                pass

    def _grant(self, move: Move) -> None:
        step = self.deadline.at(self.scene, move.at).extensions[move.item]
        for name in ("to", "by", "at_most"):
            reader = step.get(name)
            if reader is None:
                continue
            value = self.take(reader.read(self.scene, move.event, move.at), f"extend[{move.item + 1}].{name}")
            if value is None:
                continue
            if name == "to":
                self.target, self.longer, self.granted = value, [], True
            elif name == "by":
                self.longer.append(value)
            else:
                self.caps.append(value)
            self.steps.append(Step(f"extended_{name}", move.at, value=self.values[-1].value or "…"))

    def _retarget(self, move: Move, horizon: int, read: tuple[Event | None, int]) -> str:
        """Count another span, and say which."""
        self._spend(move, horizon)
        self._aim(move.at, *read)
        wanted = str(self.target)
        if self.exempt or not self.begun:
            self.first = read
        if move.mode != "carry":
            self.used, self.perhaps_used, self.unpublished = 0, 0, None
        if move.mode.startswith("retroactive"):
            self.base = self.first_base
        if move.mode in ("carry", "from_change"):
            self.base = move.at
            if not self.begun:
                self.first_base = move.at
        if move.mode == "retroactive_without_credit":
            self.credited_from = move.at
        self.exempt, self.begun = False, True
        return wanted

    def _spend(self, move: Move, horizon: int) -> None:
        """Keep account of the time used until a move; while the rule does not apply, none is."""
        if move.mode == "carry" and not self.exempt and self.begun and self.target is not None:
            try:
                since = min(self.begun_at(self.target), move.at)
                self.used += _used(self.clock, _kind(self.target), since, move.at, self.pauses(horizon))
            except CalendarNotPublished as missing:
                self.unpublished = missing
                self.perhaps_used += move.at - min(self.base, move.at)

    def begun_at(self, target: object) -> int:
        """From when a target counts by the rule's convention, which may leave out the hour that has begun."""
        first = target.spans[0] if isinstance(target, Bound) else target
        if not self.deadline.counting.begins_later or not isinstance(first, Span | Budget):
            return self.base
        return self.clock.begins_us(self.base, first.kind, first.amount, self.deadline.counting)

    def pauses(self, horizon: int) -> tuple[tuple[int, int], ...]:
        """The pauses that are credited, those still running cut at the horizon."""
        return united(
            (max(pause.since, self.credited_from or pause.since), pause.ends(horizon)) for pause in self.run.pauses
        )


def _kind(target: object) -> str:
    """The kind of a span of time that is carried on: loading has checked that there is but one."""
    first = target.spans[0] if isinstance(target, Bound) else target
    return first.kind if isinstance(first, Span | Budget) else "elapsed"


def _used(clock: WorkClock, kind: str, start: int, until: int, pauses: Pauses) -> int:
    """Time used between two instants, pauses not counted."""
    for since, end in reversed(pauses):
        if since < until <= end:  # nothing is used from there on, and nothing need be known of it
            until = max(start, since)
    if kind == "working" and start < until:
        return clock.elapsed_us(start, until, pauses=pauses)
    paused = sum(max(0, min(until, end) - max(start, since)) for since, end in pauses)
    return until - start - paused
