"""Crowds of cases that are alike: what is read off for most of them is what each would be told."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251 - drawn from a seed: the same every time
from typing import Any

import numpy as np
import polars as pl
import pytest

from servicepolicy.columnar import situations
from servicepolicy.columnar.session import Session
from servicepolicy.policy.policy import Policy
from tests.columnar import crowded
from tests.columnar.equal import differences, facts_read_off, readable

POLICY = crowded.policy()
SEEDS = range(int(os.environ.get("FUZZ_EXAMPLES") or 0) // 10 or 2)


@pytest.mark.parametrize("seed", SEEDS[: max(1, len(SEEDS) // 2)])
def test_crowds_under_changing_rules_are_told_what_each_would_be(seed: int) -> None:
    """Values change, and rules come and go, while the cases run: each is judged by what governs it, and on columns."""
    changing = crowded.policy(changing=True)
    session = Session(changing, as_of=crowded.AS_OF, context=crowded.CONTEXT)
    for turn in range(2):
        cases = readable(changing, crowded.crowd(seed * 2 + turn, 60))
        differing, counts = differences(changing, cases, as_of=crowded.AS_OF, context=crowded.CONTEXT, session=session)
        assert differing == []
        facts = [changing.read(case).facts() for case in cases]
        at_hand = facts_read_off(changing, facts, as_of=crowded.AS_OF, context=crowded.CONTEXT, session=session)
        assert at_hand[0] == []
    assert counts.filter(pl.col("engine") == "columns")["pairs"].sum() > counts["pairs"].sum() // 3


@pytest.mark.parametrize("seed", SEEDS)
def test_crowds_are_told_what_each_would_be(seed: int) -> None:
    """Every column of every verdict is that of the reference engine, for rules of every form, in two tables in turn."""
    session = Session(POLICY, as_of=crowded.AS_OF, context=crowded.CONTEXT)
    for turn in range(2):
        cases = readable(POLICY, crowded.crowd(seed * 2 + turn, 60))
        differing, counts = differences(POLICY, cases, as_of=crowded.AS_OF, context=crowded.CONTEXT, session=session)
        assert differing == []
        on_columns = counts.filter(pl.col("engine") == "columns")["pairs"].sum()
        assert on_columns > counts["pairs"].sum() // 3


def test_situations_that_share_a_mark_by_accident_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one of the two words of a mark is the same for all, nothing is read off a situation that is another."""
    monkeypatch.setattr(situations, "mixed", lambda marks, _more: marks & np.uint64(1))
    cases = readable(POLICY, crowded.crowd(3, 20))
    session = Session(POLICY, as_of=crowded.AS_OF, context=crowded.CONTEXT)
    for _ in range(2):
        differing, _ = differences(POLICY, cases, as_of=crowded.AS_OF, context=crowded.CONTEXT, session=session)
        assert differing == []


def test_codes_on_one_side_of_every_test_are_one_situation() -> None:
    """Forty cases with forty receivers, and with codes that no test tells apart, are read off."""
    present = {"to": {"present": "true"}}
    spans = [{"when": {"severity": ["major", "critical"]}, "value": "1 day"}, {"value": "3 days"}]
    severities = "minor", "normal", "major", "critical"
    policy = Policy(
        policy="sides",
        timezone="Asia/Shanghai",
        rules=[
            {"id": "told", "kind": "requirement", "clause": "1", "at": "transferred", "must": present},
            {
                "id": "grave",
                "kind": "deadline",
                "clause": "2",
                "start": "classified",
                "stop": "resolved",
                "within": {"choose": spans},
                "applies": {"channel": {"not": "letter"}},
            },
        ],
    )
    cases = [
        {
            "id": f"C-{number:02d}",
            "type": "complaint",
            "channel": ("telephone", "email", "letter", "online")[number % 4],
            "events": [
                {"event": "classified", "at": day, "severity": severities[number // 4 % 4]},
                {"event": "transferred", "at": day.replace(hour=number % 20 + 1), "to": f"r{number}"},
            ],
        }
        for number in range(40)
        for day in [datetime(2026, 2, number % 20 + 1, tzinfo=UTC)]
    ]
    differing, counts = differences(policy, readable(policy, cases), as_of=crowded.AS_OF)
    assert differing == []
    assert counts.filter(pl.col("engine") == "reference")["pairs"].sum() == 0


def test_where_one_person_does_all_whoever_is_meant_is_told() -> None:
    """Of cases in which one person did all that may be meant, all is read off; others are told their own."""
    order = {"kind": "sequence", "order": ["received", "classified", "investigated", "resolved"], "until": "closed"}
    steps = {"id": "in-turn", "clause": "1", "subject": "case", **order}
    policy = Policy(policy="steps", timezone="UTC", rules=[steps])
    acts = ("received", {}), ("investigated", {}), ("replied", {"matter": "m1"}), ("replied", {"matter": "m2"})
    acts = (*acts, ("resolved", {}), ("closed", {}))
    cases = [
        {
            "id": f"C-{number:02d}",
            "events": [
                {"event": kind, "at": datetime(2026, 2, 2, 8 + hour, tzinfo=UTC), "by": who, **said}
                for hour, ((kind, said), who) in enumerate(zip(acts, people, strict=True))
            ],
        }
        for number, people in enumerate(["abbbbb", "bcccdc", "baaaaa", "caaaaa", "abbbbc", "baaaaa"] * 2)
    ]
    session = Session(policy, as_of=crowded.AS_OF)
    for _ in range(2):
        differing, counts = differences(policy, readable(policy, cases), as_of=crowded.AS_OF, session=session)
        assert differing == []
    assert counts.filter(pl.col("engine") == "columns")["pairs"].sum() >= 6


def test_an_owner_is_not_told_by_who_answered() -> None:
    """Of whom owned what they answered, nothing is concluded about others whose question somebody else answered."""
    owned = {"id": "owned", "clause": "1", "kind": "ownership", "subject": "case", "starts": "assigned"}
    policy = Policy(policy="owned", timezone="UTC", rules=[{**owned, "ends": "resolved"}])
    cases = [
        {
            "id": f"C-{number}",
            "events": [
                {"event": "assigned", "at": datetime(2026, 2, 2, 8, tzinfo=UTC), "by": owner, "to": "z"},
                {"event": "resolved", "at": datetime(2026, 2, 2, 9, tzinfo=UTC), "by": answering},
            ],
        }
        for number, (owner, answering) in enumerate(["aa", "bb", "ab", "cb", "cc", "ba", "dd"])
    ]
    session = Session(policy, as_of=crowded.AS_OF)
    for some in (cases[:2], cases):
        differing, _ = differences(policy, readable(policy, some), as_of=crowded.AS_OF, session=session)
        assert differing == []


@pytest.mark.parametrize("seed", SEEDS[: max(1, len(SEEDS) // 2)])
def test_long_cases_are_told_event_by_event(seed: int) -> None:
    """Of what must be followed or preceded, or kept apart, in cases of up to 45 events, few are left as too long."""
    pairs: list[dict[str, Any]] = [
        {"followed": {"every": "replied", "by": "resolved", "within": "20 hours"}},
        {"followed": {"every": "paused", "by": {"any": ["resumed", "replied"]}, "before": "transferred"}},
        {
            "followed": {"every": "replied", "by": "resolved"},
            "cancel": "withdrawn",
            "until": "x.filed",
            "per": "subject",
        },
        {"preceded": {"every": "paid", "by": "approved", "within": "1 working day"}, "clock": "office"},
        {"preceded": {"every": "paid", "by": {"any": ["approved", "resolved"]}}},
        {"never_same": {"of": ["paid", "approved"]}},
        {"never_same": {"of": ["replied", {"any": ["resolved", "resumed"]}]}},
        {"never_same": {"of": ["paid", "approved"], "by": "role"}},
        {"never_same": {"of": ["replied", "resolved"], "by": "unit"}},
    ]
    rules = [
        {"id": f"r{number:02d}", "kind": "sequence", "clause": f"{number}", "subject": "case", **pair}
        for number, pair in enumerate(pairs)
    ]
    office = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]}}
    policy = Policy(policy="pairs", timezone="Asia/Shanghai", calendars={"office": office}, rules=rules)
    kinds = "replied", "resolved", "paused", "resumed", "transferred", "paid", "approved", "withdrawn", "x.filed"
    draw = Random(seed)  # noqa: S311 - nothing secret
    people = *"abcdefghij", 'l "e\u0301"', "\u738b"
    cases: list[dict[str, Any]] = []
    for number in range(36):
        at, events = datetime(2026, 2, 2, tzinfo=UTC), list[dict[str, Any]]()
        for place in range(draw.choice((5, 45))):
            at += timedelta(hours=draw.choice((1, 5, 26)), minutes=draw.choice((0, 0, 20)) if number % 9 else -60)
            kind = draw.choice(kinds[: 7 if place < 30 else 9])
            events.append({"event": kind, "at": at, "by": draw.choice(people)})
            events[-1] |= {"role": draw.choice("abrstuv"), "unit": draw.choice(("u1", "u2", "u3"))}
            if number % 8 == 2 and draw.random() < 0.1:
                del events[-1][draw.choice(("by", "role", "unit"))]
            if number % 8 == 1 and draw.random() < 0.1:
                events[-1]["matter"] = draw.choice(("m1", "m2"))
            if draw.random() < 0.1:
                events[-1]["recorded_at"] = at + timedelta(hours=30)
        cases.append({"id": f"C-{number:04d}", "type": "complaint", "events": events})
    session = Session(policy, as_of=crowded.AS_OF, context=crowded.CONTEXT)
    told = readable(policy, cases)
    facts = [policy.read(case).facts() for case in told]
    for _ in range(2):
        differing, counts = differences(policy, told, as_of=crowded.AS_OF, context=crowded.CONTEXT, session=session)
        assert differing == []
        at_hand = facts_read_off(policy, facts, as_of=crowded.AS_OF, context=crowded.CONTEXT, session=session)
        assert at_hand[0] == []
    assert counts.filter(pl.col("reason") == "many_events")["pairs"].sum() < counts["pairs"].sum() // 6
