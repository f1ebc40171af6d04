"""Amounts of money over columns, as whole numbers of hundredths: how they lie to limits and to one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from servicepolicy.columnar.clock_arrays import NONE, Instants
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks, marks_of, mixed
from servicepolicy.money import Money

__all__ = ["PLAIN", "Amounts"]

PLAIN: Final = r"^(-?[0-9]{1,15})(?:\.([0-9]{1,2}))? ([A-Z]{3})$"


class Amounts:
    """The amounts of some rows of a log.

    Args:
        limits: What they are compared with.
        log: The log.
        rows: The rows.

    Attributes:
        amount: Hundredths; `NONE` where a row has none.
        marks: For each row, the currency and how its amount lies to the limits and to nothing.
        odd: Whether it is written in another way than is read here.
    """

    def __init__(self, limits: Sequence[Money], log: Log, rows: Places) -> None:
        column = log.said("amount", rows)
        self.odd: Flags = np.zeros(len(rows), dtype=bool)
        if column.dtype != pl.String:
            self.odd = column.is_not_null().to_numpy()
            self.amount: Instants = np.full(len(rows), NONE, dtype=np.int64)
            self.marks: Marks = np.zeros(len(rows), dtype=np.uint64)
            return
        parts = column.to_frame("amount").select(
            said=pl.col("amount").is_not_null(),
            whole=pl.col("amount").str.extract(PLAIN, 1),
            part=pl.col("amount").str.extract(PLAIN, 2),
            currency=pl.col("amount").str.extract(PLAIN, 3),
        )
        minus = parts["whole"].str.starts_with("-").fill_null(value=False).to_numpy()
        whole = parts["whole"].cast(pl.Int64).fill_null(0).to_numpy()
        part = parts["part"].fill_null("0").str.pad_end(2, "0").cast(pl.Int64).to_numpy()
        hundredths = whole * 100 + np.where(minus, -part, part)
        there = parts["whole"].is_not_null().to_numpy()
        self.odd = parts["said"].to_numpy() & ~there
        self.amount = np.where(there, hundredths, NONE)
        self.marks = mixed(marks_of(parts["currency"]), np.sign(self.amount).astype(np.uint64))
        for limit in limits:
            bound = int(limit.amount * 100)
            exact = np.array(bound == limit.amount * 100)
            signs = np.sign(self.amount - bound).astype(np.int64) if exact else np.where(self.amount > bound, 1, -1)
            self.marks = mixed(self.marks, np.where(there, signs, 7).astype(np.uint64))
