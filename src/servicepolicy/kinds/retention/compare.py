"""How two readings of a retention lie: for how long it is kept, and how soon it is disposed of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.language.bound.comparing import (
    BASE,
    Differing,
    Reading,
    Table,
    by_table,
    holds,
    part,
    present,
    read_elsewhere,
    terms,
    untold,
)
from servicepolicy.language.bound.order import Order

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a retention differ."""
    return by_table(old, new, _TABLE)


def _kept(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """Longer asks more; with a disposal both ends move, and what had to be destroyed must now be kept."""
    found = terms(asks=True)(old, new, before, after, name)
    if found in ("same", "untold"):
        return found
    disposes = any(isinstance(one, Retention) and one.dispose is not None for one in (before, after))
    return "apart" if disposes else found


_DISPOSAL: Final[Table] = {"within": terms(asks=False), "clock": read_elsewhere}

_TABLE: Final[Table] = {
    **BASE,
    "counting": read_elsewhere,
    "anchor": untold,
    "keep": _kept,
    "destroyed": untold,
    "dispose": present(part(_DISPOSAL), asks=True),
    "place": holds(asks=False),
}
