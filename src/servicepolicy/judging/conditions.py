"""Conditions, compiled to functions that answer yes, no, or a doubt."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.judging.case_view import Missing, Reader, Scene
from servicepolicy.judging.declared import known_of, of_declared
from servicepolicy.judging.lasting import in_microseconds
from servicepolicy.judging.length import commensurate, dates_of
from servicepolicy.judging.membership import asks_membership, compile_membership
from servicepolicy.judging.readers import ACTOR, FACT, Place, reader_of
from servicepolicy.judging.values import reads, typed
from servicepolicy.language.band import Band
from servicepolicy.language.bound.bind import spoken
from servicepolicy.language.bound.cells import equal
from servicepolicy.language.bound.names import Ref
from servicepolicy.language.bound.nodes import (
    BoundAny,
    BoundClause,
    BoundCondition,
    BoundField,
    BoundNot,
    BoundTest,
    Outright,
)
from servicepolicy.language.condition import AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.template import Template
from servicepolicy.language.truth import Truth, all_of, any_of, negate
from servicepolicy.models.event import Actor, Event
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.money import Money
from servicepolicy.results.verdict import Asked
from servicepolicy.worktime import Span

__all__ = [
    "Check",
    "Clause",
    "Failed",
    "Part",
    "asked_of",
    "clauses_of",
    "compile_clause",
    "compile_condition",
    "compile_test",
    "compile_who",
    "failing_test",
    "holds_of",
    "of_one_post",
    "readable",
    "said",
    "shown",
    "spoken",
    "who_holds",
]

Check: TypeAlias = Callable[[Scene, Event | None, int, Actor | None], Truth]
"""Tests a condition: scene, the event at hand, the judged instant, the actor at hand."""

Part: TypeAlias = FieldTest | AnyCondition | NotCondition
"""One clause of a condition."""

_Judge: TypeAlias = Callable[[object, Scene, Event | None, int, Actor | None], Truth]
"""Tests a value that is there."""

# a test and its negation are one leaf: `lt` is asked as not `ge`, `gt` as not `le`, `not` as not `in`
_NEGATED = {"lt": "ge", "gt": "le", "not": "in"}


def compile_condition(condition: Condition, place: Place) -> Check | None:
    """Bind and compile a condition; the empty one, which always holds, is `None`."""
    return holds_of(place.edition.binder.condition(condition, place.spot))


def holds_of(condition: BoundCondition) -> Check | None:
    """Compile a bound condition; the empty one, which always holds, is `None`."""
    checks = [_clause_holds(clause) for clause in condition.clauses]
    return _together(checks) if checks else None


def _together(checks: list[Check]) -> Check:
    """All checks hold."""
    if len(checks) == 1:
        return checks[0]

    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        doubts: list[Truth] | None = None
        for one in checks:  # most facts are sure, and a generator costs as much as a test
            truth = one(scene, event, at, actor)
            if truth is False:
                return False
            if truth is not True:
                doubts = [truth] if doubts is None else [*doubts, truth]
        return True if doubts is None else all_of(doubts)

    return check


def compile_who(condition: Condition, place: Place) -> Check | None:
    """Bind and compile a condition on actors."""
    return who_holds(place.edition.binder.condition(condition, attrs.evolve(place.spot, bare=ACTOR)))


def who_holds(condition: BoundCondition) -> Check | None:
    """Compile a condition on actors: it holds if one of the event's actors meets it; no actor at all is a doubt."""
    check = holds_of(condition)
    if check is None:
        return None
    if _asks_one_post(condition):
        check = _in_one_post(check)

    def some(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        if event is None or not event.actors:
            return check(scene, event, at, actor)
        if len(event.actors) == 1:
            return check(scene, event, at, event.actors[0])
        return any_of(check(scene, event, at, who) for who in event.actors)

    return some


def of_one_post(condition: Condition) -> bool:
    """Whether a condition asks of role and unit at once, and so of one and the same post."""
    asked = {clause.path.removeprefix("actor.") for clause in condition.clauses if isinstance(clause, FieldTest)}
    return {"role", "unit"} <= asked


def _asks_one_post(condition: BoundCondition) -> bool:
    refs = (clause.ref for clause in condition.clauses if isinstance(clause, BoundField))
    return {"role", "unit"} <= {ref.name for ref in refs if ref.root == ACTOR}


def _in_one_post(check: Check) -> Check:
    def held(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        if actor is None:
            return check(scene, event, at, actor)
        return any_of(check(scene, event, at, one) for one in scene.in_each_post(actor, at))

    return held


class Failed(NamedTuple):
    """A test that an event fails.

    Args:
        said: The test as the policy says it.
        found: What was found instead; empty where that is not recorded, or personal.
        asked: The test, to be told in words.
    """

    said: str = ""
    found: str = ""
    asked: Asked | None = None


def failing_test(where: Condition, who: Condition, place: Place, scene: Scene, event: Event) -> Failed:
    """The first clause that an event does not plainly meet. Asked only when explaining."""
    for clause in where.clauses:
        if compile_clause(clause, place)(scene, event, event.at, None) is not True:
            return Failed(said(clause), asked=asked_of(event, clause))
    for clause in who.clauses:
        check = compile_who(Condition((clause,)), place)
        if check is not None and check(scene, event, event.at, None) is not True:
            return Failed(f"who {said(clause)}", asked=asked_of(event, clause, of_actors=True))
    return Failed()


def asked_of(event: Event | None, *clauses: Part, of_actors: bool = False) -> Asked:
    """What is asked of an event, or of the header, by clauses."""
    kinds = () if event is None else (event.kind,)
    return Asked(Condition(clauses), kinds, of_actors, event is not None and event.number < 0)


@attrs.frozen
class Clause:
    """One clause of a selector, compiled by itself, for telling why an event does not match.

    Attributes:
        clause: The clause.
        check: Whether it holds.
        read: Reads what it tests, once for each actor where it is asked of actors; `None`: not to be told.
        of_actors: It is asked of whoever acts.
    """

    clause: Part
    check: Check
    read: Reader | None
    of_actors: bool

    def failed(self, scene: Scene, event: Event) -> Failed:
        """That an event fails it."""
        return Failed(
            said(self.clause), self.found(scene, event), asked_of(event, self.clause, of_actors=self.of_actors)
        )

    def found(self, scene: Scene, event: Event) -> str:
        """What an event says there; empty where that is not recorded, or personal."""
        if self.read is None:
            return ""
        actors = event.actors if self.of_actors else (None,)
        values = [self.read(scene, event, event.at, actor) for actor in actors]
        return ", ".join(dict.fromkeys(shown(value) for value in values if not isinstance(value, Missing)))


def clauses_of(where: Condition, who: Condition, place: Place) -> tuple[Clause, ...]:
    """The clauses of a selector one by one, those on the event first."""
    found = [Clause(one, compile_clause(one, place), readable(one, place), of_actors=False) for one in where.clauses]
    actor = Place(place.edition, place.subject, ACTOR, place.kinds)
    for clause in who.clauses:
        check = compile_who(Condition((clause,)), place)
        if check is not None:
            found.append(Clause(clause, check, readable(clause, actor), of_actors=True))
    return tuple(found)


def readable(clause: Part, place: Place) -> Reader | None:
    """Reads what a clause tests, where that may be told: it is one field, not a personal one, and no instant."""
    if not isinstance(clause, FieldTest):
        return None
    ref = place.edition.binder.ref(clause.path, place.spot)
    return None if asks_membership(ref) or ref.personal or ref.kind == "instant" else reader_of(ref)


def shown(value: object) -> str:
    """A value as the policy would write it."""
    if isinstance(value, tuple):
        return ", ".join(shown(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def said(clause: Part) -> str:
    """A clause as short text: `customer_told is true`."""
    match clause:
        case FieldTest(path, tests):
            return f"{path} " + " and ".join(spoken(test) for test in tests)
        case AnyCondition(options):
            return " or ".join(said(part) for option in options for part in option.clauses)
        case NotCondition(condition):
            return "not " + " and ".join(said(part) for part in condition.clauses)


def compile_clause(clause: Part, place: Place) -> Check:
    """Bind and compile one clause of a condition."""
    return _clause_holds(place.edition.binder.clause(clause, place.spot))


def _clause_holds(clause: BoundClause) -> Check:
    match clause:
        case BoundField(ref, tests) if asks_membership(ref):
            return compile_membership(tests)
        case BoundField(ref, tests):
            read = reader_of(ref)
            return _together([_test_holds(test, read, ref) for test in tests])
        case BoundAny(options):
            parts = [holds_of(option) for option in options]
            return lambda scene, event, at, actor: any_of(
                part is None or part(scene, event, at, actor) for part in parts
            )
        case BoundNot(condition):
            inner = holds_of(condition)
            return lambda scene, event, at, actor: negate(inner is None or inner(scene, event, at, actor))


def compile_test(test: Test, read: Reader, path: str, place: Place) -> Check:
    """Bind and compile one test on the value that `read` reads at `path`."""
    binder = place.edition.binder
    ref = binder.ref(path, place.spot)
    return _test_holds(binder.test(test, place.spot, ref.type), read, ref)


def _test_holds(test: BoundTest, read: Reader, ref: Ref) -> Check:
    if test.op == "present":
        return _presence(read, wanted=isinstance(test.operands[0], Outright) and test.operands[0].raw is True)
    check = _value_holds(test, read, ref)
    if ref.root != FACT:
        return check

    def of_what_happened(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if isinstance(found, Missing) and found.absent:
            return False  # nothing happened that it could be read from: it fits no test, and no test's negation
        return check(scene, event, at, actor)

    return of_what_happened


def _value_holds(test: BoundTest, read: Reader, ref: Ref) -> Check:
    """One test on a value that is there, or in doubt."""
    if test.op in _NEGATED:
        positive = _value_holds(test.asked_as(_NEGATED[test.op]), read, ref)
        return lambda scene, event, at, actor: negate(positive(scene, event, at, actor))
    key = _key(test)
    if ref.root == FACT:
        key = f"{ref.path} {key}"  # what a fact rests on may be tested itself, and is another doubt
        if not _of_its_type(test, ref.type):
            return lambda *_said: Missing(0, ref.path).leaf(key)  # compared with what it can never be
        if ref.running:
            return _while_running(test, key, read, _judge(test, ref, ref.type), _as_duration)
    if ref.type is not None and ref.type.lasts:
        return _while_running(test, key, read, _judge(test, ref, ref.type), _as_minutes)
    if test.op == "is" and not known_of(ref):
        operand = reads(test.operands[0], _convert("is", ref.type))
        if operand.constant is not None and not isinstance(operand.constant.value, Band):
            return _equality(read, operand.constant.value, key)
    if test.op == "in" and not known_of(ref):
        words = _words(test, ref)
        if words is not None:
            return _one_of(read, words, key)
    judge, of_a_list = _judge(test, ref, ref.type), test.op == "has"

    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if isinstance(found, Missing) and not (of_a_list and (found.among or found.never)):
            return found.leaf(key)
        return judge(found, scene, event, at, actor)

    return check


def _as_duration(raw: object) -> object:
    return raw if isinstance(raw, Band) else typed(raw, FieldType("duration"))


def _as_minutes(raw: object) -> object:
    return raw if isinstance(raw, Band) else in_microseconds(typed(raw, FieldType("decimal")))


def _while_running(
    test: BoundTest, key: str, read: Reader, ended: _Judge, convert: Callable[[object], object]
) -> Check:
    """A length of time whose end has not come is over a bound once it has passed it, however long it gets."""
    operands = [reads(operand, convert) for operand in test.operands]
    also_equal = test.op == "ge"  # other tests it fails once it is longer than all that they name

    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if not isinstance(found, Missing):
            return ended(found, scene, event, at, actor)
        if found.running is None:
            return found.leaf(key)
        for operand in operands:
            bound = operand.read(scene, event, at, actor).value
            running = found.running
            if isinstance(bound, Span) and running.in_dates is not None:
                running, bound = running.in_dates, dates_of(bound)
            if isinstance(bound, bool) or not isinstance(bound, int):
                return found.leaf(key)
            passed = bound if also_equal else bound + 1
            if running.so_far < passed:
                reached = running.reaches(passed)
                scene.hints.extend(() if reached is None else (reached,))
                return found.leaf(key)
        return also_equal

    return check


def _of_its_type(test: BoundTest, declared: FieldType | None) -> bool:
    """Whether what a computed fact is compared with can be read in the type of the fact."""
    try:
        for operand in test.operands:
            if isinstance(operand, Outright) and test.op != "matches" and not isinstance(operand.raw, Band):
                typed(operand.raw, declared)
    except ValueError:
        return False
    return True


def _key(test: BoundTest) -> str:
    op = "in" if test.op == "is" else test.op  # so that `x: a` and `x: {not: a}` are one doubt
    return test.said if test.inner else f"{op} {list(test.texts)}"


def _convert(op: str, declared: FieldType | None) -> Callable[[object], object]:
    if op == "matches":
        return lambda raw: Template.parse(str(raw))
    return lambda raw: raw if isinstance(raw, Band) else typed(raw, declared)


def _judge(test: BoundTest, ref: Ref, declared: FieldType | None) -> _Judge:
    match test.op:
        case "has":
            return _each_of([_holding(part, ref) for part in test.inner])
        case "size":
            return _size(_each_of([_judge(part, ref, FieldType("integer")) for part in test.inner]))
        case "under":
            return _below(test)
        case "each":
            return _every(_each_of([_judge(part, ref, declared) for part in test.inner]))
        case op if op in _NEGATED:
            positive = _judge(test.asked_as(_NEGATED[op]), ref, declared)
            return lambda found, scene, event, at, actor: negate(positive(found, scene, event, at, actor))
        case _:
            return _compared(test, ref, declared)


def _compared(test: BoundTest, ref: Ref, declared: FieldType | None) -> _Judge:
    """One of the operands stands in the relation; another type or currency says nothing (decision 10)."""
    key = _key(test)
    operands = [reads(operand, _convert(test.op, declared)) for operand in test.operands]
    holds = _HOLDS[test.op]
    computed = ref.root == FACT

    def judge(found: object, scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        truths: list[Truth] = []
        for operand in operands:
            wanted = operand.read(scene, event, at, actor)
            if wanted.missing is not None:
                truths.append(wanted.missing.leaf(key))
                continue
            try:
                truths.append(holds(*commensurate(_nought(found, wanted.value), wanted.value)))
            except (TypeError, MoneyError):
                number = event.number if event is not None and not computed else 0
                truths.append(Missing(number, ref.path).leaf(key))
        return any_of(truths)

    return of_declared(judge, ref, key) if test.op in ("is", "in") else judge


def _below(test: BoundTest) -> _Judge:
    """A unit is one of the operands or lies below one of them; without the tree of units that is a doubt."""
    key = _key(test)
    operands = [reads(operand, str) for operand in test.operands]

    def judge(found: object, scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        truths: list[Truth] = []
        for operand in operands:
            wanted = operand.read(scene, event, at, actor)
            if wanted.missing is not None:
                truths.append(wanted.missing.leaf(key))
            elif found == wanted.value:
                truths.append(True)
            else:
                tree = scene.organisation
                lies = tree.under(str(found), str(wanted.value)) if tree is not None else None
                truths.append(Missing(0, "organisation.units").leaf(f"{key} {found}") if lies is None else lies)
        return any_of(truths)

    return judge


def _nought(found: object, wanted: object) -> object:
    """The sum of no amounts, which is of no currency, is nothing in each."""
    if isinstance(wanted, Money) and isinstance(found, Decimal) and not found:
        return Money("0", wanted.currency)
    return found


# tests on lists: an absent list was a doubt already


def _each_of(judges: list[_Judge]) -> _Judge:
    if len(judges) == 1:
        return judges[0]
    return lambda found, scene, event, at, actor: all_of(judge(found, scene, event, at, actor) for judge in judges)


def _elements(found: object) -> tuple[object, ...]:
    return found if isinstance(found, tuple) else (found,)


def _size(judge: _Judge) -> _Judge:
    """How many different elements: what a list says twice counts once."""
    return lambda found, scene, event, at, actor: judge(len(set(_elements(found))), scene, event, at, actor)


def _every(judge: _Judge) -> _Judge:
    return lambda found, scene, event, at, actor: all_of(
        judge(element, scene, event, at, actor) for element in _elements(found)
    )


def _holding(test: BoundTest, ref: Ref) -> _Judge:
    """Whether a list holds `all`, `any` or `none` of some values; a blank may hold several of them."""
    if test.op == "none":
        some = _holding(test.asked_as("any"), ref)
        return lambda found, scene, event, at, actor: negate(some(found, scene, event, at, actor))
    key = f"has {_key(test)}"
    operands = [reads(operand, _convert("in", ref.type)) for operand in test.operands]
    together = all_of if test.op == "all" else any_of

    def judge(found: object, scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        elements = found.among if isinstance(found, Missing) else _elements(found)
        others: Truth = found.leaf(key) if isinstance(found, Missing) else False  # whether it holds another
        never = found.never if isinstance(found, Missing) else ()
        truths: list[Truth] = []
        for operand in operands:
            wanted = operand.read(scene, event, at, actor)
            if wanted.missing is not None:
                truths.append(wanted.missing.leaf(key))
            else:
                truths.extend(value in elements or (value not in never and others) for value in _elements(wanted.value))
        return together(truths)

    return of_declared(judge, ref, key)


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


def _words(test: BoundTest, ref: Ref) -> tuple[str, ...] | None:
    """The operands of a test, where all are words that stand outright; else `None`."""
    found: list[str] = []
    for operand in test.operands:
        constant = reads(operand, _convert(test.op, ref.type)).constant
        if constant is None or not isinstance(constant.value, str):
            return None
        found.append(constant.value)
    return tuple(found)


def _one_of(read: Reader, words: tuple[str, ...], key: str) -> Check:
    """The second commonest test, one of several words: what `_compared` says, in half the time."""

    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if found in words:
            return True
        if isinstance(found, Missing):
            return False if found.never and all(word in found.never for word in words) else found.leaf(key)
        return isinstance(found, tuple) and any(word in found for word in words)

    return check


def _is(found: object, wanted: object, key: str) -> Truth:
    if isinstance(found, Missing):
        return False if wanted in found.never else found.leaf(key)
    return equal(found, wanted)


def _presence(read: Reader, *, wanted: bool) -> Check:
    def check(scene: Scene, event: Event | None, at: int, actor: Actor | None) -> Truth:
        found = read(scene, event, at, actor)
        if not isinstance(found, Missing):
            return wanted
        if found.offered and not found.future:
            return not wanted
        absent = found.leaf("present")
        return absent if wanted else negate(absent)

    return check


def _among(found: object, wanted: object) -> bool:
    """One of a list, or within a band."""
    return wanted.side(found) == "in" if isinstance(wanted, Band) else equal(found, wanted)


def _fits(found: object, wanted: object) -> bool:
    """Whether a text is of the form of a template."""
    return isinstance(wanted, Template) and wanted.matches(str(found))


def _at_least(found: Any, wanted: Any) -> bool:  # what cannot be compared raises TypeError, which is a doubt
    return bool(found >= wanted)


def _at_most(found: Any, wanted: Any) -> bool:  # likewise
    return bool(found <= wanted)


_HOLDS: dict[str, Callable[[object, object], bool]] = {
    "is": _among,  # what fills a blank of type `range` is a band, however it is asked
    "in": _among,
    "ge": _at_least,
    "le": _at_most,
    "matches": _fits,
}
