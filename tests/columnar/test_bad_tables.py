"""Tables that cannot be used: one clear error for all that is wrong with them, before anything is judged."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from servicepolicy import columnar
from servicepolicy.errors import FactsError, Problem
from tests.columnar.logs import AS_OF, POLICY, events, expected, ordered, subjects


def judged(into: Path, own: Any, headers: Any = None, **more: Any) -> pl.DataFrame:
    """The verdicts of a run."""
    said: dict[str, Any] = {"into": into / "out", "as_of": AS_OF, "partitions": 3} | more
    return ordered(columnar.run(POLICY, own, subjects() if headers is None else headers, **said).scan())


def problems(into: Path, own: Any, headers: Any = None, **more: Any) -> tuple[Problem, ...]:
    """Everything that is wrong with two tables; nothing was judged."""
    with pytest.raises(FactsError) as refused:
        judged(into, own, headers, **more)
    assert not list((into / "out").glob("verdicts-*"))
    return refused.value.problems


def told(found: tuple[Problem, ...]) -> list[tuple[str, str | None, int | None, str]]:
    """Code, file, row and column of each problem."""
    return [(one.code, one.where.file, one.where.line, one.where.path) for one in found]


# ---------------------------------------------------------------- rows


def test_rows_without_subject_event_or_time_are_counted_by_sort(tmp_path: Path) -> None:
    """Each sort of gap is one problem with its number and its first row, over all files; blank text is a gap."""
    spot = pl.int_range(pl.len())
    broken = events().with_columns(
        subject=pl.when(spot.is_in([3, 9])).then(None).otherwise("subject"),
        event=pl.when(spot == 5).then(pl.lit(" ")).otherwise("event"),
        at=pl.when(spot == 7).then(None).otherwise("at"),
    )
    events().write_parquet(tmp_path / "a.parquet")
    broken.write_parquet(tmp_path / "b.parquet")
    found = problems(tmp_path, tmp_path / "*.parquet")
    assert told(found) == [
        ("no-subject", "b.parquet", 4, "subject"),
        ("no-event", "b.parquet", 6, "event"),
        ("no-time", "b.parquet", 8, "at"),
    ]
    assert "2 rows, this is the first" in found[0].message


def test_subjects_without_a_key_are_told(tmp_path: Path) -> None:
    """The table of subjects is looked at likewise."""
    headers = subjects().with_columns(subject=pl.when(pl.col("channel").is_null()).then(None).otherwise("subject"))
    assert told(problems(tmp_path, events(), headers)) == [("no-subject", "subjects", 3, "subject")]


def test_an_event_without_an_actor_is_judged(tmp_path: Path) -> None:
    """Who did it may be missing: that is a fact that is missing, and no error."""
    nobody = events().with_columns(by=pl.lit(None, dtype=pl.String))
    assert judged(tmp_path, nobody).equals(expected(nobody))


def test_rows_that_stand_twice_count_once(tmp_path: Path) -> None:
    """A log that was delivered twice has the verdicts of the log, as for one case."""
    events().write_parquet(tmp_path / "a.parquet")
    events().reverse().write_parquet(tmp_path / "b.parquet")
    found = judged(tmp_path, tmp_path / "*.parquet").drop("facts")
    assert found.equals(expected().drop("facts"))


def test_a_log_in_no_order_at_all_is_judged(tmp_path: Path) -> None:
    """Rows of one subject may lie in every file, at every place."""
    mixed = events().sample(fraction=1, shuffle=True, seed=11)
    for number in range(4):
        mixed.gather_every(4, number).write_parquet(tmp_path / f"{number}.parquet")
    assert judged(tmp_path, tmp_path / "*.parquet").equals(expected())


# ---------------------------------------------------------------- schemas


def test_every_difference_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Columns that are missing, typed otherwise or naive are told together, each with its file."""
    events().write_parquet(tmp_path / "a.parquet")
    events().drop("event").with_columns(by=pl.lit(7)).write_parquet(tmp_path / "b.parquet")
    naive = events().with_columns(at=pl.col("at").dt.replace_time_zone(None), customer_told=pl.lit("yes"))
    naive.write_parquet(tmp_path / "c.parquet")
    found = problems(tmp_path, tmp_path / "*.parquet")
    assert sorted(told(found)) == [
        ("missing-column", "b.parquet", None, "event"),
        ("schema-differs", "b.parquet", None, "by"),
        ("schema-differs", "c.parquet", None, "at"),
        ("schema-differs", "c.parquet", None, "customer_told"),
    ]
    assert "`by` is a whole number here, and text in `a.parquet`" in [problem.message for problem in found]


def test_times_without_a_zone_say_what_to_say(tmp_path: Path) -> None:
    """A log whose times are all naive is one problem, and `zone` is the way out."""
    naive = events().with_columns(at=pl.col("at").dt.replace_time_zone(None))
    (problem,) = problems(tmp_path, naive)
    assert (problem.code, problem.where.path) == ("naive-time", "at")
    assert "zone=" in problem.help


def test_a_time_that_the_zone_skips_is_told(tmp_path: Path) -> None:
    """Half past two of the night in which the clocks go forward is no time."""
    skipped = events().with_columns(at=pl.lit(datetime(2026, 3, 29, 1, 30)))  # noqa: DTZ001
    (problem,) = problems(tmp_path, skipped, zone="Europe/London")
    assert (problem.code, problem.where.path) == ("wrong-type", "at")


def test_a_name_in_columns_that_no_file_has_is_told(tmp_path: Path) -> None:
    """A slip in `columns` is an error, for needed columns and for others."""
    found = problems(tmp_path, events(), columns={"subject": "case", "by": "agent"})
    assert sorted((one.code, one.where.path) for one in found) == [
        ("missing-column", "by"),
        ("missing-column", "subject"),
    ]


# ---------------------------------------------------------------- text


def test_text_that_is_not_what_its_field_holds_is_told(tmp_path: Path) -> None:
    """A flag that is neither true nor false, in a file that has no types, is told with its column."""
    events().with_columns(customer_told=pl.lit("perhaps")).write_csv(tmp_path / "log.csv")
    (problem,) = problems(tmp_path, tmp_path / "log.csv")
    assert (problem.code, problem.where.file, problem.where.path) == ("wrong-type", "log.csv", "customer_told")
    assert "neither `true` nor `false`" in problem.message


def test_rows_with_more_cells_than_the_header_are_told(tmp_path: Path) -> None:
    """A row that is cut off, or has a comma too many, is counted and never shown."""
    (tmp_path / "log.csv").write_text(
        "subject,event,at\nC-1,received,2026-01-05T09:00:00Z\nC-1,replied\nC-1,closed,2026-01-06T09:00:00Z,Jane Doe\n"
    )
    (problem,) = problems(tmp_path, tmp_path / "log.csv")
    assert (problem.code, problem.where.file) == ("ragged-row", "log.csv")
    assert problem.message.startswith("2 rows")
    assert "Jane" not in str(problem)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"subject": "C-2", "event": "replied"', "not-json"),
        ("[1, 2]", "not-an-object"),
        ('{"subject": "C-2", "event": "replied", "at": "2026-01-05T09:00:00Z", "seq": {"a": 1}}', "mixed-types"),
    ],
)
def test_lines_that_are_no_records_are_told_with_their_line(line: str, code: str, tmp_path: Path) -> None:
    """A line that is cut off, no object, or of another shape is one problem with its place, and is not shown."""
    good = '{"subject": "C-1", "event": "received", "at": "2026-01-05T09:00:00Z", "seq": 3}'
    (tmp_path / "log.jsonl").write_text(f"{good}\n{line}\n{good}\n")
    (problem,) = problems(tmp_path, tmp_path / "log.jsonl")
    assert (problem.code, problem.where.file) == (code, "log.jsonl")
    assert problem.where.line == (1 if code == "mixed-types" else 2)
    assert "C-2" not in str(problem)


def test_numbers_beside_text_are_read_as_text(tmp_path: Path) -> None:
    """Keys that are written with and without quotes are the same keys, in one file and in two."""
    (tmp_path / "a.jsonl").write_text(
        '{"subject": 7, "event": "received", "at": "2026-01-05T09:00:00Z"}\n'
        '{"subject": "7", "event": "replied", "at": "2026-01-05T10:00:00Z"}\n'
    )
    found = columnar.run(POLICY, tmp_path / "a.jsonl", into=tmp_path / "out", as_of=AS_OF)
    assert (found.subjects, found.statuses["answered", "breach", "met"]) == (1, 1)


# ---------------------------------------------------------------- files that are broken


def test_a_row_group_that_is_corrupt_is_told(tmp_path: Path) -> None:
    """The file and the row group are named, and nothing of the file is judged."""
    path = tmp_path / "log.parquet"
    events(4000).write_parquet(path, row_group_size=4000, compression="zstd", statistics=False)
    content = bytearray(path.read_bytes())
    start = content.index(b"\x28\xb5\x2f\xfd", len(content) // 3)  # where a packed page begins
    end = len(content) - 2000
    content[start + 8 : end] = bytes(end - start - 8)
    path.write_bytes(bytes(content))
    (problem,) = problems(tmp_path, path)
    assert (problem.code, problem.where.file) == ("not-readable", "log.parquet")
    assert "row group" in problem.message


@pytest.mark.parametrize("name", ["log.parquet", "log.arrow", "log.csv", "log.jsonl"])
def test_a_file_without_a_byte_is_told(name: str, tmp_path: Path) -> None:
    """An empty file is no log without events."""
    (tmp_path / name).touch()
    assert told(problems(tmp_path, tmp_path / name)) == [("empty-log", name, None, "")]


def test_a_log_without_a_row_is_told(tmp_path: Path) -> None:
    """Files that have columns and no row are an empty log, if all are like this."""
    events().head(0).write_parquet(tmp_path / "a.parquet")
    events().head(0).write_parquet(tmp_path / "b.parquet")
    assert [one.code for one in problems(tmp_path, tmp_path / "*.parquet", subjects().head(0))] == ["empty-log"]


@pytest.mark.parametrize("name", ["log.parquet", "log.arrow", "log.csv.gz", "log.jsonl.gz"])
def test_a_file_that_is_cut_off_is_told(name: str, tmp_path: Path) -> None:
    """Half a file is told as such, whatever its form."""
    match name:
        case "log.parquet":
            events().write_parquet(tmp_path / name)
        case "log.arrow":
            events().write_ipc(tmp_path / name)
        case "log.csv.gz":
            (tmp_path / name).write_bytes(gzip.compress(events(3000).write_csv().encode()))
        case _:
            (tmp_path / name).write_bytes(gzip.compress(events(3000).write_ndjson().encode()))
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) // 2])
    (problem,) = problems(tmp_path, tmp_path / name)
    assert (problem.code, problem.where.file) == ("not-readable", name)


def test_several_broken_files_are_told_together(tmp_path: Path) -> None:
    """Every file that cannot be read is named, not the first alone."""
    events().write_parquet(tmp_path / "a.parquet")
    for name in ("b.parquet", "c.parquet"):
        (tmp_path / name).write_bytes(b"PAR1 and nothing else PAR1")
    assert [one.where.file for one in problems(tmp_path, tmp_path / "*.parquet")] == ["b.parquet", "c.parquet"]


def test_a_row_group_that_is_larger_than_what_is_held_is_read_in_parts(tmp_path: Path) -> None:
    """Many rows in one row group are read in batches: the memory does not grow with the row group."""
    script = """
import resource, sys
from pathlib import Path
from servicepolicy.columnar.sources import BATCH_ROWS, sources_of
(source,) = sources_of(Path(sys.argv[1]), "events")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = 0
for frame in source.batches():
    assert frame.height <= BATCH_ROWS
    rows += frame.height
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
print(rows, grown)
"""
    path = tmp_path / "log.parquet"
    count = 600_000
    frame = pl.DataFrame({"subject": pl.Series(range(count)).cast(pl.String), "event": ["received"] * count})
    frame = frame.with_columns(at=pl.lit(AS_OF), by=pl.col("subject").str.reverse(), unit=pl.col("subject") + "u" * 80)
    frame.write_parquet(path, row_group_size=count)
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    rows, grown = map(int, done.stdout.split())
    assert rows == count
    assert grown < frame.estimated_size("mb") / 2
