"""Why not: acts on record that a verdict waits for and that do not count, each with what keeps it from counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol, runtime_checkable

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.quick_results import changed
from servicepolicy.language.rule import Rule
from servicepolicy.models.timeline import Event
from servicepolicy.results.verdict import Status, Verdict, WhyNot

__all__ = ["LooksFor", "near_misses", "with_near_misses"]

MOST = 9  # more of one verdict say nothing more


@runtime_checkable
class LooksFor(Protocol):
    """Decides a rule that waits for an act."""

    @property
    def rule(self) -> Rule:
        """The rule."""
        ...

    @property
    def looked_for(self) -> Matcher | None:
        """What would do it; `None`: nothing would."""
        ...


def with_near_misses(evaluator: object, scene: Scene, found: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Verdicts, each that lacks an act with the acts on record that were not it."""
    if not isinstance(evaluator, LooksFor) or evaluator.looked_for is None:
        return tuple(found)
    return tuple(_explained(evaluator.looked_for, evaluator.rule, scene, verdict) for verdict in found)


def _explained(awaited: Matcher, rule: Rule, scene: Scene, verdict: Verdict) -> Verdict:
    if verdict.status not in (Status.BREACHED, Status.PENDING):
        return verdict
    known = {why.event for why in verdict.why_not} | {fact.event for fact in verdict.facts}
    near = (why for why in _near(awaited, rule, scene, verdict) if why.event not in known)
    told = tuple(islice(near, MOST))
    return changed(verdict, why_not=(*verdict.why_not, *told)) if told else verdict


def _near(awaited: Matcher, rule: Rule, scene: Scene, verdict: Verdict) -> Iterator[WhyNot]:
    per = rule.splits_by
    matter, _, _ = verdict.occurrence.rpartition("/")
    since = verdict.started_us if rule.nature.across_versions else None
    for event in awaited.candidates(scene):
        if rule.nature.by_time_alone and not _inside(verdict, event):
            continue
        early = since is not None and event.at < since
        elsewhere = per is not None and str(event.fields.get(per, matter)) != matter
        if _matches(awaited, scene, event):
            if elsewhere:
                yield WhyNot("of_another_matter", event.number, f"{per} is {matter}", str(event.fields.get(per or "")))
            elif early:
                yield WhyNot("before_it_began", event.number)
        elif not early and not elsewhere:
            yield from near_misses(awaited, scene, event)


def _inside(verdict: Verdict, event: Event) -> bool:
    """Whether an event lies in the period that a verdict is about."""
    since, until = verdict.started_us, verdict.due_us
    return (since is None or since <= event.at) and (until is None or event.at <= until)


def near_misses(awaited: Matcher, scene: Scene, event: Event) -> Iterator[WhyNot]:
    """The first test that an event of the right kind fails for sure, and what was found, if there is one."""
    for part in awaited.parts:
        for pattern in part:
            missed = pattern.miss(scene, event)
            if missed is not None:
                yield WhyNot("fails_test", event.number, *missed)
                return


def _matches(awaited: Matcher, scene: Scene, event: Event) -> bool:
    return any(pattern.truth(scene, event) is True for part in awaited.parts for pattern in part)
