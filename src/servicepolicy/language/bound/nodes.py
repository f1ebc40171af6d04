"""The bound form of conditions, selectors and values: plain frozen data that any engine can read.

Every name in it is resolved, every blank is replaced by what fills it in one edition, with its origin, and every choice
says what it leaves open. It knows no subject, no event and no function.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import attrs

from servicepolicy.language.bound.choices import LeftOpen
from servicepolicy.language.bound.names import Ref

__all__ = [
    "BoundActors",
    "BoundAny",
    "BoundClause",
    "BoundCondition",
    "BoundField",
    "BoundNot",
    "BoundPattern",
    "BoundSelector",
    "BoundTest",
    "BoundValue",
    "Chosen",
    "Extreme",
    "Outright",
    "Read",
    "Unfilled",
    "refs_in",
    "refs_of",
]


@attrs.frozen(slots=True)
class Outright:
    """A value said outright, by the policy itself or by what fills a blank.

    Args:
        raw: As it was written.
        origin: Who said so: `policy`, or `blank/profile/since`.
        value: It in the type of the place where it stands, or of the field that it is compared with; where nothing
            says the type, as it was written.
    """

    raw: object
    origin: str
    value: object


@attrs.frozen(slots=True)
class Unfilled:
    """A blank that nothing fills in this edition."""

    name: str


@attrs.frozen(slots=True)
class Read:
    """A value that is read from a field or a computed fact."""

    ref: Ref


@attrs.frozen(slots=True)
class Chosen:
    """The first option whose condition holds; without a condition, otherwise.

    Args:
        options: The conditions with their values.
        left_open: The values of the fields for which no option is meant.
    """

    options: tuple[tuple[BoundCondition | None, BoundValue], ...]
    left_open: LeftOpen


@attrs.frozen(slots=True)
class Extreme:
    """The `least` or the `greatest` of several values."""

    pick: str
    values: tuple[BoundValue, ...]


BoundValue: TypeAlias = "Outright | Unfilled | Read | Chosen | Extreme"


@attrs.frozen(slots=True)
class BoundTest:
    """One test on the value of a field.

    Args:
        op: As in the language.
        operands: What it is compared with.
        inner: The tests on a list inside it.
        texts: Its operands as the policy writes them.
        said: The whole test as short text.
    """

    op: str
    operands: tuple[BoundValue, ...]
    inner: tuple[BoundTest, ...]
    texts: tuple[object, ...]
    said: str

    def asked_as(self, op: str) -> BoundTest:
        """Another test on the same operands."""
        return attrs.evolve(self, op=op)


@attrs.frozen(slots=True)
class BoundField:
    """All `tests` hold for what a name reads."""

    ref: Ref
    tests: tuple[BoundTest, ...]


@attrs.frozen(slots=True)
class BoundAny:
    """At least one of the conditions holds."""

    options: tuple[BoundCondition, ...]


@attrs.frozen(slots=True)
class BoundNot:
    """The condition does not hold."""

    condition: BoundCondition


BoundClause: TypeAlias = "BoundField | BoundAny | BoundNot"


@attrs.frozen(slots=True)
class BoundCondition:
    """All clauses hold; without any, it always holds."""

    clauses: tuple[BoundClause, ...] = ()


@attrs.frozen(slots=True)
class BoundActors:
    """At least so many different people, each of whom meets a condition."""

    distinct: int
    who: BoundCondition


@attrs.frozen(slots=True)
class BoundPattern:
    """One simple selector; its arguments are those of `EventPattern`."""

    events: tuple[str, ...]
    where: BoundCondition
    who: BoundCondition
    nth: str
    on: str
    actors: BoundActors | None


@attrs.frozen(slots=True)
class BoundSelector:
    """All parts must have happened, each being any one of its patterns."""

    parts: tuple[tuple[BoundPattern, ...], ...]


def refs_of(value: BoundValue) -> Iterator[Ref]:
    """What a value may come to be read from, the conditions of its choices left out."""
    match value:
        case Read(ref):
            yield ref
        case Chosen(options):
            for _, one in options:
                yield from refs_of(one)
        case Extreme(_, values):
            for one in values:
                yield from refs_of(one)
        case _:
            return


def refs_in(part: BoundCondition | BoundValue) -> Iterator[Ref]:
    """Everything that is read wherever a condition or a value is settled, what it is compared with included."""
    match part:
        case BoundCondition(clauses):
            for clause in clauses:
                yield from _refs_in_clause(clause)
        case Read(ref):
            yield ref
        case Chosen(options):
            for when, value in options:
                yield from refs_in(when) if when is not None else ()
                yield from refs_in(value)
        case Extreme(_, values):
            for one in values:
                yield from refs_in(one)
        case Outright() | Unfilled():
            return


def _refs_in_clause(clause: BoundClause) -> Iterator[Ref]:
    match clause:
        case BoundField(ref, tests):
            yield ref
            for test in tests:
                yield from _refs_in_test(test)
        case BoundAny(options):
            for option in options:
                yield from refs_in(option)
        case BoundNot(condition):
            yield from refs_in(condition)


def _refs_in_test(test: BoundTest) -> Iterator[Ref]:
    for operand in test.operands:
        yield from refs_in(operand)
    for inner in test.inner:
        yield from _refs_in_test(inner)
