"""A walk through everything that a rule or a fact says: its selectors, conditions and values, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs
from pydantic import BaseModel

from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.place import Place, fields_of, places_of
from servicepolicy.language.bound.says import ACTOR, EVENT, HEADER, NEVER, Says
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition
from servicepolicy.language.phrase import Phrase
from servicepolicy.language.rule import Rule, Selecting
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.service_level import SLA
from servicepolicy.language.step import Step
from servicepolicy.language.value import Choose, Greatest, Least, Value, ValueForm, blank_names

__all__ = [
    "ACTOR",
    "EVENT",
    "HEADER",
    "Place",
    "Placed",
    "PlacedCondition",
    "PlacedSelector",
    "PlacedValue",
    "blanks_in",
    "parts_of",
    "paths_in",
    "patterns_in",
    "tests_in",
]

_SAYS_NOTHING: Final = frozenset({type(None), str, bool, int})  # there is nothing to be looked into
_OF_SELECTORS: Final = frozenset({"event", "where", "who"})  # what a selecting part says of its events


@attrs.define(eq=False)
class PlacedSelector:
    """A selector and the path where it stands."""

    path: Path
    selector: Selector
    subject: str


@attrs.define(eq=False)
class PlacedCondition:
    """A condition, the path where it stands, what a bare name means in it, and whether it is part of something else.

    Those of selectors and of choices are parts: whatever is bound of these holds them too.
    """

    path: Path
    condition: Condition
    place: Place
    part: bool = False


@attrs.define(eq=False)
class PlacedValue:
    """A value and the path where it stands, what a bare name means in it, its type, and the calendar that counts it.

    Of a span also which ones can be counted there, as `Says` has it.
    """

    path: Path
    form: ValueForm
    place: Place
    wanted: str
    clock: str | None = None
    spans: str = ""


Placed = PlacedSelector | PlacedCondition | PlacedValue


def parts_of(said: Rule | ComputedFact | SLA) -> Iterator[Placed]:
    """Everything in a rule, a computed fact or a service level, choices and selectors looked into."""
    whose = said.on if isinstance(said, ComputedFact) else "subject"
    for found in _inside(said, (), said.subject, None):
        match found:
            case PlacedSelector(path, selector, subject):
                placed = PlacedSelector(path, selector.of(whose), subject)
                yield placed
                yield from _conditions_of(placed)
            case PlacedValue():
                yield found
                yield from _choices(found.form, found.path, found.place)
            case _:
                yield found


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


def _inside(model: BaseModel, path: Path, subject: str, clock: str | None) -> Iterator[Placed]:
    held = vars(model)
    clock = held.get("clock", clock)  # a part that can name a calendar and does not counts by none
    selecting = isinstance(model, Selecting)
    selector = model.selected() if isinstance(model, Selecting) else None
    if selector is not None:
        yield PlacedSelector(path, selector, subject)
    for name, key, says in fields_of(type(model)):
        part = held[name]
        kind = type(part)  # to compare a part with what is empty would ask each of its fields
        if kind in _SAYS_NOTHING or (kind is tuple and not part) or (selecting and name in _OF_SELECTORS):
            continue
        if _unread(model, name, says):
            continue
        yield from _part(part, (*path, key), model, says, subject, clock)


def _unread(model: BaseModel, name: str, says: Says) -> bool:
    """Whether nobody reads what stands in a field, as it was not said and what it goes with is absent."""
    if says.read_with is None or name in model.model_fields_set:
        return False
    return says.read_with == NEVER or getattr(model, says.read_with) in ("none", (), None)


def _part(part: object, path: Path, holder: BaseModel, says: Says, subject: str, clock: str | None) -> Iterator[Placed]:
    match part:  # models last: to ask whether something is one takes longest
        case Selector():
            yield from (PlacedSelector(path, part, place.subject) for place in places_of(holder, says, subject))
        case Condition():
            yield from (PlacedCondition(path, part, place) for place in places_of(holder, says, subject))
        case Value(form):
            yield from (
                PlacedValue(path, form, place, says.type, clock, says.spans)
                for place in places_of(holder, says, subject)
            )
        case Step(selector, within):
            yield PlacedSelector(path, selector, subject)
            yield from _part(within, (*path, "within"), holder, says, subject, clock)
        case Phrase(form=form) if form is not None:
            yield from (PlacedValue(path, form, place, says.type) for place in places_of(holder, says, subject))
        case tuple() | dict():
            for key, item in _entries(part):
                if type(item) not in _SAYS_NOTHING:
                    yield from _part(item, (*path, key), holder, says, subject, clock)
        case BaseModel():
            for on in dict.fromkeys(place.subject for place in places_of(holder, says, subject)):
                yield from _inside(part, path, on, clock)
        case _:
            return


def _entries(several: tuple[object, ...] | dict[str, object]) -> Iterable[tuple[str | int, object]]:
    return several.items() if isinstance(several, dict) else enumerate(several)


def patterns_in(found: PlacedSelector) -> Iterator[tuple[Path, EventPattern]]:
    """The simple selectors of a selector, each with its path."""
    for part in paths_in(found.selector, found.path):
        yield from part


def paths_in(selector: Selector, path: Path) -> Iterator[tuple[tuple[Path, EventPattern], ...]]:
    """The parts of a selector, each with its simple selectors and the paths of these."""
    several = len(selector.parts) > 1
    for index, part in enumerate(selector.parts):
        here = (*path, "all", index) if several else path
        yield tuple(((*here, "any", number) if len(part) > 1 else here, pattern) for number, pattern in enumerate(part))


def _conditions_of(found: PlacedSelector) -> Iterator[PlacedCondition]:
    for path, pattern in patterns_in(found):
        if pattern.where.clauses:
            place = Place(found.subject, EVENT, pattern.events, pattern.on)
            yield PlacedCondition((*path, "where"), pattern.where, place, part=True)
        if pattern.who.clauses or pattern.actors is not None:
            people = Place(found.subject, ACTOR, pattern.events, pattern.on)
            if pattern.who.clauses:
                yield PlacedCondition((*path, "who"), pattern.who, people, part=True)
            if pattern.actors is not None:
                yield PlacedCondition((*path, "actors", "who"), pattern.actors.who, people, part=True)


def _choices(form: ValueForm, path: Path, place: Place) -> Iterator[PlacedCondition]:
    match form:
        case Choose(options):
            for index, option in enumerate(options):
                here = (*path, "choose", index)
                if option.when is not None:
                    yield PlacedCondition((*here, "when"), option.when, place, part=True)
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
