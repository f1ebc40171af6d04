"""Team bonuses: what a unit has earned, and how its members share it to the coin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs

from servicepolicy.judging.service import in_service
from servicepolicy.kinds.incentive.agreement import Lacking, Outcome, award, bare
from servicepolicy.kinds.incentive.claims import Claim
from servicepolicy.kinds.incentive.period_case import Setting, not_concerned, told
from servicepolicy.kinds.incentive.score_awards import by_table, doubt_of, if_exceeded, if_met, shares
from servicepolicy.language.award_tables import Entitlement
from servicepolicy.language.measure import exactly
from servicepolicy.language.truth import Leaf, Settle
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.money import Money
from servicepolicy.results.assessment import ScorecardFinding
from servicepolicy.results.award import Award
from servicepolicy.results.verdict import Applied, Reason, Status

__all__ = ["TeamBonus"]

_WHOLE: Final = "organisation"
_MACHINES: Final = ("bot", "system")


class TeamBonus:
    """A team bonus in one period.

    The team's own award tells the whole; where it is split, each member has an award of its own, and what is on record
    is looked for there.
    """

    def __init__(self, setting: Setting) -> None:
        if setting.rule.team is None:
            raise TypeError("the rule is about no team")
        self.setting = setting
        self.team = setting.rule.team

    def awards(self, meanings: Mapping[str, Iterable[str]]) -> Iterator[Award]:
        """The awards of all teams, each followed by those of its members."""
        for finding in self.setting.scores.findings(self.team.by, self.setting.period):
            yield award(self._blank(finding.subject, finding.subject_kind), self._whole(finding), meanings)
            if self.team.split is not None:
                for member in self._told_apart(finding):
                    yield award(self._blank(member.id, "agent"), self._share(finding, member), meanings)

    def _blank(self, subject: str, kind: str) -> Award:
        setting = self.setting
        reason = Reason.of("award_nothing_due")
        edition, period = setting.compiled.edition, setting.period.code
        blank = bare(setting.rule, edition, subject, period, Status.NOT_APPLICABLE, reason)
        return attrs.evolve(blank, subject_kind=kind)

    # the whole

    def _whole(self, finding: ScorecardFinding) -> Callable[[Settle], Outcome]:
        def world(settle: Settle) -> Outcome:
            facts = self.setting.person(finding.subject)
            if not self.setting.applies(facts, settle):
                return not_concerned()
            claim, values = self._claim(finding, facts, settle)
            if self.team.split is None:
                return self._recorded(facts, claim, values, settle)
            if claim.entitles and self._everybody is None and not self._people:
                raise Lacking("organisation.members")
            return Outcome(lines=(told(claim),) if claim.entitles else (), values=values)

        return world

    def _claim(
        self, finding: ScorecardFinding, facts: SubjectFacts, settle: Settle
    ) -> tuple[Claim, tuple[Applied, ...]]:
        brings, values = self.setting.brings(facts, settle)
        ground: str
        if isinstance(brings, Entitlement):
            earned = if_exceeded if self.team.when == "exceeded" else if_met
            ground, entitles = self.team.when, earned(finding, brings, settle)
        else:
            ground, entitles = "score", by_table(finding, brings, settle)
        score = "" if finding.score is None else exactly(finding.score)
        at = self.setting.until
        return Claim(at=at, entitles=entitles, ground=ground, subject=finding.subject, score=score), values

    # the shares

    @cached_property
    def _everybody(self) -> frozenset[str] | None:
        """Who belongs to the organisation at the end of the period; `None` where nothing says so."""
        at, context = self.setting.until - 1, self.setting.cohort.context
        organisation = context.organisation if context is not None else None
        found = None if organisation is None else organisation.answers().members(None, at)
        if found is not None:
            return found
        stated = [one.value("members", at) for one in self.setting.cohort.of(_WHOLE)]
        return next((frozenset(map(str, people)) for people in stated if isinstance(people, tuple)), None)

    @cached_property
    def _people(self) -> dict[str, SubjectFacts]:
        """Everybody who may be a member: those handed in, and those whom the organisation names; by id."""
        cohort = self.setting.cohort
        found = {one.id: one for one in cohort.of("agent")}
        named = {name: cohort.subject("agent", name) for name in self._everybody or () if name not in found}
        return dict(sorted({**found, **named}.items()))

    def _told_apart(self, finding: ScorecardFinding) -> list[SubjectFacts]:
        """Who has an award of its own: whoever may belong to the unit; of the whole, everybody."""
        people = self._people.values()
        return [one for one in people if finding.subject_kind == _WHOLE or self._belongs(finding, one) is not False]

    def _members(self, finding: ScorecardFinding) -> list[SubjectFacts]:
        """Who may belong to the team at the end of the period: whose unit is not known may belong to each."""
        return [one for one in self._people.values() if self._belongs(finding, one) is not False]

    def _belongs(self, finding: ScorecardFinding, member: SubjectFacts) -> bool | None:
        """Whether somebody is a member: a human in service, of the organisation's people, and of the unit."""
        setting = self.setting
        if member.half_read:
            return None  # they may have left, or moved
        known, at = member.known(setting.cohort.as_of, setting.cohort.known_at), setting.until - 1
        if known.value("kind", at) in _MACHINES or not in_service(known, at, setting.compiled.edition.zone):
            return False
        if self._everybody is not None and member.id not in self._everybody:
            return False
        if finding.subject_kind == _WHOLE:
            return True
        context = setting.cohort.context
        organisation = context.organisation if context is not None else None
        posts = None if organisation is None else organisation.answers().posts(member.id, at)
        if posts is not None:
            return any(unit == finding.subject for _, unit in posts)
        unit = known.value("unit", at)
        return None if unit is None else unit == finding.subject

    def _share(self, finding: ScorecardFinding, member: SubjectFacts) -> Callable[[Settle], Outcome]:
        def world(settle: Settle) -> Outcome:
            facts = self.setting.person(finding.subject)
            if not self.setting.applies(facts, settle):
                return not_concerned()
            claim, values = self._claim(finding, facts, settle)
            own = member.known(self.setting.cohort.as_of, self.setting.cohort.known_at)
            share = self._part(finding, claim.entitles.money, member.id, settle)
            if share is None or not share.amount:
                return Outcome(lines=self.setting.at_the_end(own, None, settle), values=values)
            due = attrs.evolve(claim, entitles=Entitlement((), share), ground="share")
            return self._recorded(own, due, values, settle)

        return world

    def _recorded(self, facts: SubjectFacts, due: Claim, values: tuple[Applied, ...], settle: Settle) -> Outcome:
        """What is due beside what is on record; of somebody who was not handed in, the record is not known.

        Raises:
            Lacking: Something is due to such a one.
        """
        records = self.setting.records
        if due.entitles and records is not None and not records.on_organisation and not self.setting.cohort.has(facts):
            raise Lacking(f"{facts.id}/events")
        return Outcome(lines=self.setting.at_the_end(facts, due, settle), values=values)

    def _part(self, finding: ScorecardFinding, total: Money | None, name: str, settle: Settle) -> Money | None:
        """One member's share; nothing where there is nothing to share."""
        if total is None:
            return None
        members = [one for one in self._members(finding) if self._is_in(finding, one, settle)]
        if not any(one.id == name for one in members):
            return None
        weights = {one.id: Fraction(1) for one in members}
        if self.team.members is not None:
            scores = self.setting.findings(self.team.members)
            weights = {one.id: _weight(scores.get(one.id), one.id) for one in members}
        return shares(total, weights)[name]

    def _is_in(self, finding: ScorecardFinding, member: SubjectFacts, settle: Settle) -> bool:
        belongs = self._belongs(finding, member)
        return settle(Leaf(0, f"{member.id}/unit", f"is {finding.subject}")) if belongs is None else belongs


def _weight(finding: ScorecardFinding | None, name: str) -> Fraction:
    """The score by which a member shares; who has nothing to be measured has none."""
    if finding is None or finding.status is Status.NOT_APPLICABLE:
        return Fraction(0)
    if finding.score is None:
        raise Lacking(doubt_of(finding) if finding.rule else name)
    return finding.score
