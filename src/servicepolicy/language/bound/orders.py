"""How two conditions, selectors, values and terms lie to one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, cast

from servicepolicy.errors import MoneyError
from servicepolicy.language.bound.boxes import ALWAYS, Space, TooManyBoxes, conditions_of, key_of
from servicepolicy.language.bound.nodes import (
    BoundActors,
    BoundCondition,
    BoundNot,
    BoundPattern,
    BoundSelector,
    BoundValue,
    Extreme,
    Outright,
    Read,
    Unfilled,
)
from servicepolicy.language.bound.order import Order, between, joined
from servicepolicy.language.bound.reckoning import Reckoned, Reckoning, compare_spans
from servicepolicy.language.share import as_share
from servicepolicy.worktime import Span

__all__ = [
    "Leaves",
    "demands",
    "in_numbers",
    "number_of",
    "order_of_conditions",
    "order_of_selectors",
    "order_of_terms",
    "order_of_values",
    "selector_key",
]


# conditions


def order_of_conditions(old: BoundCondition, new: BoundCondition) -> Order:
    """Whether the new condition holds oftener than the old one, rarer, or both."""
    if key_of(old) == key_of(new):
        return "same"
    try:
        space = Space((old, new))
        return between(at_most=space.implies(new, old), at_least=space.implies(old, new))
    except TooManyBoxes:
        return "untold"


def demands(must: BoundCondition, must_not: BoundCondition) -> BoundCondition:
    """What must hold and what must not, as one condition."""
    return BoundCondition((*must.clauses, *((BoundNot(must_not),) if must_not.clauses else ())))


# selectors


def order_of_selectors(old: BoundSelector | None, new: BoundSelector | None) -> Order:
    """Whether the new selector selects more events than the old one; one that is absent selects none."""
    if old is None or new is None:
        return between(at_most=new is None, at_least=old is None)
    if selector_key(old) == selector_key(new):
        return "same"
    if len(old.parts) != 1 or len(new.parts) != 1:
        return "untold"
    patterns = (*old.parts[0], *new.parts[0])
    if any(pattern.nth != "each" or pattern.on != "subject" for pattern in patterns):
        return "untold"
    try:
        return between(at_most=_covered(new.parts[0], old.parts[0]), at_least=_covered(old.parts[0], new.parts[0]))
    except TooManyBoxes:
        return "untold"


def _covered(inner: Sequence[BoundPattern], outer: Sequence[BoundPattern]) -> bool:
    """Whether every event that fits one of the inner patterns fits one of the outer ones."""
    return all(
        _kind_covered(pattern, [one for one in outer if kind in one.events or "any" in one.events])
        for pattern in inner
        for kind in pattern.events
    )


def _kind_covered(pattern: BoundPattern, outer: Sequence[BoundPattern]) -> bool:
    space = Space([part for one in (pattern, *outer) for part in (one.where, one.who)])
    left = space.common(space.where(pattern.where), space.where(pattern.who))
    for one in outer:
        if not _actors_alike(pattern.actors, one.actors):
            continue
        failing = (*space.where_not(one.where), *space.where_not(one.who))
        left = space.common(left, failing)
    return not left


def _actors_alike(inner: BoundActors | None, outer: BoundActors | None) -> bool:
    if outer is None:
        return True
    return inner is not None and inner.distinct >= outer.distinct and key_of(inner.who) == key_of(outer.who)


def selector_key(selector: BoundSelector) -> object:
    """What a selector means, as `key_of`: its parts and patterns in any order."""
    return frozenset(frozenset(_pattern_key(pattern) for pattern in part) for part in selector.parts)


def _pattern_key(pattern: BoundPattern) -> object:
    actors = None if pattern.actors is None else (pattern.actors.distinct, key_of(pattern.actors.who))
    return (
        frozenset(pattern.events),
        key_of(pattern.where),
        key_of(pattern.who),
        pattern.nth,
        pattern.on,
        actors,
    )


# values


_Leaf: TypeAlias = "Outright | Unfilled | Read | Extreme | None"
Leaves: TypeAlias = Callable[[_Leaf, _Leaf], Order]


def order_of_values(old: BoundValue, new: BoundValue, leaves: Leaves, applied: Sequence[BoundCondition] = ()) -> Order:
    """How two values lie, choice by choice.

    Args:
        old: The old value.
        new: The new one.
        leaves: How two values lie that are no choices; `None` is where no option fits.
        applied: Conditions without which nobody asks for the values.
    """
    if key_of(old) == key_of(new):
        return leaves(*_one_leaf(old, new)) if not _chooses(old) else "same"
    try:
        space = Space((*applied, *conditions_of(old), *conditions_of(new)))
        within = ALWAYS
        for condition in applied:
            within = space.common(within, space.where(condition))
        return joined(
            leaves(before, after)
            for here, before in space.options(old, within)
            for there, after in space.options(new, here)
            if there
        )
    except TooManyBoxes:
        return "untold"


def _one_leaf(old: BoundValue, new: BoundValue) -> tuple[_Leaf, _Leaf]:
    return cast("_Leaf", old), cast("_Leaf", new)


def _chooses(value: BoundValue) -> bool:
    return any(True for _ in conditions_of(value))


def in_numbers(of: Callable[[object], Any]) -> Leaves:
    """How two values lie that are quantities."""

    def leaves(old: _Leaf, new: _Leaf) -> Order:
        if old is None or new is None:
            return "same" if old is new else "untold"
        if key_of(old) == key_of(new):
            return "same"
        if not isinstance(old, Outright) or not isinstance(new, Outright):
            return "untold"
        try:
            one, other = of(old.value), of(new.value)
            return between(at_most=other <= one, at_least=other >= one)
        except (TypeError, ValueError, ArithmeticError, MoneyError):
            return "untold"

    return leaves


def number_of(raw: object) -> Decimal:
    """A number, a share or a plain time, from text or as it is.

    Raises:
        ValueError: It is none of these.
    """
    try:
        share = as_share(raw)
    except ValueError:
        try:
            return Decimal(str(raw))
        except InvalidOperation:
            span = Span(str(raw))
            if span.kind != "elapsed":
                raise ValueError("not a plain time") from None
            return Decimal(span.amount)
    return Decimal(share.numerator) / Decimal(share.denominator)


# terms


def order_of_terms(
    old: BoundValue,
    new: BoundValue,
    before: Reckoning,
    after: Reckoning,
    applied: Sequence[BoundCondition] = (),
) -> Order:
    """Whether a term is over later than another, whatever is chosen in either."""

    def leaves(one: _Leaf, other: _Leaf) -> Order:
        if one is None or other is None:
            return "same" if one is other else "untold"
        was, now = _reckoned(one, before), _reckoned(other, after)
        if was is None or now is None:
            return "same" if key_of(one) == key_of(other) and before.alike(after) else "untold"
        return compare_spans(was, now).order

    if _chooses(old) and key_of(old) == key_of(new) and before.alike(after):
        return "same"
    if _chooses(old) and key_of(old) == key_of(new):
        return joined(leaves(leaf, leaf) for _, leaf in Space(list(conditions_of(old))).options(old))
    return order_of_values(old, new, leaves, applied)


def _reckoned(value: BoundValue, how: Reckoning) -> Reckoned | None:
    match value:
        case Outright(value=Span() as span):
            return Reckoned((span,), "least", how)
        case Extreme(pick, values):
            spans = [one.value for one in values if isinstance(one, Outright) and isinstance(one.value, Span)]
            return Reckoned(tuple(spans), pick, how) if len(spans) == len(values) else None
        case _:
            return None
