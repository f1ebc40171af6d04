"""Retention that loads and means nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.retention.rule import KEPT_FOR, Retention
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.spans import (
    ILLEGAL,
    clock_missing,
    span_kinds,
)
from servicepolicy.language.bound.tightening import Below, Direction, When

__all__ = ["problems", "tighter_value", "tighter_when", "warnings"]


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


def tighter_value(_blank: str, rule: Retention, path: Path, _below: Below) -> Direction | None:
    """Kept longer, disposed of sooner; with a disposal, a longer time also moves when it may be destroyed."""
    if path == ("keep",):
        return "more" if rule.dispose is None else None
    return "less" if path == ("dispose", "within") else None


def tighter_when(_rule: Retention, path: Path) -> When | None:
    """Fewer places; and it is kept more easily by what it does not apply to."""
    if path == ("place",):
        return "rarer"
    return "oftener" if path == ("applies",) else None
