"""What a policy compares a field with, in the type of that field."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import cast

from servicepolicy.errors import MoneyError
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.money import Money, how_to_write
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import parse_us

__all__ = ["typed"]


def typed(raw: object, declared: FieldType | None) -> object:
    """What a policy says, in the type of the field it is compared with.

    Raises:
        ValueError: It is not of that type; the message says of which it must be.
    """
    if isinstance(raw, list | tuple):
        items = cast("list[object]", raw)
        return tuple(typed(item, declared) for item in items)
    if declared is None or not isinstance(raw, str):
        return raw if declared is not None or not isinstance(raw, str) else _guessed(raw)
    try:
        match declared.kind:
            case "bool":
                return {"true": True, "false": False}[raw]
            case "integer":
                return int(raw)
            case "decimal":
                return Decimal(raw)
            case "money":
                return Money.parse(raw)
            case "instant":
                return parse_us(raw)
            case "duration":
                return _duration(raw)
            case _:
                return raw
    except (KeyError, ValueError, InvalidOperation, MoneyError):
        told = f"`{raw}` is not of type {declared.kind}"
        raise ValueError(f"{told}: {how_to_write(raw)}" if declared.kind == "money" else told) from None


def _duration(raw: str) -> int | Span:
    """A length of time in microseconds, of `2 hours` or a number; days and weeks as a span, for these have dates."""
    if raw.isdigit():
        return int(raw)
    span = Span(raw)
    if span.kind in ("days", "weeks"):
        return span
    if span.kind not in ("elapsed", "working"):
        raise ValueError("a length of time is said in minutes, hours, days or weeks")
    return span.amount


def _guessed(raw: str) -> object:
    """A value compared with a field nobody declared: yes, no, a number, an amount, or text."""
    if raw in ("true", "false"):
        return raw == "true"
    try:
        return Decimal(raw)
    except InvalidOperation:
        pass
    try:
        return Money.parse(raw)
    except (MoneyError, ValueError):
        return raw
