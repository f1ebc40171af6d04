"""Who answers for a question at an instant: its owner, or the head of the unit once the owner has left."""

from __future__ import annotations

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.language.truth import Leaf, Truth, fact_name
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.organisation_queries import Answers

__all__ = ["Holder", "Standing", "answered_by", "made_by", "standing"]


@attrs.frozen(slots=True)
class Holder:
    """Who holds the question, since when, and why.

    Args:
        actor: The person; without id where it is not recorded.
        since: From when.
        event: Number of the event it rests on.
        ground: `received` or `handover`.
    """

    actor: Actor
    since: int
    event: int
    ground: str


@attrs.frozen(slots=True)
class Standing:
    """Who answers for it as things stand.

    Args:
        person: Who; `None` where that is not known.
        since: From when.
        ground: `received`, `handover` or `unit_head`.
        left: Who held it and has left, where the head of the unit took over.
        doubt: What would tell who it is, as a leaf's event and field.
    """

    person: str | None
    since: int
    ground: str
    left: str | None = None
    doubt: tuple[int, str] | None = None

    @property
    def doubts(self) -> tuple[str, ...]:
        """The fact that would tell who it is."""
        return () if self.doubt is None else (fact_name(*self.doubt),)


def standing(scene: Scene, holder: Holder, at: int) -> Standing:
    """Who answers for a question at an instant: whoever has left is replaced by the head of the unit."""
    person = holder.actor.id
    if person is None:
        field = "by" if holder.ground == "received" else "to"
        return Standing(None, holder.since, holder.ground, doubt=(holder.event, field))
    organisation = scene.organisation
    left = None if organisation is None else organisation.left(person, at)
    if left is None or organisation is None:
        return Standing(person, holder.since, holder.ground)
    left = max(left, holder.since)
    head = _head(scene, organisation, holder, at)
    if head is None:
        return Standing(None, left, ground="unit_head", left=person, doubt=(0, "unit.head"))
    since = at
    for turn in reversed(organisation.turns(left, at)):  # back to the change of posts that made this one the head
        if _head(scene, organisation, holder, turn) != head:
            break
        since = turn
    return Standing(head, since, ground="unit_head", left=person)


def made_by(standing_then: Standing, event: Event) -> Truth:
    """Whether an event was made by whoever answered for the question; a doubt where either is not recorded."""
    ids = [actor.id for actor in event.actors]
    if standing_then.person is None:
        number, field = standing_then.doubt or (event.number, "by")
        named = " ".join(sorted(id for id in ids if id is not None))
        return Leaf(number, field, f"owner is {named}")  # of the next hand-over, another may be the owner
    if standing_then.person in ids:
        return True
    return Leaf(event.number, "by", f"owner is {standing_then.person}") if not ids or None in ids else False


def answered_by(standing_then: Standing, event: Event) -> Truth:
    """Whether whoever answered for a question gave the answer; what the customer ends needs none."""
    ended_by_customer = event.kind == "withdrawn" or any(actor.kind == "customer" for actor in event.actors)
    return True if ended_by_customer else made_by(standing_then, event)


def _head(scene: Scene, organisation: Answers, holder: Holder, at: int) -> str | None:
    """The head of the unit in which the owner was, else of the nearest unit above that has one."""
    person = holder.actor.id or ""
    posts = organisation.posts(person, holder.since)
    unit = posts[0][1] if posts else holder.actor.unit or scene.unit_of(at)
    while unit is not None:
        head = organisation.head(unit, at)
        if head is not None and head != person:
            return head
        found = organisation.unit(unit)
        unit = found.parent if found is not None else None
    return None
