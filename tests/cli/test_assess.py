"""`servicepolicy assess`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import Result

from tests.cli.conftest import POLICY, case

Run = Callable[..., Result]
Log = Callable[..., str]

LEVEL = "slas:\n- {id: answers, rules: answered, objective: 95%, period: month, title: {zh: 及时率, en: Answers}}\n"
KEPT, LATE = case("C-1", "10:30"), case("C-2", "12:30")


@pytest.fixture
def levels(tmp_path: Path) -> str:
    """The path of a policy with a service level."""
    path = tmp_path / "levels.yaml"
    path.write_text(POLICY + LEVEL, encoding="utf-8")
    return str(path)


def test_a_period_is_assessed(run: Run, levels: str, log: Log) -> None:
    """Everything kept: exit code 0, and the table shows the attainment."""
    result = run("assess", levels, log(KEPT), "--period", "2026-01")
    assert result.exit_code == 0
    assert "100%" in result.stdout


def test_a_missed_objective_ends_with_one_and_is_explained(run: Run, levels: str, log: Log) -> None:
    """An objective that is missed ends with 1, and the cases behind it are named."""
    result = run("assess", levels, log(KEPT, LATE), "--period", "2026-01")
    assert result.exit_code == 1
    assert "breached: C-2" in result.stdout


def test_findings_are_told_as_json(run: Run, levels: str, log: Log) -> None:
    """JSON has one entry a finding, numbers as exact text."""
    found = json.loads(run("assess", levels, log(KEPT, LATE), "--period", "2026-01", "--format", "json").stdout)
    assert found["findings"][0]["attainment"] == "0.5"
    assert found["period"] == "2026-01"


def test_findings_are_told_line_by_line(run: Run, levels: str, log: Log) -> None:
    """JSONL has one line a finding: asked about a quarter, three months are judged."""
    lines = run("assess", levels, log(KEPT), "--period", "2026-Q1", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(one)["period"] for one in lines] == ["2026-01", "2026-02", "2026-03"]


def test_an_assessment_is_filed_as_its_ending_says(run: Run, levels: str, log: Log, tmp_path: Path) -> None:
    """One run writes a page, tables and documents: each has the finding, the log that was read, and what was wrong."""
    names = [tmp_path / f"level.{ending}" for ending in ("html", "csv", "xlsx", "parquet", "json", "jsonl", "txt")]
    outputs = [part for name in names for part in ("-o", str(name))]
    result = run("assess", levels, log(KEPT, "{oops", LATE), "--period", "2026-01", *outputs)
    assert result.exit_code == 3
    assert "level.html: met 0, breached 1, pending 0, unknown 0" in result.stdout
    book = openpyxl.load_workbook(tmp_path / "level.xlsx")
    said = {
        "html": (tmp_path / "level.html").read_text(encoding="utf-8"),
        "txt": (tmp_path / "level.txt").read_text(encoding="utf-8"),
        "json": (tmp_path / "level.json").read_text(encoding="utf-8"),
        "xlsx": "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row),
        "parquet": pl.read_parquet_metadata(tmp_path / "level.parquet")["servicepolicy"],
    }
    for ending in ("csv", "jsonl"):
        beside = tmp_path / f"level.{ending}-metadata.json"
        said[ending] = beside.read_text(encoding="utf-8") + (tmp_path / f"level.{ending}").read_text(encoding="utf-8")
    lacking = [(ending, word) for ending, text in said.items() for word in ("answers", "log.jsonl") if word not in text]
    assert lacking == []
    assert [ending for ending, text in said.items() if "not-json" not in text] == ["txt"]  # there it is told besides
    (row,) = csv.DictReader((tmp_path / "level.csv").read_text(encoding="utf-8").splitlines())
    assert (row["attainment"], row["met"], row["breached"], row["status"]) == ("0.5", "1", "1", "breached")
    assert pl.read_parquet(tmp_path / "level.parquet")["attainment"].to_list() == [0.5]
    assert "breached: C-2" in said["html"]


def test_csv_opens_in_a_spreadsheet_of_europe(run: Run, levels: str, log: Log, tmp_path: Path) -> None:
    """With `--csv-dialect excel`: a byte order mark, semicolons, a comma in numbers; the file beside it says so."""
    out = tmp_path / "level.csv"
    run("assess", levels, log(KEPT, LATE), "--period", "2026-01", "-o", str(out), "--csv-dialect", "excel")
    assert out.read_bytes().startswith(b"\xef\xbb\xbfpolicy;rule;")
    assert ";0,5;" in out.read_text(encoding="utf-8-sig")
    assert json.loads((tmp_path / "level.csv-metadata.json").read_text(encoding="utf-8"))["dialect"]["delimiter"] == ";"


def test_many_missing_facts_are_told_once_each(run: Run, levels: str, log: Log) -> None:
    """What is missing on many cases is named once, with how many and the first of them."""
    cases = [case(f"C-{number}", "10:30") for number in range(1, 31)]
    for one in cases:
        del one["events"][1]["to"]
    told = run("assess", levels, log(*cases), "--period", "2026-01").stdout
    assert "(of 30: C-1, " in told
    assert "and 18 more" in told


def test_a_period_that_has_not_ended_is_pending(run: Run, levels: str, log: Log) -> None:
    """Before the end of the period nothing is broken yet."""
    result = run("assess", levels, log(LATE), "--period", "2026-01", "--as-of", "2026-01-20T00:00:00+08:00")
    assert result.exit_code == 0
    assert "PENDING" in result.stdout


def test_what_is_no_period_is_a_wrong_call(run: Run, levels: str, log: Log) -> None:
    """A period that the calendar does not have ends with 2 and says how to write one."""
    result = run("assess", levels, log(KEPT), "--period", "2026-13")
    assert result.exit_code == 2
    assert "`2026-13` is not a period" in result.stderr


def test_a_rule_that_is_not_there_is_a_wrong_call(run: Run, levels: str, log: Log) -> None:
    """A rule that the policy does not have ends with 2 and asks whether another was meant."""
    result = run("assess", levels, log(KEPT), "--period", "2026-01", "--rule", "anwsers")
    assert result.exit_code == 2
    assert "did you mean `answers`?" in result.stderr


def test_a_policy_without_anything_over_a_period_says_so(run: Run, policy: str, log: Log) -> None:
    """It is said what the policy lacks, and which command judges what it has."""
    result = run("assess", policy, log(KEPT), "--period", "2026-01")
    assert (result.exit_code, "`check` judges its rules" in result.stderr) == (3, True)


def test_facts_that_cannot_be_used_end_with_three(run: Run, levels: str, log: Log) -> None:
    """A line that is not a JSON is told; the others are assessed; 3 is stronger than 1."""
    result = run("assess", levels, log(KEPT, "{oops", LATE), "--period", "2026-01")
    assert result.exit_code == 3
    assert "breached: C-2" in result.stdout


def test_a_folder_is_assessed_with_all_its_files(run: Run, levels: str, tmp_path: Path) -> None:
    """The cases of two files of a folder count together."""
    folder = tmp_path / "subjects"
    folder.mkdir()
    (folder / "early.jsonl").write_text(json.dumps(KEPT) + "\n", encoding="utf-8")
    (folder / "late.json").write_text(json.dumps(LATE), encoding="utf-8")
    found = json.loads(run("assess", levels, str(folder), "--period", "2026-01", "--format", "json").stdout)
    assert (found["findings"][0]["met"], found["findings"][0]["breached"]) == (1, 1)
