"""Which of several counts of one matter an act serves, where the events say by name what each is about."""

from __future__ import annotations

from collections.abc import Sequence

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matters import matter_of
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.kinds.deadline.run import Run
from servicepolicy.language.truth import Leaf
from servicepolicy.models.event import Event

__all__ = ["meant", "name_of"]


def name_of(rule: Deadline, event: Event | None) -> str | None:
    """What tells a run apart that an event begins."""
    return None if rule.told_apart_by is None or event is None else matter_of(event, rule.told_apart_by)


def meant(rule: Deadline, scene: Scene, runs: Sequence[Run], event: Event, waiting: list[Run]) -> list[Run]:
    """Those of the runs that wait for an act which one serves: what it names, else the one that is open.

    What names something that nothing began with belongs to what began without a name, as with matters. Of several that
    are open, one that names none may serve any.
    """
    field = rule.told_apart_by
    if field is None:
        return waiting
    named = matter_of(event, field)
    if named is not None:
        known = any(run.named == named for run in runs)
        return [run for run in waiting if run.named == (named if known else None)]
    if rule.answers == "all":
        return waiting
    *others, last = sorted({run.named for run in waiting}, key=lambda name: (name is None, name or ""))
    for name in others:
        if scene.settle(Leaf(event.number, field, f"is {name}")):
            return [run for run in waiting if run.named == name]
    return [run for run in waiting if run.named == last]
