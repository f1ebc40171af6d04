"""Counting conventions: the law in data, and what each makes of a last day of rest."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

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
