"""Two events each of which must come before the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.suspected.claims import Follows
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.selections import covers, kinds_of
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.lint.pairs import LATE, Pairs

__all__ = ["orders"]


def orders(pairs: Pairs, follows: list[Follows]) -> Iterator[Suspicion]:
    """Two events each of which must come before the other."""
    told: set[frozenset[str]] = set()
    for one, other in combinations(follows, 2):
        if frozenset((one.rule.id, other.rule.id)) in told or not pairs.together(one, other):
            continue
        view = pairs.view
        if covers(other.then, one.first, view) and covers(one.then, other.first, view):
            told.add(frozenset((one.rule.id, other.rule.id)))
            args: dict[str, Arg] = {"first": kinds_of(one.first), "then": kinds_of(one.then)}
            spot = Spot(other.rule.id, other.path)
            examples = tuple(_one_way(pairs, one, other))
            yield pairs.suspicion("contradictory-orders", spot, (one.rule, other.rule), examples, **args)


def _one_way(pairs: Pairs, one: Follows, other: Follows) -> Iterator[Example]:
    for kept, broken in ((one, other), (other, one)):
        for scene in (None, broken, kept):
            world = pairs.world(one.cases, other.cases, subject=one.rule.subject)
            if scene is not None:
                kind_of(scene.rule).lint.scene(scene.rule, pairs.view, world)
                known = {event["event"] for event in world.events}
            else:
                known = set[Any]()
            for number, act in enumerate((kept.first, kept.then)):
                if not known & set(kinds_of(act)):
                    world.meets(act, world.after(2 + number))
            expect = {kept.rule.id: ("met", "pending", "not_applicable"), broken.rule.id: ("breached",)}
            yield Example(world.after(LATE), expect, world.record(), world.context())
