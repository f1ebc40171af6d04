"""A large log is judged on columns: its report is, to the letter, the one that single subjects come to."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest

from servicepolicy.logs import read_log
from servicepolicy.reporting import check_parts
from servicepolicy.reporting.checked import CheckReport, check
from servicepolicy.reporting.formats import Output, Setting
from servicepolicy.reporting.formats import page as pages
from servicepolicy.reporting.formats.text import checked_text
from servicepolicy.reporting.jsonout import summary_plain
from tests.columnar import crowded
from tests.columnar.equal import readable

POLICY = crowded.policy()
BY = ("unit", "agent", "quarter", "channel")


def log_of(seed: int, count: int) -> list[dict[str, Any]]:
    """A crowd of cases, some of a source that cannot say the channel, and interactions among them."""
    cases = readable(POLICY, crowded.crowd(seed, count))
    for number, one in enumerate(cases):
        if number % 4 == 0:
            one.pop("channel", None)
            one["not_offered"] = ["channel"]
        if number % 9 == 0:
            cases[number] = {"subject": "interaction", "id": one["id"], "events": []}
    return cases


def checked(
    monkeypatch: pytest.MonkeyPatch, cases: list[dict[str, Any]], crowd: int, form: str, *statuses: str
) -> tuple[CheckReport, str]:
    """The report on some cases, so many judged together, and what is written of it."""
    monkeypatch.setattr(check_parts, "TOGETHER", 20)
    monkeypatch.setattr(check_parts, "LARGE", 1)
    monkeypatch.setattr(check_parts, "CROWD", crowd)
    monkeypatch.setattr(pages, "OF_A_RULE", 9)
    written = StringIO()
    setting = Setting(by=BY, statuses=frozenset(statuses) or Setting().statuses)
    writer = Output(form, setting, written, POLICY.timezone)
    report = check(
        POLICY,
        read_log(cases),
        as_of=crowded.AS_OF,
        context=crowded.CONTEXT,
        by=BY,
        worst=7,
        writers=[writer],
    )
    return report, written.getvalue()


@pytest.mark.parametrize(
    ("seed", "form", "statuses"),
    [(12, "html", ()), (13, "csv", ("breached", "unknown")), (14, "sarif", ())],
)
def test_columns_come_to_what_single_subjects_do(
    seed: int, form: str, statuses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts, reasons, worst cases, margins, doubts, groups and exceptions agree, and so does all that is written."""
    cases = log_of(seed, 130)
    one, told_by_one = checked(monkeypatch, cases, 20, form, *statuses)
    many, told_by_many = checked(monkeypatch, cases, 60, form, *statuses)
    assert summary_plain(many.summary) == summary_plain(one.summary)
    assert checked_text(many, "zh") == checked_text(one, "zh")
    assert told_by_many == told_by_one


def test_columns_judge_most_of_a_large_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first parts, the engine is asked of few subjects, unless each verdict is listed."""
    cases = log_of(15, 120)
    asked: list[str] = []
    evaluate = type(POLICY).evaluate

    def counted(self: Any, subject: Any, **given: Any) -> Any:
        asked.append(subject.id)
        return evaluate(self, subject, **given)

    monkeypatch.setattr(type(POLICY), "evaluate", counted)
    checked(monkeypatch, cases, 120, "text")
    few = len(set(asked))
    asked.clear()
    checked(monkeypatch, cases, 120, "json")
    assert len(set(asked)) == len(cases)
    assert few < len(cases)
