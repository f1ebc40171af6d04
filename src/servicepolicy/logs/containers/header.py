"""The header of a table: which cells hold the columns that a mapping names."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence

from servicepolicy.logs.table import PASSED_OVER, Line, refused

__all__ = ["Positions", "cells_at", "joined_header", "named_as", "positions_of", "tidy", "without_footer"]

Positions = tuple["int | tuple[int, ...] | None", ...]


def tidy(name: object) -> str:
    """A name of a column as people mean it: without spaces around it, or marks that nobody sees."""
    return " ".join(("" if name is None else str(name)).replace("\ufeff", "").replace("\u200b", "").split())


def joined_header(rows: Sequence[Sequence[object]]) -> list[str]:
    """One name a column from several rows: above, a name stands over the columns to its right that have none."""
    width = max((len(row) for row in rows), default=0)
    parts: list[list[str]] = []
    for depth, row in enumerate(rows):
        names = [tidy(row[at]) if at < len(row) else "" for at in range(width)]
        if depth < len(rows) - 1:
            for at in range(1, width):
                below = [tidy(other[at]) if at < len(other) else "" for other in rows[depth + 1 :]]
                if not names[at] and any(below):
                    names[at] = names[at - 1]
        parts.append(names)
    return [" / ".join(dict.fromkeys(names[at] for names in parts if names[at])) for at in range(width)]


def named_as(present: Sequence[str], wanted: str) -> list[int]:
    """Where a column of this name stands: exactly so, else apart from upper and lower case."""
    found = [at for at, name in enumerate(present) if name == wanted]
    if found:
        return found
    low = tidy(wanted).casefold()
    return [at for at, name in enumerate(present) if name.casefold() == low]


def positions_of(
    present: Sequence[str], wanted: Iterable[str], many: Collection[str], file: str, line: int | None = 1
) -> Positions:
    """Where each wanted column stands; several places for one of `many`, nothing for one that is not there.

    Raises:
        FactsError: A column is there twice, and is to be read as one.
    """
    positions: list[int | tuple[int, ...] | None] = []
    for name in wanted:
        found = named_as(present, name)
        if name in many:
            positions.append(tuple(found) if found else None)
        elif len(found) > 1:
            raise refused("duplicate-column", file, f"the column `{name}` is there twice", line=line)
        else:
            positions.append(found[0] if found else None)
    return tuple(positions)


def cells_at(cells: Sequence[object], positions: Positions) -> list[object]:
    """The wanted cells of a row."""
    return [
        None if at is None else cells[at] if isinstance(at, int) else [cells[one] for one in at if cells[one]]
        for at in positions
    ]


def without_footer(rows: Iterator[Line], footer: int) -> Iterator[Line]:
    """Rows of a table, of which the last are passed over: so many are its footer."""
    return _held_back(rows, footer) if footer else rows


def _held_back(rows: Iterator[Line], footer: int) -> Iterator[Line]:
    last = deque[Line]()
    for row in rows:
        last.append(row)
        if len(last) > footer:
            yield last.popleft()
    for number, cells, _ in last:
        yield number, cells, PASSED_OVER
