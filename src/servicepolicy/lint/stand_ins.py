"""A policy whose open blanks are filled with something, so that it can be asked about what does not hang on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from servicepolicy.errors import ServicePolicyError
from servicepolicy.lint.unused import words_in
from servicepolicy.policy.own_terms import terms_of

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["filled_in"]

_STAND_INS: Final[Mapping[str, tuple[Any, ...]]] = {
    "span": ("7 days", "24 hours", "4 working hours", "5 working days", "1 month"),
    "number": ("80",),
    "integer": ("3",),
    "time": ("17:00",),
    "text": ("other",),
    "list": (["other"],),
    "range": (["1", "100"],),
    "period": ("month",),
    "phrase": ("other",),
    "bands": ([{"ge": "90", "entitles": "reward"}],),
    "ladder": ([{"from": 1, "entitles": "reminder"}],),
    "share": ("90%",),
}


def filled_in(policy: Policy) -> Policy | None:
    """The policy, its open blanks filled; `None` where that cannot be done.

    What can be filled with nothing that is at hand is asked about without the rules that read it.
    """
    if not policy.open_blanks:
        return policy
    filled = _all_at_once(policy)
    if filled is None:
        filled = policy
        for name in policy.open_blanks:
            for value in _values(policy, name):
                try:
                    filled = filled.but({name: value})
                    break
                except ServicePolicyError:
                    continue
    if filled.open_blanks:
        filled = _without_readers(filled)
    return None if filled.open_blanks else filled


def _values(policy: Policy, name: str) -> Iterator[Any]:
    kind = policy.blanks[name].type
    if kind == "money":
        yield f"1000 {terms_of(policy).currency or 'EUR'}"
    yield from _STAND_INS.get(kind, ())
    if kind == "list":
        yield from ([role] for role in policy.roles)


def _all_at_once(policy: Policy) -> Policy | None:
    said = {name: next(_values(policy, name), None) for name in policy.open_blanks}
    try:
        return policy.but({name: value for name, value in said.items() if value is not None})
    except ServicePolicyError:
        return None


def _without_readers(policy: Policy) -> Policy:
    """The policy without what is open, and without whatever reads it."""
    from servicepolicy.policy.policy import Policy as Built

    plain = policy.plain()
    rules = {one["id"]: one for one in plain["rules"]}
    levels = {one["id"]: one for one in plain.get("slas", ())}
    facts: dict[str, Any] = plain.get("facts", {})
    gone = set(policy.open_blanks)
    while True:
        said = {**rules, **levels, **facts}
        more = {name for name, part in said.items() if name not in gone and words_in(part) & gone}
        if not more:
            break
        gone |= more
    plain["rules"] = [rule for name, rule in rules.items() if name not in gone]
    plain["slas"] = [level for name, level in levels.items() if name not in gone]
    plain["facts"] = {name: fact for name, fact in facts.items() if name not in gone}
    plain["blanks"] = {name: said for name, said in plain["blanks"].items() if name not in gone}
    plain.pop("servicepolicy", None)
    try:
        return Built(**plain)
    except ServicePolicyError:
        return policy
