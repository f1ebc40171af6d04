"""What a deadline's verdict tells of a run beside its count: a reopening, what pauses took, and their caps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.kinds.deadline.run import Pause, Run
from servicepolicy.results.verdict import Applied, Step
from servicepolicy.worktime import Span

__all__ = ["begun", "caps", "overdue", "paused"]


def begun(run: Run, mode: str, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of a count, with its start and its reopening where the occurrence began later than the count."""
    if run.anchor == run.started:
        return steps
    earlier = [step for step in steps if step.at is not None and step.at < run.started]
    later = [step for step in steps if step.at is None or step.at >= run.started]
    return (Step("counted_from", run.anchor), *earlier, Step(f"reopened_{mode}", run.started), *later)


def paused(rule: Deadline, run: Run, pauses: Sequence[tuple[int, int]], base: int, due: int) -> Iterator[Step]:
    """The pauses that moved the due instant; of one that its cap has ended, the cap too."""
    closed = {(pause.since, pause.until) for pause in run.pauses if pause.item < 0}
    ended = {pause.until: str(_cap(rule, pause)) for pause in reversed(run.pauses) if _is_capped(pause)}
    for since, until in pauses:
        if base < until and since < due:
            yield Step("closed" if (since, until) in closed else "paused", since, until - since, ended.get(until, ""))


def overdue(run: Run, pauses: Sequence[tuple[int, int]], due: int) -> Iterator[Step]:
    """The pauses that began after the due instant: by so much less is it over, and it is over all the same."""
    stopped = due if run.stop is None else run.stop.at
    for since, until in pauses:
        first, last = max(since, due), min(until, stopped)
        if first < last:
            yield Step("paused_overdue", first, last - first)


def caps(rule: Deadline, run: Run) -> tuple[Applied, ...]:
    """The caps that ended a pause, or will end one."""
    used = sorted(
        {pause.item for pause in run.pauses if _cap(rule, pause) and (pause.until is None or _is_capped(pause))}
    )
    named = ((item, rule.pause[item].cap) for item in used if rule.pause != "forbidden")
    return tuple(Applied(f"pause[{item + 1}].cap", str(cap)) for item, cap in named)


def _is_capped(pause: Pause) -> bool:
    """No event has ended it."""
    return pause.until is not None and pause.ended_by == 0


def _cap(rule: Deadline, pause: Pause) -> Span | None:
    return None if rule.pause == "forbidden" or pause.item < 0 else rule.pause[pause.item].cap
