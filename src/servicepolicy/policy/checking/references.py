"""Names inside a policy: what a rule refers to must be declared, and nothing may lead back to itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from servicepolicy.language.bound.found import Found, Path, no_rule
from servicepolicy.language.bound.names import HOST, Unresolved, resolve
from servicepolicy.language.bound.place import Place
from servicepolicy.language.bound.says import EVENT, HEADER
from servicepolicy.language.bound.spans import window_in
from servicepolicy.language.bound.walk import PlacedSelector, blanks_in, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import WHOLE, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.service_level import SLA
from servicepolicy.models.vocabulary import event_fields, event_kinds
from servicepolicy.policy.checking.facts_of_facts import OWNER, made_of, read_in
from servicepolicy.policy.checking.vocabulary_check import Words
from servicepolicy.policy.checking.walk import Walk
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.worktime.counting import CONVENTIONS

__all__ = ["blanks_in", "blanks_used", "circles_in", "names_in"]

UNIT_CLOCK: Final = "unit"  # the calendar of the subject's unit
_ACTOR: Final = "actor"
_MODELS: Final[dict[type, bool]] = {}


def names_in(said: Rule | ComputedFact, words: Words) -> Iterator[Found]:
    """Clocks, conventions, roles, rules and matters that do not exist."""
    yield from _settings(said, (), words)
    if isinstance(said, ComputedFact):
        yield from _fact(said, words)
        return
    if said.duty is not None:
        yield from words.roles([said.duty], ("duty",))
    yield from _per(said)
    yield from _nobody_owns(said, words)


def _settings(model: BaseModel, path: Path, words: Words) -> Iterator[Found]:
    """`clock` and `counting`, at whatever depth."""
    for name, value in vars(model).items():
        if isinstance(value, str):
            if name == "clock":
                yield from _clock(value, (*path, _key(model, name)), words)
            elif name == "counting":
                yield from convention(value, (*path, _key(model, name)))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if _is_model(type(item)):
                    yield from _settings(item, (*path, _key(model, name), index), words)
        elif _is_model(type(value)):
            yield from _settings(value, (*path, _key(model, name)), words)


def _key(model: BaseModel, name: str) -> str:
    """A field as documents write it."""
    return type(model).model_fields[name].alias or name


def _is_model(kind: type) -> bool:  # asked of every field of every rule, where `isinstance` takes too long
    found = _MODELS.get(kind)
    if found is None:
        found = _MODELS[kind] = issubclass(kind, BaseModel)
    return found


def _clock(name: str, path: Path, words: Words) -> Iterator[Found]:
    known = words.declared.get("calendars", {})
    if name != UNIT_CLOCK and name not in known:
        help = did_you_mean(name, (*known, UNIT_CLOCK)) or "declare it under `calendars`, or say `unit`"
        yield Found("unknown-clock", path, f"`{name}` is not a calendar of this policy", help)


def convention(name: str, path: Path) -> Iterator[Found]:
    """A counting convention that does not exist."""
    if name not in CONVENTIONS:
        help = did_you_mean(name, CONVENTIONS) or f"one of {', '.join(f'`{one}`' for one in CONVENTIONS)}"
        yield Found("unknown-counting", path, f"`{name}` is not a counting convention", help)


def _read_by_a_fact(fact: ComputedFact, words: Words) -> Iterator[Found]:
    """Fields that a computed fact works on or compares, and that nobody can read."""
    if fact.of is not None and fact.form != "authority":
        for selector in (fact.selector(), *(() if fact.ended_by is None else (fact.ended_by,))):
            yield from _readable(fact.of, selector.of(fact.on), ("of",), fact, words)
    if fact.lasting is not None:
        for name, field in (("from", fact.lasting.since), ("until", fact.lasting.until)):
            yield from _readable(field, fact.selector().of(fact.on), ("lasting", name), fact, words)
    for index, source in enumerate(fact.together or ()):
        if source.field is not None:
            yield from _resolved(source.field, Place(fact.subject, HEADER), ("together", index, "field"), words)
    for index, side in ((0, fact.compare[0]), (2, fact.compare[2])) if fact.compare is not None else ():
        selector = side.first or side.last
        if side.field is not None:
            yield from _resolved(side.field, Place(fact.subject, HEADER), ("compare", index, "field"), words)
        elif selector is not None and side.of is not None:
            yield from _readable(side.of, selector.of(fact.on), ("compare", index, "of"), fact, words)


def _readable(name: str, selector: Selector, path: Path, fact: ComputedFact, words: Words) -> Iterator[Found]:
    for pattern in selector.patterns():
        yield from _resolved(name, Place(fact.subject, EVENT, pattern.events, pattern.on), path, words)


def _resolved(name: str, place: Place, path: Path, words: Words) -> Iterator[Found]:
    ref = resolve(name, place, words.names)
    if isinstance(ref, Unresolved):
        yield Found("unknown-field", path, ref.message, ref.help)
    elif place.bare == EVENT and ref.root != EVENT:
        yield Found("unknown-field", path, f"`{name}` is not a field of an event", "name a field of the events")


def _fact(fact: ComputedFact, words: Words) -> Iterator[Found]:
    if fact.verdict is not None and fact.verdict not in words.names_in("rules"):
        yield from no_rule(fact.verdict, words.names_in("rules"), ("verdict",))
    if fact.staff is not None:
        yield from words.roles(fact.staff, ("staff",))
    if fact.authority is not None:
        yield from words.power(fact.authority, ("authority",))
    if fact.within is not None:
        yield from window_in(fact.within, ("within",))
    yield from _read_by_a_fact(fact, words)
    if fact.authority is not None and fact.of == _ACTOR:
        message = "a computed fact is asked at an instant, at which nobody acts"
        yield Found("illegal-combination", ("of",), message, "name a role, or the `owner`")
    elif fact.authority is not None and fact.of is not None and fact.of != OWNER:
        yield from words.roles([fact.of], ("of",))


def _nobody_owns(rule: Rule, words: Words) -> Iterator[Found]:
    """Computed facts about the owner, where nobody owns what is judged."""
    asking = words.asking_the_owner
    for part in words.walk.parts_of(rule) if asking else ():
        if isinstance(part, PlacedSelector) or part.place.owned:
            continue
        for name in read_in((part,), words.document):
            if name in asking:
                message = f"`{name}` asks what the owner may do, and nobody owns what is judged here"
                help = "ask it where a hand-over is `allowed` or `required`, or name a role in its `of`"
                yield Found("illegal-combination", part.path, message, help)


def _per(rule: Rule) -> Iterator[Found]:
    if rule.per is None or rule.per == WHOLE:
        return
    if rule.per.startswith(HOST):
        help = "matters are named in verdicts, and fields of your own are never shown: use `matter`"
        yield Found("personal-matter", ("per",), f"`{rule.per}` cannot split a timeline into matters", help)
        return
    known = event_kinds(rule.subject)
    fields = {
        name: declared
        for kind in rule.main_kinds()
        if kind in known
        for name, declared in event_fields(rule.subject, kind).items()
    }
    if rule.per in fields and fields[rule.per].personal:
        help = "matters are named in verdicts, and personal fields are never shown: use `matter`"
        yield Found("personal-matter", ("per",), f"`{rule.per}` cannot split a timeline into matters", help)
    if fields and rule.per not in fields:
        said = " and ".join(f"`{kind}`" for kind in rule.main_kinds())
        yield Found("unknown-field", ("per",), f"`{rule.per}` is not a field of {said}", did_you_mean(rule.per, fields))


def blanks_used(said: Rule | ComputedFact | SLA) -> Iterator[str]:
    """The blanks that a rule or fact names, wherever."""
    return blanks_in(parts_of(said))


def circles_in(document: PolicyDocument, walk: Walk) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Circles of roles, and of computed facts through the rules that they ask: the section, and the names in order."""
    roles = {name: role.above for name, role in document.roles.items()}
    yield from (("roles", circle) for circle in _circles(roles))
    graph: dict[str, tuple[str, ...]] = {
        name: tuple(_facts_in(fact, document, walk)) for name, fact in document.facts.items()
    }
    yield from (("facts", circle) for circle in _circles(graph))


def _facts_in(fact: ComputedFact, document: PolicyDocument, walk: Walk) -> Iterator[str]:
    """The computed facts that a fact needs, directly or through the rule that it asks."""
    yield from made_of(fact, document, walk)
    for name in fact.rules():
        for rule in document.rules:
            if rule.id == name:
                yield from read_in(walk.parts_of(rule), document)


def _circles(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle once, beginning with the name that comes first."""
    done: set[str] = set()
    told: set[frozenset[str]] = set()

    def follow(name: str, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if name in path:
            circle = path[path.index(name) :]
            if frozenset(circle) not in told:
                told.add(frozenset(circle))
                yield (*circle, name)
            return
        if name in done or name not in graph:
            return
        for following in graph[name]:
            yield from follow(following, (*path, name))
        done.add(name)

    for name in graph:
        yield from follow(name, ())
