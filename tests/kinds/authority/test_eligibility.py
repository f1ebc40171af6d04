"""Who may do something: delegates, competence, access, the need for it, several people at one act."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import LONDON, case, event, instant

ROLES: dict[str, Any] = {"clerk": {}, "analyst": {}, "head": {"above": ["clerk"]}}
STEPS = {"classified": ["clerk"], "investigated": ["analyst", "head"]}
AT = "2025-01-07T10:00"


def rule(**said: Any) -> dict[str, Any]:
    """An authority rule without limits."""
    return {"id": "who", "kind": "authority", "clause": "X-1", **said}


def competence(**said: Any) -> dict[str, Any]:
    """Clerks classify; analysts and heads investigate."""
    return rule(competence=STEPS, **said)


def access(**said: Any) -> dict[str, Any]:
    """Members of the core team read, and say why."""
    base = {"action": "x.read", "who": {"member_of": "core"}, "needed_for": {"field": "purpose"}}
    return rule(**{name: value for name, value in {**base, **said}.items() if value is not None})


def policy(*rules: dict[str, Any]) -> sp.Policy:
    """A policy with three roles."""
    return sp.Policy(policy="p", timezone="Europe/London", calendars={"office": LONDON}, roles=ROLES, rules=list(rules))


def bank(**said: Any) -> sp.Context:
    """A bank with a team of two, which e2 left at the end of 2024, and one that nobody is in any more."""
    organisation = {
        "id": "bank",
        "timezone": "Europe/London",
        "units": [{"id": "u"}],
        "posts": [{"person": "h1", "role": "head", "unit": "u"}, {"person": "e1", "role": "clerk", "unit": "u"}],
        "teams": [
            {"id": "core", "members": ["e1", "e2"], "until": "2025-01-01"},
            {"id": "core", "members": ["e1"], "from": "2025-01-01"},
            {"id": "gone", "members": ["e1"], "until": "2020-01-01"},
        ],
        "events": [],
        **said,
    }
    return sp.Context.model_validate({"organisation": organisation})


def judged(said: dict[str, Any], *events: dict[str, Any], context: sp.Context | None = None) -> sp.Verdict:
    """The verdict on the only act."""
    report = policy(said).evaluate(case(*events), as_of=instant("2025-01-31T09:00"), context=context)
    (verdict,) = report["who"].verdicts
    return verdict


def asked(said: dict[str, Any], action: str, *by: Any, context: sp.Context | None = None, **fields: Any) -> sp.Decision:
    """What is decided before an act."""
    people = [sp.Agent.model_validate(one) if isinstance(one, dict) else one for one in by]
    return policy(said).decide(action, by=people, on=case(), at=instant(AT), context=context, **fields)


def problem(said: dict[str, Any]) -> sp.Problem:
    """The only problem for which a rule cannot be loaded."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(said)
    (found,) = refused.value.problems
    return found


# delegates


def delegated(by_kind: str, who: dict[str, Any]) -> sp.Verdict:
    """An act by e9, to whom the head delegated everything."""
    context = bank(delegations=[{"from_person": "h1", "to_person": "e9", "actions": ["*"], "until": "2025-02-01"}])
    return judged(rule(action="remedied", who=who), event("remedied", AT, by="e9", kind=by_kind), context=context)


def test_a_delegate_has_the_delegators_role() -> None:
    """Decision 33: what asks for the role of a head is met by whoever acts in a head's place."""
    assert delegated("human", {"role": "head"}).status is sp.Status.MET


def test_a_delegate_does_not_have_the_delegators_kind() -> None:
    """A bot stays a bot, whoever delegated to it; so does one who is not a member of a team."""
    assert delegated("bot", {"kind": "human"}).status is sp.Status.BREACHED
    assert delegated("bot", {"kind": "human", "role": "head"}).status is sp.Status.BREACHED
    assert delegated("human", {"kind": "human", "role": "head"}).status is sp.Status.MET
    assert delegated("human", {"id": "h1"}).status is sp.Status.BREACHED


# competence


@pytest.mark.parametrize(
    ("step", "role", "status"),
    [
        ("classified", "clerk", "met"),
        ("classified", "analyst", "breached"),
        ("classified", "head", "breached"),
        ("investigated", "analyst", "met"),
        ("investigated", "head", "met"),
        ("investigated", "clerk", "breached"),
        ("investigated", None, "unknown"),
    ],
)
def test_each_step_is_for_its_posts(step: str, role: str | None, status: str) -> None:
    """One verdict an act; a role that is declared above another one does not take its steps."""
    found = judged(competence(), event(step, AT, by="e7", **({"role": role} if role else {})))
    assert found.status.value == status
    assert found.doubts == (("1.role",) if status == "unknown" else ())
    before = asked(competence(), step, {"id": "e7", **({"role": role} if role else {})})
    assert before.effect.value == {"met": "permit", "breached": "refuse"}.get(status, status)


def test_a_refusal_names_the_posts_that_may() -> None:
    """Whoever reads it learns who should have done it, and as what it was done."""
    found = judged(competence(), event("classified", AT, by="e7", role="analyst"))
    assert found.reason == sp.Reason.of("not_competent", step="classified", roles=("clerk",))
    assert [(why.code, why.test) for why in found.why_not] == [("wrong_role", "analyst")]
    assert "classified is for clerk" in found.explain("en")
    assert "“分类”应由职员办理" in found.explain("zh")


def test_a_step_that_the_table_does_not_name_is_not_judged() -> None:
    """The table says nothing of other acts: there is no verdict, and a decision on one is refused."""
    assert judged(competence(), event("called_back", AT, by="e7")).status is sp.Status.NOT_APPLICABLE
    assert asked(competence(), "called_back", "e7").reason.code == "no_rule"


def test_a_delegate_is_competent_in_the_delegators_place() -> None:
    """The head's step may be taken by whoever the head lets act."""
    context = bank(
        delegations=[{"from_person": "h1", "to_person": "e1", "actions": ["investigated"], "until": "2025-02-01"}]
    )
    assert judged(competence(), event("investigated", AT, by="e1"), context=context).status is sp.Status.MET
    assert judged(competence(), event("investigated", AT, by="e1"), context=bank()).status is sp.Status.BREACHED


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"competence": {"clasified": ["clerk"]}}, "unknown-event", "rules[0].competence"),
        ({"competence": {"classified": ["clark"]}}, "unknown-role", "rules[0].competence.classified"),
        ({"competence": {"classified": []}}, "not-a-list", "rules[0].competence.classified"),
        ({"competence": STEPS, "action": "received"}, "illegal-combination", "rules[0].action"),
        ({"competence": STEPS, "tiers": [{"role": "clerk"}]}, "illegal-combination", "rules[0].tiers"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused_at_loading(said: dict[str, Any], code: str, path: str) -> None:
    """Steps and roles must exist; a table stands beside neither limits nor other acts."""
    found = problem(rule(**said))
    assert (found.code, found.where.path) == (code, path)


# access


@pytest.mark.parametrize(
    ("by", "at", "status"), [("e1", AT, "met"), ("e2", AT, "breached"), ("e2", "2024-12-31T12:00", "met")]
)
def test_access_is_asked_of_the_team_as_it_was_then(by: str, at: str, status: str) -> None:
    """Membership counts at the instant of the access, not before or after."""
    found = judged(access(), event("x.read", at, by=by, purpose="investigation"), context=bank())
    assert found.status.value == status
    if status == "breached":
        assert found.reason == sp.Reason.of("not_a_member", teams=("core",))
        assert "did not belong to core" in found.explain("en")
        assert "当时不属于 core" in found.explain("zh")


def test_without_the_organisation_membership_is_unknown() -> None:
    """A team that the context does not list is unknown, and so is the access; never permitted."""
    found = judged(access(), event("x.read", AT, by="e1", purpose="investigation"))
    assert (found.status.value, found.doubts) == ("unknown", ("organisation.members core",))
    assert (
        asked(access(who={"member_of": "other"}), "x.read", "e1", context=bank(), purpose="z").effect.value == "unknown"
    )


def test_a_reader_who_is_not_recorded_leaves_it_open() -> None:
    """Who read it would settle it."""
    found = judged(access(), event("x.read", AT, purpose="investigation"), context=bank())
    assert (found.status.value, found.doubts) == ("unknown", ("1.by",))


def test_a_team_of_nobody_refuses_everybody_and_says_so() -> None:
    """Nobody belongs to the team: the refusal is about the team, not about whoever asks."""
    empty = access(who={"member_of": "gone"})
    decision = asked(empty, "x.read", "e1", context=bank(), purpose="z")
    assert (decision.effect.value, decision.reason) == ("refuse", sp.Reason.of("empty_team", teams=("gone",)))
    assert "nobody belonged to gone" in decision.explain("en")
    assert "gone 没有任何成员" in decision.explain("zh")
    assert judged(empty, event("x.read", AT, purpose="z"), context=bank()).reason.code == "empty_team"


def test_one_of_several_teams_is_enough() -> None:
    """A list of teams asks for one of them, `not` for none."""
    either = access(who={"member_of": ["gone", "core"]})
    outsiders = access(who={"member_of": {"not": ["core"]}})
    assert asked(either, "x.read", "e1", context=bank(), purpose="z").permitted
    assert not asked(outsiders, "x.read", "e1", context=bank(), purpose="z").permitted
    assert asked(outsiders, "x.read", "e2", context=bank(), purpose="z").permitted


def test_an_access_says_what_it_was_needed_for() -> None:
    """Without a purpose a member may not read either; which purpose is good enough is for people to say."""
    found = judged(access(), event("x.read", AT, by="e1"), context=bank())
    assert (found.status.value, found.reason) == ("breached", sp.Reason.of("no_need", field="purpose"))
    assert "purpose" in found.explain("en")
    assert "未注明用途" in found.explain("zh")
    assert asked(access(), "x.read", "e1", context=bank()).effect is sp.Effect.REFUSE


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (access(who={"member_of": {"gt": "3"}}), "illegal-combination"),
        (access(needed_for="purpose"), "not-a-value"),
        (access(action="remedied", needed_for={"field": "porpose"}), "unknown-field"),
    ],
)
def test_an_access_that_cannot_be_asked_is_refused_at_loading(said: dict[str, Any], code: str) -> None:
    """Membership has no order; a need is named by a field, which the act must have."""
    assert problem(said).code == code


# several people

TWO = rule(action="paid", together={"distinct": 2, "who": {"role": ["clerk", "head"]}})


def people(*actors: dict[str, Any]) -> dict[str, Any]:
    """A payment by these people."""
    return event("paid", AT, amount="10 CNY", actors=list(actors))


@pytest.mark.parametrize(
    ("actors", "status", "doubts"),
    [
        ([{"id": "a", "role": "clerk"}, {"id": "b", "role": "head"}], "met", ()),
        ([{"id": "a", "role": "clerk"}, {"id": "a", "role": "head"}], "breached", ()),
        ([{"id": "a", "role": "clerk"}, {"id": "b", "role": "analyst"}], "breached", ()),
        ([{"id": "a", "role": "clerk"}], "breached", ()),
        ([{"id": "a", "role": "clerk"}, {"role": "head"}], "unknown", ("1.by",)),
        ([{"id": "a", "role": "clerk"}, {"id": "b"}], "unknown", ("1.role",)),
        ([{"role": "head"}, {"id": "a", "role": "clerk"}, {"id": "b", "role": "clerk"}], "met", ()),
        ([{"id": "a", "role": "clerk"}, {"id": "camera", "role": "clerk", "kind": "system"}], "breached", ()),
        ([{"id": "a", "role": "clerk"}, {"role": "head", "kind": "bot"}], "breached", ()),
    ],
)
def test_two_people_are_two_different_ones(actors: list[dict[str, Any]], status: str, doubts: tuple[str, ...]) -> None:
    """One person twice is one, a machine none; who is not recorded may be another or the same; two sure are enough."""
    found = judged(TWO, people(*actors))
    assert (found.status.value, found.doubts) == (status, doubts)


def test_nobody_recorded_is_unknown() -> None:
    """Without actors nobody can tell how many there were."""
    found = judged(TWO, event("paid", AT, amount="10 CNY"))
    assert (found.status.value, found.doubts) == ("unknown", ("1.by",))


def test_a_decision_is_asked_for_all_who_want_to_act() -> None:
    """One alone is refused, two may."""
    clerk, head = {"id": "a", "role": "clerk"}, {"id": "b", "role": "head"}
    alone = asked(TWO, "paid", clerk)
    assert (alone.effect.value, alone.reason) == ("refuse", sp.Reason.of("too_few_people", wanted=2))
    assert "fewer than 2 different people" in alone.explain("en")
    assert "少于 2 人" in alone.explain("zh")
    assert asked(TWO, "paid", clerk, head).permitted


def test_one_person_together_is_refused_at_loading() -> None:
    """Together is at least two."""
    assert problem(rule(action="paid", together={"distinct": 1})).where.path == "rules[0].together.distinct"


# several at once


def test_all_that_a_rule_says_must_hold() -> None:
    """Two people and a limit: each refuses for its own reason, both together permit."""
    both = rule(
        action="paid",
        together={"distinct": 2},
        amount={"field": "amount"},
        tiers=[{"role": "clerk", "le": "100 CNY"}],
    )
    a, b = {"id": "a", "role": "clerk"}, {"id": "b", "role": "clerk"}
    assert asked(both, "paid", a, amount="50 CNY").reason.code == "too_few_people"
    assert asked(both, "paid", a, b, amount="150 CNY").reason.code == "beyond_authority"
    assert asked(both, "paid", a, b, amount="50 CNY").permitted


def test_a_rule_that_says_nothing_of_who_may_is_refused_at_loading() -> None:
    """An authority rule with an action alone would permit everything."""
    found = problem(rule(action="paid"))
    assert (found.code, "`together`" in found.help) == ("limits-nothing", True)


def test_an_emergency_is_a_rule_of_its_own() -> None:
    """It lifts another rule's order of approval: what else it might ask of the act belongs there."""
    formalities = {"stop": "approved", "within": "1 hour"}
    emergency = {"when": "emergency_declared", "relaxes": "other", "formalities": formalities}
    assert problem(rule(action="paid", emergency=emergency, together={"distinct": 2})).code == "illegal-combination"
