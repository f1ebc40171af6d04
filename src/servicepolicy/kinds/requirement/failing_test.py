"""Why a requirement does not hold: the first test that fails, its bound, and on which side of it the value lies."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from servicepolicy.judging.case_view import Missing, Reader, Scene
from servicepolicy.judging.conditions import (
    Check,
    Part,
    asked_of,
    compile_clause,
    compile_condition,
    compile_test,
    readable,
    said,
    shown,
    spoken,
)
from servicepolicy.judging.length import Length
from servicepolicy.judging.readers import Place, reader
from servicepolicy.judging.values import value_reader
from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.language.band import Band
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.operand import typed
from servicepolicy.language.value import Blank, Literal, ValueForm, plain_value
from servicepolicy.models.event import Event
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.results.verdict import Applied, WhyNot

__all__ = ["Conditions", "values_of"]

_SIDES = {"ge": "below", "gt": "below", "le": "above", "lt": "above"}


@attrs.frozen(slots=True)
class _Tested:
    """One test on its own, with what is said of it when it fails."""

    check: Check
    read: Reader
    code: str
    text: str
    clause: Part
    open: bool = False
    band: Band | None = None
    bound: object = None

    def why(self, scene: Scene, event: Event | None, at: int) -> WhyNot:
        """What to say of it, with the value that was found, unless that is personal."""
        number = event.number if event is not None else 0
        value = self.read(scene, event, at, None)
        known = not isinstance(value, Missing)
        code = self.band.side(value) if self.band is not None and known else self.code
        told = value.said_in(self.bound) if isinstance(value, Length) else shown(value)
        found = told if self.open and known else ""
        return WhyNot(f"must_{code}", number, self.text, found, asked_of(event, self.clause))


class Conditions:
    """What must, and what must not, hold, compiled for one edition."""

    def __init__(self, rule: Requirement, place: Place) -> None:
        self.must = compile_condition(rule.must, place)
        self.must_not = compile_condition(rule.must_not, place) if rule.must_not.clauses else None
        self._tested = [tested for clause in rule.must.clauses for tested in _of_clause(clause, place)]
        self._not = rule.must_not
        self._forbidden = " and ".join(said(clause) for clause in rule.must_not.clauses)

    def kept(self, scene: Scene, event: Event | None, at: int) -> bool:
        """Whether all of it holds at an instant, in the world at hand."""
        if self.must is not None and not scene.settle(self.must(scene, event, at, None)):
            return False
        return self.must_not is None or not scene.settle(self.must_not(scene, event, at, None))

    def why(self, scene: Scene, event: Event | None, at: int) -> WhyNot | None:
        """The first thing that speaks against it; a plain failure before a doubtful one."""
        truths = [(tested, tested.check(scene, event, at, None)) for tested in self._tested]
        for tested, truth in truths:
            if truth is False:
                return tested.why(scene, event, at)
        forbidden = None if self.must_not is None else self.must_not(scene, event, at, None)
        if forbidden is not None and scene.settle(forbidden):
            asked = asked_of(event, *self._not.clauses)
            return WhyNot("must_not", event.number if event is not None else 0, self._forbidden, asked=asked)
        for tested, truth in truths:
            if not scene.settle(truth):
                return tested.why(scene, event, at)
        return None


def _of_clause(clause: FieldTest | AnyCondition | NotCondition, place: Place) -> Iterator[_Tested]:
    if not isinstance(clause, FieldTest):
        yield _Tested(compile_clause(clause, place), _nothing, "hold", said(clause), clause)
        return
    read = reader(place, clause.path)
    told = readable(clause, place) is not None
    for test in clause.tests:
        check = compile_test(test, read, clause.path, place)
        band = _band(test, place)
        text = f"{clause.path} {_with_bounds(test, place)}"
        one = FieldTest(clause.path, (test,))
        code, bound = _SIDES.get(test.op, "hold"), _bound(test, clause.path, place)
        yield _Tested(check, read, code, text, one, told, band, bound)


def _nothing(_scene: Scene, _event: Event | None, _at: int, _actor: object) -> object:
    return None


def _band(test: Test, place: Place) -> Band | None:
    if test.op != "in" or len(test.operands) != 1:
        return None
    read = value_reader(test.operands[0], place, lambda raw: raw).constant
    return read.value if read is not None and isinstance(read.value, Band) else None


def _bound(test: Test, path: str, place: Place) -> object:
    """What a length of time is compared with."""
    fact = place.edition.facts.get(path)
    if fact is None or fact.form != "elapsed" or not test.operands:
        return None
    read = value_reader(test.operands[0], place, lambda raw: typed(raw, FieldType("duration"))).constant
    return None if read is None else read.value


def _with_bounds(test: Test, place: Place) -> str:
    """A test as text, with what fills its blanks."""
    if test.inner:
        return spoken(test)
    return f"{test.op} {', '.join(_written(operand, test.op, place) for operand in test.operands)}"


def _written(operand: ValueForm, op: str, place: Place) -> str:
    read = value_reader(operand, place, lambda raw: raw).constant
    if read is None or read.missing is not None:
        return str(plain_value(operand))
    shown = ", ".join(str(item) for item in read.value) if isinstance(read.value, list | tuple) else str(read.value)
    return shown if op == "matches" else shown.lower()


def values_of(conditions: tuple[Condition, ...], place: Place) -> tuple[Applied, ...]:
    """The blanks that conditions compare with, with what fills them and who said so."""
    found: dict[str, Applied] = {}
    tested = [one for condition in conditions for one in condition.tested()]
    for path, operand in ((one.path, operand) for one in tested for test in one.tests for operand in test.values()):
        filled = place.edition.values.get(operand.name) if isinstance(operand, Blank) else None
        if filled is not None and isinstance(filled.form, Literal):
            found.setdefault(filled.origin, Applied(path, _text(filled.form.raw), filled.origin))
    return tuple(found.values())


def _text(raw: object) -> str:
    return ", ".join(str(item) for item in raw) if isinstance(raw, list | tuple) else str(raw)
