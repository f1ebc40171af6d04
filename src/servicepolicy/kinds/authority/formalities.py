"""Acting first: what must follow the act, as the emergency rule sees it and as the rule that it relaxes does."""

from __future__ import annotations

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.worlds import surely_after
from servicepolicy.kinds.authority.approvals import Approvals, Given
from servicepolicy.kinds.authority.emergency import EmergencyClause
from servicepolicy.kinds.authority.finding import Finding, Outcome, Relaxed, completed, still_open, unsettled
from servicepolicy.kinds.authority.limits import Limits
from servicepolicy.language.truth import all_of
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Effect, FactRef, Reason, Status

__all__ = ["Formalities", "approved_later"]


def approved_later(limits: Limits, scene: Scene, act: Event, found: Finding, relaxed: Relaxed) -> Outcome:
    """The rule whose order of approval is lifted: approvals count until the formalities are due."""
    term = relaxed.clause.term(scene, act)
    if term.due is None and term.horizon is None:
        return unsettled(term, found)
    approvals = limits.approvals
    done, given = _licence(limits, scene, act, relaxed)
    tiers = tuple(one for one in found.why_not if not one.code.startswith("approval_"))
    shown = found.but(
        why_not=tuple(dict.fromkeys((*approvals.why_not(scene, given, relaxed.approvers, relaxed.matter), *tiers))),
        facts=(*found.facts, *approvals.read(scene, given, relaxed.approvers)),
    )
    refusal = approvals.refused_since(scene, act, relaxed.matter)
    if refusal is not None and (done is None or not surely_after(refusal, done)):
        shown = shown.but(facts=(*shown.facts, FactRef(refusal.number, "refusal")))
        return Outcome(Status.BREACHED, Reason.of("refused"), shown, ("emergency",), term)
    if done is None:
        return still_open(scene, term, shown, "not_approved", relaxed)
    match term.in_time(done.at):
        case True:
            return Outcome(Status.MET, Reason.of("approved"), shown, ("emergency",), term)
        case False:
            return Outcome(Status.BREACHED, Reason.of("too_late"), shown, ("emergency",), term, done)
        case None:
            return unsettled(term, shown)


def _licence(limits: Limits, scene: Scene, act: Event, relaxed: Relaxed) -> tuple[Event | None, tuple[Given, ...]]:
    """The event by which all had approved who must, and what was given by then.

    Once it is complete, neither a refusal nor another amount takes it back: the act was done long ago.
    """
    given = limits.later(scene, act, relaxed, act)
    for event in (act, *limits.approvals.chances(scene, relaxed.matter)):
        if surely_after(act, event):
            continue
        given = limits.later(scene, act, relaxed, event)
        if scene.settle(limits.approvals.enough(scene, given, relaxed.approvers)):
            return event, given
    return None, given


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
        found = found.but(facts=(*found.facts, *self.clause.declarations(scene, act, matter)))
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
        approvals = self.approvals if self.relaxes is None else self.relaxes.approvals
        refusal = approvals.refused_since(scene, act, matter)
        done = self._done(scene, act, matter, relaxed)
        if refusal is not None and (done is None or not surely_after(refusal, done)):
            shown = found.but(facts=(*found.facts, FactRef(refusal.number, "refusal")))
            return Outcome(Status.BREACHED, Reason.of("refused"), shown, ("emergency",), term, refusal)
        if done is None:
            return still_open(scene, term, found, "not_done", relaxed)
        shown = found.but(facts=(*found.facts, FactRef(done.number, "formalities")))
        return completed(term, done, shown, ("in_time", "too_late"))

    def _done(self, scene: Scene, act: Event, matter: tuple[Event, ...], relaxed: Relaxed | None) -> Event | None:
        """The event by which everything that had to follow had followed."""
        stop = self.clause.stop
        seen: set[int] = set()
        for event in stop.candidates(scene) if stop.on_organisation else matter:
            if event.number == act.number or surely_after(act, event):
                continue
            about = self.clause.about(event, act)
            parts = range(len(stop.parts)) if about is not False else ()
            seen.update(part for part in parts if scene.settle(all_of((stop.part(part, scene, event), about))))
            if len(seen) == len(stop.parts) and self._licensed(scene, act, relaxed, event):
                return event
        return None

    def _licensed(self, scene: Scene, act: Event, relaxed: Relaxed | None, event: Event) -> bool:
        """Whether by an event all is approved that the relaxed rule asks for."""
        if relaxed is None or self.relaxes is None:
            return True
        given = self.relaxes.later(scene, act, relaxed, event)
        return scene.settle(self.relaxes.approvals.enough(scene, given, relaxed.approvers))
