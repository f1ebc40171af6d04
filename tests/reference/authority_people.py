"""The naive twin of authority: who acts, in which role, in whose place, and who belongs to what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.reference.conditions import Former, World, actor_reader, holds
from tests.reference.subject import instant

Plain = dict[str, Any]
ROLE, MEMBER = "role", "member_of"


class People:
    """The organisation, as it was from time to time, in one world."""

    def __init__(self, context: Plain, world: World, roles: Plain) -> None:
        self.organisation: Plain | None = context.get("organisation")
        self.world = world
        self.roles = roles

    def kind_of(self, actor: Plain, at: datetime) -> Any:
        """What an actor is: as recorded, else what holds the role; a post of the organisation is a person's."""
        if actor.get("kind") is not None:
            return actor["kind"]
        posts = [post for post in self._listed("posts") if post["person"] == actor.get("id") and covers(post, at)]
        held = posts[0]["role"] if posts else actor.get("role")
        if held in self.roles:
            return (self.roles[held] or {}).get("kind", "human")
        return "human" if posts else None

    def _listed(self, name: str) -> list[Plain]:
        return (self.organisation or {}).get(name) or []

    def role_of(self, actor: Plain, at: datetime) -> Any:
        """The post that the organisation knows of, else what the event says; `None` is not recorded.

        Whoever had a post, or will have one, and has none then, has not that role; whoever is `named` surely has not.
        """
        if "named" in actor:
            told = self.role_of({"id": actor["named"], "role": actor["role"]}, at)
            every = [post for post in self._listed("posts") if post["person"] == actor["named"]]
            if not every or any(covers(post, at) for post in every):
                return told
            roles = frozenset(post["role"] for post in every)
            if actor["role"] in roles:
                return None  # the act states what the posts deny
            return Former(roles) if told is None else told
        posts = [post for post in self._listed("posts") if post["person"] == actor.get("id") and covers(post, at)]
        if posts:
            return posts[0]["role"]
        other = {post["role"] for post in self._listed("posts") if post["person"] == actor.get("id")}
        return None if self._would_tell(actor) or actor.get("role") in other else actor.get("role")

    def _would_tell(self, actor: Plain) -> bool:
        """Whether posts are on record, so that a role stated of nobody tells nothing."""
        return "id" not in actor and (self.organisation or {}).get("posts") is not None

    def unit_of(self, actor: Plain, at: datetime, role: str) -> Any:
        """The unit in which a role is held; `None` is not recorded."""
        posts = [post for post in self._listed("posts") if post["person"] == actor.get("id") and covers(post, at)]
        if posts:
            return next(post["unit"] for post in posts if post["role"] == role)
        return None if self._would_tell(actor) else actor.get("unit")

    def below(self, unit: str, ancestor: str) -> bool | None:
        """Whether a unit is another or lies below it; `None` where the units are not known."""
        known = [one["id"] for one in self._listed("units")]
        if unit not in known or ancestor not in known:
            return True if unit == ancestor else None
        return self._below(unit, ancestor)

    def has_role(self, number: int, actor: Plain, at: datetime, wanted: Any) -> bool:
        """Whether somebody has one of some roles in their own name."""
        role = self.role_of(actor, at)
        if role is None:
            return self.world.ask((number, "role", f"{actor.get('id')} in {as_list(wanted)}", False))
        return role in as_list(wanted)

    def delegations(self, person: Any, at: datetime, actions: tuple[str, ...]) -> list[Plain]:
        """In whose place a person may act at an instant."""
        return [
            one
            for one in self._listed("delegations")
            if one["to_person"] == person and covers(one, at) and {"*", *actions} & set(as_list(one["actions"]))
        ]

    def still_holds(self, delegation: Plain, unsaid: Any = ()) -> bool:
        """Whether a delegation that says no end had not ended; such a delegation is not taken to be for ever."""
        if delegation.get("until") is not None or "until" in as_list(unsaid):
            return True
        return self.world.ask((0, "until", f"{delegation['from_person']} to {delegation['to_person']}", False))

    def has_role_for(self, number: int, actor: Plain, at: datetime, wanted: Any, actions: tuple[str, ...]) -> bool:
        """Whether somebody has one of some roles, in their own name or in that of a delegator."""
        if self.has_role(number, actor, at, wanted):
            return True
        return any(
            self.has_role(0, {"id": one["from_person"]}, at, wanted) and self.still_holds(one)
            for one in self.delegations(actor.get("id"), at, actions)
        )

    def in_common(
        self, one: tuple[Any, datetime], other: tuple[Any, datetime], actions: tuple[str, ...], unsaid: Any
    ) -> bool:
        """Whether two people, each at an instant, are one, or act in one and the same place."""
        selves = [self._selves(*one, actions), self._selves(*other, actions)]
        shared = [person for person in selves[0] if person is not None and person in selves[1]]
        return any(
            all(any(given is None or self.still_holds(given, unsaid) for given in held[person]) for held in selves)
            for person in sorted(shared, key=lambda person: sum(None not in held[person] for held in selves))
        )

    def _selves(self, person: Any, at: datetime, actions: tuple[str, ...]) -> dict[Any, list[Plain | None]]:
        """A person, and everybody in whose place that person may act, each with the delegations; `None`: in person."""
        found: dict[Any, list[Plain | None]] = {person: [None]}
        for one in self.delegations(person, at, actions):
            found.setdefault(one["from_person"], []).append(one)
        return found

    def members(self, name: str | None, at: datetime) -> set[Any] | None:
        """The people of a team, or of a unit and those below it, or everybody; `None` where nobody can tell."""
        if self.organisation is None:
            return None
        if name is None:
            return self._everybody(at)
        teams = [team for team in self._listed("teams") if team["id"] == name]
        if teams:
            return {person for team in teams if covers(team, at) for person in team["members"]}
        if "posts" not in self.organisation or name not in [unit["id"] for unit in self._listed("units")]:
            return None
        return {
            post["person"] for post in self._listed("posts") if covers(post, at) and self._below(post["unit"], name)
        }

    def _everybody(self, at: datetime) -> set[Any] | None:
        assert self.organisation is not None
        if "members" in self.organisation:
            return set(self.organisation["members"])
        if "posts" not in self.organisation:
            return None
        return {post["person"] for post in self._listed("posts") if covers(post, at)}

    def _below(self, unit: str | None, name: str) -> bool:
        while unit is not None and unit != name:
            unit = next((one.get("parent") for one in self._listed("units") if one["id"] == unit), None)
        return unit == name

    def is_meant(self, who: Plain, act: Plain, actor: Plain, delegated: tuple[str, ...] | None) -> bool:
        """Whether one actor meets a condition on people.

        Args:
            who: The condition.
            act: What was done.
            actor: By whom.
            delegated: The actions for which the role may be a delegator's; `None`: it may not.
        """
        number, at = act["number"], act["at"]
        rest = {name: test for name, test in who.items() if name not in (ROLE, MEMBER)}
        kind = self.kind_of(actor, at)
        actor = actor if kind is None else {**actor, "kind": kind}
        if not holds(rest, actor_reader(act, actor, self.role_of), self.world):
            return False
        if MEMBER in who and not self._belongs(number, actor, at, who[MEMBER]):
            return False
        if ROLE not in who:
            return True
        if delegated is None:
            return self.has_role(number, actor, at, who[ROLE])
        return self.has_role_for(number, actor, at, who[ROLE], delegated)

    def _belongs(self, number: int, actor: Plain, at: datetime, wanted: Any) -> bool:
        if isinstance(wanted, dict):
            ((op, names),) = wanted.items()
            found = self._belongs(number, actor, at, names)
            return not found if op == "not" else found
        return any(self._is_member(number, actor, at, name) for name in as_list(wanted))

    def _is_member(self, number: int, actor: Plain, at: datetime, name: str) -> bool:
        people = self.members(name, at)
        if people is None:
            return self.world.ask((0, f"organisation.members {name}", f"{actor.get('id')} in", False))
        if people and actor.get("id") is None:
            return self.world.ask((number, "by", f"member of {name}", False))
        return actor.get("id") in people


def as_list(one_or_more: Any) -> list[Any]:
    """What may be one, or a list."""
    return list(one_or_more) if isinstance(one_or_more, list | tuple) else [one_or_more]


def covers(dated: Plain, at: datetime) -> bool:
    """Whether an entry with dates holds at an instant."""
    begun = dated.get("from") is None or instant(dated["from"]) <= at
    return begun and (dated.get("until") is None or at < instant(dated["until"]))


def surely_after(one: Plain, other: Plain) -> bool:
    """Whether one event came after another; of one instant, only where both say their order."""
    if one["at"] != other["at"]:
        return bool(one["at"] > other["at"])
    return one.get("seq") is not None and other.get("seq") is not None and one["seq"] > other["seq"]
