"""What a cell holds, as text: alike from a workbook, a database or a text file."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

__all__ = ["ERRORS", "NO_VALUE", "JsonText", "alike", "known_as", "names_nothing", "quoted", "says_nothing", "text_of"]

NO_VALUE: Final = "#CALC!"
"""Stands for a formula that was never worked out."""

ERRORS: Final = frozenset(
    {
        *("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#NV", "#BEZUG!", "#WERT!"),
        *("#VALEUR!", "#NOM?", NO_VALUE),
    }
)
"""What spreadsheets write where a formula has no value: no name, no key, and no amount of anything."""


_NO_WORD: Final = frozenset(
    {*("null", "(null)", "<null>", "[null]", "\\n", "n/a", "#n/a", "nan", "nat", "<na>", "none", "nil", "undefined")}
    | {*("(blank)", "(empty)", "(none)")}
)
_NOTHING: Final = _NO_WORD | {"-", "--", "---", "\u2013", "\u2014"}

_UNSEEN: Final = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"


def says_nothing(held: object) -> bool:
    """Whether a text stands where a source knew nothing: no name, no key and no activity, whether anybody said so.

    >>> says_nothing("NULL"), says_nothing("-"), says_nothing("North")
    (True, True, False)
    """
    return isinstance(held, str) and held.casefold() in _NOTHING


def names_nothing(held: object) -> bool:
    """The same of a code or a person: a dash may be the name of either, and is none only if `absent` lists it."""
    return isinstance(held, str) and held.casefold() in _NO_WORD


class JsonText(str):
    """An object of a document, as text: no value of its own, but what holds some."""

    __slots__ = ()


def known_as(held: object) -> object:
    """As what a cell is looked up where cells are remembered: a flag equals a number, and is none.

    >>> known_as(True) == known_as(1), known_as("a") == "a"
    (False, True)
    """
    if type(held) is bool:
        return (held, "flag")
    return tuple(map(known_as, held)) if type(held) is tuple else held


def alike(text: str) -> str:
    """A text without spaces and marks around it that nobody sees, letters with their accents as one sign.

    >>> alike("\u200bZoe\u0308 ") == "Zo\u00eb"
    True
    """
    text = text.strip()
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.strip(_UNSEEN).strip())


def text_of(held: object) -> str:
    """A value as people write it: whole numbers without decimals, flags in lower case.

    >>> text_of(17.0), text_of(True), text_of(1.5)
    ('17', 'true', '1.5')
    """
    match held:
        case str():
            return held
        case bool():
            return "true" if held else "false"
        case float() if held.is_integer() and abs(held) < 1e18:
            return str(int(held))
        case Decimal() if held.is_finite() and held == held.to_integral_value() and abs(held.adjusted()) < 18:
            return str(int(held))
        case datetime():
            return held.isoformat(sep=" ")
        case bytes():
            return held.hex()
        case list() | tuple():
            return ", ".join(text_of(item) for item in held if item is not None)
        case _:
            return str(held)


def first_of(held: object) -> object:
    """The first of several, or the only one."""
    return held[0] if isinstance(held, Sequence) and not isinstance(held, str | bytes) and held else held


def quoted(text: str) -> str:
    """A text as YAML takes it."""
    if re.fullmatch(r"[A-Za-z_\u4e00-\u9fff][\w .\u4e00-\u9fff-]*", text) and text == text.strip():
        return text if text.lower() not in _WORDS else f"'{text}'"
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else json.dumps(text)


_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
