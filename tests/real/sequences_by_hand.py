"""What a check of order and of four eyes must find in three logs, worked out by columns and without this library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

CASE, AT, WHAT = "case:concept:name", "time:timestamp", "concept:name"


def four_eyes(path: Path, column: str) -> Counter[str]:
    """Accepted and completed by nobody in common; where somebody is missing and nobody known is common, unknown."""
    rows = pl.read_parquet(path).filter(pl.col(WHAT).is_in(["Accepted", "Completed"]))
    cases = rows.group_by(CASE).agg(
        accepted=pl.col(column).filter(pl.col(WHAT) == "Accepted").drop_nulls().unique(),
        completed=pl.col(column).filter(pl.col(WHAT) == "Completed").drop_nulls().unique(),
        both=pl.col(WHAT).n_unique() == 2,
        missing=pl.col(column).is_null().any(),
    )
    common = pl.col("accepted").list.set_intersection("completed").list.len() > 0
    told = cases.filter("both").select(
        pl.when(common).then(pl.lit("breached")).when("missing").then(pl.lit("unknown")).otherwise(pl.lit("met"))
    )
    return Counter(told.to_series().to_list())


def taken_up(path: Path, hours: int) -> Counter[str]:
    """What is queued is accepted within some hours: for each row the next acceptance at or after it."""
    rows = pl.read_parquet(path).select(CASE, AT, WHAT).sort(AT)
    queued = rows.filter(pl.col(WHAT) == "Queued")
    accepted = rows.filter(pl.col(WHAT) == "Accepted").with_columns(done=AT).select(CASE, AT, "done")
    paired = queued.join_asof(accepted, on=AT, by=CASE, strategy="forward")
    late = pl.col("done").fill_null(rows[AT].max()) - pl.col(AT) > pl.duration(hours=hours)
    return _counted(paired, late, pl.col("done").is_null())


def steps(path: Path, order: Sequence[pl.Expr], *, by_row: bool) -> Counter[str]:
    """Each step by its first row: out of order or passed over is broken, a beginning of the order is pending.

    Args:
        path: The log.
        order: What each step is, as a test on a row.
        by_row: The order of the rows counts within one instant; otherwise rows of one instant are in order both ways.
    """
    rows = pl.read_parquet(path)
    if by_row:
        rows = rows.with_row_index("row").sort(AT, "row").with_columns(place=pl.int_range(pl.len()))
    else:
        rows = rows.unique().with_columns(place=pl.col(AT).dt.timestamp("us"))
    firsts = [pl.col("place").filter(step).min().alias(str(number)) for number, step in enumerate(order)]
    cases = rows.group_by(CASE).agg(*firsts)
    names = [str(number) for number in range(len(order))]
    broken = pl.lit(value=False)
    for number, name in enumerate(names):
        for later in names[number + 1 :]:
            passed_over = pl.col(name).is_null() & pl.col(later).is_not_null()
            broken = broken | passed_over | (pl.col(later) < pl.col(name)).fill_null(value=False)
    begun = cases.filter(~pl.all_horizontal(pl.col(name).is_null() for name in names))
    return _counted(begun, broken, pl.col(names[-1]).is_null())


def preceded(path: Path, act: pl.Expr, before: pl.Expr) -> Counter[str]:
    """For each row of an act, whether a row of the other stands before it in its case."""
    rows = pl.read_parquet(path).with_row_index("row").sort(AT, "row")
    seen = before.cast(pl.Int64).cum_sum().over(CASE) > 0
    acts = rows.with_columns(seen=seen, act=act).filter("act")
    return _counted(acts, ~pl.col("seen"), pl.lit(value=False))


def repeated(path: Path, activity: str) -> Counter[str]:
    """Cases in which an activity stands once, rows that are told twice counted once; more often is broken."""
    rows = pl.read_parquet(path).unique().filter(pl.col(WHAT) == activity)
    return _counted(rows.group_by(CASE).len(), pl.col("len") > 1, pl.lit(value=False))


def _counted(rows: pl.DataFrame, broken: pl.Expr, pending: pl.Expr) -> Counter[str]:
    status = pl.when(broken).then(pl.lit("breached")).when(pending).then(pl.lit("pending")).otherwise(pl.lit("met"))
    return Counter(rows.select(status.alias("status")).to_series().to_list())
