"""Decides deadlines: classify events into signals, fold them into runs, reckon on the clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from itertools import pairwise
from typing import ClassVar

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene, UnsettledTruth, complete, why_missing
from servicepolicy.judging.due_dates import add_time, working_between
from servicepolicy.judging.matching import events_of
from servicepolicy.judging.matters import allot, allot_one, names_of, prefix_of, splits
from servicepolicy.judging.occurrence import occurrence_key, people
from servicepolicy.judging.placements import OVERTAKEN
from servicepolicy.judging.quick_results import changed, fact_ref, new_margin, verdict_in_order
from servicepolicy.judging.verdicts import Awaited, Judged, about, apart, blank_verdict
from servicepolicy.judging.worlds import once
from servicepolicy.kinds.deadline import pause_steps
from servicepolicy.kinds.deadline.common_case import moved_by, only_run
from servicepolicy.kinds.deadline.fold import Fold
from servicepolicy.kinds.deadline.matter import DeadlineMatter
from servicepolicy.kinds.deadline.plan import DeadlinePlan
from servicepolicy.kinds.deadline.reckoning import Reckoning, arrived, cap_end, cap_turns, reckon
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.kinds.deadline.run import Pause, Run
from servicepolicy.kinds.deadline.unit_clock import whose_hours
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied, FactRef, Margin, Reason, Status, Step, Verdict
from servicepolicy.worktime import Span, WorkClock

__all__ = ["DeadlineEvaluator", "evaluator"]

# Read for every verdict, and before Python 3.12 a member of an enumeration is slow to look up.
_MET, _PENDING, _BREACHED, _NOT_APPLICABLE = Status.MET, Status.PENDING, Status.BREACHED, Status.NOT_APPLICABLE
_IN_TIME, _TOO_LATE, _NOT_DONE = Reason.of("in_time"), Reason.of("too_late"), Reason.of("not_done")


class DeadlineEvaluator(DeadlinePlan):
    """Says what became of a deadline.

    Attributes:
        moved_by: The event kinds without which it can be folded directly; `None` if it never can.
        says_overtaken: It says of what began, as dates were placed, too late for what would have served it.
    """

    says_overtaken: ClassVar[bool] = True

    def __init__(self, rule: Deadline, edition: Edition) -> None:
        super().__init__(rule, edition)
        self.moved_by = moved_by(self)
        self.per = rule.splits_by
        self._begun_by = None if self.dispatch.on_organisation else self.start.kinds
        self._nothing: Verdict | None = None

    # judging

    def awaited(self, _verdict: Verdict, /) -> Awaited:
        """The acts that would do it."""
        return self.rule.stop.named()

    def judge(self, scene: Scene) -> Judged:
        """The verdicts, one an occurrence."""
        timeline, per = scene.timeline, self.per
        by_kind = timeline.by_kind
        if self._begun_by is not None and self._begun_by.isdisjoint(by_kind):  # so it is for many of a large policy
            return (self._idle(scene),)
        if (
            self.moved_by is not None
            and self.moved_by.isdisjoint(by_kind)
            and not timeline.has_days
            and (per is None or not timeline.names(per))
            and not (scene.versions and self.rule.id in scene.versions)
        ):
            run = only_run(self, scene)
            return (self._idle(scene) if run is None else self._verdict(run, scene, ""),)
        events = once(scene, (self, "events"), partial(self._events, scene))
        if per is None or not splits(scene, per, events):
            return self._of_each_start(scene, events) or self._folded(scene, events, None) or (self._idle(scene),)
        make = partial(DeadlineMatter, self, scene, per)
        matters = allot(scene, per, events, make, serves_all=self.rule.answers == "all").values()
        return tuple(one for matter in matters for one in self._of_matter(scene, matter)) or (self._idle(scene),)

    def by_matter(self, scene: Scene) -> list[tuple[str | None, Callable[[], Judged]]]:
        """How each matter is judged by itself."""
        events, per = self._events(scene), self.per
        if per is None or not splits(scene, per, events):
            return []

        def alone(name: str | None) -> Judged:
            make = partial(DeadlineMatter, self, scene, per)
            matter = allot_one(scene, per, events, make, name, serves_all=self.rule.answers == "all")
            return self._of_matter(scene, matter)

        return [(name, partial(alone, name)) for name in (None, *names_of(per, events))]

    def _events(self, scene: Scene) -> list[Event]:
        return list(events_of(scene, self.dispatch.kinds, with_organisation=self.dispatch.on_organisation))

    def _of_matter(self, scene: Scene, matter: DeadlineMatter) -> Judged:
        def told() -> Judged:
            matter.fold.finish()
            return self._of_fold(scene, matter.fold, prefix_of(matter.name))

        return matter.within(told)

    def _folded(self, scene: Scene, events: list[Event], only: Event | None) -> Judged:
        fold = Fold(self, scene, only)
        fold.run(events)
        return self._of_fold(scene, fold, "")

    def _of_fold(self, scene: Scene, fold: Fold, prefix: str) -> Judged:
        """The verdicts of what was folded."""
        runs, told = fold.runs, scene.told(self.rule.id)
        if told:  # the last stays: what time alone begins next is said with it
            runs = [run for run in runs[:-1] if prefix + run.key not in told] + runs[-1:]
        found = [self._verdict(run, scene, prefix) for run in runs]
        opens = fold.next_interval()
        if opens is not None:  # time alone begins the next interval of a grid
            last = found[-1]
            found[-1] = _with_next(last, opens if last.next_us is None else min(opens, last.next_us))
        return tuple(found)

    def _of_each_start(self, scene: Scene, events: list[Event]) -> Judged | None:
        """Where each start has an occurrence of its own: doubtful facts of one do not multiply with those of others."""
        if self.rule.cycle != "each_start" or self.rule.on_reopen != "none" or not self.start.single or scene.versions:
            return None
        if self.rule.told_apart_by is not None:
            return None  # which of them an act serves hangs on what else is open
        outer = scene.settle
        scene.settle = complete
        try:
            return self._folded(scene, events, None)
        except UnsettledTruth:
            pass
        finally:
            scene.settle = outer
        starts = [event for event in events if self.start.truth(scene, event) is not False]
        if any(one.beside(following) for one, following in pairwise(starts)):
            return None  # which of them bears which name hangs on the doubts of both
        if self.rule.pause and not self.stop.single:
            return None  # whether a stop left nothing open, and ended the pause, hangs on what had begun before
        if self.rule.cancel is not None and any(event.tie for event in starts):
            return None  # whether a cancellation at the instant of a start ended that, too
        return tuple(
            verdict
            for start in starts
            for verdict in apart(
                self.rule,
                scene,
                partial(self._folded, scene, events, start),
                occurrence_key(start.since, set()),
            )
        )

    def _idle(self, scene: Scene) -> Verdict:
        """Nothing triggered it; the same for every subject but for the subject's id."""
        if self._nothing is None:
            reason = Reason.of("not_triggered")
            self._nothing = blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, reason)
        return about(self._nothing, scene.facts.id)

    def _verdict(self, run: Run, scene: Scene, prefix: str) -> Verdict:
        exempt = run.exempt
        if exempt is None:
            exempt = "" if self.applies_at(scene, run.event, run.started) else "not_applicable"
        if exempt:
            return self._say(run, scene, prefix, _NOT_APPLICABLE, Reason.of(exempt), None)
        found = reckon(self, run, scene, scene.as_of)
        missing = run.blocked or found.missing
        if missing is not None:
            return self._say(
                run, scene, prefix, Status.UNKNOWN, _lacking(missing), found, doubts=(why_missing(missing.name)[1],)
            )
        if found.due is None:
            return self._unpublished(run, scene, prefix, found)
        if run.ended is not None:
            return self._ended(run, scene, prefix, found, run.ended, found.due)
        if run.stop is not None:
            if arrived(run.stop, found.target) <= found.due:
                return self._say(run, scene, prefix, _MET, _IN_TIME, found)
            return self._say(run, scene, prefix, _BREACHED, _TOO_LATE, found)
        return self._running(run, scene, prefix, found, found.due)

    def _ended(
        self, run: Run, scene: Scene, prefix: str, found: Reckoning, ended: tuple[str, int, int], due: int
    ) -> Verdict:
        code, at, _event = ended
        if at <= due:
            return self._say(run, scene, prefix, Status.NOT_APPLICABLE, Reason.of(code), found)
        return self._say(run, scene, prefix, _BREACHED, _NOT_DONE, found, ("cancelled",))

    def _running(self, run: Run, scene: Scene, prefix: str, found: Reckoning, due: int) -> Verdict:
        held = [pause for pause in run.pauses if pause.until is None]
        if held and min(pause.since for pause in held) < due:
            return self._paused(run, scene, prefix, held)
        if scene.as_of <= due:
            return self._say(run, scene, prefix, Status.PENDING, Reason.of("not_yet_due"), found)
        return self._say(run, scene, prefix, _BREACHED, _NOT_DONE, found, ("open",))

    def _paused(self, run: Run, scene: Scene, prefix: str, held: list[Pause]) -> Verdict:
        """The clock stands still: no due instant, or the latest possible where every pause has a cap."""
        ends = [cap_end(self, pause, run, scene, scene.as_of) for pause in held]
        capped = [end for end in ends if end is not None]
        latest: int | None = None
        if len(capped) == len(ends):
            latest = reckon(self, run, scene, max(capped)).due
        shown = Reckoning(None, scene.edition.clocks[""], latest=latest)
        verdict = self._say(run, scene, prefix, Status.PENDING, Reason.of("paused"), shown, ("paused",))
        turns = [at for pause in held if (at := cap_turns(self, pause, run, scene)) is not None]
        return _with_next(verdict, min(turns)) if turns else verdict

    def _unpublished(self, run: Run, scene: Scene, prefix: str, found: Reckoning) -> Verdict:
        """The due instant hangs on a calendar that is not published: what is settled all the same, is settled."""
        horizon, overdue = found.horizon or 0, found.overdue
        closed = run.stop is not None or run.ended is not None
        if run.stop is not None:
            stopped = arrived(run.stop, found.target)
            if stopped <= horizon:
                return self._say(run, scene, prefix, _MET, _IN_TIME, found)
            if overdue is not None and stopped > overdue:
                return self._say(run, scene, prefix, _BREACHED, _TOO_LATE, found)
        elif run.ended is not None:
            if run.ended[1] <= horizon or (overdue is not None and run.ended[1] > overdue):
                return self._ended(run, scene, prefix, found, run.ended, horizon)
        elif scene.as_of <= horizon:
            held = [pause for pause in run.pauses if pause.until is None]
            if held:
                return self._paused(run, scene, prefix, held)
            waiting = self._say(run, scene, prefix, Status.PENDING, Reason.of("not_yet_due"), found)
            return _with_next(waiting, horizon + 1)
        elif overdue is not None and scene.as_of > overdue:
            return self._say(run, scene, prefix, _BREACHED, _NOT_DONE, found, ("open",))
        reason = _lacking(Missing(0, found.unpublished))
        unsettled = self._say(run, scene, prefix, Status.UNKNOWN, reason, found, doubts=(found.unpublished,))
        return unsettled if closed or overdue is None else _with_next(unsettled, overdue + 1)

    def _say(
        self,
        run: Run,
        scene: Scene,
        prefix: str,
        status: Status,
        reason: Reason,
        found: Reckoning | None,
        state: tuple[str, ...] = (),
        doubts: tuple[str, ...] = (),
    ) -> Verdict:
        rule, stop = self.rule, run.stop
        due: int | None = None
        latest: int | None = None
        margin: Margin | None = None
        values: tuple[Applied, ...] = ()
        steps: tuple[Step, ...] = ()
        if found is not None:
            due, latest, values, steps = found.due, found.latest, found.values, found.steps
            if stop is not None and due is not None:
                margin = _margin(stop.at, due, found)
        warnings: tuple[int, ...] = ()
        escalations: tuple[tuple[int, str], ...] = ()
        if self.notifies and found is not None and due is not None and status is not _NOT_APPLICABLE:
            warnings = self._warnings(found, due) if rule.warn else ()
            escalations = self._escalations(found.clock, due) if rule.escalate else ()
            if status is _PENDING and any(at <= scene.as_of for at in warnings):
                state = (*state, "warned")
        if run.tie:
            state = (*state, "tie")
        if run.overtaken:
            state = (*state, OVERTAKEN)
        if run.pauses or run.anchor != run.started:
            values, steps = self._account(run, found, values, steps)
        if rule.clock == "unit" and found is not None and not doubts:
            steps = (*whose_hours(run, scene, moving=self.piecewise), *steps)
        return verdict_in_order(
            rule.id,
            "deadline",
            rule.clause,
            scene.facts.id,
            prefix + run.key,
            status,
            reason,
            state if len(state) < 2 else tuple(sorted(state)),
            rule.level,
            rule.gravity,
            rule.duty,
            people(stop) if stop is not None else (),
            (),  # perhaps_by
            None,  # owner
            (),  # candidates
            run.started,
            due,
            latest,
            stop.at if stop is not None else None,
            None,  # started_on
            None,  # stopped_on
            margin,
            _facts(run.facts),
            values,
            steps,
            run.why_not,
            doubts,
            (),  # left_open
            warnings,
            escalations,
            None if status is _MET else _next(status, scene.as_of, due, warnings, escalations),
            self._is_final(run, status, state),
            None,  # waived
            self.label,
        )

    def _account(
        self, run: Run, found: Reckoning | None, values: tuple[Applied, ...], steps: tuple[Step, ...]
    ) -> tuple[tuple[Applied, ...], tuple[Step, ...]]:
        """The values and steps of the count, with what belongs to a run that was paused or reopened."""
        if found is None:
            return values, steps
        late = () if found.due is None else pause_steps.overdue(run, found.pauses, found.due)
        return values + pause_steps.caps(self.rule, run), (*pause_steps.begun(run, self.rule.on_reopen, steps), *late)

    def _is_final(self, run: Run, status: Status, state: tuple[str, ...]) -> bool:
        if self.dispatch.of_the_last:
            return False  # a later event can be the last
        if status is _MET:
            return True
        if status is _NOT_APPLICABLE:
            return not (run.open and self.rule.on_reclassify != "none")  # a re-classification may let it apply yet
        return status is _BREACHED and "open" not in state

    def _warnings(self, found: Reckoning, due: int) -> tuple[int, ...]:
        warnings = {self._warning(warn, found, due) for warn in self.rule.warn}
        return tuple(sorted(at for at in warnings if at is not None))

    def _warning(self, warn: str | Span, found: Reckoning, due: int) -> int | None:
        """When a warning is given; `None` while that hangs on a year that is not published."""
        target = found.target
        kind, amount = getattr(target, "kind", ""), getattr(target, "amount", 0)
        if isinstance(warn, str):
            percent = int(warn[:-1])
            if kind in ("elapsed", "working"):
                return add_time(found.clock, found.base, kind, amount * percent // 100, found.pauses)
            span = due - found.base  # a time that was promised may lie before the start
            return found.base + (span * percent // 100 if span >= 0 else -(-span * percent // 100))
        if warn.kind == "elapsed":
            return max(found.base, due - warn.amount)
        whole = working_between(found.clock, found.base, due, found.pauses)
        if whole is None:
            return None
        used = whole - warn.amount
        return add_time(found.clock, found.base, "working", used, found.pauses) if used > 0 else found.base

    def _escalations(self, clock: WorkClock, due: int) -> tuple[tuple[int, str], ...]:
        found: list[tuple[int, str]] = []
        for step in self.rule.escalate:
            with suppress(CalendarNotPublished):  # told once the year is published
                found.append((add_time(clock, due, step.after.kind, step.after.amount, ()), step.to))
        return tuple(sorted(found))


def _lacking(missing: Missing) -> Reason:
    """For want of what nothing is known."""
    root, _, rest = missing.field.partition(" ")
    if root == "calendar" and rest:
        return Reason.of("calendar_not_published", calendar=missing.name)
    code, fact = why_missing(missing.name)
    return Reason.of(code, fact=fact)


@lru_cache(maxsize=4096)  # there are few: many rules speak of the same events
def _facts(noted: tuple[tuple[int, str], ...]) -> tuple[FactRef, ...]:
    return tuple([fact_ref(number, role) for number, role in dict.fromkeys(noted)])


def _margin(stopped: int, due: int, found: Reckoning) -> Margin:
    """Time to spare, or over; of what is over, pauses that began after the due instant are not counted."""
    if stopped <= due:
        return new_margin(due - stopped, working_between(found.clock, stopped, due))
    paused = sum(max(0, min(until, stopped) - max(since, due)) for since, until in found.pauses)
    working = working_between(found.clock, due, stopped, found.pauses)
    return Margin(-(stopped - due - paused), None if working is None else -working)


def _next(
    status: Status, as_of: int, due: int | None, warnings: tuple[int, ...], escalations: tuple[tuple[int, str], ...]
) -> int | None:
    """The next instant at which time alone changes the verdict or raises a notice."""
    if status is _PENDING and due is not None:
        return min([at for at in warnings if at > as_of], default=due + 1)
    if status is _BREACHED:
        return min((at for at, _role in escalations if at > as_of), default=None)
    return None


def _with_next(verdict: Verdict, at: int) -> Verdict:
    return changed(verdict, next_us=at)


def evaluator(rule: Deadline, edition: Edition) -> DeadlineEvaluator:
    """A rule, compiled for one edition of the policy."""
    return DeadlineEvaluator(rule, edition)
