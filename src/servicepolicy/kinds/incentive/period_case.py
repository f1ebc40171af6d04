"""One incentive in one period: who is concerned, what its values are, and how claims are compared with the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from servicepolicy.judging.cohort import Cohort
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.readers import Place
from servicepolicy.judging.scorebook import Scores
from servicepolicy.judging.values import value_reader
from servicepolicy.kinds.incentive.agreement import Lacking, Outcome, asking, whole
from servicepolicy.kinds.incentive.claims import (
    Claim,
    Entry,
    Reading,
    compared,
    line_of,
    told_apart,
    without_right,
)
from servicepolicy.kinds.incentive.counts import constant, listed
from servicepolicy.kinds.incentive.matching import matched, matched_from
from servicepolicy.kinds.incentive.records import RecordReader
from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.language.award_tables import NOTHING, Entitlement, Table, parse_table
from servicepolicy.language.truth import Settle
from servicepolicy.language.value import Value
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.results.assessment import ScorecardFinding
from servicepolicy.results.award import AwardLine
from servicepolicy.results.verdict import Applied, Reason, Status
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition

__all__ = ["Setting", "not_concerned", "number", "told"]


def number(raw: object) -> Fraction:
    """A number of a policy, exactly."""
    return Fraction(Decimal(str(raw)))


class Setting:
    """One incentive in one period.

    Attributes:
        rule: The rule.
        compiled: The edition in force.
        cohort: The subjects.
        period: The period.
        since: Its first instant, UTC microseconds.
        until: The first instant after it.
        following: The first instant after the period that comes next.
        scores: The scorecards.
        records: What the rule says of the record; `None`: nothing is compared.
    """

    def __init__(
        self,
        rule: Incentive,
        compiled: CompiledEdition,
        cohort: Cohort,
        period: CalendarPeriod,
        scores: Scores,
        unit: PeriodUnit,
    ) -> None:
        zone = compiled.edition.zone
        self.rule = rule
        self.compiled = compiled
        self.cohort = cohort
        self.period = period
        self.scores = scores
        self.since, self.until = period.bounds(zone)
        self.following = period.next().bounds(zone)[1]
        self.header = Place.of(compiled.edition, rule, "applies")
        self._applies = compile_condition(rule.applies, self.header)
        self.records = None
        if rule.recorded is not None:
            self.records = RecordReader(rule.recorded, rule.published, rule.recipient, unit, compiled)

    # who is concerned

    def applies(self, facts: SubjectFacts, settle: Settle) -> bool:
        """Whether the rule concerns somebody at the end of the period."""
        whole(facts)
        if self._applies is None:
            return True
        scene = self.cohort.scene(self.compiled, facts)
        with asking(scene, settle) as ask:
            return ask(self._applies(scene, None, self.until - 1, None))

    def person(self, name: str) -> SubjectFacts:
        """Somebody of the kind that the rule judges, as known."""
        return self.cohort.subject(self.rule.subject, name).known(self.cohort.as_of, self.cohort.known_at)

    # values

    def constant(self, value: Value | None, convert: Callable[[object], object], name: str) -> object:
        """A value that is the same for everybody."""
        return constant(value, self.header, convert, name)[0]

    def brings(self, facts: SubjectFacts, settle: Settle) -> tuple[Table | Entitlement, tuple[Applied, ...]]:
        """The table, or the one thing, that holds for somebody at the end of the period."""
        table = self.rule.table is not None
        value = self.rule.table if table else self.rule.entitles
        if value is None:
            return NOTHING, ()
        place = Place.of(self.compiled.edition, self.rule, "table" if table else "entitles")
        reader = value_reader(value.form, place, parse_table if table else Entitlement.parse)
        scene = self.cohort.scene(self.compiled, facts)
        with asking(scene, settle):
            read = reader.read(scene, None, self.until - 1)
        if read.missing is not None:
            raise Lacking(read.missing.name)
        values = (listed(read, "table" if table else "entitles"),)
        return cast("Table | Entitlement", read.value), values  # the readers made it

    def findings(self, scorecard: str) -> dict[str, ScorecardFinding]:
        """A scorecard of the period, by subject."""
        return {finding.subject: finding for finding in self.scores.findings(scorecard, self.period)}

    # claims and the record

    def at_the_end(self, facts: SubjectFacts, claim: Claim | None, settle: Settle) -> tuple[AwardLine, ...]:
        """The lines of a claim that arises with the end of the period; the record until the next end is for it."""
        claims = [] if claim is None or not claim.entitles else [claim]
        if self.records is None:
            return tuple(told(one) for one in claims)
        entries = [one for one in self.records.entries(self.cohort, facts, settle) if self._is_of_this(one)]
        due = self.records.due_after(self.cohort, facts, claims, settle, self.following - 1)
        served, idle = matched(due, entries, lambda _claim, _entry: True, settle)
        lines = self._lines(list(zip(due, served, strict=True)), settle)
        return (*lines, *(without_right(entry) for entry in idle))

    def _lines(self, pairs: Sequence[tuple[Claim, Reading | None]], settle: Settle) -> list[AwardLine]:
        """How each claim stands beside its record."""
        readings = [reading for _claim, reading in pairs]
        return [
            told_apart(compared(claim, reading, self.cohort.as_of, settle), readings, claim) for claim, reading in pairs
        ]

    def _is_of_this(self, entry: Entry) -> bool:
        """Whether a record is for this period: as it says itself, else by its date, until the next one ends."""
        if entry.period:
            return entry.period == self.period.code
        return self.until <= entry.at < self.following

    def ever(self, facts: SubjectFacts, claims: Sequence[Claim], settle: Settle) -> tuple[AwardLine, ...]:
        """The lines of claims that arise at any time; those of the period are told."""
        if self.records is None:
            return tuple(told(one) for one in claims if self.holds(one.at))
        entries = list(self.records.entries(self.cohort, facts, settle))
        due = self.records.due(self.cohort, facts, claims, settle)
        pairs, idle = matched_from(self.since, due, entries, self.records.serves, settle)
        # What lies outside of the period is matched, and not looked at any closer.
        lines = self._lines([pair for pair in pairs if self.holds(pair[0].at)], settle)
        return (*lines, *(without_right(entry) for entry in idle if self.holds(entry.at)))

    def holds(self, at: int) -> bool:
        """Whether an instant lies in the period."""
        return self.since <= at < self.until


def told(claim: Claim) -> AwardLine:
    """A claim that is compared with nothing."""
    return line_of(claim, "award_told", Status.MET)


def not_concerned() -> Outcome:
    """The outcome for those whom the rule does not concern."""
    return Outcome(reason=Reason.of("not_applicable"))
