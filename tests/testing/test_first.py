"""First scenarios of a policy that has none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from servicepolicy.cli.app import app
from servicepolicy.testing import load_scenarios
from servicepolicy.testing.coverage import coverage_of
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
    "score": {"met", "pending", "not_applicable", "unknown"},
}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A policy without scenarios."""
    file = tmp_path / "desk.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def test_each_rule_is_shown_kept_broken_and_left_alone(desk: Path) -> None:
    """Every rule gets scenarios of each status that it can have, and at its limits."""
    found = suggested(of_policy(str(desk)), ())
    for rule, statuses in SHOWN.items():
        assert statuses <= {case.expect.status for case in found if case.rule == rule}, rule
    names = {case.id for case in found}
    assert {
        "answered-exactly-at-the-due-instant",
        "answered-one-second-late",
        "rung-rings-at-3",
        "remedy-amount-above-500-gbp",
    } <= names
    assert {"answered-reopened", "answered-twice", "answered-merged-or-withdrawn", "remedy-another-post"} <= names


LIMITS = """\
servicepolicy: 1
policy: desk
timezone: Europe/London
roles: {clerk: {}, head: {above: [clerk]}, chief: {above: [head]}}
rules:
- {id: redress, kind: authority, clause: D-3, action: remedied, amount: {field: amount},
   tiers: [{le: 250 GBP}, {gt: 250 GBP, le: 5000 GBP, approvers: {any_of: [head]}},
           {gt: 5000 GBP, approvers: {chain: [head, chief]}}]}
- {id: asked, kind: ownership, clause: D-7, starts: received, ends: replied,
   handover: {event: transferred, required: {severity: major}, allowed: {customer_told: true}, within: 2 hours}}
- {id: ordered, kind: sequence, clause: D-4, order: [received, classified]}
"""


def test_suggestions_hit_every_limit_of_neighbouring_tiers(tmp_path: Path) -> None:
    """At each amount at which one tier ends and the next begins, both sides are shown, kept and broken."""
    (tmp_path / "desk.yaml").write_text(LIMITS, encoding="utf-8")
    loaded = of_policy(str(tmp_path / "desk.yaml"))
    made = suggested(loaded, ())
    covered = coverage_of(loaded, [loaded.result_of(case) for case in made])
    assert {one.values: one.hit for one in covered.limits if one.rule == "redress"} == {
        ("250 GBP",): True,
        ("5000 GBP",): True,
    }
    assert {"met", "breached"} <= {case.expect.status for case in made if case.rule == "redress"}


def test_what_a_rule_asks_of_the_header_besides_is_imagined(tmp_path: Path) -> None:
    """A handing over that only some cases require is shown in such a case and in another, kept and broken."""
    (tmp_path / "desk.yaml").write_text(LIMITS, encoding="utf-8")
    made = [case for case in suggested(of_policy(str(tmp_path / "desk.yaml")), ()) if case.rule == "asked"]
    assert {"met", "breached", "unknown"} <= {case.expect.status for case in made}
    assert {case.expect.status for case in made if case.id.endswith(("twice", "reopened"))} != {"unknown"}


CHOSEN = """\
servicepolicy: 1
policy: desk
timezone: Europe/London
roles: {clerk: {}, head: {above: [clerk]}}
rules:
- {id: answered, kind: deadline, clause: D-1, start: received, stop: replied,
   within: {choose: [{when: {severity: major}, value: 2 hours}, {value: 4 hours}]}}
- {id: solved, kind: deadline, clause: D-2, start: received, stop: resolved, within: 9 days}
- {id: remedy, kind: authority, clause: D-3, action: remedied, amount: {field: amount},
   tiers: [{role: clerk, le: 50 GBP}, {role: head, le: 500 GBP}]}
slas:
- {id: level, clause: D-4, period: month, rules: [answered, solved], objective: 80%}
"""


def test_each_value_that_is_chosen_each_tier_and_a_level_of_several_rules_is_hit(tmp_path: Path) -> None:
    """An answer stands at the due instant of each choice, an amount of each role at its limit, a level at its aim."""
    (tmp_path / "desk.yaml").write_text(CHOSEN, encoding="utf-8")
    scenarios = of_policy(str(tmp_path / "desk.yaml"))
    made = suggested(scenarios, ())
    covered = coverage_of(scenarios, [scenarios.result_of(case) for case in made])
    assert [limit.name for limit in covered.limits if not limit.hit] == []
    at_due = [case.expect.due for case in made if "at-the-due-instant" in case.id and case.rule == "answered"]
    assert len({*at_due}) == len(at_due) == 2


def test_what_could_not_be_written_is_said_with_why(tmp_path: Path) -> None:
    """A line names each rule with what coverage still misses of it, in the file and when it is asked for again."""
    file = tmp_path / "desk.yaml"
    file.write_text(LIMITS, encoding="utf-8")
    told = CliRunner().invoke(app, ["test", "--suggest", str(file)]).output
    written = tmp_path / "desk.scenarios.yaml"
    written.write_text(told, encoding="utf-8")
    again = CliRunner().invoke(app, ["test", "--suggest", str(written)]).output
    covered = CliRunner().invoke(app, ["test", "--coverage", str(written)]).output
    assert "no scenario shows it unknown (1)\n    ordered" in covered
    for output in (told, again):
        [line] = [line for line in output.splitlines() if line.startswith("# rule `ordered`")]
        assert "not unknown" in line
        assert "what was tried is" in line
    assert "nothing more could be made" in again
    assert "nothing is missing" not in again


def test_what_is_written_is_a_file_of_scenarios_that_pass(desk: Path) -> None:
    """The command writes a file that reads back, an event a line, and names the rule of which it lacks something."""
    told = CliRunner().invoke(app, ["test", "--suggest", str(desk)])
    assert told.exit_code == 0
    assert "# rule `steps`: not unknown" in told.output
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
