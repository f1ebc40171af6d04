"""Re-classification: whether a deadline applies is asked again, out of it and into it."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, local, only, rule, verdicts

MAJOR = {"severity": "major"}
MODES = ("retroactive", "retroactive_without_credit", "from_change", "carry")
PAUSE = {"from": "paused", "until": "resumed"}


def classified(at: str, severity: str) -> dict[str, Any]:
    """A re-classification on the day of the examples, a Thursday."""
    return event("reclassified", f"2025-01-09T{at}", severity=severity)


def happened(kind: str, at: str) -> dict[str, Any]:
    """Another event of that day."""
    return event(kind, f"2025-01-09T{at}")


RECEIVED = happened("received", "09:00")


def judged(mode: str, severity: str, *events: dict[str, Any], as_of: str = "12:30", **said: Any) -> sp.Verdict:
    """The verdict of four working hours for what is major."""
    told = rule(applies=MAJOR, on_reclassify=mode, **said)
    return only(told, case(RECEIVED, *events, severity=severity), f"2025-01-09T{as_of}")


@pytest.mark.parametrize(("mode", "due"), list(zip(MODES, ("13:00", "13:00", "16:00", "16:00"), strict=True)))
def test_a_case_that_becomes_major_is_under_the_rule_from_then_on(mode: str, due: str) -> None:
    """Retroactive counts from the start; from the change, and carry, from the change: no time was used before it."""
    found = judged(mode, "normal", classified("12:00", "major"))
    assert (found.status, local(found.due)) == (sp.Status.PENDING, f"2025-01-09T{due}")


@pytest.mark.parametrize("mode", MODES)
def test_a_case_that_is_not_major_may_become_so(mode: str) -> None:
    """Before the change the rule does not apply, and that is not final; once done, it is."""
    waiting = judged(mode, "normal", as_of="11:00")
    done = judged(mode, "normal", happened("resolved", "18:00"), classified("18:30", "major"), as_of="19:00")
    assert (waiting.status, waiting.final) == (sp.Status.NOT_APPLICABLE, False)
    assert (done.status, done.final) == (sp.Status.NOT_APPLICABLE, True)


def test_without_on_reclassify_the_start_decides() -> None:
    """A rule that says nothing is asked at the start only, in both directions, and finally."""
    into = judged("none", "normal", classified("12:00", "major"))
    out = judged("none", "major", classified("12:00", "normal"))
    assert (into.status, into.final, out.status) == (sp.Status.NOT_APPLICABLE, True, sp.Status.PENDING)


@pytest.mark.parametrize(("mode", "due"), list(zip(MODES, ("13:00", "13:00", "16:00", "15:00"), strict=True)))
def test_out_and_in_again(mode: str, due: str) -> None:
    """Major, normal from 10:00, major again at 12:00: carried on is the hour used before, not the two away."""
    away, back = classified("10:00", "normal"), classified("12:00", "major")
    found = judged(mode, "major", away, as_of="11:00")
    assert (found.status, found.reason.code, found.final) == (sp.Status.NOT_APPLICABLE, "reclassified_out", False)
    found = judged(mode, "major", away, back)
    assert (found.status, local(found.due)) == (sp.Status.PENDING, f"2025-01-09T{due}")


def test_in_and_out_again_leaves_nothing_to_do() -> None:
    """A case that was major for an hour is under no deadline afterwards."""
    found = judged("retroactive", "normal", classified("10:00", "major"), classified("11:00", "normal"), as_of="18:00")
    assert (found.status, found.reason.code) == (sp.Status.NOT_APPLICABLE, "reclassified_out")


def test_what_was_broken_stays_broken() -> None:
    """A case overdue since 13:00 is not healed by a re-classification at 14:00."""
    found = judged("from_change", "major", classified("14:00", "normal"), as_of="15:00")
    assert (found.status, local(found.due)) == (sp.Status.BREACHED, "2025-01-09T13:00")


def test_counted_from_the_start_it_may_be_overdue_at_once() -> None:
    """Major at 15:00 and counted from nine: due at 13:00, and broken."""
    found = judged("retroactive", "normal", classified("15:00", "major"), as_of="15:00")
    assert (found.status, local(found.due)) == (sp.Status.BREACHED, "2025-01-09T13:00")


@pytest.mark.parametrize(("mode", "due"), [("retroactive", "14:00"), ("retroactive_without_credit", "13:00")])
def test_pauses_from_before_it_applied_are_credited_where_pauses_are(mode: str, due: str) -> None:
    """An hour of pause before the change counts as it does for a rule that applied all along."""
    paused = (happened("paused", "10:00"), happened("resumed", "11:00"))
    found = judged(mode, "normal", *paused, classified("12:00", "major"), pause=PAUSE)
    assert local(found.due) == f"2025-01-09T{due}"


def test_a_pause_that_runs_at_the_change_is_credited_from_there() -> None:
    """Without credit for what was before: of a pause from eleven to one, the hour after the change at noon counts."""
    paused = (happened("paused", "11:00"), classified("12:00", "major"), happened("resumed", "13:00"))
    found = judged("retroactive_without_credit", "normal", *paused, as_of="13:30", pause=PAUSE)
    assert local(found.due) == "2025-01-09T14:00"


def test_carry_counts_all_the_time_used() -> None:
    """Two hours under eight, one under four: of eight hours again, five are left at noon."""
    within = {"choose": [{"when": MAJOR, "value": "4 working hours"}, {"value": "8 working hours"}]}
    changes = (classified("11:00", "major"), classified("12:00", "normal"))
    told = rule(within=within, on_reclassify="carry")
    found = only(told, case(RECEIVED, *changes, severity="normal"), "2025-01-09T12:30")
    assert local(found.due) == "2025-01-09T17:00"


def test_carry_takes_the_time_used_from_the_least_of_several() -> None:
    """Two hours used of the least of four and six: two are left."""
    within = {"least": ["4 working hours", "6 working hours"]}
    told = rule(within=within, on_reclassify="carry")
    found = only(told, case(RECEIVED, classified("11:00", "major"), severity="major"), "2025-01-09T12:30")
    assert local(found.due) == "2025-01-09T13:00"


def test_a_reset_after_the_change_counts_the_span_of_then() -> None:
    """What began to apply with a re-classification goes back to the span of that moment when it is reset."""
    within = {"choose": [{"when": MAJOR, "value": "4 working hours"}]}
    changes = (classified("12:00", "major"), happened("material_received", "12:30"))
    found = judged("retroactive", "normal", *changes, reset="material_received", within=within)
    assert (found.status, local(found.due)) == (sp.Status.PENDING, "2025-01-09T16:30")


def test_time_begins_with_the_last_reset_also_before_it_applied() -> None:
    """New material at ten and major at noon, retroactively: four hours from ten."""
    changes = (happened("material_received", "10:00"), classified("12:00", "major"))
    found = judged("retroactive", "normal", *changes, reset="material_received")
    assert local(found.due) == "2025-01-09T14:00"


def test_a_case_taken_up_again_is_asked_once_more() -> None:
    """Normal when it was resolved, major when it was reopened: the second occurrence applies, counted from then."""
    told = rule(applies=MAJOR, on_reclassify="from_change", on_reopen="resume")
    events = (happened("resolved", "10:00"), classified("11:00", "major"), happened("reopened", "12:00"))
    first, second = verdicts(told, case(RECEIVED, *events, severity="normal"), "2025-01-09T12:30")
    assert first.status is sp.Status.NOT_APPLICABLE
    assert (second.status, local(second.due)) == (sp.Status.PENDING, "2025-01-09T16:00")


def test_a_grid_begins_when_the_rule_begins_to_apply() -> None:
    """Every four working hours for what is major: none before eleven, due at three, then at eleven on Friday."""
    told = rule(
        applies=MAJOR,
        on_reclassify="from_change",
        cycle={"repeat": "from_due", "until": "closed"},
        stop="progress_told",
    )
    told_about = case(RECEIVED, classified("11:00", "major"), severity="normal")
    dues = [local(found.due) for found in verdicts(told, told_about, "2025-01-09T16:00")]
    assert dues == ["2025-01-09T15:00", "2025-01-10T11:00"]


def test_intervals_of_a_grid_that_ended_away_stay_away() -> None:
    """Normal over the end of an interval: that one is over, and the next applies once it is major again."""
    told = rule(
        applies=MAJOR,
        on_reclassify="from_change",
        cycle={"repeat": "from_due", "until": "closed"},
        stop="progress_told",
    )
    about = case(RECEIVED, classified("12:00", "normal"), classified("14:00", "major"), severity="major")
    first, second = verdicts(told, about, "2025-01-09T16:00")
    assert (first.status, first.final) == (sp.Status.NOT_APPLICABLE, True)
    assert (second.status, local(second.due)) == (sp.Status.PENDING, "2025-01-10T10:00")


def test_an_unknown_class_leaves_it_open() -> None:
    """A case whose severity nobody wrote down may be major: unknown, until it is classified and counted from then."""
    told = rule(applies=MAJOR, on_reclassify="from_change")
    unsaid = case(RECEIVED)
    assert only(told, unsaid, "2025-01-09T11:00").status is sp.Status.UNKNOWN
    found = only(told, case(RECEIVED, classified("12:00", "major")), "2025-01-09T12:30")
    assert (found.status, local(found.due)) == (sp.Status.PENDING, "2025-01-09T16:00")
