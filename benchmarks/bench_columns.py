"""Tables of many cases: against the engine case by case, against Polars written by hand, and the clock over columns.

Times are of the processor, all threads together. Both sides find the same answers first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import polars as pl
from run import Row

import servicepolicy as sp
from servicepolicy.columnar.clock_arrays import ClockArrays
from servicepolicy.columnar.session import Session
from servicepolicy.worktime import WorkCalendar

CASES = 200_000
ONE_BY_ONE = 300
AS_OF = datetime(2026, 1, 31, tzinfo=UTC)
OFFICE = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]}}
POLICY = sp.Policy(
    policy="three",
    timezone="Asia/Shanghai",
    calendars={"office": OFFICE},
    rules=[
        {
            "id": name,
            "kind": "deadline",
            "clause": clause,
            "start": "received",
            "stop": stop,
            "within": span,
            "clock": clock,
        }
        for name, clause, stop, span, clock in (
            ("acknowledged", "1", "acknowledged", "30 minutes", None),
            ("resolved", "2", "resolved", "10 days", None),
            ("in-days", "3", "resolved", "5 working days", "office"),
        )
    ],
)
CLOSE = timedelta(hours=17, minutes=30)


def log(count: int) -> pl.DataFrame:
    """Cases that are received, acknowledged and resolved, and sometimes not."""
    draw = np.random.default_rng(7)
    received = 1_735_700_000 + draw.integers(0, 380 * 86_400, count)
    parts = [(received, "received", np.ones(count, dtype=bool))]
    for kind, hours, share in (
        ("acknowledged", 0.4, 0.95),
        ("assigned", 3, 0.9),
        ("replied", 60, 0.8),
        ("resolved", 90, 0.93),
    ):
        took = (hours * 3600 * np.exp(0.8 * draw.standard_normal(count))).astype(np.int64) + 1
        parts.append((received + took, kind, draw.random(count) < share))
    frames = [
        pl.DataFrame({"n": np.flatnonzero(there), "at": at[there]}).with_columns(event=pl.lit(kind))
        for at, kind, there in parts
    ]
    rows = pl.concat(frames).sort("n", "at").filter(pl.col("at") * 1_000_000 <= int(AS_OF.timestamp() * 1e6))
    return rows.select(
        subject="C-" + pl.col("n").cast(pl.String).str.pad_start(8, "0"),
        event="event",
        at=(pl.col("at") * 1_000_000).cast(pl.Datetime("us", "UTC")),
        by="e" + (pl.col("n") % 400).cast(pl.String),
    )


def by_hand(events: pl.DataFrame) -> pl.DataFrame:
    """What an analyst writes for these three deadlines, and for these alone."""
    first = (
        events.lazy()
        .group_by("subject")
        .agg(
            pl.col("at").filter(pl.col("event") == kind).min().alias(kind)
            for kind in ("received", "acknowledged", "resolved")
        )
    )
    day = pl.col("received").dt.convert_time_zone("Asia/Shanghai").dt.date()
    dues = first.with_columns(
        due1=pl.col("received") + timedelta(minutes=30),
        due2=(day + timedelta(days=11))
        .cast(pl.Datetime("us"))
        .dt.replace_time_zone("Asia/Shanghai")
        .dt.convert_time_zone("UTC"),
        due3=(day.dt.add_business_days(5, roll="backward").cast(pl.Datetime("us")) + CLOSE)
        .dt.replace_time_zone("Asia/Shanghai")
        .dt.convert_time_zone("UTC"),
    ).collect()
    found = []
    for rule, stop, due in (
        ("acknowledged", "acknowledged", "due1"),
        ("resolved", "resolved", "due2"),
        ("in-days", "resolved", "due3"),
    ):
        done = pl.col(stop)
        status = (
            pl.when(done.is_not_null() & (done <= pl.col(due)))
            .then(pl.lit("met"))
            .when(done.is_null() & (pl.lit(AS_OF) <= pl.col(due)))
            .then(pl.lit("pending"))
            .otherwise(pl.lit("breached"))
        )
        found.append(
            dues.select(
                "subject", rule=pl.lit(rule), status=status, due=pl.col(due), stopped=done, margin=pl.col(due) - done
            )
        )
    return pl.concat(found)


def processor(run: Callable[[], Any], times: int = 3) -> float:
    """The median of the processor's time of several runs."""
    taken = []
    for _ in range(times):
        begun = process_time()
        run()
        taken.append(process_time() - begun)
    return median(taken)


def rows() -> Iterator[Row]:
    """The rows of the table."""
    events = log(CASES)

    def tables() -> pl.DataFrame:
        return Session(POLICY, as_of=AS_OF).judge(events).verdicts

    ours = (
        tables()
        .select(pl.col("rule").cast(pl.String), "subject", pl.col("status").cast(pl.String), "due")
        .sort("rule", "subject")
    )
    theirs = by_hand(events).select("rule", "subject", "status", "due").sort("rule", "subject")
    assert ours["status"].equals(theirs["status"])
    assert (ours["due"] == theirs["due"]).all()
    taken = processor(tables)
    yield Row(
        f"three deadlines, {CASES:,} cases",
        taken,
        "Polars written by hand",
        processor(lambda: by_hand(events)),
        1.0,
        "24 columns a verdict against 6",
    )
    few = events.filter(pl.col("subject") < f"C-{ONE_BY_ONE:08d}")
    cases = [
        sp.Complaint.model_validate({"id": key, "events": part.drop("subject").to_dicts()}).facts()
        for (key,), part in few.group_by(["subject"], maintain_order=True)
    ]
    each = processor(lambda: [POLICY.evaluate(case, as_of=AS_OF) for case in cases]) / len(cases)
    yield Row("three deadlines, a case", taken / CASES, "the engine, case by case, reading not counted", each, 1 / 5)
    clock = ClockArrays(WorkCalendar(**OFFICE).clock())
    draw = np.random.default_rng(3)
    since = 1_735_700_000_000_000 + draw.integers(0, 500 * 86_400, 1_000_000) * 1_000_000
    until = since + draw.integers(0, 40 * 86_400, 1_000_000) * 1_000_000
    clock.between(since, until)
    yield Row(
        "working time of an interval, a million of them",
        processor(lambda: clock.between(since, until)) / len(since),
        "the budget",
        0.05e-6,
        1.0,
    )
