"""A scenario in words: what happened, and what the policy says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from servicepolicy.models.vocabulary import event_fields, event_kinds, header_fields
from servicepolicy.phrases.teller import Teller
from servicepolicy.phrases.terms import listed
from servicepolicy.telling.verdicts import in_short
from servicepolicy.testing.document import Asked
from servicepolicy.testing.scenario import Result

__all__ = ["told"]

_MOST = 4  # what more happened is counted
_OF_ACTORS = ("by", "role", "unit", "kind", "at", "event", "seq", "id", "recorded_at", "actors")
_OF_FRAME = ("id", "subject", "events", "timezone", "opened_at")


def told(result: Result, teller: Teller) -> str:
    """What a scenario shows: its facts, and the reason of the policy.

    Args:
        result: What the policy said of it.
        teller: Says its facts.
    """
    scenario = result.scenario
    facts = _facts(scenario.subject or {}, teller) if scenario.decide is None else _question(scenario.decide, teller)
    said = listed(facts, teller.language)
    why = _why(result, teller.language)
    return f"{said} — {why}" if said and why else said or why


def _why(result: Result, language: str) -> str:
    """The reason of the verdict that decides, else the first that is told."""
    wanted = result.scenario.expect.status
    for verdict in result.verdicts:
        if wanted in (None, verdict.status.value):
            return in_short(verdict, language)
    lines = result.explanations.get(language, "").splitlines()
    shown = lines[1:3] if result.scenario.assess is not None else lines[1:2]  # a figure says more than its outcome
    return listed((line.strip() for line in shown), language, "；", "; ")


def _question(asked: Asked, teller: Teller) -> Iterator[str]:
    """What is asked before an act: the act, its amount, in which role."""
    yield teller.act(asked.action)
    if asked.amount is not None:
        yield teller.outright(asked.amount)
    if "role" in asked.by:
        yield teller.role(str(asked.by["role"]))


def _facts(record: Mapping[str, Any], teller: Teller) -> Iterator[str]:
    """What a record says: its header, and its first events."""
    about = str(record.get("subject", "case"))
    speaking = attrs.evolve(teller, about=about)
    known = header_fields(about)
    for name, value in record.items():
        if name in known and name not in _OF_FRAME and not known[name].personal:
            yield from _field(name, value, speaking)
    events = [event for event in record.get("events", ()) if isinstance(event, Mapping)]
    for event in events[:_MOST]:
        yield _event(event, about, speaking)
    if len(events) > _MOST:
        yield "……" if teller.language == "zh" else "…"


def _event(event: Mapping[str, Any], about: str, teller: Teller) -> str:
    kind = str(event.get("event", ""))
    said = teller.act(kind)
    if kind not in event_kinds(about):
        return said
    fields = event_fields(about, kind)
    speaking = attrs.evolve(teller, acts=(kind,))
    shown = {name: value for name, value in event.items() if name in fields and name not in _OF_ACTORS}
    parts = [
        part for name, value in shown.items() if not fields[name].personal for part in _field(name, value, speaking)
    ]
    return teller.say("event.where", event=said, condition=listed(parts, teller.language)) if parts else said


def _field(name: str, value: object, teller: Teller) -> Iterator[str]:
    """A field and what it holds; what is no plain value is left out."""
    if isinstance(value, bool) or value in ("true", "false"):
        yield teller.answered(name, str(value).lower())
    elif isinstance(value, str | int | float) or (
        isinstance(value, list) and all(isinstance(one, str) for one in value)
    ):
        speaking = attrs.evolve(teller, asked=name)
        yield teller.say("fact.said", field=teller.path(name), value=speaking.measured(speaking.outright(value)))
