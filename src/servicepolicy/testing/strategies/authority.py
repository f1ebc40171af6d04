"""Generated limits of authority, the acts under them, and who holds which post."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import Example, Plain
from servicepolicy.testing.strategies.timeline import asked, pools, timelines

__all__ = ["authority_examples"]

ROLES: Plain = {"clerk": {}, "head": {"above": ["clerk"]}, "leader": {"above": ["head"]}}
SUMS = ("0 CNY", "99.99 CNY", "100 CNY", "100.01 CNY", "250 CNY", "500 CNY", "600 CNY")


@st.composite
def _tiers(draw: DrawFn) -> list[Plain]:
    """Bands without holes or overlaps for each role: alone up to a limit, approved above it, never above a second."""
    form = draw(st.sampled_from(({"any_of": ["head"]}, {"any_of": ["head"], "or_above": "true"},
                                 {"all_of": ["head", "leader"]}, {"chain": ["head", "leader"]})))  # fmt: skip
    lower, upper = draw(st.sampled_from((("le", "gt"), ("lt", "ge"))))
    tiers: list[Plain] = [
        {"role": "clerk", lower: "100 CNY"},
        {"role": "clerk", upper: "100 CNY", lower: "500 CNY", "approvers": form},
    ]
    if draw(st.booleans()):
        tiers.append({"role": ["head", "leader"]})
    return tiers


@st.composite
def _organisations(draw: DrawFn, pool: list[datetime]) -> Plain | None:
    """Posts of some people, perhaps dated, and perhaps one delegation."""
    if draw(st.booleans()):
        return None
    turn = draw(st.sampled_from(pool)).isoformat()
    dated = draw(st.sampled_from(({}, {"from": turn}, {"until": turn})))
    posts = [{"person": "e1", "role": draw(st.sampled_from(("clerk", "head"))), "unit": "b1", **dated}]
    posts.append({"person": "e3", "role": "leader", "unit": "b1"})
    organisation: Plain = {
        "id": "bank",
        "subject": "organisation",
        "units": [{"id": "b1"}],
        "posts": posts,
        "events": [],
    }
    if draw(st.booleans()):
        limit = draw(st.sampled_from(({}, {"limit": "300 CNY"})))
        giver, taker = draw(st.sampled_from((("e1", "e2"), ("e3", "e1"), ("e3", "e2"))))
        organisation["delegations"] = [{"from_person": giver, "to_person": taker, "actions": ["*"], **limit}]
    return organisation


@st.composite
def authority_examples(draw: DrawFn) -> Example:
    """An authority rule, a case with acts and approvals, and perhaps an organisation and a ledger."""
    zone = "Asia/Shanghai"
    pool = draw(pools(zone))
    rule: Plain = {"id": "limits", "kind": "authority", "subject": "case", "clause": "X-2", "action": "remedied"}
    rule.update(amount={"field": "amount"}, tiers=draw(_tiers()), approval={"event": "approved", "covers": "amount"})
    rule["approval"]["not"] = draw(st.sampled_from(("maker", "nobody")))
    if draw(st.integers(0, 3)) == 0:
        rule["late_entry"] = "4 hours"
    if draw(st.integers(0, 3)) == 0:
        per = draw(st.sampled_from(("case", "customer")))
        rule["splitting"] = {"sum": "remedied", "per": per, "within": draw(st.sampled_from(("4 hours", "24 hours")))}
    if draw(st.integers(0, 3)) == 0:
        rule["who"] = draw(st.sampled_from(({"kind": "human"}, {"role": ["clerk", "head"]}, {"role": "head"})))
    roles = ("clerk", "clerk", "head", None)
    acting = {"by": ("e1", "e2"), "role": roles, "kind": ("human", "human", "bot", None)}
    kinds: Plain = {
        "remedied": {**acting, "amount": (*SUMS, "-5 CNY", "50 USD", None)},
        "approved": {
            "by": ("e1", "e2", "e3", "e4"),
            "role": ("head", "head", "leader", "clerk", None),
            "action": ("remedied", "remedied", "settled"),
            "amount": ("500 CNY", "500 CNY", "200 CNY", "500 USD", None),
        },
    }
    if draw(st.integers(0, 3)) == 0:
        kinds["amount_changed"] = {"amount": ("100 CNY", "300 CNY")}
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint"}
    if draw(st.booleans()):
        subject["customer"] = "k1"
    subject["events"] = draw(timelines(pool, kinds, 7))
    context: Plain = {}
    if organisation := draw(_organisations(pool)):
        context["organisation"] = organisation
    if draw(st.booleans()):
        context["ledger"] = [
            {
                "action": action,
                "at": draw(st.sampled_from(pool)).isoformat(),
                "amount": amount,
                "customer": customer,
                "case": "C-2",
            }
            for action, amount, customer in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(("remedied", "settled")), st.sampled_from(SUMS), st.sampled_from(("k1", "k2"))
                    ),
                    max_size=3,
                )
            )
        ]
    as_of, known_at = draw(asked(pool))
    return Example([rule], subject, as_of, known_at, zone, ROLES, context or None)
