"""How two readings of an incentive: what is more for one is less for another."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.language.bound.comparing import BASE, Differing, Reading, by_table

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of an incentive differ."""
    return by_table(old, new, BASE)
