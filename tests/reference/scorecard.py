"""Scorecards once more: every doubtful fact is tried, and the figure is worked out anew from the plain records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from tests.reference.conditions import TooManyQuestions
from tests.reference.subject import instant

Plain = dict[str, Any]
MOST = 1024  # worlds
PEOPLE = ("a1", "a2")
MONTHS = {
    "now": (instant("2026-01-01T00:00:00+08:00"), instant("2026-02-01T00:00:00+08:00")),
    "before": (instant("2025-12-01T00:00:00+08:00"), instant("2026-01-01T00:00:00+08:00")),
}


def number(text: str) -> Fraction:
    """A number or a share."""
    return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)


# worlds: every missing fact of every record takes each value that it may have


def choices(indicator: Plain, subjects: tuple[Plain, ...]) -> Iterator[tuple[tuple[int, int, str], tuple[Any, ...]]]:
    """What may be, by subject, event (-1: header) and field."""
    for place, record in enumerate(subjects):
        if record["subject"] == "case" and uses_cases(indicator):
            for field, values in (("owner", (*PEOPLE, "nobody")), ("reopened", (True, False))):
                if record.get(field) is None:
                    yield (place, -1, field), values
        for index, event in enumerate(record["events"]):
            if event["event"] == "rated" and not uses_cases(indicator):
                score = event.get("score")
                low, high = (int(bound) for bound in indicator.get("scale", ("0", "100")))
                if score is None or ("scale" in indicator and not low <= score <= high):
                    yield (place, index, "score"), (low, high)
                if event.get("rater") is None:
                    yield (place, index, "rater"), ("self", "superior", "customer", "peer")
            if event["event"] == "replied" and event.get("to") is None and "kept" in indicator["measure"]:
                yield (place, index, "to"), ("customer", "internal")


def uses_cases(indicator: Plain) -> bool:
    """Whether cases are counted, and not ratings."""
    return "credit" in indicator["measure"]


def worlds(indicator: Plain, subjects: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    """The records with every missing fact filled in, in every way."""
    open_ = list(choices(indicator, subjects))
    count = 1
    for _, values in open_:
        count *= len(values)
    if count > MOST:
        raise TooManyQuestions
    for answers in product(*(values for _, values in open_)):
        records = [{**record, "events": [dict(event) for event in record["events"]]} for record in subjects]
        for ((place, index, field), _), answer in zip(open_, answers, strict=True):
            (records[place] if index < 0 else records[place]["events"][index])[field] = answer
        yield tuple(records)


# the figure in one world


def in_month(event: Plain, month: tuple[datetime, datetime]) -> bool:
    """Whether an event counts in a month: that which it names, else that in which it happened."""
    named = event.get("period")
    if named == "2026":
        return False  # a whole year lies in no month
    if named is not None:
        return month == MONTHS["now"]
    return month[0] <= instant(event["at"]) < month[1]


def events_of(record: Plain, kind: str) -> list[Plain]:
    """The events of a kind, in order; those after the end of January are not there."""
    return [one for one in record["events"] if one["event"] == kind and instant(one["at"]) <= MONTHS["now"][1]]


def ratings(subjects: tuple[Plain, ...], holder: str, month: tuple[datetime, datetime]) -> list[Plain]:
    """The ratings of an employee in a month."""
    mine = next(record for record in subjects if record["id"] == holder)
    return [event for event in events_of(mine, "rated") if in_month(event, month)]


def figure(
    indicator: Plain, subjects: tuple[Plain, ...], holder: str, month: tuple[datetime, datetime]
) -> tuple[Fraction | None, int, str]:
    """Value, cases, and why there is none."""
    measure = indicator["measure"]
    form = next(key for key in measure if key not in ("at", "credit", "in", "on", "to"))
    if uses_cases(indicator):
        return over_cases(measure, form, subjects, holder, month)
    rated = ratings(subjects, holder, month)
    if form == "count" and "distinct" in measure["count"]:
        return Fraction(len({event[measure["count"]["distinct"]] for event in rated})), len(rated), ""
    if form == "count":
        return Fraction(len(rated)), len(rated), ""
    if form == "share":
        return mean([Fraction(event["score"] >= 80) for event in rated])
    if "raters" in indicator:
        return of_raters(indicator, rated)
    if "where" in measure[form]:
        rated = [event for event in rated if event["rater"] == "customer"]
    scores = sorted(Fraction(event["score"]) for event in rated)
    if not scores or form == "mean":
        return mean(scores)
    if form == "median":
        middle = [scores[(len(scores) - 1) // 2], scores[len(scores) // 2]]
        return sum(middle, Fraction(0)) / 2, len(scores), ""
    rank = next(rank for rank in range(1, len(scores) + 1) if rank >= number(measure["at"]) * len(scores))
    return scores[rank - 1], len(scores), ""


def mean(values: list[Fraction]) -> tuple[Fraction | None, int, str]:
    """The mean of values."""
    if not values:
        return None, 0, "none"
    return sum(values, Fraction(0)) / len(values), len(values), ""


def of_raters(indicator: Plain, rated: list[Plain]) -> tuple[Fraction | None, int, str]:
    """The means of all raters, each with its share."""
    means: dict[str, Fraction] = {}
    count = 0
    for rater in indicator["raters"]:
        value, cases, _ = mean([Fraction(event["score"]) for event in rated if event["rater"] == rater])
        count += cases
        if value is not None:
            means[rater] = value
    if not means:
        return None, 0, "none"
    if len(means) < len(indicator["raters"]) and indicator["missing"] == "unknown":
        return None, count, "unknown"
    whole = sum((number(indicator["raters"][rater]) for rater in means), Fraction(0))
    total = sum((number(indicator["raters"][rater]) * value for rater, value in means.items()), Fraction(0))
    return total / whole, count, ""


def over_cases(
    measure: Plain, form: str, subjects: tuple[Plain, ...], holder: str, month: tuple[datetime, datetime]
) -> tuple[Fraction | None, int, str]:
    """A share or ratio over the cases of an owner."""
    mine = [record for record in subjects if record["subject"] == "case" and record["owner"] == holder]
    if form == "ratio":
        top = sum(in_month(event, month) for record in mine for event in events_of(record, "closed"))
        base = sum(in_month(event, month) for record in mine for event in events_of(record, "received"))
        if not base:
            return None, 0, "unknown" if top else "none"
        return Fraction(top, base), base, ""
    if form == "kept":
        kept = [answer for record in mine if (answer := answered(record, month)) is not None]
        return mean([Fraction(answer) for answer in kept])
    which = "closed" if measure.get("in") == "stop" else "received"
    dated = [record for record in mine if any(in_month(event, month) for event in events_of(record, which)[-1:])]
    if measure["credit"] == "owner_at_close":
        dated = [record for record in dated if events_of(record, "closed")]
    return mean([Fraction(record["reopened"] is False) for record in dated])


def answered(record: Plain, month: tuple[datetime, datetime]) -> bool | None:
    """Whether a case was answered in three days; `None`: it did not fall due in the month, or it is still open."""
    received = instant(record["events"][0]["at"])
    if received > MONTHS["now"][1]:
        return None
    due = datetime.combine((received + timedelta(hours=8)).date() + timedelta(days=4), datetime.min.time())
    due = due.replace(tzinfo=received.tzinfo) - timedelta(hours=8)  # the end of the third day, in Shanghai
    if not month[0] < due <= month[1]:
        return None
    return any(instant(e["at"]) <= due for e in events_of(record, "replied") if e["to"] == "customer")


# what it comes to


def outcome(indicator: Plain, subjects: tuple[Plain, ...], holder: str) -> tuple[str, Fraction | None]:
    """Status and value in one world."""
    value, cases, why = figure(indicator, subjects, holder, MONTHS["now"])
    fewest = int(indicator.get("at_least_cases", 0))
    if cases < fewest:
        return "unknown", None
    if why == "none":
        return "not_applicable", None
    if value is None:
        return "unknown", None
    tests: list[bool | None] = [
        {"ge": value >= bound, "gt": value > bound, "le": value <= bound, "lt": value < bound}[op]
        for op, bound in ((op, number(text)) for op, text in indicator.get("target", {}).items())
    ]
    if "change" in indicator:
        before, count, _ = figure(indicator, subjects, holder, MONTHS["before"])
        tests.append(moved(indicator["change"], value, None if count < fewest else before))
    if False in tests:
        return "breached", value
    return ("unknown" if None in tests else "met"), value


def moved(change: Plain, value: Fraction, before: Fraction | None) -> bool | None:
    """Whether a value moved enough against that of the month before."""
    way = "up" if "up" in change else "down"
    by = number(change[way])
    if before is None or (by and before <= 0):
        return None
    return value >= before * (1 + by) if way == "up" else value <= before * (1 - by)


def assess(indicator: Plain, subjects: tuple[Plain, ...], holder: str) -> tuple[str, Fraction | None, Fraction | None]:
    """Status, least and greatest value over all worlds."""
    found = [outcome(indicator, records, holder) for records in worlds(indicator, subjects)]
    statuses = {status for status, _ in found}
    values = [value for _, value in found if value is not None]
    status = statuses.pop() if len(statuses) == 1 else "unknown"
    return status, min(values, default=None), max(values, default=None)
