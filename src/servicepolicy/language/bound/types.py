"""The types of values: how what is said is read, compared and written in each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from servicepolicy.errors import MoneyError
from servicepolicy.language.award_tables import parse_ladder, parse_table
from servicepolicy.language.measure import as_quantity, percent
from servicepolicy.language.operand import typed
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.money import Money
from servicepolicy.worktime import Span
from servicepolicy.worktime.period import UNITS

__all__ = ["canonical", "in_type"]

_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _number(raw: object) -> str:
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError("a number") from None
    if not number.is_finite():
        raise ValueError("a number")
    return f"{number.normalize():f}"


def _integer(raw: object) -> str:
    if not re.fullmatch(r"-?\d+", str(raw)):
        raise ValueError("a whole number")
    return str(int(str(raw)))


def _time(raw: object) -> str:
    if not _TIME.fullmatch(str(raw)):
        raise ValueError("a time of day, such as `17:30`")
    return str(raw)


def _text(raw: object) -> str:
    if not isinstance(raw, list | tuple):
        return str(raw)
    raise ValueError("one text")


def _phrase(raw: object) -> str | list[str]:
    return _list(raw) if isinstance(raw, list | tuple) else _text(raw)


def _list(raw: object) -> list[str]:
    if isinstance(raw, list | tuple):
        return [str(item) for item in raw]
    raise ValueError("a list")


def _period(raw: object) -> str:
    if str(raw) not in UNITS:
        raise ValueError("a period: one of " + ", ".join(f"`{unit}`" for unit in UNITS))
    return str(raw)


def _range(raw: object) -> list[str]:
    bounds = _list(raw)
    if len(bounds) != 2 or Decimal(_number(bounds[0])) > Decimal(_number(bounds[1])):
        raise ValueError("a list of the lowest and the highest number, such as `[18, 35]`")
    return [_number(bound) for bound in bounds]


def _bands(raw: object) -> list[Any]:
    return [band.plain() for band in parse_table(raw)]


def _ladder(raw: object) -> list[Any]:
    return [rung.plain() for rung in parse_ladder(raw)]


@lru_cache(maxsize=1000)
def _span(text: str) -> str:  # policies say the same few spans over and over
    return str(Span(text))


def _share(raw: object) -> str:
    try:
        share = as_quantity(raw)
    except ValueError:
        raise ValueError("a share, such as `95%`") from None
    if not 0 <= share <= 1:
        raise ValueError("a share from 0% to 100%, such as `95%`")
    return percent(share)


_READERS: Final[Mapping[str, Callable[[object], str | list[Any]]]] = {
    "span": lambda raw: str(raw) if isinstance(raw, Span) else _span(str(raw)),
    "money": lambda raw: str(raw if isinstance(raw, Money) else Money.parse(str(raw))),
    "number": _number,
    "integer": _integer,
    "time": _time,
    "text": _text,
    "list": _list,
    "range": _range,
    "period": _period,
    "phrase": _phrase,
    "bands": _bands,
    "ladder": _ladder,
    "share": _share,
}


def canonical(kind: str, raw: object) -> str | list[Any]:
    """A value as it is compared and written: `90 minutes` for `1 hour 30 minutes`.

    Args:
        kind: The type of the blank or of the place where it stands.
        raw: The value.

    Raises:
        ValueError: It is not of that type; the message names what it should be, or what is wrong with it.
    """
    return _READERS[kind](raw)


def in_type(raw: object, wanted: str, declared: FieldType | None) -> object:
    """A value in the type that its place wants, or of the field that is compared with it.

    Args:
        raw: As it was written; what is not of that type, which loading refuses, is left as it is.
        wanted: What the place wants; a span and an amount are read here, the other types by whoever uses them.
        declared: The type of the field; `None`: it is not compared, or nobody declared it.
    """
    try:
        if declared is not None:
            return typed(raw, declared)
        match wanted:
            case "span":
                return raw if isinstance(raw, Span) else Span(str(raw))
            case "money":
                return raw if isinstance(raw, Money) else Money.parse(str(raw))
            case _:
                return raw
    except (ValueError, MoneyError):
        return raw
