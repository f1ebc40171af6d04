"""A copy of a rule with something replaced is read and checked like a new one."""

from __future__ import annotations

from datetime import datetime

import pytest

import servicepolicy as sp
from servicepolicy.kinds.deadline.rule import Deadline

RULE = Deadline.model_validate(
    {"id": "reply", "clause": "X-1", "start": "received", "stop": "replied", "within": "2 days"}
)


def test_what_a_copy_replaces_is_read() -> None:
    """`within: 3 days` as text becomes a span: the copy is the rule that says so, and decides."""
    copied = RULE.model_copy(update={"within": "3 days"})
    assert copied == Deadline.model_validate({**RULE.model_dump(by_alias=True), "within": "3 days"})
    assert copied != RULE
    assert RULE.model_copy() == RULE
    assert RULE.model_copy(deep=True) == RULE
    policy = sp.Policy(policy="p", timezone="Europe/London", rules=[copied])
    received = {"event": "received", "at": "2025-01-06T09:00:00Z"}
    case = sp.Complaint.model_validate({"id": "C-1", "events": [received]})
    as_of = datetime.fromisoformat("2025-01-06T09:00:00+00:00")
    (verdict,) = policy.evaluate(case, as_of=as_of)["reply"].verdicts
    assert verdict.due is not None
    assert str(verdict.due.date()) == "2025-01-10"  # the end of the ninth


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ({"witin": "3 days"}, "did you mean `within`"),
        ({"start": None}, "start"),
        ({"gravity": "huge"}, "gravity"),
        ({"id": "two words"}, "is not a name"),
    ],
)
def test_a_copy_that_cannot_be_used_is_refused(update: dict[str, object], message: str) -> None:
    """What a document could not say a copy cannot say either, and the error is the library's own."""
    with pytest.raises(sp.PolicyError) as error:
        RULE.model_copy(update=update)
    assert message in str(error.value)


def test_a_key_may_be_the_name_or_the_alias_of_a_field() -> None:
    """`not` and `not_` are one field, and what is said in the copy counts."""
    rule = sp.Policy(
        policy="p",
        timezone="Europe/London",
        roles={"head": {}},
        rules=[
            {
                "id": "r",
                "kind": "authority",
                "clause": "X-1",
                "action": "remedied",
                "tiers": [{"approvers": {"any_of": ["head"]}}],
                "approval": {"not": "maker"},
            }
        ],
    ).rules[0]
    approval = getattr(rule, "approval")  # noqa: B009  # rules share a base that has none
    assert approval.model_copy(update={"not": "nobody"}) == approval.model_copy(update={"not_": "nobody"})
    assert approval.model_copy(update={"not": "nobody"}).not_ == "nobody"
    with pytest.raises(sp.PolicyError):
        approval.model_copy(update={"not": "whoever"})
    assert rule.model_copy(update={"gravity": "serious"}).gravity == "serious"


def test_a_copy_of_a_case_is_checked() -> None:
    """A field that does not exist, or a value of the wrong type, is refused and never repeated."""
    case = sp.Complaint.model_validate({"id": "C-1", "events": []})
    assert case.model_copy(update={"severity": "major"}).facts().value("severity") == "major"
    for update in ({"severity": 7}, {"sevrity": "major"}, {"events": [{"event": "received", "at": "yesterday"}]}):
        with pytest.raises(sp.FactsError):
            case.model_copy(update=update)
