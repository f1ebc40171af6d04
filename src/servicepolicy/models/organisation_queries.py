"""The organisation as evaluators ask it: who held which post, who could act for whom, what belongs to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import attrs

from servicepolicy.models.unit import Unit
from servicepolicy.money import Money

__all__ = ["Answers", "Delegation", "Post"]


T = TypeVar("T")


@attrs.frozen
class Post:
    """One person in one role of one unit, from one instant until another (UTC microseconds, half open)."""

    person: str
    role: str
    unit: str
    from_: int
    until: int


@attrs.frozen
class Delegation:
    """Leave to act in another's place, from one instant until another (UTC microseconds, half open).

    Args:
        from_person: Who delegates.
        to_person: Who acts instead.
        actions: What may be done; `None` is everything.
        limit: Up to what amount; `None` is not recorded.
        from_: First instant.
        until: First instant at which it no longer holds.
        ends: Its end is recorded.
    """

    from_person: str
    to_person: str
    actions: frozenset[str] | None
    limit: Money | None
    from_: int
    until: int
    ends: bool = True


@attrs.frozen(eq=False)
class Answers:
    """Compiled answers of one organisation. Instants are UTC microseconds; `None` always means unknown."""

    _units: Mapping[str, Unit] | None
    _posts: Mapping[str, tuple[Post, ...]] | None
    _by_unit: Mapping[str, tuple[Post, ...]]
    _teams: Mapping[str, tuple[tuple[int, int, frozenset[str]], ...]] | None
    _delegations: Mapping[str, tuple[Delegation, ...]] | None
    _members: tuple[tuple[int, int, frozenset[str]], ...] | None

    def posts(self, person: str, at: int) -> tuple[tuple[str, str], ...] | None:
        """Roles and units of a person at an instant; `None` where the organisation does not cover the person then."""
        if self._posts is None:
            return None
        held = tuple((post.role, post.unit) for post in self._posts.get(person, ()) if post.from_ <= at < post.until)
        return held or None

    def not_held(self, person: str, at: int) -> tuple[str, ...]:
        """Roles that a person had, or will have, and surely has not at an instant at which no post is listed."""
        posts = () if self._posts is None else self._posts.get(person, ())
        held = any(post.from_ <= at < post.until for post in posts)
        return () if held else tuple(dict.fromkeys(post.role for post in posts))

    def has_role(self, role: str) -> bool:
        """Whether a role is that of a post, whoever holds it when."""
        return any(post.role == role for posts in self._by_unit.values() for post in posts)

    def held_between(self, roles: frozenset[str], since: int | None, until: int | None) -> bool:
        """Whether somebody holds one of some roles at any instant from one until another; `None` is open."""
        every = (post for posts in self._by_unit.values() for post in posts if post.role in roles)
        return any((until is None or post.from_ < until) and (since is None or since < post.until) for post in every)

    def holders(self, role: str, unit: str, at: int) -> frozenset[str]:
        """Who holds a role in a unit itself at an instant, as far as posts are listed."""
        return frozenset(
            post.person for post in self._by_unit.get(unit, ()) if post.role == role and post.from_ <= at < post.until
        )

    def staff(self, roles: frozenset[str], at: int) -> frozenset[str] | None:
        """Who holds one of some roles at an instant, in whichever unit; `None` where posts are not listed."""
        if self._posts is None:
            return None
        every = (post for posts in self._posts.values() for post in posts)
        return frozenset(post.person for post in every if post.role in roles and post.from_ <= at < post.until)

    def left(self, person: str, at: int) -> int | None:
        """When a person who has no post at an instant lost the last one; `None` for all others."""
        posts = () if self._posts is None else self._posts.get(person, ())
        ended = [post.until for post in posts if post.until <= at]
        return max(ended) if ended and not any(post.from_ <= at < post.until for post in posts) else None

    def turns(self, since: int, until: int) -> tuple[int, ...]:
        """The instants at which posts change between two instants, both included and the first always among them."""
        found = {edge for posts in self._by_unit.values() for post in posts for edge in (post.from_, post.until)}
        return tuple(sorted({since, *(edge for edge in found if since < edge <= until)}))

    def delegators(self, person: str, at: int, action: str) -> tuple[Delegation, ...]:
        """Delegations under which a person could do an action at an instant. There is no chain."""
        given = () if self._delegations is None else self._delegations.get(person, ())
        return tuple(
            one for one in given if one.from_ <= at < one.until and (one.actions is None or action in one.actions)
        )

    def knows_posts(self) -> bool:
        """Whether posts are listed at all: who somebody is then tells which role they have."""
        return self._posts is not None

    def knows_units(self) -> bool:
        """Whether units are listed at all."""
        return self._units is not None

    def knows_delegations(self) -> bool:
        """Whether delegations are listed at all; if not, whether somebody delegated is unknown."""
        return self._delegations is not None

    def unit(self, id: str) -> Unit | None:
        """A unit by its key."""
        return None if self._units is None else self._units.get(id)

    def head(self, unit: str, at: int) -> str | None:
        """Key of the head of a unit at an instant: the holder of its `head_role`, else its named head."""
        found = self.unit(unit)
        if found is None:
            return None
        if found.head_role is not None:
            holders = self.holders(found.head_role, unit, at)
            if len(holders) == 1:
                return next(iter(holders))
            if holders:
                return None  # two heads at once: which of them is not known
        return found.head

    def under(self, unit: str, ancestor: str) -> bool | None:
        """Whether a unit is another or lies below it; `None` where the units are not known."""
        here = self.unit(unit)
        if here is None or self.unit(ancestor) is None:
            return True if unit == ancestor else None
        while here is not None:
            if here.id == ancestor:
                return True
            here = None if here.parent is None else self.unit(here.parent)
        return False

    def members(self, unit_or_team: str | None, at: int) -> frozenset[str] | None:
        """Keys of the people of a unit and of those below it, or of a team; `None` as a name means everybody."""
        if unit_or_team is None:
            return self._everybody(at)
        spans = None if self._teams is None else self._teams.get(unit_or_team)
        if spans is not None:
            return _holding(spans, at) or frozenset()
        if self._posts is None or self.unit(unit_or_team) is None:
            return None
        return frozenset(
            post.person
            for unit, posts in self._by_unit.items()
            if self.under(unit, unit_or_team)
            for post in posts
            if post.from_ <= at < post.until
        )

    def calendar_of(self, unit: str) -> str | None:
        """Name of the calendar of a unit: its own, else that of the nearest unit above that has one."""
        here = self.unit(unit)
        while here is not None:
            if here.calendar is not None:
                return here.calendar
            here = None if here.parent is None else self.unit(here.parent)
        return None

    def _everybody(self, at: int) -> frozenset[str] | None:
        if self._members is not None:
            return _holding(self._members, at)
        if self._posts is None:
            return None
        return frozenset(
            person for person, posts in self._posts.items() if any(post.from_ <= at < post.until for post in posts)
        )


def grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    """What goes by one name, together."""
    groups: dict[str, list[T]] = {}
    for name, one in pairs:
        groups.setdefault(name, []).append(one)
    return {name: tuple(found) for name, found in groups.items()}


def _holding(spans: Iterable[tuple[int, int, frozenset[str]]], at: int) -> frozenset[str] | None:
    return next((people for from_, until, people in spans if from_ <= at < until), None)
