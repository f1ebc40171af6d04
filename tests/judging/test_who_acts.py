"""Who acts: what a role tells of whoever holds it, in which unit it is held, and who stands above it."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import LONDON, case, event, instant
from tests.kinds.authority.test_authority import act, asked, bank, judged, limit

ROLES: dict[str, Any] = {"clerk": {}, "head": {"above": ["clerk"]}, "robot": {"kind": "bot"}}
REPLY = {
    "id": "reply",
    "kind": "deadline",
    "clause": "X-1",
    "start": "received",
    "stop": {"event": "replied", "who": {"kind": "human"}},
    "within": "4 hours",
}


def replied(context: sp.Context | None = None, **who: Any) -> sp.Status:
    """The status of a first reply that a person must give."""
    policy = sp.Policy(policy="p", timezone="Europe/London", calendars={"office": LONDON}, roles=ROLES, rules=[REPLY])
    events = event("received", "2025-01-06T09:00"), event("replied", "2025-01-06T10:00", **who)
    return policy.evaluate(case(*events), as_of=instant("2025-01-07T09:00"), context=context)["reply"].status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ({"by": "e1", "role": "clerk"}, "met"),
        ({"by": "e1", "role": "robot"}, "breached"),
        ({"by": "e1", "role": "visitor"}, "unknown"),
        ({"by": "e1"}, "unknown"),
        ({"by": "e1", "role": "clerk", "kind": "bot"}, "breached"),
        ({"by": "e1", "role": "robot", "kind": "human"}, "met"),
    ],
)
def test_a_declared_role_is_held_by_people_unless_it_says_otherwise(who: dict[str, Any], status: str) -> None:
    """Where nobody recorded what an actor is, the declaration of the role tells; what was recorded counts first."""
    assert replied(**who) == status


def test_a_post_of_the_organisation_is_a_persons() -> None:
    """Whoever holds a post is a person, whether or not the policy declares the role; of others nobody knows."""
    posts = [{"person": "e1", "role": "usher", "unit": "u"}, {"person": "r1", "role": "robot", "unit": "u"}]
    context = bank(posts=posts)
    assert [replied(context, by=by) for by in ("e1", "r1", "e9")] == ["met", "breached", "unknown"]


WHO = {"id": "money", "kind": "authority", "clause": "X-1", "action": "remedied"}


def test_role_and_unit_are_those_of_one_post() -> None:
    """Head in one branch and clerk in another is no head of the other."""
    posts = [{"person": "e1", "role": "head", "unit": "b1"}, {"person": "e1", "role": "clerk", "unit": "b2"}]
    context = bank(units=[{"id": "b1"}, {"id": "b2"}], posts=posts)
    here = [
        judged(act("1 CNY"), rule={**WHO, "who": {"role": "head", "unit": unit}}, context=context).status
        for unit in ("b1", "b2")
    ]
    assert here == ["met", "breached"]
    selected = {**WHO, "action": {"event": "remedied", "who": {"role": "head", "unit": "b2"}}, "who": {"role": "head"}}
    assert judged(act("1 CNY"), rule=selected, context=context).status == "not_applicable"


@pytest.mark.parametrize(
    "rule",
    [
        {**WHO, "who": {"role": "clerk"}},
        {**WHO, "competence": {"remedied": ["clerk"]}} | {"action": "remedied"},
        limit(tiers=[{"role": "clerk", "le": "100 CNY"}]),
    ],
)
def test_whoever_stands_above_may_do_what_the_role_may(rule: dict[str, Any]) -> None:
    """`or_above` reads the ladder that the policy declares, for who acts, for steps and for tiers; without it, no."""
    head = {"id": "h1", "role": "head"}
    assert asked("50 CNY", rule=rule, by=head).effect is sp.Effect.REFUSE
    lifted = {**rule, "or_above": "true"}
    assert asked("50 CNY", rule=lifted, by=head).permitted
    assert judged(act("50 CNY", by="h1", role="head"), rule=lifted).status is sp.Status.MET
    assert asked("50 CNY", rule=lifted, by={"id": "v1", "role": "trainee"}).effect is sp.Effect.REFUSE


def test_a_tier_alone_may_be_for_those_above() -> None:
    """A head may what the clerk's tier allows and what the head's own does: the one that permits most counts."""
    tiers = [{"role": "clerk", "le": "100 CNY", "or_above": "true"}, {"role": "head", "le": "50 CNY"}]
    head = {"id": "h1", "role": "head"}
    assert [asked(amount, rule=limit(tiers=tiers), by=head).effect for amount in ("100 CNY", "101 CNY")] == [
        sp.Effect.PERMIT,
        sp.Effect.REFUSE,
    ]


def test_what_stands_above_needs_roles_that_are_named() -> None:
    """A role that a blank fills cannot be lifted: refused when the policy is loaded."""
    rule = {**WHO, "who": {"role": {"blank": "who_may"}}, "or_above": "true"}
    with pytest.raises(sp.PolicyError, match="roles that are named outright"):
        sp.Policy(policy="p", timezone="Europe/London", roles=ROLES, rules=[rule])
