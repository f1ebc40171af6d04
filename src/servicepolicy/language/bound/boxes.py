"""Conditions as boxes: for which values of the fields a condition holds, exactly.

Every field that some conditions ask is cut into cells: within a cell no test of theirs tells two values apart. A cell
is known by one value in it, so that the value is at hand when an example is wanted. A box says for some fields in which
of their cells the value lies, and leaves all other fields free; a condition holds in a union of boxes.

The facts are complete here: a field is absent only where some condition asks whether it is `present`, and a test on
what is absent neither holds nor fails. What no value decides (a unit that lies under another, a value that is read from
another field) is a variable of its own, which is free of all others: whatever is proved is so, and a value that is
found may be one that never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from servicepolicy.language.bound.cells import (
    ABSENT,
    NEGATED,
    OTHER,
    STAND_IN,
    Asked,
    TooManyBoxes,
    cells_of,
    judge_of,
    note,
)
from servicepolicy.language.bound.keys import key_of, test_key
from servicepolicy.language.bound.names import Ref
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

__all__ = ["ABSENT", "ALWAYS", "OTHER", "Box", "Boxes", "Space", "TooManyBoxes", "conditions_of", "key_of"]

Variable: TypeAlias = "tuple[str, ...]"
Box: TypeAlias = Mapping[Variable, int]
"""For each variable that is not free the cells in which it may lie, as bits."""

Boxes: TypeAlias = "tuple[Box, ...]"

ALWAYS: Final[Boxes] = ({},)
"""Everywhere. Nowhere is `()`."""

_MOST_BOXES: Final = 4000


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

    def __init__(
        self, conditions: Iterable[BoundCondition], marks: Iterable[tuple[Ref, object]] = (), currency: str = STAND_IN
    ) -> None:
        asked: dict[Variable, Asked] = {}
        self._cells: dict[Variable, tuple[object, ...]] = {}
        self.refs: dict[Variable, Ref] = {}
        for condition in conditions:
            self._look(condition, asked)
        for ref, value in marks:
            asked.setdefault(_variable(ref), Asked(ref)).values.append(value)
        for variable, found in asked.items():
            self._cells[variable] = cells_of(found, currency)
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

    def _look(self, condition: BoundCondition, asked: dict[Variable, Asked]) -> None:
        for clause in condition.clauses:
            match clause:
                case BoundField(ref, tests):
                    found = asked.setdefault(_variable(ref), Asked(ref))
                    for test in tests:
                        note(test, found)
                        self._look_at_operands(test, asked)
                case BoundAny(options):
                    for option in options:
                        self._look(option, asked)
                case BoundNot(inner):
                    self._look(inner, asked)

    def _look_at_operands(self, test: BoundTest, asked: dict[Variable, Asked]) -> None:
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
        judge = judge_of(test, ref)
        if judge is not None:
            mask = 0
            for index, cell in enumerate(self._cells[variable]):
                if judge(cell) is wanted:
                    mask |= 1 << index
            return ({variable: mask},) if mask else ()
        op, positive = NEGATED.get(test.op, test.op), test.op not in NEGATED
        if len(test.operands) == 1 and isinstance(test.operands[0], Read) and op in _AGAINST:
            return _beside(ref, test.operands[0].ref, op, wanted=wanted is positive)
        asks: Variable = ("asks", ref.root, ref.name, repr(test_key(test.asked_as(op), ref.type)))
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
