"""A run over a log: equal to one table, whole or not there, and gone on with where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from servicepolicy import columnar
from servicepolicy.columnar import partition_job
from servicepolicy.columnar.run_notes import NOTES
from servicepolicy.errors import FactsError, UsageError
from servicepolicy.policy.policy import Policy
from tests.columnar.logs import AS_OF, POLICY, events, expected, files, ordered, subjects

CHECKOUT = Path(__file__).resolve().parents[2]


def run(into: Path, given: Any = None, headers: Any = None, **more: Any) -> Any:
    """A run over the small log, in five partitions."""
    own = events() if given is None else given
    said: dict[str, Any] = {"into": into, "as_of": AS_OF, "partitions": 5} | more
    return columnar.run(POLICY, own, subjects() if headers is None else headers, **said)


def test_a_run_gives_what_one_table_gives(tmp_path: Path) -> None:
    """The verdicts of all partitions together are those of the two tables, field by field."""
    found = run(tmp_path / "out", events().sample(fraction=1, shuffle=True, seed=3))
    assert ordered(found.scan()).equals(expected())
    assert (found.events, found.subjects) == (len(events()), 60)
    assert found.verdicts == found.written == len(expected())
    assert len([name for name in files(tmp_path / "out") if name.startswith("verdicts-")]) == 5


@pytest.mark.parametrize("order", ["by subject", "but for one row", "none"])
def test_rows_that_stand_by_subject_are_not_put_on_disk_again(order: str, tmp_path: Path) -> None:
    """One Parquet file by subject is judged in stretches, subjects without events too; another is put on disk."""
    own = events().sort("subject", maintain_order=True)
    match order:
        case "but for one row":
            own = pl.concat([own.slice(1), own.head(1)])
        case "none":
            own = own.sample(fraction=1, shuffle=True, seed=3)
        case _:
            pass
    own.write_parquet(tmp_path / "events.parquet", row_group_size=50)
    subjects(70).write_parquet(tmp_path / "subjects.parquet")
    seen: list[bool] = []

    def look(at: columnar.Progress) -> None:
        if at.stage == "judging":
            seen.append((tmp_path / "out" / ".rows").exists())

    found = run(tmp_path / "out", tmp_path / "events.parquet", tmp_path / "subjects.parquet", progress=look)
    assert set(seen) == {order != "by subject"}
    assert ordered(found.scan()).equals(expected(own, subjects(70)))
    assert found.subjects == 70
    written = [pl.read_parquet(tmp_path / "out" / f"verdicts-{number:05d}.parquet") for number in range(5)]
    assert all(one.height for one in written)


def test_what_is_found_is_counted(tmp_path: Path) -> None:
    """The result counts verdicts by rule, level and status, and pairs by engine, over all partitions."""
    found = run(tmp_path / "out")
    counted = expected().group_by("rule", "level", "status").len().rows()
    assert found.statuses == {tuple(row[:3]): row[3] for row in counted}
    assert found.counts["pairs"].sum() == 60 * len(POLICY.rules)


def test_workers_give_the_same(tmp_path: Path) -> None:
    """Two processes write what one writes."""
    found = run(tmp_path / "out", workers=2)
    assert ordered(found.scan()).equals(expected())


def test_each_file_says_what_it_is_of(tmp_path: Path) -> None:
    """The metadata of a file hold the policy and its digest, the basis, the versions and the moment."""
    run(tmp_path / "out", only=("unknown",))
    told = pq.read_metadata(tmp_path / "out" / "verdicts-00000.parquet").metadata
    said = {key.decode(): value.decode() for key, value in told.items() if key.startswith(b"servicepolicy.")}
    assert said["servicepolicy.policy"] == "answers"
    assert said["servicepolicy.digest"] == POLICY.digest
    assert said["servicepolicy.basis"] == POLICY.basis
    assert said["servicepolicy.as_of"] == "2026-06-01T00:00:00Z"
    assert said["servicepolicy.only"] == "unknown"
    assert {"servicepolicy.version", "servicepolicy.zone_data"} <= said.keys()


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    """Breaches and unknowns alone lie in the files; everything is counted."""
    found = run(tmp_path / "out", only=("breached", "unknown"))
    wanted = expected().filter(pl.col("status").is_in(["breached", "unknown"]))
    assert ordered(found.scan()).equals(wanted)
    assert (found.written, found.verdicts) == (len(wanted), len(expected()))


def test_a_status_that_is_none_is_told(tmp_path: Path) -> None:
    """A slip of the pen in `only` is an error before anything is read."""
    with pytest.raises(UsageError, match="did you mean `breached`"):
        run(tmp_path / "out", only=("breach",))


def test_events_alone_are_enough(tmp_path: Path) -> None:
    """Without a table of subjects each subject of the events is judged."""
    found = columnar.run(POLICY, events(), into=tmp_path / "out", as_of=AS_OF, partitions=3)
    alone = columnar.evaluate(POLICY, events(), as_of=AS_OF).verdicts
    assert ordered(found.scan()).equals(ordered(alone))


def test_a_subject_without_events_is_judged_too(tmp_path: Path) -> None:
    """Whoever stands in the table of subjects alone gets verdicts."""
    found = run(tmp_path / "out", events(20), subjects(60))
    assert ordered(found.scan()).equals(expected(events(20), subjects(60)))


def test_progress_tells_rate_and_time_left(tmp_path: Path) -> None:
    """The last look of each stage has all rows done and nothing left; the text says so."""
    seen: list[columnar.Progress] = []
    run(tmp_path / "out", progress=seen.append)
    last = {look.stage: look for look in seen}
    assert list(last) == ["reading", "judging"]
    assert all(look.done == look.total and look.left == 0 and look.rate > 0 for look in last.values())
    assert f"{len(events()):,} rows (100%)" in str(last["judging"])
    assert str(columnar.Progress("judging", 250, 1000, 10.0)) == (
        "judging 250 of 1,000 rows (25%), 25 a second, 30 s left"
    )
    assert str(columnar.Progress("reading", 250, None, 10.0)) == "reading 250 rows, 25 a second"


# ---------------------------------------------------------------- stops and disks


def stopped(into: Path, at: int, monkeypatch: pytest.MonkeyPatch, *tables: Any) -> None:
    """A run that breaks off when a partition is to be judged."""
    judge = partition_job.PartitionJob.judge

    def breaking(job: Any, number: int) -> Any:
        if number == at:
            raise KeyboardInterrupt
        return judge(job, number)

    with monkeypatch.context() as patch:
        patch.setattr(partition_job.PartitionJob, "judge", breaking)
        with pytest.raises(KeyboardInterrupt):
            run(into, *tables)


@pytest.mark.parametrize("form", ["frames", "stretches of files"])
def test_a_run_goes_on_where_it_stopped(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a stop nothing that is whole is judged again, and the rows are not read again."""
    into, tables = tmp_path / "out", (events(), subjects())
    if form != "frames":
        for name, table in zip(("e", "s"), tables, strict=True):
            table.sort("subject", maintain_order=True).write_parquet(tmp_path / f"{name}.parquet")
        tables = tmp_path / "e.parquet", tmp_path / "s.parquet"
    stopped(into, 3, monkeypatch, *tables)
    before = {name: (into / name).stat().st_mtime_ns for name in files(into) if name.startswith("verdicts-")}
    assert sorted(before) == ["verdicts-00000.parquet", "verdicts-00001.parquet", "verdicts-00002.parquet"]
    seen: list[columnar.Progress] = []
    found = run(into, *tables, progress=seen.append)
    assert {name: (into / name).stat().st_mtime_ns for name in before} == before
    assert {look.stage for look in seen} == {"judging"}
    assert ordered(found.scan()).equals(expected())


def test_what_has_not_ended_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`scan` of a run that stopped is an error that says how far it is; so is a folder that holds none."""
    stopped(tmp_path / "out", 2, monkeypatch)
    with pytest.raises(UsageError, match="2 of 5 partitions"):
        columnar.scan(tmp_path / "out")
    with pytest.raises(UsageError, match="no folder of verdicts"):
        columnar.scan(tmp_path)


def test_a_file_that_was_lost_is_written_again(tmp_path: Path) -> None:
    """A whole run of which a file is gone or cut off judges that partition again."""
    into = tmp_path / "out"
    run(into)
    (into / "verdicts-00001.parquet").unlink()
    (into / "verdicts-00002.parquet").write_bytes(b"PAR1")
    found = run(into)
    assert ordered(found.scan()).equals(expected())


def test_a_killed_process_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    """After SIGKILL every file of verdicts can be read, the notes say that the run has not ended, and it goes on."""
    into = tmp_path / "out"
    script = (
        "import time, sys; from pathlib import Path\n"
        "from servicepolicy.columnar import partition_job\n"
        "from tests.columnar.test_whole_run import run\n"
        "write = partition_job.PartitionJob._write\n"
        "def slowly(*given):\n"
        "    time.sleep(0.3)\n"
        "    return write(*given)\n"
        "partition_job.PartitionJob._write = slowly\n"
        "run(Path(sys.argv[1]))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(into)], cwd=CHECKOUT, env=dict(os.environ))
    wait_until = time.monotonic() + 60
    while not (into / "verdicts-00001.parquet").exists():
        assert time.monotonic() < wait_until
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for name in files(into):
        if name.startswith("verdicts-") and name.endswith(".parquet"):
            pl.read_parquet(into / name)
    assert not json.loads((into / NOTES).read_text())["complete"]
    assert ordered(run(into).scan()).equals(expected())
    assert not [name for name in files(into) if name.endswith(".part")]


def test_a_full_disk_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is not there, what was written is kept, and the run goes on when there is room."""
    into = tmp_path / "out"
    write = pq.ParquetWriter.write_table

    def full(file: Any, table: Any, **more: Any) -> None:
        write(file, table, **more)
        if "00002" in str(file.where):
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pq.ParquetWriter, "write_table", full)
        with pytest.raises(UsageError, match="the disk of `out` is full"):
            run(into)
    assert not [name for name in files(into) if name.endswith(".part") or "00002" in name]
    assert ordered(run(into).scan()).equals(expected())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_disk_that_is_full_while_rows_are_read_is_the_same_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device without room, written to by Arrow itself, gives the same one error."""
    from servicepolicy.columnar import partitions

    new_stream = partitions.pa.ipc.new_stream
    monkeypatch.setattr(
        partitions.pa.ipc, "new_stream", lambda _, *more, **named: new_stream("/dev/full", *more, **named)
    )
    with pytest.raises(UsageError, match="is full"):
        run(tmp_path / "out")


# ---------------------------------------------------------------- whose folder


def test_another_run_is_not_mixed_into_a_folder(tmp_path: Path) -> None:
    """A run of another moment, log or policy is refused, and told in what it differs."""
    run(tmp_path / "out")
    with pytest.raises(UsageError, match="differs in `as_of`"):
        run(tmp_path / "out", as_of=AS_OF.replace(year=2027))
    with pytest.raises(UsageError, match="differs in `sources`"):
        run(tmp_path / "out", events(59))
    other = Policy(policy="answers", timezone="Asia/Shanghai", rules=[POLICY.rules[1]])
    with pytest.raises(UsageError, match="differs in `digest`"):
        columnar.run(other, events(), subjects(), into=tmp_path / "out", as_of=AS_OF, partitions=5)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    """Files that no run has written are not touched."""
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match=r"`letter\.txt`"):
        run(tmp_path)


def test_two_runs_do_not_write_into_one_folder_at_once(tmp_path: Path) -> None:
    """While one run holds the folder, another is refused."""
    refused: list[str] = []

    def second(look: columnar.Progress) -> None:
        if look.stage == "judging" and not refused:
            with pytest.raises(UsageError, match="another run") as error:
                run(tmp_path / "out")
            refused.append(str(error.value))

    run(tmp_path / "out", progress=second)
    assert refused


def test_a_record_that_cannot_be_used_stops_the_run(tmp_path: Path) -> None:
    """What the engine says of a record comes out of a run as it does out of one table."""
    wrong = events().with_columns(customer_told=pl.lit(None), nonsense=pl.lit("x"))
    with pytest.raises(FactsError) as refused:
        run(tmp_path / "out", wrong, workers=2)
    assert {(one.code, one.where.path) for one in refused.value.problems} == {("unknown-field", "events.nonsense")}
    assert all(one.message.startswith("subject `C-000") for one in refused.value.problems)


def test_a_subject_is_named_where_its_row_would_say_nothing(tmp_path: Path) -> None:
    """Who stands twice in the table of subjects, or not at all, is told by the key."""
    twice = pl.concat([subjects(), subjects().slice(7, 1)])
    for number, (headers, code, table) in enumerate(
        [
            (twice, "subject-twice", "subjects"),
            (subjects().filter(pl.col("subject") != "C-00007"), "unknown-subject", "events"),
        ]
    ):
        with pytest.raises(FactsError) as refused:
            run(tmp_path / str(number), events(), headers)
        assert {(one.code, one.where.path) for one in refused.value.problems} == {(code, f"{table}.subject")}
        assert {one.message.partition(":")[0] for one in refused.value.problems} == {"subject `C-00007`"}
