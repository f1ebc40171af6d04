"""Facts that are recorded, but not of the type that a deadline needs: the verdict is unknown and names them."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, local, only, policy, rule


def by_cycles(day: object, cycle_day: object = None) -> sp.Verdict:
    """Two billing cycles that close on the day that a field of the host's own says."""
    said = rule(within="2 billing cycles", cycle_day=cycle_day or {"field": "x.day"})
    return only(said, case(event("received", "2026-01-20T10:00"), **{"x.day": day}), "2026-02-01T09:00")


@pytest.mark.parametrize("day", [32, 0, -1, True, 1.5, "abc", "32", "0", "-15"])
def test_a_day_on_which_no_cycle_closes_is_unknown(day: object) -> None:
    """What is not a day of the month leaves its own case unknown, and ends no evaluation; the field is named."""
    found = by_cycles(day)
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("x.day",))
    assert found.reason == sp.Reason.of("missing_fact", fact="x.day")


@pytest.mark.parametrize("day", [15, "15", "015"])
def test_a_day_on_which_cycles_close_counts_as_number_or_as_text(day: object) -> None:
    """A field of one's own may say the day as a number or as text."""
    assert local(by_cycles(day).due) == "2026-04-16T00:00"


@pytest.mark.parametrize("day", ["32", "0", "-3", 32])
def test_a_closing_day_that_no_month_has_is_a_problem_of_the_policy(day: object) -> None:
    """Said outright it is refused when the policy is loaded."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(rule(within="2 billing cycles", cycle_day=day))
    assert [problem.code for problem in refused.value.problems] == ["wrong-value"]
    assert "`cycle_day`" in refused.value.problems[0].message


def promised(by: Any) -> sp.Verdict:
    """A promised time that a field of the host's own says."""
    said = rule(within=None, clock=None, due={"field": "x.by"}, start="x.promised")
    return only(said, case(event("x.promised", "2026-01-05T09:00", **{"x.by": by})), "2026-01-05T12:00")


@pytest.mark.parametrize("by", [5, 1_767_603_600_000_000, True, 1.5, "tomorrow", "2026-01-05T10:00"])
def test_a_number_is_no_promised_time(by: object) -> None:
    """What is not a time with its zone leaves the due time unknown: a number counts from no known year."""
    found = promised(by)
    assert (found.status, found.due, found.doubts) == (sp.Status.UNKNOWN, None, ("1.x.by",))


def test_a_promised_time_in_a_field_of_ones_own_counts() -> None:
    """Written as a time with its zone, it is the due time."""
    assert local(promised("2026-01-05T10:00Z").due) == "2026-01-05T10:00"


def test_a_promised_time_in_a_declared_field_counts() -> None:
    """A field of the vocabulary that holds times is read as one."""
    said = rule(within=None, clock=None, due={"field": "reply_by"}, start="reply_time_agreed")
    agreed = case(event("reply_time_agreed", "2026-01-05T09:00", reply_by="2026-01-05T10:00Z"))
    assert local(only(said, agreed, "2026-01-05T12:00").due) == "2026-01-05T10:00"


def by_fact(by: object, form: str) -> sp.Verdict:
    """The same, by way of a computed fact."""
    said = rule(within=None, clock=None, due={"field": "agreed"})
    told = case(event("x.promised", "2026-01-05T08:00", **{"x.by": by}), event("received", "2026-01-05T09:00"))
    fact = {"type": "instant", form: "x.promised", "of": "x.by"}
    return only(said, told, "2026-01-05T12:00", facts={"agreed": fact})


@pytest.mark.parametrize("form", ["first", "last", "min", "max"])
def test_a_computed_time_is_read_from_text_and_not_from_a_number(form: str) -> None:
    """A computed fact reads a field of one's own as the rule itself does."""
    assert local(by_fact("2026-01-05T10:00Z", form).due) == "2026-01-05T10:00"
    assert (by_fact(5, form).status, by_fact(5, form).doubts) == (sp.Status.UNKNOWN, ("1.x.by",))
