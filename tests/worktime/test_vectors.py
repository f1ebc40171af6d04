"""The known answers of the shared folder: timers, and legal deadlines of nine jurisdictions."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.worktime import Span, WorkCalendar
from servicepolicy.worktime._instant import from_us, local_or_instant

Row = dict[str, Any]


@pytest.fixture(scope="module")
def timers(shared: Path) -> Row:
    """The timers, with their calendars built."""
    found: Row = YAML(typ="safe", pure=True).load(shared / "vectors" / "timers.yaml")
    found["calendars"] = {name: WorkCalendar.model_validate(said) for name, said in found["calendars"].items()}
    return found


@pytest.fixture(scope="module")
def dates(shared: Path) -> list[Row]:
    """The legal deadlines."""
    rows: list[Row] = json.loads((shared / "vectors" / "dates.json").read_text(encoding="utf-8"))
    return rows


DUE = ["T1", "T3", "T4", "T10", "T11a", "T11b", "T12", "T15", "T37a", "T37b", "T38b"]
ELAPSED = ["T7", "T8", "T38a", "D1", "D2"]


@pytest.mark.parametrize("name", DUE)
def test_due(timers: Row, name: str) -> None:
    """A span of working time is over at the instant that the row states."""
    [row] = [row for row in timers["due"] if row["id"] == name]
    calendar = timers["calendars"][row["calendar"]]
    zone = calendar.timezone
    pauses = [(local_or_instant(since, zone), local_or_instant(until, zone)) for since, until in row.get("pauses", [])]
    found = calendar.clock().due_us(local_or_instant(row["start"], zone), Span(row["span"]), pauses=pauses)
    assert from_us(found.due, zone) == from_us(local_or_instant(row["due"], zone), zone)


@pytest.mark.parametrize("name", ELAPSED)
def test_elapsed(timers: Row, name: str) -> None:
    """So much working time lies between two instants as the row states."""
    [row] = [row for row in timers["elapsed"] if row["id"] == name]
    calendar = timers["calendars"][row["calendar"]]
    start, stop = (from_us(local_or_instant(row[key], calendar.timezone), calendar.timezone) for key in ("from", "to"))
    assert calendar.clock().elapsed(start, stop) == timedelta(hours=row["hours"])


def test_no_timer_is_left_out(timers: Row) -> None:
    """The rows above are all that the file has."""
    assert [row["id"] for row in timers["due"]] == DUE
    assert [row["id"] for row in timers["elapsed"]] == ELAPSED


CALENDARS = {
    "CN": ("CN", "Asia/Shanghai"),
    "GB": ("GB-ENG", "Europe/London"),
    "GB-ENG": ("GB-ENG", "Europe/London"),
    "GB-SCT": ("GB-SCT", "Europe/London"),
    "IE": ("IE", "Europe/Dublin"),
    "US": ("US-FED", "America/New_York"),
    "US-FED": ("US-FED", "America/New_York"),
    "US-federal-observed": ("US-FED-OBSERVED", "America/New_York"),
    "CA": ("CA", "America/Toronto"),
    "AU": ("AU-NSW", "Australia/Sydney"),
    "AU-NSW": ("AU-NSW", "Australia/Sydney"),
    "SG": ("SG", "Asia/Singapore"),
    "HK": ("HK", "Asia/Hong_Kong"),
}
UNITS = {
    "natural_day": "days",
    "calendar_day": "days",
    "working_day": "working days",
    "business_day": "working days",
    "week": "weeks",
    "month": "months",
}
DEADLINES = 59
STRICT = {"roll": "none"}
ROLLED = {jurisdiction: {"roll": "next", "over": "weekends and holidays"} for jurisdiction in CALENDARS}
ROLLED["CA"] = {"roll": "next", "over": "sundays and holidays"}


def last_day(row: Row, counting: dict[str, str]) -> str:
    """The last date on which an act of a row is in time."""
    holidays, zone = CALENDARS[row["jurisdiction"]]
    clock = WorkCalendar(timezone=zone, hours={"mon-fri": ["09:00-17:00"]}, holidays=holidays).clock()
    start = local_or_instant(f"{row['start']}T10:00", zone)
    if row["n"] is None:  # such as `min(2 cycles closing on 15th, 90d)`
        closing = int(row["unit"].split("on ")[1].split("th")[0])
        cycles = clock.due_us(start, Span("2 billing cycles"), billing_day=closing)
        found = min(cycles, clock.due_us(start, Span("90 days")), key=lambda due: due.due)
    else:
        found = clock.due_us(start, Span(f"{row['n']} {UNITS[row['unit']]}"), counting=counting)
    return date.fromisoformat(str(found.last_date)).isoformat()


@pytest.mark.parametrize("index", range(DEADLINES))
def test_legal_deadline(dates: list[Row], index: int) -> None:
    """A legal deadline falls on the date that the row states, or its calendar is not published."""
    row = dates[index]
    if "error" in row:
        with pytest.raises(CalendarNotPublished, match=row["error"]):
            last_day(row, STRICT)
        return
    assert last_day(row, STRICT) == row["expected"]
    if row.get("expected_if_rolled"):
        assert last_day(row, ROLLED[row["jurisdiction"]]) == row["expected_if_rolled"]
    elif "expected_if_rolled" in row:
        assert last_day(row, ROLLED[row["jurisdiction"]]) == row["expected"]


def test_no_deadline_is_left_out(dates: list[Row]) -> None:
    """The indexes above reach every row of the file."""
    assert len(dates) == DEADLINES
