"""Generated scorecards, and the employees and cases that they count."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Complaint
from servicepolicy.policy.policy import Policy
from servicepolicy.results.assessment import ScorecardFinding

__all__ = ["AssessedExample", "scorecard_examples"]

Plain = dict[str, Any]

ZONE = "Asia/Shanghai"
PERIOD = "2026-01"
PEOPLE = ("a1", "a2")
# Around the bounds of a month and of the one before, first and last instants included.
TIMES = (
    "2025-11-30T23:59:59+08:00",
    "2025-12-01T00:00:00+08:00",
    "2025-12-20T10:00:00+08:00",
    "2025-12-31T23:59:59+08:00",
    "2026-01-01T00:00:00+08:00",
    "2026-01-15T10:00:00+08:00",
    "2026-01-29T10:00:00+08:00",
    "2026-01-31T23:59:59+08:00",
    "2026-02-01T00:00:00+08:00",
)
SCORES = (None, 0, 50, 80, 80, 95, 100, 120)
RATERS = ("self", "superior", "customer", "customer", None)
RATED: Plain = {"event": "rated", "of": "score"}
CUSTOMERS: Plain = {**RATED, "where": {"rater": "customer"}}
MEASURES: tuple[Plain, ...] = (
    {"mean": RATED},
    {"mean": CUSTOMERS},
    {"median": RATED},
    {"quantile": RATED, "at": "90%"},
    {"quantile": CUSTOMERS, "at": "25%"},
    {"count": "rated"},
    {"count": {"event": "rated", "distinct": "rater"}},
    {"share": {"event": "rated", "where": {"score": {"ge": "80"}}}},
    {"share": {"of": "case", "where": {"reopened": "false"}}, "credit": "owner"},
    {"share": {"of": "case", "where": {"reopened": "false"}}, "credit": "owner_at_close", "in": "stop"},
    {"kept": "answered", "credit": "owner"},
    {"ratio": "closed", "to": "received", "on": "case", "credit": "owner"},
    {"mean": {**RATED, "by": "rater"}},
)
ANSWERED: Plain = {
    "id": "answered",
    "kind": "deadline",
    "clause": "1",
    "start": "received",
    "stop": {"event": "replied", "where": {"to": "customer"}},
    "within": "3 days",
}


@attrs.frozen
class AssessedExample:
    """One scorecard with one indicator, many subjects and a month.

    Attributes:
        indicator: The indicator, as a document has it.
        subjects: The records of employees and cases.
        period: The month.
    """

    indicator: Plain
    subjects: tuple[Plain, ...]
    period: str = PERIOD

    def findings(self) -> tuple[ScorecardFinding, ...]:
        """What the engine says of everybody."""
        card: Plain = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
        policy = Policy(policy="generated", timezone=ZONE, rules=[ANSWERED, {**card, "indicators": [self.indicator]}])
        records = [
            (Agent if record["subject"] == "agent" else Complaint).model_validate(record) for record in self.subjects
        ]
        return policy.assess(records, self.period).scorecards


def _known(record: Plain) -> Plain:
    return {name: value for name, value in record.items() if value is not None}


@st.composite
def drawn_agents(draw: DrawFn, person: str) -> Plain:
    """An employee with up to four ratings around January 2026."""
    events = [
        _known(
            {
                "event": "rated",
                "at": draw(st.sampled_from(TIMES)),
                "seq": number,
                "score": draw(st.sampled_from(SCORES)),
                "rater": draw(st.sampled_from(RATERS)),
                "period": draw(st.sampled_from((None, None, None, PERIOD, "2026"))),
            }
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return {"subject": "agent", "id": person, "events": events}


@st.composite
def drawn_cases(draw: DrawFn, number: int) -> Plain:
    """A case around January 2026 that may have been answered and closed."""
    times = sorted(draw(st.lists(st.sampled_from(TIMES), min_size=3, max_size=3)))
    events: list[Plain] = [{"event": "received", "at": times[0], "seq": 0}]
    if draw(st.booleans()):
        to = draw(st.sampled_from(("customer", "customer", None)))
        events.append(_known({"event": "replied", "at": times[1], "seq": 1, "by": "a1", "to": to}))
    if draw(st.booleans()):
        events.append({"event": "closed", "at": times[2], "seq": 2})
    owner = draw(st.sampled_from((*PEOPLE, *PEOPLE, None)))
    reopened = draw(st.sampled_from((True, False, False, None)))
    return _known({"subject": "case", "id": f"C-{number}", "owner": owner, "reopened": reopened, "events": events})


def telling(op: str, bound: str) -> str:
    """The comparison, or its neighbour where it would say nothing: every share is at most 100 %."""
    return {"gt": "ge", "le": "lt"}.get(op, op) if bound == "100%" else op


@st.composite
def _indicators(draw: DrawFn) -> Plain:
    measure = draw(st.sampled_from(MEASURES))
    indicator: Plain = {"id": "figure", "measure": measure}
    rating = next(iter(measure)) in ("mean", "median", "quantile")
    if rating:
        indicator["scale"] = ["0", "100"]
    bounds = ("50", "80", "95") if rating else ("1", "2") if "count" in measure else ("50%", "80%", "100%")
    if draw(st.booleans()):
        op, bound = draw(st.sampled_from(("ge", "gt", "le", "lt"))), draw(st.sampled_from(bounds))
        indicator["target"] = {telling(op, bound): bound}
    if draw(st.booleans()):
        size = draw(st.sampled_from(("0%", "10%", "50%")))
        way = draw(st.sampled_from(("up", "down")))
        indicator["change"] = {"against": "previous", way: size}
    if draw(st.booleans()):
        indicator["at_least_cases"] = str(draw(st.integers(1, 3)))
    if "by" in str(measure):
        indicator["raters"] = {"self": "20%", "superior": "30%", "customer": "50%"}
        indicator["missing"] = draw(st.sampled_from(("unknown", "reweight")))
    return indicator


@st.composite
def scorecard_examples(draw: DrawFn) -> AssessedExample:
    """One indicator of any form, two employees with ratings, up to four cases, and the month of January 2026."""
    agents = [draw(drawn_agents(person)) for person in PEOPLE]
    cases = [draw(drawn_cases(number)) for number in range(draw(st.integers(0, 4)))]
    return AssessedExample(draw(_indicators()), (*agents, *cases))
