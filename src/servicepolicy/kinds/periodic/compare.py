"""How two readings of a periodic duty lie: how much is owed in a period, how often, and how soon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.language.bound.comparing import (
    BASE,
    Comparer,
    Differing,
    Reading,
    Table,
    by_table,
    numbers,
    part,
    present,
    selects,
    terms,
    untold,
    words,
)
from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.bound.order import Order, between
from servicepolicy.worktime.period import UNITS

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a periodic duty differ."""
    return by_table(old, new, _TABLE)


def _every(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """More often, unless something says at which day of the period."""
    was, now = old.value(before, name), new.value(after, name)
    if untold(old, new, before, after, name) == "same":
        return "same"
    placed = [
        said
        for one in (before, after)
        if isinstance(one, Periodic)
        for said in (one.before, one.at, one.due, one.on, one.weeks)
        if said is not None or one.on_holiday != "keep"
    ]
    if placed or not isinstance(was, Outright) or not isinstance(now, Outright):
        return "untold"
    one, other = UNITS.index(str(was.value)), UNITS.index(str(now.value))
    return between(at_most=other >= one, at_least=other <= one)  # a shorter period asks more


def _named(comparer: Comparer) -> Comparer:
    """Sooner asks more where an act names its slot; else it may serve another one than before."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        found = comparer(old, new, before, after, name)
        names = all(isinstance(one, Periodic) and one.slot is not None for one in (before, after))
        return found if names or found == "same" else "untold"

    return compare


def _covered(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if was.field != now.field:
        return "untold"
    one, other = set(was.all), set(now.all)
    return between(at_most=other <= one, at_least=other >= one)


_TABLE: Final[Table] = {
    **BASE,
    "every": _every,
    "before": _named(words(asks=False)),
    "due": _named(part({"within": terms(asks=False)})),
    "act": selects(asks=False),
    "at_least": present(numbers(asks=True), asks=True),
    "distinct": present(untold, asks=True),
    "covers": present(_covered, asks=True),
    "excused": present(part({"by": selects(asks=False)}), asks=False),  # a span is the same, or nobody can tell
}
