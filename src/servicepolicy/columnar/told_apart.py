"""Which values of a column a rule tells apart: those that all of its tests treat alike are one.

A test that asks whether a code is one of some, or whether anything is said, sees of the code no more than that. So two
subjects are in one situation if their codes lie to the same side of every such test, and need not say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.log import Flags, Places
from servicepolicy.columnar.mixing import Marks, Shelf, seed
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
    refs_in,
)

__all__ = ["Sides", "Words", "tests_in", "weighed_in"]

_ONE_OF: Final = ("is", "in", "not")

Words: TypeAlias = tuple[frozenset[str], ...]
"""For each test the codes for which it asks."""


@attrs.define(eq=False)
class Sides:
    """The sides of all tests on which the values of a column lie.

    Attributes:
        words: For each test the codes among which it asks for the value.
        known: The codes of which no more is asked; any other is told apart. `None`: of no code.
        named: The codes each of which stands on a side of its own.
    """

    words: Words
    known: frozenset[str] | None = None
    named: frozenset[str] = frozenset()
    _shelf: Shelf = attrs.field(factory=lambda: Shelf(np.zeros(0, dtype=np.uint64)), init=False)
    _sides: Marks = attrs.field(factory=lambda: np.zeros(0, dtype=np.uint64), init=False)

    def of(self, marks: Marks, rows: Flags, said: Callable[[Places], pl.Series]) -> Marks:
        """Marks for the sides in place of marks for the values.

        Args:
            marks: What stands for each value.
            rows: Which of them are meant; the others are left as they are.
            said: What some of the rows say.
        """
        mine = np.flatnonzero(rows)
        if not len(mine):
            return marks
        wanted = marks[mine]
        places = self._shelf.places(wanted)
        missing = np.flatnonzero(places < 0)
        if len(missing):
            new, example = np.unique(wanted[missing], return_index=True)
            values = said(mine[missing[example]]).to_list()
            sides = [self._side(value, int(mark)) for value, mark in zip(values, new.tolist(), strict=True)]
            self._shelf = Shelf(np.concatenate((self._shelf.marks, new)))
            self._sides = np.concatenate((self._sides, np.array(sides, dtype=np.uint64)))
            places = self._shelf.places(wanted)
        found = marks.copy()
        found[mine] = self._sides[places]
        return found

    def _side(self, value: object, mark: int) -> int:
        """A mark for the side of a value; that of the value itself where it may be read as something else."""
        if not isinstance(value, str) or not value or value != value.strip():
            return mark
        if self.known is not None and value not in self.known:
            return mark
        return seed("/" + "".join("1" if value in words else "0" for words in self.words))


def tests_in(part: BoundCondition | BoundValue) -> Iterator[tuple[Ref, Words | None]]:
    """Whatever is read, each time with the codes for which tests ask; `None` where more of the value matters."""
    match part:
        case BoundCondition(clauses):
            for clause in clauses:
                yield from _in_clause(clause)
        case Chosen(options):
            for when, value in options:
                yield from tests_in(when) if when is not None else ()
                yield from tests_in(value)
        case Extreme(_, values):
            for value in values:
                yield from tests_in(value)
        case _:
            yield from ((ref, None) for ref in refs_in(part))


def weighed_in(condition: BoundCondition) -> Iterator[Ref]:
    """Whatever a condition reads more of than whether anything is said."""
    for clause in condition.clauses:
        match clause:
            case BoundField(ref, tests):
                yield from (ref for test in tests if test.op != "present")
            case BoundAny(options):
                for option in options:
                    yield from weighed_in(option)
            case BoundNot(inner):
                yield from weighed_in(inner)


def _in_clause(clause: BoundClause) -> Iterator[tuple[Ref, Words | None]]:
    match clause:
        case BoundField(ref, tests):
            yield ref, _words(ref, tests)
            for test in tests:
                yield from _compared(test)
        case BoundAny(options):
            for option in options:
                yield from tests_in(option)
        case BoundNot(condition):
            yield from tests_in(condition)


def _words(ref: Ref, tests: Sequence[BoundTest]) -> Words | None:
    """The codes for which tests ask, each test apart."""
    if ref.kind not in ("code", "text") or ref.own or ref.type is None or ref.type.known or ref.type.lasts:
        return None  # a code that nobody declared may be any other: it is told apart
    found: list[frozenset[str]] = []
    for test in tests:
        if test.op == "present":
            continue
        words = [one.value for one in test.operands if isinstance(one, Outright) and isinstance(one.value, str)]
        if test.op not in _ONE_OF or test.inner or len(words) < len(test.operands):
            return None
        found.append(frozenset(words))
    return tuple(found)


def _compared(test: BoundTest) -> Iterator[tuple[Ref, None]]:
    for operand in test.operands:
        for ref in refs_in(operand):
            yield ref, None
    for inner in test.inner:
        yield from _compared(inner)
