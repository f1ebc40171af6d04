"""How two readings of a sequence lie: what it forbids oftener, and what it leaves less time for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.comparing import (
    BASE,
    Comparer,
    Differing,
    Reading,
    Table,
    by_table,
    part,
    present,
    read_elsewhere,
    selects,
    splits,
    terms,
    untold,
)
from servicepolicy.language.bound.order import Order, joined, turned
from servicepolicy.language.bound.orders import order_of_selectors, order_of_terms
from servicepolicy.language.step import Step

__all__ = ["compared"]

_SPLIT: Final = frozenset({"order", "preceded", "followed", "once"})


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a sequence differ."""
    was, now = old.rule, new.rule
    if isinstance(was, Sequence) and isinstance(now, Sequence) and was.form != now.form:
        yield Differing((now.form,), "untold")
        return
    asks = isinstance(was, Sequence) and was.form in _SPLIT  # to split the others can only excuse
    yield from by_table(old, new, {**_TABLE, "per": splits(asks=asks)})


def _pair(*, by: bool) -> Comparer:
    """Two acts of which each counts: whoever compares more of them asks more."""

    def compare(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
        bound = (reading.edition.binder for reading in (old, new))
        was, now = (
            [binder.selector(one, reading.rule.subject) for one in getattr(part, name)]
            for binder, reading, part in zip(bound, (old, new), (before, after), strict=True)
        )
        straight = joined(order_of_selectors(one, other) for one, other in zip(was, now, strict=True))
        if straight == "same" or not by:
            return straight
        crossed = joined(order_of_selectors(one, other) for one, other in zip(was, reversed(now), strict=True))
        return crossed if crossed == "same" else straight

    return compare


def _steps(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if was is None or now is None:
        return "same" if was is now else "untold"
    if len(was) != len(now):
        return _more_steps(old, new, was, now)
    found: list[Order] = []
    for one, other in zip(was, now, strict=True):
        binders = (old.edition.binder, new.edition.binder)
        selectors = (
            binders[0].selector(one.selector, old.rule.subject),
            binders[1].selector(other.selector, new.rule.subject),
        )
        found.append("same" if order_of_selectors(*selectors) == "same" else "untold")
        if one.within is None or other.within is None:
            found.append("same" if one.within is other.within else "less" if other.within is None else "more")
            continue
        place = old.place(before, name), new.place(after, name)
        values = (
            binders[0].value(one.within.form, place[0], wanted="span"),
            binders[1].value(other.within.form, place[1], wanted="span"),
        )
        found.append(turned(order_of_terms(*values, old.reckoning(before), new.reckoning(after))))
    return joined(found)


def _more_steps(old: Reading, new: Reading, was: tuple[Step, ...], now: tuple[Step, ...]) -> Order:
    """Whoever keeps an order of more steps keeps that of some of them, the first one among these: none is skipped."""
    if len(was) > len(now):
        return turned(_more_steps(new, old, now, was))
    few, many = (
        [reading.edition.binder.selector(step.selector, reading.rule.subject) for step in steps]
        for reading, steps in ((old, was), (new, now))
    )
    if any(step.within is not None for step in (*was, *now)) or order_of_selectors(few[0], many[0]) != "same":
        return "untold"
    rest = iter(many)
    return "more" if all(any(order_of_selectors(one, other) == "same" for other in rest) for one in few) else "untold"


def _until(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """What must never happen, or no more than once, is asked for longer where it never ends."""
    was, now = getattr(before, name), getattr(after, name)
    forbids = isinstance(before, Sequence) and before.form in ("never", "once")
    if forbids and (was is None) is not (now is None):
        return "more" if now is None else "less"
    return untold(old, new, before, after, name)


_PRECEDED: Final[Table] = {
    "every": selects(asks=True),
    "by": selects(asks=False),
    "within": present(terms(asks=False), asks=True),
}

_FOLLOWED: Final[Table] = {
    "every": present(selects(asks=True), asks=True),
    "some": present(untold, asks=False),
    "by": selects(asks=False),
    "within": present(terms(asks=False), asks=True),
    "before": present(selects(asks=True), asks=True),
}

_TABLE: Final[Table] = {
    **BASE,
    "clock": read_elsewhere,
    "counting": read_elsewhere,
    "order": _steps,
    "preceded": part(_PRECEDED),
    "followed": part(_FOLLOWED),
    "never": selects(asks=True),
    "once": selects(asks=True),
    "never_same": part({"of": _pair(by=True), "by": untold}),
    "same": part({"of": _pair(by=True), "by": untold}),
    "until": _until,
}
