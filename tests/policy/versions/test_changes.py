"""What one version of a policy says otherwise than another."""

from __future__ import annotations

from typing import Any

import servicepolicy as sp
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.policy.versions.diff import Change, changes_between

RULE = {"id": "answered", "kind": "deadline", "clause": "D-1", "start": "received", "stop": "replied"}
BLANK = {"type": "span", "clause": "D-2", "ask": {"zh": "多久?", "en": "How long?"}}


def policy(*rules: dict[str, Any], **more: Any) -> sp.Policy:
    """A small policy."""
    said = {"policy": "desk", "timezone": "Asia/Shanghai", "blanks": {"soon": BLANK}, "fill": {"soon": "2 hours"}}
    return sp.Policy(rules=rules or [{**RULE, "within": {"blank": "soon"}}], **{**said, **more})


def told(earlier: sp.Policy, later: sp.Policy) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """What changed: what, its name, how, which clauses."""
    return [(one.what, one.name, one.how, one.clause) for one in changes_between(earlier, later)]


def test_a_version_differs_in_nothing_from_itself() -> None:
    """Two readings of one policy are the same."""
    assert changes_between(policy(), policy()) == ()


def test_a_value_changed_by_a_profile_is_told() -> None:
    """The value is named with the clauses that leave it open, and both sides are there."""
    (change,) = changes_between(policy(), policy(fill={"soon": "3 hours"}))
    assert (change.what, change.name, change.how, change.clause) == ("value", "soon", "changed", ("D-2",))
    assert change.before != change.after


def test_a_value_that_was_open_is_added() -> None:
    """What nothing filled before is added, not changed."""
    assert told(policy(fill={}), policy()) == [("value", "soon", "added", ("D-2",))]


def test_rules_are_added_removed_and_changed() -> None:
    """Rules are compared by their ids."""
    first, second = {**RULE, "within": "1 hour"}, {**RULE, "id": "again", "within": "1 hour"}
    assert told(policy(first), policy(first, second)) == [("rule", "again", "added", ("D-1",))]
    assert told(policy(first, second), policy(first)) == [("rule", "again", "removed", ("D-1",))]
    (change,) = changes_between(policy(first), policy({**first, "within": "2 hours"}))
    assert isinstance(change.before, Deadline)
    assert isinstance(change.after, Deadline)


def test_everything_else_is_told_by_its_section() -> None:
    """Calendars, roles, carried text and what the policy says of itself count too."""
    office = {"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}}
    text = [{"clause": ["D-9"], "kind": "guidance", "en": "be kind"}]
    later = policy(calendars=office, roles={"clerk": {}}, statements=text, pin="latest")
    assert sorted(told(policy(), later)) == [
        ("calendar", "office", "added", ()),
        ("policy", "pin", "added", ()),
        ("role", "clerk", "added", ()),
        ("statement", "D-9", "added", ("D-9",)),
    ]


def test_a_change_of_text_shows_both_texts() -> None:
    """What is not a rule and no value is told as text."""
    (change,) = changes_between(policy(in_force={"from": "2026-01-01"}), policy(in_force={"from": "2026-02-01"}))
    assert change == Change("policy", "in_force", "changed", (), "from: 2026-01-01", "from: 2026-02-01")
