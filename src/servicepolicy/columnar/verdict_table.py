"""The table of verdicts: its columns, and verdicts of the reference engine as rows of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import attrs
import polars as pl
import pyarrow as pa

from servicepolicy.results.verdict import Status, Verdict

__all__ = ["COUNTS", "SCHEMA", "Evaluated", "table_of"]

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


def table_of(verdicts: Iterable[Verdict]) -> pl.DataFrame:
    """Verdicts of the reference engine as a table."""
    rows = [_row(verdict) for verdict in verdicts]
    columns = dict(zip(SCHEMA, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(SCHEMA, ())
    made = {name: pl.Series(name, pa.array(columns[name], _plain(dtype))).cast(dtype) for name, dtype in SCHEMA.items()}
    return pl.DataFrame(made)


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


def _plain(dtype: pl.DataType) -> Any:
    """How a column is built from Python's values: times and lengths in microseconds."""
    if isinstance(dtype, pl.List):
        return pa.large_list(pa.int32() if dtype.inner == pl.Int32() else pa.large_string())
    if isinstance(dtype, pl.Datetime | pl.Duration):
        return pa.int64()
    return pa.bool_() if isinstance(dtype, pl.Boolean) else pa.large_string()
