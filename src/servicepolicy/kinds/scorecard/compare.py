"""How two readings of a scorecard lie: by its targets; what one score is worth for another nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.language.bound.comparing import (
    BASE,
    Comparer,
    Differing,
    Reading,
    Table,
    by_table,
    numbers,
    orders_of,
    present,
)
from servicepolicy.language.bound.order import Order, joined

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a scorecard differ."""
    return by_table(old, new, _TABLE)


def _part(table: Table) -> Comparer:
    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        return orders_of(old, new, table, getattr(before, name), getattr(after, name))

    return compare


def _indicators(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if [one.id for one in was] != [one.id for one in now]:
        return "untold"
    return joined(orders_of(old, new, _INDICATOR, one, other) for one, other in zip(was, now, strict=True))


_TARGET: Final[Table] = {
    "ge": present(numbers(asks=True), asks=True),
    "gt": present(numbers(asks=True), asks=True),
    "le": present(numbers(asks=False), asks=True),
    "lt": present(numbers(asks=False), asks=True),
}
_CHANGE: Final[Table] = {"up": numbers(asks=True), "down": numbers(asks=True)}
_INDICATOR: Final[Table] = {
    "title": "wording",
    "target": present(_part(_TARGET), asks=True),
    "change": present(_part(_CHANGE), asks=True),
}
_TABLE: Final[Table] = {**BASE, "indicators": _indicators, "target": present(_part(_TARGET), asks=True)}
