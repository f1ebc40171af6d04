"""Lint against policies of which is known what is wrong with them, and that nothing is."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from servicepolicy import load
from servicepolicy.errors import PolicyError
from servicepolicy.lint import Finding
from servicepolicy.testing import load_scenarios


def _rows(shared: Path, part: str) -> list[dict[str, str]]:
    with (shared / "what-if" / "lint" / part / "expected.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@cache
def _findings(file: Path) -> tuple[Finding, ...]:
    return load(file).lint()


def test_each_fault_is_found_with_its_rules_and_gravity(shared: Path) -> None:
    """Every policy with a deliberate fault has a finding of that gravity which names the rules of the fault."""
    missed = []
    for row in _rows(shared, "corpus"):
        found = _findings(shared / "what-if" / "lint" / "corpus" / row["file"])
        named = [one for one in found if set(row["rules"].split()) <= set(one.rules)]
        if row["severity"] not in {one.severity for one in named}:
            missed.append((row["file"], row["kind"], [(one.code, one.severity, one.rules) for one in found]))
    assert missed == []


def test_each_scenario_of_a_finding_passes_as_a_test(shared: Path, tmp_path: Path) -> None:
    """What a finding shows can be saved as a file, and every case of it passes while the fault is there."""
    failed = []
    for row in _rows(shared, "corpus"):
        for number, finding in enumerate(_findings(shared / "what-if" / "lint" / "corpus" / row["file"])):
            assert finding.scenario is not None or finding.severity == "note"
            if finding.scenario is None:
                continue
            file = tmp_path / f"{row['file']}-{number}.yaml"
            file.write_text(finding.to_yaml(), encoding="utf-8")
            failed += [
                (row["file"], finding.code, result.problem, result.differences)
                for result in load_scenarios(file).results()
                if not result.passed
            ]
    assert failed == []


def test_nothing_above_a_note_is_said_of_right_policies(shared: Path) -> None:
    """Policies that look faulty and are right have no warning and no error."""
    said = [
        (row["file"], one.code, one.rules)
        for row in _rows(shared, "clean")
        for one in load(shared / "what-if" / "lint" / "clean" / row["file"]).lint()
        if one.severity != "note"
    ]
    assert said == []


def test_what_loading_refuses_is_still_refused(shared: Path) -> None:
    """Faults that loading refuses are refused with the code that they had before there was lint."""
    for row in _rows(shared, "refused"):
        with pytest.raises(PolicyError) as refused:
            load(shared / "what-if" / "lint" / "refused" / row["file"])
        assert row["code today"] in {problem.code for problem in refused.value.problems}, row["file"]
