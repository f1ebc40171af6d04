"""A pause is a state of the subject, and no date-counted term ends inside one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, local, only, rule, verdicts

PAUSE = {"from": "paused", "until": "resumed"}
HANDED_OVER = rule(start="transferred", within="4 working hours", pause=PAUSE)


def at(day: int, time: str) -> str:
    """A time of the week of Monday, 5 January 2026."""
    return f"2026-01-{4 + day:02}T{time}"


def test_what_starts_inside_a_pause_starts_paused() -> None:
    """Paused on Monday at 10, handed over at 11, resumed on Tuesday at 10: the four hours run from then."""
    events = event("paused", at(1, "10:00")), event("transferred", at(1, "11:00"))
    waiting = only(HANDED_OVER, case(*events), at(1, "16:00"))
    assert (waiting.status, waiting.state, waiting.due) == (sp.Status.PENDING, ("paused",), None)
    resumed = event("resumed", at(2, "10:00"))
    running = only(HANDED_OVER, case(*events, resumed), at(2, "12:00"))
    assert (running.status, local(running.due)) == (sp.Status.PENDING, "2026-01-06T14:00")


@pytest.mark.parametrize("orders", [(None, None), (1, 2), (2, 1)])
def test_pause_at_the_instant_of_the_start_holds_it(orders: tuple[int | None, int | None]) -> None:
    """Whatever the order within the instant, what is paused when it starts is paused."""
    paused, started = event("paused", at(1, "10:00")), event("transferred", at(1, "10:00"))
    for one, order in zip((paused, started), orders, strict=True):
        one.update({} if order is None else {"seq": order})
    assert "paused" in only(HANDED_OVER, case(paused, started), at(1, "16:00")).state


@pytest.mark.parametrize(
    ("between", "due"),
    [
        ((event("resumed", at(1, "10:30")),), "2026-01-05T15:00"),
        ((event("transferred", at(1, "10:15")), event("resolved", at(1, "10:30"))), "2026-01-05T15:00"),
        ((event("transferred", at(1, "10:15")), event("withdrawn", at(1, "10:30"))), "2026-01-05T15:00"),
        ((event("resolved", at(1, "10:30")),), "2026-01-05T15:00"),
        ((event("withdrawn", at(1, "10:30")),), "2026-01-05T15:00"),
        ((event("replied", at(1, "10:30")),), None),
        ((event("paused", at(1, "10:30")),), None),
    ],
)
def test_what_leaves_nothing_open_ends_the_pause(between: tuple[dict[str, Any], ...], due: str | None) -> None:
    """A resumption, a stop and a cancellation end it, also where nothing was open; another event does not."""
    said = rule(**{**HANDED_OVER, "cycle": "each start", "cancel": "withdrawn"})
    events = (event("paused", at(1, "10:00")), *between, event("transferred", at(1, "11:00")))
    assert local(verdicts(said, case(*events), at(1, "12:00"))[-1].due) == due


def test_reopening_ends_the_pause_of_what_was_closed() -> None:
    """What was paused after it was closed runs when it is opened again."""
    said = rule(on_reopen="new_cycle", pause=PAUSE)
    closed = (event("received", at(1, "09:00")), event("resolved", at(1, "10:00")), event("paused", at(1, "11:00")))
    again = verdicts(said, case(*closed, event("reopened", at(1, "12:00"))), at(1, "13:00"))[-1]
    assert (again.state, local(again.due)) == ((), "2026-01-05T16:00")


def test_cap_runs_from_the_beginning_of_the_pause() -> None:
    """Of three hours that a pause may last, one is over when the case is handed over."""
    said = rule(**{**HANDED_OVER, "pause": {**PAUSE, "cap": "3 hours"}})
    events = event("paused", at(1, "10:00")), event("transferred", at(1, "11:00"))
    running = only(said, case(*events), at(1, "14:00"))
    assert (running.state, local(running.due)) == ((), "2026-01-05T17:00")
    late = only(said, case(events[0], event("transferred", at(1, "13:00"))), at(1, "13:30"))
    assert (late.state, local(late.due)) == ((), "2026-01-05T17:00")


def test_next_interval_after_an_act_inside_a_pause_is_paused() -> None:
    """The act leaves the next interval open, which starts inside the pause."""
    said = rule(cycle={"repeat": "from_act", "until": "closed"}, within="2 hours", pause=PAUSE, stop="replied")
    events = event("received", at(1, "09:00")), event("paused", at(1, "10:00")), event("replied", at(1, "10:30"))
    first, second = verdicts(said, case(*events), at(3, "10:00"))
    assert (first.status, second.status, second.state) == (sp.Status.MET, sp.Status.PENDING, ("paused",))


def test_nothing_falls_due_inside_a_pause() -> None:
    """One working day, paused on Tuesday at 16 and done on Wednesday after closing, still paused: in time."""
    said = rule(within="1 working day", pause=PAUSE, counting="cn-nfra")
    events = event("received", at(1, "10:00")), event("paused", at(2, "16:00"))
    done = only(said, case(*events, event("resolved", at(3, "17:30"))), at(5, "10:00"))
    assert (done.status, local(done.due)) == (sp.Status.MET, "2026-01-08T17:00")
    waiting = only(said, case(*events), at(3, "17:30"))
    assert (waiting.status, waiting.state) == (sp.Status.PENDING, ("paused",))


@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        ("16:55", "17:05", "2026-01-07T17:00"),
        ("16:55", "17:00", "2026-01-06T17:00"),
        ("17:00", "17:05", "2026-01-06T17:00"),
    ],
)
def test_ten_minutes_across_closing_time_move_a_day(since: str, until: str, due: str) -> None:
    """A due instant strictly inside moves to the next end of a counted day; at either end of a pause it stays."""
    said = rule(within="1 working day", pause=PAUSE)
    held = event("paused", at(2, since)), event("resumed", at(2, until))
    assert local(only(said, case(event("received", at(1, "10:00")), *held), at(2, "17:30")).due) == due


def test_due_date_that_a_pause_moves_rolls_in_the_reading_that_rolls() -> None:
    """Both readings of an unsettled law leave the pause, each to its own next day."""
    said = rule(within="4 days", pause=PAUSE, counting="cn-nfra", clock="office")
    events = event("received", at(1, "10:00")), event("paused", at(5, "23:00")), event("resumed", at(6, "01:00"))
    found = only(said, case(*events), at(5, "12:00"))
    assert (local(found.due), local(found.due_latest)) == ("2026-01-10T00:00", None)
    later = only(said, case(*events), at(6, "12:00"))
    assert (local(later.due), local(later.due_latest)) == ("2026-01-11T00:00", "2026-01-13T00:00")


def test_act_at_an_instant_of_the_grid_serves_what_begins_there() -> None:
    """The interval that ends there is served, so the act at its end is one for the next; else it serves that one."""
    said = rule(start="received", stop="replied", within="90 minutes", cycle={"repeat": "from_due", "until": "closed"})
    received, early, on_the_grid = (event(kind, at(1, time)) for kind, time in (
        ("received", "01:00"), ("replied", "02:00"), ("replied", "02:30")))  # fmt: skip
    both = verdicts(said, case(received, early, on_the_grid), at(1, "04:31"))
    assert [one.status.value for one in both] == ["met", "met", "pending"]
    assert [local(one.stopped) for one in both] == ["2026-01-05T02:00", "2026-01-05T02:30", None]
    alone = verdicts(said, case(received, on_the_grid), at(1, "04:31"))
    assert [one.status.value for one in alone] == ["met", "breached", "pending"]


def test_cancellation_at_the_instant_of_the_start_counts() -> None:
    """Received and withdrawn at one instant: nothing is owed, unless the order says that it was withdrawn before."""
    said = rule(cancel="withdrawn")
    received, withdrawn = event("received", at(1, "10:00")), event("withdrawn", at(1, "10:00"))
    found = only(said, case(received, withdrawn), at(3, "10:00"))
    assert (found.status, found.reason.code) == (sp.Status.NOT_APPLICABLE, "cancelled")
    before = case({**received, "seq": 2}, {**withdrawn, "seq": 1})
    assert only(said, before, at(3, "10:00")).status is sp.Status.BREACHED


def test_cancellation_that_ended_something_does_not_end_what_starts_with_it() -> None:
    """What was open before is cancelled, and the start of the same instant is a new matter."""
    said = rule(cancel="withdrawn", cycle="each start")
    first, again = event("received", at(1, "09:00")), event("received", at(1, "10:00"))
    found = verdicts(said, case(first, again, event("withdrawn", at(1, "10:00"))), at(3, "10:00"))
    assert [one.status.value for one in found] == ["not_applicable", "breached"]


def test_an_event_that_cancels_and_starts_does_not_cancel_itself() -> None:
    """A transfer that ends what was asked of the one before starts what is asked of the next."""
    said = rule(start="transferred", cancel="transferred", cycle="each start")
    found = verdicts(
        said, case(event("transferred", at(1, "09:00")), event("transferred", at(1, "10:00"))), at(3, "10:00")
    )
    assert [one.status.value for one in found] == ["not_applicable", "breached"]


@pytest.mark.parametrize(
    ("time", "key"), [("09:00:00.000001", "20260105T090000.000001Z"), ("09:00:01", "20260105T090001Z")]
)
def test_key_of_an_occurrence_is_a_well_formed_time(time: str, key: str) -> None:
    """A key says the instant of the start as ISO 8601 does, with the fraction before the zone."""
    found = only(rule(cycle="each start"), case(event("received", at(1, time))), at(1, "10:00"))
    assert (found.occurrence, datetime.fromisoformat(found.occurrence)) == (key, found.started)


def test_what_the_last_event_decides_is_not_final() -> None:
    """Whether the last reply came in time can be said anew with each reply."""
    said = rule(stop={"event": "replied", "nth": "last"})
    events = event("received", at(1, "09:00")), event("replied", at(1, "10:00"))
    found = only(said, case(*events), at(1, "11:00"))
    assert (found.status, found.final) == (sp.Status.MET, False)
