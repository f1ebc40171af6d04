"""What a host's own field holds, in the type that a policy declares for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from servicepolicy.errors import MoneyError
from servicepolicy.models.vocabulary._tables import FieldType
from servicepolicy.money import Money
from servicepolicy.worktime._instant import parse_us

__all__ = ["held"]


def held(raw: object, declared: FieldType) -> object:
    """A value as evaluators read it: a time as UTC microseconds, an amount as money, a number exact.

    Args:
        raw: What the record has.
        declared: The type.

    Raises:
        ValueError: It is not of that type.
    """
    try:
        found = _read(raw, declared.kind)
    except (ValueError, InvalidOperation, MoneyError):
        found = None
    if found is None or (declared.codes is not None and found not in declared.codes):
        code = "code" if declared.codes else "text"
        raise ValueError(f"must be {_WORDS.get(code if declared.kind == 'code' else declared.kind, declared.kind)}")
    return found


_WORDS = {
    "bool": "true or false",
    "integer": "a whole number",
    "decimal": "a number",
    "money": "an amount and a currency like `250 EUR`",
    "instant": "a time with its zone or offset",
    "date": "a date like `2026-01-05`",
    "code": "one of its codes",
    "text": "text",
    "list": "a list of codes",
}


def _read(raw: object, kind: str) -> object:
    match kind, raw:
        case "bool", bool():
            return raw
        case _, bool():
            return None
        case "integer", int():
            return raw
        case "decimal", int() | str() | Decimal():
            number = Decimal(raw)
            return number if number.is_finite() else None
        case "money", Money():
            return raw
        case "money", str():
            return Money.parse(raw)
        case "instant", str():
            return parse_us(raw)
        case "date", str():
            return date.fromisoformat(raw).isoformat() if len(raw) == len("2026-01-05") else None
        case (("code" | "text"), str()) if raw:
            return raw
        case "list", tuple() if all(isinstance(item, str) and item for item in raw):
            return raw
        case _:
            return None
