"""Service levels, read as naively as possible: each deadline of each case is worked out in every way, then counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

from tests.reference.conditions import TooManyQuestions
from tests.reference.scorecard import MONTHS, number
from tests.reference.subject import instant

Plain = dict[str, Any]
MOST = 2000  # ways in which the rows can turn out
# Each deadline: what ends it, and after how many days.
DEADLINES = {"answered": ("replied", 3), "solved": ("closed", 10)}
BEGINS, ENDS = MONTHS["now"]


def service_level(sla: Plain, subjects: tuple[Plain, ...], part: str, as_of: datetime) -> Plain:
    """What a service level says of January, for one part: status, bounds, and how many are what."""
    rows = [_ways(sla, rule, record, part, as_of) for rule in sla["rules"] for record in subjects]
    rows = [row for row in rows if row != {"left out"}]
    objective = number(sla["objective"])
    count = 1
    for row in rows:
        count *= len(row)
    if count > MOST:
        raise TooManyQuestions
    values: set[Fraction] = set()
    statuses = set()
    for world in product(*rows):
        met, broken = world.count("met"), world.count("breached")
        if met + broken:
            values.add(Fraction(met, met + broken))
            statuses.add("met" if Fraction(met, met + broken) >= objective else "breached")
        else:
            statuses.add("not_applicable")
    rows = [row for row in rows if row != {"pending", "left out"}]  # it is not known to fall due
    sure = [min(row) for row in rows if len(row) == 1]
    kept = sure.count("met") + sure.count("pending")
    status = "pending" if as_of < ENDS else statuses.pop() if len(statuses) == 1 else "unknown"
    return {
        "status": status,
        "low": min(values, default=None),
        "high": max(values, default=None),
        "met": sure.count("met"),
        "breached": sure.count("breached"),
        "unknown": len(rows) - len(sure),
        # What is not known counts as broken.
        "affordable": floor(kept - objective * len(rows)),
    }


def _ways(sla: Plain, rule: str, record: Plain, part: str, as_of: datetime) -> set[str]:
    """How one deadline of one case may turn out."""
    channels = ("letter", "telephone", "chat") if record.get("channel") is None else (record["channel"],)
    found = set()
    for channel in channels:
        belongs = sla.get("per", "policy") == "policy" or channel == part
        counts = "where" not in sla or channel == sla["where"]["channel"]
        found |= _turns_out(rule, record, as_of) if belongs and counts else {"left out"}
    return found


def _turns_out(rule: str, record: Plain, as_of: datetime) -> set[str]:
    """`met`, `breached`, `pending`, or `left out` where it falls due in another month."""
    ends_with, days = DEADLINES[rule]
    received = instant(record["events"][0]["at"])
    local = (received + timedelta(hours=8)).date() + timedelta(days=days + 1)  # the end of the last day in Shanghai
    due = datetime(local.year, local.month, local.day, tzinfo=received.tzinfo) - timedelta(hours=8)
    if received > as_of or not BEGINS < due <= ENDS:
        return {"left out"}
    ended = [
        event for event in record["events"] if event["event"] == ends_with and received <= instant(event["at"]) <= as_of
    ]
    in_time = [event for event in ended if instant(event["at"]) <= due]
    otherwise = "pending" if as_of < due else "breached"
    if rule == "solved":
        return {"met"} if in_time else {otherwise}
    if any(event.get("to") == "customer" for event in in_time):
        return {"met"}
    return {"met", otherwise} if any(event.get("to") is None for event in in_time) else {otherwise}
