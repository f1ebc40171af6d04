"""Generated policies and timelines for deadlines, authority and ownership.

Everything is plain data: rules as a document writes them, subjects as JSON. Vocabularies are small and instants come
from a small pool, so that events meet: in one instant, at the due instant, at closing time, out of order.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

__all__ = ["Example", "authority_examples", "deadline_examples", "ownership_examples"]

Plain = dict[str, Any]
Draw = Any  # Hypothesis' draw function

ZONES = {"Asia/Shanghai": "2026-01-09T08:00", "Europe/London": "2026-03-27T08:00"}  # a Friday; London's has its DST gap
HALF_HOURS = 48 * 5


@attrs.frozen
class Example:
    """One generated question to the engine and its twin.

    Attributes:
        rules: The rules, as written in a document.
        subject: The case, as JSON.
        as_of: The instant that is judged.
        known_at: What was recorded by then counts; `None` = everything.
        zone: The policy's zone.
        roles: The roles, as written in a document.
        context: The context as JSON, or `None`.
    """

    rules: list[Plain]
    subject: Plain
    as_of: datetime
    known_at: datetime | None
    zone: str
    roles: Plain = attrs.field(factory=dict)
    context: Plain | None = None

    @property
    def calendars(self) -> Plain:
        """The calendars by name, as written in a document."""
        return calendars(self.zone)


# ---------------------------------------------------------------- times


def calendars(zone: str) -> Plain:
    """An office with lunch and exceptions, one that is open overnight, and one that never closes."""
    friday = ZONES[zone][:10]
    monday = (datetime.fromisoformat(friday) + timedelta(days=3)).date().isoformat()
    saturday = (datetime.fromisoformat(friday) + timedelta(days=1)).date().isoformat()
    return {
        "office": {
            "timezone": zone,
            "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]},
            "closed": [monday],
            "special": {saturday: ["10:00-12:00"]},
        },
        "plain-office": {"timezone": zone, "hours": {"mon-fri": ["09:00-17:00"]}},
        "night": {"timezone": zone, "hours": {"mon-sun": ["22:00-06:00"]}, "closed": [monday]},
        "always": {"timezone": zone, "hours": {"mon-sun": ["00:00-24:00"]}},
    }


def _instant(zone: str, half_hours: int, seconds: int = 0) -> datetime:
    """So many half hours of real time after the example begins; never midnight, where texts leave dates open."""
    first = datetime.fromisoformat(ZONES[zone]).replace(tzinfo=ZoneInfo(zone))
    moment = datetime.fromtimestamp(first.timestamp() + half_hours * 1800 + seconds, ZoneInfo(zone))
    return moment if (moment.hour, moment.minute) != (0, 0) else moment + timedelta(minutes=30)


@st.composite
def pools(draw: Draw, zone: str) -> list[datetime]:
    """The few instants of an example, in order."""
    near = st.integers(0, 24)
    far = st.integers(0, HALF_HOURS)
    offsets = draw(st.lists(st.one_of(near, near, far), min_size=2, max_size=7, unique=True))
    late = draw(st.sampled_from((0, 0, 0, 1)))
    return sorted(_instant(zone, offset, late) for offset in offsets)


# ---------------------------------------------------------------- timelines


@st.composite
def timelines(draw: Draw, pool: list[datetime], kinds: Plain, most: int, per: str | None = None) -> list[Plain]:
    """Events of some kinds at instants of a pool; `kinds` maps each kind to the values its fields may have.

    A value `None` leaves a field out. Within one instant either all events have their own `seq` or none has, and at
    most one sets a field of the header: what else would be meant is left open.
    """
    events = []
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(sorted(kinds)))
        event: Plain = {"event": kind, "at": draw(st.sampled_from(pool))}
        for name, values in kinds[kind].items():
            value = draw(st.sampled_from(values))
            if value is not None:
                event[name] = value
        if per and draw(st.integers(0, 9)) < (10 if kind in ("received", "reply_time_agreed") else 8):
            event[per] = draw(st.sampled_from(("a", "b")))
        events.append(event)
    events = _one_setter_an_instant(events)
    sequenced = {at: draw(st.booleans()) for at in pool}
    for seq, event in enumerate(events):
        if sequenced[event["at"]]:
            event["seq"] = seq
        if draw(st.integers(0, 5)) == 0:
            event["recorded_at"] = (event["at"] + timedelta(minutes=draw(st.sampled_from((30, 240, 3000))))).isoformat()
        event["at"] = event["at"].isoformat()
    return events


def _one_setter_an_instant(events: list[Plain]) -> list[Plain]:
    kept: list[Plain] = []
    seen: set[datetime] = set()
    for event in events:
        if event["event"] in ("reclassified", "amount_changed"):
            if event["at"] in seen:
                continue
            seen.add(event["at"])
        kept.append(event)
    return kept


@st.composite
def _asked(draw: Draw, pool: list[datetime]) -> tuple[datetime, datetime | None]:
    later = [moment + timedelta(hours=hours) for moment in pool for hours in (0, 2, 30)]
    as_of = draw(st.sampled_from([*later, pool[-1] + timedelta(days=9)]))
    known_at = draw(st.sampled_from([None, None, None, as_of, *pool]))
    return as_of, known_at


# ---------------------------------------------------------------- deadlines

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
CLOCKED = ("1 working hour", "4 working hours", "8 working hours", "90 working minutes")
ELAPSED = ("1 hour", "4 hours", "24 hours", "90 minutes")
DATED = ("1 day", "2 days", "1 working day", "2 working days", "same day")


@st.composite
def _within(draw: Draw, spans: tuple[str, ...]) -> Any:
    one, two = draw(st.sampled_from(spans)), draw(st.sampled_from(spans))
    chosen = {"choose": [{"when": {"severity": ["major", "serious"]}, "value": one}, {"value": two}]}
    partial = {"choose": [{"when": {"severity": "major"}, "value": one}, {"when": {"severity": "minor"}, "value": two}]}
    several = {draw(st.sampled_from(("least", "greatest"))): [one, two]}
    return draw(st.sampled_from([one, one, chosen, chosen, partial, several]))


@st.composite
def _pauses(draw: Draw) -> list[Plain]:
    """One or two ways to pause, ended by an event, a cap or the customer."""
    capped = {"from": "paused", "until": "resumed", "cap": draw(st.sampled_from(("2 hours", "3 working hours")))}
    contact = {"from": "mediation_applied", "ends_on_contact": "true"}
    doubtful = {"from": {"event": "paused", "where": {"customer_told": "true"}}, "until": "resumed"}
    other = {"from": "mediation_applied", "until": {"any": ["mediation_ended", "resumed"]}}
    first = draw(st.sampled_from([{"from": "paused", "until": "resumed"}, capped, doubtful]))
    return draw(st.sampled_from([[first], [first], [first, contact], [first, other]]))


@st.composite
def _extensions(draw: Draw, spans: tuple[str, ...], literal: str) -> list[Plain]:
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
def deadline_examples(draw: Draw) -> Example:
    """A deadline rule and a case."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    pool = draw(pools(zone))
    rule: Plain = {"id": "timely", "kind": "deadline", "subject": "case", "clause": "X-1"}
    rule["start"], rule["stop"] = draw(st.sampled_from(STARTS)), draw(st.sampled_from(STOPS))
    spans = draw(st.sampled_from((CLOCKED, CLOCKED, ELAPSED, ELAPSED, DATED)))
    rule["clock"] = draw(st.sampled_from(("office", "plain-office") if spans is DATED else tuple(calendars(zone))))
    kinds = dict(KINDS)
    shape = draw(st.sampled_from(("once", "each_start", "oldest_unanswered", "repeat", "promise", "changing")))
    if shape == "promise":
        _promise(draw, rule, kinds, pool)
    else:
        rule["within"] = draw(_within(spans))
        if shape == "repeat":
            _repeat(draw, rule, kinds)
        else:
            _counted(draw, rule, kinds, spans, shape)
    if draw(st.integers(0, 3)) == 0:
        rule["applies"] = draw(st.sampled_from(({"channel": "telephone"}, {"not": {"severity": "minor"}})))
    counted = any("nth" in rule[part] for part in ("start", "stop"))  # of each matter, or of all: left open
    per = None if counted else draw(st.sampled_from((None, None, "matter")))
    if per:
        rule["per"] = per
    header = {"channel": ("telephone", "telephone", "letter", None), "severity": ("major", "minor", "minor", None)}
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint"}
    for name, values in header.items():
        value = draw(st.sampled_from(values))
        if value is not None:
            subject[name] = value
    subject["events"] = draw(timelines(pool, kinds, 9, per))
    as_of, known_at = draw(_asked(pool))
    return Example([rule], subject, as_of, known_at, zone)


def _promise(draw: Draw, rule: Plain, kinds: Plain, pool: list[datetime]) -> None:
    """The time is promised to the customer; a later promise may replace it."""
    rule.update(start="reply_time_agreed", due={"field": "reply_by"})
    rule["cycle"] = draw(st.sampled_from(({"supersede": "before_due"}, "once", "each start")))
    promised = [moment + timedelta(hours=hours) for moment in pool for hours in (0, 2, 24)]
    kinds["reply_time_agreed"] = {"reply_by": (None, *(moment.isoformat() for moment in promised))}


def _repeat(draw: Draw, rule: Plain, kinds: Plain) -> None:
    """It is due again and again until the case closes."""
    ways = ("from_act",) if "same day" in str(rule["within"]) else ("from_act", "from_due")
    rule["cycle"] = {
        "repeat": draw(st.sampled_from(ways)),
        "until": {"any": ["closed", "withdrawn"]},
    }
    kinds.update(closed={}, withdrawn={})


def _counted(draw: Draw, rule: Plain, kinds: Plain, spans: tuple[str, ...], shape: str) -> None:
    """A count that is paused, extended, reset, cancelled, reopened or re-targeted."""
    if shape != "changing":
        rule["cycle"] = shape
    if shape in ("once", "changing") and draw(st.integers(0, 4)) == 0:
        rule["stop"] = {"all": ["replied", "resolved"]}
    if draw(st.booleans()) and spans is not DATED:
        rule["pause"] = draw(_pauses())
        kinds.update(
            paused={"customer_told": (True, False, None)}, resumed={}, mediation_applied={}, mediation_ended={},
            customer_contacted={},
        )  # fmt: skip
    if draw(st.booleans()):
        rule["cancel"] = draw(st.sampled_from(("withdrawn", {"event": "withdrawn", "where": {"in_writing": "true"}})))
        kinds["withdrawn"] = {"in_writing": (True, False, None)}
    if draw(st.booleans()):
        rule["reset"] = {"event": "material_received", "where": {"new_facts": "true"}}
        kinds["material_received"] = {"new_facts": (True, True, False, None)}
    if shape != "changing":
        return
    change = draw(st.sampled_from(("extend", "reopen", "reclassify")))
    if change == "extend" and spans is not DATED:
        rule["within"] = draw(st.sampled_from(spans))
        rule["extend"] = draw(_extensions(spans, rule["within"]))
        kinds["extended"] = {"ground": ("complex", "special", None), "customer_told": (True, True, False, None)}
    if change == "reopen":
        rule["on_reopen"] = draw(st.sampled_from(("resume", "new_cycle", "count_closed")))
        kinds["reopened"] = {}
    if change == "reclassify":
        _reclassify(draw, rule, kinds, spans)


def _reclassify(draw: Draw, rule: Plain, kinds: Plain, spans: tuple[str, ...]) -> None:
    modes = ("retroactive", "retroactive_without_credit", "from_change", "carry")
    one, two = draw(st.sampled_from(spans)), draw(st.sampled_from(spans))
    rule["within"] = {"choose": [{"when": {"severity": "major"}, "value": one}, {"value": two}]}
    rule["on_reclassify"] = draw(st.sampled_from(modes[:3] if spans is DATED else modes))
    kinds["reclassified"] = {"severity": ("major", "minor", None)}


# ---------------------------------------------------------------- ownership


@st.composite
def ownership_examples(draw: Draw) -> Example:
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
    as_of, known_at = draw(_asked(pool))
    return Example([rule], subject, as_of, known_at, zone)


# ---------------------------------------------------------------- authority

ROLES: Plain = {"clerk": {}, "head": {"above": ["clerk"]}, "leader": {"above": ["head"]}}
SUMS = ("0 CNY", "99.99 CNY", "100 CNY", "100.01 CNY", "250 CNY", "500 CNY", "600 CNY")


@st.composite
def _tiers(draw: Draw) -> list[Plain]:
    """Bands without holes or overlaps for each role: alone up to a limit, approved above it, never above a second."""
    form = draw(st.sampled_from(({"any_of": ["head"]}, {"any_of": ["head"], "or_above": "true"},
                                 {"all_of": ["head", "leader"]}, {"chain": ["head", "leader"]})))  # fmt: skip
    lower, upper = draw(st.sampled_from((("le", "gt"), ("lt", "ge"))))
    tiers: list[Plain] = [
        {"role": "clerk", lower: "100 CNY"},
        {"role": "clerk", upper: "100 CNY", lower: "500 CNY", "approvers": form},
    ]
    if draw(st.booleans()):
        tiers.append({"role": ["head", "leader"]})
    return tiers


@st.composite
def _organisations(draw: Draw, pool: list[datetime]) -> Plain | None:
    """Posts of some people, perhaps dated, and perhaps one delegation."""
    if draw(st.booleans()):
        return None
    turn = draw(st.sampled_from(pool)).isoformat()
    dated = draw(st.sampled_from(({}, {"from": turn}, {"until": turn})))
    posts = [{"person": "e1", "role": draw(st.sampled_from(("clerk", "head"))), "unit": "b1", **dated}]
    posts.append({"person": "e3", "role": "leader", "unit": "b1"})
    organisation: Plain = {
        "id": "bank",
        "subject": "organisation",
        "units": [{"id": "b1"}],
        "posts": posts,
        "events": [],
    }
    if draw(st.booleans()):
        limit = draw(st.sampled_from(({}, {"limit": "300 CNY"})))
        giver, taker = draw(st.sampled_from((("e1", "e2"), ("e3", "e1"), ("e3", "e2"))))
        organisation["delegations"] = [{"from_person": giver, "to_person": taker, "actions": ["*"], **limit}]
    return organisation


@st.composite
def authority_examples(draw: Draw) -> Example:
    """An authority rule, a case with acts and approvals, and perhaps an organisation and a ledger."""
    zone = "Asia/Shanghai"
    pool = draw(pools(zone))
    rule: Plain = {"id": "limits", "kind": "authority", "subject": "case", "clause": "X-2", "action": "remedied"}
    rule.update(amount={"field": "amount"}, tiers=draw(_tiers()), approval={"event": "approved", "covers": "amount"})
    rule["approval"]["not"] = draw(st.sampled_from(("maker", "nobody")))
    if draw(st.integers(0, 3)) == 0:
        rule["late_entry"] = "4 hours"
    if draw(st.integers(0, 3)) == 0:
        per = draw(st.sampled_from(("case", "customer")))
        rule["splitting"] = {"sum": "remedied", "per": per, "within": draw(st.sampled_from(("4 hours", "24 hours")))}
    if draw(st.integers(0, 3)) == 0:
        rule["who"] = draw(st.sampled_from(({"kind": "human"}, {"role": ["clerk", "head"]}, {"role": "head"})))
    roles = ("clerk", "clerk", "head", None)
    acting = {"by": ("e1", "e2"), "role": roles, "kind": ("human", "human", "bot", None)}
    kinds: Plain = {
        "remedied": {**acting, "amount": (*SUMS, "-5 CNY", "50 USD", None)},
        "approved": {
            "by": ("e1", "e2", "e3", "e4"),
            "role": ("head", "head", "leader", "clerk", None),
            "action": ("remedied", "remedied", "settled"),
            "amount": ("500 CNY", "500 CNY", "200 CNY", "500 USD", None),
        },
    }
    if draw(st.integers(0, 3)) == 0:
        kinds["amount_changed"] = {"amount": ("100 CNY", "300 CNY")}
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint"}
    if draw(st.booleans()):
        subject["customer"] = "k1"
    subject["events"] = draw(timelines(pool, kinds, 7))
    context: Plain = {}
    if organisation := draw(_organisations(pool)):
        context["organisation"] = organisation
    if draw(st.booleans()):
        context["ledger"] = [
            {
                "action": action,
                "at": draw(st.sampled_from(pool)).isoformat(),
                "amount": amount,
                "customer": customer,
                "case": "C-2",
            }
            for action, amount, customer in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(("remedied", "settled")), st.sampled_from(SUMS), st.sampled_from(("k1", "k2"))
                    ),
                    max_size=3,
                )
            )
        ]
    as_of, known_at = draw(_asked(pool))
    return Example([rule], subject, as_of, known_at, zone, ROLES, context or None)
