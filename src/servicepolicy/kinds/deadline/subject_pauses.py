"""A pause is a state of the subject: what starts while the subject is paused starts paused (decision 49)."""

from __future__ import annotations

from collections.abc import Iterable

from servicepolicy.judging.case_view import Scene
from servicepolicy.kinds.deadline.plan import DeadlinePlan
from servicepolicy.kinds.deadline.reckoning import cap_end
from servicepolicy.kinds.deadline.run import Pause, Run, Signal
from servicepolicy.language.truth import any_of
from servicepolicy.models.event import Event

__all__ = ["OF_THE_SUBJECT", "start_as_paused"]

# Signals that concern the subject, also while nothing is open: what starts later starts in that state.
OF_THE_SUBJECT = ("pause", "resume")


def start_as_paused(
    deadline: DeadlinePlan, scene: Scene, run: Run, history: Iterable[tuple[str, Event, list[Signal]]]
) -> None:
    """Let an occurrence start as the subject stands; of a pause that began before it, the cap runs on.

    Args:
        deadline: The rule.
        scene: The subject.
        run: The occurrence, which has just begun.
        history: How the subject came to be paused, or not: the signals until now, with the part that each plays.
    """
    if not history:
        return
    for role, event, signals in history:
        if role not in OF_THE_SUBJECT:  # a stop or cancellation ends what paused the subject until then
            standing = [pause for pause in run.pauses if _stands(deadline, scene, run, pause, event.at)]
            if standing and scene.settle(any_of(signal.pattern.truth(scene, event) for signal in signals)):
                for pause in standing:
                    pause.until, pause.ended_by = event.at, event.number
            continue
        for signal in signals:
            of_item = (pause for pause in run.pauses if pause.item == signal.item)
            held = next((pause for pause in of_item if _stands(deadline, scene, run, pause, event.at)), None)
            if role == "resume" and held is not None and not (signal.part and held.since >= event.at):
                if scene.settle(signal.pattern.truth(scene, event)):
                    held.until, held.ended_by = event.at, event.number
            elif role == "pause" and held is None and scene.settle(signal.pattern.truth(scene, event)):
                run.pauses += (Pause(event.at, event.at, None, signal.item, event.number),)
    run.pauses = tuple([pause for pause in run.pauses if _reaches(deadline, scene, run, pause)])
    for pause in run.pauses:
        pause.since = max(pause.since, run.started)
        run.facts += ((pause.event, "pause"),)
        run.take("pause")
    run.release()


def _reaches(deadline: DeadlinePlan, scene: Scene, run: Run, pause: Pause) -> bool:
    """Whether a pause reaches into an occurrence."""
    return _stands(deadline, scene, run, pause, run.started) or (pause.until or 0) > run.started


def _stands(deadline: DeadlinePlan, scene: Scene, run: Run, pause: Pause, at: int) -> bool:
    """Whether a pause stands at an instant, which it does not once its cap is reached."""
    if pause.until is not None:
        return False
    end = cap_end(deadline, pause, run, scene, at) if deadline.has_cap else None
    pause.until = end if end is not None and end <= at else None
    return pause.until is None
