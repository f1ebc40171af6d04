"""What one rule asks for and another forbids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.suspected.claims import Demands, Follows, Forbids, Needs
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.selections import asked_of, covers, kinds_of
from servicepolicy.language.suspected.suspicion import Spot, Suspicion
from servicepolicy.lint.pairs import LATE, Pairs, wanted_by

__all__ = ["forbidden"]

_JUDGED: Final = ("met", "pending")


def forbidden(pairs: Pairs, demands: list[Demands]) -> Iterator[Suspicion]:
    """What one rule asks for and another forbids."""
    for demand in demands:
        for ban in pairs.of(Forbids):
            if ban.until is not None or (ban.most and not demand.again):
                continue
            if covers(ban.act, demand.act, pairs.view) and pairs.together(demand, ban):
                yield _asked_and_forbidden(pairs, demand, ban, 1 + ban.most)
        for need in pairs.of(Needs):
            if need.at is not None and pairs.together(demand, need) and _excluded(pairs, demand, need):
                yield _asked_and_forbidden(pairs, demand, need, 1)
    for order in pairs.of(Follows):
        for ban in pairs.of(Forbids):
            never = not ban.most and (ban.until is None or covers(ban.until, order.then, pairs.view))
            if never and covers(ban.act, order.first, pairs.view) and pairs.together(order, ban):
                yield _needed_before(pairs, order, ban)


def _needed_before(pairs: Pairs, order: Follows, ban: Forbids) -> Suspicion:
    """What must come before something else, and must never come."""
    world = pairs.world(order.cases, ban.cases, subject=order.rule.subject)
    world.meets(order.then, world.after(2))
    expect = {order.rule.id: ("breached",), ban.rule.id: ("met", "pending", "not_applicable")}
    without = world.example(world.after(LATE), expect)
    args: dict[str, Arg] = {"demands": order.rule.id, "forbids": ban.rule.id, "act": kinds_of(order.first)}
    spot = Spot(ban.rule.id, ban.path)
    return pairs.suspicion("required-and-forbidden", spot, (order.rule, ban.rule), (without,), **args)


def _excluded(pairs: Pairs, demand: Demands, need: Needs) -> bool:
    """Whether whatever is asked for breaks what another rule needs of it."""
    if need.at is None or len(demand.act.parts) != 1 or not covers(need.at, demand.act, pairs.view):
        return False
    wanted = wanted_by(need)
    return all(not pairs.view.possible(asked_of(one), demand.cases, *wanted) for one in demand.act.parts[0])


def _asked_and_forbidden(pairs: Pairs, demand: Demands, ban: Forbids | Needs, times: int) -> Suspicion:
    world = pairs.world(demand.cases, ban.cases, subject=demand.rule.subject)
    if demand.start is not None and demand.owed:
        world.meets(demand.start, world.start)
    else:
        kind_of(demand.rule).lint.scene(demand.rule, pairs.view, world)
    kept = {demand.rule.id: ("breached",), ban.rule.id: ("met", "not_applicable")}
    without = world.example(world.after(LATE), kept)
    for number in range(times if demand.owed else 0):
        world.meets(demand.act, world.after(1 + 24 * number))
    expect = {demand.rule.id: _JUDGED, ban.rule.id: ("breached",)}
    with_it = world.example(world.after(2 + 24 * times), expect)
    args: dict[str, Arg] = {
        "demands": demand.rule.id,
        "forbids": ban.rule.id,
        "act": kinds_of(demand.act),
    }
    spot = Spot(ban.rule.id, ban.path)
    rules = (demand.rule, ban.rule)
    return pairs.suspicion("required-and-forbidden", spot, rules, (with_it, without), **args)
