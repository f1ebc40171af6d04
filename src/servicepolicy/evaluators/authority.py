"""Decides authority: who may do what, up to which amount, with whose approval. One path serves before and after the act."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from servicepolicy.evaluators._authority_amount import Amount, AmountReader
from servicepolicy.evaluators._authority_approvals import Approvals, Given, Question
from servicepolicy.evaluators._authority_emergency import EmergencyClause
from servicepolicy.evaluators._authority_finding import Finding, Relaxed
from servicepolicy.evaluators._authority_people import Capacity, capacities, holds, role_disagrees, within_limit
from servicepolicy.evaluators._authority_tiers import Band, Bands, margin, neighbours, samples
from servicepolicy.evaluators._runs import occurrence_key
from servicepolicy.evaluators._term import Term
from servicepolicy.evaluators._worlds import in_every_world, names, surely_after
from servicepolicy.evaluators.edition import Edition
from servicepolicy.evaluators.judging import Judged, blank_verdict
from servicepolicy.evaluators.paths import EVENT, HEADER, Place
from servicepolicy.evaluators.scene import Scene
from servicepolicy.evaluators.signals import Matcher
from servicepolicy.evaluators.tests import Check, compile_condition, compile_who
from servicepolicy.models.timeline import Actor, Event
from servicepolicy.money import Money
from servicepolicy.rules.authority import Approvers, Authority
from servicepolicy.rules.selector import Selector
from servicepolicy.rules.truth import Fork, TooManyWorlds, Truth, all_of, any_of, deciding, outcomes
from servicepolicy.verdict import Decision, Effect, FactRef, Label, Reason, Status, Step, Verdict, WhyNot

__all__ = ["AuthorityEvaluator"]


class AuthorityEvaluator:
    """Limits and approvals for one action, compiled for one edition.

    Attributes:
        rule: The rule.
    """

    def __init__(self, rule: Authority, edition: Edition) -> None:
        header = Place(edition, rule.subject, HEADER)
        event = Place(edition, rule.subject, EVENT, tuple(sorted(rule.action.kinds())))
        self.rule = rule
        self.label: Label = edition.label(rule)
        self.applies: Check | None = compile_condition(rule.applies, header)
        self.action = Matcher(rule.action, header)
        self.asked = Matcher(_each(rule.action), header)
        self.who: Check | None = compile_who(rule.who, event)
        self.amounts = AmountReader(rule, edition)
        self.bands = Bands(rule, edition)
        self.approvals = Approvals(rule, edition, self.amounts)
        self.emergency = EmergencyClause(rule, rule.emergency, edition) if rule.emergency is not None else None
        self.relieved: list[AuthorityEvaluator] = []
        self.relaxes: AuthorityEvaluator | None = None

    def relaxed_by(self, other: AuthorityEvaluator) -> None:
        """Let an emergency rule lift this rule's order of approval."""
        self.relieved.append(other)
        other.relaxes = self

    # after the act

    def judge(self, scene: Scene) -> Judged:
        """The verdicts, one an act."""
        verdicts = tuple(self._verdicts(scene))
        if verdicts:
            return verdicts
        return (blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of("not_triggered")),)

    def _verdicts(self, scene: Scene) -> Iterator[Verdict]:
        for prefix, matter in self._matters(scene):
            taken: set[str] = set()
            for act in self._acts(scene, matter):
                key = prefix + occurrence_key(act.at, taken)
                if not self._applies(scene, act):
                    reason = Reason.of("not_applicable")
                    yield _of_act(blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, reason, key), act)
                elif self.emergency is not None:
                    yield self._formalities(self.emergency, scene, act, matter, key)
                else:
                    yield self._after(scene, act, matter, key)

    def _matters(self, scene: Scene) -> Iterator[tuple[str, tuple[Event, ...]]]:
        """The events of each matter; one that names no matter concerns all."""
        events, per = scene.timeline.events, self.rule.per
        named = () if per is None else sorted({str(event.fields[per]) for event in events if per in event.fields})
        if per is None or not named:
            yield "", events
        for matter in named:
            yield f"{matter}/", tuple(e for e in events if str(e.fields.get(per or "", matter)) == matter)

    def _acts(self, scene: Scene, matter: tuple[Event, ...]) -> Iterator[Event]:
        events = self.action.candidates(scene) if self.action.on_organisation else matter
        for event in events:
            if scene.settle(self.action.truth(scene, event)):
                yield event

    def _applies(self, scene: Scene, act: Event) -> bool:
        return self.applies is None or scene.settle(self.applies(scene, act, act.at, None))

    def _after(self, scene: Scene, act: Event, matter: tuple[Event, ...], key: str) -> Verdict:
        found = self._find(scene, act, matter)
        if found.relaxed is not None:
            return self._approved_later(scene, act, found, found.relaxed, key)
        if found.effect is Effect.PERMIT:
            return self._say(scene, act, key, Status.MET, found.reason, found)
        reason = Reason.of("not_approved") if found.effect is Effect.NEEDS_APPROVAL else found.reason
        if found.approvers:
            reason = Reason.of(reason.code, approvers=found.approvers, form=found.form)
        return self._say(scene, act, key, Status.BREACHED, reason, found)

    def _say(
        self, scene: Scene, act: Event, key: str, status: Status, reason: Reason, found: Finding, *state: str
    ) -> Verdict:
        if found.tie:
            state = (*state, "tie")
        verdict = blank_verdict(self.rule, scene, status, reason, key)
        recorded = self.approvals.recorded_by(scene, act.at)
        return attrs.evolve(
            _of_act(verdict, act),
            state=tuple(sorted(state)),
            margin=found.margin,
            facts=found.facts,
            values=found.values,
            why_not=found.why_not,
            final=status in (Status.MET, Status.BREACHED) and scene.as_of >= recorded,
        )

    # before the act

    def decide(self, scene: Scene, act: Event) -> Decision:
        """Whether a hypothetical act may be done, on the case as it stands."""
        try:
            tree = in_every_world(scene, lambda: self._decide(scene, act))
        except TooManyWorlds as many:
            reason = Reason.of("too_many_doubts", count=len(many.leaves))
            return attrs.evolve(self._answer(act, Effect.UNKNOWN, reason), doubts=names(many.leaves))
        if not isinstance(tree, Fork):
            return tree
        leaves = deciding(tree, lambda decision: (decision.effect, decision.reason.code == "not_applicable"))
        worlds = list(outcomes(tree))
        if not leaves:
            return _agreed(worlds, names(deciding(tree, lambda decision: decision.approvers)))
        doubts = names(leaves)
        answer = self._answer(act, Effect.UNKNOWN, Reason.of("hangs_on_missing", facts=doubts))
        return attrs.evolve(answer, doubts=doubts)

    def _decide(self, scene: Scene, act: Event) -> Decision:
        named = scene.settle(self.asked.truth(scene, act))
        if not named or self.emergency is not None or not self._applies(scene, act):
            return self._answer(act, Effect.PERMIT, Reason.of("not_applicable"))
        per = self.rule.per
        matter = scene.timeline.events
        if per is not None and per in act.fields:
            here = str(act.fields[per])
            matter = tuple(event for event in matter if str(event.fields.get(per, here)) == here)
        found = self._find(scene, act, matter)
        reason = found.reason
        if found.relaxed is not None:
            term = found.relaxed.clause.term(scene, act)
            rule = found.relaxed.clause.rule.id
            reason = Reason.of("emergency", rule=rule)
            if term.due is not None:
                reason = Reason.of("emergency", rule=rule, formalities_due_us=term.due)
        return Decision(
            effect=found.effect,
            action=act.kind,
            rule=self.rule.id,
            clause=self.rule.clause,
            reason=reason,
            approvers=found.approvers,
            form=found.form,
            margin=found.margin,
            facts=tuple(fact for fact in found.facts if fact.event),
            values=found.values,
            why_not=found.why_not,
            label=self.label,
        )

    def _answer(self, act: Event, effect: Effect, reason: Reason) -> Decision:
        return Decision(
            effect=effect,
            action=act.kind,
            rule=self.rule.id,
            clause=self.rule.clause,
            reason=reason,
            label=self.label,
        )

    # the one path

    def _find(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Finding:
        """Whether an act is licensed at its instant."""
        facts = (FactRef(act.number, "act"),)
        told = role_disagrees(scene, act)
        why_not = (WhyNot("role_disagrees", act.number, told),) if told else ()
        people = capacities(scene, act, (act.kind,))
        if self.who is not None and not scene.settle(self._may_act(self.who, scene, act, people)):
            wrong = WhyNot("wrong_role", act.number, _said(people))
            return Finding(Effect.REFUSE, Reason.of("wrong_role"), facts=facts, why_not=(*why_not, wrong))
        if not self.rule.tiers:
            return Finding(Effect.PERMIT, Reason.of("within_authority"), facts=facts, why_not=why_not)
        bands = self.bands.read(scene, act)
        amount = Amount(None, None)
        if self.rule.amount is not None or self.approvals.covers:
            amount = self.amounts.amount(scene, act, matter)
        facts = (*facts, *(FactRef(event.number, "summed") for event in amount.summed))
        base = Finding(Effect.REFUSE, Reason.of("beyond_authority"), facts=facts, why_not=why_not)
        if amount.own is not None and amount.own.amount < 0:
            return attrs.evolve(base, reason=Reason.of("negative_amount"))
        measure = self._measure(scene, bands, amount)
        open_to = self._open_to(scene, act, bands, people, amount, measure)
        if not open_to:
            return self._beyond(base, bands, people, measure)
        if _overlap(open_to, people):
            return attrs.evolve(base, reason=Reason.of("tiers_overlap"))
        found = [self._in_tier(scene, act, matter, amount, measure, bands, band, base) for band in open_to]
        return min(found, key=_permits_most)

    def _may_act(self, who: Check, scene: Scene, act: Event, people: tuple[Capacity, ...]) -> Truth:
        """Whether one of those who act, or somebody in whose place they act, may do it at all."""
        truths = [who(scene, act, act.at, None)]
        for one in people:
            if one.delegator is not None:
                stand_in = attrs.evolve(act, actors=(Actor(one.delegator, None, None, "human"),))
                truths.append(who(scene, stand_in, act.at, None))
        return any_of(truths)

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

    def _open_to(
        self,
        scene: Scene,
        act: Event,
        bands: tuple[Band, ...],
        people: tuple[Capacity, ...],
        amount: Amount,
        measure: Money | None,
    ) -> list[Band]:
        """The tiers that the amount is in and that one of those who act may use."""
        unsure = amount.missing.leaf("limit") if amount.missing is not None else None
        found: list[Band] = []
        for band in bands:
            if not band.holds(measure) and not (band.missing and measure is None):
                continue
            who = any_of(
                all_of((band.roles is None or holds(one, band.roles), within_limit(one, measure, unsure)))
                for one in people
                if one.delegator is None or band.roles is not None
            )
            known = all_of(missing.leaf(f"tier {band.index}") for missing in band.missing)
            if scene.settle(all_of((who, known))):
                found.append(band)
        return found

    def _beyond(
        self, base: Finding, bands: tuple[Band, ...], people: tuple[Capacity, ...], measure: Money | None
    ) -> Finding:
        """No tier: refuse, and say how far the nearest is."""
        mine = tuple(
            band for band in bands if band.roles is None or any(holds(one, band.roles) for one in people if one.roles)
        )
        near = mine or bands
        if measure is not None and mine and not any(band.speaks(measure.currency) for band in mine):
            return attrs.evolve(base, reason=Reason.of("other_currency"))
        if not mine:
            return attrs.evolve(
                base, reason=Reason.of("wrong_role"), why_not=(*base.why_not, *neighbours(bands, None, measure))
            )
        return attrs.evolve(
            base,
            margin=margin(near, None, measure),
            values=tuple(value for band in near for value in band.values),
            why_not=(*base.why_not, *neighbours(near, None, measure)),
        )

    def _in_tier(
        self,
        scene: Scene,
        act: Event,
        matter: tuple[Event, ...],
        amount: Amount,
        measure: Money | None,
        bands: tuple[Band, ...],
        band: Band,
        base: Finding,
    ) -> Finding:
        """What one tier says."""
        shown = attrs.evolve(
            base,
            effect=Effect.PERMIT,
            reason=Reason.of("within_authority"),
            margin=margin(bands, band, measure) if amount.missing is None else None,
            values=band.values,
            why_not=(*base.why_not, *neighbours(bands, band, measure)),
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
            given=given,
        )
        if scene.settle(self.approvals.enough(given, band.approvers)):
            return attrs.evolve(shown, reason=Reason.of("approved"))
        refusal = self.approvals.standing_refusal(question, given)
        if refusal is not None:
            facts = (*shown.facts, FactRef(refusal.number, "refusal"))
            return attrs.evolve(shown, effect=Effect.REFUSE, reason=Reason.of("refused"), facts=facts)
        for other in self.relieved:
            clause = other.emergency
            if clause is not None and scene.settle(clause.declared(scene, act, matter)):
                facts = (*shown.facts, *clause.declarations(scene, act, matter))
                relaxed = Relaxed(clause, band, amount, matter)
                return attrs.evolve(shown, reason=Reason.of("emergency"), facts=facts, relaxed=relaxed)
        lacking = self.approvals.lacking(scene.settle, given, band.approvers)
        return attrs.evolve(
            shown,
            effect=Effect.NEEDS_APPROVAL,
            reason=Reason.of("needs_approval"),
            approvers=lacking,
            form=_form(band.approvers),
        )

    # acting first

    def _approved_later(self, scene: Scene, act: Event, found: Finding, relaxed: Relaxed, key: str) -> Verdict:
        """The rule whose order of approval an emergency lifted: approvals count until the formalities are due."""
        term = relaxed.clause.term(scene, act)
        until = scene.as_of if term.due is None else min(term.due, scene.as_of)
        if term.due is None and term.horizon is not None:
            until = min(scene.as_of, max(act.at, term.horizon - 1))
        question, given = self._later(scene, act, relaxed, until)
        assert relaxed.band.approvers is not None  # a tier without approvals has nothing to lift
        shown = attrs.evolve(
            found,
            given=given,
            why_not=(*self.approvals.why_not(given, relaxed.band.approvers), *_tiers(found.why_not)),
            facts=(*found.facts, *self.approvals.read(given, relaxed.band.approvers)),
        )
        enough = scene.settle(self.approvals.enough(given, relaxed.band.approvers))
        if term.due is None and term.horizon is None:
            verdict = self._say(scene, act, key, Status.UNKNOWN, Reason.of("missing_fact", fact=term.missing), shown)
            return attrs.evolve(verdict, doubts=(term.missing,))
        if enough:
            return self._timed(self._say(scene, act, key, Status.MET, Reason.of("approved"), shown, "emergency"), term)
        if self.approvals.standing_refusal(question, given) is not None:
            return self._timed(
                self._say(scene, act, key, Status.BREACHED, Reason.of("refused"), shown, "emergency"), term
            )
        return self._open(
            self._say(scene, act, key, Status.PENDING, Reason.of("not_yet_due"), shown, "emergency"),
            scene,
            term,
            "not_approved",
        )

    def _later(self, scene: Scene, act: Event, relaxed: Relaxed, until: int) -> tuple[Question, tuple[Given, ...]]:
        until = max(until, act.at)
        question = Question(scene, act, relaxed.amount, relaxed.matter, until, max(until, scene.as_of))
        return question, self.approvals.given(question)

    def _timed(self, verdict: Verdict, term: Term) -> Verdict:
        steps = () if term.due is None else (Step("formalities_due", term.due),)
        return attrs.evolve(
            verdict,
            due_us=term.due,
            due_latest_us=term.latest,
            values=(*verdict.values, *term.values),
            arithmetic=(*verdict.arithmetic, *steps),
        )

    def _open(self, verdict: Verdict, scene: Scene, term: Term, code: str) -> Verdict:
        """Not done yet: pending until it is due, then breached."""
        timed = self._timed(verdict, term)
        match term.in_time(scene.as_of):
            case True:
                following = term.due + 1 if term.due is not None else term.horizon
                return attrs.evolve(timed, next_us=following, final=False)
            case False:
                state = tuple(sorted({*timed.state, "open"}))
                return attrs.evolve(timed, status=Status.BREACHED, reason=Reason.of(code), state=state, final=False)
            case None:
                reason = Reason.of("missing_fact", fact=term.missing)
                if term.horizon is not None:
                    reason = Reason.of("calendar_not_published", calendar=term.missing)
                return attrs.evolve(timed, status=Status.UNKNOWN, reason=reason, doubts=(term.missing,), final=False)

    def _formalities(
        self, clause: EmergencyClause, scene: Scene, act: Event, matter: tuple[Event, ...], key: str
    ) -> Verdict:
        """The emergency rule itself: what had to follow an act that came first."""
        base = Finding(Effect.PERMIT, Reason.of("emergency"), facts=(FactRef(act.number, "act"),))
        if not scene.settle(clause.declared(scene, act, matter)):
            return self._say(scene, act, key, Status.NOT_APPLICABLE, Reason.of("no_emergency"), base)
        base = attrs.evolve(base, facts=(*base.facts, *clause.declarations(scene, act, matter)))
        relaxed: Relaxed | None = None
        other = self.relaxes
        if other is not None and other._applies(scene, act):
            found = other._find(scene, act, matter)
            relaxed = found.relaxed
            if relaxed is None:
                code = "approved_before" if found.effect is Effect.PERMIT else "not_relaxed"
                return self._say(scene, act, key, Status.NOT_APPLICABLE, Reason.of(code), base)
        term = clause.term(scene, act)
        done = self._done(clause, scene, act, matter, relaxed)
        if done is None:
            return self._open(
                self._say(scene, act, key, Status.PENDING, Reason.of("not_yet_due"), base), scene, term, "not_done"
            )
        event, refused = done
        part = "refusal" if refused else "formalities"
        base = attrs.evolve(base, facts=(*base.facts, FactRef(event.number, part)))
        in_time = term.in_time(event.at)
        if refused:
            verdict = self._say(scene, act, key, Status.BREACHED, Reason.of("refused"), base)
        elif in_time is None:
            return self._open(
                self._say(scene, act, key, Status.PENDING, Reason.of("not_yet_due"), base), scene, term, "too_late"
            )
        else:
            status, code = (Status.MET, "in_time") if in_time else (Status.BREACHED, "too_late")
            verdict = self._say(scene, act, key, status, Reason.of(code), base)
        return attrs.evolve(self._timed(verdict, term), stopped_us=event.at, margin=term.margin(event.at), final=True)

    def _done(
        self,
        clause: EmergencyClause,
        scene: Scene,
        act: Event,
        matter: tuple[Event, ...],
        relaxed: Relaxed | None,
    ) -> tuple[Event, bool] | None:
        """The event that completed the formalities, or refused them, whichever came first; a refusal comes first."""
        approvals = self.approvals if self.relaxes is None else self.relaxes.approvals
        amount = Amount(None, None) if relaxed is None else relaxed.amount
        everything = Question(scene, act, amount, matter, max(scene.as_of, act.at + 1), scene.as_of)
        refusals = [
            event
            for event, truth in approvals.refusals(everything)
            if not surely_after(act, event) and scene.settle(truth)
        ]
        seen: set[int] = set()
        stops = clause.stop.candidates(scene) if clause.stop.on_organisation else matter
        for event in stops:
            if event.number == act.number or surely_after(act, event):
                continue
            if refusals and not surely_after(refusals[0], event):
                return refusals[0], True
            seen.update(
                part for part in range(len(clause.stop.parts)) if scene.settle(clause.stop.part(part, scene, event))
            )
            if len(seen) == len(clause.stop.parts) and self._licensed(scene, act, relaxed, event):
                return event, False
        return (refusals[0], True) if refusals else None

    def _licensed(self, scene: Scene, act: Event, relaxed: Relaxed | None, event: Event) -> bool:
        """Whether by an event everything is approved that the relaxed rule asks for."""
        if relaxed is None or self.relaxes is None or relaxed.band.approvers is None:
            return _same_action(event, act)
        approvals = self.relaxes.approvals
        _question, given = self.relaxes._later(scene, act, relaxed, event.at)
        return scene.settle(approvals.enough(given, relaxed.band.approvers))


def _each(selector: Selector) -> Selector:
    """The same selector, for an act that is not on record yet: which of several it would be is left aside."""
    return Selector(tuple(tuple(attrs.evolve(pattern, nth="each") for pattern in part) for part in selector.parts))


def _of_act(verdict: Verdict, act: Event) -> Verdict:
    credit = tuple(actor.id for actor in act.actors if actor.id is not None)
    return attrs.evolve(verdict, started_us=act.at, stopped_us=act.at, credit=credit)


def _same_action(event: Event, act: Event) -> bool:
    action = event.fields.get("action")
    return action is None or action == act.kind


def _form(approvers: Approvers) -> str:
    if approvers.any_of is not None:
        return "any_of"
    return "all_of" if approvers.all_of is not None else "chain"


def _said(people: tuple[Capacity, ...]) -> str:
    return " or ".join(dict.fromkeys(role for one in people for role in one.roles))


def _tiers(why_not: tuple[WhyNot, ...]) -> tuple[WhyNot, ...]:
    return tuple(one for one in why_not if not one.code.startswith("approval_"))


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


def _agreed(worlds: list[Decision], open_approvers: tuple[str, ...]) -> Decision:
    """One of several decisions with the same effect; where they ask for different approvals, all that may be asked for."""
    shown = min(worlds, key=repr)
    if not open_approvers:
        return shown
    approvers = tuple(dict.fromkeys(role for world in worlds for role in world.approvers))
    return attrs.evolve(shown, approvers=approvers, form="", margin=None, values=(), doubts=open_approvers)
