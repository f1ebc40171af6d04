"""Generated bonuses, rankings and team bonuses, and employees with ratings and with what is on record of them."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import Plain
from tests.strategies.incentive import AssessedExample

__all__ = ["score_examples"]

ZONE = "Asia/Shanghai"
RATED = (
    "2026-01-01T00:00",
    "2026-01-10T10:00",
    "2026-01-10T10:00",
    "2026-01-31T23:59",
    "2025-12-31T23:59",
    "2026-02-01T00:00",
)
SCORES = (60, 70, 80, 80, 90, 100)
# The last record of a month's bonus may be made on 10 February.
REWARDED = ("2026-02-01T00:00", "2026-02-05T10:00", "2026-02-05T10:00", "2026-02-10T23:59", "2026-02-11T00:01")
REWARDED_FOR_ANOTHER = ("2026-01-20T10:00", "2026-03-01T00:00")
AMOUNTS = ("1000 CNY", "500 CNY", "333.34 CNY", "333.33 CNY", "444.44 CNY", "555.56 CNY", "2000 CNY", None)
RATING: Plain = {"id": "rating", "measure": {"mean": {"event": "rated", "of": "score"}}, "scale": ["0", "100"]}
ALL_RATINGS: Plain = {**RATING, "measure": {"mean": {"event": "rated", "of": "score", "on": "agent"}}}
CARD: Plain = {"kind": "scorecard", "clause": "X-1", "period": "month"}
APPRAISAL: Plain = {**CARD, "id": "appraisal", "subject": "agent", "indicators": [RATING]}
TARGET: Plain = {"target": {"ge": "80"}}
TEAM: Plain = {**CARD, "id": "team", "subject": "organisation", "indicators": [{**ALL_RATINGS, **TARGET}]}
STANDINGS: tuple[Plain, ...] = (
    *({},) * 4,
    {"kind": "bot"},
    {"kind": "human"},
    {"left_on": "2025-12-31"},
    {"left_on": "2026-01-30"},
    {"left_on": "2026-01-31"},
    {"joined_on": "2026-01-31"},
    {"joined_on": "2026-02-01"},
)
TABLES: tuple[list[Plain], ...] = (
    [{"ge": 80, "entitles": "1000 CNY"}],
    [{"gt": 90, "entitles": "2000 CNY"}, {"ge": 70, "le": 90, "entitles": "1000 CNY"}],
    [{"lt": 70, "entitles": "none"}, {"ge": 70, "lt": 80, "entitles": "500 CNY"}, {"ge": 80, "entitles": "1000 CNY"}],
)


def _at(moment: str) -> str:
    return f"{moment}:00+08:00"


def _said(one: Plain) -> Plain:
    return {key: value for key, value in one.items() if value is not None}


def _form(draw: DrawFn) -> Plain:
    form = draw(st.sampled_from(("score", "rank", "rank", "team", "team")))
    table = draw(st.sampled_from(TABLES))
    if form == "score":
        return {"score": "appraisal", "table": table}
    if form == "rank":
        least = draw(st.sampled_from((None, None, "75")))
        ties = draw(st.sampled_from((None, ["share"], ["none"])))
        first = draw(st.sampled_from(("1", "2")))
        return {"rank": _said({"by": "appraisal", "first": first, "at_least": least, "ties": ties}), "entitles": "star"}
    team: Plain = {"by": "team", "split": "equal"}
    if draw(st.booleans()):
        team = {"by": "team", "split": "score", "members": "appraisal"}
    if draw(st.booleans()):
        team["when"] = draw(st.sampled_from(("met", "exceeded", "exceeded")))
        return {"subject": "organisation", "team": team, "entitles": "1000 CNY"}
    return {"subject": "organisation", "team": team, "table": table}


def _employee(draw: DrawFn, name: str, *, unknown: bool) -> Plain:
    scores = (*SCORES, None) if unknown else SCORES
    ratings: list[Plain] = [
        {"event": "rated", "at": _at(draw(st.sampled_from(RATED))), "score": draw(st.sampled_from(scores))}
        for _ in range(draw(st.sampled_from((0, 1, 1, 2))))
    ]
    records: list[Plain] = [
        {
            "event": "rewarded",
            "at": _at(draw(st.sampled_from((*REWARDED, *REWARDED_FOR_ANOTHER)))),
            "reward": draw(st.sampled_from(("star", "star", "star", "medal", None))),
            "amount": draw(st.sampled_from(AMOUNTS)),
            "period": draw(st.sampled_from((None, None, None, "2026-01", "2025-12"))),
        }
        for _ in range(draw(st.sampled_from((0, 1, 1, 2))))
    ]
    events = [{**_said(event), "seq": seq} for seq, event in enumerate([*ratings, *records])]
    return {"id": name, "subject": "agent", "events": events}


def _staff(draw: DrawFn, people: list[Plain]) -> list[Plain]:
    """Some of them machines, gone or not there yet; and perhaps the organisation's own list of its people."""
    for one in people:
        one.update(draw(st.sampled_from(STANDINGS)))
        turn = draw(st.sampled_from((None, None, None, "left", "joined")))
        if turn is not None:
            at = _at(draw(st.sampled_from(("2026-01-20T10:00", "2026-02-03T10:00"))))
            one["events"].append({"event": turn, "at": at, "seq": len(one["events"])})
    if draw(st.booleans()):
        return people
    listed = draw(st.lists(st.sampled_from(("e1", "e2", "e3")), min_size=1, unique=True))
    return [*people, {"subject": "organisation", "id": "bank", "members": sorted(listed), "events": []}]


@st.composite
def score_examples(draw: DrawFn) -> AssessedExample:
    """A bonus by score, a ranking or a bonus of a team, one to three employees with ratings, and what is on record."""
    form = _form(draw)
    field = "amount" if "rank" not in form else "reward"
    rule: Plain = {"id": "bonus", "kind": "incentive", "clause": "X-2", "period": "month", **form}
    rule["recorded"] = {"event": "rewarded", "within": "10 days"}
    unknown = form.get("team", {}).get("split") != "score"
    people = [_employee(draw, name, unknown=unknown) for name in ("e1", "e2", "e3")[: draw(st.integers(1, 3))]]
    for one in people:
        for event in one["events"]:
            event.pop("reward" if field == "amount" else "amount", None)
    if "team" in form:
        people = _staff(draw, people)
    as_of = draw(st.sampled_from(("2026-02-01T00:00", "2026-02-11T00:00", "2026-02-11T00:01", "2026-03-05T10:00")))
    return AssessedExample([APPRAISAL, TEAM, rule], people, "2026-01", datetime.fromisoformat(_at(as_of)), ZONE)
