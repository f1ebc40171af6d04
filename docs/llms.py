"""The map of the documentation for machines (llmstxt.org): the site holds it as `llms.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
HEAD = """\
# servicepolicy

> A Python library: a bank's customer-service rules as typed, dated, citable data (YAML), and explained verdicts on
> cases: met, breached, pending, unknown, not applicable; before an act: permit, refuse, needs approval, unknown.

Rules to keep when you write for it:

- `policy = sp.load(path)` or `sp.loads(text)`, then `policy.evaluate(case, as_of=datetime_with_offset)`; there is no
  clock inside.
- Nine kinds of rules: deadline, requirement, sequence, authority, ownership, periodic, retention, scorecard, incentive.
- Conditions are typed data, there is no expression language; a misspelt key is a problem when the policy is loaded.
- A missing fact is unknown, and unknown is never permission: ask `decision.permitted`.
- Amounts are texts such as `100 GBP`; times carry an offset; nothing is guessed and nothing is converted.
- `servicepolicy init`, `new`, `lint`, `test`, `check` write and try all of it; `servicepolicy schema policy` writes the
  JSON Schema.
"""
SECTIONS = {
    "Begin": ("roles", "recipes"),
    "Guide": ("guide",),
    "Semantics": ("semantics.md",),
    "Reference": ("reference",),
    "Optional": ("problems/index.md", "lint/index.md", "decisions/README.md"),
}


def text() -> str:
    """The map: each page with the sentence with which it begins."""
    parts = [HEAD]
    for title, places in SECTIONS.items():
        parts.append(f"## {title}\n\n" + "".join(f"{line}\n" for line in _lines(places)))
    return "\n".join(parts)


def _lines(places: tuple[str, ...]) -> Iterator[str]:
    for place in places:
        path = DOCS / place
        pages = [path] if path.suffix else sorted(page for page in path.glob("*.md") if page.name != "index.md")
        for page in pages:
            told = page.read_text(encoding="utf-8")
            title = told.partition("\n")[0].removeprefix("# ")
            yield f"- [{title}]({page.relative_to(DOCS).as_posix()}){_sentence(told)}"


def _sentence(told: str) -> str:
    """The first sentence of a page, without links."""
    paragraphs = told.split("\n\n")[1:]
    first = next((one for one in paragraphs if re.match(r"[A-Z`*]", one)), "")
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(first.split()))
    sentence = re.match(r".+?[.:](?= |$)", plain)
    return f": {sentence[0].rstrip(':')}" if sentence else ""
