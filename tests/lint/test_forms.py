"""Forms of faults beside those on the pages: each is found; and forms that only look like faults."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from servicepolicy import load
from servicepolicy.lint import Finding

HEAD = "servicepolicy: 1\npolicy: drawn\ntimezone: Asia/Shanghai\n"
FORMS = yaml.safe_load(Path(__file__).with_name("forms.yaml").read_text(encoding="utf-8"))


def found(tmp_path: Path, rules: str) -> list[Finding]:
    """The findings of a policy above a note."""
    file = tmp_path / "drawn.yaml"
    file.write_text(HEAD + rules, encoding="utf-8")
    return [one for one in load(file).lint() if one.severity != "note"]


@pytest.mark.parametrize("form", FORMS["faulty"])
def test_a_fault_is_found_in_other_forms(tmp_path: Path, form: str) -> None:
    """The fault is found with its code, and the engine has confirmed it."""
    said = FORMS["faulty"][form]
    findings = found(tmp_path, said["policy"])
    assert said["code"] in {one.code for one in findings}
    assert all(one.scenario is not None for one in findings)


@pytest.mark.parametrize("form", FORMS["right"])
def test_what_only_looks_like_a_fault_is_none(tmp_path: Path, form: str) -> None:
    """Nothing above a note is said of what is right."""
    assert [(one.code, one.message) for one in found(tmp_path, FORMS["right"][form]["policy"])] == []
