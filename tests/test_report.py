"""A report says what it rests on: the moment of knowledge, the context, and what was handed in twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from servicepolicy.models.complaint import Case
from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy
from servicepolicy.results.report import Report

AS_OF = datetime(2026, 1, 6, tzinfo=UTC)
RULE = {"id": "a", "kind": "deadline", "clause": "1", "start": "received", "stop": "replied", "within": "3 days"}
POLICY = Policy(policy="p", timezone="Asia/Shanghai", rules=[RULE])
RECEIVED = {"event": "received", "at": "2026-01-05T09:00:00+08:00"}


def judged(*events: dict[str, Any], **more: Any) -> Report:
    """The report on a case."""
    record = {"id": "C-1", "type": "complaint", "timezone": "Asia/Shanghai", "events": events or (RECEIVED,)}
    return POLICY.evaluate(Case.model_validate(record), as_of=AS_OF, **more)


def test_what_was_known_when_is_said() -> None:
    """The moment of knowledge stands on the report and in its data; without one, all was known."""
    report = judged(known_at=AS_OF)
    assert report.known_at == AS_OF
    assert report.plain()["known_at"] == "2026-01-06T00:00:00Z"
    assert (judged().known_at, judged().plain()["known_at"]) == (None, None)


def test_the_context_is_identified() -> None:
    """One digest covers organisation, ledger and waivers: equal contexts have one, others another, none has none."""
    empty, other = Context(), Context(ledger=())
    assert judged(context=empty).context == Context().digest() == judged(context=Context()).plain()["context"]
    assert judged(context=other).context != judged(context=empty).context
    assert (judged().context, judged().plain()["context"]) == (None, None)
    assert judged(context=empty) == judged(context=Context()) != judged(context=other)


def test_identical_events_are_counted() -> None:
    """An event that is handed in three times counts once, and the report says that there were two more."""
    assert (judged().duplicates, judged().plain()["duplicates"]) == (0, 0)
    report = judged(RECEIVED, RECEIVED, RECEIVED)
    assert (report.duplicates, report.plain()["duplicates"]) == (2, 2)
    assert report.verdicts == judged().verdicts


def test_the_context_itself_is_not_shown() -> None:
    """What a context says is not a part of the report's representation."""
    assert "Context" not in repr(judged(context=Context()))


@pytest.mark.parametrize(
    ("title", "language"),
    [({"zh": "按时答复"}, "zh"), ({"en": "In time"}, "en"), ({"zh": "答复", "en": "In time"}, "en"), (None, "en")],
)
def test_a_report_says_itself(title: dict[str, str] | None, language: str) -> None:
    """`str()` explains, in the language in which the policy calls its rules."""
    rule = {**RULE, **({"title": title} if title else {})}
    policy = Policy(policy="p", timezone="Asia/Shanghai", rules=[rule])
    report = policy.evaluate(Case.model_validate({"id": "C-1", "events": [RECEIVED]}), as_of=AS_OF)
    assert str(report) == report.explain(language)
    assert str(report.verdicts[0]) == report.verdicts[0].explain(language)
    decision = policy.decide("replied", by="e1", at=AS_OF)
    assert str(decision) == decision.explain("en")
