"""The naive twins against worked cases: they are the second truth only if they give the known answers themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.reference import clock, deadline

Plain = dict[str, Any]
LON: Plain = {"timezone": "Europe/London", "hours": {"mon-fri": ["09:00-17:00"]}}


@pytest.fixture(scope="module")
def timers(shared: Path) -> Plain:
    """The published timers."""
    from ruamel.yaml import YAML

    read: Plain = YAML(typ="safe", pure=True).load((shared / "vectors" / "timers.yaml").read_text(encoding="utf-8"))
    return read


def london(text: str) -> str:
    """A local time in London as a time with its offset."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).isoformat()


def at(calendar: Plain, text: str) -> datetime:
    """A time of the published timers."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(calendar["timezone"]))).astimezone(UTC)


def judged(rule: Plain, events: list[Plain], as_of: str, **header: Any) -> list[tuple[str, str, str | None]]:
    """Occurrence, status and due time in London of a rule's verdicts."""
    subject = {"id": "C-1", "subject": "case", "type": "complaint", **header, "events": events}
    whole = {"start": "received", "stop": "resolved", "clock": "LON", **rule}
    found = deadline.evaluate(whole, subject, datetime.fromisoformat(london(as_of)), calendars={"LON": LON})
    return [(item["occurrence"], item["status"], _wall(item["due"])) for item in found]


def _wall(dues: list[datetime | None]) -> str | None:
    assert len(dues) == 1, dues
    return dues[0] and f"{dues[0].astimezone(ZoneInfo('Europe/London')):%a %H:%M}"


def happened(*pairs: tuple[str, str], **fields: Any) -> list[Plain]:
    """Events from pairs of kind and local time."""
    return [{"event": kind, "at": london(time)} for kind, time in pairs]


def test_published_due_instants(timers: Plain) -> None:
    """The walked clock gives every published due instant."""
    for row in timers["due"]:
        calendar = timers["calendars"][row["calendar"]]
        pauses = [(at(calendar, a), at(calendar, b)) for a, b in row.get("pauses", [])]
        found = clock.due(calendar, at(calendar, row["start"]), row["span"], "", pauses)
        assert found == at(calendar, row["due"]), row["id"]


def test_published_elapsed_times(timers: Plain) -> None:
    """The walked clock gives every published working time."""
    for row in timers["elapsed"]:
        calendar = timers["calendars"][row["calendar"]]
        found = clock.running(calendar, at(calendar, row["from"]), at(calendar, row["to"]), [])
        assert found == timedelta(hours=row["hours"]), row["id"]


def test_t19_stop_while_paused_ends_the_pause() -> None:
    """T19: a stop in the middle of a pause ends it there, with credit."""
    rule = {"within": "2 working hours", "pause": {"from": "paused", "until": "resumed"}}
    events = happened(
        ("received", "2025-01-06T09:00"), ("paused", "2025-01-06T10:00"), ("resolved", "2025-01-06T14:00")
    )
    assert judged(rule, events, "2025-01-07T09:00") == [("1", "met", "Mon 15:00")]


def test_t21_pause_after_the_breach_heals_nothing() -> None:
    """T21: a pause that begins after the breach leaves the due instant where it was."""
    rule = {"within": "1 working hour", "pause": {"from": "paused", "until": "resumed"}}
    events = happened(("received", "2025-01-06T09:00"), ("paused", "2025-01-06T11:00"), ("resumed", "2025-01-06T12:00"))
    assert judged(rule, events, "2025-01-06T11:30") == [("1", "breached", "Mon 10:00")]
    assert judged(rule, events, "2025-01-06T13:00") == [("1", "breached", "Mon 10:00")]


def test_t22_one_second_late_is_late_whenever_asked() -> None:
    """T22: an act one second late is a breach, however much later that is asked; exactly at due is kept."""
    rule = {"within": "1 working hour"}
    late = happened(("received", "2025-01-10T16:00"), ("resolved", "2025-01-10T17:00:01"))
    kept = happened(("received", "2025-01-10T16:00"), ("resolved", "2025-01-10T17:00"))
    assert judged(rule, late, "2025-01-11T17:00") == [("1", "breached", "Fri 17:00")]
    assert judged(rule, kept, "2025-01-11T17:00") == [("1", "met", "Fri 17:00")]


@pytest.mark.parametrize(
    ("mode", "due"),
    [("retroactive", "Thu 14:30"), ("retroactive_without_credit", "Thu 13:00"), ("from_change", "Thu 16:00")],
)
def test_t23_reclassification(mode: str, due: str) -> None:
    """T23: each way of counting after a re-classification gives its published instant."""
    within = {"choose": [{"when": {"severity": "major"}, "value": "4 working hours"}, {"value": "8 working hours"}]}
    rule = {"within": within, "on_reclassify": mode, "pause": {"from": "paused", "until": "resumed"}}
    events = happened(("received", "2025-01-09T09:00"), ("paused", "2025-01-09T10:00"), ("resumed", "2025-01-09T11:30"))
    events.append({"event": "reclassified", "at": london("2025-01-09T12:00"), "severity": "major"})
    assert judged(rule, events, "2025-01-09T12:30", severity="minor") == [("1", "pending", due)]


@pytest.mark.parametrize(
    ("mode", "due"), [("resume", "Wed 15:00"), ("new_cycle", "Thu 10:00"), ("count_closed", "Mon 17:00")]
)
def test_t24_reopening(mode: str, due: str) -> None:
    """T24: each way of reopening gives its published instant, and the first occurrence stays met."""
    events = happened(
        ("received", "2025-01-06T09:00"), ("resolved", "2025-01-06T12:00"), ("reopened", "2025-01-08T10:00")
    )
    found = judged({"within": "8 working hours", "on_reopen": mode}, events, "2025-01-08T10:30")
    status = "breached" if mode == "count_closed" else "pending"
    assert found == [("1", "met", "Mon 17:00"), ("20250108T100000Z", status, due)]


def test_t28_first_response_is_a_public_answer_of_a_human() -> None:
    """T28: neither a bot, an internal note nor a change of status is the first response."""
    rule = {
        "within": "30 working minutes",
        "stop": {"event": "replied", "who": {"kind": "human"}, "where": {"visibility": "public"}},
    }
    events = happened(("received", "2025-01-06T09:00"), ("resolved", "2025-01-06T09:20"))
    for time, kind, visibility in (
        ("09:01", "bot", "public"),
        ("09:10", "human", "internal"),
        ("09:40", "human", "public"),
    ):
        events.append(
            {"event": "replied", "at": london(f"2025-01-06T{time}"), "by": kind, "kind": kind, "visibility": visibility}
        )
    assert judged(rule, events, "2025-01-06T10:00") == [("1", "breached", "Mon 09:30")]


def test_t29_nothing_to_answer_until_the_customer_writes() -> None:
    """T29: a case that an agent opened has no response to give."""
    rule = {
        "within": "30 working minutes",
        "start": {"event": "received", "who": {"kind": "customer"}},
        "stop": "replied",
    }
    events = [{"event": "received", "at": london("2025-01-06T09:00"), "by": "e1", "kind": "human"}]
    assert judged(rule, events, "2025-01-06T12:00") == [("", "not_applicable", None)]


def test_a_doubtful_stop_in_time_is_unknown_and_a_sure_one_is_met() -> None:
    """A status is given only if it is the same whichever way each doubtful test turns out."""
    rule = {"within": "2 working hours", "stop": {"event": "replied", "where": {"visibility": "public"}}}
    doubtful = [*happened(("received", "2025-01-06T09:00")), {"event": "replied", "at": london("2025-01-06T09:30")}]
    sure = {"event": "replied", "at": london("2025-01-06T10:30"), "visibility": "public"}
    assert judged(rule, doubtful, "2025-01-06T12:00")[0][1] == "unknown"
    assert judged(rule, doubtful, "2025-01-06T10:00")[0][1] == "unknown"
    found = judged(rule, [*doubtful, sure], "2025-01-06T12:00")
    assert found == [("1", "met", "Mon 11:00")]


def test_grid_and_act_intervals_differ() -> None:
    """An interval runs from the last act, or on a fixed grid, and the one open at the end is not judged."""
    cycle = {"repeat": "from_act", "until": "closed"}
    rule = {"within": "2 working hours", "stop": "progress_told", "cycle": cycle}
    events = happened(
        ("received", "2025-01-06T09:00"), ("progress_told", "2025-01-06T10:00"),
        ("progress_told", "2025-01-06T12:30"), ("closed", "2025-01-06T14:30"),
    )  # fmt: skip
    assert [status for _, status, _ in judged(rule, events, "2025-01-06T16:00")] == [
        "met",
        "breached",
        "not_applicable",
    ]
    rule["cycle"] = {"repeat": "from_due", "until": "closed"}
    assert judged(rule, events, "2025-01-06T16:00") == [
        ("20250106T090000Z", "met", "Mon 11:00"),
        ("20250106T110000Z", "met", "Mon 13:00"),
        ("20250106T130000Z", "not_applicable", None),
    ]
