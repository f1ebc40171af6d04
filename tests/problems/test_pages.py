"""Every problem code has a page, and every page a code."""

from __future__ import annotations

from tests.problems.found import found
from tests.problems.pages import FOLDER, pages, table


def test_codes_and_what_is_written_of_them_are_the_same() -> None:
    """Each code that the source says is explained in `problems.yaml`, and nothing else is."""
    codes, written = set(found()), set(table())
    way_out = "say what each means in tests/problems/problems.yaml, then `python -m tests.problems.pages`"
    assert (sorted(codes - written), sorted(written - codes)) == ([], []), way_out


def test_the_pages_are_of_today() -> None:
    """The pages are those that are made of the source and of the table; else `python -m tests.problems.pages`."""
    made = dict(pages())
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert sorted(there) == sorted(made)
    assert [name for name in made if there[name] != made[name]] == []


def test_codes_are_read_off_the_source() -> None:
    """Codes that stand in calls, in tables and in constants are all found, with their sentences where they are said."""
    told = found()
    assert {"unknown-clock", "open-blank", "wrong-time", "ragged-row", "cyclic-roles"} <= set(told)
    assert "`…` is not a calendar of this policy" in told["unknown-clock"]
