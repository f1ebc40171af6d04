"""A case for each side of a change: made of what the two rules ask about, and confirmed by the engine of each policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import product
from typing import Any, Final, TypeAlias

import attrs

from servicepolicy.errors import FactsError, ServicePolicyError
from servicepolicy.language.bound.boxes import ABSENT, Space, TooManyBoxes, conditions_of
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
from servicepolicy.language.bound.walk import ACTOR, EVENT, HEADER, PlacedCondition, PlacedSelector, PlacedValue, parts_of
from servicepolicy.money import Money
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.worktime._instant import from_us

__all__ = ["Example", "examples_of"]

Plain: TypeAlias = "dict[str, Any]"

_MOST_ASKED: Final = 1200  # questions to the engines, both together
_MOST_HEADERS: Final = 24
_MOST_EVENTS: Final = 12
_AFTER: Final = timedelta(days=40)
_MONDAY: Final = datetime.fromisoformat("2026-01-05T00:00:00")
_HOURS: Final = (9, 2, 7, 13, 16, 18, 23)


@attrs.frozen
class Example:
    """A case that the two policies judge differently, confirmed by both engines.

    Attributes:
        side: `new`: it is breached under the new policy only; `old`: under the old one only.
        old: The old rule's id with its worst status; nothing where the old policy has none.
        new: The same of the new one.
        as_of: The moment that is judged, as text.
        record: The subject, as `policy.read` takes it. It is made up.
    """

    side: str
    old: Mapping[str, str]
    new: Mapping[str, str]
    as_of: str
    record: Mapping[str, Any]

    def plain(self) -> Plain:
        """It as plain data, ready to be written down as a test."""
        return {
            "call": "evaluate",
            "facts": dict(self.record),
            "as_of": self.as_of,
            "old": dict(self.old),
            "new": dict(self.new),
        }


@attrs.frozen(eq=False)
class _Side:
    """One policy, and its rule where it has one then."""

    policy: Policy
    reading: Reading | None

    @property
    def id(self) -> str | None:
        return None if self.reading is None else self.reading.rule.id


def examples_of(
    old: tuple[Policy, Reading | None],
    new: tuple[Policy, Reading | None],
    since: int | None,
    until: int | None,
    wanted: frozenset[str],
) -> tuple[Example, ...]:
    """A case for each side that is wanted, as far as one can be made.

    Args:
        old: The old policy, and the reading of its rule in a stretch of time.
        new: The same of the new policy.
        since: When the stretch begins, UTC microseconds; `None`: it always was.
        until: When it ends.
        wanted: `new` for what only the new policy breaches, `old` for what only the old one does.
    """
    if old[0].open_blanks or new[0].open_blanks:
        return ()
    search = _Search(_Side(*old), _Side(*new), since, until)
    found: dict[str, Example] = {}
    for example in search.differing():
        if example.side in wanted and example.side not in found:
            found[example.side] = example
            if found.keys() >= wanted:
                break
    return tuple(found[side] for side in ("new", "old") if side in found)


class _AskedEnough(Exception):
    """No more questions are asked."""


class _Search:
    """Looks for cases, the plainest ones first."""

    def __init__(self, old: _Side, new: _Side, since: int | None, until: int | None) -> None:
        self.old, self.new = old, new
        self.readings = [side.reading for side in (old, new) if side.reading is not None]
        self.rule = self.readings[0].rule
        self.zone = self.readings[0].edition.zone
        self.begins = _first_monday(since, until, self.zone)
        self.asked = 0
        self.material = _Material(self.readings)

    def differing(self) -> Iterator[Example]:
        """Cases that are breached under one of the policies only."""
        if self.rule.nature.over_a_period:
            return
        with suppress(_AskedEnough):
            for starts in (self._starts()[:1], self._starts()[1:]):
                for sequence in self.material.sequences():
                    for start in starts:
                        for header in self.material.headers():
                            yield from self._played(header, sequence, start)

    def _starts(self) -> list[datetime]:
        days = [self.begins + timedelta(days=number) for number in (0, 2, 4, 5, 6, 3, 1)]
        found = [day.replace(hour=hour) for hour in _HOURS for day in days]
        named = [datetime.fromisoformat(day) for day in self._named_days()]
        around = [day + timedelta(days=by, hours=9) for day in named for by in (0, -1, 1)]
        return [found[0], *around, *found[1:]]

    def _named_days(self) -> list[str]:
        """The dates that the calendars name in one policy only."""
        said: list[set[str]] = []
        for side in (self.old, self.new):
            calendars = side.policy.calendars.values()
            said.append({text for calendar in calendars for text in (*calendar.closed, *calendar.special)})
        differing = sorted((said[0] ^ said[1])) if len(said) == 2 else []
        return [day[:10] for day in differing if len(day) >= 10][:4]

    def _played(self, header: Plain, sequence: Sequence[Plain], start: datetime) -> Iterator[Example]:
        """A sequence of events, the last of them tried wherever something is due."""
        events = [
            {**event, "at": self._iso(start + timedelta(hours=number))} for number, event in enumerate(sequence)
        ]
        if not events:
            yield from self._example(header, events, start + _AFTER)
            return
        before, last = events[:-1], events[-1]
        dues = self._dues(header, before, start + timedelta(hours=len(before))) if before else []
        moments = [start + timedelta(hours=len(before))]
        for number, due in enumerate(dues):
            moments += [due, due + timedelta(minutes=1)]
            if number:
                moments.append(_rounded(dues[number - 1] + (due - dues[number - 1]) / 2))
        for moment in dict.fromkeys(moments):
            if moment >= start + timedelta(hours=len(before) - 1):
                placed = [*before, {**last, "at": self._iso(moment)}]
                yield from self._example(header, placed, max([moment, *dues]) + _AFTER)

    def _dues(self, header: Plain, events: list[Plain], at: datetime) -> list[datetime]:
        """When something falls due under either policy."""
        found: set[datetime] = set()
        for side in (self.old, self.new):
            for verdict in self._verdicts(side, header, events, at) or ():
                for due in (verdict.due_us, verdict.due_latest_us):
                    if due is not None:
                        found.add(from_us(due, self.zone).replace(tzinfo=None))
        return sorted(found)

    def _example(self, header: Plain, events: list[Plain], as_of: datetime) -> Iterator[Example]:
        one = self._verdicts(self.old, header, events, as_of)
        if one is None:
            return
        other = self._verdicts(self.new, header, events, as_of)
        if other is None:
            return
        was, now = _binding_breach(one, self.old), _binding_breach(other, self.new)
        if was is None or now is None or was is now:
            return
        yield Example(
            "new" if now else "old",
            _worst(one, self.old),
            _worst(other, self.new),
            self._iso(as_of),
            self._record(header, events),
        )

    def _verdicts(
        self, side: _Side, header: Plain, events: list[Plain], as_of: datetime
    ) -> tuple[Verdict, ...] | None:
        """What a policy says of its rule; `None` where it cannot be asked."""
        if side.reading is None:
            return ()
        self.asked += 1
        if self.asked > _MOST_ASKED:
            raise _AskedEnough
        rule = side.reading.rule.id
        try:
            record = side.policy.read(self._record(header, events))
            moment = datetime.fromisoformat(self._iso(as_of))
            report = side.policy.evaluate(record, as_of=moment, rules=(rule,))
        except (FactsError, ServicePolicyError, ValueError):
            return None
        return tuple(verdict for verdict in (*report.verdicts, *report.advice) if verdict.rule == rule)

    def _record(self, header: Plain, events: list[Plain]) -> Plain:
        plainest: Plain = {"subject": self.rule.subject, "id": "C-1"}
        if self.rule.subject == "case":
            plainest["type"] = "complaint"
        return {**plainest, **header, "events": events}

    def _iso(self, at: datetime) -> str:
        if at.tzinfo is None:
            at = at.replace(tzinfo=from_us(0, self.zone).tzinfo)
        return at.isoformat()


def _first_monday(since: int | None, until: int | None, zone: str) -> datetime:
    if since is not None:
        day = from_us(since, zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        return day + timedelta(days=7 - day.weekday())
    if until is not None:
        day = from_us(until, zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        return min(_MONDAY, day - timedelta(days=28 + day.weekday()))
    return _MONDAY


def _rounded(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _binding_breach(verdicts: Sequence[Verdict], side: _Side) -> bool | None:
    """Whether a rule is breached so that it counts; `None`: that is not settled."""
    if side.reading is None:
        return False
    statuses = {verdict.status for verdict in verdicts}
    if Status.UNKNOWN in statuses or Status.PENDING in statuses:
        return None
    return Status.BREACHED in statuses and side.reading.rule.level == "breach"


_WORST: Final = (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE)


def _worst(verdicts: Sequence[Verdict], side: _Side) -> dict[str, str]:
    if side.id is None:
        return {}
    statuses = {verdict.status for verdict in verdicts}
    worst = next((status for status in _WORST if status in statuses), Status.NOT_APPLICABLE)
    return {side.id: worst.value}


# what cases are made of


class _Material:
    """The headers and events that two readings of a rule ask about."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self.rule = readings[0].rule
        self.conditions: list[BoundCondition] = []
        self.patterns: list[BoundPattern] = []
        self.amounts: list[Money] = []
        self.roles: list[str] = []
        for reading in readings:
            self._gather(reading)
        self._headers: list[Plain] | None = None
        self._sequences: list[tuple[Plain, ...]] | None = None

    def _gather(self, reading: Reading) -> None:
        binder = reading.edition.binder
        for part in parts_of(reading.rule):
            match part:
                case PlacedCondition(condition=condition, place=place, part=False):
                    self.conditions.append(binder.condition(condition, place))
                case PlacedSelector(selector=selector, subject=subject):
                    bound = binder.selector(selector, subject)
                    self.patterns += [pattern for part in bound.parts for pattern in part]
                case PlacedValue(form=form, place=place, wanted=wanted):
                    value = binder.value(form, place, wanted=wanted)
                    self.conditions += conditions_of(value)
                    self.amounts += [said for said in _outright(value) if isinstance(said, Money)]
                case _:
                    continue
        self.roles += [role for role in _roles(reading.rule.model_dump(mode="json"))]

    # headers

    def headers(self) -> list[Plain]:
        """Headers of which no two are the same to either rule, as far as they are few."""
        if self._headers is None:
            everything = [*self.conditions, *(part for one in self.patterns for part in (one.where, one.who))]
            self._headers = list(_varied(_only(everything, HEADER), HEADER))[:_MOST_HEADERS] or [{}]
        return self._headers

    # events

    def sequences(self) -> list[tuple[Plain, ...]]:
        """Events in every order, few before many."""
        if self._sequences is None:
            found: list[tuple[Plain, ...]] = [()] if not any(True for _ in self.rule.about()) else []
            events = self._events()
            for length in (1, 2, 3):
                several = list(product(events, repeat=length))
                several.sort(key=lambda one: -len({event["event"] for event in one}))
                found += [self._of_one_amount(one) for one in several[: 400 // length]]
            self._sequences = found
        return self._sequences

    @staticmethod
    def _of_one_amount(events: tuple[Plain, ...]) -> tuple[Plain, ...]:
        """What is approved is what is done."""
        amount = next((event["amount"] for event in reversed(events) if "amount" in event), None)
        return tuple({**event, "amount": amount} if "amount" in event else event for event in events)

    def _events(self) -> list[Plain]:
        found: list[Plain] = []
        kinds = dict.fromkeys(kind for pattern in self.patterns for kind in pattern.events if kind != "any")
        about = [kind for selector in self.rule.about() for kind in selector.kinds()]
        for kind in sorted(kinds, key=lambda one: one not in about):
            found += self._of_kind(kind)
        return found[:_MOST_EVENTS]

    def _of_kind(self, kind: str) -> list[Plain]:
        mine = [one for one in self.patterns if kind in one.events or "any" in one.events]
        asked = [part for one in mine for part in (one.where, one.who)] + self.conditions
        fields = self.readings[0].edition.words.event_fields(self.rule.subject, kind)
        varied = list(_varied(_only(asked, EVENT), EVENT)) or [{}]
        found: list[Plain] = []
        for said in varied[:6]:
            for actor in self._actors(asked):
                for more in self._besides(kind, fields, said):
                    own = {name: value for name, value in said.items() if name in fields or "." in name}
                    found.append({"event": kind, **own, **actor, **more})
        return found

    def _besides(self, kind: str, fields: Mapping[str, object], said: Plain) -> list[Plain]:
        """What an event says that no condition asks: the amount, what is licensed, which matter it is about."""
        licensed = sorted(self.rule.actions())
        always = {"action": licensed[0]} if licensed and kind not in licensed and "action" in fields else {}
        amounts = self._amounts() if "amount" in fields and "amount" not in said else [None]
        splitting = {reading.rule.splits_by for reading in self.readings}
        split = next((by for by in splitting if by is not None and by in fields), None) if len(splitting) > 1 else None
        matters: list[Plain] = [{}] if split is None else [{split: "a"}, {split: "b"}]
        return [
            {**always, **({} if amount is None else {"amount": amount}), **matter}
            for amount in amounts
            for matter in matters
        ]

    def _actors(self, asked: list[BoundCondition]) -> list[Plain]:
        varied = list(_varied(_only(asked, ACTOR), ACTOR))
        roles = dict.fromkeys([*self.roles, "clerk"])
        if self.rule.actions():
            found = [{"by": f"{role}-1", "role": role} for role in roles]
        else:
            found = [{"by": "e1", "role": "clerk"}]
        if varied:
            found = [{**one, **{_ACTOR_KEYS.get(name, name): value for name, value in said.items()}} for said in varied for one in found[:1]] + found
        return found[:5]

    def _amounts(self) -> list[str | None]:
        """At every limit, and right beside it."""
        if not self.amounts:
            return ["100 CNY"] if self.rule.actions() else [None]
        found: dict[str, None] = {}
        for amount in sorted(set(self.amounts), key=lambda one: (one.currency, one.amount)):
            for by in (0, 1, -1):
                if amount.amount + by >= 0:
                    found[str(Money(amount.amount + by, amount.currency))] = None
        return list(found)


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
    return [
        BoundCondition((clause,)) for condition in conditions for clause in _fields(condition.clauses) if clause.ref.root == root
    ]


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


def _varied(conditions: Sequence[BoundCondition], root: str) -> Iterator[Plain]:
    """Values of fields, each combination of cells once while there are few, else one field varied at a time."""
    try:
        space = Space(conditions)
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
        yield {
            ref.name: _written(value, ref) for (ref, _), value in zip(named, combination, strict=True) if value is not ABSENT
        }


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


