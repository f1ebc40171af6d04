"""Tests of a policy in words: `customer_told is true`, `speech_rate in 180 to 240`."""

from __future__ import annotations

import re

from servicepolicy.phrases.acts import so_said
from servicepolicy.phrases.codes import code_word, field_word
from servicepolicy.phrases.templates import is_template, template_words
from servicepolicy.phrases.terms import Titles, listed, roles_in, say
from servicepolicy.phrases.times import amounts, span

__all__ = ["found_in_words", "in_words"]

_TEST = re.compile(
    r"(?P<path>[a-z_.]+) (?P<op>is|in|not|gt|ge|lt|le|present|under|matches|has (all|any|none)) (?P<value>\S.*)"
)
_JOINTS = ("or", "and")


def in_words(written: str, language: str, titles: Titles | None = None) -> str:
    """Tests in words, one or several joined by one word; what is no plain test stays as the policy writes it."""
    joint = next((joint for joint in _JOINTS if f" {joint} " in written), "or")
    found = [_TEST.fullmatch(part) for part in written.split(f" {joint} ")]
    tests = [_said(one, language, titles or {}) for one in found if one is not None and " and " not in one["value"]]
    return say(f"test.{joint}", language).join(tests) if len(tests) == len(found) else written


def _said(found: re.Match[str], language: str, titles: Titles) -> str:
    op, value, path = found["op"], found["value"], found["path"]
    op = op.removeprefix("has ")
    if path.rpartition(".")[2] in ("role", "to_role"):
        value = roles_in(value, titles, language)
    if op == "in" and ", " not in value:
        op = "band" if " to " in value else "is"
    code = f"test.{op}.{value}" if value in ("true", "false") else f"test.{op}"
    if code == "test.is.true" and (so := so_said(_field(path, language))):
        return so
    several = op in ("in", "not", "under", "all", "any", "none")
    parts = value.split(" to ") if op == "band" else value.split(", ") if several else [value]
    parts = [_valued(path, part, language) for part in parts]
    joint = say("word.to", language) if op == "band" else listed(("", ""), language)
    return say(code, language, field=_field(path, language), value=joint.join(parts))


def found_in_words(test: str, found: str, language: str, titles: Titles) -> str:
    """What was found in the place of what a test asks for."""
    path = test.partition(" ")[0]
    if path.rpartition(".")[2] in ("role", "to_role"):
        return roles_in(found, titles, language)
    if language == "zh" and found in ("true", "false"):
        return "是" if found == "true" else "否"
    return listed((_valued(path, part, language) for part in found.split(", ")), language)


def _field(path: str, language: str) -> str:
    return field_word(path, language) if language == "zh" else path


def _valued(path: str, value: str, language: str) -> str:
    """A value of a field in words; what is none of its codes stays as it is, but for amounts and spans."""
    if is_template(value):
        return template_words(value, language)
    if language == "en":
        return value
    told = amounts(span(value, language), language)
    return told if told != value else code_word(value, language, path)
