"""Two tables of subjects and events: what they may hold, and what is said of those that cannot be used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from servicepolicy import columnar
from servicepolicy.errors import FactsError, UsageError
from servicepolicy.models.complaint import Case
from servicepolicy.policy.policy import Policy

AS_OF = datetime(2026, 2, 1, tzinfo=UTC)
POLICY = Policy(
    policy="answers",
    timezone="Asia/Shanghai",
    rules=[
        {
            "id": "answered",
            "kind": "deadline",
            "clause": "1",
            "start": "received",
            "stop": "replied",
            "within": "2 days",
        },
        {"id": "told", "kind": "requirement", "clause": "2", "at": "transferred", "must": {"customer_told": "true"}},
    ],
)


def at(day: int) -> datetime:
    """Noon of a day in January."""
    return datetime(2026, 1, day, 12, tzinfo=UTC)


def events(**columns: list[Any]) -> pl.DataFrame:
    """An events table of two subjects, with more columns or others."""
    said: dict[str, Any] = {
        "subject": ["b", "a", "b", "a"],
        "event": ["received", "received", "replied", "transferred"],
        "at": [at(1), at(2), at(9), at(3)],
        "customer_told": [None, None, None, True],
    }
    return pl.DataFrame({**said, **columns})


def problems(given: object, subjects: object = None) -> list[tuple[str, str]]:
    """Code and place of everything that is wrong with two tables."""
    with pytest.raises(FactsError) as refused:
        columnar.evaluate(POLICY, given, subjects, as_of=AS_OF)
    return [(problem.code, problem.where.path) for problem in refused.value.problems]


def test_the_verdicts_are_those_of_the_policy() -> None:
    """Each subject of the tables gets the verdicts that `Policy.evaluate` gives to its record."""
    found = columnar.evaluate(POLICY, events(), as_of=AS_OF).verdicts
    rows = {(row["subject"], row["rule"]): row for row in found.iter_rows(named=True)}
    for key, own in (
        ("a", [{"event": "received", "at": at(2)}, {"event": "transferred", "at": at(3), "customer_told": True}]),
        ("b", [{"event": "received", "at": at(1)}, {"event": "replied", "at": at(9)}]),
    ):
        report = POLICY.evaluate(Case.model_validate({"id": key, "events": own}), as_of=AS_OF)
        for verdict in report.verdicts:
            row = rows[key, verdict.rule]
            assert (row["status"], row["reason"]) == (verdict.status, verdict.reason.code)
            assert (row["due"], row["stopped"], row["final"]) == (verdict.due, verdict.stopped, verdict.final)
            assert row["facts"] == ([fact.event for fact in verdict.facts] or None)
    assert len(rows) == len(found) == 4


def test_frames_may_be_lazy_or_of_arrow() -> None:
    """A lazy frame and a table of Arrow give what the frame itself gives."""
    whole = columnar.evaluate(POLICY, events(), as_of=AS_OF).verdicts
    for given in (events().lazy(), events().to_arrow()):
        assert columnar.evaluate(POLICY, given, as_of=AS_OF).verdicts.equals(whole)


def test_a_subject_without_events_is_judged() -> None:
    """A row of the subjects table is a subject, whether anything happened to it or not."""
    subjects = pl.DataFrame({"subject": ["c", "b", "a"], "type": "complaint"})
    found = columnar.evaluate(POLICY, events(), subjects, as_of=AS_OF).verdicts
    assert found.filter(pl.col("subject") == "c")["status"].to_list() == ["not_applicable"] * 2


def test_every_difference_of_a_schema_is_told_at_once() -> None:
    """Whatever a table lacks or types otherwise is one problem each, all of them in one error."""
    wrong = events(at=[at(1).replace(tzinfo=None)] * 4, by=[1] * 4, seq=["1"] * 4).drop("event")
    assert problems(wrong) == [
        ("missing-column", "events.event"),
        ("wrong-type", "events.by"),
        ("naive-time", "events.at"),
        ("wrong-type", "events.seq"),
    ]


def test_gaps_are_told_with_their_rows() -> None:
    """An event without a subject or a time is refused with its row."""
    gaps = events(subject=["b", None, "b", "a"], at=[at(1), at(2), None, at(3)])
    assert problems(gaps) == [("missing-field", "events[1].subject"), ("missing-field", "events[2].at")]


def test_what_a_record_cannot_say_is_told_with_the_row_of_the_table() -> None:
    """A field that an event does not have, and a value of the wrong type, are told where they stand in the table."""
    wrong = events(customer_told=[True, None, None, True])
    assert problems(wrong) == [("unknown-field", "events[0].customer_told")]
    assert problems(events(event=["received", "receved", "replied", "transferred"])) == [
        ("unknown-event", "events[1].event")
    ]


def test_subjects_must_agree_with_events() -> None:
    """A subject that stands twice, and an event of a subject that has no row, are refused."""
    assert problems(events(), pl.DataFrame({"subject": ["a", "b", "a"]})) == [("subject-twice", "subjects[2].subject")]
    assert problems(events(), pl.DataFrame({"subject": ["a"]})) == [
        ("unknown-subject", "events[0].subject"),
        ("unknown-subject", "events[2].subject"),
    ]


def test_what_is_no_table_is_refused() -> None:
    """A list is no table."""
    with pytest.raises(UsageError, match="must be a frame of Polars"):
        columnar.evaluate(POLICY, [], as_of=AS_OF)
