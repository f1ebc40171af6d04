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


NONE = {"limits": 0, "limits_hit": 0}


def test_failing_scenarios_are_shown(run: Run, scenarios: str) -> None:
    """Of each failing scenario: its rule and clause, expected and got, and what the policy said; exit code 1."""
    result = run("test", scenarios)
    assert result.exit_code == 1
    assert "failed: wrong  (answered, D-1)\n  status: expected met, got breached\n" in result.stdout
    assert "failed: late" not in result.stdout
    assert (
        "未通过：wrong  (answered, D-1)\n  status：应为 met，实为 breached\n"
        in run("test", scenarios, "--lang", "zh").stdout
    )
    assert result.stdout.endswith("scenarios.yaml: 1 passed, 1 failed\n")


def test_suggestions_say_of_what_none_is_made(run: Run, scenarios: str) -> None:
    """A scenario that fails is named, and of each rule what is still not shown; the rest is a file all the same."""
    result = run("test", scenarios, "--suggest")
    assert "# scenario `wrong` fails, and nothing was made of it\n" in result.stdout
    assert "# rule `answered`: not met, " in result.stdout


def test_json(run: Run, scenarios: str) -> None:
    """As JSON, every scenario with its differences."""
    said = json.loads(run("test", scenarios, "--format", "json").stdout)
    assert (said["passed"], said["failed"]) == (1, 1)
    assert said["results"][1]["differences"] == [{"what": "status", "expected": "met", "got": "breached"}]


def test_no_such_scenarios(run: Run) -> None:
    """A name that is not a shipped pack is a wrong call."""
    assert run("test", "no-pack").exit_code == 2


def test_coverage(run: Run) -> None:
    """With `--coverage`, what of the document is decided, carried or missing, and which rules lack a scenario."""
    said = run("test", "agent-process", "--coverage")
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    for said_of in (
        "  clauses: ",
        "  rules with scenarios: ",
        "  decided by rules (",
        "  carried as text (9)",
        "    AP-1.1.1, ",
        "  no scenario shows it unknown (",
    ):
        assert any(line.startswith(said_of) for line in lines), said_of


def test_coverage_as_json(run: Run) -> None:
    """As JSON, each clause with its rules and how often scenarios keep it, break it and leave it unknown."""
    said = json.loads(run("test", "complaint-handling", "service-handbook", "--coverage", "--format", "json").stdout)
    assert said["CH-3.1.3"]["rules"] == ["classified-in-time"]
    assert min(said["CH-3.1.3"][status] for status in ("met", "breached", "unknown")) >= 1
    nothing = {"rules": [], "met": 0, "breached": 0, "unknown": 0, **NONE, "situations": {}}
    assert said["CH-0.2"] == {"at": "引言", "standing": "carried", **nothing}
    assert said["HB-6.2.1"]["standing"] == "decided"


def test_coverage_of_a_file(run: Run, scenarios: str) -> None:
    """A policy of one's own covers what its rules cite; a scenario that fails shows nothing."""
    said = run("test", scenarios, "--coverage").stdout
    assert "  decided by rules (2)\n    D-1, D-2\n" in said
    assert "  no scenario shows it met (2)\n    answered, limit\n" in said
    assert "  no scenario shows it breached (1)\n    limit\n" in said
