"""How long something took of which the beginning and the end are on record: nobody has to work it out beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from servicepolicy.judging.case_view import Missing, Reader, Running, Scene
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.vocabulary import FieldType

__all__ = ["in_microseconds", "lasting"]

_MINUTE: Final = 60_000_000


def in_microseconds(minutes: object) -> object:
    """Minutes as a running length counts them; what is no number stays what it is."""
    return int(minutes * _MINUTE) if isinstance(minutes, int | Decimal) else minutes


def lasting(name: str, declared: FieldType) -> Reader:
    """Read how many minutes something that an event began has lasted.

    What was announced counts until its end is on record, and beyond where it was more: who announced a long absence
    and came back early was to be away for long. What was not announced is open until it has ended.

    Args:
        name: The field in which it is announced.
        declared: Which events end it, and by which field several are told apart.
    """

    def read(scene: Scene, event: Event | None, _at: int, _actor: Actor | None) -> object:
        if event is None:
            return Missing(0, name)
        announced = event.fields.get(name)
        now = scene.as_of if scene.until is None else scene.until
        ends = declared.lasts if announced is None else declared.lasts[:1]
        after = next(_after(scene, event, declared, ends, now), None)
        scene.moving = scene.moving or after is None
        if after is not None and after.kind != event.kind:
            lasted = Decimal(after.at - event.at) / _MINUTE
            return max(announced, lasted) if isinstance(announced, Decimal) else lasted
        if announced is not None:
            return announced
        if after is not None:  # it began again, and nobody wrote down when it had ended
            return Missing(event.number, name)
        return Missing(event.number, name, future=True, running=Running(now - event.at, lambda long: event.at + long))

    return read


def _after(scene: Scene, event: Event, declared: FieldType, ends: tuple[str, ...], now: int) -> Iterator[Event]:
    """What ended it, or began it anew, in order."""
    mine = event.fields.get(declared.told_apart_by)
    for other in scene.timeline.events:
        if other.number <= event.number or other.since > now:
            continue
        if other.kind in ends:
            named = other.fields.get(declared.told_apart_by)
            if named is None or mine is None or named == mine:
                yield other
        elif other.kind == event.kind and other.fields.get(declared.told_apart_by) == mine:
            yield other
