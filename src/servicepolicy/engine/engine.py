"""The engine: a policy's editions, compiled on demand, asked about one subject at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs

from servicepolicy.engine.compiled import Compiled, Editions
from servicepolicy.engine.foreseen import foresee
from servicepolicy.engine.governing_edition import Judgement
from servicepolicy.engine.notices import Standing, arisen_between
from servicepolicy.engine.tried_values import nothing_tried, tried_values
from servicepolicy.engine.waivers import waive
from servicepolicy.errors import meant_by
from servicepolicy.judging.abilities import Decides, Owns
from servicepolicy.judging.case_view import Scene, Walk
from servicepolicy.judging.declared import undeclared
from servicepolicy.judging.over_days import DATE_ONLY, at_both_ends
from servicepolicy.judging.quick_results import new_judged
from servicepolicy.judging.steady_stretches import said_by_header
from servicepolicy.judging.verdicts import NOTHING_AWAITED, Awaited
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.label import Label
from servicepolicy.language.plain import nearly
from servicepolicy.models.context import Context
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.timeline import ALL_EVENTS, SubjectFacts
from servicepolicy.money import Money
from servicepolicy.results.duty import Duty, Notice
from servicepolicy.results.report import Report
from servicepolicy.results.verdict import Decision, Effect, Owner, Reason, Status, Verdict

__all__ = ["Engine"]

_set = object.__setattr__  # what was just made, by us alone, is marked with what it was made of
_STRONGEST = (Effect.REFUSE, Effect.UNKNOWN, Effect.NEEDS_APPROVAL, Effect.PERMIT)


class Engine:
    """Decides single subjects under a policy.

    Args:
        editions: The policy between the moments at which it changes, in order.
        pin: Which edition governs a running case: that of its opening, of each cycle, or the latest.
        policy: Id of the policy.
        digest: Identifies its meaning.
        basis: Identifies the calendars and the zone data.
    """

    def __init__(self, editions: tuple[Edition, ...], pin: str, policy: str, digest: str, basis: str = "") -> None:
        self.pin = pin
        self.policy = policy
        self.digest = digest
        self.basis = basis
        self.editions = Editions(editions)
        self.zone = editions[-1].zone
        self._running = self.editions.running()
        self._rules = frozenset(rule.id for edition in editions for rule in edition.rules)
        splitting = {rule.splits_by for edition in editions for rule in edition.rules}
        self._splitting = frozenset(field for field in splitting if field is not None)

    # evaluate

    def evaluate(
        self,
        facts: SubjectFacts,
        *,
        as_of: int,
        known_at: int | None = None,
        context: Context | None = None,
        rules: Collection[str] | None = None,
    ) -> Report:
        """Every verdict on a subject, or those of some rules: these alone are judged, and what they rest on."""
        judgement = Judgement(self.editions, self.pin, facts, as_of, known_at, context)
        found = _waived(judgement, rules)
        made = new_judged(self.policy, self.digest, self.basis, facts.subject, facts.id, as_of, known_at, context)
        breaches: list[Verdict] = []
        advice: list[Verdict] = []
        judged: set[str] = set()
        changes = [at for at in judgement.hints() if at > as_of]
        for verdict in found:
            _set(verdict, "judged", made)
            (breaches if verdict.level == "breach" else advice).append(verdict)
            judged.add(verdict.rule)
            if verdict.next_us is not None:
                changes.append(verdict.next_us)
        return Report(
            policy=self.policy,
            digest=self.digest,
            basis=self.basis,
            subject=facts.id,
            kind=facts.subject,
            as_of_us=as_of,
            verdicts=tuple(breaches),
            advice=tuple(advice),
            not_judged=len((self._rules if rules is None else self._rules.intersection(rules)) - judged),
            next_us=min(changes, default=None),
            zone=self.zone,
            known_at_us=known_at,
            duplicates=facts.timeline.duplicates,
            context=context,
        )

    def verdicts(
        self,
        facts: SubjectFacts,
        *,
        as_of: int,
        known_at: int | None = None,
        context: Context | None = None,
        rules: Collection[str] | None = None,
    ) -> list[Verdict]:
        """The same verdicts, rule by rule, and no report: for who counts them over many subjects."""
        return _waived(Judgement(self.editions, self.pin, facts, as_of, known_at, context), rules)

    # duties and notices

    def agenda(
        self, facts: SubjectFacts, *, as_of: int, known_at: int | None = None, context: Context | None = None
    ) -> tuple[Duty, ...]:
        """What is to be done, soonest first; what is overdue says so."""
        report = self.evaluate(facts, as_of=as_of, known_at=known_at, context=context)
        standing = [verdict for verdict in (*report.verdicts, *report.advice) if _is_open(verdict)]
        awaited = [(verdict, self._awaited(verdict)) for verdict in standing]
        duties = [self._duty(verdict, acts) for verdict, acts in awaited if acts is not None]
        return tuple(
            sorted(duties, key=lambda duty: (duty.due_us is None, duty.due_us or 0, duty.rule, duty.occurrence))
        )

    def _duty(self, verdict: Verdict, awaited: Awaited) -> Duty:
        acts, form = awaited
        approvers = dict(verdict.reason.args).get("approvers")
        return Duty(
            rule=verdict.rule,
            clause=verdict.clause,
            subject=verdict.subject,
            occurrence=verdict.occurrence,
            act=acts,
            form=form,
            role=verdict.duty,
            person=verdict.owner,
            approvers=approvers if isinstance(approvers, tuple) else (),
            due_us=verdict.due_us,
            overdue=verdict.status is Status.BREACHED,
            state=verdict.state,
            label=verdict.label,
        )

    def _awaited(self, verdict: Verdict) -> Awaited | None:
        """What would do it, and whether all or any of that; `None` where only time has to pass."""
        for index in reversed(range(len(self.editions.all))):
            if self.editions.all[index].rule(verdict.rule) is not None:
                return self.editions.compiled(index).evaluators[verdict.rule].awaited(verdict)
        return NOTHING_AWAITED

    def notices(
        self, facts: SubjectFacts, *, after: int, until: int, context: Context | None = None
    ) -> tuple[Notice, ...]:
        """What arose in `[after, until)`: warnings, breaches, escalations, each once."""

        def standing(at: int, rules: Collection[str] | None, walk: Walk | None) -> Standing:
            judgement = Judgement(self.editions, self.pin, facts, at, None, context, walk)
            verdicts = tuple(waive(verdict, facts, context, None, at) for verdict in judgement.verdicts(rules))
            return Standing(verdicts, tuple(hint for hint in judgement.hints() if hint > at))

        organisation = context.organisation if context is not None else None
        theirs = organisation.facts().timeline.events if organisation is not None else ()
        happened = {moment for event in (*facts.timeline.events, *theirs) for moment in event.turns}
        instants = happened.union(self._begins(), said_by_header(facts))
        return arisen_between(instants, after, until, self.policy, standing, self._steady(), self._begin_once())

    def _steady(self) -> frozenset[str]:
        """The rules by which what is broken stays broken, and nothing else is told: duties that no edition moves."""
        rules = [rule for edition in self.editions.all for rule in edition.rules]
        if self.pin == "latest" and len(self.editions.all) > 1:
            return frozenset()
        return frozenset(rule.id for rule in rules if rule.nature.by_time_alone)

    def _begin_once(self) -> frozenset[str]:
        """The rules whose occurrences began with what never moves."""
        rules = (rule for edition in self.editions.all for rule in edition.rules)
        return frozenset(rule.id for rule in rules if rule.nature.begins_once)

    def _begins(self) -> tuple[int, ...]:
        """When duties begin by time alone: when a rule that has no starting event comes into force."""
        found = {
            since
            for edition in self.editions.all
            for rule in edition.rules
            if rule.nature.by_time_alone
            for since in (edition.in_force[0], rule.in_force.bounds(edition.zone)[0] if rule.in_force else None)
            if since is not None
        }
        return tuple(sorted(found))

    # decide and owner

    def decide(
        self,
        action: str,
        *,
        actors: tuple[Actor, ...],
        facts: SubjectFacts,
        amount: Money | None,
        at: int,
        known_at: int | None = None,
        context: Context | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> Decision:
        """Whether an act may be done now. Several rules must all permit; where none names it, it is refused.

        Then every other rule is asked what the act would bring about: what only it would breach refuses it.
        """
        decision = self._decided(
            action,
            actors=actors,
            facts=facts,
            amount=amount,
            at=at,
            known_at=known_at,
            context=context,
            fields=fields,
        )
        if facts.half_read and decision.effect in (Effect.PERMIT, Effect.NEEDS_APPROVAL):
            decision = attrs.evolve(decision, effect=Effect.UNKNOWN, reason=Reason.of("half_read"))
        elif decision.doubts:
            act = Event(0, action, at, at, None, None, actors, dict(fields or {}), False)
            decision = self._with_undeclared(decision, act, facts, known_at, context)
        made = new_judged(self.policy, self.digest, self.basis, facts.subject, facts.id, at, known_at, context)
        _set(decision, "judged", made)
        return decision

    def _decided(
        self,
        action: str,
        *,
        actors: tuple[Actor, ...],
        facts: SubjectFacts,
        amount: Money | None,
        at: int,
        known_at: int | None = None,
        context: Context | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> Decision:
        index = self.editions.index(at)
        asked = () if index is None else self.editions.compiled(index).limiting(facts.subject, action)
        licence = None
        if len(asked) == 1 and (context is None or context.organisation is None):
            licence = asked[0].decided_before(facts, action, actors, amount)
        others = self.editions.touched(facts.subject, action)
        if licence is not None and (not others or licence.effect is Effect.REFUSE):
            return licence
        held = dict(fields or {})
        if amount is not None:
            held["amount"] = amount
        act = Event(0, action, at, at, None, None, actors, held, False)
        if licence is None:
            licence = self._licence(act, index, asked, facts, known_at, context)
        if not others or licence.effect is Effect.REFUSE:
            return licence

        def judge(subject: SubjectFacts, rules: Collection[str]) -> list[Verdict]:
            judgement = Judgement(self.editions, self.pin, subject, at, known_at, context)
            return [waive(verdict, subject, context, known_at, at) for verdict in judgement.verdicts(rules)]

        known = facts if known_at is None else facts.known(at, known_at)
        tried = nothing_tried if index is None else tried_values(self.editions.all[index], facts.subject, action)
        foreseen = foresee(known, act, others, self._running, self._splitting, tried, judge)
        found = (licence,) if foreseen.decision is None else (foreseen.decision, licence)
        strongest = min(found, key=lambda decision: _STRONGEST.index(decision.effect))
        return attrs.evolve(strongest, to_record=foreseen.to_record) if foreseen.to_record else strongest

    def _with_undeclared(
        self, decision: Decision, act: Event, facts: SubjectFacts, known_at: int | None, context: Context | None
    ) -> Decision:
        """A decision with the role or code that nobody declared and it hangs on, and with what was probably meant."""
        index = self.editions.index(act.at)
        if index is None or not decision.doubts:
            return decision
        scene = self.editions.compiled(index).scene(facts, act.at, known_at, context)
        named = undeclared(scene, decision.doubts, (*scene.timeline.events, act))
        return attrs.evolve(decision, why_not=tuple(dict.fromkeys((*decision.why_not, *named))))

    def _licence(
        self,
        act: Event,
        index: int | None,
        asked: tuple[Decides, ...],
        facts: SubjectFacts,
        known_at: int | None,
        context: Context | None,
    ) -> Decision:
        """Whether rules of authority license an act, or the policy leaves it open."""
        action, at = act.kind, act.at
        if index is None:
            return self._refusal(action, Reason.of("not_in_force"))
        compiled = self.editions.compiled(index)
        open_act = action in compiled.edition.open_acts
        if not asked:
            if open_act:
                return self._answer(action, Effect.PERMIT, Reason.of("open_act"))
            return self._refusal(action, _no_rule(action, facts.subject, compiled))
        scene = compiled.scene(facts, at, known_at, context)
        decisions = [evaluator.decide(scene, act) for evaluator in asked]
        if len(decisions) == 1 and decisions[0].reason.code != "not_applicable":
            return decisions[0]
        standing = [decision for decision in decisions if decision.reason.code != "not_applicable"]
        if not standing and open_act:
            return self._answer(action, Effect.PERMIT, Reason.of("open_act"))
        if not standing:
            return self._refusal(action, Reason.of("no_rule_applies", action=action))
        return min(standing, key=lambda decision: _STRONGEST.index(decision.effect))

    def _refusal(self, action: str, reason: Reason) -> Decision:
        return self._answer(action, Effect.REFUSE, reason)

    def _answer(self, action: str, effect: Effect, reason: Reason) -> Decision:
        """What no rule says."""
        return Decision(effect=effect, action=action, rule=None, clause=(), reason=reason, label=Label(self.zone))

    def owner(
        self,
        facts: SubjectFacts,
        *,
        at: int,
        known_at: int | None = None,
        context: Context | None = None,
        matter: str | None = None,
    ) -> Owner:
        """Who holds the question at an instant; the first ownership rule that knows of an owner answers.

        Args:
            facts: The subject.
            at: The instant.
            known_at: What was recorded by then counts; `None`: all.
            context: What is around the subject.
            matter: Of which matter of the subject; `None`: of whichever is open.
        """
        nobody = Owner(rule=None, person=None, ground="no_rule", label=Label(self.zone))
        if facts.half_read:
            return attrs.evolve(nobody, ground="doubtful", doubts=(ALL_EVENTS,))
        index = self.editions.index(facts.opened if self.pin == "opened" and facts.opened is not None else at)
        if index is None:
            return nobody
        compiled = self.editions.compiled(index)
        scene = compiled.scene(facts, at, known_at, context)
        answers = [_owner_over_days(evaluator, scene, at, matter) for evaluator in compiled.owning(facts.subject)]
        return next(
            (answer for answer in answers if answer.person or answer.candidates), answers[0] if answers else nobody
        )


def _waived(judgement: Judgement, rules: Collection[str] | None) -> list[Verdict]:
    """All verdicts, or those of some rules, after what somebody waived."""
    found = list(judgement.verdicts(rules))
    context = judgement.context
    if context is None or not context.waivers:
        return found
    return [waive(verdict, judgement.facts, context, judgement.known_at, judgement.as_of) for verdict in found]


def _owner_over_days(evaluator: Owns, scene: Scene, at: int, matter: str | None) -> Owner:
    """Who holds it by one rule; where an event has a date and no time, whoever holds it at both ends of that day."""
    first, *others = [evaluator.owner(placed, at, matter) for placed in at_both_ends(scene)]
    if all(other.person == first.person and other.candidates == first.candidates for other in others):
        return first
    several = (first, *others)
    candidates = {owner.person for owner in several if owner.person is not None}
    return attrs.evolve(
        first,
        person=None,
        role=None,
        since_us=None,
        ground="doubtful",
        event=0,
        candidates=tuple(sorted(candidates.union(*(owner.candidates for owner in several)))),
        doubts=tuple(sorted({DATE_ONLY, *(doubt for owner in several for doubt in owner.doubts)})),
    )


def _no_rule(action: str, subject: str, compiled: Compiled) -> Reason:
    """No rule of authority names an act: which ones they name, and what was meant, or that it may be an open act."""
    known = sorted({kind for one in compiled.judging(subject) if isinstance(one, Decides) for kind in one.actions()})
    edition = compiled.edition
    if action in edition.vocabulary.event_kinds(subject):
        return Reason.of("no_rule", action=action, known=tuple(known), open_acts=action)
    near = meant_by(action, (*known, *sorted(edition.open_acts))) or nearly(action, edition.acts_of(subject))
    return Reason.of("no_rule", action=action, did_you_mean=near, known=tuple(known), no_event_of=subject)


def _is_open(verdict: Verdict) -> bool:
    return verdict.status is Status.PENDING or (verdict.status is Status.BREACHED and "open" in verdict.state)
