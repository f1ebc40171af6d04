"""A shipped policy that fits a bank elsewhere: one layer, nothing copied."""

from __future__ import annotations

from pathlib import Path

import pytest

import servicepolicy as sp
from servicepolicy.policy.policy import Policy
from servicepolicy.testing import run

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "uk-bank"


@pytest.fixture(scope="module")
def bank() -> Policy:
    """The bank's policy."""
    return sp.load(FOLDER / "uk-bank.yaml")


def test_one_layer_makes_the_pack_a_bank_s_own(bank: Policy) -> None:
    """Every blank is filled, nothing is told against it, and it stands on the pack."""
    assert bank.layers == ("complaint-handling", "uk-bank")
    assert (bank.open_blanks, bank.warnings) == ((), ())
    assert [one.code for one in bank.lint() if one.severity != "note"] == []


def test_nothing_of_another_country_is_left(bank: Policy) -> None:
    """Its zone, its holidays, its convention, its currency: no yuan and no Shanghai in what counts."""
    text = bank.to_yaml()
    assert "CNY" not in text
    assert "Asia/Shanghai" not in text
    assert (bank.timezone, bank.counting) == ("Europe/London", "uk-disp")
    assert bank.calendars["leeds"].jurisdictions == bank.calendars["office"].jurisdictions == ("GB-ENG",)


def test_its_posts_have_its_own_names(bank: Policy) -> None:
    """Verdicts and the book call the posts of the pack as the bank does."""
    titles = {name: role.title.en for name, role in bank.roles.items() if role.title is not None}
    assert titles["department-head"] == "head of complaints"
    assert bank.roles["department-head"].above == sp.load("complaint-handling").roles["department-head"].above


def test_its_scenarios_run() -> None:
    """Saturday hours count for the branch that has them, bank holidays and the limit in pounds for all."""
    results = run(FOLDER / "scenarios.yaml")
    assert len(results) == 7
    assert [result.scenario.id for result in results if not result.passed] == []
