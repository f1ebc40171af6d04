"""What gets in and out at the edges: names that nobody can see, several logs, options said twice, faults of our own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from servicepolicy.errors import Problem, Where, visible
from tests.cli.conftest import case

Run = Callable[..., Result]
Log = Callable[..., str]

MAPPING = """\
servicepolicy: 1
mapping: tickets
case: id
at: {column: at, zone: Asia/Shanghai}
event: what
constants: {type: complaint}
events:
  Opened: received
  Answered: {event: replied, fields: {to: {constant: customer}}}
"""
ODD = "C-\x1b]0;t\x07\u202e\r\nINJECT: ok"
AS_OF = ("--as-of", "2026-01-06T09:00:00+08:00")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "junit", "sarif"])
def test_what_cannot_be_seen_is_spelt_out(run: Run, policy: str, log: Log, form: str) -> None:
    """An id may hold anything: nothing of it moves the cursor, turns the writing or begins a line of its own."""
    result = run("check", policy, log(case(ODD, "12:00"), case(ODD)), *AS_OF, "--format", form)
    assert result.exit_code in (1, 3)
    for text in (result.stdout, result.stderr):
        assert not set(text) & set("\x1b\x07\u202e") or form in ("json", "jsonl", "sarif")
        assert "\nINJECT" not in text.replace("\r", "")


def test_agenda_and_explanation_spell_it_out(run: Run, policy: str, log: Log) -> None:
    """The same holds for what is due, and for one case explained."""
    path = log(case(ODD))
    for result in (run("agenda", policy, path, *AS_OF), run("explain", policy, path, ODD, *AS_OF)):
        assert "\\x1b]0;t\\x07\\u202e\\r\\nINJECT" in result.stdout


def test_visible_leaves_ordinary_text_as_it_is() -> None:
    """Letters of any script, wide spaces and marks stay; a problem spells out what it names."""
    assert visible("王芳　Zoë\u00a0a") == "王芳　Zoë\u00a0a"
    assert "\x1b" not in str(Problem("x", Where(file="a\x1b.csv", path="b\n"), "the column `\x07`"))


def test_half_a_character_in_an_id(tmp_path: Path, policy: str, log: Log) -> None:
    """Such a case is left out; what is told of it, and Chinese where nobody can write it, is escaped on its way out."""
    path = log('{"id": "T-\\ud800", "events": [{"event": "received", "at": "2026-01-05T09:00:00+08:00"}]}')
    for encoding in ("utf-8", "latin-1"):
        ran = subprocess.run(
            [sys.executable, "-m", "servicepolicy.cli", "check", policy, path, *AS_OF, "--format", "json"],
            capture_output=True, check=False, env={"PYTHONIOENCODING": encoding, "PYTHONPATH": ":".join(sys.path)},
        )  # fmt: skip
        assert ran.returncode == 3, ran.stderr
        told = json.loads(ran.stdout.decode(encoding))
        assert [problem["where"] for problem in told["problems"]] == ["log.jsonl:1 (T-\\ud800: id)"]
        assert told["rules"][0]["title"]["zh"] == "及时答复"


def test_an_option_that_is_said_twice(run: Run, policy: str, log: Log) -> None:
    """It is a wrong call, never the last of the two in silence; one that may be repeated may."""
    path = log(case("C-1", "10:00"))
    result = run("check", policy, path, "--as-of", "2026-01-06T09:00:00Z", "--as-of=2026-01-07T09:00:00Z")
    assert result.exit_code == 2
    assert "`--as-of` is said 2 times" in result.stderr
    assert run("check", policy, path, *AS_OF, "--rule", "answered", "--rule", "limit").exit_code == 0


def test_a_fault_of_ours_is_no_breach(run: Run, policy: str, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has an exit code of its own, says where it is, and shows nothing of what was judged."""

    def fail(*_: object, **__: object) -> object:
        raise KeyError("Canary-Zhang-San")

    monkeypatch.setattr("servicepolicy.cli.subjects.read_log", fail)
    result = run("check", policy, log(case("C-1")), *AS_OF)
    assert result.exit_code == 70
    assert "fault of servicepolicy" in result.stderr
    assert "KeyError" in result.stderr
    assert "Canary" not in result.stderr


def test_several_logs_are_one(run: Run, policy: str, tmp_path: Path) -> None:
    """Files named one after the other, and a folder, are read as one log: a case goes on in the next file."""
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "logs").mkdir()
    first, second = tmp_path / "logs" / "a.csv", tmp_path / "logs" / "b.csv"
    first.write_text("id,at,what\nC-1,2026-01-05T09:00:00,Opened\n")
    second.write_text("id,at,what\nC-1,2026-01-05T10:00:00,Answered\n")
    mapping = ("--mapping", str(tmp_path / "m.yaml"))
    for logs in ((str(first), str(second)), (str(tmp_path / "logs"),)):
        result = run("check", policy, *logs, *mapping, *AS_OF, "--rule", "answered", "--format", "json")
        assert (result.exit_code, json.loads(result.stdout)["rules"][0]["met"]) == (0, 1)
    assert run("check", policy, str(first), *mapping, *AS_OF).exit_code == 1, "half of it would be a breach"


def test_the_span_of_the_log_is_told(run: Run, policy: str, log: Log) -> None:
    """What a report is about begins and ends somewhere: both are in the table and in JSON."""
    path = log(case("C-1", "10:30"))
    for lang in ("en", "zh"):
        shown = run("check", policy, path, *AS_OF, "--lang", lang).stdout
        assert "2026-01-05T09:00:00+08:00" in shown
        assert "2026-01-05T10:30:00+08:00" in shown
    told = json.loads(run("check", policy, path, *AS_OF, "--format", "json").stdout)
    assert told["log"]["span"] == {"first": "2026-01-05T01:00:00Z", "last": "2026-01-05T02:30:00Z"}


def test_a_start_that_occurs_in_no_case(run: Run, policy: str, log: Log) -> None:
    """A rule that never began judged nothing: that is told, and is 3 under `--strict`."""
    replied = {"id": "C-1", "type": "complaint", "events": case("C-1", "10:30")["events"][1:]}
    result = run("check", policy, log(replied), *AS_OF)
    assert result.exit_code == 0
    assert "never-begins" in result.stderr
    assert "`received`" in result.stderr
    assert run("check", policy, log(replied), *AS_OF, "--strict").exit_code == 3
    assert "never-begins" not in run("check", policy, log(case("C-1", "10:30")), *AS_OF).stderr


def test_rows_without_an_activity_are_told(run: Run, policy: str, tmp_path: Path) -> None:
    """In the table they are counted among the activities that the mapping does not list."""
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "a.csv").write_text("id,at,what\nC-1,2026-01-05T09:00:00,Opened\nC-1,2026-01-05T10:00:00,\n")
    shown = run("check", policy, str(tmp_path / "a.csv"), "--mapping", str(tmp_path / "m.yaml"), *AS_OF).stdout
    assert "(empty)" in shown
