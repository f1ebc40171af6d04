"""The form in which times are written, found from the texts."""

from __future__ import annotations

import pytest

from servicepolicy.logs.fitting_forms import fitting, is_shown

WRITTEN = {
    "%d/%m/%y": ["02/04/26", "13/04/26"],
    "%m/%d/%y %H:%M": ["4/2/26 9:14", "04/13/26 10:00"],
    "%d-%b-%Y %H:%M": ["02-Apr-2026 09:14"],
    "%d %b %Y": ["2 Apr 2026", "12 May 2026"],
    "%b %d, %Y, %I:%M %p": ["Apr 2, 2026, 9:14 AM", "Apr 12, 2026, 12:14 PM"],
    "%d. %b %Y %H:%M": ["2. April 2026 09:14", "3. März 2026 10:00"],
    "%d %b %Y %Hh%M": ["02 avr. 2026 09h14", "3 févr. 2026 10h00"],
    "%d.%m.%Y %H:%M Uhr": ["02.04.2026 09:14 Uhr"],
    "%Y年%m月%d日 %p%I:%M": ["2026年4月2日 上午9:14", "2026年4月12日 下午9:14"],
    "%d%b%Y:%H:%M:%S": ["02APR2026:09:14:00"],
    "%y-%m-%d": ["26-04-02", "26-04-13", "26-04-28"],
    "%a, %d %b %Y %H:%M:%S %z": ["Thu, 02 Apr 2026 09:14:00 +0100"],
    "excel": ["46114.3847222222"],
    "epoch-ms": ["1775121240000"],
    "iso": ["2026-04-02T09:14:00Z", "2026-04-02 09:14"],
}


@pytest.mark.parametrize("form", WRITTEN)
def test_the_form_that_reads_all_texts(form: str) -> None:
    """Each way of writing times is found from the texts alone, and nothing is left to be asked."""
    fit = fitting(WRITTEN[form])
    assert fit is not None
    assert (fit.forms, fit.others, fit.unread) == ((form,), (), ())


def test_what_no_row_decides_is_left_open() -> None:
    """Whether day or month is first is decided by a text that can be read in one way; else both ways are told."""
    open_to_both = fitting(["02/04/2026 09:14", "03/04/2026 10:00"])
    decided = fitting(["02/04/2026 09:14", "03/04/2026 10:00", "04/13/2026 09:14"])
    mixed = fitting(["13/04/2026", "14/04/2026", "04/15/2026"])
    assert open_to_both is not None
    assert decided is not None
    assert mixed is not None
    assert (open_to_both.forms, open_to_both.others) == (("%d/%m/%Y %H:%M",), ("%m/%d/%Y %H:%M",))
    assert (decided.forms, decided.others, decided.decided) == (("%m/%d/%Y %H:%M",), (), "04/13/2026 09:14")
    assert mixed.mixed


def test_only_what_looks_like_a_time_is_shown() -> None:
    """A name, a telephone number or a sentence in a column of times may be personal; a date that is none is not."""
    shown = ["02-Apr-2026 09:14", "32/01/2026", "n/a", "2. April 2026"]
    hidden = ["Ann Lee", "020 7946 0958", "12345678", "rang on 02/04/2026", "May 3 2026 Smith"]
    assert [is_shown(text) for text in shown + hidden] == [True] * 4 + [False] * 5
