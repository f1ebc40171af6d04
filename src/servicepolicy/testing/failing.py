"""A failing scenario in words: what was expected, what was said, and why."""

from __future__ import annotations

from typing import Final

from servicepolicy.phrases.catalogue import words
from servicepolicy.testing.scenario import Result

__all__ = ["failing_text"]

_SAID: Final = words("commands")


def failing_text(result: Result, language: str) -> str:
    """A failing scenario: expected, got, and what the policy said; the words of the file stay as they are."""
    said = _SAID.get(language, _SAID["en"])
    lines = [said["failed"].format(id=result.scenario.id)]
    if result.scenario.rule or result.scenario.clause:
        lines[0] += f"  ({', '.join(part for part in (result.scenario.rule or '', *result.scenario.clause) if part)})"
    lines += ["  " + said["differs"].format(what=d.what, expected=d.expected, got=d.got) for d in result.differences]
    if result.problem:
        lines += [f"  {part}" for part in result.problem.splitlines()]
    lines += [f"    {part}" for part in result.explanations.get(language, "").splitlines()]
    return "\n".join(lines)
