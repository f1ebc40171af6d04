"""Generated deadlines that change while they run: re-classified, out of the rule and into it, under new versions."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import ZONES, Example, Plain, calendars
from servicepolicy.testing.strategies.timeline import asked, pools, timelines

__all__ = ["changing_deadline_examples"]

MODES = ("retroactive", "retroactive_without_credit", "from_change", "carry")
WORKING = ("2 working hours", "4 working hours", "8 working hours", "12 working hours")
ELAPSED = ("4 hours", "10 hours", "24 hours", "40 hours")
DATED = ("1 day", "2 days", "3 days", "2 working days")
MAJOR: Plain = {"severity": "major"}
KINDS: Plain = {
    "received": {},
    "replied": {},
    "reclassified": {"severity": ("major", "major", "minor", "minor", None)},
}


@st.composite
def changing_deadline_examples(draw: DrawFn) -> Example:
    """A deadline that is re-classified, or whose span gets other values while it runs, and a case."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    pool = draw(pools(zone))
    spans = draw(st.sampled_from((WORKING, WORKING, ELAPSED, DATED)))
    modes = MODES[:3] if spans is DATED else MODES
    offices = [name for name in calendars(zone) if name.endswith("office")]
    clock = draw(st.sampled_from(offices))
    rule: Plain = {"id": "timely", "kind": "deadline", "clause": "X-1", "start": "received", "stop": "replied"}
    rule.update(clock=clock, on_reclassify=draw(st.sampled_from((*modes, "none"))))
    rule["cycle"] = draw(st.sampled_from(("once", "once", "each start", "oldest unanswered")))
    one, two, three = (draw(st.sampled_from(spans)) for _ in range(3))
    when = draw(st.sampled_from((MAJOR, {"severity": "minor"})))
    rule["within"] = draw(st.sampled_from((one, {"choose": [{"when": when, "value": one}, {"value": two}]})))
    fill: Plain = {}
    if draw(st.booleans()):
        changes = sorted(draw(st.lists(st.sampled_from(_between(pool)), min_size=1, max_size=2, unique=True)))
        fill["limit"] = _dated([one, two, three], changes)
        rule["within"] = {"blank": "limit"} if rule["within"] == one else _naming(rule["within"], one)
        rule["on_version"] = draw(st.sampled_from(modes))
    kinds = {name: dict(values) for name, values in KINDS.items()}
    if draw(st.integers(0, 2)):
        rule["applies"] = draw(st.sampled_from((MAJOR, {"not": MAJOR})))
    if draw(st.booleans()) and spans is not DATED:
        rule["pause"] = {"from": "paused", "until": "resumed"}
        kinds.update(paused={}, resumed={})
    for key, kind in (("reset", "material_received"), ("cancel", "withdrawn")):
        if draw(st.integers(0, 4)) == 0:
            rule[key] = kind
            kinds[kind] = {}
    _extension(draw, rule, kinds, spans)
    severity = draw(st.sampled_from(("major", "major", "minor", "minor", None)))
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint", "severity": severity}
    subject = {name: value for name, value in subject.items() if value is not None}
    often = ("reclassified", "reclassified", "reclassified")
    later = draw(timelines(pool, {name: kinds[name] for name in kinds if name != "replied"}, 6, None, often))
    first = {"event": "received", "at": (pool[0] - timedelta(minutes=30)).isoformat()}
    stops = [{"event": "replied", "at": (pool[-1] + timedelta(minutes=30)).isoformat()}]
    subject["events"] = [first, *later, *draw(st.sampled_from(([], stops)))]
    as_of, known_at = draw(asked(pool))
    return Example([rule], subject, as_of, known_at, zone, fill=fill, pin="latest" if fill else "opened")


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


def _naming(within: Plain, one: str) -> Plain:
    """The same choice, with the blank in place of one of its values."""
    return {
        "choose": [
            {**option, "value": {"blank": "limit"}} if option["value"] == one else option for option in within["choose"]
        ]
    }


def _extension(draw: DrawFn, rule: Plain, kinds: Plain, spans: tuple[str, ...]) -> None:
    """Now and then a step of extension, which may replace the span or add to it."""
    if spans is DATED or draw(st.integers(0, 3)):
        return
    by = "1 working hour" if spans is WORKING else "1 hour"
    rule["extend"] = {"grant": "extended", **draw(st.sampled_from(({"to": spans[-1]}, {"by": by})))}
    kinds["extended"] = {}
