"""Spans: what can be written, what it means, and what is refused with which sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from servicepolicy.worktime import Span, SpanError


@pytest.mark.parametrize(
    ("text", "canonical", "kind", "amount"),
    [
        ("4 working hours", "4 working hours", "working", 14_400_000_000),
        ("90 business minutes", "90 working minutes", "working", 5_400_000_000),
        ("1 hour 30 minutes", "90 minutes", "elapsed", 5_400_000_000),
        ("1.5 hours", "90 minutes", "elapsed", 5_400_000_000),
        ("24 hours", "24 hours", "elapsed", 86_400_000_000),
        ("30 seconds", "30 seconds", "elapsed", 30_000_000),
        ("0 minutes", "0 hours", "elapsed", 0),
        ("3 business days", "3 working days", "working_days", 3),
        ("1 working day", "1 working day", "working_days", 1),
        ("15 calendar days", "15 days", "days", 15),
        ("15 natural days", "15 days", "days", 15),
        ("8 weeks", "8 weeks", "weeks", 8),
        ("1 month", "1 month", "months", 1),
        ("3 Years", "3 years", "years", 3),
        ("same day", "same day", "same_day", 0),
        ("2 billing cycles", "2 billing cycles", "billing_cycles", 2),
        ("Friday 17:00", "fri 17:00", "moment", 4 * 1440 + 17 * 60),
        ("3个工作日", "3 working days", "working_days", 3),
        ("15日", "15 days", "days", 15),
        ("4个工作小时", "4 working hours", "working", 14_400_000_000),
        ("24小时", "24 hours", "elapsed", 86_400_000_000),
        ("6个月", "6 months", "months", 6),
        ("当日", "same day", "same_day", 0),
    ],
)
def test_read(text: str, canonical: str, kind: str, amount: int) -> None:
    """A text is read as the kind and amount that it means, and written in one canonical way that reads back."""
    span = Span(text)
    assert (str(span), span.kind, span.amount) == (canonical, kind, amount)
    assert Span(canonical) == span


UNITS = ["hours", "minutes", "seconds", "working hours", "working minutes", "working days", "days", "weeks", "months"]


@given(number=st.integers(1, 700), unit=st.sampled_from(UNITS))
def test_canonical_text_reads_back(number: int, unit: str) -> None:
    """Whatever is written canonically is the same span, with the same hash, when it is read again."""
    span = Span(f"{number} {unit}")
    assert Span(str(span)) == span
    assert hash(Span(str(span))) == hash(span)


def test_kinds_are_not_converted() -> None:
    """A day is neither a working day nor 24 hours (T35), and a week is not seven days."""
    days = {Span("1 day"), Span("1 working day"), Span("24 hours"), Span("24 working hours")}
    assert len(days) == 4
    assert Span("1 week") != Span("7 days")


WAYS = "write it like `4 working hours`, `3 working days`, `15 days`, `same day` or `fri 17:00`"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4 workng hours", "`workng` in `4 workng hours` is not a unit of time; did you mean `working`?"),
        ("3 wroking days", "`wroking` in `3 wroking days` is not a unit of time; did you mean `working`?"),
        ("frday 17:00", "`frday` is not a weekday; did you mean `friday`?"),
        ("", f"a span cannot be empty: {WAYS}"),
        ("soon", f"`soon` is not a span of time: {WAYS}"),
        ("-3 days", f"`-3 days` is not a span of time: {WAYS}"),
        ("3", f"`3` is not a span of time: {WAYS}"),
        ("0 days", "`0 days` is not a time at all: for the day itself write `same day`"),
        ("1.5 days", "`1.5 days` is not a whole number of days"),
        ("0.0001 seconds", "`0.0001 seconds` is not a whole number of seconds"),
        ("101 years", "`101 years` is longer than a hundred years"),
        ("3 working weeks", f"`3 working weeks`: there are no working weeks; {WAYS}"),
        ("fri 25:00", "`fri 25:00` names no time of day: it lies between `00:00` and `23:59`"),
        ("2 days 3 days", "`2 days 3 days` counts the same thing twice"),
        (
            "1 working hour 30 minutes",
            "`1 working hour 30 minutes` mixes kinds of time that have no common length: write it in one of them",
        ),
    ],
)
def test_refused(text: str, message: str) -> None:
    """What is not a span is refused with one sentence that says what is wrong."""
    with pytest.raises(SpanError) as raised:
        Span(text)
    assert str(raised.value) == message


class Rule(BaseModel):
    within: Span


def test_in_a_model() -> None:
    """A model takes the text or the span, and writes the canonical text."""
    assert Rule.model_validate({"within": "1 hour 30 minutes"}).model_dump_json() == '{"within":"90 minutes"}'
    assert Rule(within=Span("1 day")).within == Span("1 day")
    assert Rule.model_json_schema()["properties"]["within"]["type"] == "string"


def test_refused_in_a_model() -> None:
    """A model's error has the sentence of the span, and a number is not a span."""
    with pytest.raises(ValidationError, match="did you mean `working`"):
        Rule.model_validate({"within": "4 workng hours"})
    with pytest.raises(ValidationError, match="a span is text"):
        Rule.model_validate({"within": 4})


def test_frozen() -> None:
    """A span cannot be changed."""
    with pytest.raises(AttributeError):
        Span("1 day").amount = 2  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (timedelta(hours=4), "4 hours"),
        (timedelta(days=2), "48 hours"),
        (timedelta(0), "0 hours"),
        (timedelta(microseconds=1), None),
    ],
)
def test_a_timedelta_is_time_on_any_clock(given: timedelta, written: str | None) -> None:
    """What Python measured has no days of a calendar: of two days, 48 hours."""
    span = Span(given)
    assert (span.kind, span.amount) == ("elapsed", given // timedelta(microseconds=1))
    assert written is None or str(span) == written


@pytest.mark.parametrize("given", [timedelta(seconds=-1), timedelta(days=36_526)])
def test_a_timedelta_has_the_bounds_of_a_span(given: timedelta) -> None:
    """One that is negative, or longer than a hundred years, is refused."""
    with pytest.raises(SpanError):
        Span(given)
