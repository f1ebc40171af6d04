"""Retention that loads and means nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.retention.rule import KEPT_FOR, Retention
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.spans import (
    ILLEGAL,
    clock_missing,
    span_kinds,
)

__all__ = ["problems", "warnings"]


def problems(rule: Retention, known: Known) -> Iterator[Found]:
    """Times for which nothing can be kept, and a disposal that cannot be counted."""
    fillings = known.fillings
    if span_kinds(rule.keep, fillings) - KEPT_FOR:
        message = "what is kept is kept for years, months, weeks, days or hours: no calendar reaches so far ahead"
        yield Found(ILLEGAL, ("keep",), message, "such as `5 years`")
    if rule.dispose is not None:
        yield from clock_missing(rule.dispose.within, rule.dispose.clock, ("dispose",), fillings)


def warnings(_rule: Retention, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
