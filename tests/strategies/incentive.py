"""Generated sanction ladders, and the inspections and employees that they judge over a month."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.models.vocabulary import subject_model
from servicepolicy.policy.policy import Policy
from servicepolicy.results.assessment import Assessment
from servicepolicy.testing.strategies.example import Plain

__all__ = ["AssessedExample", "ladder_examples"]

PEOPLE = ("e1", "e2")
DAYS = ("2026-01-05", "2026-01-09", "2026-01-10", "2026-01-01", "2026-01-31", "2025-12-30", "2026-02-01", "2025-12-05")
HOURS = ("09:00", "09:00", "09:00", "00:00", "23:59")
# Most findings are of what is counted, at the desk of the first: only then do ladders grow high.
WHAT = (*("untidy_desk",) * 8, "smoking", None)
WHOSE = (*("e1",) * 8, "e2", None)
OFFSET = {"Asia/Shanghai": "+08:00", "Europe/London": "+00:00"}
LADDERS: tuple[list[Plain], ...] = (
    [{"nth": 1, "entitles": "reminder"}, {"from": 2, "each": "10 CNY"}],
    [{"from": 1, "each": "10 CNY"}],
    [{"nth": 1, "entitles": "10 CNY"}, {"from": 2, "each": "50 CNY"}],
    [{"nth": 1, "entitles": "none"}, {"from": 2, "until": 3, "each": "10 CNY"}, {"from": 4, "each": "50 CNY"}],
    [{"nth": 1, "entitles": "10 CNY"}, {"nth": 2, "entitles": "reminder"}, {"from": 3, "each": "none"}],
)


@attrs.frozen
class AssessedExample:
    """One generated question about a period, all of it plain data.

    Attributes:
        rules: The rules, as written in a document.
        subjects: The subjects, as JSON.
        period: The period.
        as_of: The moment that is judged.
        zone: The policy's zone.
    """

    rules: list[Plain]
    subjects: list[Plain]
    period: str
    as_of: datetime
    zone: str

    def policy(self) -> Policy:
        """The rules as a policy."""
        return Policy(policy="generated", timezone=self.zone, rules=self.rules)

    def assessment(self) -> Assessment:
        """What the engine says."""
        records = [subject_model(one["subject"]).model_validate(one) for one in self.subjects]
        return self.policy().assess(records, self.period, as_of=self.as_of)


@st.composite
def ladder_examples(draw: DrawFn) -> AssessedExample:
    """A sanction ladder over findings of inspections, two employees, and what is on record of them."""
    zone = draw(st.sampled_from(sorted(OFFSET)))
    rule: Plain = {
        "id": "untidy",
        "kind": "incentive",
        "subject": "agent",
        "clause": "X-1",
        "period": "month",
        "counts": {"of": "inspection", "event": "found", "where": {"what": "untidy_desk"}, "credit": "person"},
        "ladder": draw(st.sampled_from(LADDERS)),
        "recorded": {"event": "sanctioned", "within": draw(st.sampled_from(("1 days", "3 days", "10 days")))},
    }
    optional: Plain = {
        "window": draw(st.sampled_from((None, "4 days", "4 days", "calendar month", "calendar year"))),
        "reset": draw(st.sampled_from((None, "trained"))),
        "repeat": draw(st.sampled_from((None, {"from": "3", "entitles": ["transfer", "dismissal"]}))),
        "cap": draw(st.sampled_from((None, None, "10 CNY", "15 CNY"))),
    }
    rule |= {key: value for key, value in optional.items() if value is not None}
    inspections = [_inspection(draw, f"I{number}", zone) for number in range(draw(st.integers(2, 5)))]
    agents = [_agent(draw, person, zone) for person in PEOPLE]
    as_of = datetime.fromisoformat(
        draw(st.sampled_from(("2026-02-01", "2026-02-04", "2026-03-01"))) + "T00:00:01+08:00"
    )
    return AssessedExample([rule], [*inspections, *agents], "2026-01", as_of, zone)


def _inspection(draw: DrawFn, name: str, zone: str) -> Plain:
    found = [
        {
            "event": "found",
            "at": _at(draw, zone),
            "what": draw(st.sampled_from(WHAT)),
            "person": draw(st.sampled_from(WHOSE)),
        }
        for _ in range(draw(st.integers(1, 2)))
    ]
    return {"id": name, "subject": "inspection", "events": [_said(event) for event in found]}


def _agent(draw: DrawFn, name: str, zone: str) -> Plain:
    events: list[Plain] = []
    for _ in range(draw(st.integers(0, 3))):
        recorded = draw(st.sampled_from(RECORDED))
        period = draw(st.sampled_from(PERIODS))
        events.append(_said({"event": "sanctioned", "at": _at(draw, zone), **recorded, "period": period}))
    if draw(st.booleans()):
        events.append({"event": "trained", "at": _at(draw, zone)})
    return {"id": name, "subject": "agent", "events": events}


RECORDED: tuple[dict[str, Any], ...] = (
    {"sanction": "reminder"},
    {"amount": "10 CNY"},
    {"amount": "10 CNY"},
    {"amount": "50 CNY"},
    {"sanction": "fine", "amount": "50 CNY"},
    {"sanction": "transfer"},
    {"sanction": "fine"},
    {},
)


# Most records name no period; some name a month or a day, their own or another one.
PERIODS = (*(None,) * 8, "2026-01", "2025-12", "2026-01-09")


def _at(draw: DrawFn, zone: str) -> str:
    return f"{draw(st.sampled_from(DAYS))}T{draw(st.sampled_from(HOURS))}:00{OFFSET[zone]}"


def _said(event: Plain) -> Plain:
    return {key: value for key, value in event.items() if value is not None}
