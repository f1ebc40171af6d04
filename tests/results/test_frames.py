"""Results as frames of Polars and pandas."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.reporting import agenda_of
from servicepolicy.results.rows import COLUMNS

DESK = Path(__file__).parents[2] / "docs" / "guide" / "desk"
NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
POLICY = sp.load(DESK / "desk.policy.yaml")
CASES = tuple(read_log(DESK / "tickets.csv", DESK / "tickets.mapping.yaml"))
REPORTS = tuple(POLICY.evaluate(case, as_of=NOON) for case in CASES)
LIBRARIES = ("polars", "pandas")


def rows(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame of either library."""
    return frame.to_dicts() if hasattr(frame, "to_dicts") else frame.to_dict("records")


@pytest.mark.parametrize("library", LIBRARIES)
def test_reports_have_a_row_a_verdict(library: Any) -> None:
    """With the columns of every other table of verdicts; times are instants of the policy's zone."""
    pytest.importorskip(library)
    frame = sp.to_frame(REPORTS, library)
    assert list(frame.columns) == [column.name for column in COLUMNS]
    (late,) = [row for row in rows(frame) if row["subject"] == "T-3" and row["rule"] == "answered"]
    assert (late["status"], late["margin_seconds"]) == ("breached", -5400.0)
    assert late["due"] == datetime(2026, 1, 6, 12, tzinfo=UTC)
    assert len(frame) == sum(len(report.verdicts) for report in REPORTS)
    assert list(REPORTS[0].to_frame(library).columns) == list(frame.columns)


def test_a_frame_is_typed() -> None:
    """Times, decimals and numbers, also where a column holds nothing."""
    polars = pytest.importorskip("polars")
    schema = REPORTS[0].to_frame("polars").schema
    assert schema["due_by"] == polars.String
    assert schema["due_latest"] == polars.Datetime("us", "Europe/London")
    assert (schema["margin_amount"], schema["margin_seconds"]) == (polars.Decimal(38, 10), polars.Float64)


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_agenda_has_a_row_a_duty(library: Any) -> None:
    """As duties, and laid out by role."""
    pytest.importorskip(library)
    duties = POLICY.agenda(CASES[3], as_of=NOON)
    (row,) = rows(sp.to_frame(duties, library))
    assert (row["rule"], row["act"], row["role"], row["overdue"]) == ("answered", "replied", "clerk", False)
    assert rows(agenda_of(duties).to_frame(library)) == [row]


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_assessment_has_a_row_a_finding(library: Any, tmp_path: Path) -> None:
    """Shares as floats, counts as whole numbers."""
    pytest.importorskip(library)
    text = (DESK / "desk.policy.yaml").read_text(encoding="utf-8")
    level = "slas:\n- {id: answers, clause: DESK-3, rules: [answered], period: month, objective: 0.9}\n"
    path = tmp_path / "desk.yaml"
    path.write_text(text + level, encoding="utf-8")
    found = sp.load(path).assess(CASES, "2026-01")
    (row,) = rows(found.to_frame(library))
    assert (row["kind"], row["met"], row["breached"], row["objective"]) == ("sla", 2, 2, 0.9)


def test_kinds_are_not_mixed() -> None:
    """A frame of duties and verdicts would be neither."""
    with pytest.raises(sp.UsageError, match="one kind"):
        sp.to_frame([REPORTS[0], *POLICY.agenda(CASES[3], as_of=NOON)])


def test_nothing_is_an_empty_frame() -> None:
    """No duties, no rows."""
    assert len(sp.to_frame(())) == 0
    assert len(sp.to_frame(())) == 0


def test_a_library_that_is_not_there_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that makes no frames is told."""

    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("servicepolicy.results.frames.import_module", absent)
    with pytest.raises(sp.UsageError, match=r"servicepolicy\[bulk\]"):
        REPORTS[0].to_frame()
    with pytest.raises(sp.UsageError, match="pip install pandas"):
        REPORTS[0].to_frame("pandas")
    with pytest.raises(sp.UsageError, match="makes no frames"):
        REPORTS[0].to_frame("numpy")  # type: ignore[arg-type]  # as callers without a type checker may
