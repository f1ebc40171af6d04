"""Conditions: a closed vocabulary of tests on typed field paths. No expression language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs
from pydantic_core import core_schema

from servicepolicy.errors import MoneyError
from servicepolicy.language import plain
from servicepolicy.language.plain import Plain, Spot, refuse
from servicepolicy.language.template import Template
from servicepolicy.language.value import Literal, ValueForm, blanks_of, parse_value, plain_value, refuse_two_currencies
from servicepolicy.money import Money

__all__ = ["AnyCondition", "Condition", "FieldTest", "NotCondition", "Test", "upside_down"]

ORDER_TESTS = ("gt", "ge", "lt", "le")
LIST_TESTS = ("has", "size", "each")
QUANTIFIERS = ("all", "any", "none")
TESTS = ("is", "in", "not", *ORDER_TESTS, "matches", "present", "under", *LIST_TESTS)


@attrs.frozen(slots=True)
class Test:
    """One test on the value of a field.

    Args:
        op: `is`, `in`, `not` (none of), `gt`, `ge`, `lt`, `le`, `matches` (a template), `present` or `under` (the unit
            itself or one below it); of a list `has`, `size` or `each`; inside `has`: `all`, `any` or `none`.
        operands: What to compare with: one value, for `in`, `not` and those of `has` one or more. For `present` a
            literal boolean; for `has`, `size` and `each` none.
        inner: For `has` its quantifiers; for `size` the tests on how many different ones there are; for `each` those
            on every one.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    op: str
    operands: tuple[ValueForm, ...]
    inner: tuple[Test, ...] = ()

    def values(self) -> Iterator[ValueForm]:
        """What it compares with, at whatever depth."""
        yield from self.operands
        for test in self.inner:
            yield from test.values()


@attrs.frozen(slots=True)
class FieldTest:
    """All `tests` hold for the value at `path`."""

    path: str
    tests: tuple[Test, ...]


@attrs.frozen(slots=True)
class AnyCondition:
    """At least one of the conditions holds."""

    options: tuple[Condition, ...]


@attrs.frozen(slots=True)
class NotCondition:
    """The condition does not hold."""

    condition: Condition


@attrs.frozen(slots=True)
class Condition:
    """All `clauses` hold. The empty condition always holds.

    Reads `{type: complaint, channel: {in: [letter, telephone]}, amount: {gt: 100 CNY}, any: [{..}, {..}], not: {..}}`.
    """

    clauses: tuple[FieldTest | AnyCondition | NotCondition, ...] = ()

    @classmethod
    def parse(cls, raw: Plain, spot: Spot = ()) -> Condition:
        """Read it from a mapping.

        Raises:
            PydanticCustomError: For what is not a condition; the error says where in the mapping.
        """
        if isinstance(raw, Condition):
            return raw
        if not isinstance(raw, Mapping):
            raise refuse("not-a-condition", "a condition is a mapping of fields to tests", spot)
        return cls(tuple(cls._clause(key, body, (*spot, str(key))) for key, body in raw.items()))

    @classmethod
    def _clause(cls, key: Plain, body: Plain, spot: Spot) -> FieldTest | AnyCondition | NotCondition:
        if key == "any":
            if not isinstance(body, list | tuple) or not body:
                raise refuse("not-a-list", "`any` needs a list of conditions", spot)
            return AnyCondition(tuple(cls.parse(item, (*spot, index)) for index, item in enumerate(body)))
        if key == "not":
            return NotCondition(cls.parse(body, spot))
        return FieldTest(plain.text(key, spot, "a field"), tuple(_tests(body, spot)))

    def plain(self) -> Plain:
        """Write it as plain data that reads back to the same."""
        written: dict[str, Plain] = {}
        for clause in self.clauses:
            match clause:
                case FieldTest(path, tests):
                    written[path] = _plain_tests(tests)
                case AnyCondition(options):
                    written["any"] = [option.plain() for option in options]
                case NotCondition(condition):
                    written["not"] = condition.plain()
        return written

    def blanks(self) -> Iterator[str]:
        """The blanks named in its operands."""
        for clause in self.clauses:
            match clause:
                case FieldTest(_, tests):
                    for test in tests:
                        for operand in test.values():
                            yield from blanks_of(operand)
                case AnyCondition(options):
                    for option in options:
                        yield from option.blanks()
                case NotCondition(condition):
                    yield from condition.blanks()

    def tested(self) -> Iterator[FieldTest]:
        """Every field test in it, at any depth."""
        for clause in self.clauses:
            match clause:
                case FieldTest():
                    yield clause
                case AnyCondition(options):
                    for option in options:
                        yield from option.tested()
                case NotCondition(condition):
                    yield from condition.tested()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"type": "object", "description": "fields mapped to tests, all must hold; also `any` and `not`"}
        return plain.plain_schema(cls, cls.parse, json)


def _tests(body: Plain, spot: Spot) -> Iterator[Test]:
    if isinstance(body, list | tuple):
        yield Test("in", tuple(_operands(body, spot)))
    elif isinstance(body, Mapping) and not _is_value(body):
        if not body:
            raise refuse("no-test", "a field has no test", spot, f"one of {', '.join(TESTS)}")
        plain.keys(body, TESTS, spot, "a test")
        tests = tuple(_test(op, operand, (*spot, op)) for op, operand in body.items())
        if upside_down(tests):
            raise refuse("upside-down", "the band is upside down: no value lies in it", spot, "the lower bound is `ge`")
        refuse_two_currencies((bound for test in tests if test.op in ORDER_TESTS for bound in test.operands), spot)
        yield from tests
    else:
        yield Test("is", (parse_value(body, spot),))


def _test(op: str, operand: Plain, spot: Spot) -> Test:
    match op:
        case "present":
            return Test("present", (Literal(plain.boolean(operand, spot)),))
        case "in" if not isinstance(operand, list | tuple):
            if _is_value(operand):  # a blank that holds a list
                return Test("in", (parse_value(operand, spot),))
            raise refuse("not-a-list", "`in` needs a list", spot)
        case "in":
            return Test("in", tuple(_operands(operand, spot)))
        case "matches":
            return Test("matches", (_template(operand, spot),))
        case "has":
            return Test("has", (), tuple(_quantified(operand, spot)))
        case "size" | "each":
            return Test(op, (), tuple(_of_a_list(op, operand, spot)))
        case "not" | "under":
            items = operand if isinstance(operand, list | tuple) else [operand]
            return Test(op, tuple(_operands(items, spot)))
        case _:
            return Test(op, (_single(operand, spot),))


def _template(raw: Plain, spot: Spot) -> ValueForm:
    form = parse_value(raw, spot)
    if isinstance(form, Literal):
        try:
            Template.parse(str(form.raw))
        except ValueError as error:
            raise refuse("wrong-template", str(error), spot) from None
    return form


def _quantified(body: Plain, spot: Spot) -> Iterator[Test]:
    if not isinstance(body, Mapping) or not body:
        raise refuse("no-test", "`has` says which values a list holds", spot, "such as `{all: [..]}`")
    plain.keys(body, QUANTIFIERS, spot, "`has`")
    for op, items in body.items():
        here = (*spot, op)
        if isinstance(items, Mapping) and _is_value(items):  # a blank that holds a list
            yield Test(op, (parse_value(items, here),))
        else:
            yield Test(op, tuple(_operands(items if isinstance(items, list | tuple) else [items], here)))


def _of_a_list(op: str, body: Plain, spot: Spot) -> Iterator[Test]:
    known = ("is", "in", "not", *ORDER_TESTS) if op == "size" else ("is", "in", "not", *ORDER_TESTS, "matches")
    for test in _tests(body, spot):
        if test.op not in known:
            raise refuse(
                "unknown-key", f"`{test.op}` cannot be asked inside `{op}`", spot, f"known: {', '.join(known)}"
            )
        yield test


def upside_down(tests: tuple[Test, ...]) -> bool:
    """Whether the bounds that are said outright leave no value between them."""
    lower = [(bound, test.op == "gt") for test in tests if test.op in ("gt", "ge") for bound in _outright(test)]
    upper = [(bound, test.op == "lt") for test in tests if test.op in ("lt", "le") for bound in _outright(test)]
    return any(_crossed(low, high, open_=opened or closed) for low, opened in lower for high, closed in upper)


def _crossed(low: Decimal | Money, high: Decimal | Money, *, open_: bool) -> bool:
    match low, high:
        case Decimal(), Decimal():
            return low > high or (open_ and low == high)
        case Money(), Money() if low.currency == high.currency:
            return low.amount > high.amount or (open_ and low.amount == high.amount)
        case _:
            return False


def _outright(test: Test) -> Iterator[Decimal | Money]:
    """The bound of a test, where it is a number or an amount said outright."""
    for operand in test.operands:
        if not isinstance(operand, Literal):
            continue
        if isinstance(operand.raw, Money):
            yield operand.raw
            continue
        try:
            number = Decimal(str(operand.raw))
            if number.is_finite():
                yield number
        except InvalidOperation:
            try:
                yield Money.parse(str(operand.raw))
            except (MoneyError, ValueError):
                continue


def _operands(items: Plain, spot: Spot) -> Iterator[ValueForm]:
    if not items:
        raise refuse("not-a-list", "a list of values is empty", spot, "a test against nothing never holds")
    for index, item in enumerate(items):
        yield _single(item, (*spot, index))


def _single(operand: Plain, spot: Spot) -> ValueForm:
    """One value: a list of values stands one level higher."""
    if isinstance(operand, list | tuple):
        raise refuse("not-a-value", "one value is wanted here, and this is a list", spot, "write the value alone")
    return parse_value(operand, spot)


def _is_value(body: Plain) -> bool:
    return (
        isinstance(body, Mapping)
        and len(body) == 1
        and next(iter(body)) in ("blank", "choose", "field", "least", "greatest")
    )


def _plain_tests(tests: tuple[Test, ...]) -> Plain:
    if len(tests) == 1 and tests[0].op == "is":
        return plain_value(tests[0].operands[0])
    written: dict[str, Plain] = {}
    for test in tests:
        if test.inner:
            written[test.op] = _plain_tests(test.inner)
            continue
        operands = [plain_value(operand) for operand in test.operands]
        plural = test.op in ("in", "not", *QUANTIFIERS) and not (len(operands) == 1 and isinstance(operands[0], dict))
        plural = plural or len(operands) > 1
        written[test.op] = operands if plural else operands[0]
    return written
