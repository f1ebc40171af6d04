"""The commonest deadline, folded directly: one cycle, one start, one stop, and nothing that paused or moved it.

It says what the general fold says, which a generated test checks, in a tenth of the time.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from servicepolicy.judging.case_view import Scene
from servicepolicy.kinds.deadline.plan import DeadlinePlan
from servicepolicy.kinds.deadline.run import Run
from servicepolicy.models.event import Event

__all__ = ["moved_by", "only_run"]

# What a resumption or a contact means hangs on a pause before it.
_FOLLOWING = ("start", "stop", "resume")


def moved_by(deadline: DeadlinePlan) -> frozenset[str] | None:
    """The event kinds that could pause, move or end a deadline of the common shape; `None` for any other deadline.

    A subject without such an event, and without matters to tell apart, can be folded directly.
    """
    rule = deadline.rule
    plain = deadline.start.single and deadline.stop.single and not deadline.dispatch.on_organisation
    if rule.cycle != "once" or not plain:
        return None
    return deadline.dispatch.kinds_but(_FOLLOWING)


def only_run(deadline: DeadlinePlan, scene: Scene) -> Run | None:
    """The one run of a common deadline, `None` if nothing started it."""
    start = deadline.start.first(scene, (deadline, "start"), deadline.start.candidates(scene))
    if start is None:
        return None
    run = Run("1", start.at, start, start.at, start)
    stop = run.stop = _first_stop(deadline, scene, start)
    if stop is None:
        run.facts = ((start.number, "start"),)
    else:
        run.take("stop")
        run.facts = ((start.number, "start"), (stop.number, "stop"))
    if start.tie or (stop is not None and stop.tie):
        run.tie = any(_contested(deadline, scene, event) for event in (start, stop) if event is not None)
    return run


def _first_stop(deadline: DeadlinePlan, scene: Scene, start: Event) -> Event | None:
    """The first stop at or after the start; at the same instant also one whose order to the start is not known."""
    events = deadline.stop.candidates(scene)
    first = bisect_left(events, start.number, key=_number)
    if start.tie:
        before = first
        while before and events[before - 1].at == start.at:
            before -= 1
        tied = [event for event in events[before:first] if event.ties(start)]
        found = deadline.stop.first(scene, (deadline, start.number, "tied"), tied)
        if found is not None:
            return found
    return deadline.stop.first(scene, (deadline, start.number, "stop"), events, first)


def _contested(deadline: DeadlinePlan, scene: Scene, event: Event) -> bool:
    """Whether another signal of the rule stands at the same instant in unknown order."""
    if not event.tie:
        return False
    kinds = deadline.dispatch.kinds
    return any(
        other.number != event.number and other.ties(event)
        for other in scene.timeline.events
        if kinds is None or other.kind in kinds
    )


_number = attrgetter("number")
