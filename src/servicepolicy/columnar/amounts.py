"""Amounts of money over columns, as whole numbers of hundredths: how they lie to limits and to one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.clock_arrays import NONE, Instants
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks, marks_of, mixed
from servicepolicy.money import Money

__all__ = ["PLAIN", "Amounts", "Column"]

PLAIN: Final = r"^(-?[0-9]{1,15})(?:\.([0-9]{1,2}))? ([A-Z]{3})$"


@attrs.frozen(eq=False)
class Column:
    """The amounts of all rows of a log.

    Attributes:
        amount: Hundredths; `NONE` where a row has none.
        currency: A mark for the currency of each.
        odd: Whether it is written in another way than is read here.
    """

    amount: Instants
    currency: Marks
    odd: Flags

    @classmethod
    def of(cls, log: Log) -> Column:
        """Those of a log."""
        amount: Instants = np.full(len(log.at), NONE, dtype=np.int64)
        currency, odd = np.zeros(len(log.at), dtype=np.uint64), np.zeros(len(log.at), dtype=bool)
        rows = np.flatnonzero(log.there("amount"))
        said = log.said("amount", rows)
        if said.dtype != pl.String:
            odd[rows] = True
            return cls(amount, currency, odd)
        parts = said.to_frame("amount").select(
            whole=pl.col("amount").str.extract(PLAIN, 1),
            part=pl.col("amount").str.extract(PLAIN, 2).fill_null("0").str.pad_end(2, "0").cast(pl.Int64),
            currency=pl.col("amount").str.extract(PLAIN, 3),
        )
        whole = parts["whole"].cast(pl.Int64).fill_null(0).to_numpy()
        minus = parts["whole"].str.starts_with("-").fill_null(value=False).to_numpy()
        there = parts["whole"].is_not_null().to_numpy()
        hundredths = whole * 100 + np.where(minus, -1, 1) * parts["part"].to_numpy()
        odd[rows] = ~there
        amount[rows] = np.where(there, hundredths, NONE)
        currency[rows] = marks_of(parts["currency"])
        return cls(amount, currency, odd)


class Amounts:
    """The amounts of some rows of a log.

    Args:
        limits: What they are compared with.
        column: Those of all rows.
        rows: The rows.

    Attributes:
        amount: Hundredths; `NONE` where a row has none.
        marks: For each row, the currency and how its amount lies to the limits and to nothing.
        odd: Whether it is written in another way than is read here.
    """

    def __init__(self, limits: Sequence[Money], column: Column, rows: Places) -> None:
        self.odd: Flags = column.odd[rows]
        self.amount: Instants = column.amount[rows]
        there = self.amount != NONE
        self.marks: Marks = mixed(column.currency[rows], np.sign(self.amount).astype(np.uint64))
        for limit in limits:
            bound = int(limit.amount * 100)
            exact = bound == limit.amount * 100
            signs = np.sign(self.amount - bound) if exact else np.where(self.amount > bound, 1, -1)
            self.marks = mixed(self.marks, np.where(there, signs, 7).astype(np.uint64))
