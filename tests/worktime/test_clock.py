"""The clock: its laws on generated questions, and the edges where a minute decides."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepolicy.errors import CalendarNotPublished, NaiveTimeError, NeverOpensAgain, UsageError
from servicepolicy.worktime import Span, WorkCalendar, WorkClock
from servicepolicy.worktime._instant import DAY_US, HOUR_US, MINUTE_US, iso, local_or_instant, parse_us

ZONE = "Europe/London"
OFFICE = WorkCalendar(timezone=ZONE, hours={"mon-fri": ["09:00-12:30", "13:30-17:00"]}, holidays="GB-ENG")
NIGHT = WorkCalendar(timezone="America/New_York", hours={"mon-sun": ["22:00-06:00"]}, closed=["12-25"])
ALWAYS = WorkCalendar(timezone="Asia/Shanghai", hours={"mon-sun": ["00:00-24:00"]})
OPEN = WorkCalendar(
    timezone=ZONE, hours={"mon-thu": ["09:00-12:30", "13:30-17:00"], "fri": ["20:00-04:00"]}, closed=["12-25"]
)
CLOCKS = st.sampled_from([OFFICE.clock(), NIGHT.clock(), ALWAYS.clock()])
INSTANTS = st.integers(parse_us("2023-01-01T00:00Z"), parse_us("2027-01-01T00:00Z"))
LENGTHS = st.integers(0, 200 * HOUR_US)


@st.composite
def pauses(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Up to three disjoint pauses in order."""
    edges = sorted(draw(st.lists(INSTANTS, min_size=0, max_size=6, unique=True)))
    return list(zip(edges[::2], edges[1::2], strict=False))


def at(text: str, zone: str = ZONE) -> int:
    """A local time as an instant."""
    return local_or_instant(text, zone)


def span_of(microseconds: int) -> Span:
    """Working time, to the second."""
    return Span(f"{microseconds // 1_000_000} working seconds")


@given(clock=CLOCKS, start=INSTANTS, length=LENGTHS, held=pauses())
def test_due_comes_after_exactly_so_much(
    clock: WorkClock, start: int, length: int, held: list[tuple[int, int]]
) -> None:
    """elapsed(start, due(start, d)) == d, with pauses and without."""
    span = span_of(length)
    assert clock.elapsed_us(start, clock.due_us(start, span).due) == span.amount
    assert clock.elapsed_us(start, clock.due_us(start, span, pauses=held).due, held) == span.amount


@given(clock=CLOCKS, start=INSTANTS, length=LENGTHS)
def test_due_is_the_earliest(clock: WorkClock, start: int, length: int) -> None:
    """A microsecond before due, less working time has passed."""
    due = clock.due_working_us(start, length)
    assert due == start or clock.elapsed_us(start, due - 1) == length - 1


@given(clock=CLOCKS, one=INSTANTS, two=INSTANTS, three=INSTANTS)
def test_elapsed_adds_up(clock: WorkClock, one: int, two: int, three: int) -> None:
    """elapsed(a, b) + elapsed(b, c) == elapsed(a, c), in any order."""
    assert clock.elapsed_us(one, two) + clock.elapsed_us(two, three) == clock.elapsed_us(one, three)


@given(clock=CLOCKS, starts=st.tuples(INSTANTS, INSTANTS), lengths=st.tuples(LENGTHS, LENGTHS))
def test_due_grows(clock: WorkClock, starts: tuple[int, int], lengths: tuple[int, int]) -> None:
    """Due is never earlier for a later start or a longer span."""
    early, late = clock.due_working_us(min(starts), min(lengths)), clock.due_working_us(max(starts), max(lengths))
    assert early <= late


DATED = ["3 working days", "5 days", "2 weeks", "1 month", "same day", "20 working hours", "36 hours"]


@given(
    calendar=st.sampled_from([OFFICE, NIGHT]),
    start=INSTANTS,
    span=st.sampled_from(DATED),
    held=pauses(),
    day=st.integers(0, 40),
)
def test_pauses_and_closed_days_never_hurry(
    calendar: WorkCalendar, start: int, span: str, held: list[tuple[int, int]], day: int
) -> None:
    """A pause, or one more closed day, never makes anything due earlier."""
    clock, asked = calendar.clock(), Span(span)
    due = clock.due_us(start, asked).due
    assert clock.due_us(start, asked, pauses=held).due >= due
    shut = datetime.fromordinal(clock.day_of(start) + day).date().isoformat()
    fewer = calendar.model_copy(update={"closed": (*calendar.closed, shut)})
    assert fewer.clock().due_us(start, asked).due >= due


@given(start=INSTANTS, span=st.sampled_from(DATED))
def test_nothing_is_due_before_it_starts(start: int, span: str) -> None:
    """No span ends before its start, not even the same day after closing."""
    assert OFFICE.clock().due_us(start, Span(span)).due >= start


@given(questions=st.lists(st.tuples(INSTANTS, INSTANTS), min_size=1, max_size=6))
def test_answers_do_not_depend_on_earlier_questions(questions: list[tuple[int, int]]) -> None:
    """A fresh clock and one that has been asked before give the same W."""
    used = WorkClock(OFFICE._timetable(()))
    for one, two in questions:
        used.elapsed_us(one, two)
    one, two = questions[0]
    assert (used.worked(one), used.worked(two)) == (OFFICE.clock().worked(one), OFFICE.clock().worked(two))


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        # 2025-01-09 is a Thursday
        ("2025-01-09T12:30", "1 working hour", "2025-01-09T14:30"),
        ("2025-01-09T12:00", "30 working minutes", "2025-01-09T12:30"),  # the earliest, not the end of lunch
        ("2025-01-11T10:00", "0 working hours", "2025-01-11T10:00"),
        ("2025-01-09T10:00", "24 hours", "2025-01-10T10:00"),
        ("2025-03-29T10:00", "24 hours", "2025-03-30T11:00"),
        ("2025-01-09T10:00", "1 day", "2025-01-11T00:00"),
        ("2025-01-09T10:00", "1 working day", "2025-01-10T17:00"),
        ("2025-01-10T10:00", "1 working day", "2025-01-13T17:00"),
        ("2025-01-11T10:00", "1 working day", "2025-01-13T17:00"),
        ("2025-01-31T10:00", "1 month", "2025-03-01T00:00"),
        ("2024-02-29T10:00", "1 year", "2025-03-01T00:00"),
        ("2025-01-09T10:00", "2 weeks", "2025-01-24T00:00"),
        ("2025-01-09T10:00", "same day", "2025-01-09T17:00"),
        ("2025-01-09T17:00", "same day", "2025-01-09T17:00"),
        ("2025-01-09T17:01", "same day", "2025-01-10T00:00"),
        ("2025-01-11T10:00", "same day", "2025-01-12T00:00"),
        ("2025-01-09T10:00", "fri 17:00", "2025-01-10T17:00"),
        ("2025-01-10T17:00", "fri 17:00", "2025-01-10T17:00"),
        ("2025-01-10T17:01", "fri 17:00", "2025-01-17T17:00"),
        ("2025-01-09T10:00", "thu 09:00", "2025-01-16T09:00"),
        ("2025-03-29T10:00", "sun 01:30", "2025-03-30T02:00"),  # skipped: when the gap ends
    ],
)
def test_due_of_every_kind(start: str, span: str, due: str) -> None:
    """Each kind of span ends at its own instant; a day, a working day and 24 hours are three things (T35)."""
    assert iso(OFFICE.clock().due_us(at(start), Span(span)).due) == iso(at(due))


@pytest.mark.parametrize(
    ("span", "held", "due"),
    [
        # From Thursday 2025-01-09 10:00.
        ("2 working hours", ("2025-01-09T11:00", "2025-01-09T14:00"), "2025-01-09T15:00"),
        ("2 working hours", ("2025-01-09T12:00", "2025-01-09T14:00"), "2025-01-09T12:00"),  # begins at due: too late
        ("2 working hours", ("2025-01-08T10:00", "2025-01-09T11:00"), "2025-01-09T14:00"),  # began before the start
        ("24 hours", ("2025-01-09T12:00", "2025-01-09T13:00"), "2025-01-10T11:00"),
        ("5 days", ("2025-01-10T09:00", "2025-01-10T23:00"), "2025-01-15T00:00"),  # covers no midnight
        ("5 days", ("2025-01-10T23:00", "2025-01-11T01:00"), "2025-01-16T00:00"),  # covers one
        ("5 days", ("2025-01-10T00:00", "2025-01-11T00:00"), "2025-01-16T00:00"),  # a whole date is one
        ("3 working days", ("2025-01-10T10:00", "2025-01-13T10:00"), "2025-01-15T17:00"),  # Monday alone is worked
        ("3 working days", ("2025-01-11T10:00", "2025-01-12T10:00"), "2025-01-14T17:00"),
        ("1 month", ("2025-01-10T10:00", "2025-01-12T10:00"), "2025-02-12T00:00"),
        ("fri 17:00", ("2025-01-09T11:00", "2025-01-14T14:00"), "2025-01-10T17:00"),  # a moment stays
    ],
)
def test_pauses(span: str, held: tuple[str, str], due: str) -> None:
    """A pause lengthens time by what it takes of it, and moves dates by the midnights that it covers."""
    paused = [(at(held[0]), at(held[1]))]
    assert iso(OFFICE.clock().due_us(at("2025-01-09T10:00"), Span(span), pauses=paused).due) == iso(at(due))


def test_overlapping_pauses_count_once() -> None:
    """People may hand in pauses in any order, and overlapping ones."""
    start = datetime.fromisoformat("2025-01-09T09:00+00:00")
    hour = timedelta(hours=1)
    held = [(start + 1.5 * hour, start + 3 * hour), (start + hour, start + 2 * hour)]
    assert OFFICE.clock().elapsed(start, start + 3 * hour, pauses=held) == hour
    assert OFFICE.clock().due(start, Span("1 working hour"), pauses=held) == start + hour
    with pytest.raises(UsageError, match="a pause ends before it begins"):
        OFFICE.clock().elapsed(start, start + hour, pauses=[(start + hour, start)])


def test_naive_times_are_refused() -> None:
    """The clock takes no time without a zone."""
    with pytest.raises(NaiveTimeError):
        OFFICE.clock().due(datetime(2025, 1, 9), Span("1 working hour"))  # noqa: DTZ001  # that is the point


def test_answers_are_in_the_zone_of_the_calendar() -> None:
    """Due is told as the people of the calendar write it."""
    due = OFFICE.clock().due(datetime.fromisoformat("2025-07-10T17:00+08:00"), Span("1 working hour"))
    assert due.isoformat() == "2025-07-10T11:00:00+01:00"
    assert str(due.tzinfo) == ZONE


def test_a_shift_past_midnight_is_one_working_day() -> None:
    """A working day whose window runs past midnight closes on the next date."""
    clock = WorkCalendar(timezone="UTC", hours={"mon-fri": ["22:00-06:00"]}, closed=["2025-06-05"]).clock()
    monday, tuesday = parse_us("2025-06-02T23:00Z"), parse_us("2025-06-03T12:00Z")
    assert clock.close_of(monday) == parse_us("2025-06-03T06:00Z")
    assert clock.due_us(monday, Span("1 working day")).due == parse_us("2025-06-04T06:00Z")
    # Thursday is closed, which does not bring forward what is due on Wednesday.
    assert clock.due_us(tuesday, Span("1 working day")).due == parse_us("2025-06-05T06:00Z")
    assert clock.due_us(monday, Span("same day")).due == parse_us("2025-06-03T00:00Z")


def test_open_and_bounds() -> None:
    """Opening is open, closing is not; a date lasts from its first instant to that of the next."""
    clock = OFFICE.clock()
    assert [clock.is_open(at(f"2025-01-09T{time}")) for time in ("08:59", "09:00", "12:30", "16:59", "17:00")] == [
        False,
        True,
        False,
        True,
        False,
    ]
    low, high = clock.day_bounds(at("2025-03-30T12:00"))
    assert high - low == 23 * HOUR_US
    assert clock.close_of(at("2025-01-11T12:00")) == at("2025-01-12T00:00")


def test_a_date_that_the_zone_skips_is_not_worked() -> None:
    """Samoa had no 30 December 2011, so it is no working day, whatever the calendar says."""
    clock = WorkCalendar(timezone="Pacific/Apia", hours={"mon-sun": ["09:00-17:00"]}).clock()
    start = at("2011-12-29T10:00", "Pacific/Apia")
    found = clock.due_us(start, Span("1 working day"))
    assert (found.last_date, found.due) == (20111231, at("2011-12-31T17:00", "Pacific/Apia"))
    assert clock.elapsed_us(start, start + DAY_US) == 8 * HOUR_US


def test_a_clock_travels() -> None:
    """A clock can be sent to another process, with the holidays that it follows."""
    start = at("2026-04-02T10:00")
    sent = pickle.loads(pickle.dumps(OFFICE.clock()))  # noqa: S301  # our own bytes
    assert sent.due_us(start, Span("3 working days")) == OFFICE.clock().due_us(start, Span("3 working days"))


def test_a_due_says_which_dates_it_counted() -> None:
    """The first and the last date that were counted are told, working days for working days."""
    found = OFFICE.clock().due_us(at("2026-04-02T10:00"), Span("3 working days"))  # Easter follows
    assert (found.first_date, found.last_date) == (20260407, 20260409)


def test_a_search_ends() -> None:
    """A calendar that opens on few dates, and never again, is an error and no endless search."""
    clock = WorkCalendar(timezone="UTC", special={"2025-06-02": ["09:00-10:00"]}).clock()
    start = parse_us("2025-06-02T09:30Z")
    assert clock.due_working_us(start, 30 * MINUTE_US) == parse_us("2025-06-02T10:00Z")
    for ask in (
        lambda: clock.due_working_us(start, 31 * MINUTE_US),
        lambda: clock.due_us(start, Span("2 working days")),
        lambda: clock.due_us(parse_us("1950-01-01T00:00Z"), Span("2 working days")),
        lambda: clock.due_us(parse_us("2150-01-01T00:00Z"), Span("1 working day")),
    ):
        with pytest.raises(NeverOpensAgain, match="the calendar `UTC` never opens again after 2025-06-02") as raised:
            ask()
        assert (raised.value.last, raised.value.known_until) == (date(2025, 6, 2), parse_us("2025-06-03T00:00Z"))


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ({"hours": {"mon-fri": ["09:00-17:00"]}, "closed": ["2026-01-10/2200-12-31"]}, date(2026, 1, 9)),
        (
            {
                "versions": [
                    {"from": "2020-01-01", "hours": {"wed": ["09:00-17:00"]}},
                    {"from": "2026-01-08", "hours": {}},
                ]
            },
            date(2026, 1, 7),
        ),
        ({"hours": {"sun": ["22:00-06:00"]}, "closed": ["2026-01-05/2200-12-31"]}, date(2026, 1, 4)),
    ],
)
def test_an_office_that_shuts_for_good_says_so(said: dict[str, Any], last: date) -> None:
    """Closed days without end, and a last version without hours, end the search at the last opening."""
    clock = WorkCalendar.model_validate({"timezone": "UTC", **said}).clock()
    with pytest.raises(NeverOpensAgain) as raised:
        clock.due_us(parse_us("2026-01-01T00:00Z"), Span("2000 working hours"))
    assert raised.value.last == last


def test_what_is_not_published_may_still_open() -> None:
    """Where holidays end before the hours do, nobody says that the office never opens again."""
    clock = WorkCalendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays="CN").clock()
    with pytest.raises(CalendarNotPublished) as raised:
        clock.due_us(parse_us("2026-01-01T00:00Z"), Span("9000 working hours"))
    assert not isinstance(raised.value, NeverOpensAgain)


def answer(asked: Callable[..., Any], *of: Any) -> Any:
    """What a clock answers, or that it cannot: beyond 2200 nothing is known."""
    try:
        return asked(*of)
    except CalendarNotPublished as beyond:
        return str(beyond)


FAR = st.integers(parse_us("1900-01-01T00:00Z"), parse_us("2200-12-01T00:00Z"))


@settings(max_examples=15)
@given(questions=st.lists(st.tuples(FAR, st.integers(0, 40 * 24)), min_size=2, max_size=8), wide=st.tuples(FAR, FAR))
def test_answers_about_far_years_do_not_depend_on_earlier_questions(
    questions: list[tuple[int, int]], wide: tuple[int, int]
) -> None:
    """Years far apart have tables of their own, one question may span them: a fresh clock answers or refuses alike."""
    used = WorkClock(OPEN._timetable(()))
    for number, (start, hours) in enumerate(questions):
        fresh = WorkClock(OPEN._timetable(()))
        stop, days = start + hours * HOUR_US, Span("3 working days")
        assert answer(used.elapsed_us, start, stop) == answer(fresh.elapsed_us, start, stop)
        assert answer(used.due_working_us, start, hours * HOUR_US) == answer(
            fresh.due_working_us, start, hours * HOUR_US
        )
        assert answer(used.due_us, start, days) == answer(fresh.due_us, start, days)
        if number == 1:
            fresh = WorkClock(OPEN._timetable(()))
            assert used.elapsed_us(*wide) == fresh.elapsed_us(*wide) == -used.elapsed_us(wide[1], wide[0])
            middle = sum(wide) // 2
            assert used.elapsed_us(*wide) == fresh.elapsed_us(wide[0], middle) + used.elapsed_us(middle, wide[1])


def test_a_far_date_compiles_its_own_years() -> None:
    """A stray date does not make a clock compile all years up to it."""
    clock = WorkClock(OPEN._timetable(()))
    for text in ("2026-01-05T10:00Z", "1900-01-05T10:00Z", "2199-01-07T10:00Z", "2026-01-06T10:00Z"):
        clock.due_us(parse_us(text), Span("4 working hours"))
        clock.is_open(parse_us(text))
        clock.is_rest(clock.day_of(parse_us(text)), "weekends and holidays")
    assert sum(table.until - table.first for table in clock._tables) <= 6 * 366
