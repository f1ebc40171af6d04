"""Scorecards whose targets everybody or nobody reaches, and grades that nobody gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from servicepolicy.kinds.scorecard.rule import Indicator, Scorecard
from servicepolicy.language.bound.found import Path
from servicepolicy.language.measure import exactly
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.claims import Claim
from servicepolicy.language.suspected.code import codes_beside
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.measured import measured, number, period_at, scored, span_of, unit_of
from servicepolicy.language.suspected.suspicion import Example, Period, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.language.target import Target
from servicepolicy.worktime._instant import date_of
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.scorecard")

_DAYS: Final[Mapping[str, int]] = {"day": 1, "week": 7, "month": 28, "quarter": 90, "half": 181, "year": 365}
_LONGEST: Final[Mapping[str, int]] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "half": 184, "year": 366}


def scene(rule: Scorecard, view: View, world: Imagined) -> int:
    """Nothing that an event of one subject could begin."""
    world.holds([view.applies(rule)])
    return world.after(1)


def claims(rule: Scorecard, view: View) -> Iterator[Claim]:  # noqa: ARG001 - what every kind is asked
    """Nothing that another rule could contradict."""
    return iter(())


def suspicions(rule: Scorecard, view: View) -> Iterator[Suspicion]:
    """Everything in a scorecard that is probably not meant."""
    if rule.target is not None:
        yield from _target(rule, rule.target, ("target",), (Fraction(0), Fraction(100)), view, None)
    for index, indicator in enumerate(rule.indicators):
        path = ("indicators", index)
        bounds = _bounds(indicator, view, rule.subject)
        if indicator.target is not None:
            yield from _target(rule, indicator.target, (*path, "target"), bounds, view, indicator)
        yield from _too_few(rule, indicator, path, view)
    yield from _grades(rule, view)


def _bounds(indicator: Indicator, view: View, subject: str) -> tuple[Fraction | None, Fraction | None]:
    if indicator.scale is not None:
        return number(indicator.scale[0], view, subject), number(indicator.scale[1], view, subject)
    if indicator.measure.form in ("share", "kept"):
        return Fraction(0), Fraction(1)
    if indicator.measure.form in ("count", "rate", "ratio"):
        return Fraction(0), None
    return None, None


def _target(
    rule: Scorecard,
    target: Target,
    path: Path,
    bounds: tuple[Fraction | None, Fraction | None],
    view: View,
    indicator: Indicator | None,
) -> Iterator[Suspicion]:
    low, high = bounds
    said = [(op, number(value, view, rule.subject)) for op, value in target.bounds()]
    for op, bound in said:
        if bound is None:
            continue
        args = {"op": op, "bound": exactly(bound), "low": _told(low), "high": _told(high)}
        spot = Spot(rule.id, (*path, op))
        if _holds_always(op, bound, low, high):
            worst = low if op in ("ge", "gt") else high
            examples = tuple(_at(rule, indicator, worst, "met", view))
            yield Suspicion("trivial-target", spot, (rule.id,), args, examples)
        elif _holds_never(op, bound, low, high):
            best = high if op in ("ge", "gt") else low
            examples = tuple(_at(rule, indicator, best, "breached", view))
            yield Suspicion("unreachable-target", spot, (rule.id,), args, examples)
    lower = [(bound, op == "gt") for op, bound in said if op in ("ge", "gt") and bound is not None]
    upper = [(bound, op == "lt") for op, bound in said if op in ("le", "lt") and bound is not None]
    if any(one > other or (one == other and (opened or closed)) for one, opened in lower for other, closed in upper):
        examples = tuple(_at(rule, indicator, lower[0][0], "breached", view))
        yield Suspicion("contradictory-target", Spot(rule.id, path), (rule.id,), {}, examples)


def _told(bound: Fraction | None) -> str:
    return "..." if bound is None else exactly(bound)


def _holds_always(op: str, bound: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    match op:
        case "ge":
            return low is not None and bound <= low
        case "gt":
            return low is not None and bound < low
        case "le":
            return high is not None and bound >= high
        case _:
            return high is not None and bound > high


def _holds_never(op: str, bound: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    match op:
        case "ge":
            return high is not None and bound > high
        case "gt":
            return high is not None and bound >= high
        case "le":
            return low is not None and bound < low
        case _:
            return low is not None and bound <= low


def _at(
    rule: Scorecard, indicator: Indicator | None, value: Fraction | None, status: str, view: View
) -> Iterator[Example]:
    """Somebody with a score, or with a value of one indicator."""
    unit = unit_of(rule.period, view, rule.subject)
    if unit is None or value is None:
        return
    period = period_at(view, unit)
    at, as_of = span_of(period, view)
    record = (
        scored(rule, value, at, view)
        if indicator is None
        else measured(indicator.measure, rule.subject, value, at, view)
    )
    yield from _example(rule, record, period, as_of, (status,))


def _example(
    rule: Rule,
    record: dict[str, Any] | None,
    period: CalendarPeriod,
    as_of: int,
    statuses: tuple[str, ...],
    said: Mapping[str, Any] | None = None,
) -> Iterator[Example]:
    if record is not None:
        question = Period(period.code, (record,), {} if said is None else {rule.id: said})
        yield Example(as_of, {rule.id: statuses}, period=question)


def _grades(rule: Scorecard, view: View) -> Iterator[Suspicion]:
    before: tuple[Fraction, str] | None = None
    for index, grade in enumerate(rule.grades):
        bound = Fraction(0) if grade.ge is None else number(grade.ge, view, rule.subject)
        if bound is None:
            continue
        spot = Spot(rule.id, ("grades", index))
        if bound > 100:
            args = {"grade": grade.grade, "bound": exactly(bound)}
            examples = tuple(_graded(rule, Fraction(100), None, view))
            yield Suspicion("unreachable-grade", spot, (rule.id,), args, examples)
        elif before is not None and bound >= before[0]:
            args = {"grade": grade.grade, "before": before[1], "bound": exactly(before[0])}
            examples = tuple(_graded(rule, max(bound, Fraction(0)), before[1], view))
            yield Suspicion("shadowed-grade", spot, (rule.id,), args, examples)
        if bound <= 100 and (before is None or bound < before[0]):
            before = (bound, grade.grade)


def _graded(rule: Scorecard, value: Fraction, grade: str | None, view: View) -> Iterator[Example]:
    unit = unit_of(rule.period, view, rule.subject)
    if unit is None:
        return
    period = period_at(view, unit)
    at, as_of = span_of(period, view)
    said = None if grade is None else {"grade": grade}
    yield from _example(rule, scored(rule, value, at, view), period, as_of, ("met", "breached"), said)


def _too_few(rule: Scorecard, indicator: Indicator, path: Path, view: View) -> Iterator[Suspicion]:
    """An indicator of duties that fall due by the calendar, and never often enough."""
    least = number(indicator.at_least_cases, view, rule.subject)
    unit = unit_of(rule.period, view, rule.subject)
    if least is None or unit is None or indicator.measure.form != "kept":
        return
    most = 0
    for name in indicator.measure.population.verdicts:
        often = _most_often(view.by_name.get(name), rule, unit, view)
        if often is None:
            return
        most += often
    if most >= least:
        return
    args: dict[str, str | int] = {"indicator": indicator.id, "least": exactly(least), "most": most, "unit": unit}
    examples = tuple(_on_duty(rule, indicator, unit, view))
    yield Suspicion("too-few-cases", Spot(rule.id, (*path, "at_least_cases")), (rule.id,), args, examples)


def _most_often(duty: Rule | None, rule: Scorecard, unit: PeriodUnit, view: View) -> int | None:
    """How often at most a duty of somebody falls due in a period; `None` where nobody can tell."""
    if duty is None or not duty.nature.by_time_alone or duty.subject != rule.subject or rule.per is not None:
        return None
    if getattr(duty, "each", None) is not None:
        return None
    every = unit_of(getattr(duty, "every", None), view, duty.subject)
    return None if every is None else _LONGEST[unit] // _DAYS[every] + (1 if every != unit else 0)


def _on_duty(rule: Scorecard, indicator: Indicator, unit: PeriodUnit, view: View) -> Iterator[Example]:
    """Somebody who has done once what is owed."""
    period = period_at(view, unit).next()
    at, as_of = span_of(period, view)
    world = Imagined(view, rule.subject)
    world.start = at
    joined: date = date_of(at, view.edition.zone) - timedelta(days=62)
    if rule.subject == "agent":
        world.header["joined_on"] = str(joined)
    elif rule.subject == "organisation":
        world.header["opened_at"] = f"{joined}T00:00:00Z"
    for name in indicator.measure.population.verdicts:
        duty = view.by_name[name]
        for selector in duty.about():
            world.meets(view.selector(selector, duty.subject), at)
    yield from _example(rule, world.record(), period, as_of, ("unknown",))
