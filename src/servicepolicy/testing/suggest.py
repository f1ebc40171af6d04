"""Scenarios that are missing: first ones of a rule that has none; at a limit, right beyond it, with a fact left out.

What a suggestion expects is what the policy says now; whether that is right only a reader of the document knows.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from servicepolicy.errors import UsageError
from servicepolicy.policy.policy import load
from servicepolicy.results.verdict import Status
from servicepolicy.testing.boundaries import Limit, beside, comparable, leaves, limits_of
from servicepolicy.testing.coverage import coverage_of
from servicepolicy.testing.document import Scenario, ScenarioDocument
from servicepolicy.testing.first import answered, first_of
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.worktime._instant import from_us

__all__ = ["as_document", "of_policy", "suggested"]

SECOND: Final = timedelta(seconds=1)
_TRIED: Final = 4  # scenarios of a rule from which others are made
_IDENTITY: Final = ("id", "subject", "type", "event", "at", "seq", "timezone")


def suggested(scenarios: Scenarios, results: Sequence[Result]) -> tuple[Scenario, ...]:
    """The scenarios that `--coverage` misses and that can be made, by rule, in the order of the policy.

    Of a rule with scenarios that pass they are made from these; of one that has none, from what it says.
    """
    asked = {result.scenario.rule for result in results}
    passed = [result for result in results if result.passed]
    first = {rule.id: first_of(scenarios, rule) for rule in scenarios.policy.rules if rule.id not in asked}
    known = [*passed, *(result for several in first.values() for result in several)]
    lacking = coverage_of(scenarios, known)
    limits = limits_of(scenarios, known)
    found: list[Scenario] = []
    for rule in scenarios.policy.rules:
        found.extend(result.scenario for result in first.get(rule.id, ()))
        of_rule = [one for one in known if one.scenario.rule == rule.id and one.scenario.subject is not None]
        if any(limit.rule == rule.id and limit.name == "due" and not limit.hit for limit in limits):
            found.extend(_at_due(scenarios, of_rule))
        never_broken = rule.id in first and "breached" in lacking.rules.get(rule.id, ())
        numbers = [one for one in limits if one.rule == rule.id and one.name != "due" and (not one.hit or never_broken)]
        if numbers:
            found.extend(_at_numbers(scenarios, of_rule[:_TRIED], numbers))
        if "unknown" in lacking.rules.get(rule.id, ()):
            found.extend(_unknown(scenarios, of_rule[:_TRIED]))
    taken = {case.id for case in scenarios.document.cases}
    return tuple(case for case in {one.id: one for one in found}.values() if case.id not in taken)


def of_policy(path: str, fill: str | None = None) -> Scenarios:
    """No scenarios yet, of a policy that has none.

    Args:
        path: The policy: its file.
        fill: What fills its blanks: a profile.

    Raises:
        PolicyError: It cannot be used.
        UsageError: It has blanks that nothing fills.
    """
    policy = load(path, fill=fill)
    if policy.open_blanks:
        named = ", ".join(f"`{name}`" for name in policy.open_blanks)
        raise UsageError(f"the policy has open blanks: {named}; say what fills them with `--fill`")
    document = ScenarioDocument.model_construct(
        servicepolicy=1, scenarios=Path(path).name, fill=fill, context=None, cases=()
    )
    return Scenarios(Path(path).name, document, policy)


def _at_due(scenarios: Scenarios, of_rule: Iterable[Result]) -> Iterator[Scenario]:
    """The act exactly when it is due, and a second later."""
    for result in of_rule:
        verdict = next((one for one in result.verdicts if one.due_us is not None and one.stopped_us is not None), None)
        if verdict is None or verdict.due_us is None or verdict.stopped_us is None:
            continue
        due = from_us(verdict.due_us, scenarios.policy.timezone)
        stopped = from_us(verdict.stopped_us, scenarios.policy.timezone)
        for name, moment in (("exactly-at-the-due-instant", due), ("one-second-late", due + SECOND)):
            moved = _moved(result.scenario, stopped, moment)
            if moved is not None:
                yield from _case(scenarios, f"{result.scenario.rule}-{name}", result.scenario, moved)
        return


def _moved(scenario: Scenario, was: datetime, becomes: datetime) -> Scenario | None:
    """The scenario with the events of one instant at another."""
    subject = copy.deepcopy(scenario.subject or {})
    events = [event for event in subject.get("events", ()) if _is_at(event.get("at"), was)]
    for event in events:
        event["at"] = becomes.isoformat()
        event.pop("recorded_at", None)
    as_of = max(datetime.fromisoformat(scenario.as_of or ""), becomes + timedelta(hours=1)).isoformat()
    return scenario.model_copy(update={"subject": subject, "as_of": as_of}) if events else None


def _is_at(said: object, moment: datetime) -> bool:
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return False
    return at.utcoffset() is not None and at == moment


def _at_numbers(scenarios: Scenarios, of_rule: Iterable[Result], limits: Sequence[Limit]) -> Iterator[Scenario]:
    """Each number of a scenario at a limit of its rule, a unit below it and a unit above."""
    steps: tuple[tuple[Literal[-1, 0, 1], str], ...] = ((-1, "below"), (0, "at"), (1, "above"))
    for result in of_rule:
        for place, held in leaves(result.scenario.subject or {}):
            spot = str(place[-1]).replace("_", "-").replace(".", "-")
            for value in {value: None for limit in limits for value in limit.values if comparable(value, held)}:
                for by, name in steps:
                    moved = _with(result.scenario, place, beside(value, by))
                    named = f"{result.scenario.rule}-{spot}-{name}-the-limit"
                    yield from _case(scenarios, named, result.scenario, moved)


def _unknown(scenarios: Scenarios, of_rule: Iterable[Result]) -> Iterator[Scenario]:
    """One fact left out, such that nobody can tell any more."""
    for result in of_rule:
        for place, _ in leaves(result.scenario.subject or {}):
            if place[-1] in _IDENTITY:
                continue
            name = f"{result.scenario.rule}-without-{str(place[-1]).replace('_', '-').replace('.', '-')}"
            for case in _case(scenarios, name, result.scenario, _with(result.scenario, place, None)):
                if case.expect.status == str(Status.UNKNOWN):
                    yield case
                    return


def _with(scenario: Scenario, place: tuple[str | int, ...], value: Any) -> Scenario:
    subject: Any = copy.deepcopy(scenario.subject or {})
    here = subject
    for step in place[:-1]:
        here = here[step]
    if value is None and isinstance(here, dict):
        here.pop(place[-1])
    else:
        here[place[-1]] = value
    return scenario.model_copy(update={"subject": subject})


def _case(scenarios: Scenarios, name: str, origin: Scenario, made: Scenario) -> Iterator[Scenario]:
    """The scenario with what the policy says of it; nothing where it cannot be asked."""
    for result in answered(scenarios, name, made):
        yield result.scenario.model_copy(update={"clause": origin.clause})


def as_document(scenarios: Scenarios, cases: Iterable[Scenario]) -> dict[str, object]:
    """Suggestions as the plain data of a scenario file."""
    document = scenarios.document.model_dump(mode="json", exclude_none=True, exclude={"cases"})
    return {**document, "cases": [_written(case) for case in cases]}


def _written(case: Scenario) -> dict[str, object]:
    """A scenario as people write it: one clause is no list, and a case is not called one."""
    plain = case.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if len(case.clause) == 1:
        plain["clause"] = case.clause[0]
    if plain.get("subject", {}).get("subject") == "case":
        plain["subject"] = {key: part for key, part in plain["subject"].items() if key != "subject"}
    return {key: plain[key] for key in sorted(plain, key=_ORDER.index)}


_ORDER: Final = tuple(Scenario.model_fields)
