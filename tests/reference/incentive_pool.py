"""Pools of fines, read as naively as possible: amounts are cents; every amount and purpose that is missing is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.conditions import TooManyQuestions
from tests.reference.incentive_records import ANOTHER, end_of_day, is_amount, read, served
from tests.reference.subject import known_events

Plain = dict[str, Any]
Month = tuple[datetime, datetime]
MOST = 1024  # worlds
MUCH = 100_000_00


def cents(money: str) -> int:
    """An amount of CNY in cents."""
    whole, _, part = money.removesuffix(" CNY").partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def pool(rules: list[Plain], subjects: list[Plain], month: Month, as_of: datetime) -> str:
    """What is said of a pool: all that was fined came in, all that was paid is allowed, it never owed anything.

    Args:
        rules: The rule that fines, and the pool.
        subjects: Inspections, employees and the organisation.
        month: First instant, and the first after it.
        as_of: The moment that is judged.
    """
    asked = rules[-1]["pool"]
    moved = _moved(asked, subjects, as_of)
    found = set()
    for fined in _fined(rules[0], subjects, month, as_of):
        found |= {_in_world(asked, filled, month) for filled in _worlds([*fined, *moved], month)}
    return found.pop() if len(found) == 1 else "unknown"


def misused(rules: list[Plain], subjects: list[Plain], month: Month, as_of: datetime) -> bool:
    """Whether something was surely paid in the month that the pool is not for."""
    moves = _moved(rules[-1]["pool"], subjects, as_of)
    return any(move["good"] is False and month[0] <= move["at"] < month[1] for move in moves)


def _fined(rule: Plain, subjects: list[Plain], month: Month, as_of: datetime) -> Iterator[list[Plain]]:
    """What is on record as fined for the fund, in every world of what the records may be.

    A record that serves no finding was made without a right, and no rung says where it goes.
    """
    zone = month[0].tzinfo
    assert isinstance(zone, ZoneInfo)
    events = [(one, event) for one in subjects for event in known_events(one, as_of, None)]
    each: list[list[list[Plain]]] = []
    for person in sorted({one["id"] for one in subjects if one["subject"] == "agent"}):
        found = sorted(event["at"] for _, event in events if event["event"] == "found" and event["person"] == person)
        what = ["reminder" if "each" not in rule["ladder"][0] else "10 CNY", *["10 CNY"] * len(found)]
        claims = [
            {"at": at, "what": brings, "due": end_of_day(at, 10, zone)} for at, brings in zip(found, what, strict=False)
        ]
        records = [event for one, event in events if event["event"] == "sanctioned" and one["id"] == person]
        each.append([_fines(claims, told, zone) for told in read(records, claims)])
    for worlds in product(*each):
        yield [dict(fine) for fines in worlds for fine in fines]


def _fines(claims: list[Plain], records: list[Plain], zone: ZoneInfo) -> list[Plain]:
    return [
        {"way": "fined", "at": one["at"], "amount": None if one["is"] == ANOTHER else cents(one["is"]), "good": True}
        for claim, one in zip(claims, served(claims, records, zone), strict=True)
        if is_amount(claim["what"]) and one is not None and is_amount(one["is"])
    ]


def _moved(asked: Plain, subjects: list[Plain], as_of: datetime) -> list[Plain]:
    """What was paid in and out: `way`, `at`, `amount` in cents, `good` for what may be paid."""
    ways = {"fund_spent": "out", **({"fund_paid_in": "in"} if "paid_in" in asked else {})}
    moves: list[Plain] = []
    for one in subjects:
        for event in known_events(one, as_of, None):
            if event["event"] in ways:
                way = ways[event["event"]]
                good: bool | None = True
                if way == "out" and "only" in asked:
                    good = None if "purpose" not in event else event["purpose"] == asked["only"]["purpose"]
                amount = cents(event["amount"]) if "amount" in event else None
                moves.append({"way": way, "at": event["at"], "amount": amount, "good": good})
    return moves


def _worlds(moves: list[Plain], month: Month) -> Iterator[list[Plain]]:
    """The moves with every missing amount and purpose filled in. An amount may be just what is lacking."""
    within = [move for move in moves if month[0] <= move["at"] < month[1]]
    lacking = abs(
        sum(move["amount"] or 0 for move in within if move["way"] == "fined")
        - sum(move["amount"] or 0 for move in within if move["way"] == "in")
    )
    gaps = [(move, "amount", (1, lacking, MUCH)) for move in moves if move["amount"] is None]
    purposes = [(move, "good", (True, False)) for move in moves if move["good"] is None]
    everything: list[tuple[Plain, str, tuple[Any, ...]]] = [*gaps, *purposes]
    count = 1
    for _, _, values in everything:
        count *= len(values)
    if count > MOST:
        raise TooManyQuestions
    for answers in product(*(values for _, _, values in everything)):
        for (move, field, _), answer in zip(everything, answers, strict=True):
            move[field] = answer
        yield moves


def _in_world(asked: Plain, moves: list[Plain], month: Month) -> str:
    within = [move for move in moves if month[0] <= move["at"] < month[1]]
    elsewhen = [move for move in moves if move["way"] == "fined" and "paid_in" in asked and move not in within]
    if not any(move["at"] < month[1] for move in moves if move not in elsewhen):
        return "not_applicable"  # no money ever moved, and nothing has to come in
    if not all(move["good"] for move in within if move["way"] == "out"):
        return "breached"
    fined = sum(move["amount"] for move in within if move["way"] == "fined")
    if "paid_in" in asked and fined != sum(move["amount"] for move in within if move["way"] == "in"):
        return "breached"
    income = "in" if "paid_in" in asked else "fined"
    brought_over = month[0] - timedelta(microseconds=1)
    for moment in (brought_over, *(move["at"] for move in within)):
        # What happens in one instant happens together.
        held = sum(move["amount"] for move in moves if move["way"] == income and move["at"] <= moment)
        held -= sum(move["amount"] for move in moves if move["way"] == "out" and move["at"] <= moment)
        if held < 0:
            return "breached"
    return "met"
