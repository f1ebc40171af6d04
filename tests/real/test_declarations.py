"""A log of travel declarations: who approved which amount, against a count made without this library."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicepolicy.logs import read_log
from servicepolicy.policy.policy import load
from servicepolicy.reporting import Summary
from servicepolicy.verdict import Status
from tests.real import declarations_by_hand as by_hand

pytest.importorskip("polars")
pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
AS_OF = datetime(2019, 1, 7, 16, 31, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    """The log."""
    return shared / "data" / "declarations.parquet"


@pytest.fixture(scope="module")
def checked(path: Path) -> Summary:
    """The log, judged."""
    policy = load(HERE / "declarations.policy.yaml")
    log = read_log(path, HERE / "declarations.mapping.yaml")
    summary = Summary(policy.rules)
    for case in log:
        summary.add(policy.evaluate(case, as_of=AS_OF))
    assert log.problems == ()
    assert (log.counts.rows, log.counts.subjects, log.counts.ignored) == (55_628, 10_357, 135)
    return summary


def statuses(summary: Summary, rule: str) -> Counter[str]:
    """Kept, broken, pending and unknown of one rule, those that are none left out."""
    (tally,) = (tally for tally in summary.rules if tally.rule.id == rule)
    return Counter({s.value: n for s, n in tally.statuses.items() if n and s is not Status.NOT_APPLICABLE})


def test_the_log_ends_where_it_ends(path: Path) -> None:
    """The last instant is that of the last activity."""
    assert read_log(path, HERE / "declarations.mapping.yaml").last_instant() == AS_OF


def test_payments_have_the_approvals_that_their_amount_needs(path: Path, checked: Summary) -> None:
    """Payments kept and broken under the ladder are exactly those that a count of roles finds."""
    assert statuses(checked, "paid-as-approved") == by_hand.paid_as_approved(path) == {"met": 9330, "breached": 582}


def test_approvals_stay_within_the_limit_of_the_role(path: Path, checked: Summary) -> None:
    """Approvals above the limit of the role without the supervisor's are exactly those that a count finds."""
    assert statuses(checked, "approved-by-whom") == by_hand.approved_by_whom(path)


def test_people_who_are_anonymous_leave_their_rule_unknown(checked: Summary) -> None:
    """Who pays must not be who approved: the log names no person, so every payment that has an approval is unknown."""
    found = statuses(checked, "paid-by-another")
    assert found["unknown"] > 9_900
    assert found["met"] == 0
