"""Scorecards: each indicator measured for each subject in a period, compared with its target, weighed into a score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from servicepolicy.judging.cohort import Cohort, Reads, asked
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.periods import period_unit, periods_within
from servicepolicy.judging.readers import Place
from servicepolicy.judging.targets import Bound, holds, read_bound, read_tests, together
from servicepolicy.kinds.scorecard.indicator import Figures
from servicepolicy.kinds.scorecard.rule import Scorecard
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.rule import Rule
from servicepolicy.results.assessment import IndicatorFinding, ScorecardFinding
from servicepolicy.results.verdict import Applied, Reason, Status
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["ScorecardEvaluator", "findings", "reads", "score_reads", "scores", "unit"]

_HUNDRED = Fraction(100)
_ANYBODY = "organisation"  # who is judged where no organisation was handed in


class ScorecardEvaluator:
    """A scorecard, compiled for one edition.

    Attributes:
        rule: The rule.
    """

    def __init__(self, rule: Scorecard, compiled: CompiledEdition) -> None:
        self.rule = rule
        self.compiled = compiled
        self.place = Place.of(compiled.edition, rule, "applies")
        self.applies = compile_condition(rule.applies, self.place)
        self.figures = tuple(Figures(one, rule, compiled) for one in rule.indicators)

    @property
    def subject_kind(self) -> str:
        """Whom it judges."""
        return self.rule.per or self.rule.subject

    def reads(self, periods: Sequence[CalendarPeriod] | None, zone: str) -> Reads:
        """What it asks of all subjects for some periods, in their order; `None`: for any."""
        counted = tuple(reader for figures in self.figures for reader in figures.readers())
        bounds = None
        if periods is not None:
            bounds = periods[0].previous().bounds(zone)[0], periods[-1].bounds(zone)[1]  # for a change
        return Reads(counted, bounds, frozenset({self.rule.subject}))

    def findings(self, cohort: Cohort, period: CalendarPeriod) -> Iterator[ScorecardFinding]:
        """The scorecards of everybody in a period, by id."""
        for figures in self.figures:
            figures.open(cohort, period)
        for holder in self._holders(cohort):
            yield self._finding(cohort, period, holder)

    def _holders(self, cohort: Cohort) -> list[str]:
        """Who is judged: the employees and organisations handed in, units, and whoever something is credited to."""
        credited = {holder for figures in self.figures for holder in figures.holders()}
        if self.rule.per is not None:
            stated = cohort.context.organisation if cohort.context is not None else None
            units = stated.units if stated is not None and stated.units is not None else ()
            return sorted(credited | {unit.id for unit in units})
        given = {facts.id for facts in cohort.of(self.rule.subject)}
        match self.rule.subject:
            case "organisation":
                return sorted(given) or [_ANYBODY]
            case "agent":
                return sorted(given | credited)
            case _:
                return sorted(given & credited)

    def _finding(self, cohort: Cohort, period: CalendarPeriod, holder: str) -> ScorecardFinding:
        indicators = tuple(figures.finding(holder) for figures in self.figures)
        blank = ScorecardFinding(
            rule=self.rule.id,
            clause=self.rule.clause,
            subject_kind=self.subject_kind,
            subject=holder,
            period=period.code,
            status=Status.NOT_APPLICABLE,
            reason=Reason.of("not_applicable"),
            level=self.rule.level,
            label=self.compiled.edition.label(self.rule),
        )
        until = period.bounds(self.compiled.edition.zone)[1]
        applies, doubts = self._applies(cohort, holder, until - 1)
        if applies is False:
            return blank
        scored = self._scored(blank, indicators)
        if cohort.as_of < until:
            return attrs.evolve(scored, status=Status.PENDING, reason=Reason.of("period_not_ended", period=period.code))
        if applies is None:
            hanging = Reason.of("hangs_on_missing", facts=doubts)
            return attrs.evolve(scored, status=Status.UNKNOWN, reason=hanging, doubts=doubts)
        return scored

    def _applies(self, cohort: Cohort, holder: str, at: int) -> tuple[bool | None, tuple[str, ...]]:
        if self.applies is None:
            return True, ()
        facts = cohort.subject(self.rule.subject, holder)
        found, doubts = asked(cohort.scene(self.compiled, facts), self.applies, at)
        return found, tuple(f"{holder}/{name}" for name in doubts)

    # the score

    def _scored(self, blank: ScorecardFinding, indicators: tuple[IndicatorFinding, ...]) -> ScorecardFinding:
        values: list[Applied] = [one for figures in self.figures for one in figures.values]
        doubts = tuple(sorted({name for one in indicators for name in one.doubts}))
        counted = [one for one in indicators if not _idle(one)]
        found = attrs.evolve(blank, indicators=indicators, values=tuple(values))
        if not counted:
            return attrs.evolve(found, reason=Reason.of("no_cases"))
        perhaps = [place for place, figures in enumerate(self.figures) if figures.perhaps_none]
        bounds, lacking = self._score_in_all(indicators, perhaps)
        asked = [(one.id, one.met) for one in counted if one.asked]
        if bounds is None and self.rule.target is not None:
            asked.append(("score", None))
        if bounds is not None:
            found = attrs.evolve(found, low=bounds.low, high=bounds.high, score=bounds.value, grade=self._grade(bounds))
            if self.rule.target is not None:
                tests, said = read_tests(self.rule.target, self.place, "score")
                asked.append(("score", together(holds(op, bound, bounds) for op, bound in tests)))
                found = attrs.evolve(found, values=(*found.values, *said))
        status, reason = self._outcome(asked, counted, lacking, scored=bounds)
        return attrs.evolve(found, status=status, reason=reason, doubts=doubts if status is Status.UNKNOWN else ())

    def _score_in_all(self, indicators: tuple[IndicatorFinding, ...], perhaps: list[int]) -> tuple[Bound | None, str]:
        """The score, whether or not there are cases of those indicators of which perhaps there are none."""
        found = self._score(indicators)
        if not perhaps or found[0] is None:
            return found
        first, *others = perhaps
        without = (*indicators[:first], attrs.evolve(indicators[first], points=None), *indicators[first + 1 :])
        ways = [self._score_in_all(one, others)[0] for one in (indicators, without)]
        lows = [way.low for way in ways if way is not None and way.low is not None]
        highs = [way.high for way in ways if way is not None and way.high is not None]
        if len(lows) < len(ways) or len(highs) < len(ways):
            return None, "hangs_on_missing"
        return Bound(min(lows), max(highs)), found[1]

    def _score(self, indicators: Iterable[IndicatorFinding]) -> tuple[Bound | None, str]:
        """The score between its bounds, and what it lacks."""
        if not self.rule.weighted:
            return None, ""
        weighted = [(one, one.weight) for one in indicators if one.weight is not None]
        if sum((weight for _, weight in weighted), Fraction(0)) != 1:
            return Bound(Fraction(0), _HUNDRED), "weights_do_not_sum"
        held = [(one, weight) for one, weight in weighted if one.points is not None]
        whole = sum((weight for _, weight in held), Fraction(0))
        if len(held) < len(weighted) and (self.rule.missing == "unknown" or not whole):
            return None, "missing_indicator"
        low = sum((weight * one.points[0] for one, weight in held if one.points is not None), Fraction(0)) / whole
        high = sum((weight * one.points[1] for one, weight in held if one.points is not None), Fraction(0)) / whole
        bounds = Bound(low, high)
        return bounds, "" if bounds.value is not None else "hangs_on_missing"

    def _grade(self, bounds: Bound) -> str:
        """The band of the score, if it is one whatever is missing."""
        grades = {self._band(score) for score in (bounds.low, bounds.high) if score is not None}
        return grades.pop() if len(grades) == 1 else ""

    def _band(self, score: Fraction) -> str:
        for grade in self.rule.grades:
            bound, _ = (None, None) if grade.ge is None else read_bound(grade.ge, self.place, "grade")
            if grade.ge is None or (bound is not None and score >= bound):
                return grade.grade
        return ""

    @staticmethod
    def _outcome(
        asked: list[tuple[str, bool | None]], counted: list[IndicatorFinding], lacking: str, *, scored: Bound | None
    ) -> tuple[Status, Reason]:
        missed = tuple(name for name, met in asked if met is False)
        if missed:
            return Status.BREACHED, Reason.of("target_missed", indicators=missed)
        open_ = tuple(name for name, met in asked if met is None)
        if not asked and scored is None:
            open_ = tuple(one.id for one in counted if one.value is None)
        first = next((one.reason for one in counted if one.reason is not None and one.id in open_), None)
        if first is not None:
            same = tuple(one.id for one in counted if one.id in open_ and one.reason == first)
            return Status.UNKNOWN, Reason.of(first.code, indicators=same)
        if open_ or (lacking and not asked):
            unsettled = tuple(one.id for one in counted if one.reason is not None)
            first = next((one.reason for one in counted if one.reason is not None), None)
            code = first.code if first is not None and lacking == "hangs_on_missing" else lacking
            return Status.UNKNOWN, Reason.of(code or "hangs_on_missing", indicators=open_ or unsettled)
        return Status.MET, Reason.of("targets_met" if asked else "measured")


def _idle(indicator: IndicatorFinding) -> bool:
    return indicator.reason is not None and indicator.reason.code == "no_cases"


def findings(
    rules: Iterable[str], cohort: Cohort, asked: CalendarPeriod, _scores: object
) -> Iterator[ScorecardFinding]:
    """The scorecards, in the order of the policy, then by period and subject."""
    editions = cohort.engine.editions
    for name in rules:
        for index, edition in enumerate(editions.all):
            rule = edition.rule(name)
            if isinstance(rule, Scorecard):
                evaluator = ScorecardEvaluator(rule, editions.compiled(index))
                for period in periods_within(asked, rule.period, edition):
                    yield from evaluator.findings(cohort, period)


def reads(rules: Iterable[str], cohort: Cohort, asked: CalendarPeriod, _scores: object) -> Iterator[Reads]:
    """What the scorecards ask of all subjects, for the periods that are asked about."""
    editions = cohort.engine.editions
    for name in rules:
        for index, edition in enumerate(editions.all):
            rule = edition.rule(name)
            periods = list(periods_within(asked, rule.period, edition)) if isinstance(rule, Scorecard) else []
            if isinstance(rule, Scorecard) and periods:
                yield ScorecardEvaluator(rule, editions.compiled(index)).reads(periods, cohort.engine.zone)


def unit(rule: Rule, edition: Edition) -> PeriodUnit | None:
    """How long the periods of a scorecard are; `None` where its value is not known, or the rule is none."""
    return period_unit(rule.period, edition) if isinstance(rule, Scorecard) else None


def score_reads(name: str, cohort: Cohort, index: int) -> Reads:
    """What a scorecard of one edition asks of all subjects; nothing, if it is none."""
    editions = cohort.engine.editions
    rule = editions.all[index].rule(name)
    if not isinstance(rule, Scorecard):
        return Reads()
    return ScorecardEvaluator(rule, editions.compiled(index)).reads(None, cohort.engine.zone)


def scores(name: str, cohort: Cohort, index: int, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
    """Everybody's findings by a scorecard of one edition in one of its periods; none by what is no scorecard."""
    editions = cohort.engine.editions
    rule = editions.all[index].rule(name)
    if not isinstance(rule, Scorecard):
        return ()
    return tuple(ScorecardEvaluator(rule, editions.compiled(index)).findings(cohort, period))
