"""The commands in the guide run, and write what the guide shows."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = ("docs/guide/checking-a-log.md", "docs/guide/mappings.md")


def commands() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each command line of the guide with the lines shown below it."""
    for page in PAGES:
        command, shown, inside = "", [], False
        for line in (CHECKOUT / page).read_text(encoding="utf-8").splitlines():
            if line.startswith(("```", "$ ")):
                if command:
                    yield command, tuple(shown)
                command, shown = "", []
            if line.startswith("```"):
                inside = line == "```console"
            elif inside and line.startswith("$ servicepolicy "):
                command = line.removeprefix("$ servicepolicy ")
            elif command:
                shown.append(line)


COMMANDS = tuple(commands())


def test_there_are_commands() -> None:
    """The guide is found and has commands with and without shown output."""
    assert len(COMMANDS) >= 8
    assert any(shown for _, shown in COMMANDS)


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command[:40] for command, _ in COMMANDS])
def test_the_guide_runs(
    command: str, shown: tuple[str, ...], run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of the guide runs to its verdict, and the shown lines follow one another in its output.

    `...` stands for anything: alone for any lines, at the end for the rest of a line.
    """
    monkeypatch.chdir(CHECKOUT)
    result = run(*shlex.split(command))
    assert result.exit_code in (0, 1), result.stderr
    written = iter(result.stdout.splitlines())
    for line in shown:
        if line == "...":
            continue
        start = line.removesuffix("...")
        assert any(out == line or (start != line and out.startswith(start)) for out in written), line
