"""Amounts as people and systems write them: signs of decimals and thousands, symbols, the currency beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Final

from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.money import CURRENCY_SIGNS

__all__ = ["amount_of", "currency_in"]

_PLAIN: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_EITHER_WAY: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_BRACKETS: Final = re.compile(r"\((?P<inside>[^()]+)\)")
_SPACES: Final = " \u00a0\u202f\u2009"


def amount_of(
    held: object,
    column: str,
    *,
    decimal: str | None = None,
    thousands: Sequence[str] | None = None,
    strip: Sequence[str] = (),
    round_to: int | None = None,
) -> str:
    """An amount as digits with a decimal point.

    Without `decimal` and `thousands` only what can be read in one way is: `1.250` may be a thousand and more, or one
    and a quarter.

    Raises:
        Unreadable: `not-an-amount`, or `ambiguous-amount`.
    """
    if isinstance(held, bool):
        raise Unreadable("not-an-amount", column)
    text = held.strip() if isinstance(held, str) else str(held)
    if isinstance(held, str):
        text = _plain(text, column, decimal, thousands, strip)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Unreadable("not-an-amount", column) from None
    if not amount.is_finite() or abs(amount.adjusted()) > 30:
        raise Unreadable("not-an-amount", column)
    if round_to is not None:
        amount = amount.quantize(Decimal(1).scaleb(-round_to), rounding=ROUND_HALF_EVEN)
    return f"{amount:f}"


def _plain(text: str, column: str, decimal: str | None, thousands: Sequence[str] | None, strip: Sequence[str]) -> str:
    for sign in strip:
        text = text.replace(sign, "")
    text = text.strip(_SPACES + "\t")
    inside = _BRACKETS.fullmatch(text)  # as ledgers write what is owed
    if inside is not None:
        text = f"-{inside['inside'].strip()}"
    elif text.endswith("-"):  # as mainframes do
        text = f"-{text[:-1].strip()}"
    if decimal is None and thousands is None:
        if _EITHER_WAY.fullmatch(text):
            raise Unreadable("ambiguous-amount", column)
    else:
        text = _as_said(text, column, decimal or ("," if "." in (thousands or ()) else "."), thousands)
    if not _PLAIN.fullmatch(text):
        raise Unreadable("not-an-amount", column)
    return text


def _as_said(text: str, column: str, decimal: str, thousands: Sequence[str] | None) -> str:
    whole, mark, part = text.partition(decimal)
    if decimal in part:
        raise Unreadable("not-an-amount", column)
    if thousands is not None:
        alike = (_SPACES if one.isspace() else "'\u2019" if one in "'\u2019" else one for one in thousands)
        signs = "".join(alike)
        if any(sign in part for sign in signs):
            raise Unreadable("not-an-amount", column)
        groups = re.split(f"[{re.escape(signs)}]", whole)
        if len(groups) > 1:
            if not 1 <= len(groups[0].lstrip("+-")) <= 4 or any(len(group) not in (2, 3, 4) for group in groups[1:]):
                raise Unreadable("not-an-amount", column)
            if len(groups[-1]) == 2:
                raise Unreadable("not-an-amount", column)
            whole = "".join(groups)
    return f"{whole}.{part}" if mark else whole


def currency_in(text: str, column: str, signs: Mapping[str, str]) -> tuple[str, str]:
    """The amount and the currency that stand in one text, such as `EUR 1.250,50` or `£80`.

    Raises:
        Unreadable: `no-currency`.
    """
    known = {**CURRENCY_SIGNS, **signs}
    for sign in sorted(known, key=len, reverse=True):
        if sign in text:
            return text.replace(sign, "", 1).strip(), known[sign]
    code = re.search(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", text)
    if code is None:
        raise Unreadable("no-currency", column)
    return (text[: code.start()] + text[code.end() :]).strip(), code[0]
