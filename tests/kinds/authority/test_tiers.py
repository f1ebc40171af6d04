"""The tiers that a decision or verdict tells beside its own: whose they are, and amounts only where they matter."""

from __future__ import annotations

from typing import Any

import servicepolicy as sp
from tests.kinds.authority.test_authority import asked, limit

OPEN: list[dict[str, Any]] = [{"role": ["clerk"], "approvers": "none"}, {"role": ["head"], "approvers": "none"}]
OWN: list[dict[str, Any]] = [{"role": ["clerk"], "le": "100 CNY"}, {"role": ["head"]}]


def tiers(answer: sp.Decision) -> list[tuple[str, str]]:
    """The tiers that it tells."""
    return [(why.code, why.test) for why in answer.why_not if "tier" in why.code]


def of_posts(**said: Any) -> dict[str, Any]:
    """A rule whose tiers know posts and no amounts."""
    return limit(**{"tiers": OPEN, "amount": None, "approval": None, **said})


def test_a_rule_without_amounts_speaks_of_none() -> None:
    """Neither the tier beside one's own nor those of others are said to hold whatever the amount."""
    may, may_not = asked(None, rule=of_posts()), asked(None, rule=of_posts(), by={"id": "e5", "role": "guard"})
    assert tiers(may) == [("tier", "role head: none")]
    assert tiers(may_not) == [("tier_of_others", "role clerk: none")]
    assert "another tier: acting as head, no approval" in may.explain("en").splitlines()[2]
    assert "who may do it: acting as clerk, no approval" in may_not.explain("en")
    assert not any("amount" in one.explain("en") or "金额" in one.explain("zh") for one in (may, may_not))


def test_an_open_tier_beside_amounts_holds_whatever_the_amount() -> None:
    """Where other tiers end at an amount, the one that does not says so."""
    answer = asked("50 CNY", rule=limit(tiers=OWN, approval=None))
    assert tiers(answer) == [("tier", "role head any: none")]
    assert "another tier: acting as head, whatever the amount, no approval" in answer.explain("en")


def test_ones_own_tier_is_not_called_another() -> None:
    """Beyond all that whoever acts may do, the nearest of their own tiers is told as theirs."""
    answer = asked("500 CNY", rule=limit(tiers=OWN, approval=None))
    assert answer.reason.code == "beyond_authority"
    assert tiers(answer) == [("own_tier", "role clerk le 100 CNY: none")]
    assert "the tier of whoever acts: acting as clerk, up to 100 CNY, no approval" in answer.explain("en")
    assert "经办人本人的档次：由职员办理" in answer.explain("zh")
