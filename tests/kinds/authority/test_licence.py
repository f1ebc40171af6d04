"""What licenses an act and what no longer does: refusals, changes, later approvals, parts that say no amount."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import event, instant
from tests.kinds.authority.test_authority import (
    BY_HEAD,
    FIRST,
    FLOOD,
    act,
    approved,
    asked,
    bank,
    both,
    codes,
    judged,
    limit,
)

PARTS = {"sum": "remedied", "per": "case", "within": "24 hours"}
LATER = "2025-01-07T12:00"


def refused(at: str, **fields: Any) -> dict[str, Any]:
    """A refusal by the head."""
    return event("refused", at, **{"action": "remedied", "by": "h1", "role": "head", **fields})


# parts of which nobody knows the amount


def test_an_approval_may_be_spent_on_a_part_that_states_no_amount() -> None:
    """Of 150 CNY approved nobody knows how much a nameless part has used up: unknown, and not permitted."""
    rule = limit(tiers=BY_HEAD, splitting=PARTS)
    part = act(None, "2025-01-07T09:30")
    decision = asked("100 CNY", approved("h1", "head"), part, rule=rule)
    assert (decision.effect.value, decision.doubts) == ("unknown", ("2.amount",))
    before = asked("100 CNY", approved("h1", "head"), act(None, "2025-01-07T08:30"), rule=rule)
    assert before.permitted


def test_an_approval_too_small_already_is_too_small_whatever_a_part_was() -> None:
    """What the parts that are known use up decides where it is enough to decide."""
    rule = limit(tiers=BY_HEAD, splitting=PARTS)
    told = (approved("h1", "head"), act("100 CNY", "2025-01-07T09:30"), act(None, "2025-01-07T09:40"))
    assert asked("60 CNY", *told, rule=rule).effect.value == "needs_approval"


def test_a_limited_delegate_beyond_the_limit_is_refused_whatever_a_part_was() -> None:
    """Lent up to 100 CNY: the known parts are beyond that already, so the part without an amount changes nothing."""
    given = {"from_person": "h1", "to_person": "e1", "actions": ["remedied"], "limit": "100 CNY", "until": "2025-02-01"}
    rule = limit(tiers=[{"role": "head"}], splitting=PARTS)
    told = (act("60 CNY", "2025-01-07T08:00"), act(None, "2025-01-07T09:00"))
    context = bank(delegations=[given])
    assert asked("40.01 CNY", *told, rule=rule, context=context).effect.value == "refuse"
    assert asked("40 CNY", *told, rule=rule, context=context).doubts == ("3.amount",)
    assert asked("40 CNY", told[0], rule=rule, context=context).permitted


# refusals before the act


@pytest.mark.parametrize(
    ("after", "effect"),
    [
        (approved("h2", "head", at="2025-01-07T09:45"), "permit"),
        (approved("c2", "clerk", at="2025-01-07T09:45"), "refuse"),
        (approved("e1", "head", at="2025-01-07T09:45"), "refuse"),
        (approved("h2", "head", at="2025-01-07T09:30"), "refuse"),
    ],
)
def test_only_whoever_may_approve_ends_a_refusal(after: dict[str, Any], effect: str) -> None:
    """A clerk's approval, the maker's own, or one of the same moment leaves the refusal standing."""
    assert asked("150 CNY", refused("2025-01-07T09:30"), after).effect.value == effect


def test_what_nobody_knows_to_be_an_approval_leaves_the_refusal_in_doubt() -> None:
    """A role that is not recorded may be that of the head: approved since, or refused still."""
    nameless = approved("x1", None, at="2025-01-07T09:45")
    found = asked("150 CNY", refused("2025-01-07T09:30"), nameless)
    assert (found.effect.value, found.doubts) == ("unknown", ("3.role",))


# changes of the amount


@pytest.mark.parametrize(("amount", "status"), [("150 CNY", "met"), ("140 CNY", "breached")])
def test_a_change_of_the_same_moment_kills_an_approval_of_another_amount(amount: str, status: str) -> None:
    """Nobody recorded which came first, and the amount approved is not the amount that the case has since."""
    change = event("amount_changed", "2025-01-07T09:00", amount=amount)
    assert judged(approved("h1", "head"), change, act("120 CNY")).status.value == status


# acting first


def test_what_was_approved_afterwards_is_not_taken_back() -> None:
    """Once the formalities are complete they are: neither a later refusal nor another amount breaks what was kept."""
    head = approved("h1", "head", at=LATER)
    change = event("amount_changed", "2025-01-07T15:00", amount="400 CNY")
    told = (FLOOD, act("150 CNY"), head)
    assert both(*told, as_of=LATER) == ("met", "met")
    assert both(*told, refused("2025-01-07T14:00"), change) == ("met", "met")


def test_what_was_refused_afterwards_is_not_healed() -> None:
    """Decision 36: the refusal is the breach, and an approval an hour later comes too late to mend it."""
    told = (FLOOD, act("150 CNY"), refused(LATER))
    assert both(*told, as_of=LATER) == ("breached", "breached")
    assert both(*told, approved("h2", "head", at="2025-01-07T13:00")) == ("breached", "breached")


def test_refused_and_approved_at_one_moment_is_refused() -> None:
    """Where nobody recorded which came first, the approval is no licence; where the order is known, it counts."""
    told = (FLOOD, act("150 CNY"))
    assert both(*told, approved("h1", "head", at=LATER), refused(LATER)) == ("breached", "breached")
    first, then = approved("h1", "head", at=LATER, seq=1), refused(LATER, seq=2)
    assert both(*told, first, then) == ("met", "met")


def test_an_approval_after_the_formalities_were_due_is_told_as_late() -> None:
    """The rule whose order was lifted says when it was done, and no longer that it is open."""
    found = judged(FLOOD, act("150 CNY"), approved("h1", "head", at="2025-01-08T10:00:01"), more=(FIRST,))
    assert (found.status, found.reason.code, found.state) == (sp.Status.BREACHED, "too_late", ("emergency",))
    assert found.stopped == instant("2025-01-08T10:00:01")


def test_an_approval_afterwards_counts_as_soon_as_it_is_known() -> None:
    """After the act nothing asks for when an approval was written down, only whether it is known."""
    late = approved("h1", "head", at=LATER, recorded_at="2025-01-09T09:00:00Z")
    assert both(FLOOD, act("150 CNY"), late, as_of="2025-01-07T13:00") == ("met", "met")
    known = judged(FLOOD, act("150 CNY"), late, more=(FIRST,), as_of="2025-01-07T13:00", known_at="2025-01-07T13:00")
    assert known.status is sp.Status.PENDING
    assert codes(known) == set()


def test_formalities_and_approval_may_come_in_either_order() -> None:
    """Where the formalities are another event, both rules are kept once both are there."""
    first = {**FIRST, "emergency": {**FIRST["emergency"], "formalities": {"stop": "signed", "within": "24 hours"}}}
    told = (FLOOD, act("150 CNY"), event("signed", "2025-01-07T11:00"), approved("h1", "head", at=LATER))
    found = judged(*told, rule=first, more=(limit(),))
    assert (found.status, found.stopped) == (sp.Status.MET, instant(LATER))


def test_until_approvals_may_be_written_down_the_verdict_says_when_it_becomes_final() -> None:
    """With two hours for late entries, a breach at ten is final at twelve, and that is the next change."""
    told, rule = (approved("h1", "head", amount="100 CNY"), act("150 CNY")), limit(late_entry="2 hours")
    before, after = (judged(*told, rule=rule, as_of=at) for at in ("2025-01-07T11:59:59", LATER))
    assert (before.status, before.final, before.next_us) == (
        sp.Status.BREACHED,
        False,
        int(instant(LATER).timestamp()) * 1_000_000,
    )
    assert (after.status, after.final, after.next_us) == (sp.Status.BREACHED, True, None)
