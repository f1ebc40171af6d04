"""What made-up cases are made of: the headers and events that a rule asks about, the likely ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations, permutations, product
from typing import Any, Final, TypeAlias

from servicepolicy.language.bound.boxes import ABSENT, Box, Boxes, Space, TooManyBoxes, conditions_of
from servicepolicy.language.bound.comparing import Reading
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.nodes import (
    BoundAny,
    BoundClause,
    BoundCondition,
    BoundField,
    BoundNot,
    BoundPattern,
    BoundValue,
    Chosen,
    Extreme,
    Outright,
)
from servicepolicy.language.bound.walk import (
    ACTOR,
    EVENT,
    HEADER,
    PlacedCondition,
    PlacedSelector,
    PlacedValue,
    parts_of,
)
from servicepolicy.money import Money
from servicepolicy.worktime._instant import from_us

__all__ = ["Material", "Plain", "Unit"]

Plain: TypeAlias = "dict[str, Any]"

Unit: TypeAlias = "tuple[Plain, ...]"
"""Events that happen together."""

_MOST_HEADERS: Final = 24
_MOST_EVENTS: Final = 18
_MOST_ROLES: Final = 4
_MOST_SEQUENCES: Final = 400
_NOTHING: Final = BoundCondition()


class Material:
    """The headers and events that two readings of a rule ask about.

    Args:
        readings: The readings, of one policy or of both.
        currency: That of amounts which nobody compares with anything.
    """

    def __init__(self, readings: Sequence[Reading], currency: str) -> None:
        self.readings = readings
        self.currency = currency
        self.rule = readings[0].rule
        self.conditions: list[BoundCondition] = []
        self.values: list[BoundValue] = []
        self.patterns: list[BoundPattern] = []
        self.amounts: list[Money] = []
        self.roles: list[str] = []
        for reading in readings:
            self._gather(reading)

    def _gather(self, reading: Reading) -> None:
        binder = reading.edition.binder
        for part in parts_of(reading.rule):
            match part:
                case PlacedCondition(condition=condition, place=place, part=False):
                    self.conditions.append(binder.condition(condition, place))
                case PlacedSelector(selector=selector, subject=subject):
                    bound = binder.selector(selector, subject)
                    self.patterns += [one for several in bound.parts for one in several if one.on == "subject"]
                case PlacedValue(form=form, place=place, wanted=wanted):
                    value = binder.value(form, place, wanted=wanted)
                    self.values.append(value)
                    self.amounts += [said for said in _outright(value) if isinstance(said, Money)]
                case _:
                    continue
        self.roles += _roles(reading.rule.model_dump(mode="json"))

    # headers

    def headers(self) -> list[Plain]:
        """Headers of which no two are the same to either rule: those to which both apply first."""
        whens = [when for value in self.values for when in conditions_of(value)]
        asked = [*self.conditions, *whens, *(part for one in self.patterns for part in (one.where, one.who))]
        found: list[Plain] = []
        with suppress(TooManyBoxes):
            space = Space(asked, currency=self.currency)
            found += (_said(space, box, HEADER) for box in self._likely_boxes(space))
        found += _varied(_only(asked, HEADER), HEADER, self.currency)
        return _each_once(found)[:_MOST_HEADERS] or [{}]

    def _likely_boxes(self, space: Space) -> Iterator[Box]:
        applied = [reading.condition(reading.rule, "applies") for reading in self.readings]
        first, last = applied[0], applied[-1]
        yield from space.against(last, first)[:1]
        yield from space.against(first, last)[:1]
        both = space.common(space.where(first), space.where(last))
        asked = self._asked_of_events(space, both)
        chosen = [value for value in self.values if isinstance(value, Chosen)]
        for value in chosen:
            for here, _ in space.options(value, asked):
                yield from here[:1]
        for one, other in combinations(chosen, 2):  # what one of them and what another one comes to
            for here, _ in space.options(one, asked):
                for both, _ in space.options(other, here):
                    yield from both[:1]
        yield from asked[:1]

    def _asked_of_events(self, space: Space, within: Boxes) -> Boxes:
        """Where the events may also happen that the rule is about."""
        for pattern in self.patterns:
            narrower = space.common(within, space.where(pattern.where))
            within = narrower or within
        return within

    # events

    def likely(self) -> list[tuple[Unit, ...]]:
        """Events that the rule asks about, in every order: those it is about first, each kind once before twice.

        What is done by several events is a unit of them.
        """
        events = [*self._of_several(), *((event,) for event in self._of_patterns())]
        found: list[tuple[Unit, ...]] = [()] if not any(True for _ in self.rule.about()) else []
        if self.rule.actions():
            found += self._acts_at_the_end(events)
            return [self._of_one_amount(one) for one in found[:_MOST_SEQUENCES]]
        about = self._about()
        again: list[tuple[Unit, ...]] = []
        for length in (1, 2, 3):
            several = sorted(product(events, repeat=length), key=lambda one: one[0][0]["event"] not in about)
            found += [one for one in several if _kinds(one) == length][:_MOST_SEQUENCES]
            again += [one for one in several if _kinds(one) < length]
        return [*found, *again[:_MOST_SEQUENCES]]

    def _of_several(self) -> Iterator[Unit]:
        """What takes several events, all of them."""
        for reading in self.readings:
            for part in parts_of(reading.rule):
                if isinstance(part, PlacedSelector) and len(part.selector.parts) > 1:
                    bound = reading.edition.binder.selector(part.selector, part.subject)
                    each = [next(self._fitting(one[0].events[0], one[0]), None) for one in bound.parts]
                    yield tuple(event for event in each if event is not None)

    def _acts_at_the_end(self, events: list[Unit]) -> Iterator[tuple[Unit, ...]]:
        """An act alone, after one or two things that may license it, and after another act."""
        acts = [unit for unit in events if unit[0]["event"] in self.rule.actions()]
        others = [unit for unit in events if unit[0]["event"] not in self.rule.actions()]
        yield from ((act,) for act in acts)
        yield from product(others, acts)
        yield from product(acts, acts)
        yield from ((*pair, act) for pair in permutations(others, 2) for act in acts)
        yield from ((other, first, act) for other in others for first, act in product(acts, acts))

    def sequences(self) -> list[tuple[Unit, ...]]:
        """Events in every order, few before many, also such as the rule does not count."""
        found: list[tuple[Unit, ...]] = []
        events: list[Unit] = [(event,) for event in self._events()]
        for length in (1, 2, 3):
            several = list(product(events, repeat=length))
            several.sort(key=lambda one: -_kinds(one))
            found += (self._of_one_amount(one) for one in several[:_MOST_SEQUENCES])
        return found

    @staticmethod
    def _of_one_amount(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """What is approved is what is done."""
        amount = next((event["amount"] for unit in reversed(units) for event in unit if "amount" in event), None)
        return tuple(
            tuple({**event, "amount": amount} if "amount" in event else event for event in unit) for unit in units
        )

    def _about(self) -> frozenset[str]:
        return frozenset(kind for selector in self.rule.about() for kind in selector.kinds())

    def _of_patterns(self) -> list[Plain]:
        """Events that fit the patterns, and where two patterns of a kind differ, one that fits one of them only."""
        found: list[Plain] = []
        about = self._about()
        for pattern in sorted(self.patterns, key=lambda one: about.isdisjoint(one.events)):
            for kind in pattern.events:
                if kind != "any":
                    found += self._fitting(kind, pattern)
        return _each_once(found)[:_MOST_EVENTS]

    def _fitting(self, kind: str, pattern: BoundPattern) -> Iterator[Plain]:
        others = [one for one in self.patterns if one is not pattern and kind in one.events]
        asked = [*self.conditions, *(part for one in (pattern, *others) for part in (one.where, one.who))]
        try:
            space = Space(asked, currency=self.currency)
            fitting = space.common(space.where(pattern.where), space.where(pattern.who))
            boxes = [box for one in others for box in _only_one(space, fitting, one)[:1]] + list(fitting[:2])
        except TooManyBoxes:
            return
        fields = self._fields(kind)
        for box in boxes:
            said = {name: value for name, value in _said(space, box, EVENT).items() if name in fields}
            actor = {_ACTOR_KEYS.get(name, name): value for name, value in _said(space, box, ACTOR).items()}
            actors = self._in_roles() if self.rule.actions() and not actor else self._persons(actor)
            for who in actors:
                for more in self._besides(kind, fields, said):
                    yield {"event": kind, **said, **who, **more}

    def _fields(self, kind: str) -> Mapping[str, object]:
        words = self.readings[0].edition.words
        known = kind in words.event_kinds(self.rule.subject)
        return words.event_fields(self.rule.subject, kind) if known else {}

    def _events(self) -> list[Plain]:
        found: list[Plain] = []
        kinds = dict.fromkeys(kind for pattern in self.patterns for kind in pattern.events if kind != "any")
        about = self._about()
        for kind in sorted(kinds, key=lambda one: one not in about):
            found += self._of_kind(kind)
        return _each_once(found)[:_MOST_EVENTS]

    def _of_kind(self, kind: str) -> Iterator[Plain]:
        mine = [one for one in self.patterns if kind in one.events or "any" in one.events]
        asked = [part for one in mine for part in (one.where, one.who)] + self.conditions
        fields = self._fields(kind)
        varied = list(_varied(_only(asked, EVENT), EVENT, self.currency)) or [{}]
        for every in varied[:6]:
            said = {name: value for name, value in every.items() if name in fields}
            for actor in self._actors(asked):
                for more in self._besides(kind, fields, said):
                    yield {"event": kind, **said, **actor, **more}

    def _besides(self, kind: str, fields: Mapping[str, object], said: Plain) -> list[Plain]:
        """What an event says that no condition asks: the amount, what is licensed, which matter it is about."""
        licensed = sorted(self.rule.actions())
        always = {"action": licensed[0]} if licensed and kind not in licensed and "action" in fields else {}
        amounts = self._amounts() if "amount" in fields and "amount" not in said else [None]
        amounts = amounts[:1] if always else amounts  # what is approved is what is done
        splitting = {reading.rule.splits_by for reading in self.readings}
        split = next((by for by in splitting if by is not None and by in fields), None) if len(splitting) > 1 else None
        matters: list[Plain] = [{}] if split is None else [{split: "a"}, {split: "b"}]
        return [
            {**always, **({} if amount is None else {"amount": amount}), **matter}
            for amount in amounts
            for matter in matters
        ]

    def _in_roles(self) -> list[Plain]:
        declared = self.readings[0].edition.roles
        roles = dict.fromkeys(["clerk", *self.roles, *(role for role, below in declared.items() if below)])
        return [{"by": f"{role}-1", "role": role} for role in roles][:_MOST_ROLES]

    def _persons(self, actor: Plain) -> list[Plain]:
        """Somebody; where people are compared, somebody else as well."""
        several = sum(1 for _ in self.rule.about()) > 1
        names = ("e1", "e2") if several and "by" not in actor else ("e1",)
        return [{"by": name, "role": "clerk", **actor} for name in names]

    def _actors(self, asked: list[BoundCondition]) -> list[Plain]:
        found = self._in_roles() if self.rule.actions() else [{"by": "e1", "role": "clerk"}]
        varied = _varied(_only(asked, ACTOR), ACTOR, self.currency)
        asked_for = [{_ACTOR_KEYS.get(name, name): value for name, value in said.items()} for said in varied]
        return [*({**found[0], **said} for said in asked_for), *found][:_MOST_ROLES]

    def _amounts(self) -> list[str | None]:
        """At every limit, and right beside it."""
        if not self.amounts:
            return [f"100 {self.currency}"] if self.rule.actions() else [None]
        found: dict[str, None] = {}
        for by in (0, 1, -1):
            for amount in sorted(set(self.amounts), key=lambda one: (one.currency, one.amount)):
                if amount.amount + by >= 0:
                    found[str(Money(amount.amount + by, amount.currency))] = None
        return list(found)


def _kinds(units: Iterable[Unit]) -> int:
    return len({unit[0]["event"] for unit in units})


def _only_one(space: Space, fitting: Boxes, other: BoundPattern) -> Boxes:
    return space.common(fitting, (*space.where_not(other.where), *space.where_not(other.who)))


def _said(space: Space, box: Box, root: str) -> Plain:
    """A value for each field of a root."""
    found = space.values(box).values()
    return {ref.name: _written(value, ref) for ref, value in found if ref.root == root and value is not ABSENT}


def _each_once(found: Iterable[Plain]) -> list[Plain]:
    kept: list[Plain] = []
    for one in found:
        if one not in kept:
            kept.append(one)
    return kept


_ACTOR_KEYS: Final = {"id": "by"}


def _outright(value: BoundValue) -> Iterator[object]:
    match value:
        case Outright(value=said):
            yield said
        case Chosen(options):
            for _, one in options:
                yield from _outright(one)
        case Extreme(_, values):
            for one in values:
                yield from _outright(one)
        case _:
            return


def _roles(said: object, key: str = "") -> Iterator[str]:
    """The roles that a rule names, wherever."""
    match said:
        case dict():
            for name, part in said.items():
                yield from _roles(part, str(name))
        case list() | tuple():
            for part in said:
                yield from _roles(part, key)
        case str() if key in ("role", "any_of", "all_of", "chain"):
            yield said
        case _:
            return


def _only(conditions: Sequence[BoundCondition], root: str) -> list[BoundCondition]:
    """Each test on fields of one root, alone."""
    tested = (clause for condition in conditions for clause in _fields(condition.clauses))
    return [BoundCondition((clause,)) for clause in tested if clause.ref.root == root]


def _fields(clauses: Sequence[BoundClause]) -> Iterator[BoundField]:
    for clause in clauses:
        match clause:
            case BoundField():
                yield clause
            case BoundAny(options):
                for option in options:
                    yield from _fields(option.clauses)
            case BoundNot(condition):
                yield from _fields(condition.clauses)


def _varied(conditions: Sequence[BoundCondition], root: str, currency: str) -> Iterator[Plain]:
    """Values of fields, each combination of cells once while there are few, else one field varied at a time."""
    try:
        space = Space(conditions, currency=currency)
    except TooManyBoxes:
        return
    named = [(ref, space.each_cell(variable)) for variable, ref in space.refs.items() if variable[0] == "value"]
    named = [(ref, cells) for ref, cells in named if ref.root == root]
    if not named:
        return
    total = 1
    for _, cells in named:
        total *= len(cells)
    if total <= _MOST_HEADERS:
        combinations: list[tuple[object, ...]] = list(product(*(cells for _, cells in named)))
    else:
        first = tuple(cells[0] for _, cells in named)
        combinations = [first]
        for index, (_, cells) in enumerate(named):
            combinations += [(*first[:index], cell, *first[index + 1 :]) for cell in cells[1:]]
    for combination in combinations:
        found = zip((ref for ref, _ in named), combination, strict=True)
        yield {ref.name: _written(value, ref) for ref, value in found if value is not ABSENT}


def _written(value: object, ref: Ref) -> object:
    match value:
        case bool() | int() if ref.kind not in ("instant", "duration"):
            return value
        case int() if ref.kind == "instant":
            return from_us(value, "UTC").isoformat()
        case tuple():
            return [_written(item, ref) for item in value]
        case _:
            return str(value)
