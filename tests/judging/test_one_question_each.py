"""What is not known is one question where it is one, and several where it is several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant

Plain = dict[str, Any]
ALWAYS: Plain = {"any": [{"severity": "major"}, {"not": {"severity": "major"}}]}
NEVER: Plain = {"severity": "major", "not": {"severity": "major"}}
NEVER_BY_CHANNEL: Plain = {"any": [{"severity": "major", "channel": "telephone"}, {"not": {"severity": "major"}}]}
RECEIVED = event("received", "2025-01-06T09:00")
REPLIED = event("replied", "2025-01-06T10:30", by="a", role="clerk")
BY_HEAD: Plain = {"any_of": ["head"], "or_above": True}
MONEY: Plain = {
    "kind": "authority",
    "action": "remedied",
    "amount": {"field": "amount"},
    "tiers": [{"ge": "0 CNY", "approvers": BY_HEAD}],
    "approval": {"event": "approved", "not": "maker"},
}
OWNED: Plain = {
    "kind": "ownership",
    "starts": "received",
    "ends": "replied",
    "handover": {"event": "transferred", "allowed": {"customer_told": True}},
}


def policy(rule: Plain, facts: Plain | None = None) -> sp.Policy:
    """A policy of one rule."""
    roles = {"clerk": {}, "head": {"above": ["clerk"]}}
    said = {"id": "r", "clause": "1", **rule}
    return sp.Policy(policy="p", timezone="Europe/London", roles=roles, facts=facts or {}, rules=[said])


def statuses(rule: Plain, events: Sequence[Plain], facts: Plain | None = None, **header: Any) -> dict[str, str]:
    """The status of each occurrence."""
    report = policy(rule, facts).evaluate(case(*events, **header), as_of=instant("2025-01-31T09:00"))
    return {verdict.occurrence: verdict.status.value for verdict in report["r"].verdicts}


def within(span: Mapping[str, Any] | str, **more: Any) -> Plain:
    """A deadline from the receipt to the reply."""
    return {"kind": "deadline", "start": "received", "stop": "replied", "within": span, **more}


@pytest.mark.parametrize(
    ("rule", "events"),
    [
        ({"kind": "requirement", "must": ALWAYS}, [RECEIVED]),
        ({"kind": "requirement", "must": ALWAYS, "hold": "now"}, [RECEIVED]),
        ({"kind": "requirement", "must": ALWAYS, "until": "replied"}, [RECEIVED, REPLIED]),
        ({"kind": "requirement", "must_not": NEVER, "until": "replied"}, [RECEIVED, REPLIED]),
        (within({"choose": [{"when": ALWAYS, "value": "2 hours"}, {"value": "1 hour"}]}), [RECEIVED, REPLIED]),
        (within("1 hour", applies=NEVER), [RECEIVED, REPLIED]),
        ({"kind": "sequence", "never": "replied", "applies": NEVER}, [REPLIED]),
    ],
)
def test_a_condition_that_cancels_is_yes_or_no(rule: Plain, events: list[Plain]) -> None:
    """Whatever the severity is, the answer is the same: so it is without it."""
    told = [statuses(rule, events, **header) for header in ({}, {"severity": "major"}, {"severity": "minor"})]
    assert told[0] == told[1] == told[2]
    assert set(told[0].values()) <= {"met", "not_applicable"}


def test_what_is_left_of_a_condition_once_a_field_is_known() -> None:
    """Two fields, of which one is known, may leave a condition that cancels."""
    rule = {"kind": "requirement", "must": NEVER_BY_CHANNEL}
    assert set(statuses(rule, [RECEIVED], channel="telephone").values()) == {"met"}
    assert set(statuses(rule, [RECEIVED], channel="letter").values()) == {"unknown"}


def test_nobody_is_permitted_what_no_severity_permits() -> None:
    """A limit that is chosen by a condition that cancels is the limit."""
    limit = {"choose": [{"when": ALWAYS, "value": "50 CNY"}, {"value": "1000 CNY"}]}
    rule = {**MONEY, "tiers": [{"ge": "0 CNY", "le": limit}]}
    for header in ({}, {"severity": "major"}, {"severity": "minor"}):
        clerk = sp.Agent.model_validate({"id": "a", "role": "clerk"})
        found = policy(rule).decide(
            "remedied", by=clerk, on=case(RECEIVED, **header), at=instant("2025-01-07T09:00"), amount="100 CNY"
        )
        assert found.effect is sp.Effect.REFUSE


def agrees(rule: Plain, events: Sequence[Plain], place: int, field: str, values: Sequence[Any], **more: Any) -> None:
    """Without a field of an event an occurrence is unknown where the values make a difference, else as with them."""
    others = [[{**one, field: value} if at == place else one for at, one in enumerate(events)] for value in values]
    told = [statuses(rule, some, **more) for some in others]
    found = statuses(rule, events, **more)
    for key in found:
        said = {one.get(key, "") for one in told}
        assert found[key] == (said.pop() if len(said) == 1 else "unknown"), key


def test_who_approved_one_act_may_be_the_maker_of_the_next() -> None:
    """Whether an approval is used up hangs on who gave it; and so does what is left of it for the next act."""
    approved = event("approved", "2025-01-06T10:00", role="head", action="remedied", amount="100 CNY")
    acts = [
        event("remedied", f"2025-01-07T1{hour}:00", by=by, role="clerk", amount="60 CNY")
        for hour, by in enumerate(("a", "b"))
    ]
    agrees(MONEY, [approved, *acts], 0, "by", ["a", "b", "h"])
    agrees({**MONEY, "amount": None, "tiers": [{"approvers": BY_HEAD}]}, [approved, *acts], 0, "by", ["a", "b", "h"])


def handed(hour: int, by: str, **said: Any) -> Plain:
    """A hand-over."""
    return event("transferred", f"2025-01-06T{hour}:00", by=by, **{"customer_told": True, **said})


def test_each_who_hands_over_may_be_the_owner() -> None:
    """Who was asked first is not known: of two who handed the question on, either may be."""
    agrees(OWNED, [RECEIVED, handed(10, "c", to="d"), handed(11, "a", to="b")], 0, "by", ["a", "c", "z"])


def test_whoever_was_handed_it_may_hand_it_on() -> None:
    """Also where it was not allowed, and moves all the same."""
    moves = {**OWNED, "handover": {**OWNED["handover"], "otherwise": "moves"}}
    asked = event("received", "2025-01-06T09:00", by="c")
    agrees(moves, [asked, handed(10, "c", customer_told=False), handed(11, "a", to="b")], 1, "to", ["a", "q"])


@pytest.mark.parametrize("test", ["lt", "ge", "le"])
def test_an_amount_is_tested_alone_and_in_a_sum(test: str) -> None:
    """Whether one payment is below a bound, and whether all are, are two questions, though the bound is the same."""
    facts = {
        "paid": {"type": "money", "sum": {"event": "paid", "where": {"amount": {test: "300 CNY"}}}, "of": "amount"}
    }
    rule = {"kind": "requirement", "at": "closed", "must": {"paid": {test: "300 CNY"}}}
    events = [
        event("paid", "2025-01-06T09:00", amount="50 CNY"),
        event("paid", "2025-01-06T10:00"),
        event("closed", "2025-01-07T10:00"),
    ]
    agrees(rule, events, 1, "amount", ["10 CNY", "250 CNY", "300 CNY", "400 CNY"], facts=facts)
