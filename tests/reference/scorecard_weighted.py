"""Scorecards of several indicators once more, and scorecards of units: every doubtful fact is tried in all at once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from tests.reference import scorecard
from tests.reference.conditions import TooManyQuestions
from tests.reference.scorecard import MONTHS, number

Plain = dict[str, Any]
Told = tuple[str, Fraction | None]  # status and score
MOST = 1024  # worlds


def assess(card: Plain, subjects: tuple[Plain, ...], holder: str) -> list[Told]:
    """Status and score in every world."""
    return [_in_world(card, records, holder) for records in worlds(card, subjects)]


def worlds(card: Plain, subjects: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    """The records with every missing fact that any indicator asks for filled in, in every way."""
    gaps: dict[tuple[int, int, str], tuple[Any, ...]] = {}
    for indicator in sorted(card["indicators"], key=lambda one: "scale" in one):  # a scale says what a score can be
        gaps |= dict(scorecard.choices(indicator, subjects))
    count = 1
    for values in gaps.values():
        count *= len(values)
    if count > MOST:
        raise TooManyQuestions
    for answers in product(*gaps.values()):
        records = [{**record, "events": [dict(event) for event in record["events"]]} for record in subjects]
        for (place, index, field), answer in zip(gaps, answers, strict=True):
            (records[place] if index < 0 else records[place]["events"][index])[field] = answer
        yield tuple(records)


def _in_world(card: Plain, records: tuple[Plain, ...], holder: str) -> Told:
    outcomes = [(one, *scorecard.outcome(one, records, holder)) for one in card["indicators"]]
    if all(status == "not_applicable" for _, status, _ in outcomes):
        return "not_applicable", None
    bounds = _score(card, outcomes)
    score = bounds[0] if bounds and bounds[0] == bounds[1] else None
    asked = [status for one, status, _ in outcomes if ("target" in one) and status != "not_applicable"]
    if "target" in card:
        found = {meets(card["target"], bound) for bound in bounds} if bounds else {True, False}
        asked.append("unknown" if len(found) > 1 else "met" if True in found else "breached")
    for status in ("breached", "unknown", "met"):
        if status in asked:
            return status, score
    return ("unknown" if score is None else "met"), score


def meets(target: Plain, value: Fraction) -> bool:
    """Whether a value lies where a target wants it."""
    tests = {"ge": value.__ge__, "gt": value.__gt__, "le": value.__le__, "lt": value.__lt__}
    return all(tests[op](number(bound)) for op, bound in target.items())


def _score(card: Plain, outcomes: list[tuple[Plain, str, Fraction | None]]) -> tuple[Fraction, Fraction] | None:
    """The least and the greatest score; `None`: there is none."""
    low = high = weights = Fraction(0)
    for indicator, status, value in outcomes:
        if "weight" not in indicator:
            continue
        if status == "not_applicable" and card["missing"] == "reweight":
            continue
        if status == "not_applicable":
            return None
        least, most = _points(indicator, status, value)
        weight = number(indicator["weight"])
        low, high, weights = low + weight * least, high + weight * most, weights + weight
    return (low / weights, high / weights) if weights else None


def _points(indicator: Plain, status: str, value: Fraction | None) -> tuple[Fraction, Fraction]:
    """What enters the score, at the least and at the most: of too few cases nobody knows it."""
    share = "share" in indicator["measure"] or "kept" in indicator["measure"]
    by_target = indicator.get("score", "value" if share or "scale" in indicator else "target") == "target"
    if value is None:
        return Fraction(0), Fraction(100)
    if by_target:
        points = Fraction(100 if status == "met" else 0)
    else:
        low, high = (Fraction(0), Fraction(1)) if share else (number(bound) for bound in indicator["scale"])
        points = 100 * (value - low) / (high - low)
        falls = indicator.get("direction", "down" if _wants_less(indicator) else "up") == "down"
        points = 100 - points if falls else points
    return points, points


def _wants_less(indicator: Plain) -> bool:
    return "target" in indicator and set(indicator["target"]) <= {"le", "lt"}


# units


def of_unit(indicator: Plain, cases: tuple[Plain, ...], unit: str) -> tuple[str, Fraction | None, Fraction | None]:
    """Status, least and greatest value of one unit over all worlds: what happened there is the unit's."""
    names = {"north": scorecard.PEOPLE[0], "south": scorecard.PEOPLE[1]}
    owned = tuple({**case, "owner": names.get(case.get("unit", ""))} for case in cases)
    measured = {**indicator, "measure": {**indicator["measure"], "credit": "owner"}}
    return scorecard.assess(measured, owned, names[unit])


__all__ = ["MONTHS", "assess", "meets", "of_unit", "worlds"]
