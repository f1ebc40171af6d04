"""Cooling off that loads and means nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from tests.kinds.cooling.rule import Cooling


def problems(_rule: Cooling, _known: Known) -> Iterator[Found]:
    """Nothing beyond names, types and spans."""
    return iter(())


def warnings(rule: Cooling, _known: Known) -> Iterator[Found]:
    """An act that begins the time is probably not the one that is meant to wait."""
    if rule.start == rule.act:
        yield Found("start-is-act", ("act",), "what begins the time is also what has to wait", "name another event")
