"""Situations in which a rule can be asked, and which of them a scenario shows: both found, and never told by a label.

Which can occur for a rule follows from what it says: only what waits for an act can wait for one that nobody began,
only a rule that asks who acted can be asked about somebody in another post. Which a scenario shows follows from its
facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs

from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, parts_of
from servicepolicy.language.closing_events import CLOSING
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import Selector
from servicepolicy.results.verdict import Status
from servicepolicy.testing.scenario import Result

__all__ = ["ENDS_OTHERWISE", "REOPENS", "SITUATIONS", "Asking", "pauses_of", "possible", "shown"]

SITUATIONS: Final = (
    "never_begun",
    "twice",
    "reopened",
    "merged_or_withdrawn",
    "recorded_otherwise",
    "another_post",
    "nothing_to_do",
    "paused",
)
"""Never begun, twice, reopened, merged or withdrawn, recorded otherwise, by another post, nothing to do, paused."""

# What ends a subject without that what was asked of it is done, and what opens it again.
ENDS_OTHERWISE: Final[Mapping[str, frozenset[str]]] = {
    "case": frozenset({"withdrawn", "merged", "merged_into"}),
    "candidate": frozenset({"application_withdrawn", "rejected"}),
}
REOPENS: Final[Mapping[str, str]] = {"case": "reopened"}


@attrs.frozen
class Asking:
    """What a rule asks for, as far as situations hang on it.

    Attributes:
        subject: On whose timeline.
        begins: The kinds of events that it is about.
        looked_for: The kinds of acts that would do what it asks, but for those with which it begins.
        either: Those of them beside which it names another that would do as well.
        by: For kinds of events of which it asks who did them.
        conditional: It does not apply to every subject.
        pauses: What stops its clock.
    """

    subject: str
    begins: frozenset[str]
    looked_for: frozenset[str]
    either: frozenset[str]
    by: frozenset[str]
    conditional: bool
    pauses: frozenset[str]

    @classmethod
    def of(cls, rule: Rule) -> Asking:
        """What a rule asks for."""
        waits = tuple(rule.looked_for())
        wanted = frozenset(kind for selector in waits for kind in _kinds(selector))
        opening = frozenset(_own(rule)) - wanted or frozenset(_own(rule))
        alternatives = {kind for selector in waits for part in selector.parts for kind in _others(part)}
        return cls(
            rule.subject,
            frozenset(_own(rule)),
            wanted - opening or wanted,
            frozenset(alternatives),
            frozenset(_asked_of(rule)),
            bool(rule.applies.clauses),
            frozenset(kind for stops, _ in pauses_of(rule) for kind in _kinds(stops)),
        )


def pauses_of(rule: Rule) -> Iterator[tuple[Selector, Selector | None]]:
    """What stops the clock of a rule, each with what lets it run again."""
    placed = {part.path: part.selector for part in parts_of(rule) if isinstance(part, PlacedSelector)}
    for path, selector in placed.items():
        if path[0] == "pause" and path[-1] == "from":
            yield selector, placed.get((*path[:-1], "until"))


def _own(rule: Rule) -> Iterator[str]:
    """The kinds of events of the subject itself that a rule is about."""
    for selector in rule.about():
        yield from (kind for pattern in selector.patterns() if pattern.on == "subject" for kind in pattern.events)


def _kinds(selector: Selector) -> Iterator[str]:
    return (kind for pattern in selector.patterns() for kind in pattern.events)


def _others(part: Any) -> Iterator[str]:
    """The kinds that one part of a selector names beside its first."""
    named = list(dict.fromkeys(kind for pattern in part if pattern.on == "subject" for kind in pattern.events))
    return iter(named[1:])


def _asked_of(rule: Rule) -> Iterator[str]:
    """The kinds of events of which a rule asks for the role of who did them."""
    for part in parts_of(rule):
        if isinstance(part, PlacedSelector):
            for pattern in part.selector.patterns():
                if any(one.path.endswith("role") for one in pattern.who.tested()):
                    yield from pattern.events
        elif isinstance(part, PlacedCondition) and any(one.path == "actor.role" for one in part.condition.tested()):
            yield from rule.main_kinds()
    if rule.actions() and _names_a_role(rule.model_dump(exclude_defaults=True)):
        yield from (*rule.actions(), *_licences(rule))


def _licences(rule: Rule) -> Iterator[str]:
    """What gives leave to an act of a rule."""
    for part in parts_of(rule):
        if isinstance(part, PlacedSelector):
            yield from _kinds(part.selector)


def _names_a_role(said: Any) -> bool:
    """Whether a rule of authority says in which post somebody acts or gives leave."""
    if isinstance(said, dict):
        return any(
            (name in ("role", "any_of", "all_of") and bool(part))
            or (name == "who" and "role" in str(part))
            or _names_a_role(part)
            for name, part in said.items()
        )
    return isinstance(said, list | tuple) and any(map(_names_a_role, said))


def possible(rule: Rule) -> frozenset[str]:
    """The situations that can occur for a rule; none for one that is judged over a period."""
    if rule.nature.over_a_period:
        return frozenset()
    asking = Asking.of(rule)
    waits = bool(asking.looked_for)
    of_its_own_kind = asking.looked_for == asking.begins  # where none of it happened nothing began either
    can: Mapping[str, bool] = {
        "never_begun": waits and not (of_its_own_kind and rule.begun_by_an_event),
        "twice": rule.begins_again and bool(asking.begins - {CLOSING.get(asking.subject, "")}),
        "reopened": waits and asking.subject in REOPENS,
        "merged_or_withdrawn": waits and rule.looks_ahead and asking.subject in ENDS_OTHERWISE,
        "recorded_otherwise": bool(asking.either),
        "another_post": bool(asking.by),
        "paused": bool(asking.pauses),
        "nothing_to_do": asking.conditional or (bool(asking.begins) and rule.begun_by_an_event),
    }
    return frozenset(name for name in SITUATIONS if can[name])


def shown(rule: Rule, passed: list[Result]) -> Mapping[str, int]:
    """How many scenarios about a rule that passed show each situation."""
    asking = Asking.of(rule)
    first_posts = _posts(asking, passed)
    show: Mapping[str, Callable[[Result], bool]] = {
        "never_begun": lambda one: _broken(one) and not _has(one, asking.looked_for),
        "twice": lambda one: sum(event["event"] in asking.begins for event in _events(one)) > 1,
        "reopened": lambda one: _has(one, (REOPENS.get(asking.subject, ""),)),
        "merged_or_withdrawn": lambda one: _has(one, ENDS_OTHERWISE.get(asking.subject, ())),
        "recorded_otherwise": lambda one: _has(one, asking.either),
        "another_post": lambda one: any(role not in first_posts for role in _roles(asking, one)),
        "nothing_to_do": _idle,
        "paused": lambda one: _has(one, asking.pauses),
    }
    return {name: sum(show[name](result) for result in passed) for name in SITUATIONS}


def _broken(result: Result) -> bool:
    return any(verdict.status is Status.BREACHED for verdict in result.verdicts)


def _idle(result: Result) -> bool:
    return bool(result.verdicts) and all(one.status is Status.NOT_APPLICABLE for one in result.verdicts)


def _events(result: Result) -> list[Mapping[str, Any]]:
    subject = result.scenario.subject or {}
    return [event for event in subject.get("events", ()) if isinstance(event, dict)]


def _has(result: Result, kinds: Any) -> bool:
    return any(event.get("event") in kinds for event in _events(result))


def _roles(asking: Asking, result: Result) -> Iterator[str]:
    """The posts in which those acted of whom the rule asks who they are."""
    for event in _events(result):
        if event.get("event") in asking.by:
            actors = event.get("actors") or [event]
            yield from (str(actor["role"]) for actor in actors if isinstance(actor, dict) and actor.get("role"))


def _posts(asking: Asking, passed: list[Result]) -> frozenset[str]:
    """The post of the first scenario that shows one: whoever acts in another is in another post."""
    for result in passed:
        found = frozenset(_roles(asking, result))
        if found:
            return found
    return frozenset()
