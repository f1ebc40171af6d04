"""Instants and zones: naive times are refused, skipped and repeated wall times have one meaning."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

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
    """A time without zone or offset is not an instant."""
    with pytest.raises(NaiveTimeError):
        parse_us(text)


def test_naive_times_are_refused() -> None:
    """A `datetime` without zone is not an instant."""
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


INSTANTS = st.integers(to_us(datetime(1905, 1, 1, tzinfo=UTC)), to_us(datetime(2190, 1, 1, tzinfo=UTC)))
# Instants near which clocks change, where arithmetic on the wall and arithmetic on instants part.
CHANGES = st.sampled_from(
    [parse_us(text) for text in ("2014-11-20T00:00Z", "2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-11-01T06:00Z")]
)
NEAR = st.builds(lambda at, off: at + off, CHANGES, st.integers(-7_200_000_000, 7_200_000_000))
ZONES = st.sampled_from(
    ["UTC", "Asia/Shanghai", "Europe/London", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
)
LENGTHS = st.builds(lambda us: timedelta(microseconds=us), st.integers(-(10**13), 10**13))


def standard(us: int, name: str) -> datetime:
    """The instant as the standard library alone writes it."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).astimezone(ZoneInfo(name))


def told(at: datetime) -> tuple[object, ...]:
    """Everything that a time says of itself."""
    return at.isoformat(), at.fold, at.utcoffset(), at.tzname(), at.timestamp(), at.tzinfo is None, str(at)


@given(us=st.one_of(INSTANTS, NEAR), zone_name=ZONES, other=ZONES, by=LENGTHS, second=st.one_of(INSTANTS, NEAR))
def test_the_standard_library_does_with_our_instants_what_it_does(
    us: int, zone_name: str, other: str, by: timedelta, second: int
) -> None:
    """Conversion, arithmetic, comparison, text, copies and pickles give what they give of the library's own times."""
    ours, theirs = from_us(us, zone_name), standard(us, zone_name)
    assert type(ours) is datetime
    assert told(ours) == told(theirs)
    assert told(ours.astimezone(ZoneInfo(other))) == told(theirs.astimezone(ZoneInfo(other)))
    moved, expected = ours.astimezone(ZoneInfo(other)) - by, theirs.astimezone(ZoneInfo(other)) - by
    assert told(moved) == told(expected)
    assert (told(ours + by), told(ours - by)) == (told(theirs + by), told(theirs - by))
    assert (told(ours.astimezone(UTC)), told(ours.replace(hour=1))) == (
        told(theirs.astimezone(UTC)),
        told(theirs.replace(hour=1)),
    )
    one, two = from_us(second, other), standard(second, other)
    assert (ours < one, ours <= one, ours == one, ours > one) == (
        theirs < two,
        theirs <= two,
        theirs == two,
        theirs > two,
    )
    assert ours - one == theirs - two or zone_name == other
    assert ours - from_us(second, zone_name) == theirs - standard(second, zone_name)
    again = pickle.loads(pickle.dumps(ours))  # noqa: S301  # our own bytes
    assert told(again) == told(ours)
    assert again.tzinfo is ours.tzinfo is copy.deepcopy(ours).tzinfo
    assert json.dumps([ours], default=datetime.isoformat) == json.dumps([theirs], default=datetime.isoformat)
    assert to_us(ours) == us


def test_a_microsecond_before_midnight_elsewhere_keeps_its_zone() -> None:
    """What a host reckons from a time that we hand out has a zone."""
    at = from_us(parse_us("2014-11-20T00:00:00Z"), "Europe/London").astimezone(ZoneInfo("America/New_York"))
    assert (at - timedelta(microseconds=1)).isoformat() == "2014-11-19T18:59:59.999999-05:00"
