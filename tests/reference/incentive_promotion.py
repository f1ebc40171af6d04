"""Promotions, read as naively as possible: every missing post and every missing score is tried.

A month's scorecard is the mean of the ratings of that month, which lie from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from tests.reference.conditions import TooManyQuestions
from tests.reference.subject import known_events

Plain = dict[str, Any]
Month = tuple[datetime, datetime]
MOST = 1024  # worlds
ELSEWHERE = "nowhere on the ladder"


def promotions(rule: Plain, subjects: list[Plain], person: str, month: Month, as_of: datetime) -> str:
    """What a rule on promotions says of one person in a month."""
    asked = rule["promotion"]
    statuses = set()
    for people in worlds(asked, subjects, as_of):
        statuses.add(
            worst(_judge(asked, people, person, event, month[0].tzinfo) for event in _in(people, person, month))
        )
    return statuses.pop() if len(statuses) == 1 else "unknown"


def worst(statuses: Iterator[str]) -> str:
    """The worst of some statuses."""
    found = set(statuses)
    return next(status for status in ("breached", "met", "not_applicable") if status in {*found, "not_applicable"})


# worlds


def worlds(asked: Plain, subjects: list[Plain], as_of: datetime) -> Iterator[dict[str, Plain]]:
    """Everybody by name, with every missing post and score filled in, in every way."""
    posts = (*(_posts(rung)[0] for rung in asked["ladder"]), ELSEWHERE)
    people = {one["id"]: {**one, "events": known_events(one, as_of, None)} for one in subjects}
    gaps: list[tuple[Plain, str, tuple[Any, ...]]] = []
    for one in people.values():
        if one.get("role") is None:
            gaps.append((one, "role", posts))
        for event in one["events"]:
            if event["event"] == "promoted" and "to_role" not in event:
                gaps.append((event, "to_role", posts))
            if event["event"] == "rated" and "score" not in event and {"after", "favours"} & set(asked):
                gaps.append((event, "score", (0, 100)))
                if "after" in asked and "at_least" not in asked["after"]:
                    gaps.append((event, "graded", (True, False)))  # whether there ever was a score
    count = 1
    for _, _, values in gaps:
        count *= len(values)
    if count > MOST:
        raise TooManyQuestions
    for answers in product(*(values for _, _, values in gaps)):
        for (holder, field, _), answer in zip(gaps, answers, strict=True):
            holder[field] = answer
            if field == "to_role":
                holder["untold"] = True
        yield people


def _posts(rung: str | list[str]) -> list[str]:
    return [rung] if isinstance(rung, str) else rung


def _in(people: dict[str, Plain], person: str, month: Month) -> list[Plain]:
    events = people[person]["events"] if person in people else []
    return [event for event in events if event["event"] == "promoted" and month[0] <= event["at"] < month[1]]


# one promotion in one world


def _rung(asked: Plain, post: str) -> int:
    """The rung of a post, from 0; -1: below the ladder."""
    for index, rung in enumerate(asked["ladder"]):
        if post in _posts(rung):
            return index
    return -1


def _post(one: Plain, at: datetime, *, before: bool) -> str:
    """The post at an instant, or right before it. A promotion that does not say to where leaves the post as it was."""
    held = one["role"]
    for event in one["events"]:
        passed = event["at"] < at if before else event["at"] <= at
        if event["event"] == "promoted" and passed and "untold" not in event:
            held = event["to_role"]
    return str(held)


def _judge(asked: Plain, people: dict[str, Plain], person: str, event: Plain, zone: Any) -> str:
    own = people[person]
    led_from = _rung(asked, event.get("from_role") or _post(own, event["at"], before=True))
    led_to = _rung(asked, event["to_role"])
    if led_to < 0:
        return "not_applicable"
    if led_to <= led_from or (asked.get("step", "one") == "one" and led_to > led_from + 1):
        return "breached"
    if "after" in asked and not _appraised(asked["after"], own, event["at"], zone):
        return "breached"
    if "favours" in asked:
        for name, other in people.items():
            stood = _rung(asked, _post(other, event["at"], before=True))
            stands = _rung(asked, _post(other, event["at"], before=False))
            beside = name != person and led_from >= 0 and stood == stands == led_from
            if beside and _first(asked["favours"], own, other, event, zone):
                return "breached"
    return "met"


def _appraised(after: Plain, own: Plain, at: datetime, zone: Any) -> bool:
    """Whether there is a score, good enough, of a month that ended no longer ago."""
    local = at.astimezone(zone)
    ends = datetime(local.year, local.month, 1, tzinfo=zone)
    while ends >= _back(after["within"], local):
        score = _score(own, ends)
        if score is not None and score >= int(after.get("at_least", 0)):
            graded = [event.get("graded", True) for event in _rated(own, ends)]
            if all(graded):
                return True
        ends = _month_before(ends)
    return False


def _first(favours: Plain, own: Plain, other: Plain, event: Plain, zone: Any) -> bool:
    """Whether another comes first, by the scores of the month that ended last."""
    local = event["at"].astimezone(zone)
    ends = datetime(local.year, local.month, 1, tzinfo=zone)
    mine, theirs = _score(own, ends), _score(other, ends)
    if theirs is None:
        return False
    if "at_least" in favours:
        bound = int(favours["at_least"])
        return theirs >= bound and (mine is None or mine < bound)
    return mine is None or theirs > mine


def _month_before(first: datetime) -> datetime:
    last = first - timedelta(days=1)
    return datetime(last.year, last.month, 1, tzinfo=first.tzinfo)


def _back(within: str, local: datetime) -> datetime:
    number, unit = within.split()
    if unit == "hours":
        return local - timedelta(hours=int(number))
    back = local
    for _ in range(int(number)):
        first = _month_before(back.replace(day=1))
        length = (back.replace(day=1).date() - first.date()).days
        back = local.replace(year=first.year, month=first.month, day=min(local.day, length))
    return back


def _rated(one: Plain, ends: datetime) -> list[Plain]:
    """The ratings of the month that ends then."""
    return [event for event in one["events"] if event["event"] == "rated" and _month_before(ends) <= event["at"] < ends]


def _score(one: Plain, ends: datetime) -> Fraction | None:
    """The mean of the ratings of the month that ends then."""
    rated = _rated(one, ends)
    return Fraction(sum(event["score"] for event in rated), len(rated)) if rated else None
