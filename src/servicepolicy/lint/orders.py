"""Events each of which must come before the other, or before one that comes before it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.suspected.claims import Follows
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.selections import covers, kinds_of
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.lint.pairs import LATE, Pairs

__all__ = ["orders"]

_LONGEST: Final = 4


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
    yield from _rounds(pairs, follows, told)


def _rounds(pairs: Pairs, follows: list[Follows], told: set[frozenset[str]]) -> Iterator[Suspicion]:
    """Three or four rules that lead back to where they began."""
    before = {
        number: [other for other, one in enumerate(follows) if covers(one.then, here.first, pairs.view)]
        for number, here in enumerate(follows)
    }
    waiting = [[number] for number in before]
    while waiting:
        path = waiting.pop()
        for number in before[path[-1]]:
            if number == path[0] and len(path) > 2:
                several = [follows[one] for one in path]
                rules = frozenset(one.rule.id for one in several)
                apart = len(rules) == len(several) and not any(known <= rules for known in told)
                if (
                    apart
                    and pairs.new(*(one.rule for one in several))
                    and pairs.view.possible(*(one.cases for one in several))
                ):
                    told.add(rules)
                    yield _round(pairs, several)
            elif number > path[0] and number not in path and len(path) < _LONGEST:
                waiting.append([*path, number])


def _round(pairs: Pairs, several: list[Follows]) -> Suspicion:
    """Each act after the one that must come before it, but for the first, whose turn comes last."""
    first = several[0]
    world = pairs.world(*(one.cases for one in several), subject=first.rule.subject)
    for number, one in enumerate(reversed(several)):
        world.meets(one.first, world.after(1 + number))
    expect = {one.rule.id: ("met", "pending") for one in several} | {first.rule.id: ("breached",)}
    example = world.example(world.after(LATE), expect)
    args: dict[str, Arg] = {"first": kinds_of(first.first), "then": kinds_of(first.then)}
    spot = Spot(several[-1].rule.id, several[-1].path)
    return pairs.suspicion("contradictory-orders", spot, [one.rule for one in several], (example,), **args)


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
            yield world.example(world.after(LATE), expect)
