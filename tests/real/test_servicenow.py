"""A log of incidents as snapshots: deadlines and ownership, against a count made without this library."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicepolicy.logs import Log, read_log
from servicepolicy.policy.policy import load
from servicepolicy.reporting import Summary
from servicepolicy.results.verdict import Status
from tests.real import servicenow_by_hand as by_hand

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
AS_OF = datetime(2017, 2, 18, 15, 0, tzinfo=UTC)
KNOWN = {
    "taken-up": {"met": 19_801, "breached": 5_117},
    "classified": {"met": 24_727, "breached": 191},
    "resolved": {"met": 22_394, "breached": 2_514, "pending": 10},
    "resolved-again": {"met": 206, "breached": 125},
}


def judge(log: Log) -> tuple[Summary, set[str]]:
    """The log, judged, and the cases that leave ownership open as a whole.

    These were handed on so often that the worlds of what nobody recorded are not told apart: one unknown each.
    """
    policy = load(HERE / "servicenow.policy.yaml")
    summary = Summary(policy.rules)
    open_cases: set[str] = set()
    for case in log:
        report = policy.evaluate(case, as_of=AS_OF)
        summary.add(report)
        if any(verdict.reason.code == "too_many_doubts" for verdict in report["handed-to-somebody"].verdicts):
            open_cases.add(report.subject)
    return summary, open_cases


def statuses(summary: Summary, rule: str) -> Counter[str]:
    """Verdicts of one rule by status, those that are none left out."""
    (tally,) = (tally for tally in summary.rules if tally.rule.id == rule)
    return Counter({s.value: n for s, n in tally.statuses.items() if n and s is not Status.NOT_APPLICABLE})


# One test for the whole log: judging it takes a while, and workers share no fixtures.
def test_verdicts_are_those_of_a_count_by_columns(shared: Path) -> None:
    """All rows are read, and each rule's verdicts are exactly those that column arithmetic finds in them."""
    path = shared / "data" / "servicenow_incidents.parquet"
    log = read_log(path, HERE / "servicenow.mapping.yaml")
    summary, open_cases = judge(log)
    rows = by_hand.rows(path)

    assert (log.counts.rows, log.counts.subjects, log.counts.refused) == (141_712, 24_918, 0)
    assert (dict(log.counts.unmapped), dict(log.counts.unreadable), log.problems) == ({}, {}, ())

    counted = {
        "taken-up": by_hand.taken_up(rows),
        "classified": by_hand.classified(rows),
        "resolved": by_hand.resolved(rows),
        "resolved-again": by_hand.resolved_again(rows),
    }
    assert {rule: statuses(summary, rule) for rule in counted} == counted == KNOWN

    owned = statuses(summary, "handed-to-somebody")
    owned["unknown"] -= len(open_cases)
    assert owned == by_hand.owned(rows, open_cases)
    assert owned["breached"] == 12
    assert len(open_cases) <= 10


def test_no_zone_with_summer_time_fits(shared: Path) -> None:
    """Rows stand in an hour that Europe and North America skipped, which is why the mapping says UTC."""
    times = by_hand.rows(shared / "data" / "servicenow_incidents.parquet")["at"]
    for zone in ("Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York"):
        placed = times.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        assert placed.null_count() >= 4, zone
