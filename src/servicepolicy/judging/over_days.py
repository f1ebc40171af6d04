"""Events that have a date and no time: what is decided whichever instants of their days they happened at.

Terms that count dates do not hang on the hour: an act on the last date is in time, one on the next is late. Only terms
of hours or of working time do, and times of day. For these a rule is judged with the events at every hour of their
days at which something may turn; a status is given where it is the same, else it is unknown for want of the hour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from itertools import product

import attrs
from pydantic import BaseModel

from servicepolicy.judging.agreement import by_event, common, earliest, one_reason, shared
from servicepolicy.judging.case_view import Scene
from servicepolicy.judging.occurrence import occurrence_key
from servicepolicy.judging.placements import OVERTAKEN, placements
from servicepolicy.judging.quick_results import changed
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.language.value import Literal
from servicepolicy.models.event import Event
from servicepolicy.models.vocabulary.names import sources
from servicepolicy.results.verdict import Reason, Status, Step, Verdict
from servicepolicy.worktime import Counting, Span, SpanError

__all__ = ["DATE_ONLY", "at_both_ends", "over_days"]

DATE_ONLY = "date_only"
Judged = tuple[Verdict, ...]
_ORGANISATION = "organisation"
_FEW = 4  # so many dated events of the organisation are placed one by one, more of them all early, or all late
_ROUNDS = 2  # after the second, what falls due is known
_BY_THE_HOUR = ("elapsed", "working", "moment", "same_day")
_NUMBERED = re.compile(r"\d|same|[a-z]{3,9} \d", re.ASCII)
_TIME_OF_DAY = re.compile(r"\d\d:\d\d", re.ASCII)
_NO_TERMS = frozenset({"id", "title", "clause", "note", "source"})


def over_days(rule: Rule, scene: Scene, judge: Callable[[Scene], Judged], *, overtaken: bool = False) -> Judged:
    """The verdicts of a rule on a subject of which some events have no time, or on one of such an organisation.

    As long as such a day lasts none is final: what happens later on it is simultaneous with what has no time.

    Args:
        rule: The rule.
        scene: The subject.
        judge: Judges it as it is placed.
        overtaken: The kind says itself what as placed began too late for what happened.
    """
    found = _over_days(rule, scene, judge, overtaken)
    if not any(event.day is not None and event.day[1] > scene.as_of for event in scene.timeline.events):
        return found
    return tuple(changed(verdict, final=False) if verdict.final else verdict for verdict in found)


def _over_days(rule: Rule, scene: Scene, judge: Callable[[Scene], Judged], overtaken: bool) -> Judged:
    if not _hangs_on_hours(rule, scene):
        placed = scene.placed(_first) if scene.timeline.dated else scene
        return tuple(_in_days(verdict, placed) for verdict in judge(placed))
    hours = dict(_worlds(rule, scene, judge))
    worlds = list(hours.values())
    if all(world == worlds[0] for world in worlds[1:]):
        return tuple(_of_its_order(verdict) for verdict in worlds[0])
    keys = sorted({verdict.occurrence for world in worlds for verdict in world}, key=_in_order)
    if len(keys) > 1:  # what nothing began stands only where nothing does
        keys = [key for key in keys if key]
    found = {key: _one([_of(world, key) for world in worlds]) for key in keys}
    parted = [key for key, verdict in found.items() if verdict.reason.code == DATE_ONLY]
    if parted and not overtaken:  # before holds both ways: what is met in every order but that of the hours is met
        beside = [_said(judge, scene.placed(*placed)) for placed in hours]
        for key in parted:
            told = [_of(world, key) for world in beside]
            if all(verdict is not None and verdict.status is Status.MET for verdict in told):
                found[key] = _tied(_one(told))
    return tuple(found.values())


def _said(judge: Callable[[Scene], Judged], placed: Scene) -> Judged:
    return tuple(_in_days(verdict, placed) for verdict in judge(placed))


def _tied(verdict: Verdict) -> Verdict:
    return changed(verdict, state=tuple(sorted({*verdict.state, "tie"})))


Placed = tuple[Callable[[Event], int], Callable[[Event], int]]


def _worlds(rule: Rule, scene: Scene, judge: Callable[[Scene], Judged]) -> Iterator[tuple[Placed, Judged]]:
    """What is said with the events at the hours of their days at which something may turn.

    First at the ends of the days and beside what has a time; then also where something falls due.
    """
    named = frozenset(_texts(rule)).union(*(selector.kinds() for selector in rule.unsaid()))
    setting = sources(scene.facts.subject)
    named = named.union(kind for name in named for kind, _ in setting.get(name.rpartition(".")[2], ()))
    every = rule.reads_every_event or ANY_EVENT in named or _reads_facts(named, scene)
    of_the_whole = scene.organisation_has_days and _reads_the_organisation(rule, scene)
    around = scene.with_organisation(None) if of_the_whole else scene.timeline.events
    events = [event for event in around if every or event.kind in named]
    dated = [event for event in events if event.date is not None]
    wholes: tuple[Callable[[Event], int] | None, ...] = (None,)
    if sum(event.number < 0 for event in dated) > _FEW:
        wholes, events = (_first, _last), [event for event in events if event.number > 0 or event.date is None]
        dated = [event for event in dated if event.number > 0]
    dues = set[int]()
    tried = set[tuple[int, ...]]()
    for _round in range(_ROUNDS):
        ways = [way for way in placements(events, dues) if way not in tried]
        tried.update(ways)
        for way, whole in product(ways, wholes):
            own = partial(_placed, dict(zip((event.number for event in dated), way, strict=True)))
            placed = scene.placed(own, whole or own, by_hour=True)
            said = judge(placed)
            dues.update(due for one in said for due in (one.due_us, one.due_latest_us) if due is not None)
            yield (own, whole or own), tuple(_in_days(verdict, placed) for verdict in said)


def _placed(at: Mapping[int, int], event: Event) -> int:
    return at.get(event.number) or _first(event)


def at_both_ends(scene: Scene) -> tuple[Scene, ...]:
    """The subject as if all that has no time had happened as its day began, and as it ended; as it is without any."""
    return (scene.placed(_first), scene.placed(_last)) if scene.timeline.dated else (scene,)


def _first(event: Event) -> int:
    """Just after the day began, for midnight itself still belongs to a term that ends with the day before."""
    return event.at if event.day is None else event.day[0] + 1


def _last(event: Event) -> int:
    return event.at if event.day is None else event.day[1]


# what hangs on the hour


def _hangs_on_hours(rule: Rule, scene: Scene) -> bool:
    """Whether a rule has a term of hours, a time of day, or a value of which that cannot be told beforehand."""
    edition = scene.edition
    if edition.counting.begins_later or _reads_facts(frozenset(_texts(rule)), scene):
        return True
    return any(_by_the_hour(part, edition.values) for part in _parts(rule))


def _reads_facts(named: Iterable[str], scene: Scene) -> bool:
    return bool(scene.edition.facts) and any(name.rpartition(".")[2] in scene.edition.facts for name in named)


def _reads_the_organisation(rule: Rule, scene: Scene) -> bool:
    """Whether a rule may read events of the whole organisation: by a selector, or by a computed fact."""
    named = frozenset(_texts(rule))
    return _ORGANISATION in named or _reads_facts(named, scene)


def _by_the_hour(part: object, values: Mapping[str, object]) -> bool:
    match part:
        case Span():
            return part.kind in _BY_THE_HOUR
        case Counting():
            return part.begins_later
        case str():
            return bool(_TIME_OF_DAY.search(part)) or _span_kind(part) in _BY_THE_HOUR
        case _ if type(part).__name__ == "Blank":
            return any(_by_the_hour(one, values) for one in _parts(values.get(getattr(part, "name", ""))))
        case _:
            return type(part).__name__ in ("Field", "Counted")


@lru_cache(maxsize=4096)
def _span_kind(text: str) -> str:
    if not _NUMBERED.match(text):
        return ""
    try:
        return Span(text).kind
    except SpanError:
        return ""


def _texts(rule: Rule) -> Iterator[str]:
    return (part for part in _parts(rule) if isinstance(part, str))


def _parts(said: object) -> Iterator[object]:
    """Everything that a rule says, its forms and their texts; titles and clauses apart."""
    match said:
        case str() | Span() | Counting():
            yield said
        case BaseModel():
            yield said
            for name, value in vars(said).items():
                if name not in _NO_TERMS:
                    yield from _parts(value)
        case Mapping():
            for key, value in said.items():
                yield from _parts(key)
                yield from _parts(value)
        case tuple() | list() | frozenset():
            for item in said:
                yield from _parts(item)
        case Literal(raw=raw):
            yield from _parts(raw)
        case _:
            kind = type(said)
            if attrs.has(kind):
                yield said
                for field in attrs.fields(kind):
                    yield from _parts(getattr(said, field.name))


# what is said


def _in_days(verdict: Verdict, scene: Scene) -> Verdict:
    """A verdict with the dates of what has no time, in the place of the instants that were taken for it."""
    dates = {event.at: event for event in scene.timeline.events if event.date is not None}
    started, stopped = dates.get(verdict.started_us or -1), dates.get(verdict.stopped_us or -1)
    occurrence = verdict.occurrence
    began = {fact.event for fact in verdict.facts if fact.role != "stop"}  # what begins just as it is done is not it
    for at, event in dates.items():
        key = occurrence_key(at, set())
        if event.number in began and at != event.since and key in occurrence:
            occurrence = occurrence.replace(key, occurrence_key(event.since, set()))
    steps = tuple(
        Step(step.code, dates[step.at].since, step.amount, step.value) if step.at in dates else step
        for step in verdict.arithmetic
    )
    if started is None and stopped is None and occurrence == verdict.occurrence and steps == verdict.arithmetic:
        return verdict
    read = {event.number for event in dates.values()}
    margin = verdict.margin
    if margin is not None and margin.money is None and any(fact.event in read for fact in verdict.facts):
        margin = None  # of hours and minutes, which nobody recorded
    return changed(
        verdict,
        occurrence=occurrence,
        arithmetic=steps,
        started_us=verdict.started_us if started is None else started.since,
        started_on=None if started is None else date.fromisoformat(started.date or ""),
        stopped_us=verdict.stopped_us if stopped is None else stopped.since,
        stopped_on=None if stopped is None else date.fromisoformat(stopped.date or ""),
        due_us=_round(verdict.due_us),
        due_latest_us=_round(verdict.due_latest_us),
        warnings_us=tuple(_round(at) or 0 for at in verdict.warnings_us),
        margin=margin,
    )


def _round(instant: int | None) -> int | None:
    """The end of a term that was counted from just after or just before midnight, or what has a time."""
    if instant is None:
        return None
    return {1: instant - 1, 999_999: instant + 1}.get(instant % 1_000_000, instant)


def _state(found: list[Verdict]) -> tuple[str, ...]:
    """What is so at whichever hours; and that the due time hangs on them, where it does."""
    states = [set(verdict.state) for verdict in found]
    hanging = {DATE_ONLY} if len({verdict.due_us for verdict in found}) > 1 else set[str]()
    return tuple(sorted(states[0].intersection(*states) | hanging))


def _in_order(occurrence: str) -> tuple[str, int]:
    """What orders occurrences: of several named after one date, the tenth comes after the second."""
    name, _, number = occurrence.partition("#")
    return name, int(number) if number.isdecimal() else 0


def _of(world: Judged, key: str) -> Verdict | None:
    return next((verdict for verdict in world if verdict.occurrence == key), None)


def _of_its_order(verdict: Verdict) -> Verdict:
    """A verdict without the remark that as placed it began too late for what happened."""
    if OVERTAKEN not in verdict.state:
        return verdict
    return changed(verdict, state=tuple(state for state in verdict.state if state != OVERTAKEN))


def _one(worlds: list[Verdict | None]) -> Verdict:
    """What holds of an occurrence at whichever hours its events happened.

    Before holds both ways: an act of the date on which something began is not taken to have come too early for it.
    """
    served = [verdict for verdict in worlds if verdict is None or OVERTAKEN not in verdict.state]
    if len(served) < len(worlds) and any(served):
        return _tied(_one(served))
    worlds = [verdict and _of_its_order(verdict) for verdict in worlds]
    found = [verdict for verdict in worlds if verdict is not None]
    shown = found[0]
    statuses = {Status.NOT_APPLICABLE if verdict is None else verdict.status for verdict in worlds}
    dues = [verdict.due_us for verdict in found]
    ends = [verdict.due_latest_us or verdict.due_us for verdict in found]
    known = [end for end in ends if end is not None]
    due = None if None in dues else min(due for due in dues if due is not None)
    latest = max(known) if len(known) == len(ends) else None
    told = changed(
        shown,
        started_us=common([verdict.started_us for verdict in found]),
        started_on=common([verdict.started_on for verdict in found]),
        stopped_us=common([verdict.stopped_us for verdict in found]),
        stopped_on=common([verdict.stopped_on for verdict in found]),
        due_us=due,
        due_latest_us=latest if latest != due else None,
        margin=common([verdict.margin for verdict in found]),
        facts=tuple(sorted({fact for verdict in found for fact in verdict.facts}, key=by_event)),
        values=shared([verdict.values for verdict in found]),
        arithmetic=shared([verdict.arithmetic for verdict in found]),
        why_not=shared([verdict.why_not for verdict in found]),
        credit=common([verdict.credit for verdict in found]) or (),
        owner=common([verdict.owner for verdict in found]),
        doubts=tuple(sorted({doubt for verdict in found for doubt in verdict.doubts})),
        next_us=earliest(verdict.next_us for verdict in found),
        final=all(verdict.final for verdict in found),
    )
    if len(statuses) == 1:
        reasons = [verdict.reason for verdict in found]
        return changed(told, reason=one_reason(reasons, (DATE_ONLY,)), state=_state(found))
    return changed(
        told,
        status=Status.UNKNOWN,
        reason=Reason.of(DATE_ONLY),
        state=_state(found),
        doubts=tuple(sorted({*told.doubts, DATE_ONLY})),
        warnings_us=(),
        escalations_us=(),
        final=False,
    )
