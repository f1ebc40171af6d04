"""First scenarios of what is judged over a period: scorecards, awards and service levels, at each of their limits.

Everybody in the period is imagined, and what each scenario expects is what the policy answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.measure import Population, exactly, percent
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.language.suspected.crowd import Crowd, Outcomes, Trial, beside_in, period_with
from servicepolicy.language.suspected.measured import number, unit_of
from servicepolicy.language.suspected.view import View
from servicepolicy.results.assessment import Finding
from servicepolicy.results.verdict import Reason, Status, worst
from servicepolicy.testing.document import Expected, Scenario
from servicepolicy.testing.first import imagined_of
from servicepolicy.testing.periods import AssessedPeriod, ExpectedFinding
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.worktime._instant import DAY_US, from_us

__all__ = ["imagined_periods", "outcomes_of", "said_in_period", "told_of_period", "written_name"]

_Shown = tuple[object, ...]
_MOST: Final = 400  # subjects of one scenario


def imagined_periods(scenarios: Scenarios, rule: Rule | SLA, outcomes: Outcomes) -> Iterator[Result]:
    """Periods in which a rule or service level can be asked, each as the policy answers it, the plainest first."""
    policy = scenarios.policy
    views = [View(edition, policy.calendars) for edition in reversed(policy.editions)]
    if isinstance(rule, SLA):
        for trial in _of_level(rule, views[0], outcomes):
            yield from _told(scenarios, rule, trial)
        return
    view = next(view for view in views if rule.id in view.by_name)
    told = kind_of(rule).trials
    for trial in () if told is None else told.trials(rule, view, outcomes):
        plain = list(_told(scenarios, rule, trial))
        yield from plain
        for result in plain:
            finding = _worst(result.findings)
            for other in () if told is None else told.recorded(rule, trial, finding):
                yield from _told(scenarios, rule, other)


def _of_level(level: SLA, view: View, outcomes: Outcomes) -> Iterator[Trial]:
    """A service level at its objective, right below and above it, and with nothing that falls due."""
    period = period_with(view, unit_of(level.period, view, level.of) or "month", level.rules, outcomes)
    counted = Population.model_validate(
        {"of": level.of, "verdicts": level.rules, "among": level.where, "credit": "all"}
    )
    objective = number(level.objective, view, level.of)
    fields = {} if level.per == "policy" else {level.per: _one_of(level, view)}
    sides = () if objective is None else beside_in(objective, Fraction(1, 100), whole=False, share=True)
    for name, share in (*sides, ("none-kept", Fraction(0))):
        crowd = Crowd(view, "", period, outcomes)
        if share > 1:
            continue
        kept, all_told = share.numerator, share.denominator
        if crowd.adds(counted, kept, fields=fields, together=True) and crowd.adds(
            counted, all_told - kept, hits=False, fields=fields, together=True
        ):
            said = name if objective is None or name == "none-kept" else f"{name}-{percent(objective)}"
            yield Trial(said, crowd)
            if name == "at":
                yield Trial("not-over", crowd, as_of=crowd.end - 1)
    yield Trial("nothing-due", Crowd(view, "", period, outcomes))


def _one_of(level: SLA, view: View) -> object:
    """A value of the field by which a service level is told apart."""
    field = view.edition.vocabulary.header_fields(level.of).get(level.per)
    return field.codes[0] if field is not None and field.codes else "u1"


def outcomes_of(scenarios: Scenarios) -> Outcomes:
    """What keeps each rule and what breaks it, by the engine."""
    known: dict[tuple[str, bool], tuple[Any, int | None] | None] = {}

    def outcome(name: str, kept: bool) -> tuple[Any, int | None] | None:
        if (name, kept) not in known:
            status = Status.MET if kept else Status.BREACHED
            rule = next((rule for rule in scenarios.policy.rules if rule.id == name), None)
            several = () if rule is None else imagined_of(scenarios, rule)
            fitting = [one for one in several if one.scenario.expect.status == status]
            # Plainly, and what is done late has been done by somebody.
            fitting.sort(key=lambda one: (len(one.verdicts), one.verdicts[0].stopped_us is None))
            found = next(iter(fitting), None)
            known[name, kept] = None if found is None else (found.scenario.subject, found.verdicts[0].due_us)
        return known[name, kept]

    return outcome


# what is said


def _told(scenarios: Scenarios, rule: Rule | SLA, trial: Trial) -> Iterator[Result]:
    crowd = trial.crowd
    records = crowd.records()
    if len(records) > _MOST or not records:
        return
    latest = crowd.period.next().bounds(crowd.view.edition.zone)[1] + 40 * DAY_US
    made = Scenario(
        id=f"{rule.id}-{written_name(trial.name)}",
        rule=rule.id,
        clause=rule.clause,
        assess=AssessedPeriod(
            period=crowd.period.code,
            as_of=from_us(latest if trial.as_of is None else trial.as_of, scenarios.policy.timezone).isoformat(),
            subjects=records,
        ),
        expect=Expected(status="met"),
    )
    yield from told_of_period(scenarios, made)


def written_name(said: str) -> str:
    """A value as part of the name of a scenario."""
    written = said.replace("%", "-percent").replace("/", "-of-")
    return re.sub(r"[^\w]+|_", "-", written).strip("-").lower()


def told_of_period(scenarios: Scenarios, made: Scenario) -> Iterator[Result]:
    """A scenario of a period with what the policy says of it; nothing where it cannot be asked, or says nothing."""
    result = scenarios.result_of(made)
    if result.problem or not result.findings:
        return
    about = [one for one in result.findings if one.status is not Status.NOT_APPLICABLE] or list(result.findings)
    if len(about) == 1 or len({one.subject for one in about}) == 1:
        expect = Expected.model_validate(_expected(_worst(about)))
    else:
        each = tuple(ExpectedFinding.model_validate(_expected(one)) for one in result.findings)
        expect = Expected(findings=each, status=worst(one.status for one in result.findings).value)
    yield Result(made.model_copy(update={"expect": expect}), findings=result.findings)


def _worst(findings: Sequence[Finding]) -> Finding:
    status = worst(one.status for one in findings)
    return next(one for one in findings if one.status is status)


def _expected(finding: Finding) -> Mapping[str, object]:
    """What a finding says, as far as it is compared."""
    said: dict[str, object] = {"subject": finding.subject, "period": finding.period, "status": finding.status.value}
    reason = getattr(finding, "reason", None)
    if isinstance(reason, Reason):
        said["reason"] = reason.code
    for name in ("score", "attainment"):
        value = getattr(finding, name, None)
        if isinstance(value, Fraction):
            said[name] = exactly(value) if name == "score" else percent(value)
    if grade := getattr(finding, "grade", ""):
        said["grade"] = grade
    measured = {one.id: _value(one) for one in getattr(finding, "indicators", ()) if one.value is not None}
    if measured:
        said["indicators"] = {name: value for name, value in measured.items() if value}
    for name in ("entitled", "recorded"):
        if several := getattr(finding, name, ()):
            said[name] = tuple(map(str, several))
    return said


def _value(indicator: Any) -> str:
    match indicator.unit:
        case "share":
            return percent(indicator.value)
        case "time":
            return ""
        case _:
            return exactly(indicator.value)


def said_in_period(findings: Iterable[Finding]) -> frozenset[_Shown]:
    """What findings show: a status with its reason, a grade, what an award brings and what came of it."""
    shown = set[_Shown]()
    for one in findings:
        reason = getattr(one, "reason", None)
        shown.add(("status", one.status, reason.code if isinstance(reason, Reason) else ""))
        shown.update(("grade", grade) for grade in [getattr(one, "grade", "")] if grade)
        brings = tuple(sorted(map(str, getattr(one, "entitled", ()))))
        shown.update(("brings", brings) for _ in brings[:1])
        shown.update(("line", line.code) for line in getattr(one, "lines", ()))
    return frozenset(shown)
