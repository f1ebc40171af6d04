"""What a message suggests instead of a misspelt name: the nearest of the right words, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant, policy, rule


def hint(**said: Any) -> str:
    """The help that goes with the one problem of a rule."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(rule(**said))
    (problem,) = refused.value.problems
    return problem.help


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cutomer", "did you mean `subject.customer`?"),
        ("customer", "write `subject.customer` for the field of the case"),
        ("substanc", "did you mean `substance`?"),
        ("quantity", ""),
    ],
)
def test_a_field_of_the_subject_is_found_from_an_event(name: str, expected: str) -> None:
    """In a selector a bare name is a field of the event; one that is near a field of the subject is led there."""
    assert hint(stop={"event": "replied", "where": {name: "x"}}) == expected


def test_what_is_not_near_is_not_suggested() -> None:
    """`nope` is like nothing: no event is suggested."""
    assert "did you mean" not in hint(start="nope")


def test_a_rule_that_was_not_judged_is_found_by_its_likeness() -> None:
    """The report suggests the rule that is nearly so called; where there is none, it lists what was judged."""
    report = policy(rule()).evaluate(case(event("received", "2026-01-05T09:00")), as_of=instant("2026-01-05T10:00"))
    with pytest.raises(sp.UsageError, match="did you mean `answered`"):
        report["anwsered"]
    with pytest.raises(sp.UsageError, match="judged: `answered`"):
        report["retention"]


@pytest.mark.parametrize("amount", ["abc", "80,000 CNY", {"amount": "x", "currency": "CNY"}])
def test_what_is_no_amount_is_said_in_a_whole_sentence(amount: object) -> None:
    """The field that holds it is the subject of the sentence."""
    with pytest.raises(sp.FactsError, match="`amount` is not an amount"):
        case(amount=amount)


def test_an_amount_that_is_too_long_is_said_in_a_whole_sentence() -> None:
    """What cannot be held exactly cannot be used, and the message says why."""
    with pytest.raises(sp.FactsError, match="`amount` cannot be used: an amount has at most 24 digits"):
        case(amount=f"{'9' * 50} CNY")
