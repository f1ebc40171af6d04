"""Scenarios that are missing: first ones of a rule that has none; at a limit, right beyond it, with a fact left out.

What a suggestion expects is what the policy says now; whether that is right only a reader of the document knows.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.language.suspected.crowd import Outcomes
from servicepolicy.policy.policy import Policy, load
from servicepolicy.results.assessment import Finding
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.testing.boundaries import Limit, Place, alone, beside, comparable, leaves, limits_of
from servicepolicy.testing.coverage import Coverage, coverage_of
from servicepolicy.testing.document import Scenario, ScenarioDocument
from servicepolicy.testing.first import answered, chosen_of, first_of, imagined_of, ranked_of
from servicepolicy.testing.first_periods import (
    imagined_periods,
    outcomes_of,
    said_in_period,
    told_of_period,
    written_name,
)
from servicepolicy.testing.paused import paused_of
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.worktime._instant import from_us

__all__ = ["as_document", "gaps", "of_policy", "suggested"]

SECOND: Final = timedelta(seconds=1)
_STEPS: Final[Mapping[Literal[-1, 0, 1], str]] = {-1: "below", 0: "at", 1: "above"}
_TRIED: Final = 4  # scenarios of a rule from which others are made
_IDENTITY: Final = ("id", "subject", "type", "event", "at", "seq", "timezone")


def suggested(scenarios: Scenarios, results: Sequence[Result]) -> tuple[Scenario, ...]:
    """The scenarios that `--coverage` misses and that can be made, by rule, in the order of the policy.

    Of a rule with scenarios that pass they are made from these; of one that has none, from what it says.
    """
    asked = {result.scenario.rule for result in results}
    outcomes = outcomes_of(scenarios)
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
            found.extend(_at_due(scenarios, [*of_rule, *chosen_of(scenarios, rule)]))
        capped = [one for one in limits if one.rule == rule.id and one.name.endswith("cap") and not one.hit]
        if capped or lacking.situations[rule.id].get("paused", 1) == 0:
            found.extend(one.scenario for one in paused_of(scenarios, rule, of_rule))
        never_broken = rule.id in first and "breached" in lacking.rules.get(rule.id, ())
        numbers = [one for one in limits if one.rule == rule.id and one.name != "due" and (not one.hit or never_broken)]
        numbers = [one for one in numbers if one not in capped]
        if numbers:
            tried = [*of_rule[:_TRIED], *imagined_of(scenarios, rule)]
            ranked = (other for result in tried[:1] for other in ranked_of(scenarios, result))
            found.extend(_at_numbers(scenarios, [*tried, *ranked], numbers))
        if "unknown" in lacking.rules.get(rule.id, ()):
            found.extend(_unknown(scenarios, of_rule[:_TRIED]))
    for judged in scenarios.rules:
        if isinstance(judged, SLA) or judged.nature.over_a_period:
            found.extend(
                _in_periods(scenarios, judged, [one for one in passed if one.scenario.rule == judged.id], outcomes)
            )
    taken = {case.id for case in scenarios.document.cases}
    return tuple(case for case in {one.id: one for one in found}.values() if case.id not in taken)


def _in_periods(scenarios: Scenarios, rule: Rule | SLA, passed: list[Result], outcomes: Outcomes) -> Iterator[Scenario]:
    """Periods that show what none before them shows, and those at a limit that is not hit, all of its sides."""
    plain = {key: part for key, part in alone(rule.id, scenarios.policy.plain()).items() if key != "servicepolicy"}
    scenarios = attrs.evolve(scenarios, policy=Policy(**plain))  # much sooner asked than the whole
    shown = {one for result in passed for one in said_in_period(result.findings)}
    tried = list(imagined_periods(scenarios, rule, outcomes))
    picked: dict[str, Result] = {}
    for result in tried:
        if more := said_in_period(result.findings) - shown:
            shown |= more
            picked[result.scenario.id] = result
    for limit in limits_of(scenarios, [*passed, *picked.values()], only=rule.id):
        if not limit.hit:
            picked |= {one.scenario.id: one for one in tried if _lies_at(one.scenario.id, limit)}
    if all("unknown" not in one[1:2] for one in shown if one[0] == "status"):
        sure = [one for one in tried if one.scenario.expect.status in (Status.MET, Status.BREACHED)]
        sure.sort(
            key=lambda one: (-len({place[-1] for place, _ in leaves(_facts(one.scenario))}), len(str(one.scenario)))
        )
        for case in _unknown(scenarios, sure[:_TRIED]):
            picked[case.id] = Result(case)
    yield from (one.scenario for one in picked.values())


def _lies_at(name: str, limit: Limit) -> bool:
    """Whether a period that was imagined lies at a limit or right beside it, as its name says."""
    times = {f"-{int(value) + by}-times" for value in limit.values if value.isdecimal() for by in (-1, 0)}
    moved = "-change-" in name and ".change." in f".{limit.name}"
    return moved or name.endswith((*(f"-{written_name(value)}" for value in limit.values), *times))


def gaps(scenarios: Scenarios, results: Sequence[Result], made: Sequence[Scenario]) -> tuple[str, ...]:
    """What `--coverage` still misses once suggestions stand beside the scenarios: a line for each rule, with why."""
    whole = [*(result for result in results if result.passed), *map(scenarios.result_of, made)]
    covered = coverage_of(scenarios, whole)
    asked = scenarios.rules
    return tuple(line for rule in asked for line in _gaps_of(rule, covered, whole))


def _gaps_of(rule: Rule | SLA, covered: Coverage, whole: Sequence[Result]) -> Iterator[str]:
    of_rule = [one for one in whole if one.scenario.rule == rule.id]
    if not of_rule:
        yield f"rule `{rule.id}`: no scenario: none could be made"
        return
    lacking = [f"not {status}" for status in covered.rules[rule.id]]
    lacking += [f"not {name.replace('_', ' ')}" for name, count in covered.situations[rule.id].items() if not count]
    lacking += [f"`{limit.name}` not hit" for limit in covered.limits if limit.rule == rule.id and not limit.hit]
    if lacking:
        said: list[Verdict | Finding] = [one for result in of_rule for one in result.verdicts]
        said += [one for result in of_rule for one in result.findings]
        doubts = sorted({doubt for one in said for doubt in getattr(one, "doubts", ())})
        statuses = dict.fromkeys(one.status.value for one in said)
        hangs = f"; unknown for lack of {', '.join(f'`{doubt}`' for doubt in doubts[:4])}" if doubts else ""
        yield f"rule `{rule.id}`: {', '.join(lacking)}: what was tried is {', '.join(statuses) or 'not judged'}{hangs}"


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
    """The act exactly when it is due, and a second later: once for each value by which it is due."""
    told = dict[str, list[Scenario]]()
    for result in of_rule:
        verdict = next((one for one in result.verdicts if one.due_us is not None and one.stopped_us is not None), None)
        if verdict is None or verdict.due_us is None or verdict.stopped_us is None:
            continue
        value = " ".join(applied.value for applied in verdict.values)
        if value in told:
            continue
        told[value] = []
        due = from_us(verdict.due_us, scenarios.policy.timezone)
        stopped = from_us(verdict.stopped_us, scenarios.policy.timezone)
        for name, moment in (("exactly-at-the-due-instant", due), ("one-second-late", due + SECOND)):
            moved = _moved(result.scenario, stopped, moment)
            if moved is not None:
                of_value = f"-of-{written_name(value)}" if value and any(told.values()) and len(told) > 1 else ""
                told[value] += _case(scenarios, f"{result.scenario.rule}-{name}{of_value}", result.scenario, moved)
    known = [cases for value, cases in told.items() if value] or list(told.values())  # else it hangs on what is missing
    yield from (case for cases in known for case in cases)


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
    """Each number of scenarios at a limit of their rule, a unit below it and a unit above, once a status.

    What stands in several places of a scenario, such as the amount of an act and of its approval, is moved in all of
    them, and then in each by itself. Those come first in which the limit decides.
    """
    values = dict.fromkeys(value for limit in limits for value in limit.values)
    beside_it: dict[str, list[list[Scenario]]] = {}
    for result in of_rule:
        for several in _alike(result.scenario):
            for value in (value for value in values if comparable(value, several[0][1])):
                words = (result.scenario.rule or "", str(several[0][0][-1]), "STEP", value)
                named = "-".join(re.sub(r"[^\w.]+|_", "-", word).strip("-").lower() for word in words)
                three = [
                    case for by in _STEPS for case in _moved_to(scenarios, result.scenario, several, value, by, named)
                ]
                beside_it.setdefault(named, []).append(three)
    for triples in beside_it.values():
        told = set[tuple[str, str | None]]()
        for three in sorted(triples, key=lambda three: len({case.expect.status for case in three}) < 2):
            for case in three:
                if (case.id, case.expect.status) not in told:
                    again = any(name == case.id for name, _ in told)
                    told.add((case.id, case.expect.status))
                    other = f"{case.id}-{case.expect.status}".replace("_", "-")
                    yield case.model_copy(update={"id": other}) if again else case


def _moved_to(
    scenarios: Scenarios,
    scenario: Scenario,
    several: Sequence[tuple[Place, object]],
    value: str,
    by: Literal[-1, 0, 1],
    named: str,
) -> Iterator[Scenario]:
    moved = scenario
    for place, _ in several:
        moved = _with(moved, place, beside(value, by))
    yield from _case(scenarios, named.replace("-step-", f"-{_STEPS[by]}-"), scenario, moved)


def _alike(scenario: Scenario) -> Iterator[list[tuple[Place, object]]]:
    """The places of a scenario where one number stands under one name: together, and each by itself."""
    places: dict[tuple[object, str], list[tuple[Place, object]]] = {}
    for place, held in leaves(scenario.subject or {}):
        places.setdefault((place[-1], str(held)), []).append((place, held))
    for several in places.values():
        yield several
        if len(several) > 1:
            yield from ([one] for one in several)


def _unknown(scenarios: Scenarios, of_rule: Iterable[Result]) -> Iterator[Scenario]:
    """One fact left out, such that nobody can tell any more."""
    for result in of_rule:
        for place, _ in leaves(_facts(result.scenario)):
            if place[-1] in _IDENTITY:
                continue
            name = f"{result.scenario.rule}-without-{str(place[-1]).replace('_', '-').replace('.', '-')}"
            for case in _case(scenarios, name, result.scenario, _with(result.scenario, place, None)):
                if case.expect.status == str(Status.UNKNOWN):
                    yield case
                    return


def _with(scenario: Scenario, place: Place, value: Any) -> Scenario:
    subject: Any = copy.deepcopy(_facts(scenario))
    here = subject
    for step in place[:-1]:
        here = here[step]
    if value is None and isinstance(here, dict):
        here.pop(place[-1])
    else:
        here[place[-1]] = value
    if scenario.assess is not None:
        return scenario.model_copy(update={"assess": scenario.assess.model_copy(update={"subjects": tuple(subject)})})
    return scenario.model_copy(update={"subject": subject})


def _facts(scenario: Scenario) -> Any:
    """The records that a scenario is about."""
    return list(scenario.assess.subjects) if scenario.assess is not None else scenario.subject or {}


def _case(scenarios: Scenarios, name: str, origin: Scenario, made: Scenario) -> Iterator[Scenario]:
    """The scenario with what the policy says of it; nothing where it cannot be asked."""
    asked = told_of_period(scenarios, made.model_copy(update={"id": name})) if made.assess else None
    for result in answered(scenarios, name, made) if asked is None else asked:
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
