"""How two readings of a requirement lie: how much must hold, and of how many events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.language.bound.comparing import (
    BASE,
    Differing,
    Reading,
    Table,
    by_table,
    read_elsewhere,
    selects,
    splits,
    untold,
)
from servicepolicy.language.bound.order import Order, turned
from servicepolicy.language.bound.orders import demands, order_of_conditions

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a requirement differ."""
    return by_table(old, new, _TABLE)


def _demanded(old: Reading, new: Reading, before: BaseModel, after: BaseModel, _name: str) -> Order:
    """What must hold and what must not hold are one demand."""
    was = demands(old.condition(before, "must"), old.condition(before, "must_not"))
    now = demands(new.condition(after, "must"), new.condition(after, "must_not"))
    return turned(order_of_conditions(was, now))


def _events(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if was is None or now is None:
        return "same" if was is now else "untold"
    return selects(asks=True)(old, new, before, after, name)


def _held(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, _name: str) -> Order:
    was, now = before, after
    alike = isinstance(was, Requirement) and isinstance(now, Requirement) and was.throughout == now.throughout
    return "same" if alike else "untold"


_TABLE: Final[Table] = {
    **BASE,
    "per": splits(asks=True),
    "must": _demanded,
    "must_not": read_elsewhere,
    "spoken": untold,
    "at": _events,
    "until": untold,
    "hold": _held,
}
