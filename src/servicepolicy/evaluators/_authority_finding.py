"""What is found about one act, before it is a verdict or a decision."""

from __future__ import annotations

import attrs

from servicepolicy.evaluators._authority_amount import Amount
from servicepolicy.evaluators._authority_approvals import Given
from servicepolicy.evaluators._authority_emergency import EmergencyClause
from servicepolicy.evaluators._authority_tiers import Band
from servicepolicy.models.timeline import Event
from servicepolicy.verdict import Applied, Effect, FactRef, Margin, Reason, WhyNot

__all__ = ["Finding", "Relaxed"]


@attrs.frozen(slots=True, eq=False)
class Relaxed:
    """An act that came first: under which emergency, in which tier, and what still has to be approved."""

    clause: EmergencyClause
    band: Band
    amount: Amount
    matter: tuple[Event, ...]


@attrs.frozen(slots=True)
class Finding:
    """Whether an act is licensed at its instant.

    Attributes:
        effect: Permit, needs approval or refuse.
        reason: Why.
        approvers: The roles whose approval is missing.
        form: How they approve.
        margin: Money to the bound of the tier.
        facts: The facts read.
        values: The policy's values used.
        why_not: What nearly matched.
        tie: A simultaneous event of unknown order could have made a difference.
        given: The approvals that were weighed.
        relaxed: The emergency under which it came first.
    """

    effect: Effect
    reason: Reason
    approvers: tuple[str, ...] = ()
    form: str = ""
    margin: Margin | None = None
    facts: tuple[FactRef, ...] = ()
    values: tuple[Applied, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    tie: bool = False
    given: tuple[Given, ...] = ()
    relaxed: Relaxed | None = None
