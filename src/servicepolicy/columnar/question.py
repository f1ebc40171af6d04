"""What a rule asks of a subject: kinds of events, columns, the header, and what its kind says besides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Final

import attrs

from servicepolicy.columnar.told_apart import Sides, Words, tests_in, weighed_in
from servicepolicy.engine.foreseen import touches
from servicepolicy.judging.situation import Situation
from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.nodes import BoundCondition, BoundValue
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, PlacedValue, parts_of
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.models.context import Context
from servicepolicy.models.vocabulary import sources

__all__ = ["Question", "question_of"]

_TIMES: Final = frozenset({"at", "recorded_at", "seq", "id", "voids"})
_PEOPLE: Final = frozenset({"role", "unit", "kind", "by"})
_TOLD_IN_ORDER: Final = frozenset({"count", "first", "last", "distinct"})  # by which events came, in what order


@attrs.frozen(eq=False)
class Question:
    """What a rule asks of a subject.

    Attributes:
        rule: The rule.
        situation: What its kind says that its verdicts hang on.
        fields: The columns of the events table that it reads, by kind of event; those of `any` of all.
        header: The columns of the subjects table that it reads.
        sides: Of columns of the events of which it reads no more: on which sides of its tests their values lie.
        header_sides: The same of columns of the subjects table.
        per: The column that tells matters apart; `None` where none does.
        unit: It counts by the clock of the subject's unit.
        unit_sources: For kinds of events: the column that says the subject's unit from there on.
        beyond: Why columns cannot express it, as a code; empty where they can.
        idle: It was not in force: whatever happened, it says that of everybody.
    """

    rule: Rule
    situation: Situation
    fields: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]])
    header: frozenset[str] = frozenset()
    sides: Mapping[str, Sides] = attrs.field(factory=dict[str, Sides])
    header_sides: Mapping[str, Sides] = attrs.field(factory=dict[str, Sides])
    per: str | None = None
    unit: bool = False
    unit_sources: Mapping[str, str] = attrs.field(factory=dict[str, str])
    beyond: str = ""
    idle: bool = False

    def reads(self, kind: str) -> frozenset[str]:
        """The columns that it reads of events of a kind."""
        nothing = frozenset[str]()
        found = self.fields.get(kind, nothing) | self.fields.get(ANY_EVENT, nothing)
        found |= self.situation.reads if self.situation.acted is None or kind in self.situation.acted else nothing
        return found if self.per is None else found | {self.per}

    @property
    def columns(self) -> frozenset[str]:
        """All columns of the events table that it reads, of whatever kind."""
        read = frozenset[str]().union(self.situation.reads, self.situation.named, *self.fields.values())
        amount = frozenset[str]() if self.situation.limits is None else frozenset({"amount"})
        per = frozenset[str]() if self.per is None else frozenset({self.per})
        return read | amount | per | {"by"} | frozenset(self.unit_sources.values())

    def touched_by(self, kinds: Iterable[str], edition: Edition) -> list[bool]:
        """For each kind of events, whether an event of it may matter."""
        if self.idle:
            return [False for _ in kinds]
        rules = {rule.id: rule for rule in edition.rules}
        said = copy(self.rule)
        vars(said).update(dict.fromkeys(self.situation.idle))  # for being read, not judged
        return [touches(said, kind, edition.facts, rules) or kind in self.situation.acts for kind in kinds]


def question_of(rule: Rule, edition: Edition, context: Context | None) -> Question:
    """What a rule asks."""
    columns = kind_of(rule).columns
    if columns is None:
        return Question(rule, Situation(), beyond="no_columns")
    situation = columns.situation(rule, edition)
    if situation.beyond:
        return Question(rule, situation, beyond=situation.beyond)
    reading = _Reading(edition, rule, situation)
    for part in parts_of(rule):
        reading.take(part)
    if situation.limits is not None and reading.amount:
        reading.beyond = reading.beyond or "amount"  # it is compared with more than the limits
    if not reading.beyond and any(not names.isdisjoint(situation.named) for names in reading.fields.values()):
        reading.beyond = "named_and_tested"  # names are told apart only by which are one: what one is, is not seen
    people = situation.people or reading.people or "role" in situation.reads
    if not reading.beyond and people and _who_is_who(context):
        reading.beyond = "posts"
    clocks = {counted.clock for counted in situation.counted}
    return Question(
        rule,
        situation,
        {kind: frozenset(names) for kind, names in reading.fields.items()},
        frozenset(reading.header),
        reading.sides("event", left_out=situation.reads | {*situation.named, rule.splits_by or ""})
        | (reading.roles() if situation.asks_roles else {}),
        reading.sides("header", left_out=frozenset({"unit"})),
        rule.splits_by,
        "unit" in clocks,
        dict(sources(rule.subject).get("unit", ())) if "unit" in clocks else {},
        reading.beyond,
    )


def _who_is_who(context: Context | None) -> bool:
    """Whether the context says of people what their events may say otherwise."""
    organisation = None if context is None else context.organisation
    if organisation is None:
        return False
    answers = organisation.answers()
    return answers.knows_posts() or answers.knows_delegations()


class _Reading:
    """Gathers what the parts of a rule read."""

    def __init__(self, edition: Edition, rule: Rule, situation: Situation) -> None:
        self._edition, self._rule, self._situation = edition, rule, situation
        self.fields: dict[str, set[str]] = {}
        self.header: set[str] = set()
        self.people = self.amount = False
        self.beyond = ""
        self._read: dict[tuple[str, str], list[Words | None]] = {}
        self._facts: set[str] = set()

    def take(self, part: PlacedSelector | PlacedCondition | PlacedValue) -> None:
        binder = self._edition.binder
        match part:
            case PlacedSelector():
                if any(pattern.on == "organisation" for pattern in part.selector.patterns()):
                    self.beyond = "organisation"
            case PlacedCondition():
                bound = binder.condition(part.condition, part.place)
                self._tests(bound, part.place.kinds)
                self.amount |= any(ref.root == "event" and ref.name == "amount" for ref in weighed_in(bound))
            case PlacedValue():
                self._tests(binder.value(part.form, part.place, wanted=part.wanted), part.place.kinds)

    def sides(self, root: str, *, left_out: frozenset[str]) -> dict[str, Sides]:
        """Of columns of which no more is read than on which sides of tests their values lie: these."""
        return {
            name: Sides(tuple(dict.fromkeys(word for words in told if words is not None for word in words)))
            for (of, name), told in self._read.items()
            if of == root and None not in told and name not in _PEOPLE | _TIMES | left_out
        }

    def roles(self) -> dict[str, Sides]:
        """The sides of roles, where no more is asked of one than whether it is, or stands above, one of some."""
        declared = self._edition.roles
        told = [words for root in ("actor", "event") for words in self._read.get((root, "role"), ())]
        read = self._situation.reads.union(*self.fields.values())
        if not declared or None in told or "role" not in read:
            return {}
        written = self._rule.model_dump_json()
        named = sorted(role for role in declared if role in written)
        above = [frozenset(role for role in declared if one in declared[role]) for one in named]
        kinds = self._edition.kinds
        held = [frozenset(role for role in declared if kinds.get(role) == kind) for kind in sorted(set(kinds.values()))]
        apart = tuple(frozenset({one}) for one in named)
        return {"role": Sides((*apart, *above, *held), frozenset(declared), frozenset(named))}

    def _tests(self, part: BoundCondition | BoundValue, kinds: tuple[str, ...]) -> None:
        for ref, words in tests_in(part):
            self._ref(ref, kinds)
            self._read.setdefault((ref.root, ref.name), []).append(words)
            for _, field in sources(self._rule.subject).get(ref.name, ()) if ref.root == "header" else ():
                self._read.setdefault(("event", field), []).append(words)

    def _ref(self, ref: Ref, kinds: tuple[str, ...]) -> None:
        """Let in a name that is read where events of some kinds are at hand; of none: at any event."""
        if ref.type is not None and (ref.type.lasts or ref.type.kind in ("instant", "date")):
            self.beyond = self.beyond or "times_as_facts"
        match ref.root:
            case "event" if ref.name in _TIMES:
                self.beyond = "time_of_an_event"
            case "event" | "actor":
                name = "by" if ref.name == "id" else ref.name
                self.people = self.people or name in _PEOPLE
                if ref.root == "actor" and name not in _PEOPLE:
                    self.beyond = "membership"
                named = "" if ref.type is None else ref.type.person  # whose post it tells of
                self.people = self.people or bool(named)
                for kind in kinds or (ANY_EVENT,):
                    self.fields.setdefault(kind, set()).update({"kind", "role"} if name == "kind" else {name})
            case "header":
                self.header.add(ref.name)
                for kind, field in sources(self._rule.subject).get(ref.name, ()):
                    self.fields.setdefault(kind, set()).add(field)
            case "fact":
                self._fact(ref.name)
            case _:
                self.beyond = ref.root

    def _fact(self, name: str) -> None:
        """Let in a computed fact: whatever it is told by, where that is which of the subject's events came when."""
        fact = self._edition.facts[name]
        only = fact.within or fact.ended_by or fact.lasting
        if fact.form not in _TOLD_IN_ORDER or fact.on != "subject" or only or fact.of in _TIMES:
            self.beyond = self.beyond or "fact"
            return
        if name in self._facts:
            return
        self._facts.add(name)
        for part in parts_of(fact):
            self.take(part)
        if fact.of is not None:
            for kind in fact.selector().kinds():
                self.fields.setdefault(kind, set()).add(fact.of)
            self.people = self.people or fact.of in _PEOPLE
            self._read.setdefault(("event", fact.of), []).append(None)
