"""The two tables as they are handed in: made Polars frames, and refused with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from servicepolicy.errors import FactsError, Problem, UsageError, Where

__all__ = ["FRAME", "events_table", "subjects_table"]

FRAME: Final = ("id", "voids", "by", "role", "unit", "kind")
"""Columns of text that every event may have."""

_SHOWN: Final = 20  # problems of single rows; a table that is wrong is wrong in all its rows
_TEXT: Final = (pl.String, pl.Categorical, pl.Enum)
_NEEDED: Final = {"subject": "the key of the subject", "event": "what happened", "at": "when it happened"}


def events_table(given: Any) -> pl.DataFrame:
    """The events table.

    Raises:
        UsageError: It is no table.
        FactsError: Its columns are others, or a row has no subject, event or time.
    """
    frame = _frame(given, "events")
    _raise(_columns_of_events(frame.schema))
    _raise(_gaps(frame, "events", _NEEDED))
    return frame


def subjects_table(given: Any) -> pl.DataFrame:
    """The subjects table.

    Raises:
        UsageError: It is no table.
        FactsError: Its columns are others, a row has no subject, or a subject stands twice.
    """
    frame = _frame(given, "subjects")
    _raise(_columns_of_subjects(frame.schema))
    _raise(_gaps(frame, "subjects", {"subject": _NEEDED["subject"]}))
    twice = frame.with_row_index("row").filter(~pl.col("subject").is_first_distinct())["row"]
    _raise(
        Problem("subject-twice", Where(path=f"subjects[{row}].subject"), "the subject has a row before this one")
        for row in twice.head(_SHOWN)
    )
    return frame


def _frame(given: Any, name: str) -> pl.DataFrame:
    if isinstance(given, pl.LazyFrame):
        return given.collect()
    if isinstance(given, pl.DataFrame):
        return given
    if type(given).__module__.partition(".")[0] == "pyarrow":
        made = pl.from_arrow(given)
        if isinstance(made, pl.DataFrame):
            return made
    raise UsageError(f"`{name}` must be a frame of Polars or a table of Arrow")


def _columns_of_events(schema: pl.Schema) -> Iterator[Problem]:
    yield from (_lacks("events", name, what) for name, what in _NEEDED.items() if name not in schema)
    for name in ("subject", "event", *FRAME):
        if name in schema and not _is_text(schema[name]):
            yield _wrong("events", name, "text", schema[name])
    for name in ("at", "recorded_at"):
        if name in schema:
            yield from _times("events", name, schema[name])
    if "seq" in schema and not (schema["seq"].is_integer() or schema["seq"] == pl.Null):
        yield _wrong("events", "seq", "a whole number", schema["seq"])
    yield from _naive("events", schema, ("at", "recorded_at"))


def _columns_of_subjects(schema: pl.Schema) -> Iterator[Problem]:
    if "subject" not in schema:
        yield _lacks("subjects", "subject", _NEEDED["subject"])
    for name in ("subject", "subject_kind", "type"):
        if name in schema and not _is_text(schema[name]):
            yield _wrong("subjects", name, "text", schema[name])
    if "events" in schema:
        yield Problem("unknown-field", Where(path="subjects.events"), "events stand in the table of events")
    if "id" in schema:
        yield Problem("unknown-field", Where(path="subjects.id"), "the key of a subject stands in `subject`")
    yield from _naive("subjects", schema, ())


def _is_text(dtype: pl.DataType) -> bool:
    return isinstance(dtype, _TEXT) or dtype == pl.Null


def _times(table: str, name: str, dtype: pl.DataType) -> Iterator[Problem]:
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is None:
        yield _without_zone(table, name)
    elif not (isinstance(dtype, pl.Datetime | pl.String | pl.Null) or (name == "at" and isinstance(dtype, pl.Date))):
        yield _wrong(table, name, "a time with a zone", dtype)


def _naive(table: str, schema: pl.Schema, told: tuple[str, ...]) -> Iterator[Problem]:
    for name, dtype in schema.items():
        if name not in told and isinstance(dtype, pl.Datetime) and dtype.time_zone is None:
            yield _without_zone(table, name)


def _without_zone(table: str, name: str) -> Problem:
    help = f'`pl.col("{name}").dt.replace_time_zone(...)` says in which zone it was written'
    return Problem("naive-time", Where(path=f"{table}.{name}"), f"the times of `{name}` have no zone", help)


def _lacks(table: str, name: str, what: str) -> Problem:
    return Problem("missing-column", Where(path=f"{table}.{name}"), f"there is no column `{name}`: {what}")


def _wrong(table: str, name: str, wanted: str, found: pl.DataType) -> Problem:
    return Problem("wrong-type", Where(path=f"{table}.{name}"), f"`{name}` must be {wanted}, and is `{found}`")


def _gaps(frame: pl.DataFrame, table: str, needed: dict[str, str]) -> Iterator[Problem]:
    for name, what in needed.items():
        empty = frame[name].is_null()
        count = int(empty.sum())
        if not count:
            continue
        for row in empty.arg_true().head(_SHOWN):
            yield Problem("missing-field", Where(path=f"{table}[{row}].{name}"), f"`{name}` is null: {what}")
        if count > _SHOWN:
            yield Problem("missing-field", Where(path=f"{table}.{name}"), f"`{name}` is null in {count:,} rows")


def _raise(problems: Iterator[Problem]) -> None:
    if found := list(problems):
        raise FactsError(found)
