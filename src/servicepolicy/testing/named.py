"""The rules, clauses and roles that scenarios name: what a policy does not have would show nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from servicepolicy.errors import Problem
from servicepolicy.language.plain import did_you_mean, nearly
from servicepolicy.models.vocabulary import usual_roles
from servicepolicy.testing.document_clauses import listed_clauses

if TYPE_CHECKING:
    from servicepolicy.language.rule import Rule
    from servicepolicy.language.service_level import SLA
    from servicepolicy.policy.policy import Policy
    from servicepolicy.policy.reading.source import Path, Source
    from servicepolicy.testing.document import Scenario, ScenarioDocument

__all__ = ["unknown_names"]

_ROLES: Final = ("role", "to_role")


def unknown_names(document: ScenarioDocument, policy: Policy, source: Source) -> Iterator[Problem]:
    """What scenarios name and the policy does not have, each with what was probably meant.

    Whoever acts may have a role of which the policy knows nothing: only one that looks like one of its own is told.
    Whose approval is expected it must know.

    Args:
        document: The scenarios.
        policy: The policy.
        source: Where they stand.
    """
    asked: tuple[Rule | SLA, ...] = (*policy.rules, *policy.slas)
    rules = tuple(dict.fromkeys(one.id for one in asked))
    clauses = tuple(dict.fromkeys((*listed_clauses(policy.id), *(clause for one in asked for clause in one.clause))))
    roles = tuple(policy.roles)
    for index, case in enumerate(document.cases):
        place: Path = ("cases", index)
        for path, name in _rules(case):
            if name not in rules:
                yield _unknown("rule", name, rules, policy, source, (*place, *path))
        for clause in case.clause:
            if clause not in clauses:
                yield _unknown("clause", clause, clauses, policy, source, (*place, "clause"))
        for path, role in _asked(case) if roles else ():
            if role not in roles:
                yield _unknown("role", role, roles, policy, source, (*place, *path))
        for path, role in _acting(case) if roles else ():
            if role not in roles and role not in usual_roles() and nearly(role, roles):
                yield _unknown("role", role, roles, policy, source, (*place, *path))


def _unknown(what: str, name: str, known: tuple[str, ...], policy: Policy, source: Source, path: Path) -> Problem:
    help = did_you_mean(name, known) or f"known: {', '.join(known)}"
    return Problem(f"unknown-{what}", source.where(path), f"`{name}` is not a {what} of `{policy.id}`", help)


def _rules(case: Scenario) -> Iterator[tuple[Path, str]]:
    if case.rule is not None:
        yield ("rule",), case.rule
    if case.expect.rule is not None:
        yield ("expect", "rule"), case.expect.rule


def _asked(case: Scenario) -> Iterator[tuple[Path, str]]:
    for role in case.expect.approvers or ():
        yield ("expect", "approvers"), role


def _acting(case: Scenario) -> Iterator[tuple[Path, str]]:
    by = None if case.decide is None else case.decide.by.get("role")
    if isinstance(by, str) and case.expect.effect != "unknown":  # what nobody declared may well be unknown
        yield ("decide", "by", "role"), by
    subjects: list[tuple[Path, Any]] = [(("subject",), case.subject)]
    if case.assess is not None:
        subjects += [(("assess", "subjects", number), one) for number, one in enumerate(case.assess.subjects)]
    for place, subject in subjects:
        for number, event in enumerate(_listed(subject, "events")):
            here: Path = (*place, "events", number)
            yield from _roles_in(event, here)
            for actor, said in enumerate(_listed(event, "actors")):
                yield from _roles_in(said, (*here, "actors", actor))


def _listed(holder: object, key: str) -> list[object]:
    held = cast("Mapping[str, object]", holder).get(key) if isinstance(holder, Mapping) else None
    return list(cast("list[object]", held)) if isinstance(held, list | tuple) else []


def _roles_in(said: object, place: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(said, Mapping):
        for key in _ROLES:
            role = cast("Mapping[str, object]", said).get(key)
            if isinstance(role, str):
                yield (*place, key), role
