"""A small policy with rules of every kind, and its book. `python -m tests.reporting.desk` writes the book anew."""

from __future__ import annotations

from pathlib import Path

import servicepolicy as sp
from servicepolicy.reporting.book import Shown, as_markdown, book_of

GOLDEN = Path(__file__).parent / "golden"

FILL = {
    "answer_within": [
        {"value": "4 working hours", "until": "2026-07-01"},
        {"value": "2 working hours", "from": "2026-07-01"},
    ],
    "fines": [{"nth": 1, "entitles": "warning"}, {"from": 2, "each": "50 CNY"}],
    "speech": ["180", "240"],
}

SHOWN = (
    Shown("answered", "answered at the last second", "met"),
    Shown("answered", "answered a second late", "breached"),
    Shown("limits", "a small sum", "permit"),
)


def desk() -> sp.Policy:
    """The policy, its blanks filled."""
    return sp.load(Path(__file__).with_name("desk.yaml"), fill=FILL)


def written(language: str) -> str:
    """Its book in one language, as Markdown, without the digests: those are no wording."""
    policy = desk()
    text = as_markdown(book_of(policy, languages=(language,), scenarios=SHOWN))
    return text.replace(policy.digest, "sp1").replace(policy.basis, "basis")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for language in ("en", "zh"):
        (GOLDEN / f"desk.{language}.md").write_text(written(language), encoding="utf-8")
