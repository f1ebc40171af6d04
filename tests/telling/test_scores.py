"""Numbers and cases of scorecards, as people read them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from servicepolicy.telling.scores import cases_in_words, figure


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (Fraction(12, 13), "share", "92.31%"),
        (Fraction(1), "share", "100%"),
        (Fraction(165, 2), "number", "82.5"),
        (Fraction(1, 1000), "number", "0"),
        (Fraction(-1, 1000), "number", "0"),
        (Fraction(-5, 4), "number", "-1.25"),
        (Fraction(100), "number", "100"),
        (Fraction(1, 200), "number", "0"),
        (Fraction(3, 200), "number", "0.02"),
        (Fraction(4_320_000_000), "time", "1 h 12 min"),
        (Fraction(-60_000_000), "time", "-1 min"),
    ],
)
def test_a_figure_is_rounded_only_when_it_is_shown(number: Fraction, unit: str, said: str) -> None:
    """Two places at most, half to even, no noughts at the end; shares in per cent, times in their units."""
    assert figure(number, unit, "en") == said


def test_cases_stand_by_their_subjects() -> None:
    """A subject once, with its occurrences; a single one that is plain needs none."""
    cases = [("C-1", "1"), ("e1", "2"), ("e1", "5"), ("C-2", "")]
    assert cases_in_words(cases, "en") == "C-1, e1 (2, 5), C-2"
    assert cases_in_words(cases, "zh") == "C-1、e1（2、5）、C-2"


def test_many_cases_are_counted() -> None:
    """Twelve subjects are named, the others counted."""
    said = cases_in_words([(f"C-{number}", "1") for number in range(20)], "en")
    assert said.endswith("C-11, and 8 more")
