"""The words of a policy against the vocabulary of facts: events, fields, codes, roles, and the types of values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import attrs

from servicepolicy.errors import MoneyError, Where
from servicepolicy.language.bound.edition import Resolved
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path, no_rule
from servicepolicy.language.bound.names import HOST, Ref, Unresolved, Vocabulary, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import ACTOR, EVENT
from servicepolicy.language.bound.stretch import Stretch
from servicepolicy.language.bound.walk import (
    PlacedCondition,
    PlacedSelector,
    PlacedValue,
    patterns_in,
    tests_in,
)
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import Condition, FieldTest, Test, upside_down
from servicepolicy.language.operand import typed
from servicepolicy.language.period import Period
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.language.service_level import SLA
from servicepolicy.language.template import Template
from servicepolicy.language.value import (
    Blank,
    Choose,
    Field,
    Literal,
    ValueForm,
    blank_names,
    fields_in,
    leaves,
    literals,
)
from servicepolicy.language.vocabulary_table import vocabulary_of
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.policy.checking.walk import Walk
from servicepolicy.policy.filling.blanks import canonical
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.versions.editions import steady
from servicepolicy.worktime import Span

__all__ = ["Words"]

_ORDERED: Final = frozenset({"gt", "ge", "lt", "le"})
_UNORDERED: Final = frozenset({"bool", "code", "text", "list"})

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

# Which types of fields can serve where a value of some type is wanted; else only its own.
_SERVES: Final[Mapping[str, tuple[str, ...]]] = {
    "integer": ("integer", "decimal"),
    "number": ("integer", "decimal"),
    "instant": ("instant", "date"),
    "phrase": ("text", "list"),
}
_NUMBERS: Final = frozenset({"integer", "decimal", "duration"})
_WORDS: Final = frozenset({"text", "code", "list", "date"})


@attrs.frozen(eq=False, slots=False)
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

    @property
    def names(self) -> Vocabulary:
        """The events, fields and computed facts that can be named."""
        return self._names

    @cached_property
    def _names(self) -> Vocabulary:
        declared, own = self.declared.get("facts", {}), vocabulary_of(self.document.vocabulary)
        facts = self.document.facts
        return Vocabulary(own.event_kinds, own.event_fields, own.header_fields, facts, declared, own.is_closed)

    # what the check of a kind asks for

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, as far as they could be read."""
        return self.document.rules

    @property
    def facts(self) -> Collection[str]:
        """The names of its computed facts."""
        return self.document.facts

    @property
    def role_names(self) -> Collection[str]:
        """The roles that it declares."""
        return self.document.roles

    @property
    def zone(self) -> str:
        """The zone of its dates."""
        return self.document.timezone

    @property
    def pin(self) -> str:
        """Which edition governs a running case."""
        return self.document.pin

    @property
    def in_force(self) -> Period | None:
        """When it is in force."""
        return self.document.in_force

    @property
    def constant(self) -> Sequence[tuple[Stretch, Mapping[str, Resolved]]]:
        """The stretches of time in which nothing changes, each with what fills the blanks then."""
        return self._constant

    @cached_property
    def _constant(self) -> Sequence[tuple[Stretch, Mapping[str, Resolved]]]:
        return tuple(steady(self.document, self.fillings))

    def names_in(self, section: str) -> Collection[str]:
        """Every name that a section declares, that of unreadable parts included."""
        return self.declared.get(section, {})

    def rule(self, name: str) -> Rule | None:
        """The rule of an id, if there is one that can be read."""
        return next((rule for rule in self.document.rules if rule.id == name), None)

    def power(self, name: str, path: Path) -> Iterator[Found]:
        """What is wrong with the name of a rule that must give leave to some act."""
        found = self.rule(name)
        if name not in self.names_in("rules"):
            yield from no_rule(name, self.names_in("rules"), path)
        elif found is not None and not found.actions():
            yield Found("wrong-kind", path, f"`{name}` is not an authority rule")

    def forms_of(self, name: str) -> Iterator[tuple[ValueForm, Where | None]]:
        """What fills a blank, one period after another, each with its place."""
        filling = self.fillings.get(name)
        if filling is not None:
            for dated, place in zip(filling.fill.values, filling.places, strict=False):
                yield dated.form, place

    def filled(self, name: str) -> ValueForm | None:
        """What fills a blank, if it is always the same."""
        forms = [form for form, _ in self.forms_of(name)]
        return forms[0] if len(forms) == 1 else None

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
            known = self.names.event_kinds(subject)
            free = not self.names.is_closed(subject)
            for kind in pattern.events:
                if kind not in known and kind != ANY_EVENT and not (free and kind.startswith(HOST)):
                    message = f"`{kind}` is not an event of {_one(subject)}"
                    yield Found("unknown-event", (*path, "event"), message, self._kind_meant(kind, subject))

    def _kind_meant(self, kind: str, subject: str) -> str:
        own = self.document.vocabulary.get(subject)
        if own is not None and kind in own.synonyms:
            return f"it is another name of `{own.synonyms[kind]}`: write that"
        hint = did_you_mean(kind, self.names.event_kinds(subject))
        if own is not None and kind.startswith(HOST):
            return hint or "declare it under `vocabulary`"
        return hint or f"an event of your own starts with `{HOST}`"

    # conditions

    def _condition(self, found: PlacedCondition) -> Iterator[Found]:
        for path, tested in tests_in(found.condition, found.path):
            ref = resolve(tested.path, found.place, self.names)
            if isinstance(ref, Unresolved):
                yield Found("unknown-field", path, ref.message, ref.help)
                continue
            for test in tested.tests:
                yield from self._test(test, tested, ref, path, found.place)
            yield from self._upside_down(tested, path)

    def _test(self, test: Test, tested: FieldTest, ref: Ref, path: Path, place: Place) -> Iterator[Found]:
        declared = ref.type
        if test.op == "present":
            return
        if test.inner:
            yield from self._list_test(test, tested, ref, path, place)
            return
        if test.op == "matches":
            yield from self._template(test, tested, declared, path)
            return
        if declared is not None and test.op in _ORDERED and declared.kind in _UNORDERED:
            message = f"`{tested.path}` has no order: `{test.op}` cannot be asked of it"
            yield Found("illegal-combination", path, message, "use `in`, or `not`")
            return
        is_role = (ref.root in (ACTOR, EVENT) and ref.name == "role") or tested.path == "to_role"
        for operand in test.operands:
            for literal, where in self._said(operand):
                if is_role:
                    yield from self._roles(_texts(literal), path, where)
                elif declared is not None:
                    yield from _operand(literal, tested.path, declared, path, where)
            yield from self._value(operand, PlacedValue(path, operand, place, ""))
            yield from self._comparable(operand, ref, path, place)
            yield from self._of_its_clock(operand, ref, path)
            yield from self._blank_suits(operand, tested.path, declared, path)

    def _of_its_clock(self, operand: ValueForm, ref: Ref, path: Path) -> Iterator[Found]:
        """Time on any clock is not compared with working time."""
        fact = self.document.facts.get(ref.name) if ref.root == "fact" and ref.kind == "duration" else None
        if fact is None or fact.elapsed is None or fact.elapsed.clock is not None:
            return
        for literal, where in self._said(operand):
            if _is_working(literal.raw):
                message = f"`{ref.name}` is time on any clock, and `{literal.raw}` is working time"
                yield Found("wrong-type", path, message, "say `clock: office` beside its `elapsed`", where)

    def _comparable(self, operand: ValueForm, ref: Ref, path: Path, place: Place) -> Iterator[Found]:
        """What is compared with another field is of a type that can be equal to it."""
        for other in fields_in(operand):
            found = resolve(other, place, self.names)
            if isinstance(found, Ref) and found.kind is not None and ref.kind is not None and not _alike(found, ref):
                message = f"`{ref.path}` is of type {ref.kind}, and `{other}` of type {found.kind}"
                yield Found("wrong-type", path, message, "compare it with a field of its own type")

    def _list_test(self, test: Test, tested: FieldTest, ref: Ref, path: Path, place: Place) -> Iterator[Found]:
        """`has`, `size` and `each` are asked of lists; what is compared with an element is of the list's type."""
        if ref.kind not in (None, "list"):
            message = f"`{tested.path}` is not a list: `{test.op}` cannot be asked of it"
            yield Found("illegal-combination", path, message, "use `in`, or `not`")
            return
        inside = attrs.evolve(ref, type=FieldType("integer")) if test.op == "size" else ref
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
                yield Found("unknown-role", path, f"`{name}` is not a role of this policy", help, elsewhere)

    # values

    def _value(self, form: ValueForm, found: PlacedValue) -> Iterator[Found]:
        for leaf in leaves(form):
            match leaf:
                case Literal(raw):
                    yield from _typed_value(raw, found)
                case Blank(name):
                    yield from self._blank(name, found)
                case Field(path):
                    yield from self._field(path, found)

    def _blank(self, name: str, found: PlacedValue) -> Iterator[Found]:
        asked = self.document.blanks.get(name)
        if asked is None:
            known = self.declared.get("blanks", {})
            if name not in known:
                help = did_you_mean(name, known) or "declare it under `blanks`, with the question it leaves open"
                yield Found("unknown-blank", found.path, f"`{name}` is not a blank of this policy", help)
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
        ref = resolve(path, found.place, self.names)
        if isinstance(ref, Unresolved):
            yield Found("unknown-field", found.path, ref.message, ref.help)
        elif ref.root == ACTOR and ref.name == "member_of":
            help = "name the team: `{member_of: complaint-desk}`"
            yield Found(
                "illegal-combination", found.path, f"`{path}` can be asked of somebody, and is not a value", help
            )
        elif found.wanted and ref.kind is not None and ref.kind not in _SERVES.get(found.wanted, (found.wanted,)):
            message = f"`{path}` is of type {ref.kind}, and {_one(found.wanted)} is wanted here"
            yield Found("wrong-type", found.path, message)


def _is_working(raw: object) -> bool:
    try:
        return (raw if isinstance(raw, Span) else Span(str(raw))).kind == "working"
    except ValueError:
        return False


def _alike(one: Ref, other: Ref) -> bool:
    """Whether values of two types can be equal."""
    kinds = {one.kind, other.kind}
    return len(kinds) == 1 or kinds <= _NUMBERS or kinds <= _WORDS


def _one(what: str) -> str:
    """A word with its article."""
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _texts(literal: Literal) -> tuple[str, ...]:
    items = literal.raw if isinstance(literal.raw, list | tuple) else (literal.raw,)
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)


def _operand(literal: Literal, name: str, declared: FieldType, path: Path, elsewhere: Where | None) -> Iterator[Found]:
    for said in _texts(literal):
        if declared.codes is not None and said not in declared.codes:
            help = did_you_mean(said, declared.codes) or f"one of {', '.join(f'`{code}`' for code in declared.codes)}"
            yield Found("unknown-code", path, f"`{said}` is not a value of `{name}`", help, elsewhere)
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
