"""Wherever a table comes from, the verdicts are the same."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest

from servicepolicy import columnar
from servicepolicy.columnar import Query
from servicepolicy.errors import UsageError
from tests.columnar.logs import AS_OF, POLICY, events, expected, ordered, subjects
from tests.machine import lacking


def found(into: Path, own: Any, headers: Any = None, **more: Any) -> pl.DataFrame:
    """The verdicts of a run over two tables, wherever they come from."""
    said: dict[str, Any] = {"into": into / "out", "as_of": AS_OF, "partitions": 2} | more
    return ordered(columnar.run(POLICY, own, subjects() if headers is None else headers, **said).scan())


# ---------------------------------------------------------------- files


def parquet(path: Path) -> Path:
    """Row groups of ten rows."""
    events().write_parquet(path / "log.parquet", row_group_size=10)
    return path / "log.parquet"


def arrow(path: Path) -> Path:
    """A file of Arrow."""
    events().write_ipc(path / "log.arrow")
    return path / "log.arrow"


def stream(path: Path) -> Path:
    """A stream of Arrow in a file."""
    events().write_ipc_stream(path / "log.ipc")
    return path / "log.ipc"


def comma(path: Path) -> Path:
    """Commas, times in text with an offset, flags in text."""
    events().with_columns(at=pl.col("at").dt.convert_time_zone("Asia/Tokyo")).write_csv(
        path / "log.csv", datetime_format="%Y-%m-%dT%H:%M:%S%:z"
    )
    return path / "log.csv"


def packed(path: Path) -> Path:
    """Objects, a line each, packed."""
    lines = events().with_columns(at=pl.col("at").dt.to_string("%Y-%m-%dT%H:%M:%SZ")).write_ndjson()
    (path / "log.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return path / "log.jsonl.gz"


def folder(path: Path) -> Path:
    """A folder of files of several forms; what is hidden, or is called as no table is, is none of them."""
    (path / "log").mkdir()
    events().head(70).write_parquet(path / "log" / "a.parquet")
    events().slice(70).write_ipc(path / "log" / "b.arrow")
    (path / "log" / "_SUCCESS").write_text("")
    (path / "log" / "readme.txt").write_text("of January")
    return path / "log"


def several(path: Path) -> list[Path]:
    """A list of files, of which one has no row."""
    events().head(70).write_parquet(path / "a.parquet")
    events().slice(70).write_parquet(path / "b.parquet")
    events().head(0).write_parquet(path / "c.parquet")
    return [path / "a.parquet", path / "b.parquet", path / "c.parquet"]


def pattern(path: Path) -> str:
    """A pattern."""
    several(path)
    return str(path / "*.parquet")


# ---------------------------------------------------------------- tables that are there


def lazy(_: Path) -> pl.LazyFrame:
    """A lazy frame."""
    return events().lazy()


def table(_: Path) -> pa.Table:
    """A table of Arrow."""
    return events().to_arrow()


def reader(_: Path) -> pa.RecordBatchReader:
    """A reader of Arrow, which can be read once."""
    return events().to_arrow().to_reader(max_chunksize=50)


def dataset(path: Path) -> pyarrow.dataset.Dataset:
    """A dataset of Arrow."""
    return pyarrow.dataset.dataset(several(path))


def relation(path: Path) -> duckdb.DuckDBPyRelation:
    """A relation of DuckDB, with a question of its own."""
    return duckdb.connect().read_parquet(str(parquet(path))).filter("subject <> 'nobody'")


SOURCES = [parquet, arrow, stream, comma, packed, folder, several, pattern, lazy, table, reader, dataset, relation]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_every_source_gives_the_same(source: Callable[[Path], Any], tmp_path: Path) -> None:
    """The log as a file, a folder, a frame or a relation has the verdicts of its table."""
    assert found(tmp_path, source(tmp_path)).equals(expected())


def test_columns_may_be_called_otherwise(tmp_path: Path) -> None:
    """`columns` says what ours are called; what has our name by chance is left out."""
    theirs = events().rename({"subject": "case", "event": "activity"}).with_columns(event=pl.lit("nonsense"))
    headers = subjects().rename({"subject": "case"})
    named = {"subject": "case", "event": "activity"}
    assert found(tmp_path, theirs, headers, columns=named).equals(expected())


def test_zones_and_units_are_made_alike(tmp_path: Path) -> None:
    """Files with times of several zones, in seconds, milliseconds or nanoseconds, are one log."""
    rows = events()
    for number, (unit, zone) in enumerate([("ms", "Asia/Shanghai"), ("ns", "UTC"), ("us", "America/New_York")]):
        times = pl.col("at").dt.convert_time_zone(zone).dt.cast_time_unit(unit)
        part = rows.filter(pl.int_range(pl.len()) % 3 == number).with_columns(at=times)
        part.write_parquet(tmp_path / f"{number}.parquet")
    assert found(tmp_path, tmp_path / "*.parquet").equals(expected())


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_times_without_a_zone_are_read_in_the_one_that_is_said(form: str, tmp_path: Path) -> None:
    """With `zone`, times that name none are those of that zone, in columns of times and of text."""
    local = events().with_columns(at=pl.col("at").dt.convert_time_zone("Asia/Shanghai").dt.replace_time_zone(None))
    if form == "parquet":
        local.write_parquet(tmp_path / "log.parquet")
    else:
        local.write_csv(tmp_path / "log.csv", datetime_format="%Y-%m-%d %H:%M:%S")
    assert found(tmp_path, tmp_path / f"log.{form}", zone="Asia/Shanghai").equals(expected())


def test_numbers_and_categories_are_made_alike(tmp_path: Path) -> None:
    """Keys that are numbers, categories, and columns that one file lacks are no difference."""
    number = pl.col("subject").str.slice(2).cast(pl.Int32)
    own, headers = events().with_columns(subject=number), subjects().with_columns(subject=number)
    own.head(60).with_columns(event=pl.col("event").cast(pl.Categorical)).write_parquet(tmp_path / "a.parquet")
    own.slice(60).with_columns(seq=pl.lit(None)).write_parquet(tmp_path / "b.parquet")
    text = pl.col("subject").cast(pl.String)
    judged = expected(own.with_columns(subject=text), headers.with_columns(subject=text))
    assert found(tmp_path, tmp_path / "*.parquet", headers).equals(judged)


@pytest.mark.parametrize("given", ["nowhere.parquet", "nowhere/*.csv"])
def test_a_file_that_is_not_there_is_told(given: str, tmp_path: Path) -> None:
    """A path or pattern that matches nothing is a wrong call."""
    with pytest.raises(UsageError, match="there is no file"):
        found(tmp_path, str(tmp_path / given))


@pytest.mark.parametrize("given", [42, {"subject": ["a"]}, "table.xls"])
def test_what_is_no_table_is_told(given: Any, tmp_path: Path) -> None:
    """A number, a mapping, a file of another kind: the error says what a table may be."""
    if isinstance(given, str):
        (tmp_path / given).write_bytes(b"x")
        given = tmp_path / given
    with pytest.raises(UsageError, match=r"called as no table|must be a path"):
        found(tmp_path, given)


# ---------------------------------------------------------------- a database


def commands() -> Path:
    """Where the commands of PostgreSQL lie."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    return lacking("PostgreSQL is not on this machine (`initdb`, `pg_ctl`): the database cannot be started")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL of our own, started for these tests; it refuses root, so it runs as another user."""
    place, user = commands(), None
    base = tmp_path_factory.mktemp("postgres")
    if os.getuid() == 0:
        import pwd

        known = {entry.pw_name for entry in pwd.getpwall()}
        user = next((name for name in ("postgres", "nobody") if name in known), None)
        for folder in (base, *base.parents[:3]):
            if folder.owner() == "root" and folder.stat().st_mode & 0o777 == 0o700:
                folder.chmod(0o755)  # the other user passes through
        shutil.chown(base, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = base / "data"

    def does(command: str, *given: str) -> None:
        done = subprocess.run(
            [place / command, *given], user=user, cwd=base, capture_output=True, text=True, check=False, timeout=60
        )
        if done.returncode:
            lacking(f"PostgreSQL cannot be started: {(done.stderr or done.stdout)[-300:]}")

    does("initdb", "-D", str(home), "-U", "tester", "-A", "trust", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    does("pg_ctl", "-D", str(home), "-o", options, "-l", str(base / "log"), "-w", "start")
    try:
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        does("pg_ctl", "-D", str(home), "-m", "immediate", "stop")


def test_a_database_is_read_through_adbc(database: str, tmp_path: Path) -> None:
    """Two questions to a real PostgreSQL give what the tables give that were written there."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(database) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("events", events().to_arrow(), mode="replace")
        cursor.adbc_ingest("subjects", subjects().to_arrow(), mode="replace")
        connection.commit()
    own = Query("SELECT * FROM events ORDER BY random()", database)
    assert found(tmp_path, own, Query("SELECT * FROM subjects", database)).equals(expected())
    with dbapi.connect(database) as connection:
        again = columnar.run(
            POLICY,
            Query("SELECT subject, event, at FROM events", connection),
            into=tmp_path / "again",
            as_of=AS_OF,
        )
    assert (again.events, again.subjects) == (len(events()), 60)


def test_a_question_that_fails_says_neither_address_nor_password(database: str, tmp_path: Path) -> None:
    """A wrong question, or a database that is not there, is one error; neither it nor a repr shows the address."""
    query = Query("SELECT * FROM nowhere", database.replace("tester@", "tester:secret@"))
    assert "secret" not in repr(query)
    with pytest.raises(UsageError, match=r"the database does not answer.*42P01") as refused:
        found(tmp_path, query)
    assert "secret" not in str(refused.value)
    with pytest.raises(UsageError, match="the database does not answer") as refused:
        found(tmp_path, Query("SELECT 1", "postgresql://tester:secret@127.0.0.1:1/postgres"))
    assert "secret" not in str(refused.value)


def test_another_database_needs_a_connection(tmp_path: Path) -> None:
    """An address of a database that is not PostgreSQL says what to hand in instead."""
    with pytest.raises(UsageError, match="give an ADBC connection"):
        found(tmp_path, Query("SELECT 1", "mysql://host/bank"))
