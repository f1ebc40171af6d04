"""Generated scorecards of several indicators, scorecards of units, and service levels."""

from __future__ import annotations

from datetime import datetime

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Complaint
from servicepolicy.policy.policy import Policy
from servicepolicy.results.assessment import Assessment
from servicepolicy.testing.strategies.example import Plain
from tests.strategies.scorecard import ANSWERED, PERIOD, ZONE, drawn_agents, drawn_cases, telling

__all__ = ["ScoredExample", "sla_examples", "unit_examples", "weighted_examples"]

SOLVED: Plain = {
    "id": "solved",
    "kind": "deadline",
    "clause": "1",
    "start": "received",
    "stop": "closed",
    "within": "10 days",
}
RATED: Plain = {"event": "rated", "of": "score"}
NOT_REOPENED: Plain = {"share": {"of": "case", "where": {"reopened": "false"}}}
MEASURES: tuple[Plain, ...] = (
    {"mean": RATED},
    {"count": "rated"},
    {**NOT_REOPENED, "credit": "owner_at_close", "in": "stop"},
    {"kept": "answered", "credit": "owner"},
)
OF_UNITS: tuple[Plain, ...] = (NOT_REOPENED, {"kept": "answered"}, {"ratio": "closed", "to": "received", "on": "case"})
WEIGHTS = {1: ("100%",), 2: ("40%", "60%"), 3: ("20%", "30%", "50%")}
# The three days of an answer end with January where they began on the 28th.
RECEIVED = (*("2026-01-05T10:00:00+08:00",) * 3, "2026-01-28T23:59:59+08:00", "2026-01-29T00:00:00+08:00")
RECEIVED_ELSEWHEN = ("2025-12-28T10:00:00+08:00", "2025-12-29T10:00:00+08:00", "2026-01-18T10:00:00+08:00")
ENDED = (*("2026-01-08T23:59:59+08:00",) * 2, "2026-01-09T00:00:01+08:00", "2026-01-18T10:00:00+08:00")
ENDED_LATE = ("2026-01-30T10:00:00+08:00", "2026-02-01T00:00:00+08:00", "2026-02-03T10:00:00+08:00")
GRADES: list[Plain] = [{"ge": "90", "grade": "A"}, {"ge": "60", "grade": "B"}, {"grade": "C"}]


@attrs.frozen
class ScoredExample:
    """One scorecard or service level, many subjects and a month.

    Attributes:
        rule: The scorecard or the service level, as a document has it.
        subjects: The records of employees and cases.
        as_of: The moment that is judged; `None`: the end of the month.
    """

    rule: Plain
    subjects: tuple[Plain, ...]
    as_of: datetime | None = None

    def assessment(self) -> Assessment:
        """What the engine says."""
        cards = [] if "objective" in self.rule else [self.rule]
        slas = [self.rule] if "objective" in self.rule else []
        policy = Policy(policy="generated", timezone=ZONE, rules=[ANSWERED, SOLVED, *cards], slas=slas)
        records = [
            (Agent if record["subject"] == "agent" else Complaint).model_validate(record) for record in self.subjects
        ]
        return policy.assess(records, PERIOD, as_of=self.as_of)


def _target(draw: DrawFn, *bounds: str) -> Plain:
    op, bound = draw(st.sampled_from(("ge", "ge", "gt", "le", "lt"))), draw(st.sampled_from(bounds))
    return {telling(op, bound): bound}


def _weighted(draw: DrawFn, number: int, measure: Plain, weight: str) -> Plain:
    indicator: Plain = {"id": f"figure-{number}", "measure": measure, "weight": weight}
    shared = "share" in measure or "kept" in measure
    bounds = ("50%", "80%", "100%") if shared else ("1", "2") if "count" in measure else ("50", "80", "95")
    if "mean" in measure:
        indicator["scale"] = draw(st.sampled_from((["0", "100"], ["0", "100"], ["-50", "150"])))
    if "count" in measure or draw(st.booleans()):
        indicator["target"] = _target(draw, *bounds)
        if draw(st.booleans()):
            indicator["score"] = "target"
    if draw(st.integers(0, 2)) == 0:
        indicator["direction"] = draw(st.sampled_from(("up", "down")))
    if draw(st.integers(0, 3)) == 0:
        indicator["at_least_cases"] = str(draw(st.integers(1, 2)))
    return indicator


@st.composite
def weighted_examples(draw: DrawFn) -> ScoredExample:
    """A weighted sum of up to three indicators with targets and grades, two employees with ratings, and some cases."""
    measures = draw(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=3, unique_by=str))
    weights = WEIGHTS[len(measures)]
    card: Plain = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    card["indicators"] = [
        _weighted(draw, number, measure, weight)
        for number, (measure, weight) in enumerate(zip(measures, weights, strict=True))
    ]
    card["missing"] = draw(st.sampled_from(("unknown", "reweight")))
    if draw(st.booleans()):
        card["target"] = _target(draw, "50", "60", "80")
    if draw(st.booleans()):
        card["grades"] = GRADES
    agents = [draw(drawn_agents(person)) for person in ("a1", "a2")]
    cases = [draw(drawn_cases(number)) for number in range(draw(st.integers(0, 3)))]
    return ScoredExample(card, (*agents, *cases))


@st.composite
def _cases_of_units(draw: DrawFn, number: int) -> Plain:
    case: Plain = draw(drawn_cases(number))
    unit = draw(st.sampled_from(("north", "north", "south", None)))
    return case if unit is None else {**case, "unit": unit}


@st.composite
def unit_examples(draw: DrawFn) -> ScoredExample:
    """One indicator of an organisation's units, and cases of two units."""
    measure = draw(st.sampled_from(OF_UNITS))
    if draw(st.booleans()):
        measure = {**measure, "credit": "unit"}
    indicator: Plain = {"id": "figure", "measure": measure}
    if draw(st.booleans()):
        indicator["target"] = _target(draw, "50%", "80%", "100%")
    card: Plain = {"id": "card", "kind": "scorecard", "subject": "organisation", "clause": "2", "period": "month"}
    cases = [draw(_cases_of_units(number)) for number in range(draw(st.integers(0, 4)))]
    return ScoredExample({**card, "per": "unit", "indicators": [indicator]}, tuple(cases))


@st.composite
def _due_cases(draw: DrawFn, number: int) -> Plain:
    """A case that mostly falls due in January, and is mostly answered and closed."""
    events: list[Plain] = [
        {"event": "received", "at": draw(st.sampled_from((*RECEIVED, *RECEIVED_ELSEWHEN))), "seq": 0}
    ]
    for kind, chance in (("replied", 5), ("closed", 3)):
        if draw(st.integers(0, 5)) < chance:
            event: Plain = {"event": kind, "at": draw(st.sampled_from((*ENDED, *ENDED_LATE))), "seq": len(events)}
            to = draw(st.sampled_from(("customer", "customer", "customer", "internal", None)))
            events.append({**event, "to": to} if kind == "replied" and to is not None else event)
    return {"subject": "case", "id": f"C-{number}", "events": events}


@st.composite
def sla_examples(draw: DrawFn) -> ScoredExample:
    """A service level of one or two deadlines, cases of several channels, and a month that runs or has ended."""
    sla: Plain = {"id": "level", "period": "month", "objective": draw(st.sampled_from(("1%", "50%", "75%", "100%")))}
    sla["rules"] = draw(st.sampled_from((["answered"], ["answered", "solved"])))
    if draw(st.booleans()):
        sla["per"] = "channel"
    if draw(st.integers(0, 2)) == 0:
        sla["where"] = {"channel": "letter"}
    cases = []
    for number in range(draw(st.integers(0, 5))):
        channel = draw(st.sampled_from(("letter", "letter", "telephone", None)))
        case: Plain = draw(_due_cases(number))
        cases.append(case if channel is None else {**case, "channel": channel})
    as_of = draw(st.sampled_from((None, None, "2026-02-20T10:00:00+08:00", "2026-01-20T10:00:00+08:00")))
    return ScoredExample(sla, tuple(cases), None if as_of is None else datetime.fromisoformat(as_of))
