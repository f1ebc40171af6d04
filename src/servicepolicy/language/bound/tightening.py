"""Which way a value is tighter where it stands: whoever keeps the rule with it keeps the rule with the looser one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

__all__ = ["HOLDS_LESS", "Below", "Direction", "When"]

Direction: TypeAlias = Literal["less", "more", "inside", "around", "finer"]
"""`less` and `more` of a quantity or a span; a range or list `inside` the other, or `around` it; a `finer` period."""

When: TypeAlias = Literal["rarer", "oftener"]
"""Whether a rule is tighter where a condition of it holds rarer, or oftener."""

Below: TypeAlias = Mapping[str, frozenset[str]]
"""Each role with all roles below it."""

HOLDS_LESS: Final[Mapping[str, Direction]] = {
    "gt": "more", "ge": "more", "lt": "less", "le": "less",
    "is": "inside", "in": "inside", "not": "around", "all": "around", "any": "inside", "none": "around",
}  # fmt: skip
"""What a test that holds less often says of its operand. What is not named here has no direction."""
