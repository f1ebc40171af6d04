"""How far a long run is, how fast, and how long it still takes: on a terminal, or where it is asked for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import click

__all__ = ["progress", "progress_option"]

LONG_WORK: Final = 2_000  # subjects; a shorter log is done before a progress bar says anything
_EVERY: Final = 2.0  # seconds between two lines, where there is no terminal

progress_option = click.option(
    "--progress/--no-progress",
    "watched",
    default=None,
    help="Tell how far it is; default: on a terminal, of a long log.",
)


@contextmanager
def progress(known: int | None, watched: bool | None) -> Generator[Callable[[], None]]:
    """What is called after each subject.

    Args:
        known: How many there are, if that is known.
        watched: Whether to tell; `None`: on a terminal, where there are many.
    """
    terminal = sys.stderr.isatty()
    wanted = terminal and (known is None or known >= LONG_WORK) if watched is None else watched
    if not wanted:
        yield _nothing
    elif terminal:
        with _bar(known) as advance:
            yield advance
    else:
        with _lines(known) as advance:
            yield advance


@contextmanager
def _bar(known: int | None) -> Generator[Callable[[], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        *(() if known is None else (TextColumn("left"), TimeRemainingColumn())),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("judging", total=known, rate="")
        pace = _Pace()

        def advance() -> None:
            rate = pace.step()
            if rate is not None:
                shown.update(task, completed=pace.done, rate=f"{rate:,.0f} a second")

        yield advance


@contextmanager
def _lines(known: int | None) -> Generator[Callable[[], None]]:
    pace = _Pace(_EVERY)

    def advance() -> None:
        rate = pace.step()
        if rate is not None:
            click.echo(_said(pace.done, known, rate), err=True)

    yield advance
    click.echo(_said(pace.done, None, pace.rate()), err=True)


def _said(done: int, known: int | None, rate: float) -> str:
    if not known:
        return f"judged {done:,}, {rate:,.0f} a second"
    left = (known - done) / rate if rate else 0
    return f"judged {done:,} of {known:,} ({100 * done // known} %), {rate:,.0f} a second, {_lasting(left)} left"


def _lasting(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class _Pace:
    """How many are done, and how fast that went."""

    def __init__(self, every: float = 0.2) -> None:
        self.done = 0
        self._every = every
        self._began = self._told = time.monotonic()

    def step(self) -> float | None:
        """One more is done; the rate, where it is time to tell."""
        self.done += 1
        if self.done % 16:
            return None
        now = time.monotonic()
        if now - self._told < self._every:
            return None
        self._told = now
        return self.rate()

    def rate(self) -> float:
        """Subjects a second since the beginning."""
        return self.done / max(time.monotonic() - self._began, 1e-6)


def _nothing() -> None:
    """Nobody looks."""
