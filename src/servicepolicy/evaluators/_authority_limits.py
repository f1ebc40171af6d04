"""The limits of a rule: whether an act is licensed at its instant. The same path before the act and after it."""

from __future__ import annotations

import attrs

from servicepolicy.evaluators._authority_amount import Amount, AmountReader
from servicepolicy.evaluators._authority_approvals import Approvals, Given, Question
from servicepolicy.evaluators._authority_emergency import EmergencyClause
from servicepolicy.evaluators._authority_finding import Finding, Relaxed
from servicepolicy.evaluators._authority_people import Capacity, capacities, holds, role_disagrees, within_limit
from servicepolicy.evaluators._authority_tiers import Band, Bands, margin, neighbours, samples
from servicepolicy.evaluators.edition import Edition
from servicepolicy.evaluators.paths import EVENT, HEADER, Place
from servicepolicy.evaluators.scene import Scene
from servicepolicy.evaluators.tests import Check, compile_condition, compile_who
from servicepolicy.models.timeline import Actor, Event
from servicepolicy.money import Money
from servicepolicy.rules.authority import Approvers, Authority
from servicepolicy.rules.truth import Truth, all_of, any_of
from servicepolicy.verdict import Effect, FactRef, Reason, WhyNot

__all__ = ["Limits"]

WITHIN = Reason.of("within_authority")
BEYOND = Reason.of("beyond_authority")


class Limits:
    """What a rule says of who may act, up to which amount and with whose approval, compiled.

    Attributes:
        rule: The rule.
        approvals: What it says of approvals.
        relieved_by: The emergencies that lift its order of approval.
    """

    def __init__(self, rule: Authority, edition: Edition) -> None:
        self.rule = rule
        self._applies: Check | None = compile_condition(rule.applies, Place(edition, rule.subject, HEADER))
        event = Place(edition, rule.subject, EVENT, tuple(sorted(rule.action.kinds())))
        self.who: Check | None = compile_who(rule.who, event)
        self.amounts = AmountReader(rule, edition)
        self.bands = Bands(rule, edition)
        self.approvals = Approvals(rule, edition, self.amounts)
        self.relieved_by: list[EmergencyClause] = []

    def applies(self, scene: Scene, act: Event) -> bool:
        """Whether the rule applies to the subject at the act."""
        return self._applies is None or scene.settle(self._applies(scene, act, act.at, None))

    def surely_applies(self, scene: Scene, act: Event) -> bool:
        """Whether the rule applies and no missing fact could say otherwise."""
        return self._applies is None or self._applies(scene, act, act.at, None) is True

    def find(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Finding:
        """Whether an act is licensed at its instant.

        Args:
            scene: The subject.
            act: The act, on record or hypothetical.
            matter: The events of its matter.
        """
        facts: tuple[FactRef, ...] = (FactRef(act.number, "act"),)
        told = role_disagrees(scene, act)
        why_not = (WhyNot("role_disagrees", act.number, told),) if told else ()
        people = capacities(scene, act, (act.kind,))
        if self.who is not None and not scene.settle(_may_act(self.who, scene, act, people)):
            wrong = WhyNot("wrong_role", act.number, _said(people))
            return Finding(Effect.REFUSE, Reason.of("wrong_role"), facts=facts, why_not=(*why_not, wrong))
        if not self.rule.tiers:
            return Finding(Effect.PERMIT, WITHIN, facts=facts, why_not=why_not)
        amount = Amount(None, None)
        if self.rule.amount is not None or self.approvals.covers:
            amount = self.amounts.amount(scene, act, matter)
        if amount.summed:
            facts += tuple(FactRef(event.number, "summed") for event in amount.summed)
        steps = amount.steps if self.rule.splitting is not None else ()
        base = Finding(Effect.REFUSE, BEYOND, steps=steps, facts=facts, why_not=why_not)
        if amount.own is not None and amount.own.amount < 0:
            return attrs.evolve(base, reason=Reason.of("negative_amount"))
        bands = self.bands.read(scene, act)
        asked = _Asked(scene, act, matter, people, amount, self._measure(scene, bands, amount), bands)
        open_to = _open_to(asked)
        if not open_to:
            return _beyond(base, asked)
        if _overlap(open_to, people):
            return attrs.evolve(base, reason=Reason.of("tiers_overlap"))
        if len(open_to) == 1:
            return self._in_tier(asked, open_to[0], base)
        return min((self._in_tier(asked, band, base) for band in open_to), key=_permits_most)

    def _measure(self, scene: Scene, bands: tuple[Band, ...], amount: Amount) -> Money | None:
        """The amount by which the tier is found; where it is not known, one that this world stands for."""
        if amount.missing is None or self.rule.amount is None:
            return amount.judged if self.rule.amount is not None else None
        chances: list[Money | None] = []
        reached: list[tuple[bool, ...]] = []
        for sample in samples(bands, amount.own):
            held = tuple(band.holds(sample) for band in bands)
            if not reached or reached[-1] != held:
                reached.append(held)
                chances.append(sample)
        for place, sample in enumerate(chances[:-1]):
            if scene.settle(amount.missing.leaf(f"tier {place}")):
                return sample
        return chances[-1]

    def _in_tier(self, asked: _Asked, band: Band, base: Finding) -> Finding:
        """What one tier says."""
        scene, act, matter, amount = asked.scene, asked.act, asked.matter, asked.amount
        near = self.bands.beside(asked.bands, band)
        shown = Finding(
            Effect.PERMIT,
            WITHIN,
            margin=margin(asked.bands, band, asked.measure) if amount.missing is None else None,
            steps=base.steps,
            facts=base.facts,
            values=band.values,
            why_not=base.why_not + near if base.why_not else near,
        )
        if band.approvers is None:
            return shown
        question = Question(scene, act, amount, matter, act.at, self.approvals.recorded_by(scene, act.at))
        given = self.approvals.given(question)
        shown = attrs.evolve(
            shown,
            facts=(*shown.facts, *self.approvals.read(given, band.approvers)),
            why_not=(*self.approvals.why_not(given, band.approvers), *shown.why_not),
            tie=self.approvals.tied(given, act),
        )
        if scene.settle(self.approvals.enough(given, band.approvers)):
            return attrs.evolve(shown, reason=Reason.of("approved"))
        refusal = self.approvals.standing_refusal(question, given)
        if refusal is not None:
            facts = (*shown.facts, FactRef(refusal.number, "refusal"))
            return attrs.evolve(shown, effect=Effect.REFUSE, reason=Reason.of("refused"), facts=facts)
        for clause in self.relieved_by:
            if scene.settle(clause.declared(scene, act, matter)):
                facts = (*shown.facts, *clause.declarations(scene, act, matter))
                relaxed = Relaxed(clause, band.approvers, amount, matter)
                return attrs.evolve(shown, reason=Reason.of("emergency"), facts=facts, relaxed=relaxed)
        return attrs.evolve(
            shown,
            effect=Effect.NEEDS_APPROVAL,
            reason=Reason.of("needs_approval"),
            approvers=self.approvals.lacking(scene.settle, given, band.approvers),
            form=_form(band.approvers),
        )

    def later(self, scene: Scene, act: Event, relaxed: Relaxed, until: int) -> tuple[Question, tuple[Given, ...]]:
        """What was approved of an act that came first, up to an instant."""
        until = max(until, act.at)
        question = Question(scene, act, relaxed.amount, relaxed.matter, until, max(until, scene.as_of))
        return question, self.approvals.given(question)


@attrs.frozen(slots=True)
class _Asked:
    """What is asked of the tiers: an act, who does it, and by which amount it is judged."""

    scene: Scene
    act: Event
    matter: tuple[Event, ...]
    people: tuple[Capacity, ...]
    amount: Amount
    measure: Money | None
    bands: tuple[Band, ...]


def _may_act(who: Check, scene: Scene, act: Event, people: tuple[Capacity, ...]) -> Truth:
    """Whether one of those who act, or somebody in whose place they act, may do it at all."""
    truths = [who(scene, act, act.at, None)]
    for one in people:
        if one.delegator is not None:
            stand_in = attrs.evolve(act, actors=(Actor(one.delegator, None, None, "human"),))
            truths.append(who(scene, stand_in, act.at, None))
    return any_of(truths)


def _open_to(asked: _Asked) -> list[Band]:
    """The tiers that the amount is in and that one of those who act may use."""
    missing = asked.amount.missing
    unsure = missing.leaf("limit") if missing is not None else None
    amount = asked.measure if asked.measure is not None else asked.amount.judged
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
                any_of(all_of((holds(one, roles), within_limit(one, amount, unsure))) for one in asked.people)
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
        if band.roles is None or any(one.roles and holds(one, band.roles) for one in asked.people)
    )
    if not mine:
        near = neighbours(bands, None, measure)
        return attrs.evolve(base, reason=Reason.of("wrong_role"), why_not=(*base.why_not, *near))
    if measure is not None and not any(band.speaks(measure.currency) for band in mine):
        return attrs.evolve(base, reason=Reason.of("other_currency"))
    return attrs.evolve(
        base,
        margin=margin(mine, None, measure) if asked.amount.missing is None else None,
        values=tuple(value for band in mine for value in band.values),
        why_not=(*base.why_not, *neighbours(mine, None, measure)),
    )


def _form(approvers: Approvers) -> str:
    if approvers.any_of is not None:
        return "any_of"
    return "all_of" if approvers.all_of is not None else "chain"


def _said(people: tuple[Capacity, ...]) -> str:
    return " or ".join(dict.fromkeys(role for one in people for role in one.roles))


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
