"""Which record of an award serves which claim, read as naively as possible: every pair is looked at, kind by kind.

A claim is a dict: `at`, `what` (`10 CNY`, `reminder`, `transfer|dismissal`) and `due`. What a record is in one world
stands in `is`: an amount, a code, or one of the two words below.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

Plain = dict[str, Any]
NO_AMOUNT = ("reminder", "warning", "demotion", "transfer", "dismissal")
ANOTHER = "another amount"
ELSE = "something else"


def is_amount(what: str) -> bool:
    """Whether something that is due, or on record, is an amount."""
    return what == ANOTHER or what.endswith(" CNY")


def end_of_day(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The last instant of a span of days, which ends with its last day."""
    last = at.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime(last.year, last.month, last.day, tzinfo=zone)


def read(records: list[Plain], claims: list[Plain]) -> Iterator[list[Plain]]:
    """What the records are, in every world: what they say, else whatever is due or something that is not."""
    amounts = sorted({claim["what"] for claim in claims if is_amount(claim["what"])})
    codes = sorted({code for claim in claims if not is_amount(claim["what"]) for code in claim["what"].split("|")})
    ways: list[list[str]] = []
    for record in records:
        sanction = record.get("sanction")
        if "amount" in record:
            ways.append([record["amount"]])
        elif sanction in NO_AMOUNT or sanction in codes:
            ways.append([sanction])
        elif sanction is not None:
            ways.append([*amounts, ANOTHER])
        else:
            ways.append([*amounts, *codes, ANOTHER, ELSE])
    for world in product(*ways):
        yield [{**record, "is": what} for record, what in zip(records, world, strict=True)]


def served(claims: list[Plain], records: list[Plain], zone: ZoneInfo) -> list[Plain | None]:
    """The record of each claim; `None` where there is none."""
    given: list[Plain | None] = [None] * len(claims)
    left = sorted(records, key=lambda record: (record["at"], record["number"]))
    for kind, in_time, exactly in product((True, False), repeat=3):
        for number, claim in enumerate(claims):
            for record in left:
                same = record["is"] in claim["what"].split("|")
                alike = is_amount(record["is"]) and is_amount(claim["what"])
                fits = (same or alike) == kind and (record["at"] <= claim["due"]) == in_time and same == exactly
                if given[number] is None and fits and _for(claim, record, zone):
                    given[number] = record
            left = [record for record in left if record is not given[number]]
    return given


def _for(claim: Plain, record: Plain, zone: ZoneInfo) -> bool:
    day = claim["at"].astimezone(zone).date().isoformat()
    return bool(record["at"] >= claim["at"]) and day.startswith(record.get("period", ""))
