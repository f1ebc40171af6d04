"""Questions drawn for a policy: subjects with the bank around them, corrections, and whole periods."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.testing.strategies import PeriodQuestion, Question, periods_for, questions_for

CALENDAR = {"timezone": "Europe/London", "hours": {"mon-fri": ["09:00-17:00"]}}
DESK = sp.Policy(
    policy="desk",
    timezone="Europe/London",
    calendars={"office": CALENDAR},
    roles={"clerk": {}, "head": {"above": ["clerk"]}},
    rules=[
        {"id": "quick", "kind": "deadline", "clause": "D", "start": "received", "stop": "replied",
         "within": "4 working hours", "clock": "unit"},
        {"id": "pay", "kind": "authority", "clause": "D", "action": "remedied", "amount": {"field": "amount"},
         "tiers": [{"role": "clerk", "le": "100 GBP"}, {"role": "head"}]},
        {"id": "monthly", "kind": "periodic", "subject": "organisation", "clause": "D", "every": "month",
         "due": {"after": "period", "within": "5 days"}, "act": "report_submitted"},
        {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "D", "period": "month",
         "indicators": [{"id": "r", "measure": {"mean": {"event": "rated", "of": "score"}}, "scale": ["0", "100"],
                         "target": {"ge": "80"}}]},
        {"id": "fine", "kind": "incentive", "clause": "D", "counts": {"event": "violation_established"},
         "ladder": [{"nth": 1, "entitles": "reminder"}, {"from": 2, "each": "10 GBP"}],
         "recorded": {"event": "sanctioned", "within": "3 days"}},
    ],
)  # fmt: skip


Asked = TypeVar("Asked")


def drawn_all(drawing: st.SearchStrategy[Asked], times: int) -> list[Asked]:
    """Examples, the same in every run."""
    found: list[Asked] = []

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawing)
    def keep(asked: Asked) -> None:
        found.append(asked)

    keep()
    return found


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    """Questions about cases."""
    return drawn_all(questions_for(DESK), 250)


def test_each_rule_is_kept_and_broken_with_the_bank_around_it(questions: list[Question]) -> None:
    """What hangs on the calendar of the unit and on the posts of people is met by some and breached by some."""
    said = Counter(
        (verdict.rule, verdict.status.value)
        for one in questions
        if one.context is not None
        for verdict in one.report(DESK).verdicts
    )
    for rule in ("quick", "pay"):
        assert all(said[rule, status] for status in ("met", "breached", "unknown")), said


def test_the_bank_and_what_was_known_when_are_drawn(questions: list[Question]) -> None:
    """Posts, calendars, delegations at limits, exceptions that hold, events taken back, and knowledge before that."""
    banks = [one.context.organisation for one in questions if one.context is not None]
    posts = [post for bank in banks if bank is not None for post in bank.posts or ()]
    assert {post.role for post in posts} >= {"clerk", "head"}
    assert any(post.until is not None for post in posts)
    assert {unit.calendar for bank in banks if bank is not None for unit in bank.units or ()} == {"office", None}
    limits = {str(one.limit) for bank in banks if bank is not None for one in bank.delegations or ()}
    assert {"100 GBP", "100.01 GBP"} <= {limit.replace(".00", "") for limit in limits}
    assert any(verdict.waived for one in questions for verdict in one.report(DESK).verdicts)
    taken_back = [one for one in questions if any(event.event == "voided" for event in one.subject.events)]
    when = [max(event.at for event in one.subject.events if event.event == "voided") for one in taken_back]
    assert any(one.known_at is not None and one.known_at < at for one, at in zip(taken_back, when, strict=True))


def test_knowledge_of_everything_changes_nothing(questions: list[Question]) -> None:
    """A law over such questions: what is known at the end of all records is what is known without a moment."""
    for one in questions[:60]:
        last = max((event.recorded_at or event.at for event in one.subject.events), default=one.as_of)
        whole = attrs.evolve(one, known_at=None).report(DESK)
        assert attrs.evolve(one, known_at=max(last, one.as_of)).report(DESK).verdicts == whole.verdicts


def test_a_duty_of_each_month_is_served_and_missed() -> None:
    """Reports of the bank are in time, late, and still to come."""
    said = Counter(
        verdict.status.value
        for one in drawn_all(questions_for(DESK, "organisation"), 60)
        for verdict in one.report(DESK).verdicts
    )
    assert min(said["met"], said["breached"], said["pending"])


def test_periods_are_met_and_missed() -> None:
    """Scorecards and awards are met, breached and still open, and of some nobody can tell."""
    asked: list[PeriodQuestion] = drawn_all(periods_for(DESK), 150)
    said = Counter((one.rule, one.status.value) for question in asked for one in question.assessment(DESK).findings)
    for rule in ("card", "fine"):
        assert all(said[rule, status] for status in ("met", "breached", "pending")), said
    assert said["card", "unknown"]
    with pytest.raises(sp.UsageError, match="judged over a period"):
        periods_for(DESK, rules=["pay"])
