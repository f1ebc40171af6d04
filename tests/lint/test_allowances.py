"""`# lint: allow CODE because ...` in a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicepolicy import load
from servicepolicy.lint import Finding

HEAD = "servicepolicy: 1\npolicy: desk\ntimezone: Asia/Shanghai\nrules:\n"
RULE = "- {id: a, kind: deadline, clause: A-1, start: received, stop: {any: [received, replied]}, within: 2 days}"

SPREAD = """- id: a
  kind: deadline
  clause: A-1
  start: received
  stop: {any: [received, replied]}
  # lint: allow start-is-stop because it is counted elsewhere
  within: 2 days"""


def found(tmp_path: Path, rules: str) -> tuple[Finding, ...]:
    """The findings of a policy of some rules."""
    file = tmp_path / "desk.yaml"
    file.write_text(HEAD + rules + "\n", encoding="utf-8")
    return load(file).lint()


@pytest.mark.parametrize(
    "rules",
    [
        f"{RULE}  # lint: allow start-is-stop because it is counted elsewhere",
        f"# lint: allow start-is-stop because it is counted elsewhere\n{RULE}",
        f"# lint: allow start-is-stop because it is counted elsewhere\n# a word more\n\n{RULE}",
        SPREAD,
    ],
    ids=["beside", "above", "above with a gap", "inside the rule"],
)
def test_what_is_allowed_is_a_note_with_its_reason(tmp_path: Path, rules: str) -> None:
    """A finding that a comment allows beside, above or inside its rule is told as a note, with the reason."""
    (finding,) = found(tmp_path, rules)
    assert (finding.code, finding.severity) == ("start-is-stop", "note")
    assert finding.allowed == "it is counted elsewhere"


def test_an_allowance_is_for_its_own_rule(tmp_path: Path) -> None:
    """A comment at one rule allows nothing at another."""
    other = RULE.replace("id: a", "id: b").replace("within: 2 days", "within: 3 days, gravity: serious")
    findings = found(tmp_path, f"# lint: allow start-is-stop because of something\n{RULE}\n{other}")
    assert [(one.rules, one.severity) for one in findings if one.code == "start-is-stop"] == [
        (("a",), "note"),
        (("b",), "error"),
    ]


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        ("allow start-is-stop", "allowance-without-reason"),
        ("allow start-is-stopp because of a slip", "unknown-allowance"),
        ("allow dead-rule because it was", "idle-allowance"),
        ("ignore everything", "unknown-allowance"),
    ],
)
def test_what_allows_nothing_is_told(tmp_path: Path, comment: str, code: str) -> None:
    """A comment without a reason, with a code that does not exist, or that is not found there allows nothing."""
    findings = found(tmp_path, f"{RULE}  # lint: {comment}")
    assert {one.code: one.severity for one in findings}["start-is-stop"] == "error"
    assert code in {one.code for one in findings}


def test_what_stands_in_quotes_is_no_comment(tmp_path: Path) -> None:
    """A text that looks like a comment allows nothing."""
    rule = RULE.replace("id: a,", 'id: a, title: {en: "x # lint: allow start-is-stop because no"},')
    (finding,) = found(tmp_path, rule)
    assert (finding.severity, finding.allowed) == ("error", None)
