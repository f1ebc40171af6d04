"""What is wrong with a part of a policy, as a value: a code, where, in words, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

import attrs

from servicepolicy.errors import Where
from servicepolicy.language.plain import did_you_mean

__all__ = ["Found", "Path", "no_rule"]


@attrs.frozen
class Found:
    """One thing that is wrong, with its path inside the rule, or its place if it lies elsewhere."""

    code: str
    path: Path
    message: str
    help: str = ""
    elsewhere: Where | None = None


def no_rule(name: str, declared: Collection[str], path: Path) -> Iterator[Found]:
    """A rule that the policy does not declare; one that could not be read is declared, and told elsewhere."""
    if name not in declared:
        yield Found("unknown-rule", path, f"`{name}` is not a rule of this policy", did_you_mean(name, declared))


Path: TypeAlias = "tuple[str | int, ...]"
