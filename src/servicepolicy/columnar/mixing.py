"""Numbers of 64 bits that stand for whatever is said in columns: equal where it is equal."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["Marks", "Shelf", "followed", "marks_of", "mixed", "seed"]

Marks = npt.NDArray[np.uint64]

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0xD6E8FEB86659FD93)
_BASE = np.uint64(0xA0761D6478BD642F)
_SHIFT = np.uint64(32)


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


def followed(checks: Marks, more: Marks) -> Marks:
    """Other marks that stand for both, in this order; they are equal by another accident than those of `mixed`."""
    found = checks + more
    found *= _BASE
    return found


class Shelf:
    """Marks that are known: a table in which each stands near the slot that its last bits name.

    Attributes:
        marks: The marks.
    """

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        size = 1 << max(4 * len(marks), 16).bit_length()
        self._last = np.uint64(size - 1)
        self._places = np.full(size, -1, dtype=np.int64)
        left = np.arange(len(marks))
        slot = (marks & self._last).astype(np.int64)
        while len(left):
            free = left[self._places[slot[left]] < 0]
            self._places[slot[free]] = free
            left = left[self._places[slot[left]] != left]
            slot[left] = (slot[left] + 1) & (size - 1)

    def __len__(self) -> int:
        return len(self.marks)

    def places(self, marks: Marks) -> npt.NDArray[np.int64]:
        """The place of each of some marks among those that are known; -1 where it is none of them."""
        slot = (marks & self._last).astype(np.int64)
        found = self._places[slot]
        left = np.flatnonzero(found >= 0)
        left = left[self.marks[found[left]] != marks[left]]
        while len(left):
            slot[left] = (slot[left] + 1) & (len(self._places) - 1)
            found[left] = self._places[slot[left]]
            left = left[found[left] >= 0]
            left = left[self.marks[found[left]] != marks[left]]
        return found


def marks_of(column: pl.Series) -> Marks:
    """A mark for each value of a column; nulls have one of their own."""
    if column.dtype == pl.Null or isinstance(column.dtype, pl.Categorical | pl.Enum):
        column = column.cast(pl.String)
    found: Marks = column.hash(7).to_numpy()
    return found
