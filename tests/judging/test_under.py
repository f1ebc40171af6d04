"""`under`: a unit itself or one below it, in the tree of the organisation."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant, policy, rule

RECEIVED = event("received", "2026-01-05T09:00")
TREE: dict[str, Any] = {
    "id": "bank",
    "units": [
        {"id": "bank"},
        {"id": "west", "parent": "bank"},
        {"id": "river", "parent": "west"},
        {"id": "east", "parent": "bank"},
    ],
}
BANK = sp.Context(organisation=sp.Organisation.model_validate(TREE))


def judged(test: object, unit: str | None, context: sp.Context | None = BANK) -> sp.Verdict:
    """The verdict of a deadline that applies under a test of the unit."""
    header = {} if unit is None else {"unit": unit}
    said = policy(rule(applies={"unit": test}))
    (verdict,) = said.evaluate(case(RECEIVED, **header), as_of=instant("2026-01-05T10:00"), context=context).verdicts
    return verdict


@pytest.mark.parametrize(
    ("test", "unit", "status"),
    [
        ({"under": "west"}, "west", "pending"),
        ({"under": "west"}, "river", "pending"),
        ({"under": "bank"}, "river", "pending"),
        ({"under": "west"}, "east", "not_applicable"),
        ({"under": "river"}, "west", "not_applicable"),
        ({"under": ["river", "east"]}, "east", "pending"),
        ({"under": ["river", "east"]}, "west", "not_applicable"),
        ({"under": "west"}, "moon", "unknown"),
        ({"under": "moon"}, "west", "unknown"),
        ({"under": "moon"}, "moon", "pending"),
    ],
)
def test_a_unit_lies_under_itself_and_under_those_above(test: object, unit: str, status: str) -> None:
    """The tree decides; a unit that it does not hold is a doubt, but for one that is the very same."""
    assert judged(test, unit).status.value == status


def test_without_a_tree_only_the_unit_itself_is_sure() -> None:
    """Nobody knows what lies below a unit where no organisation is given."""
    assert judged({"under": "west"}, "west", None).status is sp.Status.PENDING
    verdict = judged({"under": "west"}, "river", None)
    assert (verdict.status, verdict.doubts) == (sp.Status.UNKNOWN, ("organisation.units",))


def test_a_case_without_a_unit_is_in_doubt() -> None:
    """The unit itself may be missing."""
    assert judged({"under": "west"}, None).doubts == ("unit",)


def test_a_value_may_differ_below_a_unit() -> None:
    """One policy holds all units: a choice by the tree."""
    within = {"choose": [{"when": {"unit": {"under": "west"}}, "value": "2 hours"}, {"value": "4 hours"}]}
    said = policy(rule(within=within))

    def due(unit: str) -> str:
        report = said.evaluate(case(RECEIVED, unit=unit), as_of=instant("2026-01-05T10:00"), context=BANK)
        return str(report.verdicts[0].due)[11:16]

    assert (due("river"), due("east")) == ("11:00", "13:00")


def test_it_is_written_back_and_told() -> None:
    """YAML holds it, and the words name it."""
    said = policy(rule(applies={"unit": {"under": ["river", "east"]}}))
    assert said.plain()["rules"][0]["applies"] == {"unit": {"under": ["river", "east"]}}
    assert policy(rule(applies={"unit": {"under": "west"}})).plain()["rules"][0]["applies"] == {
        "unit": {"under": "west"}
    }
