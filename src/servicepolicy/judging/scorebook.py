"""The score book: scorecards of any period, each worked out once; what awards look them up in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from servicepolicy.judging.cohort import Cohort
from servicepolicy.results.assessment import ScorecardFinding
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

__all__ = ["ScoreBook", "Scores"]


class Scores(Protocol):
    """Scorecards, as awards ask for them."""

    def unit(self, rule: str, at: int) -> PeriodUnit | None:
        """How long the periods of a scorecard are at an instant; `None`: there is none."""
        ...

    def findings(self, rule: str, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
        """Everybody's scorecard in a period."""
        ...


class ScoreBook:
    """The scorecards of a cohort.

    Args:
        cohort: The subjects.
        unit: How long the periods of a scorecard are in the edition of an instant; `None`: there is none.
        judge: Works out a scorecard for a period.
    """

    def __init__(
        self,
        cohort: Cohort,
        unit: Callable[[str, int], PeriodUnit | None],
        judge: Callable[[str, CalendarPeriod], tuple[ScorecardFinding, ...]],
    ) -> None:
        self.cohort = cohort
        self.zone = cohort.engine.zone
        self._unit = unit
        self._judge = judge
        self._found: dict[tuple[str, str], tuple[ScorecardFinding, ...]] = {}

    def unit(self, rule: str, at: int) -> PeriodUnit | None:
        """How long the periods of a scorecard are at an instant; `None`: there is none."""
        return self._unit(rule, at)

    def findings(self, rule: str, period: CalendarPeriod) -> tuple[ScorecardFinding, ...]:
        """Everybody's scorecard in a period."""
        key = rule, period.code
        if key not in self._found:
            self._found[key] = self._judge(rule, period)
        return self._found[key]

    def containing(self, at: int, unit: PeriodUnit) -> CalendarPeriod:
        """The period in which an instant lies."""
        return CalendarPeriod.containing(date_of(at, self.zone), unit)
