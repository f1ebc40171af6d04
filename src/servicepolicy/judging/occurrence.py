"""Occurrences: the events of one instant, who acted in one, and the key by which an occurrence is named for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from servicepolicy.judging.case_view import Scene
from servicepolicy.language.rule import Rule
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts

__all__ = ["instants", "most_verdicts", "not_told", "occurrence_key", "people"]


def instants(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Events in groups: those of one instant whose order nobody recorded stand together."""
    group: list[Event] = []
    for event in events:
        if group and not (event.tie and group[0].tie and any(event.ties(one) for one in group)):
            yield group
            group = []
        group.append(event)
    if group:
        yield group


def people(event: Event) -> tuple[str, ...]:
    """Ids of those who acted, as far as they are recorded."""
    actors = event.actors
    if len(actors) == 1:
        only = actors[0].id
        return () if only is None else (only,)
    return tuple(actor.id for actor in actors if actor.id is not None)


def most_verdicts(facts: SubjectFacts, rules: Iterable[Rule]) -> int | None:
    """How many verdicts of a rule there may be on a subject some of whose events are lost; `None`: there is no bound.

    With each event that is lost one matter more may have begun, besides those that begin with what is left and the one
    that begins with the subject.

    Args:
        facts: The subject.
        rules: The rule, as editions have it.
    """
    lost, each = facts.lost_events, [rule.at_each_event for rule in rules]
    if lost is None or None in each:
        return None
    return (len(facts.timeline.events) + lost + 1) * max((one or 0 for one in each), default=0)


@lru_cache(maxsize=4096)  # many rules speak of the same few events
def _key(at: int) -> str:
    whole, micro = divmod(at, 1_000_000)
    # `2026-01-05T09:12:00+00:00` without its marks; `strftime` would ask the platform, and take ten times as long
    key = datetime.fromtimestamp(whole, UTC).isoformat()[:19].replace("-", "").replace(":", "") + "Z"
    return f"{key[:-1]}.{micro:06d}Z" if micro else key


def not_told(scene: Scene, rule: str, events: Sequence[Event], prefix: str) -> Iterator[Event]:
    """The events that may have an occurrence of their own, without those whose final verdict was told before.

    Of several events of one instant it is not said here which bears which name: they stay.
    """
    told = scene.told(rule)
    for place, event in enumerate(events):
        beside = (*events[max(0, place - 1) : place], *events[place + 1 : place + 2]) if told else ()
        if not told or any(other.at == event.at for other in beside) or prefix + _key(event.since) not in told:
            yield event


def occurrence_key(at: int, taken: set[str]) -> str:
    """The key of an occurrence that is named after its start, unique among those taken."""
    key = _key(at)
    unique, again = key, 2
    while unique in taken:
        unique, again = f"{key}#{again}", again + 1
    taken.add(unique)
    return unique
