"""Where tables come from: files of several forms, tables of Arrow, DuckDB, a database; read a batch at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from glob import glob
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import attrs
import polars as pl
import pyarrow as pa

from servicepolicy.columnar.query import Query
from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.logs.table import EMPTY, refused

__all__ = ["BATCH_ROWS", "ParquetRows", "Source", "sources_of"]

BATCH_ROWS: Final = 131_072
_BLOCK_BYTES: Final = 16_000_000  # of a text file, at one time
_LONGEST_LINE: Final = 256_000_000
_PACKED: Final = (".gz", ".zst", ".bz2")
_HINT: Final = "it may have been cut off while it was copied: compare its size, copy it again"
_ENDINGS: Final = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_FAILURES: Final = (pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)


@attrs.frozen
class Source:
    """One table, or one part of a table that lies in several files.

    Attributes:
        name: What messages call it.
        identity: What tells it from another, as JSON-ready data: by it a run that was cut off is known again.
        schema: Its columns.
        rows: How many rows it has, where that is known beforehand.
        batches: Reads it from the beginning.
        whole: The file, where any stretch of its rows can be read by itself.
    """

    name: str
    identity: Any
    schema: pl.Schema
    rows: int | None
    batches: Callable[[], Iterator[pl.DataFrame]]
    whole: ParquetRows | None = None


@attrs.frozen
class ParquetRows:
    """A Parquet file any stretch of whose rows can be read by itself.

    Attributes:
        path: The file.
        rows: How many rows it has.
        groups: How many rows each row group has.
    """

    path: Path
    rows: int
    groups: tuple[int, ...]

    def frames(self, columns: Sequence[str] = ()) -> Iterator[pl.DataFrame]:
        """All rows, some at a time, however large the row groups are; of no columns, all columns.

        Raises:
            FactsError: Some cannot be read.
        """
        for start in range(0, self.rows, BATCH_ROWS):
            yield self.stretch(start, min(BATCH_ROWS, self.rows - start), columns)

    def stretch(self, start: int, rows: int, columns: Sequence[str] = ()) -> pl.DataFrame:
        """So many rows from one on; of no columns, all columns.

        Raises:
            FactsError: They cannot be read.
        """
        try:
            found = pl.scan_parquet(self.path, glob=False).slice(start, rows)
            return (found.select(columns) if columns else found).collect()
        except _FAILURES:
            group = sum(one <= start for one in accumulate(self.groups)) + 1
            message = f"row group {group} of the file cannot be read, or one after it"
            raise refused("not-readable", self.path.name, message, _HINT) from None


def sources_of(given: Any, what: str) -> tuple[Source, ...]:
    """What was handed in as a table, as sources.

    Args:
        given: A path, a folder, a pattern such as `log/*.parquet`, or a list of these; a frame of Polars; a table,
            dataset or reader of Arrow; a relation of DuckDB; whatever else hands out Arrow's stream; a `Query`.
        what: What messages call it: `events` or `subjects`.

    Raises:
        UsageError: It is none of these, or there is no such file.
        FactsError: A file cannot be read.
    """
    if isinstance(given, list | tuple) and given and all(isinstance(one, str | Path) for one in given):
        return tuple(source for one in given for source in _of_path(one))
    if isinstance(given, str | Path):
        return _of_path(given)
    return (_of_table(given, what),)


# ---------------------------------------------------------------- files


def _of_path(given: str | Path) -> tuple[Source, ...]:
    path = Path(given)
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.is_file() and _form(one) and not _hidden(one, path))
    elif path.is_file():
        found = [path]
    else:
        found = sorted(Path(one) for one in glob(str(given), recursive=True))  # noqa: PTH207  # the pattern may be absolute
        found = [one for one in found if one.is_file()]
    if not found:
        raise UsageError(f"there is no file `{given}`" if not path.is_dir() else f"`{given}` holds no file of a table")
    problems: list[Problem] = []
    sources: list[Source] = []
    for one in found:
        try:
            sources.append(_of_file(one))
        except FactsError as error:
            problems += error.problems
    if problems:
        raise FactsError(problems)
    return tuple(sources)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)


def _form(path: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return _ENDINGS.get(suffixes[-1]) if suffixes else None


def _of_file(path: Path) -> Source:
    form = _form(path)
    if form is None:
        known = ", ".join(f"`{ending}`" for ending in _ENDINGS)
        raise UsageError(f"`{path.name}` is called as no table is that can be read: {known}, packed or not")
    stat = path.stat()
    identity = {"file": path.name, "size": stat.st_size, "changed": stat.st_mtime_ns}
    if not stat.st_size:
        raise refused(EMPTY, path.name, "the file is empty")
    match form:
        case "parquet":
            return _parquet(path, identity)
        case "arrow":
            return _ipc(path, identity)
        case "csv":
            return _csv(path, identity)
        case _:
            return _jsonl(path, identity)


def _parquet(path: Path, identity: Any) -> Source:
    """A Parquet file, a batch at a time, however large its row groups are."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, told = file.schema_arrow, file.metadata
            groups = tuple(told.row_group(number).num_rows for number in range(told.num_row_groups))
    except _FAILURES:
        raise refused("not-readable", path.name, "the file is not a whole Parquet file", _HINT) from None
    kinds = _schema(schema)
    if _as_polars_reads(path, kinds):
        whole = ParquetRows(path, sum(groups), groups)
        return Source(path.name, identity, kinds, whole.rows, whole.frames, whole)

    def batches() -> Iterator[pl.DataFrame]:
        group = 0
        try:
            # Pages are read as they are needed: a row group may be larger than the memory.
            with pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
                for group in range(file.num_row_groups):
                    for batch in file.iter_batches(BATCH_ROWS, row_groups=[group], use_threads=False):
                        yield _frame(batch)
        except _FAILURES:
            message = f"row group {group + 1} of the file cannot be read"
            raise refused("not-readable", path.name, message, _HINT) from None

    return Source(path.name, identity, kinds, sum(groups), batches)


def _as_polars_reads(path: Path, kinds: pl.Schema) -> bool:
    """Whether Polars, which reads a file quicker than Arrow does, sees the same columns in it."""
    try:
        return pl.scan_parquet(path, glob=False).collect_schema() == kinds
    except _FAILURES:
        return False


def _ipc(path: Path, identity: Any) -> Source:
    """An Arrow file, or a stream of Arrow in a file."""

    def opened() -> Any:
        try:
            return pa.ipc.open_file(pa.memory_map(str(path)))
        except pa.ArrowInvalid:
            return pa.ipc.open_stream(pa.memory_map(str(path)))

    try:
        schema = opened().schema
    except _FAILURES:
        raise refused("not-readable", path.name, "the file is not a whole Arrow file", _HINT) from None

    def batches() -> Iterator[pl.DataFrame]:
        try:
            reader = opened()
            if isinstance(reader, pa.RecordBatchStreamReader):
                yield from _sliced(reader)
            else:
                yield from _sliced(reader.get_batch(number) for number in range(reader.num_record_batches))
        except _FAILURES:
            raise refused("not-readable", path.name, "the file is not a whole Arrow file", _HINT) from None

    return Source(path.name, identity, _schema(schema), None, batches)


def _csv(path: Path, identity: Any) -> Source:
    """A file of comma- or tab-separated values: all of it is text, and an empty cell holds nothing."""
    import pyarrow.csv as arrow_csv

    parse = {"newlines_in_values": True, "delimiter": "\t" if ".tsv" in (one.lower() for one in path.suffixes) else ","}

    def opened(names: list[str] | None, broken: Callable[[Any], str]) -> Any:
        kinds = {name: pa.string() for name in names or ()}
        return arrow_csv.open_csv(
            pa.input_stream(str(path), compression="detect"),
            read_options=arrow_csv.ReadOptions(block_size=_BLOCK_BYTES, use_threads=False),
            parse_options=arrow_csv.ParseOptions(**parse, invalid_row_handler=broken),
            convert_options=arrow_csv.ConvertOptions(column_types=kinds, strings_can_be_null=True, null_values=[""]),
        )

    try:
        names = list(opened(None, lambda _: "skip").schema.names)
    except _FAILURES:
        raise _no_table(path, "CSV") from None
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FactsError(
            Problem("column-twice", Where(file=path.name, path=name), f"there are two columns `{name}`")
            for name in twice
        )

    def batches() -> Iterator[pl.DataFrame]:
        lost: list[int | None] = []

        def broken(row: Any) -> str:
            lost.append(row.number)
            return "skip"

        try:
            yield from _sliced(opened(names, broken))
        except _FAILURES:
            raise _no_table(path, "CSV") from None
        if lost:
            number = next((number for number in lost if number is not None), None)
            message = f"{len(lost):,} rows have more or fewer cells than the header"
            raise refused("ragged-row", path.name, message, "the first of them is named", line=number)

    return Source(path.name, identity, pl.Schema(dict.fromkeys(names, pl.String())), None, batches)


def _jsonl(path: Path, identity: Any) -> Source:
    """A file with an object a line; it is read twice, the first time to see what columns there are."""
    seen: dict[str, list[pl.DataType]] = {}
    for frame in _json_frames(path):
        for name, dtype in frame.schema.items():
            found = seen.setdefault(name, [])
            if dtype not in found:
                found.append(dtype)
    from servicepolicy.columnar.alike import alike

    kinds, problems = alike({name: [(path.name, kind) for kind in found] for name, found in seen.items()})
    if problems:
        raise FactsError(problems)
    return Source(path.name, identity, pl.Schema(kinds), None, lambda: _json_frames(path))


def _json_frames(path: Path) -> Iterator[pl.DataFrame]:
    for line, block in _blocks(path):
        try:
            yield pl.read_ndjson(BytesIO(block), infer_schema_length=None)
        except _FAILURES:
            raise _json_problem(path, line, block) from None


def _blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Whole lines of a file, so many at a time that they are some megabytes, and the number of the first."""
    line, rest = 1, b""
    try:
        with pa.input_stream(str(path), compression="detect") as stream:
            while read := stream.read(_BLOCK_BYTES):
                block, newline, after = (rest + read).rpartition(b"\n")
                rest = after
                if len(rest) > _LONGEST_LINE:
                    raise refused("too-large", path.name, "a line is longer than any record is", line=line)
                if newline:
                    yield line, block
                    line += block.count(b"\n") + 1
    except _FAILURES as error:
        if isinstance(error, FactsError):
            raise
        raise refused("not-readable", path.name, "the file is cut off, or not packed as its name says", _HINT) from None
    if rest.strip():
        yield line, rest


def _json_problem(path: Path, first: int, block: bytes) -> FactsError:
    """Which line of some is no object, or that a field holds an object in one line and none in another."""
    for number, line in enumerate(block.split(b"\n"), start=first):
        try:
            if line.strip() and not isinstance(json.loads(line), dict):
                return refused("not-an-object", path.name, "a line holds one object: `{...}`", line=number)
        except (ValueError, RecursionError):
            return refused("not-json", path.name, "the line is not JSON", "it holds one object: `{...}`", line=number)
    message = "a field holds an object or a list in one line, and a plain value in another"
    return refused("mixed-types", path.name, message, "the block of lines that begins here has both", line=first)


def _no_table(path: Path, kind: str) -> FactsError:
    return refused("not-readable", path.name, f"the file is not {kind} in UTF-8, or is cut off", _HINT)


# ---------------------------------------------------------------- tables that are there


def _of_table(given: Any, what: str) -> Source:
    match given:
        case Query():
            return _query(given, what)
        case pl.LazyFrame():
            return _held(given.collect(), what)
        case pl.DataFrame():
            return _held(given, what)
        case pa.Table():
            return _held(_frame(given), what)
        case _:
            pass
    if hasattr(given, "to_batches") and hasattr(given, "schema"):  # a dataset of Arrow
        return Source(what, _unknown(given), _schema(given.schema), None, lambda: _sliced(given.to_batches()))
    if type(given).__module__.partition(".")[0] in ("duckdb", "_duckdb"):
        given = given.to_arrow_reader(BATCH_ROWS) if hasattr(given, "to_arrow_reader") else given.fetch_arrow_reader()
    if hasattr(given, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(given)
        return Source(what, "a stream", _schema(reader.schema), None, lambda: _sliced(reader))
    raise UsageError(
        f"`{what}` must be a path, a frame of Polars, a table, dataset or reader of Arrow, a relation of DuckDB, or a "
        "`Query`"
    )


def _held(frame: pl.DataFrame, what: str) -> Source:
    mark = int(frame.hash_rows(seed=1).sum() or 0) if frame.width else 0
    identity = {"rows": frame.height, "columns": frame.columns, "content": str(mark)}
    return Source(what, identity, frame.schema, frame.height, lambda: frame.iter_slices(BATCH_ROWS))


def _unknown(dataset: Any) -> Any:
    files = getattr(dataset, "files", None)
    return {"files": [Path(one).name for one in files]} if files else "a dataset"


def _query(query: Query, what: str) -> Source:
    connection, ours = query.database, isinstance(query.database, str)
    try:
        if ours:
            connection = _connected(query.database)
        cursor = connection.cursor()
        cursor.execute(query.sql)
        reader = cursor.fetch_record_batch()
        schema = reader.schema
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001  # every driver has errors of its own, and what they say may hold the address
        raise UsageError(_said_of(error, what)) from None

    def batches() -> Iterator[pl.DataFrame]:
        try:
            yield from _sliced(reader)
        except _FAILURES:
            raise refused("not-readable", what, "the database broke off while it answered", "run again") from None
        finally:
            cursor.close()
            if ours:
                connection.close()

    return Source(what, {"query": query.sql}, _schema(schema), None, batches)


def _connected(address: str) -> Any:
    scheme = address.partition(":")[0]
    if scheme not in ("postgresql", "postgres"):
        raise UsageError("the address of a database begins with `postgresql://`; for others give an ADBC connection")
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise UsageError("reading PostgreSQL needs `pip install 'servicepolicy[database]'`") from None
    return dbapi.connect(address)


def _said_of(error: Exception, what: str) -> str:
    """What a driver says, without what it repeats: an address may hold a password."""
    state = getattr(error, "sqlstate", None)
    told = f" (SQLSTATE {state})" if state else ""
    return f"the database does not answer the question for `{what}`{told}: {type(error).__name__}"


# ---------------------------------------------------------------- batches


def _sliced(batches: Iterable[Any]) -> Iterator[pl.DataFrame]:
    for batch in batches:
        yield from _frame(batch).iter_slices(BATCH_ROWS)


def _frame(batch: Any) -> pl.DataFrame:
    made = pl.from_arrow(batch)
    return made if isinstance(made, pl.DataFrame) else made.to_frame()


def _schema(schema: Any) -> pl.Schema:
    return _frame(schema.empty_table()).schema
