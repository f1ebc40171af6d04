"""What the verdicts of an authority hang on: all that is recorded of acts and approvals, and how amounts compare."""

from __future__ import annotations

from servicepolicy.judging.situation import Situation, outright_in
from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.place import place_of
from servicepolicy.language.value import Field
from servicepolicy.models.vocabulary import sources
from servicepolicy.money import Money

__all__ = ["situation"]


def situation(rule: Authority, edition: Edition) -> Situation:
    """What its verdicts hang on."""
    if rule.splitting or rule.emergency or rule.votes or rule.together or rule.late_entry or rule.approved_amount:
        return Situation(beyond="form")
    if rule.amount is not None and rule.amount.form != Field("amount"):
        return Situation(beyond="amount")
    if any(tier.approvers != "none" and tier.approvers.unit is not None for tier in rule.tiers):
        return Situation(beyond="own_unit")
    limits: dict[Money, None] = {}
    for tier in rule.tiers:
        for name in ("gt", "ge", "lt", "le"):
            value = getattr(tier, name)
            for found in (
                () if value is None else outright_in(edition, value, place_of(tier, name, rule.subject), "money")
            ):
                if found is None:
                    return Situation(beyond="limit_from_a_fact")
                limits[found if isinstance(found, Money) else Money.parse(str(found))] = None
    acts = rule.actions() if rule.tiers else frozenset[str]()
    changes = frozenset(kind for kind, _ in sources(rule.subject).get("amount", ())) if rule.tiers else frozenset[str]()
    return Situation(
        people=bool(rule.tiers),
        reads=frozenset({"action", "role", "kind"}),
        recorded=bool(rule.tiers),
        limits=tuple(limits) if rule.tiers else None,
        acts=acts,
        moving=changes,
        naming=True,
        idle=frozenset() if rule.tiers else frozenset({"approval"}),
        asks_roles=True,
    )
