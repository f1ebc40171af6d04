"""To whom a deadline's verdicts are laid, once more: whoever did it, else whoever owed it when it fell due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.subject import instant

Plain = dict[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")
END = datetime(2026, 2, 1, tzinfo=ZONE)
SOMEBODY_ELSE = "somebody else"


def assess(measure: Plain, cases: tuple[Plain, ...], posts: tuple[Plain, ...], holder: str) -> tuple[Any, ...]:
    """Least and greatest value over everybody who may have done what nobody is recorded for, and breaches of nobody."""
    due = [case for case in cases if datetime(2026, 1, 1, tzinfo=ZONE) < _due(case) <= END]
    unsaid = measure.get("credit") is None
    laid = [(_kept(case), _laid(case, posts, unsaid=unsaid)) for case in due]
    values = []
    for people in product(*([one] if one is not None else ["a1", "a2", SOMEBODY_ELSE] for _, one in laid)):
        mine = [kept for (kept, _), person in zip(laid, people, strict=True) if person == holder]
        if "count" in measure:
            values.append(Fraction(mine.count(False)))
        elif mine:
            values.append(Fraction(mine.count(True), len(mine)))
    return min(values, default=None), max(values, default=None), sum(one == "" for _, one in laid)


def _due(case: Plain) -> datetime:
    received = instant(case["events"][0]["at"]).astimezone(ZONE)
    return datetime.combine(received.date() + timedelta(days=3), time(), ZONE)  # the end of the second day


def _reply(case: Plain) -> Plain | None:
    found = [event for event in case["events"] if event["event"] == "replied" and instant(event["at"]) <= END]
    return found[0] if found else None


def _kept(case: Plain) -> bool:
    reply = _reply(case)
    return reply is not None and instant(reply["at"]) <= _due(case)


def _laid(case: Plain, posts: tuple[Plain, ...], *, unsaid: bool) -> str | None:
    """The person, nothing for nobody, `None` where it is not recorded."""
    reply = _reply(case)
    if reply is not None:
        return reply.get("by")
    if not unsaid:
        return ""
    holders = [case["owner"]] if "owner" in case else []
    holders += [
        event["to"] for event in case["events"] if event["event"] == "assigned" and instant(event["at"]) <= _due(case)
    ]
    if holders:
        return str(holders[-1])
    clerks = {
        post["person"]
        for post in posts
        if post["role"] == "clerk" and post["unit"] == case.get("unit") and _holds(post, _due(case))
    }
    return clerks.pop() if len(clerks) == 1 else ""


def _holds(post: Plain, at: datetime) -> bool:
    """Whether a post is held: from the beginning of its first day until that of the day named as `until`."""
    begins, ends = (
        datetime.combine(date.fromisoformat(post[key]), time(), ZONE) if key in post else None
        for key in ("from", "until")
    )
    return (begins is None or begins <= at) and (ends is None or at < ends)
