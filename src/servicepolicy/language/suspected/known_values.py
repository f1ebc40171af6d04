"""The fields that conditions ask, without values that they never have: nothing is counted below nought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Final

from servicepolicy.language.bound.boxes import Box, Boxes, Space
from servicepolicy.language.bound.cells import ABSENT, OTHER, STAND_IN, TooManyBoxes
from servicepolicy.language.bound.names import FACT, HOST, Ref
from servicepolicy.language.bound.nodes import BoundCondition, BoundTest, Outright
from servicepolicy.language.bound.says import ACTOR
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.money import Money
from servicepolicy.worktime._instant import HOUR_US, parse_us

__all__ = ["Known"]

_SOME: Final[Mapping[str, object]] = {
    "date": "2026-01-05",
    "instant": parse_us("2026-01-05T01:00:00Z"),
    "duration": HOUR_US,
    "decimal": Decimal(1),
    "integer": 1,
    "money": None,  # in the currency that is asked for
}
_MOST_VALUES: Final = 6
_COUNTED: Final = frozenset({"count", "distinct", "staff"})


class Known(Space):
    """The fields that some conditions ask, each cut into cells that hold values which it may have.

    Args:
        conditions: The conditions.
        facts: The computed facts by name.
        kinds: For each role that is declared, who holds it: people, bots or systems.
        currency: That of amounts which nobody compares with anything.
    """

    def __init__(
        self,
        conditions: Iterable[BoundCondition],
        facts: Mapping[str, ComputedFact],
        kinds: Mapping[str, str],
        currency: str = STAND_IN,
    ) -> None:
        super().__init__(conditions, currency=currency)
        self._kinds = kinds
        for variable, ref in self.refs.items():
            self._cells[variable] = tuple(_some_value(_several(self._cells[variable], ref), ref, currency))
            if _is_counted(ref, facts):
                self._cells[variable] = tuple(dict.fromkeys(_whole(self._cells[variable])))

    def common(self, one: Boxes, other: Boxes) -> Boxes:
        """What lies in both, without roles that are never held by whoever is of the kinds that are asked."""
        found = super().common(one, other)
        role, kind = ("value", ACTOR, "role"), ("value", ACTOR, "kind")
        if role not in self._cells or kind not in self._cells:
            return found
        held = [self._held_by(cell, self._cells[kind]) for cell in self._cells[role]]
        boxes: list[Box] = []
        for box in found:
            kinds, roles = box.get(kind, -1), box.get(role, -1)
            if kinds != -1 and roles != -1:
                roles &= sum(1 << index for index, mask in enumerate(held) if mask & kinds)
            if roles:
                boxes.append(box if roles == -1 else {**box, role: roles})
        return tuple(boxes)

    def _held_by(self, role: object, kinds: tuple[object, ...]) -> int:
        """The kinds that whoever has a role may be of; any, of a role that is not declared."""
        kind = self._kinds.get(str(role))
        if kind is None:
            return -1
        named = kind in kinds
        return sum(
            1 << index
            for index, cell in enumerate(kinds)
            if cell is ABSENT or cell == kind or (not named and str(cell).startswith(OTHER))
        )

    def _test(self, test: BoundTest, ref: Ref, *, wanted: bool) -> Boxes:
        """Where a test holds, or fails: a unit lies under itself, and of the others nothing is known."""
        found = super()._test(test, ref, wanted=wanted)
        if test.op != "under":
            return found
        names = {operand.value for operand in test.operands if isinstance(operand, Outright)}
        variable = ("value", ref.root, ref.name)
        cells = self._cells[variable]
        itself = sum(1 << index for index, cell in enumerate(cells) if cell in names)
        others = (1 << len(cells)) - 1 & ~itself
        free = tuple({**box, variable: others} for box in found)
        return (*free, {variable: itself}) if wanted and itself else free


def _several(cells: tuple[object, ...], ref: Ref) -> tuple[object, ...]:
    """The cells; of a list of which only single values are asked, the lists that hold some of them."""
    texts = [cell for cell in cells if isinstance(cell, str) and not cell.startswith(OTHER)]
    if ref.kind != "list" or not texts or any(isinstance(cell, tuple) for cell in cells):
        return cells
    if len(texts) > _MOST_VALUES:
        raise TooManyBoxes
    lists = [some for length in range(len(texts), 0, -1) for some in combinations(texts, length)]
    return (*lists, (OTHER,), *(cell for cell in cells if cell is ABSENT))


def _some_value(cells: tuple[object, ...], ref: Ref, currency: str) -> Iterable[object]:
    """The cells; of a field of which only is asked whether it is there, with a value of its type."""
    plain = [cell for cell in cells if cell is not ABSENT]
    if (
        ref.kind is not None
        and ref.kind in _SOME
        and (not plain or all(isinstance(cell, str) and cell.startswith(OTHER) for cell in plain))
    ):
        yield Money(1, currency) if ref.kind == "money" else _SOME[ref.kind]
        yield from (cell for cell in cells if cell is ABSENT)
    else:
        yield from cells


def _is_counted(ref: Ref, facts: Mapping[str, ComputedFact]) -> bool:
    if ref.root == FACT:
        fact = facts.get(ref.name)
        return fact is not None and fact.form in _COUNTED and fact.type == "number"
    return ref.kind == "integer" and not ref.name.startswith(HOST)


def _whole(cells: tuple[object, ...]) -> Iterable[object]:
    """The whole numbers from nought that the cells hold."""
    numbers = [cell for cell in cells if isinstance(cell, int | Decimal) and not isinstance(cell, bool)]
    lowest = min(numbers, default=0)
    if lowest < 0 and not any(0 <= number < 1 for number in numbers):
        yield Decimal(0)  # of what lies below the first bound, only this can be
    for cell in cells:
        if not isinstance(cell, int | Decimal) or isinstance(cell, bool) or (cell >= 0 and cell == int(cell)):
            yield cell
        elif cell >= 0:
            above = min((number for number in numbers if number > cell), default=cell + 2)
            yield from (whole for whole in (int(cell), int(cell) + 1) if whole not in numbers and whole < above)
