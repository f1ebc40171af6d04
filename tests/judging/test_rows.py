"""Rows that are kept in little room: each comes back as it was."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepolicy.judging.rows import Holdings, Row, Subjects, Table

INSTANTS = st.integers(-(10**15), 10**16)
NUMBERS = st.one_of(st.none(), st.fractions(), st.integers(-(1 << 70), 1 << 70).map(Fraction))
ANSWERS = st.sampled_from((True, False, None))


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """One row of a case, with any of what a row may hold."""
    subject = draw(st.sampled_from(("C-1", "C-2", "C/3", "客诉")))
    return Row(
        kind="case",
        subject=subject,
        occurrence=draw(st.sampled_from(("", "3", "20260105T010000Z"))),
        at=draw(st.none() | INSTANTS),
        ends=draw(st.none() | INSTANTS),
        due=draw(st.booleans()),
        credit=draw(st.sampled_from((None, (), ("e1",), ("e1", "e2")))),
        everybody=draw(st.booleans()),
        member=draw(ANSWERS),
        hit=draw(ANSWERS),
        low=draw(NUMBERS),
        high=draw(NUMBERS),
        group=draw(st.sampled_from((None, "", "self"))),
        waived=draw(st.booleans()),
        pending=draw(st.booleans()),
        doubts=draw(st.sampled_from(((), (f"{subject}/3.to",), (f"{subject}/3.to", f"{subject}/by")))),
        flaw=draw(st.sampled_from(("", "out_of_scale"))),
    )


@given(st.lists(rows(), max_size=6))
def test_a_row_comes_back_as_it_was_kept(kept: list[Row]) -> None:
    """Every part of every row, in the order of the ids of their subjects, those of one as they came."""
    subjects = Subjects()
    places: dict[str, int] = {}
    table = Table([("case", subjects)])
    for row in kept:
        place = subjects.add(row.subject)
        places.setdefault(row.subject, len(places) if place is None else place)
        table.add(0, places[row.subject], row)
    assert list(table.rows()) == sorted(kept, key=lambda row: row.subject)


def test_whose_it_is_that_nobody_recorded_may_be_anybodys() -> None:
    """A row of unknown credit comes back with those of each holder, as a doubtful member."""
    subjects = Subjects()
    table = Table([("case", subjects)])
    for name, credit in (("C-1", ("e1",)), ("C-2", None), ("C-3", ("e2",))):
        place = subjects.add(name)
        assert place is not None
        table.add(0, place, Row(kind="case", subject=name, at=5, credit=credit))
    held = Holdings(table.rows().within(0, 10))
    assert held.holders == ("e1", "e2")
    assert [(row.subject, row.member) for row in held.of("e1")] == [("C-1", True), ("C-2", None)]


def test_a_period_that_nobody_spoke_of_is_refused() -> None:
    """What lies beyond the bounds of a table is not there: to ask for it is an error, and not an empty answer."""
    with pytest.raises(LookupError, match="period"):
        Table([("case", Subjects())], (0, 10)).rows().within(5, 15)
