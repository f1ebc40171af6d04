"""Millions of subjects at once: two tables go in, one table of verdicts comes out, equal to `Policy.evaluate`.

**The events table** has one row an event. A row says what the event of a record says, each field in a column of its
own; null is absent.

| column | holds |
| --- | --- |
| `subject` | the key of the subject: text, never null |
| `event` | what happened: text, never null |
| `at` | when: a time with a zone, or text as in a record; a date is a whole day. Never null |
| `recorded_at`, `seq`, `id`, `voids` | as in a record: when it was written down, order, identity, what it takes back |
| `by`, `role`, `unit`, `kind` | who did it; several who did it together stand in `actors`, a list of structs |
| any other | a field of the events that have it: text, bool, number, list; an amount is text such as `80000 CNY` |

**The subjects table** has one row a subject: `subject`, its key, then header fields in columns of their own (`type`,
`channel`, `unit`, ...). `subject_kind` says what the subjects are (`case`, where it is left out). Without the table all
that is known of a subject is its events. A dated header field is a list of structs (`value`, `from`, `until`).

Both are frames of Polars, eager or lazy, or tables of Arrow. Rows may stand in any order.

What comes out is described by `Evaluated`. Needs the extra `bulk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicepolicy.columnar.progress import Progress, progress_line
from servicepolicy.columnar.query import Query
from servicepolicy.errors import UsageError

if TYPE_CHECKING:
    import polars

    from servicepolicy.columnar.verdict_table import Evaluated
    from servicepolicy.columnar.whole_run import Run
    from servicepolicy.models.context import Context
    from servicepolicy.policy.policy import Policy

__all__ = ["Progress", "Query", "evaluate", "progress_line", "run", "scan"]


def evaluate(
    policy: Policy,
    events: Any,
    subjects: Any = None,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: Iterable[str] | None = None,
) -> Evaluated:
    """Judge all subjects of two tables.

    Args:
        policy: The policy.
        events: The events table.
        subjects: The subjects table; `None`: nothing but the events is known.
        as_of: The moment that is judged: what happened later does not exist.
        known_at: What was recorded later does not exist; absent: everything handed in.
        context: Organisation, ledger, waivers; what it lacks is unknown.
        rules: Ids of the rules that are judged; absent: all.

    Raises:
        UsageError: The extra `bulk` is not installed, or the policy has no such rule.
        FactsError: A table, or what it says of a subject, cannot be used; every problem is listed with its place.
        OpenBlanksError: The policy has blanks that nothing fills.
        NaiveTimeError: A time has neither zone nor offset.
    """
    _needs_extra()
    from servicepolicy.columnar.session import Session

    session = Session(policy, as_of=as_of, known_at=known_at, context=context, rules=rules)
    return session.judge(events, subjects)


def run(  # noqa: PLR0913  # one argument a choice, all but the first three by name
    policy: Policy,
    events: Any,
    subjects: Any = None,
    *,
    into: str | Path,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: Iterable[str] | None = None,
    only: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    zone: str | None = None,
    workers: int = 1,
    partitions: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Judge a log of any size and write the verdicts into a folder, as Parquet files.

    The rows are put into partitions by subject, on disk, and judged one partition at a time: they may stand in any
    order, and the memory holds one partition (a worker). What is written is whole or is not there; a run that was
    stopped goes on where it stopped when the same call is made again.

    Args:
        policy: The policy.
        events: The events table: a path, a folder or a pattern (`.parquet`, `.csv`, `.tsv`, `.jsonl`, `.arrow`; text
            may be packed), or a list of paths; a frame of Polars; a table, dataset or reader of Arrow; a relation of
            DuckDB; a `Query`.
        subjects: The subjects table, likewise; `None`: nothing but the events is known.
        into: The folder of the run. The working rows lie in it, too, until the run has ended.
        as_of: The moment that is judged: what happened later does not exist.
        known_at: What was recorded later does not exist; absent: everything.
        context: Organisation, ledger, waivers; what it lacks is unknown.
        rules: Ids of the rules that are judged; absent: all.
        only: Statuses whose verdicts are written, such as `("breached", "unknown")`; absent: all. All are counted.
        columns: What our columns are called in the events table, where otherwise: `{"subject": "case"}`.
        zone: The zone of times that name none, such as `Asia/Shanghai`; absent: such times are refused. Of a time that
            the zone tells twice, the first is taken.
        workers: How many processes judge. More than one need the usual `if __name__ == "__main__":` in a script.
        partitions: How many partitions there are; absent: about one for 250,000 events.
        progress: Told how far the run is, twice a second at most; `progress_line(sys.stderr)` writes it on a terminal.

    Returns:
        What was found, counted; `.scan()` reads the verdicts.

    Raises:
        UsageError: The extra `bulk` is not installed; a source is none, or is not there; the folder holds something
            else, or another run; the disk is full; a worker was ended.
        FactsError: The tables, or what they say of a subject, cannot be used; every problem is listed with its place.
        OpenBlanksError: The policy has blanks that nothing fills.
        NaiveTimeError: A time has neither zone nor offset.
    """
    _needs_extra()
    from servicepolicy.columnar import whole_run

    return whole_run.run(
        policy,
        events,
        subjects,
        into=into,
        as_of=as_of,
        known_at=known_at,
        context=context,
        rules=rules,
        only=only,
        columns=columns,
        zone=zone,
        workers=workers,
        partitions=partitions,
        progress=progress,
    )


def scan(folder: str | Path) -> polars.LazyFrame:
    """The verdicts of a run that has ended, as a table that is read when it is asked.

    Raises:
        UsageError: The extra `bulk` is not installed, the folder holds no run, or the run has not ended.
    """
    _needs_extra()
    from servicepolicy.columnar.whole_run import scan as read

    return read(folder)


def _needs_extra() -> None:
    try:
        import numpy
        import polars
        import pyarrow
    except ImportError:
        raise UsageError(
            "judging tables needs Polars, NumPy and PyArrow: `pip install 'servicepolicy[bulk]'`"
        ) from None
    del numpy, polars, pyarrow
