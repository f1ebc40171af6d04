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
    full = {"event": "replied", "where": {"substance": "full"}}
    rule["ends"] = draw(st.sampled_from(("resolved", full, {"any": ["resolved", "withdrawn"]})))
    rule["replies"] = draw(st.sampled_from(("owner", "anyone")))
    facts: Plain = {}
    if draw(st.integers(0, 5)):
        allowed = {"customer_told": "true", "reason_code": {"present": "true"}}
        told = {"customer_told": "true"}
        beyond = {"subject.severity": "major"}
        rule["handover"] = {"event": "transferred", "allowed": draw(st.sampled_from((allowed, told, beyond)))}
        rule["handover"]["otherwise"] = draw(st.sampled_from(("stays", "moves")))
        if draw(st.booleans()):  # whoever takes over is on record apart
            taken = ("taken_over", {"event": "taken_over", "who": {"kind": {"not": "bot"}}})
            rule["handover"]["taken"] = draw(st.sampled_from(taken))
        facts = _required(draw, rule["handover"])
    people: tuple[str, ...] = ("e1", "e2", "e3")
    kinds: Plain = {
        "received": {"by": people, "kind": ("human", "human", "bot", None)},
        "transferred": {
            "by": people,
            "to": (*people, None),
            "customer_told": (True, True, False, None),
            "reason_code": ("beyond_post", None),
        },
        **({"taken_over": {"by": people, "kind": ("human", "human", "bot")}} if "taken" in repr(rule) else {}),
        "replied": {"by": people, "substance": ("full", "partial", None)},
        "resolved": {"by": people, "kind": ("human", "human", "customer")},
        "closed": {"by": people},
        "withdrawn": {"by": people},
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
    return Example([rule], subject, as_of, known_at, zone, facts=facts)


def _required(draw: DrawFn, handover: Plain) -> Plain:
    """Perhaps the hand-over has to be, by a field or a computed fact, in time or before the end; returns the facts."""
    many = {"type": "number", "count": {"event": "replied", "where": {"substance": {"not": "full"}}}}
    conditions: tuple[Plain | None, ...] = (None, {"severity": "major"}, {"partial_replies": {"ge": "1"}}, {})
    required = draw(st.sampled_from(conditions))
    if required is None:
        return {}
    handover["required"] = required
    if draw(st.booleans()):
        handover["within"] = draw(st.sampled_from(("1 hour", "4 working hours", "1 working day")))
        handover["clock"] = draw(st.sampled_from(("office", "plain-office")))
    return {"partial_replies": many} if "partial_replies" in required else {}
