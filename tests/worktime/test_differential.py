"""The engine and the naive twin agree on generated calendars, through changes of clocks in both directions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.worktime import Span, WorkCalendar
from tests.reference import worktime as twin

# A day on which something happens to the clocks: forwards, backwards, at midnight, by half an hour, by a whole day.
EVENTFUL = [
    ("Europe/London", "2025-03-30"),
    ("Europe/London", "2025-10-26"),
    ("America/New_York", "2025-03-09"),
    ("America/New_York", "2025-11-02"),
    ("Australia/Lord_Howe", "2025-04-06"),
    ("Australia/Lord_Howe", "2025-10-05"),
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Pacific/Apia", "2011-12-30"),
    ("Pacific/Apia", "2011-04-02"),
    ("Asia/Tehran", "2022-03-22"),
    ("Asia/Tehran", "2022-09-22"),
    ("Africa/Casablanca", "2025-02-23"),
    ("America/Havana", "2025-11-02"),
    ("America/St_Johns", "2010-11-07"),
    ("Asia/Shanghai", "2026-02-14"),
    ("Asia/Kathmandu", "2025-06-01"),
    ("UTC", "2025-01-01"),
]
TIMES = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)] + ["00:01", "23:59", "02:15", "01:45"]


@st.composite
def windows(draw: st.DrawFn) -> list[str]:
    """Up to three windows of a day that do not overlap; the last may run past midnight."""
    times = sorted(draw(st.lists(st.sampled_from(TIMES), min_size=2, max_size=6, unique=True)))
    found = [f"{start}-{end}" for start, end in zip(times[::2], times[1::2], strict=False)]
    shape = draw(st.sampled_from(["plain", "plain", "overnight", "to midnight", "all day"]))
    if shape == "overnight" and len(found) > 1:
        return [*found[1:], f"{times[2 * len(found) - 1]}-{times[0]}"]
    if shape == "overnight":
        return [f"{times[1]}-{times[0]}"]
    if shape == "to midnight" and times[-1] > found[-1][6:]:
        return [*found, f"{times[-1]}-24:00"]
    return ["00:00-24:00"] if shape == "all day" else found


@st.composite
def calendars(draw: st.DrawFn) -> tuple[dict[str, Any], date]:
    """A calendar as plain data, with an eventful day."""
    zone, text = draw(st.sampled_from(EVENTFUL))
    eventful = date.fromisoformat(text)
    near = [(eventful + timedelta(days=shift)).isoformat() for shift in range(-3, 4)]
    hours = draw(st.dictionaries(st.sampled_from(twin.NAMES), windows(), min_size=1))
    calendar = {
        "timezone": zone,
        "hours": hours,
        "closed": draw(st.lists(st.sampled_from(near), max_size=2, unique=True)),
        "special": draw(st.dictionaries(st.sampled_from(near), st.one_of(st.just([]), windows()), max_size=2)),
    }
    return calendar, eventful


def moment(eventful: date, minutes: int) -> datetime:
    """So many minutes after the start, in UTC, of the third day before the eventful one."""
    return datetime(eventful.year, eventful.month, eventful.day, tzinfo=UTC) + timedelta(minutes=minutes - 3 * 1440)


MINUTES = st.integers(0, 5 * 1440)


@given(drawn=calendars(), one=MINUTES, other=MINUTES)
def test_elapsed_agrees(drawn: tuple[dict[str, Any], date], one: int, other: int) -> None:
    """Working time between two minutes is the number of open minutes between them."""
    calendar, eventful = drawn
    start, stop = moment(eventful, min(one, other)), moment(eventful, max(one, other))
    expected = timedelta(minutes=len(twin.open_minutes(calendar, start, stop)))
    clock = WorkCalendar.model_validate(calendar).clock()
    assert clock.elapsed(start, stop) == expected
    assert clock.elapsed(stop, start) == -expected


@given(
    drawn=calendars(),
    start=MINUTES,
    length=st.integers(1, 1440),
    pauses=st.lists(st.tuples(MINUTES, MINUTES), max_size=3),
)
def test_due_agrees(drawn: tuple[dict[str, Any], date], start: int, length: int, pauses: list[tuple[int, int]]) -> None:
    """Working time is over at the end of the n-th open minute that no pause holds."""
    calendar, eventful = drawn
    begin = moment(eventful, start)
    far = begin + timedelta(days=5)
    held = [(moment(eventful, min(pause)), moment(eventful, max(pause))) for pause in pauses]
    clock = WorkCalendar.model_validate(calendar).clock()
    # In UTC, for Python holds a time that occurs twice to be unlike every time of another zone.
    due = clock.due(begin, Span(f"{length} working minutes"), pauses=held).astimezone(UTC)
    found = twin.due(twin.open_minutes(calendar, begin, far), begin, length, held)
    assert found == (due if due <= far else None)


@given(drawn=calendars(), start=MINUTES, count=st.integers(1, 12))
def test_working_days_agree(drawn: tuple[dict[str, Any], date], start: int, count: int) -> None:
    """The n-th working day is the n-th date after the start on which windows begin."""
    calendar, eventful = drawn
    if calendar["timezone"] == "Pacific/Apia":
        return  # a date that the zone skips has no windows, which the twin does not know
    begin = moment(eventful, start)
    [(_, shown)] = twin.minutes(calendar["timezone"], begin, begin + twin.MINUTE)
    clock = WorkCalendar.model_validate(calendar).clock()
    found = clock.due_us(int(begin.timestamp()) * 1_000_000, Span(f"{count} working days"))
    assert str(found.last_date) == twin.nth_working_date(calendar, shown.date(), count).strftime("%Y%m%d")


@given(drawn=calendars(), at=MINUTES)
def test_open_agrees(drawn: tuple[dict[str, Any], date], at: int) -> None:
    """The office is open in exactly the minutes that the twin finds."""
    calendar, eventful = drawn
    begin = moment(eventful, at)
    clock = WorkCalendar.model_validate(calendar).clock()
    opened = twin.open_minutes(calendar, begin, begin + twin.MINUTE) != []
    assert clock.is_open(int(begin.timestamp()) * 1_000_000) == opened
