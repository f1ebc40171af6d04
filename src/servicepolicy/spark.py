"""The same verdicts on a cluster: the tables are DataFrames of Spark, and so is the table of verdicts.

Spark brings all rows of a subject together and in order; each of its workers judges them with `servicepolicy.columnar`,
some hundred thousand rows at a time. The policy is sent to each worker once. What a worker loses, Spark gives to
another, and the verdicts are the same. Nothing distributed is written here. Needs the extra `spark`, on the workers
`bulk`.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.errors import UsageError

if TYPE_CHECKING:
    import polars
    from pyspark.sql import DataFrame

    from servicepolicy.models.context import Context
    from servicepolicy.policy.policy import Policy

__all__ = ["evaluate"]

_AT_ONCE: Final = 200_000  # rows that a worker judges together
_HEADER: Final = "_header"
_opened: dict[str, _Asked] = {}  # in a worker process: what it was sent, by its digest


def evaluate(
    policy: Policy,
    events: DataFrame,
    subjects: DataFrame | None = None,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: Iterable[str] | None = None,
    partitions: int | None = None,
) -> DataFrame:
    """Judge all subjects of two DataFrames, when Spark is asked for the verdicts.

    Args:
        policy: The policy.
        events: The events table, with the columns that `servicepolicy.columnar` describes.
        subjects: The subjects table; `None`: nothing but the events is known.
        as_of: The moment that is judged: what happened later does not exist.
        known_at: What was recorded later does not exist; absent: everything.
        context: Organisation, ledger, waivers; what it lacks is unknown.
        rules: Ids of the rules that are judged; absent: all.
        partitions: How many the subjects are spread over; absent: `spark.sql.shuffle.partitions`.

    Returns:
        One row a verdict, with the columns of `columnar.evaluate`: codes are text, margins intervals, instants
        timestamps.

    Raises:
        UsageError: The extra `spark` is not installed, or the policy has no such rule.
        FactsError: The columns are others; every difference is listed. What is wrong with rows is told when they are
            judged, by Spark's own error with ours inside.
        OpenBlanksError: The policy has blanks that nothing fills.
        NaiveTimeError: A time has neither zone nor offset.
    """
    try:
        from pyspark.sql import functions as sql
    except ImportError:
        raise UsageError("judging on a cluster needs PySpark: `pip install 'servicepolicy[spark]'`") from None
    from servicepolicy.policy import arguments

    arguments.instant(as_of, "as_of")
    known = arguments.perhaps(known_at, "known_at")
    asked = None if rules is None else tuple(arguments.rules_of(policy, rules))
    policy._engine(known, context)  # what is open, or cannot be compiled, is told here and not by every worker
    _refuse_columns(events, subjects)
    given = events
    if subjects is not None:
        fields = [sql.col(f"`{name}`") for name in subjects.columns if name != "subject"]
        headers = subjects.select("subject", sql.struct(sql.lit(1).alias("_there"), *fields).alias(_HEADER))
        given = events.unionByName(headers, allowMissingColumns=True)
    by = (sql.col("subject"),)
    spread = given.repartition(*by) if partitions is None else given.repartition(partitions, *by)
    job = _Asked(policy, as_of, known_at, context, asked)
    judge = _judge(_sent(events, pickle.dumps(job)))
    return spread.sortWithinPartitions("subject", "at").mapInArrow(judge, _spark_schema())


@attrs.frozen
class _Asked:
    """What a worker is sent once."""

    policy: Policy
    as_of: datetime
    known_at: datetime | None
    context: Context | None
    rules: tuple[str, ...] | None

    def verdicts(self, rows: polars.DataFrame) -> polars.DataFrame:
        """The verdicts of some rows, in which all rows of their subjects are."""
        import polars as pl

        from servicepolicy import columnar

        subjects = None
        if _HEADER in rows.columns:
            headers = rows.filter(pl.col(_HEADER).struct.field("_there").is_not_null())
            subjects = headers.select("subject", _HEADER).unnest(_HEADER).drop("_there")
            rows = rows.filter(pl.col("event").is_not_null() | pl.col("at").is_not_null()).drop(_HEADER)
        return columnar.evaluate(
            self.policy,
            rows,
            subjects,
            as_of=self.as_of,
            known_at=self.known_at,
            context=self.context,
            rules=self.rules,
        ).verdicts


# ---------------------------------------------------------------- on the driver


def _refuse_columns(events: DataFrame, subjects: DataFrame | None) -> None:
    """Raise what is wrong with the columns before Spark does anything."""
    import polars as pl
    from pyspark.sql.pandas.types import to_arrow_schema

    from servicepolicy.columnar.tables import events_table, subjects_table

    for given, check in ((events, events_table), (subjects, subjects_table)):
        if given is not None:
            check(pl.from_arrow(to_arrow_schema(given.schema).empty_table()))


def _sent(events: DataFrame, job: bytes) -> Callable[[], _Asked]:
    """How a worker gets what it is sent: by a broadcast, where the session has any, else with each of its tasks."""
    mark = hashlib.sha256(job).hexdigest()
    try:
        broadcast = events.sparkSession.sparkContext.broadcast(job)
    except Exception:  # noqa: BLE001  # Spark Connect has no context, and says so by an error of its own
        return lambda: _open(mark, lambda: job)
    return lambda: _open(mark, lambda: broadcast.value)


def _spark_schema() -> str:
    """The columns of a table of verdicts, as Spark writes types."""
    import polars as pl

    from servicepolicy.columnar.verdict_table import SCHEMA

    def word(dtype: Any) -> str:
        match dtype:
            case pl.Datetime():
                return "timestamp"
            case pl.Duration():
                return "interval day to second"
            case pl.Boolean():
                return "boolean"
            case pl.Int32():
                return "int"
            case pl.List():
                return f"array<{word(dtype.inner)}>"
            case _:
                return "string"

    return ", ".join(f"`{name}` {word(dtype)}" for name, dtype in SCHEMA.items())


# ---------------------------------------------------------------- on a worker


def _open(mark: str, sent: Callable[[], bytes]) -> _Asked:
    """What was sent, read once a process."""
    asked = _opened.get(mark)
    if asked is None:
        _opened.clear()
        asked = _opened[mark] = pickle.loads(sent())  # noqa: S301  # it comes from our own driver
    return asked


def _judge(sent: Callable[[], _Asked]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Judges the rows of a partition of Spark, batch by batch: a subject is never cut by the border of a batch."""

    def judge(batches: Iterable[Any]) -> Iterator[Any]:
        asked = sent()
        for rows in _whole_subjects(batches):
            yield from _arrow(asked.verdicts(rows))

    return judge


def _whole_subjects(batches: Iterable[Any]) -> Iterator[polars.DataFrame]:
    import polars as pl

    waiting: list[polars.DataFrame] = []
    held = 0
    for batch in batches:
        rows = pl.from_arrow(batch)
        if not isinstance(rows, pl.DataFrame) or not rows.height:
            continue
        waiting.append(rows)
        held += rows.height
        if held >= _AT_ONCE:
            whole = pl.concat(waiting)
            last = whole["subject"].eq_missing(whole["subject"][-1])  # it may go on in the next batch
            ready = whole.filter(~last)
            waiting = [whole.filter(last)]
            held = waiting[0].height
            if ready.height:
                yield ready
    if held:
        yield pl.concat(waiting)


def _arrow(verdicts: polars.DataFrame) -> Iterator[Any]:
    """Verdicts as Spark takes them: text and lists of the short kind, codes as text."""
    import polars as pl
    import pyarrow as pa

    def plain(kind: Any) -> Any:
        if pa.types.is_dictionary(kind) or pa.types.is_large_string(kind):
            return pa.string()
        return pa.list_(plain(kind.value_type)) if pa.types.is_large_list(kind) else kind

    table = verdicts.to_arrow(compat_level=pl.CompatLevel.oldest())
    yield from table.cast(pa.schema([(field.name, plain(field.type)) for field in table.schema])).to_batches()
