"""How two readings of a cooling off lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.language.bound.comparing import (
    BASE,
    Differing,
    Reading,
    Table,
    by_table,
    read_elsewhere,
    selects,
    terms,
)

_TABLE: Final[Table] = {
    **BASE,
    "clock": read_elsewhere,
    "start": selects(asks=True),
    "act": selects(asks=True),
    "lasts": terms(asks=True),
}


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """A longer time asks more."""
    return by_table(old, new, _TABLE)
