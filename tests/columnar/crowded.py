"""Rules of many forms, and crowds of cases that are alike: few acts, few people, few instants, much that is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251 - drawn from a seed: the same every time
from typing import Any

from servicepolicy.models.context import Context
from servicepolicy.policy.policy import Policy

__all__ = ["AS_OF", "CONTEXT", "crowd", "policy"]

Plain = dict[str, Any]

AS_OF = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONTEXT = Context.model_validate(
    {
        "organisation": {
            "id": "bank",
            "timezone": "Asia/Shanghai",
            "units": [
                {"id": "u1", "calendar": "office"},
                {"id": "u2", "calendar": "late"},
                {"id": "u3"},
                {"id": "u4", "calendar": "office"},
            ],
            "events": [],
        },
        "waivers": [
            {
                "id": "outage",
                "rules": [f"r{number:02d}" for number in range(0, 42, 3)],
                "during": {"from": "2026-02-09T16:00:00Z", "until": "2026-02-17T16:00:00Z"},
                "where": {"channel": "telephone"},
                "from": "2026-01-01T00:00:00Z",
                "until": "2026-12-31T00:00:00Z",
                "approver": "head",
                "reason_code": "outage",
            },
            {
                "id": "one",
                "rules": ["r01", "r06"],
                "subject": "C-0003",
                "from": "2026-01-01T00:00:00Z",
                "until": "2026-12-31T00:00:00Z",
                "approver": "a",
                "reason_code": "agreed",
            },
        ],
    }
)
_TOLD = {"event": "extended", "where": {"customer_told": "true"}, "who": {"role": "head"}}
_AWAITED = {"event": "paused", "where": {"reason": "awaiting_customer"}}
_HUMAN = {"event": "replied", "where": {"to": "customer"}, "who": {"kind": "human"}}
_BY_SEVERITY = {
    "choose": [{"when": {"severity": ["major", "critical"]}, "value": "8 working hours"}, {"value": "3 days"}]
}
_PAUSE: Plain = {"from": "paused", "until": "resumed"}
_TIERS: list[Plain] = [
    {"le": "100 CNY", "approvers": "none"},
    {"gt": "100 CNY", "le": "1000 CNY", "approvers": {"any_of": ["head"]}},
    {"gt": "1000 CNY", "approvers": {"any_of": ["head"], "or_above": "true"}},
]


def _deadline(**said: Any) -> Plain:
    return {"kind": "deadline", "start": "received", "stop": "resolved", **said}


RULES: list[Plain] = [
    _deadline(within="2 days"),
    _deadline(within="30 hours", counting="cn-civil-code"),
    _deadline(within="10 working hours", clock="office", cancel="withdrawn"),
    _deadline(within="10 working hours", clock="unit", on_move="piecewise"),
    _deadline(within="2 working days", clock="unit"),
    _deadline(within="2 working days", clock="office", pause=[{"from": _AWAITED, "until": "resumed"}]),
    _deadline(within="40 hours", pause=[_PAUSE], cancel="withdrawn"),
    _deadline(within="9 working hours", clock="office", pause=[{**_PAUSE, "cap": "1 working day"}]),
    _deadline(within="3 days", pause=[_PAUSE], extend=[{"grant": _TOLD, "to": "6 days"}]),
    _deadline(
        within="2 working days",
        clock="office",
        pause=[{**_PAUSE, "cap": "2 working days"}],
        extend=[{"grant": _TOLD, "to": "4 working days"}],
    ),
    _deadline(within="2 days", extend=[{"grant": "extended", "by": "2 days", "at_most": "3 days"}]),
    _deadline(within="2 days", on_reopen="new_cycle", cancel="withdrawn"),
    _deadline(within="4 days", on_reopen="resume"),
    _deadline(within="2 days", reset="transferred"),
    _deadline(within="2 days", cycle="each_start"),
    _deadline(within="2 days", per="subject", cycle={"repeat": "from_act", "until": "closed"}),
    _deadline(start="customer_replied", stop=_HUMAN, within="1 working day", clock="office", cycle="oldest unanswered"),
    _deadline(start="classified", within=_BY_SEVERITY, clock="office", on_reclassify="retroactive"),
    _deadline(start="classified", within=_BY_SEVERITY, clock="office", on_reclassify="from_change"),
    _deadline(within="2 days", applies={"channel": ["telephone", "online"]}),
    _deadline(stop={"all": ["replied", "resolved"]}, within="3 days"),
    _deadline(stop={"event": "replied", "nth": "first"}, within="2 days"),
    {"kind": "sequence", "order": ["received", "classified", "replied", "resolved"], "until": "closed"},
    {"kind": "sequence", "order": ["received", {"event": "replied", "within": "2 days"}, "closed"]},
    {
        "kind": "sequence",
        "followed": {"every": "replied", "by": "resolved", "within": "2 working days"},
        "clock": "office",
    },
    {"kind": "sequence", "followed": {"some": "replied", "by": "resolved", "before": "closed"}},
    {"kind": "sequence", "preceded": {"every": "paid", "by": "approved", "within": "2 days"}},
    {"kind": "sequence", "preceded": {"every": "closed", "by": _HUMAN}},
    {"kind": "sequence", "never_same": {"of": ["paid", "approved"]}},
    {"kind": "sequence", "same": {"of": ["replied", "resolved"], "by": "role"}},
    {"kind": "sequence", "once": "resolved"},
    {"kind": "sequence", "never": {"event": "paid", "who": {"role": "clerk"}}},
    {"kind": "requirement", "at": "replied", "must": {"substance": ["full", "partial"]}},
    {"kind": "requirement", "at": "transferred", "must": {"customer_told": "true", "to": {"present": "true"}}},
    {"kind": "requirement", "must": {"contact_left": "true"}, "until": "closed"},
    {"kind": "requirement", "must": {"severity": {"not": "minor"}}, "until": "closed", "cancel": "withdrawn"},
    {
        "kind": "authority",
        "action": "paid",
        "amount": {"field": "amount"},
        "tiers": _TIERS,
        "approval": {"event": "approved", "not": "maker"},
    },
    {"kind": "authority", "action": "paid", "who": {"role": "clerk"}},
    {"kind": "authority", "competence": {"closed": ["clerk", "head"], "reclassified": ["head"]}},
    {
        "kind": "ownership",
        "starts": "assigned",
        "ends": "resolved",
        "handover": {"event": "transferred", "allowed": {"customer_told": "true"}},
    },
    {"kind": "retention", "anchor": "closed", "keep": "3 days", "destroyed": "x.destroyed"},
    {"kind": "ownership", "starts": "assigned", "ends": "replied", "replies": "owner"},
    _deadline(within="8 days", warn=["50%", "24 hours"], pause=[_PAUSE]),
    _deadline(within="1 day", escalate=[{"after": "96 hours", "to": "head"}, {"after": "480 hours", "to": "head"}]),
    _deadline(within="5 days", applies={"pauses": {"le": 0}}),
    {"kind": "requirement", "at": "closed", "must": {"pauses": {"le": 1}, "first_sent_to": {"not": "b"}}},
    {"kind": "requirement", "at": "resolved", "must": {"judged_as": ["major", "critical"]}},
    {"kind": "sequence", "never": {"event": "paid", "where": {"repliers": {"lt": 2}}}},
    {
        "kind": "authority",
        "action": {"event": "approved", "where": {"amount": {"gt": "100 CNY"}}},
        "who": {"role": "head"},
    },
    {
        "kind": "authority",
        "action": {"event": "paid", "where": {"amount": {"ge": "60 CNY"}}},
        "amount": {"field": "amount"},
        "tiers": _TIERS,
        "approval": {"event": "approved", "not": "maker"},
    },
    {"kind": "sequence", "preceded": {"every": {"event": "closed", "where": {"judged_as": "minor"}}, "by": "resolved"}},
]
FACTS: Plain = {
    "pauses": {"type": "number", "count": _AWAITED},
    "judged_as": {"type": "text", "last": {"any": ["classified", "reclassified"]}, "of": "severity"},
    "first_sent_to": {"type": "text", "first": "transferred", "of": "to"},
    "repliers": {"type": "number", "distinct": "replied", "of": "by"},
}

_WORDS: Plain = {
    "classified": {"severity": ("minor", "major", "critical")},
    "reclassified": {"severity": ("minor", "major")},
    "paused": {"reason": ("awaiting_customer", "awaiting_third_party")},
    "replied": {"to": ("customer", "internal"), "substance": ("full", "partial", "acknowledgement")},
    "transferred": {"to": ("a", "b", "c"), "customer_told": (True, False), "to_unit": ("u1", "u2")},
    "assigned": {"to": ("a", "b"), "to_unit": ("u1", "u1", "u1", "u4", "u2")},
    "extended": {"customer_told": (True, True, False)},
    "approved": {"amount": ("50 CNY", "100 CNY", "400.50 CNY", "2000 CNY"), "action": ("paid",)},
    "paid": {"amount": ("50 CNY", "100 CNY", "400.50 CNY", "2000 CNY")},
}
_PERIODS = ({"from": "2026-02-10"}, {"until": "2026-02-10"}, {"from": "2026-02-06", "until": "2026-02-16"}, {})
_KINDS = (
    *(
        "received",
        "resolved",
        "closed",
        "paused",
        "resumed",
        "replied",
        "customer_replied",
        "classified",
        "reclassified",
    ),
    *("transferred", "assigned", "extended", "approved", "paid", "reopened", "withdrawn", "x.destroyed"),
)
_OF_MATTERS = frozenset({"replied", "customer_replied", "approved", "paid"})


def policy(*, changing: bool = False) -> Policy:
    """All rules in one policy.

    Args:
        changing: Rules begin and end, and values change, while the cases run.
    """
    calendars = {
        "office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]}, "holidays": "CN"},
        "late": {"timezone": "Asia/Shanghai", "hours": {"mon-sat": ["14:00-22:00"]}},
    }
    rules: list[Plain] = [
        {"id": f"r{number:02d}", "clause": f"{number}", "subject": "case", **rule} for number, rule in enumerate(RULES)
    ]
    more: Plain = {}
    if changing:
        for number, rule in enumerate(rules):
            if number % 3:
                rule["in_force"] = _PERIODS[number % len(_PERIODS)]
            if rule.get("within") == "2 days":
                rule["within"] = {"blank": "days"}
        about = {"clause": "0", "ask": {"en": "Within what time?"}}
        tiers = [{**_TIERS[0], "le": {"blank": "free"}}, {**_TIERS[1], "gt": {"blank": "free"}}, _TIERS[2]]
        rules[36] = {**rules[36], "tiers": tiers}
        more = {
            "blanks": {"days": {"type": "span", **about}, "free": {"type": "money", **about}},
            "values": {
                "days": [
                    {"value": "1 day", "until": "2026-02-10"},
                    {"value": "3 days", "from": "2026-02-10", "until": "2026-02-14"},
                    {"value": "2 days", "from": "2026-02-14"},
                ],
                "free": [{"value": "100 CNY", "until": "2026-02-14"}, {"value": "50 CNY", "from": "2026-02-14"}],
            },
            "in_force": {"from": "2026-02-04"},
        }
    return Policy(
        policy="crowded",
        timezone="Asia/Shanghai",
        calendars=calendars,
        roles={"clerk": {}, "head": {"above": ["clerk"]}, "robot": {"kind": "bot"}},
        facts=FACTS,
        rules=rules,
        **more,
    )


def crowd(seed: int, count: int) -> list[Plain]:
    """Cases drawn from a few shapes, so that many are alike but for their instants and names.

    In one crowd of five nobody wrote down who acted.
    """
    draw = Random(seed)  # noqa: S311 - nothing secret
    shapes = [_shape(draw) for _ in range(max(2, count // 12))]
    cases = [_case(draw, f"C-{number:04d}", draw.choice(shapes)) for number in range(count)]
    if seed % 5 == 1:
        for event in (event for case in cases for event in case["events"]):
            event.pop("by", None)
    return cases


def _shape(draw: Random) -> list[str]:
    kinds = [draw.choice(_KINDS) for _ in range(draw.randint(0, 6))]
    return kinds if draw.random() < 0.1 else ["received", *kinds]


def _case(draw: Random, key: str, kinds: list[str]) -> Plain:
    start = datetime(2026, 2, 2, tzinfo=UTC) + timedelta(hours=draw.randrange(0, 600, draw.choice((1, 8, 24))))
    gaps = draw.choice(((0, 1, 4), (1, 8, 30), (24, 48), (0, 0, 72)))
    several = draw.random() < 0.15
    people = draw.sample(["a", "b", "c", "d", "e"], 3)
    at, events = start, list[Plain]()
    for kind in kinds:
        event = _event(draw, kind, at, people, several=several)
        events.append(event)
        if draw.random() < 0.03:
            events.append(dict(event))
        at += timedelta(hours=draw.choice(gaps), minutes=draw.choice((0, 0, 30)))
    if draw.random() < 0.05 and len(events) > 1:
        events[-1]["id"] = "e1"
        events.append({"event": "voided", "at": at.isoformat(), "voids": "e1"})
    case: Plain = {"id": key, "type": "complaint", "events": events}
    for name, values in (
        ("unit", ("u1", "u1", "u2", "u3")),
        ("channel", ("telephone", "email")),
        ("contact_left", (True, False)),
    ):
        if draw.random() < 0.93:
            case[name] = draw.choice(values)
    return case


def _event(draw: Random, kind: str, at: datetime, people: list[str], *, several: bool) -> Plain:
    event: Plain = {"event": kind, "at": at.isoformat()}
    for name, values in _WORDS.get(kind, {}).items():
        if draw.random() < 0.9:
            event[name] = draw.choice(values)
    if draw.random() < 0.9:
        event["by"] = draw.choice(people)
    if draw.random() < 0.9:
        event["role"] = draw.choice(("clerk", "clerk", "clerk", "head", "head", "robot", "stranger"))
    if draw.random() < 0.3:
        event["kind"] = draw.choice(("human", "human", "bot", "customer"))
    if several and kind in _OF_MATTERS and draw.random() < 0.8:
        event["matter"] = draw.choice(("m1", "m2"))
    if draw.random() < 0.1:
        event["recorded_at"] = (at + timedelta(hours=draw.choice((2, 30)))).isoformat()
    return event
