"""What a policy declares and nothing in it reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["unused_in", "words_in"]

_SECTIONS = {"facts": "unused-fact", "calendars": "unused-calendar", "blanks": "unused-blank", "roles": "unused-role"}


def unused_in(policy: Policy, view: View) -> Iterator[Suspicion]:
    """The computed facts, calendars, blanks and roles that nothing reads."""
    plain = policy.plain()
    read = words_in(plain.get("rules", ())) | words_in(plain.get("slas", ()))
    facts: dict[str, Any] = plain.get("facts", {})
    waiting = [name for name in facts if name in read]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            words = words_in(facts[name])
            read |= words
            waiting.extend(other for other in facts if other in words)
    read |= {word for values in plain.get("values", {}).values() for word in words_in(values)}
    for role, said in plain.get("roles", {}).items():
        if said and said.get("above"):
            read |= {role, *said["above"]}
    examples = tuple(_some_case(policy, view))
    for section, code in _SECTIONS.items():
        for name in plain.get(section, {}):
            if name in read or (section == "calendars" and "unit" in read):
                continue
            rules = tuple(examples[0].expect) if examples else ()
            yield Suspicion(code, Spot(name, (), section), rules, {"name": name}, examples)


def _some_case(policy: Policy, view: View) -> Iterator[Example]:
    """A case that shows what the policy says without it."""
    for rule in policy.rules:
        if rule.nature.over_a_period or view.by_name.get(rule.id) is not rule:
            continue
        world = Imagined(view, rule.subject)
        as_of = kind_of(rule).lint.scene(rule, view, world)
        statuses = ("met", "breached", "pending", "unknown", "not_applicable")
        yield world.example(as_of, {rule.id: statuses})
        return


def words_in(said: object) -> set[str]:
    """Every word in plain data, keys included, and every part of a path such as `subject.amount`."""
    match said:
        case dict():
            return {word for key, value in said.items() for word in (*words_in(key), *words_in(value))}
        case list() | tuple():
            return {word for item in said for word in words_in(item)}
        case str():
            return {said, *said.split(".")}
        case _:
            return set()
