"""How two things lie to one another: the same, one below the other, apart, or nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

__all__ = ["Order", "between", "joined", "turned"]

Order: TypeAlias = Literal["same", "more", "less", "apart", "untold"]
"""Of the new against the old. `more` and `less` hold wherever they differ; `apart`: here more and there less.

Of a value: it is larger. Of a selector: it selects more. Of a condition: it holds oftener. Of a rule: it asks more, so
that whatever keeps the new one keeps the old one. `untold`: they differ, and which way cannot be told.
"""

_TURNED: Final[dict[Order, Order]] = {"more": "less", "less": "more"}


def turned(order: Order) -> Order:
    """The order the other way round."""
    return _TURNED.get(order, order)


def joined(orders: Iterable[Order]) -> Order:
    """The order of a whole whose parts lie so, each of which pulls the whole its own way."""
    found = set(orders) - {"same"}
    if not found:
        return "same"
    if "apart" in found or {"more", "less"} <= found:
        return "apart"
    if "untold" in found:
        return "untold"
    return found.pop()


def between(*, at_most: bool, at_least: bool) -> Order:
    """The order of two things of which it is known whether the new one is at most, and at least, the old one."""
    match at_most, at_least:
        case True, True:
            return "same"
        case True, False:
            return "less"
        case False, True:
            return "more"
        case _:
            return "apart"
