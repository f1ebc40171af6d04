"""The score book: scorecards of any period, each worked out once; what awards look them up in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, runtime_checkable

from servicepolicy.judging.cohort import Cohort, Reads
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.rule import Rule
from servicepolicy.results.assessment import ScorecardFinding
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

__all__ = ["KeepsScores", "ScoreBook", "Scores"]


class Scores(Protocol):
    """Scorecards, as awards ask for them."""

    def unit(self, rule: str, at: int) -> PeriodUnit | None:
        """How long the periods of a scorecard are at an instant; `None`: there is none."""
        ...

    def findings(self, rule: str, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
        """Everybody's scorecard in a period."""
        ...


@runtime_checkable
class KeepsScores(Protocol):
    """A kind of rule whose findings others look up."""

    def unit(self, rule: Rule, edition: Edition) -> PeriodUnit | None:
        """How long the periods of a rule are; `None` where its value is not known, or the rule is of another kind."""
        ...

    def score_reads(self, name: str, cohort: Cohort, index: int) -> Reads:
        """What a rule of one edition asks of all subjects."""
        ...

    def scores(self, name: str, cohort: Cohort, index: int, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
        """Everybody's findings by a rule of one edition in one of its periods."""
        ...


class ScoreBook:
    """The scorecards of a cohort.

    Args:
        cohort: The subjects.
        kept_by: By the name of a kind, those kinds of rules whose findings others look up.
    """

    def __init__(self, cohort: Cohort, kept_by: Mapping[str, KeepsScores]) -> None:
        self.cohort = cohort
        self.zone = cohort.engine.zone
        self._kept_by = kept_by
        self._found: dict[tuple[str, str], tuple[ScorecardFinding, ...]] = {}

    def keeps(self, name: str, edition: Edition) -> bool:
        """Whether a rule of an edition is one whose findings are looked up."""
        return self._keeper(edition.rule(name)) is not None

    def unit_in(self, name: str, edition: Edition) -> PeriodUnit | None:
        """How long the periods of a scorecard are in an edition; `None`: there is none."""
        rule = edition.rule(name)
        keeper = self._keeper(rule)
        return None if rule is None or keeper is None else keeper.unit(rule, edition)

    def unit(self, rule: str, at: int) -> PeriodUnit | None:
        """How long the periods of a scorecard are at an instant; `None`: there is none."""
        editions = self.cohort.engine.editions
        index = editions.index(at)
        return None if index is None else self.unit_in(rule, editions.all[index])

    def _keeper(self, rule: Rule | None) -> KeepsScores | None:
        return None if rule is None else self._kept_by.get(rule.kind_name())

    def reads(self, rule: str) -> Iterator[Reads]:
        """What a scorecard asks of all subjects, in whatever edition and period it is looked up."""
        for index, edition in enumerate(self.cohort.engine.editions.all):
            keeper = self._keeper(edition.rule(rule))
            if keeper is not None:
                yield keeper.score_reads(rule, self.cohort, index)

    def findings(self, rule: str, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
        """Everybody's scorecard in a period."""
        key = rule, period.code
        if key not in self._found:
            self._found[key] = self._judge(rule, period)
        return self._found[key]

    def _judge(self, name: str, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
        since = period.bounds(self.zone)[0]
        editions = self.cohort.engine.editions
        index = editions.index(since)
        if index is None or self.unit_in(name, editions.all[index]) != period.unit:
            return ()
        keeper = self._keeper(editions.all[index].rule(name))
        return () if keeper is None else keeper.scores(name, self.cohort, index, period)

    def containing(self, at: int, unit: PeriodUnit) -> CalendarPeriod:
        """The period in which an instant lies."""
        return CalendarPeriod.containing(date_of(at, self.zone), unit)
