"""Decides authority: who may do what, up to which amount, with whose approval, before the act and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import attrs

from servicepolicy.judging.agreement import by_event, common, one_reason, shared
from servicepolicy.judging.case_view import Scene, UnsettledTruth
from servicepolicy.judging.looking_back import Acts
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.matters import matter_of, names_of, prefix_of, splits
from servicepolicy.judging.occurrence import not_told, occurrence_key, people
from servicepolicy.judging.quick_results import changed, new_decision, verdict_in_order
from servicepolicy.judging.readers import Place
from servicepolicy.judging.term import Term
from servicepolicy.judging.verdicts import Awaited, Evaluator, Judged, about, apart, blank_verdict
from servicepolicy.judging.worlds import hanging_on, in_every_world, names
from servicepolicy.kinds.authority.decision_table import Cells
from servicepolicy.kinds.authority.emergency import EmergencyClause
from servicepolicy.kinds.authority.finding import Finding, Outcome, Relaxed
from servicepolicy.kinds.authority.formalities import Formalities, approved_later
from servicepolicy.kinds.authority.limits import Limits
from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.label import Label
from servicepolicy.language.selector import Selector
from servicepolicy.language.truth import Fork, TooManyWorlds, Tree, deciding, outcomes
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.money import Money
from servicepolicy.results.verdict import Decision, Effect, Reason, Status, Step, Verdict
from servicepolicy.worktime._instant import iso

__all__ = ["AuthorityEvaluator", "evaluator"]


class AuthorityEvaluator:
    """Limits and approvals for one action, compiled for one edition.

    Attributes:
        rule: The rule.
        limits: What it says of roles, amounts and approvals.
        emergency: What it says of acting first; such a rule has no tiers of its own.
    """

    def __init__(self, rule: Authority, edition: Edition) -> None:
        header = Place.of(edition, rule, "applies")
        self.rule = rule
        self.label: Label = edition.label(rule)
        self.limits = Limits(rule, edition)
        self.emergency = EmergencyClause(rule, rule.emergency, edition) if rule.emergency is not None else None
        self._nothing: Verdict | None = None
        self._relaxes: Limits | None = None
        self._action = Matcher(rule.action, header)
        self._asked = Matcher(_each(rule.action), header)
        self._cells = Cells(rule, self.limits, self._asked)
        self._evidence = rule.evidence()
        self._later = rule.emergency is not None or (rule.votes is not None and rule.votes.publish is not None)

    def link(self, others: Mapping[str, Evaluator]) -> None:
        """Let an emergency rule lift the order of approval of the rule that it names."""
        relaxed = others.get(self.rule.emergency.relaxes) if self.rule.emergency is not None else None
        if self.emergency is not None and isinstance(relaxed, AuthorityEvaluator):
            relaxed.lifted_by(self.emergency, self._evidence)
            self._relaxes = relaxed.limits

    def lifted_by(self, emergency: EmergencyClause, evidence: frozenset[str] | None) -> None:
        """Let an emergency lift its order of approval: what declares one, and what follows, is of a matter as well."""
        self.limits.relieved_by.append(emergency)
        self._evidence = None if self._evidence is None or evidence is None else self._evidence | evidence
        self._later = True

    def actions(self) -> frozenset[str]:
        """The acts that it limits."""
        return self.rule.actions()

    # after the act

    def awaited(self, _verdict: Verdict, /) -> Awaited:
        """The approval, the formalities after an emergency, or the publication of a vote."""
        rule = self.rule
        if rule.votes is not None and rule.votes.publish is not None:
            return rule.votes.publish.event.named()
        return (rule.emergency.formalities.stop if rule.emergency is not None else rule.approval.event).named()

    def judge(self, scene: Scene) -> Judged:
        """The verdicts, one an act."""
        kinds = self._action.kinds
        if kinds is None or self._action.on_organisation or not kinds.isdisjoint(scene.timeline.by_kind):
            verdicts = tuple(self._verdicts(scene))
            if verdicts:
                return verdicts
        if self._nothing is None:
            self._nothing = blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of("not_triggered"))
        return (about(self._nothing, scene.facts.id),)

    def _verdicts(self, scene: Scene) -> Iterator[Verdict]:
        acts, per = self._action.candidates(scene), self.rule.splits_by
        if per is None or not splits(scene, per, scene.timeline.events):
            taken: set[str] = set()
            for act in not_told(scene, self.rule.id, acts, ""):
                yield from self._of_act(scene, act, lambda: scene.timeline.events, "", taken)
            return
        for name in dict.fromkeys((None, *names_of(per, acts))):
            taken = set()
            own = [act for act in acts if matter_of(act, per) == name]
            for act in not_told(scene, self.rule.id, own, prefix_of(name)):
                matter = partial(self._matter, scene, per, act, acts)
                yield from self._of_act(scene, act, matter, prefix_of(name), taken)

    def _matter(self, scene: Scene, per: str, act: Event, acts: Iterable[Event]) -> tuple[Event, ...]:
        """The events of the matter of an act."""
        done = [one for one in acts if one is act or scene.settle(self._action.truth(scene, one))]
        changing = frozenset(self.limits.approvals.setters)
        told = Acts(scene, per, done, self._evidence, changing=changing, later=self._later)
        return told.around(act, scene.timeline.events)

    def _of_act(
        self, scene: Scene, act: Event, matter: Callable[[], tuple[Event, ...]], prefix: str, taken: set[str]
    ) -> Judged:
        """The verdict on one act, if it is one; its doubts are its own."""
        name = occurrence_key(act.since, taken)
        key = prefix + name

        def judged() -> Judged:
            if not scene.settle(self._action.truth(scene, act)):
                return ()
            return (self._say(scene, act, key, self._outcome(scene, act, matter())),)

        found = apart(self.rule, scene, judged, key)
        if not found:
            taken.discard(name)
        return found

    def _outcome(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Outcome:
        if not self.limits.applies(scene, act):
            reason = Reason.of("not_applicable")
            return Outcome(Status.NOT_APPLICABLE, reason, Finding(Effect.PERMIT, reason))
        if self.emergency is not None:
            return Formalities(self.emergency, self.limits.approvals, self._relaxes).judge(scene, act, matter)
        found = self.limits.find(scene, act, matter)
        if found.relaxed is not None:
            return approved_later(self.limits, scene, act, found, found.relaxed)
        if found.effect is Effect.PERMIT:
            votes = self.limits.votes
            if votes is not None and votes.publication is not None:
                return votes.publication.judge(scene, act, found, matter)
            return Outcome(Status.MET, found.reason, found)
        reason = found.reason
        if found.effect is Effect.NEEDS_APPROVAL:
            licence = {name: arg for name, arg in reason.args if name == "licence"}
            reason = Reason.of("not_approved", approvers=found.approvers, form=found.form, **licence)
        return Outcome(Status.BREACHED, reason, found)

    def _say(self, scene: Scene, act: Event, key: str, outcome: Outcome) -> Verdict:
        found, rule = outcome.found, self.rule
        settled = outcome.status not in (Status.PENDING, Status.UNKNOWN) and "open" not in outcome.state
        written = self.limits.approvals.recorded_by(scene, act.at)  # until then an approval may be written down
        verdict = verdict_in_order(
            rule.id,
            rule.kind,
            rule.clause,
            scene.facts.id,
            key,
            outcome.status,
            outcome.reason,
            tuple(sorted({*outcome.state, "tie"})) if found.tie else tuple(sorted(outcome.state)),
            rule.level,
            rule.gravity,
            rule.duty,
            people(act),
            (),  # perhaps_by
            None,  # owner
            (),  # candidates
            act.at,
            None,  # due_us
            None,  # due_latest_us
            act.at,
            None,  # started_on
            None,  # stopped_on
            found.margin,
            found.facts,
            found.values,
            found.steps,
            found.why_not,
            outcome.doubts,
            (),  # left_open
            (),  # warnings_us
            (),  # escalations_us
            written if settled and scene.as_of < written else None,
            settled and scene.as_of >= written,
            None,  # waived
            self.label,
        )
        return verdict if outcome.term is None else _timed(verdict, outcome, outcome.term)

    # before the act

    def decided_before(
        self, facts: SubjectFacts, act: str, actors: tuple[Actor, ...], amount: Money | None
    ) -> Decision | None:
        """What `decide` would say without an organisation, where that was worked out before; else `None`."""
        return self._cells.at_once(facts, act, actors, amount)

    def decide(self, scene: Scene, act: Event) -> Decision:
        """Whether a hypothetical act may be done, on the case as it stands.

        A rule that does not apply to it, and one about emergencies, permits for the reason `not_applicable`.
        """
        if self._cells.usable and self._plainly_applies(scene, act):
            remembered = self._cells.decision(scene, act, lambda: self._in_full(scene, act))
            if remembered is not None:
                return remembered
        return self._in_full(scene, act)

    def _plainly_applies(self, scene: Scene, act: Event) -> bool:
        """Whether the rule speaks of the act, without a doubt."""
        return self._asked.truth(scene, act) is True and self.limits.surely_applies(scene, act)

    def _in_full(self, scene: Scene, act: Event) -> Decision:
        """The decision, in every world that the doubtful facts allow."""
        try:
            return self._decide(scene, act)  # `scene.settle` refuses doubts; most facts hold none
        except UnsettledTruth as unsettled:
            first = unsettled.doubt
        try:
            tree: Tree[Decision] = in_every_world(scene, lambda: self._decide(scene, act), first=first)
        except TooManyWorlds as many:
            reason = Reason.of("too_many_doubts", count=len(many.leaves))
            return attrs.evolve(self._answer(act, Effect.UNKNOWN, reason), doubts=names(many.leaves))
        return self._merged(act, tree) if isinstance(tree, Fork) else tree

    def _merged(self, act: Event, tree: Tree[Decision]) -> Decision:
        """What all worlds agree on, else unknown, with what it hangs on."""
        leaves = deciding(tree, lambda decision: (decision.effect, decision.reason.code == "not_applicable"))
        if not leaves:
            open_approvers = names(deciding(tree, lambda decision: decision.approvers))
            hanging = names(deciding(tree, lambda decision: (decision.reason, decision.approvers)))
            return _agreed(self.rule, list(outcomes(tree)), open_approvers, hanging)
        doubts = names(leaves)
        answer = self._answer(act, Effect.UNKNOWN, hanging_on(leaves, doubts))
        return attrs.evolve(answer, doubts=doubts)

    def _decide(self, scene: Scene, act: Event) -> Decision:
        named = scene.settle(self._asked.truth(scene, act))
        if not named or self.emergency is not None or not self.limits.applies(scene, act):
            return self._answer(act, Effect.PERMIT, Reason.of("not_applicable"))
        matter, per = scene.timeline.events, self.rule.splits_by
        if per is not None and (per in act.fields or splits(scene, per, matter)):
            matter = self._matter(scene, per, act, (*self._action.candidates(scene), act))
        found = self.limits.find(scene, act, matter)
        return new_decision(
            effect=found.effect,
            action=act.kind,
            rule=self.rule.id,
            clause=self.rule.clause,
            reason=_acting_first(self.rule.id, scene, act, found.relaxed)
            if found.relaxed is not None
            else found.reason,
            approvers=found.approvers,
            form=found.form,
            margin=found.margin,
            arithmetic=found.steps,
            facts=tuple(fact for fact in found.facts if fact.event),
            values=found.values,
            why_not=found.why_not,
            label=self.label,
        )

    def _answer(self, act: Event, effect: Effect, reason: Reason) -> Decision:
        rule = self.rule
        return new_decision(
            effect=effect, action=act.kind, rule=rule.id, clause=rule.clause, reason=reason, label=self.label
        )


def _each(selector: Selector) -> Selector:
    """The same selector, for an act that is not on record yet: which of several it would be is left aside."""
    return Selector(tuple(tuple(attrs.evolve(pattern, nth="each") for pattern in part) for part in selector.parts))


def _timed(verdict: Verdict, outcome: Outcome, term: Term) -> Verdict:
    """A verdict with the instant by which formalities are due."""
    stopped = outcome.stopped
    following = term.due + 1 if term.due is not None else term.horizon
    done = stopped if outcome.reason.code != "refused" else None
    return changed(
        verdict,
        due_us=term.due,
        due_latest_us=term.latest,
        stopped_us=stopped.at if stopped is not None else verdict.stopped_us,
        margin=term.margin(done.at) if done is not None else verdict.margin,
        values=(*verdict.values, *term.values),
        arithmetic=(*verdict.arithmetic, *term.steps, *_due_step(outcome, term)),
        next_us=following if outcome.status is Status.PENDING else verdict.next_us,
    )


def _due_step(outcome: Outcome, term: Term) -> tuple[Step, ...]:
    """By when what follows the act is due: the formalities of an emergency, or the publication of a vote."""
    if term.due is None:
        return ()
    return (Step("publication_due" if "vote" in outcome.state else "formalities_due", term.due),)


def _acting_first(lifted: str, scene: Scene, act: Event, relaxed: Relaxed) -> Reason:
    """The reason of a permit in an emergency: which rule's order it lifts, by which rule, and what is due when."""
    term = relaxed.clause.term(scene, act)
    if term.due is None:
        return Reason.of("emergency", rule=lifted, emergency=relaxed.clause.rule.id)
    return Reason.of("emergency", rule=lifted, emergency=relaxed.clause.rule.id, formalities_due=iso(term.due))


def _agreed(
    rule: Authority, worlds: list[Decision], open_approvers: tuple[str, ...], hanging: tuple[str, ...]
) -> Decision:
    """What several decisions with the same effect share; of different approvals, all that may be asked for."""
    shown = attrs.evolve(
        min(worlds, key=repr),
        reason=one_reason([world.reason for world in worlds], hanging),
        margin=common([world.margin for world in worlds]),
        arithmetic=shared([world.arithmetic for world in worlds]),
        facts=tuple(sorted({fact for world in worlds for fact in world.facts}, key=by_event)),
        values=shared([world.values for world in worlds]),
        why_not=shared([world.why_not for world in worlds]),
    )
    if not open_approvers:
        return shown
    asked = dict.fromkeys(role for world in worlds for role in world.approvers)
    forms = {world.form for world in worlds}
    form = forms.pop() if len(forms) == 1 else ""
    approvers = _in_order(rule, tuple(asked))
    return attrs.evolve(shown, approvers=approvers, form=form, margin=None, values=(), doubts=open_approvers)


def _in_order(rule: Authority, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Roles in the order of the tier that names them all, if there is one: that of a chain says who comes first."""
    for tier in rule.tiers:
        if tier.approvers != "none":
            named = tier.approvers.any_of or tier.approvers.all_of or tier.approvers.chain or ()
            if set(roles) <= set(named):
                return tuple(role for role in named if role in roles)
    return roles


def evaluator(rule: Authority, edition: Edition) -> AuthorityEvaluator:
    """A rule, compiled for one edition of the policy."""
    return AuthorityEvaluator(rule, edition)
