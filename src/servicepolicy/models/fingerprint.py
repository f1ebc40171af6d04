"""A digest of all that is on record of a subject: whether two readings of it are one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import attrs

from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts

__all__ = ["fingerprint"]

_AS_THEY_ARE: Final = frozenset({str, int, bool})


def fingerprint(facts: SubjectFacts) -> str:
    """A digest of everything that is on record of a subject, the same in every process.

    Args:
        facts: The subject.
    """
    line = facts.timeline
    told = [_event(event) for event in line.events] if line.is_plain else _plain(line)
    whole = facts.id, facts.subject, facts.type, _fields(facts.header), sorted(facts.not_offered), told
    return hashlib.blake2b(repr(whole).encode(), digest_size=16).hexdigest()


def _event(event: Event) -> tuple[Any, ...]:
    who = [(one.id, one.role, one.unit, one.kind) for one in event.actors]
    times = event.at, event.recorded_at, event.seq, event.tie, event.date, event.day
    return event.kind, times, event.id, who, _fields(event.fields)


def _fields(held: Mapping[str, object]) -> list[tuple[str, Any]]:
    return sorted((name, one if type(one) in _AS_THEY_ARE else repr(_plain(one))) for name, one in held.items())


def _plain(held: Any) -> Any:
    """What is held, in parts that are written alike wherever they come from."""
    match held:
        case None | str() | int():
            return held
        case tuple() | list():
            return [_plain(one) for one in held]
        case Mapping():
            return sorted((repr(key), repr(_plain(one))) for key, one in held.items())
        case frozenset() | set():
            return sorted(repr(_plain(one)) for one in held)
        case _ if attrs.has(type(held)):
            return [_plain(getattr(held, part.name)) for part in attrs.fields(type(held)) if part.init]
        case _:
            return repr(held)
