"""Binding: what a policy says in one edition, with every name resolved and every blank filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

import attrs

from servicepolicy.language.bound.choices import left_open
from servicepolicy.language.bound.names import Ref, Unresolved, Vocabulary, resolve
from servicepolicy.language.bound.nodes import (
    BoundActors,
    BoundAny,
    BoundClause,
    BoundCondition,
    BoundField,
    BoundNot,
    BoundPattern,
    BoundSelector,
    BoundTest,
    BoundValue,
    Chosen,
    Extreme,
    Outright,
    Read,
    Unfilled,
)
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import ACTOR, EVENT, HEADER
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.selector import Actors, EventPattern, Selector
from servicepolicy.language.value import Blank, Choose, Field, Greatest, Least, Literal, ValueForm, plain_value
from servicepolicy.models.vocabulary._own import OwnVocabulary

ORGANISATION: Final = "organisation"
__all__ = ["Binder", "Filled", "spoken"]


class Filled(Protocol):
    """What a blank holds in an edition, and who said so."""

    @property
    def form(self) -> ValueForm:
        """The value."""
        ...

    @property
    def origin(self) -> str:
        """Who said so."""
        ...


@attrs.frozen(slots=True, eq=False)
class Binder:
    """Binds what a policy says.

    Args:
        words: The names that there are.
        values: What fills each blank; a blank that is missing has no value.
        own: What the policy itself declares.
    """

    words: Vocabulary
    values: Mapping[str, Filled]
    own: OwnVocabulary

    def ref(self, path: str, place: Place) -> Ref:
        """What a name means. One that means nothing, which loading refuses, is read where it stands: as missing."""
        found = resolve(path, place, self.words)
        if isinstance(found, Unresolved):
            return Ref(place.bare, path, path, None, personal=True)
        return self._declared(found, place) if self.own.own else found

    def _declared(self, ref: Ref, place: Place) -> Ref:
        """With the types that the policy itself declares."""
        if ref.root not in (HEADER, EVENT, ORGANISATION):
            return ref
        of_all = ref.root == ORGANISATION or (ref.root == EVENT and place.on == ORGANISATION)
        subject = ORGANISATION if of_all else place.subject
        kinds = self.words.event_kinds(subject) if ref.root == EVENT else (None,)
        types = ((kind, self.own.own_field(subject, kind, ref.name)) for kind in kinds)
        return attrs.evolve(ref, own=tuple((kind, declared) for kind, declared in types if declared is not None))

    def value(self, form: ValueForm, place: Place, origin: str = "policy") -> BoundValue:
        """Bind a value.

        Args:
            form: As the policy says it.
            place: Where it stands.
            origin: Where it comes from, while a blank is being followed.
        """
        match form:
            case Literal(raw):
                return Outright(raw, origin)
            case Blank(name):
                filled = self.values.get(name)
                return Unfilled(name) if filled is None else self.value(filled.form, place, filled.origin)
            case Field(path):
                return Read(self.ref(path, place))
            case Choose(options):
                bound = tuple(
                    (
                        None if option.when is None else self.condition(option.when, place),
                        self.value(option.value, place, origin),
                    )
                    for option in options
                )
                return Chosen(bound, left_open(options, place, self.words, self._filling))
            case Least(values) | Greatest(values):
                pick = "least" if isinstance(form, Least) else "greatest"
                return Extreme(pick, tuple(self.value(item, place, origin) for item in values))

    def condition(self, condition: Condition, place: Place) -> BoundCondition:
        """Bind a condition."""
        return BoundCondition(tuple(self.clause(clause, place) for clause in condition.clauses))

    def clause(self, clause: FieldTest | AnyCondition | NotCondition, place: Place) -> BoundClause:
        """Bind one clause of a condition."""
        match clause:
            case FieldTest(path, tests):
                return BoundField(self.ref(path, place), tuple(self.test(test, place) for test in tests))
            case AnyCondition(options):
                return BoundAny(tuple(self.condition(option, place) for option in options))
            case NotCondition(inner):
                return BoundNot(self.condition(inner, place))

    def test(self, test: Test, place: Place) -> BoundTest:
        """Bind one test."""
        return BoundTest(
            test.op,
            tuple(self.value(operand, place) for operand in test.operands),
            tuple(self.test(inner, place) for inner in test.inner),
            tuple(plain_value(operand) for operand in test.operands),
            spoken(test),
        )

    def selector(self, selector: Selector, subject: str) -> BoundSelector:
        """Bind a selector on one kind of subject."""
        return BoundSelector(tuple(tuple(self.pattern(one, subject) for one in part) for part in selector.parts))

    def pattern(self, pattern: EventPattern, subject: str) -> BoundPattern:
        """Bind one simple selector: a bare name in it is the event's field."""
        place = Place(subject, EVENT, pattern.events, pattern.on)
        people = attrs.evolve(place, bare=ACTOR)
        return BoundPattern(
            pattern.events,
            self.condition(pattern.where, place),
            self.condition(pattern.who, people),
            pattern.nth,
            pattern.on,
            self.actors(pattern.actors, people),
        )

    def actors(self, actors: Actors | None, place: Place) -> BoundActors | None:
        """Bind a demand for several different people: a bare name in it is that of one of them."""
        if actors is None:
            return None
        return BoundActors(actors.distinct, self.condition(actors.who, attrs.evolve(place, bare=ACTOR)))

    def _filling(self, name: str) -> ValueForm | None:
        filled = self.values.get(name)
        return None if filled is None else filled.form


def spoken(test: Test) -> str:
    """A test as short text: `in letter, telephone`, `has all a, b`."""
    if test.inner:
        return f"{test.op} " + " and ".join(spoken(inner) for inner in test.inner)
    return f"{test.op} {', '.join(_written(operand, test.op) for operand in test.operands)}"


def _written(operand: ValueForm, op: str) -> str:
    if isinstance(operand, Literal):
        text = str(plain_value(operand))
        return text if op == "matches" else text.lower()  # the case of a template is part of it
    return str(plain_value(operand)).lower()
