"""What is remembered of an authority table is what would be worked out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.kinds.authority.judge import AuthorityEvaluator
from servicepolicy.models.event import Actor, Event
from servicepolicy.money import Money
from tests.judging.building import case, event, instant, policy

ROLES = ("clerk", "head", "leader", "nobody-knows")
AMOUNTS = ("0", "0.5", "499.99", "500", "500.01", "749", "750", "751", "1000", "1000.01", "5000", "-1")
TIERS: list[dict[str, Any]] = [
    {"role": "clerk", "le": "500 CNY", "approvers": "none"},
    {"role": "clerk", "gt": "500 CNY", "le": "1000 CNY", "approvers": {"chain": ["head", "leader"]}},
    {"role": "head", "le": "1000 CNY", "approvers": "none"},
    {"role": "head", "gt": "1000 CNY", "approvers": {"any_of": ["leader"]}},
    {"role": "leader", "ge": "750 CNY", "approvers": "none"},
]
AT = instant("2026-01-06T10:00")


def table(roles: dict[str, Any] | None = None, **more: Any) -> sp.Policy:
    """Three roles with bands of money."""
    base = {"id": "limits", "kind": "authority", "clause": "X-1", "action": "remedied", "amount": {"field": "amount"}}
    return policy({**base, "tiers": TIERS, **more}, roles=roles)


def both(
    asked: sp.Policy,
    subject: sp.Case,
    actors: tuple[Actor, ...],
    amount: Money | None,
    context: sp.Context | None = None,
) -> tuple[Any, Any]:
    """A decision as it is given, and as it is worked out in full."""
    at = int(AT.timestamp()) * 1_000_000
    compiled = asked._engine().editions.compiled(0)
    (evaluator,) = compiled.judging("case")
    assert isinstance(evaluator, AuthorityEvaluator)
    act = Event(0, "remedied", at, at, actors=actors, fields={} if amount is None else {"amount": amount})
    facts = subject.facts()
    given_, in_full = (compiled.scene(facts, at, None, context) for _ in range(2))
    return evaluator.decide(given_, act), evaluator._in_full(in_full, act)


PLAIN = table()
APPROVED = event(
    "approved", "2026-01-05T11:00", action="remedied", by="h1", role="head", kind="human", amount="700 CNY"
)
CASES = (case(event("received", "2026-01-05T10:00")), case(event("received", "2026-01-05T10:00"), APPROVED))


@given(
    roles=st.lists(st.sampled_from((*ROLES, None)), max_size=2),
    amount=st.sampled_from((*AMOUNTS, None)),
    currency=st.sampled_from(("CNY", "CNY", "CNY", "EUR")),
    subject=st.sampled_from(CASES),
)
def test_what_is_remembered_is_what_would_be_worked_out(
    roles: list[str | None], amount: str | None, currency: str, subject: sp.Case
) -> None:
    """Whoever acts and whatever the amount, a remembered decision equals the one worked out in full."""
    actors = tuple(Actor(f"p{index}", role, None, "human") for index, role in enumerate(roles))
    money = None if amount is None else Money(amount, currency)
    remembered, in_full = both(PLAIN, subject, actors, money)
    assert remembered == in_full


@pytest.mark.parametrize("amount", ["501", "999", "1000"])
def test_the_margin_is_that_of_the_amount(amount: str) -> None:
    """Two amounts of one cell share everything but the margin."""
    decision = PLAIN.decide("remedied", by=sp.Agent(id="c", role="clerk"), amount=f"{amount} CNY", at=AT, on=CASES[0])
    assert decision.margin is not None
    assert decision.margin.money == Money("1000", "CNY") - Money(amount, "CNY")


def test_an_approval_on_record_is_not_overlooked() -> None:
    """A cell remembered on a case without approvals does not answer for one with them."""
    asked = table(tiers=[{"approvers": {"any_of": ["head"]}}])
    clerk = sp.Agent(id="c", role="clerk")
    before = asked.decide("remedied", by=clerk, amount="700 CNY", at=AT, on=CASES[0])
    after = asked.decide("remedied", by=clerk, amount="700 CNY", at=AT, on=CASES[1])
    assert (before.effect.value, after.effect.value) == ("needs_approval", "permit")


def test_texts_of_a_host_do_not_fill_the_memory() -> None:
    """However many roles are asked about, only those that the table names are remembered."""
    asked = table()
    for number in range(50):
        asked.decide("remedied", by=sp.Agent(id="c", role=f"role-{number}"), amount="700 CNY", at=AT, on=CASES[0])
    (evaluator,) = asked._engine().editions.compiled(0).judging("case")
    assert isinstance(evaluator, AuthorityEvaluator)
    assert not evaluator._cells._cells


@pytest.mark.parametrize("before", [(), ("teller",), ("clerk", "head")])
def test_who_asked_before_changes_nothing(before: tuple[str, ...]) -> None:
    """A role that nobody declared is unknown, whoever was refused or permitted before; what was meant is named."""
    asked = table(roles={"clerk": {}, "head": {"above": ["clerk"]}, "leader": {}})
    for role in before:
        asked.decide("remedied", by=sp.Agent(id="c", role=role), amount="700 CNY", at=AT, on=CASES[0])
    decision = asked.decide("remedied", by=sp.Agent(id="c", role="clark"), amount="700 CNY", at=AT, on=CASES[0])
    assert (decision.effect, decision.doubts) == (sp.Effect.UNKNOWN, ("code role",))
    assert [(why.code, why.found, why.meant) for why in decision.why_not] == [("undeclared_role", "clark", "clerk")]


def test_a_refusal_names_the_role_that_was_asked_with() -> None:
    """Refused for the role, the decision says with which one it was asked, and the one that was probably meant."""
    for role, meant in (("teller", ""), ("clark", "clerk")):
        decision = PLAIN.decide("remedied", by=sp.Agent(id="c", role=role), amount="700 CNY", at=AT, on=CASES[0])
        wrong = next(why for why in decision.why_not if why.code == "wrong_role")
        assert (decision.effect, wrong.test, wrong.meant) == (sp.Effect.REFUSE, role, meant)


BY_ROLE: list[dict[str, Any]] = [
    {"who": {"role": {"in": ["clerk", "head"]}}},
    {"who": {"role": "clerk", "kind": "human"}},
    {"who": {"any": [{"role": "leader"}, {"unit": "u1"}]}},
    {"who": {"role": {"not": "head"}}, "applies": {"severity": "major"}},
]
WHO = [policy({"id": "post", "kind": "authority", "clause": "X-1", "action": "remedied", **more}) for more in BY_ROLE]


POSTS = [
    {"person": "p1", "role": "clerk", "unit": "u1", "from": "2020-01-01"},
    {"person": "p1", "role": "head", "unit": "u2", "from": "2020-01-01"},
    {"person": "p2", "role": "leader", "unit": "u2", "from": "2020-01-01"},
]
GIVEN = [{"from_person": "p2", "to_person": "p1", "actions": ["remedied"], "from": "2020-01-01", "until": "2030-01-01"}]
BANKS = [
    None,
    *(
        sp.Context.model_validate({"organisation": {"id": "bank", "timezone": "Europe/London", "posts": POSTS, **more}})
        for more in ({}, {"delegations": GIVEN})
    ),
]


@given(
    asked=st.sampled_from(WHO),
    context=st.sampled_from(BANKS),
    people=st.lists(
        st.builds(
            Actor,
            st.sampled_from(("p1", "p2", None)),
            st.sampled_from((*ROLES, None)),
            st.sampled_from(("u1", "u2", None)),
            st.sampled_from(("human", "bot", None)),
        ),
        max_size=2,
    ),
    amount=st.sampled_from((*AMOUNTS, None)),
    severity=st.sampled_from(("major", "minor", None)),
)
def test_what_is_remembered_of_posts_is_what_would_be_worked_out(
    asked: sp.Policy, context: sp.Context | None, people: list[Actor], amount: str | None, severity: str | None
) -> None:
    """A rule that asks only who acts remembers, for each role, what it would work out."""
    header = {} if severity is None else {"severity": severity}
    subject = case(event("received", "2026-01-05T10:00"), **header)
    money = None if amount is None else Money(amount, "CNY")
    remembered, in_full = both(asked, subject, tuple(people), money, context)
    assert remembered == in_full


def test_a_rule_about_posts_tells_so_many_roles_apart() -> None:
    """A refusal names the role that was found, so each is remembered by itself, and not without end."""
    asked = WHO[0]
    for number in range(400):
        agent = sp.Agent(id="c", role=f"role-{number}")
        decision = asked.decide("remedied", by=agent, at=AT, on=CASES[0])
        assert [why.test for why in decision.why_not] == [f"role-{number}"]
    (evaluator,) = asked._engine().editions.compiled(0).judging("case")
    assert isinstance(evaluator, AuthorityEvaluator)
    assert len(evaluator._cells._cells) <= 256
