"""Instants and zones: naive times are refused, skipped and repeated wall times have one meaning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import NaiveTimeError
from servicepolicy.worktime import zone_data_version
from servicepolicy.worktime._instant import (
    date_of,
    first_instant,
    from_us,
    iso,
    local_or_instant,
    parse_us,
    to_us,
    zone,
)


@given(at=st.datetimes(datetime(1905, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds
def test_there_and_back(at: datetime) -> None:
    """An instant survives the way through integers, text and a zone to the microsecond."""
    us = to_us(at)
    assert to_us(from_us(us, "America/New_York")) == us
    assert parse_us(iso(us)) == us
    assert timedelta(microseconds=us) == at - datetime(1970, 1, 1, tzinfo=UTC)


def test_pendulum_and_standard_times_are_the_same_instant() -> None:
    """A pendulum time and a standard one of the same instant give the same number."""
    given_time = pendulum.datetime(2026, 1, 5, 9, 12, 0, 123456, tz="Asia/Shanghai")
    assert to_us(given_time) == parse_us("2026-01-05T01:12:00.123456Z")


@pytest.mark.parametrize("text", ["2026-01-05T09:12", "2026-01-05"])
def test_naive_text_is_refused(text: str) -> None:
    """A time without zone or offset is no instant."""
    with pytest.raises(NaiveTimeError):
        parse_us(text)


def test_naive_times_are_refused() -> None:
    """A `datetime` without zone is no instant."""
    with pytest.raises(NaiveTimeError):
        to_us(datetime(2026, 1, 5))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize("text", ["now", "10:00", "", "2026-02-30T00:00Z", "2026-01-05T24:30Z", "5 January 2026"])
def test_what_is_no_time(text: str) -> None:
    """Words that other libraries take for a time are refused."""
    with pytest.raises(ValueError, match=r"not a date and time|not in the calendar"):
        parse_us(text)


@pytest.mark.parametrize(
    ("text", "zone_name", "instant"),
    [
        ("2026-01-01", "Asia/Shanghai", "2025-12-31T16:00:00Z"),
        ("2025-03-01T00:00", "Europe/London", "2025-03-01T00:00:00Z"),
        ("2025-01-01T09:00+08:00", "Europe/London", "2025-01-01T01:00:00Z"),
        ("2025-03-30T01:30", "Europe/London", "2025-03-30T01:00:00Z"),  # skipped: the end of the gap
        ("2025-10-26T01:30", "Europe/London", "2025-10-26T00:30:00Z"),  # twice: the first
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),  # midnight does not exist
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00:00Z"),  # the whole day does not exist
        ("2025-10-05T02:15", "Australia/Lord_Howe", "2025-10-04T15:30:00Z"),  # half an hour is skipped
    ],
)
def test_local_times(text: str, zone_name: str, instant: str) -> None:
    """A local time means one instant, also where clocks skip it or show it twice."""
    assert iso(local_or_instant(text, zone_name)) == instant


def test_dates_where_clocks_turn_back_over_midnight() -> None:
    """In St. John's of 2010 clocks went from 00:01 back to 23:01: the new date had begun, and stays."""
    midnight = first_instant(date(2010, 11, 7).toordinal(), "America/St_Johns")
    assert [
        date_of(midnight + minutes * 60_000_000, "America/St_Johns").isoformat() for minutes in (-1, 0, 30, 61)
    ] == ["2010-11-06", "2010-11-07", "2010-11-07", "2010-11-07"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Asia/Shangai", "unknown time zone `Asia/Shangai`; did you mean `Asia/Shanghai`?"),
        ("London", "unknown time zone `London`; did you mean `Europe/London`?"),
        ("../etc/passwd", "unknown time zone `../etc/passwd`"),
        ("localtime", "unknown time zone `localtime`"),
        ("", "unknown time zone ``"),
        ("Europe", "unknown time zone `Europe`"),
    ],
)
def test_unknown_zones(name: str, message: str) -> None:
    """An unknown zone is refused, with the nearest known one."""
    with pytest.raises(ValueError, match="unknown time zone") as raised:
        zone(name)
    assert str(raised.value) == message


def test_zone_rules_are_those_of_the_package() -> None:
    """The edition of the zone rules is that of the `tzdata` package, which is where they are read."""
    import tzdata

    assert zone_data_version() == tzdata.IANA_VERSION
