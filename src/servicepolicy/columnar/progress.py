"""How far a long run is: how much is done, how fast, and how long it will still take."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TextIO

import attrs

__all__ = ["Meter", "Progress", "progress_line"]

_EVERY: float = 0.5  # seconds


@attrs.frozen
class Progress:
    """One look at a run.

    Attributes:
        stage: `reading` or `judging`.
        done: Rows of events that are done in this stage.
        total: How many there are, where that is known.
        seconds: How long the stage has taken.
        before: Rows that an earlier run had done.
    """

    stage: str
    done: int
    total: int | None
    seconds: float
    before: int = 0

    @property
    def rate(self) -> float:
        """Rows a second; 0 before anything is done."""
        return (self.done - self.before) / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that the stage will still take at this rate; `None`: nobody can say yet."""
        if self.total is None or self.rate <= 0:
            return None
        return (self.total - self.done) / self.rate

    def __str__(self) -> str:
        of = "" if not self.total else f" of {self.total:,} rows ({self.done / self.total:.0%})"
        left = "" if self.left is None else f", {_length(self.left)} left"
        return f"{self.stage} {self.done:,}{of or ' rows'}, {self.rate:,.0f} a second{left}"


class Meter:
    """Counts rows and tells somebody, twice a second at most."""

    def __init__(self, stage: str, total: int | None, tell: Callable[[Progress], None] | None, before: int = 0) -> None:
        self._stage, self._total, self._tell, self._before = stage, total, tell, before
        self._done, self._begun, self._told = before, monotonic(), 0.0

    def add(self, rows: int) -> None:
        """So many rows more are done."""
        self._done += rows
        now = monotonic()
        if self._tell is not None and (now - self._told >= _EVERY or self._done == self._total):
            self._told = now
            self._tell(Progress(self._stage, self._done, self._total, now - self._begun, self._before))


def progress_line(stream: TextIO) -> Callable[[Progress], None]:
    """Writes each look over the last one, in one line of a terminal."""

    def tell(progress: Progress) -> None:
        stream.write(f"\r\x1b[K{progress}")
        if progress.done == progress.total:
            stream.write("\n")
        stream.flush()

    return tell


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
