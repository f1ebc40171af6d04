"""First scenarios of pauses, scorecards, service levels and awards, at each of their limits."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from servicepolicy.testing.coverage import Coverage, coverage_of
from servicepolicy.testing.document import Scenario
from servicepolicy.testing.scenario import Scenarios, load_scenarios
from servicepolicy.testing.suggest import as_document, of_policy, suggested
from servicepolicy.testing.written import as_text

POLICY = """\
servicepolicy: 1
policy: desk
timezone: Europe/London
chapters: {D-1: {en: Replies, zh: 答复}}
calendars: {office: {timezone: Europe/London, hours: {mon-fri: ["09:00-17:00"]}}}
blanks:
  fines: {type: ladder, clause: D-6, ask: {en: "How much?", zh: "多少?"}}
  bonus: {type: bands, clause: D-7, ask: {en: "How much?", zh: "多少?"}}
rules:
- {id: answered, kind: deadline, clause: D-1, start: received, within: 8 working days, clock: office, stop: replied,
   pause: {from: {event: paused, where: {reason: waiting}}, until: resumed, cap: 2 working days}}
- id: card
  kind: scorecard
  subject: agent
  clause: D-2
  period: month
  indicators:
  - {id: rated, measure: {mean: {event: rated, of: score}}, scale: ['0', '100'], weight: 60%, target: {ge: '70'},
     at_least_cases: 3}
  - {id: kept, measure: {kept: answered, on: case, credit: actor}, weight: 40%, target: {ge: 80%}}
  target: {ge: '80'}
  grades: [{ge: '90', grade: a}, {ge: '80', grade: b}, {grade: c}]
- {id: more, kind: scorecard, subject: organisation, clause: D-3, period: month,
   indicators: [{id: n, measure: {count: training_held}, target: {ge: '2'}, change: {up: '1', in: points}}]}
- {id: fined, kind: incentive, clause: D-6, counts: {event: violation_established}, window: calendar year, cap: 90 GBP,
   ladder: {blank: fines}, recorded: {event: sanctioned, within: 3 days}}
- {id: bonus, kind: incentive, clause: D-7, score: card, table: {blank: bonus},
   recorded: {event: rewarded, within: 10 days}}
- {id: best, kind: incentive, clause: D-8, rank: {by: card, first: '2'}, entitles: star, recorded: {event: rewarded}}
slas:
- {id: level, clause: D-9, rules: answered, objective: 80%, period: month}
"""
FILL = """\
servicepolicy: 1
profile: p
fills:
  desk:
    fines: [{nth: 1, entitles: reminder}, {from: 2, until: 3, each: 50 GBP}, {from: 4, entitles: dismissal}]
    bonus: [{lt: 80, entitles: none}, {ge: 80, lt: 90, entitles: 500 GBP}, {ge: 90, entitles: 900 GBP}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the policy lies."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Scenarios:
    """A policy without scenarios."""
    (folder / "desk.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "fill.yaml").write_text(FILL, encoding="utf-8")
    return of_policy(str(folder / "desk.yaml"), str(folder / "fill.yaml"))


@pytest.fixture(scope="module")
def made(loaded: Scenarios) -> tuple[Scenario, ...]:
    """Everything that is suggested of it."""
    return suggested(loaded, ())


@pytest.fixture(scope="module")
def covered(loaded: Scenarios, made: tuple[Scenario, ...]) -> Coverage:
    """What the suggestions show."""
    results = [loaded.result_of(case) for case in made]
    assert [one.scenario.id for one in results if not one.passed] == []
    return coverage_of(loaded, results)


def test_every_limit_of_a_pause_a_card_a_level_and_an_award_is_hit(covered: Coverage) -> None:
    """The cap of a pause, targets, grades, fewest cases, changes, objectives, rungs, bands, places and the most."""
    assert {f"{one.rule} {one.name}": (one.lower, one.upper) for one in covered.limits if not one.hit} == {}
    assert {one.name for one in covered.limits} >= {
        "pause.0.cap",
        "indicators.0.at_least_cases",
        "indicators.1.target.ge",
        "target.ge",
        "grades.0.ge",
        "indicators.0.change.up",
        "objective",
        "fines from 2",
        "fines from 4",
        "bonus 90",
        "rank.first",
        "cap",
    }


def test_every_status_is_shown(covered: Coverage, made: tuple[Scenario, ...]) -> None:
    """Of each there are scenarios that keep it, that break it, and of which nobody can tell."""
    lacking = {rule: statuses for rule, statuses in covered.rules.items() if statuses}
    assert lacking == dict.fromkeys(("answered", "level", "more"), ("unknown",))  # they ask no field
    pending = {case.rule for case in made if case.expect.status == "pending"}
    assert pending >= {"answered", "card", "more", "level"}
    assert covered.situations["answered"]["paused"] > 0


def test_each_thing_that_an_award_brings_is_shown_on_record_in_time_late_and_not(made: tuple[Scenario, ...]) -> None:
    """Each rung and each band, and what comes of it."""
    brings = {part for case in made if case.rule in ("fined", "bonus") for part in case.expect.entitled or ()}
    assert brings == {"reminder", "50 GBP", "40 GBP", "dismissal", "500 GBP", "900 GBP"}
    reasons = {case.expect.reason for case in made if case.rule in ("fined", "bonus", "best")}
    assert reasons >= {
        "award_in_order",
        "award_missing",
        "award_late",
        "award_less",
        "award_more",
        "award_without_right",
    }


def test_what_is_written_reads_back(folder: Path, loaded: Scenarios, made: tuple[Scenario, ...]) -> None:
    """A file of suggested periods is one of scenarios: its clauses, those of service levels too, are known."""
    (folder / "desk.scenarios.yaml").write_text(as_text(as_document(loaded, made)), encoding="utf-8")
    again = load_scenarios(folder / "desk.scenarios.yaml")
    assert [(case.id, case.expect) for case in again.document.cases] == [(case.id, case.expect) for case in made]
    levels = [case for case in again.document.cases if case.rule == "level"]
    assert levels
    assert all(again.result_of(case).passed for case in levels)


def test_only_what_the_scenarios_do_not_show_is_suggested(loaded: Scenarios, made: tuple[Scenario, ...]) -> None:
    """Of a file that lacks what lies right below an objective, that is suggested, and nothing else."""
    less = tuple(case for case in made if case.id != "level-below-80-percent")
    again = attrs.evolve(loaded, document=loaded.document.model_copy(update={"cases": less}))
    assert [case.id for case in suggested(again, tuple(again.results()))] == ["level-below-80-percent"]
