"""The pages of the documentation name each other: a page that no list names is read by nobody."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\(([\w./-]+\.md)")
LISTS = [
    ("guide", "index.md"),
    ("lint", "index.md"),
    ("recipes", "index.md"),
    ("roles", "index.md"),
    ("problems", "index.md"),
    ("decisions", "README.md"),
]


@pytest.mark.parametrize(("folder", "page"), LISTS, ids=[folder for folder, _ in LISTS])
def test_a_list_names_every_page_beside_it(folder: str, page: str) -> None:
    """Each page of a folder stands in the folder's list with a sentence, and not only in the site's menu."""
    listed = set(LINK.findall((DOCS / folder / page).read_text(encoding="utf-8")))
    missing = {path.name for path in (DOCS / folder).glob("*.md")} - {page} - listed
    assert not missing, f"give these a line in docs/{folder}/{page}"


def test_decisions_are_numbered() -> None:
    """The number in a decision's title is that of its file, and no two decisions share one."""
    pages = sorted((DOCS / "decisions").glob("0*.md"))
    assert len(pages) == len({page.name[:4] for page in pages})
    for page in pages:
        assert page.read_text(encoding="utf-8").startswith(f"# {int(page.name[:4])}. "), page.name


def test_the_map_for_machines_names_every_page() -> None:
    """`llms.txt`, which the site holds, names each page of the guide, the roles and the recipes, with a title."""
    made = runpy.run_path(str(DOCS / "llms.py"))["text"]()
    pages = [page for folder in ("guide", "roles", "recipes") for page in (DOCS / folder).glob("*.md")]
    missing = [page.name for page in pages if page.name != "index.md" and f"/{page.name})" not in made]
    assert (missing, "[]" in made) == ([], False)


def test_every_link_between_pages_leads_to_one() -> None:
    """A relative link of a page, README.md included, leads to a file that is there."""
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        if "_build" not in page.parts
        for link in re.findall(r"\]\(([\w./-]+\.(?:md|svg|yaml))", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert dead == []
