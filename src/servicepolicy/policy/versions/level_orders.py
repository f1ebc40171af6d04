"""How two versions of a service level lie: a higher objective asks more."""

from __future__ import annotations

from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.keys import key_of
from servicepolicy.language.bound.nodes import BoundValue
from servicepolicy.language.bound.order import Order, between, joined
from servicepolicy.language.bound.orders import in_numbers, number_of, order_of_values
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import HEADER
from servicepolicy.language.service_level import SLA
from servicepolicy.language.value import Value

__all__ = ["level_order"]

_OUTRIGHT = ("id", "rules", "per", "of")


def level_order(old: tuple[SLA, Edition], new: tuple[SLA, Edition]) -> Order:
    """How much more, or less, a service level asks in one edition than in another."""
    before, after = old[0], new[0]
    objective = order_of_values(
        _value(before, before.objective, old[1]), _value(after, after.objective, new[1]), in_numbers(number_of)
    )
    alike = (
        all(getattr(before, name) == getattr(after, name) for name in _OUTRIGHT)
        and key_of(_value(before, before.period, old[1])) == key_of(_value(after, after.period, new[1]))
        and _counted(before, old[1]) == _counted(after, new[1])
    )
    binds, bound = (level.level == "breach" for level in (before, after))
    return joined((objective, "same" if alike else "untold", between(at_most=bound <= binds, at_least=bound >= binds)))


def _value(level: SLA, said: Value, edition: Edition) -> BoundValue:
    return edition.binder.value(said.form, Place(level.of, HEADER))


def _counted(level: SLA, edition: Edition) -> object:
    return key_of(edition.binder.condition(level.where, Place(level.of, HEADER)))
