"""How two readings of a first-question responsibility lie: how long it is held, and how freely it is handed over."""

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
    holds,
    orders_of,
    present,
    read_elsewhere,
    selects,
    splits,
    terms,
    untold,
)
from servicepolicy.language.bound.order import Order

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a first-question responsibility differ."""
    return by_table(old, new, _TABLE)


def _handed_over(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if was is None or now is None:
        required = next(one for one in (was, now) if one is not None).required
        return "untold" if required is not None else "less" if was is None else "more"
    return orders_of(old, new, _HANDOVER, was, now)


def _perhaps(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    return (
        "same" if getattr(before, name) is getattr(after, name) is None else _handed_over(old, new, before, after, name)
    )


def _required(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """When it must happen: never, where nothing is said; always, where nothing is asked."""
    was, now = getattr(before, name), getattr(after, name)
    if was is None or now is None:
        return "same" if was is now else "more" if was is None else "less"
    return _ASKED_OFTENER(old, new, before, after, name)


_ASKED_OFTENER: Final = holds(asks=True)
_HANDOVER: Final[Table] = {
    "event": untold,
    "taken": present(untold, asks=False),
    "allowed": holds(asks=False),
    "required": _required,
    "to_role": present(untold, asks=True),
    "within": present(terms(asks=False), asks=True),
    "clock": read_elsewhere,
    "counting": read_elsewhere,
    "otherwise": untold,
}

_TABLE: Final[Table] = {
    **BASE,
    "per": splits(asks=True),
    "starts": untold,
    "ends": untold,
    "fails": selects(asks=True),
    "handover": _perhaps,
    "replies": untold,
}
