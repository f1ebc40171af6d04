"""Where a clause stands in its source, and its sentence where somebody supplies it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.reporting.book import as_html, as_markdown, book_of

RULE = {
    "id": "answered",
    "kind": "deadline",
    "clause": "1.2",
    "start": "received",
    "stop": "replied",
    "within": "2 hours",
}
DESK = """\
servicepolicy: 1
policy: desk
timezone: UTC
source_note: {zh: 所据文本在第三章后中断, en: the copy breaks off after chapter three}
clauses: {"1.2": 一（二）}
rules:
- {id: answered, kind: deadline, clause: "1.2", start: received, stop: replied, within: {blank: soon}}
blanks: {soon: {type: span, clause: "1.2", ask: {zh: 多久?, en: How long?}}}
"""
BANK = "servicepolicy: 1\nprofile: bank\nfills: {desk: {soon: 2 hours}}\nquotes: sentences.yaml\n"
SENTENCE = "縮短響應時間至兩小時內"


def policy(**more: Any) -> sp.Policy:
    """A policy of one rule."""
    return sp.Policy(policy="desk", timezone="UTC", rules=[RULE], **more)


def said(of: sp.Policy, language: str) -> str:
    """A verdict in words."""
    event = {"event": "received", "at": "2026-01-05T09:00:00Z"}
    case = sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": [event]})
    return of.evaluate(case, as_of=datetime(2026, 2, 1, tzinfo=UTC)).verdicts[0].explain(language)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A policy, a profile, and beside it the sentences."""
    (tmp_path / "desk.yaml").write_text(DESK, encoding="utf-8")
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    (tmp_path / "sentences.yaml").write_text(f'desk: {{"1.2": {SENTENCE}}}\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_verdict_says_where_its_clause_stands(language: str) -> None:
    """The source's own numbering stands beside the id; without it the id stands alone."""
    assert "一（二）" in said(policy(clauses={"1.2": "一（二）"}), language)
    assert "一（二）" not in said(policy(), language)


def test_a_bank_supplies_the_sentence(bank: Path) -> None:
    """In a file beside its profile: verdict and book quote it, and the digest is that of the policy without it."""
    quoting = sp.load(bank / "desk.yaml", fill=bank / "bank.yaml")
    silent = sp.load(bank / "desk.yaml", fill={"soon": "2 hours"})
    assert SENTENCE in said(quoting, "zh")
    assert SENTENCE not in said(silent, "zh")
    assert quoting.digest == silent.digest
    assert quoting.clauses["1.2"].at == "一（二）"


def test_the_book_says_it_too(bank: Path) -> None:
    """Numbering, sentence, and what must be said of the copy."""
    book = book_of(sp.load(bank / "desk.yaml", fill=bank / "bank.yaml"))
    for written in (as_html(book), as_markdown(book)):
        assert "一（二）" in written
        assert SENTENCE in written
        assert "the copy breaks off after chapter three" in written


def test_it_is_written_back() -> None:
    """What a policy says of its source reads back to the same digest; where a clause stands is part of that."""
    one = policy(clauses={"1.2": {"at": "一（二）", "text": SENTENCE}})
    assert sp.Policy(**{key: part for key, part in one.plain().items() if key != "servicepolicy"}).digest == one.digest
    assert one.digest != policy(clauses={"1.2": "一（三）"}).digest


@pytest.mark.parametrize(
    ("sentences", "problem"),
    [
        ('desk: {"1.3": x}\n', "`1.3` is cited by nothing"),
        ("- x\n", "stand by policy, then by clause"),
        ("desk: x\n", "stand by policy, then by clause"),
    ],
)
def test_sentences_of_nothing_are_told(bank: Path, sentences: str, problem: str) -> None:
    """A clause that nothing cites, or another form, is one clear problem."""
    (bank / "sentences.yaml").write_text(sentences, encoding="utf-8")
    with pytest.raises(sp.PolicyError, match=problem):
        sp.load(bank / "desk.yaml", fill=bank / "bank.yaml")


@pytest.mark.parametrize("name", sp.packs())
def test_shipped_policies_name_every_clause(name: str) -> None:
    """Each clause that a shipped policy cites has its place in the source, and none has one that is not cited."""
    policy = sp.load(name)
    cited = {clause for rule in policy.rules for clause in rule.clause}
    cited |= {clause for level in policy.slas for clause in level.clause}
    cited |= {clause for statement in policy.statements for clause in statement.clause}
    assert set(policy.clauses) == cited
    assert all(one.at and not one.text for one in policy.clauses.values())
    assert policy.document.source_note is not None
