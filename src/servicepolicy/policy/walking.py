"""A walk through everything that a rule or a fact says: its selectors, conditions and values, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs
from pydantic import BaseModel

from servicepolicy.policy.source import Path
from servicepolicy.rules.authority import Approval, Authority
from servicepolicy.rules.condition import AnyCondition, Condition, FieldTest, NotCondition
from servicepolicy.rules.deadline import Deadline
from servicepolicy.rules.facts import ComputedFact
from servicepolicy.rules.incentive import (
    Appraisal,
    Counts,
    Favours,
    Incentive,
    Pool,
    Published,
    Rank,
    Recorded,
    Repeat,
)
from servicepolicy.rules.measure import Measure, Population
from servicepolicy.rules.ownership import Handover, Ownership
from servicepolicy.rules.periodic import Periodic
from servicepolicy.rules.requirement import Phrase, Requirement
from servicepolicy.rules.retention import Retention
from servicepolicy.rules.rule import Rule
from servicepolicy.rules.scorecard import Change, Grade, Indicator, Scorecard, Target
from servicepolicy.rules.selector import EventPattern, Selector
from servicepolicy.rules.sequence import Sequence, Step
from servicepolicy.rules.sla import SLA
from servicepolicy.rules.value import Blank, Choose, Greatest, Least, Value, ValueForm

__all__ = [
    "ACTOR",
    "EVENT",
    "HEADER",
    "Place",
    "Placed",
    "PlacedCondition",
    "PlacedSelector",
    "PlacedValue",
    "Walk",
    "blank_names",
    "blanks_in",
    "main_kinds",
    "parts_of",
    "patterns_in",
    "tests_in",
]

HEADER, EVENT, ACTOR = "header", "event", "actor"  # what a bare name means

# Which type a value must be of, by its key.
_WANTED: Final = {
    "within": "span",
    "keep": "span",
    "to": "span",
    "by": "span",
    "at_most": "span",
    "due": "instant",
    "cycle_day": "integer",
    "every": "period",
    "before": "time",
    "at": "time",
    "at_least": "integer",
    "amount": "money",
    "gt": "money",
    "ge": "money",
    "lt": "money",
    "le": "money",
}
# The same for what awards say.
_OF_AWARDS: Final = {
    "table": "bands",
    "ladder": "ladder",
    "cap": "money",
    "first": "integer",
    "from": "integer",
    "at_least": "number",
    "within": "span",
}
# The same for what scorecards say; their numbers are checked apart.
_OF_MEASURES: Final = {"period": "period", "at_least_cases": "integer"}
_MEASURING: Final = (Scorecard, Indicator, Target, Change, Grade, Measure, SLA)
_AWARDING: Final = (Incentive, Rank, Appraisal, Favours, Repeat)
_SAYS_NOTHING: Final = frozenset({type(None), str, bool, int})  # there is nothing to be looked into
_OF_THE_EVENT: Final = frozenset({"due", "amount", "needed_for"})
# Selectors of a deadline that nobody reads without what goes with them: not every subject has such events.
# The same goes for the usual approval where no tier asks for one, and for the usual refusal.
_READ_WITH: Final = {"reopened": "on_reopen", "reclassified": "on_reclassify"}


@attrs.frozen
class Place:
    """What a bare name means somewhere.

    Args:
        subject: The kind of subject.
        bare: The header, the event or the actor.
        kinds: For events: the kinds that may be at hand.
        on: Whose events: the subject's own, or those of the organisation.
    """

    subject: str
    bare: str
    kinds: tuple[str, ...] = ()
    on: str = "subject"


@attrs.frozen
class PlacedSelector:
    """A selector and the path where it stands."""

    path: Path
    selector: Selector
    subject: str


@attrs.frozen
class PlacedCondition:
    """A condition, the path where it stands and what a bare name means in it."""

    path: Path
    condition: Condition
    place: Place


@attrs.frozen
class PlacedValue:
    """A value, the path where it stands, what a bare name means in it and of which type it must be."""

    path: Path
    form: ValueForm
    place: Place
    wanted: str


Placed = PlacedSelector | PlacedCondition | PlacedValue


def main_kinds(rule: Rule) -> tuple[str, ...]:
    """The events that a rule is about: its start, or the act that it judges."""
    match rule:
        case Deadline():
            return tuple(sorted(rule.start.kinds()))
        case Authority():
            return tuple(sorted(rule.action.kinds()))
        case Ownership():
            return tuple(sorted(rule.starts.kinds()))
        case Retention():
            return tuple(sorted(rule.anchor.kinds()))
        case Requirement() if rule.at is not None:
            return tuple(sorted(rule.at.kinds()))
        case Periodic():
            return tuple(sorted(rule.act.kinds()))
        case Sequence():
            return tuple(sorted({kind for selector in rule.begins() for kind in selector.kinds()}))
        case _:
            return ()


def parts_of(said: Rule | ComputedFact | SLA) -> Iterator[Placed]:
    """Everything in a rule, a computed fact or a service level, choices and selectors looked into."""
    kinds = main_kinds(said) if isinstance(said, Rule) else ()
    for found in _inside(said, (), said.subject, kinds):
        yield found
        match found:
            case PlacedSelector():
                yield from _conditions_of(found)
            case PlacedValue():
                yield from _choices(found.form, found.path, found.place)
            case _:
                pass


class Walk:
    """What rules, computed facts and service levels hold: each is looked into once, however many checks ask.

    The checks go through them one after the other. So the parts of the last one are kept, which are many, and of all
    before it the blanks that they name, which are few.
    """

    __slots__ = ("_blanks", "_parts", "_said")

    def __init__(self) -> None:
        self._said: Rule | ComputedFact | SLA | None = None
        self._parts: tuple[Placed, ...] = ()
        # What was looked into is held as well, so that nothing else can come to have its number.
        self._blanks: dict[int, tuple[Rule | ComputedFact | SLA, tuple[str, ...]]] = {}

    def parts_of(self, said: Rule | ComputedFact | SLA) -> tuple[Placed, ...]:
        """Everything in a rule, a computed fact or a service level, as `parts_of` finds it."""
        if said is not self._said:
            self._parts = tuple(parts_of(said))
            self._said = said
            self._blanks[id(said)] = (said, tuple(blanks_in(self._parts)))
        return self._parts

    def blanks_of(self, said: Rule | ComputedFact | SLA) -> tuple[str, ...]:
        """The blanks that a rule, a computed fact or a service level names, wherever."""
        if id(said) not in self._blanks:
            self.parts_of(said)
        return self._blanks[id(said)][1]


def blanks_in(parts: Iterable[Placed]) -> Iterator[str]:
    """The blanks that some parts of a rule or fact name."""
    for part in parts:
        match part:
            case PlacedValue():
                yield from blank_names(part.form)
            case PlacedCondition():
                yield from part.condition.blanks()
            case PlacedSelector():
                continue


def blank_names(form: ValueForm) -> Iterator[str]:
    """The blanks that a form names as values, those in conditions of choices left out."""
    match form:
        case Blank(name):
            yield name
        case Choose(options):
            for option in options:
                yield from blank_names(option.value)
        case Least(values) | Greatest(values):
            for item in values:
                yield from blank_names(item)
        case _:
            return


def _inside(model: BaseModel, path: Path, subject: str, kinds: tuple[str, ...]) -> Iterator[Placed]:
    fields = type(model).model_fields
    for name, part in vars(model).items():
        if type(part) in _SAYS_NOTHING or (name not in model.model_fields_set and _unread(model, name)):
            continue
        yield from _part(part, (*path, fields[name].alias or name), model, subject, kinds)


def _unread(model: BaseModel, name: str) -> bool:
    match model:
        case Deadline():
            return name in _READ_WITH and getattr(model, _READ_WITH[name]) == "none"
        case Authority():
            return name == "approval" and not model.tiers
        case Approval():
            return name == "refused"
        case _:
            return False


def _part(part: object, path: Path, holder: BaseModel, subject: str, kinds: tuple[str, ...]) -> Iterator[Placed]:
    match part:  # models last: to ask whether something is one takes longest
        case Selector():
            yield PlacedSelector(path, part, subject)
        case Condition():
            yield PlacedCondition(path, part, _condition_place(path, holder, subject))
        case Value():
            yield _placed(part, path, holder, subject, kinds)
        case Step(selector, within):
            yield PlacedSelector(path, selector, subject)
            yield from _part(within, (*path, "within"), holder, subject, kinds)
        case Phrase(form=form) if form is not None:
            yield PlacedValue(path, form, Place(subject, HEADER, kinds), "phrase")
        case tuple() | dict():
            for key, item in _entries(part):
                yield from _part(item, (*path, key), holder, subject, kinds)
        case BaseModel():
            yield from _model(part, path, holder, subject, kinds)
        case _:
            return


def _model(part: BaseModel, path: Path, holder: BaseModel, subject: str, kinds: tuple[str, ...]) -> Iterator[Placed]:
    match part:
        case Counts() | Recorded() | Published():
            on = holder.recipient if isinstance(holder, Incentive) and not isinstance(part, Counts) else subject
            yield from _acts(part, path, on)
        case Population():
            yield from _population(part, path, subject)
        case _:
            yield from _inside(part, path, subject, kinds)


def _entries(several: tuple[object, ...] | dict[str, object]) -> Iterable[tuple[str | int, object]]:
    return several.items() if isinstance(several, dict) else enumerate(several)


def _placed(value: Value, path: Path, holder: BaseModel, subject: str, kinds: tuple[str, ...]) -> PlacedValue:
    """A value, where a bare name in it means what it does there, and of the type that is wanted there."""
    name = str(path[-1])
    if isinstance(holder, _AWARDING):
        return PlacedValue(path, value.form, _award_place(holder, path, subject), _OF_AWARDS.get(name, ""))
    if isinstance(holder, _MEASURING):
        return PlacedValue(path, value.form, Place(subject, HEADER), _OF_MEASURES.get(name, ""))
    place = Place(subject, EVENT if name in _OF_THE_EVENT else HEADER, kinds)
    return PlacedValue(path, value.form, place, _WANTED.get(name, ""))


def _acts(part: Counts | Recorded | Published, path: Path, subject: str) -> Iterator[Placed]:
    """The events that a part of an incentive selects, and the time that it allows."""
    match part:
        case Counts(event=None):
            return
        case Counts():
            yield PlacedSelector(path, part.selector(), part.of or subject)
        case Recorded() | Published():
            selector = part.selector()
            if selector is not None:
                yield PlacedSelector(path, selector, subject)
            if part.within is not None:
                yield PlacedValue((*path, "within"), part.within.form, Place(subject, HEADER), "span")


def _population(part: Population, path: Path, subject: str) -> Iterator[Placed]:
    """What a population selects, on each kind of subject on which it looks."""
    for kind in part.of or (subject,):
        header = Place(kind, HEADER)
        if part.event is not None:
            yield PlacedSelector((*path, "event"), part.event, kind)
            yield PlacedCondition((*path, "where"), part.where, Place(kind, EVENT, tuple(sorted(part.event.kinds()))))
        else:
            yield PlacedCondition((*path, "where"), part.where, header)
        yield PlacedCondition((*path, "among"), part.among, header)


def _award_place(holder: BaseModel, path: Path, subject: str) -> Place:
    """A ladder may choose by what is counted; everything else by the subject."""
    if isinstance(holder, Incentive) and path[-1] == "ladder" and holder.counts is not None and holder.counts.event:
        return Place(holder.counts.of or subject, EVENT, holder.counts.event)
    return Place(subject, HEADER)


def _condition_place(path: Path, holder: BaseModel, subject: str) -> Place:
    if path[-1] == "who":
        return Place(subject, ACTOR)
    if isinstance(holder, Handover) and path[-1] == "allowed":
        return Place(subject, EVENT, tuple(sorted(holder.event.kinds())))
    if isinstance(holder, Pool) and holder.paid_out is not None:
        return Place(subject, EVENT, tuple(sorted(holder.paid_out.kinds())))
    if isinstance(holder, Requirement) and holder.at is not None and path[-1] in ("must", "must_not"):
        return Place(subject, EVENT, tuple(sorted(holder.at.kinds())))
    return Place(subject, HEADER)


def patterns_in(found: PlacedSelector) -> Iterator[tuple[Path, EventPattern]]:
    """The simple selectors of a selector, each with its path."""
    several = len(found.selector.parts) > 1
    for index, part in enumerate(found.selector.parts):
        path = (*found.path, "all", index) if several else found.path
        for number, pattern in enumerate(part):
            yield ((*path, "any", number) if len(part) > 1 else path), pattern


def _conditions_of(found: PlacedSelector) -> Iterator[PlacedCondition]:
    for path, pattern in patterns_in(found):
        place = Place(found.subject, EVENT, pattern.events, pattern.on)
        if pattern.where.clauses:
            yield PlacedCondition((*path, "where"), pattern.where, place)
        if pattern.who.clauses:
            yield PlacedCondition((*path, "who"), pattern.who, attrs.evolve(place, bare=ACTOR))
        if pattern.actors is not None:
            yield PlacedCondition((*path, "actors", "who"), pattern.actors.who, attrs.evolve(place, bare=ACTOR))


def _choices(form: ValueForm, path: Path, place: Place) -> Iterator[PlacedCondition]:
    match form:
        case Choose(options):
            for index, option in enumerate(options):
                here = (*path, "choose", index)
                if option.when is not None:
                    yield PlacedCondition((*here, "when"), option.when, place)
                yield from _choices(option.value, (*here, "value"), place)
        case Least(values) | Greatest(values):
            for index, item in enumerate(values):
                yield from _choices(item, (*path, index), place)
        case _:
            return


def tests_in(condition: Condition, path: Path) -> Iterator[tuple[Path, FieldTest]]:
    """Every field test of a condition at any depth, with its path."""
    for clause in condition.clauses:
        match clause:
            case FieldTest():
                yield (*path, clause.path), clause
            case AnyCondition(options):
                for index, option in enumerate(options):
                    yield from tests_in(option, (*path, "any", index))
            case NotCondition(inner):
                yield from tests_in(inner, (*path, "not"))
