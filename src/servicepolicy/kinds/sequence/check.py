"""Orders that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.spans import clock_missing
from servicepolicy.language.bound.tightening import Below, Direction, When

__all__ = ["problems", "tighter_value", "tighter_when", "warnings"]


def problems(rule: Sequence, known: Known) -> Iterator[Found]:
    """Time limits that cannot be counted."""
    for path, within in rule.spans():
        yield from clock_missing(within, rule.clock, path, known.fillings)


def warnings(_rule: Sequence, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())


def tighter_value(_blank: str, _rule: Sequence, path: Path, _below: Below) -> Direction | None:
    """A shorter time between two steps."""
    return "less" if path[-1] == "within" else None


def tighter_when(_rule: Sequence, path: Path) -> When | None:
    """It is kept more easily by what it does not apply to."""
    return "oftener" if path == ("applies",) else None
