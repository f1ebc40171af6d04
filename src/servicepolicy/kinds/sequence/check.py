"""Orders that load and mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known

__all__ = ["problems", "warnings"]


def problems(_rule: Sequence, _known: Known) -> Iterator[Found]:
    """Nothing beyond names, types and spans."""
    return iter(())


def warnings(_rule: Sequence, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
