"""Small policies and cases for the worked explanations, built in a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import servicepolicy as sp
from servicepolicy.models.subject import SubjectRecord

OFFICE = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]}, "holidays": "CN"}


def at(text: str) -> datetime:
    """A time of January 2026 in Beijing: `05 09:00`, or with another month, `04-05 09:00`."""
    day, _, clock = text.partition(" ")
    return datetime.fromisoformat(f"2026-{day if '-' in day else f'01-{day}'}T{clock}+08:00")


def event(name: str, when: str, by: str | None = None, role: str | None = None, **fields: Any) -> dict[str, Any]:
    """An event as a host hands it in."""
    who = {"by": by, "role": role}
    return {"event": name, "at": at(when).isoformat(), **{k: v for k, v in who.items() if v is not None}, **fields}


RECEIVED = event("received", "05 09:12", "e17", "intake-specialist")


def complaint(*events: dict[str, Any], **header: Any) -> sp.Complaint:
    """A complaint that was received on a Monday at twelve past nine."""
    return sp.Complaint.model_validate({"id": "C-1", **header, "events": [RECEIVED, *events]})


@cache
def bank() -> sp.Policy:
    """The shipped policy for complaints."""
    return sp.load("complaint-handling", fill="example-bank")


@cache
def branch() -> sp.Policy:
    """The shipped policy for an outlet."""
    return sp.load("branch-service", fill="example-bank")


def letters(**said: Any) -> sp.Policy:
    """A policy with pauses, extensions, re-classification and a reopening."""
    rule: dict[str, Any] = {
        "id": "answered",
        "kind": "deadline",
        "clause": "L-1",
        "title": {"en": "Letter answered", "zh": "按时回信"},
        "start": "received",
        "stop": {"event": "replied", "where": {"to": "customer"}},
        "within": {
            "choose": [
                {"when": {"severity": {"in": ["major", "critical"]}}, "value": "1 working day"},
                {"value": "3 working days"},
            ]
        },
        "clock": "office",
        "pause": {"from": "paused", "until": "resumed"},
        "extend": {"grant": {"event": "extended", "where": {"customer_told": True}}, "by": "2 working days"},
        "cancel": "withdrawn",
        "on_reopen": "new_cycle",
        "on_reclassify": "retroactive",
        "warn": "80%",
        "duty": "writer",
        **said,
    }
    return policy_of(rule)


def verdicts(policy: sp.Policy, rule: str, when: str, *events: dict[str, Any], **header: Any) -> Callable[[str], str]:
    """How the verdicts of a rule read."""

    def told(language: str) -> str:
        found = policy.evaluate(complaint(*events, **header), as_of=at(when))[rule].verdicts
        return "\n".join(verdict.explain(language) for verdict in found)

    return told


def policy_of(rule: dict[str, Any]) -> sp.Policy:
    """A policy of one rule, in Beijing."""
    return sp.Policy(policy="letters", timezone="Asia/Shanghai", calendars={"office": OFFICE}, rules=[rule])


def told_of(
    rule: dict[str, Any], subject: SubjectRecord, when: str, context: sp.Context | None = None
) -> Callable[[str], str]:
    """How the verdicts of a rule of one's own read."""

    def told(language: str) -> str:
        found = policy_of(rule).evaluate(subject, as_of=at(when), context=context)[rule["id"]].verdicts
        return "\n".join(verdict.explain(language) for verdict in found)

    return told
