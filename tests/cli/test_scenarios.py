"""`servicepolicy test`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def scenarios(policy: str, tmp_path: Path) -> str:
    """Two scenarios of the small policy, one of which fails."""
    path = tmp_path / "scenarios.yaml"
    subject = "{id: S-1, events: [{event: received, at: 2026-01-05T09:00:00+08:00}]}"
    one = f"rule: answered, clause: D-1, as_of: 2026-01-05T12:00:00+08:00, subject: {subject}"
    path.write_text(
        f"servicepolicy: 1\nscenarios: {Path(policy).name}\ncases:\n"
        f"- {{id: late, {one}, expect: {{status: breached}}}}\n- {{id: wrong, {one}, expect: {{status: met}}}}\n"
    )
    return str(path)


def test_failing_scenarios_are_shown(run: Run, scenarios: str) -> None:
    """Of each failing scenario: its rule and clause, expected and got, and what the policy said; exit code 1."""
    result = run("test", scenarios)
    assert result.exit_code == 1
    assert "failed: wrong  (answered, D-1)\n  status: expected met, got breached\n" in result.stdout
    assert "failed: late" not in result.stdout
    assert result.stdout.endswith("scenarios.yaml: 1 passed, 1 failed\n")


def test_json(run: Run, scenarios: str) -> None:
    """As JSON, every scenario with its differences."""
    said = json.loads(run("test", scenarios, "--format", "json").stdout)
    assert (said["passed"], said["failed"]) == (1, 1)
    assert said["results"][1]["differences"] == [{"what": "status", "expected": "met", "got": "breached"}]


def test_no_such_scenarios(run: Run) -> None:
    """A name that is no shipped pack is a wrong call."""
    assert run("test", "no-pack").exit_code == 2
