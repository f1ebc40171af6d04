"""Two people who hold one question; and what one rule keeps and another wants destroyed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations

from servicepolicy.language.suspected.claims import Keeps, Owns
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.lengths import over_first
from servicepolicy.language.suspected.selections import covers, kinds_of, meet
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.lint.pairs import Pairs, plain_of
from servicepolicy.worktime._instant import DAY_US

__all__ = ["keepings", "owners"]


def owners(pairs: Pairs) -> Iterator[Suspicion]:
    """Two people who hold one question."""
    for one, other in combinations(pairs.of(Owns), 2):
        view = pairs.view
        if not pairs.together(one, other) or not meet(one.ends, other.ends, view):
            continue
        if set(kinds_of(one.starts)) == set(kinds_of(other.starts)):
            continue
        world = pairs.world(one.cases, other.cases, subject=one.rule.subject)
        world.meets(one.starts, world.start, by="e1")
        world.meets(other.starts, world.after(1), by="e2")
        expect = dict.fromkeys((one.rule.id, other.rule.id), ("pending",))
        example = world.example(world.after(2), expect)
        spot = Spot(other.rule.id, other.path)
        yield pairs.suspicion("two-owners", spot, (one.rule, other.rule), (example,))


def keepings(pairs: Pairs) -> Iterator[Suspicion]:
    """What one rule keeps and another wants destroyed, or keeps for less."""
    for short, long in permutations(pairs.of(Keeps), 2):
        view = pairs.view
        if not pairs.together(short, long) or not meet(short.anchor, long.anchor, view):
            continue
        if not over_first(short.keep, long.keep, view):
            continue
        start = view.moment
        kept, whole = view.due(start, short.keep), view.due(start, long.keep)
        if kept is None or whole is None:
            continue
        rules = (short.rule, long.rule)
        spot = Spot(short.rule.id, short.path)
        args: dict[str, Arg] = {
            "shorter": short.rule.id,
            "longer": long.rule.id,
            "keep": str(long.keep),
            "kept": str(short.keep),
        }
        if short.dispose is not None:
            end = view.due(kept, short.dispose)
            if end is None or end >= whole:
                continue
            example = _destroyed(pairs, short, long, (kept + end) // 2, {"met": short, "breached": long})
            args["dispose"] = str(short.dispose)
            yield pairs.suspicion("kept-and-destroyed", spot, rules, (example,), **args)
        elif pairs.implied(short.cases, long.cases) and covers(long.anchor, short.anchor, view):
            left, right = (plain_of(rule) for rule in rules)
            if (
                left.get("place")
                or left.get("gravity") != right.get("gravity")
                or left.get("level") != right.get("level")
            ):
                continue
            both = _destroyed(pairs, short, long, start + DAY_US, {"breached": short, "": long})
            yield pairs.suspicion("shadowed-keeping", spot, rules, (both,), **args)


def _destroyed(pairs: Pairs, short: Keeps, long: Keeps, at: int, expect: Mapping[str, Keeps]) -> Example:
    world = pairs.world(short.cases, long.cases, subject=short.rule.subject)
    world.meets(short.anchor, world.start)
    world.meets(short.destroyed, at)
    said = {keeps.rule.id: (status or "breached",) for status, keeps in expect.items()}
    return world.example(at + 40 * DAY_US, said)
