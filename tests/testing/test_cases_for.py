"""Cases drawn for a policy: they meet and breach every rule, and lie at its limits."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.testing.strategies import cases_for, subjects_for

DESK = sp.Policy(
    policy="desk",
    timezone="Europe/London",
    calendars={"office": {"timezone": "Europe/London", "hours": {"mon-fri": ["09:00-17:00"]}}},
    roles={"handler": {}, "leader": {"above": ["handler"]}, "head": {"above": ["leader"]}, "guest": {}},
    blanks={"may_pay": {"type": "money", "clause": "D", "ask": {"en": "How much?", "zh": "多少?"}}},
    fill={"may_pay": "400 GBP"},
    rules=[
        {
            "id": "final",
            "kind": "deadline",
            "clause": "D",
            "start": "received",
            "stop": {"event": "replied", "where": {"to": "customer", "substance": "full"}, "who": {"kind": "human"}},
            "within": "8 weeks",
            "pause": {"from": {"event": "paused", "where": {"reason": "waiting"}}, "until": "resumed", "cap": "9 days"},
            "cancel": "withdrawn",
        },
        {
            "id": "quick",
            "kind": "deadline",
            "clause": "D",
            "applies": {"severity": ["serious", "major"]},
            "start": "received",
            "stop": "acknowledged",
            "within": "4 working hours",
            "clock": "office",
        },
        {
            "id": "redress",
            "kind": "authority",
            "clause": "D",
            "action": "remedied",
            "amount": {"field": "amount"},
            "tiers": [
                {"role": "handler", "le": "250 GBP"},
                {"role": "handler", "gt": "250 GBP", "le": {"blank": "may_pay"}, "approvers": {"any_of": ["leader"]}},
                {"role": "handler", "gt": {"blank": "may_pay"}, "approvers": {"chain": ["leader", "head"]}},
                {"role": "leader"},
            ],
        },
        {"id": "eyes", "kind": "sequence", "clause": "D", "never_same": {"of": ["investigated", "approved"]}},
        {"id": "order", "kind": "sequence", "clause": "D", "order": ["received", "investigated", "resolved", "closed"]},
        {
            "id": "first-asked",
            "kind": "ownership",
            "clause": "D",
            "starts": "received",
            "ends": "replied",
            "handover": {
                "event": "transferred",
                "required": {"severity": "major"},
                "allowed": {"customer_told": True},
                "within": "2 working hours",
                "clock": "office",
            },
        },
        {"id": "rung", "kind": "requirement", "clause": "D", "at": "closed", "must": {"outcome": "solved"}},
    ],
)


Subject = TypeVar("Subject")


def drawn(drawing: st.SearchStrategy[tuple[Subject, datetime]], times: int) -> list[tuple[Subject, datetime]]:
    """Examples, the same in every run."""
    found: list[tuple[Subject, datetime]] = []

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawing)
    def keep(asked: tuple[Subject, datetime]) -> None:
        found.append(asked)

    keep()
    return found


def statuses(policy: sp.Policy, asked: list[tuple[sp.Case, datetime]], rules: list[str]) -> dict[str, Counter[str]]:
    """How often each rule said what."""
    said = {rule: Counter[str]() for rule in rules}
    for case, as_of in asked:
        for verdict in policy.evaluate(case, as_of=as_of, rules=rules).verdicts:
            said[verdict.rule][verdict.status.value] += 1
    return said


@pytest.fixture(scope="module")
def cases() -> list[tuple[sp.Case, datetime]]:
    """Cases for all rules of the desk."""
    each = {"redress": 120, "final": 120}
    return [
        *drawn(cases_for(DESK), 300),
        *(case for rule, times in each.items() for case in drawn(cases_for(DESK, rules=[rule]), times)),
    ]


def test_every_rule_is_met_and_breached(cases: list[tuple[sp.Case, datetime]]) -> None:
    """Deadline, authority, sequence, ownership and requirement: some cases keep each rule, and some break it."""
    said = statuses(DESK, cases, [rule.id for rule in DESK.rules])
    assert {rule: (counts["met"] > 0, counts["breached"] > 0) for rule, counts in said.items()} == {
        rule.id: (True, True) for rule in DESK.rules
    }
    assert all(counts["unknown"] for rule, counts in said.items() if rule in ("redress", "first-asked", "rung"))


@pytest.mark.parametrize(
    ("pack", "rules"),
    [
        ("complaint-handling", ["remedied-in-time", "first-contact-by-intake", "large-complaint-approved"]),
        ("branch-service", ["post-limits", "first-asked-is-responsible", "reply-within-three-days"]),
    ],
)
def test_rules_of_shipped_packs_are_met_and_breached(pack: str, rules: list[str]) -> None:
    """Where values come from blanks and conditions read facts, each rule is kept by some cases and broken by some."""
    policy = sp.load(pack, fill="example-bank")
    for rule in rules:
        said = statuses(policy, drawn(cases_for(policy, rules=[rule]), 60), [rule])[rule]
        assert said["met"], rule
        assert said["breached"], rule


WEEKS = timedelta(weeks=8)
SECOND = timedelta(seconds=1)


def acts(cases: list[tuple[sp.Case, datetime]], kind: str) -> list[dict[str, object]]:
    """What happened of a kind, as plain data."""
    return [event.model_dump(mode="json") for case, _ in cases for event in case.events if event.event == kind]


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [
        ("remedied", "amount", {"250 GBP", "250.01 GBP", "249.99 GBP", "400 GBP", "400.01 GBP", "1201 GBP", None}),
        ("remedied", "role", {"handler", "leader", "guest", None}),
        ("approved", "action", {"remedied", "something_else", None}),
        ("approved", "by", {"e1", "e2", "e3", None}),
        ("transferred", "customer_told", {True, False, None}),
        ("replied", "substance", {"full", "partial", None}),
    ],
)
def test_what_the_rules_read_is_drawn(
    kind: str, field: str, values: set[object], cases: list[tuple[sp.Case, datetime]]
) -> None:
    """People, roles, amounts at and beside each limit, codes that rules name and one that they do not, and none."""
    assert values <= {act.get(field) for act in acts(cases, kind)}


def test_one_person_does_two_things_and_two_people_do(cases: list[tuple[sp.Case, datetime]]) -> None:
    """The same person twice, and not, so that four eyes are seen and missed."""
    both = [[{act.get("by") for act in acts([one], kind)} for kind in ("investigated", "approved")] for one in cases]
    assert any((first & second) - {None} for first, second in both)
    assert any(first and second and not first & second for first, second in both)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (WEEKS - timedelta(hours=12), WEEKS + timedelta(hours=12)),
        (timedelta(weeks=3), timedelta(weeks=6)),
        (timedelta(weeks=12), timedelta(weeks=60)),
    ],
)
def test_events_lie_weeks_apart(since: timedelta, until: timedelta, cases: list[tuple[sp.Case, datetime]]) -> None:
    """A limit of eight weeks has replies near it, well before it, and far beyond."""
    apart = [
        end.at - begin.at
        for case, _ in cases
        for begin in case.events
        for end in case.events
        if (begin.event, end.event) == ("received", "replied")
    ]
    assert any(since <= one <= until for one in apart)


def test_acts_lie_at_the_due_instant_and_a_second_beside_it(cases: list[tuple[sp.Case, datetime]]) -> None:
    """What is due by working time is done exactly then, a second later, and a second sooner."""
    asked = [*cases, *drawn(cases_for(DESK, rules=["quick"]), 150)]
    verdicts = [
        verdict for case, as_of in asked for verdict in DESK.evaluate(case, as_of=as_of, rules=["quick"]).verdicts
    ]
    spare = {v.stopped - v.due for v in verdicts if v.stopped is not None and v.due is not None}
    assert {timedelta(0), SECOND, -SECOND} <= spare


def test_other_subjects_are_drawn_alike() -> None:
    """A duty of an agent that begins by time alone has agents for whom it is kept, and agents for whom it is not."""
    trained = {
        "id": "trained",
        "kind": "periodic",
        "subject": "agent",
        "clause": "D",
        "every": "year",
        "act": "trained",
    }
    policy = sp.Policy(policy="desk", timezone="UTC", rules=[trained])
    said = Counter(
        verdict.status.value
        for agent, as_of in drawn(subjects_for(policy, "agent"), 80)
        for verdict in policy.evaluate(agent, as_of=as_of).verdicts
    )
    assert said["met"]
    assert said["breached"]


def test_a_rule_that_is_none_about_cases_is_told() -> None:
    """A name that is misspelt draws nothing, and says so."""
    with pytest.raises(sp.UsageError, match="`finale` is no rule of `desk`"):
        cases_for(DESK, rules=["finale"])
