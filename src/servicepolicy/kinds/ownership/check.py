"""First-question responsibility that loads and means nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.ownership.rule import Ownership
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known

__all__ = ["problems", "warnings"]


def problems(rule: Ownership, known: Known) -> Iterator[Found]:
    """A role that does not exist."""
    if rule.handover is not None and rule.handover.to_role is not None:
        yield from known.roles([rule.handover.to_role], ("handover", "to_role"))


def warnings(_rule: Ownership, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
