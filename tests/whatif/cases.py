"""Small policies and logs on which the tests of this folder stand, and generators of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

import servicepolicy as sp

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
OFFICE = {"timezone": "UTC", "hours": {"mon-fri": ["09:00-12:00", "13:00-17:00"]}}
ANSWERED = {"id": "answered", "kind": "deadline", "clause": "D-1", "start": "received", "stop": "replied"}
PAUSE = [{"from": "paused", "until": "resumed"}]


def policy(*rules: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy of rules that count by an office."""
    return sp.Policy(policy="desk", timezone="UTC", calendars={"office": OFFICE}, rules=rules, **more)


def case(name: str, *events: tuple[Any, ...], **header: Any) -> sp.Case:
    """A complaint; events are told by how long after a Monday morning they were, and perhaps their fields."""
    told = [{"event": kind, "at": (MONDAY + after).isoformat(), **dict(*more)} for kind, after, *more in events]
    return sp.Case.model_validate({"id": name, "type": "complaint", **header, "events": told})


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


@st.composite
def logs(draw: st.DrawFn) -> list[sp.Case]:
    """Cases that are answered or not, paused or not, at whole and at odd minutes, on working days and on others.

    Some replies do not say to whom; some pauses do not say whether they are for the customer.
    """
    found: list[sp.Case] = []
    for number in range(draw(st.integers(1, 6))):
        minutes = st.integers(0, 9 * 24 * 60)
        start = draw(st.integers(0, 600))
        events: list[tuple[Any, ...]] = [("received", timedelta(minutes=start))]
        if draw(st.integers(0, 2)) == 0:
            events.append(("replied", timedelta(minutes=start + draw(minutes))))
        if draw(st.booleans()):
            begin = start + draw(st.integers(0, 300))
            events.append(("paused", timedelta(minutes=begin)))
            if draw(st.booleans()):
                events.append(("resumed", timedelta(minutes=begin + draw(st.integers(0, 2_000)))))
        if draw(st.integers(0, 3)):
            events.append(("replied", timedelta(minutes=start + draw(minutes)), {"to": "customer"}))
        found.append(case(f"C-{number}", *events, channel=draw(st.sampled_from(["email", "letter"]))))
    return found
