"""What a deadline tells beside its count: reopenings, what ended a pause, and pauses that make it less late."""

from __future__ import annotations

import pytest

import servicepolicy as sp
from servicepolicy.results.verdict import Step
from tests.judging.building import case, event, instant, only, rule, verdicts

PAUSE = {"from": "paused", "until": "resumed"}
CAPPED = {**PAUSE, "cap": "2 working hours"}
HOUR = 3_600_000_000


def us(at: str) -> int:
    """An instant inside."""
    return int(instant(at).timestamp()) * 1_000_000


def step(code: str, at: str, amount: int | None = None, value: str = "") -> Step:
    """A step as a verdict holds it."""
    return Step(code, us(at), amount, value)


def codes(verdict: sp.Verdict) -> list[str]:
    """The steps of the arithmetic, by their codes."""
    return [one.code for one in verdict.arithmetic]


def again(mode: str) -> sp.Verdict:
    """Resolved on Monday at noon, reopened on Wednesday at ten: the second verdict."""
    events = (event("received", "2025-01-06T09:00"), event("resolved", "2025-01-06T12:00"))
    reopened = case(*events, event("reopened", "2025-01-08T10:00"))
    return verdicts(rule(within="8 working hours", on_reopen=mode), reopened, "2025-01-08T10:30")[1]


@pytest.mark.parametrize("mode", ["resume", "count_closed"])
def test_a_reopened_count_names_its_anchor(mode: str) -> None:
    """Time is counted from the first start; the reopening is told apart from it."""
    found = again(mode)
    assert found.started_us == us("2025-01-08T10:00")
    assert found.arithmetic[0] == step("counted_from", "2025-01-06T09:00")
    assert found.arithmetic[-1] == step(f"reopened_{mode}", "2025-01-08T10:00")
    told = found.explain("en")
    assert "counted from Mon 6 Jan 2025 09:00\n" in told
    assert "counted from Wed" not in told
    assert "reopened Wed 8 Jan 2025 10:00: the count goes on, with" in told


def test_a_reopening_begins_a_new_cycle() -> None:
    """Counted afresh, the reopening is the start, and nothing else is."""
    found = again("new_cycle")
    assert codes(found) == []
    assert "counted from Wed 8 Jan 2025 10:00\n" in found.explain("en")


def test_the_closed_time_is_no_pause() -> None:
    """What is not counted of a case that was closed is told as closed, until the reopening."""
    closed = [one for one in again("resume").arithmetic if one.code == "closed"]
    assert closed == [step("closed", "2025-01-06T12:00", 46 * HOUR)]


def test_a_cap_that_ended_a_pause_is_among_the_values() -> None:
    """The pause ran on, its credit did not: the cap and the step say so."""
    held = case(event("received", "2025-01-06T09:00"), event("paused", "2025-01-06T10:00"))
    found = only(rule(pause=CAPPED), held, "2025-01-07T09:00")
    assert [(value.name, value.value) for value in found.values] == [
        ("within", "4 working hours"),
        ("pause[1].cap", "2 working hours"),
    ]
    assert found.arithmetic == (step("paused", "2025-01-06T10:00", 2 * HOUR, "2 working hours"),)
    assert "cap of pause 1: 2 working hours, as the policy says" in found.explain("en")
    assert "2 h not counted, its cap of 2 working hours was reached" in found.explain("en")


def test_a_cap_that_will_end_a_pause_is_among_the_values() -> None:
    """While the clock stands still, the latest due time rests on the cap."""
    held = case(event("received", "2025-01-06T09:00"), event("paused", "2025-01-06T10:00"))
    found = only(rule(pause=CAPPED), held, "2025-01-06T11:00")
    assert [value.name for value in found.values] == ["pause[1].cap"]
    assert found.due_latest_us == us("2025-01-06T15:00")


def test_a_cap_that_was_not_reached_is_not_told() -> None:
    """A pause that was ended in time owes nothing to its cap."""
    held = (event("paused", "2025-01-06T10:00"), event("resumed", "2025-01-06T11:00"))
    found = only(rule(pause=CAPPED), case(event("received", "2025-01-06T09:00"), *held), "2025-01-07T09:00")
    assert [value.name for value in found.values] == ["within"]
    assert found.arithmetic == (step("paused", "2025-01-06T10:00", HOUR),)


def test_contact_by_the_customer_is_no_resumption() -> None:
    """What ended the pause is told as what it was."""
    said = rule(pause={"from": "paused", "until": "resumed", "ends_on_contact": True})
    held = (event("paused", "2025-01-06T10:00"), event("customer_contacted", "2025-01-06T11:00"))
    found = only(said, case(event("received", "2025-01-06T09:00"), *held), "2025-01-07T09:00")
    assert [fact.role for fact in found.facts] == ["start", "pause", "contact"]
    assert "event 3 (contact by the customer" in found.explain("en")


@pytest.mark.parametrize("since", ["13:00", "14:00"])
def test_a_pause_after_the_due_instant_is_told(since: str) -> None:
    """T21: due at 13:00, done at 16:00, an hour of it paused: two hours over, and the hour is named."""
    until = f"{int(since[:2]) + 1}:00"
    held = (event("paused", f"2025-01-06T{since}"), event("resumed", f"2025-01-06T{until}"))
    done = case(event("received", "2025-01-06T09:00"), *held, event("resolved", "2025-01-06T16:00"))
    found = only(rule(pause=PAUSE), done, "2025-01-07T09:00")
    assert found.arithmetic == (step("paused_overdue", f"2025-01-06T{since}", HOUR),)
    told = found.explain("en")
    assert "2 h over" in told
    held_for = f"from Mon 6 Jan 2025 {since} until Mon 6 Jan 2025 {until}"
    assert f"paused {held_for}, after it fell due: 1 h not counted as over" in told
