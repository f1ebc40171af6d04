"""Rows of any source, before any meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import attrs

from servicepolicy.errors import FactsError, Problem, Where

__all__ = ["EMPTY", "MANY_CHARACTERS", "MANY_COLUMNS", "PASSED_OVER", "Frames", "Line", "Table", "refused"]

EMPTY: Final = "empty-log"  # the code of its problem
MANY_CHARACTERS: Final = 16_000_000  # a line longer than this is no event of a log
MANY_COLUMNS: Final = 20_000  # no system writes as many
PASSED_OVER: Final = "passed-over"

Line = tuple[int, Sequence[object], "Problem | str | None"]
"""Number and cells of a row, with why it cannot be used, or `PASSED_OVER`."""


@attrs.frozen
class Frames:
    """Rows as they lie in columns, each called by its place among those that are wanted.

    Attributes:
        count: How many rows there are.
        kinds: The type of each column, as Polars calls it; `None`: the source has none.
        read: So many rows from one on: all columns, or those that are named.
    """

    count: int
    kinds: Sequence[Any]
    read: Callable[..., Any]


@attrs.define
class Table:
    """Rows of a table, of which each holds one cell a wanted column; `None` where the source holds nothing.

    Attributes:
        file: Name of the file, for problems.
        present: Names of the columns that it has; of documents, of those that have been met so far.
        rows: The rows, each with its number: of its line in a text file, else counted from 1.
        fixed: Whether every row has the same columns, so that one that is missing is missing everywhere.
        zone: The zone of times that name none, where the kind of source says so.
        places: Where in a row of the source each wanted column stands, where one row may have fewer than another.
        columns: The same rows in parts, each as one list a wanted column, where every row can be used; numbered from 1.
        frames: The same rows as they lie in columns.
    """

    file: str
    present: Iterable[str]
    rows: Iterable[Line]
    fixed: bool = True
    zone: str | None = None
    places: tuple[object, ...] = ()
    columns: Iterable[Sequence[Sequence[object]]] | None = None
    frames: Frames | None = None


def refused(code: str, file: str, message: str, help: str = "", line: int | None = None) -> FactsError:
    """The error for a log that cannot be read at all."""
    return FactsError([Problem(code, Where(file=file, line=line), message, help)])
