"""Counting conventions: the law in data, and what each makes of a last day of rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from servicepolicy.policy.policy import Policy
from servicepolicy.worktime import Counting, CountingError, Span, SpanError, WorkCalendar
from servicepolicy.worktime._instant import iso, local_or_instant
from servicepolicy.worktime.counting import CONVENTIONS, counting

CHINA = WorkCalendar(timezone="Asia/Shanghai", hours={"mon-fri": ["09:00-17:30"]}, holidays="CN").clock()
CANADA = WorkCalendar(timezone="America/Toronto", hours={"mon-fri": ["09:00-17:00"]}, holidays="CA").clock()
SYDNEY = WorkCalendar(timezone="Australia/Sydney", hours={"mon-sat": ["09:00-17:00"]}, holidays="AU-NSW").clock()
BERLIN = WorkCalendar(timezone="Europe/Berlin", hours={"mon-fri": ["09:00-17:00"]}, holidays="DE").clock()
RESERVE = WorkCalendar(timezone="America/New_York", hours={"mon-fri": ["09:00-17:00"]}, holidays="US-FED").clock()


def at(clock: Any, text: str) -> str:
    """A local time of a clock's zone, as text in UTC."""
    return iso(local_or_instant(text, clock.zone))


@pytest.mark.parametrize(
    ("clock", "convention", "start", "span", "due"),
    [
        (CHINA, "plain", "2026-09-18T10:00", "15 days", "2026-10-04T00:00"),
        (CHINA, "cn-civil-code", "2026-09-18T10:00", "15 days", "2026-10-08T17:30"),
        (CHINA, "cn-civil-code", "2026-01-05T10:00", "15 days", "2026-01-20T17:30"),
        (CHINA, "cn-civil-code", "2026-02-13T10:00", "15 days", "2026-02-28T17:30"),  # a Saturday made up: no rest
        (CHINA, "cn-civil-code", "2024-10-01T10:00", "2 years", "2026-10-02T00:00"),  # years never roll
        (CANADA, "ca-interpretation-act", "2026-10-24T10:00", "56 days", "2026-12-20T00:00"),  # Saturday stays
        (CANADA, "ca-interpretation-act", "2026-10-25T10:00", "56 days", "2026-12-22T00:00"),  # Sunday rolls
        (CANADA, "ca-interpretation-act", "2026-10-30T10:00", "56 days", "2026-12-27T00:00"),  # Christmas to Saturday
        (SYDNEY, "au-aia-36", "2026-11-25T10:00", "30 days", "2026-12-30T00:00"),
        (SYDNEY, "au-aia-36", "2026-08-06T10:00", "30 days", "2026-09-08T00:00"),  # an open Saturday is one of rest
        (SYDNEY, {"roll": "next"}, "2026-08-06T10:00", "30 days", "2026-09-06T00:00"),  # unless open days count
        (BERLIN, "eu-1182-71", "2026-09-03T10:00", "1 month", "2026-10-06T00:00"),  # 3 October is a holiday
        (BERLIN, "uk-disp", "2026-09-03T10:00", "3 working days", "2026-09-08T17:00"),
        (RESERVE, "us-reg-e", "2026-06-26T10:00", "10 working days", "2026-07-11T00:00"),
        (RESERVE, {"first_day": "included"}, "2026-06-26T10:00", "10 working days", "2026-07-09T17:00"),
        (RESERVE, {"first_day": "included"}, "2026-06-27T10:00", "1 working day", "2026-06-29T17:00"),
        (RESERVE, {"first_day": "included"}, "2026-06-26T10:00", "1 day", "2026-06-27T00:00"),
        (RESERVE, {"ends": "close"}, "2026-06-26T10:00", "3 days", "2026-06-29T17:00"),
        (RESERVE, {"ends": "close"}, "2026-06-26T10:00", "1 day", "2026-06-28T00:00"),  # a Saturday has no close
    ],
)
def test_last_day(clock: Any, convention: Any, start: str, span: str, due: str) -> None:
    """A convention decides the first day, the last day and when that ends."""
    found = clock.due_us(local_or_instant(start, clock.zone), Span(span), counting=convention)
    assert iso(found.due) == at(clock, due)


def test_unsettled_law_tells_both_readings() -> None:
    """Where the law is silent on rolling, the strict date binds and the rolled one is told."""
    found = CHINA.due_us(local_or_instant("2026-09-18T10:00", CHINA.zone), Span("15 days"), counting="cn-nfra")
    assert (iso(found.due), iso(found.due_latest or 0)) == (
        at(CHINA, "2026-10-04T00:00"),
        at(CHINA, "2026-10-09T00:00"),
    )
    assert (found.first_date, found.last_date, found.rolled) == (20260919, 20261003, False)


def test_readings_that_agree_are_one() -> None:
    """Where the last day is a working day there is nothing to tell."""
    found = CHINA.due_us(local_or_instant("2026-01-05T10:00", CHINA.zone), Span("15 days"), counting="cn-nfra")
    assert found.due_latest is None


def test_a_pause_that_the_law_does_not_settle() -> None:
    """A pause takes out the midnights that it covers, or by the other reading every date that it touches."""
    held = [(local_or_instant("2026-01-06T10:00", CHINA.zone), local_or_instant("2026-01-08T10:00", CHINA.zone))]
    found = CHINA.due_us(
        local_or_instant("2026-01-05T10:00", CHINA.zone), Span("15 days"), pauses=held, counting="cn-nfra"
    )
    assert (iso(found.due), iso(found.due_latest or 0)) == (
        at(CHINA, "2026-01-23T00:00"),
        at(CHINA, "2026-01-24T00:00"),
    )
    assert found.shifted == 2


def test_a_silent_first_day_binds_the_earlier_way() -> None:
    """Where the law does not say whether the first day counts, the earlier due binds and the later is told."""
    silent = {"first_day": "excluded", "roll": "none", "silent": ["first_day", "roll"]}
    found = CHINA.due_us(local_or_instant("2026-01-05T10:00", CHINA.zone), Span("15 days"), counting=silent)
    assert (iso(found.due), iso(found.due_latest or 0)) == (
        at(CHINA, "2026-01-20T00:00"),
        at(CHINA, "2026-01-21T00:00"),
    )
    assert (found.first_date, found.last_date) == (20260105, 20260119)


def test_an_unpublished_year_hides_only_the_other_reading() -> None:
    """The strict date needs no holidays of next year; the rolled one would, and says so."""
    found = CHINA.due_us(local_or_instant("2026-12-20T10:00", CHINA.zone), Span("15 days"), counting="cn-nfra")
    assert (iso(found.due), found.due_latest, found.unpublished) == (at(CHINA, "2027-01-05T00:00"), None, 2027)


def test_years_ask_for_no_holidays() -> None:
    """Papers are kept for years to come without a calendar of those years."""
    found = CHINA.due_us(local_or_instant("2026-02-28T10:00", CHINA.zone), Span("5 years"), counting="cn-nfra")
    assert iso(found.due) == at(CHINA, "2031-03-01T00:00")


@pytest.mark.parametrize(
    ("start", "closing", "due"),
    [
        ("2026-01-20T10:00", 15, "2026-04-16T00:00"),
        ("2026-07-05T10:00", 4, "2026-10-05T00:00"),  # on the first day of a cycle
        ("2026-01-15T10:00", 15, "2026-03-16T00:00"),  # on the last
        ("2026-01-10T10:00", 31, "2026-04-01T00:00"),  # months are shorter than that
    ],
)
def test_billing_cycles(start: str, closing: int, due: str) -> None:
    """Two complete cycles follow the running one, which never counts."""
    found = RESERVE.due_us(local_or_instant(start, RESERVE.zone), Span("2 billing cycles"), billing_day=closing)
    assert iso(found.due) == at(RESERVE, due)


@pytest.mark.parametrize("closing", [None, 0, 32])
def test_billing_cycles_need_their_closing_day(closing: int | None) -> None:
    """Without the day on which they close, billing cycles have no end."""
    with pytest.raises(SpanError, match="billing cycles need the day of the month"):
        RESERVE.due_us(0, Span("2 billing cycles"), billing_day=closing)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_convention_has_its_source(name: str) -> None:
    """A named convention says which law it is."""
    assert Counting.named(name).name == name
    assert len(CONVENTIONS[name].source) > 20


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("cn-civil", "unknown counting convention `cn-civil`; did you mean `cn-civil-code`?"),
        ({"rol": "next"}, "unknown key `rol` in `counting`; did you mean `roll`?"),
        ({"roll": "back"}, "`roll: back` is not one of `none`, `next`, `unsettled`"),
        ({"silent": ["ends"]}, "the law cannot be silent on `ends`: name `first_day`, `roll` or `pause`"),
        (3, "a counting convention is a name or a mapping"),
    ],
)
def test_refused(given: Any, message: str) -> None:
    """A convention that does not exist is refused with one sentence."""
    with pytest.raises(CountingError) as raised:
        counting(given)
    assert str(raised.value) == message


class Rule(BaseModel):
    counting: Counting


@pytest.mark.parametrize("given", ["cn-nfra", {"first_day": "included", "silent": ["roll"]}, {}])
def test_in_a_model(given: Any) -> None:
    """A model takes a name or a mapping, and writes what it took."""
    rule = Rule.model_validate({"counting": given})
    assert rule.model_dump() == {"counting": given}
    assert Rule.model_validate_json(rule.model_dump_json()) == rule


# The federal holidays of Germany, written down from the Basic Law of each: New Year, Good Friday, Easter Monday, 1 May,
# Ascension, Whit Monday, 3 October, Christmas.
GERMAN = frozenset(
    date.fromisoformat(text)
    for text in [
        "2025-01-01",
        "2025-04-18",
        "2025-04-21",
        "2025-05-01",
        "2025-05-29",
        "2025-06-09",
        "2025-10-03",
        "2025-12-25",
        "2025-12-26",
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-05-01",
        "2026-05-14",
        "2026-05-25",
        "2026-10-03",
        "2026-12-25",
        "2026-12-26",
        "2027-01-01",
    ]
)
DAY = timedelta(days=1)
DATES_OF_TWO_YEARS = [date(2025, 1, 1) + DAY * number for number in range(730)]


def works(day: date) -> bool:
    """A working day of art. 2(2): no Saturday, Sunday or public holiday."""
    return day.weekday() < 5 and day not in GERMAN


def last_by_the_regulation(event: date, days: int) -> date:
    """Art. 3(1), (4) and (5), tried day by day: the period ends on a working day and holds two of them."""
    last = event + DAY * days
    while not works(last) or sum(works(event + DAY * n) for n in range(1, (last - event).days + 1)) < 2:
        last += DAY
    return last


@pytest.mark.parametrize(("days", "moved"), [(2, 224), (3, 116), (4, 12), (5, 3)])
def test_two_working_days_at_least(days: int, moved: int) -> None:
    """Under Regulation 1182/71 a period of two days or more holds two working days, whenever it starts (art. 3(5))."""
    lengthened = 0
    for event in DATES_OF_TWO_YEARS:
        start = local_or_instant(f"{event}T10:00", BERLIN.zone)
        found = BERLIN.due_us(start, Span(f"{days} days"), counting="eu-1182-71")
        last = last_by_the_regulation(event, days)
        assert (event, str(found.last_date)) == (event, f"{last:%Y%m%d}")
        assert iso(found.due) == at(BERLIN, f"{last + DAY}T00:00")
        lengthened += found.lengthened_from is not None
    assert lengthened == moved


def test_one_day_may_hold_one_working_day() -> None:
    """Art. 3(5) speaks of two days or more: a period of one day ends with the next working day."""
    for event in DATES_OF_TWO_YEARS:
        start = local_or_instant(f"{event}T10:00", BERLIN.zone)
        last = event + DAY
        while not works(last):
            last += DAY
        found = BERLIN.due_us(start, Span("1 day"), counting="eu-1182-71")
        assert str(found.last_date) == f"{last:%Y%m%d}"


def test_a_pause_takes_working_days_out_of_the_two() -> None:
    """The working days that a pause takes out are none of the two that the period has to hold."""
    start = local_or_instant("2026-04-03T10:00", BERLIN.zone)
    held = [(local_or_instant("2026-04-06T12:00", BERLIN.zone), local_or_instant("2026-04-07T12:00", BERLIN.zone))]
    found = BERLIN.due_us(start, Span("2 days"), pauses=held, counting="eu-1182-71")
    assert found.last_date == 20260409


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-09-03T10:20", "4 hours", "2026-09-03T15:00"),
        ("2026-09-03T10:00", "4 hours", "2026-09-03T15:00"),  # the hour from 10:00 is that of the event
        ("2026-09-03T10:59:59.999999", "4 hours", "2026-09-03T15:00"),
        ("2026-09-03T23:30", "24 hours", "2026-09-05T00:00"),
        ("2026-09-04T16:30", "2 working hours", "2026-09-07T11:00"),
        ("2026-09-04T15:30", "2 working hours", "2026-09-07T10:00"),
        ("2026-10-24T23:30", "3 hours", "2026-10-25T03:00+02:00"),  # three hours, though clocks go back at the end
        ("2026-09-03T10:20", "90 minutes", "2026-09-03T11:50"),  # no whole hours
        ("2026-09-03T10:20", "0 hours", "2026-09-03T10:20"),
    ],
)
def test_the_hour_of_the_event_is_not_counted(start: str, span: str, due: str) -> None:
    """A period of hours begins with the next full hour (art. 3(1) of Regulation 1182/71)."""
    found = BERLIN.due_us(local_or_instant(start, BERLIN.zone), Span(span), counting="eu-1182-71")
    assert iso(found.due) == at(BERLIN, due)


DEEMED = {"receipt": "next working day"}
CUT = {"receipt": "next working day", "cut_off": "16:00"}
CLOSED = {"receipt": "next working day", "cut_off": "close"}


@pytest.mark.parametrize(
    ("convention", "start", "span", "due"),
    [
        (DEEMED, "2026-09-05T10:00", "1 working day", "2026-09-08T17:00"),  # Saturday counts as Monday
        (DEEMED, "2026-09-04T23:00", "1 working day", "2026-09-07T17:00"),  # Friday evening as Friday
        (CUT, "2026-09-04T16:00", "1 working day", "2026-09-07T17:00"),  # at the cut-off is in time
        (CUT, "2026-09-04T16:00:00.000001", "1 working day", "2026-09-08T17:00"),
        (CUT, "2026-04-02T16:30", "1 working day", "2026-04-08T17:00"),  # over Easter
        (CLOSED, "2026-09-03T17:00", "2 days", "2026-09-06T00:00"),
        (CLOSED, "2026-09-03T17:01", "2 days", "2026-09-07T00:00"),
        (CUT, "2026-09-05T10:00", "24 hours", "2026-09-08T09:00"),  # from when the office opens
        (CUT, "2026-09-05T10:00", "2 working hours", "2026-09-07T11:00"),
        (CUT, "2026-09-04T16:30", "same day", "2026-09-07T17:00"),
        (CUT, "2026-09-04T17:30", "fri 17:00", "2026-09-11T17:00"),
        (CUT, "2026-08-29T10:00", "1 month", "2026-10-01T00:00"),  # 31 August and a month: the last of September
        ({"like": "eu-1182-71", **CUT}, "2026-09-04T16:30", "3 hours", "2026-09-07T13:00"),
        ({"like": "uk-disp", **CLOSED}, "2026-09-04T17:30", "3 working days", "2026-09-10T17:00"),
    ],
)
def test_deemed_receipt(convention: dict[str, str], start: str, span: str, due: str) -> None:
    """What comes in on a closed day or after the cut-off counts as come in when the next working day opens."""
    found = BERLIN.due_us(local_or_instant(start, BERLIN.zone), Span(span), counting=convention)
    assert iso(found.due) == at(BERLIN, due)


@given(
    minute=st.integers(0, 730 * 1440 - 1),
    cut_off=st.one_of(st.none(), st.just("close"), st.times().map(lambda time: f"{time:%H:%M}")),
    count=st.integers(1, 5),
)
def test_deemed_receipt_is_that_of_the_next_working_day(minute: int, cut_off: str | None, count: int) -> None:
    """Working days run from the day of receipt, or from the next working day where that is closed or over."""
    local = datetime(2025, 1, 1) + timedelta(minutes=minute)  # noqa: DTZ001  # what a wall in Berlin shows
    start = local.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    over = {None: "23:59", "close": "17:00"}.get(cut_off, cut_off)
    day = local.date()
    if not works(day) or f"{local:%H:%M}" > str(over):
        day += DAY
        while not works(day):
            day += DAY
    for _ in range(count):
        day += DAY
        while not works(day):
            day += DAY
    said = {"receipt": "next working day", **({} if cut_off is None else {"cut_off": cut_off})}
    found = BERLIN.due(start, Span(f"{count} working days"), counting=said)
    assert found.replace(tzinfo=None) == datetime(day.year, day.month, day.day, 17)  # noqa: DTZ001  # on the same wall


def test_a_convention_like_another() -> None:
    """`like` takes a named convention and says what is different; what is written reads back as the same."""
    made = counting({"like": "eu-1182-71", "receipt": "next working day", "cut_off": "close"})
    assert (made.name, made.contains, made.hours, made.cut_off) == (None, "two working days", "next hour", "close")
    assert counting(made.plain()) == made


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"cut_off": "16:00"}, "a `cut_off` says nothing without `receipt: next working day`"),
        ({"receipt": "next working day", "cut_off": "4 pm"},
         "`cut_off: 4 pm` is neither a time of day such as `16:00` nor `close`"),
        ({"receipt": "later"}, "`receipt: later` is not one of `at once`, `next working day`"),
        ({"like": "eu-1182"}, "unknown counting convention `eu-1182`; did you mean `eu-1182-71`?"),
    ],
)  # fmt: skip
def test_deemed_receipt_refused(given: Any, message: str) -> None:
    """A cut-off that cannot be read, or that nothing uses, is refused with one sentence."""
    with pytest.raises(CountingError) as raised:
        counting(given)
    assert str(raised.value) == message


def test_a_convention_of_ones_own_is_what_it_says_and_not_its_name() -> None:
    """A name that no shipped convention has, or that stands for other rules, is not written: what differs is."""
    own = Counting(name="bank-own", first_day="included")
    assert own.plain() == {"first_day": "included"}
    assert Counting(name="cn-civil-code", first_day="included").plain() == {"first_day": "included"}
    assert counting("cn-civil-code").plain() == "cn-civil-code"
    one, other = (
        Policy(policy="p", timezone="UTC", counting=Counting(name="x", first_day=day))
        for day in ("excluded", "included")
    )
    assert one.digest != other.digest
