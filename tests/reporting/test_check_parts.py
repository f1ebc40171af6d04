"""A log judged by several processes: every format is, byte for byte, what one process writes."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import servicepolicy as sp
from servicepolicy.cli import main
from servicepolicy.errors import UsageError
from servicepolicy.logs import read_log
from servicepolicy.reporting import check_parts
from servicepolicy.reporting.checked import CheckReport, check
from servicepolicy.reporting.formats.text import checked_text
from servicepolicy.reporting.jsonout import summary_plain
from tests.cli.conftest import POLICY
from tests.reporting.test_checked import case

CASES = 900


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A policy, and a log in which some are late, open, told twice or cannot be read."""
    path = tmp_path_factory.mktemp("log")
    (path / "desk.yaml").write_text(POLICY, encoding="utf-8")
    lines = [
        json.dumps(case(f"C-{number % 880:04}", number % 70, (1, 3, None, 2, 30)[number % 5], unit=f"u{number % 3}"))
        for number in range(CASES)
    ]
    lines[500] = "{oops"
    (path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def shuffled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Other processes in all but fact: all is sent and comes back pickled, last parts first; how many were asked."""
    asked: list[int] = []

    def judged(asking: Any, pieces: Any, workers: int) -> Any:
        asked.append(workers)
        sent = pickle.dumps(asking)
        parts = [pickle.loads(sent).judge(pickle.loads(pickle.dumps(piece))) for piece in pieces]  # noqa: S301
        return (pickle.loads(pickle.dumps(part)) for part in reversed(parts))  # noqa: S301

    monkeypatch.setattr(check_parts, "judged", judged)
    monkeypatch.setattr(check_parts, "TOGETHER", 40)
    return asked


@pytest.mark.parametrize("by", [(), ("unit", "agent", "quarter")])
def test_parts_come_to_the_same(folder: Path, by: tuple[str, ...], shuffled: list[int]) -> None:
    """Counts, worst cases, reasons, groups, problems and notes are those of the whole, and so is the text."""
    policy = sp.load(folder / "desk.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_parts, "TOGETHER", CASES)
        whole = check(policy, read_log(folder / "log.jsonl"), by=by, worst=7, workers=1)
    parts = check(policy, read_log(folder / "log.jsonl"), by=by, worst=7, workers=2)
    assert shuffled == [1, 2]
    assert summary_plain(parts.summary) == summary_plain(whole.summary)
    assert (parts.problems, parts.notes, parts.counts) == (whole.problems, whole.notes, whole.counts)
    assert parts.exit_code == whole.exit_code
    for language in ("en", "zh"):
        assert checked_text(parts, language) == checked_text(whole, language)


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "junit", "sarif"])
def test_every_format_is_the_same(
    folder: Path, form: str, shuffled: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """What scripts read is written alike, in the order of the log, whichever part is done first."""
    said: list[str] = []
    for workers in ("1", "2"):
        given = ["check", str(folder / "desk.yaml"), str(folder / "log.jsonl"), "--format", form, "--no-progress"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["servicepolicy", *given, "--workers", workers])
            with pytest.raises(SystemExit) as ended:
                main()
        assert ended.value.code == 3
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert shuffled == [1, 2]


def test_a_small_log_is_judged_where_it_is_read(
    folder: Path, shuffled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other processes are started once a log has turned out to be large, and not before."""
    policy = sp.load(folder / "desk.yaml")
    monkeypatch.setattr(check_parts, "TOGETHER", 100)
    whole = check(policy, read_log(folder / "log.jsonl"), workers=None)
    assert shuffled == []
    monkeypatch.setattr(check_parts, "TOGETHER", 10)
    again = check(policy, read_log(folder / "log.jsonl"), workers=None)
    assert shuffled == [os.cpu_count() or 1]
    assert summary_plain(again.summary) == summary_plain(whole.summary)


def test_a_worker_that_is_ended_is_one_error() -> None:
    """Where a process is killed from outside, the check says so and stops."""
    with pytest.raises(UsageError, match="a worker was ended from outside"):
        list(check_parts.judged(_Killed(), range(3), 2))


class _Killed:
    """Ends the process in which it works."""

    def judge(self, _: int, /) -> None:
        """The end."""
        os._exit(1)


def test_two_processes_come_to_what_one_does(shared: Path) -> None:
    """A log of 300 complaints with everything that goes wrong in logs, by 20 rules; the bar moves once a subject."""
    millions = shared / "millions"
    policy = sp.load(millions / "policy.yaml")
    context = sp.Context.model_validate_json((millions / "context.json").read_text(encoding="utf-8"))
    rows = pl.read_parquet(millions / "log_2e3.parquet").filter(pl.col("case") < "C-00000300")
    seen: list[int] = []

    def checked(workers: int) -> CheckReport:
        log = read_log(rows, millions / "mapping.yaml")
        return check(policy, log, context=context, workers=workers, progress=lambda: seen.append(workers))

    whole, parts = checked(1), checked(2)
    assert checked_text(parts, "en") == checked_text(whole, "en")
    assert summary_plain(parts.summary) == summary_plain(whole.summary)
    assert seen == [1] * 300 + [2] * 300
