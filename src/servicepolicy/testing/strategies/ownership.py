"""Generated questions that somebody owns, and their hand-overs."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import Example, Plain
from servicepolicy.testing.strategies.timeline import asked, pools, timelines

__all__ = ["ownership_examples"]


@st.composite
def ownership_examples(draw: DrawFn) -> Example:
    """An ownership rule and a case whose events stand at instants of their own."""
    zone = "Asia/Shanghai"
    pool = draw(pools(zone))
    starts = draw(st.sampled_from(("received", {"event": "received", "who": {"kind": "human"}})))
    rule: Plain = {"id": "kept", "kind": "ownership", "subject": "case", "clause": "X-3", "starts": starts}
    rule["ends"] = draw(st.sampled_from(("resolved", {"event": "replied", "where": {"substance": "full"}})))
    if draw(st.integers(0, 5)):
        allowed = {"customer_told": "true", "reason_code": {"present": "true"}}
        told = {"customer_told": "true"}
        beyond = {"subject.severity": "major"}
        rule["handover"] = {"event": "transferred", "allowed": draw(st.sampled_from((allowed, told, beyond)))}
        rule["handover"]["otherwise"] = draw(st.sampled_from(("stays", "moves")))
    people = ("e1", "e2", "e3")
    kinds: Plain = {
        "received": {"by": people, "kind": ("human", "human", "bot", None)},
        "transferred": {
            "by": people,
            "to": (*people, None),
            "customer_told": (True, True, False, None),
            "reason_code": ("beyond_post", None),
        },
        "replied": {"by": people, "substance": ("full", "partial", None)},
        "resolved": {"by": people},
        "closed": {"by": people},
    }
    events = draw(timelines(pool, kinds, 9))
    for index, event in enumerate(events):
        event["seq"] = index
    events = [event for event in events if event["event"] != "transferred" or event["by"] != event.get("to")]
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint", "events": events}
    severity = draw(st.sampled_from(("major", "minor", None)))
    if severity:
        subject["severity"] = severity
    as_of, known_at = draw(asked(pool))
    return Example([rule], subject, as_of, known_at, zone)
