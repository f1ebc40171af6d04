"""Which of two spans is over first, whenever they begin."""

from __future__ import annotations

from servicepolicy.language.bound.reckoning import Reckoned, Reckoning, compare_spans
from servicepolicy.language.suspected.view import View
from servicepolicy.worktime import Counting, Span
from servicepolicy.worktime.counting import counting

__all__ = ["over_first", "over_together"]


def over_first(one: Span, other: Span, view: View, clock: str | None = None, by: object = None) -> bool:
    """Whether one span is over before the other at some moments, and after it at none.

    Args:
        one: The span that would be over first.
        other: The other one.
        view: The edition.
        clock: Name of the calendar that counts both.
        by: The convention that counts both.
    """
    return _order(one, other, view, clock, by) == "less"


def over_together(one: Span, other: Span, view: View, clock: str | None = None, by: object = None) -> bool:
    """Whether two spans are over at the same moment, whenever they begin."""
    return _order(one, other, view, clock, by) == "same"


def _order(one: Span, other: Span, view: View, clock: str | None, by: object) -> str:
    if one == other:
        return "same"
    if one.kind == other.kind and one.kind not in ("moment", "same_day"):
        return "less" if one.amount < other.amount else "more"
    edition = view.edition
    counted = by if isinstance(by, Counting) else counting(by) if isinstance(by, str) else edition.counting
    how = Reckoning(edition.clocks.get(clock or ""), view.calendars.get(clock or ""), edition.zone, counted)
    return compare_spans(Reckoned((other,), "least", how), Reckoned((one,), "least", how)).order
