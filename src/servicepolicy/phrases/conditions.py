"""Forms of a condition that have better words than their parts: what is on record, and what holds where it does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.value import Field, Literal

__all__ = ["all_on_record", "beside_presence", "denied", "is_either", "is_several", "recorded"]

_REVERSED: Final = {"ge": "lt", "lt": "ge", "gt": "le", "le": "gt", "any": "none", "none": "any", "not": "in"}


def beside_presence(tests: tuple[Test, ...]) -> tuple[Test, ...]:
    """The tests of a field but that it is recorded, where others ask more of it."""
    others = tuple(test for test in tests if not (test.op == "present" and _is_so(test)))
    return others or tests


def _is_so(test: Test) -> bool:
    return isinstance(test.operands[0], Literal) and str(test.operands[0].raw).lower() == "true"


def is_several(clause: FieldTest | AnyCondition | NotCondition) -> bool:
    """Whether a clause needs brackets beside others."""
    match clause:
        case FieldTest(_, tests):
            return len(beside_presence(tests)) > 1
        case AnyCondition(options):
            return len(options) > 1 and not all_on_record(options)
        case NotCondition(condition):
            instead = None if recorded(condition) else denied(condition)
            return instead is not None and (len(instead.clauses) > 1 or any(map(is_several, instead.clauses)))


def is_either(clause: FieldTest | AnyCondition | NotCondition) -> bool:
    """Whether a clause is told as one of several, which needs brackets even in a list of what must all hold."""
    match clause:
        case AnyCondition(options):
            return len(options) > 1
        case NotCondition(condition):
            instead = None if recorded(condition) else denied(condition)
            return instead is not None and len(instead.clauses) == 1 and is_either(instead.clauses[0])
        case FieldTest():
            return False


def recorded(condition: Condition) -> list[FieldTest]:
    """The one test of a condition on what must be on record, or its alternatives; else none."""
    match condition.clauses:
        case (AnyCondition(options),):
            return all_on_record(options)
        case _:
            return all_on_record((condition,))


def all_on_record(options: Iterable[Condition]) -> list[FieldTest]:
    """Alternatives of which each is one test on what must be on record, without their presence; else none."""
    found: list[FieldTest] = []
    for option in options:
        match option.clauses:
            case (FieldTest(path, tests),) if len(tests) > len(asked := beside_presence(tests)) == 1:
                found.append(FieldTest(path, tuple(asked)))
            case _:
                return []
    return found


def denied(condition: Condition) -> Condition | None:
    """What holds where a condition does not; nothing where there are no words for that."""
    instead: list[Condition] = []
    for clause in condition.clauses:
        one = _clause_denied(clause)
        if one is None:
            return None
        instead.append(one)
    return instead[0] if len(instead) == 1 else Condition((AnyCondition(tuple(instead)),))


def _clause_denied(clause: FieldTest | AnyCondition | NotCondition) -> Condition | None:
    alone = Condition((clause,))
    if recorded(alone):
        return Condition((NotCondition(alone),))
    match clause:
        case FieldTest(path, (test,)):
            opposite = _opposite(test)
            return None if opposite is None else Condition((FieldTest(path, (opposite,)),))
        case FieldTest():
            return None
        case NotCondition(condition):
            return condition
        case AnyCondition(options):
            each = [denied(option) for option in options]
            return Condition(tuple(one for part in each if part for one in part.clauses)) if all(each) else None


def _opposite(test: Test) -> Test | None:
    """The test that holds where another does not, if there is one."""
    match test:
        case Test("present" | "is", (Literal(raw),)) if str(raw).lower() in ("true", "false"):
            return attrs.evolve(test, operands=(Literal(str(raw).lower() == "false"),))
        case Test("in", operands) if any(isinstance(one, Field) for one in operands):
            return None  # one of a list that is not said here
        case Test("is" | "in"):
            return attrs.evolve(test, op="not")
        case Test(op) if op in _REVERSED:
            return attrs.evolve(test, op=_REVERSED[op])
        case Test("has" | "size", _, (inner,)) if inner.op in _REVERSED:
            return attrs.evolve(test, inner=(attrs.evolve(inner, op=_REVERSED[inner.op]),))
        case _:
            return None
