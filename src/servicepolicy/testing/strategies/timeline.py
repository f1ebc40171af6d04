"""Generated instants and events, and cases of them for a policy of your own.

Instants come from a small pool, so that events meet: in one instant, at the due instant, at closing time, out of order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.models.complaint import Case
from servicepolicy.testing.strategies.example import ZONES, Plain

__all__ = ["Kinds", "as_recorded", "asked", "asked_cases", "matters", "pools", "timelines"]

Kinds = Mapping[str, Mapping[str, Sequence[object]]]

HALF_HOURS = 48 * 5
SETTERS = ("reclassified", "amount_changed", "assigned")
COMPLAINT_KINDS: Kinds = {
    "received": {"kind": ("customer", "customer", "human", None), "in_writing": (True, False, None)},
    "acknowledged": {},
    "paused": {"customer_told": (True, False, None)},
    "resumed": {},
    "replied": {"kind": ("human", "human", "bot", None), "substance": ("full", "full", "acknowledgement", None)},
    "resolved": {},
    "closed": {},
    "reopened": {},
}
COMPLAINT_HEADER: Mapping[str, Sequence[object]] = {
    "channel": ("telephone", "telephone", "letter", None),
    "severity": ("major", "minor", "minor", None),
}


def _instant(begins: str, zone: str, half_hours: int, seconds: int = 0) -> datetime:
    """So many half hours of real time after the example begins; never midnight, where texts leave dates open."""
    first = datetime.fromisoformat(begins).replace(tzinfo=ZoneInfo(zone))
    moment = datetime.fromtimestamp(first.timestamp() + half_hours * 1800 + seconds, ZoneInfo(zone))
    return moment if (moment.hour, moment.minute) != (0, 0) else moment + timedelta(minutes=30)


@st.composite
def pools(draw: DrawFn, zone: str, begins: str | None = None) -> list[datetime]:
    """The few instants of one example, two to seven, in order, within five days.

    Args:
        draw: Given by Hypothesis.
        zone: One of `servicepolicy.testing.strategies.ZONES`.
        begins: The local time at which the five days begin; `None` = that of the zone in `ZONES`.
    """
    near = st.integers(0, 24)
    far = st.integers(0, HALF_HOURS)
    offsets = draw(st.lists(st.one_of(near, near, far), min_size=2, max_size=7, unique=True))
    late = draw(st.sampled_from((0, 0, 0, 1)))
    return sorted(_instant(begins or ZONES[zone], zone, offset, late) for offset in offsets)


@st.composite
def matters(draw: DrawFn, rule: Plain) -> str | None:
    """The field that tells matters apart in the events, `None` where they name none; the rule may say what it does."""
    said, per = draw(
        st.sampled_from(
            (
                (None, None),
                (None, None),
                ("matter", "matter"),
                (None, "matter"),
                (None, "matter"),
                ("subject", "matter"),
            )
        )
    )
    if said is not None:
        rule["per"] = said
    return per


@st.composite
def timelines(
    draw: DrawFn, pool: list[datetime], kinds: Kinds, most: int, per: str | None = None, often: Sequence[str] = ()
) -> list[Plain]:
    """Events at instants of a pool, as JSON, in no order.

    Within one instant either all events have their own `seq` or none has, and at most one sets a field of the header:
    what else would be meant is left open. A sixth of them was recorded later than it happened.

    Args:
        draw: Given by Hypothesis.
        pool: The instants (see `pools`).
        kinds: The kinds of events, and for each field the values that it may have. `None` leaves a field out; a value
            that stands there twice comes twice as often.
        most: The greatest number of events; there is at least one.
        per: A field that tells matters apart: most events get `a` or `b` there.
        often: Kinds that are to come more often, each once more for each time that it stands here.
    """
    events: list[Plain] = []
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from([*sorted(kinds), *often]))
        event: Plain = {"event": kind, "at": draw(st.sampled_from(pool))}
        for name, values in kinds[kind].items():
            value = draw(st.sampled_from(values))
            if value is not None:
                event[name] = value
        if per and draw(st.integers(0, 9)) < 8:
            event[per] = draw(st.sampled_from(("a", "b")))
        events.append(event)
    return as_recorded(draw, events)


def as_recorded(draw: DrawFn, events: list[Plain]) -> list[Plain]:
    """Events at instants as they are put on record: ordered within an instant wholly or not at all, some late."""
    events = _one_setter_an_instant(events)
    sequenced = {at: draw(st.booleans()) for at in sorted({event["at"] for event in events})}
    for seq, event in enumerate(events):
        if sequenced[event["at"]]:
            event["seq"] = seq
        if draw(st.integers(0, 5)) == 5:
            event["recorded_at"] = (event["at"] + timedelta(minutes=draw(st.sampled_from((30, 240, 3000))))).isoformat()
        event["at"] = event["at"].isoformat()
    return events


def _one_setter_an_instant(events: list[Plain]) -> list[Plain]:
    kept: list[Plain] = []
    seen: set[datetime] = set()
    for event in events:
        if event["event"] in SETTERS:
            if event["at"] in seen:
                continue
            seen.add(event["at"])
        kept.append(event)
    return kept


@st.composite
def asked(draw: DrawFn, pool: list[datetime]) -> tuple[datetime, datetime | None]:
    """When a timeline is judged, and by what knowledge: `as_of`, and `known_at` or `None`.

    Args:
        draw: Given by Hypothesis.
        pool: The instants of the timeline (see `pools`).
    """
    later = [moment + timedelta(hours=hours) for moment in pool for hours in (0, 2, 30)]
    as_of = draw(st.sampled_from([*later, pool[-1] + timedelta(days=9)]))
    known_at = draw(st.sampled_from([None, None, None, as_of, *pool]))
    return as_of, known_at


@st.composite
def asked_cases(
    draw: DrawFn,
    kinds: Kinds = COMPLAINT_KINDS,
    header: Mapping[str, Sequence[object]] = COMPLAINT_HEADER,
    zone: str = "Asia/Shanghai",
    most: int = 9,
) -> tuple[Case, datetime]:
    """A complaint and an instant at which to judge it, for laws that a policy of your own must keep.

    Args:
        draw: Given by Hypothesis.
        kinds: The kinds of events and the values of their fields (see `timelines`).
        header: The fields of the header and the values that each may have; `None` leaves a field out.
        zone: One of `servicepolicy.testing.strategies.ZONES`.
        most: The greatest number of events.
    """
    pool = draw(pools(zone))
    said = {name: draw(st.sampled_from(values)) for name, values in header.items()}
    said = {name: value for name, value in said.items() if value is not None}
    record = {"id": "C-1", "type": "complaint", **said, "events": draw(timelines(pool, kinds, most))}
    as_of, _ = draw(asked(pool))
    return Case.model_validate(record), as_of
