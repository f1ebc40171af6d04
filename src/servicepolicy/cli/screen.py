"""Text on the screen: as it is in a pipe, with a little colour on a terminal."""

from __future__ import annotations

import shutil
import sys

import click

from servicepolicy.errors import visible

__all__ = ["screen_columns", "show"]

# What people look for first. Only words that the reports themselves write.
_STYLES = (
    (r"\b(breached|over|failed)\b|违反|超出|逾期", "red"),
    (r"\b(unknown)\b|未知", "yellow"),
    (r"\b(met|passed)\b|(?<!不)符合", "green"),
)


def screen_columns() -> int:
    """How wide the screen is; 0 where there is none, and text may be as wide as it likes."""
    return shutil.get_terminal_size(fallback=(0, 0)).columns if sys.stdout.isatty() else 0


def show(text: str) -> None:
    """Write text to standard output, so that nothing in it moves what stands beside it."""
    text = "\n".join(visible(line) for line in text.split("\n"))
    if not sys.stdout.isatty():
        click.echo(text)
        return
    from rich.console import Console
    from rich.text import Text

    styled = Text(text, no_wrap=True, overflow="ignore")
    for pattern, style in _STYLES:
        styled.highlight_regex(pattern, style)
    Console(highlight=False, soft_wrap=True).print(styled)
