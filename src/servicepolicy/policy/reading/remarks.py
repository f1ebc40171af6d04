"""What the comments of a document say to `lint`: `# lint: allow CODE because ...`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from servicepolicy.policy.reading.source import Remark

__all__ = ["remarks_in"]

# A comment begins a line, or follows a space; what stands in quotes before it has its quotes closed.
_REMARK: Final = re.compile(
    r"""^(?P<before>(?:[^'"#]|(?<!\s)\#|'[^']*'|"(?:[^"\\]|\\.)*")*?)(?<!\S)\#\s*lint:\s*(?P<text>.*?)\s*$"""
)


def remarks_in(text: str, file: str | None) -> Iterator[Remark]:
    """The comments that begin with `lint:`, each with the line that it is about.

    One that stands alone is about the next line that holds anything else than a comment.

    Args:
        text: The document.
        file: What messages call it.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        found = _REMARK.match(line) if "lint:" in line else None
        if found is None:
            continue
        about = number if found["before"].strip() else _below(lines, number)
        yield Remark(file, number, about, found["text"])


def _below(lines: list[str], number: int) -> int:
    """The next line that holds anything else than a comment."""
    for following, line in enumerate(lines[number:], number + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return following
    return number
