"""Which of two spans is over first, whenever they begin."""

from __future__ import annotations

from typing import TypeAlias

from servicepolicy.language.bound.reckoning import Reckoned, Reckoning, compare_spans
from servicepolicy.language.suspected.view import View
from servicepolicy.worktime import Counting, Span
from servicepolicy.worktime.counting import counting

__all__ = ["How", "over_first", "over_together"]

How: TypeAlias = tuple[str | None, object]
"""The name of the calendar that counts a span, and the convention."""


def over_first(
    one: Span, other: Span, view: View, clock: str | None = None, by: object = None, than: How | None = None
) -> bool:
    """Whether one span is over before the other at some moments, and after it at none.

    Args:
        one: The span that would be over first.
        other: The other one.
        view: The edition.
        clock: Name of the calendar that counts the first, and both where nothing else is said.
        by: The convention that counts it.
        than: The calendar and the convention that count the other one.
    """
    return _order(one, other, view, (clock, by), than or (clock, by)) == "less"


def over_together(
    one: Span, other: Span, view: View, clock: str | None = None, by: object = None, than: How | None = None
) -> bool:
    """Whether two spans are over at the same moment, whenever they begin."""
    return _order(one, other, view, (clock, by), than or (clock, by)) == "same"


def _order(one: Span, other: Span, view: View, how: How, than: How) -> str:
    first, second = _reckoning(view, how), _reckoning(view, than)
    if how == than:
        if one == other:
            return "same"
        if one.kind == other.kind and one.kind not in ("moment", "same_day"):
            return "less" if one.amount < other.amount else "more"
    return compare_spans(Reckoned((other,), "least", second), Reckoned((one,), "least", first)).order


def _reckoning(view: View, how: How) -> Reckoning:
    (clock, by), edition = how, view.edition
    counted = by if isinstance(by, Counting) else counting(by) if isinstance(by, str) else edition.counting
    return Reckoning(edition.clocks.get(clock or ""), view.calendars.get(clock or ""), edition.zone, counted)
