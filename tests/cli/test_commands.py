"""The other commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import POLICY, case

Run = Callable[..., Result]
Log = Callable[..., str]

AT = "2026-01-05T10:00:00+08:00"


def test_agenda(run: Run, policy: str, log: Log) -> None:
    """What is still to be done is listed, what is due first first, what is overdue marked."""
    early = case("C-0")
    early["events"][0]["at"] = "2026-01-05T07:00:00+08:00"
    result = run("agenda", policy, log(case("C-1"), early, case("C-2", "09:30")), "--as-of", AT)
    assert result.exit_code == 0
    head, first, second = result.stdout.splitlines()
    assert head.split()[:2] == ["due", "who"]
    assert first.split()[:3] == ["2026-01-05", "09:00", "clerk"]
    assert "overdue" in first
    assert "C-1" in second


def test_an_agenda_says_as_of_when(run: Run, policy: str, log: Log) -> None:
    """The moment that is judged stands beside the table, also where it is the last instant of the log, and in JSON."""
    path = log(case("C-1"), case("C-2", "09:30"))
    assert run("agenda", policy, path).stderr == "as of 2026-01-05T09:30:00+08:00\n"
    said = json.loads(run("agenda", policy, path, "--format", "json").stdout)
    assert said["as_of"] == "2026-01-05T09:30:00+08:00"


@pytest.mark.parametrize(("again", "told"), [(False, True), (True, False)])
def test_an_agenda_of_closed_cases(run: Run, policy: str, log: Log, again: bool, told: bool) -> None:
    """What is to be done about a case that is closed, and was not opened again, is told to be so."""
    closed = case("C-1")
    closed["events"].append({"event": "closed", "at": "2026-01-05T09:10:00+08:00"})
    if again:
        closed["events"].append({"event": "reopened", "at": "2026-01-05T09:20:00+08:00"})
    result = run("agenda", policy, log(closed, case("C-2")), "--as-of", AT)
    assert ("note: 1 of these are of cases that are closed" in result.stderr) is told


def test_agenda_of_one_case(run: Run, policy: str, log: Log) -> None:
    """`--case` narrows it; nothing to be done is said."""
    path = log(case("C-1"), case("C-2", "09:30"))
    assert run("agenda", policy, path, "--as-of", AT, "--case", "C-2").stdout == "nothing is to be done\n"
    said = json.loads(run("agenda", policy, path, "--as-of", AT, "--format", "json").stdout)
    assert [duty["subject"] for duty in said["duties"]] == ["C-1"]


@pytest.mark.parametrize(
    ("role", "amount", "effect", "code"),
    [
        ("clerk", "100 CNY", "permit", 0),
        ("clerk", "100.01 CNY", "needs_approval", 1),
        ("head", "100000 CNY", "permit", 0),
        ("clerk", "1 EUR", "refuse", 1),
    ],
)
def test_decide(run: Run, policy: str, role: str, amount: str, effect: str, code: int) -> None:
    """An act is permitted with 0, and refused or in need of approval with 1, at the bound exactly."""
    arguments = ("decide", policy, "paid", "--by", "e1", "--role", role, "--amount", amount, "--at", AT)
    result = run(*arguments, "--format", "json")
    assert json.loads(result.stdout)["effect"] == effect
    assert result.exit_code == code
    assert run(*arguments).stdout.strip()


def test_decide_on_a_case(run: Run, policy: str, log: Log) -> None:
    """The case may come from a log by its id; an unknown one is a wrong call."""
    path = log(case("C-1"), case("C-2"))
    arguments = (
        "decide",
        policy,
        "paid",
        "--by",
        "e1",
        "--role",
        "clerk",
        "--amount",
        "5 CNY",
        "--at",
        AT,
        "--on",
        path,
    )
    assert run(*arguments, "--case", "C-2").exit_code == 0
    assert run(*arguments, "--case", "C-9").exit_code == 2


ACT = ("paid", "--by", "e1", "--role", "clerk", "--amount", "5 CNY", "--at", AT)


def test_decide_takes_no_case_of_several(run: Run, policy: str, log: Log) -> None:
    """Of several cases none is taken silently: the option and a few ids are named; one alone needs no option."""
    several = run("decide", policy, *ACT, "--on", log(*(case(f"C-{number}") for number in range(1, 6))))
    assert several.exit_code == 2
    assert "has several cases: say which with `--case`: `C-1`, `C-2`, `C-3` and more" in several.stderr
    assert run("decide", policy, *ACT, "--on", log(case("C-1"))).exit_code == 0
    assert run("decide", policy, *ACT, "--on", log(case("C-1"), "{oops")).exit_code == 3, "which case was meant?"


def test_decide_on_a_case_that_may_lack_events(run: Run, policy: str, log: Log) -> None:
    """Where each event has a line, one that cannot be read may be of the case: nothing is decided."""
    lines = [{"case": key, "event": "received", "at": AT} for key in ("C-1", "C-2")]
    assert run("decide", policy, *ACT, "--on", log(*lines), "--case", "C-1").exit_code == 0
    assert run("decide", policy, *ACT, "--on", log(*lines, "{oops"), "--case", "C-1").exit_code == 3


LIMITED = """
- {id: told, kind: requirement, clause: D-3, at: called_back, must: {score: {ge: 3}, satisfied: true}}
- {id: kept, kind: requirement, clause: D-4, at: evidence_collected, must: {kinds: {has: {all: [voucher, recording]}}}}
"""


@pytest.mark.parametrize(
    ("action", "fields", "code"),
    [
        ("called_back", ("score=3", "satisfied=true"), 0),
        ("called_back", ("score=2", "satisfied=true"), 1),
        ("called_back", ("score=3", "satisfied=false"), 1),
        ("called_back", ("score=3",), 4),
        ("called_back", (), 4),
        ("evidence_collected", ("kinds=voucher, recording",), 0),
        ("evidence_collected", ("kinds=voucher",), 1),
        ("paid", ("amount=100 CNY",), 0),
        ("paid", ("amount=100.01 CNY",), 1),
        ("called_back", ("score=three", "satisfied=true"), 2),
        ("called_back", ("scores=3",), 2),
        ("called_back", ("score",), 2),
        ("called_back", ("score=3", "score=4"), 2),
        ("called_back", ("by=e1",), 2),
    ],
)
def test_decide_takes_any_field_of_the_act(
    run: Run, policy: str, action: str, fields: tuple[str, ...], code: int
) -> None:
    """`--field` says what the act would hold, in the type of the field; what is no field, or none of it, is told."""
    with Path(policy).open("a", encoding="utf-8") as file:
        file.write(LIMITED + "open_acts: [called_back, evidence_collected]\n")
    said = [part for field in fields for part in ("--field", field)]
    result = run("decide", policy, action, "--by", "e1", "--role", "clerk", "--at", AT, *said)
    assert result.exit_code == code, result.output
    assert code != 2 or fields[0].partition("=")[0] in result.stderr


def test_decide_on_a_case_of_a_foreign_log(run: Run, policy: str, tmp_path: Path) -> None:
    """A mapping explains the log of the case; without it the option is named."""
    (tmp_path / "t.csv").write_text("Ticket,When,What\nT1,2026-01-05T09:00:00+08:00,New\n", encoding="utf-8")
    mapping = "servicepolicy: 1\nmapping: m\ncase: Ticket\nat: When\nevent: What\nevents: {New: received}\n"
    (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")
    arguments = ("decide", policy, *ACT, "--on", str(tmp_path / "t.csv"), "--case", "T1")
    assert run(*arguments, "--mapping", str(tmp_path / "m.yaml")).exit_code == 0
    lacking = run(*arguments)
    assert (lacking.exit_code, "--mapping" in lacking.stderr) == (2, True)


@pytest.mark.parametrize("said", ["answered.within", "answered.within=1 hour:3 hours"])
def test_a_sweep_says_its_form(run: Run, policy: str, log: Log, said: str) -> None:
    """What is no range and no list is told with the form of both."""
    result = run("sweep", policy, log(case("C-1")), said)
    assert (result.exit_code, "answer_within=1 hour:8 hours:1 hour" in result.stderr) == (2, True)


def test_a_sweep_that_runs_backwards_is_told_the_way_round(run: Run, policy: str, log: Log) -> None:
    """It is in one unit: what is wrong with it is the order."""
    result = run("sweep", policy, log(case("C-1")), "answered.within=3 hours:1 hour:1 hour")
    assert (result.exit_code, "`1 hour:3 hours:1 hour`" in result.stderr) == (2, True)


LOWER = ("--but", "limit.tiers.1.gt=90 CNY", "--but", "limit.tiers.0.le=90 CNY")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("replay", "{policy}", "{policy}", "{log}", "--fail-on", "met:breached"), 2),
        (("replay", "{policy}", "{policy}", "{log}", *LOWER, "--fail-on", "met:breached"), 3),
        (("replay", "{policy}", "{policy}", "{empty}", "--but", "answered.within=1 hour"), 3),
        (("sweep", "{policy}", "{empty}", "answered.within=1 hour,3 hours"), 3),
        (("kept-at", "{policy}", "{empty}", "answered.within"), 3),
        (("check", "{policy}", "{log}", "--by", "product", "--strict"), 3),
    ],
)  # fmt: skip
def test_what_tested_nothing_has_not_passed(
    run: Run, policy: str, log: Log, tmp_path: Path, asked: tuple[str, ...], code: int
) -> None:
    """One policy twice, a change that concerns no case, a log about something else, a group that no case names."""
    empty = tmp_path / "agents.jsonl"
    empty.write_text('{"subject": "agent", "id": "e1"}\n', encoding="utf-8")
    said = (word.format(policy=policy, log=log(case("C-1", "10:00")), empty=empty) for word in asked)
    moment = () if "{log}" in asked else ("--as-of", "2026-01-06")
    assert run(*said, *moment).exit_code == code


def test_a_file_is_written_as_it_ends(run: Run, policy: str, log: Log, tmp_path: Path) -> None:
    """A page, rows, data or a picture; `--format` says otherwise."""
    path, page = log(case("C-1", "10:00")), tmp_path / "found.html"
    asked = ("replay", policy, policy, path, "--but", "answered.within=1 minute", "-o", str(page))
    assert (run(*asked).exit_code, page.read_text(encoding="utf-8")[:15]) == (0, "<!doctype html>")
    assert (run(*asked, "--format", "csv").exit_code, page.read_text(encoding="utf-8")[:5]) == (0, "rule,")
    picture = tmp_path / "found.svg"
    run("sweep", policy, path, "answered.within=1 hour,3 hours", "-o", str(picture))
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_a_limit_is_not_sought_of_an_open_blank(run: Run, log: Log, tmp_path: Path) -> None:
    """It is a length of time, and nobody has said which: the message asks for it."""
    path = tmp_path / "open.yaml"
    blank = "blanks: {soon: {type: span, clause: D-1, ask: {en: How long?}}}\n"
    rule = (
        "rules: [{id: answered, kind: deadline, clause: D-1, start: received, stop: replied, within: {blank: soon}}]\n"
    )
    path.write_text(f"servicepolicy: 1\npolicy: desk\ntimezone: Asia/Shanghai\n{blank}{rule}", encoding="utf-8")
    result = run("kept-at", str(path), log(case("C-1", "10:00")), "soon")
    assert (result.exit_code, "How long?" in result.stderr) == (3, True)


def test_help_on_a_console_of_few_signs(policy: str, log: Log) -> None:
    """What a console cannot show is written as a code: no command falls over it, in Chinese neither."""
    for said in (
        ("--help",),
        ("decide", "--help"),
        ("explain", policy, log(case("C-1", "10:30")), "C-1", "--lang", "zh"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "servicepolicy.cli", *said],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        )
        assert (done.returncode, done.stderr, bool(done.stdout.decode("cp1252"))) == (0, b"", True)


def test_decide_in_a_role_that_nobody_knows(run: Run, policy: str) -> None:
    """A misspelt role is a wrong call, with the one that may have been meant, and no refusal."""
    result = run("decide", policy, *("clark" if said == "clerk" else said for said in ACT))
    assert (result.exit_code, "`clark` is not a role of `desk`; did you mean `clerk`?" in result.stderr) == (2, True)


@pytest.mark.parametrize("amount", ["80,000 CNY", "5", "5 XYZ"])
def test_decide_with_what_is_no_amount(run: Run, policy: str, amount: str) -> None:
    """An amount that is none is a wrong call."""
    result = run("decide", policy, "paid", "--by", "e1", "--amount", amount, "--at", AT)
    assert result.exit_code == 2
    assert "`amount`" in result.stderr


def test_explain(run: Run, policy: str, log: Log) -> None:
    """Every verdict on one case in words, without those that do not apply."""
    result = run("explain", policy, log(case("C-1", "12:30"), case("C-2")), "C-1")
    assert result.exit_code == 1
    assert "D-1" in result.stdout
    assert "D-2" not in result.stdout
    assert run("explain", policy, log(case("C-1")), "C-7").exit_code == 2


def test_an_explanation_ends_with_the_events_that_were_read(run: Run, policy: str, log: Log) -> None:
    """Each with when, by whom, in which role, its amounts and its codes, and nothing that may be personal."""
    one = case("C-1", "12:30", by="mia", role="clerk", content="her words")
    one["events"].append({"event": "paid", "at": "2026-01-05T13:00:00+08:00", "by": "mia", "amount": "150 CNY"})
    told = run("explain", policy, log(one), "C-1").stdout
    assert "event 2: replied, Mon 5 Jan 2026 12:30, mia (clerk), recipient customer\n" in told
    assert "event 3: paid, Mon 5 Jan 2026 13:00, mia, amount 150 CNY" in told
    assert "her words" not in told
    masked = run("agenda", policy, log(one), "--case", "C-1", "--mask", "people")
    assert masked.exit_code == 0


def test_a_case_that_is_not_there_is_told(run: Run, policy: str, log: Log) -> None:
    """Whatever asks for one case says that the log has none of that id, or why it was left out: a wrong call."""
    torn = case("C-2")
    torn["events"][0]["at"] = "yesterday"
    path = log(case("C-1", "10:30"), torn)
    asking = (
        lambda key: run("explain", policy, path, key),
        lambda key: run("agenda", policy, path, "--case", key),
        lambda key: run("decide", policy, *ACT, "--on", path, "--case", key),
    )
    for ask in asking:
        left_out, absent = ask("C-2"), ask("C-9")
        assert (left_out.exit_code, "`C-2` was left out" in left_out.stderr) == (2, True)
        assert (absent.exit_code, "no case `C-9`; 1 problem in the log" in absent.stderr) == (2, True)
        assert "wrong-time" in left_out.stderr


def test_a_case_that_was_merged(run: Run, policy: str, tmp_path: Path) -> None:
    """Whoever asks for it is told into which; and whoever asks for that one, which was merged into it."""
    log, mapping = tmp_path / "log.csv", tmp_path / "m.yaml"
    log.write_text("c,t,e,into\n1,2026-01-05T09:00Z,A,2\n2,2026-01-05T10:00Z,A,\n")
    key = "{column: c, merged_into: into}"
    mapping.write_text(f"{{servicepolicy: 1, mapping: m, case: {key}, at: t, event: e, events: {{A: received}}}}")
    asked = run("explain", policy, str(log), "1", "--mapping", str(mapping))
    assert (asked.exit_code, "`1` was merged into `2`" in asked.stderr) == (2, True)
    assert "`1` was merged into `2`" in run("explain", policy, str(log), "2", "--mapping", str(mapping)).stderr


def test_explain_tells_what_the_log_holds_besides(run: Run, policy: str, log: Log) -> None:
    """A line that cannot be used, before the case or after it, is told as in an agenda, and ends with 3."""
    for lines in (("{oops", case("C-1", "10:30")), (case("C-1", "10:30"), "{oops")):
        result = run("explain", policy, log(*lines), "C-1")
        assert (result.exit_code, "MET" in result.stdout, "not-json" in result.stderr) == (3, True, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "nowhere.yaml", "LOG"),
        ("check", "POLICY", "nowhere.jsonl"),
        ("check", "POLICY", "LOG", "--fill", "nowhere.yaml"),
        ("check", "POLICY", "LOG", "--mapping", "nowhere.yaml"),
        ("check", "POLICY", "LOG", "--context", "nowhere.json"),
        ("lint", "POLICY", "nowhere.yaml"),
        ("test", "nowhere.yaml"),
    ],
)
def test_a_file_that_is_not_there(run: Run, policy: str, log: Log, arguments: tuple[str, ...]) -> None:
    """Whatever the file should have held, the call is wrong: 2."""
    given = {"POLICY": policy, "LOG": log(case("C-1", "10:30"))}
    result = run(*(given.get(said, said) for said in arguments))
    assert (result.exit_code, "nowhere" in result.stderr) == (2, True)


def test_explain_where_nothing_applies(run: Run, policy: str, log: Log) -> None:
    """A case that no rule concerns is told as such, and a rule that is named says why it does not apply."""
    path = log({"id": "C-1", "type": "complaint", "events": [{"event": "closed", "at": "2026-01-05T09:00:00+08:00"}]})
    assert run("explain", policy, path, "C-1").stdout.startswith("none of the rules applies")
    assert run("explain", policy, path, "C-1", "--lang", "zh").stdout.startswith("没有适用的规则")
    assert "NOT APPLICABLE" in run("explain", policy, path, "C-1", "--rule", "answered").stdout


def test_problems_of_a_record_name_its_file(run: Run, policy: str, tmp_path: Path) -> None:
    """Of two JSON files of one call, the message says which has the problem."""
    arguments = ("decide", policy, "paid", "--by", "e1", "--amount", "5 CNY", "--at", AT)
    (tmp_path / "case.json").write_text('{"id": "C-1", "amout": "5 CNY"}', encoding="utf-8")
    result = run(*arguments, "--on", str(tmp_path / "case.json"))
    assert "case.json (amout): `amout` is not a field here" in result.stderr
    (tmp_path / "context.json").write_text('{"ledgr": []}', encoding="utf-8")
    result = run(*arguments, "--context", str(tmp_path / "context.json"))
    assert "context.json (ledgr): `ledgr` is not a field here" in result.stderr
    assert result.exit_code == 3


def test_lint(run: Run, policy: str, tmp_path: Path) -> None:
    """A good policy is counted, a bad one told with its lines; the code is the worst of all."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(POLICY.replace("replied", "replyed"), encoding="utf-8")
    good = run("lint", policy)
    assert good.exit_code == 0
    assert "2 rules, 0 open blanks" in good.stdout
    both = run("lint", policy, str(bad))
    assert both.exit_code == 3
    assert "did you mean `replied`?" in both.stderr


def test_lint_calls_warnings_warnings(run: Run, tmp_path: Path) -> None:
    """What does not hinder the use of a policy is headed as what it is, and changes no exit code."""
    odd = tmp_path / "odd.yaml"
    unused = "blanks:\n  wait: {type: span, clause: D-1, ask: {en: How long?}}\nvalues: {wait: 1 day}\nrules:"
    odd.write_text(POLICY.replace("rules:", unused), encoding="utf-8")
    result = run("lint", str(odd))
    assert result.exit_code == 0
    assert result.stderr.startswith(f"warning: {odd}: 1 warning\n")
    assert "[unused-blank]" in result.stderr
    assert "error" not in result.stderr


def test_lint_lists_open_blanks(run: Run) -> None:
    """A shipped pack is fine with open blanks, which are counted."""
    result = run("lint", "complaint-handling")
    assert result.exit_code == 0
    assert f"{result.stdout.count('  open: ')} open blanks" in result.stdout
    assert "  open: classify_within (CH-3.1.3)\n" in result.stdout


def test_lint_reads_mappings_and_scenarios(run: Run, policy: str, tmp_path: Path) -> None:
    """Mapping files and scenario files are told apart by the key that names them, and checked as what they are."""
    mapping, scenarios = tmp_path / "m.yaml", tmp_path / "s.yaml"
    mapping.write_text("servicepolicy: 1\nmapping: m\ncase: c\nat: t\nevent: a\nevents: {x: recieved}\n")
    scenarios.write_text("servicepolicy: 1\nscenarios: desk.yaml\ncases: [{id: a, expect: {status: met}}]\n")
    wrong = run("lint", str(mapping), str(scenarios))
    assert wrong.exit_code == 3
    assert "did you mean `received`?" in wrong.stderr
    assert "not-a-scenario" in wrong.stderr
    mapping.write_text(mapping.read_text().replace("recieved", "received"))
    assert run("lint", str(mapping)).stdout.endswith("m.yaml: a mapping that can be used, 1 events\n")


def test_packs(run: Run) -> None:
    """The shipped policies and profiles are listed; of one pack, its rules."""
    listed = run("packs")
    assert listed.exit_code == 0
    assert "complaint-handling" in listed.stdout
    assert "example-bank" in listed.stdout
    rules = run("packs", "complaint-handling", "--lang", "zh").stdout
    assert "first-response  CH-1.2.1" in rules


@pytest.mark.parametrize("what", ["policy", "mapping", "scenarios", "context", "case", "agent", "report", "award"])
def test_schema(run: Run, what: str) -> None:
    """There is a JSON Schema of every kind of document."""
    result = run("schema", what)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["type"] == "object"


def test_schema_of_something_else(run: Run) -> None:
    """What there is no schema of is a wrong call."""
    assert run("schema", "ticket").exit_code == 2


def test_without_the_extra(tmp_path: Path) -> None:
    """Without click the command says how to get it, and ends with 2."""
    code = "import sys; sys.modules['click'] = None; from servicepolicy.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "servicepolicy[cli]" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_who_has_seen_enough(policy: str, log: Log) -> None:
    """Where nobody reads on, the command ends quietly, and with none of the codes that would be a verdict."""
    path = log(*(case(f"C-{number}", "10:30") for number in range(400)))
    code = "from servicepolicy.cli import main; main()"
    arguments = [sys.executable, "-c", code, "check", policy, path, "--format", "jsonl"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (141, "")


def test_an_agenda_of_a_log_with_problems(run: Run, policy: str, log: Log) -> None:
    """What can be read is listed, what cannot is told, and the code is 3."""
    result = run("agenda", policy, log(case("C-1"), "{oops"), "--as-of", AT, "--format", "jsonl")
    assert result.exit_code == 3
    assert [json.loads(line)["subject"] for line in result.stdout.splitlines()] == ["C-1"]
    assert "not-json" in result.stderr


def test_a_case_in_a_file_of_its_own(run: Run, policy: str, tmp_path: Path) -> None:
    """The case of a decision may be one JSON file; one that is not a JSON is told."""
    path = tmp_path / "case.json"
    arguments = (
        "decide",
        policy,
        "paid",
        "--by",
        "e1",
        "--role",
        "clerk",
        "--amount",
        "5 CNY",
        "--at",
        AT,
        "--on",
        str(path),
    )
    path.write_text(json.dumps(case("C-1")))
    assert run(*arguments).exit_code == 0
    path.write_text("{oops")
    wrong = run(*arguments)
    assert wrong.exit_code == 3
    assert "case.json:1:" in wrong.stderr
    path.write_text(json.dumps(case("C-1")))
    assert run(*arguments, "--case", "C-2").exit_code == 2, "the file tells another case"


def test_explain_as_json(run: Run, policy: str, log: Log) -> None:
    """As JSON, every verdict on the case, also those that do not apply."""
    said = json.loads(run("explain", policy, log(case("C-1", "10:30")), "C-1", "--format", "json").stdout)
    assert [(v["rule"], v["status"]) for v in said["verdicts"]] == [("answered", "met"), ("limit", "not_applicable")]
