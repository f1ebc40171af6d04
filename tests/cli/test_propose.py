"""`servicepolicy map`: a mapping proposed for a file, and what it reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from servicepolicy.logs import LogMapping, read_log
from servicepolicy.logs.proposal import propose
from servicepolicy.policy.reading.document_source import read_text

Run = Callable[..., Result]

ENGLISH = (
    "Ticket ID;Action;When;Agent\n1;Opened;13/01/2026 09:30;ann\n"
    "1;Answered;13/01/2026 11:00;bob\n2;Opened;14/01/2026 09:30;ann\n"
)
CHINESE = (
    "工单号,操作,时间,经办人\n1,受理,2026/01/05 09:30,王芳\n"
    "1,答复,2026/01/05 11:00,李雷\n2,受理,2026/01/06 09:30,王芳\n"
)
BANK = (
    "Complaint ref,Status,Changed at,Agent\n1001,New,13/03/2026 09:12,\n1001,Ack sent,14/03/2026 16:00,j.smith\n"
    "1001,Closed,15/03/2026 11:30,j.smith\n1002,New,13/03/2026 10:00,\n"
)
WIDE = "case,created,resolved\n1,2026-01-05T09:30:00Z,2026-01-06T09:30:00Z\n2,2026-01-05T10:30:00Z,\n"


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (ENGLISH.encode(), {"1": ["received", "replied"], "2": ["received"]}),
        (BANK.encode(), {"1001": ["received", "acknowledged", "closed"], "1002": ["received"]}),
        (CHINESE.encode("gb18030"), {"1": ["received", "replied"], "2": ["received"]}),
        (WIDE.encode(), {"1": ["received", "resolved"], "2": ["received"]}),
    ],
)
def test_a_proposal_reads_its_own_log(tmp_path: Path, content: bytes, kinds: dict[str, list[str]]) -> None:
    """What is proposed is a mapping that loads, and reads the cases and events that a person would."""
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    mapping = LogMapping.model_validate(read_text(propose(path, zone="UTC").text).plain)
    assert {case.id: [event.event for event in case.events] for case in read_log(path, mapping)} == kinds


def test_what_a_person_has_to_decide(run: Run, tmp_path: Path) -> None:
    """A zone that nobody said, days that may be months, activities without a plain meaning: each is told."""
    path = tmp_path / "log.csv"
    path.write_text("case,event,time\n1,Opened,05/01/2026 09:30\n1,Frobnicated,06/01/2026 09:30\n")
    shown = run("map", str(path)).stdout
    assert "name no zone" in shown
    assert "may as well be written `%m/%d/%Y %H:%M`" in shown
    assert "Frobnicated: ignore" in shown
    assert "# it reads: rows 2, cases 1, events 1" in shown


def test_nothing_to_propose(run: Run, tmp_path: Path) -> None:
    """A file in our own words needs no mapping, and one without any time has none."""
    own = tmp_path / "log.jsonl"
    own.write_text('{"id": "C-1", "events": []}\n')
    assert run("map", str(own)).exit_code == 2
    none = tmp_path / "log.csv"
    none.write_text("a,b\n1,2\n")
    result = run("map", str(none))
    assert (result.exit_code, "nothing-proposed" in result.stderr) == (3, True)
