"""Which rules a change touches, and what was changed: found from the two policies, before any case is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.plain import all_known
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.versions.meanings import EVERYWHERE
from servicepolicy.policy.versions.rule_orders import renamed_rules
from servicepolicy.results.replay import Changed, Side

__all__ = ["Affected", "affected", "differing_rules"]

_SECTIONS = (("value", "values"), ("rule", "rules"), ("fact", "facts"), ("calendar", "calendars"))


@attrs.frozen
class Affected:
    """What is to be judged twice.

    Attributes:
        sides: By the id of each rule to be judged, in which policy it stands; a renamed one stands in both.
        changes: What was changed.
        assessed: Affected rules that are judged over a period, such as scorecards: no single case shows them.
        renamed: The rules that are the same but for their id: the old one with the new one. All else names the old one.
    """

    sides: dict[str, Side]
    changes: tuple[Changed, ...]
    assessed: tuple[str, ...]
    renamed: Mapping[str, str] = attrs.field(factory=dict[str, str])

    def of(self, side: Literal["old", "new"]) -> frozenset[str]:
        """The rules to be judged under one of the policies, as it calls them."""
        names = {} if side == "old" else self.renamed
        return frozenset(names.get(rule, rule) for rule, where in self.sides.items() if where in ("both", side))


def affected(old: Policy, new: Policy, asked: str | Iterable[str] = "affected") -> Affected:
    """Which rules of two policies are to be judged.

    Args:
        old: The policy as it is.
        new: The policy as it would be.
        asked: `affected`, `all`, or the ids of rules.

    Raises:
        UsageError: The policies share no rule, or neither has a rule that is asked for.
    """
    was, now, renamed = old.meanings.rules, new.meanings.rules, renamed_rules(old, new)
    if was and now and not renamed and not was.keys() & now.keys():
        raise UsageError(
            f"`{old.id}` and `{new.id}` share no rule: give two versions of one policy, whose rules keep their ids"
        )
    earlier = {after: before for before, after in renamed.items()}
    known = tuple(dict.fromkeys((*was, *(earlier.get(rule, rule) for rule in now))))
    differing = differing_rules(old, new, renamed)
    wanted = _wanted(asked, known, differing, earlier)
    over = {rule.id for policy in (old, new) for rule in policy.rules if rule.nature.over_a_period}
    sides: dict[str, Side] = {
        rule: _side(rule in was, renamed.get(rule, rule) in now) for rule in wanted if rule not in over
    }
    changes = tuple(_changes(old, new, differing, renamed))
    return Affected(sides, changes, tuple(rule for rule in differing if rule in over), renamed)


def differing_rules(old: Policy, new: Policy, renamed: Mapping[str, str]) -> list[str]:
    """The rules that judge otherwise than before, or may: titles, clauses and names apart.

    Args:
        old: The policy as it is.
        new: The policy as it would be.
        renamed: The rules that are the same but for their id: the old one with the new one. They go by the old one.
    """
    was, now, come = old.meanings.rules, new.meanings.rules, set(renamed.values())
    known = dict.fromkeys((*was, *(rule for rule in now if rule not in come)))
    return [rule for rule in known if was.get(rule) != now.get(renamed.get(rule, rule))]


def _wanted(
    asked: str | Iterable[str], known: tuple[str, ...], differing: list[str], earlier: Mapping[str, str]
) -> list[str]:
    if asked == "affected":
        return differing
    if asked == "all":
        return list(known)
    if isinstance(asked, str):
        raise UsageError(f'`rules` is `affected`, `all`, or several ids, such as `["{asked}"]`')
    named = [earlier.get(name, name) for name in asked]
    all_known(named, known, "is a rule of neither policy")
    return [rule for rule in known if rule in named]


def _side(before: bool, after: bool) -> Side:
    if before and after:
        return "both"
    return "old" if before else "new"


def _changes(old: Policy, new: Policy, differing: list[str], renamed: Mapping[str, str]) -> Iterable[Changed]:
    """The parts that are said otherwise, each with the affected rules that rest on it."""
    was, now, come = old.meanings.parts, new.meanings.parts, set(renamed.values())
    for what, section in _SECTIONS:
        before, after = was.get(section, {}), now.get(section, {})
        names = renamed if section == "rules" else dict[str, str]()
        for name in dict.fromkeys((*before, *(one for one in after if not names or one not in come))):
            said = before.get(name), after.get(names.get(name, name))
            if said[0] != said[1] or name in names:
                only_renamed = said[0] == said[1]
                resting = () if only_renamed else _resting(name, section, old, new, differing, renamed)
                yield Changed(what, name, resting, *said, renamed_to=names.get(name))
    for name in EVERYWHERE:
        if was.get(name) != now.get(name):
            yield Changed("policy", name, tuple(differing), was.get(name), now.get(name))


def _resting(
    name: str, section: str, old: Policy, new: Policy, differing: list[str], renamed: Mapping[str, str]
) -> tuple[str, ...]:
    if section == "rules":
        return (name,) if name in differing else ()
    was, now = old.meanings.named, new.meanings.named
    return tuple(
        rule for rule in differing if name in was.get(rule, ()) or name in now.get(renamed.get(rule, rule), ())
    )
