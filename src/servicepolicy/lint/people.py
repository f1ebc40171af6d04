"""Acts by the same person, and never by the same; and by one person, where no post may do both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from typing import Final

from servicepolicy.language.bound.nodes import BoundCondition
from servicepolicy.language.suspected.claims import Alike, Permits
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.selections import covers, kinds_of, same_events
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.lint.pairs import Pairs

__all__ = ["people"]

_IN_CHINESE: Final = {"person": "人员", "role": "岗位", "unit": "机构"}


def people(pairs: Pairs, permits: list[Permits]) -> Iterator[Suspicion]:
    """Acts by the same person, and never by the same; and by one person, where no post may do both."""
    alike = pairs.of(Alike)
    for one, other in permutations(alike, 2):
        if not (one.same and not other.same and one.by == other.by and pairs.together(one, other)):
            continue
        if _same_pair(pairs, one, other):
            args: dict[str, Arg] = {
                "one": one.rule.id,
                "other": other.rule.id,
                "acts": tuple(dict.fromkeys((*kinds_of(one.acts[0]), *kinds_of(one.acts[1])))),
                "by": one.by,
                "by_zh": _IN_CHINESE[one.by],
            }
            expect = {one.rule.id: ("met",), other.rule.id: ("breached",)}
            example = _both_acts(pairs, one, expect, (one.cases, other.cases))
            spot = Spot(other.rule.id, other.path)
            rules = (one.rule, other.rule)
            yield pairs.suspicion("contradictory-people", spot, rules, (example,), **args)
    for one in alike:
        yield from _posts(pairs, one, permits)


def _posts(pairs: Pairs, alike: Alike, permits: list[Permits]) -> Iterator[Suspicion]:
    """One person for two acts of which no post may do both; two roles, where one alone may do either."""
    limits = [[power for power in permits if power.roles and covers(power.act, act, pairs.view)] for act in alike.acts]
    for one in limits[0]:
        for other in limits[1]:
            if not pairs.together(alike, one) or not pairs.view.possible(alike.cases, one.cases, other.cases):
                continue
            left, right = one.roles or frozenset(), other.roles or frozenset()
            excluded = alike.same and alike.by in ("person", "role") and not left & right
            alone = not alike.same and alike.by == "role" and left == right and len(left) == 1
            if not excluded and not alone:
                continue
            role = min(left)
            broken = alike.rule.id if alone else other.rule.id
            rules = (alike.rule, one.rule, other.rule)
            expect: dict[str, tuple[str, ...]] = {rule.id: ("met",) for rule in rules}
            expect[broken] = ("breached",)
            people = ("e1", "e2") if alone else ("e1", "e1")
            cases = (alike.cases, one.cases, other.cases)
            example = _both_acts(pairs, alike, expect, cases, people, role)
            acts = tuple(dict.fromkeys((*kinds_of(alike.acts[0]), *kinds_of(alike.acts[1]))))
            named = ", ".join(f"`{act}`" for act in acts)
            yield pairs.suspicion("nobody-may", Spot(alike.rule.id, alike.path), rules, (example,), act=named)


def _same_pair(pairs: Pairs, one: Alike, other: Alike) -> bool:
    (a, b), (c, d) = one.acts, other.acts
    view = pairs.view
    return (same_events(a, c, view) and same_events(b, d, view)) or (
        same_events(a, d, view) and same_events(b, c, view)
    )


def _both_acts(
    pairs: Pairs,
    alike: Alike,
    expect: Mapping[str, tuple[str, ...]],
    cases: Iterable[BoundCondition],
    people: tuple[str, str] = ("e1", "e1"),
    role: str | None = None,
) -> Example:
    world = pairs.world(*cases, subject=alike.rule.subject)
    if "received" in pairs.view.edition.vocabulary.event_kinds(alike.rule.subject):
        world.happens("received", world.start)
    said = {} if role is None else {"role": role}
    if alike.by == "unit":
        said["unit"] = "u1"
    for number, (act, person) in enumerate(zip(alike.acts, people, strict=True)):
        world.meets(act, world.after(1 + number), by=person, **said)
    return world.example(world.after(24), expect)
