"""A cluster: two workers of Spark give what one table gives, and go on when one of them is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from servicepolicy import columnar
from servicepolicy import spark as cluster
from servicepolicy.errors import FactsError
from tests.columnar.logs import AS_OF, POLICY, events, expected, ordered, subjects
from tests.machine import lacking

CHECKOUT = Path(__file__).resolve().parents[1]
CASES = 300
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # Java that lives for a minute does not compile twice


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """A master and two workers, each a process of its own on this machine."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        lacking("PySpark is not installed (`pip install --group spark`)")
    if shutil.which("java") is None:
        lacking("there is no Java on this machine, and Spark runs on it")
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    path = os.pathsep.join([str(CHECKOUT / "src"), str(CHECKOUT)])
    made = SparkSession.builder.master("local-cluster[2,1,1024]").appName("tests")
    for key, value in {
        "spark.driver.extraJavaOptions": QUICK,
        "spark.driver.memory": "512m",
        "spark.executor.extraJavaOptions": QUICK,
        "spark.executor.memory": "1g",
        "spark.executorEnv.PYTHONPATH": path,
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "37",
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.sql.shuffle.partitions": "12",
        "spark.sql.adaptive.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
    }.items():
        made = made.config(key, value)
    try:
        begun = made.getOrCreate()
    except Exception as error:  # noqa: BLE001  # whatever keeps Java from starting
        lacking(f"Spark cannot be started: {type(error).__name__}")
    try:
        yield begun
    finally:
        begun.stop()


def workers(application: str) -> list[int]:
    """The processes in which the executors of an application run."""
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in said and application.encode() in said:
            found.append(int(folder.name))
    return found


def test_two_workers_give_what_one_table_gives_though_one_is_lost(session: Any) -> None:
    """Row by row the verdicts are those of `columnar.evaluate`; the worker that is killed on the way changes none.

    Batches of 37 rows cut subjects at every border; the session has another zone than the log.
    """
    tables = session.createDataFrame(events(CASES).to_arrow()), session.createDataFrame(subjects(CASES).to_arrow())
    verdicts = cluster.evaluate(POLICY, *tables, as_of=AS_OF)
    done: list[Any] = []
    asking = threading.Thread(target=lambda: done.append(verdicts.toArrow()), daemon=True)
    tracker, application = session.sparkContext.statusTracker(), session.sparkContext.applicationId
    killed, until = 0, time.monotonic() + 300
    asking.start()
    while asking.is_alive() and not killed and time.monotonic() < until:
        stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
        if any(stage is not None and stage.numTasks == 12 and stage.numCompletedTasks for stage in stages):
            killed = next(iter(workers(application)), 0)
            if killed:
                os.kill(killed, signal.SIGKILL)
        time.sleep(0.01)
    asking.join(300)
    assert killed, "no worker could be killed while it worked"
    assert killed not in workers(application)
    (table,) = done
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    whole = expected(events(CASES), subjects(CASES))
    assert ordered(found).select(whole.columns).cast(dict(whole.schema)).equals(whole)


def test_columns_are_refused_before_anything_is_judged(session: Any) -> None:
    """Every difference of the columns is one error on the driver, in our words."""
    wrong = events(3).drop("event").with_columns(by=pl.lit(7))
    with pytest.raises(FactsError) as refused:
        cluster.evaluate(POLICY, session.createDataFrame(wrong.to_arrow()), as_of=AS_OF)
    assert {problem.where.path for problem in refused.value.problems} == {"events.event", "events.by"}


# ---------------------------------------------------------------- what needs no cluster


def batches(frame: pl.DataFrame, rows: int) -> Iterator[pa.RecordBatch]:
    """A table in order of subjects, as Spark hands it to a worker."""
    yield from frame.sort("subject", "at").to_arrow().to_batches(max_chunksize=rows)


@pytest.mark.parametrize("at_once", [1, 5, 50, 10_000])
def test_no_subject_is_cut_by_a_batch(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows are judged together, each part has all rows of its subjects, and together they are the table."""
    monkeypatch.setattr(cluster, "_AT_ONCE", at_once)
    parts = list(cluster._whole_subjects(batches(events(), 7)))
    assert pl.concat(parts).equals(events().sort("subject", "at"))
    keys = [key for part in parts for key in part["subject"].unique()]
    assert len(keys) == len(set(keys))


def test_a_worker_judges_what_it_is_sent() -> None:
    """What a worker does gives, without Spark, the verdicts of the table; it unpacks what it was sent once."""
    import pickle

    opened: list[int] = []
    job = pickle.dumps(cluster._Asked(POLICY, AS_OF, None, None, None))

    def sent() -> bytes:
        opened.append(1)
        return job

    judge = cluster._judge(lambda: cluster._open("mark", sent))
    for _ in range(2):
        found = pl.from_arrow(pa.Table.from_batches(judge(batches(events(), 20))))
        assert isinstance(found, pl.DataFrame)
        whole = ordered(columnar.evaluate(POLICY, events(), as_of=AS_OF).verdicts)
        assert ordered(found).cast(dict(whole.schema)).equals(whole)
    assert opened == [1]


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is absent the error names it."""
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(LookupError, match=r"servicepolicy\[spark\]"):
        cluster.evaluate(POLICY, None, as_of=AS_OF)
