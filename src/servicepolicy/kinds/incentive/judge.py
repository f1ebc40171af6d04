"""Incentives: what scores, ranks and breaches bring in a period, compared with what is on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

import attrs

from servicepolicy.judging.cohort import Cohort, Reads
from servicepolicy.judging.periods import period_unit, periods_within
from servicepolicy.judging.rows import Holdings
from servicepolicy.judging.scorebook import ScoreBook, Scores
from servicepolicy.judging.values import as_span
from servicepolicy.kinds.incentive.agreement import Outcome, award, bare
from servicepolicy.kinds.incentive.claims import Claim, Entry
from servicepolicy.kinds.incentive.counts import CountReader
from servicepolicy.kinds.incentive.ladder import capped, claims_of, opens
from servicepolicy.kinds.incentive.matching import matched
from servicepolicy.kinds.incentive.period_case import Setting, not_concerned, number
from servicepolicy.kinds.incentive.pool import Fines, Movement, PoolReader, balanced, certain
from servicepolicy.kinds.incentive.promotion import Conditions, climbs, judged
from servicepolicy.kinds.incentive.rule import Counts, Incentive, Pool, Promotion, Rank
from servicepolicy.kinds.incentive.score_awards import Place, by_table, doubt_of, if_met, places
from servicepolicy.kinds.incentive.team import TeamBonus
from servicepolicy.language.award_tables import NOTHING, Entitlement
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.measure import exactly
from servicepolicy.language.truth import Settle
from servicepolicy.language.value import Literal, Value
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.money import Money, as_money
from servicepolicy.results.award import Award, AwardLine
from servicepolicy.results.verdict import Reason, Status
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["IncentiveEvaluator", "findings", "reads"]

_World = Callable[[SubjectFacts, Settle], Outcome]


class IncentiveEvaluator:
    """An incentive, compiled for one edition.

    Attributes:
        rule: The rule.
        unit: How long its periods are.
    """

    def __init__(self, rule: Incentive, compiled: CompiledEdition, unit: PeriodUnit) -> None:
        self.rule = rule
        self.compiled = compiled
        self.unit: PeriodUnit = unit

    def findings(
        self, cohort: Cohort, period: CalendarPeriod, scores: Scores, others: Sequence[IncentiveEvaluator] = ()
    ) -> Iterator[Award]:
        """The awards of everybody in a period, by id.

        Args:
            cohort: The subjects.
            period: One of the rule's own periods.
            scores: The scorecards.
            others: All incentives of the edition: a pool asks them what was fined for it.
        """
        setting = Setting(self.rule, self.compiled, cohort, period, scores, self.unit)
        if cohort.as_of < setting.until:
            yield from self._pending(setting)
            return
        match self.rule:
            case Incentive(score=str()):
                yield from self._each(setting, self._people(setting), _by_score(setting), _meanings(setting))
            case Incentive(rank=Rank() as rank):
                meanings = _meanings(setting)
                world = _by_rank(setting, rank, meanings)
                yield from self._each(setting, self._people(setting), world, meanings)
            case Incentive(promotion=Promotion() as promotion):
                world = _by_promotion(setting, promotion)
                yield from self._each(setting, self._people(setting), world, _meanings(setting))
            case Incentive(counts=Counts() as counts):
                reader = CountReader(self.rule, counts, self.compiled, cohort)
                world = _by_count(setting, reader) if self.rule.table is not None else _by_ladder(setting, reader)
                people = {*self._people(setting), *Holdings(reader.rows.within(setting.since, setting.until)).holders}
                yield from self._each(setting, people, world, reader.doubts)
            case Incentive(pool=Pool() as pool):
                yield self._pool(setting, pool, others)
            case _:
                yield from TeamBonus(setting).awards(_meanings(setting))

    def _each(
        self, setting: Setting, people: Iterable[str], world: _World, meanings: Mapping[str, Iterable[str]]
    ) -> Iterator[Award]:
        for name in sorted(people):
            facts = setting.person(name)

            def one(settle: Settle, facts: SubjectFacts = facts) -> Outcome:
                return world(facts, settle) if setting.applies(facts, settle) else not_concerned()

            yield award(self._blank(setting, name), one, meanings)

    def _blank(self, setting: Setting, name: str) -> Award:
        reason = Reason.of("award_nothing_due")
        edition = self.compiled.edition
        return bare(self.rule, edition, name, setting.period.code, Status.NOT_APPLICABLE, reason)

    def _pending(self, setting: Setting) -> Iterator[Award]:
        reason = Reason.of("period_not_ended", period=setting.period.code)
        for name in sorted(self._people(setting)):
            blank = self._blank(setting, name)
            yield attrs.evolve(blank, status=Status.PENDING, reason=reason)

    def _people(self, setting: Setting) -> set[str]:
        """Whom the rule may concern: those handed in, and those who have a score."""
        given = {facts.id for facts in setting.cohort.of(self.rule.subject)}
        scored = {
            finding.subject
            for _, name in self.rule.scorecards()
            if self.rule.form in ("score", "rank")
            for finding in setting.scores.findings(name, setting.period)
        }
        return given | scored

    # pools

    def _pool(self, setting: Setting, pool: Pool, others: Sequence[IncentiveEvaluator]) -> Award:
        reader = PoolReader(pool, self.compiled)
        fining = [fines for one in others if (fines := one.fines(setting, pool.name)) is not None]

        def world(settle: Settle) -> Outcome:
            movements = list(reader.movements(setting.cohort, settle))
            fined = [movement for fines in fining for movement in fines(settle)]
            bounds = setting.since, setting.until
            banked = pool.paid_in is not None
            lines = tuple(balanced(pool.name, movements, fined, bounds, banked=banked))
            whole = lines and all(line.status is Status.MET for line in lines)
            return Outcome(lines=lines, reason=Reason.of("award_adds_up") if whole else None)

        return award(self._blank(setting, pool.name), world, {})

    def fines(self, setting: Setting, pool: str) -> Fines | None:
        """What is on record as fined for a pool by this rule, ever; `None`: it fines nothing for it."""
        rule = self.rule
        if rule.counts is None or rule.ladder is None or rule.recorded is None:
            return None
        own = Setting(rule, self.compiled, setting.cohort, setting.period, setting.scores, self.unit)
        reader = CountReader(rule, rule.counts, self.compiled, setting.cohort)
        people = sorted({*self._people(own), *reader.held.holders})

        def fined(settle: Settle) -> Iterator[Movement]:
            for name in people:
                facts = own.person(name)
                if own.applies(facts, settle):
                    yield from _paid(own, reader, facts, pool, settle)

        return fined


def _meanings(setting: Setting) -> dict[str, tuple[str, ...]]:
    """What would settle a score that is not known."""
    names = [name for _, name in setting.rule.scorecards()]
    found = [finding for name in names for finding in setting.scores.findings(name, setting.period)]
    return {doubt_of(finding): finding.doubts for finding in found if finding.doubts}


# the forms


def _by_score(setting: Setting) -> _World:
    findings = setting.findings(setting.rule.score or "")

    def world(facts: SubjectFacts, settle: Settle) -> Outcome:
        finding = findings.get(facts.id)
        brings, values = setting.brings(facts, settle)
        if isinstance(brings, Entitlement):
            ground, entitles = "met", if_met(finding, brings, settle)
        else:
            ground, entitles = "score", by_table(finding, brings, settle)
        score = exactly(finding.score) if finding is not None and finding.score is not None else ""
        claim = Claim(at=setting.until, entitles=entitles, ground=ground, subject=facts.id, score=score)
        return Outcome(lines=setting.at_the_end(facts, claim, settle), values=values)

    return world


def _by_rank(setting: Setting, rank: Rank, meanings: dict[str, tuple[str, ...]]) -> _World:
    findings = setting.findings(rank.by)

    @cache
    def ranking() -> dict[str, Place]:
        needed = None if rank.at_least is None else number(setting.constant(rank.at_least, str, "rank.at_least"))
        found = places(findings.values(), rank.indicators, needed, shared=rank.shared)
        meanings.update((place.name, place.doubts) for place in found.values() if place.doubts)
        return found

    def world(facts: SubjectFacts, settle: Settle) -> Outcome:
        first = int(str(setting.constant(rank.first, str, "rank.first")))
        brings, values = setting.brings(facts, settle)
        place = ranking().get(facts.id)
        entitles = brings if place is not None and place.among(first, settle) else NOTHING
        if not isinstance(entitles, Entitlement) or place is None:
            entitles = NOTHING
        known = place.worst + 1 if place is not None and place.best == place.worst else None
        score = exactly(place.finding.score) if place is not None and place.finding.score is not None else ""
        claim = Claim(at=setting.until, entitles=entitles, ground="rank", subject=facts.id, number=known, score=score)
        return Outcome(lines=setting.at_the_end(facts, claim, settle), values=values)

    return world


def _by_promotion(setting: Setting, promotion: Promotion) -> _World:
    after, favours = promotion.after, promotion.favours

    def world(facts: SubjectFacts, settle: Settle) -> Outcome:
        found = list(climbs(promotion, setting.cohort, facts, setting.since, setting.until))
        if not found:
            return Outcome()
        within_ = setting.constant(after.within, as_span, "promotion.after.within") if after is not None else None
        appraised = setting.constant(after.at_least, number, "at_least") if after is not None else None
        favoured = setting.constant(favours.at_least, number, "at_least") if favours is not None else None
        conditions = Conditions(
            within=within_ if isinstance(within_, Span) else None,
            appraised=appraised if isinstance(appraised, type(number(0))) else None,
            favoured=favoured if isinstance(favoured, type(number(0))) else None,
        )
        lines = [judged(promotion, conditions, one, setting.cohort, setting.scores, settle) for one in found]
        return Outcome(lines=tuple(line for line in lines if line is not None))

    return world


def _by_count(setting: Setting, reader: CountReader) -> _World:
    def world(facts: SubjectFacts, settle: Settle) -> Outcome:
        brings, values = setting.brings(facts, settle)
        window = reader.window()
        since = setting.since if window is None else opens(window, setting.until - 1, setting.compiled.edition.zone)
        cases = [row for row in reader.cases(facts.id, since, settle) if since <= (row.at or since) < setting.until]
        entitles = NOTHING
        if not isinstance(brings, Entitlement):
            entitles = next((band.entitles for band in brings if band.holds(len(cases))), NOTHING)
        claim = Claim(at=setting.until, entitles=entitles, ground="count", subject=facts.id, number=len(cases))
        counted = tuple(_case(row.subject, row.occurrence, row.at) for row in cases)
        return Outcome(lines=(*setting.at_the_end(facts, claim, settle), *counted), values=values)

    return world


def _case(subject: str, occurrence: str, at: int | None) -> AwardLine:
    return AwardLine(
        code="award_counted",
        status=Status.NOT_APPLICABLE,
        ground="case",
        subject=subject,
        occurrence=occurrence,
        at_us=at,
    )


def _by_ladder(setting: Setting, reader: CountReader) -> _World:
    def world(facts: SubjectFacts, settle: Settle) -> Outcome:
        claims = _claims(setting, reader, facts, settle)
        return Outcome(lines=setting.ever(facts, claims, settle), values=reader.values())

    return world


def _claims(setting: Setting, reader: CountReader, facts: SubjectFacts, settle: Settle) -> list[Claim]:
    """What each time ever brought, the amounts of each period under its cap."""
    zone = setting.compiled.edition.zone
    resets = reader.resets(facts, settle)
    claims = list(claims_of(reader.times(facts, setting.since, settle), resets, zone))
    cap = setting.constant(setting.rule.cap, as_money, "cap")
    if not isinstance(cap, Money):
        return claims

    def period_of(claim: Claim) -> CalendarPeriod:
        return CalendarPeriod.containing(date_of(claim.at, zone), setting.period.unit)

    return [claim for _, own in groupby(claims, period_of) for claim in capped(own, cap)]


def _paid(setting: Setting, reader: CountReader, facts: SubjectFacts, pool: str, settle: Settle) -> Iterator[Movement]:
    """What is on record as fined for a pool, of one person."""
    records = setting.records
    if records is None:
        return
    claims = records.due(setting.cohort, facts, _claims(setting, reader, facts, settle), settle)
    entries = list(records.entries(setting.cohort, facts, settle))

    def paid(inner: Settle) -> tuple[Movement, ...]:
        served, _ = matched(claims, entries, records.serves, inner)
        pairs = zip(claims, served, strict=True)
        return tuple(_fine(one.entry) for claim, one in pairs if claim.to == pool and one is not None and one.is_amount)

    yield from certain(paid, map(_fine, entries))


def _fine(entry: Entry) -> Movement:
    fact = f"{entry.subject}/{entry.event}"
    return Movement(
        at=entry.at,
        amount=entry.money,
        subject=entry.subject,
        occurrence=str(entry.event),
        doubt=f"{fact}.{entry.amount_field}",
    )


def findings(rules: Iterable[str], cohort: Cohort, asked: CalendarPeriod, scores: ScoreBook) -> Iterator[Award]:
    """The awards, in the order of the policy, then by period and subject."""
    editions = cohort.engine.editions
    asking = [list(_evaluators(cohort, index, scores)) for index in range(len(editions.all))]
    for name in rules:
        for index, edition in enumerate(editions.all):
            for evaluator in asking[index]:
                if evaluator.rule.id == name:
                    for period in periods_within(asked, Value(Literal(evaluator.unit)), edition):
                        yield from evaluator.findings(cohort, period, scores, asking[index])


def reads(rules: Iterable[str], cohort: Cohort, asked: CalendarPeriod, scores: ScoreBook) -> Iterator[Reads]:
    """What the incentives ask of all subjects, for the periods that are asked about."""
    editions, names = cohort.engine.editions, frozenset(rules)
    for index, edition in enumerate(editions.all):
        evaluators = list(_evaluators(cohort, index, scores))
        judged = [
            one.rule
            for one in evaluators
            if one.rule.id in names and any(periods_within(asked, Value(Literal(one.unit)), edition))
        ]
        fining = [one.rule for one in evaluators] if any(rule.pool is not None for rule in judged) else []
        for rule in (*judged, *fining):
            yield Reads(whole=frozenset({rule.subject, "agent", "organisation"}))
            if rule.counts is not None:
                yield Reads((CountReader(rule, rule.counts, editions.compiled(index), cohort).population,))
        for rule in judged:
            for _, name in rule.scorecards():
                yield from scores.reads(name)


def _evaluators(cohort: Cohort, index: int, scores: ScoreBook) -> Iterator[IncentiveEvaluator]:
    """The incentives of one edition."""
    editions = cohort.engine.editions
    for rule in editions.all[index].rules:
        if isinstance(rule, Incentive):
            unit = _unit(rule, editions.all[index], scores)
            if unit is not None:
                yield IncentiveEvaluator(rule, editions.compiled(index), unit)


def _unit(rule: Incentive, edition: Edition, scores: ScoreBook) -> PeriodUnit | None:
    """How long the periods of an incentive are: as it says, else as those of its scorecard, else months."""
    if rule.period is not None:
        said = rule.period if isinstance(rule.period, Value) else Value(Literal(rule.period))
        return period_unit(said, edition)
    if rule.promotion is None:
        for _, name in rule.scorecards():
            if scores.keeps(name, edition):
                return scores.unit_in(name, edition)
    return "month"
