"""The packs against the list of clauses: nothing that they can decide is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import servicepolicy as sp
from servicepolicy.testing import load_scenarios
from servicepolicy.testing.coverage import listed_clauses

DOCUMENTS = {"agent-process": "AP-", "branch-service": "BS-", "complaint-handling": "CH-", "service-handbook": "HB-"}
# Carried as text: no fact decides it.
CARRIED = ("guidance", "scope")


@pytest.fixture(scope="module", params=sorted(DOCUMENTS))
def pack(request: pytest.FixtureRequest) -> str:
    """Each shipped pack."""
    return str(request.param)


@pytest.fixture(scope="module")
def policy(pack: str) -> sp.Policy:
    """The pack, filled by the example bank."""
    return sp.load(pack, fill="example-bank")


@pytest.fixture(scope="module")
def clauses(pack: str, shared: Path) -> list[dict[str, Any]]:
    """The clauses of the pack's document."""
    listed = YAML(typ="safe", pure=True).load((shared / "clauses.yaml").read_text(encoding="utf-8"))
    return [clause for clause in listed if clause["id"].startswith(DOCUMENTS[pack])]


def decidable(clauses: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The clauses that facts decide."""
    for clause in clauses:
        if clause["kind"] not in CARRIED:
            yield clause


def test_every_decidable_clause_is_cited(policy: sp.Policy, clauses: list[dict[str, Any]]) -> None:
    """Whatever facts decide is carried out by a rule, and no rule cites anything else."""
    cited = {clause for rule in policy.rules for clause in rule.clause}
    assert {clause["id"] for clause in decidable(clauses)} == cited


def test_every_decidable_clause_is_kept_and_broken(pack: str, policy: sp.Policy, clauses: list[dict[str, Any]]) -> None:
    """For each clause, one of its rules has a scenario that keeps it and one that breaks it."""
    shown: dict[str, set[str | None]] = {}
    for case in load_scenarios(pack).document.cases:
        several = {verdict.status for verdict in case.expect.verdicts or ()}
        shown.setdefault(case.rule or "", set()).update(several | {case.expect.status})
    for clause in decidable(clauses):
        rules = [rule.id for rule in policy.rules if clause["id"] in rule.clause]
        assert any({"met", "breached"} <= shown.get(rule, set()) for rule in rules), clause["id"]


def test_a_pack_knows_the_clauses_of_its_document(pack: str, clauses: list[dict[str, Any]]) -> None:
    """The list of clauses that is shipped with a pack is that of its document: nothing is left out unsaid."""
    known = {name: (listed.kind, listed.subject) for name, listed in listed_clauses(pack).items()}
    assert known == {clause["id"]: (clause["kind"], clause["subject"]) for clause in clauses}


def test_every_blank_of_the_source_is_a_blank_of_the_pack(policy: sp.Policy, clauses: list[dict[str, Any]]) -> None:
    """What the source leaves open in a clause that is carried out, the pack asks for."""
    asked = {clause for blank in policy.blanks.values() for clause in blank.clause}
    assert {clause["id"] for clause in decidable(clauses) if "blank" in clause} <= asked


def test_guidance_and_scope_are_carried_as_statements(policy: sp.Policy, clauses: list[dict[str, Any]]) -> None:
    """A principle that no fact decides stands in the pack as text, not as a rule that always passes."""
    stated = {clause for statement in policy.statements for clause in statement.clause}
    assert {clause["id"] for clause in clauses if clause["kind"] in CARRIED} == stated


def test_a_rule_has_a_title_in_both_languages(policy: sp.Policy) -> None:
    """People read titles: every rule and every role has one in Chinese and in English."""
    for rule in policy.rules:
        assert rule.title is not None
        assert rule.title.zh, rule.id
        assert rule.title.en, rule.id


def test_a_blank_asks_in_both_languages(policy: sp.Policy) -> None:
    """A bank that fills in the blanks is asked in Chinese and in English."""
    for name, blank in policy.blanks.items():
        assert blank.ask.zh, name
        assert blank.ask.en, name


def test_the_example_bank_leaves_no_blank(policy: sp.Policy) -> None:
    """With the shipped profile everything runs."""
    assert not policy.open_blanks


def test_a_pack_without_a_profile_has_every_blank_open(pack: str) -> None:
    """The source leaves them open, so the pack has no defaults."""
    policy = sp.load(pack)
    assert set(policy.open_blanks) == set(policy.blanks)


def test_the_linter_has_nothing_to_say(policy: sp.Policy) -> None:
    """The shipped packs load without a warning."""
    assert not policy.warnings


def test_a_pack_written_back_means_the_same(policy: sp.Policy, tmp_path: Path) -> None:
    """A policy writes itself as YAML that loads to the same digest."""
    written = tmp_path / "written.yaml"
    written.write_text(policy.to_yaml(), encoding="utf-8")
    assert sp.load(str(written)).digest == policy.digest
