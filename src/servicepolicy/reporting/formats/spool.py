"""Lines that are sorted without being held: runs of them on disk, merged at the end."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Final

__all__ = ["Spool"]

_HELD: Final = 20_000  # lines


class Spool:
    """Gathers lines with a key, in any order, and gives them back by key; two of one key by the line."""

    def __init__(self) -> None:
        self._held: list[tuple[str, str]] = []
        self._runs: list[IO[str]] = []
        self._open = ExitStack()

    def add(self, key: str, line: str) -> None:
        """Take in a line; neither it nor its key has a line break or a tab in it."""
        self._held.append((key, line))
        if len(self._held) >= _HELD:
            self._store()

    def _store(self) -> None:
        made = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass")  # noqa: SIM115 - the stack ends it
        run = self._open.enter_context(made)
        run.writelines(f"{key}\t{line}\n" for key, line in sorted(self._held))
        run.seek(0)
        self._runs.append(run)
        self._held.clear()

    def __iter__(self) -> Iterator[str]:
        """The lines by key; once."""
        with self._open:
            runs: list[Iterator[tuple[str, str]]] = [_pairs(run) for run in self._runs]
            for _, line in heapq.merge(*runs, iter(sorted(self._held))):
                yield line


def _pairs(run: IO[str]) -> Iterator[tuple[str, str]]:
    for line in run:
        key, _, rest = line.rstrip("\n").partition("\t")
        yield key, rest
