"""Membership at an instant, as conditions on actors ask it: `member_of: core-complaint-team`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.values import ValueReader, as_texts, reads
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.nodes import BoundTest
from servicepolicy.language.bound.says import ACTOR
from servicepolicy.language.truth import Truth, all_of, any_of, negate
from servicepolicy.models.event import Actor, Event

__all__ = ["asks_membership", "compile_membership", "members"]

Check = Callable[[Scene, "Event | None", int, "Actor | None"], Truth]


def asks_membership(ref: Ref) -> bool:
    """Whether a name asks of which team or unit an actor is a member."""
    return ref.root == ACTOR and ref.name == "member_of"


def compile_membership(tests: Sequence[BoundTest]) -> Check:
    """Compile tests on membership: `is` and `in` want one of some teams or units, `not` none of them."""
    parts = [(test.op == "not", [reads(operand, as_texts) for operand in test.operands]) for test in tests]

    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        if actor is None and event is not None and event.actors:
            actor = event.actors[0]
        found: list[Truth] = []
        for negated, readers in parts:
            of_one = any_of(_of(reader, scene, event, at, actor) for reader in readers)
            found.append(negate(of_one) if negated else of_one)
        return all_of(found)

    return check


def _of(reader: ValueReader, scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
    wanted = reader.read(scene, event, at, actor)
    if wanted.missing is not None:
        return wanted.missing.leaf("member_of")
    return any_of(_is_member(name, scene, event, at, actor) for name in as_texts(wanted.value))


def _is_member(name: str, scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
    people = members(scene, name, at)
    if people is None:
        return Missing(0, f"organisation.members {name}").leaf("member_of")
    if not people:
        return False
    if actor is None or actor.id is None:
        return Missing(event.number if event is not None else 0, "by").leaf(f"member_of {name}")
    return actor.id in people


def members(scene: Scene, name: str, at: int) -> frozenset[str] | None:
    """The people of a team or unit at an instant; `None` where the context does not tell."""
    return None if scene.organisation is None else scene.organisation.members(name, at)
