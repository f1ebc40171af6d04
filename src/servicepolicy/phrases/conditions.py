"""Tests of a policy in words: `customer_told is true`, `speech_rate in 180 to 240`."""

from __future__ import annotations

import re

from servicepolicy.phrases.acts import field
from servicepolicy.phrases.terms import Titles, listed, roles_in, say

__all__ = ["in_words"]

_TEST = re.compile(r"(?P<path>[a-z_.]+) (?P<op>is|in|not|gt|ge|lt|le|present|under) (?P<value>\S.*)")
_JOINTS = ("or", "and")


def in_words(written: str, language: str, titles: Titles | None = None) -> str:
    """Tests in words, one or several joined by one word; what is no plain test stays as the policy writes it."""
    joint = next((joint for joint in _JOINTS if f" {joint} " in written), "or")
    found = [_TEST.fullmatch(part) for part in written.split(f" {joint} ")]
    tests = [_said(one, language, titles or {}) for one in found if one is not None and " and " not in one["value"]]
    return say(f"test.{joint}", language).join(tests) if len(tests) == len(found) else written


def _said(found: re.Match[str], language: str, titles: Titles) -> str:
    op, value = found["op"], found["value"]
    if found["path"].rpartition(".")[2] in ("role", "to_role"):
        value = roles_in(value, titles, language)
    if op == "in" and ", " not in value:
        op = "band" if " to " in value else "is"
    code = f"test.{op}.{value}" if value in ("true", "false") else f"test.{op}"
    parts = value.split(" to ") if op == "band" else value.split(", ") if op in ("in", "not", "under") else [value]
    joint = say("word.to", language) if op == "band" else listed(("", ""), language)
    return say(code, language, field=field(found["path"], language), value=joint.join(parts))
