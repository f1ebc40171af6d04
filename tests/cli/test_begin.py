"""`servicepolicy init` and `new`: what they write is valid, and what they say to do next works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def told(output: str) -> list[list[str]]:
    """The commands that an output says to run, without the program's name."""
    lines = [line.strip() for line in output.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("servicepolicy ")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Pacific/Auckland", "Africa/Johannesburg"])
def test_what_is_written_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, zone: str
) -> None:
    """In each language and zone, lint finds nothing, all scenarios pass, and the log shows four statuses.

    Where nobody knows the holidays, as in South Africa, lint says just that.
    """
    folder = tmp_path / "my desk"
    began = run("init", str(folder), "--language", language, "--timezone", zone)
    assert began.exit_code == 0, began.stderr
    lint, test, check = told(began.stdout)
    linted = run(*lint)
    notes = re.findall(r"\[([a-z-]+)\]", linted.stderr)
    assert (linted.exit_code, notes) == (0, ["calendar-without-holidays"] if zone == "Africa/Johannesburg" else [])
    tested = run(*test)
    assert (tested.exit_code, "6 passed, 0 failed" in tested.stdout) == (0, True)
    checked = run(*check, "--format", "json")
    assert (checked.exit_code, checked.stderr) == (1, "")
    for status in ("met", "breached", "pending", "unknown"):
        assert status in checked.stdout
    monkeypatch.chdir(folder)
    short = run("check", "log.csv", "--format", "json")
    assert (short.exit_code, short.stdout) == (1, checked.stdout)
    for own in (("test",), ("test", ".")):  # the scenarios of the folder, and no others
        assert re.fullmatch(r"[^:\n]+: 6 passed, 0 failed\n", run(*own).stdout)
    for shown in (("agenda", "log.csv"), ("explain", "log.csv", "T-1"), ("validate",), ("show",)):
        assert run(*shown).exit_code in (0, 1), shown
    mapping = run("lint", str(folder / "mapping.yaml"), str(folder / "scenarios.yaml"))
    assert (mapping.exit_code, mapping.stderr) == (0, "")


def test_country_and_currency_that_are_asked_for(run: Run, tmp_path: Path) -> None:
    """Holidays and currency are those that were named."""
    asked = ("--timezone", "Europe/London", "--country", "GB-NIR", "--currency", "EUR")
    assert run("init", str(tmp_path), *asked).exit_code == 0
    policy = (tmp_path / "policy.yaml").read_text(encoding="utf-8")
    assert "holidays: GB-NIR" in policy
    assert "100 EUR" in policy


def test_nothing_is_overwritten_unasked(run: Run, tmp_path: Path) -> None:
    """A folder that holds one of the files is left as it is, unless it is said to replace them."""
    (tmp_path / "log.csv").write_text("mine", encoding="utf-8")
    refused = run("init", str(tmp_path))
    assert refused.exit_code == 2
    assert "--overwrite" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]
    assert run("init", str(tmp_path), "--overwrite").exit_code == 0
    assert (tmp_path / "log.csv").read_text(encoding="utf-8").startswith("case,")


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """A path on which a file stands is a wrong call, told in a sentence."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = run("init", str(tmp_path / "file" / "desk"))
    assert refused.exit_code == 2
    assert "cannot write into" in refused.stderr


def test_a_rule_more(run: Run, tmp_path: Path) -> None:
    """`new` adds a rule and its scenarios, and what it says to run next finds nothing wrong."""
    assert run("init", str(tmp_path)).exit_code == 0
    policy = str(tmp_path / "policy.yaml")
    added = run("new", "deadline", policy, "--id", "told", "--clause", "4.2")
    assert added.exit_code == 0, added.stderr
    lint, test = told(added.stdout)
    assert run(*lint).exit_code == 0
    tested = run(*test)
    assert (tested.exit_code, "9 passed, 0 failed" in tested.stdout) == (0, True)
    again = run("new", "deadline", policy, "--id", "told")
    assert (again.exit_code, "already" in again.stderr) == (2, True)


def test_the_kinds_are_listed(run: Run) -> None:
    """Without a kind, each is listed with what it is for."""
    shown = run("new")
    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) == 9


def test_a_policy_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """A policy that does not exist is told, and is a wrong call."""
    missing = run("new", "deadline", str(tmp_path / "no.yaml"))
    assert missing.exit_code == 2
    assert "no.yaml" in missing.stderr
