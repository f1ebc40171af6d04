"""Bonuses, ranks and shares of a team, from ratings to what is on record: every score and record that is open is tried.

An employee's score is the mean of the month's ratings, the team's that of all ratings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any

from tests.reference.conditions import TooManyQuestions
from tests.reference.incentive import brought, split
from tests.reference.incentive_pool import cents
from tests.reference.subject import known_events

Plain = dict[str, Any]
Month = tuple[datetime, datetime]
MOST = 3000  # worlds
TARGET = 80  # of the team
RIGHT = "as it should be"


def award(rule: Plain, subjects: list[Plain], person: str, month: Month, as_of: datetime) -> Plain:
    """What a rule on scores says of one person in a month: status, and all that it may bring."""
    statuses, brings = set(), set()
    for people in _worlds(rule, subjects, as_of, month):
        entitled = _entitled(rule, people, person, month)
        statuses.add(_compare(rule, entitled, _records(rule, people[person], month), as_of, month))
        brings.add(entitled)
    return {"status": statuses.pop() if len(statuses) == 1 else "unknown", "entitled": brings}


def _worlds(rule: Plain, subjects: list[Plain], as_of: datetime, month: Month) -> Iterator[dict[str, Plain]]:
    field = "reward" if "rank" in rule else "amount"
    people = {one["id"]: {**one, "events": known_events(one, as_of, None)} for one in subjects}
    gaps: list[tuple[Plain, str, tuple[Any, ...]]] = []
    for one in people.values():
        for event in one["events"]:
            if event["event"] == "rated" and "score" not in event and month[0] <= event["at"] < month[1]:
                gaps.append((event, "score", tuple(range(0, 101, 5))))
            if event["event"] == "rewarded" and field not in event:
                gaps.append((event, field, (RIGHT, "something else")))
    count = 1
    for _, _, values in gaps:
        count *= len(values)
    if count > MOST:
        raise TooManyQuestions
    for answers in product(*(values for _, _, values in gaps)):
        for (event, name, _), answer in zip(gaps, answers, strict=True):
            event[name] = answer
        yield people


# what it brings


def _ratings(one: Plain, month: Month) -> list[int]:
    return [
        event["score"] for event in one["events"] if event["event"] == "rated" and month[0] <= event["at"] < month[1]
    ]


def _mean(ratings: list[int]) -> Fraction | None:
    return Fraction(sum(ratings), len(ratings)) if ratings else None


def _entitled(rule: Plain, people: dict[str, Plain], person: str, month: Month) -> str:
    scores = {name: score for name, one in people.items() if (score := _mean(_ratings(one, month))) is not None}
    if "rank" in rule:
        return _ranked(rule, scores, person)
    if "score" in rule:
        return brought(rule["table"], scores[person]) if person in scores else "none"
    whole = _mean([rating for one in people.values() for rating in _ratings(one, month)])
    bonus = "none"
    if whole is not None and "table" in rule:
        bonus = brought(rule["table"], whole)
    elif whole is not None and whole >= TARGET and (whole != TARGET or rule["team"]["when"] == "met"):
        bonus = rule["entitles"]
    if bonus == "none":
        return "none"
    members = _members(people, month)
    if person not in members:
        return "none"
    weights = {name: Fraction(1) for name in members}
    if rule["team"]["split"] == "score":
        weights = {name: scores.get(name, Fraction(0)) for name in members}
    scale = lcm(*(weight.denominator for weight in weights.values()))
    coins = split(cents(bonus), {name: int(weight * scale) for name, weight in weights.items()})[person]
    return f"{coins // 100}.{coins % 100:02} CNY" if coins else "none"


def _members(people: dict[str, Plain], month: Month) -> list[str]:
    """The human employees who are there as the month ends, of those whom the organisation lists, if it does."""
    lists = [one["members"] for one in people.values() if one["subject"] == "organisation"]
    names = {*people, *(name for listed in lists for name in listed)}
    return [
        name
        for name in sorted(names)
        if all(name in listed for listed in lists) and _is_there(people.get(name, {"events": []}), month)
    ]


def _is_there(one: Plain, month: Month) -> bool:
    last_day = (month[1] - timedelta(days=1)).date().isoformat()
    if one.get("kind") in ("bot", "system") or one.get("subject") == "organisation":
        return False
    turns = [event for event in one["events"] if event["event"] in ("joined", "left") and event["at"] < month[1]]
    came = [event["at"] for event in turns[-1:] if event["event"] == "joined"]
    gone = one.get("left_on", last_day)
    if gone < last_day and not any(at.astimezone(month[0].tzinfo).date().isoformat() > gone for at in came):
        return False
    return one.get("joined_on", last_day) <= last_day and (not turns or bool(came))


def _ranked(rule: Plain, scores: dict[str, Fraction], person: str) -> str:
    asked = rule["rank"]
    if person not in scores or scores[person] < int(asked.get("at_least", 0)):
        return "none"
    shared = asked.get("ties", ["share"])[-1] == "share"
    before = [
        name
        for name, score in scores.items()
        if name != person and (score > scores[person] or (not shared and score == scores[person]))
    ]
    return str(rule["entitles"]) if len(before) < int(asked["first"]) else "none"


# what is on record


def _records(rule: Plain, one: Plain, month: Month) -> list[Plain]:
    """The records for the month: those that name it, and those that name none and come in the month after it."""
    following = (month[1] + timedelta(days=32)).replace(day=1)
    return [
        event
        for event in one["events"]
        if event["event"] == "rewarded"
        and (
            event["period"] == month[0].strftime("%Y-%m") if "period" in event else month[1] <= event["at"] < following
        )
    ]


def _compare(rule: Plain, entitled: str, records: list[Plain], as_of: datetime, month: Month) -> str:
    # The last day of the period is the one that is not counted, and a span of days ends with its last day.
    due = month[1] + timedelta(days=int(rule["recorded"]["within"].removesuffix(" days")))
    if entitled == "none":
        return "breached" if records else "not_applicable"
    if not records:
        return "pending" if as_of <= due else "breached"
    told = records[0]["reward" if "rank" in rule else "amount"]
    same = told == RIGHT or (
        told == entitled if "rank" in rule else told[0].isdigit() and cents(told) == cents(entitled)
    )
    return "met" if same and len(records) == 1 and records[0]["at"] <= due else "breached"
