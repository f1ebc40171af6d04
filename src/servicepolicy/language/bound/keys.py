"""What something bound means, so that it can be compared: without who said it and however it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from servicepolicy.language.band import Band
from servicepolicy.language.bound.nodes import (
    BoundAny,
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

__all__ = ["INTEGER", "in_its_type", "key_of", "test_key"]

INTEGER: Final = FieldType("integer")
"""What the size of a list is."""


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
            return ("field", ref.root, ref.name, frozenset(test_key(test, ref.type) for test in tests))
        case tuple():
            return tuple(key_of(item) for item in cast("tuple[object, ...]", part))
        case _:
            return part


def test_key(test: BoundTest, declared: FieldType | None) -> object:
    """What a test on a field of a type means."""
    inside = INTEGER if test.op == "size" else declared
    operands = frozenset(_operand_key(operand, declared) for operand in test.operands)
    return (test.op, operands, frozenset(test_key(inner, inside) for inner in test.inner))


def _operand_key(operand: BoundValue, declared: FieldType | None) -> object:
    if isinstance(operand, Outright):
        try:
            return _plain_key(in_its_type(operand, declared))
        except ValueError:
            return _plain_key(operand.raw)
    return key_of(operand)


def _plain_key(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_plain_key(item) for item in cast("Sequence[object]", value))
    if isinstance(value, Mapping):
        return tuple(sorted((str(name), repr(_plain_key(said))) for name, said in value.items()))
    return (type(value).__name__, value) if isinstance(value, bool) else value


def in_its_type(operand: Outright, declared: FieldType | None) -> object:
    """What is compared with a field, in its type.

    Raises:
        ValueError: It is not of that type.
    """
    return operand.raw if isinstance(operand.raw, Band) else typed(operand.raw, declared)
