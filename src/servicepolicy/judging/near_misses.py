"""Why not: acts on record that a verdict waits for and that do not count, each with what keeps it from counting."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.conditions import Failed
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.quick_results import changed
from servicepolicy.language.rule import Rule
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Status, Verdict, WhyNot

__all__ = ["LACKING", "near_misses", "with_near_misses"]

LACKING = (Status.BREACHED, Status.PENDING)
MOST = 9  # more of one verdict say nothing more


def with_near_misses(
    rule: Rule, looked_for: Matcher | None, scene: Scene, found: tuple[Verdict, ...]
) -> tuple[Verdict, ...]:
    """Verdicts, each that lacks an act with the acts on record that were not it.

    Args:
        rule: The rule.
        looked_for: The acts that would do it; `None`: nothing would.
        scene: The subject.
        found: The verdicts.
    """
    if looked_for is None:
        return found
    for verdict in found:  # most lack nothing, and a generator would cost as much as a test
        if verdict.status in LACKING:
            break
    else:
        return found
    near = _Near(looked_for, rule, scene, found)
    if not near.any:
        return found
    return tuple(near.explained(verdict) if verdict.status in LACKING else verdict for verdict in found)


class _Near:
    """The acts on record of which a rule may say that they do not count, each weighed once."""

    def __init__(self, looked_for: Matcher, rule: Rule, scene: Scene, verdicts: tuple[Verdict, ...]) -> None:
        self._per = rule.splits_by
        self._runs = rule.nature.across_versions
        self._in_periods = rule.nature.by_time_alone
        self._missed: dict[str | None, list[tuple[Event, WhyNot]]] = {}
        self._matched: list[Event] = []
        self._used = {fact.event for verdict in verdicts for fact in verdict.facts}
        if not (self._per or self._runs) and all(pattern.certain for part in looked_for.parts for pattern in part):
            return
        only = verdicts[0] if len(verdicts) == 1 else None
        for event in looked_for.candidates(scene):
            if only is not None and event.number in self._used and event.at >= (only.started_us or 0):
                continue  # what the only verdict speaks of is not told again, whatever it passes
            weighed = _weighed(looked_for, scene, event)
            if isinstance(weighed, WhyNot):
                self._missed.setdefault(self._matter(event), []).append((event, weighed))
            elif weighed:
                self._matched.append(event)

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._missed or self._matched)

    def _matter(self, event: Event) -> str | None:
        said = None if self._per is None else event.fields.get(self._per)
        return None if said is None else str(said)

    def explained(self, verdict: Verdict) -> Verdict:
        """A verdict with what was not it: what fails a test, what came before it began, what is of another matter."""
        known = {why.event for why in verdict.why_not} | {fact.event for fact in verdict.facts}
        told = tuple(islice((why for why in self._of(verdict) if why.event not in known), MOST))
        return changed(verdict, why_not=(*verdict.why_not, *told)) if told else verdict

    def _of(self, verdict: Verdict) -> Iterator[WhyNot]:
        matter, _, _ = verdict.occurrence.rpartition("/")
        since = verdict.started_us if self._runs or self._in_periods else None
        until = verdict.due_us if self._in_periods else None
        for name in (None, matter) if matter else (None,):
            missed = self._missed.get(name, [])
            start = 0 if since is None else bisect_left(missed, since, key=lambda one: one[0].at)
            for event, why in islice(missed, start, start + MOST):
                if until is None or event.at <= until:
                    yield why
        if self._runs and verdict.started_us is not None:
            place = bisect_left(self._matched, verdict.started_us, key=lambda one: one.at)
            here = next((one for one in reversed(self._matched[:place]) if self._matter(one) in (None, matter)), None)
            if here is not None and here.number not in self._used:
                yield WhyNot("before_it_began", here.number)
        if matter:
            elsewhere = (one for one in self._matched if self._matter(one) not in (None, matter))
            for event in islice(elsewhere, MOST):
                yield WhyNot("of_another_matter", event.number, self._matter(event) or "")


def near_misses(looked_for: Matcher, scene: Scene, event: Event) -> Iterator[WhyNot]:
    """The first test that an event of the right kind fails for sure, and what was found, if there is one."""
    weighed = _weighed(looked_for, scene, event)
    if isinstance(weighed, WhyNot):
        yield weighed


def _weighed(looked_for: Matcher, scene: Scene, event: Event) -> WhyNot | bool:
    """The first test that an event of the right kind fails for sure; else whether it passes all of a pattern."""
    passes = False
    for part in looked_for.parts:
        for pattern in part:
            weighed = pattern.weighed(scene, event)
            if isinstance(weighed, Failed):
                return WhyNot("fails_test", event.number, *weighed)
            passes = passes or weighed is True
    return passes
