"""Rows of columnar files and frames: Parquet, Arrow, Polars, pandas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Final

from servicepolicy.errors import UsageError
from servicepolicy.logs.containers.header import Positions, cells_at, positions_of, tidy
from servicepolicy.logs.containers.source import CUT_OFF, Source
from servicepolicy.logs.table import Frames, Line, Table, refused

__all__ = ["is_frame", "read_columnar", "read_frame"]

_AT_ONCE: Final = 100_000  # rows of a file that are read together: a part of it may have to be read from its beginning
_LISTED: Final = 5_000  # rows that are lists of Python's values at one time, which take far more room
_SUSPICIOUS: Final = 1_000_000  # rows of a file that is much smaller than they are


def read_columnar(source: Source, wanted: Sequence[str], many: Collection[str]) -> Table:
    """The rows of a Parquet or Arrow file, with those of the named columns that it has, a part at a time.

    Raises:
        UsageError: Polars is not installed (extra `bulk`).
        FactsError: The file is truncated, no such file, or made to fill the memory.
    """
    kind = "Parquet" if source.form == ".parquet" else "Arrow"
    try:
        import polars
    except ImportError:
        raise UsageError(f"reading {kind} needs Polars: `pip install 'servicepolicy[bulk]'`") from None
    failures = (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError)
    try:
        if source.path is not None:
            given: Any = source.path
        else:
            with source.open() as stream:
                given = stream.read(1_000_000_000)
        lazy = polars.scan_parquet(given) if kind == "Parquet" else _arrow(polars, given)
        present = list(lazy.collect_schema().names())
        positions = positions_of([tidy(name) for name in present], wanted, many, source.name, line=None)
        count = int(lazy.select(polars.len()).collect().item())
        size = source.path.stat().st_size if source.path is not None else len(given)
    except failures:
        raise refused("not-readable", source.name, f"the file is not a whole {kind} file", CUT_OFF) from None
    if count > _SUSPICIOUS and size < count:
        message = f"{count:,} rows in a file of {size // 1000:,} kB are no log: all of them are alike"
        raise refused("too-large", source.name, message)
    names = [present[at] for at in sorted(set(_flat(positions)))]

    def part(start: int, many: int, named: Sequence[Any]) -> Any:
        try:
            return lazy.select(named).slice(start, many).collect()
        except failures:
            raise refused("not-readable", source.name, f"the file is not a whole {kind} file", CUT_OFF) from None

    def frames() -> Iterator[Any]:
        return (part(start, _AT_ONCE, names) for start in range(0, count, _AT_ONCE))

    columns, lying = None, None
    if names and all(at is None or isinstance(at, int) for at in positions):
        called = {
            str(place): (polars.lit(None) if at is None else polars.col(present[at])).alias(str(place))
            for place, at in enumerate(positions)
            if not isinstance(at, tuple)
        }
        schema = lazy.collect_schema()
        kinds = [schema[present[at]] if isinstance(at, int) else None for at in positions]

        def read(start: int, many: int, wanted: Collection[str] = called.keys()) -> Any:
            return part(start, many, [called[place] for place in wanted])

        lying = Frames(count, kinds, read)
        columns = (_columns(piece, present, positions) for frame in frames() for piece in frame.iter_slices(_LISTED))
    rows = (line for frame in frames() for line in _picked(frame.iter_rows(), names, present, positions))
    lines: Iterator[Line] = ((number, cells, None) for number, cells in enumerate(rows, start=1))
    return Table(source.name, tuple(tidy(name) for name in present), lines, columns=columns, frames=lying)


def _columns(frame: Any, present: Sequence[str], positions: Positions) -> list[list[object]]:
    """The wanted columns of a frame, each as a list."""
    return [frame[present[at]].to_list() if isinstance(at, int) else [None] * frame.height for at in positions]


def _arrow(polars: Any, given: Any) -> Any:
    try:
        return polars.scan_ipc(given)
    except polars.exceptions.PolarsError:
        return polars.read_ipc_stream(given).lazy()


def is_frame(given: object) -> bool:
    """Whether something is a frame of Polars or pandas, or a table of Arrow."""
    root = type(given).__module__.partition(".")[0]
    return root in ("polars", "pandas", "pyarrow") and (hasattr(given, "collect") or hasattr(given, "columns"))


def read_frame(given: Any, file: str, wanted: Sequence[str], many: Collection[str]) -> Table:
    """The rows of a frame, with those of the named columns that it has."""
    root = type(given).__module__.partition(".")[0]
    if root == "polars" and hasattr(given, "collect"):
        given = given.collect()
    present = [str(name) for name in (given.column_names if root == "pyarrow" else given.columns)]
    positions = positions_of([tidy(name) for name in present], wanted, many, file, line=None)
    used = sorted(set(_flat(positions)))
    names = [present[at] for at in used]

    def rows() -> Iterator[Line]:
        for number, cells in enumerate(_picked(_tuples(given, root, used), names, present, positions), start=1):
            yield number, cells, None

    return Table(file, tuple(tidy(name) for name in present), rows())


def _tuples(given: Any, root: str, used: Sequence[int]) -> Iterator[Sequence[object]]:
    match root:
        case "polars":
            names = given.columns
            yield from given.select([names[at] for at in used]).iter_rows()
        case "pandas":
            for cells in given.iloc[:, list(used)].itertuples(index=False, name=None):
                yield [_unboxed(cell) for cell in cells]
        case _:
            for batch in given.select(list(used)).to_batches():
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _unboxed(cell: Any) -> object:
    """A value of pandas or NumPy as one of Python; what is missing there is nothing here."""
    kind = type(cell)
    if kind.__name__ in ("NAType", "NaTType"):
        return None
    if kind.__module__ == "builtins":
        return cell
    for name in ("to_pydatetime", "item"):
        made: Callable[[], object] | None = getattr(cell, name, None)
        if made is not None:
            return made()
    return cell


def _picked(
    rows: Iterator[Sequence[object]], names: Sequence[str], present: Sequence[str], positions: Positions
) -> Iterator[Sequence[object]]:
    """The cells of rows of some columns, in the order in which they are wanted."""
    if not names:
        return
    places = {present.index(name): place for place, name in enumerate(names)}
    chosen = tuple(
        None if at is None else places[at] if isinstance(at, int) else tuple(places[one] for one in at)
        for at in positions
    )
    for cells in rows:
        yield cells_at(cells, chosen)


def _flat(positions: Positions) -> Iterator[int]:
    for at in positions:
        if isinstance(at, int):
            yield at
        elif at is not None:
            yield from at
