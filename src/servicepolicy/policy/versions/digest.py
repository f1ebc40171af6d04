"""The digest: what a policy means, whatever the formatting, comments, order of keys or spelling of spans."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from servicepolicy.errors import MoneyError
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Path
from servicepolicy.language.bound.names import Ref, Vocabulary, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.types import canonical
from servicepolicy.language.bound.walk import PlacedCondition, PlacedValue, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.language.value import Choose, Greatest, Least, Literal, Option, ValueForm, plain_value
from servicepolicy.language.vocabulary_table import vocabulary_of
from servicepolicy.policy.reading.document import OF_ITS_ISSUE, PolicyDocument

__all__ = ["PREFIX", "digest_of", "in_order", "meanings_of", "plain_document", "plain_parts", "plain_rule"]

PREFIX: Final = "sp1:"

# Of which types one value is written in several ways; where nothing says the type, an amount is known by its currency.
_WRITTEN: Final[Mapping[str, str]] = {"span": "span", "duration": "span", "money": "money", "": "money"}


def plain_document(document: PolicyDocument) -> dict[str, Any]:
    """A document as plain values that read back to the same; what is as it would be anyway is left out."""
    header = {"rules", "facts", "calendars"}
    written: dict[str, Any] = {
        "servicepolicy": 1,
        "policy": document.policy,
        **document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=header),
    }
    written["servicepolicy"] = 1
    if document.calendars:
        written["calendars"] = {
            name: calendar.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"name"})
            for name, calendar in document.calendars.items()
        }
    if document.facts:
        written["facts"] = {
            name: fact.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            for name, fact in document.facts.items()
        }
    if document.rules:
        written["rules"] = [plain_rule(rule) for rule in document.rules]
    return written


def plain_rule(rule: Any) -> dict[str, Any]:  # one of the rule kinds
    """A rule as plain values that read back to the same."""
    said = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"id": said.pop("id"), "kind": rule.kind, **said}


def digest_of(document: PolicyDocument, fillings: Mapping[str, Filling]) -> str:
    """SHA-256 over the canonical meaning of a policy and of what fills its blanks.

    Titles and questions are part of it, since people approve what they read; who filled a blank is not, nor who
    approved the text, when it was issued and which version it is called.
    """
    meaning = plain_parts(document, fillings)
    text = json.dumps(_texts(meaning), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return PREFIX + hashlib.sha256(text.encode()).hexdigest()


def plain_parts(document: PolicyDocument, fillings: Mapping[str, Filling]) -> dict[str, Any]:
    """The sections of a document as plain values in canonical writing, and under `fills` what fills its blanks."""
    meaning = plain_document(document)
    meaning.pop("values", None)
    meaning.pop("extends", None)
    for name in OF_ITS_ISSUE:  # who approves a text says nothing else with it
        meaning.pop(name, None)
    if document.clauses:  # who quotes the sentence changes nothing
        meaning["clauses"] = {name: one.at for name, one in document.clauses.items()}
    types = _Types(document)
    pairs = zip(document.rules, meaning.get("rules", ()), strict=True)
    meaning["rules"] = [types.written(rule, plain) for rule, plain in pairs]
    for name, fact in document.facts.items():
        types.written(fact, meaning["facts"][name])
    meaning["fills"] = {
        name: _filled(document.blanks[name].type, filling.fill.plain())
        for name, filling in fillings.items()
        if name in document.blanks
    }
    return meaning


def meanings_of(document: PolicyDocument) -> dict[str, dict[str, Any]]:
    """What each rule of a policy says, its spans, amounts and numbers in canonical writing."""
    types = _Types(document)
    return {rule.id: types.written(rule, plain_rule(rule)) for rule in document.rules}


class _Types:
    """The values that a policy says outright, in the writing of the types that its annotations and its fields give."""

    def __init__(self, document: PolicyDocument) -> None:
        own = vocabulary_of(document.vocabulary)
        facts = document.facts
        self._names = Vocabulary(own.event_kinds, own.event_fields, own.header_fields, facts, facts, own.is_closed)

    def written(self, said: Rule | ComputedFact | SLA, plain: dict[str, Any]) -> dict[str, Any]:
        """A part of a policy as plain values, its spans, amounts and numbers in canonical writing."""
        for part in parts_of(said):
            match part:
                case PlacedValue(path, form, place, wanted):
                    _put(plain, path, plain_value(self._value(form, wanted, place)))
                case PlacedCondition(path, condition, place) if "choose" not in path:
                    _put(plain, path, self._condition(condition, place).plain())
                case _:
                    continue
        return plain

    def _value(self, form: ValueForm, wanted: str, place: Place) -> ValueForm:
        match form:
            case Literal(raw) if wanted in _WRITTEN:
                return Literal(_canonical(_WRITTEN[wanted], raw))
            case Choose(options):
                return Choose(
                    tuple(
                        Option(
                            None if option.when is None else self._condition(option.when, place),
                            self._value(option.value, wanted, place),
                        )
                        for option in options
                    )
                )
            case Least(values):
                return Least(tuple(self._value(one, wanted, place) for one in values))
            case Greatest(values):
                return Greatest(tuple(self._value(one, wanted, place) for one in values))
            case _:
                return form

    def _condition(self, condition: Condition, place: Place) -> Condition:
        return Condition(tuple(self._clause(clause, place) for clause in condition.clauses))

    def _clause(
        self, clause: FieldTest | AnyCondition | NotCondition, place: Place
    ) -> FieldTest | AnyCondition | NotCondition:
        match clause:
            case FieldTest(path, tests):
                ref = resolve(path, place, self._names)
                kind = (ref.kind or "") if isinstance(ref, Ref) else ""
                return FieldTest(path, tuple(self._test(test, kind, place) for test in tests))
            case AnyCondition(options):
                return AnyCondition(tuple(self._condition(option, place) for option in options))
            case NotCondition(inner):
                return NotCondition(self._condition(inner, place))

    def _test(self, test: Test, wanted: str, place: Place) -> Test:
        inside = "integer" if test.op == "size" else wanted
        return Test(
            test.op,
            tuple(self._value(operand, wanted, place) for operand in test.operands)
            if test.op not in ("present", "matches")
            else test.operands,
            tuple(self._test(inner, inside, place) for inner in test.inner),
        )


def _canonical(kind: str, raw: object) -> object:
    if not any(sign.isdigit() for sign in str(raw)):
        return raw
    try:
        return canonical(kind, raw)
    except (ValueError, MoneyError):  # a whole number is a length of time, too
        return raw


def _put(plain: Any, path: Path, said: Any) -> None:
    """Say something else at a path, where the part is written at all: what is as it would be anyway is left out."""
    *way, last = path
    for step in way:
        if not _has(plain, step):
            return
        plain = plain[step]
    if _has(plain, last):
        plain[last] = said


def _has(plain: Any, step: str | int) -> bool:
    if isinstance(plain, dict):
        return step in plain
    return isinstance(plain, list) and isinstance(step, int)


def _filled(kind: str, plain: Any) -> Any:
    if isinstance(plain, list) and plain and all(isinstance(item, Mapping) and "value" in item for item in plain):
        return [{**item, "value": _filled(kind, item["value"])} for item in plain]
    if isinstance(plain, Mapping):
        wanted = {"choose", "least", "greatest", "value"}
        return {name: _filled_inside(kind, value) if name in wanted else value for name, value in plain.items()}
    return canonical(kind, plain)


def _filled_inside(kind: str, plain: Any) -> Any:
    if isinstance(plain, list) and kind not in ("list", "range", "bands", "ladder"):
        return [_filled(kind, item) for item in plain]
    if isinstance(plain, list) and any(isinstance(item, Mapping) and "value" in item for item in plain):
        return [_filled(kind, item) for item in plain]
    return _filled(kind, plain)


def _texts(plain: Any) -> Any:
    """Every scalar as text, as a document would say it."""
    match plain:
        case Mapping():
            return {str(key): _texts(value) for key, value in plain.items() if value is not None}
        case list() | tuple():
            return [_texts(item) for item in plain]
        case bool():
            return "true" if plain else "false"
        case None:
            return None
        case _:
            return str(plain)


_ORDER = (
    "servicepolicy", "policy", "title", "source", "source_note", "version", "issued", "approved", "timezone",
    "currency", "in_force", "published", "layers", "pin", "counting",
    "open_acts", "amounts", "clocks",
    "calendars", "roles", "vocabulary", "blanks", "values", "facts", "rules", "slas", "statements",
    "chapters", "clauses",
)  # fmt: skip


def in_order(written: Mapping[str, Any]) -> dict[str, Any]:
    """The sections of a document in the order in which people read them; `extends` is left out, its layer is in it."""
    return {key: written[key] for key in _ORDER if key in written}
