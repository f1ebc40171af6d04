"""How two readings of a scorecard lie: by its targets; what one score is worth for another nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.language.bound.comparing import (
    BASE,
    Differing,
    Reading,
    Table,
    by_table,
    each_of,
    numbers,
    part,
    present,
)
from servicepolicy.language.bound.order import Order

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a scorecard differ."""
    return by_table(old, new, _TABLE)


def _indicators(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """The same indicators in the same order, each by its targets."""
    was, now = ([one.id for one in getattr(side, name)] for side in (before, after))
    return each_of(_INDICATOR)(old, new, before, after, name) if was == now else "untold"


_TARGET: Final[Table] = {
    "ge": present(numbers(asks=True), asks=True),
    "gt": present(numbers(asks=True), asks=True),
    "le": present(numbers(asks=False), asks=True),
    "lt": present(numbers(asks=False), asks=True),
}
_CHANGE: Final[Table] = {"up": numbers(asks=True), "down": numbers(asks=True)}
_INDICATOR: Final[Table] = {
    "title": "wording",
    "target": present(part(_TARGET), asks=True),
    "change": present(part(_CHANGE), asks=True),
}
_TABLE: Final[Table] = {**BASE, "indicators": _indicators, "target": present(part(_TARGET), asks=True)}
