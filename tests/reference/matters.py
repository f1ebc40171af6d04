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
# What ends the matter that it names.
ENDS_ONE = (*ENDS_ALL, "proposal_withdrawn", "rejected")
After = Callable[[Plain, Plain], bool]  # whether one event surely came after another


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


Open = Callable[[Plain], list[str]]  # the matters that are on record by an event, acted upon or not


def nothing_on_record(_event: Plain) -> list[str]:
    """Nobody asks what is on record: a matter is opened by what begins it."""
    return []


def on_record(events: list[Plain], per: str) -> Open:
    """By any event, the matters that were on record and had not ended, whatever the rule makes of them."""
    places = orders(events)

    def after(one: Plain, other: Plain) -> bool:
        """Whether one event surely came after another: of simultaneous ones only where both say so."""
        if one["at"] != other["at"]:
            return bool(one["at"] > other["at"])
        return "seq" in one and "seq" in other and places[one["number"]] > places[other["number"]]

    def found(event: Plain) -> list[str]:
        of_each: dict[str, list[Plain]] = {}
        for one in events:
            if (name := name_of(one, per)) is not None:
                of_each.setdefault(name, []).append(one)
        return sorted(
            name
            for name, its in of_each.items()
            if any(not after(one, event) for one in its)
            and not any(one["event"] in ENDS_ONE and after(event, one) for one in its)
        )

    return found


def apart(
    events: list[Plain],
    per: str,
    world: World,
    begins: Begins,
    waits: Waits,
    *,
    serves_all: bool = False,
    open_by: Open = nothing_on_record,
    done_before: Callable[[Plain], bool] = lambda event: False,
) -> dict[Name, Own]:
    """Every matter with its events.

    `open_by` says which matters are on record, where acts open their own; `done_before`, what of that which came before
    a matter was first named may have been done in it.
    """
    places = orders(events)
    found: dict[Name, Own] = {None: Own()}
    past: list[Plain] = []
    for _place, group in groupby(events, key=lambda event: _place_of(event, places)):
        together = list(group)
        for name in {name_of(event, per) for event in together} - set(found):
            if any(name_of(event, per) == name and begins(event, found[None]) for event in together):
                found[name] = Own()
                for event in past:
                    if name_of(event, per) not in (name, None):
                        continue
                    mine = done_before(event) and name_of(event, per) is None and name in open_by(event)
                    if mine and len(open_by(event)) > 1:
                        mine = world.ask((event["number"], per, f"is {name}", False))
                    (found[name].belonging if mine else found[name].beside).append(event)
        homes = {
            event["number"]: _homes(event, per, together, found, waits, world, open_by, serves_all=serves_all)
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
    open_by: Open,
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
    untouched = [name for name in open_by(event) if name not in found]
    if len(untouched) > (1 if last is None else 0):  # the nameless one is one of those on record
        return [last] if world.ask((event["number"], per, f"is {last or 'none'}", False)) else []
    return [last]


class LookedBack:
    """Acts that need something before them, told naively: everything on record is gone through for each."""

    def __init__(
        self,
        per: str,
        events: list[Plain],
        acts: list[Plain],
        licensing: Callable[[Plain], bool],
        world: World,
        changing: str = "",
    ) -> None:
        self.per, self.events, self.acts = per, events, acts
        self.licensing, self.world = licensing, world
        self.changing = changing

    def name(self, event: Plain) -> Name:
        """The matter that an event names."""
        return name_of(event, self.per)

    def names(self) -> list[str]:
        """All matters that events name."""
        return sorted({name for event in self.events if (name := self.name(event)) is not None})

    def is_act(self, event: Plain) -> bool:
        """Whether an event is one of the acts."""
        return any(event is one for one in self.acts)

    def meant(self, act: Plain, after: After) -> Name:
        """The matter that an act is about: of those that are open by then any may be."""
        if self.name(act) is not None or not any(map(self.licensing, self.events)):
            return self.name(act)
        open_by_then = [name for name in self.names() if self._awaits_act(name, act, after)]
        for name in open_by_then[:-1]:
            if self.world.ask((act["number"], self.per, f"is {name}", False)):
                return name
        return open_by_then[-1] if open_by_then else None

    def _of(self, name: str) -> tuple[list[Plain], list[Plain]]:
        """What names a matter, and what of it acts on it or ends it."""
        of_it = [event for event in self.events if self.name(event) == name]
        return of_it, [event for event in of_it if event["event"] in ENDS_ONE or self.is_act(event)]

    def waits(self, name: str, event: Plain, after: After) -> bool:
        """Whether a matter was on record by an event, and neither acted upon nor at its end."""
        of_it, over = self._of(name)
        return any(not after(one, event) for one in of_it) and not any(after(event, one) for one in over)

    def _awaits_act(self, name: str, act: Plain, after: After) -> bool:
        if self.waits(name, act, after):
            return True
        of_it, over = self._of(name)
        past = [one for one in over if after(act, one)]
        again = [one for one in of_it if self.licensing(one) and one not in over and not after(one, act)]
        return any(all(after(one, other) for other in past) for one in again)

    def of_one(self, event: Plain) -> bool:
        """Whether an event without a matter is about one of them: it licenses, or changes what was licensed."""
        return self.licensing(event) or event["event"] == self.changing

    def concerns(self, event: Plain, act: Plain, after: After, *, follows: bool = False) -> bool:
        """Whether an event concerns the matter of an act."""
        mine, stated = self.meant(act, after), self.name(event)
        if stated is not None:
            on_record = any(not after(one, act) for one in self._of(stated)[0])
            return stated == mine or (mine is None and not on_record)
        if self.is_act(event) and not after(event, act):
            its = self.meant(event, after)
            if its is not None or mine is None or not self.of_one(event):
                return its == mine
        if not self.of_one(event):
            return True
        if not any(self.waits(name, event, after) for name in self.names() if name != mine):
            following = [one for one in self.acts if one is not event and not after(event, one)]
            coming = [one for one in following if one["at"] == following[0]["at"]]
            if coming and all(one is act or self.meant(one, after) == mine for one in coming):
                return True
            by_then = [one for one in self.acts if one["at"] <= event["at"] and one is not act]
            if not coming and all(self.meant(one, after) == mine for one in by_then):
                return True
        may_be = follows or not after(event, act)
        return may_be and self.world.ask((event["number"], self.per, f"is {mine}", False))
