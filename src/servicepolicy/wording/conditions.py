"""Tests of a policy in words: `customer_told is true`, `speech_rate in 180 to 240`."""

from __future__ import annotations

import re

from servicepolicy.wording.acts import field
from servicepolicy.wording.terms import listed, say

__all__ = ["in_words"]

_TEST = re.compile(r"(?P<path>[a-z_.]+) (?P<op>is|in|not|gt|ge|lt|le|present) (?P<value>\S.*)")
_JOINED = re.compile(r" (?:and|or) ")


def in_words(written: str, language: str) -> str:
    """A single test in words; several of them, and what is no plain test, stay as the policy writes them."""
    found = None if _JOINED.search(written) else _TEST.fullmatch(written)
    if found is None:
        return written
    op, value = found["op"], found["value"]
    if op == "in" and ", " not in value:
        op = "band" if " to " in value else "is"
    code = f"test.{op}.{value}" if value in ("true", "false") else f"test.{op}"
    parts = value.split(" to ") if op == "band" else value.split(", ") if op in ("in", "not") else [value]
    joint = say("word.to", language) if op == "band" else listed(("", ""), language)
    return say(code, language, field=field(found["path"], language), value=joint.join(parts))
