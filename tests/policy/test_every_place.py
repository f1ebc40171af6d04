"""Every place that takes a value, a condition, a selector or a span, found from the models: what is said there is refused
at load, or read at work as loading has resolved it.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any, Union, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

import servicepolicy as sp
from servicepolicy.engine.compiled import Compiled
from servicepolicy.errors import PolicyError
from servicepolicy.judging import readers
from servicepolicy.language.bound.names import Ref, Unresolved, Vocabulary, resolve
from servicepolicy.language.bound.place import fields_of
from servicepolicy.language.bound.says import Says
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import Condition
from servicepolicy.language.rule import Selecting
from servicepolicy.language.selector import Selector
from servicepolicy.language.service_level import SLA
from servicepolicy.language.value import Value
from servicepolicy.models import vocabulary
from servicepolicy.policy.checking.walk import PlacedCondition, PlacedSelector, PlacedValue, parts_of
from servicepolicy.policy.reading.document import KINDS
from servicepolicy.worktime import Span

Plain = dict[str, Any]
Spot = tuple[str | int, ...]
Place = tuple[type[BaseModel], str]

# One rule, or a few, for each kind, which together say something in every place that the models have.
SAID = yaml.load(  # scalars stay text, as in a document
    """
- {id: timed, kind: deadline, applies: {type: complaint}, start: received, stop: replied, within: 4 working hours,
   clock: office, pause: [{from: paused, until: resumed, cap: 5 days}],
   extend: [{grant: extended, to: 8 working hours, at_most: 9 working hours}, {grant: extended, by: 1 working hour}],
   cancel: withdrawn, reset: reopened, on_reopen: new_cycle, reopened: reopened, on_reclassify: retroactive,
   reclassified: reclassified, warn: [2 working hours], escalate: [{after: 1 working hour, to: head}]}
- {id: promised, kind: deadline, start: extended, stop: replied, due: {field: until},
   cycle: {supersede: before_due}}
- {id: billed, kind: deadline, start: received, stop: replied, within: 2 billing cycles, cycle_day: {field: statement_day}}
- {id: again, kind: deadline, start: received, stop: replied, within: 2 days, cycle: {repeat: from_act, until: closed}}
- {id: paid, kind: authority, applies: {type: complaint}, action: remedied, who: {role: clerk}, needed_for: {field: remedy}, amount: {field: amount},
   together: {distinct: 2, who: {role: clerk}}, tiers: [{ge: 0 CNY, le: 5 CNY, approvers: none},
   {gt: 5 CNY, lt: 9 CNY, approvers: {any_of: head}}], approval: {event: approved, refused: refused},
   splitting: {sum: remedied, per: case, within: 30 days}, late_entry: 24 hours}
- {id: first, kind: authority, action: remedied, emergency: {when: escalated, who: {role: clerk}, relaxes: paid,
   formalities: {stop: approved, within: 1 day}}}
- {id: voted, kind: authority, subject: meeting, action: resolved, votes: {event: voted, electorate: {members_of: everybody}, opens: proposed, closes: resolved,
   quorum: 1/2, pass: {share_for: 2/3}, publish: {event: minuted, within: 2 days}}}
- {id: voted-more, kind: authority, subject: meeting, action: resolved, votes: {event: voted, electorate: {members_of: everybody}, pass: {more_than: 1/2}}}
- {id: shown, kind: requirement, applies: {type: complaint}, must: {type: complaint}, must_not: {channel: other}, until: closed}
- {id: at-each, kind: requirement, at: replied, must: {substance: full}, must_not: {visibility: internal}}
- {id: spoken, kind: requirement, subject: interaction, spoken: [{any: [hello], all: [hello], none: [bye]}]}
- {id: ordered, kind: sequence, order: [received, {event: replied, within: 2 days}], until: closed}
- {id: before, kind: sequence, preceded: {every: replied, by: investigated, within: 2 days}}
- {id: after, kind: sequence, followed: {every: replied, by: closed, within: 2 days}}
- {id: some, kind: sequence, followed: {some: replied, by: closed, before: archived}}
- {id: never, kind: sequence, applies: {type: complaint}, never: reported}
- {id: once, kind: sequence, once: remedied}
- {id: eyes, kind: sequence, never_same: {of: [investigated, approved]}}
- {id: hands, kind: sequence, same: {of: [investigated, replied]}}
- {id: owned, kind: ownership, applies: {type: complaint}, starts: received, ends: replied, fails: closed, handover: {event: transferred,
   allowed: {reason: absence}, required: {severity: major}, within: 2 days}}
- {id: weekly, kind: periodic, subject: organisation, every: week, before: "17:00", act: report_submitted, at_least: "1",
   since: "2026-01-01", clock: office}
- {id: at-nine, kind: periodic, subject: organisation, applies: {x.own: a}, every: day, at: "09:00", act: report_submitted, clock: office}
- {id: monthly, kind: periodic, subject: organisation, every: month, due: {within: 5 days}, act: report_submitted}
- {id: kept, kind: retention, applies: {x.own: a}, anchor: filed, keep: 5 years, destroyed: destroyed, dispose: {within: 30 days},
   place: {location: archive}}
- {id: card, kind: scorecard, subject: agent, applies: {role: clerk}, period: month, target: {ge: "80"}, grades: [{grade: good, ge: "80"}, {grade: poor}],
   indicators: [{id: rated, weight: 60%, at_least_cases: "1", scale: ["0", "100"], target: {ge: "4", lt: "9"},
   measure: {mean: {event: rated, of: score, where: {rater: customer}, among: {role: clerk}}}},
   {id: high, weight: 40%, measure: {quantile: {event: rated, of: score}, at: 90%}, target: {gt: "1", le: "9"}}]}
- {id: grown, kind: scorecard, subject: organisation, period: month, indicators: [{id: more,
   measure: {ratio: {of: case, where: {reopened: true}}, to: {of: case}}, change: {up: 5%}},
   {id: fewer, measure: {rate: {of: case, where: {reopened: true}}, to: {of: case}, each: 1000}, change: {down: 5%}},
   {id: middle, measure: {median: {event: rated, of: score, on: agent}}},
   {id: part, measure: {share: {of: case, where: {reopened: false}}}}, {id: many, measure: {count: {of: case}}},
   {id: held, measure: {kept: timed}}]}
- {id: by-raters, kind: scorecard, subject: agent, period: month, indicators: [{id: rated, raters: {customer: 100%},
   measure: {mean: {event: rated, of: score, by: rater}}}]}
- {id: stairs, kind: incentive, counts: {of: inspection, event: found, where: {what: untidy_desk}, who: {kind: human},
   credit: person}, ladder: [{from: 1, each: 10 CNY, to: fines}], window: calendar year, reset: promoted, cap: 100 CNY,
   repeat: {from: "3", entitles: warning}, recorded: {event: sanctioned, where: {sanction: reminder}, who: {kind: human},
   within: 5 days}, published: {event: published, where: {decision: one}, within: 5 days}}
- {id: bonus, kind: incentive, applies: {role: clerk}, score: card, period: {least: [month, month]}, table: [{ge: 80, entitles: 10 CNY}]}
- {id: best, kind: incentive, rank: {by: card, first: "3", at_least: "80"}, entitles: 10 CNY}
- {id: climb, kind: incentive, promotion: {ladder: [clerk, head], after: {scorecard: card, within: 1 year, at_least: "80"},
   favours: {by: card, at_least: "80"}}}
- {id: pot, kind: incentive, subject: organisation, pool: {name: fines, paid_in: fund_paid_in, paid_out: fund_spent,
   only: {purpose: training}}}
""",
    Loader=yaml.BaseLoader,
)
FACTS: Plain = {
    "counted": {"type": "number", "count": "received", "within": "30 days"},
    "summed": {"type": "money", "sum": "remedied", "of": "amount"},
    "smallest": {"type": "money", "min": "remedied", "of": "amount"},
    "largest": {"type": "money", "max": "remedied", "of": "amount"},
    "united": {"type": "list", "union": "replied", "of": "to"},
    "various": {"type": "number", "distinct": "replied", "of": "to"},
    "earliest": {"type": "instant", "first": "replied", "of": "at"},
    "latest": {"type": "instant", "last": "replied", "of": "at"},
    "taken": {"type": "duration", "elapsed": {"from": "received", "to": "replied"}},
    "sooner": {
        "type": "bool",
        "compare": [{"first": "replied", "of": "at"}, "lt", {"last": "closed", "of": "at"}],
    },
}
LEVEL: Plain = {"id": "level", "rules": "timed", "objective": "95%", "period": "month", "where": {"type": "complaint"}}
TESTS: tuple[Any, ...] = (Value, Condition, Selector, Span)


def models() -> Iterator[type[BaseModel]]:
    """Every part of a policy that rules, computed facts and service levels are made of."""
    waiting: list[type[BaseModel]] = [*KINDS.values(), ComputedFact, SLA]
    seen: set[type[BaseModel]] = set()
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        yield model
        for field in model.model_fields.values():
            waiting.extend(
                one for one in _types(field.annotation) if isinstance(one, type) and issubclass(one, BaseModel)
            )


def _types(annotation: Any) -> Iterator[Any]:
    """Everything that an annotation names."""
    inner = get_args(annotation)
    if get_origin(annotation) in (Union, types.UnionType) or inner:
        for one in inner:
            yield from _types(one)
    else:
        yield annotation


def places(wanted: tuple[Any, ...]) -> set[Place]:
    """The fields of all models that take one of some things, those of selecting parts left out: they are selectors."""
    found: set[Place] = set()
    for model in models():
        own = {"event", "where", "who"} if issubclass(model, Selecting) else set()
        for name, field in model.model_fields.items():
            if name not in own and not set(wanted).isdisjoint(_types(field.annotation)):
                found.add((model, name))
    return found


def document(rules: list[Plain] = SAID, facts: Plain = FACTS, level: Plain = LEVEL) -> Plain:
    """All rules, as keywords of a policy."""
    return {
        "policy": "example",
        "timezone": "Asia/Shanghai",
        "calendars": {"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}},
        "roles": {"clerk": {}, "head": {"above": ["clerk"]}},
        "rules": [{"clause": "C-1", **rule} for rule in rules],
        "facts": facts,
        "slas": [level] if level else [],
    }


@cache
def whole() -> sp.Policy:
    """The policy that says something in every place."""
    return sp.Policy(**document())


def spots(wanted: tuple[type, ...]) -> Iterator[tuple[Place, Spot]]:
    """Where the rules of the whole policy say one of some things, each with the field of the model that holds it."""
    for number, rule in enumerate(whole().rules):
        yield from _spots(rule, ("rules", number), wanted)
    for name, fact in whole().facts.items():
        yield from _spots(fact, ("facts", name), wanted)
    yield from _spots(whole().slas[0], ("slas", 0), wanted)


def _spots(model: BaseModel, path: Spot, wanted: tuple[type, ...]) -> Iterator[tuple[Place, Spot]]:
    selecting = {"event", "where", "who"} if isinstance(model, Selecting) else set()
    for name, key, _ in fields_of(type(model)):
        if name in model.model_fields_set and name not in selecting:
            yield from _within(getattr(model, name), (type(model), name), (*path, key), wanted)


def _within(part: Any, place: Place, path: Spot, wanted: tuple[type, ...]) -> Iterator[tuple[Place, Spot]]:
    if isinstance(part, wanted):
        yield place, path
    elif isinstance(part, BaseModel):
        yield from _spots(part, path, wanted)
    elif isinstance(part, Mapping):
        for key, item in part.items():
            yield from _within(item, place, (*path, key), wanted)
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from _within(item, place, (*path, index), wanted)


def alone(spot: Spot) -> tuple[Plain, Spot]:
    """The document with nothing beside what a place is in, and the place in it."""
    section, which = spot[0], spot[1]
    if section == "facts":
        return document([], {str(which): FACTS[str(which)]}, {}), spot
    if section == "slas":
        return document([SAID[0]], {}, LEVEL), spot
    rule = SAID[int(which)]
    others = [one for one in SAID if one is not rule and one["id"] in _words(rule)]
    needed = [one for one in SAID if one is not rule and any(one["id"] in _words(other) for other in others)]
    several = [rule, *others, *(one for one in needed if one not in others)]
    return document(several, {}, {}), ("rules", 0, *spot[2:])


def _words(said: Any) -> set[str]:
    if isinstance(said, dict):
        return {word for one in said.values() for word in _words(one)}
    if isinstance(said, list):
        return {word for one in said for word in _words(one)}
    return {str(said)}


def planted(spot: Spot, said: Any, facts: Plain) -> tuple[Plain, Spot]:
    """A document that says something else in one place, and with it as little as can be."""
    written, here = alone(spot)
    written = {**deepcopy(written), "facts": {**written["facts"], **facts}}
    holder: Any = written
    for step in here[:-1]:
        if isinstance(step, int) and not isinstance(holder, list):  # one may stand for a list of one
            continue
        holder = holder[step]
    if isinstance(here[-1], int) and not isinstance(holder, list):
        raise LookupError(here)
    holder[here[-1]] = said
    return written, here


def test_every_place_says_what_stands_there() -> None:
    """What a value is, and what a bare name means, is said on the field itself; nothing is left to a default."""
    unsaid = [
        (model.__name__, name)
        for model, name in sorted(places((Value, Condition)), key=str)
        if not any(isinstance(one, Says) for one in model.model_fields[name].metadata)
    ]
    assert unsaid == []


def test_the_rules_say_something_in_every_place() -> None:
    """The rules of this test stand for all: no field of a model that takes a value, condition or selector is missing."""
    missing = places((Value, Condition, Selector)) - {place for place, _ in spots((Value, Condition, Selector))}
    assert sorted((model.__name__, name) for model, name in missing) == []


ROOTS = ("", "subject.", "actor.", "unit.", "organisation.")
NAMES = (
    "amount",
    "type",
    "major",
    "severity",
    "opened_at",
    "kind",
    "id",
    "members",
    "score",
    "member_of",
    "to",
    "x.own",
)
PATHS = (
    *(root + name for root in ROOTS for name in NAMES),
    "counted",
    "summed",
    "taken",
    "earliest",
    "subject.counted",
)
# Of which types a field must be to serve where a value of a type is wanted; a host's own may be of any.
SERVES = {
    "span": {"span"}, "money": {"money"}, "instant": {"instant", "date"}, "integer": {"integer", "decimal"},
    "number": {"integer", "decimal"}, "time": {"time"}, "period": {"period"}, "phrase": {"text", "list"},
    "bands": {"bands"}, "ladder": {"ladder"},
}  # fmt: skip


DAY = datetime.fromisoformat("2026-02-10T12:00:00+08:00")
SUBJECTS: list[Plain] = [
    {
        "subject": "agent",
        "id": "e1",
        "role": "clerk",
        "events": [{"event": "rated", "at": "2026-01-10T10:00:00+08:00"}],
    },
    {"subject": "case", "id": "c1", "events": [{"event": "received", "at": "2026-01-10T10:00:00+08:00"}]},
    {"subject": "organisation", "id": "o", "events": []},
    {
        "subject": "inspection",
        "id": "i",
        "events": [
            {
                "event": "found",
                "at": "2026-01-10T10:00:00+08:00",
                "what": "untidy_desk",
                "person": "e1",
                "kind": "human",
            }
        ],
    },
]


def read_at_work(policy: sp.Policy, path: str) -> set[Ref]:
    """What a name means to everything that is compiled of a policy."""
    found: set[Ref] = set()
    real = readers.resolve

    def told(asked: str, place: Any, words: Vocabulary) -> Ref | Unresolved:
        ref = real(asked, place, words)
        if asked == path and isinstance(ref, Ref):
            found.add(ref)
        return ref

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "resolve", told)
        Compiled(policy._engine(None, None).editions.all[0])
        subjects = [vocabulary.subject_model(one["subject"]).model_validate(one) for one in SUBJECTS]
        policy.assess(subjects, "2026-01", as_of=DAY)
    return found


def loaded(written: Plain) -> sp.Policy | None:
    """The policy, or nothing where it is refused."""
    try:
        return sp.Policy(**written)
    except PolicyError:
        return None


def placed(policy: sp.Policy, spot: Spot) -> list[PlacedValue | PlacedCondition]:
    """What loading finds in a place."""
    said = policy.slas[0] if spot[0] == "slas" else policy.rules[0]
    return [
        one
        for one in parts_of(said)
        if not isinstance(one, PlacedSelector)
        and one.path[: len(spot) - 2] == spot[2:]
        and len(one.path) == len(spot) - 2
    ]


def names(policy: sp.Policy) -> Vocabulary:
    """The names that a policy may use."""
    facts = policy.facts
    return Vocabulary(vocabulary.event_kinds, vocabulary.event_fields, vocabulary.header_fields, facts, facts)


def params(wanted: type) -> list[Any]:
    """Each place with its name."""
    return [
        pytest.param(place, spot, id=f"{place[0].__name__}.{place[1]}-{'.'.join(map(str, spot[1:]))}")
        for place, spot in sorted(spots((wanted,)), key=str)
    ]


@cache
def read_elsewhere(spot: Spot, path: str) -> frozenset[Ref]:
    """What a name means where else the rules say it."""
    written, _ = alone(spot)
    facts = {**written["facts"], **{name: FACTS[name] for name in FACTS if name == path}}
    return frozenset(read_at_work(sp.Policy(**{**written, "facts": facts}), path))


def honoured(policy: sp.Policy, here: Spot, spot: Spot, path: str) -> str:
    """What is wrong with how a name is read, as loading has resolved it; empty if it is read so."""
    meant = {resolve(path, one.place, names(policy)) for one in placed(policy, here)}
    read = read_at_work(policy, path)
    if not meant or any(isinstance(one, Unresolved) for one in meant):
        return f"`{path}` loads and means nothing"
    if not meant <= read:
        return f"`{path}` loads as {meant} and nobody reads it: {read}"
    return "" if read <= meant | read_elsewhere(spot, path) else f"`{path}` is read as {read - meant} and means {meant}"


@pytest.mark.parametrize(("place", "spot"), params(Value))
def test_a_field_as_a_value(place: Place, spot: Spot) -> None:
    """Whatever name stands for a value: it is refused, or of the type that is wanted, and read where it was resolved."""
    says = next(says for name, _, says in fields_of(place[0]) if name == place[1])
    wrong: list[str] = []
    for path in PATHS:
        written, here = planted(spot, {"field": path}, {name: FACTS[name] for name in FACTS if name == path})
        policy = loaded(written)
        if policy is None:
            continue
        wrong.append(honoured(policy, here, spot, path))
        meant = {resolve(path, one.place, names(policy)) for one in placed(policy, here)}
        kinds = {one.kind for one in meant if isinstance(one, Ref)} - {None}
        if says.type and not kinds <= SERVES[says.type]:
            wrong.append(f"`{path}` is of type {kinds}, where {says.type} is wanted")
    assert [one for one in wrong if one] == []


@pytest.mark.parametrize(("place", "spot"), params(Condition))
def test_a_field_in_a_condition(place: Place, spot: Spot) -> None:
    """Whatever name a condition tests: it is refused, or read where it was resolved."""
    wrong: list[str] = []
    for path in PATHS:
        for test in ({"present": True}, {"field": path}):
            facts = {name: FACTS[name] for name in FACTS if name == path}
            written, here = planted(spot, {path: test}, facts)
            policy = loaded(written)
            if policy is not None:
                wrong.append(honoured(policy, here, spot, path))
    assert [one for one in wrong if one] == [], place


SPANS = {
    "elapsed": "4 hours", "working": "4 working hours", "working_days": "2 working days", "days": "2 days",
    "weeks": "2 weeks", "months": "2 months", "years": "1 year", "same_day": "same day", "moment": "fri 17:00",
    "billing_cycles": "2 billing cycles",
}  # fmt: skip


def span_spots() -> list[Any]:
    """Every place that takes a span: one that is said outright, or a value of that type."""
    timed = [
        one for one in spots((Value,)) if next(s for n, _, s in fields_of(one[0][0]) if n == one[0][1]).type == "span"
    ]
    return [
        pytest.param(place, spot, id=f"{place[0].__name__}.{place[1]}-{'.'.join(map(str, spot[1:]))}")
        for place, spot in sorted((*timed, *spots((Span,))), key=str)
    ]


def test_every_place_of_a_span_is_tried() -> None:
    """No field that holds a span outright is left out."""
    held = places((Span,))
    assert held - {place for place, _ in spots((Span,))} == set()


@pytest.mark.parametrize("kind", SPANS)
@pytest.mark.parametrize(("place", "spot"), span_spots())
def test_a_span_of_every_kind(place: Place, spot: Spot, kind: str) -> None:
    """A span of whatever kind is refused, or can be counted there."""
    written, _ = planted(spot, SPANS[kind], {})
    policy = loaded(written)
    if policy is None:
        return
    assert not (kind in ("working", "working_days") and not _counts_by(written, spot)), place
    for one in SUBJECTS:
        policy.evaluate(vocabulary.subject_model(one["subject"]).model_validate(one), as_of=DAY)
    subjects = [vocabulary.subject_model(one["subject"]).model_validate(one) for one in SUBJECTS]
    policy.assess(subjects, "2026-01", as_of=DAY)


def _counts_by(written: Plain, spot: Spot) -> bool:
    """Whether a calendar is named that could count it."""
    return spot[0] == "rules" and "clock" in str(written["rules"][0])
