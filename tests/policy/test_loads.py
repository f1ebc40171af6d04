"""A policy from its text."""

from __future__ import annotations

from pathlib import Path

import pytest

import servicepolicy as sp

DESK = """\
servicepolicy: 1
policy: desk
timezone: Europe/London
blanks:
  answer_within: {type: span, clause: "1.1", ask: {en: Within which time is a customer answered?}}
rules:
- {id: answered, kind: deadline, clause: "1.1", start: received, stop: replied, within: {blank: answer_within}}
"""
BRANCH = "servicepolicy: 1\npolicy: branch\nextends: desk.yaml\nvalues: {answer_within: 1 day}\n"


def test_a_text_says_what_a_file_says(tmp_path: Path) -> None:
    """The same text is the same policy from a file and as text, filled alike, and pickles."""
    file = tmp_path / "desk.yaml"
    file.write_text(DESK, encoding="utf-8")
    assert sp.loads(DESK) == sp.load(file)
    assert sp.loads(DESK, fill={"answer_within": "2 days"}) == sp.load(file, fill={"answer_within": "2 days"})
    assert sp.loads(DESK).open_blanks == ("answer_within",)


def test_problems_have_their_lines() -> None:
    """Every problem of a text is told with its line; there is no file to name."""
    with pytest.raises(sp.PolicyError) as told:
        sp.loads(DESK.replace("stop: replied", "stop: repleid").replace("{blank: answer_within}", "2 dais"))
    assert [(one.where.file, one.where.line) for one in told.value.problems] == [(None, 7), (None, 7)]


def test_layers_below_a_text(tmp_path: Path) -> None:
    """A shipped policy lies below by its name, a file where its folder is named; else it is told."""
    (tmp_path / "desk.yaml").write_text(DESK, encoding="utf-8")
    assert sp.loads(BRANCH, layers_in=tmp_path).layers == ("desk", "branch")
    shipped = "servicepolicy: 1\npolicy: ours\nextends: complaint-handling\n"
    assert sp.loads(shipped, fill="example-bank").layers == ("complaint-handling", "ours")
    for text, code in ((BRANCH, "layer-elsewhere"), (shipped.replace("-handling", "-handlin"), "unknown-layer")):
        with pytest.raises(sp.PolicyError) as told:
            sp.loads(text)
        assert [(one.code, one.where.path) for one in told.value.problems] == [(code, "extends")]
    (tmp_path / "folder").mkdir()
    with pytest.raises(sp.PolicyError, match="outside of the folder"):
        sp.loads(BRANCH.replace("desk.yaml", "../desk.yaml"), layers_in=tmp_path / "folder")


def test_a_path_is_no_text(tmp_path: Path) -> None:
    """Whoever hands in a path is told which call takes one."""
    for path in ("desk.yaml", tmp_path / "desk.yaml"):
        with pytest.raises(sp.UsageError, match=r"use `load`|`load` takes"):
            sp.loads(path)  # type: ignore[arg-type]  # what an untyped caller may hand in
