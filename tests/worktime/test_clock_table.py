"""A clock as a table: what a join reckons with it is what the clock says."""

from __future__ import annotations

import subprocess
import sys
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import CalendarNotPublished, TimeRangeError
from servicepolicy.worktime import WorkCalendar, WorkClock
from servicepolicy.worktime._instant import HOUR_US, from_us, parse_us
from servicepolicy.worktime.clock_table import ClockTable

OFFICE = WorkCalendar(
    timezone="Europe/London", hours={"mon-fri": ["09:00-12:30", "13:30-17:00"]}, holidays="GB-ENG"
).clock()
NIGHT = WorkCalendar(timezone="America/New_York", hours={"mon-sun": ["22:00-06:00"]}, closed=["12-25"]).clock()
ALWAYS = WorkCalendar(timezone="Asia/Shanghai", hours={"mon-sun": ["00:00-24:00"]}).clock()
SINCE, UNTIL = date(2025, 1, 1), date(2026, 3, 1)
TABLES = {clock: clock.table(SINCE, UNTIL) for clock in (OFFICE, NIGHT, ALWAYS)}
INSTANTS = st.integers(parse_us("2025-01-02T00:00Z"), parse_us("2026-02-27T00:00Z"))


def worked(table: ClockTable, at: int) -> int:
    """Working time since the table's beginning, as a join reckons it."""
    (row,) = [row for row in table if row.opens_us <= at < row.until_us]
    return row.worked_before_us + min(at, row.closes_us) - row.opens_us


@given(clock=st.sampled_from([OFFICE, NIGHT, ALWAYS]), start=INSTANTS, stop=INSTANTS)
def test_the_difference_of_two_rows_is_what_the_clock_says(clock: WorkClock, start: int, stop: int) -> None:
    """Every instant has one row, and two of them give the working time between the instants, backwards too."""
    table = TABLES[clock]
    assert worked(table, stop) - worked(table, start) == clock.elapsed_us(start, stop)


@given(clock=st.sampled_from([OFFICE, NIGHT, ALWAYS]), start=INSTANTS, hours=st.integers(1, 90))
def test_the_row_of_a_sum_says_when_it_is_due(clock: WorkClock, start: int, hours: int) -> None:
    """The last opening before which less was worked than the sum says is the stretch in which a span runs out."""
    table = [row for row in TABLES[clock] if row.opens_us < row.closes_us]
    target = worked(TABLES[clock], start) + hours * HOUR_US
    if target <= table[-1].worked_us:
        row = table[bisect_right([row.worked_before_us for row in table], target - 1) - 1]
        assert row.opens_us + target - row.worked_before_us == clock.due_working_us(start, hours * HOUR_US)


@pytest.mark.parametrize("clock", [OFFICE, NIGHT, ALWAYS], ids=lambda clock: clock.zone)
def test_a_table_has_neither_gaps_nor_overlaps(clock: WorkClock) -> None:
    """Rows follow on each other from the first instant of the first date to the first after the last."""
    table = TABLES[clock]
    assert table[0].opens == datetime(2025, 1, 1, tzinfo=table[0].opens.tzinfo)
    assert [row.until_us for row in table[:-1]] == [row.opens_us for row in table[1:]]
    assert table[-1].until_us == clock.first_instant_of(UNTIL.toordinal())
    assert all(row.opens_us <= row.closes_us <= row.until_us for row in table)
    assert [row.worked_us for row in table[:-1]] == [row.worked_before_us for row in table[1:]]


def test_a_night_shift_is_cut_at_the_dates() -> None:
    """The part before the first date is left out, and the part after the last one too."""
    first, second, *_, last = NIGHT.table(date(2025, 6, 2), date(2025, 6, 4))
    assert (first.opens.isoformat(), first.closes.isoformat()) == (
        "2025-06-02T00:00:00-04:00",
        "2025-06-02T06:00:00-04:00",
    )
    assert (second.worked_before, second.worked) == (timedelta(hours=6), timedelta(hours=14))
    assert last.closes.isoformat() == "2025-06-04T00:00:00-04:00"


def test_times_stand_in_utc_and_as_the_wall_shows_them() -> None:
    """After a change of clocks the office opens at nine on the wall, and an hour earlier in UTC."""
    columns = OFFICE.table(date(2025, 3, 28), date(2025, 4, 1)).columns()
    opened = [
        (utc, local)
        for utc, local in zip(columns["opens"], columns["opens_local"], strict=True)
        if (local.hour, local.minute) == (9, 0)
    ]
    assert [utc for utc, _ in opened] == [
        datetime(2025, 3, 28, 9, tzinfo=UTC),
        datetime(2025, 3, 31, 8, tzinfo=UTC),
    ]
    assert all(local.tzinfo is None for _, local in opened)


def test_dates_without_an_opening_are_one_row() -> None:
    """A weekend is one row, which opens and closes at once; no date is no row."""
    (row,) = OFFICE.table(date(2025, 3, 29), date(2025, 3, 31))
    assert (row.opens_us, row.worked_us) == (row.closes_us, 0)
    assert (row.until_us - row.opens_us) // HOUR_US == 47  # the clocks go forward
    assert len(OFFICE.table(date(2025, 3, 29), date(2025, 3, 29))) == 0


def test_dates_that_nobody_can_know_are_refused() -> None:
    """Holidays that are not published, and years from which nothing is counted, are errors and no guess."""
    with pytest.raises(CalendarNotPublished):
        WorkCalendar(timezone="Asia/Shanghai", hours={"mon-fri": ["09:00-17:00"]}, holidays="CN").clock().table(
            date(2199, 1, 1), date(2199, 2, 1)
        )
    with pytest.raises(TimeRangeError):
        ALWAYS.table(date(1850, 1, 1), date(2025, 1, 1))


def test_a_frame_and_an_arrow_table_hold_the_same() -> None:
    """Polars, pyarrow and pandas take the table as it is, with its zone and in microseconds."""
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    table = OFFICE.table(date(2025, 3, 28), date(2025, 4, 1))
    frame = table.to_frame()
    assert frame.to_dict(as_series=False) == table.columns()
    assert frame.schema["opens"] == pl.Datetime("us", "UTC")
    assert frame.schema["opens_local"] == pl.Datetime("us")
    assert pa.table(table).to_pylist() == frame.to_arrow().to_pylist()
    assert len(pd.DataFrame(table.columns())) == len(table)


def test_rows_need_no_extra() -> None:
    """Where Polars is absent there are rows and columns, and a frame says what to install."""
    script = """
import sys
sys.modules["polars"] = None
from datetime import date
from servicepolicy.worktime import WorkCalendar
clock = WorkCalendar(timezone="UTC", hours={"mon-sun": ["09:00-17:00"]}).clock()
table = clock.table(date(2026, 1, 5), date(2026, 1, 6))
assert len(table) == len(table.columns()["opens"]) == 2
try:
    table.to_frame()
except LookupError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "servicepolicy[bulk]" in said


def test_sql_reckons_what_the_clock_reckons() -> None:
    """The recipe for working time and for the due instant, in DuckDB, agrees with the clock on a thousand intervals."""
    import duckdb
    import numpy as np
    import polars as pl

    drawn = np.random.default_rng(11).integers(
        parse_us("2025-01-05T00:00Z"), parse_us("2026-01-25T00:00Z"), size=(1000, 2)
    )
    kind = pl.Datetime("us", "UTC")
    intervals = pl.DataFrame(
        {
            "id": pl.Series(range(1000)),
            "start": pl.Series(drawn[:, 0]).cast(kind),
            "stop": pl.Series(drawn[:, 1]).cast(kind),
        }
    )
    clock = OFFICE.table(SINCE, UNTIL).to_frame()
    con = duckdb.connect()
    con.register("intervals", intervals)
    con.register("clock", clock)
    found = con.sql(
        """
        WITH sums AS (
            SELECT i.*,
                a.worked_before_us + epoch_us(least(i.start, a.closes)) - epoch_us(a.opens) AS at_start,
                b.worked_before_us + epoch_us(least(i.stop, b.closes)) - epoch_us(b.opens) AS at_stop
            FROM intervals i
            JOIN clock a ON i.start >= a.opens AND i.start < a.until
            JOIN clock b ON i.stop >= b.opens AND i.stop < b.until)
        SELECT s.id, s.at_stop - s.at_start AS worked_us,
            epoch_us(d.opens) + s.at_start + 57600000000 - d.worked_before_us AS due
        FROM sums s
        ASOF JOIN (SELECT * FROM clock WHERE closes > opens) d ON s.at_start + 57600000000 > d.worked_before_us
        ORDER BY s.id
        """
    ).fetchall()
    expected = [
        (number, OFFICE.elapsed_us(int(start), int(stop)), OFFICE.due_working_us(int(start), 16 * HOUR_US))
        for number, (start, stop) in enumerate(drawn)
    ]
    assert found == expected
    assert from_us(found[0][2], "Europe/London").hour in range(9, 18)
