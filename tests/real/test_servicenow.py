"""A log of incidents as snapshots: deadlines and ownership, against a count made without this library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicepolicy.logs import Log, read_log
from servicepolicy.policy.policy import load
from servicepolicy.reporting import Summary
from servicepolicy.verdict import Status

pl = pytest.importorskip("polars")

from tests.real import servicenow_by_hand as by_hand  # noqa: E402  # it needs Polars

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
AS_OF = datetime(2017, 2, 18, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    """The log."""
    return shared / "data" / "servicenow_incidents.parquet"


@pytest.fixture(scope="module")
def judged(path: Path) -> tuple[Summary, Log]:
    """The log, judged once for all tests."""
    policy = load(HERE / "servicenow.policy.yaml")
    log = read_log(path, HERE / "servicenow.mapping.yaml")
    summary = Summary(policy.rules)
    for case in log:
        summary.add(policy.evaluate(case, as_of=AS_OF))
    return summary, log


@pytest.fixture(scope="module")
def rows(path: Path) -> pl.DataFrame:
    """The rows of the log as a table."""
    return by_hand.rows(path)


def statuses(summary: Summary, rule: str) -> Counter[str]:
    """Verdicts of one rule by status, those that are none left out."""
    (tally,) = (tally for tally in summary.rules if tally.rule.id == rule)
    return Counter({s.value: n for s, n in tally.statuses.items() if n and s is not Status.NOT_APPLICABLE})


def test_everything_is_read(judged: tuple[Summary, Log]) -> None:
    """Every row and case is read, nothing is unmapped, nothing is a problem."""
    _, log = judged
    counts = log.counts
    assert (counts.rows, counts.subjects, counts.refused) == (141_712, 24_918, 0)
    assert (dict(counts.unmapped), dict(counts.unreadable), log.problems) == ({}, {}, ())


@pytest.mark.parametrize(
    ("rule", "count", "known"),
    [
        ("taken-up", by_hand.taken_up, {"met": 19_801, "breached": 5_117}),
        ("classified", by_hand.classified, {"met": 24_727, "breached": 191}),
        ("resolved", by_hand.resolved, {"met": 22_394, "breached": 2_514, "pending": 10}),
        ("resolved-again", by_hand.resolved_again, {"met": 206, "breached": 125}),
    ],
)
def test_deadlines_are_those_of_a_count_by_columns(
    judged: tuple[Summary, Log],
    rows: pl.DataFrame,
    rule: str,
    count: Callable[[pl.DataFrame], Counter[str]],
    known: dict[str, int],
) -> None:
    """Verdicts of a deadline are exactly those that column arithmetic finds, and stay what they were."""
    assert statuses(judged[0], rule) == count(rows) == known


def test_no_zone_with_summer_time_fits(rows: pl.DataFrame) -> None:
    """Rows stand in an hour that Europe and North America skipped, which is why the mapping says UTC."""
    times = rows["at"]
    for zone in ("Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York"):
        placed = times.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        assert placed.null_count() >= 4, zone
