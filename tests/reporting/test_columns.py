"""A large log in Parquet is read and judged as it lies in columns: its report is that of single subjects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest

import servicepolicy as sp
from servicepolicy.errors import UsageError
from servicepolicy.logs import read_log
from servicepolicy.logs.columns import cases
from servicepolicy.models.context import Context
from servicepolicy.reporting import check_parts
from servicepolicy.reporting.checked import CheckReport, check
from servicepolicy.reporting.formats import Output, Setting
from servicepolicy.reporting.formats.text import checked_text
from servicepolicy.reporting.jsonout import summary_plain

CASES = 500
BY = ("unit", "agent", "quarter", "channel")


@pytest.fixture(scope="module")
def log(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The first cases of the bulk log, with rows of a case together, and mixed by their time."""
    folder = tmp_path_factory.mktemp("bulk")
    rows = pl.read_parquet(shared / "millions" / "log_2e3.parquet").filter(pl.col("case") < f"C-{CASES:08d}")
    rows.write_parquet(folder / "together.parquet")
    rows.sort("at", maintain_order=True).write_parquet(folder / "mixed.parquet")
    context = json.loads((shared / "millions" / "context.json").read_text(encoding="utf-8"))
    with patch.object(check_parts, "LARGE", 1), patch.object(check_parts, "TOGETHER", 50):
        yield {
            "folder": folder,
            "mapping": shared / "millions" / "mapping.yaml",
            "policy": sp.load(shared / "millions" / "policy.yaml"),
            "context": Context.model_validate(context),
        }


def checked(
    log: dict[str, Any], name: str, form: str, *, columns: bool, as_of: datetime | None = None, workers: int = 1
) -> tuple[CheckReport, str]:
    """The report on a log, and what is written of it."""
    written = StringIO()
    writer = Output(form, Setting(by=BY), written, log["policy"].timezone)
    with patch.object(cases, "LARGE", 1 if columns else 10**9), patch.object(cases, "ROWS", 2_000):
        read = read_log(log["folder"] / name, log["mapping"])
        assert (read.portions() is not None) == columns
        report = check(
            log["policy"], read, as_of=as_of, context=log["context"], by=BY, worst=7, writers=[writer], workers=workers
        )
    return report, written.getvalue()


@pytest.mark.parametrize(("name", "form"), [("together.parquet", "html"), ("mixed.parquet", "csv")])
def test_columns_come_to_what_single_subjects_do(log: dict[str, Any], name: str, form: str) -> None:
    """Counts, reasons, worst cases, margins, doubts, groups, the moment that is judged, and all that is written."""
    one, told_by_one = checked(log, name, form, columns=False)
    many, told_by_many = checked(log, name, form, columns=True)
    assert many.as_of == one.as_of
    assert many.counts.plain() == one.counts.plain()
    assert many.counts.kinds == one.counts.kinds
    assert summary_plain(many.summary) == summary_plain(one.summary)
    assert checked_text(many, "zh") == checked_text(one, "zh")
    assert told_by_many == told_by_one


def test_several_processes_judge_portions(log: dict[str, Any]) -> None:
    """What one process would say, two say."""
    one, told_by_one = checked(log, "mixed.parquet", "sarif", columns=True)
    two, told_by_two = checked(log, "mixed.parquet", "sarif", columns=True, workers=2)
    assert summary_plain(two.summary) == summary_plain(one.summary)
    assert told_by_two == told_by_one


def test_a_full_disk_is_one_error(log: dict[str, Any]) -> None:
    """Where rows of cases stand mixed they are put together on the disk."""
    full = OSError(28, "No space left on device")
    with patch.object(pl.DataFrame, "write_ipc", side_effect=full), pytest.raises(UsageError, match="no space left"):
        checked(log, "mixed.parquet", "text", columns=True)
