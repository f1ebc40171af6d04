"""Amounts of time in words, and text that lines up although Chinese characters are twice as wide."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from servicepolicy.phrases.catalogue import words
from servicepolicy.results.verdict import Margin

__all__ = ["lasting", "margin_text", "padded", "width", "worst_of", "wrapped"]

_UNITS = ((86_400, "d", "天"), (3_600, "h", "小时"), (60, "min", "分钟"), (1, "s", "秒"))
_SAID: Final = words("durations")
# Blanks; a Chinese character with the signs that must not begin a line; a word.
_PIECES = re.compile(
    r"\s+|[\u2e80-\uffef][\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u3015]*|[^\s\u2e80-\uffef]+"
)


def lasting(us: int, language: str) -> str:
    """A length of time in its two largest units, cut off after them: `2 d 3 h`; less than a second is said in full.

    Args:
        us: Microseconds, not negative.
        language: `en` or `zh`.
    """
    rest, fraction = divmod(us, 1_000_000)
    if rest == 0:
        return ("0" if not fraction else f"0.{fraction:06}".rstrip("0")) + _unit(3, language)
    parts: list[str] = []
    for index, (seconds, _, _) in enumerate(_UNITS):
        count, rest = divmod(rest, seconds)
        if count:
            parts.append(f"{count}{_unit(index, language)}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return (" " if language == "en" else "").join(parts)


def _unit(index: int, language: str) -> str:
    return f" {_UNITS[index][1]}" if language == "en" else _UNITS[index][2]


def margin_text(margin: Margin | None, language: str) -> str:
    """How much there was to spare, on the wall clock or in money: `2 d 3 h over`, `300 CNY to spare`, or nothing."""
    if margin is None:
        return ""
    if margin.money is not None:
        negative = margin.money.amount < 0
        amount = str(-margin.money if negative else margin.money)
    elif margin.wall_us is not None:
        negative = margin.wall_us < 0
        amount = lasting(abs(margin.wall_us), language)
    else:
        return ""
    said = _SAID[language]["over" if negative else "spare"]
    return f"{amount} {said}" if language == "en" else f"{said}{amount}"


def worst_of(undone: int, margin: Margin | None, language: str) -> str:
    """What is worst of a rule: how much is not done yet, and the smallest margin of the rest."""
    said = _SAID[language]["undone"].format(count=f"{undone:,}") if undone else ""
    return "; ".join(part for part in (said, margin_text(margin, language)) if part)


def width(text: str) -> int:
    """How many columns of a terminal a text takes; characters that stack on others take none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines of at most so many columns, broken at blanks, and between Chinese characters.

    A word that is longer than a line has a line of its own.
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if width((lines[-1] + piece).rstrip()) > columns and lines[-1]:
            lines.append("")
        if lines[-1] or not piece.isspace():
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """A text filled up with blanks to a number of columns; a longer one is left as it is."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks
