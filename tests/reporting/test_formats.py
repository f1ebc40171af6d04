"""A check in every format: the same counts, complete where a machine reads, with what was not read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import polars as pl
import pytest

import servicepolicy as sp
from servicepolicy.errors import UsageError
from servicepolicy.logs import read_log
from servicepolicy.reporting.check_report import CheckReport
from servicepolicy.reporting.checked import check
from servicepolicy.reporting.formats import FORMS, Setting, format_of, open_output
from servicepolicy.reporting.formats.spool import Spool

DESK = Path(__file__).parents[2] / "docs" / "guide" / "desk"


def checked(tmp_path: Path, *forms: str, by: tuple[str, ...] = ("agent",), language: str = "en") -> CheckReport:
    """The guide's desk, checked into `report.<form>`."""
    policy, log = sp.load(DESK / "desk.policy.yaml"), read_log(DESK / "tickets.csv", DESK / "tickets.mapping.yaml")
    setting = Setting(language=language, by=by, columns=log.columns)
    writers = [open_output(form, setting, str(tmp_path / f"report.{form}"), "Europe/London") for form in forms]
    return check(policy, log, by=by, writers=writers)


def statuses(tmp_path: Path, form: str) -> Counter[str]:
    """How many verdicts of each status a file of rows or verdicts holds."""
    path = tmp_path / f"report.{form}"
    rows: list[dict[str, Any]]
    match form:
        case "csv":
            rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        case "json":
            rows = json.loads(path.read_text(encoding="utf-8"))["verdicts"]
        case "jsonl":
            reports = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            rows = [verdict for report in reports for verdict in report["verdicts"]]
        case "parquet":
            rows = pl.read_parquet(path).to_dicts()
        case _:
            head, *lines = openpyxl.load_workbook(path)["Verdicts"].values
            rows = [dict(zip(head, line, strict=True)) for line in lines]
    return Counter(row["status"] for row in rows)


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet", "xlsx"])
def test_a_machine_reads_every_verdict(tmp_path: Path, form: str) -> None:
    """Rows of each status are as many as were counted, none left out."""
    whole = checked(tmp_path, form).summary.total
    assert statuses(tmp_path, form) == Counter(met=2, breached=2, pending=1, unknown=1, not_applicable=2)
    assert (whole.met, whole.breached, whole.total) == (2, 2, 8)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_not_read_is_told_in_every_format(tmp_path: Path, form: str) -> None:
    """The span of the log and the activity that no mapping lists stand in the file, or in the one beside it."""
    checked(tmp_path, form)
    path = tmp_path / f"report.{form}"
    if form in ("csv", "jsonl"):
        path = tmp_path / f"report.{form}-metadata.json"
    if form == "parquet":
        said = pl.read_parquet_metadata(path)["servicepolicy"]
    elif form == "xlsx":
        book = openpyxl.load_workbook(path)
        said = "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    else:
        said = path.read_text(encoding="utf-8")
    assert "Surveyed" in said
    assert re.search("2026-01-05[T ]09:30:00", said)
    assert re.search("2026-01-07[T ]10:30:00", said)


def test_no_file_is_left_under_its_name_before_it_is_whole(tmp_path: Path) -> None:
    """Where a run breaks off, the file of the last run stands as it was."""
    target = tmp_path / "report.csv"
    target.write_text("the last run")
    output = open_output("csv", Setting(), str(target), "UTC")
    output.abandon()
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]
    assert target.read_text() == "the last run"


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_what_is_no_text_is_not_written_to_a_stream(form: str) -> None:
    """A workbook on a screen would be noise: the call says what to say."""
    with pytest.raises(UsageError, match=f"-o report.{form}"):
        open_output(form, Setting(), io.StringIO(), "UTC")


@pytest.mark.parametrize(("name", "form"), [("a.html", "html"), ("A.XLSX", "xlsx"), ("x.junit.xml", "junit")])
def test_the_ending_of_a_file_says_its_format(name: str, form: str) -> None:
    """As a person would name it."""
    assert format_of(name) == form


def test_an_ending_that_says_nothing_is_told() -> None:
    """With the option that says it."""
    with pytest.raises(UsageError, match="--format"):
        format_of("report.doc")
    with pytest.raises(UsageError, match=r"write `report\.html`, and print it"):
        format_of("report.pdf")


class Page(HTMLParser):
    """What a page holds, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather ids, links and what is outside."""
        said = dict(attrs)
        self.fetched += [said[name] or "" for name in ("src", "data") if name in said]
        self.fetched += [said["href"] or ""] if tag == "link" else []
        self.ids += [said["id"] or ""] if "id" in said else []
        self.links += [said["href"] or ""] if tag == "a" else []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_needs_nothing_but_itself(tmp_path: Path, language: str) -> None:
    """It fetches nothing, each of its links leads somewhere in it, and no id is there twice."""
    checked(tmp_path, "html", language=language)
    page = Page()
    page.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert page.fetched == []
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_ids_of_a_log_write_no_markup(tmp_path: Path) -> None:
    """An id that looks like a script is shown as it is written; one that moves the cursor is spelt out."""
    policy = sp.load(DESK / "desk.policy.yaml")
    event = {"event": "received", "at": "2026-01-05T09:00:00Z"}
    log = read_log([{"id": "<script>alert(1)</script>\x1b[2J", "type": "complaint", "events": [event]}])
    out = io.StringIO()
    as_of = datetime.fromisoformat("2026-02-01T00:00:00+00:00")
    check(policy, log, as_of=as_of, writers=[open_output("html", Setting(), out, "UTC")])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[2J" in out.getvalue()
    assert "<script>alert" not in out.getvalue()


@pytest.mark.parametrize("cell", ["=1+1", "@x", "+1", "-1"])
def test_no_text_is_a_formula(tmp_path: Path, cell: str) -> None:
    """An id of a case that a spreadsheet would work out is a text in a workbook, and is marked in CSV."""
    events = [{"event": "received", "at": "2026-01-05T09:00:00Z"}, {"event": "closed", "at": "2026-02-05T09:00:00Z"}]
    log = read_log([{"id": cell, "type": "complaint", "events": events}])
    writers = [open_output(form, Setting(), str(tmp_path / f"r.{form}"), "UTC") for form in ("csv", "xlsx")]
    check(sp.load(DESK / "desk.policy.yaml"), log, writers=writers)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Verdicts"]
    found = [sheet.cell(2, at) for at in range(1, 12) if sheet.cell(2, at).value == cell]
    assert [one.data_type for one in found] == ["s"]
    assert f"'{cell}" in (tmp_path / "r.csv").read_text(encoding="utf-8")


def test_problems_beyond_those_listed_reach_a_machine(tmp_path: Path) -> None:
    """A log of 300 broken lines: a person sees 200 and how many more, JSON has all."""
    path = tmp_path / "log.jsonl"
    whole = {"id": "C-1", "type": "complaint", "events": [{"event": "received", "at": "2026-01-05T09:00:00Z"}]}
    path.write_text("\n".join([json.dumps(whole), *["{oops"] * 300]))
    writer = open_output("json", Setting(), str(tmp_path / "r.json"), "UTC")
    found = check(sp.load(DESK / "desk.policy.yaml"), read_log(path), writers=[writer])
    said = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (len(found.problems), found.unlisted) == (200, 100)
    assert (len(said["problems"]), said["problems_not_listed"]) == (300, 0)


def test_a_page_tells_how_many_cases_it_leaves_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a page cannot hold is no secret."""
    monkeypatch.setattr("servicepolicy.reporting.formats.page.MANY", 1)
    checked(tmp_path, "html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 more are not on this page (2 are)" in text


def test_lines_of_a_spool_come_back_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many runs they make on disk."""
    monkeypatch.setattr("servicepolicy.reporting.formats.spool._HELD", 3)
    spool = Spool()
    for number in (7, 3, 9, 1, 8, 2, 6, 4, 5, 0):
        spool.add(str(number), f"line {number}\ud800")
    assert list(spool) == [f"line {number}\ud800" for number in range(10)]


def test_junit_has_a_property_for_each_rule_that_was_not_judged(tmp_path: Path) -> None:
    """With why; and what was not read."""
    policy, log = sp.load(DESK / "desk.policy.yaml"), read_log(DESK / "tickets.csv", DESK / "tickets.mapping.yaml")
    target = tmp_path / "r.xml"
    check(policy, log, rules=["answered"], writers=[open_output("junit", Setting(), str(target), "UTC")])
    found = {one.get("name"): one.get("value") for one in ET.parse(target).iter("property")}  # noqa: S314 - our own
    assert found["not_judged.refund-limit"] == "not_asked"
    assert found["unmapped.Surveyed"] == "1"
