"""Years whose holidays nobody has published: unknown where the verdict hangs on them, decided everywhere else."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant, rule

CHINA: dict[str, Any] = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}
LAST_MORNING = event("received", "2026-12-31T09:00+08:00")
LAST_AFTERNOON = event("received", "2026-12-31T15:00+08:00")
PAUSED = event("paused", "2026-12-31T16:00+08:00")
PAUSING = {"pause": {"from": "paused", "until": "resumed"}}
MISSING = ("calendar office 2027",)


def judged(said: dict[str, Any], as_of: str, *events: dict[str, Any], **more: Any) -> sp.Verdict:
    """The one verdict of a deadline in an office that keeps Chinese holidays, which are published until 2026."""
    policy = sp.Policy(policy="p", timezone="Asia/Shanghai", calendars={"office": CHINA}, rules=[rule(**said)], **more)
    (verdict,) = policy.evaluate(case(*events), as_of=instant(as_of))["answered"].verdicts
    return verdict


def test_late_answer_in_the_next_year_is_late() -> None:
    """What was due before the year ended is broken in the next, by a wall time alone."""
    verdict = judged({}, "2027-01-05T10:00+08:00", LAST_MORNING, event("resolved", "2027-01-04T10:00+08:00"))
    assert verdict.status is sp.Status.BREACHED
    assert verdict.margin is not None
    assert verdict.margin.wall is not None
    assert verdict.margin.working is None
    assert verdict.explain("en")
    assert verdict.explain("zh")


def test_early_answer_to_a_span_of_days_is_in_time() -> None:
    """Days that are not working days count without a calendar, though the working time to spare is not known."""
    stop = event("resolved", "2026-12-31T16:00+08:00")
    verdict = judged({"within": "2 days"}, "2027-01-05T10:00+08:00", LAST_AFTERNOON, stop)
    assert (verdict.status, verdict.margin and verdict.margin.working) == (sp.Status.MET, None)


def test_what_is_due_beyond_is_unknown() -> None:
    """Two hours before the end of the last published day, four working hours end nobody knows when."""
    verdict = judged({}, "2027-01-05T10:00+08:00", LAST_AFTERNOON)
    assert (verdict.status, verdict.doubts) == (sp.Status.UNKNOWN, MISSING)


def test_nothing_is_due_before_it_began() -> None:
    """A same-day answer to what came in a year that is not published waits at its start, and is unknown after it."""
    began = event("received", "2027-01-05T10:00+08:00")
    found = [judged({"within": "same day"}, f"2027-01-05T10:00:0{second}+08:00", began).status for second in (0, 1)]
    assert found == [sp.Status.PENDING, sp.Status.UNKNOWN]


ROLLED = {"within": "7 days", "counting": "cn-civil-code"}
SEVENTH = event("received", "2026-12-29T10:00+08:00")


@pytest.mark.parametrize(
    ("as_of", "done", "status", "reason"),
    [
        ("2027-01-06T10:00+08:00", "2027-01-05T17:00:00+08:00", "met", "in_time"),
        ("2027-01-06T10:00+08:00", "2027-01-05T17:00:01+08:00", "unknown", "calendar_not_published"),
        ("2027-01-05T17:00:00+08:00", None, "pending", "not_yet_due"),
        ("2027-01-05T17:00:01+08:00", None, "unknown", "calendar_not_published"),
        ("2027-03-09T00:00:00+08:00", None, "unknown", "calendar_not_published"),
        ("2027-03-09T00:00:01+08:00", None, "breached", "not_done"),
        ("2027-04-01T10:00+08:00", "2027-03-09T00:00:01+08:00", "breached", "too_late"),
    ],
)
def test_a_date_that_rolls_only_gets_later(as_of: str, done: str | None, status: str, reason: str) -> None:
    """By the unrolled date it is in time for sure, and 62 days after it late; only in between nobody knows."""
    stops = [] if done is None else [event("resolved", done)]
    verdict = judged(ROLLED, as_of, SEVENTH, *stops)
    assert (verdict.status.value, verdict.reason.code) == (status, reason)
    assert verdict.explain("en")
    assert verdict.explain("zh")


def test_what_is_unknown_changes_when_it_is_surely_over() -> None:
    """The instant after which it is overdue, whatever is published, is the next at which time changes the verdict."""
    verdict = judged(ROLLED, "2027-01-20T10:00+08:00", SEVENTH)
    assert verdict.next_us == int(instant("2027-03-09T00:00+08:00").timestamp()) * 1_000_000 + 1


@pytest.mark.parametrize(
    ("done", "status"), [("2027-01-02T17:00+08:00", "met"), ("2027-01-02T17:00:01+08:00", "unknown")]
)
def test_working_days_beyond_are_no_fewer(done: str, status: str) -> None:
    """Two working days from Thursday the last are over by Saturday's close at the soonest."""
    verdict = judged({"within": "2 working days"}, "2027-02-05T10:00+08:00", LAST_AFTERNOON, event("resolved", done))
    assert verdict.status.value == status


@pytest.mark.parametrize("as_of", ["2026-12-31T16:30+08:00", "2027-01-05T10:00+08:00"])
def test_what_stands_still_waits_in_any_year(as_of: str) -> None:
    """A clock that was stopped before the year ended has not run out since, whatever days were worked."""
    verdict = judged(PAUSING, as_of, LAST_AFTERNOON, PAUSED)
    assert (verdict.status, verdict.state) == (sp.Status.PENDING, ("paused",))


def test_answered_while_the_clock_stood_still_is_in_time() -> None:
    """The pause ends with the answer, and nothing of the next year was used up."""
    verdict = judged(PAUSING, "2027-01-05T10:00+08:00", LAST_AFTERNOON, PAUSED, event("resolved", "2027-01-04T10:00Z"))
    assert verdict.status is sp.Status.MET


def test_pause_after_the_due_instant_hides_no_breach() -> None:
    """What fell due in the published year is broken, also when a pause begins in the next."""
    verdict = judged(PAUSING, "2027-01-05T10:00+08:00", LAST_MORNING, event("paused", "2027-01-04T10:00+08:00"))
    assert (verdict.status, verdict.state) == (sp.Status.BREACHED, ("open",))


@pytest.mark.parametrize(
    ("as_of", "status", "doubts"),
    [
        ("2026-12-31T16:30+08:00", "pending", ()),
        ("2027-01-01T15:59:59+08:00", "pending", ()),
        ("2027-01-01T16:00:00+08:00", "unknown", MISSING),
        ("2027-01-05T10:00+08:00", "unknown", MISSING),
    ],
)
def test_pause_whose_cap_lies_beyond(as_of: str, status: str, doubts: tuple[str, ...]) -> None:
    """A pause of at most eight working hours runs on until seven of the new year may be over; then nobody knows."""
    capped = {"pause": {**PAUSING["pause"], "cap": "8 working hours"}}
    verdict = judged(capped, as_of, LAST_AFTERNOON, PAUSED)
    soonest = int(instant("2027-01-01T16:00+08:00").timestamp()) * 1_000_000
    assert verdict.next_us == (soonest if status == "pending" else None)
    assert (verdict.status.value, verdict.doubts) == (status, doubts)
    assert status != "unknown" or verdict.reason.code == "calendar_not_published"


def test_warnings_and_escalations_wait_for_the_calendar() -> None:
    """A notice whose instant hangs on an unpublished year is not given yet; the others are."""
    said: dict[str, Any] = {"within": "2 days", "warn": ["2 working hours", "80%"]}
    said["escalate"] = [{"after": "8 working hours", "to": "head"}, {"after": "1 hour", "to": "boss"}]
    roles: dict[str, Any] = {"head": {}, "boss": {}}
    verdict = judged(said, "2026-12-31T16:30+08:00", LAST_AFTERNOON, roles=roles)
    assert len(verdict.warnings_us) == 1
    assert [role for _at, role in verdict.escalations_us] == ["boss"]


def test_computed_working_time_across_the_year_is_missing() -> None:
    """A fact of working time that nobody can count is a missing fact, named by its calendar."""
    facts = {"taken": {"type": "duration", "elapsed": {"from": "received", "to": "resolved", "clock": "office"}}}
    stop = event("resolved", "2027-01-04T10:00+08:00")
    verdict = judged(
        {"applies": {"taken": {"gt": "1 hour"}}}, "2027-01-05T10:00+08:00", LAST_MORNING, stop, facts=facts
    )
    assert (verdict.status, verdict.doubts) == (sp.Status.UNKNOWN, MISSING)


@pytest.mark.parametrize(
    ("moved", "as_of", "status"),
    [
        ("2027-01-01T00:30", "2027-01-01T00:30", "pending"),  # at once
        ("2027-01-05T10:00", "2027-01-05T10:00", "unknown"),  # the hour it has may be used, and may not
        ("2027-01-05T10:00", "2027-01-20T10:00", "unknown"),
        ("2026-12-31T16:00", "2026-12-31T16:30", "pending"),
        ("2026-12-31T16:00", "2027-01-05T10:00", "breached"),  # all but an hour was used before the year ended
    ],
)
def test_time_used_of_what_is_carried_on_may_not_be_known(moved: str, as_of: str, status: str) -> None:
    """A class is changed where nobody knows how much was worked before: nothing raises, and nothing is sure."""
    within = {"choose": [{"when": {"severity": "major"}, "value": "2 working hours"}, {"value": "8 working hours"}]}
    begun = moved if moved.startswith("2027-01-01") else "2026-12-31T15:00" if "2026" in moved else "2027-01-04T09:00"
    told = [
        {**event("received", f"{begun}+08:00"), "seq": 1},
        {**event("reclassified", f"{moved}+08:00"), "severity": "major", "seq": 2},
    ]
    verdict = judged({"within": within, "on_reclassify": "carry"}, f"{as_of}+08:00", *told)
    assert str(verdict.status) == status
