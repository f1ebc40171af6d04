"""What awards are written in: entitlements, ladders of the first, second, third time, and tables over a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.language import plain
from servicepolicy.language.plain import Plain, Spot, refuse
from servicepolicy.money import Money

__all__ = [
    "NOTHING",
    "Bracket",
    "Entitlement",
    "Ladder",
    "Rung",
    "Table",
    "counted_whole",
    "gaps_in",
    "parse_ladder",
    "parse_table",
]

_EVERY = "entitles"
_EACH = "each"
_BOUNDS = ("gt", "ge", "lt", "le", "is")


@attrs.frozen(slots=True)
class Entitlement:
    """What somebody has a right to, or has coming.

    Args:
        codes: One of these: `reminder`; `transfer` or `dismissal`, as whoever decides chooses.
        money: An amount.

    Neither is nothing at all.
    """

    codes: tuple[str, ...] = ()
    money: Money | None = None

    @classmethod
    def parse(cls, raw: Plain, spot: Spot = ()) -> Entitlement:
        """Read `reminder`, `10 CNY`, `none`, or a list of codes of which one is chosen.

        Raises:
            PydanticCustomError: It is none of these; the error says where.
        """
        if isinstance(raw, Entitlement):
            return raw
        if isinstance(raw, Money):
            return cls._amount(raw, raw, spot)
        if isinstance(raw, list | tuple):
            if not raw:
                raise refuse("not-a-list", "a list of what one may choose from is empty", spot, "`none` is nothing")
            return cls(tuple(cls._code(item, (*spot, index)) for index, item in enumerate(raw)))
        said = plain.text(raw, spot, "what it entitles to")
        if said == "none":
            return NOTHING
        if said[0].isdigit() or said[0] in "-+.":
            try:
                return cls._amount(Money.parse(said), said, spot)
            except MoneyError as error:
                raise refuse("not-an-amount", str(error), spot, "such as `10 EUR`") from None
        return cls((said,))

    @classmethod
    def _amount(cls, money: Money, said: object, spot: Spot) -> Entitlement:
        if money.amount < 0:
            help = "a fine is an amount that is paid, such as `10 EUR`, with `to` for where it goes"
            raise refuse("negative-amount", f"`{said}` is below zero", spot, help)
        return cls((), money)

    @staticmethod
    def _code(raw: Plain, spot: Spot) -> str:
        said = plain.text(raw, spot, "what it entitles to")
        if said == "none" or said[0].isdigit():
            help = "an amount, or nothing, stands alone; for an amount and an honour write two rules"
            raise refuse("not-a-code", f"`{said}` is not a code to choose", spot, help)
        return said

    def plain(self) -> Plain:
        """Write it as plain data."""
        if self.money is not None:
            return str(self.money)
        if not self.codes:
            return "none"
        return self.codes[0] if len(self.codes) == 1 else list(self.codes)

    def __bool__(self) -> bool:
        return self.money is not None or bool(self.codes)

    def __str__(self) -> str:
        return str(self.money) if self.money is not None else "|".join(self.codes) or "none"


NOTHING = Entitlement()


@attrs.frozen(slots=True)
class Rung:
    """What the n-th time brings.

    Args:
        first: From this time on, counted from 1.
        last: Up to this time; `None`: every later one.
        entitles: What each of them brings.
        to: The pool that an amount goes to.
    """

    first: int
    last: int | None
    entitles: Entitlement
    to: str | None = None

    @classmethod
    def parse(cls, raw: Plain, spot: Spot) -> Rung:
        """Read `{nth: 1, entitles: reminder}`, `{from: 2, until: 3, each: 10 CNY, to: activity-fund}`."""
        if not isinstance(raw, Mapping):
            raise refuse("not-a-rung", "a rung says which time, and what it brings", spot, "`{nth: 1, entitles: ..}`")
        plain.keys(raw, ("nth", "from", "until", _EVERY, _EACH, "to"), spot, "a rung")
        if ("nth" in raw) == ("from" in raw) or ("nth" in raw and "until" in raw):
            raise refuse("not-a-rung", "a rung says `nth`, or `from` and perhaps `until`", spot)
        if (_EVERY in raw) == (_EACH in raw):
            raise refuse("not-a-rung", f"a rung says `{_EVERY}` or `{_EACH}`", spot)
        first = _count(raw, "nth" if "nth" in raw else "from", spot)
        last = first if "nth" in raw else _count(raw, "until", spot) if "until" in raw else None
        if last is not None and last < first:
            raise refuse("not-a-rung", "a rung ends before it begins", (*spot, "until"))
        key = _EVERY if _EVERY in raw else _EACH
        to = plain.text(raw["to"], (*spot, "to"), "a pool") if "to" in raw else None
        entitles = Entitlement.parse(raw[key], (*spot, key))
        if to is not None and entitles.money is None:
            raise refuse("not-an-amount", "only an amount goes to a pool", (*spot, "to"), "take `to` away")
        return cls(first, last, entitles, to)

    def plain(self) -> Plain:
        """Write it as plain data."""
        written: dict[str, Plain] = {"nth": self.first} if self.last == self.first else {"from": self.first}
        if self.last not in (None, self.first):
            written["until"] = self.last
        written["each" if "from" in written else _EVERY] = self.entitles.plain()
        return {**written, **({"to": self.to} if self.to is not None else {})}

    def __str__(self) -> str:
        span = f"{self.first}+" if self.last is None else f"{self.first}" if self.last == self.first else ""
        return f"{span or f'{self.first}-{self.last}'}: {self.entitles}"


Ladder: TypeAlias = tuple[Rung, ...]


def _count(raw: Mapping[Plain, Plain], key: str, spot: Spot) -> int:
    said = str(raw[key])
    if not said.isdecimal() or int(said) < 1:
        raise refuse("not-a-count", f"`{key}` must be a whole number from 1", (*spot, key))
    return int(said)


def parse_ladder(raw: Plain, spot: Spot = ()) -> Ladder:
    """Read a ladder: rungs from the first time on, each beginning right after the one before.

    Raises:
        PydanticCustomError: A rung cannot be read, or rungs leave a gap or overlap; the error says where.
    """
    if not isinstance(raw, list | tuple) or not raw:
        raise refuse("not-a-ladder", "a ladder is a list of rungs", spot, "`[{nth: 1, entitles: reminder}, ..]`")
    rungs = tuple(
        item if isinstance(item, Rung) else Rung.parse(item, (*spot, index)) for index, item in enumerate(raw)
    )
    expected = 1
    for index, rung in enumerate(rungs):
        here = (*spot, index)
        if rung.first > expected:
            missing = f"time {expected}" if rung.first == expected + 1 else f"times {expected} to {rung.first - 1}"
            raise refuse(
                "hole-in-ladder", f"the ladder says nothing of {missing}", here, "`entitles: none` brings nothing"
            )
        if rung.first < expected:
            raise refuse("overlapping-rungs", f"two rungs hold for time {rung.first}", here, "rungs stand in order")
        if rung.last is None and index != len(rungs) - 1:
            raise refuse("overlapping-rungs", "a rung without an end must be the last", here, "say `until`, or `nth`")
        expected = rung.first + 1 if rung.last is None else rung.last + 1
    return rungs


@attrs.frozen(slots=True)
class Bracket:
    """What the numbers between two bounds bring.

    Args:
        low: Lower bound; `None`: open.
        low_in: Whether the bound itself lies in it.
        high: Upper bound; `None`: open.
        high_in: Likewise.
        entitles: What they bring.
    """

    low: Fraction | None
    low_in: bool
    high: Fraction | None
    high_in: bool
    entitles: Entitlement

    @classmethod
    def parse(cls, raw: Plain, spot: Spot) -> Bracket:
        """Read `{ge: 80, lt: 90, entitles: 1000 CNY}`; `{is: 0, entitles: ..}` is one number."""
        if not isinstance(raw, Mapping):
            raise refuse("not-a-band", "a band says its bounds and what it brings", spot, "`{ge: 90, entitles: ..}`")
        plain.keys(raw, (*_BOUNDS, _EVERY), spot, "a band")
        if _EVERY not in raw:
            raise refuse("not-a-band", "a band does not say what it entitles to", spot, "`entitles: none` is nothing")
        said = [name for name in _BOUNDS if name in raw]
        if not said or {"gt", "ge"} <= set(said) or {"lt", "le"} <= set(said) or ("is" in said and len(said) > 1):
            raise refuse("not-a-band", "a band has a lower bound, an upper one, or both", spot, "`ge: 80`, `lt: 90`")
        entitles = Entitlement.parse(raw[_EVERY], (*spot, _EVERY))
        numbers = {name: _number(raw[name], (*spot, name)) for name in said}
        if "is" in numbers:
            return cls(numbers["is"], True, numbers["is"], True, entitles)
        low, high = numbers.get("ge", numbers.get("gt")), numbers.get("le", numbers.get("lt"))
        found = cls(low, "ge" in said, high, "le" in said, entitles)
        if (
            low is not None
            and high is not None
            and (low > high or (low == high and not (found.low_in and found.high_in)))
        ):
            raise refuse("empty-band", "no number lies in the band", spot, "exchange its bounds")
        return found

    def holds(self, number: Fraction | int) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or number > self.low or (self.low_in and number == self.low)
        return above and (self.high is None or number < self.high or (self.high_in and number == self.high))

    def meets(self, low: Fraction | int | None, high: Fraction | int | None) -> bool:
        """Whether some number from `low` to `high`, both included, lies in it; `None` is open."""
        reaches = self.low is None or high is None or high > self.low or (self.low_in and high == self.low)
        begins = self.high is None or low is None or low < self.high or (self.high_in and low == self.high)
        return reaches and begins

    def plain(self) -> Plain:
        """Write it as plain data."""
        if self.low is not None and self.low == self.high:
            return {"is": _written(self.low), _EVERY: self.entitles.plain()}
        written: dict[str, Plain] = {}
        if self.low is not None:
            written["ge" if self.low_in else "gt"] = _written(self.low)
        if self.high is not None:
            written["le" if self.high_in else "lt"] = _written(self.high)
        return {**written, _EVERY: self.entitles.plain()}

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return f"={_written(self.low)}: {self.entitles}"
        low = "" if self.low is None else f"{'≥' if self.low_in else '>'}{_written(self.low)}"
        high = "" if self.high is None else f"{'≤' if self.high_in else '<'}{_written(self.high)}"
        return f"{' '.join(part for part in (low, high) if part)}: {self.entitles}"


Table: TypeAlias = tuple[Bracket, ...]


def _number(raw: Plain, spot: Spot) -> Fraction:
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise refuse("not-a-number", f"`{raw}` is not a number", spot) from None
    if not number.is_finite():
        raise refuse("not-a-number", f"`{raw}` is not a number", spot)
    return Fraction(number)


def _written(number: Fraction) -> str:
    return f"{(Decimal(number.numerator) / Decimal(number.denominator)).normalize():f}"


def parse_table(raw: Plain, spot: Spot = ()) -> Table:
    """Read a table: bands in any order; the numbers below, above and outside them bring nothing.

    Holes between two bands are found by `gaps_in`, since they hang on what is counted.

    Raises:
        PydanticCustomError: A band cannot be read; the error says where.
    """
    if not isinstance(raw, list | tuple) or not raw:
        raise refuse("not-a-table", "a table is a list of bands", spot, "such as `[{ge: 90, entitles: 250 EUR}, ..]`")
    return tuple(
        item if isinstance(item, Bracket) else Bracket.parse(item, (*spot, index)) for index, item in enumerate(raw)
    )


def counted_whole(table: Table) -> Table:
    """The same table over whole numbers: `le: 2` touches `ge: 3`."""

    def whole(band: Bracket) -> Bracket:
        low = None if band.low is None else band.low.__ceil__() if band.low_in else band.low.__floor__() + 1
        high = None if band.high is None else band.high.__floor__() + 1 if band.high_in else band.high.__ceil__()
        return attrs.evolve(
            band,
            low=None if low is None else Fraction(low),
            low_in=True,
            high=None if high is None else Fraction(high),
            high_in=False,
        )

    return tuple(whole(band) for band in table)


def gaps_in(table: Sequence[Bracket]) -> Iterator[tuple[int, str]]:
    """Holes and overlaps between bands: the number of the band, and a sentence."""
    order = sorted(range(len(table)), key=lambda index: _lowest(table[index]))
    for lower, upper in pairwise(order):
        one, other = table[lower], table[upper]
        pair = f"bands {lower + 1} and {upper + 1}"
        if one.high is None or other.low is None or one.high > other.low:
            yield upper, f"{pair} overlap"
        elif one.high < other.low:
            between = f"between {_written(one.high)} and {_written(other.low)}"
            yield upper, f"between {pair} there is a hole: neither holds {between}"
        elif one.high_in and other.low_in:
            yield upper, f"{pair} overlap: both hold for exactly {_written(other.low)}"
        elif not one.high_in and not other.low_in:
            yield upper, f"between {pair} there is a hole: neither holds for {_written(other.low)}"


def _lowest(band: Bracket) -> tuple[bool, Fraction, bool]:
    return band.low is not None, band.low if band.low is not None else Fraction(0), not band.low_in
