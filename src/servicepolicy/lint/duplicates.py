"""Rules that say the same, however they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.claims import Needs
from servicepolicy.language.suspected.selections import both_hold, same_events
from servicepolicy.language.suspected.suspicion import Spot, Suspicion
from servicepolicy.lint.pairs import NOT_MEANING, NOT_OF_THE_NEED, Pairs, plain_of, wanted_by

__all__ = ["duplicates", "same_needs"]


def duplicates(pairs: Pairs) -> Iterator[Suspicion]:
    """Rules that say the same."""
    from servicepolicy.policy.versions.digest import meanings_of

    meanings: Mapping[str, Mapping[str, Any]] = meanings_of(pairs.policy._built.document)
    groups: dict[str, list[Rule]] = {}
    for rule in pairs.view.edition.rules:
        said = {key: part for key, part in meanings[rule.id].items() if key not in NOT_MEANING}
        said["per"] = rule.splits_by
        groups.setdefault(_sorted(said), []).append(rule)
    for several in groups.values():
        if len(several) > 1 and pairs.new(*several):
            first = several[0]
            levels = [level for level in pairs.policy.slas if {rule.id for rule in several} <= set(level.rules)]
            named = tuple(rule.id for rule in several)
            whole = (*named, *(level.id for level in levels))
            examples = list(pairs.same_twice(first, named))
            spot = Spot(several[1].id)
            yield Suspicion("duplicate-rule", spot, whole, {"rules": named}, tuple(examples))


def same_needs(pairs: Pairs) -> Iterator[Suspicion]:
    """Requirements that are the same, however they are written."""
    for one, other in combinations(pairs.of(Needs), 2):
        if (one.at is None) is not (other.at is None) or not pairs.together(one, other):
            continue
        if _same_need(pairs, one, other):
            examples = tuple(pairs.same_twice(one.rule, (one.rule.id, other.rule.id)))
            yield pairs.suspicion("duplicate-rule", Spot(other.rule.id, other.path), (one.rule, other.rule), examples)


def _same_need(pairs: Pairs, one: Needs, other: Needs) -> bool:
    """Whether two needs are the same, however they are written."""
    left, right = (
        {key: part for key, part in plain_of(need.rule).items() if key not in NOT_OF_THE_NEED} for need in (one, other)
    )
    if left != right:
        return False
    if one.at is not None and other.at is not None and not same_events(one.at, other.at, pairs.view):
        return False
    wanted = [both_hold(*wanted_by(need)) for need in (one, other)]
    both_ways = ((one.cases, other.cases), (wanted[0], wanted[1]))
    return all(pairs.implied(a, b) and pairs.implied(b, a) for a, b in both_ways)


def _sorted(said: object) -> str:
    """Plain data as text, whatever the order of its keys."""
    match said:
        case dict():
            return "{" + ",".join(sorted(f"{key}:{_sorted(part)}" for key, part in said.items())) + "}"
        case list() | tuple():
            return "[" + ",".join(_sorted(part) for part in said) + "]"
        case _:
            return repr(said)
