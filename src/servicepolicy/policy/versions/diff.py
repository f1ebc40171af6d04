"""What one version of a policy says otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from servicepolicy.language.plain import Plain
from servicepolicy.language.rule import Part
from servicepolicy.policy.policy import Policy

__all__ = ["Change", "changes_between"]

How = Literal["added", "removed", "changed"]
What = Literal["rule", "sla", "value", "statement", "calendar", "role", "fact", "policy"]

# Single things that a policy says of itself.
_ITSELF = ("title", "source", "timezone", "in_force", "published", "pin", "counting", "open_acts", "vocabulary")


@attrs.frozen
class Change:
    """One thing that is said otherwise.

    Attributes:
        what: What kind of thing it is.
        name: Its name: id of the rule, name of the blank, clauses of the statement.
        how: Whether it was added, removed or changed.
        clause: The clauses that it concerns.
        before: It as it was: a rule, service level, role, computed fact or statement; of a value, a list of forms
            with their periods; else text; `None` if it was not.
        after: It as it is.
    """

    what: What
    name: str
    how: How
    clause: tuple[str, ...]
    before: object
    after: object


def changes_between(earlier: Policy, later: Policy) -> tuple[Change, ...]:
    """Everything in which two versions of a policy differ in meaning or wording, rules first.

    Args:
        earlier: The version before, its blanks filled.
        later: The version after.

    Example:
        >>> from servicepolicy import load
        >>> then = load("service-handbook", fill="example-bank")
        >>> changes_between(then, then)
        ()
    """
    return tuple(_changes(earlier, later))


def _changes(earlier: Policy, later: Policy) -> Iterator[Change]:
    yield from _models("rule", *({rule.id: rule for rule in policy.rules} for policy in (earlier, later)))
    yield from _models("sla", *({level.id: level for level in policy.slas} for policy in (earlier, later)))
    yield from _values(earlier, later)
    was, now = earlier.plain(), later.plain()
    yield from _section("calendar", was.get("calendars", {}), now.get("calendars", {}))
    yield from _models("role", earlier.roles, later.roles)
    yield from _models("fact", earlier.facts, later.facts)
    yield from _models("statement", *(_statements(policy) for policy in (earlier, later)))
    yield from _section("policy", _itself(was), _itself(now))


def _models(what: What, was: Mapping[str, Part], now: Mapping[str, Part]) -> Iterator[Change]:
    """Parts of a document that have a name, by that name."""
    for name in dict.fromkeys((*was, *now)):
        before, after = was.get(name), now.get(name)
        if before != after:
            clause = tuple(getattr(after if after is not None else before, "clause", ()))
            yield Change(what, name, _how(before, after), clause, before, after)


def _values(earlier: Policy, later: Policy) -> Iterator[Change]:
    for name in dict.fromkeys((*earlier.blanks, *later.blanks)):
        before, after = _filled(earlier, name), _filled(later, name)
        if before != after:
            declared = later.blanks.get(name) or earlier.blanks[name]
            yield Change("value", name, _how(before, after), declared.clause, before, after)


def _filled(policy: Policy, name: str) -> Plain:
    """What fills a blank, each form with its period; `None` where nothing does."""
    filling = policy.fillings.get(name)
    return None if filling is None else [(dated.form, dated.period) for dated in filling.fill.values]


def _section(what: What, was: Mapping[str, Plain], now: Mapping[str, Plain]) -> Iterator[Change]:
    for name in dict.fromkeys((*was, *now)):
        before, after = was.get(name), now.get(name)
        if before != after:
            yield Change(what, name, _how(before, after), (), _text(before), _text(after))


def _statements(policy: Policy) -> dict[str, Part]:
    return {", ".join(said.clause): said for said in policy.statements}


def _itself(document: Mapping[str, Plain]) -> dict[str, Plain]:
    return {name: document[name] for name in _ITSELF if name in document}


def _text(said: Plain) -> str | None:
    """Plain data in one line."""
    match said:
        case None:
            return None
        case Mapping():
            return ", ".join(f"{key}: {_text(part)}" for key, part in said.items())
        case list() | tuple():
            return ", ".join(str(_text(part)) for part in said)
        case _:
            return str(said)


def _how(before: object, after: object) -> How:
    if before is None:
        return "added"
    return "removed" if after is None else "changed"
