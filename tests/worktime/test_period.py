"""Calendar periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.worktime.period import UNITS, CalendarPeriod, PeriodUnit

DATES = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DATES, st.sampled_from(UNITS))
def test_every_date_lies_in_the_period_that_contains_it(day: date, unit: PeriodUnit) -> None:
    """A period holds its date, and the neighbouring periods touch it without a gap."""
    period = CalendarPeriod.containing(day, unit)
    assert period.first <= day <= period.last
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period


@given(DATES, st.sampled_from(UNITS))
def test_a_period_reads_back_what_it_writes(day: date, unit: PeriodUnit) -> None:
    """`parse` and `code` are each other's inverse."""
    period = CalendarPeriod.containing(day, unit)
    assert CalendarPeriod.parse(period.code) == period


def test_the_53rd_week_belongs_to_the_year_of_its_thursday() -> None:
    """1 January 2027 lies in the 53rd week of 2026."""
    assert CalendarPeriod.containing(date(2027, 1, 1), "week").code == "2026-W53"


@pytest.mark.parametrize(
    "text", ["2026-Q5", "2026-13", "2026-W54", "2025-W53", "2026-02-30", "26-01", "2026-H3", "", "２０２６"]
)
def test_what_the_calendar_lacks_is_refused(text: str) -> None:
    """A period that does not exist is told as written."""
    with pytest.raises(ValueError, match="is not a period"):
        CalendarPeriod.parse(text)


def test_bounds_follow_the_zone() -> None:
    """A month begins at local midnight, also where summer time begins within it."""
    since, until = CalendarPeriod.parse("2026-03").bounds("Europe/London")
    assert until - since == (31 * 24 - 1) * 3_600_000_000
