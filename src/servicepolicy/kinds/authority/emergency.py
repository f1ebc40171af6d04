"""Emergencies: was one declared by the act, and by when are the formalities due?"""

from __future__ import annotations

from collections.abc import Iterable

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.conditions import compile_condition, compile_who
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import Place
from servicepolicy.judging.term import Term, TermReader
from servicepolicy.judging.worlds import may_precede
from servicepolicy.kinds.authority.about import AboutAct
from servicepolicy.kinds.authority.approvals import recorded_by
from servicepolicy.kinds.authority.rule import Authority, Emergency
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.truth import Truth, all_of, any_of
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import FactRef

__all__ = ["EmergencyClause"]


class EmergencyClause:
    """What a rule says of acting first, compiled."""

    def __init__(self, rule: Authority, emergency: Emergency, edition: Edition) -> None:
        header = Place.of(edition, rule, "applies")
        formalities = emergency.formalities
        self.rule = rule
        self.about = AboutAct(rule)
        self.applies = compile_condition(rule.applies, header)
        self.when = Matcher(emergency.when, header)
        self.stop = Matcher(formalities.stop, header)
        self.who = compile_who(emergency.who, Place.of(edition, emergency, "who", rule.subject))
        self.due = TermReader(
            formalities.within.form,
            "formalities.within",
            formalities.clock,
            edition.convention(formalities.counting),
            Place.of(edition, formalities, "within", rule.subject),
        )

    def declared(self, scene: Scene, act: Event, matter: Iterable[Event]) -> Truth:
        """Whether an act was done under a declared emergency, by somebody who may act so."""
        recorded = recorded_by(self.rule.late_entry, scene, act.at)
        events = self.when.candidates(scene) if self.when.on_organisation else matter
        before = [
            event
            for event in events
            if event.number != act.number and may_precede(event, act) and event.recorded_at <= recorded
        ]
        parts = range(len(self.when.parts))
        stated = all_of(
            any_of(all_of((self.when.part(part, scene, event), self.about(event, act))) for event in before)
            for part in parts
        )
        if stated is False:
            return False
        applies = self.applies is None or self.applies(scene, None, act.at, None)
        return all_of((stated, applies, self.who is None or self.who(scene, act, act.at, None)))

    def term(self, scene: Scene, act: Event) -> Term:
        """By when the formalities are due."""
        return self.due.term(scene, act)

    def declarations(self, scene: Scene, act: Event, matter: Iterable[Event]) -> tuple[FactRef, ...]:
        """The events that declare it."""
        events = self.when.candidates(scene) if self.when.on_organisation else matter
        return tuple(
            FactRef(event.number, "emergency")
            for event in events
            if event.number != act.number
            and may_precede(event, act)
            and self.about(event, act) is not False
            and any(self.when.part(part, scene, event) is not False for part in range(len(self.when.parts)))
        )
