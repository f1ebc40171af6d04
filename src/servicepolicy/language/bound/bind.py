"""Binding: what a policy says in one edition, with every name resolved and every blank filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

import attrs

from servicepolicy.language.bound.choices import NOT_LOOKED_FOR, left_open
from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.misfits import Asked, Misfits
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
from servicepolicy.language.bound.types import in_type
from servicepolicy.language.bound.walk import paths_in
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.selector import Actors, EventPattern, Selector
from servicepolicy.language.value import Blank, Choose, Field, Greatest, Least, Literal, ValueForm, leaves, plain_value
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.models.vocabulary._own import OwnVocabulary

ORGANISATION: Final = "organisation"
_INTEGER: Final = FieldType("integer")
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


_ALWAYS = BoundCondition(())  # what no clause restricts


@attrs.frozen(slots=True, eq=False)
class Binder:
    """Binds what a policy says.

    Args:
        words: The names that there are.
        values: What fills each blank; a blank that is missing has no value.
        own: What the policy itself declares.
        misfits: Is told of everything that does not fit where it stands, while a policy is loaded; later nothing is
            left of that.
    """

    words: Vocabulary
    values: Mapping[str, Filled]
    own: OwnVocabulary
    misfits: Misfits | None = None

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

    def _told(self, path: str, place: Place, spot: Path, misfits: Misfits) -> Ref | None:
        """What a name means, for whoever is told what does not fit; `None`: it means nothing, which was told."""
        found = resolve(path, place, self.words)
        if isinstance(found, Ref):
            return found
        misfits.unresolved(found, spot)
        return None

    def value(
        self,
        form: ValueForm,
        place: Place,
        origin: str = "policy",
        spot: Path = (),
        wanted: str = "",
        asked: Asked | None = None,
        declared: FieldType | None = None,
    ) -> BoundValue:
        """Bind a value.

        Args:
            form: As the policy says it.
            place: Where it stands.
            origin: Where it comes from, while a blank is being followed.
            spot: The path of it, for whoever is told what does not fit.
            wanted: Of which type it must be, where the place says it.
            asked: The test that compares with it, where that is checked.
            declared: The type of the field that is compared with it, where that is known.
        """
        match form:
            case Literal(raw):
                if self.misfits is None:
                    return Outright(raw, origin, in_type(raw, wanted, declared))
                self.misfits.said(raw, wanted, spot, asked)
                return Outright(raw, origin, raw)
            case Blank(name):
                if self.misfits is not None:
                    self._blank(name, place, spot, wanted, asked, self.misfits)
                    return Unfilled(name)
                filled = self.values.get(name)
                if filled is None:
                    return Unfilled(name)
                return self.value(filled.form, place, filled.origin, wanted=wanted, declared=declared)
            case Field(path):
                if self.misfits is not None:
                    ref = self._told(path, place, spot, self.misfits)
                    if ref is not None:
                        self.misfits.read(ref, wanted, spot, asked)
                        return Read(ref)
                return Read(self.ref(path, place))
            case Choose(options):
                bound = tuple(
                    (
                        None
                        if option.when is None
                        else self.condition(option.when, place, (*spot, "choose", index, "when")),
                        self.value(option.value, place, origin, spot, wanted, asked, declared),
                    )
                    for index, option in enumerate(options)
                )
                if self.misfits is not None:
                    return Chosen(bound, NOT_LOOKED_FOR)
                return Chosen(bound, left_open(options, place, self.words, self._filling))
            case Least(values) | Greatest(values):
                pick = "least" if isinstance(form, Least) else "greatest"
                several = tuple(self.value(item, place, origin, spot, wanted, asked, declared) for item in values)
                return Extreme(pick, several)

    def _blank(self, name: str, place: Place, spot: Path, wanted: str, asked: Asked | None, misfits: Misfits) -> None:
        """Bind all that ever fills a blank, for whoever is told what does not fit."""
        misfits.blank(name, wanted, spot, asked)
        for form, where in misfits.forms_of(name):
            if not isinstance(form, Blank):  # which is a problem of its own
                outer = misfits.moved(where)
                self.value(form, place, name, spot, wanted, asked)
                misfits.moved(outer)

    def condition(self, condition: Condition, place: Place, spot: Path = ()) -> BoundCondition:
        """Bind a condition."""
        if not condition.clauses:
            return _ALWAYS
        return BoundCondition(tuple(self.clause(clause, place, spot) for clause in condition.clauses))

    def clause(self, clause: FieldTest | AnyCondition | NotCondition, place: Place, spot: Path = ()) -> BoundClause:
        """Bind one clause of a condition."""
        match clause:
            case FieldTest(path, tests):
                if self.misfits is not None:
                    return self._checked(clause, place, (*spot, path), self.misfits)
                ref = self.ref(path, place)
                return BoundField(ref, tuple(self.test(test, place, ref.type) for test in tests))
            case AnyCondition(options):
                return BoundAny(
                    tuple(self.condition(option, place, (*spot, "any", index)) for index, option in enumerate(options))
                )
            case NotCondition(inner):
                return BoundNot(self.condition(inner, place, (*spot, "not")))

    def _checked(self, tested: FieldTest, place: Place, spot: Path, misfits: Misfits) -> BoundField:
        """Bind all that is asked of one field, for whoever is told what does not fit."""
        ref = self._told(tested.path, place, spot, misfits)
        if ref is None:
            return BoundField(self.ref(tested.path, place), ())
        tests = tuple(
            self._suiting(test, place, Asked(tested.path, ref, spot, test.op), misfits) for test in tested.tests
        )
        misfits.band(tested, spot)
        return BoundField(ref, tests)

    def _suiting(self, test: Test, place: Place, asked: Asked, misfits: Misfits) -> BoundTest:
        """Bind a test, its operands as far as it can be asked of the field at all. Nobody reads its texts."""
        if not misfits.suits(asked):
            return BoundTest(test.op, (), (), (), "")
        name, ref = asked.name, asked.ref
        if test.op == "size":
            name, ref = f"size of {name}", attrs.evolve(ref, type=_INTEGER)
        return BoundTest(
            test.op,
            tuple(self.value(operand, place, "policy", asked.path, "", asked) for operand in test.operands),
            tuple(self._suiting(inner, place, Asked(name, ref, asked.path, inner.op), misfits) for inner in test.inner),
            (),
            "",
        )

    def test(self, test: Test, place: Place, declared: FieldType | None) -> BoundTest:
        """Bind one test on a field of a type."""
        inside = _INTEGER if test.op == "size" else declared
        return BoundTest(
            test.op,
            tuple(self.value(operand, place, declared=declared) for operand in test.operands),
            tuple(self.test(inner, place, inside) for inner in test.inner),
            tuple(plain_value(operand) for operand in test.operands),
            spoken(test),
        )

    def selector(self, selector: Selector, subject: str, spot: Path = ()) -> BoundSelector:
        """Bind a selector on one kind of subject."""
        return BoundSelector(
            tuple(tuple(self.pattern(one, subject, path) for path, one in part) for part in paths_in(selector, spot))
        )

    def pattern(self, pattern: EventPattern, subject: str, spot: Path = ()) -> BoundPattern:
        """Bind one simple selector: a bare name in it is the event's field."""
        if self.misfits is not None:
            self.misfits.events(pattern.events, ORGANISATION if pattern.on == ORGANISATION else subject, spot)
        place = Place(subject, EVENT, pattern.events, pattern.on)
        people = Place(subject, ACTOR, pattern.events, pattern.on)
        return BoundPattern(
            pattern.events,
            self.condition(pattern.where, place, (*spot, "where")),
            self.condition(pattern.who, people, (*spot, "who")),
            pattern.nth,
            pattern.on,
            self.actors(pattern.actors, people, (*spot, "actors")),
        )

    def actors(self, actors: Actors | None, place: Place, spot: Path = ()) -> BoundActors | None:
        """Bind a demand for several different people: a bare name in it is that of one of them."""
        if actors is None:
            return None
        who = self.condition(actors.who, attrs.evolve(place, bare=ACTOR), (*spot, "who"))
        return BoundActors(actors.distinct, who)

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
    return _named(operand)


def _named(operand: ValueForm) -> str:
    """A value that hangs on others, by what it hangs on."""
    match operand:
        case Field(path):
            return path
        case Blank(name):
            return name
        case Least(values):
            return f"the least of {', '.join(map(_named, values))}"
        case Greatest(values):
            return f"the greatest of {', '.join(map(_named, values))}"
        case Literal(raw):
            return str(raw)
        case _:
            return " or ".join(dict.fromkeys(_named(leaf) for leaf in leaves(operand)))
