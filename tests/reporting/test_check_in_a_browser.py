"""The page of a check as a browser lays it out and searches it: on a desk, on a telephone, without any script."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from servicepolicy.cli.app import app
from tests.cli.conftest import POLICY, case
from tests.cli.test_assess import LEVEL
from tests.reporting.test_book_in_a_browser import chromium, measured
from tests.reporting.test_formats import checked


@pytest.fixture
def page(tmp_path: Path) -> str:
    """The page of the guide's desk."""
    checked(tmp_path, "html")
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def test_nothing_runs_beyond_the_page(page: str, tmp_path: Path) -> None:
    """On a desk nothing is cut off; on a telephone a wide table is moved in its own frame, and the page stays."""
    desk, telephone = measured(tmp_path, (page, 1280), (page, 390))
    assert (desk["out"], desk["cut"], desk["beyond"]) == ([], [], 0)
    assert telephone["beyond"] == 0


def test_the_search_leaves_what_is_looked_for(page: str, tmp_path: Path) -> None:
    """Words and a status narrow the cases; without a script all of them stand there."""
    type_in = """<script>
      q.value = "t-3 late"; q.dispatchEvent(new Event("input"));
      const told = document.createElement("pre"); told.id = "measured";
      const left = [...document.querySelectorAll("#list tbody tr")].filter(one => one.getClientRects().length);
      told.textContent = JSON.stringify([left.map(one => one.cells[2].textContent), n.textContent]);
      document.body.append(told);</script></body>"""
    file = tmp_path / "search.html"
    file.write_text(page.replace("</body>", type_in), encoding="utf-8")
    found = re.search(r'<pre id="measured">(.*?)</pre>', chromium("--dump-dom", file.as_uri()), re.DOTALL)
    assert found is not None
    assert json.loads(unescape(found[1])) == [["T-3"], "1"]
    plain = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert plain.count("<tr data-r=") == 3


def test_an_assessment_runs_not_beyond_its_page(tmp_path: Path) -> None:
    """On a desk nothing of it is cut off; on a telephone wide tables move in their own frames."""
    (tmp_path / "desk.yaml").write_text(POLICY + LEVEL, encoding="utf-8")
    cases = [case("C-1", "10:30"), case("C-2", "12:30")]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    args = ["assess", str(tmp_path / "desk.yaml"), str(tmp_path / "log.jsonl"), "--period", "2026-Q1"]
    CliRunner().invoke(app, [*args, "-o", str(tmp_path / "level.html")])
    page = (tmp_path / "level.html").read_text(encoding="utf-8")
    desk, telephone = measured(tmp_path, (page, 1280), (page, 390))
    assert (desk["out"], desk["cut"], desk["beyond"], telephone["beyond"]) == ([], [], 0, 0)
