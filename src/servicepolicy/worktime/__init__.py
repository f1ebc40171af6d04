"""Working time: instants, spans, calendars and clocks. Knows nothing of policies."""

from __future__ import annotations

from servicepolicy.worktime._instant import zone_data_version
from servicepolicy.worktime.calendar import CalendarVersion, WorkCalendar
from servicepolicy.worktime.clock import Due, Pauses, WorkClock
from servicepolicy.worktime.counting import Counting, CountingError
from servicepolicy.worktime.holidays import HolidayError
from servicepolicy.worktime.span import Span, SpanError

__all__ = [
    "CalendarVersion",
    "Counting",
    "CountingError",
    "Due",
    "HolidayError",
    "Pauses",
    "Span",
    "SpanError",
    "WorkCalendar",
    "WorkClock",
    "zone_data_version",
]
