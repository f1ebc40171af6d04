"""Conditions, compiled to functions that answer yes, no, or a doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from servicepolicy.errors import MoneyError
from servicepolicy.evaluators.paths import ACTOR, Place, field_type, reader
from servicepolicy.evaluators.scene import Missing, Reader, Scene
from servicepolicy.evaluators.values import typed, value_reader
from servicepolicy.models.timeline import Actor, Event
from servicepolicy.rules.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.rules.truth import Truth, all_of, any_of, negate
from servicepolicy.rules.value import Literal, plain_value

__all__ = ["Check", "compile_condition", "compile_who", "failing_test"]

Check: TypeAlias = Callable[[Scene, Event | None, int, Actor | None], Truth]
"""Tests a condition: scene, the event at hand, the judged instant, the actor at hand."""

# a test and its negation are one leaf: `lt` is asked as not `ge`, `gt` as not `le`, `not` as not `in`
_NEGATED = {"lt": "ge", "gt": "le", "not": "in"}


def compile_condition(condition: Condition, place: Place) -> Check | None:
    """Compile a condition; the empty one, which always holds, is `None`."""
    checks = [_clause(clause, place) for clause in condition.clauses]
    if not checks:
        return None
    if len(checks) == 1:
        return checks[0]
    return lambda scene, event, at, actor: all_of(check(scene, event, at, actor) for check in checks)


def compile_who(condition: Condition, place: Place) -> Check | None:
    """Compile a condition on actors: it holds if one of the event's actors meets it; no actor at all is a doubt."""
    check = compile_condition(condition, Place(place.edition, place.subject, ACTOR, place.kinds))
    if check is None:
        return None

    def some(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        if event is None or not event.actors:
            return check(scene, event, at, actor)
        return any_of(check(scene, event, at, who) for who in event.actors)

    return some


def failing_test(where: Condition, who: Condition, place: Place, scene: Scene, event: Event) -> str:
    """The first clause that an event does not plainly meet, as the policy says it. Asked only when explaining."""
    for clause in where.clauses:
        if _clause(clause, place)(scene, event, event.at, None) is not True:
            return _said(clause)
    for clause in who.clauses:
        check = compile_who(Condition((clause,)), place)
        if check is not None and check(scene, event, event.at, None) is not True:
            return f"who {_said(clause)}"
    return ""


def _said(clause: FieldTest | AnyCondition | NotCondition) -> str:
    """A clause as short text: `customer_told is true`."""
    match clause:
        case FieldTest(path, tests):
            return f"{path} " + " and ".join(
                f"{test.op} {', '.join(str(plain_value(operand)).lower() for operand in test.operands)}"
                for test in tests
            )
        case AnyCondition(options):
            return " or ".join(_said(part) for option in options for part in option.clauses)
        case NotCondition(condition):
            return "not " + " and ".join(_said(part) for part in condition.clauses)


def _clause(clause: FieldTest | AnyCondition | NotCondition, place: Place) -> Check:
    match clause:
        case FieldTest(path, tests):
            read = reader(place, path)
            checks = [_test(test, read, path, place) for test in tests]
            if len(checks) == 1:
                return checks[0]
            return lambda scene, event, at, actor: all_of(check(scene, event, at, actor) for check in checks)
        case AnyCondition(options):
            parts = [compile_condition(option, place) for option in options]
            return lambda scene, event, at, actor: any_of(
                part is None or part(scene, event, at, actor) for part in parts
            )
        case NotCondition(condition):
            inner = compile_condition(condition, place)
            return lambda scene, event, at, actor: negate(inner is None or inner(scene, event, at, actor))


def _test(test: Test, read: Reader, path: str, place: Place) -> Check:
    if test.op == "present":
        return _presence(read, wanted=test.operands[0] == Literal(True))
    if test.op in _NEGATED:
        positive = _test(Test(_NEGATED[test.op], test.operands), read, path, place)
        return lambda scene, event, at, actor: negate(positive(scene, event, at, actor))
    declared = field_type(place, path)
    key = f"{test.op} {[plain_value(operand) for operand in test.operands]}"
    operands = [value_reader(operand, place, lambda raw: typed(raw, declared)) for operand in test.operands]
    holds = _HOLDS[test.op]
    if len(operands) == 1 and operands[0].constant is not None and test.op == "is":
        return _equality(read, operands[0].constant.value, key)

    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if isinstance(found, Missing):
            return found.leaf(key)
        truths: list[Truth] = []
        for operand in operands:
            wanted = operand.read(scene, event, at, actor)
            if wanted.missing is not None:
                truths.append(wanted.missing.leaf(key))
                continue
            try:
                truths.append(holds(found, wanted.value))
            except (TypeError, MoneyError):  # another type or currency: nothing can be said (decision 10)
                number = event.number if event is not None else 0
                truths.append(Missing(number, path).leaf(key))
        return any_of(truths)

    return check


def _equality(read: Reader, wanted: object, key: str) -> Check:
    """The commonest test, without detours."""
    if isinstance(wanted, tuple):
        return lambda scene, event, at, actor: _is(read(scene, event, at, actor), wanted, key)

    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if found == wanted:
            return True
        return _is(found, wanted, key)

    return check


def _is(found: object, wanted: object, key: str) -> Truth:
    return found.leaf(key) if isinstance(found, Missing) else _equal(found, wanted)


def _presence(read: Reader, *, wanted: bool) -> Check:
    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if not isinstance(found, Missing):
            return wanted
        if found.offered:
            return not wanted
        absent = found.leaf("present")
        return absent if wanted else negate(absent)

    return check


def _equal(found: object, wanted: object) -> bool:
    """Equality; of several (roles held at once, people at one act) one is enough."""
    if isinstance(found, tuple) and not isinstance(wanted, tuple):
        return wanted in found
    if isinstance(wanted, tuple) and not isinstance(found, tuple):
        return found in wanted
    return found == wanted


def _at_least(found: Any, wanted: Any) -> bool:  # what cannot be compared raises TypeError, which is a doubt
    return bool(found >= wanted)


def _at_most(found: Any, wanted: Any) -> bool:  # likewise
    return bool(found <= wanted)


_HOLDS: dict[str, Callable[[object, object], bool]] = {"is": _equal, "in": _equal, "ge": _at_least, "le": _at_most}
