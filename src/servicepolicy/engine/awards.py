"""Awards of a period: each incentive asked for each of its own periods, with the scorecards that it looks up."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.periods import period_unit, periods_within
from servicepolicy.judging.scorebook import ScoreBook
from servicepolicy.kinds.incentive.judge import IncentiveEvaluator
from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.kinds.scorecard.judge import ScorecardEvaluator
from servicepolicy.kinds.scorecard.rule import Scorecard
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import Literal, Value
from servicepolicy.results.assessment import ScorecardFinding
from servicepolicy.results.award import Award
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

__all__ = ["awards"]


def awards(cohort: Cohort, asked: CalendarPeriod) -> Iterator[Award]:
    """The awards, in the order of the policy, then by period and subject."""
    editions = cohort.engine.editions
    book = _book(cohort)
    names = dict.fromkeys(rule.id for edition in editions.all for rule in edition.rules if isinstance(rule, Incentive))
    asking = [list(_evaluators(cohort, index)) for index in range(len(editions.all))]
    for name in names:
        for index, edition in enumerate(editions.all):
            for evaluator in asking[index]:
                if evaluator.rule.id == name:
                    for period in periods_within(asked, Value(Literal(evaluator.unit)), edition):
                        yield from evaluator.findings(cohort, period, book, asking[index])


def _evaluators(cohort: Cohort, index: int) -> Iterator[IncentiveEvaluator]:
    """The incentives of one edition."""
    edition = cohort.engine.editions.all[index]
    for rule in edition.rules:
        if isinstance(rule, Incentive):
            unit = _unit(rule, edition)
            if unit is not None:
                yield IncentiveEvaluator(rule, cohort.engine.editions.compiled(index), unit)


def _unit(rule: Incentive, edition: Edition) -> PeriodUnit | None:
    """How long the periods of an incentive are: as it says, else as those of its scorecard, else months."""
    if rule.period is not None:
        said = rule.period if isinstance(rule.period, Value) else Value(Literal(rule.period))
        return period_unit(said, edition)
    if rule.promotion is None:
        for _, name in rule.scorecards():
            found = _named(name, edition)
            if isinstance(found, Scorecard):
                return period_unit(found.period, edition)
    return "month"


def _named(name: str, edition: Edition) -> Rule | None:
    return next((one for one in edition.rules if one.id == name), None)


def _book(cohort: Cohort) -> ScoreBook:
    editions = cohort.engine.editions

    def unit(name: str, at: int) -> PeriodUnit | None:
        index = editions.index(at)
        found = None if index is None else _named(name, editions.all[index])
        return period_unit(found.period, editions.all[index or 0]) if isinstance(found, Scorecard) else None

    def judge(name: str, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
        index = editions.index(period.bounds(cohort.engine.zone)[0])
        found = None if index is None else _named(name, editions.all[index])
        if (
            index is None
            or not isinstance(found, Scorecard)
            or unit(name, period.bounds(cohort.engine.zone)[0]) != period.unit
        ):
            return ()
        return tuple(ScorecardEvaluator(found, editions.compiled(index)).findings(cohort, period))

    return ScoreBook(cohort, unit, judge)
