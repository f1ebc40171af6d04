"""A control that looked at nothing has not passed: `check`, `agenda` and `assess`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import case

Run = Callable[..., Result]
Log = Callable[..., str]

KEPT = case("C-1", "10:30")
CALL = {"id": "I-1", "subject": "interaction", "events": [{"event": "greeted", "at": "2026-01-05T09:00:00+08:00"}]}
AGENT = {"id": "E-1", "subject": "agent", "events": [{"event": "trained", "at": "2026-01-05T09:00:00+08:00"}]}
WITHDRAWN = {"id": "C-2", "type": "complaint", "events": [{"event": "withdrawn", "at": "2026-01-05T09:00:00+08:00"}]}
NOW = ("--as-of", "2026-01-06T09:00:00+08:00")

MAPPING = """\
servicepolicy: 1
mapping: tickets
case: id
at: {column: at, zone: Asia/Shanghai}
event: what
constants: {type: complaint}
events:
  Opened: received
  Refund: remedied
  Answered: {event: replied, fields: {to: {column: whom, map: {Kunde: customer, Amt: regulator}}}}
"""
ROWS = "id,at,what,whom\nC-1,2026-01-05T09:00:00,Opened,\nC-1,2026-01-05T10:00:00,Answered,Kunde\n"


@pytest.fixture
def foreign(tmp_path: Path) -> tuple[str, str]:
    """A foreign log in which nothing is a refund and nobody answered a regulator, and its mapping."""
    (tmp_path / "tickets.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "tickets.csv").write_text(ROWS, encoding="utf-8")
    return str(tmp_path / "tickets.csv"), str(tmp_path / "tickets.yaml")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "junit", "sarif"])
@pytest.mark.parametrize("subject", [CALL, AGENT], ids=["interaction", "agent"])
def test_no_rule_is_about_any_subject(run: Run, policy: str, log: Log, subject: dict[str, object], form: str) -> None:
    """Rules about cases have looked at nothing in a log of calls: exit code 3, and both kinds are named."""
    result = run("check", policy, log(subject), "--format", form)
    assert result.exit_code == 3
    assert "nothing-judged" in result.stderr
    assert f"the log holds: {subject['subject']}; the rules are about: case" in result.stderr
    if form in ("json", "junit", "sarif"):
        assert "nothing was looked at" in result.stdout


def test_one_case_among_calls_is_enough(run: Run, policy: str, log: Log) -> None:
    """A log of several kinds is judged as far as rules are about it, and what is left out is counted."""
    assert run("check", policy, log(CALL, KEPT)).exit_code == 0


def test_the_rules_asked_for_count(run: Run, policy: str, log: Log) -> None:
    """A scorecard is judged by `assess`: `check --rule` with it alone has looked at nothing."""
    more = (
        "- {id: card, kind: scorecard, clause: D-3, subject: agent, period: month,\n"
        "   indicators: [{id: n, measure: {count: {of: case}}}]}\n"
    )
    Path(policy).write_text(Path(policy).read_text(encoding="utf-8") + more, encoding="utf-8")
    assert run("check", policy, log(KEPT), "--rule", "answered").exit_code == 0
    assert run("check", policy, log(KEPT), "--rule", "card").exit_code == 3


def test_advice_is_a_look(run: Run, policy: str, log: Log) -> None:
    """Advice that was judged is a look, too."""
    text = Path(policy).read_text(encoding="utf-8").replace("clause: D-1", "clause: D-1\n  level: advice")
    Path(policy).write_text(text, encoding="utf-8")
    assert run("check", policy, log(KEPT), "--rule", "answered").exit_code == 0


@pytest.mark.parametrize("command", [("check",), ("agenda", *NOW), ("assess", "--period", "2026-01")])
@pytest.mark.parametrize("lines", [(), ("",), ("", "  ")], ids=["no-byte", "no-line", "blanks"])
def test_an_empty_log(run: Run, policy: str, tmp_path: Path, command: tuple[str, ...], lines: tuple[str, ...]) -> None:
    """A log without any line ends with 3, and with 0 where `--allow-empty` says that it may be empty."""
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    name, *options = command
    assert run(name, policy, str(path), *options).exit_code == 3
    allowed = run(name, policy, str(path), *options, "--allow-empty")
    said = f"as of {NOW[1]}\n" if name == "agenda" else ""
    assert (allowed.exit_code, allowed.stderr) == (0, said)


def test_an_empty_table(run: Run, policy: str, foreign: tuple[str, str]) -> None:
    """A table with a header and no rows is an empty log as well; its mapping is not compared with nothing."""
    Path(foreign[0]).write_text("id,at,what,whom\n", encoding="utf-8")
    arguments = ("check", policy, foreign[0], "--mapping", foreign[1])
    assert run(*arguments).exit_code == 3
    assert run(*arguments, "--allow-empty", "--strict").exit_code == 0


def test_an_empty_folder(run: Run, policy: str, tmp_path: Path) -> None:
    """A folder may be empty if that is said; else it is a wrong call."""
    folder = tmp_path / "folder"
    folder.mkdir()
    assert run("agenda", policy, str(folder), *NOW).exit_code == 2
    assert run("agenda", policy, str(folder), *NOW, "--allow-empty").exit_code == 0
    (folder / "cases.jsonl").write_text("", encoding="utf-8")
    assert run("agenda", policy, str(folder), *NOW).exit_code == 3
    assert run("agenda", policy, str(folder), *NOW, "--allow-empty").exit_code == 0


def test_everything_not_applicable_is_told(run: Run, policy: str, log: Log) -> None:
    """Where no rule was concerned, that is told, and is a problem under `--strict`."""
    plain = run("check", policy, log(WITHDRAWN))
    assert plain.exit_code == 0
    assert "note: " in plain.stderr
    assert "every verdict is not applicable" in plain.stderr
    strict = run("check", policy, log(WITHDRAWN), "--strict")
    assert strict.exit_code == 3
    assert "nothing-applied" in strict.stderr
    concerned = run("check", policy, log(KEPT), "--strict")
    assert (concerned.exit_code, concerned.stderr) == (0, "")


def test_entries_of_a_mapping_that_match_no_row(run: Run, policy: str, foreign: tuple[str, str]) -> None:
    """An activity and a code that the mapping names and no row has are told, and are a problem under `--strict`."""
    arguments = ("check", policy, foreign[0], "--mapping", foreign[1])
    plain = run(*arguments)
    assert plain.exit_code == 0
    assert "`events.Answered.fields.to.map.Amt`, `events.Refund`" in plain.stderr
    assert run(*arguments, "--strict").exit_code == 3
    said = json.loads(run(*arguments, "--format", "json").stdout)
    assert said["log"]["unmatched"] == ["events.Answered.fields.to.map.Amt", "events.Refund"]
    rows = ROWS + "C-2,2026-01-05T10:00:00,Refund,\nC-2,2026-01-05T10:00:00,Answered,Amt\n"
    Path(foreign[0]).write_text(rows, encoding="utf-8")
    assert run(*arguments).stderr == ""


@pytest.mark.parametrize("command", [("agenda", *NOW), ("assess", "--period", "2026-01")])
def test_other_controls_look_too(run: Run, policy: str, log: Log, command: tuple[str, ...]) -> None:
    """An agenda without a rule about what is there, and an assessment of nothing, end with 3."""
    name, *options = command
    assert run(name, policy, log(CALL), *options).exit_code == 3


def test_an_agenda_of_a_case_that_is_not_there(run: Run, policy: str, log: Log) -> None:
    """An agenda of a misspelt case is a wrong call, and not an empty agenda."""
    result = run("agenda", policy, log(KEPT), *NOW, "--case", "C-l")
    assert result.exit_code == 2
    assert "no case `C-l`" in result.stderr


def test_an_assessment_without_any_period(run: Run, policy: str, log: Log) -> None:
    """A quarter has no month's assessment: nothing was looked at."""
    more = (
        "- {id: card, kind: scorecard, clause: D-3, subject: organisation, period: quarter,\n"
        "   indicators: [{id: n, measure: {count: {of: case}}}]}\n"
    )
    Path(policy).write_text(Path(policy).read_text(encoding="utf-8") + more, encoding="utf-8")
    assert run("assess", policy, log(KEPT), "--period", "2026-Q1").exit_code in (0, 4)
    month = run("assess", policy, log(KEPT), "--period", "2026-01")
    assert month.exit_code == 3
    assert "ends within `2026-01`" in month.stderr


def test_a_start_is_missed_only_where_a_rule_is_about_what_is_there(run: Run) -> None:
    """A rule about files or outages is not told as one that never begins in a log of complaints."""
    log = str(Path(__file__).resolve().parents[2] / "examples" / "complaints.jsonl")
    told = run("check", "complaint-handling", log, "--fill", "example-bank").stderr
    assert "`paper-returned`" not in told
