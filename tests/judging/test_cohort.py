"""Everybody assessed in one pass: each subject is read once and let go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.models.timeline import SubjectFacts
from tests.judging.building import policy, rule
from tests.strategies.incentive import AssessedExample, ladder_examples
from tests.strategies.incentive_forms import pool_examples, promotion_examples, published_examples
from tests.strategies.incentive_scores import score_examples
from tests.strategies.scorecard_forms import ScoredExample, sla_examples, unit_examples, weighted_examples

KINDS = ("servicepolicy.kinds.incentive.judge.reads", "servicepolicy.kinds.scorecard.judge.reads")
CARD: dict[str, Any] = {
    "id": "card",
    "kind": "scorecard",
    "subject": "organisation",
    "clause": "2",
    "period": "month",
    "indicators": [
        {"id": "kept", "measure": {"kept": {"verdicts": "answered", "of": "case"}}},
        {"id": "used", "measure": {"median": {"verdicts": "answered", "on": "case", "of": "used"}}},
    ],
}


@given(
    st.one_of(
        ladder_examples(),
        pool_examples(),
        promotion_examples(),
        published_examples(),
        score_examples(),
        sla_examples(),
        unit_examples(),
        weighted_examples(),
    )
)
def test_what_is_let_go_is_assessed_as_what_is_kept(example: AssessedExample | ScoredExample) -> None:
    """Where no kind of rule says before what it will ask, everything is kept; the findings are the same."""
    found = example.assessment()
    with pytest.MonkeyPatch.context() as patch:
        for name in KINDS:
            patch.delattr(name)
        assert found == example.assessment()


def cases(count: int) -> Iterator[SubjectFacts]:
    """Cases of January 2026, every third answered too late and every seventh not at all."""
    for number in range(count):
        received = {"event": "received", "at": f"2026-01-{number % 20 + 5:02}T09:00:00+08:00"}
        late = 9 if number % 3 == 0 else 1
        answered = {"event": "replied", "at": f"2026-01-{number % 20 + 5:02}T{9 + late:02}:00:00+08:00", "by": "e1"}
        yield sp.Case.model_validate(
            {"id": f"C-{number:05}", "type": "complaint", "events": [received, answered][: 1 if number % 7 == 0 else 2]}
        ).facts()


def test_a_case_is_gone_when_the_next_but_one_is_read() -> None:
    """Of cases that are handed in one by one, no more than three are there at any time."""
    judged = policy(rule(stop="replied", within="4 hours", clock=None), CARD)
    most = 0

    def watched() -> Iterator[SubjectFacts]:
        nonlocal most
        for facts in cases(60):
            yield facts
            here = sum(isinstance(one, SubjectFacts) and one.subject == "case" for one in gc.get_objects())
            most = max(most, here)

    before = sum(isinstance(one, SubjectFacts) and one.subject == "case" for one in gc.get_objects())
    found = judged.assess(watched(), "2026-01")
    assert found.scorecards[0].indicators[0].cases == 60
    assert most - before <= 3


def test_cases_come_in_any_order_and_once() -> None:
    """Mixed, and some of them twice, the assessment names the same cases in the same order."""
    judged = policy(rule(stop="replied", within="4 hours", clock=None), CARD)
    in_order = list(cases(200))
    mixed = [*in_order[::3], *in_order[5::10], *reversed(in_order)]
    assert judged.assess(iter(mixed), "2026-01") == judged.assess(in_order, "2026-01")


def test_of_two_subjects_of_one_id_the_first_counts() -> None:
    """The second case of an id is left out, wherever it stands."""
    judged = policy(rule(stop="replied", within="4 hours", clock=None), CARD)
    late, in_time = list(cases(3))[:2]
    twin = SubjectFacts(in_time.id, "case", late.opened, {}, late.timeline)
    found = judged.assess([late, in_time, twin], "2026-01").scorecards[0].indicators[0]
    assert (found.cases, str(found.value)) == (2, "1/2")
    assert judged.assess([late, twin, in_time], "2026-01").scorecards[0].indicators[0].value == 0


@pytest.mark.parametrize("measure", ["share", "count"])
def test_what_is_counted_by_a_computed_fact_that_is_not_known_is_unknown(measure: str) -> None:
    """A fact that hangs on what is not recorded leaves the figure open, and says what would settle it."""
    card = {
        **CARD,
        "indicators": [
            {
                "id": "figure",
                "measure": {measure: {"of": "case", "where": {"in_full": {"ge": 1}}}, "credit": "all", "in": "start"},
            }
        ],
    }
    judged = sp.Policy(
        policy="desk",
        timezone="Asia/Shanghai",
        facts={
            "in_full": {
                "type": "number",
                "subject": "case",
                "count": {"event": "replied", "where": {"substance": "full"}},
            }
        },
        rules=[card],
    )
    events = [
        {"event": "received", "at": "2026-01-05T09:00:00+08:00"},
        {"event": "replied", "at": "2026-01-05T10:00:00+08:00"},
    ]
    case = sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": events})
    [found] = judged.assess([case], "2026-01")["card"]
    assert found.doubts == ("C-1/2.substance",)
    [figure] = found.indicators
    assert (figure.low, figure.high) == (0, 1)
