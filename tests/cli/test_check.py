"""`servicepolicy check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import case

Run = Callable[..., Result]
Log = Callable[..., str]

KEPT, LATE, OPEN = case("C-1", "10:30"), case("C-2", "12:30"), case("C-3")


def test_kept_ends_with_nothing(run: Run, policy: str, log: Log) -> None:
    """Everything kept: exit code 0, and the table says so."""
    result = run("check", policy, log(KEPT))
    assert result.exit_code == 0
    assert "met" in result.stdout
    assert "answered  D-1  Answered in time" in result.stdout


def test_broken_ends_with_one(run: Run, policy: str, log: Log) -> None:
    """Something broken: exit code 1, and the worst case is explained."""
    result = run("check", policy, log(KEPT, LATE))
    assert result.exit_code == 1
    assert "The worst cases (1 of 1 breaches)" in result.stdout
    assert "C-2" in result.stdout


def test_the_moment_is_the_last_of_the_log_and_is_printed(run: Run, policy: str, log: Log) -> None:
    """Without `--as-of` the last instant of the log is judged, told in the policy's zone."""
    result = run("check", policy, log(KEPT, OPEN))
    assert "as of 2026-01-05T10:30:00+08:00" in result.stdout
    assert json.loads(run("check", policy, log(KEPT, OPEN), "--format", "json").stdout)["rules"][0]["pending"] == 1


def test_as_of_moves_the_moment(run: Run, policy: str, log: Log) -> None:
    """What was pending at the end of the log is broken a day later."""
    assert run("check", policy, log(OPEN), "--as-of", "2026-01-06T09:00:00+08:00").exit_code == 1
    assert run("check", policy, log(OPEN), "--as-of", "2026-01-05T11:00:00+08:00").exit_code == 0, "at due is in time"


def test_known_at_hides_what_was_recorded_later(run: Run, policy: str, log: Log) -> None:
    """An answer that was recorded later did not exist by then."""
    late_entry = case("C-1", "10:30", recorded_at="2026-01-05T15:00:00+08:00")
    arguments = ("check", policy, log(late_entry), "--as-of", "2026-01-05T12:00:00+08:00")
    assert run(*arguments).exit_code == 0
    assert run(*arguments, "--known-at", "2026-01-05T12:00:00+08:00").exit_code == 1


def test_what_cannot_be_used_ends_with_three_and_the_rest_is_judged(run: Run, policy: str, log: Log) -> None:
    """A line that is not a JSON is told with its number; the others are judged; 3 is stronger than 1."""
    result = run("check", policy, log(KEPT, "{oops", LATE))
    assert result.exit_code == 3
    assert "log.jsonl:2:" in result.stderr
    assert "not-json" in result.stderr
    assert "subjects judged 2" in result.stdout


def test_unknown_ends_with_four_if_strict(run: Run, policy: str, log: Log) -> None:
    """An answer of which nobody knows to whom leaves the rule unknown: 4, but only if asked for."""
    doubtful = case("C-1", "10:30")
    del doubtful["events"][1]["to"]
    path = log(doubtful, case("C-9", "10:00"))
    arguments = ("check", policy, path, "--as-of", "2026-01-06T09:00:00+08:00")
    assert run(*arguments).exit_code == 0
    strict = run(*arguments, "--strict")
    assert strict.exit_code == 4
    assert "Facts that would settle the unknown" in strict.stdout
    assert run("check", policy, log(doubtful, LATE), "--strict").exit_code == 1, "breached is stronger than unknown"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--as-of", "yesterday"), "yesterday"),
        (("--as-of", "2026-01-05T09:00:00"), "offset"),
        (("--rule", "answerd"), "did you mean `answered`?"),
        (("--fill", "no-bank"), "no-bank"),
        (("--format", "xml"), "xml"),
        (("--worst", "-1"), "--worst"),
        (("--context", "nowhere.json"), "nowhere.json"),
        (("--colour",), "--colour"),
    ],
)
def test_wrong_calls_end_with_two(run: Run, policy: str, log: Log, arguments: tuple[str, ...], told: str) -> None:
    """A wrong call says what is wrong with it, and judges nothing."""
    result = run("check", policy, log(KEPT), *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_no_such_policy_or_log(run: Run, policy: str, log: Log) -> None:
    """A policy that is not shipped, and a log that is not there, are wrong calls."""
    assert run("check", "complaint-handlin", log(KEPT)).exit_code == 2
    assert run("check", policy, "nowhere.jsonl").exit_code == 2


def test_an_invalid_policy_ends_with_three(run: Run, policy: str, log: Log) -> None:
    """Every problem of the policy is told with its line."""
    text = (
        Path(policy)
        .read_text(encoding="utf-8")
        .replace("start: received", "start: recieved")
        .replace("within: 2", "within: two")
    )
    Path(policy).write_text(text, encoding="utf-8")
    result = run("check", policy, log(KEPT))
    assert result.exit_code == 3
    assert "recieved" in result.stderr
    assert "desk.yaml:12" in result.stderr
    assert "desk.yaml:14" in result.stderr


def test_open_blanks_are_listed(run: Run, log: Log) -> None:
    """A policy with open blanks is not judged by; each blank is asked for."""
    result = run("check", "complaint-handling", log(KEPT))
    assert result.exit_code == 3
    assert "respond_within" in result.stderr
    assert "CH-1.2.1" in result.stderr


def test_one_rule_only(run: Run, policy: str, log: Log) -> None:
    """`--rule` narrows the table and the exit code to the rules asked for."""
    result = run("check", policy, log(LATE), "--rule", "limit")
    assert result.exit_code == 0
    assert "answered" not in result.stdout


def test_json(run: Run, policy: str, log: Log) -> None:
    """JSON on standard output holds everything that the table tells, and nothing else is written there."""
    said = json.loads(run("check", policy, log(KEPT, LATE, "{oops"), "--format", "json").stdout)
    assert (said["policy"], said["subjects"], said["breaches"]) == ("desk", 2, 1)
    assert said["digest"].startswith("sp1:")
    assert said["log"]["rows"] == 3
    assert said["problems"][0]["code"] == "not-json"
    assert said["worst"][0]["subject"] == "C-2"


def test_json_lines(run: Run, policy: str, log: Log) -> None:
    """With `jsonl` each line is the report of a case, with the rules asked for."""
    lines = run("check", policy, log(KEPT, LATE), "--format", "jsonl", "--rule", "answered").stdout.splitlines()
    reports = [json.loads(line) for line in lines]
    assert [report["subject"] for report in reports] == ["C-1", "C-2"]
    assert [[v["status"] for v in report["verdicts"]] for report in reports] == [["met"], ["breached"]]


def test_same_input_same_bytes(run: Run, policy: str, log: Log) -> None:
    """Two runs write the same bytes, and the order of lines changes nothing in the summary."""
    first = run("check", policy, log(KEPT, LATE, OPEN), "--format", "json").stdout
    assert first == run("check", policy, log(KEPT, LATE, OPEN), "--format", "json").stdout
    assert first == run("check", policy, log(OPEN, LATE, KEPT), "--format", "json").stdout


def test_chinese(run: Run, policy: str, log: Log) -> None:
    """With `--lang zh` the table, the titles and the explanations are Chinese."""
    result = run("check", policy, log(LATE), "--lang", "zh")
    assert "违反" in result.stdout
    assert "及时答复" in result.stdout
    assert "breached" not in result.stdout


def test_a_waiver_is_marked_and_does_not_count(run: Run, policy: str, log: Log, tmp_path: Path) -> None:
    """A breach that an accepted exception covers stays broken in the table, and ends with 0."""
    context = tmp_path / "context.json"
    waiver = {"id": "W-1", "rule": "answered", "subject": "C-2", "approver": "e9", "reason_code": "flood"}
    waiver["until"] = "2027-01-01T00:00:00+08:00"
    context.write_text(json.dumps({"waivers": [waiver]}))
    result = run("check", policy, log(LATE), "--context", str(context))
    assert result.exit_code == 0
    assert "of the breached, waived: 1" in result.stdout


def test_a_log_without_a_usable_event(run: Run, policy: str, log: Log) -> None:
    """Where nothing can be read, the problems are told, and not a missing moment."""
    result = run("check", policy, log("{oops", '{"id": "C-1", "events": [{"event": "received", "at": "soon"}]}'))
    assert result.exit_code == 3
    assert "not-json" in result.stderr
    assert "wrong-time" in result.stderr


def test_a_log_without_events(run: Run, policy: str, log: Log) -> None:
    """A log in which nothing happened has no last instant: the message says what to add."""
    result = run("check", policy, log({"id": "C-1"}))
    assert result.exit_code == 2
    assert "--as-of" in result.stderr


def test_a_foreign_log(run: Run, policy: str, tmp_path: Path) -> None:
    """A CSV file is judged by way of its mapping; what the mapping does not list is counted in the output."""
    table, mapping = tmp_path / "desk.csv", tmp_path / "desk.mapping.yaml"
    table.write_text(
        "ticket,what,when\nT1,open,2026-01-05 09:00\nT1,answer,2026-01-05 12:00\nT1,look,2026-01-05 12:01\n"
    )
    mapping.write_text(
        "servicepolicy: 1\nmapping: desk\ncase: ticket\nat: {column: when, zone: Asia/Shanghai}\nevent: what\n"
        "events: {open: received, answer: {event: replied, fields: {to: {constant: customer}}}}\n"
    )
    result = run("check", policy, str(table), "--mapping", str(mapping))
    assert result.exit_code == 1
    assert "rows of activities that the mapping does not list: 1 (`look` 1)" in result.stdout
    assert "as of 2026-01-05T12:00:00+08:00" in result.stdout


MAPPING = """\
servicepolicy: 1
mapping: rows
case: 编号
at: {column: 时间, format: "%Y-%m-%d %H:%M", zone: Asia/Shanghai}
event: 活动
events: {受理: received, 答复: {event: replied, fields: {to: {constant: customer}}}}
actor: {id: 人员}
"""
RECEIVED_ROWS = (
    "编号,时间,活动,人员\nC-1,2026-01-05 09:00,受理,e17\nC-1,2026-01-05 10:00,答复,e17\nC-2,2026-01-06 09:00,受理,e18\n"
)


@pytest.mark.parametrize("row", ["C-2,坏时间,答复,e18", "C-2,2026-01-06 10:00,答复"])
def test_a_row_that_cannot_be_read_is_no_breach(run: Run, policy: str, tmp_path: Path, row: str) -> None:
    """The answer is in the log: its case is left out, counted and named with the row, and is not told as broken."""
    log, mapping = tmp_path / "rows.csv", tmp_path / "mapping.yaml"
    log.write_text(f"{RECEIVED_ROWS}{row}\n", encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    result = run("check", policy, str(log), "--mapping", str(mapping), "--as-of", "2026-01-09T09:00:00+08:00")
    assert (result.exit_code, "BREACHED" in result.stdout) == (3, False)
    assert "left out because of problems: 1" in result.stdout
    assert "rows.csv:5 (C-2): " in result.stderr
    assert "the case is left out, as one of its events is lost" in result.stderr


def test_a_row_that_tells_no_case_weakens_every_verdict(run: Run, policy: str, log: Log) -> None:
    """In a log with an event a line, one that cannot be read may belong to any case: the counts say so."""
    lines = [{"case": one["id"], **happened} for one in (KEPT, LATE) for happened in one["events"]]
    result = run("check", policy, log(*lines, "{oops"))
    assert result.exit_code == 3
    assert "rows that do not tell their case: 1; any verdict here may lack what they say" in result.stdout


@pytest.mark.parametrize(
    ("form", "told"), [("junit", '<failure type="breached" message="1 breached'), ("sarif", '"ruleId": "answered"')]
)
def test_findings_for_build_servers_and_code_hosts(run: Run, policy: str, log: Log, form: str, told: str) -> None:
    """The same verdicts as JUnit and as SARIF, with the same exit codes; problems stand in them, too."""
    result = run("check", policy, log(KEPT, LATE, "{oops"), "--format", form)
    assert (result.exit_code, told in result.stdout, "not-json" in result.stdout) == (3, True, True)
    assert run("check", policy, log(LATE), "--format", form).exit_code == 1
    assert told not in run("check", policy, log(LATE), "--format", form, "--rule", "limit").stdout
