"""Columns of text read as what their fields hold: files without types write `true`, `3` and times as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from servicepolicy.columnar.alike import INSTANT
from servicepolicy.policy.policy import Policy

__all__ = ["TIMES", "as_fields", "field_kinds", "typed"]

TIMES: Final = ("at", "recorded_at")
_READ: Final = {"bool": pl.Boolean(), "integer": pl.Int64()}
_OFFSET: Final = r"(?i)^\d{4}-\d{2}-\d{2}$|(?:z|[+-]\d{2}:?\d{2})$"
_NAMELESS: Final = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$"


def field_kinds(policy: Policy, *, header: bool) -> Mapping[str, str]:
    """What each field holds, where all kinds of events that have it (or all headers) agree: `bool`, `integer` ..."""
    vocabulary = policy.own_vocabulary
    found: dict[str, set[str]] = {} if header else {"seq": {"integer"}}
    for subject in sorted({"case", *(rule.subject for rule in policy.rules)}):
        tables = (
            [vocabulary.header_fields(subject)]
            if header
            else [vocabulary.event_fields(subject, kind) for kind in vocabulary.event_kinds(subject)]
        )
        for table in tables:
            for name, field in table.items():
                found.setdefault(name, set()).add(field.kind)
    return {name: next(iter(kinds)) for name, kinds in found.items() if len(kinds) == 1}


def as_fields(
    frame: pl.DataFrame, kinds: Mapping[str, str], zone: str | None
) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    """Text made what its field holds, and times without a zone those of a zone.

    Args:
        frame: The rows.
        kinds: What the fields hold.
        zone: The zone in which times stand that name none; `None`: they are left as they are, and refused later.

    Returns:
        The frame, and for each column with what cannot be read: its name, and why.
    """
    made: list[pl.Series] = []
    lost: list[tuple[str, str]] = []
    for column in frame:
        read = _read(column, kinds.get(column.name, ""), zone)
        if read.null_count() > column.null_count():
            lost.append((column.name, _why(kinds.get(column.name, ""))))
        made.append(read)
    return pl.DataFrame(made), lost


def typed(
    schema: Mapping[str, pl.DataType], kinds: Mapping[str, str], zone: str | None
) -> Iterator[tuple[str, pl.DataType]]:
    """The types that `as_fields` gives."""
    for name, dtype in schema.items():
        wanted = _READ.get(kinds.get(name, ""))
        if dtype == pl.String and wanted is not None:
            yield name, wanted
        elif isinstance(dtype, pl.Datetime) and dtype.time_zone is None and zone is not None:
            yield name, INSTANT
        else:
            yield name, dtype


def _read(column: pl.Series, kind: str, zone: str | None) -> pl.Series:
    dtype = column.dtype
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is None and zone is not None:
        told = column.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        return told.dt.convert_time_zone("UTC").cast(INSTANT)
    if dtype != pl.String:
        return column
    if kind == "bool":
        lower = column.str.to_lowercase()
        return (
            pl.select(
                pl.when(lower == "true").then(pl.lit(value=True)).when(lower == "false").then(pl.lit(value=False))
            )
            .to_series()
            .rename(column.name)
        )
    if kind == "integer":
        return column.cast(pl.Int64, strict=False)
    if column.name in TIMES and zone is not None:
        return _zoned(column, zone)
    return column


def _zoned(column: pl.Series, zone: str) -> pl.Series:
    """Times in text: those without an offset are those of a zone."""
    bare = column.str.contains(_NAMELESS) & ~column.str.contains(_OFFSET)
    if not bare.any():
        return column
    read = column.str.replace(" ", "T").str.to_datetime(time_unit="us", strict=False)
    told = read.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
    return told.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").zip_with(bare, column)


def _why(kind: str) -> str:
    match kind:
        case "bool":
            return "holds what is neither `true` nor `false`"
        case "integer":
            return "holds what is not a whole number"
        case _:
            return "holds times that its zone skips, or that are none"
