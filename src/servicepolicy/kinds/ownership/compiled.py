"""An ownership rule, compiled: its selectors and conditions."""

from __future__ import annotations

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.conditions import Check, Failed, compile_condition, failing_test
from servicepolicy.judging.declared import CODE
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import Place
from servicepolicy.judging.term import TermReader
from servicepolicy.kinds.ownership.rule import HANDED_OVER, Handover, Ownership
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.condition import Condition
from servicepolicy.language.truth import Leaf, Truth
from servicepolicy.models.event import Actor, Event

__all__ = ["OwnershipClauses"]


class OwnershipClauses:
    """What a rule says of owners and hand-overs.

    Attributes:
        starts: What makes its actor the owner.
        ends: What answers the question.
        fails: What ends it without an answer.
        event: The hand-over.
        taken: What tells who received it, where it does not.
        ever: Whether a hand-over is ever allowed.
        to_role: The role of the receiver.
        moves_all_the_same: Whether a hand-over that was not allowed moves the question.
        term: By when a required hand-over is due; `None`: before the end.
    """

    def __init__(self, rule: Ownership, edition: Edition) -> None:
        header = Place.of(edition, rule, "applies")
        handover = rule.handover
        selector = handover.event if handover is not None else HANDED_OVER
        self.starts = Matcher(rule.starts, header)
        self.ends = Matcher(rule.ends, header)
        self.fails = Matcher(rule.fails, header)
        self.event = Matcher(selector, header)
        self.taken = Matcher(handover.taken, header) if handover is not None and handover.taken is not None else None
        self.ever = handover is not None
        self.to_role = handover.to_role if handover is not None else None
        self.moves_all_the_same = handover is not None and handover.otherwise == "moves"
        self.term = _term(handover, rule, edition)
        self._applies: Check | None = compile_condition(rule.applies, header)
        self._place = header if handover is None else Place.of(edition, handover, "allowed", rule.subject)
        self._condition = handover.allowed if handover is not None else Condition()
        self._allowed: Check | None = compile_condition(self._condition, self._place)
        self._must = handover is not None and handover.required is not None
        named = set[str]().union(*(one.kinds or () for one in (self.starts, self.event, self.ends, self.fails)))
        self._meanings = {kind: self._meant(kind) for kind in named}
        self._always = self._meant(None)  # what an event of a kind that is not named may mean
        self._required: Check | None = None
        if handover is not None and handover.required is not None:
            place = Place.of(edition, handover, "required", rule.subject)
            self._required = compile_condition(handover.required, place)

    def meanings(self, kind: str) -> tuple[int, ...]:
        """What an event of a kind may mean, by its place among beginning, hand-over, answer and closing."""
        return self._meanings.get(kind, self._always)

    def _meant(self, kind: str | None) -> tuple[int, ...]:
        matchers = (self.starts, self.event, self.ends, self.fails)
        return tuple(place for place, one in enumerate(matchers) if one.kinds is None or kind in one.kinds)

    def applies(self, scene: Scene, at: int) -> bool:
        """Whether the rule applies to the subject at an instant."""
        return self._applies is None or scene.settle(self._applies(scene, None, at, None))

    def required(self, scene: Scene, at: int) -> bool:
        """Whether an owner since then must hand over."""
        return self._must and (self._required is None or scene.settle(self._required(scene, None, at, None)))

    def arrived(self, scene: Scene, owner: Actor, event: Event, at: int) -> bool:
        """Whether the question is with the role to which it has to go: who has it has nobody to hand it to."""
        if self.to_role is None or not self._must:
            return False
        roles = scene.roles(owner, at)
        return self.to_role in roles if roles else scene.settle(Leaf(event.number, "role", f"is {self.to_role}"))

    def allowed(self, scene: Scene, event: Event) -> Truth:
        """Whether the condition of a hand-over holds."""
        return self._allowed is None or self._allowed(scene, event, event.at, None)

    def failing(self, scene: Scene, event: Event) -> Failed:
        """The first test that a hand-over does not pass."""
        return failing_test(self._condition, Condition(), self._place, scene, event)

    def receiver_fits(self, scene: Scene, event: Event, receiver: str) -> Truth:
        """Whether the receiver has the role: by the organisation's posts if it covers them, else by the event."""
        if self.to_role is None:
            return True
        posts = scene.organisation.posts(receiver, event.at) if scene.organisation is not None else None
        if posts is not None:
            return any(role == self.to_role for role, _unit in posts)
        said = event.fields.get("to_role")
        if isinstance(said, str) and scene.declares(said):
            return said == self.to_role
        return Leaf(event.number, "to_role" if said is None else f"{CODE}to_role", f"is {self.to_role}")


def _term(handover: Handover | None, rule: Ownership, edition: Edition) -> TermReader | None:
    if handover is None or handover.within is None:
        return None
    counting = edition.convention(handover.counting)
    place = Place.of(edition, handover, "within", rule.subject)
    return TermReader(handover.within.form, "handover.within", handover.clock, counting, place)
