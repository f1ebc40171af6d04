"""A replay as text, data, table, page and picture."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest

from servicepolicy.telling.what_if_pictures import matrix_svg, sweep_svg, thresholds_svg
from servicepolicy.whatif import kept_at, replay, sweep
from tests.whatif.cases import ANSWERED, AS_OF, case, hours, policy

OLD = policy({**ANSWERED, "within": "4 hours"})
NEW = OLD.but({"answered.within": "2 hours"})
LOG = [case(f"C-{count}", ("received", hours(0)), ("replied", hours(count)), channel="email") for count in (1, 3, 8)]
FOUND = replay(LOG, OLD, NEW, as_of=AS_OF, by="channel")
SPARKS = sweep(
    LOG, OLD, {"answered.within": ["1 hour", "4 hours"], "office.hours": [{"mon-fri": ["09:00-17:00"]}]}, as_of=AS_OF
)


def test_machines_read_all_of_it() -> None:
    """JSON holds every transition, flip, change and group; CSV a line a flip."""
    plain = json.loads(json.dumps(FOUND.plain()))
    assert plain["rules"]["answered"]["flips"] == {"met->breached": ["C-3"]}
    assert plain["groups"]["channel"]["email"]["answered"] == [
        ["breached", "breached", 1],
        ["met", "breached", 1],
        ["met", "met", 1],
    ]
    (row,) = csv.DictReader(io.StringIO(FOUND.to_csv()))
    assert (row["subject"], row["old"], row["new"], row["difference"]) == ("C-3", "met", "breached", "values")


def test_no_id_of_a_case_is_a_formula() -> None:
    """The CSV of a replay holds what a spreadsheet would work out as text, as that of a check does."""
    log = [case('=HYPERLINK("http://x.example")', ("received", hours(0)), ("replied", hours(3)))]
    found = replay(log, OLD, NEW, as_of=AS_OF)
    (row,) = csv.DictReader(io.StringIO(found.to_csv()))
    assert row["subject"] == """'=HYPERLINK("http://x.example")"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_people_read_it(language: str) -> None:
    """Text and page name the flipped case, in both languages; no code of a status is left in the Chinese."""
    table, page = FOUND.table(language), FOUND.to_html(language)
    assert "C-3" in table
    assert "C-3" in page
    if language == "zh":
        assert not re.search(r"\b(met|breached|pending)\b", table)


def test_a_page_stands_alone() -> None:
    """It asks for nothing from elsewhere, and what a log says is never markup."""
    odd = [case("<script>alert(1)</script>", ("received", hours(0)), ("replied", hours(3)))]
    page = replay(odd, OLD, NEW, as_of=AS_OF).to_html()
    assert "<script" not in page
    assert not re.search(r'(src|href)="', page)


@pytest.mark.parametrize(
    "picture",
    [
        matrix_svg(FOUND["answered"]),
        thresholds_svg(kept_at(LOG, OLD, "answered.within", as_of=AS_OF)),
        sweep_svg(SPARKS),
        sweep_svg(sweep(LOG, OLD, {"answered.within": ["1 hour", "4 hours"]}, as_of=AS_OF), "zh"),
    ],
    ids=["matrix", "thresholds", "table", "line"],
)
def test_a_picture_says_what_it_shows(picture: str) -> None:
    """It is well formed, and whoever does not see it is told its figures."""
    root = ElementTree.fromstring(picture)  # noqa: S314 - of our own making
    name = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert (root.findtext(f"{name}title") or "").strip()
    assert re.search(r"\d", root.findtext(f"{name}desc") or "")


def test_the_heads_of_a_table_have_room() -> None:
    """A picture of two values is as wide as the words of its columns are, and says what a dash means."""
    root = ElementTree.fromstring(sweep_svg(SPARKS))  # noqa: S314 - of our own making
    texts = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    heads = {str(value) for value in list(SPARKS.values.values())[1]}
    assert heads <= set(texts)
    assert int((root.get("viewBox") or "").split()[2]) > 7 * sum(map(len, heads))


def test_in_a_notebook_a_replay_styles_nothing_but_itself() -> None:
    """It is a part of a page: each of its rules is about its own class."""
    part = FOUND._repr_html_()
    assert "<body" not in part
    [style] = re.findall(r"<style>(\n.*?)</style>", part, re.DOTALL)
    rules = re.sub(r"@media[^{]*\{", "", style)
    assert all(one.strip().startswith(".replay") for one in re.findall(r"([^{}]+)\{", rules))
