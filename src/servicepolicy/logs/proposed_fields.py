"""Which columns hold money, and which the unit of who acted: by what stands in them, and never by a name alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

import attrs

from servicepolicy.logs.amounts import amount_of, currency_in
from servicepolicy.logs.cell import IN_THE_TEXT
from servicepolicy.logs.fitting_forms import is_nothing
from servicepolicy.logs.proposed_table import Column, Seen
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.money import CURRENCY_SIGNS, MINOR_UNITS

__all__ = ["Money", "money_in", "unit_of"]

_LOOKED_AT: Final = 500  # texts of a column
_FIGURES: Final = re.compile(r"[-+(]?[\d.,'\u2019\u00a0\u202f ]*\d[\d.,'\u2019\u00a0\u202f ]*[-)]?")
_SIGNS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"decimal": ","},
    {"decimal": ",", "thousands": "."},
    {"decimal": ".", "thousands": ","},
    {"decimal": ",", "thousands": " "},
    {"decimal": ".", "thousands": " "},
    {"decimal": ".", "thousands": "'"},
)
_NAMED: Final = re.compile(
    r"amount|\bsum\b|\bpaid\b|refund|redress|compensation|price|\bfee\b|betrag|summe|wert\b|montant|importe|金额|额",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"\b(branch|team|desk|department|dept|unit|office|squad|pod|filiale|abteilung|gruppe|agence|équipe|sucursal)\b"
    r"|(filiale|abteilung)\b|支行|分行|网点|营业部|部门|中心|[部组处]$",
    re.IGNORECASE,
)
_UNIT_NAMED: Final = re.compile(
    r"^(.*[\W_])?(branch|team|unit|department|dept|desk|office|filiale|abteilung|agence|équipe|支行|网点|部门|机构)"
    r"([\W_]*(name|id|code|no))?$|org:group$",
    re.IGNORECASE,
)


@attrs.frozen
class Money:
    """A column of amounts.

    Attributes:
        name: The column.
        cell: What a mapping says of it, without the column; nothing where the signs, or the currency, are open.
        open: What has to be decided.
        rows: The rows, by place, that hold an amount.
    """

    name: str
    cell: Mapping[str, object]
    open: str
    rows: tuple[int, ...]


def money_in(seen: Seen, taken: Iterable[str]) -> list[Money]:
    """The columns of amounts: with a currency in the text, in a column beside them, or in their name."""
    left = [column for column in seen.columns if column.name not in set(taken) and column.fit is None]
    beside = [column for column in left if _holds_currencies(column)]
    found = (_money(seen, column, beside) for column in left if column not in beside)
    return [one for one in found if one is not None]


def _money(seen: Seen, column: Column, beside: Sequence[Column]) -> Money | None:
    texts = [text for text in islice(column.texts, _LOOKED_AT) if not is_nothing(text)]
    if not texts:
        return None
    rows = tuple(place for place, text in enumerate(seen.cells(column.name)) if text and not is_nothing(text))
    pairs = [_apart(text, column.name) for text in texts]
    if all(pair is not None for pair in pairs):
        said: dict[str, object] = {"currency": IN_THE_TEXT}
        texts = [pair[0] for pair in pairs if pair is not None]
    elif not all(_FIGURES.fullmatch(text) for text in texts):
        return None
    else:
        known = _named_currency(column.name)
        if known is not None:
            said = {"currency": known}
        elif len(beside) == 1 and (_NAMED.search(column.name) or any(re.search(r"[.,]\d\d\b", text) for text in texts)):
            signs = {text: CURRENCY_SIGNS[text] for text in beside[0].texts if text in CURRENCY_SIGNS}
            said = {"currency": {"column": beside[0].name, **({"map": signs} if signs else {})}}
        elif _NAMED.search(column.name):
            return Money(column.name, {}, "in which currency?", rows)
        else:
            return None
    ways = [signs for signs in _SIGNS if _read(texts, column.name, signs) is not None]
    readings = {_read(texts, column.name, signs) for signs in ways}
    if len(readings) != 1:
        return Money(column.name, said, "which sign stands before the decimals, and which between thousands?", rows)
    return Money(column.name, {**said, **ways[0]}, "", rows)


def _apart(text: str, column: str) -> tuple[str, str] | None:
    try:
        amount, code = currency_in(text, column, {})
    except Unreadable:
        return None
    return (amount, code) if code in MINOR_UNITS and _FIGURES.fullmatch(amount) else None


def _read(texts: Sequence[str], column: str, signs: Mapping[str, str]) -> tuple[str, ...] | None:
    """What amounts are by these signs; `None` where one of them is none."""
    try:
        return tuple(
            amount_of(text, column, decimal=signs.get("decimal"), thousands=signs.get("thousands")) for text in texts
        )
    except Unreadable:
        return None


def _named_currency(name: str) -> str | None:
    """The currency that the name of a column says: `Amount (GBP)`, `Betrag €`."""
    codes = {code for code in re.findall(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", name) if code in MINOR_UNITS}
    codes |= {code for sign, code in CURRENCY_SIGNS.items() if sign in name}
    return codes.pop() if len(codes) == 1 else None


def _holds_currencies(column: Column) -> bool:
    return bool(column.texts) and all(text in MINOR_UNITS or text in CURRENCY_SIGNS for text in column.texts)


def unit_of(
    seen: Seen, taken: Iterable[str], person: str | None, groups: Iterable[Sequence[int]]
) -> tuple[str, str] | None:
    """The column of units, and whose they are: `actor`, `case`, or nothing where both would do."""
    free = [column for column in seen.columns if column.name not in set(taken) and column.fit is None]
    found = next((column for column in free if 1 < len(column.texts) <= 200 and _is_unit(column)), None)
    if found is None:
        return None
    cells = seen.cells(found.name)
    several = [group for group in groups if len(group) > 1]
    within = bool(several) and all(len({cells[at] for at in group if cells[at]}) <= 1 for group in several)
    steady = person is not None and _follows(cells, seen.cells(person))
    whose = "" if within == steady else "case" if within else "actor"
    return found.name, whose


def _is_unit(column: Column) -> bool:
    texts = list(islice(column.texts, _LOOKED_AT))
    holding = sum(1 for text in texts if _UNIT.search(text))
    short = all(len(text) <= 60 for text in texts)
    return short and (holding >= 0.8 * len(texts) or _UNIT_NAMED.search(column.name) is not None)


def _follows(cells: Sequence[str], people: Sequence[str]) -> bool:
    """Whether each person has one of them."""
    held: dict[str, set[str]] = defaultdict(set)
    for unit, person in zip(cells, people, strict=True):
        if unit and person:
            held[person].add(unit)
    return len(held) > 1 and all(len(units) == 1 for units in held.values())
