"""What takes an approval back on the date of the approval, or of the act, at an hour that nobody recorded."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant
from tests.kinds.authority.test_authority import BY_HEAD, act, approved, limit, policy

RULE = limit(tiers=BY_HEAD)
GIVEN = approved("h1", "head", amount="500 CNY", at="2025-01-06T10:00")
ACT = act("100 CNY", at="2025-01-07T10:00")
TAKING_BACK: dict[str, dict[str, Any]] = {
    "approval_withdrawn": {"action": "remedied", "by": "h1", "role": "head"},
    "amount_changed": {"amount": "400 CNY"},
    "refused": {"action": "remedied", "by": "h1", "role": "head"},
}


def on(kind: str, at: str) -> dict[str, Any]:
    """What takes the approval back, at a time or on a date."""
    said = event(kind, at if "T" in at else f"{at}T00:00", **TAKING_BACK[kind])
    return said if "T" in at else {**said, "at": at}


def status(*events: dict[str, Any]) -> str:
    """The status of the act."""
    report = policy(RULE).evaluate(case(*events, timezone="Europe/London"), as_of=instant("2025-01-31T09:00"))
    (verdict,) = report["money"].verdicts
    return verdict.status.value


@pytest.mark.parametrize("kind", TAKING_BACK)
def test_it_may_have_come_before_what_it_takes_back(kind: str) -> None:
    """At an hour it is plain; on the date of the approval, or of the act, the answer is open, also before the act."""
    for day, hours in (("2025-01-06", ("09:00", "11:00")), ("2025-01-07", ("11:00", "09:00"))):
        assert [status(GIVEN, on(kind, f"{day}T{hour}"), ACT) for hour in hours] == ["met", "breached"]
        assert status(GIVEN, on(kind, day), ACT) == "unknown"
    so_far = case(GIVEN, on(kind, "2025-01-06"), timezone="Europe/London")
    clerk = sp.Agent.model_validate({"id": "c1", "role": "clerk"})
    asked = policy(RULE).decide("remedied", by=clerk, on=so_far, at=instant("2025-01-07T10:00"), amount="100 CNY")
    assert asked.effect is sp.Effect.UNKNOWN


def test_on_another_date_it_is_plain() -> None:
    """The day before the approval, or after the act, it takes back nothing."""
    for kind in TAKING_BACK:
        assert status(GIVEN, on(kind, "2025-01-05"), ACT) == "met"
        assert status(GIVEN, on(kind, "2025-01-08"), ACT) == "met"
