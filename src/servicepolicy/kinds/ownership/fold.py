"""Who holds the question: events folded into questions, each with its owners and hand-overs in order."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.occurrence import instants
from servicepolicy.judging.quick_results import fact_ref
from servicepolicy.judging.worlds import once, surely_after
from servicepolicy.kinds.ownership.compiled import OwnershipClauses
from servicepolicy.kinds.ownership.successor import Holder, Standing, made_by, standing
from servicepolicy.language.truth import Leaf, Truth, World, any_of
from servicepolicy.models.event import Actor, Event
from servicepolicy.results.verdict import FactRef, WhyNot

__all__ = ["HandedOver", "OwnedMatter", "Question", "Requirement", "fold"]

START, HAND, END, FAIL = range(4)  # the order in which signals of one instant are taken


@attrs.frozen(slots=True)
class HandedOver:
    """A hand-over: from whom, and what forbids it.

    Args:
        event: The event.
        giver: Who answered for the question then.
        held: Number of the event by which the question had come to its owner.
        fault: What forbids it; `None` if nothing does.
        unsent: Number of the event of which nobody recorded who received the question, if it hangs on that; else 0.
    """

    event: Event
    giver: Standing
    held: int
    fault: WhyNot | None
    unsent: int = 0


@attrs.define(slots=True, eq=False)
class Requirement:
    """That an owner must hand over, and how it went.

    Attributes:
        holder: Who had to.
        event: The event by which that person became the owner.
        done: The hand-over that was allowed.
        ended: How it ended without one: a code and the event.
        perhaps: The first hand-over that nothing forbids, of which nobody recorded to whom it was.
    """

    holder: Holder
    event: Event
    done: Event | None = None
    ended: tuple[str, Event] | None = None
    perhaps: Event | None = None

    @property
    def open(self) -> bool:
        """Whether the owner still has to."""
        return self.done is None and self.ended is None


@attrs.define(slots=True, eq=False)
class Question:
    """One question from its first owner to its end.

    Attributes:
        start: The event that began it.
        holder: Who holds it now, or held it last.
        applies: Whether the rule applied when it began.
        handovers: The hand-overs, in order.
        required: The hand-overs that had to be.
        ended: `answered` or `closed_unanswered`, and the event.
        unsent: Number of the hand-over since which somebody else may hold it: nobody recorded to whom it was.
    """

    start: Event
    holder: Holder
    applies: bool = True
    handovers: list[HandedOver] = attrs.field(factory=list[HandedOver])
    required: list[Requirement] = attrs.field(factory=list[Requirement])
    ended: tuple[str, Event] | None = None
    seen: set[int] = attrs.field(factory=set[int])
    failing: set[int] = attrs.field(factory=set[int])
    facts: list[FactRef] = attrs.field(factory=list[FactRef])
    why_not: list[WhyNot] = attrs.field(factory=list[WhyNot])
    tie: bool = False
    unsent: int = 0

    def copied(self) -> Question:
        """The same question, to be folded on by itself."""
        return attrs.evolve(
            self,
            handovers=list(self.handovers),
            required=[attrs.evolve(one) for one in self.required],
            seen=set(self.seen),
            failing=set(self.failing),
            facts=list(self.facts),
            why_not=list(self.why_not),
        )

    @property
    def open(self) -> bool:
        """Whether somebody holds it."""
        return self.ended is None and self.applies


def fold(clauses: OwnershipClauses, scene: Scene, events: Sequence[Event], name: Hashable) -> list[Question]:
    """The questions of one matter, in order.

    Args:
        clauses: The rule.
        scene: The subject.
        events: The events of the matter.
        name: Of the matter, and of what is asked about it: by it a world knows how far it had come.
    """
    questions: list[Question] = []
    groups = once(
        scene, (clauses, name, "instants"), lambda: list(instants(e for e in events if clauses.meanings(e.kind)))
    )
    world = scene.settle if isinstance(scene.settle, World) else None
    begin = 0
    if world is not None and (kept := world.kept((clauses, name))) is not None:
        begin, questions = kept[0], _copied(kept[1])
    for place in range(begin, len(groups)):
        if world is not None:
            world.keep((clauses, name), (place, _copied(questions)))
        group = groups[place]
        signals = _signals(clauses, group)
        _at_once(clauses, scene, questions, signals, several=len(group) > 1)
    return questions


def _at_once(
    clauses: OwnershipClauses,
    scene: Scene,
    questions: list[Question],
    signals: list[tuple[int, Event]],
    *,
    several: bool,
) -> None:
    """Take what the events of one instant mean."""
    for kind, event in _in_order(clauses, scene, questions, signals) if several else signals:
        _take(clauses, scene, questions, kind, event)
    if questions and several and len({kind for kind, _event in signals}) > 1:
        questions[-1].tie = True


class OwnedMatter:
    """The questions of one matter so far.

    Attributes:
        questions: The questions, in order.
    """

    def __init__(self, clauses: OwnershipClauses, scene: Scene, _name: str | None = None) -> None:
        self.questions: list[Question] = []
        self._clauses = clauses
        self._scene = scene

    def begins(self, event: Event) -> bool:
        """Whether an event begins a question."""
        asked = START in self._clauses.meanings(event.kind)
        return asked and self._scene.settle(_any_part(self._clauses.starts, self._scene, event))

    def awaits(self, event: Event, beside: Sequence[Event]) -> bool:
        """Whether a question is open, and an event hands it over or answers it."""
        asked = bool(self.questions) and self.questions[-1].open
        if not (asked or any(self.begins(one) for one in beside)):
            return False
        meant = {HAND: self._clauses.event, END: self._clauses.ends}
        return any(
            self._scene.settle(_any_part(meant[kind], self._scene, event))
            for kind in self._clauses.meanings(event.kind)
            if kind in meant
        )

    def take(self, group: Sequence[Event], foreign: frozenset[int]) -> None:
        """Let events of one instant in; of those of another matter, what closes every one."""
        signals = [
            (kind, event)
            for kind, event in _signals(self._clauses, group)
            if kind == FAIL or event.number not in foreign
        ]
        _at_once(self._clauses, self._scene, self.questions, signals, several=len(group) > 1)


def _copied(questions: list[Question]) -> list[Question]:
    """The questions, the last one to be folded on by itself; nothing changes those before it but a tie."""
    return [*questions[:-1], questions[-1].copied()] if questions else []


def _signals(clauses: OwnershipClauses, group: Iterable[Event]) -> list[tuple[int, Event]]:
    """What events of one instant may mean: beginnings come first, and answers before closings."""
    found = [(kind, event) for event in group for kind in clauses.meanings(event.kind)]
    return sorted(found, key=itemgetter(0)) if len(found) > 1 else found


def _in_order(
    clauses: OwnershipClauses, scene: Scene, questions: list[Question], signals: list[tuple[int, Event]]
) -> Iterator[tuple[int, Event]]:
    """Signals of one instant in turn: of beginnings or hand-overs in no recorded order, any may be the first."""
    for kind, same in groupby(signals, itemgetter(0)):
        waiting = [event for _kind, event in same]
        asked = {START: clauses.starts, HAND: clauses.event}.get(kind)
        standing_open = bool(questions) and questions[-1].open
        tied = False
        if asked is not None and len(waiting) > 1 and standing_open is (kind == HAND):
            waiting = [event for event in waiting if scene.settle(_any_part(asked, scene, event))]
            if kind == START and len({_first_asked(asked, scene, event).id for event in waiting}) == 1:
                waiting = waiting[:1]
            while len(waiting) > 1:
                event, tied_here = _next(scene, waiting)
                waiting = [] if kind == START else [other for other in waiting if other is not event]
                tied |= tied_here
                yield kind, event
        yield from ((kind, event) for event in waiting)
        if tied:
            questions[-1].tie = True


def _next(scene: Scene, waiting: Sequence[Event]) -> tuple[Event, bool]:
    """The event that comes next, in the world at hand, and whether nobody recorded that it does."""
    free = [event for event in waiting if not any(surely_after(event, other) for other in waiting)]
    names = " ".join(str(event.number) for event in free)
    for event in free[:-1]:
        if scene.settle(Leaf(event.number, "seq", f"first of {names}")):
            return event, True
    return free[-1], len(free) > 1


def _take(clauses: OwnershipClauses, scene: Scene, questions: list[Question], kind: int, event: Event) -> None:
    """Let one event change who holds the question."""
    now = questions[-1] if questions and questions[-1].open else None
    if kind == START:
        if now is None and scene.settle(_any_part(clauses.starts, scene, event)):
            questions.append(_begun(clauses, scene, event))
        return
    if now is None:
        return
    if kind == HAND:
        if scene.settle(_any_part(clauses.event, scene, event)):
            _hand_over(clauses, scene, now, event)
    elif kind == END:
        now.seen.update(_parts(clauses.ends, scene, event))
        if len(now.seen) == len(clauses.ends.parts):
            _end(now, "answered", event)
    else:
        now.failing.update(_parts(clauses.fails, scene, event))
        if len(now.failing) == len(clauses.fails.parts):
            _end(now, "closed_unanswered", event)


def _any_part(matcher: Matcher, scene: Scene, event: Event) -> Truth:
    return any_of(matcher.part(part, scene, event) for part in range(len(matcher.parts)))


def _parts(matcher: Matcher, scene: Scene, event: Event) -> Iterator[int]:
    for part in range(len(matcher.parts)):
        if scene.settle(matcher.part(part, scene, event)):
            yield part


def _begun(clauses: OwnershipClauses, scene: Scene, event: Event) -> Question:
    holder = Holder(_first_asked(clauses.starts, scene, event), event.at, event.number, "received")
    question = Question(event, holder, clauses.applies(scene, event.at))
    question.facts.append(fact_ref(event.number, "start"))
    if question.applies:
        _require(clauses, scene, question, event)
    return question


def _first_asked(starts: Matcher, scene: Scene, event: Event) -> Actor:
    """The first of those asked who is on record and meets the selector; the customer never owns the question."""
    staff = [actor for actor in event.actors if actor.kind != "customer"]
    known = [actor for actor in staff if actor.id is not None]
    if len(event.actors) == 1:
        return known[0] if known else Actor()
    for actor in known:
        if scene.settle(_any_part(starts, scene, attrs.evolve(event, actors=(actor,)))):
            return actor
    return Actor()


def _require(clauses: OwnershipClauses, scene: Scene, question: Question, event: Event) -> None:
    """Ask, whenever the owner changes, whether the question must be handed on."""
    scene.owner = question.holder.actor if question.holder.actor.id is not None else None
    try:
        holder = question.holder
        if clauses.required(scene, holder.since) and not clauses.arrived(scene, holder.actor, event, holder.since):
            question.required.append(Requirement(question.holder, event))
    finally:
        scene.owner = None


def _hand_over(clauses: OwnershipClauses, scene: Scene, question: Question, event: Event) -> None:
    event = _received(clauses, scene, event)
    receiver = event.fields.get("to")
    giver = standing(scene, question.holder, event.at)
    if not isinstance(receiver, str):
        question.why_not.append(WhyNot("no_receiver", event.number))
        _unsent(clauses, scene, question, event, giver)
        return
    fault = _fault(clauses, scene, question, giver, event, receiver)
    unsent = 0
    if fault is not None and fault.code == "not_the_owner" and question.unsent:
        # It may have come to whoever hands it on by the one of which nobody recorded to whom it was.
        fault = _forbidden(clauses, scene, event.actors[0] if event.actors else None, event, receiver)
        unsent = question.unsent if fault is None else 0
    question.handovers.append(HandedOver(event, giver, question.holder.event, fault, unsent))
    question.facts.append(fact_ref(event.number, "handover"))
    if fault is not None:
        question.why_not.append(fault)
    if (fault is not None or unsent) and not clauses.moves_all_the_same:
        return
    for requirement in question.required:
        if requirement.open and not unsent:
            if fault is None:
                requirement.done = event
            else:
                requirement.ended = "not_allowed", event
    role, unit = event.fields.get("to_role"), event.fields.get("to_unit")
    if role is None and fault is None:
        role = clauses.to_role  # it was allowed, so this is what the receiver is
    actor = Actor(receiver, role if isinstance(role, str) else None, unit if isinstance(unit, str) else None, None)
    question.holder = Holder(actor, event.at, event.number, "handover")
    question.unsent = 0
    _require(clauses, scene, question, event)


def _received(clauses: OwnershipClauses, scene: Scene, event: Event) -> Event:
    """A hand-over with the receiver whom it does not name, where somebody took over before the next one."""
    if clauses.taken is None or isinstance(event.fields.get("to"), str):
        return event
    later = (one for one in clauses.event.candidates(scene) if surely_after(one, event))
    again = next((one for one in later if scene.settle(_any_part(clauses.event, scene, one))), None)
    for one in clauses.taken.candidates(scene):
        if surely_after(event, one) or (again is not None and not surely_after(again, one)):
            continue
        taker = one.actors[0] if len(one.actors) == 1 else Actor()
        if taker.id is None or one.fields.get("matter") not in (None, event.fields.get("matter")):
            continue
        if scene.settle(clauses.taken.truth(scene, one)):
            said = {"to_role": taker.role, "to_unit": taker.unit}
            told = {name: value for name, value in said.items() if value is not None}
            return attrs.evolve(event, fields={**event.fields, **told, "to": taker.id})
    return event


def _unsent(clauses: OwnershipClauses, scene: Scene, question: Question, event: Event, giver: Standing) -> None:
    """A hand-over of which nobody recorded to whom it was: whoever hands it on next may be the one."""
    fault = _fault(clauses, scene, question, giver, event, None)
    if fault is not None and fault.code == "not_the_owner" and question.unsent:
        fault = _forbidden(clauses, scene, event.actors[0] if event.actors else None, event, None)
    number = event.number if fault is None else 0
    question.handovers.append(HandedOver(event, giver, question.holder.event, fault, number))
    if fault is not None and not clauses.moves_all_the_same:
        return
    question.unsent = question.unsent or event.number
    for requirement in question.required:
        if requirement.open and fault is not None:
            requirement.ended = "not_allowed", event
        elif requirement.open and requirement.perhaps is None:
            requirement.perhaps = event


def _fault(
    clauses: OwnershipClauses, scene: Scene, question: Question, giver: Standing, event: Event, receiver: str | None
) -> WhyNot | None:
    """What forbids a hand-over; the first of: it was not the owner's, the rule, its condition, the receiver's role."""
    if not scene.settle(made_by(giver, event)):
        return WhyNot("not_the_owner", event.number)
    if giver.person is None:
        return _forbidden(clauses, scene, None, event, receiver)
    owner = question.holder.actor if giver.left is None else Actor(giver.person)
    return _forbidden(clauses, scene, owner, event, receiver)


def _forbidden(
    clauses: OwnershipClauses, scene: Scene, owner: Actor | None, event: Event, receiver: str | None
) -> WhyNot | None:
    """What forbids a hand-over by the owner, who is this one; where it is not known to whom, leave that aside."""
    if not clauses.ever:
        return WhyNot("never_allowed", event.number)
    scene.owner = owner
    try:
        if not scene.settle(clauses.allowed(scene, event)):
            return WhyNot("not_allowed", event.number, *clauses.failing(scene, event))
    finally:
        scene.owner = None
    if receiver is not None and not scene.settle(clauses.receiver_fits(scene, event, receiver)):
        return WhyNot("wrong_receiver", event.number, clauses.to_role or "")
    return None


def _end(question: Question, code: str, event: Event) -> None:
    question.ended = code, event
    question.facts.append(fact_ref(event.number, "end"))
    withdrawn = event.kind == "withdrawn" or any(actor.kind == "customer" for actor in event.actors)
    for requirement in question.required:
        if requirement.open:
            requirement.ended = "ended" if withdrawn else "kept", event
