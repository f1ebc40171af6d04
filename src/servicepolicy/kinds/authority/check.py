"""Authority: what a rule names and is not there, what cannot stand together, and what does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.authority.form_check import forms_in
from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.kinds.authority.self_limit import self_limits_in
from servicepolicy.kinds.authority.tier_check import limits_in
from servicepolicy.language.bound.found import Found
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.bound.spans import (
    ILLEGAL,
    WITHOUT_CLOCK,
    window_in,
)
from servicepolicy.language.plain import did_you_mean

__all__ = ["problems", "warnings"]


def problems(rule: Authority, known: Known) -> Iterator[Found]:
    """What it names and is not there, what cannot stand together, and holes and overlaps of its limits."""
    yield from _named(rule, known)
    yield from _counted(rule)
    yield from forms_in(rule, known)
    yield from limits_in(rule, known)
    yield from self_limits_in(rule, known)


def _counted(rule: Authority) -> Iterator[Found]:
    if rule.splitting is not None:
        yield from window_in(rule.splitting.within, ("splitting", "within"))
    if rule.late_entry is not None and rule.late_entry.kind not in WITHOUT_CLOCK:
        message = f"a late entry is counted in hours, days, weeks, months or years; `{rule.late_entry}` is none"
        yield Found(ILLEGAL, ("late_entry",), message, "such as `24 hours`, or `same day`")


def _named(rule: Authority, words: Known) -> Iterator[Found]:
    for number, tier in enumerate(rule.tiers):
        yield from words.roles(tier.role or (), ("tiers", number, "role"))
        if tier.approvers != "none":
            for form in ("any_of", "all_of", "chain"):
                yield from words.roles(getattr(tier.approvers, form) or (), ("tiers", number, "approvers", form))
    if rule.emergency is not None:
        yield from words.power(rule.emergency.relaxes, ("emergency", "relaxes"))
        if rule.emergency.relaxes == rule.id:
            yield Found("wrong-kind", ("emergency", "relaxes"), "an emergency relaxes another rule, not its own")
    if rule.splitting is not None:
        known = words.names.event_kinds(rule.subject)
        free = rule.splitting.sum.startswith(HOST) and not words.names.is_closed(rule.subject)
        if rule.splitting.sum not in known and not free:
            message = f"`{rule.splitting.sum}` is not an event of a {rule.subject}"
            yield Found("unknown-event", ("splitting", "sum"), message, did_you_mean(rule.splitting.sum, known))


def warnings(rule: Authority, _known: Known) -> Iterator[Found]:
    """What is said of approvals although every tier lets the actor decide alone."""
    said = "approval" in rule.model_fields_set and rule.approval.model_fields_set - {"unsaid_is_any"}
    if said and rule.tiers and all(tier.approvers == "none" for tier in rule.tiers):
        help = "say `approvers: {any_of: [..]}` in a tier, or take `approval` away"
        yield Found("idle-approval", ("approval",), "`approval` does nothing: no tier asks for one", help)
