"""Facts as they are sent from one process to another: in few and plain parts, which takes a quarter of the time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicepolicy.models.event import Actor, Event
from servicepolicy.models.timeline import SubjectFacts, Timeline

__all__ = ["packed", "unpacked"]

_Event = tuple[str, int, int, int | None, str | None, tuple[Actor, ...], Mapping[str, object], bool]
_Plain = tuple[str, str, str | None, Mapping[str, object], frozenset[str], tuple[_Event, ...]]
Packed = _Plain | SubjectFacts
"""Facts that can be sent; those of which more is to be told than what happened when are sent as they are."""


def packed(facts: SubjectFacts) -> Packed:
    """Facts to be sent."""
    line = facts.timeline
    if not line.is_plain:
        return facts
    events = tuple(
        [
            (event.kind, event.at, event.recorded_at, event.seq, event.id, event.actors, event.fields, event.tie)
            for event in line.events
        ]
    )
    return facts.id, facts.subject, facts.type, facts.header, facts.not_offered, events


def unpacked(sent: Packed) -> SubjectFacts:
    """The facts that were sent."""
    if isinstance(sent, SubjectFacts):
        return sent
    key, subject, kind, header, not_offered, told = sent
    events: tuple[Any, ...] = tuple([Event(number, *event) for number, event in enumerate(told, start=1)])
    return SubjectFacts(key, subject, kind, header, Timeline.plain(events), not_offered)
