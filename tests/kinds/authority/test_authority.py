"""Authority, act by act: tiers, approvals, four eyes, delegation, splitting, emergencies; before the act and after."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.reporting.duties import agenda_of, duties_text
from servicepolicy.results.verdict import WhyNot
from tests.judging.building import LONDON, case, event, instant

ROLES: dict[str, Any] = {
    "clerk": {},
    "head": {"above": ["clerk"]},
    "leader": {"above": ["head"]},
    "director": {"above": ["leader"]},
}
T39 = [
    {"ge": "0 CNY", "lt": "100 CNY"},
    {"ge": "100 CNY", "lt": "200 CNY", "approvers": {"any_of": ["head"]}},
    {"ge": "200 CNY", "approvers": {"any_of": ["leader"]}},
]
BY_HEAD: list[dict[str, Any]] = [{"approvers": {"any_of": ["head"]}}]
RECEIVED = event("received", "2025-01-06T09:00", by="e1", role="clerk")


def limit(**said: Any) -> dict[str, Any]:
    """A rule on `remedied` in the tiers of T39; what is said replaces that, `None` leaves it out."""
    base: dict[str, Any] = {
        "id": "money",
        "kind": "authority",
        "clause": "X-1",
        "action": "remedied",
        "amount": {"field": "amount"},
        "tiers": T39,
        "approval": {"event": "approved", "covers": "amount", "not": "maker"},
    }
    return {name: value for name, value in {**base, **said}.items() if value is not None}


def act(amount: str | None = None, at: str = "2025-01-07T10:00", **fields: Any) -> dict[str, Any]:
    """A remedy by the clerk e1."""
    if amount is not None:
        fields["amount"] = amount
    return event("remedied", at, **{"by": "e1", "role": "clerk", **fields})


def approved(by: str, role: str | None, at: str = "2025-01-07T09:00", **fields: Any) -> dict[str, Any]:
    """An approval; of 150 CNY, where it says nothing else."""
    said = {"by": by, "role": role, "amount": "150 CNY", "action": "remedied", **fields}
    return event("approved", at, **{name: value for name, value in said.items() if value is not None})


def policy(*rules: dict[str, Any]) -> sp.Policy:
    """A policy with an office and four roles, each above the one before."""
    return sp.Policy(policy="p", timezone="Europe/London", calendars={"office": LONDON}, roles=ROLES, rules=list(rules))


def judged(
    *events: dict[str, Any],
    rule: dict[str, Any] | None = None,
    more: tuple[dict[str, Any], ...] = (),
    as_of: str = "2025-01-31T09:00",
    known_at: str | None = None,
    context: sp.Context | None = None,
    **header: Any,
) -> sp.Verdict:
    """The verdict on the last act."""
    said = rule or limit()
    report = policy(said, *more).evaluate(
        case(RECEIVED, *events, **header),
        as_of=instant(as_of),
        known_at=None if known_at is None else instant(known_at),
        context=context,
    )
    return max(report[said["id"]].verdicts, key=lambda verdict: verdict.started_us or 0)


def asked(
    amount: str | None,
    *events: dict[str, Any],
    rule: dict[str, Any] | None = None,
    more: tuple[dict[str, Any], ...] = (),
    by: dict[str, Any] | None = None,
    at: str = "2025-01-07T10:00",
    context: sp.Context | None = None,
    **fields: Any,
) -> sp.Decision:
    """What is decided before a remedy."""
    return policy(rule or limit(), *more).decide(
        "remedied",
        by=sp.Agent.model_validate(by or {"id": "e1", "role": "clerk"}),
        on=case(RECEIVED, *events),
        amount=None if amount is None else sp.Money.parse(amount),
        at=instant(at),
        context=context,
        **fields,
    )


def bank(**said: Any) -> sp.Context:
    """A bank in which e1 is a clerk, h1 and h2 are heads, l1 is the leader."""
    posts = [
        {"person": person, "role": role, "unit": "u"}
        for person, role in (("e1", "clerk"), ("h1", "head"), ("h2", "head"), ("l1", "leader"))
    ]
    organisation = {"id": "bank", "timezone": "Europe/London", "units": [{"id": "u"}], "posts": posts, "events": []}
    ledger = said.pop("ledger", None)
    return sp.Context.model_validate({"organisation": {**organisation, **said}, "ledger": ledger})


def codes(answer: sp.Verdict | sp.Decision) -> set[str]:
    """The codes of what nearly matched, the tiers left out."""
    return {why.code for why in answer.why_not if not why.code.endswith("tier") and why.code != "tier_of_others"}


# tiers


@pytest.mark.parametrize(
    ("amount", "effect", "approvers"),
    [
        ("0 CNY", "permit", ()),
        ("99.99 CNY", "permit", ()),
        ("100.00 CNY", "needs_approval", ("head",)),
        ("199.999 CNY", "needs_approval", ("head",)),
        ("200 CNY", "needs_approval", ("leader",)),
        ("-5 CNY", "refuse", ()),
        ("150 USD", "refuse", ()),
        (None, "unknown", ()),
    ],
)
def test_every_amount_is_in_one_tier_or_refused(amount: str | None, effect: str, approvers: tuple[str, ...]) -> None:
    """T39: bands are half open, finer than cents is still below, negative and foreign amounts are refused."""
    found = asked(amount)
    assert (found.effect.value, found.approvers) == (effect, approvers)


def test_each_refusal_says_which() -> None:
    """A negative amount and another currency are refused for different reasons, and nobody may approve them."""
    assert asked("-5 CNY").reason.code == "negative_amount"
    abroad = asked("150 USD").reason
    assert (abroad.code, dict(abroad.args)) == ("other_currency", {"limits": ("CNY",), "said": "USD"})
    assert judged(act("150 USD")).status is sp.Status.BREACHED


def test_missing_amount_names_itself() -> None:
    """What would settle a missing amount is the amount of that event; before the act, the amount."""
    assert asked(None).doubts == ("amount",)
    found = judged(act())
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("2.amount",))


def test_missing_amount_does_not_matter_where_every_tier_says_the_same() -> None:
    """If everybody may do it at any amount, the amount need not be known."""
    tiers: list[dict[str, Any]] = [{"lt": "100 CNY"}, {"ge": "100 CNY"}]
    assert asked(None, rule=limit(tiers=tiers)).effect is sp.Effect.PERMIT
    assert judged(act(), rule=limit(tiers=tiers)).status is sp.Status.MET


def test_missing_amount_without_any_approval_is_a_breach_if_every_tier_asks_for_one() -> None:
    """Whatever the amount was, it needed an approval, and there was none."""
    tiers: list[dict[str, Any]] = [
        {"lt": "100 CNY", "approvers": {"any_of": ["head"]}},
        {"ge": "100 CNY", "approvers": {"any_of": ["leader"]}},
    ]
    assert judged(act(), rule=limit(tiers=tiers)).status is sp.Status.BREACHED
    before = asked(None, rule=limit(tiers=tiers))
    assert (before.effect.value, before.approvers, before.doubts) == ("needs_approval", ("head", "leader"), ("amount",))


def test_above_the_last_tier_is_refused_and_says_how_far_off() -> None:
    """No tier, no authority: the margin is the distance to the nearest bound, and the nearest tier is told."""
    found = asked("230 CNY", rule=limit(tiers=T39[:2]))
    assert (found.effect.value, found.reason.code) == ("refuse", "beyond_authority")
    assert found.margin == sp.Margin(money=sp.Money("-30", "CNY"))
    assert [why.test for why in found.why_not] == ["ge 100 CNY lt 200 CNY: head"]


@pytest.mark.parametrize(
    ("at_stake", "given", "code"),
    [
        ("150 CNY", "150 CNY", "tiers_overlap"),
        ("150 CNY", "150.01 CNY", "within_authority"),
        ("50 CNY", "70 CNY", "beyond_authority"),
        ("50 CNY", "50 CNY", "within_authority"),
    ],
)
def test_bounds_read_from_the_case_may_overlap_or_leave_a_hole(at_stake: str, given: str, code: str) -> None:
    """What loading cannot see is refused at the act: two tiers for one amount say two things, none says nothing."""
    tiers: list[dict[str, Any]] = [{"le": {"field": "subject.amount"}}, {"ge": "100 CNY"}]
    assert judged(act(given), rule=limit(tiers=tiers), amount=at_stake).reason.code == code


def test_a_bound_that_is_not_known_leaves_it_open() -> None:
    """Without the header's amount nobody can tell whether the tier holds."""
    found = judged(act("70 CNY"), rule=limit(tiers=[{"le": {"field": "subject.amount"}}]))
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("amount",))


def test_margin_runs_to_the_upper_bound() -> None:
    """Money to spare is what lies between the amount and the upper bound of its tier; an open tier has none."""
    assert asked("99.99 CNY").margin == sp.Margin(money=sp.Money("0.01", "CNY"))
    assert asked("500 CNY").margin is None


def test_bounds_and_their_origin_are_told() -> None:
    """The values applied are the bounds of the tier, each with where it came from."""
    found = asked("150 CNY")
    assert [(value.name, value.value) for value in found.values] == [
        ("tiers[2].ge", "100 CNY"),
        ("tiers[2].lt", "200 CNY"),
    ]
    assert [why.test for why in found.why_not] == ["ge 0 CNY lt 100 CNY: none", "ge 200 CNY: leader"]


TWO_POSTS: list[dict[str, Any]] = [{"role": "clerk", "le": "100 CNY"}, {"role": "head"}]


@pytest.mark.parametrize(
    ("by", "amount", "effect"),
    [
        ({"id": "e1", "role": "clerk"}, "100 CNY", "permit"),
        ({"id": "e1", "role": "clerk"}, "100.01 CNY", "refuse"),
        ({"id": "h1", "role": "head"}, "100.01 CNY", "permit"),
        ({"id": "x1", "role": "trainee"}, "1 CNY", "refuse"),
        ({"id": "x1"}, "1 CNY", "unknown"),
    ],
)
def test_a_tier_is_for_its_roles_only(by: dict[str, Any], amount: str, effect: str) -> None:
    """A tier with a role holds for whoever has it; without a known role nothing is permitted."""
    assert asked(amount, rule=limit(tiers=TWO_POSTS), by=by).effect.value == effect


def test_who_may_act_at_all() -> None:
    """The wrong role is refused before and breached after; a role that is not recorded is unknown."""
    rule = limit(who={"role": "clerk"}, tiers=None, amount=None, approval=None)
    assert asked(None, rule=rule).effect is sp.Effect.PERMIT
    assert asked(None, rule=rule, by={"id": "h1", "role": "head"}).reason.code == "wrong_role"
    assert judged(act(role="head"), rule=rule).reason.code == "wrong_role"
    unknown = judged(event("remedied", "2025-01-07T10:00", by="e1"), rule=rule)
    assert (unknown.status, unknown.doubts) == (sp.Status.UNKNOWN, ("2.role",))


def test_post_of_the_organisation_goes_before_what_the_event_says() -> None:
    """Decision 33: the dated post decides, and that the event said otherwise is told."""
    rule = limit(who={"role": "clerk"}, tiers=None, amount=None, approval=None)
    found = judged(act(role="head"), rule=rule, context=bank())
    assert (found.status, codes(found)) == (sp.Status.MET, {"role_disagrees"})


# approvals


def test_approved_before_is_met_and_names_the_approval() -> None:
    """An approval by the right role, of at least the amount, at or before the act: met, and it is a fact read."""
    found = judged(approved("h1", "head"), act("150 CNY"))
    assert (found.status, found.reason.code) == (sp.Status.MET, "approved")
    assert [(fact.event, fact.role) for fact in found.facts] == [(3, "act"), (2, "approval")]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (approved("h1", "head", at="2025-01-07T10:00:01"), "approval_late"),
        (approved("h1", "head", recorded_at="2025-01-07T10:00:01Z"), "approval_not_recorded"),
        (approved("h1", "head", amount="149.99 CNY"), "approval_too_small"),
        (approved("h1", "head", amount="150 USD"), "approval_other_currency"),
        (approved("e1", "head"), "approval_own"),
        (approved("e2", "clerk"), "approval_wrong_role"),
        (approved("h1", "head", action="settled"), "approval_other_action"),
    ],
)
def test_an_approval_that_does_not_count_is_named(given: dict[str, Any], code: str) -> None:
    """Each way in which an approval fails has its own code, and the act is breached."""
    found = judged(given, act("150 CNY"))
    assert (found.status, found.reason.code, codes(found)) == (sp.Status.BREACHED, "not_approved", {code})


UNSAID = {"event": "approved"}  # what is written by whoever does not think of the amount


@pytest.mark.parametrize(
    ("amount", "effect", "status"),
    [("150 CNY", "permit", "met"), ("149.99 CNY", "needs_approval", "breached"), (None, "unknown", "unknown")],
)
def test_where_a_rule_is_about_money_an_approval_covers_the_amount(
    amount: str | None, effect: str, status: str
) -> None:
    """Left unsaid, `covers` is the amount: exactly as much counts, a fen less does not, and no amount is no licence."""
    rule, given = limit(approval=UNSAID), approved("h1", "head", amount=amount)
    decision, verdict = asked("150 CNY", given, rule=rule), judged(given, act("150 CNY"), rule=rule)
    assert (decision.effect.value, verdict.status.value) == (effect, status)
    assert decision.doubts == verdict.doubts == (() if amount else ("2.amount",))


def test_a_small_approval_is_no_permission_without_an_approval_clause_either() -> None:
    """A rule that says nothing at all of approvals still asks for one of the amount."""
    rule, small = limit(approval=None), approved("h1", "head", amount="100 CNY")
    assert asked("150 CNY", small, rule=rule).effect is sp.Effect.NEEDS_APPROVAL
    assert codes(judged(small, act("150 CNY"), rule=rule)) == {"approval_too_small"}


@pytest.mark.parametrize("amount", ["100 CNY", None])
def test_whatever_was_approved_counts_only_where_that_is_said(amount: str | None) -> None:
    """`covers: nothing` licenses 150 CNY by an approval of less, or of nothing in particular."""
    rule = limit(approval={"event": "approved", "covers": "nothing"})
    assert judged(approved("h1", "head", amount=amount), act("150 CNY"), rule=rule).status is sp.Status.MET


@pytest.mark.parametrize(
    ("stake", "approval", "paid", "status", "why"),
    [
        ("150 CNY", "30 CNY", "30 CNY", "met", set()),
        ("150 CNY", "29 CNY", "30 CNY", "breached", {"approval_too_small"}),
        ("150 CNY", "30 CNY", None, "unknown", set()),
        ("150 CNY", None, "30 CNY", "unknown", set()),
        ("200 CNY", "30 CNY", "30 CNY", "breached", {"approval_wrong_role"}),
        ("150 CNY", "30 CNY", "-30 CNY", "breached", set()),
    ],
)
def test_who_approves_hangs_on_one_amount_and_what_is_approved_on_another(
    stake: str, approval: str | None, paid: str | None, status: str, why: set[str]
) -> None:
    """With `approved_amount` the amount at stake finds the tier, and an approval must cover what is paid."""
    rule = limit(amount={"field": "subject.amount"}, approved_amount={"field": "amount"})
    found = judged(approved("h1", "head", amount=approval), act(paid), rule=rule, amount=stake)
    assert found.status.value == status
    assert why <= codes(found)


def test_an_approval_is_spent_by_what_is_paid() -> None:
    """With `approved_amount` a second payment takes of an approval what it pays, alone and where parts are summed."""
    paid = {"amount": {"field": "subject.amount"}, "approved_amount": {"field": "amount"}, "tiers": BY_HEAD}
    acts = act("20 CNY"), act("20 CNY", at="2025-01-07T11:00")
    for rule in (limit(**paid), limit(**paid, splitting={"sum": "remedied", "per": "case", "within": "9 days"})):
        enough = judged(approved("h1", "head", amount="40 CNY"), *acts, rule=rule, amount="10 CNY")
        short = judged(approved("h1", "head", amount="39 CNY"), *acts, rule=rule, amount="10 CNY")
        assert (enough.status, short.status) == (sp.Status.MET, sp.Status.BREACHED)


@pytest.mark.parametrize(
    ("stake", "payments", "status"),
    [
        ("60 CNY", ("20 CNY", "20 CNY"), "met"),  # 60 are at stake, and 40 were paid
        ("60 CNY", ("60 CNY", "40 CNY"), "met"),
        ("60 CNY", ("60 CNY", "41 CNY"), "breached"),  # 101 were paid
        ("101 CNY", ("20 CNY", "20 CNY"), "breached"),
    ],
)
def test_what_is_paid_adds_up_and_what_is_at_stake_does_not(stake: str, payments: tuple[str, str], status: str) -> None:
    """With splitting, the tier is that of the amount at stake, or of the sum of the payments where that is more."""
    tiers = [
        {"le": "100 CNY", "approvers": {"any_of": ["head"]}},
        {"gt": "100 CNY", "approvers": {"any_of": ["leader"]}},
    ]
    splitting = {"sum": "remedied", "per": "case", "within": "9 days"}
    rule = limit(
        amount={"field": "subject.amount"}, approved_amount={"field": "amount"}, tiers=tiers, splitting=splitting
    )
    acts = act(payments[0]), act(payments[1], at="2025-01-07T11:00")
    found = judged(approved("h1", "head", amount="500 CNY"), *acts, rule=rule, amount=stake)
    assert found.status.value == status


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount": None, "tiers": BY_HEAD, "approval": None}, "no-amount"),
        ({"approval": {"covers": "nothing"}}, "illegal-combination"),
    ],
)
def test_what_an_approval_covers_is_another_amount_than_the_one_judged(said: dict[str, Any], code: str) -> None:
    """`approved_amount` goes neither without `amount` nor with `covers: nothing`."""
    with pytest.raises(sp.PolicyError) as caught:
        policy(limit(approved_amount={"field": "amount"}, **said))
    assert code in {problem.code for problem in caught.value.problems}


def test_an_approval_covers_nothing_where_no_amount_is_judged() -> None:
    """Without `amount` a rule is not about money: an approval that states none counts."""
    rule = limit(amount=None, tiers=BY_HEAD, approval=UNSAID)
    assert judged(approved("h1", "head", amount=None), act(), rule=rule).status is sp.Status.MET


def test_same_instant_counts_and_says_tie() -> None:
    """Approved at the instant of the act, and nobody recorded the order: it counts, and the verdict says so."""
    found = judged(approved("h1", "head", at="2025-01-07T10:00"), act("150 CNY"))
    assert (found.status, found.state) == (sp.Status.MET, ("tie",))


def test_same_instant_but_recorded_as_later_does_not_count() -> None:
    """With `seq` the source says that the approval came after the act."""
    found = judged(approved("h1", "head", at="2025-01-07T10:00", seq=2), act("150 CNY", seq=1))
    assert (found.status, found.state) == (sp.Status.BREACHED, ())


def test_late_entry_lets_an_approval_be_written_down_later() -> None:
    """Decision 29: given before the act, written down within the rule's time, it counts; a second later it does not."""
    rule = limit(late_entry="2 hours")
    just = approved("h1", "head", recorded_at="2025-01-07T12:00:00Z")
    late = approved("h1", "head", recorded_at="2025-01-07T12:00:01Z")
    assert judged(just, act("150 CNY"), rule=rule).status is sp.Status.MET
    assert judged(late, act("150 CNY"), rule=rule).status is sp.Status.BREACHED
    assert judged(act("150 CNY"), rule=rule, as_of="2025-01-07T11:00").final is False


def test_asked_about_one_matter_only_its_approvals_count() -> None:
    """Before the act, too, an approval of another matter licenses nothing."""
    rule, given = limit(tiers=BY_HEAD, per="matter"), approved("h1", "head", matter="a")
    assert asked("150 CNY", given, rule=rule, matter="a").effect is sp.Effect.PERMIT
    assert asked("150 CNY", given, rule=rule, matter="b").effect is sp.Effect.NEEDS_APPROVAL


def test_persons_of_a_chain_who_are_not_recorded_leave_it_open() -> None:
    """Whether two steps were two people is not known without both."""
    rule = limit(tiers=[{"approvers": {"chain": ["head", "leader"]}}], approval={"event": "approved", "not": "nobody"})
    nameless = event("approved", "2025-01-07T08:00", action="remedied", role="head", amount="150 CNY")
    found = judged(nameless, approved("l1", "leader"), act("150 CNY"), rule=rule)
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("2.by",))


def test_a_delegator_whose_post_is_not_known_leaves_the_tier_open() -> None:
    """The organisation's posts would settle what was delegated."""
    context = bank(delegations=[{**GIVEN, "from_person": "z9"}])
    found = asked("10 CNY", rule=limit(tiers=BY_POST), context=context)
    assert (found.effect.value, found.doubts) == ("unknown", ("organisation.posts",))


def test_role_above_may_stand_in_only_where_the_tier_says_so() -> None:
    """`or_above`: a role declared above the one named counts; without it the leader is not the head."""
    above = [{"approvers": {"any_of": ["head"], "or_above": True}}]
    given = approved("l1", "leader")
    assert judged(given, act("150 CNY"), rule=limit(tiers=above)).status is sp.Status.MET
    assert judged(given, act("150 CNY"), rule=limit(tiers=BY_HEAD)).status is sp.Status.BREACHED


@pytest.mark.parametrize(
    ("given", "doubts"),
    [
        (approved("h1", None), ("2.role",)),
        (event("approved", "2025-01-07T09:00", action="remedied", by="h1", role="head"), ("2.amount",)),
        (event("approved", "2025-01-07T09:00", action="remedied", role="head", amount="150 CNY"), ("2.by",)),
    ],
)
def test_what_is_missing_of_an_approval_is_named(given: dict[str, Any], doubts: tuple[str, ...]) -> None:
    """A role, an amount or a person that was not recorded leaves it open whether the approval counts."""
    found = judged(given, act("150 CNY"))
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, doubts)


def test_a_sure_approval_beside_a_doubtful_one_is_enough() -> None:
    """Doubts that no longer matter are not told."""
    found = judged(approved("h9", None), approved("h1", "head", at="2025-01-07T09:30"), act("150 CNY"))
    assert (found.status, found.doubts) == (sp.Status.MET, ())


def test_four_eyes_over_all_makers() -> None:
    """Decision 34: one common actor among several breaks it, whoever else is not recorded."""
    two = [{"role": "clerk"}, {"id": "h1", "role": "head"}]
    made = event("remedied", "2025-01-07T10:00", amount="150 CNY", actors=two)
    assert judged(approved("h1", "head"), made).status is sp.Status.BREACHED
    other = judged(approved("h2", "head"), made)
    assert (other.status, other.doubts) == (sp.Status.UNKNOWN, ("3.by",))


def test_who_need_not_be_another_where_the_rule_says_nobody() -> None:
    """`not: nobody`: the maker may approve."""
    rule = limit(tiers=BY_HEAD, approval={"event": "approved", "not": "nobody"})
    assert judged(approved("h1", "head"), act("150 CNY", by="h1", role="head"), rule=rule).status is sp.Status.MET


def test_an_approval_dies_when_the_amount_changes() -> None:
    """Decision 32: what was approved is no longer what is at stake; the same amount stated again changes nothing."""
    changed = event("amount_changed", "2025-01-07T09:30", amount="180 CNY")
    again = event("amount_changed", "2025-01-07T09:30", amount="150 CNY")
    dead = judged(approved("h1", "head", amount="190 CNY"), changed, act("150 CNY"), amount="150 CNY")
    assert (dead.status, codes(dead)) == (sp.Status.BREACHED, {"approval_dead"})
    assert judged(approved("h1", "head"), again, act("150 CNY"), amount="150 CNY").status is sp.Status.MET


def test_an_approval_is_doubtful_once_the_amount_changed_nobody_knows_to_what() -> None:
    """A change that does not say the new amount may have left another than the one that was approved."""
    changed = event("amount_changed", "2025-01-07T09:30", id="change")
    found = judged(approved("h1", "head"), changed, act("150 CNY"), amount="150 CNY")
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("3.amount",))


def test_a_change_before_the_approval_or_after_the_act_leaves_it() -> None:
    """Only what happens between approval and act counts."""
    before = event("amount_changed", "2025-01-07T08:30", amount="150 CNY")
    after = event("amount_changed", "2025-01-07T10:30", amount="9 CNY")
    assert judged(before, approved("h1", "head"), act("150 CNY"), after, amount="1 CNY").status is sp.Status.MET


def test_refused_after_the_approval() -> None:
    """A refusal after the last approval is the reason, before the act and after it; a later approval lifts it."""
    no = event("refused", "2025-01-07T09:30", action="remedied", by="l1", role="leader")
    given = approved("h1", "head")
    assert judged(given, no, act("150 CNY")).reason.code == "refused"
    assert asked("150 CNY", given, no).reason.code == "refused"
    again = approved("h2", "head", at="2025-01-07T09:45")
    assert judged(given, no, again, act("150 CNY")).status is sp.Status.MET


def test_refusal_of_another_action_is_none() -> None:
    """A refusal that names another act does not touch this one."""
    no = event("refused", "2025-01-07T09:30", by="l1", role="leader", action="settled")
    assert judged(approved("h1", "head"), no, act("150 CNY")).status is sp.Status.MET


def test_withdrawn_approval_is_dead() -> None:
    """An approval that was taken back before the act does not license it."""
    back = event("approval_withdrawn", "2025-01-07T09:30", action="remedied", by="h1")
    found = judged(approved("h1", "head"), back, act("150 CNY"))
    assert (found.reason.code, codes(found)) == ("not_approved", {"approval_dead"})


def test_all_of_wants_every_role() -> None:
    """All roles must approve, in any order; what is missing is told."""
    rule = limit(tiers=[{"approvers": {"all_of": ["head", "leader"]}}])
    leader = approved("l1", "leader", at="2025-01-07T08:00")
    lacking = asked("150 CNY", leader, rule=rule)
    assert (lacking.effect.value, lacking.approvers, lacking.form) == ("needs_approval", ("head",), "all_of")
    assert asked("150 CNY", leader, approved("h1", "head"), rule=rule).effect is sp.Effect.PERMIT


def test_a_chain_wants_its_order() -> None:
    """In a chain the leader approves after the head; asked in between, what is missing is the rest."""
    rule = limit(tiers=[{"approvers": {"chain": ["head", "leader"]}}])
    head, leader = approved("h1", "head", at="2025-01-07T08:00"), approved("l1", "leader", at="2025-01-07T09:00")
    early = approved("l1", "leader", at="2025-01-07T07:00")
    assert asked("150 CNY", rule=rule).approvers == ("head", "leader")
    assert asked("150 CNY", head, rule=rule).approvers == ("leader",)
    assert asked("150 CNY", early, head, rule=rule).approvers == ("leader",)
    assert asked("150 CNY", head, leader, rule=rule).effect is sp.Effect.PERMIT
    wrong = judged(early, head, act("150 CNY"), rule=rule)
    assert (wrong.status, wrong.why_not) == (sp.Status.BREACHED, (WhyNot("approval_out_of_turn", 2, "head"),))
    assert "event 2 is an approval out of its turn: that of the head must come before it" in wrong.explain("en")
    assert "事件 2 的批准顺序不符：应先由 head 批准" in wrong.explain("zh")
    alone = judged(early, act("150 CNY"), rule=rule)
    assert alone.why_not == (WhyNot("approval_out_of_turn", 2, "head"),)


def test_nobody_takes_two_steps_of_a_chain() -> None:
    """One person who holds both roles is one pair of eyes; for `all_of` too, unless the rule says otherwise."""
    posts = [{"person": "b1", "role": role, "unit": "u"} for role in ("head", "leader")]
    twice = (approved("b1", None, at="2025-01-07T08:00"), approved("b1", None, at="2025-01-07T09:00"))
    chain = limit(tiers=[{"approvers": {"chain": ["head", "leader"]}}])
    both = limit(tiers=[{"approvers": {"all_of": ["head", "leader"]}}])
    alone = judged(*twice, act("150 CNY"), rule=chain, context=bank(posts=posts))
    assert (alone.status, alone.why_not) == (sp.Status.BREACHED, (WhyNot("approval_same_person", 3, "leader"),))
    assert "event 3 does not count as approval of the leader: whoever gave it had taken a step before" in alone.explain(
        "en"
    )
    assert "事件 3 不能作为 leader 的批准：批准人已在此前批准过另一步" in alone.explain("zh")
    together = judged(*twice, act("150 CNY"), rule=both, context=bank(posts=posts))
    assert (together.status, codes(together)) == (sp.Status.BREACHED, {"approval_same_person"})
    allowed = limit(tiers=[{"approvers": {"all_of": ["head", "leader"], "same_person": "allowed"}}])
    assert judged(*twice, act("150 CNY"), rule=allowed, context=bank(posts=posts)).status is sp.Status.MET


def test_an_approval_in_another_currency_is_told_as_such() -> None:
    """However much it is, it does not cover the act; a smaller amount is told as smaller."""
    dollars = judged(approved("h1", "head", amount="9999999 USD"), act("150 CNY"))
    assert (dollars.status, dollars.why_not[0]) == (sp.Status.BREACHED, WhyNot("approval_other_currency", 2))
    assert "event 2 approves an amount in another currency" in dollars.explain("en")
    assert "事件 2 批准的金额币种不同" in dollars.explain("zh")
    assert judged(approved("h1", "head", amount="149 CNY"), act("150 CNY")).why_not[0].code == "approval_too_small"


def test_a_role_of_an_approver_that_the_organisation_contradicts_is_told() -> None:
    """The approval says head, the organisation says clerk and counts: both are told, as for whoever acts."""
    context = bank(posts=[{"person": "h1", "role": "clerk", "unit": "u"}])
    verdict = judged(approved("h1", "head"), act("150 CNY"), context=context)
    told = (WhyNot("role_disagrees", 2, "head"), WhyNot("approval_wrong_role", 2, "head"))
    assert (verdict.status, verdict.why_not[:2]) == (sp.Status.BREACHED, told)
    assert "event 2 says head, the organisation says otherwise and counts" in verdict.explain("en")


def test_matters_do_not_lend_each_other_approvals() -> None:
    """An approval of one matter does not license another; one that names none is that of the act that comes next."""
    rule = limit(tiers=BY_HEAD)
    acts = (act("150 CNY", matter="a"), act("150 CNY", at="2025-01-07T11:00", matter="b"))
    report = policy(rule).evaluate(
        case(RECEIVED, approved("h1", "head", matter="a"), *acts), as_of=instant("2025-01-31T09:00")
    )
    found = {verdict.occurrence: verdict.status.value for verdict in report["money"].verdicts}
    assert found == {"a/20250107T100000Z": "met", "b/20250107T110000Z": "breached"}
    shared = policy(rule).evaluate(case(RECEIVED, approved("h1", "head"), *acts), as_of=instant("2025-01-31T09:00"))
    found = {verdict.occurrence: verdict.status.value for verdict in shared["money"].verdicts}
    assert found == {"a/20250107T100000Z": "met", "b/20250107T110000Z": "unknown"}


@pytest.mark.parametrize(
    ("before", "effect"),
    [
        ([event("received", "2025-01-05T10:00", matter="b")], sp.Effect.UNKNOWN),
        ([event("approval_requested", "2025-01-05T10:00", matter="b", action="remedied")], sp.Effect.UNKNOWN),
        (
            [event("received", "2025-01-05T10:00", matter="b"), event("withdrawn", "2025-01-05T11:00", matter="b")],
            sp.Effect.PERMIT,
        ),
        ([act("150 CNY", at="2025-01-05T10:00", matter="b")], sp.Effect.PERMIT),
        ([event("received", "2025-01-05T10:00", matter="a")], sp.Effect.PERMIT),
        ([], sp.Effect.PERMIT),
    ],
)
def test_a_nameless_approval_may_be_of_another_matter_that_waits(
    before: list[dict[str, Any]], effect: sp.Effect
) -> None:
    """Where another matter is on record, neither acted upon nor over, nobody knows which of the two was approved."""
    given = approved("h1", "head", at="2025-01-06T10:00")
    assert asked("150 CNY", *before, given, rule=limit(tiers=BY_HEAD), matter="a").effect is effect


def test_parts_of_several_matters_are_one_sum() -> None:
    """What is split over matters is summed all the same, for the sum is of the case."""
    rule = limit(splitting={"sum": "remedied", "per": "case", "within": "30 days"})
    acts = (act("90 CNY", matter="a"), act("90 CNY", at="2025-01-07T11:00", matter="b"))
    report = policy(rule).evaluate(case(RECEIVED, *acts), as_of=instant("2025-01-31T09:00"))
    assert [verdict.status.value for verdict in report["money"].verdicts] == ["met", "breached"]


def test_one_verdict_an_act() -> None:
    """Two acts of one instant are two occurrences; no act at all is not applicable."""
    twice = case(RECEIVED, act("1 CNY"), act("2 CNY"))
    report = policy(limit()).evaluate(twice, as_of=instant("2025-01-31T09:00"))
    assert [v.occurrence for v in report["money"].verdicts] == ["20250107T100000Z", "20250107T100000Z#2"]
    none = judged()
    assert (none.status, none.reason.code) == (sp.Status.NOT_APPLICABLE, "not_triggered")


def test_a_rule_that_does_not_apply_judges_nothing() -> None:
    """`applies` is asked at the act: an inquiry's remedy is nobody's business here, and no rule is left to permit."""
    rule = limit(applies={"type": "inquiry"})
    assert judged(act("500 CNY"), rule=rule).status is sp.Status.NOT_APPLICABLE
    refused = asked("50 CNY", rule=rule)
    assert (refused.effect.value, refused.reason.code) == ("refuse", "no_rule_applies")


# delegation

GIVEN = {
    "from_person": "h1",
    "to_person": "e1",
    "actions": ["remedied"],
    "limit": "1000 CNY",
    "from": "2025-01-06",
    "until": "2025-01-11",
}
BY_POST: list[dict[str, Any]] = [{"role": "head", "le": "1000 CNY"}]


@pytest.mark.parametrize(
    ("given", "amount", "at", "effect"),
    [
        ({}, "1000 CNY", "2025-01-07T10:00", "permit"),
        ({}, "1000.01 CNY", "2025-01-07T10:00", "refuse"),
        ({}, "10 CNY", "2025-01-11T00:00", "refuse"),
        ({"limit": "200 CNY"}, "200 CNY", "2025-01-07T10:00", "permit"),
        ({"limit": "200 CNY"}, "200.01 CNY", "2025-01-07T10:00", "refuse"),
        ({"actions": ["settled"]}, "10 CNY", "2025-01-07T10:00", "refuse"),
        ({"actions": ["*"]}, "10 CNY", "2025-01-07T10:00", "permit"),
    ],
)
def test_a_delegate_has_the_delegators_tier(given: dict[str, Any], amount: str, at: str, effect: str) -> None:
    """Decision 33: for the dates, the actions and up to the limit of the delegation, and no further."""
    context = bank(delegations=[{**GIVEN, **given}])
    assert asked(amount, rule=limit(tiers=BY_POST), at=at, context=context).effect.value == effect


def test_delegation_has_no_chain() -> None:
    """A delegate of a delegate has nothing."""
    given = [{**GIVEN, "to_person": "h2", "from_person": "l1"}, {**GIVEN, "from_person": "h2", "to_person": "e1"}]
    rule = limit(tiers=[{"role": "leader"}])
    by_h2 = asked("1 CNY", rule=rule, by={"id": "h2", "role": "head"}, context=bank(delegations=given))
    by_e1 = asked("1 CNY", rule=rule, context=bank(delegations=given))
    assert (by_h2.effect.value, by_e1.effect.value) == ("permit", "refuse")


def test_a_delegate_does_not_approve_for_the_maker() -> None:
    """Maker and checker must differ also where one acts in the other's place, whichever of the two it is."""
    rule = limit(tiers=BY_HEAD)
    delegate_approves = bank(delegations=[{**GIVEN, "from_person": "e1", "to_person": "h2"}])
    found = judged(approved("h2", "head"), act("150 CNY"), rule=rule, context=delegate_approves)
    assert (found.status, codes(found)) == (sp.Status.BREACHED, {"approval_own"})
    delegator_approves = bank(delegations=[GIVEN])
    assert (
        judged(approved("h1", "head"), act("150 CNY"), rule=rule, context=delegator_approves).status.value == "breached"
    )
    assert judged(approved("h2", "head"), act("150 CNY"), rule=rule, context=delegator_approves).status.value == "met"


def test_a_delegate_approves_in_the_delegators_role() -> None:
    """Somebody without the role approves for the head, up to the limit of the delegation."""
    given = {**GIVEN, "to_person": "c2", "limit": "150 CNY"}
    rule = limit(tiers=BY_HEAD)
    one = approved("c2", "clerk", amount="500 CNY")
    assert judged(one, act("150 CNY"), rule=rule, context=bank(delegations=[given])).status is sp.Status.MET
    assert judged(one, act("150.01 CNY"), rule=rule, context=bank(delegations=[given])).status is sp.Status.BREACHED


# splitting

PARTS = {"sum": "remedied", "per": "case", "within": "24 hours"}


def test_parts_of_one_case_are_one_amount() -> None:
    """Two remedies below the limit are judged by their sum; the first is judged alone."""
    rule = limit(splitting=PARTS)
    first, second = act("60 CNY"), act("60 CNY", at="2025-01-07T11:00")
    report = policy(rule).evaluate(case(RECEIVED, first, second), as_of=instant("2025-01-31T09:00"))
    assert [v.status.value for v in report["money"].verdicts] == ["met", "breached"]
    assert [(f.event, f.role) for f in report["money"].verdicts[1].facts] == [(3, "act"), (2, "summed")]
    assert [(step.code, step.value) for step in report["money"].verdicts[1].arithmetic] == [("sum", "120 CNY")]
    assert report["money"].verdicts[0].arithmetic == ()


@pytest.mark.parametrize(("at", "effect"), [("2025-01-08T09:59:59", "needs_approval"), ("2025-01-08T10:00", "permit")])
def test_the_window_is_open_at_its_far_end(at: str, effect: str) -> None:
    """Decision 35: `(at - w, at]`: what lies exactly the window back no longer counts."""
    assert asked("60 CNY", act("60 CNY"), rule=limit(splitting=PARTS), at=at).effect.value == effect


def test_a_window_of_days_goes_by_local_clocks() -> None:
    """Across the spring change a day back is 23 hours back."""
    rule = limit(splitting={**PARTS, "within": "1 day"})
    earlier = act("60 CNY", at="2025-03-29T12:00")
    assert asked("60 CNY", earlier, rule=rule, at="2025-03-30T10:59:59").effect.value == "needs_approval"
    assert asked("60 CNY", earlier, rule=rule, at="2025-03-30T11:00").effect.value == "permit"


def test_parts_in_another_currency_are_not_added() -> None:
    """Only amounts in the act's own currency are summed."""
    assert asked("60 CNY", act("60 USD"), rule=limit(splitting=PARTS)).effect is sp.Effect.PERMIT


def test_an_unknown_part_leaves_the_sum_open_only_where_it_matters() -> None:
    """A part without amount is unknown below the top tier, and does not matter in it."""
    rule = limit(splitting=PARTS)
    unknown = asked("60 CNY", act(), rule=rule)
    assert (unknown.effect.value, unknown.doubts) == ("unknown", ("2.amount",))
    assert asked("200 CNY", act(), rule=rule).effect.value == "needs_approval"


def test_one_approval_is_not_spent_twice() -> None:
    """An approval covers what was done since it was given: a second part needs a larger one, or its own."""
    rule = limit(splitting=PARTS, tiers=BY_HEAD)
    first, second = act("100 CNY"), act("100 CNY", at="2025-01-07T11:00")
    assert judged(approved("h1", "head"), first, second, rule=rule).status is sp.Status.BREACHED
    assert judged(approved("h1", "head", amount="200 CNY"), first, second, rule=rule).status is sp.Status.MET
    own = approved("h1", "head", amount="100 CNY", at="2025-01-07T10:30")
    assert judged(approved("h1", "head"), first, own, second, rule=rule).status is sp.Status.MET


def entry(amount: str, at: str = "2025-01-07T08:00", **said: Any) -> dict[str, Any]:
    """A line of the ledger for customer k1."""
    return {
        "action": "remedied",
        "at": instant(at).isoformat(),
        "amount": amount,
        "customer": "k1",
        "case": "C-9",
        **said,
    }


@pytest.mark.parametrize(
    ("ledger", "status", "doubts"),
    [
        ([entry("60 CNY")], "breached", ()),
        ([entry("60 CNY", customer="k2")], "met", ()),
        ([entry("60 CNY", action="settled")], "met", ()),
        ([entry("60 CNY", at="2025-01-07T10:00:01")], "met", ()),
        ([entry("60 CNY", at="2025-01-07T10:00", case="C-1")], "met", ()),
        ([entry("60 CNY", at="2025-01-07T10:00")], "breached", ()),
        ([entry("60 CNY", customer=None)], "unknown", ("ledger.customer",)),
        (None, "unknown", ("ledger",)),
    ],
)
def test_parts_of_one_customer_come_from_the_ledger(
    ledger: list[dict[str, Any]] | None, status: str, doubts: tuple[str, ...]
) -> None:
    """Same customer, action and window, whatever the case; the act itself counts once; no ledger is unknown."""
    entries = None if ledger is None else [{k: v for k, v in line.items() if v is not None} for line in ledger]
    rule = limit(splitting={**PARTS, "per": "customer"})
    found = judged(act("60 CNY"), rule=rule, context=bank(ledger=entries), customer="k1")
    assert (found.status.value, found.doubts) == (status, doubts)


def test_a_customer_nobody_recorded_leaves_the_sum_open() -> None:
    """Without the customer the ledger cannot be read."""
    rule = limit(splitting={**PARTS, "per": "customer"})
    assert judged(act("60 CNY"), rule=rule, context=bank(ledger=[])).doubts == ("customer",)


# emergencies

FIRST: dict[str, Any] = {
    "id": "act-first",
    "kind": "authority",
    "clause": "X-2",
    "action": "remedied",
    "emergency": {
        "when": {"event": "emergency_declared", "where": {"reason": "flood"}},
        "who": {"role": "clerk"},
        "relaxes": "money",
        "formalities": {"stop": "approved", "within": "8 working hours", "clock": "office"},
    },
}
FLOOD = event("emergency_declared", "2025-01-07T09:30", action="remedied", by="e1", role="clerk", reason="flood")


def both(*events: dict[str, Any], as_of: str = "2025-01-31T09:00") -> tuple[str, str]:
    """The statuses of the rule and of the emergency that relaxes it."""
    money = judged(*events, more=(FIRST,), as_of=as_of)
    first = judged(*events, rule=FIRST, more=(limit(),), as_of=as_of)
    return money.status.value, first.status.value


@pytest.mark.parametrize(
    ("at", "found"), [("2025-01-08T10:00", ("met", "met")), ("2025-01-08T10:00:01", ("breached", "breached"))]
)
def test_formalities_are_due_after_working_time(at: str, found: tuple[str, str]) -> None:
    """Eight working hours after Tuesday 10:00 is Wednesday 10:00: that is in time, a second later is not."""
    assert both(FLOOD, act("150 CNY"), approved("h1", "head", at=at)) == found


def test_formalities_open_are_pending_until_due() -> None:
    """Both rules wait for the approval, with the due instant and the next change, and break after it."""
    waiting = judged(FLOOD, act("150 CNY"), more=(FIRST,), as_of="2025-01-08T10:00")
    assert (waiting.status, waiting.due, waiting.final) == (sp.Status.PENDING, instant("2025-01-08T10:00"), False)
    assert waiting.next_us == (waiting.due_us or 0) + 1
    assert both(FLOOD, act("150 CNY"), as_of="2025-01-08T10:00") == ("pending", "pending")
    assert both(FLOOD, act("150 CNY"), as_of="2025-01-08T10:00:01") == ("breached", "breached")


def test_the_agenda_says_whose_approval_is_awaited() -> None:
    """Both rules, that of the emergency and that whose order it lifts, wait for the same role, overdue or not."""
    subject = case(FLOOD, act("150 CNY"))
    for as_of in ("2025-01-08T10:00", "2025-01-09T10:00"):
        duties = policy(limit(), FIRST).agenda(subject, as_of=instant(as_of))
        assert {duty.rule: (duty.role, duty.approvers) for duty in duties} == {
            "act-first": (None, ("head",)),
            "money": (None, ("head",)),
        }
        assert [line.split()[2] for line in duties_text(duties, "en").splitlines()[1:]] == ["head", "head"]
        assert [name for name, _ in agenda_of(duties, roles=["head"]).roles] == ["head"]


def test_formalities_refused_are_a_breach() -> None:
    """Decision 36: refused afterwards is broken, at once."""
    no = event("refused", "2025-01-07T12:00", action="remedied", by="h1", role="head")
    assert both(FLOOD, act("150 CNY"), no, as_of="2025-01-07T12:00") == ("breached", "breached")


def test_an_emergency_lifts_the_order_and_not_the_tier() -> None:
    """The head cannot approve afterwards what the leader must."""
    head = approved("h1", "head", at="2025-01-07T12:00", amount="500 CNY")
    assert both(FLOOD, act("500 CNY"), head) == ("breached", "breached")
    leader = approved("l1", "leader", at="2025-01-07T13:00", amount="500 CNY")
    assert both(FLOOD, act("500 CNY"), head, leader) == ("met", "met")


def test_an_emergency_does_not_open_what_no_tier_allows() -> None:
    """Beyond every tier it stays a breach, and there are no formalities that could mend it."""
    rule = limit(tiers=T39[:2])
    assert judged(FLOOD, act("500 CNY"), rule=rule, more=(FIRST,)).reason.code == "beyond_authority"
    first = judged(FLOOD, act("500 CNY"), rule=FIRST, more=(rule,))
    assert (first.status, first.reason.code) == (sp.Status.NOT_APPLICABLE, "not_relaxed")


@pytest.mark.parametrize(
    "declared",
    [
        event("emergency_declared", "2025-01-07T10:00:01", action="remedied", by="e1", reason="flood"),
        event(
            "emergency_declared",
            "2025-01-07T09:30",
            action="remedied",
            by="e1",
            reason="flood",
            recorded_at="2025-01-07T10:00:01Z",
        ),
        event("emergency_declared", "2025-01-07T09:30", action="remedied", by="e1", reason="rain"),
    ],
)
def test_only_an_emergency_on_record_by_the_act_lifts_anything(declared: dict[str, Any]) -> None:
    """Declared later, written down later, or for another reason: the order of approval stands."""
    late = approved("h1", "head", at="2025-01-07T12:00")
    assert both(declared, act("150 CNY"), late) == ("breached", "not_applicable")


def test_only_whoever_may_act_first() -> None:
    """The emergency is for clerks: a head who acts first has broken the order."""
    made = act("150 CNY", by="h9", role="head")
    assert both(FLOOD, made, approved("h1", "head", at="2025-01-07T12:00")) == ("breached", "not_applicable")


def test_approved_before_needs_no_formalities() -> None:
    """Where the approval came first, nobody acted first."""
    assert both(FLOOD, approved("h1", "head", at="2025-01-07T09:45"), act("150 CNY")) == ("met", "not_applicable")


def test_asked_in_an_emergency() -> None:
    """Before the act: permitted for the reason of the emergency, with the instant by which formalities are due."""
    found = asked("150 CNY", FLOOD, more=(FIRST,))
    assert (found.effect.value, found.reason.code) == ("permit", "emergency")
    assert dict(found.reason.args) == {
        "rule": "money",
        "emergency": "act-first",
        "formalities_due": "2025-01-08T10:00:00Z",
    }
    assert asked("150 CNY", more=(FIRST,)).effect.value == "needs_approval"


@pytest.mark.parametrize(
    ("given", "as_of", "found"),
    [
        ((), "2026-12-31T09:30", ("pending", "pending")),
        ((), "2027-01-05T09:00", ("unknown", "unknown")),
        ((approved("h1", "head", at="2026-12-31T09:00"),), "2027-01-05T09:00", ("met", "met")),
        ((approved("h1", "head", at="2027-01-04T09:00"),), "2027-01-05T09:00", ("unknown", "unknown")),
    ],
)
def test_formalities_due_in_a_year_without_published_holidays(
    given: tuple[dict[str, Any], ...], as_of: str, found: tuple[str, str]
) -> None:
    """Decision 9: what happened before that year is settled all the same, what follows is unknown."""
    china = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}
    held = sp.Policy(
        policy="p", timezone="Asia/Shanghai", calendars={"office": china}, roles=ROLES, rules=[limit(), FIRST]
    )
    declared = {**FLOOD, "at": "2026-12-31T08:00:00+00:00"}
    report = held.evaluate(
        case(RECEIVED, declared, act("150 CNY", at="2026-12-31T08:30"), *given), as_of=instant(as_of)
    )
    assert (report["money"].status.value, report["act-first"].status.value) == found
    doubts = {doubt for verdict in report["money"].verdicts for doubt in verdict.doubts}
    assert doubts == ({"calendar office 2027"} if found[0] == "unknown" else set())


def test_formalities_by_the_calendar_of_a_unit_nobody_recorded() -> None:
    """Whose calendar counts is not known: unknown, and the unit would settle it."""
    first = {**FIRST, "emergency": {**FIRST["emergency"]}}
    first["emergency"]["formalities"] = {"stop": "approved", "within": "8 working hours", "clock": "unit"}
    late = approved("h1", "head", at="2025-01-07T12:00")
    money = judged(FLOOD, act("150 CNY"), late, more=(first,))
    assert (money.status, money.doubts) == (sp.Status.UNKNOWN, ("unit",))
    assert judged(FLOOD, act("150 CNY"), late, rule=first, more=(limit(),)).doubts == ("unit",)
    assert dict(asked("150 CNY", FLOOD, more=(first,)).reason.args) == {"rule": "money", "emergency": "act-first"}


def test_an_emergency_that_relaxes_no_rule_of_this_case() -> None:
    """Where the relaxed rule does not apply, any approval for the act completes the formalities."""
    elsewhere = limit(applies={"type": "inquiry"})
    late = approved("c9", "clerk", at="2025-01-07T12:00")
    assert judged(FLOOD, act("150 CNY"), late, rule=FIRST, more=(elsewhere,)).status is sp.Status.MET


@pytest.mark.parametrize(
    ("within", "at", "effect"),
    [
        ("1 week", "2025-01-14T09:59:59", "needs_approval"),
        ("1 week", "2025-01-14T10:00", "permit"),
        ("1 month", "2025-02-07T09:59:59", "needs_approval"),
        ("1 month", "2025-02-07T10:00", "permit"),
        ("1 year", "2026-01-07T09:59:59", "needs_approval"),
        ("1 year", "2026-01-07T10:00", "permit"),
    ],
)
def test_longer_windows_go_by_the_calendar(within: str, at: str, effect: str) -> None:
    """Weeks, months and years back mean the same time of the corresponding day."""
    rule = limit(splitting={**PARTS, "within": within})
    assert asked("60 CNY", act("60 CNY"), rule=rule, at=at).effect.value == effect


def test_a_month_back_from_the_last_day_is_the_last_day() -> None:
    """From the 31st of March a month back is the 28th of February."""
    rule = limit(splitting={**PARTS, "within": "1 month"})
    assert (
        asked("60 CNY", act("60 CNY", at="2025-02-28T10:00"), rule=rule, at="2025-03-31T09:00").effect.value == "permit"
    )
    assert asked("60 CNY", act("60 CNY", at="2025-02-28T10:00:01"), rule=rule, at="2025-03-31T09:00").effect.value == (
        "needs_approval"
    )


def test_before_and_after_say_the_same() -> None:
    """One definition: permit is met, refuse and needs approval are breached, unknown is unknown."""
    same = {"permit": "met", "refuse": "breached", "needs_approval": "breached", "unknown": "unknown"}
    for amount in ("99 CNY", "100 CNY", "200 CNY", "-1 CNY", "5 USD", None):
        for given in ((), (approved("h1", "head"),), (approved("h1", None),)):
            assert judged(*given, act(amount)).status.value == same[asked(amount, *given).effect.value], amount
