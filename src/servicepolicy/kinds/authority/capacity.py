"""Who acts, in which roles: in one's own, and in those of whoever delegated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.language.truth import Doubt, Leaf, Truth
from servicepolicy.models.timeline import Actor, Event
from servicepolicy.money import Money

if TYPE_CHECKING:
    from servicepolicy.models.organisation_queries import Delegation

__all__ = ["Capacity", "capacities", "holds", "nobody_in_common", "role_disagrees", "within_limit"]


@attrs.frozen(slots=True)
class Capacity:
    """One way in which a person may act.

    Args:
        actor: Who acts.
        roles: The roles held so; empty: not known.
        doubt: Event and field that would tell the roles.
        delegator: In whose place; `None`: in one's own.
        limit: Up to what amount, where a delegation says so.
    """

    actor: Actor
    roles: tuple[str, ...]
    doubt: tuple[int, str]
    delegator: str | None = None
    limit: Money | None = None


def capacities(scene: Scene, event: Event, actions: Iterable[str]) -> tuple[Capacity, ...]:
    """How those who did something could act: as themselves, and for those who delegated one of the actions to them.

    There is no chain: what is delegated are the delegator's own posts, never what was delegated to the delegator.
    """
    if not event.actors:
        return (Capacity(Actor(), (), (event.number, "by")),)
    found: list[Capacity] = []
    for actor in event.actors:
        found.append(Capacity(actor, scene.roles(actor, event.at), (event.number, "role")))
        if scene.organisation is None or actor.id is None:
            continue
        for given in _delegations(scene, actor.id, event.at, actions):
            roles = scene.roles(Actor(given.from_person), event.at)
            found.append(Capacity(actor, roles, (0, "organisation.posts"), given.from_person, given.limit))
    return tuple(found)


def _delegations(scene: Scene, person: str, at: int, actions: Iterable[str]) -> Iterable[Delegation]:
    if scene.organisation is None:
        return ()
    given = scene.organisation.delegators
    return dict.fromkeys(one for action in actions for one in given(person, at, action))


def holds(capacity: Capacity, wanted: Iterable[str], below: Mapping[str, frozenset[str]] | None = None) -> Truth:
    """Whether one of some roles is held.

    Args:
        capacity: How the person acts.
        wanted: The roles, one of which is enough.
        below: Each role with those declared below it, where a role above one that is wanted will do.
    """
    wanted = tuple(wanted)
    if not capacity.roles:
        number, field = capacity.doubt
        return Leaf(number, field, f"{capacity.delegator or ''} {' '.join(wanted)}")
    if any(role in wanted for role in capacity.roles):
        return True
    return below is not None and any(not below.get(role, frozenset()).isdisjoint(wanted) for role in capacity.roles)


def within_limit(capacity: Capacity, amount: Money | None, unsure: Doubt | None) -> Truth:
    """Whether an amount is within what was delegated.

    Args:
        capacity: How the person acts.
        amount: The amount; `None` where the rule is not about money.
        unsure: The doubt, where the amount is not known.
    """
    if capacity.limit is None or (amount is None and unsure is None):
        return True
    if unsure is not None or amount is None:
        return unsure if unsure is not None else False
    return amount.currency == capacity.limit.currency and amount <= capacity.limit


def nobody_in_common(scene: Scene, made: Event, actor: Actor, approved: Event, actions: Iterable[str]) -> Truth:
    """Whether an approver is no maker, acts in no maker's place, nor a maker in the approver's (decision 33).

    A known person in common settles it; else anybody who is not recorded leaves it open (decision 34).
    """
    actions = tuple(actions)
    makers = made.actors or (Actor(),)
    theirs = set[str]().union(*(_selves(scene, maker, made.at, actions) for maker in makers))
    if not theirs.isdisjoint(_selves(scene, actor, approved.at, actions)):
        return False
    if actor.id is None:
        return Leaf(approved.number, "by", "maker")
    if any(maker.id is None for maker in makers):
        return Leaf(made.number, "by", "maker")
    return True


def _selves(scene: Scene, actor: Actor, at: int, actions: Iterable[str]) -> set[str]:
    if actor.id is None:
        return set()
    return {actor.id, *(one.from_person for one in _delegations(scene, actor.id, at, actions))}


def role_disagrees(scene: Scene, event: Event) -> str:
    """The role that an event states and that the organisation contradicts; empty where none."""
    if scene.organisation is None:
        return ""
    for actor in event.actors:
        if actor.role is not None and actor.role not in scene.roles(actor, event.at):
            return actor.role
    return ""
