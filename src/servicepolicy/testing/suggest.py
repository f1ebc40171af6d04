"""Scenarios that are missing, made from those that are there: at a limit, right beyond it, with a fact left out.

What a suggestion expects is what the policy says now; whether that is right only a reader of the document knows.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from servicepolicy.results.verdict import Status
from servicepolicy.testing.boundaries import Limit, beside, comparable, limits_of
from servicepolicy.testing.coverage import coverage_of
from servicepolicy.testing.document import Expected, Scenario
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.worktime._instant import from_us

__all__ = ["as_document", "suggested"]

SECOND: Final = timedelta(seconds=1)
_TRIED: Final = 4  # scenarios of a rule from which others are made
_IDENTITY: Final = ("id", "subject", "type", "event", "at", "seq", "timezone")


def suggested(scenarios: Scenarios, results: Sequence[Result]) -> tuple[Scenario, ...]:
    """The scenarios that `--coverage` misses and that can be made from others, by rule, in the order of the policy."""
    passed = [result for result in results if result.passed]
    lacking = coverage_of(scenarios, passed)
    limits = [limit for limit in limits_of(scenarios, passed) if not limit.hit]
    found: list[Scenario] = []
    for rule in scenarios.policy.rules:
        of_rule = [one for one in passed if one.scenario.rule == rule.id and one.scenario.subject is not None]
        if any(limit.rule == rule.id and limit.name == "due" for limit in limits):
            found.extend(_at_due(scenarios, of_rule))
        numbers = [one for one in limits if one.rule == rule.id and one.name != "due"]
        if numbers:
            found.extend(_at_numbers(scenarios, of_rule[:_TRIED], numbers))
        if "unknown" in lacking.rules.get(rule.id, ()):
            found.extend(_unknown(scenarios, of_rule[:_TRIED]))
    taken = {case.id for case in scenarios.document.cases}
    return tuple(case for case in {one.id: one for one in found}.values() if case.id not in taken)


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
        for place, held in _leaves(result.scenario.subject or {}):
            spot = str(place[-1]).replace("_", "-").replace(".", "-")
            for value in {value: None for limit in limits for value in limit.values if comparable(value, held)}:
                for by, name in steps:
                    moved = _with(result.scenario, place, beside(value, by))
                    named = f"{result.scenario.rule}-{spot}-{name}-the-limit"
                    yield from _case(scenarios, named, result.scenario, moved)


def _unknown(scenarios: Scenarios, of_rule: Iterable[Result]) -> Iterator[Scenario]:
    """One fact left out, such that nobody can tell any more."""
    for result in of_rule:
        for place, _ in _leaves(result.scenario.subject or {}):
            if place[-1] in _IDENTITY:
                continue
            name = f"{result.scenario.rule}-without-{str(place[-1]).replace('_', '-').replace('.', '-')}"
            for case in _case(scenarios, name, result.scenario, _with(result.scenario, place, None)):
                if case.expect.status == str(Status.UNKNOWN):
                    yield case
                    return


def _leaves(said: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    match said:
        case dict():
            for key, part in said.items():
                yield from _leaves(part, (*place, key))
        case list():
            for index, part in enumerate(said):
                yield from _leaves(part, (*place, index))
        case _ if place:
            yield place, said
        case _:
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
    open_ended = made.model_copy(update={"id": name, "expect": Expected(status="met"), "title": ""})
    result = scenarios.result_of(open_ended)
    if result.problem or not result.verdicts:
        return
    status = min((verdict.status for verdict in result.verdicts), key=_RANK.index)
    verdict = next(one for one in result.verdicts if one.status is status)
    due = None if verdict.due_us is None else from_us(verdict.due_us, scenarios.policy.timezone).isoformat()
    expect = Expected(status=status.value, due=due, reason=verdict.reason.code)
    yield open_ended.model_copy(update={"expect": expect, "clause": origin.clause})


_RANK: Final = (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE)


def as_document(scenarios: Scenarios, cases: Iterable[Scenario]) -> dict[str, object]:
    """Suggestions as the plain data of a scenario file."""
    document = scenarios.document.model_dump(mode="json", exclude_none=True, exclude={"cases"})
    written = [case.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for case in cases]
    return {**document, "cases": written}
