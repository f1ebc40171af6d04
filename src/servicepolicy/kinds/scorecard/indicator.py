"""One indicator: measured for each holder, compared with its target and with the period before, told as points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.measuring import HALF, Measured, by_rater, measured
from servicepolicy.judging.population import PopulationReader
from servicepolicy.judging.readers import Place
from servicepolicy.judging.rows import Holdings, Table
from servicepolicy.judging.targets import Bound, Tests, holds, read_bound, read_tests, together
from servicepolicy.kinds.scorecard.rule import Indicator, Scorecard
from servicepolicy.language.measure import Population, as_percent, as_quantity
from servicepolicy.language.value import Value
from servicepolicy.results.assessment import Case, IndicatorFinding
from servicepolicy.results.verdict import Applied, Reason
from servicepolicy.worktime.period import CalendarPeriod

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["Figures"]

_Held = tuple[Holdings, Holdings | None]  # of what is counted, and of what it is divided by
_NOUGHT, _ONE, _HUNDRED = Fraction(0), Fraction(1), Fraction(100)
_WORTHLESS = ("too_few_cases", "missing_rater", "zero_base")  # there is no value, and no bounds


class Figures:
    """The figures of one indicator, compiled for one edition.

    Attributes:
        values: The policy's values that it uses.
        perhaps_none: Of the last finding: perhaps there is no case at all, and then no value.
    """

    def __init__(self, indicator: Indicator, rule: Scorecard, compiled: CompiledEdition) -> None:
        self.indicator = indicator
        self.place = Place.of(compiled.edition, rule, "applies")
        self.values: list[Applied] = []
        self.scale = self._scale()
        measure = indicator.measure
        on_events = self.scale if measure.population.event is not None else None
        splits = rule.per is not None

        def reader(population: Population) -> PopulationReader:
            return PopulationReader(
                population, compiled, rule.subject, splits=splits, scale=on_events, share=measure.form == "share"
            )

        self.counted = reader(measure.population)
        self.base = reader(measure.to) if measure.to is not None else None
        self.tests: Tests = ()
        if indicator.target is not None:
            self.tests, said = read_tests(indicator.target, self.place, indicator.id)
            self.values.extend(said)
        self.by = self._by()
        self.weight = self._number(indicator.weight, "weight")
        if rule.weighted and indicator.weight is None and len(rule.indicators) == 1:
            self.weight = _ONE
        self.fewest = self._number(indicator.at_least_cases, "at_least_cases")
        self.at = self._number(measure.at, "at") or HALF
        self.shares = {name: self._number(value, f"rater {name}") for name, value in indicator.raters.items()}
        nothing = Holdings(Table(()).rows())
        self._now: _Held = (nothing, None)
        self._before: _Held = self._now
        self._of_nobody = 0
        self.perhaps_none = False

    def _number(
        self, value: Value | None, name: str, convert: Callable[[object], Fraction] = as_quantity
    ) -> Fraction | None:
        if value is None:
            return None
        found, said = read_bound(value, self.place, f"{self.indicator.id} {name}", convert)
        if said is not None:
            self.values.append(said)
        return found

    def _scale(self) -> tuple[Fraction, Fraction] | None:
        if self.indicator.scale is None:
            return (_NOUGHT, _ONE) if self.indicator.has_scale else None
        least, greatest = (self._number(bound, "scale") for bound in self.indicator.scale)
        return (least, greatest) if least is not None and greatest is not None and least < greatest else None

    def _by(self) -> Fraction | None:
        """By how much the value must move."""
        change = self.indicator.change
        if change is None:
            return None
        percent = change.in_ == "percent" or self.indicator.measure.is_a_share
        way = "up" if change.up is not None else "down"
        return self._number(change.by, way, as_percent if percent else as_quantity)

    def readers(self) -> Iterator[PopulationReader]:
        """What it counts."""
        yield self.counted
        if self.base is not None:
            yield self.base

    # a period

    def open(self, cohort: Cohort, period: CalendarPeriod) -> None:
        """Take up the cases of a period, and those of the one before where a change is asked for."""
        self._now = self._of(cohort, period)
        self._of_nobody = self._laid_to_nobody(cohort, period)
        if self.indicator.change is not None:
            self._before = self._of(cohort, period.previous())

    def _laid_to_nobody(self, cohort: Cohort, period: CalendarPeriod) -> int:
        """How many breaches of a period are nobody's."""
        if not self.indicator.measure.population.verdicts:
            return 0
        counted = self.counted.rows(cohort).within(*period.bounds(cohort.engine.zone))
        return sum(
            row.member is True and row.hit is False and row.credit == () and not row.everybody for row in counted
        )

    def _of(self, cohort: Cohort, period: CalendarPeriod) -> _Held:
        bounds = period.bounds(cohort.engine.zone)
        base = None if self.base is None else Holdings(self.base.rows(cohort).within(*bounds))
        return Holdings(self.counted.rows(cohort).within(*bounds)), base

    def holders(self) -> Iterator[str]:
        """Everybody to whom something of the period is credited."""
        for holdings in self._now:
            yield from () if holdings is None else holdings.holders

    def _measured(self, held: _Held, holder: str) -> Measured:
        rows, base = held[0].of(holder), () if held[1] is None else held[1].of(holder)
        if self.shares:
            shares = {name: share for name, share in self.shares.items() if share is not None}
            found = by_rater(rows, shares, reweight=self.indicator.missing == "reweight")
        else:
            found = measured(self.indicator.measure, rows, base, self.at)
        if self.indicator.at_least_cases is not None and (self.fewest is None or found.cases < self.fewest):
            return attrs.evolve(found, value=None, low=None, high=None, reason="too_few_cases")
        return found

    # a finding

    def finding(self, holder: str) -> IndicatorFinding:
        """The indicator of one holder in the period taken up."""
        found = self._measured(self._now, holder)
        self.perhaps_none = found.perhaps_none
        before = self._measured(self._before, holder) if self.indicator.change is not None else None
        settled = found.reason not in _WORTHLESS and not found.perhaps_none
        bound = Bound(found.low, found.high) if settled else Bound()
        idle = found.reason == "no_cases"
        tests = [holds(op, wanted, bound) for op, wanted in self.tests]
        moved, why = (None, "") if before is None else self._moved(bound, before)
        if before is not None:
            tests.append(moved)
        met = together(tests) if tests and not idle else None
        reason = found.reason or (why if met is None and why else "")
        doubts = found.doubts if before is None or met is not None else (*found.doubts, *before.doubts)
        behind: list[Case] = []
        perhaps: list[Case] = []
        for row in found.rows:
            if row.member is not False:
                (perhaps if row.member is None else behind).append(row.case)
        return IndicatorFinding(
            id=self.indicator.id,
            form=self.indicator.measure.form,
            unit=self._unit(),
            value=found.value,
            low=found.low,
            high=found.high,
            cases=found.cases,
            unknown=found.unknown,
            of_nobody=self._of_nobody,
            previous=before.value if before is not None else None,
            met=met,
            asked=bool(tests),
            targets=self._told(),
            change_unit=self._change_unit(),
            weight=self.weight,
            points=None if idle else self._points(bound, met),
            reason=Reason.of(reason) if reason else None,
            doubts=tuple(sorted(set(doubts))),
            behind=tuple(behind),
            behind_unknown=tuple(dict.fromkeys(perhaps)),
        )

    def _unit(self) -> str:
        if self.indicator.measure.is_a_time:
            return "time"
        return "share" if self.indicator.measure.is_a_share else "number"

    def _change_unit(self) -> str:
        change = self.indicator.change
        return "share" if change is not None and change.in_ == "percent" else self._unit()

    def _told(self) -> tuple[tuple[str, Fraction], ...]:
        told = [(op, bound) for op, bound in self.tests if bound is not None]
        if self.indicator.change is not None and self.by is not None:
            told.append(("up" if self.indicator.change.up is not None else "down", self.by))
        return tuple(told)

    def _moved(self, now: Bound, before: Measured) -> tuple[bool | None, str]:
        """Whether the value moved as it must, and why that is not known."""
        change, by = self.indicator.change, self.by
        if change is None or by is None:
            return None, "hangs_on_missing"
        if before.reason == "no_cases":
            return None, "no_previous"
        if before.reason in _WORTHLESS:
            return None, "no_previous_value"
        if before.perhaps_none:
            return None, "hangs_on_missing"
        rises = change.up is not None
        bounds = [self._wanted(base, by, rises=rises) for base in (before.low, before.high)]
        if change.in_ == "percent" and by and (before.low is None or before.low <= 0):
            return None, "zero_base"
        answers = {holds("ge" if rises else "le", bound, now) for bound in bounds}
        return (answers.pop(), "") if len(answers) == 1 else (None, "hangs_on_missing")

    def _wanted(self, base: Fraction | None, by: Fraction, *, rises: bool) -> Fraction | None:
        """Where the value must have come to from that of the period before."""
        if base is None:
            return None
        step = base * by if self.indicator.change is not None and self.indicator.change.in_ == "percent" else by
        return base + step if rises else base - step

    def _points(self, bound: Bound, met: bool | None) -> tuple[Fraction, Fraction] | None:
        """What enters the score: from 0 to 100, the least and the greatest that it can be."""
        match self.indicator.enters_by:
            case "target":
                return _HUNDRED if met else _NOUGHT, _NOUGHT if met is False else _HUNDRED
            case "value" if self.scale is not None:
                least, greatest = self.scale
                low = _NOUGHT if bound.low is None else _on_scale(bound.low, least, greatest)
                high = _HUNDRED if bound.high is None else _on_scale(bound.high, least, greatest)
                return (_HUNDRED - high, _HUNDRED - low) if self.indicator.falls else (low, high)
            case "value":
                return _NOUGHT, _HUNDRED
            case None:
                return None


def _on_scale(value: Fraction, least: Fraction, greatest: Fraction) -> Fraction:
    return min(_HUNDRED, max(_NOUGHT, (value - least) / (greatest - least) * 100))
