"""For every act of two documents `decide` has an answer: a rule says who may do it, or it needs no licence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.language.bound.walk import PlacedSelector, parts_of

AT = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
# What nobody of the bank does: it happens, customers do it, or it is found and noted afterwards.
HAPPENS = {
    "agent-process": {
        "absent", "application_withdrawn", "approved", "conduct_noted", "discovered", "failed",
        "interaction_ended", "left", "merged_into", "product_launched", "received", "requested", "restored",
        "violation_established", "withdrawn",
    },
    "branch-service": {
        "approved", "atm_difference_found", "conduct_noted", "day_began", "day_ended", "ended", "found",
        "interaction_ended", "leave_approved", "left", "meal_ended", "merged_into", "post_changed", "problem_found",
        "received", "room_used", "violation_established", "withdrawn",
    },
}  # fmt: skip


@pytest.mark.parametrize("pack", sorted(HAPPENS))
def test_every_act_of_the_document_has_an_answer(pack: str) -> None:
    """Whatever a rule of the pack names and somebody does is an open act, or an authority rule names it."""
    policy = sp.load(pack, fill="example-bank")
    named = {
        kind
        for rule in policy.rules
        for part in parts_of(rule)
        if isinstance(part, PlacedSelector)
        for pattern in part.selector.patterns()
        for kind in pattern.events
    }
    licensed = {kind for rule in policy.rules for kind in rule.actions()}
    open_acts = {act for edition in policy.editions for act in edition.open_acts}
    assert named - licensed - open_acts == HAPPENS[pack] - licensed
    assert not licensed & open_acts


def asked(pack: str, action: str, role: str, *events: dict[str, Any], **fields: Any) -> sp.Decision:
    """What the pack says of an act on a complaint, by somebody in a post."""
    case = sp.Complaint.model_validate({"id": "C-1", "unit": "b1", "channel": "in_person", "events": list(events)})
    policy = sp.load(pack, fill="example-bank")
    return policy.decide(action, by=sp.Agent(id="p1", role=role), on=case, at=AT, **fields)


@pytest.mark.parametrize(
    ("action", "role", "fields", "effect"),
    [
        ("confirmed_beyond", "branch-head", {}, sp.Effect.PERMIT),
        ("confirmed_beyond", "complaint-manager", {}, sp.Effect.REFUSE),
        ("signed", "teller", {}, sp.Effect.REFUSE),
        ("replied", "teller", {"substance": "partial"}, sp.Effect.PERMIT),
        ("replied", "teller", {"substance": "full", "to": "customer"}, sp.Effect.REFUSE),  # nothing was verified
        ("replied", "teller", {}, sp.Effect.UNKNOWN),
        ("refused_intake", "teller", {}, sp.Effect.REFUSE),
        ("reported_up", "complaint-manager", {}, sp.Effect.NEEDS_APPROVAL),
    ],
)
def test_who_may_confirm_sign_and_reply(action: str, role: str, fields: dict[str, Any], effect: sp.Effect) -> None:
    """The branch head confirms and signs, anybody replies what concludes nothing, nobody refuses a complaint."""
    received = {"event": "received", "at": "2026-03-02T09:50:00+08:00", "by": "p1", "role": role}
    assert asked("branch-service", action, role, received, **fields).effect == effect


def test_the_head_signs_once_the_customer_has_the_reply() -> None:
    """The register is signed after the reply and its entry: before these, the order of the steps refuses."""
    done = [
        {"event": "received", "at": "2026-03-02T09:00:00+08:00", "by": "m1", "role": "complaint-manager"},
        {"event": "replied", "at": "2026-03-02T09:10:00+08:00", "by": "m1", "to": "customer", "substance": "full"},
        {
            "event": "registered", "at": "2026-03-02T09:20:00+08:00", "by": "m1", "role": "complaint-manager",
            "entered_in": "opinion_register", "outcome_noted": True,
        },
    ]  # fmt: skip
    assert asked("branch-service", "signed", "branch-head", *done).effect == sp.Effect.PERMIT
    early = asked("branch-service", "signed", "branch-head", done[0])
    assert (early.effect, early.rule) == (sp.Effect.REFUSE, "concluded-in-the-register")
