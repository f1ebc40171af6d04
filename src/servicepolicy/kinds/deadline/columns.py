"""What the verdicts of a deadline hang on: the spans that it counts, and what moves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.situation import (
    CANCELS,
    DOUBTFUL,
    PAUSES,
    RESUMES,
    STARTS,
    STOPS,
    Counted,
    Situation,
    kinds_of,
    spans_in,
)
from servicepolicy.kinds.deadline.judge import DeadlineEvaluator
from servicepolicy.kinds.deadline.rule import Cycle, Deadline, SupersedeCycle
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.place import Place, place_of
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.value import Value
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Status

__all__ = ["signals", "situation"]


def situation(rule: Deadline, edition: Edition) -> Situation:
    """What its verdicts hang on."""
    if (beyond := _beyond(rule)) or rule.within is None:
        return Situation(beyond=beyond or "promised")
    counting, kinds, against = edition.convention(rule.counting), _bases(rule), _compared(rule)
    counted: list[Counted] = []
    for value, place, needs in _spans(rule, rule.within):
        for span in spans_in(edition, value, place):
            if span is None:
                return Situation(beyond="span_from_a_fact")
            if all(one.span != span for one in counted):
                counted.append(Counted(span, rule.clock, counting, kinds, against, needs))
    moving, pausing, capped = _moving(rule), frozenset[str](), None
    if rule.pause != "forbidden" and len(rule.pause) == 1 and _plainly_paused(rule):
        (pause,) = rule.pause
        pausing = pause.since.kinds()
        if pause.cap is not None:
            capped = len(counted)
            boundary, ends = counting.from_a_boundary(), kinds_of(pause.since, pause.until, rule.stop, rule.cancel)
            counted.append(Counted(pause.cap, rule.clock, boundary, kinds_of(pause.since), ends))
    return Situation(
        counted=tuple(counted),
        from_start=rule.reset is None and rule.on_reclassify in ("none", "retroactive"),
        moving=moving,
        pausing=pausing,
        capped=capped,
        in_turn=_in_turn(rule) and not counting.begins_later,
        credited=kinds_of(rule.stop),
        passing=_passing(rule),
        idle=frozenset(_idle(rule)),
        asks_roles=True,
    )


def _passing(rule: Deadline) -> frozenset[Status]:
    """The statuses that warnings and escalations are given in: they lie before the due instant and after it."""
    found = {Status.PENDING} if rule.warn else set[Status]()
    return frozenset({*found, Status.BREACHED} if rule.escalate else found)


def signals(evaluator: DeadlineEvaluator, scene: Scene, event: Event) -> int:
    """What an event is to a count that can be paused, as bits of `servicepolicy.judging.situation`."""
    found = 0
    for signal in evaluator.dispatch.signals(event):
        if signal.role not in _BITS:
            continue
        truth = signal.pattern.truth(scene, event)
        if isinstance(truth, bool):
            found |= _BITS[signal.role] if truth else 0
        else:
            found |= DOUBTFUL | _BITS[signal.role]
    return found


_BITS: Final = {"start": STARTS, "stop": STOPS, "cancel": CANCELS, "pause": PAUSES, "resume": RESUMES}


def _plainly_paused(rule: Deadline) -> bool:
    """Whether it has one count that pauses move, and nothing else but a longer span."""
    contact = any(pause.ends_on_contact for pause in rule.pause if not isinstance(pause, str))
    return rule.on_move == "keep" and not contact and _one_count(rule)


def _in_turn(rule: Deadline) -> bool:
    """Whether it has one count, from one kind of events to others, that nothing moves but whose hours are counted."""
    moving = rule.on_move == "piecewise" and rule.pause in ((), "forbidden")
    told_by_kind = all(
        pattern == EventPattern(pattern.events)
        for selector in (rule.start, rule.stop, rule.cancel)
        if selector
        for pattern in selector.patterns()
    )
    return moving and told_by_kind and _one_count(rule)


def _one_count(rule: Deadline) -> bool:
    """Whether it has one count, from one start to one stop."""
    single = len(rule.start.parts) == len(rule.stop.parts) == 1 and rule.cycle == "once"
    plain = rule.reset is None and rule.on_reopen == rule.on_reclassify == "none"
    picked = any(
        pattern.nth != "each"
        for selector in (rule.start, rule.stop, rule.cancel)
        if selector
        for pattern in selector.patterns()
    )
    return single and plain and not picked


def _beyond(rule: Deadline) -> str:
    """Why columns do not express it."""
    if isinstance(rule.cycle, SupersedeCycle) or rule.due is not None:
        return "promised"
    if isinstance(rule.cycle, Cycle) and rule.cycle.repeat == "from_due":
        return "grid"
    if rule.cycle_day is not None:
        return "billing_cycle"
    if rule.told_apart_by is not None:
        return "told_apart"
    return "carried" if rule.on_reclassify in ("carry", "retroactive_without_credit") else ""


def _idle(rule: Deadline) -> Iterator[str]:
    """The keys that mean nothing as it is written."""
    if rule.on_reopen == "none":
        yield "reopened"
    if rule.on_reclassify == "none":
        yield "reclassified"


def _spans(rule: Deadline, within: Value) -> Iterator[tuple[Value, Place, frozenset[str] | None]]:
    """The spans that it may count, and the events without which one does not matter."""
    yield within, place_of(rule, "within", rule.subject), None
    for step in rule.extend:
        for name, value in (("to", step.to), ("at_most", step.at_most)):
            if value is not None:
                yield value, place_of(step, name, rule.subject), kinds_of(step.grant)


def _compared(rule: Deadline) -> frozenset[str] | None:
    """The kinds of the events that are in time or not."""
    again = (rule.reopened,) if rule.on_reopen != "none" else ()
    renewed = (rule.reclassified,) if rule.on_reclassify != "none" else ()
    pauses = () if rule.pause == "forbidden" else tuple(pause.since for pause in rule.pause)
    until = rule.cycle.until if isinstance(rule.cycle, Cycle) else None
    grants = tuple(step.grant for step in rule.extend)
    return kinds_of(rule.stop, rule.cancel, rule.reset, until, *again, *renewed, *pauses, *grants)


def _bases(rule: Deadline) -> frozenset[str] | None:
    """The kinds of the events from which it may count."""
    return kinds_of(
        rule.start,
        rule.reset,
        rule.stop if isinstance(rule.cycle, Cycle) else None,
        rule.reopened if rule.on_reopen != "none" else None,
        rule.reclassified if rule.on_reclassify != "none" else None,
    )


def _moving(rule: Deadline) -> frozenset[str]:
    """The kinds of the events that move a count by more than its base and its span."""
    found: list[Selector] = [step.grant for step in rule.extend if step.by is not None]
    if rule.pause != "forbidden":
        found += [pause.since for pause in rule.pause]
    if rule.on_reopen in ("resume", "count_closed"):
        found.append(rule.reopened)
    return frozenset(kind for selector in found for kind in selector.kinds())
