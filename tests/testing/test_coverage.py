"""What of a document its policy decides, and what its scenarios show of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy.testing import load_scenarios
from servicepolicy.testing.coverage import Coverage, coverage_of, listed_clauses

NONE = {"limits": 0, "limits_hit": 0}
POLICY = """\
servicepolicy: 1
policy: NAME
timezone: Asia/Shanghai
in_force: {from: 2026-01-01}
rules:
- {id: answered, kind: deadline, clause: [CH-1.2.1, D-1], start: received, stop: replied, within: 2 hours}
- {id: never-lost, kind: sequence, clause: CH-3.1.1, never: merged, until: closed}
statements: [{clause: CH-0.2, kind: guidance, en: in time and fairly}]
"""
SCENARIOS = """\
servicepolicy: 1
scenarios: policy.yaml
cases:
- {id: late, rule: answered, clause: D-1, as_of: 2026-01-05T12:00:00+08:00, subject: CASE, expect: {status: breached}}
- {id: late-too, rule: answered, as_of: 2026-01-05T12:00:00+08:00, subject: CASE, expect: {status: breached}}
- {id: wrong, rule: answered, as_of: 2026-01-05T12:00:00+08:00, subject: CASE, expect: {status: met}}
"""


def covered(tmp_path: Path, name: str = "desk") -> Coverage:
    """The coverage of a small policy of this name with three scenarios, the last of which fails."""
    (tmp_path / "policy.yaml").write_text(POLICY.replace("NAME", name), encoding="utf-8")
    subject = "{id: S-1, events: [{event: received, at: 2026-01-05T09:00:00+08:00}]}"
    (tmp_path / "scenarios.yaml").write_text(SCENARIOS.replace("CASE", subject), encoding="utf-8")
    loaded = load_scenarios(tmp_path / "scenarios.yaml")
    return coverage_of(loaded, loaded.results())


def test_scenarios_count_for_the_clauses_that_they_name(tmp_path: Path) -> None:
    """A scenario counts for its own clauses, for all of its rule if it names none, and for nothing if it fails."""
    shown = {one.clause: dict(one.shown) for one in covered(tmp_path).clauses}
    assert shown == {"CH-1.2.1": {"breached": 1}, "D-1": {"breached": 2}, "CH-3.1.1": {}, "CH-0.2": {}}


def test_rules_lack_what_nobody_shows(tmp_path: Path) -> None:
    """A rule lacks each status that no scenario shows."""
    coverage = covered(tmp_path)
    assert coverage.rules == {"answered": ("met", "unknown"), "never-lost": ("met", "breached", "unknown")}
    assert coverage.lacking("breached") == ("never-lost",)


def test_a_policy_of_ones_own_misses_nothing(tmp_path: Path) -> None:
    """No document is known of it: there is what it cites and what it carries."""
    coverage = covered(tmp_path)
    assert coverage.of("decided") == ("CH-1.2.1", "D-1", "CH-3.1.1")
    assert (coverage.of("carried"), coverage.of("missing")) == (("CH-0.2",), ())


def test_what_is_listed_and_not_there_is_missing(tmp_path: Path) -> None:
    """Of a known document, clauses that no rule cites and no statement carries are missing, whatever their subject."""
    coverage = covered(tmp_path, "complaint-handling")
    assert "CH-3.1.3" in coverage.of("missing")
    assert "CH-1.1.2" in coverage.of("missing")
    assert coverage.plain()["CH-1.1.2"] == {
        "standing": "missing",
        "rules": [],
        "met": 0,
        "breached": 0,
        "unknown": 0,
        **NONE,
        "situations": {},
    }
    assert "71 still missing" in coverage.text()


def test_coverage_is_told_in_counts_first(tmp_path: Path) -> None:
    """Counts stand above the names behind them, which are wrapped and never torn."""
    coverage = covered(tmp_path, "complaint-handling")
    head, clauses, shown, limits, heading, situations, *lists = coverage.text().splitlines()
    assert head == "complaint-handling: 2 rules, 3 scenarios"
    assert clauses == "  clauses: 3 decided by rules, 1 carried as text, 71 still missing"
    assert shown == "  rules with scenarios: 0 met, 1 breached, 0 unknown"
    assert limits == "  limits hit exactly: 0 of 1"
    assert heading == "  situations, in how many of the rules for which they can occur (5)"
    assert situations.startswith(
        "    never begun: 1 of 1, twice: 0 of 1, reopened: 0 of 1, merged or withdrawn: 0 of 1"
    )
    assert lists[1:3] == ["  decided by rules (3)", "    CH-1.2.1, CH-3.1.1, D-1"]
    assert lists[lists.index("  no scenario shows it unknown (2)") :][:2] == [
        "  no scenario shows it unknown (2)",
        "    answered, never-lost",
    ]
    assert lists[-2:] == ["  not hit (1)", "    answered due"]
    assert max(map(len, lists)) <= 104
    assert [line[4:].split(", ")[0] for line in lists if line.startswith("    CH-")][1] == "CH-0.2"


@pytest.mark.parametrize(("pack", "count"), [("complaint-handling", 74), ("no-pack", 0)])
def test_clauses_of_a_document(pack: str, count: int) -> None:
    """The list of a document's clauses is shipped with its pack; of other policies none is known."""
    assert len(listed_clauses(pack)) == count


def test_a_situation_that_can_occur_is_found_from_the_facts(tmp_path: Path) -> None:
    """A complaint that nobody answered is one in which nothing was begun, whatever the scenario is called."""
    coverage = covered(tmp_path)
    assert coverage.situations["answered"]["never_begun"] == 2
    assert coverage.unseen("reopened") == ("answered",)
    assert coverage.unseen("never_begun") == ()
    assert "another_post" not in coverage.situations["answered"]
    assert coverage.situations["never-lost"] == {}
