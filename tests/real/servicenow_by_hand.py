"""What a correct check of the ServiceNow log must find, worked out by column arithmetic and without this library."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

OPENS, CLOSES = 8 * 60, 18 * 60  # the desk's hours, minutes of the day, Monday to Friday
TAKEN = [
    "Active",
    "Awaiting User Info",
    "Awaiting Vendor",
    "Awaiting Problem",
    "Awaiting Evidence",
    "Resolved",
    "Closed",
]
WAITING = "Awaiting User Info"
HOURS_BY_PRIORITY = {"1": 24, "2": 72, "3": 240, "4": 480}


def rows(path: Path) -> pl.DataFrame:
    """The rows in their order, with their times in UTC, and the row before of the same case."""
    text = pl.read_parquet(path).with_row_index("row")
    known = text.with_columns(
        *(
            pl.when(pl.col(name) == "?").then(None).otherwise(pl.col(name)).alias(name)
            for name in ("category", "assigned_to")
        ),
        at=pl.col("sys_updated_at").str.to_datetime("%d/%m/%Y %H:%M"),
        opened=pl.col("opened_at").str.to_datetime("%d/%m/%Y %H:%M"),
    )
    columns = ("ident_state", "reopen_count", "category", "assigned_to")
    before = [pl.col(name).shift(1).over("number").alias(f"{name}_before") for name in columns]
    first = pl.col("row") == pl.col("row").min().over("number")
    return known.with_columns(*before, first=first)


def _worked(at: pl.Expr) -> pl.Expr:
    """Minutes that the desk has been open since a Monday long ago, up to a time."""
    days = (at.dt.date() - pl.date(2015, 1, 5)).dt.total_days()
    weekday = days % 7
    minute = at.dt.hour().cast(pl.Int64) * 60 + at.dt.minute().cast(pl.Int64)
    today = pl.when(weekday < 5).then((minute - OPENS).clip(0, CLOSES - OPENS)).otherwise(0)
    whole = (days // 7) * 5 + weekday.clip(0, 5)
    return whole * (CLOSES - OPENS) + today


def _first_at(frame: pl.DataFrame, wanted: pl.Expr, name: str) -> pl.DataFrame:
    """Of each case the first row for which something holds, not before the case was opened: its time."""
    picked = frame.filter(wanted & (pl.col("at") >= pl.col("opened"))).group_by("number", maintain_order=True).first()
    return picked.select("number", pl.col("at").alias(name))


def _header(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter("first").select("number", "priority", "opened")


def taken_up(frame: pl.DataFrame) -> Counter[str]:
    """Taken up within 8 working hours of being opened; once these are used up, done after closing is late."""
    takes = pl.col("ident_state").is_in(TAKEN) & ~pl.col("ident_state_before").is_in(TAKEN).fill_null(value=False)
    cases = _header(frame).join(_first_at(frame, takes, "done"), on="number", how="left")
    used = _worked(pl.col("done")) - _worked(pl.col("opened"))
    minute = pl.col("done").dt.hour().cast(pl.Int64) * 60 + pl.col("done").dt.minute().cast(pl.Int64)
    open_now = (minute > OPENS) & (minute <= CLOSES) & (pl.col("done").dt.weekday() <= 5)
    kept = (used < 480) | ((used == 480) & open_now)
    return _counted(cases.select(_status(kept, pl.col("done"))))


def classified(frame: pl.DataFrame) -> Counter[str]:
    """Given a category within one hour of being opened."""
    names = pl.col("category").is_not_null() & pl.col("category_before").is_null()
    cases = _header(frame).join(_first_at(frame, names, "done"), on="number", how="left")
    kept = pl.col("done") <= pl.col("opened") + pl.duration(hours=1)
    return _counted(cases.select(_status(kept, pl.col("done"))))


def resolved(frame: pl.DataFrame) -> Counter[str]:
    """Resolved within the hours of its priority, the time that waited for the caller left out."""
    done = _first_at(frame, pl.col("ident_state") == "Resolved", "done")
    spells = frame.with_columns(until=pl.col("at").shift(-1).over("number"))
    last = frame["at"].max()
    waits = (
        spells.filter(pl.col("ident_state") == WAITING)
        .join(done, on="number", how="left")
        .with_columns(end=pl.min_horizontal(pl.col("until").fill_null(last), pl.col("done").fill_null(last)))
        .filter(pl.col("end") > pl.col("at"))
        .group_by("number")
        .agg(waited=(pl.col("end") - pl.col("at")).dt.total_minutes().sum())
    )
    cases = _header(frame).join(done, on="number", how="left").join(waits, on="number", how="left")
    allowed = pl.col("priority").replace_strict(HOURS_BY_PRIORITY, return_dtype=pl.Int64) * 60
    used = (pl.col("done").fill_null(last) - pl.col("opened")).dt.total_minutes() - pl.col("waited").fill_null(0)
    return _counted(cases.select(_status(used <= allowed, pl.col("done"))))


def resolved_again(frame: pl.DataFrame) -> Counter[str]:
    """Resolved within 72 hours of each reopening; one that comes while another is open is none."""
    rises = pl.col("reopen_count").cast(pl.Int64) > pl.col("reopen_count_before").cast(pl.Int64)
    resolves = (pl.col("ident_state") == "Resolved") & (pl.col("ident_state_before") != "Resolved")
    told = frame.with_columns(rises=rises.fill_null(value=False), resolves=resolves.fill_null(value=False))
    last = frame["at"].max()
    found: Counter[str] = Counter()
    for _, case in told.filter(pl.col("rises").any().over("number")).group_by("number", maintain_order=True):
        opened = None
        for at, rose, done in case.select("at", "rises", "resolves").iter_rows():
            if rose and opened is None:
                opened = at
            if done and opened is not None:
                found["met" if (at - opened).total_seconds() <= 72 * 3600 else "breached"] += 1
                opened = None
        if opened is not None:
            found["pending" if (last - opened).total_seconds() <= 72 * 3600 else "breached"] += 1
    return found


def owned(frame: pl.DataFrame, apart: set[str]) -> Counter[str]:
    """Questions from the first person who has them to the solution, and hand-overs from person to person between.

    A question closed without a solution is broken; of a hand-over nobody recorded the reason: it is unknown.
    Cases in `apart` are left out.
    """
    found: Counter[str] = Counter()
    columns = ("assigned_to", "assigned_to_before", "ident_state", "ident_state_before")
    told = frame.sort("row").filter(~pl.col("number").is_in(sorted(apart)))
    for _, case in told.group_by("number", maintain_order=True):
        has_owner = False
        for person, person_before, state, state_before in case.select(columns).iter_rows():
            if person is not None and person_before is None:
                has_owner = True
            if has_owner and person is not None and person_before is not None and person != person_before:
                found["unknown"] += 1
            if has_owner and state in ("Resolved", "Closed") and state != state_before:
                found["met" if state == "Resolved" else "breached"] += 1
                has_owner = False
        if has_owner:
            found["pending"] += 1
    return found


def _status(kept: pl.Expr, done: pl.Expr) -> pl.Expr:
    """Kept, broken, or, not done and still in time, pending."""
    open_still = pl.when(kept).then(pl.lit("pending")).otherwise(pl.lit("breached"))
    return pl.when(done.is_null()).then(open_still).when(kept).then(pl.lit("met")).otherwise(pl.lit("breached"))


def _counted(statuses: pl.DataFrame) -> Counter[str]:
    return Counter(statuses.to_series().to_list())
