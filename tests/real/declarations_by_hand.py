"""What a correct check of the travel declarations must find, worked out row by row and without this library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import polars as pl

LIMITS = {"PRE_APPROVER": Decimal(250), "ADMINISTRATION": Decimal(1000), "BUDGET OWNER": Decimal(1000)}


def cases(path: Path) -> Iterator[tuple[Decimal, list[tuple[str, str]]]]:
    """Of each case the amount in cents, and activities with roles in the order of time and rows."""
    rows = pl.read_parquet(path).with_row_index("row").sort("time:timestamp", "row")
    for _, case in rows.group_by("case:concept:name", maintain_order=True):
        amount = Decimal(case["(case)_Amount"][0]).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
        yield amount, list(case.select("concept:name", "org:role").iter_rows())


def refuses(activity: str) -> bool:
    """Whether somebody who decides says no, which ends the approvals before it; an employee only takes back."""
    return "REJECTED by" in activity and "EMPLOYEE" not in activity


def needed(amount: Decimal) -> set[str]:
    """The roles that must have approved an amount before it is paid."""
    if amount <= 100:
        return {"SUPERVISOR"}
    return {"SUPERVISOR", "ADMINISTRATION"} if amount <= 500 else {"SUPERVISOR", "ADMINISTRATION", "BUDGET OWNER"}


def paid_as_approved(path: Path) -> Counter[str]:
    """Payments for which all roles that the amount needs had approved, and others."""
    found: Counter[str] = Counter()
    for amount, steps in cases(path):
        approved: set[str] = set()
        for activity, role in steps:
            if "APPROVED by" in activity:
                approved.add(role)
            elif refuses(activity):
                approved.clear()
            elif activity == "Payment Handled":
                found["met" if needed(amount) <= approved else "breached"] += 1
    return found


def approved_by_whom(path: Path) -> Counter[tuple[str, str]]:
    """By role: approvals within its limit, or after the supervisor's, and others."""
    found: Counter[tuple[str, str]] = Counter()
    for amount, steps in cases(path):
        supervised = False
        for activity, role in steps:
            if "APPROVED by" in activity:
                within = role not in LIMITS or amount <= LIMITS[role]
                found[role, "met" if within or supervised else "breached"] += 1
                supervised = supervised or role == "SUPERVISOR"
            elif refuses(activity):
                supervised = False
    return found


CASE, AT, WHAT, ROLE = "case:concept:name", "time:timestamp", "concept:name", "org:role"


def _rows(path: Path) -> pl.DataFrame:
    """All rows in the order of time and rows, each with its place in that order."""
    rows = pl.read_parquet(path).with_row_index("row").sort(AT, "row")
    return rows.with_columns(place=pl.int_range(pl.len()))


def steps_by_role(path: Path) -> Counter[tuple[str, str]]:
    """Steps by the role on record, and whether that is the role which the name of the step says."""
    steps = _rows(path).filter(pl.col(WHAT).str.contains(" by ") & ~pl.col(WHAT).str.contains("SAVED"))
    belongs = pl.col(WHAT).str.split(" by ").list.last() == pl.col(ROLE)
    status = pl.when(pl.col(ROLE) == "MISSING").then(pl.lit("unknown")).when(belongs).then(pl.lit("met"))
    told = steps.select(ROLE, status=status.otherwise(pl.lit("breached")))
    return Counter({(role, is_so): n for role, is_so, n in told.group_by(ROLE, "status").len().iter_rows()})


def paid_without(path: Path, step: str) -> dict[str, list[str]]:
    """Payments before which a step does not stand in their declaration: the declaration, and who had approved it."""
    rows = _rows(path).with_columns(paid=(pl.col(WHAT) == "Payment Handled"), seen=pl.col(WHAT).str.ends_with(step))
    before = rows.with_columns(seen=pl.col("seen").cast(pl.Int64).cum_sum().over(CASE) > 0)
    without = before.filter(pl.col("paid") & ~pl.col("seen"))[CASE].to_list()
    approvals = rows.filter(pl.col(CASE).is_in(without) & pl.col(WHAT).str.contains("APPROVED by"))
    return {case: approvals.filter(pl.col(CASE) == case)[ROLE].to_list() for case in without}


def unchecked(path: Path, step: str) -> list[str]:
    """Declarations in which a step is taken without the administration's check before it, once for each time."""
    checked = pl.col(WHAT).str.ends_with(" APPROVED by ADMINISTRATION").cast(pl.Int64).cum_sum().over(CASE) > 0
    taken = _rows(path).with_columns(checked=checked).filter(pl.col(WHAT).str.ends_with(f" {step}"))
    return sorted(taken.filter(~pl.col("checked"))[CASE].to_list())


def unchecked_by_year(path: Path) -> Counter[tuple[int, str]]:
    """Final approvals by year: with the administration's check before them in their declaration, or without."""
    checked = pl.col(WHAT).str.ends_with("APPROVED by ADMINISTRATION").cast(pl.Int64).cum_sum().over(CASE) > 0
    rows = _rows(path).with_columns(status=pl.when(checked).then(pl.lit("met")).otherwise(pl.lit("breached")))
    final = rows.filter(pl.col(WHAT).str.contains("FINAL_APPROVED")).with_columns(year=pl.col(AT).dt.year())
    return Counter({(year, status): n for year, status, n in final.group_by("year", "status").len().iter_rows()})


def first_came_after_the_final(path: Path, step: str) -> list[str]:
    """Declarations in which a step is first taken after the first final approval."""
    place = pl.col("place")
    firsts = (
        _rows(path)
        .group_by(CASE)
        .agg(
            step=place.filter(pl.col(WHAT).str.ends_with(step)).min(),
            final=place.filter(pl.col(WHAT).str.contains("FINAL_APPROVED")).min(),
        )
    )
    return sorted(firsts.filter(pl.col("step") > pl.col("final"))[CASE].to_list())
