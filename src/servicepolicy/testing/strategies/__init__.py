"""Hypothesis strategies: timelines and cases for laws of your own.

Needs the extra `testing`. Instants come from a small pool and vocabularies are small, so that what is rare in a log is
common here: events at one instant, at closing time, recorded late, out of order.
"""

from __future__ import annotations

from servicepolicy.errors import UsageError

try:
    from servicepolicy.testing.strategies.example import YEAR_END, ZONES, Example, calendars
    from servicepolicy.testing.strategies.of_policy import cases_for, subjects_for
    from servicepolicy.testing.strategies.question import PeriodQuestion, Question, periods_for, questions_for
    from servicepolicy.testing.strategies.timeline import Kinds, asked, asked_cases, pools, timelines
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise UsageError("generating examples needs Hypothesis: `pip install 'servicepolicy[testing]'`") from None

__all__ = [
    "YEAR_END",
    "ZONES",
    "Example",
    "Kinds",
    "PeriodQuestion",
    "Question",
    "asked",
    "asked_cases",
    "calendars",
    "cases_for",
    "periods_for",
    "pools",
    "questions_for",
    "subjects_for",
    "timelines",
]
