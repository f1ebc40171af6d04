"""Acts that nobody may do by all rules about them, or that those who owe them may not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.suspected.claims import Demands, Permits
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.selections import covers, kinds_of
from servicepolicy.language.suspected.suspicion import Act, Example, Spot, Suspicion
from servicepolicy.lint.pairs import ANY, Pairs

__all__ = ["asked", "currencies", "nobody_may", "without_authority"]


def without_authority(pairs: Pairs, demands: list[Demands], permits: list[Permits]) -> Iterator[Suspicion]:
    """Roles that owe what they may not do."""
    for demand in demands:
        duty = demand.rule.duty
        if duty is None or not demand.owed:
            continue
        below = pairs.view.edition.roles.get(duty, frozenset[str]())
        for power in permits:
            if power.roles is None or duty in power.roles or below & power.roles:
                continue
            if not covers(power.act, demand.act, pairs.view) or not pairs.together(demand, power):
                continue
            world = pairs.world(demand.cases, power.cases, subject=demand.rule.subject)
            if demand.start is not None:
                world.meets(demand.start, world.start)
            else:
                kind_of(demand.rule).lint.scene(demand.rule, pairs.view, world)
            world.meets(demand.act, world.after(0.5), by="e1", role=duty)
            owed = ("met", "pending") if demand.start is not None else ANY
            expect = {demand.rule.id: owed, power.rule.id: ("breached",)}
            example = Example(world.after(1), expect, world.record(), world.context())
            args: dict[str, Arg] = {
                "duty": duty,
                "demands": demand.rule.id,
                "permits": power.rule.id,
                "act": kinds_of(demand.act),
            }
            spot = Spot(demand.rule.id, ("duty",))
            rules = (demand.rule, power.rule)
            yield pairs.suspicion("duty-without-authority", spot, rules, (example,), **args)


def nobody_may(pairs: Pairs, permits: list[Permits]) -> Iterator[Suspicion]:
    """Acts that no role may do by all rules about it."""
    limited = [one for one in permits if one.roles is not None]
    told: set[frozenset[str]] = set()
    for size in (2, 3):
        for several in combinations(limited, size):
            rules = frozenset(one.rule.id for one in several)
            if len(rules) < size or any(known <= rules for known in told):
                continue
            first = several[0]
            if first.roles is None or not all(pairs.same_act(first, other) for other in several[1:]):
                continue
            roles = first.roles
            for other in several[1:]:
                roles &= other.roles or frozenset()
            if roles or not pairs.new(*(one.rule for one in several)):
                continue
            if pairs.view.possible(*(one.cases for one in several)):
                told.add(rules)
                yield _nobody(pairs, several)


def _nobody(pairs: Pairs, several: tuple[Permits, ...]) -> Suspicion:
    shared = set(kinds_of(several[0].act))
    for other in several[1:]:
        shared &= set(kinds_of(other.act))
    act = min(shared)
    rules = tuple(one.rule for one in several)
    examples = [
        asked(pairs, act, role, several, ("refuse",))
        for role in sorted({role for one in several for role in one.roles or ()})
    ]
    spot = Spot(rules[-1].id, several[-1].path)
    return pairs.suspicion("nobody-may", spot, rules, examples, act=f"`{act}`")


def asked(
    pairs: Pairs,
    act: str,
    role: str | None,
    several: Iterable[Permits],
    effects: tuple[str, ...],
    amount: str | None = None,
) -> Example:
    """Whether somebody with one post may do an act."""
    claims = list(several)
    world = pairs.world(*(one.cases for one in claims), subject=claims[0].rule.subject)
    for claim in claims:
        kind_of(claim.rule).lint.scene(claim.rule, pairs.view, world)
    world.events = [event for event in world.events if event["event"] != act]
    by: dict[str, Any] = {"id": "e1"}
    if role is not None:
        by["role"] = role
    question = Act(act, by, effects, "", amount)
    return Example(world.after(24), {}, world.record(), world.context(), act=question)


def currencies(pairs: Pairs, permits: list[Permits]) -> Iterator[Suspicion]:
    """Limits of one act in different currencies."""
    for one, other in combinations([claim for claim in permits if claim.currencies], 2):
        if one.currencies & other.currencies or not pairs.same_act(one, other) or not pairs.together(one, other):
            continue
        if one.amount != other.amount:
            continue
        act = min(set(kinds_of(one.act)) & set(kinds_of(other.act)))
        currencies = tuple(sorted(one.currencies | other.currencies))
        role = next(iter(sorted((one.roles or frozenset()) | (other.roles or frozenset()))), None)
        examples = [asked(pairs, act, role, (one, other), ("refuse",), f"1 {currency}") for currency in currencies]
        spot = Spot(other.rule.id, other.path)
        yield pairs.suspicion("mixed-currencies", spot, (one.rule, other.rule), examples, currencies=currencies)
