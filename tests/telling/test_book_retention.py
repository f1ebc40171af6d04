"""What a retention says in a policy book."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telling.test_book import said

KEPT: dict[str, Any] = {
    "kind": "retention",
    "anchor": "archived",
    "keep": "5 years",
    "destroyed": "destroyed",
    "place": {"field": "location", "in": ["archive", "vault"]},
    "dispose": {"within": "30 days"},
}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "It must be kept for 5 years from “archived”, to the end of the last day.",
                "A further “archived” restarts the period.",
                "Before then “destroyed” is not allowed.",
                "While it is kept: location is archive or vault.",
                "Once the period is over it must be destroyed within 30 days.",
            ],
        ),
        (
            "zh",
            [
                "自“归档”起保存5年，至最后一日终了。",
                "保存期内再次“归档”的，保存期重新起算。",
                "期满前不得“销毁”。",
                "保存期间：存放地点为archive或vault。",
                "期满后30日内销毁。",
            ],
        ),
    ],
)
def test_a_retention_in_words(language: str, expected: list[str]) -> None:
    """From when, for how long, what must not come before, where, and by when it goes."""
    assert said(KEPT, language) == expected


def test_only_the_first_beginning_is_said_so() -> None:
    """Where the first event alone counts, nothing is said of beginning anew."""
    first = said({**KEPT, "anchor": {"event": "archived", "nth": "first"}})
    assert not any("anew" in sentence for sentence in first)
