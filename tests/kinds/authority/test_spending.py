"""A licence is spent as far as it is used: by its amount, or by the first act, unless the rule says that it stands."""

from __future__ import annotations

from typing import Any

import servicepolicy as sp
from tests.judging.building import case, event, instant
from tests.kinds.authority.test_authority import (
    BY_HEAD,
    PARTS,
    act,
    approved,
    asked,
    bank,
    codes,
    entry,
    judged,
    limit,
    policy,
)

RULE = limit(tiers=BY_HEAD)
SIGNED = limit(amount=None, tiers=BY_HEAD, approval={"event": "signed", "covers": "nothing"})
SIGNATURE = event("signed", "2025-01-07T08:00", by="h1", role="head")


def statuses(rule: dict[str, Any], *events: dict[str, Any]) -> list[str]:
    """The status of each act, in order."""
    report = policy(rule).evaluate(case(*events), as_of=instant("2025-01-31T09:00"))
    found = sorted(report["money"].verdicts, key=lambda verdict: verdict.started_us or 0)
    return [verdict.status.value for verdict in found]


def acts(*amounts: str) -> list[dict[str, Any]]:
    """Remedies, one an hour."""
    return [act(amount, at=f"2025-01-07T1{hour}:00") for hour, amount in enumerate(amounts)]


def test_an_approval_is_spent_by_the_amount_of_each_act() -> None:
    """One of 500 licenses 300 and 200, and then nothing; the one that came too late says why."""
    given = approved("h1", "head", amount="500 CNY")
    assert statuses(RULE, given, *acts("300 CNY", "200 CNY", "0.01 CNY")) == ["met", "met", "breached"]
    left = asked("200.01 CNY", given, *acts("300 CNY")[:1], rule=RULE, at="2025-01-07T12:00")
    assert (left.effect, codes(left)) == (sp.Effect.NEEDS_APPROVAL, {"approval_spent"})
    assert "an earlier act has used it" in left.explain("en")
    assert asked("200 CNY", given, *acts("300 CNY")[:1], rule=RULE, at="2025-01-07T12:00").permitted


def test_what_was_not_licensed_uses_nothing() -> None:
    """An act beyond the approval is breached and leaves it whole; of two approvals the earlier is used first."""
    given = approved("h1", "head", amount="500 CNY")
    assert statuses(RULE, given, *acts("600 CNY", "500 CNY")) == ["breached", "met"]
    two = given, approved("h2", "head", amount="400 CNY", at="2025-01-07T09:30")
    assert statuses(RULE, *two, *acts("400 CNY", "400 CNY", "100 CNY", "1 CNY")) == ["met", "met", "met", "breached"]


def test_a_licence_without_an_amount_is_spent_by_the_first_act() -> None:
    """A second act needs a second signature; where the rule says that it stands, it does not."""
    assert statuses(SIGNED, SIGNATURE, *acts("1 CNY", "1 CNY")) == ["met", "breached"]
    again = event("signed", "2025-01-07T10:30", by="h1", role="head")
    assert statuses(SIGNED, SIGNATURE, again, *acts("1 CNY", "1 CNY")) == ["met", "met"]
    stands = {**SIGNED, "approval": {"event": "signed", "covers": "nothing", "stands": "true"}}
    assert statuses(stands, SIGNATURE, *acts("1 CNY", "1 CNY")) == ["met", "met"]


def test_a_licence_ends_with_what_the_rule_says() -> None:
    """What stands licenses every act until the event that ends it, and none after; one that may end it is a doubt."""
    approval = {"event": "signed", "covers": "nothing", "stands": "true"}
    ends = {**SIGNED, "approval": {**approval, "until": "closed"}}
    over = event("closed", "2025-01-07T10:30")
    assert statuses(ends, SIGNATURE, over, *acts("1 CNY", "1 CNY")) == ["met", "breached"]
    again = event("signed", "2025-01-07T10:45", by="h1", role="head")
    assert statuses(ends, SIGNATURE, over, again, *acts("1 CNY", "1 CNY")) == ["met", "met"]
    solved = {**SIGNED, "approval": {**approval, "until": {"event": "closed", "where": {"outcome": "solved"}}}}
    assert statuses(solved, SIGNATURE, over, *acts("1 CNY", "1 CNY")) == ["met", "unknown"]
    late = asked("1 CNY", SIGNATURE, over, rule=ends, at="2025-01-07T12:00")
    assert (late.effect, codes(late)) == (sp.Effect.NEEDS_APPROVAL, {"approval_dead"})


def test_an_act_of_an_amount_nobody_recorded_leaves_the_rest_open() -> None:
    """What the first act took is not known: whether enough is left is unknown."""
    given = approved("h1", "head", amount="500 CNY")
    first = act(None, at="2025-01-07T10:00")
    assert statuses(RULE, given, first, *acts("x", "100 CNY")[1:])[1] == "unknown"
    assert statuses(RULE, given, first, *acts("x", "600 CNY")[1:])[1] == "breached"


def test_all_who_signed_are_used() -> None:
    """Where head and leader sign, both signatures are spent by the act that needed them."""
    rule = limit(amount=None, tiers=[{"approvers": {"all_of": ["head", "leader"]}}], approval={"covers": "nothing"})
    given = approved("h1", "head"), approved("l1", "leader")
    assert statuses(rule, *given, *acts("1 CNY", "1 CNY")) == ["met", "breached"]
    more = approved("h2", "head", at="2025-01-07T10:30")
    assert statuses(rule, *given, more, *acts("1 CNY", "1 CNY")) == ["met", "breached"]


def test_what_a_missing_ledger_adds_to_one_act_it_may_not_add_to_another() -> None:
    """Two acts under one approval: what is right under some ledger is no breach where nobody handed the ledger in."""
    tiers = [{"le": "100 CNY"}, {"gt": "100 CNY", "le": "500 CNY", "approvers": {"any_of": ["head"]}}]
    rule = limit(tiers=tiers, splitting={**PARTS, "per": "customer"})
    story = approved("h1", "head", amount="500 CNY"), *acts("400 CNY", "100.01 CNY")

    def second(ledger: list[dict[str, Any]] | None) -> str:
        return str(judged(*story, rule=rule, context=bank(ledger=ledger), customer="k1").status)

    assert second([]) == "breached"  # the first act has left too little of the approval
    assert second([entry("200 CNY")]) == "met"  # the first was beyond all authority and used nothing
    assert second(None) == "unknown"
