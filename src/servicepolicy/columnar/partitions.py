"""Rows put into partitions by subject, on disk: all rows of a subject lie in one, and one at a time fits the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import polars as pl
import pyarrow as pa

from servicepolicy.columnar.alike import alike, made_alike
from servicepolicy.columnar.as_fields import as_fields, typed
from servicepolicy.columnar.sources import Source
from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.logs.table import EMPTY

__all__ = ["Shape", "partition", "read_partition", "refuse_empty", "shaped"]

_HELD: Final = 400_000  # rows that wait for being written
_SEED: Final = 20_260
_NEEDED: Final = {
    "subject": ("no-subject", "the key of the subject"),
    "event": ("no-event", "what happened"),
    "at": ("no-time", "when it happened"),
}


@attrs.frozen
class Shape:
    """How the rows of several files become rows of one table.

    Attributes:
        columns: The name in the file by our name, where it is called otherwise.
        kinds: The type of each column.
        fields: What each field holds, for what is written as text.
        zone: The zone of times that name none.
        needed: Columns that no row leaves empty.
    """

    columns: Mapping[str, str]
    read: Mapping[str, pl.DataType]
    kinds: Mapping[str, pl.DataType]
    fields: Mapping[str, str]
    zone: str | None
    needed: tuple[str, ...]


def shaped(
    sources: Sequence[Source],
    needed: tuple[str, ...],
    columns: Mapping[str, str],
    fields: Mapping[str, str],
    zone: str | None,
) -> Shape:
    """How the rows of some sources become alike.

    Raises:
        FactsError: They cannot: every difference of every file is listed.
    """
    seen: dict[str, list[tuple[str, pl.DataType]]] = {}
    problems: list[Problem] = []
    for source in sources:
        named = _renamed(source.schema.names(), columns)
        for theirs, ours in named.items():
            seen.setdefault(ours, []).append((source.name, source.schema[theirs]))
        for name in needed:
            if name not in named.values():
                theirs = columns.get(name, name)
                help = "" if name in columns else f"say what it is called there: `columns={{'{name}': ...}}`"
                message = f"there is no column `{theirs}`: {_NEEDED[name][1]}"
                problems.append(Problem("missing-column", Where(file=source.name, path=name), message, help))
    for ours, theirs in columns.items():
        if ours not in seen and ours not in needed:
            message = f"no file has a column `{theirs}`, which `columns` names"
            problems.append(Problem("missing-column", Where(path=ours), message))
    kinds, differences = alike(seen)
    problems += differences
    if "subject" in kinds and kinds["subject"].is_integer():
        kinds["subject"] = pl.String()  # a key that is a number is a key
    for name, dtype in kinds.items():
        if isinstance(dtype, pl.Datetime) and dtype.time_zone is None and zone is None:
            where = Where(file=seen[name][0][0], path=name)
            problems.append(
                Problem(
                    "naive-time", where, f"the times of `{name}` have no zone", "say it, as in `zone='Europe/London'`"
                )
            )
    if problems:
        raise FactsError(problems)
    return Shape(columns, kinds, dict(typed(kinds, fields, zone)), fields, zone, needed)


def _renamed(names: Iterable[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Our name by theirs; what we would call so and is called so by chance is left out."""
    by_theirs = {theirs: ours for ours, theirs in columns.items()}
    return {name: by_theirs.get(name, name) for name in names if name in by_theirs or name not in columns}


# ---------------------------------------------------------------- writing


class _Writers:
    """One file of Arrow a partition, opened when it gets its first rows."""

    def __init__(self, folder: Path, name: str, count: int) -> None:
        self._folder, self._name, self._count = folder, name, count
        self._open: dict[int, Any] = {}
        self._waiting: dict[int, list[pl.DataFrame]] = {}
        self._held = 0
        self.rows = [0] * count

    def add(self, frame: pl.DataFrame) -> None:
        """Put rows into their partitions."""
        number = pl.col("subject").hash(_SEED) % self._count
        parts = frame.with_columns(number.alias("_partition")).partition_by(
            "_partition", as_dict=True, include_key=False, maintain_order=True
        )
        for (key,), rows in parts.items():
            self._waiting.setdefault(int(key), []).append(rows)
            self.rows[int(key)] += rows.height
        self._held += frame.height
        if self._held >= _HELD:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        for number, frames in self._waiting.items():
            table = pl.concat(frames).to_arrow(compat_level=pl.CompatLevel.oldest())
            if number not in self._open:
                path = self._folder / f"{self._name}-{number:05d}.arrow"
                options = pa.ipc.IpcWriteOptions(compression="lz4")
                self._open[number] = pa.ipc.new_stream(str(path), table.schema, options=options)
            self._open[number].write_table(table)
        self._waiting, self._held = {}, 0

    def close(self) -> None:
        """No more rows come."""
        for writer in self._open.values():
            writer.close()
        self._open = {}


def partition(
    sources: Sequence[Source], shape: Shape, folder: Path, name: str, count: int, advance: Callable[[int], None]
) -> list[int]:
    """Read all sources once and put their rows into partitions by subject.

    Rows of one subject keep the order in which they were read.

    Args:
        sources: Where the rows come from.
        shape: How they become alike.
        folder: Where the partitions are written.
        name: What their files are called.
        count: How many there are.
        advance: Told how many rows more were read.

    Returns:
        How many rows lie in each partition.

    Raises:
        FactsError: Rows that cannot be used, with their number and the first of each sort; all sorts are listed.
    """
    writers = _Writers(folder, name, count)
    checks = _Checks()
    try:
        for source in sources:
            for frame, first in _numbered(source):
                checked = checks.of(source.name, frame, first, shape)
                advance(frame.height)
                if not checks.found:
                    writers.add(checked)
        checks.refuse()
        writers.flush()
    finally:
        writers.close()
    return writers.rows


def _numbered(source: Source) -> Iterator[tuple[pl.DataFrame, int]]:
    first = 1
    for frame in source.batches():
        if frame.height:
            yield frame, first
            first += frame.height


class _Checks:
    """What is wrong with rows: by sort, how many there are and where the first of them stands."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str, str], list[Any]] = {}

    def of(self, file: str, frame: pl.DataFrame, first: int, shape: Shape) -> pl.DataFrame:
        """Rows made alike; what is wrong with them is noted."""
        named = _renamed(frame.columns, shape.columns)
        frame = frame.select(list(named)).rename(named)
        for name in shape.needed:
            empty = frame[name].is_null()
            if isinstance(frame[name].dtype, pl.String | pl.Categorical):
                empty |= frame[name].cast(pl.String).str.strip_chars() == ""
            lacking = empty.fill_null(value=True)
            if lacking.any():
                code, what = _NEEDED[name]
                row = first + int(lacking.arg_true()[0])
                self._note((code, name, f"`{name}` is empty: {what}"), int(lacking.sum()), file, row)
        try:
            frame = made_alike(frame, shape.read)
        except pl.exceptions.PolarsError:
            self._note(
                ("wrong-type", "", "a number is larger than any that is read, or a text is none"), 0, file, first
            )
            return frame
        frame, lost = as_fields(frame, shape.fields, shape.zone)
        for name, why in lost:
            self._note(("wrong-type", name, f"`{name}` {why}"), 0, file, first)
        return frame

    def _note(self, sort: tuple[str, str, str], count: int, file: str, row: int) -> None:
        self.found.setdefault(sort, [0, file, row])[0] += count

    def refuse(self) -> None:
        """Raise what was found."""
        problems: list[Problem] = []
        for (code, name, message), (count, file, row) in self.found.items():
            told = f"{message} ({count:,} rows, this is the first)" if count > 1 else message
            near = "" if count else "it stands in this row or in those that follow"
            problems.append(Problem(code, Where(file=file, line=row, path=name), told, near))
        if problems:
            raise FactsError(problems)


# ---------------------------------------------------------------- reading back


def read_partition(folder: Path, name: str, number: int, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The rows of a partition, in the order in which they were read."""
    path = folder / f"{name}-{number:05d}.arrow"
    if not path.exists():
        return pl.DataFrame(schema=dict(kinds))
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
        read = pl.from_arrow(reader.read_all())
    if not isinstance(read, pl.DataFrame):
        raise UsageError(f"`{path.name}` holds no table")
    return read.select(pl.col(column).cast(kind) for column, kind in kinds.items())


def refuse_empty(rows: Sequence[int], sources: Sequence[Source]) -> None:
    """Raise where no source has a row.

    Raises:
        FactsError: None has.
    """
    if not sum(rows):
        raise FactsError([Problem(EMPTY, Where(file=sources[0].name), "there is no row in any file")])
