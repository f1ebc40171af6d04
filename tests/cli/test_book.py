"""`servicepolicy book`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_a_book_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    """With `-o` the page lies in a file, and what it holds is told."""
    page = tmp_path / "book.html"
    said = run("book", "service-handbook", "--fill", "example-bank", "-o", str(page))
    assert said.exit_code == 0
    assert "service-handbook" in page.read_text(encoding="utf-8")
    assert "clauses" in said.stdout


def test_a_book_in_markdown_and_one_language(run: Run) -> None:
    """Without `-o` it is written on standard output."""
    said = run("book", "service-handbook", "--fill", "example-bank", "--format", "markdown", "--lang", "en")
    assert said.exit_code == 0
    assert said.stdout.startswith("# ")
    assert "HB-6.2.2" in said.stdout


def test_a_book_is_written_as_its_file_ends(run: Run, policy: str, tmp_path: Path) -> None:
    """Markdown into `.md`; what it cannot write is refused."""
    page = tmp_path / "book.md"
    assert run("book", policy, "-o", str(page)).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("# ")
    refused = run("book", policy, "-o", str(tmp_path / "book.pdf"))
    assert (refused.exit_code, "`.pdf`" in refused.stderr) == (2, True)


def test_a_book_against_an_earlier_version(run: Run, policy: str, tmp_path: Path) -> None:
    """`--earlier` ends it with what changed since."""
    earlier = tmp_path / "earlier.yaml"
    text = Path(policy).read_text(encoding="utf-8")
    assert "2 hours" in text
    earlier.write_text(text.replace("2 hours", "3 hours"), encoding="utf-8")
    said = run("book", policy, "--earlier", str(earlier), "--format", "markdown")
    assert said.exit_code == 0
    assert "3 hours" in said.stdout


def test_a_file_that_cannot_be_written(run: Run) -> None:
    """A folder that is not there is a wrong call."""
    said = run("book", "service-handbook", "-o", "/nowhere/at/all.html")
    assert said.exit_code == 2


def test_scenarios_that_are_not_there(run: Run) -> None:
    """Scenarios that are asked for must be there."""
    assert run("book", "service-handbook", "--scenarios", "no-pack").exit_code == 2
