"""A deadline counted on the clock of the unit, while the case moves from unit to unit."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.engine.foreseen import touches
from tests.judging.building import case, event, instant, local

HOURS = {"u1": "08:00-12:00", "u2": "13:00-17:00", "u3": "00:00-24:00"}
RECEIVED = event("received", "2025-01-06T08:00")  # a Monday


def policy(**said: Any) -> sp.Policy:
    """Four working hours on the clock of the unit."""
    rule = {"id": "answered", "kind": "deadline", "clause": "X-1", "start": "received", "stop": "resolved"}
    rule |= {"within": "4 working hours", "clock": "unit", "on_move": "piecewise", **said}
    calendars = {name: {"timezone": "Europe/London", "hours": {"mon-fri": [hours]}} for name, hours in HOURS.items()}
    return sp.Policy(policy="p", timezone="Europe/London", calendars=calendars, rules=[rule])


def units() -> sp.Context:
    """Three units, each with hours of its own, and one without."""
    organisation = {"id": "bank", "units": [*({"id": name, "calendar": name} for name in HOURS), {"id": "u4"}]}
    return sp.Context.model_validate({"organisation": organisation})


def moved(at: str, unit: str | None) -> dict[str, Any]:
    """The case is given to another unit on that Monday."""
    named = {} if unit is None else {"to_unit": unit}
    return event("assigned", f"2025-01-06T{at}", to="e9", **named)


def judged(as_of: str, *events: dict[str, Any], unit: Any = "u1", **said: Any) -> sp.Verdict:
    """The verdict on a case received at eight by a unit that is open in the morning."""
    subject = case(RECEIVED, *events, unit=unit)
    found = policy(**said).evaluate(subject, as_of=instant(f"2025-01-{as_of}"), context=units())["answered"].verdicts
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("on_move", "due"), [("keep", "06T12:00"), ("piecewise", "06T15:00")])
def test_a_move_in_the_morning(on_move: str, due: str) -> None:
    """Two hours with the first unit, the rest from one o'clock with the second; or the first unit's clock for good."""
    found = judged("06T11:00", moved("10:00", "u2"), on_move=on_move)
    assert (found.status, local(found.due)) == (sp.Status.PENDING, f"2025-01-{due}")


def test_before_the_move_the_first_clock_counts() -> None:
    """What nobody knows yet changes nothing."""
    found = judged("06T09:00", moved("10:00", "u2"))
    assert local(found.due) == "2025-01-06T12:00"


def test_there_and_back_again() -> None:
    """One hour with the first, one with the second, two in the next morning of the first."""
    found = judged("06T18:00", moved("09:00", "u2"), moved("14:00", "u1"))
    assert local(found.due) == "2025-01-07T10:00"


def test_a_move_to_the_same_hours_changes_nothing() -> None:
    """Assigned to somebody else of the same unit, it is counted as before."""
    found = judged("06T11:00", moved("10:00", "u1"))
    assert local(found.due) == "2025-01-06T12:00"


def test_a_dated_unit_moves_the_case_too() -> None:
    """The header may say from when on which unit has the case, also ahead of time."""
    unit = [{"value": "u1", "until": "2025-01-06T10:00:00Z"}, {"value": "u2", "from": "2025-01-06T10:00:00Z"}]
    assert local(judged("06T11:00", unit=unit).due) == "2025-01-06T15:00"


def test_what_is_done_is_not_moved_any_more() -> None:
    """Resolved at eleven and assigned elsewhere at noon, its due time is that of the first unit."""
    done = (event("resolved", "2025-01-06T11:00"), moved("11:30", "u2"))
    found = judged("06T18:00", *done)
    assert (found.status, local(found.due)) == (sp.Status.MET, "2025-01-06T12:00")
    assert found.margin == sp.Margin(3_600_000_000, 3_600_000_000)


def test_a_breach_stays_when_the_case_moves() -> None:
    """Due at noon, moved at two: it is overdue since noon."""
    found = judged("06T18:00", moved("14:00", "u2"))
    assert (found.status, local(found.due)) == (sp.Status.BREACHED, "2025-01-06T12:00")


def test_margins_follow_the_clocks() -> None:
    """Due at three, done at ten the next morning: two hours of the second unit's afternoon are over."""
    found = judged("07T12:00", moved("10:00", "u2"), event("resolved", "2025-01-07T10:00"))
    assert (found.status, found.margin and found.margin.working_us) == (sp.Status.BREACHED, -2 * 3_600_000_000)


def test_pauses_and_warnings_follow_the_clocks() -> None:
    """An hour of pause in the second unit's afternoon; warnings at three quarters and half an hour before the end."""
    pause = {"from": "paused", "until": "resumed"}
    events = (moved("10:00", "u2"), event("paused", "2025-01-06T13:30"), event("resumed", "2025-01-06T14:30"))
    found = judged("06T14:45", *events, pause=pause, warn=["75%", "30 working minutes"])
    assert local(found.due) == "2025-01-06T16:00"
    warned = [instant(text) for text in ("2025-01-06T15:00", "2025-01-06T15:30")]
    assert found.warnings_us == tuple(int(at.timestamp()) * 1_000_000 for at in warned)


def test_the_cap_of_a_pause_follows_the_clocks() -> None:
    """Paused from nine with a cap of two working hours: one in the morning, moved at ten, one from one to two."""
    pause = {"from": "paused", "cap": "2 working hours"}
    events = (event("paused", "2025-01-06T09:00"), moved("10:00", "u2"))
    found = judged("06T14:30", *events, pause=pause)
    assert (found.state, local(found.due)) == ((), "2025-01-06T17:00")


@pytest.mark.parametrize(("unit", "fact"), [("u4", "unit.calendar u4"), ("u9", "organisation.units u9")])
def test_a_unit_whose_hours_nobody_knows(unit: str, fact: str) -> None:
    """Moved there, it is unknown from then on, and what was done before is known all the same."""
    away = moved("10:00", unit)
    assert judged("06T09:30", away).status is sp.Status.PENDING
    lost = judged("06T11:00", away)
    assert (lost.status, lost.doubts, lost.reason.code) == (sp.Status.UNKNOWN, (fact,), "missing_fact")
    done = judged("06T18:00", event("resolved", "2025-01-06T09:30"), away)
    assert done.status is sp.Status.MET


@pytest.mark.parametrize(
    ("said", "unit", "code", "fact", "meant"),
    [
        (None, "u1", "missing_fact", "organisation.units", ""),
        ({"units": [{"id": "u1", "calendar": "u1"}]}, None, "missing_fact", "unit", ""),
        (
            {"units": [{"id": "branch", "calendar": "u1"}]},
            "brunch",
            "missing_fact",
            "organisation.units brunch",
            "branch",
        ),
        ({"units": [{"id": "u1"}]}, "u1", "missing_fact", "unit.calendar u1", ""),
        ({"units": [{"id": "u1", "calendar": "u1-hours"}]}, "u1", "no_calendar", "calendars u1-hours", ""),
    ],
)
def test_each_mistake_about_hours_is_told_as_such(
    said: dict[str, Any] | None, unit: str | None, code: str, fact: str, meant: str
) -> None:
    """No organisation, no such unit, a unit without a calendar, a calendar that the policy lacks: four answers."""
    context = None if said is None else sp.Context.model_validate({"organisation": {"id": "bank", **said}})
    header = {} if unit is None else {"unit": unit}
    report = policy(on_move="keep").evaluate(
        case(RECEIVED, **header), as_of=instant("2025-01-06T09:00"), context=context
    )
    (found,) = report["answered"].verdicts
    assert (found.status, found.reason.code, found.doubts) == (sp.Status.UNKNOWN, code, (fact,))
    assert [why.meant for why in found.why_not] == ([meant] if meant else [])


def test_a_verdict_says_whose_hours_it_counted() -> None:
    """The unit and its calendar are told; of a case that moved, each with the moment from which it counted."""
    told = [(step.code, step.value, step.at) for step in judged("06T11:00", on_move="keep").arithmetic]
    assert ("hours_of", "u1 (u1)", None) in told
    ten = int(instant("2025-01-06T10:00").timestamp()) * 1_000_000
    steps = [(step.code, step.value, step.at) for step in judged("06T11:00", moved("10:00", "u2")).arithmetic]
    assert steps == [("hours_of", "u1 (u1)", None), ("hours_from", "u2 (u2)", ten)]


def test_an_act_that_sets_the_unit_touches_what_is_counted_by_its_hours() -> None:
    """Whether a rule keeps the hours of the unit, or what it reads does: moving the case may change it."""
    (by_hours,) = policy().rules
    (plain,) = policy(clock="u1", on_move="keep").rules
    (reads,) = policy(clock="u1", on_move="keep", applies={"unit.head": "e1"}).rules
    found = [touches(rule, "assigned", {}, {}) for rule in (by_hours, plain, reads)]
    assert found == [True, False, True]


def test_elapsed_time_needs_no_clock() -> None:
    """Six hours are six hours wherever the case is."""
    found = judged("06T11:00", moved("10:00", "u4"), within="6 hours")
    assert (found.status, local(found.due)) == (sp.Status.PENDING, "2025-01-06T14:00")


def test_a_reopened_case_counts_where_it_was() -> None:
    """Taken up again without the time while it was closed: the second unit's afternoon counts."""
    events = (event("resolved", "2025-01-06T10:00"), moved("11:00", "u2"), event("reopened", "2025-01-06T13:00"))
    subject = case(RECEIVED, *events, unit="u1")
    told = policy(on_reopen="resume").evaluate(subject, as_of=instant("2025-01-06T14:00"), context=units())
    first, second = told["answered"].verdicts
    assert (local(first.due), local(second.due)) == ("2025-01-06T12:00", "2025-01-06T15:00")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"clock": "u1"}, "`piecewise` is about the clock of the unit, and this rule does not count by it"),
        ({"within": "2 working days"}, "`piecewise` counts elapsed or working time, and no working days"),
        (
            {"pause": {"from": "paused", "until": "resumed", "cap": "2 days"}},
            "`piecewise` counts elapsed or working time, and no days",
        ),
    ],
)
def test_what_cannot_be_counted_piece_by_piece_is_refused(said: dict[str, Any], message: str) -> None:
    """Another clock than the unit's, and dates, have no pieces."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(**said)
    assert [problem.message for problem in refused.value.problems] == [message]
