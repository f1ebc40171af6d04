"""Duties that nobody in an organisation owes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import servicepolicy as sp
from servicepolicy.cli.app import app

HEAD = {"id": "bank", "timezone": "UTC", "units": [{"id": "desk"}]}
RULE = {"id": "a", "kind": "deadline", "clause": "A-1", "start": "received", "stop": "replied", "within": "2 days"}
LEFT = {"person": "p-77", "role": "clerk", "unit": "desk", "until": "2025-01-01"}


def policy(**more: Any) -> sp.Policy:
    """A policy of one duty of a clerk, in force from 2026 on; a head stands above clerks."""
    roles = {"clerk": {}, "head": {"above": ["clerk"]}}
    rule = {**RULE, "duty": "clerk", **more}
    return sp.Policy(policy="desk", timezone="UTC", in_force={"from": "2026-01-01"}, roles=roles, rules=[rule])


def bank(*posts: dict[str, Any]) -> sp.Organisation:
    return sp.Organisation.model_validate({**HEAD, "posts": list(posts)})


@pytest.mark.parametrize(
    ("posts", "told"),
    [
        ([{"person": "p-77", "role": "clerk", "unit": "desk"}], False),
        ([{"person": "p-77", "role": "head", "unit": "desk"}], False),
        ([{**LEFT, "role": "head"}, {"person": "e2", "role": "guard", "unit": "desk"}], True),
        ([LEFT], True),
        ([LEFT, {"person": "e2", "role": "clerk", "unit": "desk", "from": "2027-01-01"}], False),
    ],
)
def test_a_duty_of_a_role_that_nobody_holds_meanwhile(posts: list[dict[str, Any]], told: bool) -> None:
    """Whoever stands above may do what is owed; who left before the rule came, and other posts, do not count."""
    found = [one for one in policy().lint(bank(*posts)) if one.code == "nobody-owes"]
    assert [(one.severity, one.rules) for one in found] == ([("warning", ("a",))] if told else [])
    assert all("p-77" not in str(one.plain()) for one in found)  # people are no part of a finding


def test_without_posts_nothing_is_told() -> None:
    """An organisation that lists none, a rule without a duty, and a rule that ends before: nobody can tell, or need."""
    codes = {one.code for one in policy().lint(sp.Organisation.model_validate(HEAD))}
    codes |= {one.code for one in policy(duty=None).lint(bank(LEFT))} | {one.code for one in policy().lint()}
    assert "nobody-owes" not in codes


def test_it_is_allowed_and_asked_for_in_a_script(tmp_path: Path) -> None:
    """`--context` brings the organisation; an allowance is not idle where none is brought."""
    (tmp_path / "bank.json").write_text(json.dumps({"organisation": {**HEAD, "posts": [LEFT]}}))
    text = "servicepolicy: 1\npolicy: desk\ntimezone: UTC\nroles: {clerk: {}}\nrules:\n"
    rule = "- {id: a, kind: deadline, clause: A-1, start: received, stop: replied, within: 2 days, duty: clerk}\n"
    plain, kept = tmp_path / "plain.yaml", tmp_path / "kept.yaml"
    plain.write_text(text + rule)
    kept.write_text(f"{text}# lint: allow nobody-owes because the post is being filled\n{rule}")
    asked = ["--fail-on", "warning", "--context", str(tmp_path / "bank.json")]
    assert CliRunner().invoke(app, ["lint", str(kept), "--fail-on", "warning"]).exit_code == 0
    assert CliRunner().invoke(app, ["lint", str(plain), *asked]).exit_code == 0  # it was held before, while in force
    (tmp_path / "bank.json").write_text(json.dumps({"organisation": {**HEAD, "posts": []}}))
    assert CliRunner().invoke(app, ["lint", str(plain), *asked]).exit_code == 1
    assert CliRunner().invoke(app, ["lint", str(kept), *asked]).exit_code == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"stop": {"event": "replied", "who": {"role": "guard"}}}, True),
        ({"stop": {"event": "replied", "who": {"role": ["guard", "head"]}}}, False),
        ({"stop": {"event": "replied", "who": {"role": "clerk"}}}, False),  # a head stands above clerks
        ({"stop": {"event": "replied", "who": {"role": "robot"}}}, False),
        ({"applies": {"unit": "north"}}, True),
        ({"applies": {"unit": {"under": "north"}}}, True),
        ({"applies": {"unit": {"in": ["north", "desk"]}}}, False),
        ({"applies": {"not": {"unit": "north"}}}, False),
    ],
)
def test_a_condition_that_nobody_meets(more: dict[str, Any], told: bool) -> None:
    """A role that nobody holds meanwhile and a unit that there is not are told; no post tells of a machine."""
    roles = {"clerk": {}, "head": {"above": ["clerk"]}, "guard": {}, "robot": {"kind": "bot"}}
    desk = sp.Policy(policy="desk", timezone="UTC", roles=roles, rules=[{**RULE, **more}])
    found = [
        one for one in desk.lint(bank({"person": "p-77", "role": "head", "unit": "desk"})) if one.code == "nobody-meets"
    ]
    assert [(one.severity, one.rules) for one in found] == ([("warning", ("a",))] if told else [])
    assert "nobody-meets" not in {one.code for one in desk.lint()}
