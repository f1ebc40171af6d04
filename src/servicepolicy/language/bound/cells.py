"""The values of one field, cut into cells between which tests tell no difference, each known by one value in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, Final, TypeAlias, cast

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.language.band import Band
from servicepolicy.language.bound.keys import INTEGER, in_its_type
from servicepolicy.language.bound.names import FACT, Ref
from servicepolicy.language.bound.nodes import BoundTest, Outright
from servicepolicy.language.bound.template_texts import TooManyTexts, texts_of
from servicepolicy.language.template import Template
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.money import Money
from servicepolicy.worktime import Span

__all__ = ["ABSENT", "NEGATED", "OTHER", "STAND_IN", "Asked", "TooManyBoxes", "cells_of", "equal", "judge_of", "note"]

NEGATED: Final = {"lt": "ge", "gt": "le", "not": "in"}
"""Tests that are asked as the negation of another one."""

OTHER: Final = "other"
"""A text that no condition names, where `other` is none of those that are named."""

STAND_IN: Final = "CNY"
"""The currency of amounts that nobody compares with anything, where the policy tells of none."""

_PLAIN: Final[Mapping[str, object]] = {
    "money": None,  # in the currency that is asked for
    "integer": 1,
    "decimal": Decimal(1),
    "duration": 3_600_000_000,
    "date": "2026-01-05",
    "instant": 1_767_574_800_000_000,
}  # where nobody compares the field with anything

_MOST_ITEMS: Final = 7
_ON_ELEMENTS: Final = frozenset({"has", "each", "size"})


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""The field says nothing."""


class TooManyBoxes(Exception):
    """Conditions that fall into more boxes than anybody looks through."""


@attrs.define(slots=True)
class Asked:
    """All that is asked of one field, while it is looked for."""

    ref: Ref
    values: list[object] = attrs.field(factory=list[object])
    items: list[object] = attrs.field(factory=list[object])
    sizes: list[int] = attrs.field(factory=list[int])
    templates: list[str] = attrs.field(factory=list[str])
    presence: bool = False


_Judge: TypeAlias = Callable[[object], "bool | None"]


def note(test: BoundTest, asked: Asked, inside: str = "") -> None:
    """Write down the values that a test tells apart."""
    if test.op == "present":
        asked.presence = True
        return
    if test.op in _ON_ELEMENTS:
        for inner in test.inner:
            note(inner, asked, test.op)
        return
    declared = INTEGER if inside == "size" else asked.ref.type
    for operand in test.operands:
        if not isinstance(operand, Outright) or test.op == "under":
            continue
        if test.op == "matches":
            asked.templates.append(str(operand.raw))
            continue
        try:
            said = in_its_type(operand, declared)
        except ValueError:
            continue
        several: Sequence[object] = cast("tuple[object, ...]", said) if isinstance(said, tuple) else (said,)
        for value in several:
            if inside == "size":
                asked.sizes.extend(_ends(value, int))
            elif inside:
                asked.items.append(value)
            else:
                asked.values.append(value)


def _ends(value: object, of: type) -> Iterator[Any]:
    if isinstance(value, Band):
        yield from (of(value.low), of(value.high))
    elif isinstance(value, of):
        yield value


def judge_of(test: BoundTest, ref: Ref) -> _Judge | None:
    """A test on a value; `None` where no value decides it."""
    if test.op == "present":
        wanted = isinstance(test.operands[0], Outright) and test.operands[0].raw in (True, "true")
        return lambda cell: (cell is not ABSENT) is wanted
    inner = _of_value(test, ref, ref.type)
    if inner is None:
        return None
    never = False if ref.root == FACT else None  # what has not happened fits no test; what is absent is not known

    def judge(cell: object) -> bool | None:
        return never if cell is ABSENT else inner(cell)

    return judge


def _of_value(test: BoundTest, ref: Ref, declared: FieldType | None) -> _Judge | None:
    if ref.name == "member_of" or test.op == "under":
        return None
    if test.op == "matches":
        return _of_template(test, ref)
    if test.op in NEGATED:
        positive = _of_value(test.asked_as(NEGATED[test.op]), ref, declared)
        return None if positive is None else lambda cell: _negated(positive(cell))
    if test.op in _ON_ELEMENTS:
        return _of_list(test, ref, declared)
    operands = list(_outright(test, declared))
    if len(operands) < len(test.operands) or any(isinstance(operand, Span) for operand in operands):
        return None
    holds = _RELATIONS[test.op]
    return lambda cell: _either(holds(cell, operand) for operand in operands)


def _of_template(test: BoundTest, ref: Ref) -> _Judge | None:
    if ref.kind == "list" or not all(isinstance(operand, Outright) for operand in test.operands):
        return None
    try:
        templates = [Template.parse(str(operand.raw)) for operand in test.operands if isinstance(operand, Outright)]
    except ValueError:
        return None
    return lambda cell: any(one.matches(cell) for one in templates) if isinstance(cell, str) else None


def _outright(test: BoundTest, declared: FieldType | None) -> Iterator[object]:
    for operand in test.operands:
        if isinstance(operand, Outright):
            try:
                yield in_its_type(operand, declared)
            except ValueError:
                return


def _of_list(test: BoundTest, ref: Ref, declared: FieldType | None) -> _Judge | None:
    if test.op == "has":
        parts = [_holding(inner, declared) for inner in test.inner]
    else:
        of = INTEGER if test.op == "size" else declared
        parts = [None if inner.op == "matches" else _of_value(inner, ref, of) for inner in test.inner]
    judges = [part for part in parts if part is not None]
    if len(judges) < len(parts):
        return None
    match test.op:
        case "size":
            return lambda cell: _both(judge(len(set(_elements(cell)))) for judge in judges)
        case "each":
            return lambda cell: _both(judge(item) for item in _elements(cell) for judge in judges)
        case _:
            return lambda cell: _both(judge(cell) for judge in judges)


def _holding(test: BoundTest, declared: FieldType | None) -> _Judge | None:
    operands = list(_outright(test, declared))
    if len(operands) < len(test.operands):
        return None
    wanted = [item for operand in operands for item in _elements(operand)]
    match test.op:
        case "all":
            return lambda cell: all(item in _elements(cell) for item in wanted)
        case "any":
            return lambda cell: any(item in _elements(cell) for item in wanted)
        case _:
            return lambda cell: not any(item in _elements(cell) for item in wanted)


def _elements(found: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", found) if isinstance(found, tuple) else (found,)


def _negated(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _either(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    if True in found:
        return True
    return None if None in found else False


def _both(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    if False in found:
        return False
    return None if None in found else True


def equal(found: object, wanted: object) -> bool:
    """Equality; of several (roles held at once, people at one act) one is enough."""
    if isinstance(found, tuple) and not isinstance(wanted, tuple):
        return wanted in found
    if not isinstance(wanted, tuple):
        return found == wanted
    return any(item in wanted for item in found) if isinstance(found, tuple) else found in wanted


def _among(found: object, wanted: object) -> bool | None:
    if not isinstance(wanted, Band):
        return equal(found, wanted)
    try:
        return wanted.side(found) == "in"
    except TypeError:
        return None


def _ordered(found: Any, wanted: Any, at: Callable[[Any, Any], bool]) -> bool | None:
    try:
        return bool(at(found, wanted))
    except (TypeError, MoneyError):
        return None


_RELATIONS: Final[Mapping[str, Callable[[object, object], bool | None]]] = {
    "is": _among,
    "in": _among,
    "ge": lambda found, wanted: _ordered(found, wanted, lambda one, other: one >= other),
    "le": lambda found, wanted: _ordered(found, wanted, lambda one, other: one <= other),
}


# one value for each cell


def cells_of(asked: Asked, currency: str = STAND_IN) -> tuple[object, ...]:
    """One value out of each cell of a field.

    Raises:
        TooManyBoxes: A list of which too many elements are asked.
    """
    found = tuple(dict.fromkeys(_lists(asked) if asked.items or asked.sizes else _scalars(asked, currency)))
    return (*found, ABSENT) if asked.presence else found


def _scalars(asked: Asked, currency: str) -> Iterator[object]:
    declared, said = asked.ref.type, asked.values
    kind = declared.kind if declared is not None else ""
    if kind == "bool":
        yield from (True, False)
        return
    if declared is not None and declared.codes is not None:
        yield from declared.codes
        return
    bools = [value for value in said if isinstance(value, bool)]
    yield from (True, False) if bools else ()
    whole = kind in ("integer", "duration", "instant")
    numbers = [number for value in said if not isinstance(value, bool) for number in _numbers(value)]
    if numbers:
        lowest = Decimal(0) if kind == "duration" else None
        yield from (int(n) if whole else n for n in _steps(numbers, 1 if whole else None, lowest))
    for of in dict.fromkeys(value.currency for value in said if isinstance(value, Money)):
        amounts = [value.amount for value in said if isinstance(value, Money) and value.currency == of]
        yield from (Money(amount, of) for amount in _steps(amounts, None, Decimal(0)))
    texts = [value for value in said if isinstance(value, str)]
    if not said and kind in _PLAIN:
        yield Money(1, currency) if kind == "money" else _PLAIN[kind]
    elif kind == "date":
        yield from _dates(texts)
    elif asked.templates:
        yield from texts
        yield from _matching(asked.templates, texts)
    elif kind in ("text", "code", "list") or texts or not said:
        yield from texts
        yield _none_of(texts)


def _matching(templates: Iterable[str], named: Iterable[str]) -> Iterator[str]:
    """Texts that are not named, of each kind that the templates tell apart."""
    try:
        yield from texts_of(tuple(dict.fromkeys(templates)), frozenset(named))
    except ValueError:
        yield _none_of(named)
    except TooManyTexts:
        raise TooManyBoxes from None


def _numbers(value: object) -> Iterator[Decimal]:
    match value:
        case Band(low, high):
            yield from (low, high)
        case int() | Decimal():
            yield Decimal(value)
        case _:
            return


def _steps(numbers: Iterable[Decimal], unit: int | None, lowest: Decimal | None) -> Iterator[Decimal]:
    """Each number, one between each two of them, one below and one above, none below the `lowest`."""
    ordered = sorted(set(numbers))
    step = Decimal(unit or 1)
    below = ordered[0] - step
    if lowest is None or below >= lowest:
        yield below
    elif ordered[0] > lowest:
        yield lowest
    for low, high in pairwise(ordered):
        yield low
        if unit is None:
            yield (low + high) / 2
        elif high - low > unit:
            yield low + unit
    yield ordered[-1]
    yield ordered[-1] + step


def _dates(texts: Iterable[str]) -> Iterator[str]:
    for text in sorted(set(texts)):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            continue
        yield from (str(day + timedelta(days=by)) for by in (-1, 0, 1))


def _none_of(texts: Iterable[object]) -> str:
    taken, text = set(texts), OTHER
    while text in taken:
        text += "-" + OTHER
    return text


def _lists(asked: Asked) -> Iterator[tuple[object, ...]]:
    """Lists of which no two are the same to anybody: some of the elements that are named, and others up to a length."""
    named = list(dict.fromkeys([*asked.items, *asked.values]))
    if len(named) > _MOST_ITEMS:
        raise TooManyBoxes
    elements = [cell for cell in dict.fromkeys(_scalars(Asked(asked.ref, named), STAND_IN)) if cell in named]
    longest = max((*asked.sizes, len(elements))) + 1
    for length in range(len(elements), -1, -1):
        for some in combinations(elements, length):
            others = range(longest - length + 1) if asked.sizes else range(2)
            for more in others:
                yield (*some, *(f"{_none_of(named)}-{number}" for number in range(more)))
