"""How a bank's own application tests that it keeps the policy: plain functions, no clock, no server.

pytest examples/unit_test.py
"""

# ruff: noqa: S101  # tests assert

from __future__ import annotations

from datetime import datetime
from functools import cache

import servicepolicy as sp


@cache
def policy() -> sp.Policy:
    """The shipped policy, as the example bank fills it."""
    return sp.load("complaint-handling", fill="example-bank")


def complaint(*events: dict[str, object]) -> sp.Complaint:
    """A complaint received on a Monday at nine, and what else happened."""
    received = {"event": "received", "at": "2026-01-05T09:00:00+08:00", "by": "e17", "role": "intake-specialist"}
    return sp.Complaint.model_validate({"id": "C-4", "type": "complaint", "events": [received, *events]})


def at(text: str) -> datetime:
    """A time in Beijing."""
    return datetime.fromisoformat(f"{text}+08:00")


def test_classified_at_the_last_second() -> None:
    """Four working hours from nine are half past two: an act at that second is in time."""
    case = complaint(
        {"event": "classified", "at": "2026-01-05T14:30:00+08:00", "by": "e17", "role": "intake-specialist"}
    )
    assert policy().evaluate(case, as_of=at("2026-01-05T18:00"))["classified-in-time"].status is sp.Status.MET


def test_classified_one_second_late() -> None:
    """One second later it is breached, and the margin says by how much."""
    case = complaint(
        {"event": "classified", "at": "2026-01-05T14:30:01+08:00", "by": "e17", "role": "intake-specialist"}
    )
    result = policy().evaluate(case, as_of=at("2026-01-05T18:00"))["classified-in-time"]
    assert result.status is sp.Status.BREACHED
    margin = result.verdicts[0].margin
    assert margin is not None
    assert margin.wall is not None
    assert margin.wall.total_seconds() == -1


def test_one_fen_above_the_limit_needs_the_leader() -> None:
    """Above fifty thousand yuan the supervising leader approves."""
    engineer = sp.Agent(id="e31", role="solution-engineer")
    decision = policy().decide(
        "remedied", by=engineer, on=complaint(), amount=sp.Money("50000.01", "CNY"), at=at("2026-01-07T10:00")
    )
    assert decision.approvers == ("supervising-leader",)
