"""Calendars: what may be written, which of its parts rules a date, and what is refused."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from servicepolicy.errors import CalendarNotPublished, PolicyError
from servicepolicy.worktime import Span, WorkCalendar
from servicepolicy.worktime._instant import HOUR_US, local_or_instant, parse_us

OFFICE: dict[str, Any] = {"timezone": "Europe/London", "hours": {"mon-fri": ["09:00-17:00"]}}


def hours_of(calendar: WorkCalendar, day: str) -> list[str]:
    """The open stretches of a local date, as local times."""
    start = date.fromisoformat(day)
    found = calendar.clock().segments(start, date.fromordinal(start.toordinal() + 1))
    midnight = local_or_instant(day, calendar.timezone)
    minutes = [((since - midnight) // 60_000_000, (until - midnight) // 60_000_000) for since, until in found]
    return [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in minutes]


NIGHT = {"timezone": "UTC", "hours": {"mon-fri": ["22:00-06:00"]}}  # 2025-06-02 is a Monday


@pytest.mark.parametrize(
    ("changes", "day", "hours"),
    [
        ({}, "2025-06-02", ["22:00-24:00"]),
        ({}, "2025-06-03", ["00:00-06:00", "22:00-24:00"]),
        ({}, "2025-06-07", ["00:00-06:00"]),
        # Closed takes the hours of the date itself, and leaves those that lie on its neighbours.
        ({"closed": ["2025-06-03"]}, "2025-06-02", ["22:00-24:00"]),
        ({"closed": ["2025-06-03"]}, "2025-06-03", []),
        ({"closed": ["2025-06-03"]}, "2025-06-04", ["00:00-06:00", "22:00-24:00"]),
        # Special says all the hours of the date: nothing spills into it, and only its own spills out.
        ({"special": {"2025-06-03": ["10:00-12:00"]}}, "2025-06-03", ["10:00-12:00"]),
        ({"special": {"2025-06-03": ["10:00-12:00"]}}, "2025-06-04", ["22:00-24:00"]),
        ({"special": {"2025-06-03": ["20:00-02:00"]}}, "2025-06-04", ["00:00-02:00", "22:00-24:00"]),
        ({"special": {"2025-06-03": ["20:00-02:00"]}, "closed": ["2025-06-04"]}, "2025-06-04", []),
        ({"special": {"2025-06-03": ["20:00-02:00"], "2025-06-04": []}}, "2025-06-04", []),
        ({"special": {"2025-06-03": []}}, "2025-06-04", ["22:00-24:00"]),
        # Special is stronger than closed.
        ({"special": {"2025-06-03": ["10:00-12:00"]}, "closed": ["2025-06-03"]}, "2025-06-03", ["10:00-12:00"]),
    ],
)
def test_overnight_windows(changes: dict[str, Any], day: str, hours: list[str]) -> None:
    """A window past midnight keeps exactly the hours that closed and special dates leave it."""
    assert hours_of(WorkCalendar.model_validate(NIGHT | changes), day) == hours


@pytest.mark.parametrize(
    ("text", "shut", "still_open"),
    [
        ("2025-12-25", ["2025-12-25"], ["2025-12-24", "2026-12-25"]),
        ("2025-12-24/2026-01-02", ["2025-12-24", "2026-01-01", "2026-01-02"], ["2025-12-23", "2026-01-05"]),
        ("12-25", ["2024-12-25", "2025-12-25"], ["2025-12-24"]),
        ("12-24/01-02", ["2024-12-31", "2025-01-01", "2026-01-02"], ["2025-12-23", "2026-01-05"]),
        ("02-29", ["2024-02-29"], ["2025-02-28"]),
    ],
)
def test_closed(text: str, shut: list[str], still_open: list[str]) -> None:
    """A closed date is one, a range, or comes back every year, also across New Year."""
    calendar = WorkCalendar(**OFFICE, closed=[text])
    assert [hours_of(calendar, day) for day in shut] == [[]] * len(shut)
    assert [hours_of(calendar, day) for day in still_open] == [["09:00-17:00"]] * len(still_open)


@pytest.mark.parametrize(
    ("key", "weekdays"),
    [
        ("mon-fri", "01234"),
        ("sun-thu", "60123"),
        ("sat", "5"),
        ("mon,wed", "02"),
        ("Mon-Tue, Fri", "014"),
        ("fri-mon", "4560"),
    ],
)
def test_weekday_keys(key: str, weekdays: str) -> None:
    """Hours are given to single weekdays, lists and ranges, also over the end of the week."""
    calendar = WorkCalendar(timezone="UTC", hours={key: ["09:00-17:00"]})
    days = calendar.open_days(date(2025, 6, 2), date(2025, 6, 9))
    assert sorted(str(day.weekday()) for day in days) == sorted(weekdays)


def test_made_up_days() -> None:
    """A weekend day that China works in exchange has weekday hours; a festival's weekdays have none."""
    calendar = WorkCalendar(timezone="Asia/Shanghai", hours={"mon-fri": ["09:00-12:00"]}, holidays="CN")
    assert hours_of(calendar, "2026-02-28") == ["09:00-12:00"]  # a Saturday
    assert hours_of(calendar, "2026-02-18") == []
    assert hours_of(calendar, "2026-03-07") == []


def test_holidays_may_be_listed() -> None:
    """Holidays are a jurisdiction, dates, or both."""
    calendar = WorkCalendar(**OFFICE, holidays=["GB-ENG", "2026-06-02"])
    assert hours_of(calendar, "2026-06-02") == []
    assert hours_of(calendar, "2026-05-25") == []
    assert hours_of(calendar, "2026-06-03") == ["09:00-17:00"]


VERSIONED = OFFICE | {
    "versions": [{"from": "2025-06-04", "hours": {"mon-fri": ["10:00-14:00"]}, "published": "2025-05-01T00:00Z"}]
}


def test_versions() -> None:
    """Each local date is open as the version in force on it says; what a version does not say stays."""
    calendar = WorkCalendar.model_validate(VERSIONED | {"closed": ["2025-06-06"]})
    assert [hours_of(calendar, f"2025-06-0{day}") for day in (3, 4, 6)] == [["09:00-17:00"], ["10:00-14:00"], []]


def test_versions_that_were_not_known() -> None:
    """A version that was published later than an instant does not exist at it."""
    calendar = WorkCalendar.model_validate(VERSIONED)
    start = parse_us("2025-06-05T00:00Z")
    after, before = calendar.clock(), calendar.clock(known_at=parse_us("2025-04-30T00:00Z"))
    assert after.elapsed_us(start, start + 24 * HOUR_US) == 4 * HOUR_US
    assert before.elapsed_us(start, start + 24 * HOUR_US) == 8 * HOUR_US
    assert calendar.clock(known_at=parse_us("2025-05-01T00:00Z")) is after


def test_after_the_last_version() -> None:
    """A calendar whose last version has ended raises for later dates, and only for them."""
    version = {"from": "2025-01-01", "until": "2025-07-01", "hours": {"mon-fri": ["09:00-17:00"]}}
    clock = WorkCalendar(timezone="UTC", versions=[version], name="branch").clock()
    start = parse_us("2025-06-30T16:00Z")
    assert clock.due_us(start, Span("1 working hour")).due == start + HOUR_US
    with pytest.raises(CalendarNotPublished) as raised:
        clock.due_us(start, Span("2 working hours"))
    assert (raised.value.calendar, raised.value.known_until) == ("branch", parse_us("2025-07-01T00:00Z"))
    with pytest.raises(CalendarNotPublished):
        clock.worked(parse_us("2024-12-31T00:00Z"))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"hours": {}}, "the calendar can never open"),
    ({"hours": {"mon-fri": []}}, "the calendar can never open"),
    ({"closed": ["01-01/12-31"]}, "the calendar can never open"),
    ({"closed": ["1900-01-01/2200-12-31"]}, "the calendar can never open"),
    ({"hours": {}, "special": {"2025-01-01": []}}, "the calendar can never open"),
    ({"timezone": "Europe/Londn"}, "unknown time zone `Europe/Londn`; did you mean `Europe/London`?"),
    ({"hours": {"mon-fry": ["09:00-17:00"]}}, "`fry` in `mon-fry` is not a weekday; did you mean `fri`?"),
    (
        {"hours": {"mon-fri": ["09:00-17:00"], "fri": ["09:00-12:00"]}},
        "`fri` has hours twice, the second time in `fri`",
    ),
    ({"hours": {"mon": ["9-17"]}}, "`9-17` is not a window: write it like `09:00-12:30`"),
    ({"hours": {"mon": ["9:00-17:00"]}}, "`9:00-17:00` is not a window: hours have two digits, as in `09:00-17:00`"),
    ({"hours": {"mon": ["9-17"], "funday": []}}, "; `9-17` is not a window"),
    ({"hours": {"mon": ["09:00-24:30"]}}, "`09:00-24:30` names no times of day"),
    ({"hours": {"mon": ["09:00-09:00"]}}, "`09:00-09:00` has no length: the whole day is `00:00-24:00`"),
    ({"hours": {"mon": ["09:00-12:00", "11:00-15:00"]}}, "two windows overlap at `11:00`"),
    ({"closed": ["2025-02-30"]}, "`2025-02-30` is not in the calendar"),
    ({"closed": ["02-30"]}, "`02-30` is not in the calendar of any year"),
    ({"closed": ["2026-01-02/2025-12-24"]}, "`2026-01-02/2025-12-24` ends before it begins"),
    ({"closed": ["Christmas"]}, "`Christmas` is not a date: write it like `2025-12-25`"),
    ({"special": {"12-24": ["09:00-12:00"]}}, "`12-24` is not a date"),
    ({"holidays": "GB"}, "unknown holidays `GB`; did you mean `GB-ENG` or `GB-SCT` or `GB-NIR`?"),
    ({"hollidays": "CN"}, "`hollidays` is not known here"),
    ({"versions": [{"from": "2025-01-01"}, {"from": "2025-01-01"}]}, "versions overlap"),
    ({"versions": [{"from": "2025-01-01", "until": "2025-03-01"}, {"from": "2025-02-01"}]}, "versions overlap from"),
    (
        {"versions": [{"from": "2025-01-01", "until": "2025-03-01"}, {"from": "2025-04-01"}]},
        "versions leave a gap from",
    ),
    ({"versions": [{"from": "2025-03-01", "until": "2025-01-01"}]}, "a version ends before it begins"),
    ({"versions": [{"from": "2025-03-01", "published": "2025-01-01T00:00"}]}, "a time needs a zone or an offset"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_refused(changes: dict[str, Any], message: str) -> None:
    """A calendar that contradicts itself, or can never open (T36), is refused at once with one sentence."""
    with pytest.raises(PolicyError) as raised:
        WorkCalendar.model_validate(OFFICE | changes)
    assert message in str(raised.value)


def test_written_and_read_again() -> None:
    """A calendar survives JSON, pickling and copying, and a changed copy has a clock of its own."""
    calendar = WorkCalendar.model_validate(VERSIONED)
    calendar.clock()
    assert WorkCalendar.model_validate_json(calendar.model_dump_json(by_alias=True)) == calendar
    assert pickle.loads(pickle.dumps(calendar)) == calendar  # noqa: S301  # our own bytes
    changed = calendar.model_copy(update={"closed": ("2025-06-03",)})
    assert (hours_of(calendar, "2025-06-03"), hours_of(changed, "2025-06-03")) == (["09:00-17:00"], [])


def test_python_dates_are_dates() -> None:
    """Dates may be given as Python has them."""
    calendar = WorkCalendar.model_validate(OFFICE | {"closed": [date(2025, 6, 3)], "special": {date(2025, 6, 4): []}})
    assert calendar.closed == ("2025-06-03",)
    assert calendar.open_days(date(2025, 6, 2), date(2025, 6, 6)) == [date(2025, 6, 2), date(2025, 6, 5)]


def test_digest() -> None:
    """The digest of days hangs on their hours alone: not on the name, nor on what happens on other days."""
    plain, named = WorkCalendar(**OFFICE), WorkCalendar(**OFFICE, name="office")
    later = WorkCalendar(**OFFICE, closed=["2025-08-01"])
    june = (date(2025, 6, 1), date(2025, 7, 1))
    assert plain.digest() == named.digest() != later.digest()
    assert plain.digest(*june) == later.digest(*june)
    assert plain.digest(date(2025, 7, 1), date(2025, 9, 1)) != later.digest(date(2025, 7, 1), date(2025, 9, 1))
