"""The catalogues: a code, and what it says in English and in Chinese. `{names}` are filled in.

They are data, one file a topic: `catalogues/verdicts/` for verdicts, findings and lives, `catalogues/book/` for the
policy book, `catalogues/whatif/` for what a change means, `catalogues/reports/` for the tables, pages and texts of
reports and commands. `code.argument` follows `code` where the argument is given; `code.kind` replaces it for that kind
of rule.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from servicepolicy.language.label import LANGUAGES

__all__ = ["BOOK", "PHRASES", "WHATIF", "words"]

_CATALOGUES: Final = resources.files("servicepolicy") / "phrases" / "catalogues"


def _read(name: str) -> dict[str, tuple[str, str]]:
    """Every code of a catalogue with its English and its Chinese phrase."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted(topic.name for topic in (_CATALOGUES / name).iterdir()):
        found.update({code: (phrase["en"], phrase["zh"]) for code, phrase in _said(name, file).items()})
    return found


def _said(catalogue: str, file: str) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = json.loads((_CATALOGUES / catalogue / file).read_text(encoding="utf-8"))
    return said


@cache
def words(topic: str) -> Mapping[str, Mapping[str, str]]:
    """What reports say of a topic, by language and code: its own words, before those that all reports share.

    Args:
        topic: The name of a file of `catalogues/reports/`, without its ending.
    """
    said = _said("reports", "common.json") | _said("reports", f"{topic}.json")
    return {language: {code: phrase[language] for code, phrase in said.items()} for language in LANGUAGES}


PHRASES: Final = _read("verdicts")
"""What the codes of verdicts, findings and lives say."""

BOOK: Final = _read("book")
"""What the sentences of the policy book say."""

WHATIF: Final = _read("whatif")
"""What is said of a changed policy against the one before."""
