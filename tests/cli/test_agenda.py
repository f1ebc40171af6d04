"""`servicepolicy agenda` over a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import POLICY, case

Run = Callable[..., Result]

AT = "2026-01-05T10:00:00+08:00"
WEEKLY = """\
- id: reported
  kind: periodic
  subject: organisation
  clause: D-3
  every: day
  act: report_submitted
  slot: slot
  duty: head
- id: shift-ended
  kind: deadline
  subject: shift
  clause: D-4
  start: began
  stop: ended
  within: 8 hours
"""
BANK = {"id": "bank", "subject": "organisation", "opened_at": "2026-01-04T00:00:00+08:00"}
SHIFT = {"id": "S-1", "subject": "shift", "events": [{"event": "began", "at": "2026-01-05T08:30:00+08:00"}]}


@pytest.fixture
def office(tmp_path: Path) -> str:
    """The path of a policy about cases, the bank and shifts."""
    path = tmp_path / "office.yaml"
    path.write_text(POLICY + WEEKLY, encoding="utf-8")
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two cases, the bank, and a shift."""
    path = tmp_path / "subjects"
    path.mkdir()
    early = case("C-0")
    early["events"][0]["at"] = "2026-01-05T07:00:00+08:00"
    write(path / "cases.jsonl", case("C-1"), early)
    write(path / "shifts.jsonl", SHIFT)
    (path / "bank.json").write_text(json.dumps([BANK], indent=1), encoding="utf-8")
    return path


def write(path: Path, *records: Any) -> None:
    """A file of records, one a line."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def duties(result: Result) -> list[tuple[str, str]]:
    """The subjects and due times of an agenda in JSON."""
    return [(duty["subject"], duty["due"]) for duty in json.loads(result.stdout)["duties"]]


def test_a_folder_is_listed_by_role(run: Run, office: str, folder: Path) -> None:
    """The role that is pressed most comes first, and within it what is overdue."""
    lines = run("agenda", office, str(folder), "--as-of", AT).stdout.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "head: 2 to do, 1 overdue",
        "clerk: 2 to do, 1 overdue",
        "anybody: 1 to do, none overdue",
    ]
    assert lines[1].split()[:6] == ["2026-01-04", "24:00", "bank", "(2026-01-04)", "report", "submitted"]
    assert [line.split()[2] for line in lines if line.startswith("  2026-01-05 09:00")] == ["C-0"]


@pytest.mark.parametrize(
    ("stop", "form", "english", "chinese"),
    [
        ("replied", None, "replied", "答复"),
        ("{event: [recorded, registered]}", "any_of", "recorded or registered", "记录或登记"),
        (
            "{any: [recorded, registered, remedy_set]}",
            "any_of",
            "recorded, registered or remedy set",
            "记录、登记或制定补救措施",
        ),
        ("{all: [investigated, resolved]}", "all_of", "investigated and resolved", "调查和解决"),
        (
            "{all: [{any: [recorded, registered]}, resolved]}",
            "all_of",
            "(recorded or registered) and resolved",
            "（记录或登记）和解决",
        ),
    ],
)
def test_all_of_several_acts_is_not_one_of_them(
    run: Run, tmp_path: Path, stop: str, form: str | None, english: str, chinese: str
) -> None:
    """Table and JSON tell whether each act is needed or one is enough, in words of both languages."""
    office, cases = tmp_path / "office.yaml", tmp_path / "cases.jsonl"
    office.write_text(POLICY.replace("{event: replied, where: {to: customer}}", stop), encoding="utf-8")
    write(cases, case("C-1"))
    arguments = ("agenda", str(office), str(cases), "--as-of", AT)
    (duty,) = json.loads(run(*arguments, "--format", "json").stdout)["duties"]
    assert duty.get("form") == form
    assert f"  {english}  answered" in run(*arguments).stdout
    assert f"  {chinese}  answered" in run(*arguments, "--lang", "zh").stdout


def test_what_is_due_by_midnight_is_due_today(run: Run, office: str, folder: Path) -> None:
    """A duty of the day is due at 24:00 and listed; with `--until` before that it is counted as later."""
    listed = run("agenda", office, str(folder), "--as-of", AT, "--role", "head", "--format", "json")
    assert [due for _, due in duties(listed)] == ["2026-01-04T16:00:00Z", "2026-01-05T16:00:00Z"]
    early = run("agenda", office, str(folder), "--as-of", AT, "--until", "2026-01-05T12:00:00+08:00")
    assert early.stdout.splitlines()[-1] == "not shown: 2 due later (`--until` says until when), 0 without a time"


def test_until_may_lie_beyond_today(run: Run, office: str, tmp_path: Path) -> None:
    """A case of the evening, due tomorrow, is not of today; `--until` shows it."""
    late = case("C-9")
    late["events"][0]["at"] = "2026-01-05T23:00:00+08:00"
    path = tmp_path / "late"
    path.mkdir()
    write(path / "cases.jsonl", late)
    call = ("agenda", office, str(path), "--as-of", "2026-01-05T23:30:00+08:00", "--format", "json")
    assert duties(run(*call)) == []
    assert json.loads(run(*call).stdout)["later"] == 1
    assert duties(run(*call, "--until", "2026-01-06T01:00:00+08:00")) == [("C-9", "2026-01-05T17:00:00Z")]


def test_a_role_that_nobody_has_is_refused(run: Run, office: str, folder: Path) -> None:
    """A misspelt role is told, and not answered with an empty list."""
    result = run("agenda", office, str(folder), "--as-of", AT, "--role", "clark")
    assert result.exit_code == 2
    assert "`clark` is not a role of `desk`; did you mean `clerk`?" in result.stderr


def test_the_context_lies_beside_the_subjects(run: Run, office: str, folder: Path) -> None:
    """`context.json` is the context and no subject; one that cannot be used is told."""
    (folder / "context.json").write_text('{"timezone": "Asia/Nowhere"}', encoding="utf-8")
    result = run("agenda", office, str(folder), "--as-of", AT)
    assert result.exit_code == 3
    assert "`timezone` is not an IANA zone" in result.stderr


def test_what_two_files_tell_is_left_out(run: Run, office: str, folder: Path) -> None:
    """A subject whose records lie in two files is judged by neither of them: which is whole cannot be told."""
    write(folder / "more.jsonl", case("C-1", "09:30"))
    result = run("agenda", office, str(folder), "--as-of", AT, "--format", "json")
    assert result.exit_code == 3
    assert "more.jsonl:1 (C-1): `cases.jsonl` tells this case too" in result.stderr
    assert [subject for subject, _ in duties(result)].count("C-1") == 0


def test_a_file_that_is_no_json_is_told_and_the_others_are_read(run: Run, office: str, folder: Path) -> None:
    """What can be read is listed, what cannot is named, and the exit code is 3."""
    (folder / "broken.json").write_text("[{]", encoding="utf-8")
    result = run("agenda", office, str(folder), "--as-of", AT)
    assert result.exit_code == 3
    assert "broken.json:1:3: the file is not JSON" in result.stderr
    assert "C-1" in result.stdout


def test_an_empty_folder_is_a_wrong_call(run: Run, office: str, tmp_path: Path) -> None:
    """A folder without subjects is no agenda without duties."""
    result = run("agenda", office, str(tmp_path), "--as-of", AT)
    assert result.exit_code == 2
    assert "holds no log" in result.stderr


def test_it_is_told_in_chinese(run: Run, office: str, folder: Path) -> None:
    """Roles, acts and what is left out have their words."""
    said = run("agenda", office, str(folder), "--as-of", AT, "--until", AT, "--lang", "zh").stdout
    assert "head：1 项，其中逾期 1 项" in said
    assert "未列出：以后到期 3 项" in said
