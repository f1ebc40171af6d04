"""A policy judges some of its rules, and nothing beside what they rest on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from servicepolicy import Complaint, Policy
from servicepolicy.errors import UsageError
from servicepolicy.judging.case_view import Scene
from servicepolicy.kinds.deadline.judge import DeadlineEvaluator

RULES: list[dict[str, Any]] = [
    {"id": "answered", "kind": "deadline", "clause": "1", "start": "received", "stop": "replied", "within": "2 days"},
    {
        "id": "closed-in-time",
        "kind": "deadline",
        "clause": "2",
        "start": "received",
        "stop": "closed",
        "within": "3 days",
    },
    {
        "id": "reported",
        "kind": "deadline",
        "clause": "3",
        "start": "received",
        "stop": "reported",
        "within": "4 days",
        "applies": {"was_late": True},
    },
]
FACTS = {"was_late": {"type": "bool", "verdict": "answered", "is": "breached"}}
AS_OF = datetime(2026, 1, 20, tzinfo=UTC)


@pytest.fixture
def policy() -> Policy:
    """Three deadlines, the third of which asks the first."""
    return Policy(policy="desk", timezone="UTC", rules=RULES, facts=FACTS)


@pytest.fixture
def case() -> Complaint:
    """A complaint that nobody answered."""
    return Complaint.model_validate({"id": "C-1", "events": [{"event": "received", "at": "2026-01-05T09:00:00Z"}]})


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rules that are judged, each time."""
    asked: list[str] = []
    inside = DeadlineEvaluator.judge

    def judge(self: DeadlineEvaluator, scene: Scene) -> Any:  # as the evaluator does
        asked.append(self.rule.id)
        return inside(self, scene)

    monkeypatch.setattr(DeadlineEvaluator, "judge", judge)
    return asked


def test_only_the_rules_asked_for(policy: Policy, case: Complaint, judged: list[str]) -> None:
    """One rule is judged as it is among all, and no other is."""
    everything = policy.evaluate(case, as_of=AS_OF)
    judged.clear()
    report = policy.evaluate(case, as_of=AS_OF, rules=["closed-in-time"])
    assert judged == ["closed-in-time"]
    assert report.verdicts == everything["closed-in-time"].verdicts
    assert report.not_judged == 0


def test_what_a_rule_rests_on_is_judged_too(policy: Policy, case: Complaint, judged: list[str]) -> None:
    """A fact that asks another rule has that one judged; its verdict is not in the report."""
    report = policy.evaluate(case, as_of=AS_OF, rules=["reported"])
    assert sorted(set(judged)) == ["answered", "reported"]
    assert [verdict.rule for verdict in report.verdicts] == ["reported"]
    assert report["reported"].status == policy.evaluate(case, as_of=AS_OF)["reported"].status


def test_rules_that_are_not_there(policy: Policy, case: Complaint) -> None:
    """A misspelt rule is told, and a single text is not several ids."""
    with pytest.raises(UsageError, match="`answerd` is not a rule of `desk`; did you mean `answered`"):
        policy.evaluate(case, as_of=AS_OF, rules=["answerd"])
    with pytest.raises(UsageError, match="several ids"):
        policy.evaluate(case, as_of=AS_OF, rules="answered")


def test_versions(case: Complaint) -> None:
    """Where a policy has several editions, the rule asked for is judged by the same one as among all."""
    rules = [{**RULES[0], "within": {"blank": "answer"}}, RULES[1]]
    blanks = {"answer": {"type": "span", "clause": "1", "ask": {"en": "By when?"}}}
    values = {"answer": [{"value": "2 days", "until": "2026-01-04"}, {"value": "30 days", "from": "2026-01-04"}]}
    policy = Policy(policy="desk", timezone="UTC", rules=rules, blanks=blanks, values=values)
    whole = policy.evaluate(case, as_of=AS_OF)
    assert policy.evaluate(case, as_of=AS_OF, rules=["answered"]).verdicts == whole["answered"].verdicts
