"""Crowds of cases that are alike: what is read off for most of them is what each would be told."""

from __future__ import annotations

import os

import polars as pl
import pytest

from servicepolicy.columnar.session import Session
from tests.columnar import crowded
from tests.columnar.equal import differences, readable

POLICY = crowded.policy()
SEEDS = range(int(os.environ.get("FUZZ_EXAMPLES") or 0) // 10 or 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_crowds_are_told_what_each_would_be(seed: int) -> None:
    """Every column of every verdict is that of the reference engine, for rules of every form, in two tables in turn."""
    session = Session(POLICY, as_of=crowded.AS_OF, context=crowded.CONTEXT)
    for turn in range(2):
        cases = readable(POLICY, crowded.crowd(seed * 2 + turn, 60))
        differing, counts = differences(POLICY, cases, as_of=crowded.AS_OF, context=crowded.CONTEXT, session=session)
        assert differing == []
        on_columns = counts.filter(pl.col("engine") == "columns")["pairs"].sum()
        assert on_columns > counts["pairs"].sum() // 3
