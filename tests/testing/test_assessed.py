"""Scenarios of periods: what scorecards and service levels must say, compared with what they said."""

from __future__ import annotations

from pathlib import Path

import pytest

import servicepolicy as sp
from servicepolicy.testing.scenario import Result, run

POLICY = """\
servicepolicy: 1
policy: appraisal
timezone: Asia/Shanghai
rules:
- {id: answered, kind: deadline, clause: A-1, start: received, stop: replied, within: 2 days}
- id: monthly
  kind: scorecard
  subject: agent
  clause: A-2
  period: month
  target: {ge: 80}
  indicators:
  - {id: rating, measure: {mean: {event: rated, of: score}}, scale: [0, 100]}
slas:
- {id: answers, rules: answered, objective: 95%, period: month}
"""
HEAD = "servicepolicy: 1\nscenarios: policy.yaml\ncases:\n"
RATED = "{event: rated, at: '2026-01-05T10:00:00+08:00', score: 82.5}"
RATED_LOW = "{event: rated, at: '2026-01-05T10:00:00+08:00', score: 70}"
SUBJECTS = f"[{{subject: agent, id: e1, events: [{RATED}]}}, {{subject: agent, id: e2, events: [{RATED_LOW}]}}]"
CASES = "[{id: C-1, events: [{event: received, at: '2026-01-05T10:00:00+08:00'}]}]"


def ran(tmp_path: Path, *cases: str) -> tuple[Result, ...]:
    """The results of some cases."""
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    file = tmp_path / "scenarios.yaml"
    file.write_text(HEAD + "".join(f"- {case}\n" for case in cases), encoding="utf-8")
    return run(file)


def monthly(expect: str, subjects: str = SUBJECTS) -> str:
    """A case about the scorecard of January."""
    return f"{{id: a, rule: monthly, assess: {{period: 2026-01, subjects: {subjects}}}, expect: {expect}}}"


@pytest.mark.parametrize(
    "expect",
    [
        "{subject: e1, status: met, score: '82.5', reason: targets_met, indicators: {rating: '165/2'}}",
        "{status: breached, subject: e2, low: 70, high: 70, doubts: []}",
        "{status: breached, score: 70}",
        "{findings: [{subject: e2, status: breached}, {subject: e1, status: met, period: 2026-01}]}",
    ],
)
def test_what_is_said_as_expected_passes(tmp_path: Path, expect: str) -> None:
    """One finding by its subject, the worst without one, or all of them."""
    (result,) = ran(tmp_path, monthly(expect))
    assert (result.differences, result.problem) == ((), "")
    assert "e1" in result.explanations["en"]


@pytest.mark.parametrize(
    ("expect", "what", "got"),
    [
        ("{subject: e1, status: breached}", "e1 status", "met"),
        ("{subject: e1, status: met, score: 80}", "e1 score", "82.5"),
        ("{subject: e1, status: met, score: none}", "e1 score", "82.5"),
        ("{subject: e1, status: met, grade: a}", "e1 grade", "none"),
        ("{subject: e1, status: met, reason: measured}", "e1 reason", "targets_met"),
        ("{subject: e1, status: met, indicators: {other: 1}}", "e1 indicator other", "none"),
        ("{subject: e1, status: met, doubts: e1/1.score}", "e1 doubts", "none"),
        ("{subject: e9, status: met}", "e9 finding", "e1 2026-01, e2 2026-01"),
        ("{findings: [{subject: e1, status: met}]}", "e2 2026-01", "breached"),
    ],
)
def test_what_is_said_otherwise_is_a_difference(tmp_path: Path, expect: str, what: str, got: str) -> None:
    """Each difference names the subject, what was expected and what was said."""
    (result,) = ran(tmp_path, monthly(expect))
    assert [(one.what, one.got) for one in result.differences] == [(what, got)]


def test_a_service_level_is_asked_by_its_id(tmp_path: Path) -> None:
    """Attainment and what is affordable are numbers."""
    asked = f"{{id: a, rule: answers, assess: {{period: 2026-01, subjects: {CASES}}}, "
    (result,) = ran(tmp_path, asked + "expect: {status: breached, attainment: 0%, affordable: -1}}")
    assert result.passed


def test_a_moment_before_the_end_is_pending(tmp_path: Path) -> None:
    """`as_of` and `known_at` stand inside the question."""
    times = "as_of: '2026-01-20T00:00:00+08:00', known_at: '2026-01-20T00:00:00+08:00'"
    asked = f"{{id: a, rule: monthly, assess: {{period: 2026-01, {times}, subjects: {SUBJECTS}}}, "
    (result,) = ran(tmp_path, asked + "expect: {status: pending, reason: period_not_ended}}")
    assert result.passed


def test_a_rule_that_is_not_assessed_is_a_problem(tmp_path: Path) -> None:
    """A deadline has no findings of a period."""
    asked = f"{{id: a, rule: answered, assess: {{period: 2026-01, subjects: {CASES}}}, expect: {{status: met}}}}"
    (result,) = ran(tmp_path, asked)
    assert "no rule `answered` was assessed here" in result.problem


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (f"{{id: a, assess: {{period: 2026-01, subjects: {CASES}}}, expect: {{status: met}}}}", "says no `rule`"),
        (monthly("{score: 80}"), "expects neither `status` nor `findings`"),
        (monthly("{status: met, score: high}"), "`high` is not a number"),
        (
            monthly("{status: met}").replace("rule:", "as_of: '2026-01-20T00:00:00Z', rule:"),
            "does not go with `assess`",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(tmp_path: Path, case: str, message: str) -> None:
    """What is missing, and what does not go together, is told at its place."""
    with pytest.raises(sp.PolicyError, match=message):
        ran(tmp_path, case)
