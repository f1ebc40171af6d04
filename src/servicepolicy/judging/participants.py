"""Different people at one act, and what two acts have in common: people, their roles, their units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.conditions import Check, holds_of
from servicepolicy.language.bound.nodes import BoundActors
from servicepolicy.language.truth import Leaf, Truth, all_of, any_of, fact_name
from servicepolicy.models.event import Actor, Event

__all__ = ["UNENDED", "Doers", "actors_hold", "doers"]

MACHINES = ("bot", "system")
UNENDED = "organisation.delegations.until"  # what would tell whether a delegation without an end still held

_RECORDED = {"person": "by", "role": "role", "unit": "unit"}  # the field that would tell


def actors_hold(wanted: BoundActors | None) -> Check | None:
    """Compile a demand for several different people; `None` where there is none.

    Whoever has no id may be one more person, or one of those already named: that is a doubt. A machine is no person.
    """
    if wanted is None:
        return None
    who = holds_of(wanted.who)

    def enough(scene: Scene, event: Event | None, at: int, _actor: Actor | None) -> Truth:
        if event is None or not event.actors:
            return Leaf(event.number if event is not None else 0, "by", f"distinct {wanted.distinct}")
        people: dict[str, list[Truth]] = {}
        for number, actor in enumerate(event.actors):
            if scene.kind(actor, at) in MACHINES:
                continue
            meets: Truth = who is None or who(scene, event, at, actor)
            if actor.id is None:
                meets = all_of([meets, Leaf(event.number, "by", f"another person {number}")])
            people.setdefault(actor.id or f"/{number}", []).append(meets)
        return _at_least(wanted.distinct, [any_of(found) for found in people.values()])

    return enough


def _at_least(count: int, truths: Sequence[Truth]) -> Truth:
    """Whether so many of some truths hold."""
    count -= sum(1 for truth in truths if truth is True)
    doubts = [truth for truth in truths if truth is not True and truth is not False]
    if count <= 0:
        return True
    if len(doubts) < count:
        return False
    with_first = all_of([doubts[0], _at_least(count - 1, doubts[1:])])
    return any_of([with_first, _at_least(count, doubts[1:])])


@attrs.frozen(slots=True)
class Doers:
    """Who did something: the people, roles or units that are known, and the facts that would tell the others.

    Attributes:
        known: Those that are known.
        missing: What would tell the others.
        perhaps: Those in whose place somebody acted if a delegation without an end still held.
    """

    known: frozenset[str]
    missing: tuple[str, ...] = ()
    perhaps: frozenset[str] = frozenset()


def doers(scene: Scene, event: Event, by: str) -> Doers:
    """Who did an act, each in their own name and in that of whoever delegated it to them (decision 33).

    Args:
        scene: Whose event it is.
        event: The act.
        by: What is compared: `person`, `role` or `unit`.
    """
    known: set[str] = set()
    perhaps: set[str] = set()
    missing: dict[str, None] = {}
    for actor in event.actors or (Actor(),):
        own = _of(scene, actor, event.at, by)
        known.update(own)
        if not own:
            missing[fact_name(event.number, scene.untold(actor, _RECORDED[by]))] = None
        for giver, surely in _delegators(scene, actor, event):
            theirs = _of(scene, Actor(giver), event.at, by)
            (known if surely else perhaps).update(theirs)
            if not theirs:
                missing["organisation.posts"] = None
    return Doers(frozenset(known), tuple(missing), frozenset(perhaps - known))


def _of(scene: Scene, actor: Actor, at: int, by: str) -> tuple[str, ...]:
    match by:
        case "person":
            return () if actor.id is None else (actor.id,)
        case "role":
            return scene.roles(actor, at)
        case _:
            return scene.units(actor, at)


def _delegators(scene: Scene, actor: Actor, event: Event) -> Iterator[tuple[str, bool]]:
    """In whose place somebody may act, and whether that is sure: without an end a delegation may be over."""
    if scene.organisation is None or actor.id is None:
        return
    given = scene.organisation.delegators(actor.id, event.at, event.kind)
    for giver in dict.fromkeys(one.from_person for one in given):
        yield giver, any(one.ends for one in given if one.from_person == giver)
