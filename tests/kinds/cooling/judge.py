"""Decides cooling off: pending while the time runs, breached by an act in it, met when it is over."""

from __future__ import annotations

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.due_dates import due_after
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.occurrence import occurrence_key
from servicepolicy.judging.quick_results import changed
from servicepolicy.judging.readers import Place
from servicepolicy.judging.values import as_span, value_reader
from servicepolicy.judging.verdicts import Judged, blank_verdict
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import FactRef, Margin, Reason, Status, Verdict
from tests.kinds.cooling.rule import Cooling


class CoolingEvaluator:
    """A rule, compiled."""

    def __init__(self, rule: Cooling, edition: Edition) -> None:
        header = Place.of(edition, rule, "applies")
        self.rule = rule
        self.edition = edition
        self.applies = compile_condition(rule.applies, header)
        self.start = Matcher(rule.start, header)
        self.act = Matcher(rule.act, header)
        self.lasts = value_reader(rule.lasts.form, Place.of(edition, rule, "lasts"), as_span)

    def awaited(self, _verdict: Verdict, /) -> None:
        """Only time has to pass."""

    def judge(self, scene: Scene) -> Judged:
        """One verdict for each event that begins it."""
        taken: set[str] = set()
        found = [
            self._one(scene, event, occurrence_key(event.at, taken))
            for event in self.start.candidates(scene)
            if scene.settle(self.start.truth(scene, event))
        ]
        return tuple(found) or (blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of("not_triggered")),)

    def _one(self, scene: Scene, start: Event, key: str) -> Verdict:
        if self.applies is not None and not scene.settle(self.applies(scene, None, start.at, None)):
            return blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of("not_applicable"), key)
        blank = changed(
            blank_verdict(self.rule, scene, Status.PENDING, Reason.of("cooling_runs"), key),
            started_us=start.at,
            facts=(FactRef(start.number, "start"),),
        )
        read = self.lasts.read(scene, start, start.at)
        if read.missing is not None:
            return changed(blank, status=Status.UNKNOWN, reason=Reason.of("hangs_on_missing", facts=()))
        clock = self.edition.clocks[self.rule.clock or ""]
        over, _ = due_after(clock, start.at, read.value, (), self.edition.counting, None)
        values = (read.applied("lasts"),)
        for act in self.act.candidates(scene):
            if start.at < act.at < over and scene.settle(self.act.truth(scene, act)):
                return changed(
                    blank,
                    status=Status.BREACHED,
                    reason=Reason.of("cooling_broken"),
                    due_us=over,
                    stopped_us=act.at,
                    margin=Margin(act.at - over),
                    values=values,
                    final=True,
                )
        if scene.as_of < over:
            return changed(blank, due_us=over, values=values, next_us=over)
        return changed(
            blank, status=Status.MET, reason=Reason.of("cooling_over"), due_us=over, values=values, final=True
        )


def evaluator(rule: Cooling, edition: Edition) -> CoolingEvaluator:
    """A rule, compiled for one edition of the policy."""
    return CoolingEvaluator(rule, edition)
