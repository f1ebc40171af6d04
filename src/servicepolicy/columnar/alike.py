"""Columns of several files made alike: zones and units of times, widths of numbers, forms of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from servicepolicy.errors import Problem, Where

__all__ = ["INSTANT", "alike", "made_alike"]

INSTANT: Final = pl.Datetime("us", "UTC")
_TEXT: Final = (pl.String, pl.Categorical, pl.Enum)
_WORDS: Final = {
    "text": "text",
    "time": "a time with a zone",
    "naive": "a time without a zone",
    "date": "a date",
    "whole": "a whole number",
    "float": "a floating-point number",
    "decimal": "a decimal number",
    "bool": "true or false",
    "list": "a list",
    "struct": "an object",
    "other": "of a type that nothing reads",
}

Seen = Sequence[tuple[str, pl.DataType]]


def alike(columns: Mapping[str, Seen]) -> tuple[dict[str, pl.DataType], list[Problem]]:
    """One type for each column of several files, and each difference that no type covers.

    Times of any zone and unit become microseconds of UTC; categories become text; numbers become the widest; a column
    that holds nothing but nulls in one file goes with every type of another.

    Args:
        columns: By name, the type in each file that has it, with what messages call the file.
    """
    kinds: dict[str, pl.DataType] = {}
    problems: list[Problem] = []
    for name, seen in columns.items():
        found = _common([dtype for _, dtype in seen])
        if found is None:
            problems += _differences(name, seen)
        else:
            kinds[name] = found
    return kinds, problems


def made_alike(frame: pl.DataFrame, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """A frame with the columns that all have, each of its one type; what it lacks is null.

    Raises:
        polars.exceptions.PolarsError: A value does not fit the type.
    """
    made: list[pl.Expr] = []
    for name, kind in kinds.items():
        if name not in frame.schema:
            made.append(pl.lit(None, dtype=kind).alias(name))
        elif frame.schema[name] == kind:
            made.append(pl.col(name))
        elif kind == INSTANT and isinstance(frame.schema[name], pl.Datetime):
            made.append(pl.col(name).dt.convert_time_zone("UTC").cast(INSTANT))
        else:
            made.append(pl.col(name).cast(kind))
    return frame.select(made)


def _common(dtypes: Iterable[pl.DataType]) -> pl.DataType | None:
    """The type that holds all of some, or nothing."""
    told = [dtype for dtype in dtypes if dtype != pl.Null]
    if not told:
        return pl.Null()
    kinds = {_kind(dtype) for dtype in told}
    match sorted(kinds):
        case ["text"]:
            return pl.String()
        case ["time"]:
            return INSTANT
        case ["date"]:
            return pl.Date()
        case ["bool"]:
            return pl.Boolean()
        case ["whole"]:
            return pl.Int64()
        case ["float"] | ["float", "whole"]:
            return pl.Float64()
        case ["decimal"] | ["decimal", "whole"]:
            return pl.Decimal(38, max(_scale(dtype) for dtype in told))
        case ["list"]:
            inner = _common([_inner(dtype) for dtype in told])
            return None if inner is None else pl.List(inner)
        case ["struct"]:
            return _common_struct(told)
        case _:
            return told[0] if kinds == {"naive"} else None


def _common_struct(told: Sequence[Any]) -> pl.DataType | None:
    fields: dict[str, list[pl.DataType]] = {}
    for dtype in told:
        for field in dtype.fields:
            fields.setdefault(field.name, []).append(field.dtype)
    made = {name: _common(found) for name, found in fields.items()}
    kept = {name: kind for name, kind in made.items() if kind is not None}
    return pl.Struct(kept) if len(kept) == len(made) else None


def _kind(dtype: Any) -> str:
    match dtype:
        case _ if isinstance(dtype, _TEXT):
            return "text"
        case pl.Datetime():
            return "naive" if dtype.time_zone is None else "time"
        case pl.Date():
            return "date"
        case pl.Boolean():
            return "bool"
        case pl.Decimal():
            return "decimal"
        case pl.List() | pl.Array():
            return "list"
        case pl.Struct():
            return "struct"
        case _:
            return "whole" if dtype.is_integer() else "float" if dtype.is_float() else "other"


def _inner(dtype: Any) -> pl.DataType:
    return dtype.inner  # type: ignore[no-any-return]  # of a list or an array


def _scale(dtype: Any) -> int:
    return int(dtype.scale or 0) if isinstance(dtype, pl.Decimal) else 0


def _differences(name: str, seen: Seen) -> list[Problem]:
    """Each file that says otherwise than the first one does, and whatever nothing reads."""
    told = [(file, dtype, _kind(dtype)) for file, dtype in seen if dtype != pl.Null]
    first_file, _, first = told[0]
    found = [
        Problem(
            "schema-differs",
            Where(file=file, path=name),
            f"`{name}` is {_WORDS[kind]} here, and {_WORDS[first]} in `{first_file}`"
            if file != first_file
            else f"`{name}` is {_WORDS[kind]} in one place and {_WORDS[first]} in another",
            "write the files alike",
        )
        for file, _, kind in told[1:]
        if kind != first
    ]
    if not found:
        problem = (
            f"`{name}` is {_WORDS[first]}, of several types" if first != "other" else f"`{name}` is {_WORDS[first]}"
        )
        found = [Problem("schema-differs", Where(file=first_file, path=name), problem, "write it as text")]
    return found
