"""Decides ownership: who was asked first keeps the question until it is answered or rightly handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import attrs

from servicepolicy.judging.agreement import common
from servicepolicy.judging.case_view import Scene, why_missing
from servicepolicy.judging.matters import allot, allot_one, names_of, prefix_of, splits
from servicepolicy.judging.occurrence import occurrence_key
from servicepolicy.judging.term import Term
from servicepolicy.judging.verdicts import Awaited, Judged, blank_verdict
from servicepolicy.judging.worlds import in_every_world, names
from servicepolicy.kinds.ownership.compiled import OwnershipClauses
from servicepolicy.kinds.ownership.fold import HandedOver, OwnedMatter, Question, Requirement, fold
from servicepolicy.kinds.ownership.rule import Ownership
from servicepolicy.kinds.ownership.successor import Holder, answered_by, standing
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.label import Label
from servicepolicy.language.truth import Fork, Leaf, TooManyWorlds, Tree, deciding, fact_name, outcomes
from servicepolicy.models.event import Actor, Event
from servicepolicy.results.verdict import FactRef, Owner, Reason, Status, Step, Verdict

__all__ = ["OwnershipEvaluator", "evaluator"]


class OwnershipEvaluator:
    """First-question responsibility, compiled for one edition.

    Attributes:
        rule: The rule.
    """

    def __init__(self, rule: Ownership, edition: Edition) -> None:
        self.rule = rule
        self.label: Label = edition.label(rule)
        self.clauses = OwnershipClauses(rule, edition)
        self.looked_for = self.clauses.ends

    # after the fact

    def awaited(self, verdict: Verdict, /) -> Awaited:
        """The hand-over that is required, or what ends the question."""
        handing_over = verdict.occurrence.rpartition("/")[2].startswith("required")
        handover = self.rule.handover
        return (handover.event if handing_over and handover is not None else self.rule.ends).named()

    def judge(self, scene: Scene) -> Judged:
        """The verdicts: one a question, one a hand-over, one for each hand-over that had to be."""
        matters = self._questions(scene, scene.timeline.events)
        verdicts = tuple(one for matter, asked in matters for one in self._told(scene, prefix_of(matter), asked))
        return verdicts or (blank_verdict(self.rule, scene, Status.NOT_APPLICABLE, Reason.of("not_triggered")),)

    def by_matter(self, scene: Scene) -> list[tuple[str | None, Callable[[], Judged]]]:
        """How each matter is judged by itself."""
        events, per = scene.timeline.events, self.rule.splits_by
        if per is None or not splits(scene, per, events):
            return []

        def alone(name: str | None) -> Judged:
            matter = allot_one(scene, per, events, partial(OwnedMatter, self.clauses, scene), name)
            return tuple(self._told(scene, prefix_of(name), matter.questions))

        return [(name, partial(alone, name)) for name in (None, *names_of(per, events))]

    def _told(self, scene: Scene, prefix: str, questions: Sequence[Question]) -> Iterator[Verdict]:
        taken: set[str] = set()
        required: set[str] = set()
        first = True
        for place, question in enumerate(questions):
            yield self._of_question(scene, question, prefix + _numbered("question", place + 1))
            for handed in question.handovers:
                key = occurrence_key(handed.event.since, taken)
                yield self._of_handover(scene, handed, f"{prefix}handover-{key}")
            for requirement in question.required:
                begun = occurrence_key(requirement.holder.since, required)
                yield self._of_requirement(scene, requirement, f"{prefix}required{'' if first else f'-{begun}'}")
                first = False

    def _questions(self, scene: Scene, events: Sequence[Event]) -> Iterator[tuple[str | None, list[Question]]]:
        """The questions of each matter that some events name."""
        per = self.rule.splits_by
        if per is None or not splits(scene, per, events):
            yield None, fold(self.clauses, scene, events, len(events))
            return
        for name, matter in allot(scene, per, events, partial(OwnedMatter, self.clauses, scene)).items():
            yield name, matter.questions

    def _of_question(self, scene: Scene, question: Question, key: str) -> Verdict:
        held = standing(scene, question.holder, scene.as_of if question.ended is None else question.ended[1].at)
        owner = held.person
        credit: tuple[str, ...] = ()
        stopped: int | None = None
        if not question.applies:
            status, code = Status.NOT_APPLICABLE, "not_applicable"
            owner = None
        elif question.ended is None:
            status, code = Status.PENDING, "not_yet_answered"
        else:
            code, event = question.ended
            status = Status.MET if code == "answered" else Status.BREACHED
            credit, stopped = _people(event), event.at
        state = {"tie"} if question.tie else set[str]()
        unsaid: tuple[str, ...] = held.doubts if question.applies else ()
        if self.rule.replies == "owner" and code == "answered" and question.ended is not None:
            by_owner = answered_by(held, question.ended[1])
            if by_owner is False:
                state.add("answered_by_other")
            elif isinstance(by_owner, Leaf):
                unsaid = tuple(sorted({*unsaid, by_owner.name}))
        return blank_verdict(
            self.rule,
            scene,
            status,
            Reason.of(code),
            key,
            state=tuple(sorted(state)),
            owner=owner,
            left_open=unsaid,
            credit=credit,
            started_us=question.start.at,
            stopped_us=stopped,
            arithmetic=(Step("owner_left", held.since, value=held.left),) if held.left and question.applies else (),
            facts=tuple(question.facts),
            why_not=tuple(question.why_not),
            final=question.ended is not None,
        )

    def _of_handover(self, scene: Scene, handed: HandedOver, key: str) -> Verdict:
        fault, doubts = handed.fault, () if not handed.unsent else (fact_name(handed.unsent, "to"),)
        status = Status.MET if fault is None else Status.BREACHED
        reason = Reason.of("handed_over" if fault is None else fault.code)
        if doubts:
            status, reason = Status.UNKNOWN, Reason.of("missing_fact", fact=doubts[0])
        return blank_verdict(
            self.rule,
            scene,
            status,
            reason,
            key,
            owner=handed.giver.person,
            credit=_people(handed.event),
            started_us=handed.event.at,
            stopped_us=handed.event.at,
            facts=(FactRef(handed.held, "owner"), FactRef(handed.event.number, "handover")),
            why_not=() if fault is None else (fault,),
            doubts=doubts,
            final=not doubts,
        )

    def _of_requirement(self, scene: Scene, requirement: Requirement, key: str) -> Verdict:
        term = self.clauses.term.term(scene, requirement.event) if self.clauses.term is not None else Term(None)
        timed = self.clauses.term is not None
        closing = requirement.done or (requirement.ended[1] if requirement.ended is not None else None)
        at = closing.at if closing is not None else scene.as_of
        in_time = term.in_time(at) if timed else True
        status, code, done = Status.PENDING, "not_yet_due", requirement.done
        doubts: tuple[str, ...] = ()
        if in_time is None:
            code, fact = why_missing(term.missing)
            status, doubts = Status.UNKNOWN, (fact,)
            code = "calendar_not_published" if term.horizon is not None else code
        elif done is not None:
            status, code = (Status.MET, "in_time") if in_time else (Status.BREACHED, "too_late")
        elif not in_time:
            status, code = Status.BREACHED, "not_done"
        elif requirement.ended is not None:
            code = requirement.ended[0]
            status = Status.NOT_APPLICABLE if code == "ended" else Status.BREACHED
        perhaps = requirement.perhaps
        if status is not Status.MET and perhaps is not None and not (timed and term.in_time(perhaps.at) is False):
            name = fact_name(perhaps.number, "to")  # to hand it over was what had to be, if that was one
            status, code, doubts, term = Status.UNKNOWN, "missing_fact", (name,), attrs.evolve(term, missing=name)
        still_open = status is Status.BREACHED and closing is None
        facts = [FactRef(requirement.holder.event, "start")]
        if closing is not None:
            facts.append(FactRef(closing.number, "handover" if done is not None else "end"))
        following = term.due + 1 if term.due is not None else term.horizon
        reason = Reason.of(code, **_argument(code, term.missing))
        return blank_verdict(
            self.rule,
            scene,
            status,
            reason,
            key,
            state=("open",) if still_open else (),
            owner=requirement.holder.actor.id,
            credit=_people(done) if done is not None else (),
            started_us=requirement.holder.since,
            due_us=term.due,
            due_latest_us=term.latest,
            stopped_us=done.at if done is not None else None,
            margin=term.margin(done.at) if done is not None else None,
            values=term.values,
            arithmetic=term.steps,
            facts=tuple(facts),
            doubts=doubts,
            next_us=following if status is Status.PENDING else None,
            final=closing is not None and status is not Status.UNKNOWN,
        )

    # who holds it

    def owner(self, scene: Scene, at: int, matter: str | None = None) -> Owner:
        """Who holds the question at an instant; where a doubtful hand-over leaves it open, who it may be.

        Args:
            scene: The subject.
            at: The instant.
            matter: Of which matter; `None`, and one of which nobody was asked: of whichever is open.
        """
        try:
            tree: Tree[Owner] = in_every_world(scene, lambda: self._owner(scene, at, matter))
        except TooManyWorlds as many:
            return attrs.evolve(self._nobody("too_many_doubts"), doubts=names(many.leaves))
        return self._merged(tree) if isinstance(tree, Fork) else tree

    def _merged(self, tree: Tree[Owner]) -> Owner:
        """The person on whom all worlds agree, else whoever it may be."""
        worlds = list(outcomes(tree))
        leaves = deciding(tree, lambda owner: owner.person)
        if not leaves:
            return _of_one_person(worlds, names(deciding(tree, lambda owner: owner)))
        candidates = _everybody(worlds)
        doubts = tuple(sorted({*names(leaves), *(doubt for world in worlds for doubt in world.doubts)}))
        return attrs.evolve(self._nobody("doubtful"), candidates=candidates, doubts=doubts)

    def _owner(self, scene: Scene, at: int, matter: str | None) -> Owner:
        nobody = "not_asked"
        by_matter = {
            name: questions[-1]
            for name, questions in self._questions(scene, [e for e in scene.timeline.events if e.at <= at])
            if questions
        }
        asked = {matter: by_matter[matter]} if matter is not None and matter in by_matter else by_matter
        held: list[Owner] = []
        for last in asked.values():
            if last.open:
                held.append(self._standing(scene, last.holder, at))
            else:
                nobody = last.ended[0] if last.ended is not None else "not_applicable"
        if len(held) < 2:
            return held[0] if held else self._nobody(nobody)
        if len({(owner.person, owner.candidates) for owner in held}) == 1:
            return _of_one_person(held, (self.rule.splits_by or "",))
        doubts = {self.rule.splits_by or "", *(doubt for owner in held for doubt in owner.doubts)}
        several = self._nobody("several_matters")
        return attrs.evolve(several, candidates=_everybody(held), doubts=tuple(sorted(doubts)))

    def _nobody(self, ground: str) -> Owner:
        return Owner(rule=self.rule.id, person=None, ground=ground, clause=self.rule.clause, label=self.label)

    def _standing(self, scene: Scene, holder: Holder, at: int) -> Owner:
        """The owner as things stand: whoever has left is replaced by the head of the unit."""
        found = standing(scene, holder, at)
        held = attrs.evolve(
            self._nobody(found.ground),
            person=found.person,
            since_us=found.since,
            event=holder.event,
            doubts=found.doubts,
        )
        roles = scene.roles(holder.actor if found.left is None else Actor(found.person), at)
        return held if found.person is None or not roles else attrs.evolve(held, role=roles[0])


def _everybody(owners: Iterable[Owner]) -> tuple[str, ...]:
    """All who may hold it."""
    persons = {owner.person for owner in owners if owner.person is not None}
    return tuple(sorted(persons.union(*(owner.candidates for owner in owners))))


def _of_one_person(worlds: list[Owner], hanging: tuple[str, ...]) -> Owner:
    """One owner in all worlds; since when and why is told only where they agree on that."""
    shown = min(worlds, key=repr)
    if not hanging:
        return shown
    grounds = {(world.ground, world.event) for world in worlds}
    ground, event = grounds.pop() if len(grounds) == 1 else ("doubtful", 0)
    doubts = tuple(sorted({*hanging, *(doubt for world in worlds for doubt in world.doubts)}))
    since, role = common([world.since_us for world in worlds]), common([world.role for world in worlds])
    return attrs.evolve(shown, ground=ground, event=event, since_us=since, role=role, doubts=doubts)


def _numbered(word: str, place: int) -> str:
    return word if place == 1 else f"{word}#{place}"


def _argument(code: str, name: str) -> dict[str, str]:
    match code:
        case "calendar_not_published":
            return {"calendar": name}
        case "missing_fact" | "missing_value" | "no_calendar" | "no_option":
            return {"fact": name}
        case _:
            return {}


def _people(event: Event) -> tuple[str, ...]:
    return tuple(actor.id for actor in event.actors if actor.id is not None)


def evaluator(rule: Ownership, edition: Edition) -> OwnershipEvaluator:
    """A rule, compiled for one edition of the policy."""
    return OwnershipEvaluator(rule, edition)
