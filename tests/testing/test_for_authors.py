"""What people who write policies test with: a pytest plugin, assertions, suggestions, a kit, and cases for a policy."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings

import servicepolicy as sp
from servicepolicy.cli.app import app
from servicepolicy.testing import assert_kept, assert_no_flip, load_scenarios
from servicepolicy.testing.conformance import check_answers, kit
from servicepolicy.testing.strategies import cases_for
from servicepolicy.testing.suggest import suggested

POLICY = """\
servicepolicy: 1
policy: desk
timezone: Asia/Shanghai
calendars: {office: {timezone: Asia/Shanghai, hours: {mon-fri: ["09:00-17:00"]}}}
rules:
- {id: answered, kind: deadline, clause: D-1, start: received, within: 4 working hours, clock: office,
   stop: {event: replied, where: {substance: full}}}
- {id: rung, kind: requirement, clause: D-2, at: received, must: {rings: {le: 3}}}
"""
SCENARIOS = """\
servicepolicy: 1
scenarios: desk.yaml
cases:
- id: answered-soon
  rule: answered
  clause: D-1
  as_of: 2026-01-09T18:00:00+08:00
  subject: &subject
    id: D-1
    type: complaint
    events:
    - {event: received, at: 2026-01-05T09:00:00+08:00}
    - {event: replied, at: 2026-01-05T11:00:00+08:00, substance: full}
  expect: {status: met, reason: in_time}
"""
WRONG = SCENARIOS.replace("status: met, reason: in_time", "status: breached, reason: too_late")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a policy and scenarios."""
    (tmp_path / "desk.yaml").write_text(POLICY.replace("- {id: rung", "# - {id: rung"), encoding="utf-8")
    (tmp_path / "right.scenario.yaml").write_text(SCENARIOS, encoding="utf-8")
    return tmp_path


def pytest_run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest of its own, with the plugin."""
    command = [sys.executable, "-m", "pytest", "-p", "servicepolicy.testing.plugin", "-p", "no:cacheprovider", *more]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_scenario_files_are_tests(desk: Path) -> None:
    """A file that ends in `.scenario.yaml` is collected, a test a scenario, named by its id."""
    done = pytest_run(desk, "-v")
    assert done.returncode == 0
    assert "right.scenario.yaml::answered-soon PASSED" in done.stdout


def test_a_failing_scenario_says_what_differs_and_why(desk: Path) -> None:
    """Expected and said, status and reason; then the verdict in words; and no traceback."""
    (desk / "wrong.scenario.yaml").write_text(WRONG, encoding="utf-8")
    done = pytest_run(desk)
    assert done.returncode == 1
    assert "status: expected breached, got met" in done.stdout
    assert "reason: expected too_late, got in_time" in done.stdout
    assert "MET" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_scenario_file_that_cannot_be_used_is_an_error(desk: Path) -> None:
    """Every problem is told with its place."""
    (desk / "broken.scenario.yaml").write_text(SCENARIOS.replace("rule: answered", "rule: answerd"), encoding="utf-8")
    done = pytest_run(desk)
    assert done.returncode == 2
    assert "`answerd` is not a rule of `desk`" in done.stdout


def test_suggestions_close_what_coverage_misses(desk: Path) -> None:
    """Exactly at the due instant, a second later, and with the fact left out without which nobody can tell."""
    loaded = load_scenarios(desk / "right.scenario.yaml")
    found = {case.id: case.expect for case in suggested(loaded, list(loaded.results()))}
    assert found["answered-exactly-at-the-due-instant"].status == "met"
    assert found["answered-one-second-late"].status == "breached"
    assert found["answered-one-second-late"].reason == "too_late"
    assert found["answered-without-substance"].status == "unknown"


def test_a_kit_holds_everything_and_judges_answers(desk: Path) -> None:
    """Policy, facts, moment and answer, as JSON; another implementation's answers are compared with it."""
    made = json.loads(json.dumps(kit(load_scenarios(desk / "right.scenario.yaml"))))
    (case,) = made["cases"]
    assert case["answer"]["verdicts"][0]["status"] == "met"
    assert (
        sp.Policy(**{key: part for key, part in made["policy"].items() if key != "servicepolicy"}).digest
        == made["digest"]
    )
    assert check_answers(made, {case["id"]: case["answer"]}) == []
    assert check_answers(made, {}) == ["answered-soon: no answer"]
    assert len(check_answers(made, {case["id"]: {"verdicts": []}})) == 1
    (verdict,) = case["answer"]["verdicts"]
    otherwise = {**verdict, "due": verdict["due"].replace("Z", "+00:00"), "owner": None}
    assert check_answers(made, {case["id"]: {"verdicts": [otherwise]}}) == []
    wrong = {**otherwise, "status": "breached", "reason": "too_late"}
    assert check_answers(made, {case["id"]: {"verdicts": [wrong]}}) == [
        "answered-soon: occurrence 1: status: expected met, got breached",
        "answered-soon: occurrence 1: reason: expected in_time, got too_late",
    ]
    assert check_answers(made, {case["id"]: [verdict]}) == [
        'answered-soon: an answer is written like {"verdicts": [{"occurrence": .., "status": ..}]}'
    ]
    with pytest.raises(sp.UsageError, match="no conformance kit"):
        check_answers({}, {})


def test_answers_that_contradict_themselves_are_told(desk: Path) -> None:
    """Two verdicts for one occurrence, doubled ones, strange cases and keys, two forms at once, and an empty kit."""
    made = json.loads(json.dumps(kit(load_scenarios(desk / "right.scenario.yaml"))))
    right = made["cases"][0]["answer"]
    (verdict,) = right["verdicts"]

    def wrong(answer: object, **more: object) -> list[str]:
        return check_answers(made, {"answered-soon": answer, **more})

    assert wrong(right) == []
    for other in (verdict, {**verdict, "status": "breached"}):
        assert wrong({"verdicts": [other, verdict]}) == [
            "answered-soon: occurrence 1 stands 2 times: it has one verdict"
        ]
    assert wrong(right, typo={}) == ["typo: the kit has no such case"]
    assert wrong({**right, "effect": "permit"}) == ["answered-soon: `effect` is no key here"]
    assert wrong({"verdicts": [{**verdict, "owmer": 1}]}) == ["answered-soon: occurrence 1: `owmer` is no key here"]
    assert len(wrong({"verdicts": ["met"]})) == len(wrong({"verdicts": verdict})) == 1
    assert check_answers({**made, "cases": []}, {}) == ["the kit has no cases: nothing was checked"]


def test_a_kit_says_what_the_policy_leaves_unsaid_and_its_holidays(tmp_path: Path) -> None:
    """Defaults stand by rule, and the open days and holidays of a calendar that names a country as dates."""
    calendar = "{timezone: Europe/London, holidays: GB-ENG, hours: {mon-fri: ['09:00-17:00']}}"
    own = 'calendars: {office: {timezone: Asia/Shanghai, hours: {mon-fri: ["09:00-17:00"]}}}'
    (tmp_path / "desk.yaml").write_text(
        POLICY.replace(own, f"calendars: {{office: {calendar}}}").replace("- {id: rung", "# - {id: rung"),
        encoding="utf-8",
    )
    (tmp_path / "right.scenario.yaml").write_text(SCENARIOS, encoding="utf-8")
    made = json.loads(json.dumps(kit(load_scenarios(tmp_path / "right.scenario.yaml"))))
    assert made["unsaid"]["answered"]["level"] == "breach"
    assert "kind" not in made["unsaid"]["answered"]
    assert "2026-04-03" in made["calendars"]["office"]["holidays"]
    assert "2026-04-07" in made["calendars"]["office"]["open_days"]
    assert not {"2026-04-03", "2026-04-04"} & set(made["calendars"]["office"]["open_days"])


def test_answers_are_checked_by_the_command(desk: Path) -> None:
    """`test --answers` takes a kit or the scenarios, prints a line a difference, and ends with 1 if there is one."""
    ran = CliRunner()
    scenarios, kept, theirs = desk / "right.scenario.yaml", desk / "kit.json", desk / "answers.json"
    made = ran.invoke(app, ["test", str(scenarios), "--format", "conformance"])
    kept.write_text(made.output, encoding="utf-8")
    answers = {case["id"]: case["answer"] for case in json.loads(made.output)["cases"]}
    theirs.write_text(json.dumps(answers), encoding="utf-8")
    for asked in (kept, scenarios):
        assert ran.invoke(app, ["test", str(asked), "--answers", str(theirs)]).exit_code == 0
    theirs.write_text("{}", encoding="utf-8")
    told = ran.invoke(app, ["test", str(kept), "--answers", str(theirs)])
    assert told.exit_code == 1
    assert "answered-soon: no answer" in told.output
    theirs.write_text('{"a": {}, "a": {}}', encoding="utf-8")
    assert ran.invoke(app, ["test", str(kept), "--answers", str(theirs)]).exit_code == 3


@pytest.mark.parametrize(
    "options",
    [
        ["--suggest", "--coverage"],
        ["--suggest", "--format", "json"],
        ["--coverage", "--format", "conformance"],
        ["--answers", "x.json", "--coverage"],
    ],
)
def test_options_that_each_write_something_are_not_dropped(desk: Path, options: list[str]) -> None:
    """Two of them at once are a wrong call, which is told."""
    told = CliRunner().invoke(app, ["test", str(desk / "right.scenario.yaml"), *options])
    assert told.exit_code == 2
    assert "ask one after the other" in told.output


def small() -> tuple[sp.Policy, sp.Case]:
    """A policy and a case that keeps it."""
    rule = {
        "id": "answered",
        "kind": "deadline",
        "clause": "D",
        "start": "received",
        "stop": "replied",
        "within": "2 hours",
    }
    events = [{"event": "received", "at": "2026-01-05T09:00:00Z"}, {"event": "replied", "at": "2026-01-05T10:30:00Z"}]
    case = sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": events})
    return sp.Policy(policy="desk", timezone="UTC", rules=[rule]), case


def test_a_flip_fails_with_its_explanation() -> None:
    """More flips than allowed fail, with both verdicts; a status that is none is told."""
    policy, case = small()
    moment = datetime(2026, 2, 1, tzinfo=UTC)
    found = sp.replay([case], policy, policy.but({"answered.within": "1 hour"}), as_of=moment)
    assert_no_flip(found, "breached", "met")
    assert_no_flip(found, "met", "breached", at_most=1)
    with pytest.raises(AssertionError, match=r"1 cases flipped(.|\n)*C-1"):
        assert_no_flip(found, "met", "breached")
    with pytest.raises(sp.UsageError, match="no status"):
        assert_no_flip(found, "kept")


def test_a_case_that_is_not_kept_fails_in_words() -> None:
    """Breached and unknown fail; and so does a case to which nothing applies."""
    policy, case = small()
    moment = datetime(2026, 2, 1, tzinfo=UTC)
    assert_kept(policy, case, as_of=moment)
    with pytest.raises(AssertionError, match="BREACHED"):
        assert_kept(policy.but({"answered.within": "1 hour"}), case, as_of=moment)
    with pytest.raises(AssertionError, match="nothing was judged"):
        assert_kept(policy, sp.Case(id="C-2"), as_of=moment)


def test_cases_for_a_policy_are_about_it() -> None:
    """Whatever is drawn can be judged; and what is drawn is what the rules speak of."""
    policy = sp.load("complaint-handling", fill="example-bank")

    @settings(max_examples=20)
    @given(cases_for(policy))
    def holds(asked: tuple[sp.Case, datetime]) -> None:
        case, as_of = asked
        assert policy.evaluate(case, as_of=as_of).verdicts

    holds()


def test_nothing_to_draw_is_an_error() -> None:
    """A policy about agents has no cases to draw."""
    rule = {
        "id": "r",
        "kind": "requirement",
        "subject": "agent",
        "clause": "D",
        "at": "joined",
        "must": {"present": "at"},
    }
    with pytest.raises((sp.UsageError, sp.PolicyError)):
        cases_for(sp.Policy(policy="desk", timezone="UTC", rules=[rule]))
