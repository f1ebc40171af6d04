"""Every place of a value, a condition or a span, found from the models: refused at load, or read as resolved."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

import servicepolicy as sp
from servicepolicy.engine.compiled import Compiled
from servicepolicy.errors import PolicyError
from servicepolicy.kinds.registry import kinds
from servicepolicy.language.bound import bind
from servicepolicy.language.bound.names import Ref, Unresolved, Vocabulary, resolve
from servicepolicy.language.bound.place import fields_of
from servicepolicy.language.bound.says import Says
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, PlacedValue, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.condition import Condition
from servicepolicy.language.phrase import Phrase
from servicepolicy.language.rule import Selecting
from servicepolicy.language.selector import Selector
from servicepolicy.language.service_level import SLA
from servicepolicy.language.step import Step
from servicepolicy.language.value import Value
from servicepolicy.models import vocabulary
from servicepolicy.worktime import Span

Plain = dict[str, Any]
Spot = tuple[str | int, ...]
Place = tuple[type[BaseModel], str]

# One rule, or a few, for each kind, which together say something in every place that the models have.
WRITTEN = Path(__file__).with_name("every_place.yaml").read_text(encoding="utf-8")
SAID: list[Plain] = yaml.load(WRITTEN, Loader=yaml.BaseLoader)  # noqa: S506  # scalars stay text, and nothing is made
FACTS: Plain = {
    "counted": {"type": "number", "count": "received", "within": "30 days"},
    "summed": {"type": "money", "sum": "remedied", "of": "amount"},
    "smallest": {"type": "money", "min": "remedied", "of": "amount"},
    "largest": {"type": "money", "max": "remedied", "of": "amount"},
    "united": {"type": "list", "union": "replied", "of": "to"},
    "standing": {"type": "list", "union": "investigated", "of": "cause", "ended_by": "cause_analysed"},
    "told": {
        "type": "list",
        "together": [
            {"field": "united"},
            {"code": "letter", "when": {"channel": "letter"}, "unless": {"channel": "email"}},
        ],
    },
    "lasting": {
        "type": "number",
        "count": "information_requested",
        "lasting": {"from": "reply_by", "until": "reply_by"},
    },
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
    waiting: list[type[BaseModel]] = [*(kind.rule for kind in kinds().values()), ComputedFact, SLA]
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
        "blanks": {"long": {"type": "period", "clause": "C-1", "ask": {"en": "how long?"}}},
        "values": {"long": "month"},
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
    holder[here[-1]] = said
    return written, here


def test_every_place_says_what_stands_there() -> None:
    """What a value is, and what a bare name means, is said on the field itself; nothing is left to a default."""
    unsaid = [
        (model.__name__, name)
        for model, name in sorted(places((Value, Condition, Selector, Step, Phrase)), key=str)
        if not any(isinstance(one, Says) for one in model.model_fields[name].metadata)
    ]
    assert unsaid == []


def test_the_rules_say_something_in_every_place() -> None:
    """The rules of this test stand for all: no field of a model that takes a value or selector is missing."""
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
    "bands": {"bands"}, "ladder": {"ladder"}, "code": {"code"},
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
    real = resolve

    def told(asked: str, place: Any, words: Vocabulary) -> Ref | Unresolved:
        ref = real(asked, place, words)
        if asked == path and isinstance(ref, Ref):
            found.add(ref)
        return ref

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bind, "resolve", told)
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
    """Whatever name stands for a value: refused, or of the type that is wanted and read where it was resolved."""
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
