"""Who acts, in which roles: in one's own, and in those of whoever delegated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import attrs

from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.participants import UNENDED
from servicepolicy.language.truth import Doubt, Leaf, Truth, all_of, any_of, negate
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.vocabulary import own_acts
from servicepolicy.money import Money

if TYPE_CHECKING:
    from servicepolicy.models.organisation_queries import Delegation

__all__ = ["Capacity", "How", "capacities", "holds", "nobody_in_common", "own_unit", "role_disagrees", "within_limit"]

UNLIMITED = "organisation.delegations.limit"  # what would tell up to what amount a delegation goes


@attrs.frozen(slots=True)
class Capacity:
    """One way in which a person may act.

    Args:
        actor: Who acts.
        posts: The posts held so, each a role and a unit.
        doubt: Event and field that would tell the roles.
        at: When, UTC microseconds.
        delegation: Under which it is in another's place; `None`: in one's own.
        unsaid: What a rule takes for unbounded where a delegation does not say it: `limit`, `until`.
    """

    actor: Actor
    posts: tuple[tuple[str | None, str | None], ...]
    doubt: tuple[int, str]
    at: int
    delegation: Delegation | None = None
    unsaid: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held so; empty: not known."""
        return tuple(role for role, _unit in self.posts if role is not None)

    @property
    def delegator(self) -> str | None:
        """In whose place; `None`: in one's own."""
        return None if self.delegation is None else self.delegation.from_person

    @property
    def limit(self) -> Money | None:
        """Up to what amount, where a delegation says so."""
        return None if self.delegation is None else self.delegation.limit

    @property
    def stands(self) -> Truth:
        """Whether the delegation still held: one that says no end may have been over."""
        return True if self.delegation is None else _held(self.delegation, self.unsaid)


def _held(given: Delegation, unsaid: Iterable[str]) -> Truth:
    return given.ends or "until" in unsaid or Leaf(0, UNENDED, f"{given.from_person} to {given.to_person}")


Home: TypeAlias = Callable[[Capacity, "str | None", bool], Truth]


@attrs.frozen(slots=True, eq=False)
class How:
    """How a role must be held.

    Attributes:
        below: Each role with those declared below it, where a role above one that is wanted will do.
        home: Whether a post is in the right unit: the capacity, the unit of the post, and whether its role is the one
            that is wanted and not one above it; `None`: in whatever unit.
    """

    below: Mapping[str, frozenset[str]] | None = None
    home: Home | None = None


def own_unit(scene: Scene) -> Home:
    """A post in the subject's own unit; of a role above the one that is wanted, also in a unit above it."""

    def home(capacity: Capacity, unit: str | None, exactly: bool) -> Truth:
        own = scene.unit_of(capacity.at)
        if own is None:
            return Leaf(0, "unit", "own unit")
        if unit is None:
            return Leaf(capacity.doubt[0], "unit", f"is {own}")
        if exactly or unit == own:
            return unit == own
        below = scene.organisation.under(own, unit) if scene.organisation is not None else None
        return Leaf(0, "organisation.units", f"{own} under {unit}") if below is None else below

    return home


def capacities(
    scene: Scene, event: Event, actions: Iterable[str], unsaid: tuple[str, ...] = ()
) -> tuple[Capacity, ...]:
    """How those who did something could act: as themselves, and for those who delegated one of the actions to them.

    There is no chain: what is delegated are the delegator's own posts, never what was delegated to the delegator.
    """
    if not event.actors:
        return (Capacity(Actor(), (), (event.number, "by"), event.at),)
    found: list[Capacity] = []
    for actor in event.actors:
        doubt = (event.number, scene.untold(actor, "role"))
        found.append(Capacity(actor, scene.posts(actor, event.at), doubt, event.at))
        for given in _delegations(scene, actor.id, event.at, actions):
            posts = scene.posts(Actor(given.from_person), event.at)
            found.append(Capacity(actor, posts, (0, "organisation.posts"), event.at, given, unsaid))
    return tuple(found)


def _delegations(scene: Scene, person: str | None, at: int, actions: Iterable[str]) -> Iterable[Delegation]:
    if scene.organisation is None or person is None:
        return ()
    given = scene.organisation.delegators
    return dict.fromkeys(one for action in actions for one in given(person, at, action))


def holds(capacity: Capacity, wanted: Iterable[str], how: How | None = None) -> Truth:
    """Whether one of some roles is held.

    Args:
        capacity: How the person acts.
        wanted: The roles, one of which is enough.
        how: How it must be held; `None`: just so, in whatever unit.
    """
    wanted = tuple(wanted)
    if not capacity.roles:
        number, field = capacity.doubt
        unsaid = Leaf(number, field, f"{capacity.delegator or ''} {' '.join(wanted)}")
        return all_of((unsaid, capacity.stands))
    below = how.below if how is not None else None
    home = how.home if how is not None else None
    found: list[Truth] = []
    for role, unit in capacity.posts:
        exactly = role in wanted
        if exactly or (below is not None and not below.get(role or "", frozenset()).isdisjoint(wanted)):
            found.append(home is None or home(capacity, unit, exactly))
    return all_of((any_of(found), capacity.stands))


def within_limit(capacity: Capacity, amount: Money | None, unsure: Doubt | None) -> Truth:
    """Whether an amount is within what was delegated; a delegation that says no limit leaves that open.

    Args:
        capacity: How the person acts.
        amount: The amount; `None` where the rule is not about money.
        unsure: The doubt, where the amount is not known.
    """
    given = capacity.delegation
    if given is None or (amount is None and unsure is None):
        return True
    if given.limit is None:
        said = "limit" in capacity.unsaid
        return said or Leaf(0, UNLIMITED, f"{given.from_person} to {given.to_person}")
    if unsure is not None or amount is None:
        return unsure if unsure is not None else False
    return amount.currency == given.limit.currency and amount <= given.limit


def nobody_in_common(
    scene: Scene, made: Event, actor: Actor, approved: Event, actions: Iterable[str], unsaid: tuple[str, ...] = ()
) -> Truth:
    """Whether an approver is no maker, acts in no maker's place, nor a maker in the approver's (decision 33).

    A known person in common settles it; else anybody who is not recorded leaves it open (decision 34).
    """
    actions = tuple(actions)
    makers = made.actors or _themselves(scene, made, actor)
    theirs = [_selves(scene, maker, made.at, actions, unsaid) for maker in makers]
    own = _selves(scene, actor, approved.at, actions, unsaid)
    shared = any_of(
        all_of((surely, own[person])) for selves in theirs for person, surely in selves.items() if person in own
    )
    if shared is True:
        return False
    nameless: Truth = True
    if actor.id is None:
        named = sorted({maker.id for maker in makers if maker.id is not None})
        nameless = Leaf(approved.number, "by", f"maker {' '.join(named)}")  # of the next act, another may be the maker
    elif any(maker.id is None for maker in makers):
        nameless = Leaf(made.number, "by", f"maker {actor.id}")
    return all_of((negate(shared), nameless))


def _themselves(scene: Scene, made: Event, approver: Actor) -> tuple[Actor, ...]:
    """Who did an act that is the subject's own, where nobody is recorded: the subject, by whatever id it goes.

    Whoever did other such acts may be the subject under another id, or have acted for it: that leaves it open.
    """
    own = own_acts(scene.facts.subject)
    if made.kind not in own:
        return (Actor(),)
    others = (event for kind in own for event in scene.timeline.by_kind.get(kind, ()))
    if any(actor.id == approver.id for event in others for actor in event.actors):
        return (Actor(scene.facts.id), Actor())
    return (Actor(scene.facts.id),)


def _selves(scene: Scene, actor: Actor, at: int, actions: Iterable[str], unsaid: tuple[str, ...]) -> dict[str, Truth]:
    """A person and everybody in whose place that person may act, each with whether that is so."""
    found: dict[str, Truth] = {}
    for given in _delegations(scene, actor.id, at, actions):
        found[given.from_person] = any_of((found.get(given.from_person, False), _held(given, unsaid)))
    return found if actor.id is None else {**found, actor.id: True}


def role_disagrees(scene: Scene, event: Event) -> str:
    """The role that an event states and that the organisation contradicts; empty where none."""
    if scene.organisation is None:
        return ""
    for actor in event.actors:
        if actor.role is not None and actor.id is not None and actor.role not in scene.roles(actor, event.at):
            return actor.role
    return ""
