"""Working time: instants, spans, calendars and clocks. Knows nothing of policies.

Clocks are imported when one is first asked for: to read and check a calendar takes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servicepolicy.worktime._instant import zone_data_version
from servicepolicy.worktime.calendar import CalendarVersion, WorkCalendar
from servicepolicy.worktime.counting import Counting, CountingError
from servicepolicy.worktime.holidays import HolidayError
from servicepolicy.worktime.span import Span, SpanError

if TYPE_CHECKING:
    from servicepolicy.worktime.clock import Due, Pauses, WorkClock
    from servicepolicy.worktime.clock_table import ClockTable, OpenStretch

__all__ = [
    "CalendarVersion",
    "ClockTable",
    "Counting",
    "CountingError",
    "Due",
    "HolidayError",
    "OpenStretch",
    "Pauses",
    "Span",
    "SpanError",
    "WorkCalendar",
    "WorkClock",
    "zone_data_version",
]


def __getattr__(name: str) -> Any:  # the types are those of the imports above
    if name not in ("ClockTable", "Due", "OpenStretch", "Pauses", "WorkClock"):
        raise AttributeError(f"module `servicepolicy.worktime` has no attribute `{name}`")
    from servicepolicy.worktime import clock, clock_table

    found = getattr(clock_table if name in ("ClockTable", "OpenStretch") else clock, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
