"""The policy book as a browser lays it out: on a desk, on a telephone, and on paper."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.reporting.book import Shown, as_html, book_of
from tests.reporting.desk import desk

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
IN_VAIN = "chromium" in os.environ.get("CANNOT_BE_INSTALLED", "")  # `.ci/run` has tried
PAPER = 672  # A4 without its margins, in pixels of 1/96 inch: (210 - 2 * 16) mm
LEAST = 60  # so many pixels hold eight signs of the smallest text
SPACE = 8  # a space or a closing sign may hang over the end of a line

MEASURE = """
<script>
addEventListener("load", () => {
  const wide = document.documentElement.clientWidth, out = [], narrow = [], cut = [];
  const named = text => text.trim().slice(0, 40), lines = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const holder = text.parentElement, cell = holder.closest("td, th, li, p, dd, article");
    if (!text.data.trim() || !holder.getClientRects().length || /^(SCRIPT|STYLE)$/.test(holder.tagName)) continue;
    lines.selectNodeContents(text);
    const right = Math.max(...[...lines.getClientRects()].map(box => box.right));
    if (right > wide || cell && right > cell.getBoundingClientRect().right + SPACE) out.push(named(text.data));
  }
  for (const part of document.querySelectorAll("body *")) {
    if (!part.getClientRects().length) continue;
    const box = part.getBoundingClientRect();
    const hides = part.clientWidth > 0 && getComputedStyle(part).overflowX !== "visible";
    if (hides && part.scrollWidth > part.clientWidth + 1) cut.push(named(part.textContent));
    const cell = /^(TD|TH)$/.test(part.tagName) && part.textContent.trim();
    if (cell && box.width < LEAST) narrow.push(named(part.textContent));
  }
  const told = document.createElement("pre");
  told.id = "measured-WIDTH";
  told.textContent = JSON.stringify({out, narrow, cut, beyond: document.documentElement.scrollWidth - wide});
  parent.document.body.append(told);
});
</script>
</body>
"""


def chromium(*args: str) -> str:
    """What the browser prints; it is needed here and in CI, and elsewhere these tests do without."""
    if CHROMIUM is None:
        if IN_CI and not IN_VAIN:
            pytest.fail("chromium is not installed, and CI needs it: apt-get install chromium")
        pytest.skip("chromium is not installed")
    ways = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")
    ran = subprocess.run((CHROMIUM, *ways, *args), capture_output=True, text=True, timeout=60, check=True)
    return ran.stdout


def book(languages: tuple[str, ...]) -> str:
    """The book of a shipped policy, with scenarios and with what changed, and with names of its own."""
    text = {**sp.load("service-handbook").plain(), "fill": "example-bank"}
    own = {name: desk().plain()[name] for name in ("vocabulary", "approved", "version", "issued")}
    values = {"handle_within": [{"value": "8 days", "until": "2026-04-01"}, {"value": "7 days", "from": "2026-04-01"}]}
    was, now = sp.Policy(**text), sp.Policy(**{**text, **own, "fill": ["example-bank", values]})
    shown = [Shown("handled-in-time", f"answered {number} days late", "breached", "违反" * 20) for number in range(9)]
    return as_html(book_of(now, languages=languages, earlier=was, scenarios=shown))


def measured(folder: Path, *pages: tuple[str, int]) -> list[Any]:
    """Of pages of some widths: what lies beyond the page, what is cut off, and which cells are too narrow to read."""
    measure = MEASURE.replace("LEAST", str(LEAST)).replace("SPACE", str(SPACE))
    frames = [
        f'<iframe style="border: 0; width: {width}px; height: 999px" srcdoc="{inside}"></iframe>'
        for page, width in pages
        for inside in [escape(page.replace("</body>", measure.replace("WIDTH", str(width))))]
    ]
    file = folder / "frames.html"  # a window has a least width, a frame has none
    file.write_text("\n".join(frames), "utf-8")
    text = chromium("--window-size=1400,1000", "--virtual-time-budget=9000", "--dump-dom", file.as_uri())
    told = re.findall(r'<pre id="measured-(\d+)">(.*?)</pre>', text, re.DOTALL)
    found = {int(width): json.loads(unescape(said)) for width, said in told}
    return [found[width] for _, width in pages]


def on_paper(page: str) -> str:
    """Paper has no window to measure in: what holds for it holds here for all media."""
    return page.replace("@media print {", "@media all {").replace("@media screen and", "@media speech and")


def test_nothing_is_cut_off_and_every_column_can_be_read(tmp_path: Path) -> None:
    """No text reaches beyond the page or its cell, nothing is hidden at an edge, no column is a few signs wide."""
    page = book(("zh", "en"))
    cells = "<td style='width: 30px'>quarterly</td><td>rest</td>"
    table = f"<table style='table-layout: fixed; width: 100%'><tr>{cells}</tr></table>"
    hidden = f"<div style='overflow: hidden; width: 50px; white-space: nowrap'>{'x' * 50}</div>"
    wrong = f"<!DOCTYPE html><html><body>{table}<p>{'w' * 900}</p>{hidden}</body></html>"
    desk, telephone, paper, bad = measured(tmp_path, (page, 1280), (page, 390), (on_paper(page), PAPER), (wrong, 400))
    assert desk == telephone == paper == {"out": [], "narrow": [], "cut": [], "beyond": 0}
    assert "quarterly" in bad["narrow"]  # and what is cut off would be found
    assert bad["out"]
    assert bad["cut"]
    assert bad["beyond"] > 0


def test_the_search_shows_what_is_looked_for(tmp_path: Path) -> None:
    """What is typed into the search leaves the rules that hold it, and hides the others with their headings."""
    type_in = """<script>addEventListener("load", () => {
      const field = document.querySelector(".find input");
      field.value = "HB-6.2.2 complaint"; field.dispatchEvent(new Event("input"));
      const told = document.createElement("pre"); told.id = "measured";
      const left = [...document.querySelectorAll("main article")].filter(one => one.getClientRects().length);
      const heads = [...document.querySelectorAll("main section")].filter(one => one.getClientRects().length);
      told.textContent = JSON.stringify({form: !document.querySelector(".find").hidden,
        left: left.map(one => one.querySelector("code").textContent), heads: heads.map(one => one.id)});
      document.body.append(told); });</script></body>"""
    file = tmp_path / "book.html"
    file.write_text(book(("en",)).replace("</body>", type_in), "utf-8")
    found = re.search(r'<pre id="measured">(.*?)</pre>', chromium("--dump-dom", file.as_uri()), re.DOTALL)
    assert found is not None
    assert json.loads(unescape(found[1])) == {"form": True, "left": ["handled-in-time"], "heads": ["HB-6.2.2"]}


def test_the_book_is_printed_on_so_many_pages(tmp_path: Path) -> None:
    """On paper the book is dense: a page holds several rules, and no table takes a page a row."""
    file, printed = tmp_path / "book.html", tmp_path / "book.pdf"
    file.write_text(book(("en",)), "utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", file.as_uri())
    pages = len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
    assert 8 <= pages <= 28, pages
