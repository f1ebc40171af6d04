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


def approved_by_whom(path: Path) -> Counter[str]:
    """Approvals within the limit of the role, or after the supervisor's, and others."""
    found: Counter[str] = Counter()
    for amount, steps in cases(path):
        supervised = False
        for activity, role in steps:
            if "APPROVED by" in activity:
                within = role not in LIMITS or amount <= LIMITS[role]
                found["met" if within or supervised else "breached"] += 1
                supervised = supervised or role == "SUPERVISOR"
            elif refuses(activity):
                supervised = False
    return found
