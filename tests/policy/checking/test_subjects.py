"""Rules about every kind of subject can be said in the words that the subject has."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.errors import PolicyError


def policy_of(**rule: Any) -> sp.Policy:
    """A policy of one rule."""
    return sp.Policy(policy="one", timezone="Asia/Shanghai", rules=[{"id": "r", "clause": "X-1", **rule}])


def test_a_rule_about_who_needs_no_event_of_approval() -> None:
    """A document knows no `approved`; a rule that only says who may open it never asks for one."""
    said = policy_of(kind="authority", subject="document", action="accessed", who={"member_of": "core-team"})
    assert said.rules[0].id == "r"


def test_a_rule_with_tiers_names_its_approval() -> None:
    """Where an approval is asked for, it is an event of the subject, or the policy is refused."""
    rule = {"kind": "authority", "subject": "agent", "action": "absent", "per": "leave"}
    tiers = [{"approvers": {"any_of": ["supervisor"]}}]
    with pytest.raises(PolicyError, match=r"`approved` is not an event of an agent"):
        policy_of(**rule, tiers=tiers)
    said = policy_of(**rule, tiers=tiers, approval={"event": "leave_approved"})
    assert said.rules[0].id == "r"


def test_a_misspelt_refusal_is_found() -> None:
    """The usual refusal may be missing from a subject; one that the rule names may not."""
    rule = {"kind": "authority", "subject": "agent", "action": "absent", "tiers": [{"approvers": {"any_of": ["head"]}}]}
    with pytest.raises(PolicyError, match=r"`leave_refusd` is not an event of an agent"):
        policy_of(**rule, approval={"event": "leave_approved", "refused": "leave_refusd"})
