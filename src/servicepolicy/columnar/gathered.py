"""Subjects that are judged together: their events and headers as tables, and themselves as the engine reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.checked import Checks
from servicepolicy.columnar.clock_arrays import Instants
from servicepolicy.columnar.log import Flags, Places
from servicepolicy.columnar.records import Records
from servicepolicy.models.timeline import SubjectFacts

__all__ = ["Gathered", "Reads", "Some"]


class Reads(Protocol):
    """Hands out subjects, by their places among those that are judged together, as the reference engine reads them."""

    def facts(self, wanted: Sequence[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some of them, each with its place; what is said of them is checked."""
        ...

    def quickly(self, wanted: Sequence[int], checks: Checks, placed: Flags, /) -> Iterator[tuple[int, SubjectFacts]]:
        """The same of subjects of which everything that is said was checked."""
        ...

    def of(self, places: Places) -> Reads:
        """Those of some places."""
        ...


class Some:
    """Some of the subjects of two tables.

    Args:
        records: All of them.
        places: The places of those that are meant, ascending.
    """

    def __init__(self, records: Records, places: Places) -> None:
        self._records, self._places = records, places

    def facts(self, wanted: Sequence[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some of them, each with its place; what is said of them is checked."""
        return self._mine(self._records.facts(self._places[list(wanted)].tolist()))

    def quickly(self, wanted: Sequence[int], checks: Checks, placed: Flags) -> Iterator[tuple[int, SubjectFacts]]:
        """The same of subjects of which everything that is said was checked."""
        mine = list(wanted)
        return self._mine(self._records.quickly(self._places[mine].tolist(), checks, placed[mine].tolist()))

    def of(self, places: Places) -> Some:
        """Some of these."""
        return Some(self._records, self._places[places])

    def _mine(self, found: Iterator[tuple[int, SubjectFacts]]) -> Iterator[tuple[int, SubjectFacts]]:
        return ((int(np.searchsorted(self._places, place)), facts) for place, facts in found)


@attrs.frozen(eq=False)
class Gathered:
    """Subjects that are judged together.

    Attributes:
        events: The events table: those of a subject together, in the order of the subjects.
        case: The place of the subject of each row.
        heads: The subjects table, one row a subject; `None`: nothing but the events is known.
        keys: The key of each subject.
        beyond: The subjects of which something is said that columns do not express; `None`: that was not looked at.
        reads: Hands out the subjects themselves; some of them by their places among these.
        numbers: The number of each event in its timeline, where that is not told by how many stand here before it.
    """

    events: pl.DataFrame
    case: Places
    heads: pl.DataFrame | None
    keys: pl.Series
    reads: Reads
    beyond: Flags | None = None
    numbers: Places | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def of(self, places: Places) -> Gathered:
        """Some of them, by their places, which ascend."""
        new = np.full(len(self), -1, dtype=np.int64)
        new[places] = np.arange(len(places))
        case = new[self.case]
        rows, chosen = case >= 0, pl.Series(places)
        heads = None if self.heads is None else self.heads[chosen]
        beyond = None if self.beyond is None else self.beyond[places]
        return Gathered(
            self.events.filter(pl.Series(rows)), case[rows], heads, self.keys[chosen], self.reads.of(places), beyond
        )

    def opened(self, otherwise: int) -> Instants:
        """When each opened by its first row.

        Args:
            otherwise: When those opened of which nothing happened, or nobody can tell when.
        """
        if not isinstance(self.events.schema["at"], pl.Datetime):
            return np.full(len(self), otherwise, dtype=np.int64)
        found = np.full(len(self), np.iinfo(np.int64).max, dtype=np.int64)
        at = self.events["at"].dt.cast_time_unit("us").dt.epoch("us")
        np.minimum.at(found, self.case, at.to_numpy())
        return np.where(found == np.iinfo(np.int64).max, otherwise, found)
