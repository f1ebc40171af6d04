"""Times of which one says nothing beside the other, or turns against the order of what they limit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Final

import attrs

from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.suspected.claims import Demands, Follows
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.lengths import over_first, over_together
from servicepolicy.language.suspected.selections import covers, kinds_of, same_events, spans_taken
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.lint.pairs import LATE, NOT_MEANING, Pairs, plain_of, spans_of
from servicepolicy.worktime._instant import DAY_US, MINUTE_US

__all__ = ["later_due_earlier", "shadowed"]

_NOT_OF_THE_TIME: Final = (*NOT_MEANING, "applies", "within", "start", "stop", "in_force", "warn", "clock", "counting")


def shadowed(pairs: Pairs, demands: list[Demands]) -> Iterator[Suspicion]:
    """A longer time beside a shorter one for the same."""
    for short, long in permutations(demands, 2):
        if not (short.plain and long.plain and _alike(pairs, short, long) and pairs.together(short, long)):
            continue
        within = spans_of(short, long)
        if within is None:
            continue
        how = ((short.clock, short.counting), (long.clock, long.counting))
        equal = over_together(*within, pairs.view, *how[0], than=how[1])
        if not equal and not over_first(*within, pairs.view, *how[0], than=how[1]):
            continue
        if equal and pairs.implied(short.cases, long.cases) and short.rule.id > long.rule.id:
            continue  # the same, told once
        if not pairs.implied(long.cases, short.cases) or not covers(long.act, short.act, pairs.view):
            continue
        world = pairs.world(long.cases, short.cases, subject=long.rule.subject)
        if long.start is not None:
            world.meets(long.start, world.start)
        world.meets(short.act, world.after(LATE))
        expect = {short.rule.id: ("breached",), long.rule.id: ("breached",)}
        example = world.example(world.after(LATE + 24), expect)
        spot = Spot(long.rule.id, long.path)
        args: dict[str, Arg] = {"shorter": short.rule.id, "longer": long.rule.id}
        code = "duplicate-rule" if equal and pairs.implied(short.cases, long.cases) else "shadowed-deadline"
        found = pairs.suspicion(code, spot, (short.rule, long.rule), (example,), **args)
        levels = [one.id for one in pairs.policy.slas if set(found.rules) <= set(one.rules)]
        yield attrs.evolve(found, rules=(*found.rules, *levels))


def _alike(pairs: Pairs, one: Demands, other: Demands) -> bool:
    """Whether two claims differ in nothing but the time and the cases."""
    if one.rule is other.rule or one.rule.kind_name() != other.rule.kind_name():
        return False
    if one.start is None or other.start is None or kinds_of(one.start) != kinds_of(other.start):
        return False
    left, right = (plain_of(rule) for rule in (one.rule, other.rule))
    if any(left.get(key) != right.get(key) for key in {*left, *right} if key not in _NOT_OF_THE_TIME):
        return False
    return same_events(one.start, other.start, pairs.view)


def later_due_earlier(pairs: Pairs, demands: list[Demands], follows: list[Follows]) -> Iterator[Suspicion]:
    """What comes later and is due earlier."""
    timed = [
        attrs.evolve(one, cases=cases, within=Outright(str(span), "policy", span))
        for one in demands
        if one.start is not None and not one.again
        for cases, span in spans_taken(one.within, one.cases)
    ]
    for order in follows:
        for early in timed:
            if not (order.rule.subject == early.rule.subject and covers(order.first, early.act, pairs.view)):
                continue
            for late in timed:
                if not covers(order.then, late.act, pairs.view) or not pairs.together(early, late):
                    continue
                yield from _due_earlier(pairs, early, late, order)


def _due_earlier(pairs: Pairs, early: Demands, late: Demands, order: Follows) -> Iterator[Suspicion]:
    within = spans_of(late, early)
    assert early.start is not None  # noqa: S101 - asked before
    assert late.start is not None  # noqa: S101 - asked before
    if within is None or (late.clock, late.counting) != (early.clock, early.counting):
        return
    if not same_events(early.start, late.start, pairs.view):
        return
    if not pairs.view.possible(early.cases, late.cases, order.cases):
        return
    if not over_first(*within, pairs.view, early.clock, early.counting):
        return
    world = pairs.world(early.cases, late.cases, order.cases, subject=early.rule.subject)
    world.meets(early.start, world.start)
    dues = [pairs.view.due(world.start, span, early.clock, early.counting) for span in within]
    examples: list[Example] = []
    if dues[0] is not None and dues[1] is not None:
        middle = (dues[0] + dues[1]) // 2 // MINUTE_US * MINUTE_US
        world.meets(early.act, middle)
        world.meets(late.act, middle + MINUTE_US)
        expect = {early.rule.id: ("met",), late.rule.id: ("breached",)}
        examples.append(world.example(dues[1] + 2 * DAY_US, expect))
    args: dict[str, Arg] = {
        "first": kinds_of(early.act),
        "then": kinds_of(late.act),
        "shorter": str(within[0]),
        "longer": str(within[1]),
    }
    spot = Spot(late.rule.id, late.path)
    yield pairs.suspicion("later-due-earlier", spot, (early.rule, late.rule, order.rule), examples, **args)
