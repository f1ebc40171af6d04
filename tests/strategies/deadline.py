"""Generated deadlines: counted, paused, extended, promised, repeated, reopened, reclassified."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import YEAR_END, ZONES, Example, Plain, calendars
from servicepolicy.testing.strategies.timeline import asked, matters, pools, timelines

__all__ = ["deadline_examples", "told_apart_examples", "unpublished_examples"]

STOPS: list[Any] = [
    "replied",
    {"event": "replied", "where": {"visibility": "public"}},
    {"event": "replied", "who": {"kind": "human"}, "where": {"visibility": "public"}},
    {"event": "replied", "where": {"substance": {"not": "acknowledgement"}}},
    {"any": [{"event": "replied", "where": {"substance": "full"}}, "resolved"]},
    {"event": "replied", "where": {"subject.severity": ["major", "serious"]}},
    {"event": "replied", "where": {"not": {"visibility": "internal"}}},
    {"event": "replied", "where": {"any": [{"visibility": "public"}, {"substance": "full"}]}},
    {"event": "replied", "where": {"visibility": {"present": "true"}}},
    {"event": ["replied", "resolved"], "nth": "last"},
]
STARTS: list[Any] = [
    "received",
    "received",
    {"event": "received", "who": {"kind": "customer"}},
    {"event": "received", "where": {"in_writing": "true"}},
    {"event": "received", "nth": "first"},
]
KINDS: Plain = {
    "received": {"kind": ("customer", "customer", "customer", "human", None), "in_writing": (True, True, False, None)},
    "replied": {
        "kind": ("human", "human", "bot", None),
        "visibility": ("public", "public", "internal", None),
        "substance": ("full", "full", "acknowledgement", None),
    },
    "resolved": {},
}
SEVERITIES = ["minor", "normal", "serious", "major", "critical"]
CLOCKED = ("1 working hour", "4 working hours", "8 working hours", "90 working minutes")
ELAPSED = ("1 hour", "4 hours", "24 hours", "90 minutes")
DATED = ("1 day", "2 days", "1 working day", "2 working days", "same day")

CANCELS = {"any": [{"severity": "major", "channel": "telephone"}, {"not": {"severity": "major"}}]}
"""On the telephone it holds whatever the severity is."""


@st.composite
def _within(draw: DrawFn, spans: tuple[str, ...]) -> Any:
    one, two = draw(st.sampled_from(spans)), draw(st.sampled_from(spans))
    chosen = {"choose": [{"when": {"severity": ["major", "serious"]}, "value": one}, {"value": two}]}
    partial = {"choose": [{"when": {"severity": "major"}, "value": one}, {"when": {"severity": "minor"}, "value": two}]}
    # Every severity has its option, so that nothing is left open.
    each = [{"when": {"severity": code}, "value": one if code in ("minor", "normal") else two} for code in SEVERITIES]
    listed = {
        "choose": each if draw(st.booleans()) else [*each[:2], {"when": {"severity": SEVERITIES[2:]}, "value": two}]
    }
    several = {draw(st.sampled_from(("least", "greatest"))): [one, two]}
    return draw(st.sampled_from([one, one, chosen, chosen, partial, listed, several]))


@st.composite
def _pauses(draw: DrawFn) -> list[Plain]:
    """One or two ways to pause, ended by an event, a cap or the customer."""
    capped = {"from": "paused", "until": "resumed", "cap": draw(st.sampled_from(("2 hours", "3 working hours")))}
    contact = {"from": "mediation_applied", "ends_on_contact": "true"}
    doubtful = {"from": {"event": "paused", "where": {"customer_told": "true"}}, "until": "resumed"}
    other = {"from": "mediation_applied", "until": {"any": ["mediation_ended", "resumed"]}}
    first = draw(st.sampled_from([{"from": "paused", "until": "resumed"}, capped, doubtful]))
    return draw(st.sampled_from([[first], [first], [first, contact], [first, other]]))


@st.composite
def _extensions(draw: DrawFn, spans: tuple[str, ...], literal: str) -> list[Plain]:
    """One or two steps; the second rests on the first."""
    grant = {"event": "extended", "where": {"ground": draw(st.sampled_from(("complex", ["complex", "special"])))}}
    same = "working hours" if "working hour" in literal else "working days" if "working day" in literal else literal[2:]
    by = literal if same not in ("working hours", "working days") else f"2 {same}"
    step = draw(st.sampled_from([{"to": draw(st.sampled_from(spans))}, {"by": by}]))
    later = {"event": "extended", "where": {"ground": "special", "customer_told": "true"}}
    cap = draw(st.sampled_from([{}, {"at_most": draw(st.sampled_from(spans))}]))
    second = {"grant": later, "by": by, "after": 1, **cap}
    return draw(st.sampled_from([[{"grant": grant, **step}], [{"grant": grant, "by": by}, second]]))


@st.composite
def deadline_examples(draw: DrawFn) -> Example:
    """A deadline rule and a case."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    return _drawn(draw, zone, draw(pools(zone)), tuple(calendars(zone)))


@st.composite
def told_apart_examples(draw: DrawFn) -> Example:
    """A deadline whose starts are told apart by what they name, and a case in which several wait at a time."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    pool = draw(pools(zone))
    rule: Plain = {"id": "timely", "kind": "deadline", "subject": "case", "clause": "X-1", "start": "received"}
    rule.update(stop=draw(st.sampled_from(("replied", STOPS[1]))), cancel="withdrawn", told_apart_by="interaction")
    rule.update(within=draw(st.sampled_from((*CLOCKED, *ELAPSED))), clock=draw(st.sampled_from(tuple(calendars(zone)))))
    rule["cycle"] = draw(st.sampled_from(("each start", "oldest unanswered")))
    per = draw(matters(rule))
    if draw(st.integers(0, 5)) == 0:
        rule["answers"] = "all"
    # Two of one instant are another question: which of them an act serves.
    moments = sorted({at + timedelta(minutes=later) for at in pool for later in (0, 20, 50, 100)})
    instants = draw(st.lists(st.sampled_from(moments), min_size=4, max_size=8, unique=True))
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint", "events": []}
    for at in instants:
        kind = draw(st.sampled_from(("received",) * 5 + ("replied",) * 6 + ("withdrawn",)))
        said = {"interaction": draw(st.sampled_from(("x", "x", "y", "y", None)))}
        if kind == "replied":
            said["visibility"] = draw(st.sampled_from(("public", "public", None)))
        if per:
            said[per] = draw(st.sampled_from(("a", "a", "b", None)))
        given = {name: value for name, value in said.items() if value is not None}
        subject["events"].append({"event": kind, "at": at.isoformat(), **given})
    as_of, known_at = draw(asked(pool))
    return Example([rule], subject, as_of, known_at, zone)


@st.composite
def unpublished_examples(draw: DrawFn) -> Example:
    """A deadline rule and a case at the end of the last year for which China's holidays are published."""
    zone = "Asia/Shanghai"
    shorter: Plain = {"mon-thu": ["09:00-17:00"], "fri": ["09:00-15:00"], "sat": ["10:00-13:00"]}
    usual: Plain = {"mon-fri": ["09:00-12:00", "13:30-17:30"]}
    hours: Plain = draw(st.sampled_from((usual, shorter, {"mon-sun": ["00:00-24:00"]})))
    chinese = {"timezone": zone, "hours": hours, "holidays": "CN"}
    drawn = _drawn(draw, zone, draw(pools(zone, YEAR_END)), ("chinese-office",))
    return attrs.evolve(drawn, more_calendars={"chinese-office": chinese})


def _drawn(draw: DrawFn, zone: str, pool: list[datetime], clocks: tuple[str, ...]) -> Example:
    rule: Plain = {"id": "timely", "kind": "deadline", "subject": "case", "clause": "X-1"}
    rule["start"], rule["stop"] = draw(st.sampled_from(STARTS)), draw(st.sampled_from(STOPS))
    spans = draw(st.sampled_from((CLOCKED, CLOCKED, ELAPSED, ELAPSED, DATED)))
    dated = tuple(clock for clock in clocks if clock.endswith("office"))
    rule["clock"] = draw(st.sampled_from(dated if spans is DATED else clocks))
    kinds = dict(KINDS)
    shapes = ("once", "each_start", "oldest_unanswered", "repeat", "promise", "changing", "changing")
    shape = draw(st.sampled_from(shapes))
    if shape == "promise":
        _promise(draw, rule, kinds, pool)
    else:
        rule["within"] = draw(_within(spans))
        if shape == "repeat":
            _repeat(draw, rule, kinds)
        else:
            _counted(draw, rule, kinds, spans, shape)
    if "applies" not in rule and draw(st.integers(0, 3)) == 0:
        rule["applies"] = draw(st.sampled_from(({"channel": "telephone"}, {"not": {"severity": "minor"}}, CANCELS)))
    counted = any("nth" in rule[part] for part in ("start", "stop"))  # of each matter, or of all: left open
    per = None if counted else draw(matters(rule))
    if per and draw(st.integers(0, 5)) == 0:
        rule["answers"] = "all"
    header = {"channel": ("telephone", "telephone", "letter", None), "severity": ("major", "minor", "minor", None)}
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint"}
    for name, values in header.items():
        value = draw(st.sampled_from(values))
        if value is not None:
            subject[name] = value
    often = ("received", *("reclassified",) * 4) if "on_reclassify" in rule else ()
    subject["events"] = draw(timelines(pool, kinds, 9, per, often))
    as_of, known_at = draw(asked(pool))
    return Example([rule], subject, as_of, known_at, zone)


def _promise(draw: DrawFn, rule: Plain, kinds: Plain, pool: list[datetime]) -> None:
    """The time is promised to the customer; a later promise may replace it."""
    rule.update(start="reply_time_agreed", due={"field": "reply_by"})
    rule["cycle"] = draw(st.sampled_from(({"supersede": "before_due"}, "once", "each start")))
    promised = [moment + timedelta(hours=hours) for moment in pool for hours in (0, 2, 24)]
    kinds["reply_time_agreed"] = {"reply_by": (None, *(moment.isoformat() for moment in promised))}


def _repeat(draw: DrawFn, rule: Plain, kinds: Plain) -> None:
    """It is due again and again until the case closes."""
    ways = ("from_act",) if "same day" in str(rule["within"]) else ("from_act", "from_due")
    rule["cycle"] = {
        "repeat": draw(st.sampled_from(ways)),
        "until": {"any": ["closed", "withdrawn"]},
    }
    kinds.update(closed={}, withdrawn={})
    if draw(st.booleans()):
        rule["on_reopen"] = "new_cycle"
        kinds["reopened"] = {}
    if rule["cycle"]["repeat"] == "from_act" and draw(st.booleans()):
        _pause(draw, rule, kinds)


def _pause(draw: DrawFn, rule: Plain, kinds: Plain) -> None:
    rule["pause"] = draw(_pauses())
    kinds.update(
        paused={"customer_told": (True, False, None)}, resumed={}, mediation_applied={}, mediation_ended={},
        customer_contacted={},
    )  # fmt: skip


def _counted(draw: DrawFn, rule: Plain, kinds: Plain, spans: tuple[str, ...], shape: str) -> None:
    """A count that is paused, extended, reset, cancelled, reopened or re-targeted."""
    if shape != "changing":
        rule["cycle"] = shape
    if shape in ("once", "changing") and draw(st.integers(0, 4)) == 0:
        rule["stop"] = {"all": ["replied", "resolved"]}
    if draw(st.booleans()):
        _pause(draw, rule, kinds)
    if draw(st.booleans()):
        rule["cancel"] = draw(st.sampled_from(("withdrawn", {"event": "withdrawn", "where": {"in_writing": "true"}})))
        kinds["withdrawn"] = {"in_writing": (True, False, None)}
    if draw(st.booleans()):
        rule["reset"] = {"event": "material_received", "where": {"new_facts": "true"}}
        kinds["material_received"] = {"new_facts": (True, True, False, None)}
    if shape != "changing":
        return
    change = draw(st.sampled_from(("extend", "reopen", "reclassify", "reclassify")))
    if change == "extend" and spans is not DATED:
        rule["within"] = draw(st.sampled_from(spans))
        rule["extend"] = draw(_extensions(spans, rule["within"]))
        kinds["extended"] = {"ground": ("complex", "special", None), "customer_told": (True, True, False, None)}
    if change == "reopen":
        rule["on_reopen"] = draw(st.sampled_from(("resume", "new_cycle", "count_closed")))
        kinds["reopened"] = {}
    if change == "reclassify":
        _reclassify(draw, rule, kinds, spans)


def _reclassify(draw: DrawFn, rule: Plain, kinds: Plain, spans: tuple[str, ...]) -> None:
    modes = ("retroactive", "retroactive_without_credit", "from_change", "carry")
    one, two = draw(st.sampled_from(spans)), draw(st.sampled_from(spans))
    if spans is not DATED:  # long enough for several changes while it runs
        rule["start"], one = "received", draw(st.sampled_from((one, spans[1], spans[2])))
    rule["within"] = {"choose": [{"when": {"severity": "major"}, "value": one}, {"value": two}]}
    rule["on_reclassify"] = draw(st.sampled_from(modes[:3] if spans is DATED else modes))
    kinds["reclassified"] = {"severity": ("major", "minor", None)}
    if draw(st.booleans()):
        rule["applies"] = draw(st.sampled_from(({"severity": "major"}, {"not": {"severity": "major"}})))
    if "all" not in rule["stop"]:
        rule["cycle"] = draw(st.sampled_from(("once", "once", "each_start", "oldest_unanswered")))
