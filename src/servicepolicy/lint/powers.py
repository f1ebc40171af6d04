"""Acts that nobody may do by all rules about them, or that those who owe them may not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.boxes import TooManyBoxes
from servicepolicy.language.suspected.claims import Approves, Demands, Permits
from servicepolicy.language.suspected.code import Arg
from servicepolicy.language.suspected.selections import covers, kinds_of
from servicepolicy.language.suspected.suspicion import Act, Example, Spot, Suspicion
from servicepolicy.lint.pairs import ANY, Pairs

__all__ = ["approvals", "asked", "currencies", "nobody_may", "without_authority"]


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
            example = world.example(world.after(1), expect)
            args: dict[str, Arg] = {
                "duty": duty,
                "demands": demand.rule.id,
                "permits": power.rule.id,
                "act": kinds_of(demand.act),
            }
            spot = Spot(demand.rule.id, ("duty",))
            rules = (demand.rule, power.rule)
            yield pairs.suspicion("duty-without-authority", spot, rules, (example,), **args)


def approvals(pairs: Pairs, permits: list[Permits]) -> Iterator[Suspicion]:
    """Approvals that none of those who should give them may give."""
    for need in pairs.of(Approves):
        for power in permits:
            if power.roles is None or need.roles & power.roles or not pairs.together(need, power):
                continue
            if not covers(power.act, need.act, pairs.view):
                continue
            act = min(kinds_of(need.act))
            approvers = sorted(need.roles)
            examples = [asked(pairs, act, {"role": role}, (power,), ("refuse",)) for role in approvers]
            args: dict[str, Arg] = {
                "rule": need.rule.id,
                "approvers": tuple(approvers),
                "permits": power.rule.id,
                "act": kinds_of(need.act),
            }
            spot = Spot(need.rule.id, need.path)
            yield pairs.suspicion("approval-without-authority", spot, (need.rule, power.rule), examples, **args)


def nobody_may(pairs: Pairs, permits: list[Permits]) -> Iterator[Suspicion]:
    """Acts that nobody may do by all rules about it: no role, or nobody who is what all of them want."""
    limited = [one for one in permits if one.roles is not None or one.who.clauses]
    told: set[frozenset[str]] = set()
    for size in (2, 3):
        for several in combinations(limited, size):
            rules = frozenset(one.rule.id for one in several)
            if len(rules) < size or any(known <= rules for known in told):
                continue
            first = several[0]
            if not all(pairs.same_act(first, other) for other in several[1:]) or not _nobody_is(pairs, several):
                continue
            if pairs.new(*(one.rule for one in several)) and pairs.view.possible(*(one.cases for one in several)):
                told.add(rules)
                yield _nobody(pairs, several)


def _nobody_is(pairs: Pairs, several: tuple[Permits, ...]) -> bool:
    """Whether nobody with one post is what all of some rules want."""
    if all(one.roles is not None for one in several) and not frozenset.intersection(
        *(one.roles for one in several if one.roles is not None)
    ):
        return True
    return not pairs.view.possible(*(one.who for one in several))


def _nobody(pairs: Pairs, several: tuple[Permits, ...]) -> Suspicion:
    shared = set(kinds_of(several[0].act))
    for other in several[1:]:
        shared &= set(kinds_of(other.act))
    act = min(shared)
    rules = tuple(one.rule for one in several)
    roles = sorted({role for one in several for role in one.roles or ()})
    people = [{"role": role} for role in roles] + [
        person for one in several if one.who.clauses if (person := _somebody(pairs, one)) is not None
    ]
    examples = [asked(pairs, act, person, several, ("refuse",)) for person in people]
    spot = Spot(rules[-1].id, several[-1].path)
    return pairs.suspicion("nobody-may", spot, rules, examples, act=f"`{act}`")


def _somebody(pairs: Pairs, power: Permits) -> dict[str, Any] | None:
    """Somebody who is what one rule wants."""
    try:
        space = pairs.view.space((power.who,))
        boxes = space.where(power.who)
    except TooManyBoxes:
        return None
    world, person = pairs.world(subject=power.rule.subject), dict[str, Any]()
    for ref, value in space.values(boxes[0]).values() if boxes else ():
        world.settle(ref, value, person)
    return {"id" if key == "by" else key: value for key, value in person.items()}


def asked(
    pairs: Pairs,
    act: str,
    person: Mapping[str, Any],
    several: Iterable[Permits],
    effects: tuple[str, ...],
    amount: str | None = None,
) -> Example:
    """Whether somebody with one post may do an act.

    Args:
        pairs: The claims of the edition.
        act: The act.
        person: Who would do it: a role, a kind.
        several: The rules that are asked.
        effects: What the engine answers, one of these.
        amount: The amount at stake.
    """
    claims = list(several)
    world = pairs.world(*(one.cases for one in claims), subject=claims[0].rule.subject)
    for claim in claims:
        kind_of(claim.rule).lint.scene(claim.rule, pairs.view, world)
    world.events = [event for event in world.events if event["event"] != act]
    question = Act(act, {"id": "e1", **person}, effects, "", amount)
    return world.example(world.after(24), {}, act=question)


def currencies(pairs: Pairs, permits: list[Permits]) -> Iterator[Suspicion]:
    """Limits of one act in different currencies."""
    for one, other in combinations([claim for claim in permits if claim.currencies], 2):
        if one.currencies & other.currencies or not pairs.same_act(one, other) or not pairs.together(one, other):
            continue
        if one.amount != other.amount:
            continue
        act = min(set(kinds_of(one.act)) & set(kinds_of(other.act)))
        currencies = tuple(sorted(one.currencies | other.currencies))
        roles = sorted((one.roles or frozenset()) | (other.roles or frozenset()))
        person = {"role": roles[0]} if roles else {}
        examples = [asked(pairs, act, person, (one, other), ("refuse",), f"1 {currency}") for currency in currencies]
        spot = Spot(other.rule.id, other.path)
        yield pairs.suspicion("mixed-currencies", spot, (one.rule, other.rule), examples, currencies=currencies)
