"""Selectors: which events count, by kind, by conditions on the event, and by who acted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from pydantic_core import core_schema

from servicepolicy.language import plain
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import Plain, Spot, refuse

__all__ = ["ACTOR_KINDS", "ANY_EVENT", "Actors", "EventPattern", "Selector"]

ACTOR_KINDS = ("human", "bot", "system", "customer")
ANY_EVENT = "any"
NTH = ("first", "last", "each")
PATTERN_KEYS = ("event", "where", "who", "nth", "on", "actors")


@attrs.frozen(slots=True)
class Actors:
    """How many different people an event must name.

    Args:
        distinct: At least so many.
        who: Condition that each of them meets.
    """

    distinct: int
    who: Condition = Condition()

    @classmethod
    def parse(cls, raw: Plain, spot: Spot) -> Actors:
        """Read it from `{distinct: 2, who: {role: teller}}`."""
        if not isinstance(raw, Mapping) or "distinct" not in raw:
            raise refuse("not-a-count", "`actors` says how many different people there are", spot, "`{distinct: 2}`")
        plain.keys(raw, ("distinct", "who"), spot, "`actors`")
        said = str(raw["distinct"])
        if not said.isdecimal() or int(said) < 1:
            raise refuse("not-a-count", "`distinct` must be a whole number from 1", (*spot, "distinct"))
        return cls(int(said), Condition.parse(raw.get("who", {}), (*spot, "who")))

    def plain(self) -> Plain:
        """Write it as plain data."""
        return {"distinct": self.distinct, **({"who": self.who.plain()} if self.who.clauses else {})}


@attrs.frozen(slots=True)
class EventPattern:
    """One simple selector.

    Args:
        events: The event kinds that may match; `("any",)` is every kind.
        where: Condition on the event's own fields; `subject.x` reads the header at that instant.
        who: Condition on the actors; one of them must meet it.
        nth: Which of the matching events: `each` (all), the `first` or the `last`.
        on: `subject`, or `organisation` for events of the whole bank.
        actors: How many different people must have acted; `None`: whoever.
    """

    events: tuple[str, ...]
    where: Condition = Condition()
    who: Condition = Condition()
    nth: str = "each"
    on: str = "subject"
    actors: Actors | None = None

    @classmethod
    def parse(cls, raw: Plain, spot: Spot) -> EventPattern:
        """Read it from an event's name or from a mapping."""
        if isinstance(raw, str):
            return cls((plain.text(raw, spot, "an event"),))
        if isinstance(raw, list | tuple):
            help = "`{any: [..]}` where one of them is enough, `{all: [..]}` where every one must happen"
            raise refuse("not-a-selector", "a list does not say whether one of these events is enough", spot, help)
        if not isinstance(raw, Mapping):
            raise refuse(
                "not-a-selector", "a selector is an event's name, or `{event, where, who}`, `{any}`, `{all}`", spot
            )
        plain.keys(raw, PATTERN_KEYS, spot, "a selector")
        if "event" not in raw:
            raise refuse("no-event", "a selector names no `event`", spot)
        kinds = raw["event"] if isinstance(raw["event"], list | tuple) else [raw["event"]]
        return cls(
            tuple(plain.text(kind, (*spot, "event"), "an event") for kind in kinds),
            Condition.parse(raw.get("where", {}), (*spot, "where")),
            Condition.parse(raw.get("who", {}), (*spot, "who")),
            _one_of(raw.get("nth", "each"), NTH, (*spot, "nth")),
            _one_of(raw.get("on", "subject"), ("subject", "organisation"), (*spot, "on")),
            Actors.parse(raw["actors"], (*spot, "actors")) if "actors" in raw else None,
        )

    def plain(self) -> Plain:
        """Write it as plain data."""
        written: dict[str, Plain] = {"event": self.events[0] if len(self.events) == 1 else list(self.events)}
        if self.where.clauses:
            written["where"] = self.where.plain()
        if self.who.clauses:
            written["who"] = self.who.plain()
        if self.nth != "each":
            written["nth"] = self.nth
        if self.on != "subject":
            written["on"] = self.on
        if self.actors is not None:
            written["actors"] = self.actors.plain()
        return written["event"] if len(written) == 1 and isinstance(written["event"], str) else written


@attrs.frozen(slots=True)
class Selector:
    """All `parts` must have happened, each being any one of its patterns; the instant is the last one's.

    Reads `received`, `{event: replied, where: {to: customer}, who: {kind: human}}`, `{any: [..]}` and `{all: [..]}`.
    An `all` may hold `any`; an `any` holds simple selectors only.
    """

    parts: tuple[tuple[EventPattern, ...], ...]

    @classmethod
    def parse(cls, raw: Plain, spot: Spot = ()) -> Selector:
        """Read it from plain data.

        Raises:
            PydanticCustomError: For what is not a selector; the error says where.
        """
        if isinstance(raw, Selector):
            return raw
        if isinstance(raw, Mapping) and "all" in raw:
            items = cls._only(raw, "all", spot)
            return cls(tuple(cls._choice(item, (*spot, "all", index)) for index, item in enumerate(items)))
        return cls((cls._choice(raw, spot),))

    @classmethod
    def _choice(cls, raw: Plain, spot: Spot) -> tuple[EventPattern, ...]:
        if isinstance(raw, Mapping) and "any" in raw:
            items = cls._only(raw, "any", spot)
            return tuple(EventPattern.parse(item, (*spot, "any", index)) for index, item in enumerate(items))
        return (EventPattern.parse(raw, spot),)

    @staticmethod
    def _only(raw: Mapping[Plain, Plain], key: str, spot: Spot) -> list[Plain]:
        plain.keys(raw, (key,), spot, f"a selector with `{key}`")
        body = raw[key]
        if not isinstance(body, list | tuple) or not body:
            raise refuse("not-a-list", f"`{key}` needs a list of selectors", (*spot, key))
        return list(body)

    def plain(self) -> Plain:
        """Write it as plain data."""
        choices = [
            part[0].plain() if len(part) == 1 else {"any": [pattern.plain() for pattern in part]} for part in self.parts
        ]
        return choices[0] if len(choices) == 1 else {"all": choices}

    def of(self, on: str) -> Selector:
        """The same among the events of the whole `organisation`; unchanged for `subject`."""
        if on == "subject":
            return self
        return Selector(tuple(tuple(attrs.evolve(pattern, on=on) for pattern in part) for part in self.parts))

    def patterns(self) -> Iterator[EventPattern]:
        """Every simple selector in it."""
        for part in self.parts:
            yield from part

    def kinds(self) -> frozenset[str]:
        """Every event kind that it may match."""
        return frozenset(kind for pattern in self.patterns() for kind in pattern.events)

    def named(self) -> tuple[tuple[str, ...], str]:
        """The kinds of what must happen, and how they go together.

        `any_of`: one of them is enough; `all_of`: each is needed, one written `a|b` is either. Nothing for one alone.
        Where one is needed anyway, that it or another is needed is not told.
        """
        parts = {frozenset(kind for pattern in part for kind in pattern.events) for part in self.parts}
        needed = [sorted(part) for part in parts if not any(other < part for other in parts)]
        if len(needed) > 1:
            return tuple(sorted("|".join(kinds) for kinds in needed)), "all_of"
        return tuple(needed[0]), "any_of" if len(needed[0]) > 1 else ""

    def blanks(self) -> Iterator[str]:
        """The blanks named in its conditions."""
        for pattern in self.patterns():
            yield from pattern.where.blanks()
            yield from pattern.who.blanks()
            if pattern.actors is not None:
                yield from pattern.actors.who.blanks()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"description": "an event's name, or {event, where, who, nth, on, actors}, {any: [..]}, {all: [..]}"}
        return plain.plain_schema(cls, cls.parse, json)


def _one_of(raw: Plain, known: tuple[str, ...], spot: Spot) -> str:
    if raw in known:
        return str(raw)
    hint = plain.did_you_mean(raw, known) or f"one of {', '.join(known)}"
    raise refuse("unknown-word", f"`{raw}` is not known here", spot, hint)
