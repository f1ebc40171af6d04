"""Publication of what is on record, read as naively as possible: every missing decision is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.conditions import TooManyQuestions

Plain = dict[str, Any]
MOST = 256  # worlds
DECISIONS = ("d1", "d2", "another")


def filled(rule: Plain, subjects: list[Plain]) -> Iterator[list[Plain]]:
    """The subjects with whatever tells whether a record was made known filled in, in every way."""
    asked = rule.get("published")
    if asked is None:
        yield subjects
        return
    fills: dict[str, tuple[str, tuple[Any, ...]]] = {}
    if "event" not in asked:
        fills = {"sanctioned": ("published", (True, False))}
    elif "by" in asked:
        fills = dict.fromkeys(("sanctioned", "published"), ("decision", DECISIONS))
    gaps = [
        (place, number, *fills[event["event"]])
        for place, one in enumerate(subjects)
        for number, event in enumerate(one["events"])
        if event["event"] in fills and event.get(fills[event["event"]][0]) is None
    ]
    count = 1
    for _, _, _, values in gaps:
        count *= len(values)
    if count > MOST:
        raise TooManyQuestions
    for answers in product(*(values for _, _, _, values in gaps)):
        copies = [{**one, "events": [dict(event) for event in one["events"]]} for one in subjects]
        for (place, number, field, _), answer in zip(gaps, answers, strict=True):
            copies[place]["events"][number][field] = answer
        yield copies


def made_known(asked: Plain, record: Plain, events: list[Plain], as_of: datetime, zone: ZoneInfo) -> str:
    """Whether what is on record was made known, in time: `met`, `breached` or `pending`."""
    if "event" not in asked:
        return "met" if record["published"] else "breached"
    days = int(asked["within"].removesuffix(" days"))
    last = record["at"].astimezone(zone).date() + timedelta(days=days + 1)
    due = datetime(last.year, last.month, last.day, tzinfo=zone)  # a span of days ends with its last day
    for event in events:
        its_own = "by" not in asked or event.get("decision") == record.get("decision")
        if event["event"] == asked["event"] and its_own and record["at"] <= event["at"] <= due:
            return "met"
    return "pending" if as_of <= due else "breached"
