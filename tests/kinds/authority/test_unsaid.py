"""What licenses an act says what it licenses: what it leaves unsaid is a missing fact, and never means any."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import event
from tests.kinds.authority.test_authority import BY_HEAD, act, approved, asked, bank, codes, judged, limit, policy

HEAD = limit(tiers=BY_HEAD)


def unsaid(*names: str, **said: Any) -> dict[str, Any]:
    """The rule that a head approves, which takes some things for any where they are not said."""
    return limit(tiers=BY_HEAD, approval={"unsaid_is_any": list(names)}, **said)


def unnamed(role: str) -> dict[str, Any]:
    """An approval of 150 CNY by nobody knows whom."""
    return event("approved", "2025-01-07T09:00", role=role, action="remedied", amount="150 CNY")


def test_an_approval_without_an_action_is_a_missing_fact() -> None:
    """It may be of another act: unknown before the act and after it, unless the rule takes it for any."""
    given = approved("h1", "head", action=None)
    verdict, decision = judged(given, act("150 CNY"), rule=HEAD), asked("150 CNY", given, rule=HEAD)
    assert (verdict.status, verdict.doubts) == (sp.Status.UNKNOWN, ("2.action",))
    assert (decision.effect, decision.doubts) == (sp.Effect.UNKNOWN, ("2.action",))
    assert judged(given, act("150 CNY"), rule=unsaid("action")).status is sp.Status.MET


@pytest.mark.parametrize("kind", ["refused", "approval_withdrawn"])
def test_what_takes_back_names_its_action_too(kind: str) -> None:
    """A refusal or a withdrawal of nobody knows what leaves it open whether the approval still stands."""
    back = event(kind, "2025-01-07T09:30", by="h1", role="head")
    verdict = judged(approved("h1", "head"), back, act("150 CNY"), rule=HEAD)
    assert (verdict.status, verdict.doubts) == (sp.Status.UNKNOWN, ("3.action",))
    assert judged(approved("h1", "head"), back, act("150 CNY"), rule=unsaid("action")).status is sp.Status.BREACHED


def test_a_kind_that_has_no_action_licenses_the_act_of_the_rule_that_names_it() -> None:
    """`signed` cannot say of what, so the rule that asks for it does."""
    signed = limit(amount=None, tiers=BY_HEAD, approval={"event": "signed", "covers": "nothing"})
    given = event("signed", "2025-01-07T09:00", by="h1", role="head")
    assert judged(given, act(), rule=signed).status is sp.Status.MET


def test_an_emergency_of_another_act_lifts_nothing() -> None:
    """A declaration names the act that comes first: another one is none, and one that is not said leaves it open."""
    first = {
        "id": "first",
        "kind": "authority",
        "clause": "X-2",
        "action": "remedied",
        "emergency": {"when": "emergency_declared", "relaxes": "money", "formalities": {"within": "2 days"}},
    }
    said = {"by": "e1", "role": "clerk", "reason": "flood"}
    declared = [event("emergency_declared", "2025-01-07T09:30", **said, **more) for more in ({"action": "settled"}, {})]
    other, unnamed = (judged(one, act("150 CNY"), more=(first,), as_of="2025-01-08T09:00") for one in declared)
    assert other.status is sp.Status.BREACHED
    assert (unnamed.status, unnamed.doubts) == (sp.Status.UNKNOWN, ("2.action",))


OPEN = {"from_person": "h1", "to_person": "e1", "actions": ["remedied"]}


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [("limit", "organisation.delegations.limit"), ("until", "organisation.delegations.until")],
)
def test_a_delegation_without_limit_or_end_is_not_without_bounds(left_out: str, missing: str) -> None:
    """Up to what amount and until when is then not known; a rule may take it for any."""
    full = {"limit": "900 CNY", "until": "2026-01-01"}
    given = {**OPEN, **{name: said for name, said in full.items() if name != left_out}}
    alone = limit(tiers=[{"role": "head"}])
    decision = asked("100 CNY", rule=alone, context=bank(delegations=[given]))
    assert (decision.effect, decision.doubts) == (sp.Effect.UNKNOWN, (missing,))
    verdict = judged(act("100 CNY"), rule=alone, context=bank(delegations=[given]))
    assert (verdict.status, verdict.doubts) == (sp.Status.UNKNOWN, (missing,))
    rule = limit(tiers=[{"role": "head"}], approval=None) | {"approval": {"unsaid_is_any": left_out}}
    assert asked("100 CNY", rule=rule, context=bank(delegations=[given])).permitted
    assert asked("100 CNY", rule=alone, context=bank(delegations=[{**OPEN, **full}])).permitted


def test_whoever_acts_in_a_place_that_may_have_ended_may_perhaps() -> None:
    """The role that `who` asks for, and the post of a step, are lent as long as the delegation held."""
    given = {**OPEN, "limit": "900 CNY"}
    who = {"id": "money", "kind": "authority", "clause": "X-1", "action": "remedied", "who": {"role": "head"}}
    step = {"id": "money", "kind": "authority", "clause": "X-1", "competence": {"remedied": ["head"]}}
    for rule in (who, step):
        for until, status in ((None, "unknown"), ("2026-01-01", "met")):
            context = bank(delegations=[given if until is None else {**given, "until": until}])
            assert judged(act("1 CNY"), rule=rule, context=context).status == status


def test_a_delegation_without_an_end_may_or_may_not_make_one_pair_of_eyes() -> None:
    """Whether maker and approver are one then hangs on whether it still held; with an end it is sure."""
    given = {**OPEN, "from_person": "e1", "to_person": "h2", "limit": "900 CNY"}
    here = judged(approved("h2", "head"), act("150 CNY"), rule=HEAD, context=bank(delegations=[given]))
    assert (here.status, here.doubts) == (sp.Status.UNKNOWN, ("organisation.delegations.until",))
    ended = bank(delegations=[{**given, "until": "2026-01-01"}])
    assert judged(approved("h2", "head"), act("150 CNY"), rule=HEAD, context=ended).status is sp.Status.BREACHED
    never = {
        "id": "apart",
        "kind": "sequence",
        "clause": "X-3",
        "never_same": {"of": ["remedied", "approved"], "by": "person"},
    }
    compared = judged(approved("h2", "head"), act("150 CNY"), rule=never, context=bank(delegations=[given]))
    assert compared.status is not sp.Status.BREACHED


def test_a_role_stated_of_nobody_tells_nothing_where_posts_are_known() -> None:
    """Without `by` the context cannot judge the person: unknown for whoever acts and for whoever approves."""
    alone = limit(tiers=[{"role": "clerk"}])
    doer = judged(act("1 CNY", by=None), rule=alone, context=bank())
    assert (doer.status, doer.doubts) == (sp.Status.UNKNOWN, ("2.by",))
    assert judged(act("1 CNY", by=None), rule=alone).status is sp.Status.MET
    approver = judged(unnamed("head"), act("150 CNY"), rule=HEAD, context=bank())
    assert (approver.status, approver.doubts) == (sp.Status.UNKNOWN, ("2.by",))
    who = {"id": "money", "kind": "authority", "clause": "X-1", "action": "remedied", "who": {"role": "clerk"}}
    assert judged(act("1 CNY", by=None), rule=who, context=bank()).status is sp.Status.UNKNOWN


BOTH = {"all_of": ["head", "leader"], "or_above": "true"}


def test_all_of_several_roles_are_several_people() -> None:
    """One leader, who may stand in for the head too, is one: the head is still missing."""
    rule = limit(tiers=[{"approvers": BOTH}])
    one = asked("150 CNY", approved("l1", "leader"), rule=rule)
    assert (one.effect, one.approvers) == (sp.Effect.NEEDS_APPROVAL, ("head",))
    two = asked("150 CNY", approved("l1", "leader"), approved("l2", "leader"), rule=rule)
    assert two.permitted
    twice = judged(approved("l1", "leader"), approved("l1", "leader", at="2025-01-07T09:30"), act("150 CNY"), rule=rule)
    assert (twice.status, codes(twice)) == (sp.Status.BREACHED, {"approval_same_person"})
    allowed = limit(tiers=[{"approvers": {**BOTH, "same_person": "allowed"}}])
    assert asked("150 CNY", approved("l1", "leader"), rule=allowed).permitted


def test_whether_two_signatures_without_names_are_of_two_people_is_not_known() -> None:
    """Head and leader signed and nobody recorded who: unknown, and both are named."""
    rule = limit(tiers=[{"approvers": {"all_of": ["head", "leader"]}}], approval={"not": "nobody"})
    signed = [unnamed(role) for role in ("head", "leader")]
    verdict = judged(*signed, act("150 CNY"), rule=rule)
    assert verdict.status is sp.Status.UNKNOWN
    assert verdict.doubts
    assert set(verdict.doubts) <= {"2.by", "3.by"}


def test_two_people_at_one_signature_are_two() -> None:
    """A leader and a head who sign together are another for each role."""
    rule = limit(tiers=[{"approvers": BOTH}])
    people = [{"id": "l1", "role": "leader"}, {"id": "h1", "role": "head"}]
    together = event("approved", "2025-01-07T09:00", actors=people, amount="150 CNY", action="remedied")
    assert judged(together, act("150 CNY"), rule=rule).status is sp.Status.MET


def test_what_nobody_asks_for_is_refused() -> None:
    """`approval: {not: maker}` where no tier can ask for an approval would say something that is never done."""
    rule = {"id": "r", "kind": "authority", "clause": "X-1", "action": "remedied", "who": {"role": "clerk"}}
    with pytest.raises(sp.PolicyError) as error:
        policy(rule | {"approval": {"not": "maker"}})
    assert "no tiers that could ask for one" in error.value.problems[0].message
    assert policy(rule | {"approval": {"unsaid_is_any": ["until"]}}).rules
    with pytest.raises(sp.PolicyError, match="only `all_of` asks for several"):
        policy(limit(tiers=[{"approvers": {"any_of": ["head"], "same_person": "allowed"}}]))


def units(*posts: tuple[str, str, str]) -> sp.Context:
    """A head office above two branches, and who holds which post where."""
    tree = [{"id": "office"}, {"id": "b1", "parent": "office"}, {"id": "b2", "parent": "office"}]
    held = [{"person": person, "role": role, "unit": unit} for person, role, unit in posts]
    return bank(units=tree, posts=[{"person": "e1", "role": "clerk", "unit": "b1"}, *held])


OWN = limit(tiers=[{"approvers": {"any_of": ["head"], "unit": "own"}}])


@pytest.mark.parametrize(
    ("posts", "status"),
    [
        ([("h1", "head", "b1")], sp.Status.MET),
        ([("h1", "head", "b2")], sp.Status.BREACHED),
        ([("h1", "head", "b2"), ("h1", "clerk", "b1")], sp.Status.BREACHED),
        ([("h1", "head", "b2"), ("h1", "head", "b1")], sp.Status.MET),
    ],
)
def test_whoever_approves_holds_the_post_in_the_units_own(posts: list[tuple[str, str, str]], status: sp.Status) -> None:
    """The head of another branch is none, whatever the approval says and whatever else that person is here."""
    given = approved("h1", "head", unit="b1")
    assert judged(given, act("150 CNY"), rule=OWN, context=units(*posts), unit="b1").status is status


def test_without_posts_the_unit_is_that_of_the_event() -> None:
    """Role and unit of an approver resolve alike: where no post is known, both are what the event says."""
    said = [judged(approved("h1", "head", unit=unit), act("150 CNY"), rule=OWN, unit="b1") for unit in ("b1", "b2")]
    assert [verdict.status for verdict in said] == [sp.Status.MET, sp.Status.BREACHED]
    nowhere = judged(approved("h1", "head"), act("150 CNY"), rule=OWN, unit="b1")
    assert (nowhere.status, nowhere.doubts) == (sp.Status.UNKNOWN, ("2.unit",))
    homeless = judged(approved("h1", "head", unit="b1"), act("150 CNY"), rule=OWN)
    assert (homeless.status, homeless.doubts) == (sp.Status.UNKNOWN, ("unit",))


def test_whoever_stands_above_may_sit_above() -> None:
    """With `or_above` the leader of the own unit or of one above it may stand in, and not that of another branch."""
    rule = limit(tiers=[{"approvers": {"any_of": ["head"], "unit": "own", "or_above": "true"}}])
    for unit, status in (("b1", "met"), ("office", "met"), ("b2", "breached")):
        verdict = judged(
            approved("l1", "leader"), act("150 CNY"), rule=rule, context=units(("l1", "leader", unit)), unit="b1"
        )
        assert verdict.status == status


def test_the_unit_of_whoever_acts_is_that_of_the_post() -> None:
    """`who: {unit: ..}` asks the organisation first, as it does for the role."""
    rule = {"id": "money", "kind": "authority", "clause": "X-1", "action": "remedied", "who": {"unit": "b1"}}
    assert judged(act("1 CNY", unit="b2"), rule=rule, context=units()).status is sp.Status.MET
    assert judged(act("1 CNY", unit="b2"), rule=rule).status is sp.Status.BREACHED
