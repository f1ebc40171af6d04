"""The commands with which README.md and the entry pages begin run as they stand, in the order in which they stand."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from servicepolicy.starting.first_folder import first_files
from servicepolicy.starting.place import place

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "README.md": 3,
    "docs/guide/first-steps.md": 4,
    "docs/roles/author.md": 5,
    "docs/roles/officer.md": 1,
    "docs/roles/analyst.md": 3,
}


def commands(page: str) -> list[str]:
    """The commands of the page's first blocks, up to the first that needs the folder of the project."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    found = [line.removeprefix("$ servicepolicy ") for line in lines if line.startswith("$ servicepolicy ")]
    return [line.partition("   #")[0].strip() for line in found][: PAGES[page]]


@pytest.mark.parametrize("page", PAGES)
def test_the_first_commands_run(
    page: str, run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder that holds a policy, a log and a mapping, each runs to its verdict; what `>` names is written."""
    monkeypatch.chdir(tmp_path)
    for name, text in first_files(place("en", "Europe/London")).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "export.csv").write_text((tmp_path / "log.csv").read_text(encoding="utf-8"), encoding="utf-8")
    asked = commands(page)
    assert len(asked) == PAGES[page]
    for command in asked:
        call, _, target = command.partition(" > ")
        result = run(*shlex.split(call))
        assert result.exit_code in (0, 1), (command, result.stderr)
        if target:
            (tmp_path / target.strip()).write_text(result.stdout, encoding="utf-8")
