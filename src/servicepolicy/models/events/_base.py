"""What every event has: when, when written down, in what order, and who did it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from servicepolicy.errors import Problem, Where
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.fields import Code, Instant, Moment, Personal, Whole, absent, inside
from servicepolicy.models.record import HostRecord, Record
from servicepolicy.worktime._instant import first_instant, to_us

__all__ = ["COMMON", "ActorKind", "Doer", "EventRecord", "HostEvent", "Voided"]

ActorKind = Literal["human", "bot", "system", "customer"]


class Doer(Record, frozen=True):
    """One of those who did something."""

    id: Code | None = absent("key of the person or machine")
    role: Code | None = absent("role in which it acted")
    unit: Code | None = absent("unit for which it acted")
    kind: ActorKind | None = absent("human, bot, system or customer")


class EventRecord(HostRecord, frozen=True):
    """Base of all events. One actor is written `by`, `role`, `unit`, `kind`; several are listed in `actors`."""

    event: str = Field(description="what happened")
    id: Code | None = absent("identity of the event; two events with one id must be equal")
    at: Moment = Field(description="when it happened; a date is that whole day in the record's `timezone`")
    recorded_at: Instant | None = absent("when it was written down; left out, it is `at`")
    seq: Whole | None = absent("order among events of one instant")
    voids: Code | None = absent("id of the event that this one takes back")
    by: Code | None = absent("key of who did it")
    role: Code | None = absent("role in which it was done")
    unit: Code | None = absent("unit for which it was done")
    kind: ActorKind | None = absent("whether a human, bot, system or customer did it")
    actors: tuple[Doer, ...] | None = absent("who did it, where several did it together")
    note: Personal | None = absent("a remark")

    def own_problems(self) -> Iterable[Problem]:
        """Nothing is written down before it happens, and there is one way to say who did it."""
        if self.recorded_at is not None and isinstance(self.at, datetime) and self.recorded_at < self.at:
            message = "`recorded_at` is before `at`: it was written down before it happened"
            way_out = "correct the one that is wrong; without `recorded_at`, it was written down at once"
            yield Problem("recorded-before-it-happened", Where(path="recorded_at"), message, way_out)
        if self.actors is not None and any((self.by, self.role, self.unit, self.kind)):
            message = "`actors` and `by`, `role`, `unit`, `kind` both say who did it"
            yield Problem("two-ways-of-saying", Where(path="actors"), message, "keep one of the two")
        if self.event == "voided" and self.voids is None:
            yield Problem("missing-field", Where(path="voids"), "`voids` is missing", "name the `id` of an event")

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        # Names of kinds of a host's own are theirs; what fields hold might be a customer's.
        yield "event", self.event
        yield "at", self.at.isoformat()

    def draft(self, zone: str | None = None) -> Event:
        """The event as evaluators read it; its number and tie are worked out by the timeline.

        Args:
            zone: Where a date without a time begins and ends. Without one it stands for a day of UTC: the record that
                holds the event is refused.
        """
        if isinstance(self.at, datetime):
            at, on, day = to_us(self.at), None, None
        else:
            number, place = self.at.toordinal(), zone or "UTC"
            at, on = first_instant(number, place), self.at.isoformat()
            day = (at, first_instant(number + 1, place) - 1)
        recorded = at if self.recorded_at is None else to_us(self.recorded_at)
        return Event(0, self.event, at, recorded, self.seq, self.id, self._who(), self._fields(), False, on, day)

    def _who(self) -> tuple[Actor, ...]:
        if self.actors is not None:
            return tuple(Actor(doer.id, doer.role, doer.unit, doer.kind) for doer in self.actors)
        if self.by is None and self.role is None and self.unit is None and self.kind is None:
            return ()
        return (Actor(self.by, self.role, self.unit, self.kind),)

    def _fields(self) -> dict[str, object]:
        given: dict[str, object] = {**vars(self), **(self.__pydantic_extra__ or {})}
        return {
            name: value if type(value) is str else inside(value)
            for name, value in given.items()
            if name not in COMMON and value is not None and value != ""
        }


COMMON = frozenset({"event", "id", "at", "recorded_at", "seq", "voids", "by", "role", "unit", "kind", "actors"})
"""Fields of an event that say when, who and which; all others are the kind's own."""


class HostEvent(EventRecord, frozen=True):
    """An event of a host's own: its kind starts with `x.`, its fields are free and count as personal."""

    FREE_NAMES: ClassVar[bool] = True


class Voided(EventRecord, frozen=True):
    """Takes another event back, and is nothing beside."""

    event: Literal["voided"] = "voided"
