"""How two readings of a deadline lie: what makes it fall due earlier, what makes it owed oftener."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from servicepolicy.kinds.deadline.rule import Cycle, Deadline, Extension, SupersedeCycle
from servicepolicy.language.bound.comparing import (
    BASE,
    Comparer,
    Differing,
    Reading,
    Table,
    by_table,
    flag,
    orders_of,
    present,
    rank,
    read_elsewhere,
    selects,
    spans_of,
    splits,
    terms,
    unread_without,
    untold,
)
from servicepolicy.language.bound.order import Order, joined
from servicepolicy.language.bound.orders import order_of_terms

__all__ = ["compared"]


def compared(old: Reading, new: Reading) -> Iterator[Differing]:
    """The parts in which two readings of a deadline differ."""
    return by_table(old, new, _TABLE)


def _begins(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """What begins it oftener asks more, as long as one beginning is not the other's end."""
    return _plainly(selects(asks=True), old, new, before, after, name)


def _ends(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """What does it oftener asks less, unless what does it also begins the next interval."""
    return _plainly(selects(asks=False), old, new, before, after, name)


def _plainly(comparer: Comparer, old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    found = comparer(old, new, before, after, name)
    moves = any(isinstance(getattr(part, "cycle", None), Cycle | SupersedeCycle) for part in (before, after))
    return "same" if found == "same" else "untold" if moves else found


def _term(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """How long it may take; where an act serves one interval of a grid, a shorter one may serve another."""
    found = terms(asks=False)(old, new, before, after, name)
    if found == "same":
        return "same"
    grid = any(isinstance(one.cycle, Cycle) and one.cycle.repeat == "from_due" for one in _deadlines(before, after))
    return "untold" if grid else _under_pauses(old, new, before, after, name, asks=False)


def _deadlines(*parts: BaseModel) -> Iterator[Deadline]:
    return (part for part in parts if isinstance(part, Deadline))


def _under_pauses(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str, *, asks: bool) -> Order:
    """How two spans lie, in the rule or in a part of it; a pause moves hours and dates each in its own way."""
    found = terms(asks=asks)(old, new, before, after, name)
    paused = any(one.pause not in ((), "forbidden") for one in _deadlines(old.rule, new.rule))
    return "untold" if found != "same" and paused and _kinds(old, before, name) != _kinds(new, after, name) else found


def _span(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """A longer one asks less."""
    return _under_pauses(old, new, before, after, name, asks=False)


def _kinds(reading: Reading, holder: BaseModel, name: str) -> frozenset[str]:
    """The kinds of spans of a value."""
    value = reading.value(holder, name)
    return frozenset[str]() if value is None else frozenset(span.kind for span in spans_of(value))


# pauses and extensions: one that is added helps whoever owes it

_PAUSE: Final[Table] = {
    "since": selects(asks=False),
    "until": present(selects(asks=True), asks=True),
    "reason": read_elsewhere,
    "cap": present(_span, asks=True),
    "ends_on_contact": flag(asks=True),
}

_EXTENSION: Final[Table] = {
    "grant": selects(asks=False),
    "to": _span,
    "by": _span,
    "at_most": present(_span, asks=True),
    "after": present(untold, asks=True),
    "before_expiry": read_elsewhere,
}


def _pauses(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    """Pauses in any order."""
    was, now = list(_items(before, name)), list(_items(after, name))
    for one in tuple(was) if len(was) == len(now) else ():
        alike = next((other for other in now if _alike(old, new, _PAUSE, (one, other))), None)
        if alike is not None:
            was.remove(one)
            now.remove(alike)
    return _listed(old, new, tuple(was), tuple(now), _PAUSE)


def _extensions(old: Reading, new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = _items(before, name), _items(after, name)
    found = _listed(old, new, was, now, _EXTENSION)
    if len(was) != len(now):
        longer = (old, before, was) if len(was) > len(now) else (new, after, now)
        if not all(_prolongs(longer[0], longer[1], step) for step in longer[2]):
            return "untold"
    return found


def _prolongs(reading: Reading, rule: BaseModel, step: BaseModel) -> bool:
    """Whether a step never makes it fall due earlier."""
    if not isinstance(step, Extension):
        return False
    if step.to is None:
        return True
    within, to = reading.value(rule, "within"), reading.value(step, "to")
    if within is None or to is None:
        return False
    paused = any(one.pause not in ((), "forbidden") for one in _deadlines(rule))
    if paused and _kinds(reading, rule, "within") != _kinds(reading, step, "to"):
        return False
    how = reading.reckoning(rule)
    return order_of_terms(within, to, how, how) in ("same", "more")


def _items(holder: BaseModel, name: str) -> tuple[BaseModel, ...]:
    said = getattr(holder, name)
    return said if isinstance(said, tuple) else ()


def _listed(
    old: Reading,
    new: Reading,
    was: tuple[BaseModel, ...],
    now: tuple[BaseModel, ...],
    table: Table,
) -> Order:
    if len(was) == len(now):
        return joined(orders_of(old, new, table, one, other) for one, other in zip(was, now, strict=True))
    fewer, more = (was, now) if len(was) < len(now) else (now, was)
    turned = fewer is now
    left = list(more)
    for one in fewer:
        alike = next(
            (other for other in left if _alike(old, new, table, (other, one) if turned else (one, other))), None
        )
        if alike is None:
            return "untold"
        left.remove(alike)
    return "more" if turned else "less"


def _alike(old: Reading, new: Reading, table: Table, pair: tuple[BaseModel, BaseModel]) -> bool:
    return orders_of(old, new, table, *pair) == "same"


# cycles


def _cycles(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if was == now:
        return "same"
    match was, now:
        case "once", "each_start":
            return "more"
        case "each_start", "once":
            return "less"
        case _:
            return "untold"


def _reopening(_old: Reading, _new: Reading, before: BaseModel, after: BaseModel, name: str) -> Order:
    was, now = getattr(before, name), getattr(after, name)
    if was == now:
        return "same"
    return "more" if was == "none" else "less" if now == "none" else "untold"


_TABLE: Final[Table] = {
    **BASE,
    "per": splits(asks=True),
    "clock": read_elsewhere,
    "counting": read_elsewhere,
    "start": _begins,
    "stop": _ends,
    "answers": rank("all", "one"),
    "within": _term,
    "due": untold,
    "pause": _pauses,
    "extend": _extensions,
    "cancel": _ends,
    "reset": _ends,
    "cycle": _cycles,
    "on_reopen": _reopening,
    "reopened": unread_without("on_reopen", "none", selects(asks=True)),
    "on_reclassify": untold,
    "reclassified": unread_without("on_reclassify", "none", untold),
    "on_version": untold,
    "on_move": untold,
    "cycle_day": untold,
    "warn": "notices",
    "escalate": "notices",
}
