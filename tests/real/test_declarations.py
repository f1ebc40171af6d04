"""A log of travel declarations: who approved which amount, against a count made without this library."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicepolicy.logs import read_log
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.policy.policy import load
from servicepolicy.reporting import Summary
from servicepolicy.results.verdict import Status, Verdict
from tests.real import declarations_by_hand as by_hand

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
AS_WRITTEN = {
    "employee": "EMPLOYEE",
    "pre-approver": "PRE_APPROVER",
    "administration": "ADMINISTRATION",
    "budget-owner": "BUDGET OWNER",
    "supervisor": "SUPERVISOR",
    "missing": "MISSING",
}
ABOVE_LIMIT = {"PRE_APPROVER": 56, "ADMINISTRATION": 35, "BUDGET OWNER": 9}
AS_OF = datetime(2019, 1, 7, 16, 31, 12, tzinfo=UTC)


def statuses(summary: Summary, rule: str) -> Counter[str]:
    """Verdicts of one rule by status, those that are none left out."""
    (tally,) = (tally for tally in summary.rules if tally.rule.id == rule)
    return Counter({s.value: n for s, n in tally.statuses.items() if n and s is not Status.NOT_APPLICABLE})


def role_of(case: SubjectRecord, verdict: Verdict) -> str:
    """The role in which an act was done, as the log writes it."""
    events = case.facts().timeline.events
    acted = (actor.role for ref in verdict.facts for actor in events[ref.event - 1].actors)
    return AS_WRITTEN[next((role for role in acted if role), "missing")]


# One test for the whole log: judging it takes a while, and workers share no fixtures.
def test_verdicts_are_those_of_a_count_row_by_row(shared: Path) -> None:
    """All rows are read, and the verdicts of each ladder are exactly those that a count of roles finds in them.

    The third rule compares people, and the log names none: it is never kept, and broken only where nobody approved.
    """
    path = shared / "data" / "declarations.parquet"
    policy = load(HERE / "declarations.policy.yaml")
    log = read_log(path, HERE / "declarations.mapping.yaml")
    assert log.last_instant() == AS_OF
    summary, approvals = Summary(policy.rules), Counter[tuple[str, str]]()
    for case in log:
        report = policy.evaluate(case, as_of=AS_OF)
        summary.add(report)
        approvals.update(
            (role_of(case, verdict), verdict.status.value)
            for verdict in report["approved-by-whom"].verdicts
            if verdict.status is not Status.NOT_APPLICABLE
        )

    assert log.problems == ()
    assert (log.counts.rows, log.counts.subjects, log.counts.ignored) == (55_628, 10_357, 135)
    assert statuses(summary, "paid-as-approved") == by_hand.paid_as_approved(path) == {"met": 9_330, "breached": 582}
    assert statuses(summary, "approved-by-whom") == {"met": 21_392, "breached": 100}
    assert approvals == by_hand.approved_by_whom(path)
    assert {role: n for (role, status), n in approvals.items() if status == "breached"} == ABOVE_LIMIT
    anonymous = statuses(summary, "paid-by-another")
    assert (anonymous["met"], anonymous["unknown"] + anonymous["breached"]) == (0, 9_912)
    assert anonymous["breached"] < 10


STEPS = "declarations.steps"
IN_TURN = {
    "administration-in-turn": "APPROVED by ADMINISTRATION",
    "budget-owner-before-supervisor": "APPROVED by BUDGET OWNER",
    "pre-approver-before-supervisor": "APPROVED by PRE_APPROVER",
}


def by_rule(path: Path) -> tuple[dict[str, list[Verdict]], Counter[tuple[str, str]]]:
    """The verdicts of each rule on steps, those that are none left out; and those of competence by role and status."""
    policy, found = load(HERE / f"{STEPS}.policy.yaml"), dict[str, list[Verdict]]()
    roles: Counter[tuple[str, str]] = Counter()
    for case in read_log(path, HERE / f"{STEPS}.mapping.yaml"):
        for verdict in policy.evaluate(case, as_of=AS_OF).verdicts:
            if verdict.status is Status.NOT_APPLICABLE:
                continue
            found.setdefault(verdict.rule, []).append(verdict)
            if verdict.rule == "each-step-by-its-post":
                roles[role_of(case, verdict), verdict.status.value] += 1
    return found, roles


def test_who_took_which_step_and_who_out_of_turn(shared: Path) -> None:
    """Competence by role, payments without a final approval, and approvals out of turn are as columns count them.

    No step is taken by another post than its own: the log names a step after the post. 89 refusals are by nobody knows
    whom. Two declarations were paid that nobody at all had approved.
    """
    path = shared / "data" / "declarations.parquet"
    found, roles = by_rule(path)
    assert roles == by_hand.steps_by_role(path)
    assert roles == {
        ("EMPLOYEE", "met"): 12_721,
        ("PRE_APPROVER", "met"): 771,
        ("ADMINISTRATION", "met"): 8_997,
        ("BUDGET OWNER", "met"): 2_804,
        ("SUPERVISOR", "met"): 10_285,
        ("MISSING", "unknown"): 89,
    }
    unapproved = by_hand.paid_without(path, "FINAL_APPROVED by SUPERVISOR")
    assert broken(found["paid-after-final-approval"]) == sorted(unapproved) == ["declaration90815", "declaration95149"]
    assert list(unapproved.values()) == [[], []]
    assert broken(found["budget-owner-in-turn"]) == by_hand.unchecked(path, "APPROVED by BUDGET OWNER") == []
    years = Counter((int(one.occurrence[:4]), one.status.value) for one in found["supervisor-in-turn"])
    assert years == by_hand.unchecked_by_year(path)
    assert years == {(2017, "breached"): 2_210, (2018, "met"): 7_779, (2019, "met"): 10}
    for rule, step in IN_TURN.items():
        assert broken(found[rule]) == by_hand.first_came_after_the_final(path, step), rule
    assert {rule: len(broken(found[rule])) for rule in IN_TURN} == {
        "administration-in-turn": 3,
        "budget-owner-before-supervisor": 1,
        "pre-approver-before-supervisor": 1,
    }


def broken(verdicts: list[Verdict]) -> list[str]:
    """The declarations of which something is broken."""
    return sorted(one.subject for one in verdicts if one.status is Status.BREACHED)
