"""Spans of every kind, wherever they stand, end where a calendar on the wall says, reckoned here by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.errors import PolicyError

Plain = dict[str, Any]

BEGUN = datetime.fromisoformat("2026-01-08T15:00:00+08:00")  # a Thursday; the office closes at 17:00
SECOND = timedelta(seconds=1)
# Until when what began on that Thursday may be done, to the second; a working day ends with its last opening hour.
ENDS = {
    "4 hours": "2026-01-08T19:00:00", "90 minutes": "2026-01-08T16:30:00", "4 working hours": "2026-01-09T11:00:00",
    "2 working days": "2026-01-12T17:00:00", "2 days": "2026-01-10T23:59:59", "2 weeks": "2026-01-22T23:59:59",
    "2 months": "2026-03-08T23:59:59", "1 year": "2027-01-08T23:59:59", "fri 17:00": "2026-01-09T17:00:00",
}  # fmt: skip
# When what happened on that Thursday leaves a window that is counted back: the first instant at which it has left.
LEAVES = {
    "4 hours": "2026-01-08T19:00:00", "2 days": "2026-01-10T15:00:00", "2 weeks": "2026-01-22T15:00:00",
    "2 months": "2026-03-08T15:00:00", "1 year": "2027-01-08T15:00:00",
}  # fmt: skip
AHEAD: tuple[Plain, ...] = (
    {"kind": "deadline", "start": "received", "stop": "replied", "within": "SPAN"},
    {"kind": "deadline", "start": "received", "stop": "replied", "within": {"least": ["SPAN", "3 years"]}},
    {"kind": "deadline", "start": "received", "stop": "replied", "within": {"choose": [{"value": "SPAN"}]}},
    {"kind": "deadline", "start": "received", "stop": "replied", "within": {"blank": "term"}},
    {"kind": "sequence", "followed": {"every": "received", "by": "replied", "within": "SPAN"}},
    {"kind": "sequence", "order": ["received", {"event": "replied", "within": "SPAN"}]},
    {"kind": "sequence", "preceded": {"every": "replied", "by": "received", "within": "SPAN"}},
)
BACK: tuple[Plain, ...] = (
    {"kind": "requirement", "at": "replied", "must": {"recent": {"ge": 1}}},
    {"kind": "requirement", "until": "replied", "must": {"recent": {"ge": 1}}},
)


def filled(said: Any, span: str) -> Any:
    """A rule with a span in its place."""
    if isinstance(said, dict):
        return {key: filled(one, span) for key, one in said.items()}
    if isinstance(said, list):
        return [filled(one, span) for one in said]
    return span if said == "SPAN" else said


def status(said: Plain, span: str, at: datetime) -> str | None:
    """How a rule judges a reply at an instant; nothing where it is refused."""
    clock = {"clock": "office"} if "working" in span else {}
    rule = {"id": "r", "clause": "C", **filled(said, span), **clock}
    try:
        policy = sp.Policy(
            policy="p",
            timezone="Asia/Shanghai",
            calendars={"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}},
            blanks={"term": {"type": "span", "clause": "C", "ask": {"en": "how long?"}}},
            values={"term": span},
            facts={"recent": {"type": "number", "count": "received", "within": span}} if said in BACK else {},
            rules=[rule],
        )
    except PolicyError:
        return None
    events = [{"event": "received", "at": BEGUN.isoformat()}, {"event": "replied", "at": at.isoformat()}]
    report = policy.evaluate(sp.Case.model_validate({"id": "C-1", "events": events}), as_of=at + timedelta(days=1))
    return str(report["r"].status)


@pytest.mark.parametrize("span", ENDS)
@pytest.mark.parametrize("said", AHEAD, ids=lambda said: f"{said['kind']}-{list(said)[-1]}")
def test_a_span_ahead_ends_where_the_calendar_says(said: Plain, span: str) -> None:
    """What is done in the last second is in time, what is done after it is late; or the span is refused."""
    last = datetime.fromisoformat(f"{ENDS[span]}+08:00")
    dated = ENDS[span].endswith("59:59")
    found = (status(said, span, last), status(said, span, last + (2 * SECOND if dated else SECOND)))
    assert found in (("met", "breached"), (None, None))
    assert found != (None, None) or (span == "fri 17:00" and said["kind"] != "deadline")


@pytest.mark.parametrize("span", LEAVES)
@pytest.mark.parametrize("said", BACK, ids=lambda said: list(said)[1])
def test_a_window_back_begins_where_the_calendar_says(said: Plain, span: str) -> None:
    """What happened lies in a window up to the same time of a later date, hours by the clock."""
    leaves = datetime.fromisoformat(f"{LEAVES[span]}+08:00")
    assert (status(said, span, leaves - SECOND), status(said, span, leaves + SECOND)) == ("met", "breached")
