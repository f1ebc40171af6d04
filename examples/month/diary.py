"""What happened to one subject, as it is being told: a header, events, and the moment that has been reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly
from typing import TypeVar

from month.days import worked

T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """Somebody who works for the bank."""

    id: str
    role: str
    unit: str
    new: bool = False


BOT = Person("bot-1", "", "centre")
CUSTOMER = Person("customer", "", "")


class Diary:
    """One subject and its story. What is `None` was not written down."""

    def __init__(self, subject: str, key: str, now: datetime, dice: Random, **header: object) -> None:
        self.subject = subject
        self.now = now
        self.dice = dice
        self.header: dict[str, object] = {"id": key, "subject": subject, **header}
        self.events: list[dict[str, object]] = []

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.dice.random() < share

    def mostly(self, usual: T, other: T, share: float = 0.05) -> T:
        """The usual thing; in a small share of cases the other one."""
        return other if self.chance(share) else usual

    def noted(self, usual: T, share: float = 0.02) -> T | None:
        """The thing itself; in a small share of cases nobody wrote it down."""
        return self.mostly(usual, None, share)

    def passes(self, low: float, high: float) -> None:
        """Minutes go by on the clock, to the second."""
        self.now += timedelta(seconds=self.dice.randint(int(low * 60), int(high * 60)))

    def works(self, low: float, high: float) -> None:
        """Minutes of office hours go by, to the second."""
        self.now = worked(self.now, self.dice.randint(int(low * 60), int(high * 60)) / 60).replace(microsecond=0)

    def note(self, event: str, who: Person | tuple[Person, ...] | None = None, **fields: object) -> None:
        """Something happens now."""
        written = {"event": event, "at": self.now.isoformat(), **_by(who), **fields}
        self.events.append({name: value for name, value in written.items() if value is not None})

    def on(
        self, moment: datetime, event: str, who: Person | tuple[Person, ...] | None = None, **fields: object
    ) -> None:
        """Something happens at a moment, and the story goes on from there."""
        self.now = moment
        self.note(event, who, **fields)

    def record(self, until: datetime) -> dict[str, object]:
        """The subject as it is known at a moment: what came later is not told."""
        end = until.isoformat()
        told = sorted((one for one in self.events if str(one["at"]) < end), key=lambda one: str(one["at"]))
        return {**{name: value for name, value in self.header.items() if value is not None}, "events": told}


def _by(who: Person | tuple[Person, ...] | None) -> dict[str, object]:
    if who is None:
        return {}
    if isinstance(who, tuple):
        return {"actors": [{"id": one.id, "role": one.role, "kind": "human"} for one in who]}
    if who is CUSTOMER:
        return {"by": "customer", "kind": "customer"}
    if who is BOT:
        return {"by": who.id, "kind": "bot"}
    return {"by": who.id, "role": who.role, "unit": who.unit, "kind": "human"}
