"""The limits of a rule: whether an act is licensed at its instant. The same path before the act and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.conditions import Check, compile_condition, compile_who
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.quick_results import fact_ref
from servicepolicy.judging.readers import Place
from servicepolicy.judging.worlds import surely_after
from servicepolicy.kinds.authority.amount import Amount, AmountReader
from servicepolicy.kinds.authority.approvals import Approvals, Given, Question
from servicepolicy.kinds.authority.capacity import Capacity, How, capacities, holds, role_disagrees, within_limit
from servicepolicy.kinds.authority.eligibility import Competent, Need, Several, Who, wrong_roles
from servicepolicy.kinds.authority.emergency import EmergencyClause
from servicepolicy.kinds.authority.finding import Asking, Finding, Form, Relaxed
from servicepolicy.kinds.authority.ladder import lifted
from servicepolicy.kinds.authority.rule import Approvers, Authority
from servicepolicy.kinds.authority.spending import NOTHING_SPENT, Spent
from servicepolicy.kinds.authority.tiers import Band, Bands, margin, neighbours, samples
from servicepolicy.kinds.authority.votes import VoteClause
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.truth import Truth, all_of, any_of
from servicepolicy.language.value import Field
from servicepolicy.models.event import Event
from servicepolicy.money import Money
from servicepolicy.results.verdict import Effect, FactRef, Reason, WhyNot

__all__ = ["Limits"]

WITHIN = Reason.of("within_authority")
BEYOND = Reason.of("beyond_authority")


class Limits:
    """What a rule says of who may act, up to which amount and with whose approval, compiled.

    Attributes:
        rule: The rule.
        who: Who may do it, asked of the person who acts alone; `None`: everybody.
        forms: All that it asks of an act beside limits, `who` included.
        votes: What it says of a vote.
        approvals: What it says of approvals.
        relieved_by: The emergencies that lift its order of approval.
    """

    def __init__(self, rule: Authority, edition: Edition) -> None:
        self.rule = rule
        self._applies: Check | None = compile_condition(rule.applies, Place.of(edition, rule, "applies"))
        who = lifted(rule.who, edition.roles) if rule.or_above else rule.who
        self.who: Check | None = compile_who(who, Place.of(edition, rule, "who"))
        self.votes = VoteClause(rule, rule.votes, edition) if rule.votes is not None else None
        self.forms: tuple[Form, ...] = tuple(_forms(rule, edition, self.votes))
        self.amounts = AmountReader(rule, edition)
        self._approved: AmountReader | None = None
        if rule.approved_amount is not None:
            self._approved = AmountReader(rule, edition, "approved_amount")
        self.bands = Bands(rule, edition)
        self.approvals = Approvals(rule, edition, self._approved or self.amounts)
        self.action = Matcher(rule.action, Place.of(edition, rule, "applies"))
        self.relieved_by: list[EmergencyClause] = []
        self._asks_who_alone = not rule.tiers and self.who is not None and len(self.forms) == 1

    def applies(self, scene: Scene, act: Event) -> bool:
        """Whether the rule applies to the subject at the act."""
        return self._applies is None or scene.settle(self._applies(scene, act, act.at, None))

    def surely_applies(self, scene: Scene, act: Event) -> bool:
        """Whether the rule applies and no missing fact could say otherwise."""
        return self._applies is None or self._applies(scene, act, act.at, None) is True

    def find(
        self, scene: Scene, act: Event, matter: tuple[Event, ...], spent: Mapping[int, Spent] | None = None
    ) -> Finding:
        """Whether an act is licensed at its instant.

        Args:
            scene: The subject.
            act: The act, on record or hypothetical.
            matter: The events of its matter.
            spent: What earlier acts took of each approval; `None`: it is worked out.
        """
        if self._asks_who_alone and self._plainly_may(scene, act):
            return Finding(Effect.PERMIT, WITHIN, facts=(fact_ref(act.number, "act"),))
        told = role_disagrees(scene, act)
        why_not = (WhyNot("role_disagrees", act.number, told),) if told else ()
        people = capacities(scene, act, (act.kind,), self.approvals.unsaid)
        base = Finding(Effect.PERMIT, WITHIN, facts=(fact_ref(act.number, "act"),), why_not=why_not)
        asking = Asking(scene, act, matter, people, spent)
        for form in self.forms:
            base = form.find(asking, base)
            if base.effect is not Effect.PERMIT:
                return base
        return self._limited(asking, base) if self.rule.tiers else base

    def _plainly_may(self, scene: Scene, act: Event) -> bool:
        """Whether at most one person acts, of whom only the event tells something, and may do it."""
        if self.who is None or scene.organisation is not None or len(act.actors) > 1:
            return False
        return scene.settle(self.who(scene, act, act.at, None))

    def _limited(self, asking: Asking, base: Finding) -> Finding:
        """What the tiers say of an act that meets everything else."""
        scene, act, matter, people = asking.scene, asking.act, asking.matter, asking.people
        amount = Amount(None, None)
        if self.rule.amount is not None or self.approvals.covers:
            amount = self.amounts.amount(scene, act)
        if self._approved is not None:
            amount = attrs.evolve(amount, approved=self._approved.amount(scene, act))
        summed = tuple(FactRef(event.number, "summed") for event in amount.summed)
        steps = amount.steps if self.rule.splitting is not None and self.amounts.shown else ()
        base = base.but(effect=Effect.REFUSE, reason=BEYOND, steps=base.steps + steps, facts=base.facts + summed)
        if any(one.own is not None and one.own.amount < 0 for one in (amount, amount.to_cover)):
            return base.but(reason=Reason.of("negative_amount"))
        bands = self.bands.read(scene, act)
        measure = self._measure(asking, bands, amount, self._delegated(scene, matter, people, amount))
        if amount.missing is not None:
            amount = attrs.evolve(amount, supposed=measure)
        asked = _Asked(scene, act, matter, people, amount, measure, bands, asking.spent)
        if amount.own is not None and not _speaks_of(bands, amount.own.currency):
            limits = tuple(
                dict.fromkeys(one.currency for band in bands for one in (band.low, band.high) if one is not None)
            )
            return base.but(reason=Reason.of("other_currency", limits=limits, said=amount.own.currency))
        open_to = _open_to(asked)
        if not open_to:
            found = _beyond(base, asked)
            return found if self.amounts.shown else found.but(margin=None)
        if _overlap(open_to, people):
            return base.but(reason=Reason.of("tiers_overlap"))
        if len(open_to) == 1:
            return self._in_tier(asked, open_to[0], base)
        return min((self._in_tier(asked, band, base) for band in open_to), key=_permits_most)

    def _delegated(
        self, scene: Scene, matter: tuple[Event, ...], people: tuple[Capacity, ...], amount: Amount
    ) -> tuple[Money, ...]:
        """Up to what was delegated to those who have a say; asked only where the amount is not known."""
        if amount.missing is None or scene.organisation is None:
            return ()
        actions = tuple(sorted(self.rule.action.kinds()))
        for event in self.approvals.chances(scene, matter):
            people += capacities(scene, event, (*actions, event.kind))
        return tuple(dict.fromkeys(one.limit for one in people if one.limit is not None))

    def _measure(
        self, asking: Asking, bands: tuple[Band, ...], amount: Amount, delegated: tuple[Money, ...]
    ) -> Money | None:
        """The amount by which the tier is found; where it is not known, one that this world stands for.

        What is missing adds to each act in a window of its own, so each is asked about apart.
        """
        if amount.missing is None or self.rule.amount is None:
            return amount.judged if self.rule.amount is not None else None
        chances = [sample for sample, _meets in samples(bands, delegated, amount.least)]
        for place, sample in enumerate(chances[:-1]):
            if asking.scene.settle(amount.missing.leaf(f"tier {place} of {asking.act.number}")):
                return sample
        return chances[-1]

    def _in_tier(self, asked: _Asked, band: Band, base: Finding) -> Finding:
        """What one tier says."""
        scene, act, matter, amount = asked.scene, asked.act, asked.matter, asked.amount
        near = self.bands.beside(asked.bands, band)
        shown = Finding(
            Effect.PERMIT,
            WITHIN,
            margin=margin(asked.bands, band, asked.measure) if amount.missing is None and self.amounts.shown else None,
            steps=base.steps,
            facts=base.facts,
            values=band.values,
            why_not=base.why_not + near if base.why_not else near,
        )
        if band.approvers is None:
            return shown
        if not self.relieved_by and self.approvals.nothing_on_record(scene, band.approvers):
            return self._unapproved(scene, shown, (), band.approvers)
        spent = self._spent(scene, act, matter) if asked.spent is None else asked.spent
        question = Question(scene, act, amount, matter, act, self.approvals.recorded_by(scene, act.at), spent)
        given = self.approvals.given(question)
        shown = shown.but(
            facts=(*shown.facts, *self.approvals.read(scene, given, band.approvers)),
            why_not=(*self.approvals.why_not(scene, given, band.approvers, matter), *shown.why_not),
            tie=self.approvals.tied(given, act),
        )
        if scene.settle(self.approvals.enough(scene, given, band.approvers)):
            used = () if asked.spent is None else self.approvals.used_by(scene, given, band.approvers)
            return shown.but(reason=self.approvals.because("approved"), used=used)
        refusal = self.approvals.standing_refusal(question, given, band.approvers)
        if refusal is not None:
            facts = (*shown.facts, FactRef(refusal.number, "refusal"))
            return shown.but(effect=Effect.REFUSE, reason=Reason.of("refused"), facts=facts)
        for clause in self.relieved_by:
            if scene.settle(clause.declared(scene, act, matter)):
                facts = (*shown.facts, *clause.declarations(scene, act, matter))
                relaxed = Relaxed(clause, band.approvers, amount, matter)
                return shown.but(reason=Reason.of("emergency"), facts=facts, relaxed=relaxed)
        return self._unapproved(scene, shown, given, band.approvers)

    def _unapproved(self, scene: Scene, shown: Finding, given: tuple[Given, ...], approvers: Approvers) -> Finding:
        """The act waits for whoever has not approved it."""
        return shown.but(
            effect=Effect.NEEDS_APPROVAL,
            reason=self.approvals.because("needs_approval"),
            approvers=self.approvals.lacking(scene, given, approvers),
            form=approvers.asked()[1],
        )

    def _spent(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Mapping[int, Spent]:
        """What earlier acts of the matter took of each approval: each of the earliest that licensed it.

        Where parts are summed, what an approval covers of them is reckoned there.
        """
        splitting = self.rule.splitting
        if self.rule.approval.stands or (splitting is not None and splitting.per == "case"):
            return NOTHING_SPENT
        kinds = self.action.kinds
        earlier = [one for one in matter if _stands_before(one, act) and (kinds is None or one.kind in kinds)]
        first = next(iter(self.approvals.chances(scene, matter)), None) if earlier else None
        if first is None:
            return NOTHING_SPENT
        spent: dict[int, Spent] = {}
        for one in earlier:
            if surely_after(first, one) or not scene.settle(self.action.truth(scene, one)):
                continue
            if not self.applies(scene, one):
                continue
            for number in self.find(scene, one, matter, spent).used:
                read = self.approvals.amounts
                taken = read.own(scene, one) if self.approvals.covers else Missing(one.number, "amount")
                spent[number] = spent.get(number, Spent()).and_for(taken)
        return spent

    def later(self, scene: Scene, act: Event, relaxed: Relaxed, until: Event) -> tuple[Given, ...]:
        """What was approved of an act that came first, up to an event."""
        return self.approvals.given(Question(scene, act, relaxed.amount, relaxed.matter, until, None))


@attrs.define(slots=True)
class _Asked:
    """What is asked of the tiers: an act, who does it, and by which amount it is judged."""

    scene: Scene
    act: Event
    matter: tuple[Event, ...]
    people: tuple[Capacity, ...]
    amount: Amount
    measure: Money | None
    bands: tuple[Band, ...]
    spent: Mapping[int, Spent] | None


def _forms(rule: Authority, edition: Edition, votes: VoteClause | None) -> Iterator[Form]:
    """All that a rule asks of an act beside limits, compiled, in the order in which it is asked."""
    below = edition.roles if rule.or_above else dict[str, frozenset[str]]()
    if rule.who.clauses:
        yield Who(lifted(rule.who, below), Place.of(edition, rule, "who"))
    if rule.competence is not None:
        yield Competent(rule.competence, How(below))
    if rule.together is not None:
        who = lifted(rule.together.who, below)
        yield Several(rule.together.distinct, who, Place.of(edition, rule.together, "who", rule.subject))
    if rule.needed_for is not None and isinstance(rule.needed_for.form, Field):
        yield Need(rule.needed_for.form.path, Place.of(edition, rule, "needed_for"))
    if votes is not None:
        yield votes


def _speaks_of(bands: tuple[Band, ...], currency: str) -> bool:
    """Whether the limits, as far as they are known, are in a currency; a tier without bounds speaks of theirs."""
    bounded = [band for band in bands if band.bounded]
    return not bounded or any(band.missing or band.speaks(currency) for band in bounded)


def _open_to(asked: _Asked) -> list[Band]:
    """The tiers that the amount is in and that one of those who act may use."""
    unsure, amount = asked.amount.unsure, asked.amount.supposed
    found: list[Band] = []
    for band in asked.bands:
        if not band.holds(asked.measure) and not (band.missing and asked.measure is None):
            continue
        if band.roles is None and not band.missing:
            found.append(band)
            continue
        truths: list[Truth] = [bound.leaf(f"tier {band.index}") for bound in band.missing]
        if band.roles is not None:
            roles = band.roles
            truths.append(
                any_of(all_of((holds(one, roles, band.how), within_limit(one, amount, unsure))) for one in asked.people)
            )
        if asked.scene.settle(all_of(truths)):
            found.append(band)
    return found


def _beyond(base: Finding, asked: _Asked) -> Finding:
    """No tier: refuse, and say how far the nearest is."""
    bands, measure = asked.bands, asked.measure
    mine = tuple(
        band
        for band in bands
        if band.roles is None
        or any(one.roles and holds(one, band.roles, band.how) is not False for one in asked.people)
    )
    if not mine:
        near = neighbours(bands, None, measure, "tier_of_others")
        whoever = any(not one.roles for one in asked.people) and not any(band.holds(measure) for band in bands)
        reason = BEYOND if whoever else Reason.of("wrong_role")  # a role that is not on record is not the wrong one
        named = frozenset(role for band in bands for role in band.roles or ())
        wrong = wrong_roles(asked.scene, asked.act, asked.people, named)
        return base.but(reason=reason, why_not=(*base.why_not, *wrong, *near))
    return base.but(
        margin=margin(mine, None, measure) if asked.amount.missing is None else None,
        values=tuple(value for band in mine for value in band.values),
        why_not=(*base.why_not, *neighbours(mine, None, measure, "own_tier")),
    )


def _stands_before(one: Event, act: Event) -> bool:
    """Whether an event stands before an act in the record; one that is asked about comes last."""
    if one.number == act.number or one.at > act.at:
        return False
    return one.at < act.at or act.number == 0 or one.number < act.number


def _overlap(bands: list[Band], people: tuple[Capacity, ...]) -> bool:
    """Whether two tiers speak for one and the same role: a policy that says two things licenses nothing."""
    if len(bands) < 2:
        return False
    roles = {role for one in people for role in one.roles}
    return any(sum(band.roles is None or role in band.roles for band in bands) > 1 for role in roles) or all(
        band.roles is None for band in bands
    )


_ORDER = (Effect.PERMIT, Effect.NEEDS_APPROVAL, Effect.REFUSE, Effect.UNKNOWN)


def _permits_most(found: Finding) -> tuple[int, bool]:
    return _ORDER.index(found.effect), found.relaxed is not None
