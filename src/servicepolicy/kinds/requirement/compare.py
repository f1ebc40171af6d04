"""How two readings of a requirement lie: how much must hold, and of how many events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.language.bound.comparing import (
    BASE,
    Comparer,
    Differing,
    Reading,
    Table,
    by_table,
    each_of,
    numbers,
    read_elsewhere,
    selects,
    splits,
    untold,
)
from servicepolicy.language.bound.keys import key_of
from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.bound.order import Order, between, turned
from servicepolicy.language.bound.orders import demands, order_of_conditions

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a requirement differ."""
    return by_table(old, new, _TABLE)


def _demanded(old: Reading, new: Reading, before: BaseModel, after: BaseModel, _name: str) -> Order:
    """What must hold and what must not hold are one demand."""
    was = demands(old.condition(before, "must"), old.condition(before, "must_not"))
    now = demands(new.condition(after, "must"), new.condition(after, "must_not"))
    return turned(order_of_conditions(was, now))


def _phrases(*, asks: bool) -> Comparer:
    """Phrases that may be said; `asks` says whether more of them ask more."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        was, now = _said(old, before, name), _said(new, after, name)
        if not was or not now:
            return "same" if was == now else "untold"
        found = between(at_most=now <= was, at_least=now >= was)
        return found if asks else turned(found)

    return compare


def _said(reading: Reading, holder: BaseModel, name: str) -> frozenset[object]:
    found: set[object] = set()
    for phrase in getattr(holder, name):
        if phrase.form is None:
            found.add(("words", phrase.words))
            continue
        value = reading.edition.binder.value(phrase.form, reading.place(reading.rule, "applies"))
        said = value.raw if isinstance(value, Outright) else key_of(value)
        found.update(said if isinstance(said, list | tuple) else (said,))
    return frozenset(found)


# fewer words that do, more words that must all be said, more words that must not
_SPOKEN: Final[Table] = {
    "any_": _phrases(asks=False),
    "all_": _phrases(asks=True),
    "none_": _phrases(asks=True),
    "share": numbers(asks=True),  # of the utterances; without it one is enough, if there is one at all
}


def _events(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if was is None or now is None:
        return "same" if was is now else "untold"
    return selects(asks=True)(old, new, before, after, name)


def _held(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, _name: str) -> Order:
    was, now = before, after
    alike = isinstance(was, Requirement) and isinstance(now, Requirement) and was.throughout == now.throughout
    return "same" if alike else "untold"


_TABLE: Final[Table] = {
    **BASE,
    "per": splits(asks=True),
    "must": _demanded,
    "must_not": read_elsewhere,
    "spoken": each_of(_SPOKEN),
    "at": _events,
    "until": untold,
    "hold": _held,
}
