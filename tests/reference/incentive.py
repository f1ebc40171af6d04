"""Incentives, read as naively as possible: dicts in, dicts out; every way in which a doubt can turn out is tried.

Covers ladders over events (windows, resets, repeat offenders, caps, pools), tables over scores, ranks, and splitting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.incentive_published import filled, made_known
from tests.reference.incentive_records import end_of_day, is_amount, read, served
from tests.reference.subject import known_events

Plain = dict[str, Any]
# When something was due or on record, what was due, and when what is on record for it was.
Line = tuple[datetime, str, datetime | None]
World = tuple[str, tuple[Line, ...]]
FOREVER = datetime(1970, 1, 1, tzinfo=UTC)


# ladders


def ladder(rule: Plain, subjects: list[Plain], person: str, month: tuple[datetime, datetime], as_of: datetime) -> Plain:
    """What a ladder says of one person in a month: status, what it may bring, and line by line if all is known."""
    found: list[World] = []
    for records in filled(rule, subjects):
        found += _outcomes(rule, records, person, month, as_of)
    statuses = {status for status, _ in found}
    brought = sorted({tuple(what for _, what, _ in lines if what) for _, lines in found})
    return {
        "status": statuses.pop() if len(statuses) == 1 else "unknown",
        "entitled": brought,
        "lines": found[0][1] if len(found) == 1 else None,
    }


def _outcomes(
    rule: Plain, subjects: list[Plain], person: str, month: tuple[datetime, datetime], as_of: datetime
) -> list[World]:
    """Status and lines, in every world of one person's cases and records.

    A case counts if its `what` is the one asked for; one without a `what` may count, one without a `person` may be this
    person's. A record that does not say what it is may be anything.
    """
    cases = [
        (event, subject)
        for subject in subjects
        if subject["subject"] == rule["counts"]["of"]
        for event in known_events(subject, as_of, None)
        if event["event"] == rule["counts"]["event"]
    ]
    cases.sort(key=lambda case: (case[0]["at"], case[1]["id"], case[0]["number"]))
    own = next((subject for subject in subjects if (subject["subject"], subject["id"]) == ("agent", person)), None)
    events = known_events(own, as_of, None) if own else []
    wanted = rule["counts"]["where"]["what"]
    maybe = [case for case in cases if _may(case[0], wanted, person) is None]
    sure = [case for case in cases if _may(case[0], wanted, person) is True]
    records = [event for event in events if event["event"] == rule["recorded"]["event"]]
    found: list[World] = []
    for counted in product((True, False), repeat=len(maybe)):
        held = [case for case in cases if case in sure or (case in maybe and counted[maybe.index(case)])]
        claims = _claims(rule, held, events, month)
        found += [_in_world(rule, claims, told, events, month, as_of) for told in read(records, claims)]
    return found


def _may(event: Plain, wanted: str, person: str) -> bool | None:
    if event.get("what", wanted) != wanted or event.get("person", person) != person:
        return False
    return True if "what" in event and "person" in event else None


def _claims(
    rule: Plain, cases: list[tuple[Plain, Plain]], events: list[Plain], month: tuple[datetime, datetime]
) -> list[Plain]:
    """What each time brings, by when it must be on record."""
    zone = month[0].tzinfo
    assert isinstance(zone, ZoneInfo)
    days = int(rule["recorded"]["within"].removesuffix(" days"))
    claims: list[Plain] = []
    spent: dict[tuple[int, int], int] = {}
    for index, (event, _) in enumerate(cases):
        what = _brings(rule, [case[0] for case in cases[: index + 1]], events, zone)
        if is_amount(what) and "cap" in rule:
            local = event["at"].astimezone(zone)
            key = local.year, local.month
            amount = min(int(what.split()[0]), int(rule["cap"].split()[0]) - spent.get(key, 0))
            spent[key] = spent.get(key, 0) + amount
            what = f"{amount} CNY" if amount else "none"
        if what != "none":
            claims.append({"at": event["at"], "what": what, "due": end_of_day(event["at"], days, zone)})
    return claims


def _in_world(
    rule: Plain,
    claims: list[Plain],
    records: list[Plain],
    events: list[Plain],
    month: tuple[datetime, datetime],
    as_of: datetime,
) -> World:
    zone = month[0].tzinfo
    assert isinstance(zone, ZoneInfo)
    given = served(claims, records, zone)
    taken = [record["number"] for record in given if record is not None]
    idle = [record["at"] for record in records if record["number"] not in taken]
    without_right: list[Line] = [(at, "", at) for at in sorted(idle) if month[0] <= at < month[1]]
    verdicts = ["breached"] * len(without_right)
    lines: list[Line] = []
    for claim, record in zip(claims, given, strict=True):
        if month[0] <= claim["at"] < month[1]:
            lines.append((claim["at"], claim["what"], None if record is None else record["at"]))
            verdict = _compare(claim, record, as_of)
            if verdict == "met" and record is not None and "published" in rule:
                verdict = made_known(rule["published"], record, events, as_of, zone)
            verdicts.append(verdict)
    for status in ("breached", "pending", "met"):
        if status in verdicts:
            return status, (*lines, *without_right)
    return "not_applicable", ()


def _brings(rule: Plain, cases: list[Plain], events: list[Plain], zone: ZoneInfo) -> str:
    """What the last of some cases brings."""
    here = cases[-1]["at"]
    opens = _opens(rule.get("window"), here, zone)
    for event in events:
        if event["event"] == rule.get("reset") and event["at"] <= here:
            opens = max(opens, event["at"])
    count = sum(case["at"] >= opens for case in cases)
    if "repeat" in rule and count >= int(rule["repeat"]["from"]):
        return "|".join(rule["repeat"]["entitles"])
    for rung in rule["ladder"]:
        first = rung.get("nth", rung.get("from"))
        last = rung.get("nth", rung.get("until", 1000))
        if first <= count <= last:
            return str(rung.get("entitles", rung.get("each")))
    return "none"


def _opens(window: str | None, at: datetime, zone: ZoneInfo) -> datetime:
    if window is None:
        return FOREVER
    local = at.astimezone(zone)
    if window == "calendar month":
        return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if window == "calendar year":
        return local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    days = int(window.removesuffix(" days"))
    back = (local.replace(tzinfo=None) - timedelta(days=days)).replace(tzinfo=zone)
    return back + timedelta(microseconds=1)


def _compare(claim: Plain, record: Plain | None, as_of: datetime) -> str:
    if record is None:
        return "pending" if as_of <= claim["due"] else "breached"
    right = record["is"] in claim["what"].split("|")
    return "met" if right and record["at"] <= claim["due"] else "breached"


# scores


def brought(table: list[Plain], score: Fraction) -> str:
    """What a score brings by a table; what no band holds brings nothing."""
    tests: dict[str, Callable[[Fraction, Fraction], bool]] = {
        "ge": lambda one, other: one >= other,
        "gt": lambda one, other: one > other,
        "le": lambda one, other: one <= other,
        "lt": lambda one, other: one < other,
    }
    for band in table:
        if all(tests[key](score, Fraction(bound)) for key, bound in band.items() if key in tests):
            return str(band["entitles"])
    return "none"


def bands(table: list[Plain], low: int, high: int) -> set[str]:
    """What a score between two whole bounds may bring: every tenth between them is tried."""
    return {brought(table, Fraction(tenth, 10)) for tenth in range(low * 10, high * 10 + 1)}


def among(scores: dict[str, list[int]], name: str, first: int, *, shared: bool) -> set[bool]:
    """Whether somebody may, or may not, be among the first few: every way in which the scores can be is tried."""
    names = sorted(scores)
    found = set()
    for world in product(*(scores[one] for one in names)):
        held = dict(zip(names, world, strict=True))
        others = [score for one, score in held.items() if one != name]
        before = sum(score > held[name] or (not shared and score == held[name]) for score in others)
        found.add(before < first)
    return found


def split(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Share coins: whole ones first, then one by one to whoever is furthest below the exact share."""
    names = sorted(weights)
    whole = sum(weights.values())
    exact = {one: Fraction(total * weights[one], whole) if whole else Fraction(total, len(names)) for one in names}
    held = {one: int(exact[one]) for one in names}
    while sum(held.values()) < total:
        held[max(names, key=lambda one: (exact[one] - held[one], -names.index(one)))] += 1
    return held
