"""Lint of the shipped policies."""

from __future__ import annotations

import pytest

from servicepolicy import load
from servicepolicy.policy.reading.shipped import packs


@pytest.mark.parametrize("fill", ["example-bank", None], ids=["filled", "open"])
@pytest.mark.parametrize("pack", packs())
def test_a_shipped_policy_has_nothing_above_a_note(pack: str, fill: str | None) -> None:
    """Whatever lint finds in a shipped policy is a note, or allowed there with a reason."""
    said = [(one.code, one.rules, one.message) for one in load(pack, fill=fill).lint() if one.severity != "note"]
    assert said == []
