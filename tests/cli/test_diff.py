"""`servicepolicy diff`: what it says, in which format, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

POLICY = """\
servicepolicy: 1
policy: answers
timezone: Asia/Shanghai
rules:
- {{id: answered, kind: deadline, clause: A-1, start: received, stop: replied, within: {within}}}
"""


@pytest.fixture
def compare(run: Run, tmp_path: Path) -> Run:
    """Runs `diff` on two policies that differ in their time."""

    def ran(old: str, new: str, *args: str) -> Result:
        for name, within in (("old", old), ("new", new)):
            (tmp_path / f"{name}.yaml").write_text(POLICY.format(within=within), encoding="utf-8")
        return run("diff", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"), *args)

    return ran


def test_it_is_told_in_words(compare: Run) -> None:
    """The whole, the rule, and a case, in the language that is asked for; nothing fails unless that is asked for."""
    told = compare("3 days", "1 day")
    assert told.exit_code == 0
    assert "answered (A-1): stricter" in told.stdout
    assert "更严" in compare("3 days", "1 day", "--lang", "zh").stdout


def test_it_is_written_as_json(compare: Run) -> None:
    """All of it as data, with the case ready to be pasted, and without one where none is wanted."""
    found = json.loads(compare("3 days", "1 day", "--format", "json").stdout)
    assert (found["overall"], found["affected"]) == ("stricter", ["answered"])
    assert found["changes"][0]["examples"][0]["new"] == {"answered": "breached"}
    assert not json.loads(compare("3 days", "1 day", "--format", "json", "--no-examples").stdout)["changes"][0][
        "examples"
    ]


@pytest.mark.parametrize(
    ("old", "new", "ends"), [("3 days", "1 day", 0), ("1 day", "3 days", 1), ("1 day", "24 hours", 0)]
)
def test_a_script_can_fail_on_a_direction(compare: Run, old: str, new: str, ends: int) -> None:
    """`--fail-on looser` ends with 1 where the new version is looser."""
    assert compare(old, new, "--fail-on", "looser", "--fail-on", "incomparable").exit_code == ends


def test_a_case_that_is_looser_is_heard_of_though_nothing_is_proved(compare: Run) -> None:
    """A day against hours under a pause: a case passes that was breached, so `--fail-on looser` ends with 1."""
    pause = "pause: [{from: paused, until: resumed}]"
    found = compare(f"1 day, {pause}", f"72 hours, {pause}", "--fail-on", "looser", "--format", "json")
    told = json.loads(found.stdout)
    assert (told["overall"], found.exit_code) == ("incomparable", 1)


def test_a_script_can_ask_for_a_proof(compare: Run) -> None:
    """Proved: 0; a case shows the contrary: 1; nobody can tell: 4."""
    assert compare("3 days", "1 day", "--at-least-as-strict").exit_code == 0
    failed = compare("1 day", "3 days", "--at-least-as-strict", "--format", "json")
    assert (failed.exit_code, json.loads(failed.stdout)["reason"]) == (1, "counterexample")
    assert compare("{field: x.a}", "{field: x.b}", "--at-least-as-strict").exit_code == 4


def test_a_policy_that_is_not_there_is_a_wrong_call(run: Run) -> None:
    """Neither version is taken for another."""
    assert run("diff", "no-such.yaml", "neither.yaml").exit_code == 2
