"""The explanations of the worked cases, word for word. `python -m tests.telling.cases` writes them anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

import pytest

import servicepolicy as sp
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.testing import load_scenarios
from servicepolicy.testing.typed import typed_record
from tests.telling.building import bank, complaint
from tests.telling.cases import CASES, GOLDEN, written


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_reads_as_it_was_read(name: str) -> None:
    """In both languages, a worked case is explained in the words that were read and found good."""
    assert written(name) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    """Each golden file belongs to a case."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


@cache
def verdicts_of(pack: str) -> tuple[sp.Verdict, ...]:
    """Every verdict in the scenarios of a shipped policy, worked out once."""
    return tuple(judged(pack))


def judged(pack: str) -> Iterator[sp.Verdict]:
    """The same, one after the other."""
    scenarios = load_scenarios(pack)
    for case in scenarios.document.cases:
        if case.subject is None or case.as_of is None or case.decide is not None:
            continue
        record = typed_record(case.subject)
        subject = subject_model(str(record.get("subject", "case"))).model_validate(record)
        report = scenarios.policy.evaluate(subject, as_of=datetime.fromisoformat(case.as_of))
        yield from (*report.verdicts, *report.advice)


@pytest.mark.parametrize("pack", sp.packs())
def test_nothing_is_told_by_its_bare_code(pack: str) -> None:
    """Whatever the scenarios of the shipped policies make a verdict say, there are words for it in both languages."""
    bare: set[str] = set()
    for verdict in verdicts_of(pack):
        codes = [f"reason.{verdict.reason.code}"]
        codes += [f"step.{step.code}" for step in verdict.arithmetic]
        codes += [f"why_not.{why_not.code}" for why_not in verdict.why_not]
        codes += [f"role.{fact.role}" for fact in verdict.facts if fact.event > 0]
        codes += [f"state.{word}" for word in verdict.state if word not in ("late", "vote")]  # these choose the words
        bare.update(code for code in codes if code not in PHRASES)
    assert bare == set()


@pytest.mark.parametrize("pack", sp.packs())
def test_chinese_is_not_english(pack: str) -> None:
    """A Chinese explanation has no phrase of the English one in it, and no gap where an argument is missing."""
    english = {phrase for phrase, _ in PHRASES.values() if phrase.strip().count(" ") > 1 and "{" not in phrase}
    for verdict in verdicts_of(pack):
        told = verdict.explain("zh")
        assert not any(phrase in told for phrase in english)
        for line in (*told.splitlines(), *verdict.explain("en").splitlines()):
            assert "  " not in line.strip()
            assert not line.endswith((": ", "：", ":"))


def test_times_are_those_of_the_policys_zone() -> None:
    """Facts written in another zone are explained in the policy's own."""
    case = sp.Complaint.model_validate(
        {"id": "C", "events": [{"event": "received", "at": "2026-01-05T01:12:00Z", "by": "e17"}]}
    )
    told = bank().evaluate(case, as_of=datetime.fromisoformat("2026-01-05T02:00:00Z"))["classified-in-time"]
    assert "counted from Mon 5 Jan 2026 09:12" in told.verdicts[0].explain("en")


def test_another_language_is_a_wrong_call() -> None:
    """A language without words is refused, with those that there are."""
    report = bank().evaluate(complaint(), as_of=datetime.fromisoformat("2026-01-05T02:00:00Z"))
    with pytest.raises(sp.UsageError, match="`en`, `zh`"):
        report.explain("fr")
