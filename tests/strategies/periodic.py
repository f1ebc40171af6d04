"""Generated periodic duties, and the organisations and agents that owe them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import ZONES, Example, Plain
from servicepolicy.testing.strategies.timeline import asked, timelines

__all__ = ["periodic_examples"]

# In the last week of each, clocks change in London; 2026 has a week 53.
BEGINS = ("2026-01-01", "2026-03-25", "2026-10-21", "2026-12-16")
TIMES = ("00:00", "08:59", "12:00", "17:00", "17:00:01", "23:59")
DAYS: Plain = {
    "day": (None, None, "working_day"),
    "week": (None, "fri", "sat", "mon", "last"),
    "month": (None, "15", "1", "last"),
    "quarter": (None, "last"),
    "half": (None, "last"),
    "year": (None, "01-15", "03-31"),
}
LENGTHS = {"day": 9, "week": 40, "month": 100, "quarter": 200, "half": 380, "year": 400}
RULES = (
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=WEEKLY;BYDAY=TU,TH",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "DTSTART:20251231 RRULE:FREQ=DAILY;INTERVAL=3",
)
AFTER = ("2 days", "30 hours", "3 working days", "8 working hours")
ACTS: tuple[Any, ...] = (
    "cleaned",
    "cleaned",
    {"any": ["cleaned", "audited"]},
    {"event": "cleaned", "where": {"area": {"in": ["hall", "desks"]}}},
    {"event": "cleaned", "who": {"kind": "human"}},
)
MEMBERS: tuple[Any, ...] = (["ann"], ["ann", "bob"], [], None)


@st.composite
def periodic_examples(draw: DrawFn) -> Example:
    """A periodic duty, who owes it, and acts around the instants at which it falls due."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    begins = date.fromisoformat(draw(st.sampled_from(BEGINS)))
    rule: Plain = {"id": "again", "kind": "periodic", "subject": "organisation", "clause": "X-7"}
    every = draw(st.sampled_from((*sorted(LENGTHS), "day", "week", "week", "month", None)))
    if every is None:
        rule["rrule"] = draw(st.sampled_from(RULES))
    else:
        rule["every"] = every
    _says_when(draw, rule)
    _says_what(draw, rule)
    rule["in_force"] = {"from": (begins + timedelta(days=draw(st.integers(0, 6)))).isoformat()}
    if draw(st.integers(0, 4)) == 0:
        rule["in_force"]["until"] = (begins + timedelta(days=draw(st.integers(10, 60)))).isoformat()
    pool = _instants(draw, zone, begins, LENGTHS[every or "week"])
    subject = _subject(draw, rule, zone, pool, begins)
    if rule.keys().isdisjoint({"per", "each", "covers"}) and "audited" not in repr(rule["act"]) and draw(st.booleans()):
        subject = _of_an_employee(draw, rule, subject, zone, pool)
    as_of, known_at = draw(asked(pool))
    return Example(
        [rule], subject, as_of, known_at, zone, more_calendars={"closed": _closed(draw, zone, begins, every)}
    )


def _of_an_employee(draw: DrawFn, rule: Plain, subject: Plain, zone: str, pool: list[datetime]) -> Plain:
    """The same duty of an employee, who may be away with leave: granted in time or too late, said whole or in parts."""
    areas = {"hall": "personal", "desks": "office", "public": "public"}
    rule["subject"] = "agent"
    rule["act"] = draw(st.sampled_from(("area_cleaned", {"event": "area_cleaned", "who": {"kind": "human"}})))
    rule.pop("applies", None)
    rule["excused"] = {"by": "leave_approved", "from": "from_time", "until": "until"}
    if draw(st.booleans()):
        rule["excused"]["per"] = "leave"
    events = []
    for event in subject["events"]:
        area = areas.get(event.get("area"))
        events.append({**event, "event": "area_cleaned"} | ({} if area is None else {"area": area}))
    for number in range(draw(st.integers(1, 3))):
        span = sorted(draw(st.lists(st.sampled_from(pool), min_size=2, max_size=2, unique=True)))
        if draw(st.booleans()):
            span[0] -= timedelta(days=draw(st.sampled_from((1, 30, 400))))
        said: Plain = {"from_time": span[0].isoformat(), "until": span[1].isoformat()}
        granted = draw(st.sampled_from((*pool, span[0], span[0]))).isoformat()
        key = {"leave": f"L{draw(st.integers(1, 2))}"} if draw(st.booleans()) else {}
        if draw(st.integers(0, 2)) == 0:
            events.append({"event": "leave_requested", "at": min(pool).isoformat(), "id": f"q{number}", **key, **said})
            said.pop(draw(st.sampled_from(("from_time", "until"))))
        events.append({"event": "leave_approved", "at": granted, "id": f"a{number}", **key, **said})
    return {"id": "ann", "subject": "agent", "timezone": zone, "joined_on": "2020-01-01", "events": events}


def _closed(draw: DrawFn, zone: str, begins: date, every: str | None) -> Plain:
    """A calendar with closed dates in the weeks that follow, two of them together, and one week without working day.

    Perhaps it is closed for long, from a Sunday on: the Saturday before is no holiday, and lies between.
    """
    monday = begins + timedelta(days=14 - begins.weekday())
    whole_week = [monday + timedelta(days=days) for days in range(5)]
    days = [begins + timedelta(days=days) for days in (2, 8, 9, 16, 23, 30, 31, 44)]
    if every not in (None, "day"):
        days += whole_week
    if draw(st.integers(0, 2)) == 0:
        days += [monday + timedelta(days=day) for day in range(-1, draw(st.integers(2, 12)))]
    closed = sorted({day.isoformat() for day in days})
    return {"timezone": zone, "hours": {"mon-fri": ["09:00-17:00"]}, "closed": closed}


def _says_when(draw: DrawFn, rule: Plain) -> None:
    every = rule.get("every")
    if every is not None and draw(st.integers(0, 3)) == 0:
        ahead = draw(st.integers(0, 2)) == 0
        rule["due"] = {"before": "period"} if ahead else {"within": draw(st.sampled_from(AFTER))}
        if not ahead and draw(st.integers(0, 2)) == 0:
            rule["due"]["early"] = "counts"
        rule["clock"] = draw(st.sampled_from(("closed", "plain-office")))
    else:
        on = draw(st.sampled_from(DAYS[every])) if every is not None else None
        if on is not None:
            rule["on"] = on
        time = draw(st.sampled_from((None, "before", "at", "both")))
        if time == "both":
            rule |= {"at": "12:00", "before": "17:00"}
        elif time is not None:
            rule[time] = draw(st.sampled_from(("12:00", "17:00")))
        rule["on_holiday"] = draw(st.sampled_from(("keep", "keep", "skip", "previous", "next")))
        if rule["on_holiday"] != "keep" or on == "working_day":
            rule["clock"] = draw(st.sampled_from(("closed", "closed", "office")))
    if every == "week" and draw(st.booleans()):
        rule["weeks"] = draw(st.sampled_from(("odd", "even")))
    rule["partial"] = draw(st.sampled_from(("skip", "skip", "count")))


def _says_what(draw: DrawFn, rule: Plain) -> None:
    rule["act"] = draw(st.sampled_from(ACTS))
    if draw(st.booleans()):
        rule["slot"] = "slot"
    if draw(st.integers(0, 2)) == 0:
        rule["at_least"] = draw(st.sampled_from(("2", "3")))
        if draw(st.booleans()) and "audited" not in repr(rule["act"]):
            rule["distinct"] = "area"
    elif draw(st.integers(0, 2)) == 0 and "audited" not in repr(rule["act"]):
        rule["covers"] = {"field": "items", "all": draw(st.sampled_from((["floors"], ["floors", "bins"])))}
    if draw(st.integers(0, 3)) == 0:
        rule["each"] = {"field": "members"} | draw(st.sampled_from(({}, {"unnamed": "everybody"})))
    elif isinstance(rule["act"], str) and draw(st.integers(0, 2)) == 0:
        rule["per"] = "area"
    if draw(st.integers(0, 4)) == 0:
        rule["applies"] = {"complaint_manager": "ann"}


def _instants(draw: DrawFn, zone: str, begins: date, days: int) -> list[datetime]:
    near, far = st.integers(-3, 10), st.integers(0, days)
    drawn = draw(st.lists(st.tuples(st.one_of(near, far), st.sampled_from(TIMES)), min_size=3, max_size=8, unique=True))
    return sorted(
        datetime.fromisoformat(f"{begins + timedelta(days=day)}T{time}").replace(tzinfo=ZoneInfo(zone))
        for day, time in drawn
    )


def _subject(draw: DrawFn, rule: Plain, zone: str, pool: list[datetime], begins: date) -> Plain:
    day = draw(st.sampled_from(pool)).date()
    named = (day.isoformat(), day.strftime("%G-W%V"), day.strftime("%Y-%m"), "last week", None, None)
    who = ("ann", "ann", "bob", None)
    fields: Plain = {
        "slot": named,
        "by": who,
        "kind": ("human", "human", "bot", None),
        "area": ("hall", "hall", "desks", "public", None),
    }
    if "covers" in rule:
        fields["items"] = (["floors"], ["bins"], ["floors", "bins", "sills"], [], None)
    subject: Plain = {"id": "bank", "subject": "organisation", "timezone": zone}
    if draw(st.integers(0, 2)) == 0:
        subject["opened_at"] = draw(st.sampled_from(pool)).isoformat()
    if manager := draw(st.sampled_from(("ann", "ann", "bob", None))):
        subject["complaint_manager"] = manager
    members = draw(st.sampled_from(MEMBERS))
    if members is not None:
        subject["members"] = members
        if rule.get("on_holiday", "keep") == "keep" and draw(st.booleans()):
            day = begins + timedelta(days=draw(st.integers(0, 20)))
            change = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).isoformat()
            later = draw(st.sampled_from(MEMBERS[:2]))
            subject["members"] = [{"value": members, "until": change}, {"value": later, "from": change}]
    kinds = {"cleaned": fields}
    if "per" not in rule:
        kinds["audited"] = {name: fields[name] for name in ("slot", "by", "kind")}
    subject["events"] = draw(timelines(pool, kinds, 9, rule.get("per")))
    return subject
