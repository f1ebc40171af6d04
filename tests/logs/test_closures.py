"""Days off from a calendar program: which dates are closed, and what closes part of one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy import FactsError, UsageError, WorkCalendar
from servicepolicy.cli.app import app
from servicepolicy.logs.closures import Closures, read_closures


def calendar(*entries: str) -> bytes:
    """An export with some entries."""
    told = "".join(f"BEGIN:VEVENT\r\nUID:{number}\r\n{entry}\r\nEND:VEVENT\r\n" for number, entry in enumerate(entries))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{told}END:VCALENDAR\r\n".encode()


def closures(*entries: str, until: str = "2029-01-01", zone: str = "Europe/London") -> Closures:
    """The closures that some entries come to."""
    return read_closures(calendar(*entries), since="2026-01-01", until=until, zone=zone)


CHRISTMAS = "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\r\nTRANSP:TRANSPARENT"


def test_the_end_of_whole_days_is_excluded() -> None:
    """An entry from the 25th to the 27th closes two days, though it shows as free."""
    assert list(closures(CHRISTMAS).days) == [date(2026, 12, 25), date(2026, 12, 26)]


def test_an_entry_without_an_end_is_one_day() -> None:
    """A whole day that says no end is one date."""
    assert closures("DTSTART;VALUE=DATE:20260501\r\nSUMMARY:May Day").closed == ("2026-05-01",)


def test_what_recurs_stops_at_the_end_of_the_stretch() -> None:
    """A yearly entry without an end is told as often as the stretch has it, but for the date that it leaves out."""
    said = "DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20270101"
    assert closures(said).closed == ("2026-01-01", "2028-01-01")


def test_an_until_in_utc_ends_whole_days() -> None:
    """Programs write the end of a recurrence of days as an instant."""
    said = "DTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY;UNTIL=20260119T000000Z"
    assert closures(said).closed == ("2026-01-05", "2026-01-12", "2026-01-19")


def test_a_moved_day_is_where_it_was_moved_to() -> None:
    """One occurrence of what recurs lies elsewhere: its own date is open."""
    recurring = "UID:y\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=2"
    moved = "UID:y\r\nRECURRENCE-ID;VALUE=DATE:20270101\r\nDTSTART;VALUE=DATE:20270104"
    text = calendar(recurring, moved).replace(b"UID:0\r\n", b"").replace(b"UID:1\r\n", b"")
    found = read_closures(text, since="2026-01-01", until="2028-01-01", zone="UTC")
    assert found.closed == ("2026-01-01", "2027-01-04")


def test_a_cancelled_entry_closes_nothing() -> None:
    """What was called off is no day off."""
    assert closures(f"{CHRISTMAS}\r\nSTATUS:CANCELLED").closed == ()


def test_part_of_a_day_is_told_and_closes_no_date() -> None:
    """An afternoon closes no whole date; it is told in the zone that was named."""
    found = closures("DTSTART:20261224T120000Z\r\nDTEND:20261224T173000Z\r\nSUMMARY:Early close", zone="Asia/Shanghai")
    (part,) = found.part_days
    assert found.closed == ()
    assert (part.since.isoformat(), part.title) == ("2026-12-24T20:00:00+08:00", "Early close")
    assert "Early close" in found.to_yaml()


def test_the_yaml_is_what_a_calendar_takes() -> None:
    """The lines, put under a calendar, close these dates and no other."""
    said = yaml.safe_load(closures(CHRISTMAS, "DTSTART;VALUE=DATE:20260501").to_yaml())
    office = WorkCalendar(timezone="Europe/London", hours={"mon-sun": ["09:00-17:00"]}, **said)
    december = office.open_days(date(2026, 12, 24), date(2026, 12, 28))
    assert december == [date(2026, 12, 24), date(2026, 12, 27)]


@given(st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40))
def test_the_dates_come_back(dates: set[date]) -> None:
    """Whatever dates a file names one by one, these are closed, however many are in a row."""
    entries = [f"DTSTART;VALUE=DATE:{one:%Y%m%d}" for one in sorted(dates, reverse=True)]
    found = closures(*entries)
    assert set(found.days) == dates
    closed = WorkCalendar(timezone="UTC", hours={"mon-sun": ["09:00-17:00"]}, closed=found.closed)
    every = {date(2026, 1, 1) + timedelta(days=number) for number in range(730)}
    assert every - set(closed.open_days(date(2026, 1, 1), date(2028, 1, 1))) == dates


@pytest.mark.parametrize("text", [b"hello", b"", b"\xff\xfe\x00"])
def test_what_is_no_calendar_is_refused(text: bytes) -> None:
    """Other files are told as what they are not."""
    with pytest.raises(FactsError) as refused:
        read_closures(text, since="2026-01-01", until="2027-01-01", zone="UTC")
    assert [one.code for one in refused.value.problems] == ["not-icalendar"]


def test_every_entry_that_cannot_be_read_is_told() -> None:
    """Nothing is closed by halves: each bad entry is a problem."""
    with pytest.raises(FactsError) as refused:
        closures("DTSTART:sometime", CHRISTMAS, "SUMMARY:without a date")
    assert [one.code for one in refused.value.problems] == ["unreadable-entry"] * 2


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"until": "2025-01-01"}, "`until`"),
        ({"until": "soon"}, "`soon`"),
        ({"zone": "Mars/Olympus"}, "Mars/Olympus"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(more: dict[str, str], named: str) -> None:
    """Dates and zones that are none are named."""
    said = {"since": "2026-01-01", "until": "2027-01-01", "zone": "UTC"} | more
    with pytest.raises(UsageError, match=named):
        read_closures(calendar(CHRISTMAS), **said)


def test_the_command_writes_the_lines(tmp_path: Path) -> None:
    """The command line does the same; a file that is not there is a wrong call."""
    file = tmp_path / "off.ics"
    file.write_bytes(calendar(CHRISTMAS))
    ran = CliRunner().invoke(app, ["closures", str(file), "--from", "2026-01-01", "--until", "2027-01-01"])
    assert (ran.exit_code, ran.stdout) == (
        0,
        "closed:\n- 2026-12-25/2026-12-26  # Christmas\n# the file says nothing after 2026-12-26\n",
    )
    gone = CliRunner().invoke(app, ["closures", "no.ics", "--from", "2026-01-01", "--until", "2027-01-01"])
    assert gone.exit_code == 2
