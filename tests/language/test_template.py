"""Templates: what they stand for, what they refuse, and that every date is one of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.language.template import Template
from tests.reference.conditions import template_matches


@pytest.mark.parametrize(
    ("template", "text", "matches"),
    [
        ("{digits:4}", "2026", True),
        ("{digits:4}", "２０２６", False),
        ("{digits:2-3}", "1", False),
        ("{letters:1-3}", "aZ", True),
        ("{upper:2}", "AÉ", False),
        ("{lower:1}", "a\n", False),
        ("a.c", "abc", False),
        ("{{{alnum:1}}}", "{x}", True),
        ("{one_of:CH|AP}-{digits:1}", "AP-3", True),
        ("{one_of:CH|AP}-{digits:1}", "BS-3", False),
        ("{date:yyyy-mm-dd}", "2024-02-29", True),
        ("{date:yyyy-mm-dd}", "2026-02-29", False),
        ("{date:yymmdd}", "000229", True),
        ("{date:yymmdd}", "010229", False),
        ("{date:yyyymmdd}", "00000101", False),
        ("{alnum:1-12}{date:yyyymmdd}", "120260131", True),
        ("{name:1-20}-{date:yyyymmdd}-{name:1-10}", "零售-20260302-投诉", True),
        ("{name:1-20}-{date:yyyymmdd}-{name:1-10}", "XM-001-20260302-A", True),
        ("{name:1-20}-{date:yyyymmdd}-{name:1-10}", "XM_1-20260302-A", False),
        ("{name:1-20}-{date:yyyymmdd}-{name:1-10}", "20260302-RETAIL-TS", False),
    ],
)
def test_the_whole_text_has_the_form(template: str, text: str, matches: bool) -> None:
    """A template is anchored, of ASCII but for a name, and tries every way to part the text."""
    assert Template.parse(template).matches(text) is matches


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("", "empty"),
        ("{digits:3-2}", "no text can match"),
        ("{digits:0}", "1 to 200"),
        ("{digits:1-201}", "1 to 200"),
        ("{digits}", "how long"),
        ("{digit:4}", "is not a field"),
        ("{date:yyyymm}", "is not a form of date"),
        ("{one_of:A||B}", "empty choice"),
        ("{upper:2", "not closed"),
        ("upper:2}", "closes nothing"),
        ("{digits:1}" * 21, "more than 20"),
    ],
)
def test_what_cannot_be_read_or_never_matches_is_refused(template: str, said: str) -> None:
    """The message names what is wrong."""
    with pytest.raises(ValueError, match=said):
        Template.parse(template)


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_date_is_one_of_the_calendar(year: int, month: int, day: int) -> None:
    """Eight digits match exactly when they name a day that exists."""
    try:
        exists = bool(date(year, month, day))
    except ValueError:
        exists = False
    assert Template.parse("{date:yyyymmdd}").matches(f"{year:04}{month:02}{day:02}") is exists


def test_every_day_of_a_short_year_is_found() -> None:
    """Two digits for the year mean 2000 to 2099, leap days included."""
    template = Template.parse("{date:yymmdd}")
    days = [date(2023, 12, 31) + timedelta(days=number) for number in range(368)]
    assert all(template.matches(f"{day:%y%m%d}") for day in days)


@given(
    st.sampled_from(["{alnum:1-3}{digits:1-2}", "{one_of:A|AB}{upper:1-2}", "{letters:1}{date:yymmdd}", "{lower:2}x"]),
    st.text("ABab01289x", min_size=1, max_size=8),
)
def test_templates_agree_with_a_matcher_that_tries_every_length(template: str, text: str) -> None:
    """The compiled pattern and the naive matcher of the tests say the same."""
    assert Template.parse(template).matches(text) is template_matches(template, text)
