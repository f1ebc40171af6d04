"""Numbers of 64 bits that stand for whatever is said in columns: equal where it is equal."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["Marks", "among", "marks_of", "mixed", "seed"]

Marks = npt.NDArray[np.uint64]

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_EMPTY = np.uint64(0x5851F42D4C957F2D)


@lru_cache(maxsize=4096)
def seed(said: str) -> int:
    """A mark for a text, the same in every process."""
    found = 0xCBF29CE484222325
    for sign in said.encode():
        found = ((found ^ sign) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return found


def mixed(marks: Marks, more: Marks) -> Marks:
    """Marks that stand for both, in this order."""
    found = marks ^ more
    found *= _PRIME
    found ^= found >> _SHIFT
    found *= _OTHER
    found ^= found >> _SHIFT
    return found


def among(marks: Marks, known: Marks) -> npt.NDArray[np.bool_]:
    """Which marks are among some that are sorted."""
    if not len(known):
        return np.zeros(len(marks), dtype=bool)
    found: npt.NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, marks), len(known) - 1)] == marks
    return found


def marks_of(column: pl.Series) -> Marks:
    """A mark for each value of a column; nulls have one of their own."""
    if column.dtype == pl.Null:
        return np.full(len(column), _EMPTY, dtype=np.uint64)
    if isinstance(column.dtype, pl.Categorical | pl.Enum):
        column = column.cast(pl.String)
    found = column.hash(7).to_numpy()
    if column.null_count():
        found = np.where(column.is_null().to_numpy(), _EMPTY, found)
    return found
