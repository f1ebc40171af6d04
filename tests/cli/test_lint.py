"""`servicepolicy lint`: what is wrong with a policy, as text, JSON and SARIF, and the exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
HEAD = "servicepolicy: 1\npolicy: desk\ntimezone: Asia/Shanghai\n"
FAULTY = (
    HEAD
    + "rules:\n"
    + "- {id: a, kind: deadline, clause: D-1, start: received, stop: {any: [received, replied]}, within: 2 days}\n"
)
UNUSED = (
    HEAD
    + "calendars:\n  desk: {timezone: Asia/Shanghai, hours: {mon-fri: ['09:00-17:00']}}\nrules:\n"
    + "- {id: a, kind: deadline, clause: D-1, start: received, stop: replied, within: 2 days}\n"
)


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    """A policy with an error."""
    return written(tmp_path, FAULTY)


def written(folder: Path, text: str) -> str:
    """A policy in a file."""
    file = folder / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_an_error_is_told_with_its_place_and_ends_with_1(run: Run, faulty: str) -> None:
    """The text names place, gravity, code, way out and clause."""
    result = run("lint", faulty)
    assert result.exit_code == 1
    heading, first, *rest = result.stderr.splitlines()
    assert heading == f"error: {faulty}: 1 error"
    assert first.strip().startswith(f"{faulty}:5:")
    assert "error: `received` starts the clock" in first
    assert first.endswith("[start-is-stop]")
    assert rest[-1].strip() == "clause: D-1"


def test_a_finding_is_told_in_chinese_whole(run: Run, faulty: str) -> None:
    """What the policy holds, the way out and the clause are told in the language of the message."""
    result = run("lint", faulty, "--lang", "zh")
    assert "规则 1 条，待填项 0 个" in result.stdout
    assert "    条款：D-1" in result.stderr
    assert "建议：" in result.stderr
    assert "help:" not in result.stderr


def test_a_folder(run: Run, tmp_path: Path) -> None:
    """Every policy, mapping and scenario file in it is checked; another YAML file is not, and one must be there."""
    empty = run("validate", str(tmp_path))
    assert (empty.exit_code, "no policy, mapping or scenarios" in empty.stderr) == (2, True)
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    below = tmp_path / "desks"
    below.mkdir()
    written(below, FAULTY)
    (below / "map.yaml").write_text("servicepolicy: 1\nmapping: m\ncase: t\nmilestones: {opened: receivd}\n")
    result = run("validate", str(tmp_path))
    assert result.exit_code == 3
    assert "unknown-event" in result.stderr
    assert "start-is-stop" in result.stderr
    assert "compose" not in result.output


def test_in_chinese(run: Run, faulty: str) -> None:
    """`--lang zh` tells findings in Chinese."""
    assert "永远不会被违反" in run("lint", faulty, "--lang", "zh").stderr


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (FAULTY, "error", 1),
        (FAULTY, "never", 0),
        (UNUSED, "error", 0),
        (UNUSED, "warning", 1),
        (UNUSED, "note", 1),
    ],
)
def test_what_fails_is_said(run: Run, tmp_path: Path, text: str, fail_on: str, code: int) -> None:
    """The exit code is 1 where a finding is as grave as `--fail-on` says."""
    assert run("lint", written(tmp_path, text), "--fail-on", fail_on).exit_code == code


def test_json_holds_every_finding_with_its_scenario(run: Run, faulty: str) -> None:
    """JSON is one document, and nothing else is written on standard output."""
    (finding,) = json.loads(run("lint", faulty, "--format", "json").stdout)["findings"]
    assert (finding["code"], finding["severity"], finding["rules"]) == ("start-is-stop", "error", ["a"])
    assert finding["where"]["line"] == 5
    assert set(finding["message"]) == {"en", "zh"}
    assert finding["scenario"]["cases"][0]["expect"]["status"] == "met"


def test_sarif_is_what_code_hosts_read(run: Run, faulty: str) -> None:
    """SARIF 2.1.0 with file, line, level and a fingerprint that does not change with the line."""
    document = json.loads(run("lint", faulty, "--format", "sarif").stdout)
    (ran,) = document["runs"]
    (result,) = ran["results"]
    assert document["version"] == "2.1.0"
    assert ran["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "start-is-stop"
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert result["partialFingerprints"] == {"finding/v1": "start-is-stop/a/rules[0].stop"}


def test_what_is_allowed_is_suppressed(run: Run, tmp_path: Path) -> None:
    """What the policy allows with a reason is a note, changes no exit code, and is suppressed in SARIF."""
    allowed = FAULTY.rstrip() + "  # lint: allow start-is-stop because it is counted elsewhere\n"
    result = run("lint", written(tmp_path, allowed), "--format", "sarif")
    (found,) = json.loads(result.stdout)["runs"][0]["results"]
    assert result.exit_code == 0
    assert found["level"] == "note"
    assert found["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "it is counted elsewhere"}
    ]


def test_scenarios_are_written_as_they_are_run(run: Run, faulty: str, tmp_path: Path) -> None:
    """What `--scenarios` writes is a file that `servicepolicy test` runs, and every case of it passes."""
    said = run("lint", faulty, "--scenarios").stdout
    file = tmp_path / "shown.yaml"
    file.write_text(said[said.index("servicepolicy: 1") :], encoding="utf-8")
    assert run("test", str(file)).exit_code == 0
