"""A deadline's second stage: signals folded into runs by the transitions in `servicepolicy.kinds.deadline.rule`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from servicepolicy.judging.case_view import Scene, Walk
from servicepolicy.judging.occurrence import instants, occurrence_key
from servicepolicy.judging.placements import on_one_date
from servicepolicy.judging.worlds import once
from servicepolicy.kinds.deadline.coming import Coming, coming_roles, unmoved
from servicepolicy.kinds.deadline.plan import DeadlinePlan
from servicepolicy.kinds.deadline.reckoning import cap_end, due_of, in_time, may_move
from servicepolicy.kinds.deadline.rule import PRECEDENCE, TRANSITIONS, Cycle, SupersedeCycle
from servicepolicy.kinds.deadline.run import Move, Pause, Run, Signal, by_event, in_turn, parts_given
from servicepolicy.kinds.deadline.subject_pauses import OF_THE_SUBJECT, start_as_paused
from servicepolicy.kinds.deadline.told_apart import meant, name_of
from servicepolicy.language.truth import World, any_of
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import WhyNot

__all__ = ["Fold"]

NOTHING_BARRED: Mapping[int, frozenset[str]] = MappingProxyType({})
NEVER = "not_applicable"  # why the rule is exempt: it has not applied so far


class Fold:
    """Folds the events of one matter.

    A doubtful signal is settled only when it could change something in the state reached, so that a doubt which no
    longer matters is never asked about.

    Args:
        deadline: The rule.
        scene: The subject.
        only: The one event that may start an occurrence; `None`: all.
    """

    def __init__(self, deadline: DeadlinePlan, scene: Scene, only: Event | None = None) -> None:
        self.deadline, self.rule = deadline, deadline.rule
        self.scene = scene
        self.only = only
        self.runs: list[Run] = []
        self.taken: set[str] = set()
        self.start_seen: set[int] = set()
        self.barred: Mapping[int, frozenset[str]] = NOTHING_BARRED
        self.paused: list[tuple[str, Event, list[Signal]]] = []  # how the subject came to be paused, or not
        self.idle: list[Event] = []  # by the hour: what would have served, and found nothing open
        # Whether a repeating duty has come to its end, and where among the runs a reopening began it anew.
        self.over, self.again = False, 0
        cycle = self.rule.cycle
        self.repeating = cycle.repeat if isinstance(cycle, Cycle) else None
        self.superseding = isinstance(cycle, SupersedeCycle)
        self.keyed = cycle != "once"
        self.ahead = deadline.renewals(scene) if scene.versions else []  # when versions of the policy change
        self.changing = bool(self.ahead)
        self.timed = self.changing or deadline.has_cap or self.repeating == "from_due"  # time alone does something
        self.one_run = not self.keyed and self.rule.on_reopen == "none"

    def run(self, events: Sequence[Event]) -> list[Run]:
        """Fold events in canonical order; returns the runs in the order in which they began."""
        world = self.scene.settle if isinstance(self.scene.settle, World) else None
        if world is None:
            walk = self.scene.walk
            if walk is not None and not self.scene.timeline.has_days:
                return self._walked(events, walk)
            groups = list(instants(events))
            for group in groups[self._begin_at(groups) :]:
                self.take(group)
                if self.settled():
                    break
            return self.finish()
        name = self.deadline, self.scene.matter, self.only and self.only.number
        groups = once(self.scene, (*name, "instants"), lambda: list(instants(events)))
        coming = once(self.scene, (*name, "coming"), lambda: coming_roles(self.deadline.dispatch, groups))
        for place in range(self._first(name, groups), len(groups)):
            if any(map(self.deadline.dispatch.may_doubt, groups[place])):
                world.keep(name, self._progress(place))
            self.take(groups[place])
            if self._unmoved(coming[place]):
                break
        return self.finish()

    def take(self, group: Sequence[Event], barred: Mapping[int, frozenset[str]] = NOTHING_BARRED) -> None:
        """Fold the events of one instant.

        Args:
            group: The events; several where nobody recorded which came first.
            barred: For the number of an event, the roles that it does not play in this matter.
        """
        self.barred = barred
        if self.timed:
            self._come_to(group[0].at)
        if len(group) == 1:
            self._alone(group[0])
        else:
            self._instant(group)

    def finish(self) -> list[Run]:
        """The runs, after what time alone does until the judged instant."""
        self._come_to(self.scene.as_of)
        return self.runs

    def _walked(self, events: Sequence[Event], walk: Walk) -> list[Run]:
        """Fold on from the last instant at which the subject was judged: what happened by then is the same now."""
        begin = 0
        if (kept := walk.courses.get(self.deadline)) is not None:
            begin = bisect_right(events, self._go_on(kept), key=lambda event: event.at)
        over = bool(self.runs) and self.settled()
        for group in () if over else instants(events[begin:]):
            self.take(group)
            if self.settled():
                break
        if not self.scene.memo and not self.deadline.dispatch.of_the_last:  # else later events may change what was
            walk.courses[self.deadline] = self._progress(events[-1].at if events else self.scene.as_of)
        return self.finish()

    def awaits(self, event: Event, roles: Iterable[str], beside: Sequence[Event]) -> bool:
        """Whether an event plays one of some roles in a run that is open, or that may open at the same instant."""
        if self.timed:
            self._come_to(event.at)  # the next interval of a grid may have begun
        said = {role: signals for role, signals in self.deadline.dispatch.in_turn(event) if role in roles}
        for role, signals in said.items():
            concerned = any((run.state, role) in TRANSITIONS for run in self.runs)
            opening = (
                role == "stop" and not concerned and any(self._may_open(one) and self.begins(one) for one in beside)
            )
            if (concerned or opening) and self._any(event, signals):
                return True
        return False

    def begins(self, event: Event) -> bool:
        """Whether an event begins a run, or one part of what begins it."""
        signals = [signal for signal in self.deadline.dispatch.signals(event) if signal.role == "start"]
        return bool(signals) and self._any(event, signals)

    def _first(self, name: Hashable, groups: list[list[Event]]) -> int:
        """The place among the instants from which to fold: where an earlier world had come to, else the first."""
        settle = self.scene.settle
        if isinstance(settle, World) and (kept := settle.kept(name)) is not None:
            return self._go_on(kept)
        return self._begin_at(groups)

    def _begin_at(self, groups: list[list[Event]]) -> int:
        """The place of the first instant that could matter."""
        if self.only is None or any(signal.role == "pause" for signal in self.deadline.dispatch.all):
            return 0  # what paused the subject before it began holds it, too
        number = self.only.number
        return next(place for place, group in enumerate(groups) if any(event.number == number for event in group))

    def _progress(self, place: int) -> tuple[object, ...]:
        """How far it has come, by place or instant: everything that folding changes, as it is now."""
        seen = set(self.taken), set(self.start_seen), list(self.paused), list(self.idle)
        return place, self._copied(self.runs), *seen, self.over, list(self.ahead), self.again

    def _go_on(self, kept: tuple[Any, ...]) -> int:
        """Go on from where it had come; returns how far that was."""
        place, runs, taken, start_seen, paused, idle, self.over, ahead, self.again = kept
        self.runs, self.taken, self.paused, self.idle = self._copied(runs), set(taken), list(paused), list(idle)
        self.start_seen, self.ahead = set(start_seen), list(ahead)
        return int(place)

    def _copied(self, runs: list[Run]) -> list[Run]:
        """The runs, those that nothing changes any more as they are."""
        reopened = self.rule.on_reopen != "none"
        return [run.copied() if run.open or reopened else run for run in runs]

    def settled(self) -> bool:
        """Whether nothing that comes later can matter."""
        return self.one_run and bool(self.runs) and not self.runs[0].open

    def _unmoved(self, coming: Coming) -> bool:
        """Whether nothing that still comes can matter."""
        if not self.runs or self.repeating is not None or self.changing or self.rule.on_reopen != "none":
            return not coming
        if self.keyed and self.only is None and any(role == "start" for role, _item in coming):
            return False
        return not (self.deadline.has_cap and any(run.open for run in self.runs)) and unmoved(self.runs, coming)

    # time alone

    def _come_to(self, at: int) -> None:
        """Carry out what time alone does up to an instant, new versions of the policy among it."""
        while self.ahead and self.ahead[0] <= at:
            renewed = self.ahead.pop(0)
            self._come_to(renewed)
            for run in self.runs:
                if run.open:
                    self._renew(run, renewed - 1, renewed)
        if self.deadline.has_cap:
            for run in self.runs:
                if run.open:
                    self._expire(run, at)
        if self.repeating == "from_due":
            while (due := self._end_of_interval(at)) is not None and due < at:
                self._begin_interval(due, at)

    def _renew(self, run: Run, before: int, at: int) -> None:
        """Let the version of an instant govern a run that was under that of an earlier one, if it is not overdue."""
        old, new = self.deadline.at(self.scene, before), self.deadline.at(self.scene, at)
        applies = new.applies_at(self.scene, *(run.asked or (run.event, run.started)))
        event, read_at = run.read or (run.anchor_event, run.anchor)
        same = new.says(self.scene, event, read_at) == old.says(self.scene, event, read_at)
        if (same and applies is not bool(run.exempt)) or not (
            run.exempt or may_move(self.deadline, run, self.scene, at)
        ):
            return
        if applies:
            run.exempt = ""
            run.moves += (Move("renew", at, event, mode=self.rule.on_version, read_at=read_at),)
        elif not run.exempt:
            self._leave(run, at, None, NEVER, self.rule.on_version)

    def _begin_interval(self, due: int, at: int) -> None:
        """The next interval of a grid; what the rule did not apply to when its own was over is over, too."""
        if self.runs[-1].exempt and self.runs[-1].open:
            self.runs[-1].take("cancel")
        self._open(due, None)
        if self.deadline.has_cap:
            self._expire(self.runs[-1], at)

    def _end_of_interval(self, at: int) -> int | None:
        """When the last interval of a grid falls due, as known at an instant; `None` if no interval follows it."""
        if self.repeating != "from_due" or not self.runs or self.over:
            return None
        first = self.runs[self.again]
        if first.exempt is None and not self.deadline.applies_at(self.scene, first.event, first.started):
            return None  # a grid that does not apply is not begun
        if first.exempt == NEVER and first.open:
            return None  # nor before it applies
        due = due_of(self.deadline, self.runs[-1], self.scene, at)
        return due if due is not None and due > self.runs[-1].started else None  # without a length there is no grid

    def next_interval(self) -> int | None:
        """When time alone begins the next interval of a grid."""
        due = self._end_of_interval(self.scene.as_of)
        return None if due is None else due + 1

    def _expire(self, run: Run, at: int) -> None:
        """End the pauses whose cap has been reached."""
        for pause in run.pauses:
            if pause.until is None:
                end = cap_end(self.deadline, pause, run, self.scene, at)
                pause.until = end if end is not None and end <= at else None
        run.release()

    # one instant

    def _alone(self, event: Event) -> None:
        """Take one event. What `_instant` does, with its grouping done when the rule was compiled."""
        stops: list[Signal] | None = None
        barred = self.barred.get(event.number, ()) if self.barred else ()
        for role, signals in self.deadline.dispatch.in_turn(event):
            if role in barred:
                self._note_idle(role, event, signals)
                continue
            if role == "stop":
                stops = signals
            if role == "start":
                before = len(self.runs)
                self._start(event, signals, tied=False)
                if stops is not None and len(self.runs) > before:
                    self._act("stop", event, stops, False, self.runs[before:])
            elif self.runs or self.paused or self.scene.by_hour or role in OF_THE_SUBJECT:
                self._act(role, event, signals, False, self.runs)

    def _instant(self, group: Sequence[Event]) -> None:
        by_role: dict[str, list[tuple[Event, Signal]]] = {}
        speaking: set[int] = set()
        for event in group:
            barred = self.barred.get(event.number, ())
            for signal in self.deadline.dispatch.signals(event):
                if signal.role in barred:
                    continue
                by_role.setdefault(signal.role, []).append((event, signal))
                speaking.add(event.number)
        tied = len(speaking) > 1
        idle = not any(run.open for run in self.runs)
        acts = [(role, *act) for role in PRECEDENCE for act in by_event(by_role.get(role, []))]
        for role, event, signals in in_turn(acts):
            if role != "start":
                self._act(role, event, signals, tied, self.runs)
                continue
            before = len(self.runs)
            self._start(event, signals, tied=tied)
            if len(self.runs) > before:
                for stop, stopping in by_event(by_role.get("stop", [])):  # each act may close, and open, one more
                    self._act("stop", stop, stopping, tied, self.runs[before:])
                if idle:  # else it ended what was open before
                    self._cancel_at_start(by_role.get("cancel", []), self.runs[before:])

    def _cancel_at_start(self, found: list[tuple[Event, Signal]], begun: list[Run]) -> None:
        """What began at the instant at which something cancels it is cancelled, but not by what began it."""
        for event, signals in by_event(found):
            runs = [run for run in begun if run.event is None or run.event.number != event.number]
            self._act("cancel", event, signals, True, runs)

    def _act(self, role: str, event: Event, signals: list[Signal], tied: bool, runs: list[Run]) -> None:
        if role in OF_THE_SUBJECT and self._may_open_yet():
            self.paused.append((role, event, signals))
        if role == "reopen" and self.repeating is not None:
            self._repeat_anew(event, signals)
            return
        concerned = [run for run in runs if (run.state, role) in TRANSITIONS and run.may(role, event)]
        if role == "reopen":
            concerned = concerned[-1:] if concerned and concerned[-1] is runs[-1] else []
        if role == "stop" and self.repeating == "from_due":
            concerned = concerned[:1] or self._beginning_now(event, signals)
        ending = role == "cancel" and self.repeating is not None and bool(self.runs)  # ends also what is served
        if concerned or ending:
            self._ROLES[role](self, event, signals, concerned, tied)
        else:
            self._note_idle(role, event, signals)
        if self.paused and self._leaves_nothing_open(role):
            self.paused.append((role, event, signals))

    def _note_idle(self, role: str, event: Event, signals: list[Signal]) -> None:
        """Remember what would have served, or ended, something that was open, where its hour is one of many."""
        idle = role in ("stop", "cancel") and not any(run.open for run in self.runs)
        if self.scene.by_hour and idle and any(one.pattern.truth(self.scene, event) is True for one in signals):
            self.idle.append(event)

    def _beginning_now(self, event: Event, signals: list[Signal]) -> list[Run]:
        """The interval that begins with an act: at an instant of the grid, where the one that ends there is served."""
        if self._end_of_interval(event.at) != event.at or not self._any(event, signals):
            return []
        self._begin_interval(event.at, event.at)
        return self.runs[-1:]

    # the actions, by role

    def _stop(self, event: Event, signals: list[Signal], runs: list[Run], tied: bool) -> None:
        needed = len(self.deadline.stop.parts)
        for part, truth in parts_given(self.scene, event, signals):
            waiting = [run for run in runs if part not in run.seen and run.open]
            if not waiting or not self.scene.settle(truth):
                continue
            for run in meant(self.rule, self.scene, self.runs, event, waiting):
                run.seen |= {part}
                run.tie = run.tie or tied
                run.note(event, "stop")
                if len(run.seen) == needed:
                    self._close(run, event)
        self._resume_if_idle()

    def _resume_if_idle(self) -> None:
        """What leaves nothing open ends the pause of the subject."""
        if self.paused and not any(run.open for run in self.runs):
            self.paused.clear()

    def _leaves_nothing_open(self, role: str) -> bool:
        """Whether a signal that ends things, if it is one, finds nothing open, and ends the pause alone."""
        ends = role == "cancel" or (role == "stop" and self.deadline.stop.single)
        return ends and not any(run.open for run in self.runs)

    def _close(self, run: Run, event: Event) -> None:
        run.take("stop")
        run.stop = event
        run.end_pauses(event)
        if self.repeating == "from_act" and not self.over:
            self._open(event.at, event)

    def _reset(self, event: Event, signals: list[Signal], runs: list[Run], _tied: bool) -> None:
        standing = [run for run in runs if self._in_time(run, event.at)]  # a breach is not healed
        if not standing or not self._any(event, signals):
            return
        for run in standing:
            run.pauses = tuple([pause for pause in run.pauses if pause.until is None])
            for pause in run.pauses:
                pause.since = event.at
            run.granted = frozenset()
            run.read = self._first_read(run)
            run.moves += (Move("reset", event.at, event),)
            run.note(event, "reset")

    def _first_read(self, run: Run) -> tuple[Event | None, int] | None:
        """For what the span was read when the rule first, or last again, applied: a reset goes back to that."""
        away = bool(run.moves) and not self.deadline.applies_at(self.scene, run.event, run.started)
        first: tuple[Event | None, int] | None = None
        for move in run.moves:
            if move.kind == "leave":
                away = True
            elif move.kind in ("retarget", "renew"):
                if away:
                    first = move.event, move.at if move.kind == "retarget" else move.read_at
                away = False
        return first

    def _cancel(self, event: Event, signals: list[Signal], runs: list[Run], tied: bool) -> None:
        for signal in signals:
            if not self.scene.settle(signal.pattern.truth(self.scene, event)):
                continue
            reason = "ended" if signal.item else "cancelled"
            self.over = self.over or bool(signal.item)
            for run in runs:
                run.take("cancel")
                run.ended, run.tie = (reason, event.at, event.number), run.tie or tied
                run.end_pauses(event)
                run.note(event, "cancel")
            self._resume_if_idle()
            return

    def _reclassify(self, event: Event, signals: list[Signal], runs: list[Run], _tied: bool) -> None:
        standing = [run for run in runs if self._in_time(run, event.at)]  # a breach is not healed
        if not standing or not self._any(event, signals):
            return
        for run in standing:
            run.note(event, "reclassify")
            run.read = run.asked = (event, event.at)
            if self.deadline.applies_at(self.scene, event, event.at):
                run.exempt = ""
                run.moves += (Move("retarget", event.at, event, mode=self.rule.on_reclassify),)
            elif not run.exempt:
                self._leave(run, event.at, event, "reclassified_out", self.rule.on_reclassify)

    @staticmethod
    def _leave(run: Run, at: int, event: Event | None, why: str, mode: str) -> None:
        """The rule does not apply from there on, until a re-classification, or a new version, says that it does."""
        run.exempt = why
        run.moves += (Move("leave", at, event, mode=mode),)

    def _extend(self, event: Event, signals: list[Signal], runs: list[Run], _tied: bool) -> None:
        for run in runs:
            refused: list[WhyNot] = []
            for signal in signals:
                if signal.item in run.granted:
                    continue
                why_not = self._refusal(run, event, signal)
                if why_not is None:
                    run.granted |= {signal.item}
                    run.moves += (Move("grant", event.at, event, signal.item),)
                    run.note(event, "extend")
                    break
                refused.append(why_not)
            else:
                run.why_not += tuple(refused[:1])

    def _refusal(self, run: Run, event: Event, signal: Signal) -> WhyNot | None:
        """Why a step is not granted by an event, `None` if it is."""
        step = self.rule.extend[signal.item]
        if not self.scene.settle(signal.pattern.truth(self.scene, event)):
            return WhyNot("extension_condition", event.number, *signal.pattern.failing(self.scene, event))
        if step.after is not None and step.after - 1 not in run.granted:
            return WhyNot("extension_after", event.number, str(step.after))
        if not self._in_time(run, event.at):
            return WhyNot("extension_late", event.number)
        return None

    def _pause(self, event: Event, signals: list[Signal], runs: list[Run], _tied: bool) -> None:
        for signal in signals:
            waiting = [run for run in runs if run.held(signal.item) is None]
            if not waiting or not self.scene.settle(signal.pattern.truth(self.scene, event)):
                continue
            for run in waiting:
                run.pauses += (Pause(event.at, event.at, None, signal.item, event.number),)
                run.take("pause")
                run.note(event, "pause")

    def _resume(self, event: Event, signals: list[Signal], runs: list[Run], _tied: bool) -> None:
        for signal in signals:
            held = [(run, pause) for run in runs if (pause := run.held(signal.item)) is not None]
            if signal.part:  # contact by the customer ends a pause only after it began
                held = [(run, pause) for run, pause in held if pause.since < event.at]
            if not held or not self.scene.settle(signal.pattern.truth(self.scene, event)):
                continue
            for run, pause in held:
                pause.until, pause.ended_by = event.at, event.number
                run.release()
                run.note(event, "contact" if signal.part else "resume")

    def _reopen(self, event: Event, signals: list[Signal], runs: list[Run], _tied: bool) -> None:
        mode = self.rule.on_reopen
        if mode == "none" or not self._any(event, signals):
            return
        self.paused.clear()
        for run in self.runs:
            if run.open:
                run.end_pauses(event)
                run.release()
        for closed in runs:
            run = Run(occurrence_key(event.since, self.taken), event.at, event, event.at, event)
            if mode != "new_cycle":
                run.anchor, run.anchor_event = closed.anchor, closed.anchor_event
                run.moves, run.granted, run.read = closed.moves, closed.granted, closed.read
                run.pauses = closed.own_pauses()
            if mode == "resume" and closed.stop is not None:
                run.pauses += (Pause(closed.stop.at, closed.stop.at, event.at, -1, closed.stop.number, event.number),)
            run.note(event, "reopen")
            self._begin(run, (closed.exempt or "") if mode != "new_cycle" else "")
            if self.changing and mode != "new_cycle" and closed.stop is not None:
                self._renew(run, closed.stop.at, event.at)
            self.runs.append(run)

    def _repeat_anew(self, event: Event, signals: list[Signal]) -> None:
        """What was due again and again, and had come to its end, is so once more from a reopening."""
        if self.over and self.rule.on_reopen == "new_cycle" and self._any(event, signals):
            self.over, self.again = False, len(self.runs)
            self.paused.clear()
            self._open(event.at, event)
            run = self.runs[-1]
            run.facts = (*run.facts[:-1], (event.number, "reopen"))

    # starts

    def _start(self, event: Event, signals: list[Signal], *, tied: bool) -> None:
        if not self._may_open(event) or (self.only is not None and event.number != self.only.number):
            return
        if not self._has_begun(event, signals):
            return
        standing = next((run for run in reversed(self.runs) if run.open), None) if self.superseding else None
        if standing is not None and self._in_time(standing, event.at):
            standing.moves += (Move("promise", event.at, event),)
            standing.note(event, "promise")
        else:
            self._open(event.at, event, tied=tied)

    def _has_begun(self, event: Event, signals: list[Signal]) -> bool:
        """Whether an event is what begins an occurrence, or the last part of it."""
        if self.deadline.start.single:
            return self._any(event, signals)
        for part, truth in parts_given(self.scene, event, signals):
            if part not in self.start_seen and self.scene.settle(truth):
                self.start_seen.add(part)
        if len(self.start_seen) < len(self.deadline.start.parts):
            return False
        self.start_seen.clear()
        return True

    def _may_open(self, event: Event) -> bool:
        if not self.runs or self.superseding:
            return True
        match self.rule.cycle:
            case "each_start":
                return True
            case "oldest_unanswered":
                named = name_of(self.rule, event)
                return not any(run.open and run.named == named for run in self.runs)
            case _:
                return False

    def _open(self, at: int, event: Event | None, *, tied: bool = False) -> None:
        key = occurrence_key(self._since(at, event), self.taken) if self.keyed else "1"
        run = Run(key, at, event, at, event, tie=tied, named=name_of(self.rule, event))
        before = (other for other in self.idle if other.at < at)
        run.overtaken = event is not None and any(on_one_date(event, other) for other in before)
        run.note(event, "start")
        start_as_paused(self.deadline, self.scene, run, self.paused)
        self._begin(run, "")
        self.runs.append(run)

    def _since(self, at: int, event: Event | None) -> int:
        """The instant after which an occurrence is named: of a grid that began on a date, each interval after that."""
        if event is None and (first := self.runs[self.again].event) is not None and first.date is not None:
            return first.since
        return at if event is None else event.since

    def _begin(self, run: Run, exempt: str) -> None:
        """Whether the rule applies at the start, where that may change; `exempt`: why not to what is taken up."""
        if self.rule.on_reclassify == "none" and not self.changing:
            return
        if self.deadline.at(self.scene, run.started).applies_at(self.scene, run.event, run.started):
            run.exempt = ""
            if exempt:
                run.moves += (Move("retarget", run.started, run.event, mode=self.rule.on_reclassify),)
        elif exempt:
            run.exempt = exempt
        else:
            self._leave(run, run.started, run.event, NEVER, self.rule.on_reclassify)

    # the state of the subject

    def _may_open_yet(self) -> bool:
        """Whether something may start that a pause of the subject would hold; a reopening ends it."""
        return self.keyed or not self.runs

    # asking

    def _in_time(self, run: Run, at: int) -> bool:
        """Whether a run is not overdue at an instant; while the rule does not apply to it nothing is."""
        return bool(run.exempt) or in_time(self.deadline, run, self.scene, at)

    def _any(self, event: Event, signals: list[Signal]) -> bool:
        if len(signals) == 1:
            return self.scene.settle(signals[0].pattern.truth(self.scene, event))
        return self.scene.settle(any_of(signal.pattern.truth(self.scene, event) for signal in signals))

    _ROLES: ClassVar[dict[str, Callable[[Fold, Event, list[Signal], list[Run], bool], None]]] = {
        "stop": _stop,
        "reset": _reset,
        "cancel": _cancel,
        "reclassify": _reclassify,
        "extend": _extend,
        "pause": _pause,
        "resume": _resume,
        "reopen": _reopen,
    }
