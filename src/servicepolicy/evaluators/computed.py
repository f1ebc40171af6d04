"""Computed facts: worked out once, from everything known by the judged moment.

What a person may do is told as of the instant asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from servicepolicy.errors import CalendarNotPublished, MoneyError
from servicepolicy.evaluators.authority import AuthorityEvaluator
from servicepolicy.evaluators.edition import Edition
from servicepolicy.evaluators.judging import Evaluator, judge
from servicepolicy.evaluators.paths import HEADER, Place, reader
from servicepolicy.evaluators.scene import Missing, Scene
from servicepolicy.evaluators.signals import Matcher
from servicepolicy.evaluators.values import as_instant, typed
from servicepolicy.models.timeline import Actor, Event
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds
from servicepolicy.money import Money
from servicepolicy.rules.facts import Between, ComputedFact, Picked
from servicepolicy.rules.selector import Selector
from servicepolicy.verdict import Status, worst

if TYPE_CHECKING:
    from servicepolicy.worktime import Span

__all__ = ["Computer"]

_COMPARE: Mapping[str, Callable[[int], bool]] = {
    "eq": lambda sign: sign == 0,
    "ne": lambda sign: sign != 0,
    "gt": lambda sign: sign > 0,
    "ge": lambda sign: sign >= 0,
    "lt": lambda sign: sign < 0,
    "le": lambda sign: sign <= 0,
}


class Computer:
    """Works out the computed facts of an edition."""

    def __init__(self, edition: Edition, evaluators: Mapping[str, Evaluator]) -> None:
        self.edition = edition
        self.evaluators = evaluators
        self._matchers: dict[str, Matcher] = {}  # by the fact's name and the selector's part in it

    def __call__(self, scene: Scene, name: str, at: int) -> object:
        """The value of a fact, or what is missing for it."""
        fact = self.edition.facts[name]
        if fact.form == "authority":
            return self._authority(scene, name, fact, at)
        if name not in scene.memo:
            scene.memo[name] = self._work_out(scene, name, fact)
        return scene.memo[name]

    def _work_out(self, scene: Scene, name: str, fact: ComputedFact) -> object:
        form = fact.form
        match form:
            case "verdict":
                return self._verdict(scene, name, fact)
            case "elapsed":
                return Missing(0, name) if fact.elapsed is None else self._elapsed(scene, name, fact.elapsed)
            case "compare":
                return Missing(0, name) if fact.compare is None else self._compare(scene, name, *fact.compare)
            case "count":
                return sum(1 for _ in self._events(scene, fact.selector(), name, fact.within))
            case _:
                return self._over_a_field(scene, name, fact, form)

    # events

    def _matcher(self, selector: Selector, part: str, subject: str) -> Matcher:
        """The selector that plays a part in a fact, compiled once."""
        if part not in self._matchers:
            self._matchers[part] = Matcher(selector, Place(self.edition, subject, HEADER))
        return self._matchers[part]

    def _events(
        self, scene: Scene, selector: Selector, part: str, within: Span | None, since: int | None = None
    ) -> Iterator[Event]:
        matcher = self._matcher(selector, part, scene.facts.subject)
        for event in matcher.candidates(scene):
            if since is not None and event.at < since:
                continue
            if within is not None:
                leaves = event.at + within.amount  # a window of elapsed time: loading checked its kind
                if leaves <= scene.as_of:
                    continue
                scene.hints.append(leaves)
            if scene.settle(matcher.truth(scene, event)):
                yield event

    def _field(self, event: Event, of: str | None) -> object:
        if of == "at":
            return event.at
        found = event.fields.get(of or "")
        return Missing(event.number, of or "") if found is None else found

    def _over_a_field(self, scene: Scene, name: str, fact: ComputedFact, form: str) -> object:
        events = list(self._events(scene, fact.selector(), name, fact.within))
        if form in ("first", "last"):
            if not events:
                return Missing(0, name)
            event = events[0] if form == "first" else events[-1]
            return _typed(self._field(event, fact.of), event, scene, fact)
        values = [_typed(self._field(event, fact.of), event, scene, fact) for event in events]
        for value in values:
            if isinstance(value, Missing):
                return value
        match form:
            case "distinct":
                return len({item for value in values for item in _items(value)})
            case "union":
                return tuple(sorted({str(item) for value in values for item in _items(value)}))
            case "sum":
                return _total(values, name)
            case _:
                if not values:
                    return Missing(0, name)
                return _extreme(values, largest=form == "max")

    # other forms

    def _elapsed(self, scene: Scene, name: str, between: Between) -> object:
        first = next(self._events(scene, between.since, f"{name} from", None), None)
        if first is None:
            return Missing(0, name)
        followers = self._events(scene, between.until, f"{name} to", None, since=first.at)
        last = next(followers, None)
        if last is None:
            return Missing(0, name)
        if between.clock is None:
            return last.at - first.at
        clock = scene.clock(between.clock, first.at)
        if isinstance(clock, Missing):
            return clock
        try:
            return clock.elapsed_us(first.at, last.at)
        except CalendarNotPublished as beyond:
            return Missing(0, f"calendar {beyond.calendar} {beyond.year}")

    def _compare(self, scene: Scene, name: str, left: Picked, op: str, right: Picked) -> object:
        one, other = self._side(scene, name, left, "left"), self._side(scene, name, right, "right")
        if isinstance(one, Missing):
            return one
        if isinstance(other, Missing):
            return other
        try:
            one, other = _alike(one, other, left), _alike(other, one, right)
            if op in ("eq", "ne"):
                return (one == other) == (op == "eq")
            sign = _sign(one, other)
        except (TypeError, ValueError, MoneyError):
            return Missing(0, name)
        return _COMPARE[op](sign)

    def _side(self, scene: Scene, name: str, side: Picked, which: str) -> object:
        if side.value is not None:
            return side.value
        if side.field is not None:
            return reader(Place(self.edition, scene.facts.subject, HEADER), side.field)(scene, None, scene.as_of, None)
        selector = side.first or side.last
        if selector is None:
            return Missing(0, name)
        events = list(self._events(scene, selector, f"{name} {which}", None))
        if not events:
            return Missing(0, name)
        return self._field(events[0] if side.first is not None else events[-1], side.of)

    def _verdict(self, scene: Scene, name: str, fact: ComputedFact) -> object:
        """Whether another rule's answer is one of those named; what is pending waits, what is unknown is missing."""
        evaluator = self.evaluators.get(fact.verdict or "")
        if evaluator is None or fact.is_ is None:
            return Missing(0, name)
        apart = Scene(scene.facts, scene.as_of, scene.known_at, scene.context, scene.edition, self)
        verdicts = judge(evaluator, apart)
        scene.hints.extend(apart.hints)
        scene.hints.extend(verdict.next_us for verdict in verdicts if verdict.next_us is not None)
        status = worst(verdict.status for verdict in verdicts)
        if status.value in fact.is_:
            return True
        if status in (Status.UNKNOWN, Status.PENDING):
            doubts = tuple(sorted({doubt for verdict in verdicts for doubt in verdict.doubts}))
            return Missing(0, name, future=status is Status.PENDING, because=doubts)
        return False

    def _authority(self, scene: Scene, name: str, fact: ComputedFact, at: int) -> object:
        """Whether a person or role may do what a rule limits, as of the instant asked about."""
        evaluator = self.evaluators.get(fact.authority or "")
        if not isinstance(evaluator, AuthorityEvaluator) or fact.is_ is None:
            return Missing(0, name)
        if fact.of == "owner":
            if scene.owner is None:
                return Missing(0, name)
            actor = scene.owner
        else:
            actor = Actor(None, fact.of, scene.unit_of(at), "human")
        apart = Scene(scene.facts, scene.as_of, scene.known_at, scene.context, scene.edition, self)
        amount = scene.facts.value("amount", at)
        fields = {} if amount is None else {"amount": amount}
        kind = min(evaluator.rule.action.kinds())
        decision = evaluator.decide(apart, Event(0, kind, at, at, None, None, (actor,), fields, False))
        if decision.effect.value in fact.is_:
            return True
        return Missing(0, name, because=decision.doubts) if decision.effect.value == "unknown" else False


def _typed(value: object, event: Event, scene: Scene, fact: ComputedFact) -> object:
    """A field's value in the type of the fact: a host's own field holds a time as text, and a number there is none."""
    if fact.type != "instant" or fact.of == "at" or isinstance(value, Missing) or fact.of is None:
        return value
    subject = scene.facts.subject
    if event.kind in event_kinds(subject):
        declared = event_fields(subject, event.kind).get(fact.of)
        if declared is not None and declared.kind == "instant":
            return value
    try:
        return as_instant(value)
    except ValueError:
        return Missing(event.number, fact.of)


def _alike(value: object, other: object, side: Picked) -> object:
    """What a policy says outright, in the type of what it is compared with."""
    if side.value is None or not isinstance(value, str):
        return value
    match other:
        case Money():
            return typed(value, FieldType("money"))
        case bool():
            return typed(value, FieldType("bool"))
        case int():
            return typed(value, FieldType("instant" if "T" in value else "decimal"))
        case Decimal():
            return typed(value, FieldType("decimal"))
        case _:
            return value


def _sign(one: Any, other: Any) -> int:  # what has no order raises TypeError
    return int(one > other) - int(one < other)


def _extreme(values: list[Any], *, largest: bool) -> object:  # one field has one type
    return max(values) if largest else min(values)


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _added(total: Any, number: Any) -> object:  # amounts of two currencies raise MoneyError
    return total + number


def _total(values: list[object], name: str) -> object:
    """The sum of numbers, or of amounts in one currency; of nothing, nought."""
    total: object = None
    for value in values:
        number = Decimal(value) if isinstance(value, int) else value
        try:
            total = number if total is None else _added(total, number)
        except (TypeError, MoneyError):
            return Missing(0, name)
    return Decimal(0) if total is None else total
