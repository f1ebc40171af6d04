"""Times as exports write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.errors import PolicyError
from servicepolicy.logs import LogMapping, load_mapping, read_log
from servicepolicy.logs.instants import Clockface
from servicepolicy.logs.time_forms import form_of, wrong_form
from servicepolicy.logs.unreadable import Unreadable

NINE = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
HALF_PAST_FOUR = datetime(2026, 1, 5, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "held", "more"),
    [
        (None, "2026-01-05T09:30:00Z", {}),
        (None, "2026-01-05 09:30:00 UTC", {}),
        (None, "2026-01-05 17:30:00 Asia/Shanghai", {}),
        (None, "2026-01-05 17:30 CST", {"zones": {"CST": "Asia/Shanghai"}}),
        (None, "2026-01-05T09:30:00,000+00:00", {}),
        ("%Y-%m-%d %H:%M:%S UTC", "2026-01-05 09:30:00 UTC", {"zone": "Asia/Shanghai"}),
        ("%Y-%m-%dT%H:%M:%SZ", "2026-01-05T09:30:00Z", {"zone": "Asia/Shanghai"}),
        ("%d %b %Y %H:%M %Z", "5 Jan 2026 09:30 GMT", {"zone": "Asia/Shanghai"}),
        ("%a, %d %b %Y %H:%M:%S %z", "Mon, 05 Jan 2026 10:30:00 +0100", {}),
        ("%-d/%-m/%y %H:%M", "5/1/26 09:30", {"zone": "UTC"}),
        ("%Y%m%d%H%M%S", "20260105093000", {"zone": "UTC"}),
        ("%Y%m%d %H%M%S", "20260105 093000", {"zone": "UTC"}),
        ("%d. %B %Y %H:%M", "5. Januar 2026 09:30", {"zone": "UTC", "months": "de"}),
        ("%d-%b-%Y %H:%M", "05-janv.-2026 09:30", {"zone": "UTC", "months": "fr"}),
        ("%d %b %Y %H:%M", "5 ene 2026 09:30", {"zone": "UTC", "months": "es"}),
        ("%Y年%b%d日 %p%I:%M", "2026年1月5日 上午9:30", {"zone": "UTC", "months": "zh"}),
        ("%Y/%m/%d %p%I:%M", "115/01/05 上午 9:30", {"zone": "UTC", "roc": True}),
        ("%m/%d/%Y %I:%M %p", "1/5/2026 9:30AM", {"zone": "UTC"}),
        ("%m/%d/%Y %I:%M:%S %p", "01/05/2026 09:30:00 a.m.", {"zone": "UTC"}),
        ("%Y-%jT%H:%M", "2026-005T09:30", {"zone": "UTC"}),
        ("epoch", "1767605400", {}),
        ("epoch", 1767605400, {"zone": "Asia/Shanghai"}),
        ("epoch-ms", "1767605400000", {}),
        ("epoch-us", 1767605400000000, {}),
        ("excel", "46027.3958333333", {"zone": "UTC"}),
        ("excel", "46027,3958333333", {"zone": "UTC"}),
        ("excel-1904", 44565.395833333336, {"zone": "UTC"}),
    ],
)
def test_one_instant_in_many_forms(form: str | None, held: object, more: dict[str, Any]) -> None:
    """Each is half past nine in UTC; UTC, an offset or a named zone in the text wins over the mapping's zone."""
    assert Clockface("t", form, **more).reading(held).at == NINE


@pytest.mark.parametrize(
    ("form", "held"),
    [
        ("%Y/%m/%d %p%I:%M", "2026/01/05 下午4:30"),
        ("%Y/%m/%d %I:%M %p", "2026/01/05 4:30 PM"),
        ("%Y/%m/%d %p%I:%M", "2026/01/05 오후 4:30"),
    ],
)
def test_the_other_half_of_the_day(form: str, held: str) -> None:
    """The afternoon is told in several languages, before the time or after it."""
    assert Clockface("t", form, "UTC").reading(held).at == HALF_PAST_FOUR


@pytest.mark.parametrize(("form", "held"), [(None, "2026-01-05 24:00"), ("%d/%m/%Y %H:%M", "05/01/2026 24:00")])
def test_the_end_of_a_day(form: str | None, held: str) -> None:
    """24:00 is the midnight that ends the day."""
    assert Clockface("t", form, "UTC").reading(held).at == datetime(2026, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "held", "code"),
    [
        (None, "12/01/2026 09:00", "not-a-time"),
        (None, "1767605400", "not-a-time"),
        (None, "2026-01-05 17:30 CST", "unknown-zone-name"),
        ("%Y-%m-%d %H:%M %Z", "2026-01-05 17:30 IST", "unknown-zone-name"),
        ("%d/%m/%Y %H:%M", "05/13/2026 09:30", "not-a-time"),
        ("%d/%m/%Y %H:%M", "29/02/2026 09:30", "not-a-time"),
        ("%d/%m/%Y %I:%M %p", "05/01/2026 13:30 PM", "not-a-time"),
        ("excel", "12.5", "not-a-time"),
        ("epoch", "9e99", "not-a-time"),
        ("epoch", "0", "not-a-time"),
        ("epoch-ms", "1767605400", "not-a-time"),
        ("epoch", "99999999999999", "not-a-time"),
        ("%d %B %Y", "5 Januar 2026", "not-a-time"),
    ],
)
def test_what_is_not_guessed(form: str | None, held: str, code: str) -> None:
    """What is not written in the form that is said, or names a zone that may be several, is not read."""
    with pytest.raises(Unreadable) as caught:
        Clockface("t", form, "Asia/Shanghai").reading(held)
    assert caught.value.code == code


def test_a_wall_time_that_is_told_twice_has_two_instants() -> None:
    """When summer time ends, an hour comes twice; both instants are known, and the first is taken."""
    reading = Clockface("t", None, "Europe/London").reading("2026-10-25 01:30")
    assert (reading.at, reading.later) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert Clockface("t", None, "Europe/London").reading("2026-03-29 01:30").skipped
    ordinary = Clockface("t", None, "Europe/London").reading("2026-10-25 02:30")
    assert (ordinary.later, ordinary.skipped) == (None, False)


def test_several_forms_are_each_counted() -> None:
    """A column may hold several forms: they are tried in turn, and how often each was found is known."""
    clock = Clockface("t", ("%d/%m/%Y", "iso"), "UTC")
    days = [clock.reading(held).on for held in ("05/01/2026", "2026-01-06", "07/01/2026")]
    assert days == [date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)]
    assert clock.counted == {"%d/%m/%Y": 2, "iso": 1}


@pytest.mark.parametrize(
    ("form", "code", "help"),
    [
        ("%d/%m %H:%M", "incomplete-format", "columns"),
        ("%H:%M", "incomplete-format", "columns"),
        ("%d/%m/%Y %Q", "unknown-directive", "%Y"),
        ("%s", "unknown-directive", "format: epoch"),
        ("dd/MM/yyyy HH:mm", "not-a-format", '"%d/%m/%Y %H:%M"'),
        ("yyyy-MM-dd'T'HH:mm:ss", "not-a-format", '"%Y-%m-%dT%H:%M:%S"'),
        ("dd-MMM-yy hh:mm a", "not-a-format", '"%d-%b-%y %I:%M %p"'),
        ("d/m/yyyy h:mm AM/PM", "not-a-format", '"%d/%m/%Y %I:%M %p"'),
        ("%d/%m/%Y %d", "wrong-format", "once"),
    ],
)
def test_forms_that_cannot_be_meant(form: str, code: str, help: str) -> None:
    """A form without a year, an unknown part, a form as Java or a spreadsheet writes it: told, with the right one."""
    found = wrong_form(form)
    assert found is not None
    assert found[0] == code
    assert help in found[2]


def test_a_wrong_form_is_told_with_its_line(tmp_path: Path) -> None:
    """It is the mapping that is wrong: its line is named, before any log is opened."""
    text = "servicepolicy: 1\nmapping: m\ncase: c\nat: {column: t, format: '%d/%m'}\nevent: e\nevents: {A: received}\n"
    (tmp_path / "m.yaml").write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_mapping(tmp_path / "m.yaml")
    assert [(p.code, p.where.line) for p in caught.value.problems] == [("incomplete-format", 4)]


BASIC: dict[str, Any] = {"servicepolicy": 1, "mapping": "m", "case": "c", "event": "e", "events": {"A": "received"}}


def test_the_zone_stands_in_the_row() -> None:
    """Each row may name its own zone; one that is no zone loses the event, and its case is left out."""
    rows = [
        {"c": "1", "e": "A", "t": "2026-01-05 17:30", "z": "Asia/Shanghai"},
        {"c": "2", "e": "A", "t": "2026-01-05 09:30", "z": "London"},
        {"c": "3", "e": "A", "t": "2026-01-05 09:30", "z": "Mars"},
    ]
    at = {"column": "t", "zone": {"column": "z", "map": {"Asia/Shanghai": "Asia/Shanghai", "London": "Europe/London"}}}
    log = read_log(rows, {**BASIC, "at": at})
    assert {case.id: case.events[0].at for case in log} == {"1": NINE, "2": NINE}
    assert [problem.code for problem in log.problems] == ["unknown-zone-name"]


def test_hours_that_come_twice_or_never_are_counted() -> None:
    """The counts say how many times stand in an hour that their zone tells twice or skips."""
    rows = [{"c": "1", "e": "A", "t": f"2026-{day} 01:30"} for day in ("10-25", "03-29", "05-01")]
    log = read_log(rows, {**BASIC, "at": {"column": "t", "zone": "Europe/London"}})
    list(log)
    assert (log.counts.twice_told, log.counts.skipped_hours) == (1, 1)


def test_the_order_of_rows_decides_an_hour_that_comes_twice() -> None:
    """After 01:50 of summer time, 01:10 can only be the second one, where the order of the rows means something."""
    rows = [{"c": "1", "e": "A", "t": f"2026-10-25 01:{minute}"} for minute in ("50", "10")]
    mapping = {**BASIC, "at": {"column": "t", "zone": "Europe/London"}}
    first, second = next(iter(read_log(rows, {**mapping, "seq": "row"}))).facts().timeline.events
    assert (second.at - first.at) == 20 * 60 * 1_000_000
    assert LogMapping.model_validate({**mapping, "seq": "row"}).ordered


def test_date_and_time_in_two_columns() -> None:
    """They are put together; where one is empty, the row does not say when it happened."""
    rows = [{"c": "1", "e": "A", "d": "20260105", "t": "093000"}, {"c": "2", "e": "A", "d": "20260105", "t": ""}]
    at = {"columns": ["d", "t"], "format": "%Y%m%d %H%M%S", "zone": "UTC"}
    log = read_log(rows, {**BASIC, "at": at})
    assert [(case.id, case.events[0].at) for case in log] == [("1", NINE)]
    assert [problem.code for problem in log.problems] == ["not-a-time"]


def test_only_the_day_counts() -> None:
    """`date: true` takes the day of a time that is made up, such as the midnight of an export."""
    log = read_log(
        [{"c": "1", "e": "A", "t": "2026-01-05 00:00"}], {**BASIC, "at": {"column": "t", "zone": "UTC", "date": "true"}}
    )
    assert next(iter(log)).events[0].at == date(2026, 1, 5)


WALLS = st.datetimes(datetime(1850, 1, 1), datetime(2250, 1, 1)) | st.sampled_from(  # noqa: DTZ001  # wall times
    [datetime(2026, 10, 25, 1, 30), datetime(2026, 3, 29, 1, 30), datetime(2026, 3, 28, 23), datetime(2026, 1, 6)]  # noqa: DTZ001
)
WRITTEN = st.sampled_from(
    ["{:%Y-%m-%dT%H:%M:%S}", "{:%Y-%m-%d %H:%M:%S.%f}", "{:%Y-%m-%dT%H:%M}", "{:%Y-%m-%d}", "{:%Y-%m-%d} 24:00",
     "{:%Y-%m-%dT%H:%M:%S}Z", "{:%Y-%m-%dT%H:%M}+01:00", "{:%Y-%m-%dT%H:%M:%S.%f}-0330", "{:%Y-%m-%dT%H:%M:%S,%f}",
     "{:%Y-%m-%d %H:%M} CST", " {:%Y-%m-%dT%H:%M}", "{:%Y-%m-%dT%H}", "{:%Y-%m-%dT%H:%M:%S}+25:00", "{:%d/%m/%Y %H:%M}"]
)  # fmt: skip


@given(WALLS, WRITTEN, st.sampled_from([None, "%d/%m/%Y %H:%M"]), st.sampled_from([None, "UTC", "Europe/London"]))
def test_what_is_plainly_written_is_read_at_once_and_alike(
    wall: datetime, written: str, form: str | None, zone: str | None
) -> None:
    """Texts and times as a table may hold them: the short way says what the long one says, or nothing."""
    for held in (written.format(wall), wall, wall.replace(tzinfo=UTC), wall.replace(tzinfo=ZoneInfo("Asia/Tokyo"))):
        clock = Clockface("t", form, zone)
        try:
            slow = clock._read(held, zone)
        except Unreadable as unreadable:
            with pytest.raises(Unreadable, match=unreadable.code):
                clock.reading(held)
            continue
        assert (clock.reading(held).us, clock.reading(held)[1:4]) == (slow.us, slow[1:4])


@pytest.mark.parametrize(
    ("text", "form", "wall"),
    [
        ("2026-07-05 09:00 UTC+8", None, "2026-07-05T09:00:00+08:00"),
        ("2026-07-05 09:00 GMT-05:30", None, "2026-07-05T09:00:00-05:30"),
        ("2026-07-05T09:00:00.123 -0500", None, "2026-07-05T09:00:00.123000-05:00"),
        ("2026-07-05T09:00:00\u221205:00", None, "2026-07-05T09:00:00-05:00"),
        ("2026-07-05T09:00:00+08:00[Asia/Shanghai]", None, "2026-07-05T09:00:00+08:00"),
        ("2026-07-05T09:00z", None, "2026-07-05T09:00:00+00:00"),
        ("05/07/2026 09:00 UTC+8", "%d/%m/%Y %H:%M %Z", "2026-07-05T09:00:00+08:00"),
        ("05/07/2026 09:00 +8", "%d/%m/%Y %H:%M %z", "2026-07-05T09:00:00+08:00"),
        ("2026年7月5日 中午11:30", "%Y年%m月%d日 %p%I:%M", "2026-07-05T11:30:00"),
        ("2026年7月5日 中午1:05", "%Y年%m月%d日 %p%I:%M", "2026-07-05T13:05:00"),
        ("2026年7月5日 9时5分", "%Y年%m月%d日 %H时%M分", "2026-07-05T09:05:00"),
        ("1783242000123456789", "epoch-ns", "2026-07-05T09:00:00.123456+00:00"),
        ("/Date(1783242000000+0800)/", "epoch-ms", "2026-07-05T09:00:00+00:00"),
    ],
)
def test_times_that_are_written_in_rare_ways(text: str, form: str | None, wall: str) -> None:
    """Offsets from UTC with its name, a space or a true minus; noon before twelve; billionths; dates of scripts."""
    written = form_of(form)(text)
    assert written is not None
    assert written.wall.isoformat() == wall


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-07-05T09", None),
        ("05/07/2026 09:5", "%d/%m/%Y %H:%M"),
        ("05/07/2026 09:05:3", "%d/%m/%Y %H:%M:%S"),
        ("2026年7月5日 晚上12:05", "%Y年%m月%d日 %p%I:%M"),
        ("2026年7月5日 中午8:05", "%Y年%m月%d日 %p%I:%M"),
        ("1783242000123", "epoch-ns"),
    ],
)
def test_half_a_time_is_none(text: str, form: str | None) -> None:
    """A minute of one figure, an hour alone, and midnight of which day nobody knows, are no times."""
    assert form_of(form)(text) is None
