"""One partition: its rows read, judged, and its verdicts written as a file that is whole or is not there."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from servicepolicy.columnar.batch import Counts
from servicepolicy.columnar.partitions import read_partition
from servicepolicy.columnar.run_notes import disk_full
from servicepolicy.columnar.session import Session
from servicepolicy.columnar.sources import ParquetRows
from servicepolicy.columnar.verdict_table import ARROW, CODED, READ_AS, Table, chosen
from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy

__all__ = ["VERDICTS", "PartitionJob", "no_space"]

VERDICTS: Final = "verdicts-{:05d}.parquet"
_SMALL: Final = 20_000  # verdicts, of fewer of which no row group is made
_WRITTEN: Final[dict[str, Any]] = {
    "compression": "zstd",
    "compression_level": 1,
    "write_statistics": False,
    "store_schema": False,
    "use_dictionary": CODED,
    "dictionary_pagesize_limit": 1 << 26,  # else texts of more than a megabyte are written out one by one
    "write_batch_size": 16_384,
}
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
        counts: Counts = {}
        try:
            tables = list(self._session().tables(events, subjects, counts))
        except FactsError as error:
            given = {"events": events, "subjects": events if subjects is None else subjects}
            raise FactsError(_placed(problem, given) for problem in error.problems) from None
        kept = [chosen(table, self.only) for table in tables] if self.only else tables
        name = VERDICTS.format(number)
        return {
            "number": number,
            "file": name,
            "bytes": self._write(_joined(kept), name, number),
            "events": events.height,
            "subjects": events["subject"].n_unique() if subjects is None else subjects.height,
            "verdicts": sum(len(table) for table in tables),
            "written": sum(len(table) for table in kept),
            "statuses": _statuses(tables),
            "pairs": [[*key, pairs] for key, pairs in sorted(counts.items())],
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

    def _write(self, tables: Sequence[Table], name: str, number: int) -> int:
        path = self.into / name
        waiting = path.with_name(name + ".part")
        try:
            said = {**self.told, "servicepolicy.partition": str(number), **READ_AS}
            with pq.ParquetWriter(waiting, ARROW, **_WRITTEN) as file:
                file.add_key_value_metadata(said)
                for table in tables:
                    file.write_table(table, row_group_size=len(table))
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


def _joined(tables: Sequence[Table]) -> list[Table]:
    """Tables as row groups of a file: small ones are put together."""
    large = [table for table in tables if len(table) > _SMALL]
    small = [table for table in tables if 0 < len(table) <= _SMALL]
    return [*large, pa.concat_tables(small).unify_dictionaries()] if small else large


def _statuses(tables: Iterable[Table]) -> list[list[Any]]:
    """How many verdicts there are, by rule, level and status."""
    found: Counter[tuple[str, ...]] = Counter()
    for table in tables:
        columns = [table[name].chunk(0) for name in ("rule", "level", "status")]
        sizes = [len(column.dictionary) for column in columns]
        places = [column.indices.to_numpy() for column in columns]
        counts = np.bincount(np.ravel_multi_index(places, sizes)) if len(table) else np.zeros(0, dtype=np.int64)
        for sort in np.flatnonzero(counts).tolist():
            said = zip(columns, np.unravel_index(sort, sizes), strict=True)
            found[tuple(column.dictionary[int(place)].as_py() for column, place in said)] += int(counts[sort])
    return [[*said, count] for said, count in sorted(found.items())]


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
