"""Generated cases that were answered or not, and the people, posts and units to whom that may be laid."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Complaint
from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy
from servicepolicy.results.assessment import ScorecardFinding

__all__ = ["OwedExample", "owed_examples"]

Plain = dict[str, Any]

ZONE = "Asia/Shanghai"
PERIOD = "2026-01"
PEOPLE = ("a1", "a2")
UNITS = ("north", "south")
RECEIVED = ("2025-12-30T09:00:00+08:00", "2026-01-05T09:00:00+08:00", "2026-01-12T09:00:00+08:00")
# Before and after the second day has ended, at its very end, and after the month.
LATER = (
    "2026-01-06T10:00:00+08:00",
    "2026-01-08T00:00:00+08:00",
    "2026-01-08T00:00:01+08:00",
    "2026-01-20T10:00:00+08:00",
    "2026-02-03T10:00:00+08:00",
)
ANSWERED: Plain = {
    "id": "answered",
    "kind": "deadline",
    "clause": "1",
    "start": "received",
    "stop": "replied",
    "within": "2 days",
    "duty": "clerk",
}


@attrs.frozen
class OwedExample:
    """What is kept of one deadline, in January 2026, by whoever did it or owed it.

    Attributes:
        measure: The measure, as a document has it.
        cases: The records of the cases.
        posts: Who is a clerk or head of which unit, from when until when.
    """

    measure: Plain
    cases: tuple[Plain, ...]
    posts: tuple[Plain, ...]

    def findings(self) -> tuple[ScorecardFinding, ...]:
        """What the engine says of everybody."""
        figure = {"id": "figure", "measure": self.measure}
        card = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
        rules = [ANSWERED, {**card, "indicators": [figure]}]
        policy = Policy(policy="generated", timezone=ZONE, roles={"clerk": {}, "head": {}}, rules=rules)
        units = [{"id": unit} for unit in UNITS]
        bank = {"id": "bank", "timezone": ZONE, "units": units, "posts": list(self.posts)}
        agents = [Agent.model_validate({"id": person, "events": []}) for person in PEOPLE]
        records = [*agents, *(Complaint.model_validate(case) for case in self.cases)]
        return policy.assess(records, PERIOD, context=Context.model_validate({"organisation": bank})).scorecards


@st.composite
def _cases(draw: DrawFn, number: int) -> Plain:
    case: Plain = {"id": f"C-{number}"}
    for name, values in (("owner", (*PEOPLE, None, None)), ("unit", (*UNITS, *UNITS, None))):
        said = draw(st.sampled_from(values))
        if said is not None:
            case[name] = said
    received = draw(st.sampled_from(RECEIVED))
    later = [at for at in LATER if at > received]
    events: list[Plain] = [{"event": "received", "at": received, "seq": 0}]
    if draw(st.integers(0, 2)) == 0:
        to = draw(st.sampled_from(PEOPLE))
        events.append({"event": "assigned", "at": draw(st.sampled_from(later)), "seq": 1, "to": to})
    if draw(st.booleans()):
        by = draw(st.sampled_from((*PEOPLE, *PEOPLE, None)))
        reply: Plain = {"event": "replied", "at": draw(st.sampled_from(later)), "seq": 2}
        events.append(reply if by is None else {**reply, "by": by})
    return {**case, "events": events}


@st.composite
def _posts(draw: DrawFn) -> Plain:
    post: Plain = {
        "person": draw(st.sampled_from(PEOPLE)),
        "role": draw(st.sampled_from(("clerk", "clerk", "head"))),
        "unit": draw(st.sampled_from(UNITS)),
    }
    ends = draw(st.sampled_from((None, None, "2026-01-07", "2026-01-08")))
    return post if ends is None else {**post, draw(st.sampled_from(("from", "until"))): ends}


@st.composite
def owed_examples(draw: DrawFn) -> OwedExample:
    """What is kept by whoever did it, or also by whoever owed it; up to four cases, up to three posts."""
    measure: Plain = draw(st.sampled_from(({"kept": "answered"}, {"kept": "answered"}, {"count": "answered"})))
    if "count" in measure:
        measure = {"count": {"verdicts": "answered", "is": "breached"}}
    if draw(st.integers(0, 3)) == 0:
        measure = {**measure, "credit": "actor"}
    cases = [draw(_cases(number)) for number in range(draw(st.integers(1, 4)))]
    posts = [draw(_posts()) for _ in range(draw(st.integers(0, 3)))]
    return OwedExample(measure, tuple(cases), tuple(posts))
