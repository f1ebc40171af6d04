"""Conditions as boxes: for which values of the fields a condition holds, exactly.

Every field that some conditions ask is cut into cells: within a cell no test of theirs tells two values apart. A cell
is known by one value in it, so that the value is at hand when an example is wanted. A box says for some fields in which
of their cells the value lies, and leaves all other fields free; a condition holds in a union of boxes.

The facts are complete here: a field is absent only where some condition asks whether it is `present`, and a test on
what is absent neither holds nor fails. What no value decides (a template, a unit that lies under another, a value that
is read from another field) is a variable of its own, which is free of all others: whatever is proved is so, and a value
that is found may be one that never is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, Final, TypeAlias, cast

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.language.band import Band
from servicepolicy.language.bound.names import FACT, Ref
from servicepolicy.language.bound.nodes import (
    BoundAny,
    BoundClause,
    BoundCondition,
    BoundField,
    BoundNot,
    BoundTest,
    BoundValue,
    Chosen,
    Extreme,
    Outright,
    Read,
    Unfilled,
)
from servicepolicy.language.operand import typed
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.money import Money
from servicepolicy.worktime import Span

__all__ = ["ABSENT", "ALWAYS", "OTHER", "Box", "Boxes", "Space", "TooManyBoxes", "conditions_of", "key_of"]

Variable: TypeAlias = "tuple[str, ...]"
Box: TypeAlias = Mapping[Variable, int]
"""For each variable that is not free the cells in which it may lie, as bits."""

Boxes: TypeAlias = "tuple[Box, ...]"

ALWAYS: Final[Boxes] = ({},)
"""Everywhere. Nowhere is `()`."""

OTHER: Final = "other"
"""A text that no condition names, where `other` is none of those that are named."""

_MOST_BOXES: Final = 4000
_MOST_ITEMS: Final = 7
_NEGATED: Final = {"lt": "ge", "gt": "le", "not": "in"}
_ON_ELEMENTS: Final = frozenset({"has", "each", "size"})
_INTEGER: Final = FieldType("integer")


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""The field says nothing."""


class TooManyBoxes(Exception):
    """Conditions that fall into more boxes than anybody looks through."""


# what is said, whoever says it and however it is written


def key_of(part: object) -> object:
    """What something bound means, so that it can be compared: without who said it and how it was written.

    Equal keys mean the same; unequal ones may do so too, if it takes more than another spelling to see it.
    """
    match part:
        case Outright(value=value):
            return _plain_key(value)
        case Unfilled(name):
            return ("blank", name)
        case Read(ref):
            return ("read", ref.root, ref.name)
        case Chosen(options):
            return ("choose", tuple((key_of(when), key_of(value)) for when, value in options))
        case Extreme(pick, values):
            return (pick, frozenset(key_of(value) for value in values))
        case BoundCondition(clauses):
            return ("all", frozenset(key_of(clause) for clause in clauses))
        case BoundAny(options):
            return ("any", frozenset(key_of(option) for option in options))
        case BoundNot(condition):
            return ("not", key_of(condition))
        case BoundField(ref, tests):
            return ("field", ref.root, ref.name, frozenset(_test_key(test, ref.type) for test in tests))
        case tuple():
            return tuple(key_of(item) for item in cast("tuple[object, ...]", part))
        case _:
            return part


def _test_key(test: BoundTest, declared: FieldType | None) -> object:
    inside = _INTEGER if test.op == "size" else declared
    operands = frozenset(_operand_key(operand, declared) for operand in test.operands)
    return (test.op, operands, frozenset(_test_key(inner, inside) for inner in test.inner))


def _operand_key(operand: BoundValue, declared: FieldType | None) -> object:
    if isinstance(operand, Outright):
        try:
            return _plain_key(_typed(operand, declared))
        except ValueError:
            return _plain_key(operand.raw)
    return key_of(operand)


def _plain_key(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_plain_key(item) for item in cast("Sequence[object]", value))
    if isinstance(value, Mapping):
        return tuple(sorted((str(name), repr(_plain_key(said))) for name, said in value.items()))
    return (type(value).__name__, value) if isinstance(value, bool) else value


def _typed(operand: Outright, declared: FieldType | None) -> object:
    return operand.raw if isinstance(operand.raw, Band) else typed(operand.raw, declared)


# cells


@attrs.define(slots=True)
class _Asked:
    """All that is asked of one field, while it is looked for."""

    ref: Ref
    values: list[object] = attrs.field(factory=list[object])
    items: list[object] = attrs.field(factory=list[object])
    sizes: list[int] = attrs.field(factory=list[int])
    presence: bool = False


class Space:
    """The fields that some conditions ask, each cut into cells.

    Args:
        conditions: All conditions that are to be compared with one another.
        marks: Values of fields at which they are to be cut besides, such as the bounds of tiers.

    Raises:
        TooManyBoxes: A list of which too many elements are asked.

    Example:
        >>> space = Space(())
        >>> space.where(BoundCondition()) == ALWAYS, space.where_not(BoundCondition())
        (True, ())
    """

    def __init__(self, conditions: Iterable[BoundCondition], marks: Iterable[tuple[Ref, object]] = ()) -> None:
        asked: dict[Variable, _Asked] = {}
        self._cells: dict[Variable, tuple[object, ...]] = {}
        self.refs: dict[Variable, Ref] = {}
        for condition in conditions:
            self._look(condition, asked)
        for ref, value in marks:
            asked.setdefault(_variable(ref), _Asked(ref)).values.append(value)
        for variable, found in asked.items():
            self._cells[variable] = _cells(found)
            self.refs[variable] = found.ref

    # where a condition holds

    def where(self, condition: BoundCondition) -> Boxes:
        """Where a condition holds.

        Raises:
            TooManyBoxes: It falls into more boxes than anybody looks through.
        """
        return self._all([self._clause(clause, wanted=True) for clause in condition.clauses])

    def where_not(self, condition: BoundCondition) -> Boxes:
        """Where it fails: not everywhere where it does not hold, as of what is absent it does neither."""
        return _any([self._clause(clause, wanted=False) for clause in condition.clauses])

    def common(self, one: Boxes, other: Boxes) -> Boxes:
        """What lies in both."""
        found: list[Box] = []
        for left in one:
            for right in other:
                box = _met(left, right)
                if box is not None:
                    found.append(box)
                    if len(found) > _MOST_BOXES:
                        raise TooManyBoxes
        return _tidy(found)

    def implies(self, one: BoundCondition, other: BoundCondition, within: Boxes = ALWAYS) -> bool:
        """Whether the other condition holds wherever the one does, among what lies `within`."""
        return not self.against(one, other, within)

    def against(self, one: BoundCondition, other: BoundCondition, within: Boxes = ALWAYS) -> Boxes:
        """Where the one condition holds and the other one fails."""
        return self.common(self.common(within, self.where(one)), self.where_not(other))

    def options(
        self, value: BoundValue, within: Boxes = ALWAYS
    ) -> Iterator[tuple[Boxes, Outright | Unfilled | Read | Extreme | None]]:
        """What a value comes to, and where: choices followed through; `None` where no option fits.

        Args:
            value: The value.
            within: Where it is asked for.
        """
        if not isinstance(value, Chosen):
            yield within, value
            return
        left = within
        for when, chosen in value.options:
            if when is None:
                yield from self.options(chosen, left)
                return
            here = self.common(left, self.where(when))
            if here:
                yield from self.options(chosen, here)
            left = self.common(left, self.where_not(when))
            if not left:
                return
        yield left, None

    def values(self, box: Box) -> dict[Variable, tuple[Ref, object]]:
        """One value for each field, which lies in a box: the plainest one, where there are several.

        What no value decides is left out.
        """
        found: dict[Variable, tuple[Ref, object]] = {}
        for variable, ref in self.refs.items():
            cells = self._cells[variable]
            mask = box.get(variable, -1)
            inside = [cell for index, cell in enumerate(cells) if mask >> index & 1]
            plain = [cell for cell in inside if cell is not ABSENT]
            if inside:
                found[variable] = (ref, plain[0] if plain else ABSENT)
        return found

    def each_cell(self, variable: Variable) -> tuple[object, ...]:
        """One value out of each cell of a field."""
        return self._cells.get(variable, ())

    # looking for what is asked

    def _look(self, condition: BoundCondition, asked: dict[Variable, _Asked]) -> None:
        for clause in condition.clauses:
            match clause:
                case BoundField(ref, tests):
                    found = asked.setdefault(_variable(ref), _Asked(ref))
                    for test in tests:
                        _note(test, found)
                        self._look_at_operands(test, asked)
                case BoundAny(options):
                    for option in options:
                        self._look(option, asked)
                case BoundNot(inner):
                    self._look(inner, asked)

    def _look_at_operands(self, test: BoundTest, asked: dict[Variable, _Asked]) -> None:
        for operand in test.operands:
            for when in conditions_of(operand):
                self._look(when, asked)

    # clauses

    def _clause(self, clause: BoundClause, *, wanted: bool) -> Boxes:
        match clause:
            case BoundField(ref, tests):
                parts = [self._test(test, ref, wanted=wanted) for test in tests]
                return self._all(parts) if wanted else _any(parts)
            case BoundAny(options):
                if wanted:
                    return _any([self.where(option) for option in options])
                return self._all([self.where_not(option) for option in options])
            case BoundNot(condition):
                return self.where_not(condition) if wanted else self.where(condition)

    def _all(self, parts: list[Boxes]) -> Boxes:
        found = ALWAYS
        for part in parts:
            found = self.common(found, part)
        return found

    def _test(self, test: BoundTest, ref: Ref, *, wanted: bool) -> Boxes:
        variable = _variable(ref)
        judge = _judge(test, ref)
        if judge is not None:
            mask = 0
            for index, cell in enumerate(self._cells[variable]):
                if judge(cell) is wanted:
                    mask |= 1 << index
            return ({variable: mask},) if mask else ()
        op, positive = _NEGATED.get(test.op, test.op), test.op not in _NEGATED
        if len(test.operands) == 1 and isinstance(test.operands[0], Read) and op in _AGAINST:
            return _beside(ref, test.operands[0].ref, op, wanted=wanted is positive)
        asks: Variable = ("asks", ref.root, ref.name, repr(_test_key(test.asked_as(op), ref.type)))
        return ({asks: 1 if wanted is positive else 2},)


def _variable(ref: Ref) -> Variable:
    return ("value", ref.root, ref.name)


# of a field and a value that is read from another: it is less, the same, or more
_AGAINST: Final = {"is": 2, "in": 2, "ge": 6, "le": 3}


def _beside(one: Ref, other: Ref, op: str, *, wanted: bool) -> Boxes:
    mask = _AGAINST[op]
    names = sorted(((one.root, one.name), (other.root, other.name)))
    if names[0] != (one.root, one.name):  # the same relation, seen from the other side
        mask = (mask & 1) << 2 | mask & 2 | (mask & 4) >> 2
    return ({("beside", *names[0], *names[1]): mask if wanted else 7 ^ mask},)


def _any(parts: list[Boxes]) -> Boxes:
    return _tidy([box for part in parts for box in part])


def _met(one: Box, other: Box) -> Box | None:
    if not one or not other:
        return one or other
    found = dict(one)
    for variable, mask in other.items():
        here = found.get(variable, -1) & mask
        if not here:
            return None
        found[variable] = here
    return found


def _tidy(boxes: list[Box]) -> Boxes:
    """Without those that lie in another; two that differ in one variable alone are one."""
    if len(boxes) < 2:
        return tuple(boxes)
    merged: dict[tuple[Variable, frozenset[tuple[Variable, int]]], int] = {}
    alone: list[Box] = []
    for box in boxes:
        if len(box) == 1:
            ((variable, mask),) = box.items()
            key = (variable, frozenset[tuple[Variable, int]]())
            merged[key] = merged.get(key, 0) | mask
        elif not box:
            return ALWAYS
        else:
            alone.append(box)
    found: list[Box] = [{variable: mask} for (variable, _), mask in merged.items()]
    for box in sorted(alone, key=len):
        if not any(_holds(other, box) for other in found):
            found.append(box)
            if len(found) > _MOST_BOXES:
                raise TooManyBoxes
    return tuple(found)


def _holds(outer: Box, inner: Box) -> bool:
    return all(inner.get(variable, -1) & ~mask == 0 for variable, mask in outer.items())


def conditions_of(value: BoundValue) -> Iterator[BoundCondition]:
    """The conditions of the choices in a value, at any depth."""
    match value:
        case Chosen(options):
            for when, chosen in options:
                if when is not None:
                    yield when
                yield from conditions_of(chosen)
        case Extreme(_, values):
            for one in values:
                yield from conditions_of(one)
        case _:
            return


# what a test says of a value


_Judge: TypeAlias = Callable[[object], "bool | None"]


def _note(test: BoundTest, asked: _Asked, inside: str = "") -> None:
    """Write down the values that a test tells apart."""
    if test.op == "present":
        asked.presence = True
        return
    if test.op in _ON_ELEMENTS:
        for inner in test.inner:
            _note(inner, asked, test.op)
        return
    declared = _INTEGER if inside == "size" else asked.ref.type
    for operand in test.operands:
        if not isinstance(operand, Outright) or test.op in ("matches", "under"):
            continue
        try:
            said = _typed(operand, declared)
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


def _judge(test: BoundTest, ref: Ref) -> _Judge | None:
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
    if ref.name == "member_of" or test.op in ("matches", "under"):
        return None
    if test.op in _NEGATED:
        positive = _of_value(test.asked_as(_NEGATED[test.op]), ref, declared)
        return None if positive is None else lambda cell: _negated(positive(cell))
    if test.op in _ON_ELEMENTS:
        return _of_list(test, ref, declared)
    operands = list(_outright(test, declared))
    if len(operands) < len(test.operands) or any(isinstance(operand, Span) for operand in operands):
        return None
    holds = _RELATIONS[test.op]
    return lambda cell: _either(holds(cell, operand) for operand in operands)


def _outright(test: BoundTest, declared: FieldType | None) -> Iterator[object]:
    for operand in test.operands:
        if isinstance(operand, Outright):
            try:
                yield _typed(operand, declared)
            except ValueError:
                return


def _of_list(test: BoundTest, ref: Ref, declared: FieldType | None) -> _Judge | None:
    if test.op == "has":
        parts = [_holding(inner, declared) for inner in test.inner]
    else:
        parts = [_of_value(inner, ref, _INTEGER if test.op == "size" else declared) for inner in test.inner]
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


def _equal(found: object, wanted: object) -> bool:
    if isinstance(found, tuple) and not isinstance(wanted, tuple):
        return wanted in found
    if not isinstance(wanted, tuple):
        return found == wanted
    return any(item in wanted for item in _elements(found))


def _among(found: object, wanted: object) -> bool | None:
    if not isinstance(wanted, Band):
        return _equal(found, wanted)
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
    "is": _equal,
    "in": _among,
    "ge": lambda found, wanted: _ordered(found, wanted, lambda one, other: one >= other),
    "le": lambda found, wanted: _ordered(found, wanted, lambda one, other: one <= other),
}


# one value for each cell


def _cells(asked: _Asked) -> tuple[object, ...]:
    found = tuple(dict.fromkeys(_lists(asked) if asked.items or asked.sizes else _scalars(asked)))
    return (*found, ABSENT) if asked.presence else found


def _scalars(asked: _Asked) -> Iterator[object]:
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
    for currency in dict.fromkeys(value.currency for value in said if isinstance(value, Money)):
        amounts = [value.amount for value in said if isinstance(value, Money) and value.currency == currency]
        yield from (Money(amount, currency) for amount in _steps(amounts, None, Decimal(0)))
    texts = [value for value in said if isinstance(value, str)]
    if kind == "date":
        yield from _dates(texts)
    elif kind in ("text", "code", "list") or texts or not said:
        yield from texts
        yield _none_of(texts)


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


def _lists(asked: _Asked) -> Iterator[tuple[object, ...]]:
    """Lists of which no two are the same to anybody: some of the elements that are named, and others up to a length."""
    named = list(dict.fromkeys([*asked.items, *asked.values]))
    if len(named) > _MOST_ITEMS:
        raise TooManyBoxes
    elements = [cell for cell in dict.fromkeys(_scalars(_Asked(asked.ref, named))) if cell in named]
    longest = max((*asked.sizes, len(elements))) + 1
    for length in range(len(elements), -1, -1):
        for some in combinations(elements, length):
            others = range(longest - length + 1) if asked.sizes else range(2)
            for more in others:
                yield (*some, *(f"{_none_of(named)}-{number}" for number in range(more)))
