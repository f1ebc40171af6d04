"""Rows of a log that is larger than what is held: brought together on disk, and given back case by case.

The order is that in which cases first occur, as if all were held. Rows go to the disk as they come, in buckets by a
hash of their case; then one bucket after the other is held and put in order. So nothing of any case stays in memory.
"""

from __future__ import annotations

import heapq
import os
import pickle
import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path
from typing import Final, Generic, TypeVar
from zlib import crc32

from servicepolicy.errors import UsageError

__all__ = ["Spilled", "folder_of", "room_in"]

Held = TypeVar("Held")
Case = tuple[int, str, list[Held]]
"""The place of a case among all, its key, and rows of it."""

_BUCKETS: Final = 64
_AT_ONCE: Final = 50  # cases that are read from the disk together


class Spilled(Generic[Held]):
    """Rows by case, on disk; they are gone when nobody needs them any more."""

    def __init__(self) -> None:
        self._folder = folder_of(self)
        self._runs: list[list[int]] = []  # of each run, where its buckets begin, and where it ends
        self._met = 0
        self._there: set[str] = set()
        self._count = 0

    def __len__(self) -> int:
        """How many cases there are, once they are brought together."""
        return self._count

    def __contains__(self, key: object) -> bool:
        """Whether a case for which was asked as they were brought together has rows here."""
        return key in self._there

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.cases())

    def add(self, kept: Mapping[str, list[Held]]) -> None:
        """Take in the rows of some cases; those of a case that come later follow those that came before.

        Raises:
            UsageError: There is no room on the disk.
        """
        buckets: list[list[Case[Held]]] = [[] for _ in range(_BUCKETS)]
        for place, (key, rows) in enumerate(kept.items(), start=self._met):
            buckets[crc32(key.encode("utf-8", "surrogatepass")) % _BUCKETS].append((place, key, rows))
        self._met += len(kept)
        self._runs.append(self._write(self._run(len(self._runs)), buckets))

    def bring_together(self, asked: Collection[str]) -> None:
        """Put the rows of each case together, in the order of cases; nothing is added after that.

        Args:
            asked: Cases of which somebody will ask whether they have rows.

        Raises:
            UsageError: There is no room on the disk.
        """
        for bucket in range(_BUCKETS):
            cases: dict[str, Case[Held]] = {}
            for run, starts in enumerate(self._runs):
                read: Iterator[Case[Held]] = _read(self._run(run), starts[bucket], starts[bucket + 1])
                for case in read:
                    if case[1] in cases:
                        cases[case[1]][2].extend(case[2])
                    else:
                        cases[case[1]] = case
            self._there.update(asked & cases.keys())
            self._count += len(cases)
            self._write(self._folder / f"{bucket}", _portions(sorted(cases.values(), key=_place)))
        for run in range(len(self._runs)):
            self._run(run).unlink()

    def cases(self) -> Iterator[tuple[str, Sequence[Held]]]:
        """Each case with its rows; a pass of its own each time."""
        buckets: list[Iterator[Case[Held]]] = [_read(self._folder / f"{bucket}") for bucket in range(_BUCKETS)]
        for _, key, rows in heapq.merge(*buckets, key=_place):
            yield key, rows

    def _run(self, number: int) -> Path:
        return self._folder / f"run-{number:06}"

    def _write(self, path: Path, parts: Iterable[list[Case[Held]]]) -> list[int]:
        """Write lists of cases one after the other, and tell where each begins, and where the last one ends."""
        with room_in(path.parent), path.open("wb") as out:
            return [*(_dumped(part, out) for part in parts), out.tell()]


@contextmanager
def room_in(folder: Path) -> Generator[None]:
    """A folder that takes rows which are too many to be held.

    Raises:
        UsageError: There is no room on the disk.
    """
    try:
        yield
    except OSError as error:
        told = (error.strerror or "it cannot be written").lower()
        raise UsageError(f"the log is larger than what is held, and goes to `{folder}`: {told}") from None


def _place(case: tuple[int, str, object]) -> int:
    return case[0]


def _portions(cases: list[Case[Held]]) -> Iterator[list[Case[Held]]]:
    return (cases[at : at + _AT_ONCE] for at in range(0, len(cases), _AT_ONCE))


def _dumped(part: list[Case[Held]], out: BufferedWriter) -> int:
    begin = out.tell()
    if part:
        pickle.dump(part, out, pickle.HIGHEST_PROTOCOL)
    return begin


def _read(path: Path, begin: int = 0, end: int | None = None) -> Iterator[Case[Held]]:
    """The cases of a file, or of a stretch of it."""
    load: Callable[..., list[Case[Held]]] = pickle.load
    with path.open("rb") as file:
        file.seek(begin)
        last = path.stat().st_size if end is None else end
        while file.tell() < last:
            yield from load(file)  # what this process wrote a moment ago


def folder_of(owner: object) -> Path:
    """A folder that is gone when its owner is."""
    folder = Path(tempfile.mkdtemp(prefix="servicepolicy-"))
    weakref.finalize(owner, _removed, folder, os.getpid())
    return folder


def _removed(folder: Path, process: int) -> None:
    """A process that was forked meanwhile leaves it to the one that made it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
