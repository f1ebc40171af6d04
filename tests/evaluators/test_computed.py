"""Computed facts: read in their own type, and counted from what belongs together."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.evaluators.building import case, event, instant, only, policy, rule

RECEIVED = event("received", "2026-01-05T09:00")
RESOLVED = event("resolved", "2026-01-05T11:30")
TAKEN = {"type": "duration", "elapsed": {"from": "received", "to": "resolved"}}
PAID = {"type": "money", "sum": "remedied", "of": "amount"}
FIRST = {"type": "instant", "first": "resolved", "of": "at"}


@pytest.mark.parametrize(
    ("fact", "test", "status"),
    [
        (TAKEN, {"gt": "2 hours"}, "met"),
        (TAKEN, {"gt": "3 hours"}, "not_applicable"),
        (TAKEN, {"ge": "9000000000"}, "met"),
        (FIRST, {"lt": "2026-01-05T12:00:00+00:00"}, "met"),
        (FIRST, {"lt": "2026-01-05T12:00:00+01:00"}, "not_applicable"),
        (PAID, {"gt": "90 GBP"}, "met"),
        (PAID, {"gt": "100 GBP"}, "not_applicable"),
    ],
)
def test_fact_is_compared_in_its_own_type(fact: dict[str, Any], test: dict[str, Any], status: str) -> None:
    """Lengths of time, instants and amounts are said as people say them."""
    facts = {"told": fact}
    paid = event("remedied", "2026-01-05T10:00", amount="100 GBP")
    verdict = only(rule(applies={"told": test}), case(RECEIVED, paid, RESOLVED), "2026-01-05T18:00", facts=facts)
    assert verdict.status.value == status


@pytest.mark.parametrize(
    ("sides", "status"),
    [
        ([{"field": "amount"}, "gt", {"value": "90 GBP"}], "met"),
        ([{"value": "90 GBP"}, "gt", {"field": "amount"}], "not_applicable"),
        ([{"field": "amount"}, "eq", {"value": "100.00 GBP"}], "met"),
        ([{"field": "amount"}, "gt", {"value": "90 EUR"}], "unknown"),
        ([{"field": "amount"}, "gt", {"value": "much"}], "unknown"),
        ([{"first": "resolved", "of": "at"}, "ge", {"value": "2026-01-05T11:30:00+00:00"}], "met"),
    ],
)
def test_compared_value_is_of_the_type_of_the_other_side(sides: list[Any], status: str) -> None:
    """A value that the policy says outright is an amount beside an amount, and an instant beside an instant."""
    facts = {"told": {"type": "bool", "compare": sides}}
    subject = case(RECEIVED, RESOLVED, amount="100 GBP")
    verdict = only(rule(applies={"told": "true"}), subject, "2026-01-05T18:00", facts=facts)
    assert verdict.status.value == status


@pytest.mark.parametrize(("test", "status"), [({"lt": "1 GBP"}, "met"), ({"ge": "1 GBP"}, "not_applicable")])
def test_sum_of_nothing_is_nothing_in_every_currency(test: dict[str, Any], status: str) -> None:
    """Where nothing was paid, less than a pound was paid."""
    verdict = only(rule(applies={"paid": test}), case(RECEIVED, RESOLVED), "2026-01-05T18:00", facts={"paid": PAID})
    assert verdict.status.value == status


def test_elapsed_ends_with_what_came_after_its_beginning() -> None:
    """An earlier closing is no end of the time since a reopening."""
    facts = {"again": {"type": "duration", "elapsed": {"from": "reopened", "to": "resolved"}}}
    events = (RECEIVED, RESOLVED, event("reopened", "2026-01-05T12:00"))
    said = rule(applies={"again": {"le": "1 hour"}})
    assert only(said, case(*events), "2026-01-05T18:00", facts=facts).status is sp.Status.UNKNOWN
    later = case(*events, event("resolved", "2026-01-05T13:00"))
    assert only(said, later, "2026-01-05T18:00", facts=facts).status is sp.Status.MET


def test_answer_that_is_still_to_come_is_waited_for() -> None:
    """Whether another rule's answer is there is a matter of time while that rule is pending."""
    other = rule(id="other")
    said = rule(applies={"answer": {"present": "true"}})
    facts = {"answer": {"type": "bool", "verdict": "other", "is": "met"}}
    one = policy(said, other, facts=facts)
    (waiting,) = one.evaluate(case(RECEIVED), as_of=instant("2026-01-05T10:00"))["answered"].verdicts
    assert (waiting.status, waiting.reason.code) == (sp.Status.PENDING, "waits_for")


def test_what_rests_on_a_count_is_not_final() -> None:
    """A rule that does not apply because too little was counted may apply once more has happened."""
    facts = {"times": {"type": "number", "count": "replied"}}
    said = rule(applies={"times": {"ge": "1"}})
    now = only(said, case(RECEIVED), "2026-01-05T10:00", facts=facts)
    assert (now.status, now.final) == (sp.Status.NOT_APPLICABLE, False)
    replied = event("replied", "2026-01-05T11:00")
    assert only(said, case(RECEIVED, replied), "2026-01-05T12:00", facts=facts).status is sp.Status.PENDING


def test_field_is_or_is_not_whatever_it_is() -> None:
    """A test and its negation are one doubt, also where both are written in short."""
    said = rule(applies={"any": [{"channel": "letter"}, {"channel": {"not": "letter"}}]})
    assert only(said, case(RECEIVED, RESOLVED), "2026-01-05T18:00").status is sp.Status.MET


@pytest.mark.parametrize(
    ("fact", "test", "code"),
    [
        (TAKEN, {"gt": "2 days"}, "wrong-type"),
        (TAKEN, {"gt": "soon"}, "wrong-type"),
        (FIRST, {"lt": "tomorrow"}, "wrong-type"),
        (PAID, {"gt": "much"}, "wrong-type"),
        ({"type": "number", "count": "replied"}, {"ge": "two"}, "wrong-type"),
        ({"type": "bool", "verdict": "other", "is": "met"}, {"ge": "1"}, "illegal-combination"),
    ],
)
def test_fact_compared_with_what_it_never_is_is_refused_at_load(
    fact: dict[str, Any], test: dict[str, Any], code: str
) -> None:
    """What a fact is compared with must be of its type, as with a field; the policy does not load otherwise."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(rule(applies={"told": test}), rule(id="other"), facts={"told": fact})
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize("when", ["at", "until"])
def test_requirement_at_an_event_reads_what_was_there_then(when: str) -> None:
    """What comes later is computed into nothing: neither at an event nor for good at the end."""
    asks = {"id": "a", "kind": "requirement", "clause": "C", "must": {"answers": {"ge": 1}}, when: "closed"}
    facts = {"answers": {"type": "number", "count": "replied"}}
    closed, late = event("closed", "2026-01-05T10:00"), event("replied", "2026-01-05T11:00")
    now = only(asks, case(RECEIVED, closed, late), "2026-01-05T12:00", facts=facts)
    assert (now.status, now.final) == (sp.Status.BREACHED, True)
    early = event("replied", "2026-01-05T10:00")
    assert only(asks, case(RECEIVED, early, closed), "2026-01-05T12:00", facts=facts).status is sp.Status.MET
