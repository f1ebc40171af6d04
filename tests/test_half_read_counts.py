"""What is counted of subjects some of whose events are lost: whatever was lost, nothing sure comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
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
    assume(example.subjects)
    torn = data.draw(st.integers(0, len(example.subjects) - 1))
    record = example.subjects[torn]
    if record["subject"] == "case" and data.draw(st.booleans()):
        again = [
            {**event, "matter": "second"} for event in record["events"] if event["event"] in ("received", "replied")
        ]
        record = {**record, "events": [*record["events"], *again]}

    def with_it(read: Any) -> Example:
        return attrs.evolve(example, subjects=(*example.subjects[:torn], read, *example.subjects[torn + 1 :]))

    whole = found(with_it(record))
    kept = [one for one in record["events"] if data.draw(st.booleans())]
    lost = len(record["events"]) - len(kept) + data.draw(st.integers(0, 1))
    half_read = {**record, "events": kept, "not_offered": [data.draw(st.sampled_from(["events", f"events <= {lost}"]))]}
    for key, ours in found(with_it(half_read)).items():
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


COUNTED = sp.loads("""
servicepolicy: 1
policy: desk
timezone: Europe/London
slas:
- {id: level, clause: 3, period: month, rules: [answered], objective: 60%}
rules:
- {id: answered, kind: deadline, clause: 1, start: received, stop: replied, within: 1 hour}
- id: kept-short
  kind: deadline
  clause: 1
  start: received
  stop: replied
  within: 1 hour
  cycle: {repeat: from_act, until: closed}
- id: desk
  kind: scorecard
  subject: organisation
  clause: 2
  period: month
  indicators:
  - {id: kept, measure: {kept: answered}, target: {ge: 60%}}
  - {id: comes-back, measure: {kept: kept-short}}
  - {id: transfers, measure: {count: {event: transferred, on: case}}}
""")


def answered(name: str, **header: object) -> sp.Case:
    """A case of January 2026 that was answered at once, and sent on once."""
    return case(name, "received", "replied", "transferred", "closed", **header)


@pytest.mark.parametrize(
    ("lost", "level", "kept", "comes_back", "transfers"),
    [
        ("events", ("unknown", 0, 1), (0, 1), (0, 1), (4, None)),  # any number of matters may have come and gone
        ("events <= 1", ("unknown", Fraction(2, 5), 1), (Fraction(2, 5), 1), (0, 1), (4, 6)),
        (None, ("met", 1, 1), (1, 1), (1, 1), (5, 5)),
    ],
)
def test_a_lost_event_may_have_begun_another_matter(
    lost: str | None,
    level: tuple[Any, ...],
    kept: tuple[Any, ...],
    comes_back: tuple[Any, ...],
    transfers: tuple[Any, ...],
) -> None:
    """One case of five lost events: of what counts verdicts, so many more may count as there may be events."""
    whole = [answered(f"C-{place}") for place in range(4)]
    torn = answered("C-9", **({} if lost is None else {"not_offered": [lost]}))
    found = COUNTED.assess([*whole, torn], "2026-01")
    [sla], [card] = found.slas, found.scorecards
    assert (str(sla.status), sla.low, sla.high) == level
    shown = {one.id: (one.low, one.high) for one in card.indicators}
    assert shown == {"kept": kept, "comes-back": comes_back, "transfers": transfers}


def test_a_few_lost_events_leave_what_many_cases_show() -> None:
    """Of a hundred cases one lost two events at most: the level was reached whatever these were."""
    cases = [answered(f"C-{place:02}") for place in range(99)]
    torn = case("C-99", "received", not_offered=["events <= 2"])
    [sla] = COUNTED.assess([*cases, torn], "2026-01").slas
    assert (str(sla.status), sla.unknown, sla.behind_unknown) == ("met", 4, (("C-99", ""),))
