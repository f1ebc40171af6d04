"""Service levels: what of a set of deadlines was met in a period, and how much may still go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

import attrs

from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.population import PopulationReader
from servicepolicy.judging.readers import Place
from servicepolicy.judging.rows import Holdings, Rows
from servicepolicy.judging.targets import Bound, holds, read_bound
from servicepolicy.language.label import Label
from servicepolicy.language.measure import Population
from servicepolicy.language.service_level import SLA
from servicepolicy.results.assessment import Case, SLAFinding
from servicepolicy.results.verdict import Reason, Status
from servicepolicy.worktime.period import CalendarPeriod

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["SLAEvaluator", "affordable"]

WHOLE = "policy"


class SLAEvaluator:
    """A service level, compiled for one edition.

    Attributes:
        sla: The service level.
    """

    def __init__(self, sla: SLA, compiled: CompiledEdition) -> None:
        self.sla = sla
        self.zone = compiled.edition.zone
        self.objective, applied = read_bound(sla.objective, Place.of(compiled.edition, sla, "objective"), "objective")
        self.values = () if applied is None else (applied,)
        credit = "all" if sla.per == WHOLE else sla.per
        said = {"verdicts": sla.rules, "of": (sla.of,), "where": sla.where, "credit": credit}
        population = Population.model_validate(said)
        self.reader = PopulationReader(population, compiled, sla.of, pending=True)

    def findings(self, cohort: Cohort, period: CalendarPeriod) -> Iterator[SLAFinding]:
        """The attainment in a period: of the whole, or of each part by its name."""
        since, until = period.bounds(self.zone)
        rows = self.reader.rows(cohort).within(since, until)
        if self.sla.per == WHOLE:
            yield self._finding(cohort, period, cohort.engine.policy, rows)
            return
        holdings = Holdings(rows)
        for part in holdings.holders:
            yield self._finding(cohort, period, part, holdings.of(part))

    def _finding(self, cohort: Cohort, period: CalendarPeriod, subject: str, rows: Rows) -> SLAFinding:
        met = running = 0
        broken: list[Case] = []
        doubtful: list[Case] = []
        hits: list[bool | None] = []
        many = False
        doubts: set[str] = set()
        for row in rows:
            running += row.pending
            if row.member is None and not row.pending:
                doubtful.append(row.case)
                many = many or row.many
                hits.append(row.hit)
                doubts.update(row.doubts)
            elif row.member and row.hit is False:
                broken.append(row.case)
            elif row.member and row.hit:
                met += 1
        bounds = Bound(Fraction(0), Fraction(1)) if many else _attained(met, len(broken), hits)
        title = self.sla.title
        found = SLAFinding(
            rule=self.sla.id,
            clause=tuple(self.sla.clause),
            subject_kind=self.sla.per,
            subject=subject,
            period=period.code,
            status=Status.NOT_APPLICABLE,
            reason=Reason.of("no_cases"),
            objective=self.objective,
            attainment=bounds.value if met or broken else None,
            low=bounds.low,
            high=bounds.high,
            met=met,
            breached=len(broken),
            unknown=len(doubtful),
            affordable=None if many else affordable(met + running, len(broken) + len(doubtful), self.objective),
            values=self.values,
            level=self.sla.level,
            behind=tuple(broken),
            behind_unknown=tuple(dict.fromkeys(doubtful)),
            label=Label(self.zone, title.zh if title else "", title.en if title else ""),
        )
        if cohort.as_of < period.bounds(self.zone)[1]:
            return attrs.evolve(found, status=Status.PENDING, reason=Reason.of("period_not_ended", period=period.code))
        if not met and not broken and not doubtful:
            return found
        return self._decided(found, bounds, doubts)

    def _decided(self, found: SLAFinding, bounds: Bound, doubts: Iterable[str]) -> SLAFinding:
        sure = found.met or found.breached  # else there may be no case at all, and nothing to reach
        reached = holds("ge", self.objective, bounds) if sure else None
        if reached is not None:
            code = "objective_reached" if reached else "objective_missed"
            return attrs.evolve(found, status=Status.MET if reached else Status.BREACHED, reason=Reason.of(code))
        return attrs.evolve(
            found, status=Status.UNKNOWN, reason=Reason.of("hangs_on_missing"), doubts=tuple(sorted(doubts))
        )


def _attained(met: int, breached: int, unknown: Sequence[bool | None]) -> Bound:
    """The attainment between its bounds (decision 40); of what may count it may be known whether it was met."""
    if not met + breached + len(unknown):
        return Bound()
    kept, broken, open_ = (unknown.count(way) for way in (True, False, None))
    worst, best = met + breached + broken + open_, met + breached + kept + open_
    # Where nothing else counts, there is a value only with what may count.
    low = Fraction(met, worst) if worst else Fraction(1)
    return Bound(low, Fraction(met + kept + open_, best) if best else Fraction(0))


def affordable(met: int, breached: int, objective: Fraction | None) -> int | None:
    """How many of those that were met, or are still open, could be breached with the objective reached all the same.

    Args:
        met: How many were met, or are still open and in time.
        breached: How many were breached, or may have been.
        objective: The share that must be met; `None`: not known.

    Returns:
        The number; negative: so many were breached too many.

    Example:
        >>> affordable(98, 2, Fraction(95, 100))
        3
    """
    if objective is None:
        return None
    total = met + breached
    return floor(total * (1 - objective)) - breached
