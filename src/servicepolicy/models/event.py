"""One thing that happened, as evaluators read it, and who did it: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

__all__ = ["Actor", "Event"]


@attrs.frozen
class Actor:
    """Who did something.

    Args:
        id: Key of the person or machine; `None` = not recorded.
        role: Role in which it acted, as the event says.
        unit: Unit for which it acted, as the event says.
        kind: `human`, `bot`, `system` or `customer`; `None` = not recorded.
    """

    id: str | None = None
    role: str | None = None
    unit: str | None = None
    kind: str | None = None


@attrs.frozen(weakref_slot=False)
class Event:
    """One thing that happened.

    Args:
        number: Position in the canonical order of all events handed in, counted from 1.
        kind: What happened, such as `received`.
        at: When it happened, UTC microseconds.
        recorded_at: When it was written down, UTC microseconds, never before `at`.
        seq: Order among events of one instant, where the source knows it.
        id: Identity, where the source has one.
        actors: Who did it; empty = not recorded.
        fields: The fields that have a value: text, bool, int, Decimal, Money, tuple; times as UTC microseconds.
        tie: Another event of this instant exists, and which came first is not known.
        date: The date, written `2026-01-05`, of an event that has no time; `at` is then an instant of that day, the
            first where nothing else is asked.
        day: The first and the last instant of that date; of an event with a time: of a date that another event has
            without a time, for the two are simultaneous.
    """

    number: int
    kind: str
    at: int
    recorded_at: int = attrs.field(repr=False)
    seq: int | None = attrs.field(default=None, repr=False)
    id: str | None = attrs.field(default=None, repr=False)
    actors: tuple[Actor, ...] = attrs.field(default=(), repr=False)
    fields: Mapping[str, object] = attrs.field(factory=dict[str, object], repr=False, hash=False)
    tie: bool = attrs.field(default=False, repr=False)
    date: str | None = attrs.field(default=None, repr=False)
    day: tuple[int, int] | None = attrs.field(default=None, repr=False)

    @property
    def since(self) -> int:
        """From when it exists: its instant, or the first one of its date."""
        return self.at if self.date is None or self.day is None else self.day[0]

    @property
    def slot(self) -> int:
        """What orders it: its instant, or the first one of its date, if that is one moment."""
        return self.at if self.day is None else self.day[0]

    @property
    def turns(self) -> tuple[int, ...]:
        """When it may change a verdict: its instant; of a date also just after, for that one ends a day."""
        return (self.at,) if self.date is None or self.day is None else (self.at, self.day[0] + 1)

    def beside(self, other: Event) -> bool:
        """Whether two events are simultaneous: they have one instant, or one date, which one of them has alone."""
        if self.at == other.at:
            return True
        return self.day is not None and self.day == other.day and not (self.date is None and other.date is None)

    def ties(self, other: Event) -> bool:
        """Whether nobody recorded which of two came first: they are simultaneous, and no `seq` of one record tells."""
        if not self.beside(other):
            return False
        of_one_record = (self.number < 0) == (other.number < 0)
        return not of_one_record or self.seq is None or other.seq is None or self.seq == other.seq
