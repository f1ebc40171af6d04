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

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
AS_OF = datetime(2019, 1, 7, 16, 31, 12, tzinfo=UTC)


def statuses(summary: Summary, rule: str) -> Counter[str]:
    """Verdicts of one rule by status, those that are none left out."""
    (tally,) = (tally for tally in summary.rules if tally.rule.id == rule)
    return Counter({s.value: n for s, n in tally.statuses.items() if n and s is not Status.NOT_APPLICABLE})


# One test for the whole log: judging it takes a while, and workers share no fixtures.
def test_verdicts_are_those_of_a_count_row_by_row(shared: Path) -> None:
    """All rows are read, and the verdicts of each ladder are exactly those that a count of roles finds in them.

    The third rule compares people, and the log names none: it is never kept, and broken only where nobody approved.
    """
    path = shared / "data" / "declarations.parquet"
    policy = load(HERE / "declarations.policy.yaml")
    log = read_log(path, HERE / "declarations.mapping.yaml")
    assert log.last_instant() == AS_OF
    summary = Summary(policy.rules)
    for case in log:
        summary.add(policy.evaluate(case, as_of=AS_OF))

    assert log.problems == ()
    assert (log.counts.rows, log.counts.subjects, log.counts.ignored) == (55_628, 10_357, 135)
    assert statuses(summary, "paid-as-approved") == by_hand.paid_as_approved(path) == {"met": 9_330, "breached": 582}
    assert statuses(summary, "approved-by-whom") == by_hand.approved_by_whom(path) == {"met": 21_392, "breached": 100}
    anonymous = statuses(summary, "paid-by-another")
    assert (anonymous["met"], anonymous["unknown"] + anonymous["breached"]) == (0, 9_912)
    assert anonymous["breached"] < 10
