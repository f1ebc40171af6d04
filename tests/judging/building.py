"""Small policies and cases, built in a line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import servicepolicy as sp

LONDON: dict[str, Any] = {"timezone": "Europe/London", "hours": {"mon-fri": ["09:00-17:00"]}}


def instant(text: str) -> datetime:
    """A time; without an offset it is in UTC, which London keeps in winter."""
    return datetime.fromisoformat(text if text.endswith("Z") or "+" in text[10:] else f"{text}+00:00")


def event(kind: str, at: str, /, **fields: Any) -> dict[str, Any]:
    """An event as a host hands it in."""
    return {"event": kind, "at": instant(at).isoformat(), **fields}


def case(*events: dict[str, Any], **header: Any) -> sp.Case:
    """A complaint with these events."""
    return sp.Case.model_validate({"id": "C-1", "type": "complaint", **header, "events": list(events)})


def rule(**said: Any) -> dict[str, Any]:
    """A deadline of four working hours from `received` to `resolved`; what is said replaces that."""
    base: dict[str, Any] = {
        "id": "answered",
        "kind": "deadline",
        "clause": "X-1",
        "start": "received",
        "stop": "resolved",
        "within": "4 working hours",
        "clock": "office",
    }
    return {name: value for name, value in {**base, **said}.items() if value is not None}


def policy(*rules: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy in London with one office."""
    return sp.Policy(policy="p", timezone="Europe/London", calendars={"office": LONDON}, rules=list(rules), **more)


def verdicts(said: dict[str, Any], subject: sp.Case, as_of: str, **more: Any) -> list[sp.Verdict]:
    """The verdicts of one rule on a case."""
    return list(policy(said, **more).evaluate(subject, as_of=instant(as_of))[said["id"]].verdicts)


def only(said: dict[str, Any], subject: sp.Case, as_of: str, **more: Any) -> sp.Verdict:
    """The single verdict of one rule on a case."""
    found = verdicts(said, subject, as_of, **more)
    assert len(found) == 1, [verdict.occurrence for verdict in found]
    return found[0]


def local(moment: datetime | None) -> str | None:
    """A moment as text, to the minute, in its own zone."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M")
