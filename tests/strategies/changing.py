"""Generated deadlines that change while they run: re-classified, out of the rule and into it, renewed, moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import ZONES, Example, Plain, calendars
from servicepolicy.testing.strategies.timeline import asked, pools, timelines

__all__ = ["changing_deadline_examples"]

MODES = ("retroactive", "retroactive_without_credit", "from_change", "carry")
WORKING = ("4 working hours", "12 working hours", "30 working hours")
ELAPSED = ("10 hours", "40 hours", "100 hours")
DATED = ("1 day", "3 days", "5 days", "2 working days")
UNITS = {"u1": "office", "u2": "plain-office", "u3": "night"}
MAJOR: Plain = {"severity": "major"}
KINDS: Plain = {
    "received": {},
    "replied": {},
    "reclassified": {"severity": ("major", "major", "minor", "minor", None)},
}


@st.composite
def changing_deadline_examples(draw: DrawFn) -> Example:
    """A deadline that is re-classified, gets another span, or moves to another clock while it runs, and a case."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    pool = draw(pools(zone))
    spans = draw(st.sampled_from((WORKING, WORKING, ELAPSED, ELAPSED, DATED)))
    modes = MODES[:3] if spans is DATED else (*MODES, "carry")  # the more, the more it has to remember
    rule: Plain = {"id": "timely", "kind": "deadline", "clause": "X-1", "start": "received", "stop": "replied"}
    rule["clock"] = draw(st.sampled_from([name for name in calendars(zone) if name.endswith("office")]))
    rule["on_reclassify"] = draw(st.sampled_from((*modes, "none")))
    rule["cycle"] = draw(st.sampled_from(("once", "once", "each start", "oldest unanswered")))
    if draw(st.booleans()):
        rule["applies"] = draw(st.sampled_from((MAJOR, {"not": MAJOR})))
    fill = _spans(draw, rule, spans, pool, modes)
    kinds = {name: dict(values) for name, values in KINDS.items()}
    _interrupted(draw, rule, kinds, spans)
    unit = _moving(draw, rule, kinds, spans) if draw(st.integers(0, 2)) == 0 else {}
    severity = draw(st.sampled_from(("major", "major", "minor", "minor", None)))
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint", "severity": severity, **unit}
    subject = {name: value for name, value in subject.items() if value is not None}
    subject["events"] = _events(draw, pool, kinds, "assigned" if unit else "reclassified")
    as_of, known_at = draw(asked(pool))
    units = [{"id": name, "calendar": calendar} for name, calendar in UNITS.items()]
    context = {"organisation": {"id": "bank", "units": units}} if unit else None
    pin = "latest" if fill else "opened"
    return Example([rule], subject, as_of, known_at, zone, context=context, fill=fill, pin=pin)


def _spans(draw: DrawFn, rule: Plain, spans: tuple[str, ...], pool: list[datetime], modes: tuple[str, ...]) -> Plain:
    """How long it may take, perhaps by the severity, and perhaps with values that change; returns these."""
    one, two, three = (draw(st.sampled_from(spans)) for _ in range(3))
    limit: Plain = {"blank": "limit"}
    renewed = draw(st.integers(0, 2)) == 0
    first, second = draw(st.sampled_from(((limit, two), (one, limit)))) if renewed else (one, two)
    when: Plain = draw(st.sampled_from((MAJOR, {"severity": "minor"})))
    choice: Plain = {"choose": [{"when": when, "value": first}, {"value": second}]}
    rule["within"] = draw(st.sampled_from((choice, limit if renewed else one)))
    if not renewed:
        return {}
    rule["on_version"] = draw(st.sampled_from(modes))
    changes = draw(st.lists(st.sampled_from(_between(pool)), min_size=1, max_size=2, unique=True))
    return {"limit": _dated([one, two, three], sorted(changes))}


def _interrupted(draw: DrawFn, rule: Plain, kinds: Plain, spans: tuple[str, ...]) -> None:
    """Pauses, resets, cancellations and extensions."""
    for key, kind in (("reset", "material_received"), ("cancel", "withdrawn")):
        if draw(st.integers(0, 4)) == 0:
            rule[key] = kind
            kinds[kind] = {}
    if spans is DATED:
        return
    if draw(st.booleans()):
        cap = draw(st.sampled_from(({}, {}, {"cap": "90 minutes"}, {"cap": "3 working hours"})))
        rule["pause"] = {"from": "paused", "until": "resumed", **cap}
        kinds.update(paused={}, resumed={})
    if draw(st.integers(0, 3)) == 0:
        by = "1 working hour" if spans is WORKING else "1 hour"
        rule["extend"] = {"grant": "extended", **draw(st.sampled_from(({"to": spans[-1]}, {"by": by})))}
        kinds["extended"] = {}


def _moving(draw: DrawFn, rule: Plain, kinds: Plain, spans: tuple[str, ...]) -> Plain:
    """The clock is that of the unit, and the case moves; returns where it is at first."""
    rule["clock"] = "unit"
    rule["on_move"] = "keep" if spans is DATED else draw(st.sampled_from(("keep", "piecewise", "piecewise")))
    kinds["assigned"] = {"to_unit": ("u1", "u2") if spans is DATED else ("u1", "u2", "u3", None)}
    return {"unit": draw(st.sampled_from(("u1", "u2")))}


def _events(draw: DrawFn, pool: list[datetime], kinds: Plain, often: str) -> list[Plain]:
    """It is received before anything else; often nobody replies before all is over."""
    early = draw(st.booleans())
    among = kinds if early else {name: values for name, values in kinds.items() if name != "replied"}
    begun = pool[0] - timedelta(minutes=draw(st.sampled_from((75, 1215))))
    last: Plain = {"event": "replied", "at": (pool[-1] + timedelta(minutes=30)).isoformat()}
    later = draw(timelines(pool, among, 8, None, (often,) * 3))
    return [{"event": "received", "at": begun.isoformat()}, *later, *draw(st.sampled_from(([], [last])))]


def _between(pool: list[datetime]) -> list[datetime]:
    """Instants of a pool, some before and after them."""
    return [moment + timedelta(minutes=minutes) for moment in pool for minutes in (-15, 0, 75, 600)]


def _dated(values: list[str], changes: list[datetime]) -> list[Plain]:
    """One value after the other."""
    edges = [None, *(change.isoformat() for change in changes), None]
    found: list[Plain] = []
    for value, since, until in zip(values, edges, edges[1:], strict=False):
        ends = {"from": since, "until": until}
        found.append({"value": value, **{name: edge for name, edge in ends.items() if edge is not None}})
    return found
