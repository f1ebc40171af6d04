"""What is counted of subjects some of whose events are lost: whatever was lost, nothing sure comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.judging.rows import Row
from servicepolicy.kinds.incentive.counts import CountReader
from servicepolicy.language.truth import Settle
from tests.strategies.incentive import AssessedExample as LadderExample
from tests.strategies.incentive import ladder_examples
from tests.strategies.incentive_forms import pool_examples, promotion_examples, published_examples
from tests.strategies.incentive_scores import score_examples
from tests.strategies.scorecard import AssessedExample, scorecard_examples
from tests.strategies.scorecard_forms import ScoredExample, sla_examples, unit_examples, weighted_examples

Example = AssessedExample | ScoredExample | LadderExample
drawn = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
EXAMPLES: st.SearchStrategy[Example] = st.one_of(
    scorecard_examples(),
    weighted_examples(),
    unit_examples(),
    sla_examples(),
    ladder_examples(),
    promotion_examples(),
    pool_examples(),
    published_examples(),
    score_examples(),
)


def found(example: Example) -> dict[tuple[str, str, str], Any]:
    """Scorecards, service levels and awards by rule, subject and period."""
    if isinstance(example, AssessedExample):
        all_of_them: tuple[Any, ...] = example.findings()
    else:
        assessment = example.assessment()
        all_of_them = (*assessment.scorecards, *assessment.slas, *assessment.awards)
    return {(one.rule, one.subject, one.period): one for one in all_of_them}


@drawn
@given(EXAMPLES, st.data())
def test_what_is_sure_of_a_torn_log_is_so_of_the_whole_one(example: Example, data: st.DataObject) -> None:
    """A subject loses events and says so: every status is that of the whole log or unknown, every bound holds it."""
    whole = found(example)
    assume(example.subjects)
    torn = data.draw(st.integers(0, len(example.subjects) - 1))
    record = example.subjects[torn]
    kept = [one for one in record["events"] if data.draw(st.booleans())]
    half_read = {**record, "events": kept, "not_offered": ["events"]}
    subjects = (*example.subjects[:torn], half_read, *example.subjects[torn + 1 :])
    for key, ours in found(attrs.evolve(example, subjects=subjects)).items():
        right = whole.get(key)
        note(f"torn {ours.plain()}")
        note(f"whole {right and right.plain()}")
        if str(ours.status) not in ("unknown", "pending"):  # a period that has not ended is so for what may be there
            assert str(ours.status) == (str(right.status) if right is not None else "not_applicable")
        elif right is not None and hasattr(ours, "indicators"):
            for figure, true in zip(ours.indicators, right.indicators, strict=True):
                if true.value is not None:
                    assert figure.low is None or figure.low <= true.value
                    assert figure.high is None or figure.high >= true.value


MOMENT = datetime(2026, 2, 1, tzinfo=UTC)
POLICY = sp.loads("""
servicepolicy: 1
policy: desk
timezone: Europe/London
rules:
- id: desk
  kind: scorecard
  subject: organisation
  clause: 1
  period: month
  indicators:
  - {id: transfers, measure: {count: {event: transferred, on: case}}, target: {le: 2}}
  - {id: marks, measure: {mean: {event: rated, on: case, of: score}}, scale: [1, 5], target: {ge: 4}}
  - {id: reopened, measure: {share: {of: case, where: {reopened: true}}}, target: {le: 60%}}
""")


def case(name: str, *events: str, **header: object) -> sp.Case:
    """A case of January 2026."""
    at = "2026-01-05T09:00:00Z"
    said = [{"event": event, "at": at, "seq": place, **({"score": 5} if event == "rated" else {})}
            for place, event in enumerate(events)]  # fmt: skip
    return sp.Case.model_validate({"subject": "case", "id": name, "type": "complaint", "events": said, **header})


def figures(*cases: sp.Case) -> dict[str, tuple[Any, ...]]:
    """Value, bounds and answer of each indicator."""
    [card] = POLICY.assess(cases, "2026-01").scorecards
    return {one.id: (one.value, one.low, one.high, one.met) for one in card.indicators}


def test_lost_events_may_be_any_number() -> None:
    """One case of two lost some: the count has no upper bound, a mean any value of its scale, a share one case more."""
    whole = case("C-1", "received", "transferred", "rated", reopened=False)
    assert figures(whole) == {
        "transfers": (1, 1, 1, True), "marks": (5, 5, 5, True), "reopened": (0, 0, 0, True)
    }  # fmt: skip
    torn = case("C-2", "received", "transferred", reopened=False, not_offered=["events"])
    assert figures(whole, torn) == {
        "transfers": (None, 1, None, None),
        "marks": (None, 1, 5, None),
        "reopened": (None, 0, 0.5, True),
    }


def test_a_score_holds_whether_or_not_there_are_cases_that_may_not_be_there() -> None:
    """What may have no case has perhaps no points: where the others then decide nothing, the score is not known."""
    policy = sp.loads("""
servicepolicy: 1
policy: desk
timezone: Europe/London
rules:
- id: card
  kind: scorecard
  subject: agent
  clause: 1
  period: month
  indicators:
  - {id: marks, measure: {mean: {event: rated, of: score}}, scale: [0, 100], weight: 50%}
  - {id: kept, measure: {share: {of: case, where: {reopened: false}}, credit: owner}, weight: 50%}
  target: {ge: 60}
""")
    rated = [{"event": "rated", "at": "2026-01-05T09:00:00Z", "score": 0}]
    agent = sp.Agent.model_validate({"subject": "agent", "id": "ann", "events": rated})
    [card] = policy.assess([agent, case("C-1", "received", reopened=False)], "2026-01").scorecards
    assert (str(card.status), card.low) == ("unknown", None)


def test_who_holds_a_question_that_was_read_by_half_is_not_known() -> None:
    """A hand-over may be lost: nobody is named as the owner, and an edition is not chosen by the first event left."""
    policy = sp.loads("""
servicepolicy: 1
policy: desk
timezone: Europe/London
rules:
- {id: first, kind: ownership, clause: 1, starts: received, ends: closed}
- {id: old, kind: deadline, clause: 2, start: received, stop: replied, within: 1 day, in_force: {until: 2025-12-31}}
""")
    torn = case("C-1", "replied", not_offered=["events"])
    assert policy.owner(torn, at=MOMENT).doubts == ("events",)
    old = policy.evaluate(torn, as_of=MOMENT)["old"]
    assert str(old.status) == "unknown"


def test_what_may_be_of_anybody_is_not_tried_in_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty breaches of nobody known: the ladder of a person is given up at once, with all of them named."""
    policy = sp.loads("""
servicepolicy: 1
policy: desk
timezone: Europe/London
rules:
- {id: answered, kind: deadline, clause: 1, start: received, stop: replied, within: 1 day}
- id: late
  kind: incentive
  clause: 2
  period: month
  counts: {verdicts: [answered], is: breached, credit: actor}
  ladder: [{from: 1, each: 10 GBP}]
""")
    told = [{"event": "received", "at": "2026-01-05T09:00:00Z"}, {"event": "replied", "at": "2026-01-09T09:00:00Z"}]
    cases = [sp.Case.model_validate({"subject": "case", "id": f"C-{place}", "events": told}) for place in range(40)]
    tried = list[str]()
    counted = CountReader.cases

    def cases_of(self: CountReader, person: str, since: int, settle: Settle) -> Iterator[Row]:
        tried.append(person)
        return counted(self, person, since, settle)

    monkeypatch.setattr(CountReader, "cases", cases_of)
    agent = sp.Agent.model_validate({"subject": "agent", "id": "ann", "events": []})
    [award] = policy.assess([*cases, agent], "2026-01").awards
    assert (award.reason.code, len(award.doubts), tried) == ("too_many_doubts", 40, ["ann"])
