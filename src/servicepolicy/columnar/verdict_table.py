"""The table of verdicts: its columns, and verdicts of the reference engine as rows of it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import attrs
import numpy as np
import polars as pl
import pyarrow as pa

from servicepolicy.results.verdict import Status, Verdict

__all__ = [
    "ARROW",
    "CODED",
    "COUNTS",
    "READ_AS",
    "SCHEMA",
    "TEXT",
    "TEXTS",
    "Evaluated",
    "Table",
    "chosen",
    "frame_of",
    "table_of",
]

_INSTANT: Final = pl.Datetime("us", "UTC")
_LENGTH: Final = pl.Duration("us")
_TEXTS: Final = pl.List(pl.String)

SCHEMA: Final = pl.Schema(
    {
        "rule": pl.Categorical(),
        "subject": pl.String(),
        "occurrence": pl.String(),
        "status": pl.Enum([status.value for status in Status]),
        "reason": pl.Categorical(),
        "reason_args": pl.Categorical(),
        "state": pl.Categorical(),
        "started": _INSTANT,
        "due": _INSTANT,
        "due_latest": _INSTANT,
        "stopped": _INSTANT,
        "margin_wall": _LENGTH,
        "margin_working": _LENGTH,
        "margin_money": pl.String(),
        "doubts": _TEXTS,
        "left_open": _TEXTS,
        "credit": _TEXTS,
        "perhaps_by": _TEXTS,
        "owner": pl.String(),
        "candidates": _TEXTS,
        "next": _INSTANT,
        "final": pl.Boolean(),
        "waived": pl.String(),
        "level": pl.Enum(["breach", "advice"]),
        "facts": pl.List(pl.Int32()),
    }
)
"""The columns of a table of verdicts, each named after the part of a `Verdict` that it holds."""

Table: TypeAlias = Any
"""A table of Arrow, whose package says nothing of its types."""

TEXT: Final = pa.dictionary(pa.int32(), pa.large_string())
"""Texts as tables of Arrow hold them: as places among words, each of which stands there once."""

TEXTS: Final = pa.large_list(TEXT)


def _held(dtype: pl.DataType) -> Any:
    """How a column is held in a table of Arrow."""
    match dtype:
        case pl.Datetime():
            return pa.timestamp("us", "UTC")
        case pl.Duration():
            return pa.duration("us")
        case pl.Boolean():
            return pa.bool_()
        case pl.List():
            return pa.large_list(pa.int32()) if dtype.inner == pl.Int32() else TEXTS
        case _:
            return TEXT


ARROW: Final = pa.schema([(name, _held(dtype)) for name, dtype in SCHEMA.items()])
"""The same columns in a table of Arrow, from which files are written without making the texts first."""

_PLAIN: Final = pa.schema(
    pa.field(field.name, {TEXT: pa.large_string(), TEXTS: pa.large_list(pa.large_string())}.get(field.type, field.type))
    for field in ARROW
)

CODED: Final = [
    f"{field.name}.list.element" if field.type == TEXTS else field.name
    for field in ARROW
    if field.type in (TEXT, TEXTS)
]
"""The columns of texts, as Parquet calls them."""

READ_AS: Final = {
    "ARROW:schema": b64encode(
        pl.DataFrame(schema=SCHEMA).to_arrow(compat_level=pl.CompatLevel.oldest()).schema.serialize().to_pybytes()
    ).decode()
}
"""What a file says of the types as which its columns are read: those of `SCHEMA`."""

COUNTS: Final = pl.Schema(
    {"kind": pl.String(), "engine": pl.Enum(["columns", "reference"]), "reason": pl.String(), "pairs": pl.Int64()}
)
"""The columns of what is counted: by kind of rule, engine, and why the reference engine was asked."""


@attrs.frozen
class Evaluated:
    """What was found about all subjects of two tables.

    Attributes:
        verdicts: One row a verdict, advice included (`level`). Instants are in UTC; null is what a verdict lacks.
            `facts` are the numbers of the events that were read, 0 for the header. Of the values used, the arithmetic
            and what nearly matched, `Policy.evaluate` tells for the one subject that somebody asks about.
        counts: How many pairs of subject and rule were judged on columns, how many by the reference engine, and why.
    """

    verdicts: pl.DataFrame
    counts: pl.DataFrame


def table_of(verdicts: Iterable[Verdict]) -> Table:
    """Verdicts of the reference engine as a table."""
    rows = [_row(verdict) for verdict in verdicts]
    columns = zip(*rows, strict=True) if rows else ((),) * len(ARROW)
    return pa.table([pa.array(said, field.type) for said, field in zip(columns, ARROW, strict=True)], schema=ARROW)


def chosen(table: Table, statuses: Sequence[str]) -> Table:
    """The verdicts of some statuses; words that none of them says are left out."""
    status = table["status"].chunk(0)
    wanted = np.array([one in statuses for one in status.dictionary.to_pylist()], dtype=bool).take(status.indices)
    return table.filter(pa.array(wanted)).cast(_PLAIN).cast(ARROW)


def frame_of(tables: Iterable[Table]) -> pl.DataFrame:
    """Tables of Arrow as one frame."""
    frames = [
        pl.DataFrame({name: _series(table[name].chunk(0), dtype) for name, dtype in SCHEMA.items()}) for table in tables
    ]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *frames], how="vertical", rechunk=False)


def _series(column: Any, dtype: pl.DataType) -> pl.Series:
    if column.type not in (TEXT, TEXTS):
        return pl.Series(column)
    if column.null_count == len(column):
        return pl.Series([None], dtype=dtype).new_from_index(0, len(column))
    if column.type == TEXTS:
        said = _series(column.values, pl.String()).to_arrow(compat_level=pl.CompatLevel.newest())
        return pl.Series(pa.LargeListArray.from_arrays(column.offsets, said, mask=column.is_null()))
    words = pl.Series(column.dictionary).cast(dtype)
    if len(words) == 1 and not column.null_count:
        return words.new_from_index(0, len(column))
    return words.gather(pl.Series(column.indices))


def _row(verdict: Verdict) -> tuple[Any, ...]:
    margin = verdict.margin
    return (
        verdict.rule,
        verdict.subject,
        verdict.occurrence or None,
        verdict.status.value,
        verdict.reason.code,
        json.dumps(verdict.reason.args) if verdict.reason.args else None,
        " ".join(verdict.state) or None,
        verdict.started_us,
        verdict.due_us,
        verdict.due_latest_us,
        verdict.stopped_us,
        margin and margin.wall_us,
        margin and margin.working_us,
        None if margin is None or margin.money is None else str(margin.money),
        list(verdict.doubts) or None,
        list(verdict.left_open) or None,
        list(verdict.credit) or None,
        list(verdict.perhaps_by) or None,
        verdict.owner,
        list(verdict.candidates) or None,
        verdict.next_us,
        verdict.final,
        verdict.waived,
        verdict.level,
        [fact.event for fact in verdict.facts] or None,
    )
