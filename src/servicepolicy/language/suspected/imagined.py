"""Imagined facts: a subject of which given conditions hold, and to which given events happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any, Final

import attrs

from servicepolicy.language.bound.boxes import ABSENT, ALWAYS, Box, Boxes, Space, TooManyBoxes
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.nodes import BoundAny, BoundCondition, BoundPattern, BoundSelector
from servicepolicy.language.bound.says import HEADER
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.language.suspected.selections import asked_of
from servicepolicy.language.suspected.suspicion import Act, Example
from servicepolicy.language.suspected.view import View
from servicepolicy.money import Money
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import HOUR_US, from_us

__all__ = ["Imagined", "shown"]

_IDS: Final = {
    "case": "C-1", "agent": "e1", "organisation": "bank", "interaction": "I-1", "document": "D-1", "meeting": "M-1",
}  # fmt: skip
_MOST_COUNTED: Final = 20
_OF_ONE: Final = frozenset({"sum", "min", "max", "first", "last"})
_ORGANISATION: Final = "organisation"

Plain = Any  # facts as a document has them


def shown(at: int, zone: str) -> str:
    """An instant as a document writes it."""
    return from_us(at, zone).isoformat()


class Imagined:
    """A subject of which some conditions hold.

    Args:
        view: The edition.
        subject: What it is.
    """

    def __init__(self, view: View, subject: str) -> None:
        self.view = view
        self.zone = view.edition.zone
        self.start = view.moment
        self.subject = subject
        self.header: dict[str, Plain] = {}
        self.events: list[dict[str, Plain]] = []
        self.organisation: dict[str, Plain] = {}
        self.whole: list[dict[str, Plain]] = []  # what happened to the organisation
        self.role: str | None = None
        self._given: Boxes = ALWAYS

    # conditions on the subject

    def holds(
        self, conditions: Iterable[BoundCondition], fails: Iterable[BoundCondition] = (), space: Space | None = None
    ) -> bool:
        """Make conditions hold of the subject, and others fail; whether that can be."""
        held, failed = list(conditions), list(fails)
        try:
            found = self.view.space((*held, *failed)) if space is None else space
            boxes = ALWAYS
            for condition in held:
                boxes = found.common(boxes, found.where(condition))
            for condition in failed:
                boxes = found.common(boxes, found.where_not(condition))
        except TooManyBoxes:
            return False
        return bool(boxes) and self.lies_in(found, boxes[0])

    def lies_in(self, space: Space, box: Box) -> bool:
        """Make the subject one that lies in a box."""
        for ref, value in space.values(box).values():
            self.settle(ref, value, None)
        return True

    def settle(self, ref: Ref, value: object, event: dict[str, Plain] | None) -> None:
        """Let a name read a value."""
        if value is ABSENT:
            return
        said = self._plain(value, ref)
        match ref.root:
            case "header":
                self.header.setdefault(ref.name, said)
            case "event" if event is not None:
                event[ref.name] = said
            case "actor" if event is not None:
                event["by" if ref.name == "id" else ref.name] = said
            case "actor":
                self.role = str(said) if ref.name == "role" else self.role
            case "organisation":
                self.organisation.setdefault(ref.name, said)
            case "fact":
                self._reckon(ref, value)
            case _:
                return

    def _plain(self, value: object, ref: Ref) -> Plain:
        match value:
            case bool() | str():
                return value
            case int() if ref.kind == "instant":
                return shown(value, self.zone)
            case int() | Decimal() if ref.kind == "integer" or isinstance(value, int):
                return int(value)
            case Money() | Span() | Decimal():
                return f"{value:f}" if isinstance(value, Decimal) else str(value)
            case tuple():
                return [self._plain(item, ref) for item in value]
            case _:
                return str(value)

    def _reckon(self, ref: Ref, value: object) -> None:
        """Let happen of what a computed fact makes a value: as many events, or one with it in its field."""
        fact = self.view.edition.facts.get(ref.name)
        if fact is None:
            return
        if fact.elapsed is not None and isinstance(value, int | Decimal):
            begins, ends = (self.view.selector(side, fact.subject) for side in (fact.elapsed.since, fact.elapsed.until))
            self.meets(begins, self.start)
            self.meets(ends, self.start + int(value))
        elif fact.form in _OF_ONE and fact.of not in (None, "at"):
            selector = self.view.selector(fact.selector().of(fact.on), fact.subject)
            self.meets(selector, self.start, **{str(fact.of): self._plain(value, ref)})
        elif fact.count is not None and isinstance(value, int | Decimal):
            selector = self.view.selector(fact.count.of(fact.on), fact.subject)
            for number in range(min(int(value), _MOST_COUNTED)):
                self.meets(selector, self.start + number * HOUR_US // 4)

    # events

    def meets(self, selector: BoundSelector, at: int, **fields: Plain) -> bool:
        """Let something happen that a selector selects; whether it can."""
        return all(any(self._pattern(pattern, at, fields) for pattern in part) for part in selector.parts)

    def nearly(self, selector: BoundSelector, at: int) -> None:
        """Let something happen that meets as much of a selector as can be met at once."""
        for part in selector.parts:
            for pattern in part[:1]:
                asked = asked_of(pattern)
                met = self.view.as_many(asked.clauses)
                flat = self.view.as_many(
                    inner
                    for clause in asked.clauses
                    for inner in (clause.options[0].clauses if isinstance(clause, BoundAny) else (clause,))
                )
                for condition in (met, flat):
                    if self._pattern(attrs.evolve(pattern, where=condition, who=BoundCondition()), at, {}):
                        break

    def _pattern(self, pattern: BoundPattern, at: int, fields: Mapping[str, Plain]) -> bool:
        if ANY_EVENT in pattern.events:
            kinds = self.view.edition.vocabulary.event_kinds(self.subject)
            kind = "noted" if "noted" in kinds else kinds[0]
        else:
            kind = pattern.events[0]
        asked = asked_of(pattern)
        try:
            space = self.view.space((asked,))
            boxes = space.where(asked)
        except TooManyBoxes:
            return False
        for box in boxes:
            event: dict[str, Plain] = {"event": kind, "at": shown(at, self.zone)}
            values = space.values(box)
            if any(self._differs(ref, value) for ref, value in values.values()):
                continue
            for ref, value in values.values():
                self.settle(ref, value, event)
            event.update(fields)
            if "by" not in event and self._named(kind, pattern):
                event["by"] = "e1"
            if self.role is not None and "by" in event:
                event.setdefault("role", self.role)
            if pattern.actors is not None:
                self._several(event, pattern)
            if pattern.on == _ORGANISATION and self.subject != _ORGANISATION:
                self.whole.append(event)
            else:
                self.events.append(event)
            return True
        return False

    def _several(self, event: dict[str, Plain], pattern: BoundPattern) -> None:
        """Let several people do it, each of whom is as the pattern wants."""
        assert pattern.actors is not None  # noqa: S101 - asked before
        role = event.pop("role", None)
        event.pop("by", None)
        people = range(1, pattern.actors.distinct + 1)
        event["actors"] = [{"id": f"e{n}", **({"role": role} if role else {})} for n in people]

    def _named(self, kind: str, pattern: BoundPattern) -> bool:
        subject = _ORGANISATION if pattern.on == _ORGANISATION else self.subject
        vocabulary = self.view.edition.vocabulary
        return kind not in vocabulary.event_kinds(subject) or "by" in vocabulary.event_fields(subject, kind)

    def _differs(self, ref: Ref, value: object) -> bool:
        """Whether the header says something else already."""
        return ref.root == HEADER and ref.name in self.header and self.header[ref.name] != self._plain(value, ref)

    def happens(self, kind: str, at: int, **fields: Plain) -> None:
        """Let something happen."""
        self.events.append({"event": kind, "at": shown(at, self.zone), **fields})

    # what came of it

    def example(
        self,
        as_of: int,
        expect: Mapping[str, tuple[str, ...]],
        *,
        act: Act | None = None,
        like: Plain = None,
        notices: tuple[tuple[str, str, str | None], ...] = (),
    ) -> Example:
        """The subject asked about as of a moment; the other arguments are those of `Example`."""
        return Example(as_of, expect, self.record(), self.context(), act=act, like=like, notices=notices)

    def record(self) -> dict[str, Plain]:
        """The subject as a record."""
        name = _IDS.get(self.subject, f"{self.subject[0].upper()}-1")
        events = sorted(deepcopy(self.events), key=lambda event: str(event["at"]))
        return {"subject": self.subject, "id": name, **deepcopy(self.header), "events": events}

    def context(self) -> dict[str, Plain] | None:
        """The context, where something of the organisation is read."""
        if not self.organisation and not self.whole:
            return None
        said = {"id": "bank", "timezone": self.zone, **self.organisation, "events": self.whole}
        return {"organisation": said}

    def after(self, hours: float) -> int:
        """So many hours after it began."""
        return self.start + round(hours * HOUR_US)
