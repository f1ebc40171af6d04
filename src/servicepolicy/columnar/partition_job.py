"""One partition: its rows read, judged, and its verdicts written as a file that is whole or is not there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.partitions import read_partition
from servicepolicy.columnar.run_notes import disk_full
from servicepolicy.columnar.session import Session
from servicepolicy.columnar.sources import ParquetRows
from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy

__all__ = ["VERDICTS", "PartitionJob", "no_space"]

VERDICTS: Final = "verdicts-{:05d}.parquet"
_ROW: Final = re.compile(r"(events|subjects)\[(\d+)\]\.?(.*)")


@attrs.frozen
class PartitionJob:
    """What is done with every partition of a run. It is sent to a worker once.

    Attributes:
        policy: The policy.
        as_of: The moment that is judged.
        known_at: What was recorded later does not exist.
        context: Organisation, ledger, waivers.
        rules: Ids of the rules that are judged; `None`: all.
        only: Statuses whose verdicts are written; empty: all.
        read_from: Where the partitions lie.
        into: Where the verdicts are written.
        events: The columns of the events.
        subjects: The columns of the subjects; `None`: there is no such table.
        told: What every file says of its run.
        whole: For each table the file of which the partitions are stretches, and the first row of each, one more at the
            end; empty where they lie in files of their own.
    """

    policy: Policy
    as_of: datetime
    known_at: datetime | None
    context: Context | None
    rules: tuple[str, ...] | None
    only: tuple[str, ...]
    read_from: Path
    into: Path
    events: Mapping[str, pl.DataType]
    subjects: Mapping[str, pl.DataType] | None
    told: Mapping[str, str]
    whole: dict[str, tuple[ParquetRows, Sequence[int]]] = attrs.field(
        factory=dict[str, "tuple[ParquetRows, Sequence[int]]"]
    )
    _sessions: list[Session] = attrs.field(factory=list[Session], init=False, eq=False, repr=False)

    def judge(self, number: int) -> dict[str, Any]:
        """Judge a partition, write its verdicts, and say what was found, as JSON-ready data.

        Raises:
            FactsError: A record in it cannot be used.
            UsageError: The disk is full.
        """
        events = self._rows("events", number, self.events)
        subjects = None if self.subjects is None else self._rows("subjects", number, self.subjects)
        try:
            found = self._session().judge(events, subjects)
        except FactsError as error:
            tables = {"events": events, "subjects": events if subjects is None else subjects}
            raise FactsError(_placed(problem, tables) for problem in error.problems) from None
        verdicts = found.verdicts
        kept = verdicts.filter(pl.col("status").cast(pl.String).is_in(self.only)) if self.only else verdicts
        name = VERDICTS.format(number)
        return {
            "number": number,
            "file": name,
            "bytes": self._write(kept, name, number),
            "events": events.height,
            "subjects": events["subject"].n_unique() if subjects is None else subjects.height,
            "verdicts": verdicts.height,
            "written": kept.height,
            "statuses": _statuses(verdicts),
            "pairs": [list(row) for row in found.counts.rows()],
        }

    def _rows(self, table: str, number: int, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
        if table not in self.whole:
            return read_partition(self.read_from, table, number, kinds)
        file, starts = self.whole[table]
        return file.stretch(starts[number], starts[number + 1] - starts[number])

    def _session(self) -> Session:
        """What judges, one for all partitions of a process: what was found of a situation serves those that follow."""
        if not self._sessions:
            made = Session(
                self.policy, as_of=self.as_of, known_at=self.known_at, context=self.context, rules=self.rules
            )
            self._sessions.append(made)
        return self._sessions[0]

    def _write(self, verdicts: pl.DataFrame, name: str, number: int) -> int:
        path = self.into / name
        waiting = path.with_name(name + ".part")
        try:
            metadata = {**self.told, "servicepolicy.partition": str(number)}
            verdicts.write_parquet(
                waiting, compression="zstd", compression_level=1, statistics=False, metadata=metadata
            )
            with waiting.open("rb+") as file:
                os.fsync(file.fileno())
            size = waiting.stat().st_size
            waiting.replace(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            waiting.unlink(missing_ok=True)
            if disk_full(error):
                raise no_space(self.into) from None
            raise
        return size


def _statuses(verdicts: pl.DataFrame) -> list[list[Any]]:
    """How many verdicts there are, by rule, level and status."""
    told = ("rule", "level", "status")
    sorts = pl.lit(0, dtype=pl.Int64)
    for name in told:
        physical = pl.col(name).to_physical()
        sorts = sorts * (physical.max() + 1).cast(pl.Int64) + physical
    of_each = verdicts.select(sorts.alias("sort"))["sort"].to_numpy()
    counts = np.bincount(of_each)
    (found,) = np.nonzero(counts)
    example = np.zeros(len(counts), dtype=np.int64)
    example[of_each] = np.arange(len(of_each))
    rows = verdicts.select(told)[example[found]].cast(pl.String).rows()
    return [[*said, count] for said, count in sorted(zip(rows, counts[found].tolist(), strict=True))]


def _placed(problem: Problem, tables: Mapping[str, pl.DataFrame]) -> Problem:
    """A problem of a row, told by its subject: which row of a partition it is says nothing to anybody."""
    found = _ROW.fullmatch(problem.where.path)
    if found is None:
        return problem
    table, row, field = found.groups()
    key = f"subject `{tables[table]['subject'][int(row)]}`: "
    message = problem.message if problem.message.startswith(key) else key + problem.message
    return Problem(problem.code, Where(path=f"{table}.{field}"), message, problem.help)


def no_space(folder: Path) -> UsageError:
    """What to raise where nothing more can be written."""
    return UsageError(
        f"the disk of `{folder.name}` is full: what is done is kept; make room and run again, or ask for `only` some "
        "statuses"
    )
