"""The template of a number or key in words: how it is written, piece by piece."""

from __future__ import annotations

import re
from typing import Final

from servicepolicy.phrases.terms import in_language, listed

__all__ = ["is_template", "template_words"]

_FIELD: Final = re.compile(r"\{(?P<name>alnum|digits|letters|upper|lower|name|date|one_of):(?P<said>[^}]*)\}")
_PIECE: Final = re.compile(_FIELD.pattern + r"|(?P<plain>(?:\{\{|\}\}|[^{}])+)")

_SIGNS: Final[dict[str, tuple[str, str]]] = {
    "alnum": ("letters or digits", "字母或数字"),
    "digits": ("digits", "数字"),
    "letters": ("letters", "字母"),
    "upper": ("capital letters", "大写字母"),
    "lower": ("small letters", "小写字母"),
    "name": ("letters of any script, digits or hyphens", "任何文字的字母、数字或连字符"),
}
_DATES: Final[dict[str, tuple[str, str]]] = {
    "yyyymmdd": ("a date such as 20260131", "日期（如20260131）"),
    "yyyy-mm-dd": ("a date such as 2026-01-31", "日期（如2026-01-31）"),
    "yymmdd": ("a date such as 260131", "日期（如260131）"),
}


def is_template(text: str) -> bool:
    """Whether a text has a field of a template in it."""
    return _FIELD.search(text) is not None


def template_words(text: str, language: str) -> str:
    """What a template stands for: `{upper:2}-{digits:4}` is said `2 capital letters, “-”, 4 digits`."""
    return listed((_piece(found, in_language(language), language) for found in _PIECE.finditer(text)), language)


def _piece(found: re.Match[str], place: int, language: str) -> str:
    name, said, plain = found["name"], found["said"], found["plain"]
    if plain is not None:
        return f"“{plain.replace('{{', '{').replace('}}', '}')}”"
    if name == "date":
        return _DATES[said][place]
    if name == "one_of":
        one_of = ("one of {}", "{}之一")[place]
        return one_of.format("/".join(said.split("|")))
    least, dash, most = said.partition("-")
    if language == "zh":
        return f"{least}至{most}位{_SIGNS[name][place]}" if dash else f"{least}位{_SIGNS[name][place]}"
    return f"{least} to {most} {_SIGNS[name][place]}" if dash else f"{least} {_SIGNS[name][place]}"
