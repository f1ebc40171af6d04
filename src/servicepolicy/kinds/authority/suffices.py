"""Whether what one tier asks for is enough for another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from servicepolicy.kinds.authority.rule import Approvers

__all__ = ["Asked", "suffices"]

Asked: TypeAlias = "Literal['none'] | Approvers"
"""What a tier asks for."""


def suffices(
    given: Literal["none"] | Approvers, asked: Literal["none"] | Approvers, below: Mapping[str, frozenset[str]]
) -> bool:
    """Whether every approval that satisfies the one satisfies the other.

    Args:
        given: What the one tier asks for.
        asked: What the other one asks for.
        below: Each role with all roles below it.
    """
    if asked == "none":
        return True
    if given == "none" or (given.or_above and not asked.or_above):
        return False
    if (asked.unit is not None and given.unit != asked.unit) or (given.same_person and not asked.same_person):
        return False
    ways = [(role,) for role in given.any_of] if given.any_of is not None else [given.all_of or given.chain or ()]
    if asked.any_of is not None:
        wanted = asked.any_of
        return all(any(_serves(role, one, asked, below) for role in way for one in wanted) for way in ways)
    if asked.chain is not None and len(asked.chain) > 1 and given.chain != asked.chain:
        return False
    needed = asked.all_of or asked.chain or ()
    if asked.all_of is not None and asked.same_person is None and len(needed) > 1:
        return all(len(way) >= len(needed) and set(needed) <= set(way) for way in ways)
    return all(all(any(_serves(role, one, asked, below) for role in way) for one in needed) for way in ways)


def _serves(role: str, wanted: str, asked: Approvers, below: Mapping[str, frozenset[str]]) -> bool:
    return role == wanted or (asked.or_above and wanted in below.get(role, frozenset()))
