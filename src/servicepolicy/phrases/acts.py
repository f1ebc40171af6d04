"""What kinds of events and fields are called, in the words of their tables.

Names that a host adds, and any that has no word, are said as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servicepolicy.models.vocabulary import event_words, field_words
from servicepolicy.models.vocabulary._tables import Words
from servicepolicy.phrases.catalogue import BOOK

__all__ = ["act", "acts", "field", "so_said"]


def act(kind: str, language: str, subject: str = "") -> str:
    """What a kind of event is called: `evidence collected`, `取证`.

    Args:
        kind: The kind.
        language: `en` or `zh`.
        subject: On which subject, where that is known: `resolved` is something else of a meeting than of a case.
    """
    if kind.startswith("x."):
        return kind
    words = event_words(kind, subject)
    if language == "zh":
        return kind if words is None else words.zh
    return (words.en if words is not None else None) or kind.replace("_", " ")


_JOINED: Final = {"en": {"all_of": " and ", "": " or "}, "zh": {"all_of": "和", "": "或"}}


def acts(
    kinds: tuple[str, ...], form: str, language: str, subject: str = "", own: Mapping[str, Words] = MappingProxyType({})
) -> str:
    """Several acts: `investigated and resolved` where all are meant (`all_of`), else `recorded or registered`.

    Among those that are all meant, one written `a|b` is either. A policy's own go by the words of `own`.
    """
    if form == "all_of":
        either = [acts(tuple(kind.split("|")), "", language, subject, own) for kind in kinds]
        brackets = "（{}）" if language == "zh" else "({})"
        told = [brackets.format(one) if "|" in kind else one for kind, one in zip(kinds, either, strict=True)]
    else:
        told = [own[kind].said(language, kind) if kind in own else act(kind, language, subject) for kind in kinds]
    *first, last = told or [""]
    before = ("、" if language == "zh" else ", ").join(first)
    joined = _JOINED[language]
    return f"{before}{joined.get(form, joined[''])}{last}" if before else last


def so_said(name: str) -> str:
    """That a field which asks in Chinese holds: `是否加密` is said `加密`; nothing where it asks none."""
    return name.replace("是否", "", 1) if "是否" in name else ""


def field(path: str, language: str, subject: str = "") -> str:
    """What a field is called; the name under which it is recorded stands beside it."""
    own = path.startswith("x.") or ".x." in path  # a host's own, whatever its last word is
    words = None if own else field_words(path.rpartition(".")[2], subject)
    if language == "en" and not own and (holds := BOOK.get(f"answer.{path.rpartition('.')[2]}.true")):
        return f"whether {holds[0]} ({path})"
    if words is None or (language == "en" and words.en is None):
        return path
    return f"{words.zh}（{path}）" if language == "zh" else f"{words.en} ({path})"
