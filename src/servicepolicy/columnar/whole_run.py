"""Logs that are larger than the memory: judged partition by partition, written as files, gone on with after a stop."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import attrs
import polars as pl

from servicepolicy.columnar.as_fields import field_kinds
from servicepolicy.columnar.partition_job import PartitionJob, no_space
from servicepolicy.columnar.partitions import Shape, partition, refuse_empty, shaped
from servicepolicy.columnar.progress import Meter, Progress
from servicepolicy.columnar.run_notes import NOTES, RunNotes, disk_full
from servicepolicy.columnar.sources import Source, sources_of
from servicepolicy.columnar.stretches import in_order
from servicepolicy.columnar.workers import judged
from servicepolicy.errors import UsageError
from servicepolicy.language.plain import all_known
from servicepolicy.models.context import Context
from servicepolicy.policy import arguments
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Status
from servicepolicy.worktime import zone_data_version
from servicepolicy.worktime._instant import iso

__all__ = ["Run", "run", "scan"]

_ROWS: Final = 250_000  # of events in a partition: with their verdicts they take some hundred megabytes
_UNKNOWN: Final = 32  # partitions, where nobody knows how many rows will come
_MOST: Final = 4_096
_SPILL: Final = ".rows"
_STOPPED: Final = "what is done is kept, and the same call goes on; more `partitions` need less memory"


@attrs.frozen
class Run:
    """What a run has come to.

    Attributes:
        folder: Where the verdicts lie, as Parquet files `verdicts-00000.parquet` and so on.
        events: Rows of events judged.
        subjects: Subjects judged.
        verdicts: Verdicts found, and `written` of them.
        written: Verdicts in the files.
        statuses: How many verdicts, by rule, level (`breach` or `advice`) and status.
        counts: By kind of rule, engine and reason: how many pairs of subject and rule.
    """

    folder: Path
    events: int
    subjects: int
    verdicts: int
    written: int
    statuses: Mapping[tuple[str, str, str], int]
    counts: pl.DataFrame

    def scan(self) -> pl.LazyFrame:
        """The verdicts, as a table that is read when it is asked."""
        return scan(self.folder)


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
    """What `servicepolicy.columnar.run` does, once what it needs is there."""
    moment, known = arguments.instant(as_of, "as_of"), arguments.perhaps(known_at, "known_at")
    asked = None if rules is None else tuple(sorted(arguments.rules_of(policy, rules)))
    wanted = _statuses(only)
    if workers < 1 or not (partitions is None or 1 <= partitions <= _MOST):
        raise UsageError(f"`workers` is at least 1, and `partitions` from 1 to {_MOST:,}")
    folder = Path(into)
    sources = {"events": sources_of(events, "events")}
    if subjects is not None:
        sources["subjects"] = sources_of(subjects, "subjects")
    of = {
        "policy": policy.id,
        "digest": policy.digest,
        "basis": policy.basis,
        "servicepolicy": version("servicepolicy"),
        "zone_data": zone_data_version(),
        "as_of": iso(moment),
        "known_at": None if known is None else iso(known),
        "context": None if context is None else hashlib.sha256(context.model_dump_json().encode()).hexdigest(),
        "rules": None if asked is None else list(asked),
        "only": list(wanted),
        "columns": dict(columns or {}),
        "zone": zone,
        "sources": {name: [source.identity for source in found] for name, found in sources.items()},
        "partitions": partitions,
    }
    with _room(folder):
        notes = _notes(folder, of)
        shapes = _shapes(policy, sources, columns or {}, zone)
        job = PartitionJob(
            policy=policy,
            as_of=as_of,
            known_at=known_at,
            context=context,
            rules=asked,
            only=wanted,
            read_from=folder / _SPILL,
            into=folder,
            events=shapes["events"].kinds,
            subjects=shapes["subjects"].kinds if "subjects" in shapes else None,
            told=_told(of),
        )
        if not notes.complete:
            _partitioned(notes, folder, sources, shapes, partitions, workers, progress)
            for name, starts in (notes.bounds or {}).items():
                if (file := sources[name][0].whole) is not None:
                    job.whole[name] = file, starts
            _judge(notes, folder, job, workers, progress)
    return _run(folder, notes)


def scan(folder: str | Path) -> pl.LazyFrame:
    """What `servicepolicy.columnar.scan` does, once Polars is there."""
    notes = RunNotes.load(Path(folder))
    if notes is None:
        raise UsageError(f"`{Path(folder).name}` is no folder of verdicts: it has no `{NOTES}`")
    if not notes.complete:
        done, of = len(notes.parts), len((notes.partitions or [[]])[0])
        raise UsageError(
            f"the run in `{Path(folder).name}` has not ended ({done} of {of or '?'} partitions): the same call goes on"
        )
    return pl.scan_parquet([Path(folder) / part["file"] for _, part in sorted(notes.parts.items(), key=_number)])


def _statuses(only: Iterable[str]) -> tuple[str, ...]:
    given = (only,) if isinstance(only, str) else tuple(only)
    known = [status.value for status in Status]
    all_known(map(str, given), known, "is no status")
    return tuple(status for status in known if status in {str(one) for one in given})


def _told(of: Mapping[str, Any]) -> dict[str, str]:
    """What every file of verdicts says of its run."""
    names = ("policy", "digest", "basis", "zone_data", "as_of", "known_at", "rules", "only")
    told = {f"servicepolicy.{name}": of[name] for name in names if of[name]}
    told["servicepolicy.version"] = of["servicepolicy"]
    return {name: said if isinstance(said, str) else ",".join(said) for name, said in told.items()}


# ---------------------------------------------------------------- the folder


@contextmanager
def _room(folder: Path) -> Generator[None]:
    """The folder of a run, which one run uses at a time; a full disk is one error, wherever it shows."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            _alone(lock, folder)
            yield
    except (OSError, pl.exceptions.PolarsError) as error:
        if disk_full(error):
            raise no_space(folder) from None
        raise


def _alone(lock: Any, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # where there is none, nothing keeps two runs apart
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(f"another run is writing into `{folder.name}`") from None


def _notes(folder: Path, of: dict[str, Any]) -> RunNotes:
    """The notes to go on with, or new ones.

    Raises:
        UsageError: Something else lies in the folder.
    """
    notes = RunNotes.load(folder)
    if notes is None:
        strange = [one.name for one in folder.iterdir() if not _ours(one.name)]
        if strange:
            raise UsageError(f"`{folder.name}` holds other files, such as `{min(strange)}`: give a folder of its own")
        _clear(folder)
        notes = RunNotes(of)
        notes.save(folder)
        return notes
    others = notes.differs(of)
    if others:
        named = ", ".join(f"`{name}`" for name in others)
        raise UsageError(
            f"`{folder.name}` holds a run that differs in {named}: give another folder, or delete this one"
        )
    for number, part in list(notes.parts.items()):
        path = folder / part["file"]
        if not path.is_file() or path.stat().st_size != part["bytes"]:
            del notes.parts[number]
            notes.complete = False
    for left in folder.glob("*.part"):
        left.unlink()
    return notes


def _ours(name: str) -> bool:
    return name in (".lock", _SPILL) or name.endswith(".part")


def _clear(folder: Path) -> None:
    shutil.rmtree(folder / _SPILL, ignore_errors=True)
    for left in folder.glob("*.part"):
        left.unlink()


# ---------------------------------------------------------------- the two stages


def _shapes(
    policy: Policy, sources: Mapping[str, Sequence[Source]], columns: Mapping[str, str], zone: str | None
) -> dict[str, Shape]:
    needed = {"events": ("subject", "event", "at"), "subjects": ("subject",)}
    shapes: dict[str, Shape] = {}
    for name, found in sources.items():
        fields = field_kinds(policy, header=name == "subjects")
        # Names are those of the events; of the subjects only the key, where it is called alike.
        theirs = columns if name == "events" else {}
        if name == "subjects" and "subject" in columns and all("subject" not in one.schema for one in found):
            theirs = {"subject": columns["subject"]}
        shapes[name] = shaped(found, needed[name], theirs, fields, zone)
    return shapes


def _partitioned(
    notes: RunNotes,
    folder: Path,
    sources: Mapping[str, Sequence[Source]],
    shapes: Mapping[str, Shape],
    partitions: int | None,
    workers: int,
    progress: Callable[[Progress], None] | None,
) -> None:
    """Put all rows into partitions, if that was not done before."""
    spill = folder / _SPILL
    if notes.partitions is not None and (notes.bounds is not None or spill.is_dir()):
        return
    shutil.rmtree(spill, ignore_errors=True)
    known = [source.rows for found in sources.values() for source in found]
    total = None if None in known else sum(rows or 0 for rows in known)
    count = partitions or _count(sources["events"], workers)
    meter = Meter("reading", total, progress)
    rows: list[list[int]] = []
    notes.bounds = in_order(sources, shapes, count, meter.add)
    if notes.bounds is not None:
        notes.partitions = [[stop - start for start, stop in pairwise(starts)] for starts in notes.bounds.values()]
        notes.parts = {}
        notes.save(folder)
        return
    meter = Meter("reading", total, progress)
    spill.mkdir()
    for name, found in sources.items():
        rows.append(partition(found, shapes[name], spill, name, count, meter.add))
    refuse_empty(rows[0] if len(rows) == 1 else rows[0] + rows[1], sources["events"])
    notes.partitions = rows
    notes.parts = {}
    notes.save(folder)


def _count(sources: Sequence[Source], workers: int) -> int:
    known = [source.rows for source in sources]
    if None in known:
        return max(_UNKNOWN, workers * 4)
    rows = sum(rows or 0 for rows in known)
    fair = workers * 4 if rows > 50_000 * workers and workers > 1 else 1  # so that no worker waits long for another
    return min(max(-(-rows // _ROWS), fair), _MOST)


def _judge(
    notes: RunNotes,
    folder: Path,
    job: PartitionJob,
    workers: int,
    progress: Callable[[Progress], None] | None,
) -> None:
    """Judge each partition that is not whole yet."""
    rows = (notes.partitions or [[]])[0]
    weight = [sum(one) for one in zip(*(notes.partitions or [[]]), strict=True)]
    left = [number for number, held in enumerate(weight) if held and str(number) not in notes.parts]
    before = sum(rows) - sum(rows[number] for number in left)
    meter = Meter("judging", sum(rows), progress, before)
    for part in judged(job, left, workers, stopped=_STOPPED):
        notes.parts[str(part["number"])] = part
        notes.save(folder)
        meter.add(part["events"])
    notes.complete = True
    notes.save(folder)
    shutil.rmtree(folder / _SPILL, ignore_errors=True)


def _run(folder: Path, notes: RunNotes) -> Run:
    from servicepolicy.columnar.verdict_table import COUNTS

    parts = [part for _, part in sorted(notes.parts.items(), key=_number)]
    statuses: Counter[tuple[str, str, str]] = Counter()
    pairs: Counter[tuple[str, str, str]] = Counter()
    for part in parts:
        for rule, level, status, count in part["statuses"]:
            statuses[rule, level, status] += count
        for kind, engine, reason, count in part["pairs"]:
            pairs[kind, engine, reason] += count
    counts = pl.DataFrame([(*key, count) for key, count in sorted(pairs.items())], schema=COUNTS, orient="row")
    sums = {name: sum(part[name] for part in parts) for name in ("events", "subjects", "verdicts", "written")}
    return Run(folder=folder, statuses=dict(sorted(statuses.items())), counts=counts, **sums)


def _number(item: tuple[str, Any]) -> int:
    return int(item[0])
