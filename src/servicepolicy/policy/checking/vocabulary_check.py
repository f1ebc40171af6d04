"""The words of a policy against the vocabulary of facts: events, fields, codes, roles, and the types of values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

import attrs

from servicepolicy.errors import MoneyError, Where
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import Condition, FieldTest, Test, upside_down
from servicepolicy.language.operand import typed
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import ACTOR_KINDS, ANY_EVENT
from servicepolicy.language.service_level import SLA
from servicepolicy.language.template import Template
from servicepolicy.language.value import Blank, Choose, Field, Greatest, Least, Literal, ValueForm
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, header_fields
from servicepolicy.policy.checking.walk import (
    ACTOR,
    EVENT,
    Place,
    PlacedCondition,
    PlacedSelector,
    PlacedValue,
    Walk,
    blank_names,
    patterns_in,
    tests_in,
)
from servicepolicy.policy.filling.blanks import canonical, literals
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.reading.document_source import Path

__all__ = ["Found", "Words", "blank_names", "no_rule"]

ACTOR_FIELDS: Final = ("id", "role", "unit", "kind", "member_of")
_ROOTS: Final = frozenset({"subject", "actor", "unit", "organisation"})
UNIT_FIELDS: Final = ("id", "title", "parent", "head", "calendar")
_TEXT: Final = FieldType("text")
_OF_AN_ACTOR: Final = dict.fromkeys(("id", "role", "unit"), _TEXT) | {"kind": FieldType("code", ACTOR_KINDS)}
HOST: Final = "x."
_ORDERED: Final = frozenset({"gt", "ge", "lt", "le"})
_UNORDERED: Final = frozenset({"bool", "code", "text", "list"})
_ROLE_PATHS: Final = frozenset({"to_role", "actor.role"})

# Which types of blanks suit a field of a kind.
_SUITS: Final[Mapping[str, frozenset[str]]] = {
    "bool": frozenset({"text"}),
    "integer": frozenset({"integer", "number", "list", "range"}),
    "decimal": frozenset({"integer", "number", "list", "range"}),
    "money": frozenset({"money"}),
    "code": frozenset({"text", "list"}),
    "text": frozenset({"text", "list"}),
    "list": frozenset({"text", "list"}),
}


@attrs.frozen
class Found:
    """One thing that is wrong, with its path inside the rule, or its place if it lies elsewhere."""

    code: str
    path: Path
    message: str
    help: str = ""
    elsewhere: Where | None = None


@attrs.frozen(eq=False)
class Words:
    """The vocabulary that a policy's rules may use.

    Args:
        document: The policy.
        declared: By section, every name that is declared, unreadable parts included.
        fillings: What fills its blanks.
        walk: What its rules hold.
    """

    document: PolicyDocument
    declared: Mapping[str, Mapping[str, Path]]
    fillings: Mapping[str, Filling]
    walk: Walk

    def check(self, said: Rule | ComputedFact | SLA) -> Iterator[Found]:
        """Everything in a rule or fact that names something which does not exist, or is of another type."""
        for part in self.walk.parts_of(said):
            match part:
                case PlacedSelector():
                    yield from self._selector(part)
                case PlacedCondition():
                    yield from self._condition(part)
                case PlacedValue():
                    yield from self._value(part.form, part)

    # events

    def _selector(self, found: PlacedSelector) -> Iterator[Found]:
        for path, pattern in patterns_in(found):
            subject = "organisation" if pattern.on == "organisation" else found.subject
            known = event_kinds(subject)
            for kind in pattern.events:
                if kind not in known and kind != ANY_EVENT and not kind.startswith(HOST):
                    help = did_you_mean(kind, known) or f"an event of your own starts with `{HOST}`"
                    yield Found("unknown-event", (*path, "event"), f"`{kind}` is no event of {_one(subject)}", help)

    # conditions

    def _condition(self, found: PlacedCondition) -> Iterator[Found]:
        for path, tested in tests_in(found.condition, found.path):
            wrong = self._path(tested.path, found.place)
            if wrong is not None:
                yield Found("unknown-field", path, *wrong)
                continue
            fact = self.document.facts.get(tested.path)
            declared = self._type(tested.path, found.place) or (FieldType(fact.kind) if fact else None)
            for test in tested.tests:
                yield from self._test(test, tested, declared, path, found.place)
            yield from self._upside_down(tested, path)

    def _test(
        self, test: Test, tested: FieldTest, declared: FieldType | None, path: Path, place: Place
    ) -> Iterator[Found]:
        if test.op == "present":
            return
        if test.inner:
            yield from self._list_test(test, tested, declared, path, place)
            return
        if test.op == "matches":
            yield from self._template(test, tested, declared, path)
            return
        if declared is not None and test.op in _ORDERED and declared.kind in _UNORDERED:
            message = f"`{tested.path}` has no order: `{test.op}` cannot be asked of it"
            yield Found("illegal-combination", path, message, "use `in`, or `not`")
            return
        is_role = place.bare == ACTOR and tested.path == "role"
        for operand in test.operands:
            for literal, where in self._said(operand):
                if is_role or tested.path in _ROLE_PATHS:
                    yield from self._roles(_texts(literal), path, where)
                elif declared is not None:
                    yield from _operand(literal, tested.path, declared, path, where)
            yield from self._value(operand, PlacedValue(path, operand, place, ""))
            yield from self._blank_suits(operand, tested.path, declared, path)

    def _list_test(
        self, test: Test, tested: FieldTest, declared: FieldType | None, path: Path, place: Place
    ) -> Iterator[Found]:
        """`has`, `size` and `each` are asked of lists; what is compared with an element is of the list's type."""
        if declared is not None and declared.kind != "list":
            message = f"`{tested.path}` is no list: `{test.op}` cannot be asked of it"
            yield Found("illegal-combination", path, message, "use `in`, or `not`")
            return
        inside = FieldType("integer") if test.op == "size" else declared
        for inner in test.inner:
            named = FieldTest(f"{test.op} of {tested.path}", (inner,)) if test.op == "size" else tested
            yield from self._test(inner, named, inside, path, place)

    def _template(self, test: Test, tested: FieldTest, declared: FieldType | None, path: Path) -> Iterator[Found]:
        """A template is asked of text, and some text must be able to match it."""
        if declared is not None and declared.kind not in ("text", "code", "date", "list"):
            message = f"`{tested.path}` is of type {declared.kind}, and a template is of text"
            yield Found("illegal-combination", path, message, "use `ge` and `le`, or `in`")
            return
        for literal, where in (found for operand in test.operands for found in self._said(operand)):
            try:
                template = Template.parse(str(literal.raw))
            except ValueError as error:
                yield Found("wrong-template", path, str(error), "", where)
                continue
            codes = declared.codes if declared is not None else None
            if codes is not None and not any(template.matches(code) for code in codes):
                message = f"no value of `{tested.path}` can match the template"
                help = f"one of {', '.join(f'`{code}`' for code in codes)}"
                yield Found("wrong-template", path, message, help, where)

    def _upside_down(self, tested: FieldTest, path: Path) -> Iterator[Found]:
        """Bounds that leave nothing between them once their blanks are filled."""
        lower = [literal for test in tested.tests if test.op in ("ge", "gt") for literal in self._bounds(test)]
        upper = [literal for test in tested.tests if test.op in ("le", "lt") for literal in self._bounds(test)]
        strict = "gt" if any(test.op in ("gt", "lt") for test in tested.tests) else "ge"
        for low, low_place in lower:
            for high, high_place in upper:
                where = high_place or low_place
                if where is not None and upside_down((Test(strict, (low,)), Test("le", (high,)))):
                    message = f"the band of `{tested.path}` is upside down: no value lies in it"
                    yield Found("upside-down", path, message, "the lower bound is `ge`", where)
                    return

    def _bounds(self, test: Test) -> Iterator[tuple[Literal, Where | None]]:
        for operand in test.operands:
            yield from self._said(operand)

    def _said(self, form: ValueForm) -> Iterator[tuple[Literal, Where | None]]:
        """What a form says outright, what fills its blanks included."""
        for literal in literals(form):
            yield literal, None
        for name in blank_names(form):
            filling = self.fillings.get(name)
            if filling is not None:
                for dated, place in zip(filling.fill.values, filling.places, strict=False):
                    yield from ((literal, place) for literal in literals(dated.form))

    def _blank_suits(self, form: ValueForm, name: str, declared: FieldType | None, path: Path) -> Iterator[Found]:
        for blank in blank_names(form):
            asked = self.document.blanks.get(blank)
            if asked is None or declared is None or declared.kind not in _SUITS or asked.type in _SUITS[declared.kind]:
                continue
            message = f"`{name}` is of type {declared.kind}, the blank `{blank}` of type {asked.type}"
            yield Found("wrong-type", path, message, "declare the blank with a type that suits")

    def roles(self, names: Iterable[str], path: Path) -> Iterator[Found]:
        """The roles among some names that the policy does not declare; a policy without roles takes any."""
        yield from self._roles(names, path, None)

    def _roles(self, names: Iterable[str], path: Path, elsewhere: Where | None) -> Iterator[Found]:
        known = self.declared.get("roles", {})
        for name in names:
            if known and name not in known:
                help = did_you_mean(name, known) or "declare it under `roles`"
                yield Found("unknown-role", path, f"`{name}` is no role of this policy", help, elsewhere)

    # paths

    def _path(self, path: str, place: Place) -> tuple[str, str] | None:
        """Why a path cannot be read there, and what to do about it; `None` if it can."""
        root, _, rest = path.partition(".")
        if path.startswith(HOST) or rest.startswith(HOST):
            return None
        if rest in self.declared.get("facts", {}) and root in _ROOTS and rest not in self._fields_of(root, place):
            return f"`{path}` is no field: `{rest}` is a computed fact", f"write `{rest}`"
        match root if rest else "":
            case "subject":
                return _missing(rest, header_fields(place.subject), f"field of {_one(place.subject)}")
            case "actor":
                return _missing(rest, ACTOR_FIELDS, "field of an actor")
            case "unit":
                return _missing(rest, UNIT_FIELDS, "field of a unit")
            case "organisation":
                return _missing(rest, header_fields("organisation"), "field of an organisation")
            case _:
                return self._bare(path, place)

    def _fields_of(self, root: str, place: Place) -> Collection[str]:
        match root:
            case "subject":
                return header_fields(place.subject)
            case "organisation":
                return header_fields("organisation")
            case _:
                return UNIT_FIELDS if root == "unit" else ACTOR_FIELDS

    def _bare(self, path: str, place: Place) -> tuple[str, str] | None:
        if place.bare == ACTOR:
            return _missing(path, ACTOR_FIELDS, "field of an actor")
        facts = self.declared.get("facts", {})
        if path in facts:
            return None
        if place.bare == EVENT:
            return _of_events(path, place, facts)
        return _missing(
            path, (*header_fields(place.subject), *facts), f"field of {_one(place.subject)} and no computed fact"
        )

    def _type(self, path: str, place: Place) -> FieldType | None:
        root, _, rest = path.partition(".")
        if root == "subject" and rest:
            return header_fields(place.subject).get(rest)
        if root == "organisation" and rest:
            return header_fields("organisation").get(rest)
        if root in ("actor", "unit") and rest:
            return _OF_AN_ACTOR.get(rest) if root == "actor" else _TEXT
        if place.bare == ACTOR:
            return _OF_AN_ACTOR.get(path)
        if place.bare == EVENT:
            return next((fields[path] for fields in _fields_at(place) if path in fields), None)
        return header_fields(place.subject).get(path)

    # values

    def _value(self, form: ValueForm, found: PlacedValue) -> Iterator[Found]:
        match form:
            case Literal(raw):
                yield from _typed_value(raw, found)
            case Blank(name):
                yield from self._blank(name, found)
            case Field(path):
                yield from self._field(path, found)
            case Choose(options):
                for option in options:
                    yield from self._value(option.value, found)
            case Least(values) | Greatest(values):
                for item in values:
                    yield from self._value(item, found)

    def _blank(self, name: str, found: PlacedValue) -> Iterator[Found]:
        asked = self.document.blanks.get(name)
        if asked is None:
            known = self.declared.get("blanks", {})
            if name not in known:
                help = did_you_mean(name, known) or "declare it under `blanks`, with the question it leaves open"
                yield Found("unknown-blank", found.path, f"`{name}` is no blank of this policy", help)
            return
        wanted = found.wanted
        if wanted == "phrase" and asked.type in ("text", "list"):
            wanted = ""
        if wanted and asked.type != wanted:
            message = f"{_one(wanted)} is wanted here, and `{name}` is a blank of type {asked.type}"
            yield Found("wrong-type", found.path, message, f"declare it with `type: {wanted}`")
        for condition, where in self._conditions_in_fill(name):
            placed = PlacedCondition(found.path, condition, found.place)
            yield from (attrs.evolve(one, elsewhere=one.elsewhere or where) for one in self._condition(placed))

    def _conditions_in_fill(self, name: str) -> Iterator[tuple[Condition, Where]]:
        filling = self.fillings.get(name)
        if filling is None:
            return
        for dated, place in zip(filling.fill.values, filling.places, strict=False):
            if isinstance(dated.form, Choose):
                yield from ((option.when, place) for option in dated.form.options if option.when is not None)

    def _field(self, path: str, found: PlacedValue) -> Iterator[Found]:
        place = found.place
        wrong = self._path(path, place)
        if wrong is not None and place.bare == EVENT and path in header_fields(place.subject):
            wrong = None  # amounts may stand in the header as well
        if wrong is not None:
            yield Found("unknown-field", found.path, *wrong)
            return
        declared = self._type(path, place)
        if (
            declared is not None
            and found.wanted
            and declared.kind != found.wanted
            and declared.kind not in ("decimal", "date")
        ):
            message = f"`{path}` is of type {declared.kind}, and {_one(found.wanted)} is wanted here"
            yield Found("wrong-type", found.path, message)


def _fields_at(place: Place) -> Iterator[Mapping[str, FieldType]]:
    subject = "organisation" if place.on == "organisation" else place.subject
    known = event_kinds(subject)
    kinds = known if ANY_EVENT in place.kinds else place.kinds
    yield from (event_fields(subject, kind) for kind in kinds if kind in known)


def _of_events(path: str, place: Place, facts: Iterable[str]) -> tuple[str, str] | None:
    fields = list(_fields_at(place))
    if not fields or any(path in one for one in fields):
        return None  # events of a host's own may have any field
    if any(kind.startswith(HOST) for kind in place.kinds):
        return None
    known = {name: None for one in fields for name in one}
    said = " and ".join(f"`{kind}`" for kind in place.kinds)
    header = header_fields(place.subject)
    if path in header:
        hint = f"write `subject.{path}` for the field of the {place.subject}"
    else:
        own = (*known, *facts)
        hint = did_you_mean(path, (*own, *header))  # whichever is nearest
        if hint != did_you_mean(path, own):
            hint = hint.replace("`", "`subject.", 1)
    return f"`{path}` is no field of {said}", hint


def no_rule(name: str, declared: Collection[str], path: Path) -> Iterator[Found]:
    """A rule that the policy does not declare; one that could not be read is declared, and told elsewhere."""
    if name not in declared:
        yield Found("unknown-rule", path, f"`{name}` is no rule of this policy", did_you_mean(name, declared))


def _one(what: str) -> str:
    """A word with its article."""
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _missing(name: str, known: Iterable[str], what: str) -> tuple[str, str] | None:
    names = tuple(known)
    if name in names:
        return None
    return f"`{name}` is no {what}", did_you_mean(name, names) or f"a field of your own starts with `{HOST}`"


def _texts(literal: Literal) -> tuple[str, ...]:
    items = literal.raw if isinstance(literal.raw, list | tuple) else (literal.raw,)
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)


def _operand(literal: Literal, name: str, declared: FieldType, path: Path, elsewhere: Where | None) -> Iterator[Found]:
    for said in _texts(literal):
        if declared.codes is not None and said not in declared.codes:
            help = did_you_mean(said, declared.codes) or f"one of {', '.join(f'`{code}`' for code in declared.codes)}"
            yield Found("unknown-code", path, f"`{said}` is no value of `{name}`", help, elsewhere)
        elif declared.codes is None:
            try:
                typed(said, declared)
            except ValueError as error:
                yield Found("wrong-type", path, f"`{name}`: {error}", "", elsewhere)


def _typed_value(raw: object, found: PlacedValue) -> Iterator[Found]:
    key = found.path[-1]
    wanted = found.wanted
    if wanted == "instant":
        yield Found(
            "wrong-type", found.path, f"`{key}` is read from a field, not said outright", "such as `{field: reply_by}`"
        )
    elif wanted:
        try:
            canonical(wanted, raw)
        except (ValueError, MoneyError) as error:
            yield Found("wrong-type", found.path, f"`{key}`: {error}")
