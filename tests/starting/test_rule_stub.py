"""A rule of each kind to begin with, and the scenarios that show it."""

from __future__ import annotations

from pathlib import Path

import pytest

import servicepolicy as sp
from servicepolicy.kinds.registry import kinds
from servicepolicy.starting.added import add_rule
from servicepolicy.starting.first_folder import first_files
from servicepolicy.starting.place import place
from servicepolicy.starting.rule_stub import rule_stub, what_kinds_say
from servicepolicy.testing import load_scenarios

BARE = """\
servicepolicy: 1
policy: bare
timezone: America/New_York
in_force: {from: 2027-05-01}
roles: {clerk: {}, head: {above: [clerk]}}
"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_begins_with_what_it_says(tmp_path: Path, language: str) -> None:
    """Rules of all kinds are added to one policy: scenarios pass, one is met, one breached, lint finds nothing."""
    for name, text in first_files(place(language, "Australia/Sydney")).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    policy, scenarios = tmp_path / "policy.yaml", tmp_path / "scenarios.yaml"
    before = policy.read_text(encoding="utf-8")
    for kind in kinds():
        added = add_rule(policy, scenarios, kind, clause="9.9")
        assert added.other == ()
    after = policy.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert "AUD" in after
    opened = sp.load(policy)
    assert [rule.kind_name() for rule in opened.rules[3:]] == list(kinds())
    assert opened.lint() == ()
    results = [result for result in load_scenarios(scenarios).results() if "9.9" in result.scenario.clause]
    assert all(result.passed for result in results)
    shown: dict[str | None, set[str | None]] = {}
    for result in results:
        shown.setdefault(result.scenario.rule, set()).add(result.scenario.expect.status)
    assert all({"met", "breached"} <= statuses for statuses in shown.values()), shown
    title = opened.rules[-1].title
    assert title is not None
    assert getattr(title, language)


def test_a_policy_with_little_in_it(tmp_path: Path) -> None:
    """A policy without calendars, rules or scenarios, in force later, gets a rule and a file of scenarios that pass."""
    policy, scenarios = tmp_path / "p.yaml", tmp_path / "of-p.yaml"
    policy.write_text(BARE, encoding="utf-8")
    for kind in ("deadline", "authority", "deadline"):
        assert add_rule(policy, scenarios, kind).other == ()
    assert [rule.id for rule in sp.load(policy).rules] == ["acknowledged", "remedy-limit", "acknowledged-2"]
    assert "within: 1 day\n" in policy.read_text(encoding="utf-8")
    assert "200 USD" in policy.read_text(encoding="utf-8")
    results = list(load_scenarios(scenarios).results())
    assert len(results) == 9
    assert all(result.passed for result in results)


def test_ends_of_lines_stay(tmp_path: Path) -> None:
    """A policy that was written on Windows keeps its ends of lines."""
    policy = tmp_path / "p.yaml"
    policy.write_bytes(BARE.replace("\n", "\r\n").encode())
    add_rule(policy, tmp_path / "s.yaml", "deadline")
    after = policy.read_bytes()
    assert after.startswith(BARE.replace("\n", "\r\n").encode())
    assert after.count(b"\n") == after.count(b"\r\n")


def test_each_kind_says_in_a_sentence_what_it_is_for() -> None:
    """Whoever chooses a kind reads one sentence for each, in both languages."""
    for language in ("en", "zh"):
        assert list(what_kinds_say(language)) == list(kinds())
        assert all(what_kinds_say(language).values())


def test_what_a_rule_lacks_is_told(tmp_path: Path) -> None:
    """A rule that needs two roles, a kind that is none and an id that is taken are refused with the way out."""
    file = tmp_path / "p.yaml"
    file.write_text(BARE.replace("roles: {clerk: {}, head: {above: [clerk]}}\n", ""), encoding="utf-8")
    policy = sp.load(file)
    with pytest.raises(sp.UsageError, match="declare them first"):
        rule_stub(policy, "", "authority")
    with pytest.raises(sp.UsageError, match="did you mean `deadline`"):
        rule_stub(policy, "", "deadlin")
    add_rule(file, tmp_path / "s.yaml", "deadline", id="mine")
    with pytest.raises(sp.UsageError, match="has a rule `mine` already"):
        add_rule(file, tmp_path / "s.yaml", "deadline", id="mine")


def test_nothing_is_written_that_cannot_be_used(tmp_path: Path) -> None:
    """Where the rule cannot be added, the files are as they were and nothing lies beside them."""
    policy = tmp_path / "p.yaml"
    text = f"{BARE}rules: [{{id: a, kind: sequence, clause: '1', never: resold}}]\n".replace("resold", "closed")
    policy.write_text(text, encoding="utf-8")
    with pytest.raises(sp.PolicyError, match="as it is written"):
        add_rule(policy, tmp_path / "s.yaml", "deadline")
    assert policy.read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["p.yaml"]
