"""The amount by which an act is judged: currencies, parts that take away, the ledger, what is told of the sum."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.results.verdict import Step
from tests.judging.building import case, event, instant
from tests.kinds.authority.test_authority import act, asked, bank, judged, limit

LADDER: list[dict[str, Any]] = [
    {"role": "clerk", "le": "100 CNY"},
    {"role": "clerk", "gt": "100 CNY", "le": "500 CNY", "approvers": {"any_of": ["head"]}},
    {"role": "head"},
]
PARTS = {"sum": "remedied", "per": "case", "within": "24 hours"}
OF_CUSTOMER = {**PARTS, "per": "customer"}
UP_TO_100: list[dict[str, Any]] = [{"le": "100 CNY"}]


def test_another_currency_than_the_limits_is_refused_also_without_a_bound() -> None:
    """Decision 30: a tier without bounds speaks of the currency of the other tiers, and of no other."""
    head = {"id": "h1", "role": "head"}
    assert asked("5000 CNY", rule=limit(tiers=LADDER), by=head).permitted
    abroad = asked("50 USD", rule=limit(tiers=LADDER), by=head)
    assert (abroad.effect.value, abroad.reason.code) == ("refuse", "other_currency")
    done = judged(act("50 USD", by="h1", role="head"), rule=limit(tiers=LADDER))
    assert (done.status.value, done.reason.code) == ("breached", "other_currency")


def test_tiers_without_any_bound_take_every_currency() -> None:
    """Where no tier names an amount, there is no currency to differ from."""
    assert asked("50 USD", rule=limit(tiers=[{"role": "clerk"}])).permitted


def test_a_negative_act_never_makes_room() -> None:
    """An act that takes away was refused itself: 60 and 60 stay 120, whatever was booked back between."""
    rule = limit(splitting=PARTS, tiers=UP_TO_100)
    events = (act("60 CNY", "2025-01-07T08:00"), act("-50 CNY", "2025-01-07T09:00"))
    assert judged(*events, act("60 CNY"), rule=rule).status is sp.Status.BREACHED
    assert judged(events[0], act("40 CNY"), rule=rule).status is sp.Status.MET


def test_a_negative_line_of_the_ledger_never_makes_room() -> None:
    """The same holds of what the ledger lists."""
    lines = [
        {"action": "remedied", "at": "2025-01-07T08:00:00Z", "amount": amount, "customer": "k1", "case": "C-9"}
        for amount in ("60 CNY", "-50 CNY")
    ]
    rule = limit(splitting=OF_CUSTOMER, tiers=UP_TO_100)
    assert judged(act("60 CNY"), rule=rule, context=bank(ledger=lines), customer="k1").status is sp.Status.BREACHED


def test_per_customer_the_ledger_alone_tells_what_was_done_before() -> None:
    """Decision 35: an act of the same case counts if the ledger lists it, and not a second time beside it."""
    rule = limit(splitting=OF_CUSTOMER, tiers=UP_TO_100)
    before = act("60 CNY", "2025-01-07T08:00")
    assert judged(before, act("60 CNY"), rule=rule, context=bank(ledger=[]), customer="k1").status is sp.Status.MET
    line = {"action": "remedied", "at": "2025-01-07T08:00:00Z", "amount": "60 CNY", "customer": "k1", "case": "C-1"}
    listed = bank(ledger=[line])
    assert judged(before, act("60 CNY"), rule=rule, context=listed, customer="k1").status is sp.Status.BREACHED
    assert judged(before, act("40 CNY"), rule=rule, context=listed, customer="k1").status is sp.Status.MET


def test_what_is_known_of_a_sum_can_be_too_much_already() -> None:
    """A part without an amount does not matter where the others alone are beyond the limit."""
    rule = limit(splitting=PARTS, tiers=UP_TO_100)
    events = (act("60 CNY", "2025-01-07T08:00"), act(None, "2025-01-07T09:00"))
    assert judged(*events, act("60 CNY"), rule=rule).status is sp.Status.BREACHED
    unsure = judged(*events, act("30 CNY"), rule=rule)
    assert (unsure.status.value, unsure.doubts) == ("unknown", ("3.amount",))


def test_a_decision_and_a_verdict_tell_the_sum() -> None:
    """The sum is part of the arithmetic, before the act and after it, and both languages say it."""
    rule = limit(splitting=PARTS)
    before = act("60 CNY", "2025-01-07T08:00")
    decision = asked("60 CNY", before, rule=rule)
    verdict = judged(before, act("60 CNY"), rule=rule)
    assert decision.arithmetic == verdict.arithmetic == (Step("sum", value="120 CNY"),)
    for told in (decision, verdict):
        assert "with what was done before: 120 CNY" in told.explain("en")
        assert "与此前合计：120元" in told.explain("zh")
    assert decision.plain()["arithmetic"] == [{"code": "sum", "value": "120 CNY"}]


@pytest.mark.parametrize("within", ["2 working hours", "3 working days", "same day"])
def test_a_window_of_working_time_is_a_problem_at_loading(within: str) -> None:
    """A window is counted back, and working time is not: loading says so, at its place."""
    with pytest.raises(sp.PolicyError) as refused:
        asked("60 CNY", rule=limit(splitting={**PARTS, "within": within}))
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.path) == ("illegal-combination", "rules[0].splitting.within")


def test_approvers_stand_in_the_order_of_their_chain() -> None:
    """Where it is open how much of a chain is done, all that may be asked for is named in its order."""
    tiers: list[dict[str, Any]] = [{"le": "1000 CNY", "approvers": {"chain": ["head", "leader"]}}]
    given = event("approved", "2025-01-07T09:00", action="remedied", by="h1", amount="150 CNY")
    found = asked("150 CNY", given, rule=limit(tiers=tiers))
    assert (found.effect.value, found.approvers, found.form) == ("needs_approval", ("head", "leader"), "chain")


def test_acts_of_others_on_the_case_leave_an_early_one_alone() -> None:
    """An act is judged by what came before it, not by what came after."""
    rule = limit(splitting=PARTS, tiers=UP_TO_100)
    report_on = case(act("60 CNY", "2025-01-07T08:00"), act("60 CNY", "2025-01-07T09:00"))
    policy = sp.Policy(policy="p", timezone="Europe/London", calendars={}, roles={"clerk": {}}, rules=[rule])
    first, second = policy.evaluate(report_on, as_of=instant("2025-01-31T09:00"))["money"].verdicts
    assert (first.status.value, second.status.value) == ("met", "breached")
