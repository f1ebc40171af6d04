"""Which rules a change touches, and what was changed: found from the two policies, before any case is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.plain import did_you_mean
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.versions.meanings import EVERYWHERE
from servicepolicy.results.replay import Changed, Side

__all__ = ["Affected", "affected"]

_SECTIONS = (("value", "values"), ("rule", "rules"), ("fact", "facts"), ("calendar", "calendars"))


@attrs.frozen
class Affected:
    """What is to be judged twice.

    Attributes:
        sides: By the id of each rule to be judged, in which policy it stands.
        changes: What was changed.
        assessed: Affected rules that are judged over a period, such as scorecards: no single case shows them.
    """

    sides: dict[str, Side]
    changes: tuple[Changed, ...]
    assessed: tuple[str, ...]

    def of(self, side: Literal["old", "new"]) -> frozenset[str]:
        """The rules to be judged under one of the policies."""
        return frozenset(rule for rule, where in self.sides.items() if where in ("both", side))


def affected(old: Policy, new: Policy, asked: str | Iterable[str] = "affected") -> Affected:
    """Which rules of two policies are to be judged.

    Args:
        old: The policy as it is.
        new: The policy as it would be.
        asked: `affected`, `all`, or the ids of rules.

    Raises:
        UsageError: The policies share no rule, or neither has a rule that is asked for.
    """
    was, now = old.meanings.rules, new.meanings.rules
    if was and now and not was.keys() & now.keys():
        raise UsageError(
            f"`{old.id}` and `{new.id}` share no rule: give two versions of one policy, whose rules keep their ids"
        )
    known = tuple(dict.fromkeys((*was, *now)))
    differing = [rule for rule in known if was.get(rule) != now.get(rule)]
    wanted = _wanted(asked, known, differing)
    over = {rule.id for policy in (old, new) for rule in policy.rules if rule.nature.over_a_period}
    sides: dict[str, Side] = {rule: _side(rule in was, rule in now) for rule in wanted if rule not in over}
    return Affected(sides, tuple(_changes(old, new, differing)), tuple(rule for rule in differing if rule in over))


def _wanted(asked: str | Iterable[str], known: tuple[str, ...], differing: list[str]) -> list[str]:
    if asked == "affected":
        return differing
    if asked == "all":
        return list(known)
    if isinstance(asked, str):
        raise UsageError(f'`rules` is `affected`, `all`, or several ids, such as `["{asked}"]`')
    named = list(asked)
    for name in named:
        if name not in known:
            raise UsageError(f"`{name}` is a rule of neither policy; {did_you_mean(name, known)}".rstrip("; "))
    return [rule for rule in known if rule in named]


def _side(before: bool, after: bool) -> Side:
    if before and after:
        return "both"
    return "old" if before else "new"


def _changes(old: Policy, new: Policy, differing: list[str]) -> Iterable[Changed]:
    """The parts that are said otherwise, each with the affected rules that rest on it."""
    was, now = old.meanings.parts, new.meanings.parts
    for what, section in _SECTIONS:
        before, after = was.get(section, {}), now.get(section, {})
        for name in dict.fromkeys((*before, *after)):
            if before.get(name) != after.get(name):
                resting = _resting(name, section, old, new, differing)
                yield Changed(what, name, resting, before.get(name), after.get(name))
    for name in EVERYWHERE:
        if was.get(name) != now.get(name):
            yield Changed("policy", name, tuple(differing), was.get(name), now.get(name))


def _resting(name: str, section: str, old: Policy, new: Policy, differing: list[str]) -> tuple[str, ...]:
    if section == "rules":
        return (name,) if name in differing else ()
    both = (old.meanings.named, new.meanings.named)
    return tuple(rule for rule in differing if any(name in named.get(rule, ()) for named in both))
