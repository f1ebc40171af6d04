"""Assessing: everybody's scorecards, service levels and awards in a period, in one pass over the subjects.

`assess(engine, subjects, period, as_of, known_at, context)` makes one `Cohort`, asks each kind of rule that is judged
over a period what it will count, lets the cohort read each subject once, and has the kinds judge what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from servicepolicy.errors import UsageError
from servicepolicy.judging.cohort import Cohort, Reads
from servicepolicy.judging.periods import period_unit, periods_within
from servicepolicy.judging.scorebook import KeepsScores, ScoreBook
from servicepolicy.judging.service_level import SLAEvaluator
from servicepolicy.kinds.protocol import Foretelling, Kind
from servicepolicy.kinds.registry import assessed
from servicepolicy.language.service_level import SLA
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.assessment import Assessment, ScorecardFinding, SLAFinding
from servicepolicy.results.award import Award
from servicepolicy.worktime.period import CalendarPeriod

if TYPE_CHECKING:
    from servicepolicy.engine.engine import Engine

__all__ = ["assess", "period_unit", "periods_within"]


def assess(
    engine: Engine,
    subjects: Iterable[SubjectFacts],
    period: CalendarPeriod,
    *,
    slas: Sequence[SLA] = (),
    as_of: int | None = None,
    known_at: int | None = None,
    context: Context | None = None,
) -> Assessment:
    """What a policy says about everybody in a period.

    Args:
        engine: The policy.
        subjects: All subjects, gone through once, in any order; nothing of one is kept but what rules ask of it.
        period: The period that is asked about; a rule is judged for each of its own periods that ends within it.
        slas: Its service levels.
        as_of: The moment that is judged, UTC microseconds; `None`: the end of the period.
        known_at: What was recorded later does not exist; `None`: everything handed in.
        context: Organisation, ledger and waivers.

    Raises:
        UsageError: The moment lies before the period.
    """
    since, until = period.bounds(engine.zone)
    if as_of is not None and as_of < since:
        raise UsageError(f"`as_of` lies before `{period.code}`: there is nothing to assess yet")
    moment = until if as_of is None else as_of
    # What falls due at the very end of a period is decided right after it (decision 12).
    cohort = Cohort(engine, moment + 1 if moment == until else moment, known_at, context)
    kept_by = {kind.name: kind.judge for kind in assessed() if isinstance(kind.judge, KeepsScores)}
    scores = ScoreBook(cohort, kept_by)
    cohort.take(subjects, _reads(cohort, slas, period, scores))
    found = list(_findings(cohort, period, scores))
    return Assessment(
        policy=engine.policy,
        digest=engine.digest,
        basis=engine.basis,
        period=period.code,
        as_of_us=moment,
        scorecards=tuple(one for one in found if isinstance(one, ScorecardFinding)),
        slas=tuple(_slas(cohort, slas, period)),
        awards=tuple(one for one in found if isinstance(one, Award)),
        zone=engine.zone,
    )


def _reads(cohort: Cohort, slas: Sequence[SLA], asked: CalendarPeriod, scores: ScoreBook) -> tuple[Reads, ...] | None:
    """What will be asked of all subjects; `None` where a kind of rule does not know."""
    found: list[Reads] = []
    for kind in assessed():
        rules = _rules(cohort, kind)
        if not rules:
            continue
        if not isinstance(kind.judge, Foretelling):
            return None
        found.extend(kind.judge.reads(rules, cohort, asked, scores))
    levels = (Reads((level.reader,), period.bounds(level.zone)) for level, period in _levels(cohort, slas, asked))
    return (*found, *levels)


def _rules(cohort: Cohort, kind: Kind) -> dict[str, None]:
    """The rules of a kind, by id, in the order of the policy."""
    rules = (rule for edition in cohort.engine.editions.all for rule in edition.rules)
    return dict.fromkeys(rule.id for rule in rules if rule.kind_name() == kind.name)


def _findings(cohort: Cohort, asked: CalendarPeriod, scores: ScoreBook) -> Iterator[ScorecardFinding | Award]:
    """What the kinds of rules that are judged over a period find, kind by kind in the order of their names."""
    for kind in assessed():
        yield from kind.assessor.findings(_rules(cohort, kind), cohort, asked, scores)


def _slas(cohort: Cohort, slas: Sequence[SLA], asked: CalendarPeriod) -> Iterator[SLAFinding]:
    """The service levels, in the order of the policy, then by period."""
    for evaluator, period in _levels(cohort, slas, asked):
        yield from evaluator.findings(cohort, period)


def _levels(
    cohort: Cohort, slas: Sequence[SLA], asked: CalendarPeriod
) -> Iterator[tuple[SLAEvaluator, CalendarPeriod]]:
    editions = cohort.engine.editions
    for sla in slas:
        for index, edition in enumerate(editions.all):
            evaluator = SLAEvaluator(sla, editions.compiled(index))
            yield from ((evaluator, period) for period in periods_within(asked, sla.period, edition))
