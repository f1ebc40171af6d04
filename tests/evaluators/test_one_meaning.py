"""A name means at work what it meant when the policy was loaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from servicepolicy import Agent, Case, Policy

DAY = "2026-01-05T"
AS_OF = datetime.fromisoformat(f"{DAY}18:00:00+08:00")


def policy(*rules: dict[str, Any], **said: Any) -> Policy:
    """A policy of some rules."""
    given = [{"clause": "C-1", **rule} for rule in rules]
    return Policy(policy="example", timezone="Asia/Shanghai", rules=given, **said)


def case(*events: dict[str, Any], **header: Any) -> Case:
    """A case received at nine, with further events."""
    received = {"event": "received", "at": f"{DAY}09:00:00+08:00"}
    written = [{**event, "at": f"{DAY}{event['at']}:00+08:00"} for event in events]
    return Case.model_validate({"id": "C-1", "type": "complaint", **header, "events": [received, *written]})


def limit(bound: Any) -> dict[str, Any]:
    """Clerks may give back up to a bound."""
    tiers = [{"role": "clerk", "le": bound, "approvers": "none"}]
    return {"id": "paid", "kind": "authority", "action": "remedied", "amount": {"field": "amount"}, "tiers": tiers}


def remedied(amount: str) -> dict[str, Any]:
    """An amount given back by a clerk."""
    return {"event": "remedied", "at": "10:00", "amount": amount, "by": "ann", "role": "clerk", "kind": "human"}


@pytest.mark.parametrize("bound", ["amount", "subject.amount"])
@pytest.mark.parametrize(("amount", "status"), [("100 CNY", "met"), ("999999 CNY", "breached")])
def test_a_limit_that_is_a_field_is_the_cases(bound: str, amount: str, status: str) -> None:
    """The bound of a tier is a field of the case, however it is written, never the amount of the act itself."""
    judged = policy(limit({"field": bound})).evaluate(case(remedied(amount), amount="100 CNY"), as_of=AS_OF)
    assert judged["paid"].status == status


@pytest.mark.parametrize(("amount", "effect"), [("100 CNY", "permit"), ("999999 CNY", "refuse")])
def test_a_limit_that_is_a_field_decides(amount: str, effect: str) -> None:
    """What may be done is asked of the same field as what was done."""
    decision = policy(limit({"field": "amount"})).decide(
        "remedied", on=case(amount="100 CNY"), amount=amount, by=Agent(id="ann", role="clerk"), at=AS_OF
    )
    assert decision.effect == effect


@pytest.mark.parametrize("form", ["choose", "least", "greatest"])
@pytest.mark.parametrize(("priority", "status"), [("high", "met"), ("low", "breached")])
def test_a_limit_is_chosen_by_the_case(priority: str, status: str, form: str) -> None:
    """The options of a limit are tests on the case, at whatever depth."""
    chosen: dict[str, Any] = {"choose": [{"when": {"priority": "high"}, "value": "500 CNY"}, {"value": "50 CNY"}]}
    bound: dict[str, Any] = {
        "choose": chosen,
        "least": {"least": [chosen, "9999 CNY"]},
        "greatest": {"greatest": [chosen, "1 CNY"]},
    }
    judged = policy(limit(bound[form])).evaluate(case(remedied("100 CNY"), priority=priority), as_of=AS_OF)
    assert judged["paid"].status == status
