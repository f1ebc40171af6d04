"""Computed facts: each asked of an instant, and answered with what had happened by then.

Two forms wait for what is still to come, and are read once, when it is decided: the verdict of another rule, and a
length of time whose end has not come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from servicepolicy.errors import CalendarNotPublished, MoneyError
from servicepolicy.judging.abilities import Decides
from servicepolicy.judging.case_view import InPost, Missing, Reader, Running, Scene
from servicepolicy.judging.conditions import Check, compile_condition
from servicepolicy.judging.length import Length
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.readers import HEADER, Place, reader
from servicepolicy.judging.values import as_instant, typed
from servicepolicy.judging.verdicts import Evaluator, Judged, judge
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.computed_fact import Between, ComputedFact, Lasting, ListedBy, Picked
from servicepolicy.language.selector import Selector
from servicepolicy.language.truth import Leaf, Truth, all_of
from servicepolicy.models.event import Event
from servicepolicy.models.organisation_queries import Post
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, header_fields
from servicepolicy.money import Money
from servicepolicy.results.verdict import Status, Verdict, worst
from servicepolicy.worktime._instant import date_of, first_instant, local_or_instant
from servicepolicy.worktime.window import window_end

__all__ = ["Computer"]

_NOT_ASKED = object()

_COMPARE: Mapping[str, Callable[[int], bool]] = {
    "eq": lambda sign: sign == 0,
    "ne": lambda sign: sign != 0,
    "gt": lambda sign: sign > 0,
    "ge": lambda sign: sign >= 0,
    "lt": lambda sign: sign < 0,
    "le": lambda sign: sign <= 0,
}

_FRAME = frozenset({"at", "recorded_at", "seq", "id"})  # what every event has beside its own fields
_OF_ACTORS = {"by": "id", "role": "role", "unit": "unit", "kind": "kind"}


class Computer:
    """Works out the computed facts of an edition."""

    def __init__(self, edition: Edition, evaluators: Mapping[str, Evaluator]) -> None:
        self.edition = edition
        self.evaluators = evaluators
        self._lists: dict[str, tuple[_Source, ...]] = {}
        self._matchers: dict[str, Matcher] = {}  # by the fact's name and the selector's part in it

    def __call__(self, scene: Scene, name: str, at: int) -> object:
        """The value of a fact at an instant, or what is missing for it."""
        fact = self.edition.facts[name]
        if fact.form == "authority":
            return self._authority(scene, name, fact, at)
        asked = scene.as_of if fact.form == "elapsed" else at
        found = scene.memo.get((name, asked), _NOT_ASKED)
        if found is _NOT_ASKED:
            matter, until = scene.matter, scene.until
            scene.matter, scene.until = None, asked  # a fact is of the subject, whichever matter asks
            try:
                found = scene.memo[name, asked] = self._work_out(scene, name, fact, asked)
            finally:
                scene.matter, scene.until = matter, until
        return found

    def _work_out(self, scene: Scene, name: str, fact: ComputedFact, at: int) -> object:
        form = fact.form
        if fact.on == "organisation" and scene.organisation is None and scene.facts.subject != "organisation":
            return Missing(0, name, because=("organisation",))  # nobody knows what happened there
        match form:
            case "verdict":
                return self._verdict(scene, name, fact, at)
            case "elapsed":
                return Missing(0, name) if fact.elapsed is None else self._elapsed(scene, name, fact.elapsed)
            case "compare":
                return Missing(0, name) if fact.compare is None else self._compare(scene, name, at, *fact.compare)
            case "staff":
                return _staff(scene, name, fact.staff or (), at)
            case "together":
                return self._together(scene, name, fact, at)
            case "count":
                return sum(1 for _ in self._in_window(scene, name, fact, at))
            case _:
                return self._over_a_field(scene, name, fact, at)

    # events

    def _matcher(self, selector: Selector, part: str, subject: str) -> Matcher:
        """The selector that plays a part in a fact, compiled once."""
        if part not in self._matchers:
            on = self.edition.facts[part.partition(" ")[0]].on
            self._matchers[part] = Matcher(selector.of(on), Place(self.edition, subject, HEADER))
        return self._matchers[part]

    def _events(self, scene: Scene, selector: Selector, part: str, at: int) -> Iterator[Event]:
        """What a selector names among the events up to an instant, in order."""
        matcher = self._matcher(selector, part, scene.facts.subject)
        for event in matcher.candidates(scene):
            if event.slot > at:
                break
            if event.since <= at and scene.settle(matcher.truth(scene, event)):
                yield event

    def _in_window(self, scene: Scene, name: str, fact: ComputedFact, at: int) -> Iterator[Event]:
        """What a fact counts or works on: the events in its window, which ends at the instant asked about."""
        matcher = self._matcher(fact.selector(), name, scene.facts.subject)
        for event in matcher.candidates(scene):
            if event.slot > at:
                break
            if event.since > at:  # of a day on which an event has no time
                continue
            if fact.within is not None:
                leaves = window_end(event.at, fact.within, self.edition.zone)
                if leaves <= at:
                    continue
                if at == scene.as_of:
                    scene.hints.append(leaves)
            truth = matcher.truth(scene, event)
            if fact.lasting is not None:
                truth = all_of([truth, _lasts(scene, event, fact.lasting, at)])
            if scene.settle(truth):
                yield event

    def _field(self, event: Event, of: str | None) -> object:
        name = of or ""
        if name in _OF_ACTORS:
            told = tuple(getattr(actor, _OF_ACTORS[name]) for actor in event.actors)
            return Missing(event.number, name) if not told or None in told else told[0] if len(told) == 1 else told
        found = getattr(event, name) if name in _FRAME else event.fields.get(name)
        return Missing(event.number, name) if found is None else found

    def _over_a_field(self, scene: Scene, name: str, fact: ComputedFact, at: int) -> object:
        form = fact.form
        events = list(self._in_window(scene, name, fact, at))
        if not events and form in ("first", "last", "min", "max"):
            return Missing(0, name, absent=True)
        if form in ("first", "last"):
            event = events[0] if form == "first" else events[-1]
            return _typed(self._field(event, fact.of), event, scene, fact)
        values = [_typed(self._field(event, fact.of), event, scene, fact) for event in events]
        for value in values:
            if isinstance(value, Missing):
                return value
        if form in ("distinct", "union"):
            named = [(event, item) for event, value in zip(events, values, strict=True) for item in _items(value)]
            standing = self._standing(scene, name, fact, at, named)
            if isinstance(standing, Missing):
                return standing
            return len(standing) if form == "distinct" else tuple(sorted(map(str, standing)))
        match form:
            case "sum":
                return _total(values, name)
            case _:
                return _extreme(values, largest=form == "max")

    def _standing(
        self, scene: Scene, name: str, fact: ComputedFact, at: int, named: list[tuple[Event, object]]
    ) -> set[object] | Missing:
        """The values that were named and that nothing has ended since; at one instant, what ends them comes last."""
        standing = {item: event.at for event, item in named}  # as it was named last
        if fact.ended_by is None or not standing:
            return set(standing)
        for ending in self._events(scene, fact.ended_by, f"{name} ended_by", at):
            value = self._field(ending, fact.of)
            if isinstance(value, Missing):
                if any(begun <= ending.at for begun in standing.values()):
                    return value  # any of them may be meant
                continue
            for item in _items(value):
                if item in standing and (standing[item] <= ending.at):
                    del standing[item]
        return set(standing)

    # other forms

    def _together(self, scene: Scene, name: str, fact: ComputedFact, at: int) -> object:
        """What its sources list; where one of them is not on record, at least that."""
        listed: set[str] = set()
        denied: dict[str, tuple[str, ...]] = {}
        lacking: list[str] = []
        for source in self._sources(name, fact):
            found = source.read(scene, None, at, None)
            if isinstance(found, Missing):
                names = found.because or (found.name,)
                listed.update(map(str, found.among))
                denied.update(dict.fromkeys(found.never, names))
                lacking.extend(() if found.absent else names)
            else:
                listed.update(map(str, _items(found)))
            if source.unless is not None and scene.settle(source.unless(scene, None, at, None)):
                denied[source.code] = source.fields
        for code in sorted(listed & denied.keys()):  # one says that it is there, another that it is not
            lacking.extend(denied[code])
        named = tuple(sorted(listed - denied.keys()))
        if not lacking:
            return named
        never = tuple(sorted(denied.keys() - listed))
        return Missing(0, name, because=tuple(dict.fromkeys(lacking)), among=named, never=never)

    def _sources(self, name: str, fact: ComputedFact) -> tuple[_Source, ...]:
        """What puts codes into a list, compiled once."""
        if name not in self._lists:
            place = Place(self.edition, fact.subject, HEADER)
            self._lists[name] = tuple(_listed_by(source, place) for source in fact.together or ())
        return self._lists[name]

    def _elapsed(self, scene: Scene, name: str, between: Between) -> object:
        """From the first event of the one to the first of the other that did not come before it."""
        scene.moving = scene.moving or between.moves()
        first = next(self._events(scene, between.since, f"{name} from", scene.as_of), None)
        if first is None:
            return Missing(0, name, future=True)
        followers = self._events(scene, between.until, f"{name} to", scene.as_of)
        last = next((event for event in followers if event.at >= first.at or event.beside(first)), None)
        until = scene.as_of if last is None else max(first.at, last.at)
        reaches: Callable[[int, int], int] = _on_the_wall
        if between.clock is None:
            length = until - first.at
        else:
            clock = scene.clock(between.clock, first.at)
            if isinstance(clock, Missing):
                return clock
            reaches = clock.due_working_us
            try:
                length = clock.elapsed_us(first.at, until)
            except CalendarNotPublished as beyond:
                if last is not None:
                    return Missing(0, f"calendar {beyond.calendar} {beyond.year}")
                published = beyond.known_until or first.at
                length = clock.elapsed_us(first.at, published) if published > first.at else 0
        zone = self.edition.zone
        began, ended = _date(first, zone), _date(last, zone) if last is not None else _day_of(scene.as_of, zone)
        if last is not None:
            return Length(length, ended - began)
        dates = Running(ended - began, lambda days: first_instant(began + days, zone))
        return Missing(0, name, future=True, running=Running(length, partial(_reached, reaches, first.at), dates))

    def _compare(self, scene: Scene, name: str, at: int, left: Picked, op: str, right: Picked) -> object:
        one, other = self._side(scene, name, left, "left", at), self._side(scene, name, right, "right", at)
        for side in (one, other):
            if isinstance(side, Missing):
                return side
        try:
            zone, subject = self.edition.zone, scene.facts.subject
            one, other = _begun(one, other, left, subject, zone), _begun(other, one, right, subject, zone)
            one, other = _alike(one, other, left), _alike(other, one, right)
            if op in ("eq", "ne"):
                return (one == other) == (op == "eq")
            sign = _sign(one, other)
        except (TypeError, ValueError, MoneyError):
            return Missing(0, name)
        return _COMPARE[op](sign)

    def _side(self, scene: Scene, name: str, side: Picked, which: str, at: int) -> object:
        if side.value is not None:
            return side.value
        if side.field is not None:
            return reader(Place(self.edition, scene.facts.subject, HEADER), side.field)(scene, None, at, None)
        selector = side.first or side.last
        if selector is None:
            return Missing(0, name)
        events = list(self._events(scene, selector, f"{name} {which}", at))
        if not events:
            return Missing(0, name, absent=True)
        return self._field(events[0] if side.first is not None else events[-1], side.of)

    def _verdict(self, scene: Scene, name: str, fact: ComputedFact, at: int) -> object:
        """Whether another rule's answer on what had begun by an instant is one of those named.

        What is not final is waited for, what is unknown is missing. Where `pending` is named, it is asked how the rule
        stood at the instant, and nothing is waited for.
        """
        evaluator = self.evaluators.get(fact.verdict or "")
        if evaluator is None or fact.is_ is None:
            return Missing(0, name)
        then = found = self._judged(evaluator, scene, at)
        if at < scene.as_of and Status.PENDING.value not in fact.is_:
            by_now = {verdict.occurrence: verdict for verdict in self._judged(evaluator, scene, scene.as_of)}
            found = tuple(by_now.get(verdict.occurrence, verdict) for verdict in then)
        status = worst(verdict.status for verdict in found)
        if status is Status.UNKNOWN:
            doubts = tuple(sorted({doubt for verdict in found for doubt in verdict.doubts}))
            return Missing(0, name, because=doubts)
        waits = not any(_decided(verdict) for verdict in found if verdict.status is status)
        if status is not Status.BREACHED:
            waits = not all(_decided(verdict) for verdict in found)
        if waits and Status.PENDING.value not in fact.is_:
            return Missing(0, name, future=True)
        return status.value in fact.is_

    def _judged(self, evaluator: Evaluator, scene: Scene, at: int) -> Judged:
        """The verdicts of another rule as of an instant."""
        apart = Scene(scene.facts, at, scene.known_at, scene.context, scene.edition, self)
        verdicts = judge(evaluator, apart)
        if at == scene.as_of:
            scene.hints.extend(apart.hints)
            scene.hints.extend(verdict.next_us for verdict in verdicts if verdict.next_us is not None)
        return verdicts

    def _authority(self, scene: Scene, name: str, fact: ComputedFact, at: int) -> object:
        """Whether a person or role may do what a rule limits, as of the instant asked about."""
        evaluator = self.evaluators.get(fact.authority or "")
        if not isinstance(evaluator, Decides) or fact.is_ is None:
            return Missing(0, name)
        if fact.of == "owner":
            if scene.owner is None:
                return Missing(0, name)
            actor = scene.owner
        else:
            actor = InPost(None, fact.of, scene.unit_of(at), "human")
        apart = Scene(scene.facts, scene.as_of, scene.known_at, scene.context, scene.edition, self)
        amount = scene.facts.value("amount", at)
        fields = {} if amount is None else {"amount": amount}
        kind = min(evaluator.actions())
        decision = evaluator.decide(apart, Event(0, kind, at, at, None, None, (actor,), fields, False))
        if decision.effect.value in fact.is_:
            return True
        return Missing(0, name, because=decision.doubts) if decision.effect.value == "unknown" else False


class _Source(NamedTuple):
    """What puts codes into a list, compiled: what it lists, and where its one code is surely not there."""

    read: Reader
    code: str = ""
    unless: Check | None = None
    fields: tuple[str, ...] = ()


def _listed_by(source: ListedBy, place: Place) -> _Source:
    if source.field is not None:
        return _Source(reader(place, source.field))
    holds, code = compile_condition(source.when, place), (source.code,)
    fields = tuple(dict.fromkeys(tested.path for tested in source.unless.tested()))
    return _Source(
        lambda scene, event, at, actor: code if holds and scene.settle(holds(scene, event, at, actor)) else (),
        source.code or "",
        compile_condition(source.unless, place),
        fields,
    )


def _decided(verdict: Verdict) -> bool:
    """Whether an answer stays what it is: a dated breach does, done later it is late; and what nothing began."""
    dated = verdict.due_us is not None or verdict.started_us is not None
    if verdict.status is Status.BREACHED and dated:
        return True
    return verdict.final or not verdict.occurrence


def _date(event: Event, zone: str) -> int:
    """The date of an event in the policy's zone; where it has no time, the date that it has."""
    return date.fromisoformat(event.date).toordinal() if event.date is not None else _day_of(event.at, zone)


def _day_of(at: int, zone: str) -> int:
    return date_of(at, zone).toordinal()


def _on_the_wall(start: int, length: int) -> int:
    return start + length


def _reached(reaches: Callable[[int, int], int], start: int, length: int) -> int | None:
    """When a length of time that runs from an instant is so long."""
    try:
        return reaches(start, length)
    except CalendarNotPublished:
        return None


def _staff(scene: Scene, name: str, roles: tuple[str, ...], at: int) -> object:
    """How many people hold one of the roles, by the posts of the subject itself, else by those of the organisation."""
    own = scene.facts.header.get("posts") if scene.facts.subject == "organisation" else None
    if isinstance(own, tuple):
        held = [post for post in own if isinstance(post, Post) and post.role in roles]
        if at == scene.as_of:
            scene.hints.extend(edge for post in held for edge in (post.from_, post.until) if edge > at)
        return len({post.person for post in held if post.from_ <= at < post.until})
    held_by = None if scene.organisation is None else scene.organisation.staff(frozenset(roles), at)
    return Missing(0, name) if held_by is None else len(held_by)


def _lasts(scene: Scene, event: Event, lasting: Lasting, at: int) -> Truth:
    """Whether the time that an event grants includes an instant; a bound that it does not say may lie anywhere."""
    tests: list[Truth] = []
    for name, first in ((lasting.since, True), (lasting.until, False)):
        bound = event.at if name == "at" else event.fields.get(name)
        if not isinstance(bound, int):
            tests.append(Leaf(event.number, name, "from then" if first else "until then"))
            continue
        tests.append(bound <= at if first else at <= bound)
        if at == scene.as_of and bound >= at:
            scene.hints.append(bound if first else bound + 1)
    return all_of(tests)


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


def _begun(value: object, other: object, side: Picked, subject: str, zone: str) -> object:
    """A date of the header, compared with an instant: when it begins in the policy's zone."""
    if not isinstance(value, str) or not isinstance(other, int) or side.field is None:
        return value
    declared = header_fields(subject).get(side.field.removeprefix("subject."))
    return local_or_instant(value, zone) if declared is not None and declared.kind == "date" else value


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
