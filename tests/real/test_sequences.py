"""Three real logs: four eyes, order and what must follow, against counts made without this library."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from servicepolicy.logs import Log, read_log
from servicepolicy.policy.policy import load
from servicepolicy.reporting import Summary
from servicepolicy.results.verdict import Status
from tests.real import sequences_by_hand as by_hand

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent


def judged(path: Path, mapping: str, policy: str) -> tuple[Log, dict[str, Counter[str]]]:
    """The log, and the verdicts of each rule by status, those that are none left out."""
    log, rules = read_log(path, HERE / f"{mapping}.mapping.yaml"), load(HERE / f"{policy}.policy.yaml")
    summary, as_of = Summary(rules.rules), log.last_instant()
    assert as_of is not None
    for case in log:
        summary.add(rules.evaluate(case, as_of=as_of))
    assert (log.problems, log.counts.refused) == ((), 0)
    return log, {tally.rule.id: _found(tally.statuses) for tally in summary.rules}


def _found(statuses: Counter[Status]) -> Counter[str]:
    return Counter({s.value: n for s, n in statuses.items() if n and s is not Status.NOT_APPLICABLE})


def test_four_eyes_in_a_log_of_incidents(shared: Path) -> None:
    """Accepted and completed by the same person, role or group, and what is queued, are as columns count them.

    Roles are missing in a tenth of the rows: where no known role is in common, that is unknown.
    """
    path = shared / "data" / "volvo_incidents.parquet"
    log, found = judged(path, "volvo", "volvo")
    assert (log.counts.rows, log.counts.subjects) == (65_533, 7_554)
    person, role, group = (by_hand.four_eyes(path, column) for column in ("org:resource", "org:role", "org:group"))
    assert found["never-the-same-person"] == person == {"met": 118, "breached": 7_426}
    assert found["never-the-same-role"] == role == {"met": 8, "breached": 6_835, "unknown": 701}
    assert found["never-the-same-group"] == group == {"met": 15, "breached": 7_529}
    assert found["queued-is-taken-up"] == by_hand.taken_up(path, 4) == {"met": 7_930, "breached": 3_614}


def test_steps_of_tickets_of_which_some_are_told_twice(shared: Path) -> None:
    """127 rows stand there twice and count once; the steps of each ticket are as columns count them."""
    path = shared / "data" / "helpdesk.parquet"
    log, found = judged(path, "helpdesk", "helpdesk")
    assert (log.counts.rows, log.counts.subjects, log.counts.duplicates) == (21_348, 4_580, 127)
    names = ("Assign seriousness", "Take in charge ticket", "Resolve ticket", "Closed")
    order = by_hand.steps(path, [pl.col(by_hand.WHAT) == name for name in names], by_row=False)
    assert found["steps-in-order"] == order == {"met": 4_182, "breached": 377, "pending": 17}
    once = by_hand.repeated(path, "Resolve ticket")
    assert found["resolved-once"] == once == {"met": 4_267, "breached": 302}


def test_the_ladder_of_travel_declarations(shared: Path) -> None:
    """The whole ladder, payments without a final approval, and approvals that came before the administration's."""
    path = shared / "data" / "declarations.parquet"
    _, found = judged(path, "declarations", "ladder")
    ladder = (
        "SUBMITTED by EMPLOYEE",
        "APPROVED by ADMINISTRATION",
        "APPROVED by BUDGET OWNER",
        "FINAL_APPROVED by SUPERVISOR",
    )
    submitted, administration, budget, final = (pl.col(by_hand.WHAT) == f"Declaration {name}" for name in ladder)
    paid = pl.col(by_hand.WHAT) == "Payment Handled"
    whole = by_hand.steps(path, [submitted, administration, budget, final, paid], by_row=True)
    assert found["whole-ladder"] == whole == {"met": 2_725, "breached": 7_215, "pending": 283}
    first = by_hand.preceded(path, final, administration)
    assert found["administration-first"] == first == {"met": 7_789, "breached": 2_210}
    approved = by_hand.preceded(path, paid, final)
    assert found["final-approval-before-payment"] == approved == {"met": 9_910, "breached": 2}
