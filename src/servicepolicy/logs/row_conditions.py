"""Conditions on the columns of a row, in the grammar of rules; what is absent fits no test but `present`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.template import Template
from servicepolicy.language.value import Field, Literal, ValueForm
from servicepolicy.logs.texts import alike, says_nothing, text_of

__all__ = ["HERE", "Holds", "columns_of", "compiled", "tested_texts", "unusable"]

Get = Callable[[Any], object]
Holds = Callable[[Any], "bool | None"]
"""Whether a condition holds for a row: true, false, or not to be said as a column is empty."""

HERE: Final = ("is", "in", "not", "gt", "ge", "lt", "le", "matches", "present", "has")


def columns_of(condition: Condition | None) -> Iterator[str]:
    """The columns that a condition reads."""
    if condition is None:
        return
    for test in condition.tested():
        yield test.path
        for one in test.tests:
            for operand in one.values():
                column = _column(operand)
                if column is not None:
                    yield column


def tested_texts(condition: Condition | None) -> Iterator[tuple[str, str]]:
    """Texts that a condition expects a column to hold: column and text."""
    if condition is None:
        return
    for clause in condition.clauses:
        match clause:
            case FieldTest(path, tests):
                for test in tests:
                    if test.op in ("is", "in"):
                        yield from ((path, _text(one)) for one in test.operands if _column(one) is None)
            case AnyCondition(options):
                for option in options:
                    yield from tested_texts(option)
            case NotCondition():
                pass


def unusable(condition: Condition | None) -> str | None:
    """What of a condition cannot be asked of a row; `None` if all can."""
    if condition is None:
        return None
    for tested in condition.tested():
        for test in tested.tests:
            if test.op not in HERE:
                return f"`{test.op}` cannot be asked of a column"
            for operand in test.values():
                if not isinstance(operand, Literal | Field):
                    return "a column is compared with a value, or with another column"
    return None


def compiled(condition: Condition, getters: Mapping[str, Get]) -> Holds:
    """A condition as a function of a row."""
    tests = tuple(_clause(clause, getters) for clause in condition.clauses)

    def holds(row: Any) -> bool | None:
        doubtful = False
        for test in tests:
            found = test(row)
            if found is False:
                return False
            doubtful = doubtful or found is None
        return None if doubtful else True

    return holds


def _clause(clause: FieldTest | AnyCondition | NotCondition, getters: Mapping[str, Get]) -> Holds:
    match clause:
        case FieldTest(path, tests):
            return _field(getters[path], tests, getters)
        case AnyCondition(options):
            return _any(tuple(compiled(option, getters) for option in options))
        case NotCondition(condition):
            inner = compiled(condition, getters)

            def negated(row: Any) -> bool | None:
                found = inner(row)
                return None if found is None else not found

            return negated


def _any(options: Sequence[Holds]) -> Holds:
    def holds(row: Any) -> bool | None:
        found = [option(row) for option in options]
        return True if True in found else None if None in found else False

    return holds


def _field(get: Get, tests: Sequence[Test], getters: Mapping[str, Get]) -> Holds:
    made = tuple(_test(test, getters) for test in tests)

    def holds(row: Any) -> bool | None:
        held = get(row)
        doubtful = False
        for test in made:
            found = test(held, row)
            if found is False:
                return False
            doubtful = doubtful or found is None
        return None if doubtful else True

    return holds


_Asked = Callable[[object, Any], "bool | None"]


def _test(test: Test, getters: Mapping[str, Get]) -> _Asked:
    if test.op == "present":
        wanted = bool(test.operands[0].raw) if isinstance(test.operands[0], Literal) else True
        return lambda held, _: (held is not None) is wanted
    if test.op == "has":
        return _has(test)
    values = tuple(_value(operand, getters) for operand in test.operands)
    if test.op == "matches":
        templates = tuple(Template.parse(_text(one)) for one in test.operands)
        return lambda held, _: None if held is None else any(one.matches(text_of(held)) for one in templates)
    if test.op in ("is", "in", "not"):
        negated = test.op == "not"
        fixed = None
        if all(_column(operand) is None for operand in test.operands):
            fixed = frozenset(_text(operand) for operand in test.operands)

        def among(held: object, row: Any) -> bool | None:
            if held is None:
                return None
            texts = fixed
            if texts is None:
                found = [value(row) for value in values]
                if None in found:
                    return None
                texts = frozenset(text_of(one) for one in found)
            if isinstance(held, list | tuple):
                return None
            text = text_of(held)
            if text not in texts and says_nothing(text):
                return None
            return (text in texts) is not negated

        return among
    return _ordered(test.op, values[0])


def _ordered(op: str, value: Get) -> _Asked:
    def asked(held: object, row: Any) -> bool | None:
        other = value(row)
        if held is None or other is None:
            return None
        try:
            one, two = Decimal(text_of(held)), Decimal(text_of(other))
        except InvalidOperation:
            return None
        return {"gt": one > two, "ge": one >= two, "lt": one < two, "le": one <= two}[op]

    return asked


def _has(test: Test) -> _Asked:
    quantified = tuple((one.op, frozenset(_text(value) for value in one.operands)) for one in test.inner)

    def asked(held: object, _: Any) -> bool | None:
        if held is None:
            return None
        items = {text_of(item) for item in held} if isinstance(held, list | tuple) else {text_of(held)}
        found = {"all": frozenset.issubset, "any": lambda want, have: bool(want & have), "none": frozenset.isdisjoint}
        return all(found[op](wanted, frozenset(items)) for op, wanted in quantified)

    return asked


def _column(operand: ValueForm) -> str | None:
    """The column that a value is read from."""
    if isinstance(operand, Field):
        return operand.path
    if isinstance(operand, Literal) and isinstance(operand.raw, str) and operand.raw.startswith("^"):
        return operand.raw
    return None


def _value(operand: ValueForm, getters: Mapping[str, Get]) -> Get:
    column = _column(operand)
    if column is not None:
        return getters[column]
    text = _text(operand)
    return lambda _: text


def _text(operand: ValueForm) -> str:
    return alike(text_of(operand.raw)) if isinstance(operand, Literal) else ""
