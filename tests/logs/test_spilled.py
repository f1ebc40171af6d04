"""A log that is larger than what is held comes to the same, and its memory does not grow with it."""

from __future__ import annotations

import gc
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import FactsError, UsageError
from servicepolicy.logs import Log, gather, read_log
from servicepolicy.logs.spilled import Spilled

MAPPING: dict[str, Any] = {
    "servicepolicy": "1",
    "mapping": "rows",
    "case": "case",
    "at": {"column": "at", "zone": "UTC"},
    "event": "what",
    "events": {"open": "received", "answer": {"event": "replied", "fields": {"to": {"constant": "customer"}}}},
}


def rows() -> list[dict[str, str]]:
    """Cases whose rows lie far apart, one with a time that cannot be read, one row that names none."""
    found = [
        {"case": f"C-{number % 17}", "at": f"2026-01-05 {number // 17:02}:00", "what": "open"} for number in range(200)
    ]
    found += [{"case": f"C-{number % 29}", "at": "2026-02-01 09:00", "what": "answer"} for number in range(60)]
    found.insert(100, {"case": "C-3", "at": "whenever", "what": "answer"})
    found.insert(7, {"case": "", "at": "2026-01-05 09:00", "what": "answer"})
    return found


def told(log: Log) -> tuple[list[str], list[str], dict[str, object]]:
    """All that a log says, in its order."""
    records = [json.dumps(subject.model_dump(mode="json"), default=str) for subject in log]
    return records, [str(problem) for problem in log.problems], log.counts.plain()


@pytest.mark.parametrize("held", [1, 7, 64])
@pytest.mark.parametrize("more", [{}, {"seq": {"row": "descending"}}])
def test_rows_on_disk_are_the_same_log(monkeypatch: pytest.MonkeyPatch, held: int, more: dict[str, Any]) -> None:
    """Records, their order, problems, counts, the last instant: in every pass."""
    said = rows()[::-1] if more else rows()
    mapping = {**MAPPING, **more}
    whole = read_log(said, mapping)
    expected = told(whole)
    monkeypatch.setattr(gather, "HELD_ROWS", held)
    log = read_log(said, mapping)
    assert told(log) == expected
    assert told(log) == expected
    assert (log.known, log.last_instant()) == (whole.known, whole.last_instant())


@pytest.mark.parametrize("held", [1, 7])
def test_torn_rows_on_disk_are_told_alike(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: int) -> None:
    """A row that is torn spoils the case that it names, whether that case has other rows or none."""
    lines = ["case,at,what", *(f"C-{number % 5},2026-01-05 {9 + number // 5:02}:00,open" for number in range(20))]
    lines[9:9] = ["C-2,2026-01-05", "C-77", "C-3,2026-01-05"]
    path = tmp_path / "torn.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    expected = told(read_log(path, MAPPING))
    monkeypatch.setattr(gather, "HELD_ROWS", held)
    assert told(read_log(path, MAPPING)) == expected


def test_a_case_without_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its rows lie in several runs."""
    monkeypatch.setattr(gather, "HELD_ROWS", 20)
    monkeypatch.setattr(gather, "MANY_ROWS", 30)
    more = [{"case": "C-X", "at": "2026-01-05 09:00", "what": "open"} for _ in range(50)]
    log = read_log([*rows(), *more], MAPPING)
    assert "C-X" not in {subject.id for subject in log}
    assert "too-many-rows" in {problem.code for problem in log.problems}


def test_cases_that_are_merged_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their rows have to be together."""
    monkeypatch.setattr(gather, "HELD_ROWS", 1)
    said = [{**row, "into": ""} for row in rows()]
    said.append({"case": "C-5", "at": "2026-03-01 09:00", "what": "answer", "into": "C-6"})
    mapping = {**MAPPING, "case": {"column": "case", "merged_into": "into"}}
    log = read_log(said, mapping)
    assert "C-5" not in {subject.id for subject in log}
    assert log.counts.merged == 1


def test_nothing_is_left_behind() -> None:
    """What lay on disk is gone with whoever needed it."""
    spilled = Spilled[int]()
    folder = spilled._folder
    spilled.add({"b": [1], "a": [2]})
    spilled.add({"a": [3], "c": [4]})
    spilled.bring_together({"a", "x"})
    assert [(key, list(held)) for key, held in spilled.cases()] == [("b", [1]), ("a", [2, 3]), ("c", [4])]
    assert (len(spilled), "a" in spilled, "x" in spilled, folder.exists()) == (3, True, False, True)
    del spilled
    gc.collect()
    assert not folder.exists()


def test_a_full_disk_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, with the place."""

    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    spilled = Spilled[int]()
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(UsageError, match="no space left on device"):
        spilled.add({"a": [1]})


def test_a_log_in_which_nothing_matches_is_refused_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever its rows lie."""
    monkeypatch.setattr(gather, "HELD_ROWS", 3)
    with pytest.raises(FactsError, match="matches nothing"):
        read_log(rows(), {**MAPPING, "events": {"other": "received"}})


def test_a_pass_keeps_nothing_of_its_cases(tmp_path: Path) -> None:
    """Rows that were gathered by case have no id twice, so that no pass has to remember the ids that it has seen."""
    path = tmp_path / "log.csv"
    count = 4_000
    rows = [f"C-{number:08},Opened,2026-01-05T09:00Z" for number in range(count)]
    path.write_text("\n".join(["case,event,time", *rows]), encoding="utf-8")
    mapping = {
        "servicepolicy": 1,
        "mapping": "m",
        "case": "case",
        "at": "time",
        "event": "event",
        "events": {"Opened": "received"},
    }
    log = read_log(path, mapping)
    assert sum(1 for _ in log.facts()) == count  # what is read once and kept is read
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        assert all(True for _ in log.facts())
        kept = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert kept < 50 * count, "bytes"
