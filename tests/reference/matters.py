"""To which matter an event belongs, told naively: at each event it is asked anew which matters are open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

from tests.reference.conditions import World
from tests.reference.subject import orders

Plain = dict[str, Any]
Name = str | None  # `None`: the nameless matter
# What ends the subject ends every matter of it.
ENDS_ALL = ("closed", "ended", "merged", "withdrawn")


class Own:
    """The events of one matter: those that belong to it, and those of other matters or none that may concern it."""

    def __init__(self) -> None:
        self.belonging: list[Plain] = []
        self.beside: list[Plain] = []

    @property
    def all(self) -> list[Plain]:
        """All of them, in order."""
        return sorted([*self.belonging, *self.beside], key=lambda event: event["number"])


class Begins(Protocol):
    """Whether an event that names a matter opens it, given the nameless matter."""

    def __call__(self, event: Plain, nameless: Own) -> bool: ...  # it has one meaning


Waits = Callable[[Plain, Own, list[Plain]], bool]


def name_of(event: Plain, per: str) -> Name:
    """The matter that an event names."""
    return None if event.get(per) is None else str(event[per])


def named(rule: Plain, form: bool = True) -> str | None:
    """The field by which a rule tells matters apart: `matter`, unless it says another or none."""
    said = rule.get("per", "matter" if form else "subject")
    return None if said == "subject" else str(said)


def apart(
    events: list[Plain], per: str, world: World, begins: Begins, waits: Waits, *, serves_all: bool = False
) -> dict[Name, Own]:
    """Every matter with its events."""
    places = orders(events)
    found: dict[Name, Own] = {None: Own()}
    past: list[Plain] = []
    for _place, group in groupby(events, key=lambda event: _place_of(event, places)):
        together = list(group)
        for name in {name_of(event, per) for event in together} - set(found):
            if any(name_of(event, per) == name and begins(event, found[None]) for event in together):
                found[name] = Own()
                found[name].beside = [event for event in past if name_of(event, per) in (name, None)]
        homes = {
            event["number"]: _homes(event, per, together, found, waits, world, serves_all=serves_all)
            for event in together
        }
        for event in together:
            for name, own in found.items():
                if name in homes[event["number"]]:
                    own.belonging.append(event)
                elif name_of(event, per) is None:
                    own.beside.append(event)
        past += together
    return found


def _place_of(event: Plain, places: dict[int, int]) -> tuple[datetime, int]:
    return event["at"], places[event["number"]]


def _homes(
    event: Plain,
    per: str,
    together: list[Plain],
    found: dict[Name, Own],
    waits: Waits,
    world: World,
    *,
    serves_all: bool,
) -> list[Name]:
    if name_of(event, per) is not None:
        return [name_of(event, per)] if name_of(event, per) in found else [None]
    waiting: list[Name] = []
    for name, own in found.items():
        beside = [other for other in together if other is not event and name_of(other, per) == name]
        if waits(event, own, beside):
            waiting.append(name)
    if not waiting:
        return [None]
    if serves_all or event["event"] in ENDS_ALL:
        return waiting
    *others, last = sorted(waiting, key=lambda name: (name is None, name or ""))
    for name in others:
        if world.ask((event["number"], per, f"is {name}", False)):
            return [name]
    return [last]
