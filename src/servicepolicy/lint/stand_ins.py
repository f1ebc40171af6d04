"""A policy whose open blanks are filled with something, so that it can be asked about what does not hang on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from servicepolicy.errors import ServicePolicyError

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["filled_in"]

_STAND_INS: Final[Mapping[str, tuple[Any, ...]]] = {
    "span": ("7 days", "24 hours", "4 working hours", "5 working days", "1 month"),
    "money": ("1000 CNY",),
    "number": ("80",),
    "integer": ("3",),
    "time": ("17:00",),
    "text": ("other",),
    "list": (["other"],),
    "range": (["1", "100"],),
    "period": ("month",),
    "phrase": ("other",),
    "bands": ([{"ge": "90", "entitles": "reward"}],),
    "ladder": ([{"from": 1, "entitles": "reminder"}],),
    "share": ("90%",),
}


def filled_in(policy: Policy) -> Policy | None:
    """The policy, its open blanks filled; `None` where nothing fits them."""
    if not policy.open_blanks:
        return policy
    filled = policy
    for name in policy.open_blanks:
        for value in _STAND_INS.get(policy.blanks[name].type, ()):
            try:
                filled = filled.but({name: value})
                break
            except ServicePolicyError:
                continue
    return None if filled.open_blanks else filled
