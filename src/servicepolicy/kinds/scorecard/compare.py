"""How two readings of a scorecard: what one score is worth for another nobody can tell, targets apart."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.language.bound.comparing import BASE, Differing, Reading, by_table

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a scorecard differ."""
    return by_table(old, new, BASE)
