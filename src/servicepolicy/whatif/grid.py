"""The grid on which limits are tried: whole steps of a limit's own unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.errors import MoneyError, UsageError
from servicepolicy.money import Money
from servicepolicy.results.thresholds import amount_said, is_money

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["Grid", "grid_of", "same_limit", "split_value"]

_IN_A_LIST: Final = re.compile(r"(?P<list>.+)\.(?P<place>\d+)\.(?P<key>[^.]+)")
_COUNTED: Final = re.compile(r"^(?P<count>\d+)\s*(?P<unit>[^\d].*)$")
_LARGEST: Final = 2**31  # steps; what is not kept there is never kept
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}


@attrs.frozen
class Grid:
    """Whole steps of a unit.

    Args:
        unit: What a step is called: `minutes`, `working days`, `CNY`, or `""` for a plain number.
        size: How many units a step is.
        least: The smallest step: a length of time has at least one, a count or an amount may be nought.
        now: The step nearest to the value that holds now.
    """

    unit: str
    size: Decimal
    least: int
    now: int

    def said(self, step: int) -> str:
        """The value of a step, as a policy says it."""
        return amount_said(self.size * step, self.unit)

    @property
    def microseconds(self) -> int | None:
        """How long a step is, where it is a length of time that the clock tells."""
        word = self.unit.removeprefix("working ").rstrip("s")
        return None if word not in _SECONDS else int(_SECONDS[word] * self.size) * 1_000_000

    @property
    def working(self) -> bool:
        """Whether it counts working time."""
        return self.unit.startswith("working ")

    @property
    def most(self) -> int:
        """The largest step that is tried."""
        length = self.microseconds
        return _LARGEST if length is None else min(_LARGEST, 150 * 366 * 86_400_000_000 // length)


def grid_of(name: str, held: Any, step: str | None) -> Grid:
    """The grid of a value as a policy says it now.

    Args:
        name: What it is called, for messages.
        held: The value as plain data.
        step: A step said outright, such as `1 minute` or `100 CNY`; `None`: one of the value's own unit.

    Raises:
        UsageError: The value has no unit that can be counted, or the step is of another.
    """
    said = _first(held)
    if said is None:
        inside = next((".".join((name, *path)) for path in _limits_in(held)), "")
        way_out = f": name what is meant in it, such as `{inside}`" if inside else ""
        raise UsageError(f"`{name}` is neither a length of time, an amount nor a number{way_out}")
    count, unit = split_value(name, said)
    size, own = (Decimal(1), unit) if step is None else split_value(name, step)
    if step is not None and size <= 0:
        raise UsageError(f"a step of `{step}` is none: say one above nought")
    if is_money(unit) and own != unit:
        raise UsageError(f"`{name}` is an amount in {unit}, and the step `{step}` is not")
    timed = bool(unit) and not is_money(unit)
    if (bool(own) and not is_money(own)) is not timed or bool(own) is not bool(unit):
        raise UsageError(f"`{name}` is `{said}`, and `{step}` is no step of that")
    now = int(count / size) if own == unit else 1
    return Grid(own, size, 1 if timed else 0, max(now, 1 if timed else 0))


def same_limit(policy: Policy, name: str) -> Iterator[str]:
    """The other places of a list where a limit of one of its items is said again: that of the tier which adjoins."""
    found = _IN_A_LIST.fullmatch(name.replace("[", ".").replace("]", ""))
    if found is None:
        return
    held, items = policy.said(name), policy.said(found["list"])
    for place, item in enumerate(items if isinstance(items, list | tuple) else ()):
        parts: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
        for key, said in parts.items():
            if said == held and (str(place), key) != (found["place"], found["key"]):
                yield f"{found['list']}.{place}.{key}"


def _limits_in(held: Any) -> Iterator[tuple[str, ...]]:
    """Where lengths of time and amounts stand in plain data."""
    parts = held.items() if isinstance(held, Mapping) else enumerate(held) if isinstance(held, list | tuple) else ()
    for key, part in parts:
        if isinstance(part, str):
            with suppress(UsageError):
                if split_value("", part)[1]:
                    yield (str(key),)
        else:
            yield from ((str(key), *path) for path in _limits_in(part))


def split_value(name: str, said: str) -> tuple[Decimal, str]:
    """How many of which unit a value is; the unit of a plain number is `""`.

    Raises:
        UsageError: It is not so many of something.
    """
    try:
        amount = Money.parse(said)
    except (MoneyError, ValueError):
        pass
    else:
        return amount.amount, amount.currency
    try:
        return Decimal(said), ""
    except InvalidOperation:
        pass
    found = _COUNTED.match(said.strip())
    if found is None:
        raise UsageError(f"`{name}` is `{said}`, which is not counted in steps: say `step=`, such as `1 minute`")
    unit = found["unit"].strip()
    return Decimal(found["count"]), unit if unit.endswith("s") else f"{unit}s"


def _first(held: Any) -> str | None:
    """The first value that stands in plain data: of a choice, that of its first option."""
    match held:
        case Mapping():
            for key in ("value", "choose", "least", "greatest"):
                if key in held and (found := _first(held[key])) is not None:
                    return found
            return None
        case list() | tuple():
            return next((found for one in held if (found := _first(one)) is not None), None)
        case bool() | None:
            return None
        case _:
            return str(held)
