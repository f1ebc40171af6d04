"""Values that a rule names: said outright, left blank, chosen, the least of several, or read from a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
from pydantic_core import core_schema

from servicepolicy.errors import MoneyError
from servicepolicy.language import plain
from servicepolicy.language.plain import Plain, Spot, refuse
from servicepolicy.money import Money
from servicepolicy.worktime.span import Span

if TYPE_CHECKING:
    from servicepolicy.language.condition import Condition

__all__ = [
    "Blank",
    "Choose",
    "Field",
    "Greatest",
    "Least",
    "Literal",
    "Option",
    "Value",
    "blanks_of",
    "fields_in",
    "leaves",
    "literals",
    "parse_value",
    "plain_value",
    "refuse_two_currencies",
    "two_currencies",
]

FORMS = ("blank", "choose", "least", "greatest", "field")


@attrs.frozen(slots=True)
class Literal:
    """A value said outright, as text or as typed by Python code."""

    raw: object


@attrs.frozen(slots=True)
class Blank:
    """A value that the source leaves open; a profile fills it."""

    name: str


@attrs.frozen(slots=True)
class Field:
    """A value read from the facts: `amount`, `subject.customer`."""

    path: str


@attrs.frozen(slots=True)
class Option:
    """One line of a choice: `value` applies when `when` holds; without `when`, otherwise."""

    when: Condition | None
    value: ValueForm


@attrs.frozen(slots=True)
class Choose:
    """The first option whose condition holds."""

    options: tuple[Option, ...]


@attrs.frozen(slots=True)
class Least:
    """The smallest of several values; of spans, the one that ends first."""

    values: tuple[ValueForm, ...]


@attrs.frozen(slots=True)
class Greatest:
    """The largest of several values; of spans, the one that ends last."""

    values: tuple[ValueForm, ...]


ValueForm: TypeAlias = "Literal | Blank | Field | Choose | Least | Greatest"


def parse_value(raw: Plain, spot: Spot = ()) -> ValueForm:
    """Read a value in any of its forms."""
    if isinstance(raw, Literal | Blank | Field | Choose | Least | Greatest):
        return raw
    if not isinstance(raw, Mapping):
        if isinstance(raw, timedelta):
            return Literal(Span(raw))
        if raw is None or raw == "":
            raise refuse("no-value", "a value is missing", spot, "say a value, or `{blank: name}`")
        return Literal(raw)
    if len(raw) != 1:
        raise refuse(
            "not-a-value", "a value has exactly one form", spot, f"one of {', '.join(FORMS)}, or the value itself"
        )
    form, body = next(iter(raw.items()))
    match form:
        case "blank":
            return Blank(plain.text(body, (*spot, form), "a blank"))
        case "field":
            return Field(plain.text(body, (*spot, form), "a field"))
        case "choose":
            return Choose(tuple(_options(body, (*spot, form))))
        case "least" | "greatest":
            values = tuple(_several(body, (*spot, form)))
            refuse_two_currencies(values, (*spot, form))
            return Least(values) if form == "least" else Greatest(values)
        case _:
            hint = plain.did_you_mean(form, FORMS) or f"one of {', '.join(FORMS)}"
            raise refuse("unknown-key", f"`{form}` is not a form of value", (*spot, str(form)), hint)


def _several(body: Plain, spot: Spot) -> Iterator[ValueForm]:
    if not isinstance(body, list | tuple) or len(body) < 2:
        raise refuse("not-a-list", "needs a list of at least two values", spot)
    for index, item in enumerate(body):
        yield parse_value(item, (*spot, index))


def _options(body: Plain, spot: Spot) -> Iterator[Option]:
    from servicepolicy.language.condition import Condition  # conditions hold values and values hold conditions

    if not isinstance(body, list | tuple) or not body:
        raise refuse("not-a-list", "`choose` needs a list of options", spot)
    for index, item in enumerate(body):
        here = (*spot, index)
        if not isinstance(item, Mapping):
            raise refuse("not-an-option", "an option is `{when, value}`, the last may be `{value}`", here)
        plain.keys(item, ("when", "value"), here, "an option")
        if "value" not in item:
            raise refuse("no-value", "an option has no `value`", here)
        when = Condition.parse(item["when"], (*here, "when")) if "when" in item else None
        if when is None and index != len(body) - 1:
            raise refuse("unreachable", "an option without `when` must be the last", here, "move it to the end")
        yield Option(when, parse_value(item["value"], (*here, "value")))


def plain_value(value: ValueForm) -> Plain:
    """Write a value as plain data that reads back to the same."""
    match value:
        case Literal(raw):
            return raw if isinstance(raw, str | int | bool | list) else str(raw)
        case Blank(name):
            return {"blank": name}
        case Field(path):
            return {"field": path}
        case Choose(options):
            return {
                "choose": [
                    {**({"when": option.when.plain()} if option.when else {}), "value": plain_value(option.value)}
                    for option in options
                ]
            }
        case Least(values):
            return {"least": [plain_value(item) for item in values]}
        case Greatest(values):
            return {"greatest": [plain_value(item) for item in values]}


def blanks_of(value: ValueForm) -> Iterator[str]:
    """The names of the blanks in a value, also inside its choices and their conditions."""
    match value:
        case Blank(name):
            yield name
        case Choose(options):
            for option in options:
                if option.when:
                    yield from option.when.blanks()
                yield from blanks_of(option.value)
        case Least(values) | Greatest(values):
            for item in values:
                yield from blanks_of(item)
        case _:
            return


@attrs.frozen(slots=True)
class Value:
    """A value of a rule, in one of its forms, as a pydantic field."""

    form: ValueForm

    @classmethod
    def parse(cls, raw: Plain) -> Value:
        """Read it from plain data, a `Span`, a `Money` or any other plain scalar."""
        return cls(parse_value(raw))

    def plain(self) -> Plain:
        """Write it as plain data."""
        return plain_value(self.form)

    def blanks(self) -> tuple[str, ...]:
        """The blanks it names."""
        return tuple(blanks_of(self.form))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"description": "a value, or {blank}, {choose}, {least}, {greatest}, {field}"}
        return plain.plain_schema(cls, cls.parse, json)


def leaves(form: ValueForm) -> Iterator[Literal | Blank | Field]:
    """What a value may come from, whichever choice it takes; what its conditions read is left out."""
    match form:
        case Choose(options):
            for option in options:
                yield from leaves(option.value)
        case Least(values) | Greatest(values):
            for item in values:
                yield from leaves(item)
        case _:
            yield form


def literals(form: ValueForm) -> Iterator[Literal]:
    """Every value that is said outright in a form, whichever choice it takes."""
    return (leaf for leaf in leaves(form) if isinstance(leaf, Literal))


def two_currencies(several: Iterable[ValueForm]) -> tuple[str, ...]:
    """The currencies of values that are compared with one another, where no currency can be that of all of them.

    A value that is chosen may be in the currency of any option; of one that is read or filled in nothing is known here.
    """
    named = [{amount.currency for amount in _amounts(form)} for form in several if not any(_unsaid(form))]
    known = [currencies for currencies in named if currencies]
    return () if not known or set.intersection(*known) else tuple(sorted(set.union(*known)))


def refuse_two_currencies(several: Iterable[ValueForm], spot: Spot) -> None:
    """Raise where values that are compared with one another cannot be of one currency."""
    foreign = two_currencies(several)
    if foreign:
        message = f"amounts in {' and '.join(foreign)} cannot be compared"
        raise refuse("two-currencies", message, spot, "say them in one currency")


def _unsaid(form: ValueForm) -> Iterator[Blank | Field]:
    return (leaf for leaf in leaves(form) if not isinstance(leaf, Literal))


def _amounts(form: ValueForm) -> Iterator[Money]:
    """The amounts that are said outright in a value, whichever choice it takes."""
    for literal in literals(form):
        try:
            yield literal.raw if isinstance(literal.raw, Money) else Money.parse(str(literal.raw))
        except (MoneyError, ValueError):
            continue


def blank_names(form: ValueForm) -> Iterator[str]:
    """The blanks that a form names as values, those in conditions of choices left out."""
    return (leaf.name for leaf in leaves(form) if isinstance(leaf, Blank))


def fields_in(form: ValueForm) -> Iterator[str]:
    """The fields that a value reads, those in conditions of its choices left out."""
    return (leaf.path for leaf in leaves(form) if isinstance(leaf, Field))
