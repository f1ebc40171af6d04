"""Generated limits of authority, the acts under them, and who holds which post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from servicepolicy.testing.strategies.example import Example, Plain
from servicepolicy.testing.strategies.timeline import asked, pools, timelines

__all__ = ["ROLES", "authority_examples", "emergency_examples", "organisations", "rarely"]

END = "2027-01-01T00:00:00+08:00"  # after everything that is generated
ROLES: Plain = {"clerk": {}, "head": {"above": ["clerk"]}, "leader": {"above": ["head"]}}
SUMS = ("0 CNY", "99.99 CNY", "100 CNY", "100.01 CNY", "250 CNY", "500 CNY", "600 CNY")
# Limits that the case decides: it has a priority, and perhaps an amount of its own.
CHOSEN: tuple[Any, ...] = (
    {"choose": [{"when": {"priority": "high"}, "value": "100.01 CNY"}, {"value": "99.99 CNY"}]},
    {
        "choose": [
            {"when": {"subject.priority": "low"}, "value": "100 CNY"},
            {"value": {"least": ["250 CNY", "100 CNY"]}},
        ]
    },
    {"greatest": [{"field": "amount"}, "100 CNY"]},
    {"least": ["100 CNY", {"field": "subject.amount"}]},
)
FORMS: tuple[Plain, ...] = (
    {"any_of": ["head"]},
    {"any_of": ["head", "leader"]},
    {"any_of": ["head"], "or_above": "true"},
    {"any_of": ["head"], "unit": "own"},
    {"any_of": ["head"], "unit": "own", "or_above": "true"},
    {"all_of": ["head", "leader"]},
    {"all_of": ["head", "leader"], "or_above": "true"},
    {"all_of": ["head", "leader"], "or_above": "true", "same_person": "allowed"},
    {"chain": ["head", "leader"]},
)


def rarely(draw: DrawFn, out_of: int = 4) -> bool:
    """Once in so many examples.

    Args:
        draw: Given by Hypothesis.
        out_of: How many.
    """
    return draw(st.integers(1, out_of)) == out_of


@st.composite
def _tiers(draw: DrawFn) -> list[Plain]:
    """Bands without holes or overlaps for each role: alone up to a limit, approved above it, never above a second."""
    form = draw(st.sampled_from(FORMS))
    lower, upper = draw(st.sampled_from((("le", "gt"), ("lt", "ge"))))
    alone = draw(st.sampled_from(("100 CNY", "100 CNY", *CHOSEN)))
    tiers: list[Plain] = [
        {"role": "clerk", lower: alone},
        {"role": "clerk", upper: alone, lower: "500 CNY", "approvers": form},
    ]
    if not rarely(draw):
        tiers.append({"role": ["head", "leader"]})
    if rarely(draw):
        draw(st.sampled_from(tiers))["or_above"] = "true"
    return tiers


@st.composite
def organisations(draw: DrawFn, pool: list[datetime], actions: tuple[str, ...] = ("remedied",)) -> Plain | None:
    """Posts of some people, perhaps dated, and perhaps one delegation; `None` where nothing is known.

    Args:
        draw: Given by Hypothesis.
        pool: The instants of the example.
        actions: What may be delegated.
    """
    if draw(st.booleans()):
        return None
    turn = draw(st.sampled_from(pool)).isoformat()
    dated = draw(st.sampled_from(({}, {"from": turn}, {"until": turn})))
    posts = [{"person": "e1", "role": draw(st.sampled_from(("clerk", "clerk", "head"))), "unit": "b1", **dated}]
    posts.append({"person": "e3", "role": draw(st.sampled_from(("leader", "leader", "head"))), "unit": "b1"})
    if draw(st.booleans()):
        posts.append({"person": "e4", "role": draw(st.sampled_from(("head", "leader"))), "unit": "b2"})
    organisation: Plain = {
        "id": "bank",
        "subject": "organisation",
        "units": draw(st.sampled_from(([{"id": "b1", "parent": "b2"}, {"id": "b2"}], [{"id": "b1"}, {"id": "b2"}]))),
        "posts": posts,
        "events": [],
    }
    if draw(st.booleans()):
        bounds: tuple[dict[str, str], ...] = ({"limit": "900 CNY"}, {"limit": "300 CNY"}, {"limit": "300 CNY"}, {})
        limit = {**draw(st.sampled_from(bounds)), **draw(st.sampled_from(({"until": END}, {"until": END}, {})))}
        giver, taker = draw(st.sampled_from((("e1", "e2"), ("e3", "e1"), ("e3", "e2"))))
        what = draw(st.sampled_from((["*"], ["*"], list(actions), ["settled"])))
        organisation["delegations"] = [{"from_person": giver, "to_person": taker, "actions": what, **limit}]
    return organisation


@st.composite
def authority_examples(draw: DrawFn) -> Example:
    """Limits, a case with acts, approvals and refusals, and perhaps an organisation and a ledger."""
    return draw(_examples([]))


@st.composite
def emergency_examples(draw: DrawFn) -> Example:
    """Limits, and a rule by which some may act first in an emergency; then formalities are due."""
    stop = draw(st.sampled_from(("approved", "approved", {"event": "approved", "who": {"role": "head"}}, "signed")))
    within = draw(st.sampled_from(("2 hours", "4 working hours", "24 hours", "48 hours")))
    formalities: Plain = {"stop": stop, "within": within}
    if "working" in within or draw(st.booleans()):
        formalities["clock"] = draw(st.sampled_from(("office", "plain-office", "always")))
    emergency: Plain = {"when": {"event": "emergency_declared", "where": {"reason": "threat"}}, "relaxes": "limits"}
    emergency["formalities"] = formalities
    if draw(st.booleans()):
        emergency["who"] = draw(st.sampled_from(({"role": "clerk"}, {"kind": "human"})))
    rule: Plain = {"id": "act-first", "kind": "authority", "subject": "case", "clause": "X-3", "action": "remedied"}
    if rarely(draw):
        rule["approval"] = {"unsaid_is_any": "action"}
    if rarely(draw):
        rule["late_entry"] = "4 hours"
    return draw(_examples([{**rule, "emergency": emergency}]))


@st.composite
def _examples(draw: DrawFn, more: list[Plain]) -> Example:
    """Limits and more rules, with what they are about."""
    zone = "Asia/Shanghai"
    pool = draw(pools(zone))
    rule = draw(_limits())
    if "per" in rule:
        more = [{**one, "per": rule["per"]} for one in more]
    subject: Plain = {"id": "C-1", "subject": "case", "type": "complaint"}
    if draw(st.booleans()):
        subject["customer"] = "k1"
    if not rarely(draw):
        subject["unit"] = draw(st.sampled_from(("b1", "b1", "b2")))
    bound = next(iter(rule["tiers"][0][op] for op in ("le", "lt") if op in rule["tiers"][0]))
    if isinstance(bound, dict) or "approved_amount" in rule or rarely(draw):
        subject["amount"] = draw(st.sampled_from(("100 CNY", "500 CNY")))
        subject["priority"] = draw(st.sampled_from(("high", "low")))
    subject["events"] = draw(_stories(pool, rule.get("per"), emergency=bool(more)))
    context: Plain = {}
    if organisation := draw(organisations(pool)):
        context["organisation"] = organisation
    if draw(st.booleans()):
        context["ledger"] = draw(_ledgers(pool))
    as_of, known_at = draw(asked(pool if rarely(draw) else pool[-1:]))
    return Example([rule, *more], subject, as_of, known_at, zone, ROLES, context or None)


@st.composite
def _limits(draw: DrawFn) -> Plain:
    """A rule of limits on `remedied`."""
    rule: Plain = {"id": "limits", "kind": "authority", "subject": "case", "clause": "X-2", "action": "remedied"}
    rule.update(amount={"field": "amount"}, tiers=draw(_tiers()), approval={"event": "approved"})
    rule["approval"].update(draw(st.sampled_from(({}, {}, {"covers": "amount"}, {"covers": "nothing"}))))
    rule["approval"].update(draw(st.sampled_from(({}, {"not": "maker"}, {"not": "nobody"}))))
    if rule["approval"].get("covers") != "nothing" and rarely(draw):
        of_case, of_act = {"field": "subject.amount"}, {"field": "amount"}
        two = ((of_act, of_case), (of_case, of_act))
        bounds = [one[op] for one in rule["tiers"] for op in ("le", "lt") if op in one]
        # A limit may not be read from the amount that it limits.
        rule["amount"], rule["approved_amount"] = draw(st.sampled_from(two[:1] if dict in map(type, bounds) else two))
    if rarely(draw):
        rule["approval"]["stands"] = "true"
    if rarely(draw):
        rule["approval"]["until"] = draw(st.sampled_from(("replied", {"event": "approved", "who": {"role": "head"}})))
    if rarely(draw):
        rule["approval"]["unsaid_is_any"] = draw(st.sampled_from((["action"], ["limit", "until"], "until")))
    if rarely(draw):
        rule["late_entry"] = "4 hours"
    if rarely(draw):
        per = draw(st.sampled_from(("case", "customer")))
        rule["splitting"] = {"sum": "remedied", "per": per, "within": draw(st.sampled_from(("4 hours", "24 hours")))}
    if rarely(draw, 6):
        rule["who"] = draw(st.sampled_from(({"kind": "human"}, {"role": ["clerk", "head"]}, {"role": "head"})))
    if rarely(draw, 3):
        rule["per"] = "matter"
    if rarely(draw, 6):
        rule["or_above"] = "true"
    return rule


ACTS: Plain = {
    "remedied": {
        "by": ("e1", "e2", "e1", "e2", "e1", None),
        "role": (*["clerk"] * 8, "head", None),
        "kind": (*["human"] * 6, "bot", None),
        "amount": (*["100.01 CNY", "250 CNY", "500 CNY"] * 4, *SUMS, "-5 CNY", "50 USD", None),
    },
}
APPROVALS: Plain = {
    "approved": {
        "by": (*["e3", "e4"] * 4, "e1", "e2", None),
        "role": (*["head", "head", "leader"] * 3, "clerk", None),
        "unit": ("b1", "b1", "b2", None),
        "action": (*["remedied"] * 6, None, "settled"),
        "amount": (*["500 CNY", "600 CNY"] * 3, "250 CNY", "200 CNY", "500 USD", None),
    },
}


@st.composite
def _stories(draw: DrawFn, pool: list[datetime], per: str | None, *, emergency: bool) -> list[Plain]:
    """What happens on the case: mostly approved first and done then, in an emergency the other way round."""
    early, late = pool[: len(pool) // 2 + 1], pool[len(pool) // 2 :]
    first, then = (late, early) if emergency else (early, late)
    told = [
        draw(timelines(pool if rarely(draw) else then, ACTS, draw(st.integers(1, 3)), per)),
        draw(timelines(pool if rarely(draw) else first, APPROVALS, draw(st.integers(1, 3)), per)),
    ]
    other: Plain = {}
    if draw(st.booleans()):
        other["refused"] = {"action": ("remedied", "remedied", "remedied", None, "settled")}
    if rarely(draw):
        other["approval_withdrawn"] = {"action": ("remedied", None, "settled")}
    if rarely(draw) or (per is not None and draw(st.booleans())):
        other["amount_changed"] = {"amount": ("100 CNY", "300 CNY", "500 CNY", None)}
    if emergency:
        said = (*["remedied"] * 6, "settled", None)
        declared: Plain = {"emergency_declared": {"reason": (*["threat"] * 6, "other", None), "action": said}}
        told.append(draw(timelines(pool if rarely(draw) else pool[:2], declared, 2, per)))
        other["signed"] = {}
    if per is not None and draw(st.booleans()):  # other matters that are on record, and end
        other |= {"received": {}, "withdrawn": {}}
    if other:
        told.append(draw(timelines(pool, other, 3, per)))
    return draw(_in_one(told))


@st.composite
def _in_one(draw: DrawFn, told: list[list[Plain]]) -> list[Plain]:
    """Several timelines as one; within one instant either all events have their own `seq` or none has."""
    events = draw(st.permutations([event for events in told for event in events]))
    sequenced = {at: draw(st.booleans()) for at in sorted({event["at"] for event in events})}
    for seq, event in enumerate(events):
        event.pop("seq", None)
        if sequenced[event["at"]]:
            event["seq"] = seq
    return events


@st.composite
def _ledgers(draw: DrawFn, pool: list[datetime]) -> list[Plain]:
    """What was done on another case, for this customer or another."""
    entry = st.tuples(st.sampled_from(("remedied", "settled")), st.sampled_from(SUMS), st.sampled_from(("k1", "k2")))
    return [
        {
            "action": action,
            "at": draw(st.sampled_from(pool)).isoformat(),
            "amount": amount,
            "customer": customer,
            "case": "C-2",
        }
        for action, amount, customer in draw(st.lists(entry, max_size=3))
    ]
