"""A document as plain values with the place of each, and how much it may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from servicepolicy.errors import PolicyError, Problem, Where
from servicepolicy.language.bound.found import Path
from servicepolicy.policy.reading.source_map import Spot

__all__ = ["DEFAULT_BOUNDS", "Bounds", "Path", "Remark", "Source", "refusal", "written"]


@attrs.frozen
class Bounds:
    """How much a document may hold.

    Args:
        size: Bytes.
        depth: Levels of nesting.
        aliases: How often anchored values may be used again.
        values: Values in all, those of aliases counted each time.
    """

    size: int = 1_000_000
    depth: int = 40
    aliases: int = 100
    values: int = 100_000


DEFAULT_BOUNDS: Final = Bounds()


@attrs.frozen
class Remark:
    """A comment that says something to `lint`.

    Args:
        file: Where it stands.
        line: Its line, counted from 1.
        applies_to: The line of what it stands beside, or above.
        text: What it says, after `lint:`.
    """

    file: str | None
    line: int
    applies_to: int
    text: str


@attrs.frozen(eq=False)
class Source:
    """A document as plain values, with the place of each.

    Attributes:
        plain: Mappings, lists, texts and `None`; what Python code hands in may hold typed values as well.
        file: What messages call it; `None` for what was built in Python.
        values: Line and column of each value, by path.
        keys: Line and column of each key, by the path of its value.
        problems: What is wrong with the document as such; it can be read on all the same.
        remarks: What its comments say to `lint`.
    """

    plain: Any  # plain values of any shape: the schema says which
    file: str | None = None
    values: Mapping[Path, Spot] = attrs.field(factory=dict, repr=False)
    keys: Mapping[Path, Spot] = attrs.field(factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def where(self, path: Path, *, key: bool = False) -> Where:
        """The place of a value, or of its `key`; what stands nowhere has the place of what it is missing from."""
        spot = path
        found = self.keys.get(spot) if key else None
        while found is None and (found := self.values.get(spot)) is None and spot:
            spot = spot[:-1]
        line, column = found or (None, None)
        return Where(self.file, line, column, written(path))


def written(path: Path) -> str:
    """A path as text, such as `rules[3].within`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def refusal(code: str, file: str | None, message: str, help: str = "") -> PolicyError:
    """The error for a document of which nothing can be said but that it cannot be read."""
    return PolicyError([Problem(code, Where(file), message, help)])
