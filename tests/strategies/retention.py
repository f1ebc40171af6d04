"""Generated retentions and the documents that they judge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import ZONES, Example, Plain
from servicepolicy.testing.strategies.timeline import asked, timelines
from servicepolicy.worktime import Span, WorkCalendar

__all__ = ["retention_examples"]

KEPT = ("1 year", "2 years", "1 month", "3 months", "2 weeks", "10 days", "1 day", "36 hours")
DISPOSED = ("30 days", "1 day", "12 hours", "3 working days", "8 working hours")
# The last days of months, a day that some years lack, and the days on which clocks are put forward and back.
BEGUN = ("2026-01-09", "2026-01-31", "2024-02-29", "2023-02-28", "2025-03-30", "2025-10-26", "2025-12-31")
TIMES = ("00:00", "09:30", "23:59:59.999999")
PLACES = ("archive", "archive", "vault", "desk", None)
SETTERS = ("archived", "moved")
VAULT = {"event": "archived", "where": {"location": {"not": "desk"}}}
ANCHORS: tuple[Any, ...] = (
    "archived",
    "archived",
    VAULT,
    {"any": ["archived", "revised"]},
    {"event": "archived", "nth": "first"},
)
KINDS: Plain = {
    "archived": {"location": PLACES},
    "moved": {"location": PLACES},
    "revised": {},
    "destroyed": {"kind": ("human", "human", "system", None)},
}


@st.composite
def retention_examples(draw: DrawFn) -> Example:
    """A retention and a document: begun, moved, destroyed shortly before, at and after the end of its time."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    rule: Plain = {
        "id": "kept",
        "kind": "retention",
        "subject": "document",
        "clause": "X-6",
        "anchor": draw(st.sampled_from(ANCHORS)),
        "keep": draw(st.sampled_from(KEPT)),
        "destroyed": draw(st.sampled_from(("destroyed", {"event": "destroyed", "who": {"kind": "human"}}))),
    }
    if draw(st.booleans()):
        rule["dispose"] = _disposal(draw)
    if draw(st.booleans()):
        rule["place"] = {"location": {"in": ["archive", "vault"]}}
    if draw(st.integers(0, 3)) == 0:
        rule["applies"] = {"medium": "paper"}
    pool = draw(_instants(zone, rule))
    subject: Plain = {"id": "D-1", "subject": "document"}
    for name, values in (("medium", ("paper", "paper", "electronic", None)), ("location", PLACES)):
        if (value := draw(st.sampled_from(values))) is not None:
            subject[name] = value
    subject["events"] = _one_place_an_instant(draw(timelines(pool, KINDS, 6)))
    as_of, known_at = draw(asked(pool))
    return Example([rule], subject, as_of, known_at, zone)


def _disposal(draw: DrawFn) -> Plain:
    within = draw(st.sampled_from(DISPOSED))
    return {"within": within, **({"clock": "plain-office"} if "working" in within else {})}


@st.composite
def _instants(draw: DrawFn, zone: str, rule: Plain) -> list[datetime]:
    """When it begins, and the moments around the end of its time and the end of its disposal."""
    day, time = draw(st.sampled_from(BEGUN)), draw(st.sampled_from(TIMES))
    begun = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone))
    clock = WorkCalendar(timezone=zone, hours={"mon-fri": ("09:00-17:00",)}).clock()
    moments = [begun, begun + timedelta(hours=3)]
    for start in tuple(moments):
        end = _plain(clock.due(start, Span(rule["keep"])))
        moments.append(end)
        if "dispose" in rule:
            moments.append(_plain(clock.due(end - timedelta(microseconds=1), Span(rule["dispose"]["within"]))))
    around = {moment + timedelta(microseconds=step) for moment in moments for step in (-1, 0, 1)}
    inside = {begun + timedelta(days=days) for days in (5, 40)}
    all_of_them = sorted({moment.astimezone(ZoneInfo(zone)) for moment in (*around, *inside)})
    chosen = draw(st.lists(st.sampled_from(all_of_them), min_size=1, max_size=5, unique=True))
    return sorted({begun.astimezone(ZoneInfo(zone)), *chosen})


def _plain(moment: datetime) -> datetime:
    """The same moment as a `datetime` of the standard library, which takes any zone."""
    return datetime.fromisoformat(moment.isoformat())


def _one_place_an_instant(events: list[Plain]) -> list[Plain]:
    """Which of two moves at one instant came last is left open: only the first of them is told."""
    told: set[str] = set()
    kept: list[Plain] = []
    for event in events:
        if event["event"] in SETTERS:
            if event["at"] in told:
                continue
            told.add(event["at"])
        kept.append(event)
    return kept
