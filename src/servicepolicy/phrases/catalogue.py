"""The catalogues: a code, and what it says in English and in Chinese. `{names}` are filled in.

They are data, one file a topic: `catalogues/verdicts/` for verdicts, findings and lives, `catalogues/book/` for the
policy book, `catalogues/whatif/` for what a change means. `code.argument` follows `code` where the argument is given;
`code.kind` replaces it for that kind of rule.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Final

__all__ = ["BOOK", "PHRASES", "WHATIF"]


def _read(name: str) -> dict[str, tuple[str, str]]:
    """Every code of a catalogue with its English and its Chinese phrase."""
    found: dict[str, tuple[str, str]] = {}
    topics = resources.files("servicepolicy") / "phrases" / "catalogues" / name
    for topic in sorted(topics.iterdir(), key=lambda file: file.name):
        said = json.loads(topic.read_text(encoding="utf-8"))
        found.update({code: (phrase["en"], phrase["zh"]) for code, phrase in said.items()})
    return found


PHRASES: Final = _read("verdicts")
"""What the codes of verdicts, findings and lives say."""

BOOK: Final = _read("book")
"""What the sentences of the policy book say."""

WHATIF: Final = _read("whatif")
"""What is said of a changed policy against the one before."""
