"""Who may do something at all, and what an act must say of its need."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.conditions import Check, compile_clause, of_one_post
from servicepolicy.judging.membership import members
from servicepolicy.judging.participants import actors_hold
from servicepolicy.judging.readers import ACTOR, Place, reader
from servicepolicy.kinds.authority.capacity import Capacity, How, holds
from servicepolicy.kinds.authority.finding import Asking, Finding
from servicepolicy.kinds.authority.rule import Competence
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition
from servicepolicy.language.plain import nearly
from servicepolicy.language.selector import Actors
from servicepolicy.language.truth import Truth, all_of, any_of
from servicepolicy.language.value import Literal
from servicepolicy.models.event import Actor, Event
from servicepolicy.results.verdict import Effect, Reason, WhyNot

__all__ = ["Competent", "Need", "Several", "Who", "wrong_roles"]


class Who:
    """A condition on whoever acts, compiled.

    A delegate has the delegator's role for it (decision 33), and nothing else of the delegator: neither kind nor id
    nor membership.
    """

    __slots__ = ("_checks", "_memberships", "_of_one_post", "_teams")

    def __init__(self, who: Condition, place: Place) -> None:
        actor = Place(place.edition, place.subject, ACTOR, place.kinds)
        self._checks = [(compile_clause(clause, actor), _tests(clause, "role")) for clause in who.clauses]
        self._of_one_post = of_one_post(who)
        self._memberships = [compile_clause(clause, actor) for clause in who.clauses if _tests(clause, "member_of")]
        self._teams = tuple(_teams(who))

    @property
    def asks_membership(self) -> bool:
        """Whether it asks to which team or unit somebody belongs, outright."""
        return bool(self._memberships)

    def find(self, asking: Asking, base: Finding) -> Finding:
        """Whether one of those who act may do it."""
        scene, act = asking.scene, asking.act
        if scene.settle(self._truth(asking)):
            return base
        if self._teams and all(members(scene, team, act.at) == frozenset() for team in self._teams):
            return base.but(effect=Effect.REFUSE, reason=Reason.of("empty_team", teams=self._teams))
        if self._memberships and not any(self._belongs(asking, actor) for actor in act.actors):
            return base.but(effect=Effect.REFUSE, reason=Reason.of("not_a_member", teams=self._teams))
        return _wrong_role(asking, base)

    def _truth(self, asking: Asking) -> Truth:
        act = asking.act
        if not act.actors:
            return all_of(check(asking.scene, act, act.at, None) for check, _roles in self._checks)
        return any_of(
            all_of(self._meets(asking, actor, post))
            for actor in act.actors
            for post in (asking.scene.in_each_post(actor, act.at) if self._of_one_post else (actor,))
        )

    def _meets(self, asking: Asking, actor: Actor, post: Actor) -> Iterator[Truth]:
        for check, about_roles in self._checks:
            own = check(asking.scene, asking.act, asking.act.at, post)
            yield own if own is True or not about_roles else any_of((own, *_in_another_place(check, asking, actor)))

    def _belongs(self, asking: Asking, actor: Actor) -> bool:
        """Whether it may be that an actor belongs to where whoever acts must belong."""
        return all(check(asking.scene, asking.act, asking.act.at, actor) is not False for check in self._memberships)


def _in_another_place(check: Check, asking: Asking, actor: Actor) -> Iterator[Truth]:
    act = asking.act
    for one in asking.people:
        if one.delegator is not None and one.actor == actor:
            yield all_of((check(asking.scene, act, act.at, Actor(one.delegator)), one.stands))


def _tests(clause: FieldTest | AnyCondition | NotCondition, field: str) -> bool:
    return isinstance(clause, FieldTest) and clause.path.removeprefix("actor.") == field


def _teams(who: Condition) -> Iterator[str]:
    """The teams and units, said outright, to one of which whoever acts must belong."""
    for clause in who.clauses:
        if isinstance(clause, FieldTest) and _tests(clause, "member_of"):
            forms = (form for test in clause.tests if test.op != "not" for form in test.operands)
            yield from (str(form.raw) for form in forms if isinstance(form, Literal))


def _wrong_role(asking: Asking, base: Finding) -> Finding:
    wrong = wrong_roles(asking.scene, asking.act, asking.people)
    return base.but(effect=Effect.REFUSE, reason=Reason.of("wrong_role"), why_not=base.why_not + wrong)


def wrong_roles(
    scene: Scene, act: Event, people: tuple[Capacity, ...], named: frozenset[str] = frozenset()
) -> tuple[WhyNot, ...]:
    """The roles as which somebody acts who may not, and the role of the policy that was probably meant by one.

    Args:
        scene: The subject.
        act: The act.
        people: Who acts.
        named: Roles that the rule itself names.
    """
    held = dict.fromkeys(role for one in people for role in one.roles)
    if not held:
        return ()
    known = scene.edition.role_names | named
    meant = next((near for role in held if role not in known and (near := nearly(role, known))), "")
    return (WhyNot("wrong_role", act.number, " or ".join(held), meant=meant),)


class Competent:
    """Which posts may take which step, compiled."""

    __slots__ = ("_how", "_steps")

    def __init__(self, competence: Competence, how: How) -> None:
        self._steps = dict(competence.steps)
        self._how = how

    def find(self, asking: Asking, base: Finding) -> Finding:
        """Whether one of those who act holds a post that may take this step."""
        roles = self._steps[asking.act.kind]
        if asking.scene.settle(any_of(holds(one, roles, self._how) for one in asking.people)):
            return base.but(reason=Reason.of("competent"))
        refused = _wrong_role(asking, base)
        return refused.but(reason=Reason.of("not_competent", step=asking.act.kind, roles=roles))


class Need:
    """The field in which an act names what it was needed for."""

    __slots__ = ("_field", "_read")

    def __init__(self, field: str, place: Place) -> None:
        self._field = field
        self._read = reader(place, field)

    def find(self, asking: Asking, base: Finding) -> Finding:
        """Whether the act names it; whether it is a good reason is for people to say."""
        act = asking.act
        found = self._read(asking.scene, act, act.at, None)
        if isinstance(found, Missing) and not asking.scene.settle(
            found.leaf("present") if not found.offered else False
        ):
            return base.but(effect=Effect.REFUSE, reason=Reason.of("no_need", field=self._field))
        return base


class Several:
    """So many different people at one act, compiled."""

    __slots__ = ("_distinct", "_enough")

    def __init__(self, distinct: int, who: Condition, place: Place) -> None:
        self._distinct = distinct
        self._enough = actors_hold(place.edition.binder.actors(Actors(distinct, who), place.spot))

    def find(self, asking: Asking, base: Finding) -> Finding:
        """Whether enough of them took part; somebody who is not recorded leaves it open."""
        act = asking.act
        if self._enough is None or asking.scene.settle(self._enough(asking.scene, act, act.at, None)):
            return base
        reason = Reason.of("too_few_people", wanted=self._distinct)
        return base.but(effect=Effect.REFUSE, reason=reason)
