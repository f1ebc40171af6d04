"""Rows of a log that is larger than what is held: runs of them on disk, given back case by case.

The order is that in which cases first occur, as if all were held.
"""

from __future__ import annotations

import heapq
import os
import pickle
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Generic, TypeVar

from servicepolicy.errors import UsageError

__all__ = ["Spilled"]

Held = TypeVar("Held")
Run = tuple[int, str, list[Held]]


class Spilled(Generic[Held]):
    """Rows by case, in runs on disk; they are gone when nobody needs them any more."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="servicepolicy-"))
        self._numbers: dict[str, int] = {}
        self._runs = 0
        weakref.finalize(self, _removed, self._folder, os.getpid())

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self._numbers)

    def __contains__(self, key: object) -> bool:
        """Whether a case has rows here."""
        return key in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def add(self, kept: Mapping[str, list[Held]]) -> None:
        """Take in the rows of some cases; those of a case that come later follow those that came before.

        Raises:
            UsageError: There is no room on the disk.
        """
        numbers = self._numbers
        run = [(numbers.setdefault(key, len(numbers)), key, rows) for key, rows in kept.items()]
        run.sort(key=_number)
        path = self._folder / f"{self._runs:06}"
        try:
            with path.open("wb") as out:
                for one in run:
                    pickle.dump(one, out, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            told = (error.strerror or "it cannot be written").lower()
            raise UsageError(f"the log is larger than what is held, and goes to `{path.parent}`: {told}") from None
        self._runs += 1

    def cases(self) -> Iterator[tuple[str, Sequence[Held]]]:
        """Each case with its rows; a pass of its own each time."""
        runs: list[Iterator[Run[Held]]] = [_read(self._folder / f"{number:06}") for number in range(self._runs)]
        merged: Iterator[Run[Held]] = heapq.merge(*runs, key=_number)
        # Every case has a run, so its key is at hand: those that are read from the disk would be held twice.
        for key, (_, parts) in zip(self._numbers, groupby(merged, key=_number), strict=True):
            (_, _, rows), *more = parts
            yield key, [*rows, *(row for _, _, later in more for row in later)]


def _number(one: tuple[int, str, object]) -> int:
    return one[0]


def _read(path: Path) -> Iterator[Run[Held]]:
    load: Callable[..., Run[Held]] = pickle.load
    with path.open("rb") as file:
        while True:
            try:
                yield load(file)  # what this process wrote a moment ago
            except EOFError:
                return


def _removed(folder: Path, process: int) -> None:
    """A process that was forked meanwhile leaves it to the one that made it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
