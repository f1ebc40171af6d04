"""The pages of the documentation name each other: a page that no list names is read by nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
LINK = re.compile(r"\]\(([\w./-]+\.md)")
LISTS = [("guide", "index.md"), ("lint", "index.md"), ("decisions", "README.md")]


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
