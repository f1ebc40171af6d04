"""Generated promotions, pools of fines and publications, and the employees whom they judge over a month."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import Plain
from tests.strategies.incentive import AssessedExample

__all__ = ["pool_examples", "promotion_examples", "published_examples"]

ZONE = "Asia/Shanghai"
PERIOD = "2026-01"
# Several months of ratings; the first and the last instant of some of them.
RATED = ("2025-10-31T23:59", "2025-11-01T00:00", "2025-11-15T10:00", *("2025-12-10T10:00",) * 4, "2025-12-31T23:59")
RATED_TOO_LATE = ("2026-01-01T00:00", "2026-01-05T10:00")
SCORES = (*(60, 80, 80, 90, 100) * 2, None)
POSTS = ("agent", "agent", "agent", "supervisor", "manager", "group-leader", "clerk", None)
NEW_POSTS = (*("supervisor",) * 4, "manager", "group-leader", "agent", "guard", None)
# From the first instant of the month to its last; before and after it.
PROMOTED = ("2026-01-01T00:00", "2026-01-01T10:00", "2026-01-20T10:00", "2026-01-20T10:00", "2026-01-31T23:59")
PROMOTED_ELSEWHEN = ("2025-12-20T10:00", "2026-02-01T00:00")
CARD: Plain = {
    "id": "appraisal",
    "kind": "scorecard",
    "subject": "agent",
    "clause": "X-1",
    "period": "month",
    "indicators": [
        {"id": "rating", "measure": {"mean": {"event": "rated", "of": "score"}}, "scale": ["0", "100"]},
    ],
}


def _at(moment: str) -> str:
    return f"{moment}:00+08:00"


def _said(one: Plain) -> Plain:
    return {key: value for key, value in one.items() if value is not None}


def _after_the_month(draw: DrawFn) -> datetime:
    return datetime.fromisoformat(_at(draw(st.sampled_from(("2026-02-01T00:00", "2026-02-20T10:00")))))


# promotions


def _promoted_employee(draw: DrawFn, name: str) -> Plain:
    when = draw(st.lists(st.sampled_from((*PROMOTED, *PROMOTED_ELSEWHEN)), max_size=2, unique=True))
    events: list[Plain] = [
        {
            "event": "promoted",
            "at": _at(moment),
            "to_role": draw(st.sampled_from(NEW_POSTS)),
            "from_role": draw(st.sampled_from((None, None, None, "agent", "supervisor", "clerk"))),
        }
        for moment in when
    ]
    ratings: list[Plain] = [
        {
            "event": "rated",
            "at": _at(draw(st.sampled_from((*RATED, *RATED_TOO_LATE)))),
            "score": draw(st.sampled_from(SCORES)),
        }
        for _ in range(draw(st.sampled_from((0, 1, 1, 2))))
    ]
    listed = [{**_said(event), "seq": number} for number, event in enumerate([*events, *ratings])]
    return _said({"id": name, "subject": "agent", "role": draw(st.sampled_from(POSTS)), "events": listed})


@st.composite
def promotion_examples(draw: DrawFn) -> AssessedExample:
    """A ladder of posts, two or three employees with ratings of several months, and promotions around January 2026."""
    promotion: Plain = {
        "ladder": ["agent", "supervisor", ["manager", "group-leader"]],
        "step": draw(st.sampled_from(("one", "one", "any"))),
    }
    least = draw(st.sampled_from((None, None, "80")))
    if draw(st.booleans()):
        within = draw(st.sampled_from(("1 months", "2 months", "3 months", "10 hours", "480 hours")))
        promotion["after"] = _said({"scorecard": "appraisal", "within": within, "at_least": least})
    if draw(st.booleans()):
        promotion["favours"] = _said({"by": "appraisal", "at_least": draw(st.sampled_from((None, "80", "90")))})
    rule: Plain = {"id": "climb", "kind": "incentive", "clause": "X-2", "period": "month", "promotion": promotion}
    people = [_promoted_employee(draw, name) for name in ("e1", "e2", "e3")[: draw(st.integers(1, 3))]]
    return AssessedExample([CARD, rule], people, PERIOD, _after_the_month(draw), ZONE)


# pools

MOVED = ("2025-12-20T10:00", "2025-12-31T23:59", *PROMOTED, "2026-01-21T10:00", "2026-02-01T00:00")
SUMS = (*("10 CNY", "10 CNY", "10.50 CNY", "20 CNY") * 2, None)
FINES: tuple[Plain, ...] = (*({"amount": "10 CNY"},) * 4, {"amount": "10.50 CNY"}, {"sanction": "reminder"}, {})
FIRST_A_REMINDER: tuple[Plain, ...] = (
    {"nth": 1, "entitles": "reminder"},
    {"from": 2, "each": "10 CNY", "to": "activity-fund"},
)
SMOKING: Plain = {
    "id": "smoking",
    "kind": "incentive",
    "clause": "X-3",
    "period": "month",
    "counts": {"of": "inspection", "event": "found", "where": {"what": "smoking"}, "credit": "person"},
    "ladder": [{"from": 1, "each": "10 CNY", "to": "activity-fund"}],
    "recorded": {"event": "sanctioned", "within": "10 days"},
}


def _payment(draw: DrawFn, kind: str) -> Plain:
    payment: Plain = {"event": kind, "at": _at(draw(st.sampled_from(MOVED))), "fund": "activity-fund"}
    payment["amount"] = draw(st.sampled_from(SUMS))
    if kind == "fund_spent":
        payment["purpose"] = draw(st.sampled_from((*("group_activity",) * 5, "office_supplies", None)))
    return _said(payment)


@st.composite
def pool_examples(draw: DrawFn) -> AssessedExample:
    """A fund for fines, what is on record as fined of two employees, and what came into the fund and went out of it."""
    asked: Plain = {
        "name": "activity-fund",
        "paid_out": {"event": "fund_spent", "where": {"fund": "activity-fund"}},
        "only": {"purpose": "group_activity"},
    }
    if draw(st.booleans()):
        asked["paid_in"] = {"event": "fund_paid_in", "where": {"fund": "activity-fund"}}
    if draw(st.booleans()):
        del asked["only"]
    subjects: list[Plain] = []
    for name in ("e1", "e2"):
        found = [
            {"event": "found", "at": _at(draw(st.sampled_from(MOVED))), "what": "smoking", "person": name}
            for _ in range(draw(st.integers(0, 2)))
        ]
        fines = [
            {"event": "sanctioned", "at": _at(draw(st.sampled_from(MOVED))), **draw(st.sampled_from(FINES))}
            for _ in range(draw(st.integers(0, 2)))
        ]
        subjects.append({"id": f"I-{name}", "subject": "inspection", "events": found})
        subjects.append({"id": name, "subject": "agent", "events": fines})
    kinds = draw(st.lists(st.sampled_from(("fund_paid_in", "fund_paid_in", "fund_spent")), max_size=4))
    payments = [_payment(draw, kind) for kind in kinds]
    subjects.append({"id": "bank", "subject": "organisation", "events": payments})
    for seq, event in enumerate([event for one in subjects for event in one["events"]]):
        event["seq"] = seq
    fund: Plain = {"id": "fund", "kind": "incentive", "subject": "organisation", "clause": "X-4", "period": "month"}
    ladder = draw(st.sampled_from((SMOKING["ladder"], list(FIRST_A_REMINDER))))
    return AssessedExample(
        [{**SMOKING, "ladder": ladder}, {**fund, "pool": asked}], subjects, PERIOD, _after_the_month(draw), ZONE
    )


# publication

FOUND = (*("2026-01-05T10:00",) * 3, "2026-01-12T10:00", "2026-01-30T10:00")
SOON = ("2026-01-05T10:00", "2026-01-06T10:00", "2026-01-12T10:00", "2026-01-13T10:00", "2026-01-31T10:00")
TOLD = (*SOON, "2026-01-09T00:00", "2026-01-20T10:00", "2026-02-03T10:00")
DECISIONS = ("d1", "d1", "d2", None)
PUBLISHED: tuple[Plain, ...] = (
    {},
    {"event": "published", "within": "2 days"},
    {"event": "published", "within": "2 days"},
    {"event": "published", "within": "5 days", "by": "decision"},
    {"event": "published", "within": "5 days", "by": "decision"},
)


def _fined_employee(draw: DrawFn, name: str) -> Plain:
    records: list[Plain] = [
        {
            "event": "sanctioned",
            "at": _at(draw(st.sampled_from(SOON))),
            **draw(st.sampled_from((*({"amount": "10 CNY"},) * 6, {"amount": "9 CNY"}, {}))),
            "decision": draw(st.sampled_from(DECISIONS)),
            "published": draw(st.sampled_from((True, True, False, None))),
        }
        for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2))))
    ]
    told: list[Plain] = [
        {"event": "published", "at": _at(draw(st.sampled_from(TOLD))), "decision": draw(st.sampled_from(DECISIONS))}
        for _ in range(draw(st.integers(0, 2)))
    ]
    events = [{**_said(event), "seq": seq} for seq, event in enumerate([*records, *told])]
    return {"id": name, "subject": "agent", "events": events}


@st.composite
def published_examples(draw: DrawFn) -> AssessedExample:
    """Fines that must be made known, by their own field or by another event, and when they were."""
    rule = {**SMOKING, "ladder": [{"from": 1, "each": "10 CNY"}], "published": draw(st.sampled_from(PUBLISHED))}
    when = [draw(st.sampled_from(FOUND)) for _ in range(draw(st.sampled_from((1, 1, 1, 2))))]
    found = [
        {"event": "found", "at": _at(at), "what": "smoking", "person": "e1", "id": f"f{n}"} for n, at in enumerate(when)
    ]
    inspection: Plain = {"id": "I", "subject": "inspection", "events": found}
    as_of = datetime.fromisoformat(
        _at(draw(st.sampled_from(("2026-02-01T00:00", "2026-02-03T00:00", "2026-02-20T10:00"))))
    )
    return AssessedExample([rule], [inspection, _fined_employee(draw, "e1")], PERIOD, as_of, ZONE)
