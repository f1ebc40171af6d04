"""Orders that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.spans import clock_missing

__all__ = ["problems", "warnings"]


def problems(rule: Sequence, known: Known) -> Iterator[Found]:
    """Time limits that cannot be counted."""
    for path, within in rule.spans():
        yield from clock_missing(within, rule.clock, path, known.fillings)


def warnings(_rule: Sequence, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
