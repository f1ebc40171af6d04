"""Rows of what a program hands over: mappings, cursors of databases, results of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from servicepolicy.errors import Problem, UsageError, Where
from servicepolicy.logs.containers.frames import is_frame, read_frame
from servicepolicy.logs.containers.header import cells_at, positions_of, tidy
from servicepolicy.logs.containers.json_rows import _getter
from servicepolicy.logs.containers.source import Source
from servicepolicy.logs.table import Line, Table

__all__ = ["read_objects"]

_AT_ONCE: Final = 5_000


def read_objects(source: Source, wanted: Sequence[str], many: Collection[str]) -> Table:
    """The rows of a frame, a cursor, or an iterable of mappings; an iterable that ends is read once.

    Raises:
        UsageError: It is none of these.
    """
    given: Any = source.held
    if is_frame(given):
        return read_frame(given, source.name, wanted, many)
    if callable(getattr(given, "keys", None)) and hasattr(given, "mappings"):  # a result of SQLAlchemy
        return _of_tuples(iter(given), list(map(str, _keys(given))), source.name, wanted, many)
    if hasattr(given, "fetchmany") and not hasattr(given, "keys"):
        if getattr(given, "description", None) is None:
            raise UsageError("the cursor has no rows: execute a query first")
        names = [str(column[0]) for column in given.description]
        return _of_tuples(_fetched(given), names, source.name, wanted, many)
    return _of_mappings(given, source.name, wanted)


def _keys(result: Any) -> Iterable[object]:
    return cast("Iterable[object]", result.keys())


def _fetched(cursor: Any) -> Iterator[Sequence[object]]:
    while rows := cursor.fetchmany(_AT_ONCE):
        yield from rows


def _of_tuples(
    rows: Iterator[Sequence[object]], names: Sequence[str], file: str, wanted: Sequence[str], many: Collection[str]
) -> Table:
    present = [tidy(name) for name in names]
    positions = positions_of(present, wanted, many, file, line=None)

    def lines() -> Iterator[Line]:
        for number, cells in enumerate(rows, start=1):
            yield number, cells_at(tuple(cells), positions), None

    return Table(file, tuple(present), lines())


def _of_mappings(given: Iterable[object], file: str, wanted: Sequence[str]) -> Table:
    present: set[str] = set()
    getters = tuple(_getter(name, present) for name in wanted)

    def lines() -> Iterator[Line]:
        for number, item in enumerate(given, start=1):
            if isinstance(item, Mapping):
                content = dict(cast("Mapping[str, Any]", item))
                yield number, [get(((content,),)) for get in getters], None
            else:
                message = "a row is a mapping of columns"
                yield number, (), Problem("not-an-object", Where(file=file, line=number), message)

    return Table(file, present, lines(), fixed=False)
