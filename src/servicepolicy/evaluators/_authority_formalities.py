"""Acting first: what must follow the act, as the emergency rule sees it and as the rule that it relaxes does."""

from __future__ import annotations

import attrs

from servicepolicy.evaluators._authority_amount import Amount
from servicepolicy.evaluators._authority_approvals import Approvals, Question, same_action
from servicepolicy.evaluators._authority_emergency import EmergencyClause
from servicepolicy.evaluators._authority_finding import Finding, Outcome, Relaxed, still_open, unsettled
from servicepolicy.evaluators._authority_limits import Limits
from servicepolicy.evaluators._worlds import surely_after
from servicepolicy.evaluators.scene import Scene
from servicepolicy.models.timeline import Event
from servicepolicy.verdict import Effect, FactRef, Reason, Status

__all__ = ["Formalities", "approved_later"]


def approved_later(limits: Limits, scene: Scene, act: Event, found: Finding, relaxed: Relaxed) -> Outcome:
    """The rule whose order of approval is lifted: approvals count until the formalities are due."""
    term = relaxed.clause.term(scene, act)
    if term.due is None and term.horizon is None:
        return unsettled(term, found)
    last = term.due if term.due is not None else (term.horizon or 0) - 1
    question, given = limits.later(scene, act, relaxed, min(scene.as_of, last))
    approvals = limits.approvals
    tiers = tuple(one for one in found.why_not if not one.code.startswith("approval_"))
    shown = attrs.evolve(
        found,
        why_not=(*approvals.why_not(given, relaxed.approvers), *tiers),
        facts=(*found.facts, *approvals.read(given, relaxed.approvers)),
    )
    if scene.settle(approvals.enough(given, relaxed.approvers)):
        return Outcome(Status.MET, Reason.of("approved"), shown, ("emergency",), term)
    refusal = approvals.standing_refusal(question, given)
    if refusal is not None:
        shown = attrs.evolve(shown, facts=(*shown.facts, FactRef(refusal.number, "refusal")))
        return Outcome(Status.BREACHED, Reason.of("refused"), shown, ("emergency",), term)
    return still_open(scene, term, shown, "not_approved")


@attrs.frozen(slots=True)
class Formalities:
    """An emergency rule, with the limits that it relaxes, where the policy has them.

    Attributes:
        clause: What the rule says of acting first.
        approvals: What it says of approvals itself.
        relaxes: The limits whose order of approval it lifts.
    """

    clause: EmergencyClause
    approvals: Approvals
    relaxes: Limits | None

    def judge(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Outcome:
        """What had to follow an act that came first."""
        found = Finding(Effect.PERMIT, Reason.of("emergency"), facts=(FactRef(act.number, "act"),))
        if not scene.settle(self.clause.declared(scene, act, matter)):
            return Outcome(Status.NOT_APPLICABLE, Reason.of("no_emergency"), found)
        found = attrs.evolve(found, facts=(*found.facts, *self.clause.declarations(scene, act, matter)))
        relaxed: Relaxed | None = None
        if self.relaxes is not None and self.relaxes.applies(scene, act):
            licence = self.relaxes.find(scene, act, matter)
            relaxed = licence.relaxed
            if relaxed is None:
                code = "approved_before" if licence.effect is Effect.PERMIT else "not_relaxed"
                return Outcome(Status.NOT_APPLICABLE, Reason.of(code), found)
        return self._followed(scene, act, matter, found, relaxed)

    def _followed(
        self, scene: Scene, act: Event, matter: tuple[Event, ...], found: Finding, relaxed: Relaxed | None
    ) -> Outcome:
        term = self.clause.term(scene, act)
        refusal = self._refusal(scene, act, matter)
        done = self._done(scene, act, matter, relaxed)
        if refusal is not None and (done is None or not surely_after(refusal, done)):
            shown = attrs.evolve(found, facts=(*found.facts, FactRef(refusal.number, "refusal")))
            return Outcome(Status.BREACHED, Reason.of("refused"), shown, ("emergency",), term, refusal)
        if done is None:
            return still_open(scene, term, found, "not_done")
        shown = attrs.evolve(found, facts=(*found.facts, FactRef(done.number, "formalities")))
        match term.in_time(done.at):
            case True:
                return Outcome(Status.MET, Reason.of("in_time"), shown, ("emergency",), term, done)
            case False:
                return Outcome(Status.BREACHED, Reason.of("too_late"), shown, ("emergency",), term, done)
            case None:
                return unsettled(term, shown)

    def _refusal(self, scene: Scene, act: Event, matter: tuple[Event, ...]) -> Event | None:
        """The first refusal after the act."""
        approvals = self.approvals if self.relaxes is None else self.relaxes.approvals
        later = Question(scene, act, Amount(None, None), matter, max(scene.as_of, act.at + 1), scene.as_of)
        for event, truth in approvals.refusals(later):
            if not surely_after(act, event) and scene.settle(truth):
                return event
        return None

    def _done(self, scene: Scene, act: Event, matter: tuple[Event, ...], relaxed: Relaxed | None) -> Event | None:
        """The event by which everything that had to follow had followed."""
        stop = self.clause.stop
        seen: set[int] = set()
        for event in stop.candidates(scene) if stop.on_organisation else matter:
            if event.number == act.number or surely_after(act, event) or not same_action(event, act):
                continue
            seen.update(part for part in range(len(stop.parts)) if scene.settle(stop.part(part, scene, event)))
            if len(seen) == len(stop.parts) and self._licensed(scene, act, relaxed, event):
                return event
        return None

    def _licensed(self, scene: Scene, act: Event, relaxed: Relaxed | None, event: Event) -> bool:
        """Whether by an event all is approved that the relaxed rule asks for."""
        if relaxed is None or self.relaxes is None:
            return True
        _question, given = self.relaxes.later(scene, act, relaxed, event.at)
        return scene.settle(self.relaxes.approvals.enough(given, relaxed.approvers))
