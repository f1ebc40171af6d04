"""Between which instants a span is over that ends where holidays are not published: none that turns out is outside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.due_dates import due_after, due_between
from servicepolicy.worktime import Span
from servicepolicy.worktime.counting import counting as convention_of
from tests.judging.building import instant

NEW_YEAR = date(2027, 1, 1)
HOURS: list[dict[str, list[str]]] = [
    {"mon-fri": ["09:00-12:00", "13:30-17:30"]},
    {"mon-thu": ["09:00-17:00"], "fri": ["09:00-15:00"], "sat": ["10:00-13:00"]},
    {"mon-fri": ["20:00-04:00"]},
    {"mon-sun": ["00:00-24:00"]},
]
CONVENTIONS: list[Any] = [
    "plain",
    "cn-civil-code",
    "cn-nfra",
    "eu-1182-71",
    {"roll": "next", "ends": "close"},
    {"ends": "close", "first_day": "included"},
    {"receipt": "next working day", "cut_off": "16:00"},
    {"receipt": "next working day", "cut_off": "close"},
    {"silent": ["first_day", "roll", "pause"], "ends": "close"},
]
SPANS = [
    "1 working hour",
    "9 working hours",
    "1 working day",
    "4 working days",
    "1 day",
    "7 days",
    "2 weeks",
    "1 month",
    "1 year",
    "same day",
    "36 hours",
]
ENDS = [
    *("2026-12-29T10:00+08:00", "2026-12-31T16:59+08:00", "2026-12-31T18:00+08:00", "2026-12-31T23:59+08:00"),
    *("2027-01-01T03:00+08:00", "2027-01-02T11:00+08:00", "2027-01-04T13:00+08:00"),
]


@st.composite
def _turned_out(draw: st.DrawFn, hours: dict[str, list[str]]) -> dict[str, Any]:
    """What the notice may say of the first days of the year: holidays, and dates worked in exchange."""
    said = [draw(st.sampled_from(("as usual", "as usual", "holiday", "worked"))) for _ in range(24)]
    days = [(NEW_YEAR + timedelta(days=number)).isoformat() for number, _ in enumerate(said)]
    exchanged = next(iter(hours.values()))
    return {
        "timezone": "Asia/Shanghai",
        "hours": hours,
        "holidays": [day for day, what in zip(days, said, strict=True) if what == "holiday"],
        "special": {day: exchanged for day, what in zip(days, said, strict=True) if what == "worked"},
    }


@given(st.data())
def test_what_turns_out_lies_between(data: st.DataObject) -> None:
    """Whatever holidays the coming year will have, a span is over neither before the soonest nor after the latest."""
    hours = data.draw(st.sampled_from(HOURS))
    known = sp.WorkCalendar.model_validate({"timezone": "Asia/Shanghai", "hours": hours, "holidays": "CN"}).clock()
    later = sp.WorkCalendar.model_validate(data.draw(_turned_out(hours))).clock()
    span, counting = Span(data.draw(st.sampled_from(SPANS))), convention_of(data.draw(st.sampled_from(CONVENTIONS)))
    start = instant(data.draw(st.sampled_from(ENDS)))
    begun = int(start.timestamp()) * 1_000_000
    pauses: list[tuple[int, int]] = []
    if data.draw(st.booleans()):
        since = begun + data.draw(st.sampled_from((1, 20, 60))) * 3_600_000_000
        pauses = [(since, since + data.draw(st.sampled_from((2, 30, 100))) * 3_600_000_000)]
    exact, _ = due_after(later, begun, span, pauses, counting, None)
    try:
        due, _ = due_after(known, begun, span, pauses, counting, None)
    except CalendarNotPublished:
        soonest, latest = due_between(known, begun, span, pauses, counting, None)
        assert soonest <= exact
        assert latest is None or exact <= latest
    else:
        assert due == exact


@pytest.mark.parametrize(
    ("start", "span", "counting", "soonest", "latest"),
    [
        ("2026-12-29T10:00+08:00", "7 days", "cn-civil-code", "2027-01-05T17:00+08:00", "2027-03-09T00:00+08:00"),
        ("2026-12-29T10:00+08:00", "7 days", {"ends": "close"}, "2027-01-05T17:00+08:00", "2027-01-06T00:00+08:00"),
        ("2026-12-31T16:00+08:00", "3 working hours", "plain", "2027-01-01T11:00+08:00", None),
        ("2026-12-30T16:00+08:00", "3 working days", "plain", "2027-01-02T17:00+08:00", None),
        ("2027-01-04T18:00+08:00", "2 days", "cn-civil-code", "2027-01-06T17:00+08:00", "2027-03-10T00:00+08:00"),
    ],
)
def test_bounds(start: str, span: str, counting: Any, soonest: str, latest: str | None) -> None:
    """An open date ends at its close, a closed one at midnight; over days of rest a date moves by no more than 62."""
    said: Any = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}
    clock = sp.WorkCalendar.model_validate(said).clock()
    begun, convention = int(instant(start).timestamp()) * 1_000_000, convention_of(counting)
    with pytest.raises(CalendarNotPublished):
        due_after(clock, begun, Span(span), (), convention, None)
    found = due_between(clock, begun, Span(span), (), convention, None)
    wanted = [None if text is None else int(instant(text).timestamp()) * 1_000_000 for text in (soonest, latest)]
    assert list(found) == wanted
