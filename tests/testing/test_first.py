"""First scenarios of a policy that has none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from servicepolicy.cli.app import app
from servicepolicy.testing import load_scenarios
from servicepolicy.testing.suggest import as_document, of_policy, suggested
from servicepolicy.testing.written import as_text

POLICY = """\
servicepolicy: 1
policy: desk
timezone: Europe/London
calendars: {office: {timezone: Europe/London, hours: {mon-fri: ["09:00-17:00"]}}}
roles: {clerk: {}, head: {above: [clerk]}}
rules:
- {id: answered, kind: deadline, clause: D-1, applies: {type: complaint}, start: received, within: 4 working hours,
   clock: office, stop: {event: replied, where: {in_writing: true}}}
- {id: rung, kind: requirement, subject: interaction, clause: D-2, at: answered, must: {rings: {le: 3}}}
- {id: remedy, kind: authority, clause: D-3, action: remedied, amount: {field: amount},
   tiers: [{role: clerk, le: 500 GBP}, {role: head}]}
- {id: steps, kind: sequence, clause: D-4, order: [received, classified, closed]}
- {id: never, kind: sequence, clause: D-5, never: reopened}
- {id: kept, kind: retention, clause: D-6, anchor: archived, keep: 5 years, destroyed: destroyed, subject: document}
- {id: owner, kind: ownership, clause: D-7, starts: assigned, ends: resolved}
- {id: same, kind: sequence, clause: D-8, same: {of: [investigated, resolved]}}
- {id: score, kind: scorecard, subject: agent, clause: D-9, period: month,
   indicators: [{id: r, measure: {mean: {event: rated, of: score}}, scale: ['0', '100']}]}
"""
SHOWN = {
    "answered": {"met", "breached", "pending", "not_applicable", "unknown"},
    "rung": {"met", "breached", "unknown", "not_applicable"},
    "remedy": {"met", "breached", "unknown", "not_applicable"},
    "steps": {"met", "breached", "pending", "not_applicable"},
    "never": {"met", "breached"},
    "kept": {"met", "breached", "pending", "not_applicable"},
    "owner": {"met", "pending", "not_applicable"},
    "same": {"met", "breached"},
}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A policy without scenarios."""
    file = tmp_path / "desk.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def test_each_rule_is_shown_kept_broken_and_left_alone(desk: Path) -> None:
    """Every rule that is judged of one subject gets scenarios of each status that it can have, and at its limits."""
    found = suggested(of_policy(str(desk)), ())
    for rule, statuses in SHOWN.items():
        assert statuses <= {case.expect.status for case in found if case.rule == rule}, rule
    names = {case.id for case in found}
    assert {"answered-exactly-at-the-due-instant", "answered-one-second-late", "rung-rings-at-the-limit"} <= names
    assert {"answered-reopened", "answered-twice", "answered-merged-or-withdrawn", "remedy-another-post"} <= names


def test_what_is_written_is_a_file_of_scenarios_that_pass(desk: Path) -> None:
    """The command writes a file that reads back, an event a line, and names the rule of which it shows nothing."""
    told = CliRunner().invoke(app, ["test", "--suggest", str(desk)])
    assert told.exit_code == 0
    assert "`score`" in told.output
    assert "    - {event: received, at: 2026-01-05T09:00:00+00:00, by: e1}\n" in told.output
    assert max(map(len, told.output.splitlines())) <= 120
    file = desk.with_name("desk.scenarios.yaml")
    file.write_text(told.output, encoding="utf-8")
    assert [result.scenario.id for result in load_scenarios(file).results() if not result.passed] == []


def test_of_a_rule_without_a_scenario_among_others_first_ones_are_written(desk: Path) -> None:
    """Where some rules have scenarios, those that have none get their first ones beside what the others lack."""
    loaded = of_policy(str(desk))
    some = [case for case in suggested(loaded, ()) if case.rule != "rung"]
    file = desk.with_name("desk.scenarios.yaml")
    file.write_text(as_text(as_document(loaded, some)), encoding="utf-8")
    again = load_scenarios(file)
    assert {case.rule for case in suggested(again, list(again.results()))} >= {"rung"}


@pytest.mark.parametrize(
    "word", ["plain", "a: b", "# no", "", "null", "{x}", "it's", "客户", "- a", "1", "2026-01-05", "a #b"]
)
def test_a_text_is_written_as_what_it_is(word: str) -> None:
    """Whatever a text looks like, it is read back as it was, and without marks around it where none are needed."""
    said = {"cases": [{"id": "a", "title": word, "expect": {"status": "met", "doubts": [word, word]}}]}
    assert yaml.load(as_text(said), yaml.BaseLoader) == said  # noqa: S506  # it makes texts of everything
    assert (as_text({"a": word}) == f"a: {word}\n") is (word in ("plain", "1", "2026-01-05", "客户"))
