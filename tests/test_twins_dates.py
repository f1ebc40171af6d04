"""Deadlines over events that have a date and no time, against the naive twin at hours of those dates."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import assume, given, note
from hypothesis import strategies as st

from servicepolicy.results.verdict import Status, worst
from tests.reference import deadline
from tests.reference.conditions import TooManyQuestions
from tests.strategies import Example, deadline_examples
from tests.test_twins import report_of

Plain = dict[str, Any]
HOURS = (time(0, 0, 1), time(12, 0), time(23, 59, 59))


def at_hours(events: list[Plain], dated: list[int], zone: ZoneInfo) -> list[list[Plain]]:
    """The events with every one of some at each of three hours of its date."""
    found: list[list[Plain]] = []
    for hours in product(HOURS, repeat=len(dated)):
        timed = dict(zip(dated, hours, strict=True))
        found.append(
            [
                {**event, "at": datetime.combine(local(event, zone), timed[place], zone).astimezone(UTC).isoformat()}
                if place in timed
                else event
                for place, event in enumerate(events)
            ]
        )
    return found


def local(event: Plain, zone: ZoneInfo) -> Any:
    """The local date of an event."""
    return datetime.fromisoformat(event["at"]).astimezone(zone).date()


def spread(events: list[Plain]) -> list[Plain]:
    """The events with a date of its own for each: every one a day further from the first than it was."""
    places = sorted(range(len(events)), key=lambda place: events[place]["at"])
    later = {place: timedelta(days=2 * number) for number, place in enumerate(places)}
    return [
        {name: value for name, value in event.items() if name != "recorded_at"}
        | {"at": (datetime.fromisoformat(event["at"]) + later[place]).isoformat()}
        for place, event in enumerate(events)
    ]


@given(deadline_examples(), st.data())
def test_what_is_sure_on_dates_is_so_at_some_hour(example: Example, data: st.DataObject) -> None:
    """A sure status is that of some hour; where every hour gives the same one, it is that one or not known."""
    zone = ZoneInfo(example.zone)
    events = spread(example.subject["events"])
    dates = Counter(local(event, zone) for event in events)
    alone = [place for place, event in enumerate(events) if dates[local(event, zone)] == 1]
    assume(alone)
    as_of = max(datetime.fromisoformat(event["at"]) for event in events) + timedelta(days=data.draw(st.integers(2, 9)))
    example = attrs.evolve(
        example, subject={**example.subject, "events": events}, as_of=max(as_of, example.as_of), known_at=None
    )
    dated = sorted(data.draw(st.sets(st.sampled_from(alone), min_size=1, max_size=2)))
    written = [
        {**event, "at": local(event, zone).isoformat()} if place in dated else event
        for place, event in enumerate(events)
    ]
    report = report_of(example, {**example.subject, "timezone": example.zone, "events": written})
    statuses: set[Status] = set()
    for hours in at_hours(events, dated, zone):
        subject = {**example.subject, "events": hours}
        try:
            twin = deadline.evaluate(example.rules[0], subject, example.as_of, None, example.calendars)
        except (TooManyQuestions, deadline.NotCovered):
            assume(False)
            raise
        statuses.add(worst(Status(verdict["status"]) for verdict in twin))
    ours = report["timely"].status
    note(f"on {[written[place] for place in dated]}: engine {ours}, at hours {statuses}")
    if ours is not Status.UNKNOWN:
        assert ours in statuses
    if len(statuses) == 1:
        assert ours in statuses | {Status.UNKNOWN}
