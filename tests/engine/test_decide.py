"""Before an act every rule is asked: what the act alone would breach refuses it, and what it leaves unsaid is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import LONDON, case, event, instant

RECEIVED = event("received", "2025-01-06T09:00", by="e1", role="clerk", kind="human")
ROLES: dict[str, Any] = {"clerk": {}, "head": {"above": ["clerk"]}}
SETTLE = {"id": "settle", "kind": "authority", "clause": "X-1", "action": "settled", "who": {"role": ["clerk", "head"]}}
APART = {
    "id": "apart",
    "kind": "sequence",
    "clause": "X-2",
    "never_same": {"of": ["investigated", "settled"], "by": "person"},
}
ONCE = {"id": "once", "kind": "sequence", "clause": "X-3", "once": {"event": "settled"}}
FIRST = {"id": "first", "kind": "sequence", "clause": "X-4", "preceded": {"every": "settled", "by": "investigated"}}
REPLY = {
    "id": "reply",
    "kind": "deadline",
    "clause": "X-5",
    "start": "received",
    "stop": {"event": "replied", "where": {"substance": "full"}},
    "within": "4 hours",
}
INVESTIGATED = event("investigated", "2025-01-06T10:00", by="e1", role="clerk")


def policy(*rules: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy with two roles."""
    calendars = {"office": LONDON}
    return sp.Policy(policy="p", timezone="Europe/London", calendars=calendars, roles=ROLES, rules=list(rules), **more)


def asked(
    rules: list[dict[str, Any]],
    *events: dict[str, Any],
    action: str = "settled",
    by: str = "e1",
    at: str = "2025-01-07T10:00",
    open_acts: tuple[str, ...] = (),
    **fields: Any,
) -> sp.Decision:
    """What is decided before an act by a clerk."""
    return policy(*rules, open_acts=open_acts).decide(
        action, by=sp.Agent(id=by, role="clerk"), on=case(RECEIVED, *events), at=instant(at), **fields
    )


def test_four_eyes_refuse_before_the_act() -> None:
    """Whoever investigated may not settle, and another may; the refusal is that rule's and says why in words."""
    refused = asked([SETTLE, APART], INVESTIGATED)
    assert (refused.effect, refused.rule, refused.kind) == (sp.Effect.REFUSE, "apart", "sequence")
    assert refused.reason.code == "did_both"
    assert "with this act the rule would be breached" in refused.explain("en")
    assert "若办理，将违反该规则" in refused.explain("zh")
    assert asked([SETTLE, APART], INVESTIGATED, by="e2").permitted


def test_what_is_done_only_once_and_what_comes_first() -> None:
    """A second settling, and one before anything was investigated, are refused by the rules that say so."""
    done = event("settled", "2025-01-06T12:00", by="e2", role="clerk")
    assert asked([SETTLE, ONCE]).permitted
    assert (asked([SETTLE, ONCE], done).effect, asked([SETTLE, ONCE], done).rule) == (sp.Effect.REFUSE, "once")
    assert asked([SETTLE, FIRST]).rule == "first"
    assert asked([SETTLE, FIRST], INVESTIGATED).permitted


def test_a_step_out_of_its_order_is_refused() -> None:
    """Steps stand inside of an order: what names the act there is found, too."""
    order = {"id": "order", "kind": "sequence", "clause": "X-8", "order": ["received", "investigated", "settled"]}
    assert asked([SETTLE, order]).rule == "order"
    assert asked([SETTLE, order], INVESTIGATED).permitted


def test_what_was_breached_before_does_not_refuse() -> None:
    """A late reply is permitted: the deadline is missed with it and without it; another breach is not its doing."""
    late = asked([REPLY], action="replied", open_acts=("replied",), substance="full")
    assert (late.effect, late.reason.code, late.to_record) == (sp.Effect.PERMIT, "open_act", ())
    done = [event("settled", f"2025-01-06T1{hour}:00", by="e2", role="clerk") for hour in (1, 2)]
    assert asked([SETTLE, {**ONCE, "once": {"event": "replied"}}], *done).permitted


def test_what_the_call_leaves_out_is_to_be_recorded() -> None:
    """Fields of the act that a rule will ask for are no doubt: they are named."""
    decision = asked([REPLY], action="replied", open_acts=("replied",), at="2025-01-06T10:00")
    assert (decision.effect, decision.to_record, decision.doubts) == (sp.Effect.PERMIT, ("substance",), ())
    assert "(substance)" in decision.explain("en")
    must = {
        "id": "says-how",
        "kind": "requirement",
        "clause": "X-6",
        "at": "replied",
        "must": {"substance": {"present": "true"}},
    }
    present = asked([must], action="replied", open_acts=("replied",))
    assert (present.effect, present.to_record) == (sp.Effect.PERMIT, ("substance",))
    said = asked(
        [{**must, "must": {"substance": "full"}}], action="replied", open_acts=("replied",), substance="partial"
    )
    assert (said.effect, said.rule) == (sp.Effect.REFUSE, "says-how")


def test_any_other_doubt_that_the_act_brings_makes_it_unknown() -> None:
    """Nobody recorded who investigated: whether it would be one and the same is unknown, and not permitted."""
    nameless = event("investigated", "2025-01-06T10:00", role="clerk")
    decision = asked([SETTLE, APART], nameless)
    assert (decision.effect, decision.rule, decision.doubts) == (sp.Effect.UNKNOWN, "apart", ("2.by",))
    assert not decision.permitted


def test_advice_and_later_events_say_nothing() -> None:
    """A rule of the level advice never refuses, and what happens after the moment does not exist."""
    assert asked([SETTLE, {**APART, "level": "advice"}], INVESTIGATED).permitted
    later = event("settled", "2025-01-08T12:00", by="e2", role="clerk")
    assert asked([SETTLE, ONCE], later).permitted


def test_a_refusal_by_authority_comes_first() -> None:
    """Where no rule licenses the act, no other is asked; an approval that is missing yields to a breach."""
    approve = {**SETTLE, "who": {}, "tiers": [{"approvers": {"any_of": ["head"]}}], "approval": {"covers": "nothing"}}
    assert asked([approve]).effect is sp.Effect.NEEDS_APPROVAL
    assert asked([approve, APART], INVESTIGATED).rule == "apart"
    nobody = asked([{**SETTLE, "who": {"role": "head"}}, APART], INVESTIGATED)
    assert (nobody.effect, nobody.rule) == (sp.Effect.REFUSE, "settle")


def test_an_act_that_no_rule_names_is_refused_unless_it_is_open() -> None:
    """`open_acts` lists what needs no licence; the other rules are asked all the same."""
    refused = asked([SETTLE, APART], INVESTIGATED, action="investigated").reason
    assert (refused.code, dict(refused.args)["open_acts"]) == ("no_rule", "investigated")
    misspelt = asked([SETTLE, APART], INVESTIGATED, action="setled").reason
    assert (misspelt.code, dict(misspelt.args)["did_you_mean"]) == ("no_rule", "settled")
    other = asked([SETTLE, APART], INVESTIGATED, action="investigate").reason
    assert dict(other.args)["did_you_mean"] == "investigated"
    open_ = asked([SETTLE, APART], INVESTIGATED, action="investigated", open_acts=("investigated",))
    assert (open_.effect, open_.rule, open_.reason.code) == (sp.Effect.PERMIT, None, "open_act")
    settled = event("settled", "2025-01-06T12:00", by="e1", role="clerk")
    assert asked([SETTLE, APART], settled, action="investigated", open_acts=("investigated",)).rule == "apart"
    with pytest.raises(sp.PolicyError) as error:
        policy(SETTLE, open_acts=["repplied"])
    assert error.value.problems[0].help == "did you mean `replied`?"


def test_a_hand_over_that_is_not_allowed_is_refused() -> None:
    """Handing a question on without a reason is the giver's breach, and is told before it is one."""
    own = {
        "id": "own",
        "kind": "ownership",
        "clause": "X-7",
        "starts": "received",
        "ends": "replied",
        "handover": {"event": "transferred", "allowed": {"reason_code": "beyond_competence"}},
    }
    fields = {"to": "e2"}
    no = asked([own], action="transferred", open_acts=("transferred",), reason_code="busy", **fields)
    assert (no.effect, no.rule) == (sp.Effect.REFUSE, "own")
    assert asked(
        [own], action="transferred", open_acts=("transferred",), reason_code="beyond_competence", **fields
    ).permitted


COUNTED: dict[str, Any] = {"n": {"subject": "case", "type": "number", "count": "replied"}}
PAID: dict[str, Any] = {"sum": {"subject": "case", "type": "money", "sum": "paid", "of": "amount"}}
ORDER = {"id": "r", "kind": "sequence", "clause": "X-8", "order": ["received", "investigated", "resolved"]}
ANSWERED = {"id": "r", "kind": "sequence", "clause": "X-8", "followed": {"every": "received", "by": "replied"}}
KEPT = {"id": "r", "kind": "ownership", "clause": "X-8", "starts": "received", "ends": "resolved"}
FEW = {"id": "r", "kind": "requirement", "clause": "X-8", "hold": "now", "must": {"n": {"le": 1}}}
LITTLE = {**FEW, "must": {"not": {"sum": {"gt": "100 GBP"}}}}
NEVER = {"id": "base", "kind": "sequence", "clause": "X-9", "never": "paid", "level": "advice"}
ASKS = {**FEW, "must": {"other": False}}
OTHER: dict[str, Any] = {"other": {"subject": "case", "type": "bool", "verdict": "base", "is": "breached"}}


@pytest.mark.parametrize(
    ("rules", "facts", "before", "action", "fields"),
    [
        pytest.param([ORDER], {}, [], "closed", {}, id="an order ends as the case is closed"),
        pytest.param([ANSWERED], {}, [], "closed", {}, id="what must follow ends as the case is closed"),
        pytest.param([KEPT], {}, [], "transferred", {"to": "e2"}, id="no hand-over is allowed"),
        pytest.param([FEW], COUNTED, [event("replied", "2025-01-06T10:00")], "replied", {}, id="a fact counts the act"),
        pytest.param(
            [LITTLE],
            PAID,
            [event("paid", "2025-01-06T10:00", amount="60 GBP")],
            "paid",
            {"amount": "50 GBP"},
            id="a fact sums the act",
        ),
        pytest.param([NEVER, ASKS], OTHER, [], "paid", {}, id="a fact asks a rule about the act"),
    ],
)
def test_what_a_rule_reads_without_naming_it_refuses(
    rules: list[dict[str, Any]],
    facts: dict[str, Any],
    before: list[dict[str, Any]],
    action: str,
    fields: dict[str, Any],
) -> None:
    """A rule is asked of an act that it does not name but reads: as what closes a case, hands it over, or in a fact."""
    judged = policy(*rules, facts=facts, open_acts=(action,))
    agent, now = sp.Agent(id="e1", role="clerk"), instant("2025-01-07T10:00")
    decision = judged.decide(action, by=agent, on=case(RECEIVED, *before), at=now, **fields)
    assert (decision.effect, decision.rule) == (sp.Effect.REFUSE, "r")
    acted = event(action, "2025-01-07T10:00", by="e1", role="clerk", **fields)
    assert judged.evaluate(case(RECEIVED, *before, acted), as_of=now)["r"].status is sp.Status.BREACHED


def test_a_fact_on_the_organisation_may_hang_on_one_of_the_case() -> None:
    """What the act changes is seen behind a computed fact that compares it on behalf of the organisation."""
    facts: dict[str, Any] = {
        "payments": {"type": "number", "count": "remedied"},
        "many": {"type": "bool", "on": "organisation", "compare": [{"field": "payments"}, "gt", {"value": "1"}]},
    }
    few = {"id": "few", "kind": "requirement", "clause": "X-6", "hold": "now", "must_not": {"many": "true"}}
    paid = event("remedied", "2025-01-06T11:00", by="e1", role="clerk")
    context = sp.Context.model_validate({"organisation": {"id": "O", "events": []}})

    def told(*events: dict[str, Any]) -> tuple[str, str]:
        decided = policy(few, open_acts=["remedied"], facts=facts).decide(
            "remedied",
            by=sp.Agent(id="e1", role="clerk"),
            on=case(RECEIVED, *events),
            at=instant("2025-01-07T10:00"),
            context=context,
        )
        return decided.effect.value, decided.rule

    assert told()[0] == "permit"
    assert told(paid) == ("refuse", "few")


HANDED_ON = """\
servicepolicy: 1
policy: desk
timezone: Europe/London
roles: {clerk: {}, manager: {above: [clerk]}}
open_acts: [transferred]
rules:
- id: first
  kind: ownership
  clause: A-1
  starts: received
  ends: replied
  handover: {event: transferred, allowed: {customer_told: true}, to_role: manager}
"""


@pytest.mark.parametrize(
    ("by", "said", "effect", "lacking"),
    [
        ("c2", {"to": "m1"}, "refuse", ()),
        ("c2", {}, "unknown", ("to",)),
        ("c2", {"customer_told": True, "to_role": "manager"}, "unknown", ("to",)),
        ("c1", {"customer_told": False}, "unknown", ("to",)),
        ("c1", {"customer_told": True, "to_role": "clerk"}, "unknown", ("to",)),
        ("c1", {"customer_told": True}, "permit", ("to", "to_role")),
        ("c1", {"customer_told": True, "to_role": "manager"}, "permit", ("to",)),
        ("c1", {"customer_told": True, "to": "m1", "to_role": "manager"}, "permit", ()),
    ],
)
def test_a_receiver_left_out_gives_no_leave(
    by: str, said: dict[str, Any], effect: str, lacking: tuple[str, ...]
) -> None:
    """What would be refused whoever receives it is not permitted by saying nothing; else the receiver is asked for."""
    asked = {"event": "received", "at": "2026-05-01T09:00:00+01:00", "by": "c1", "role": "clerk", "kind": "human"}
    case = sp.Complaint.model_validate({"id": "C-1", "events": [asked]})
    at = datetime.fromisoformat("2026-05-01T10:00:00+01:00")
    decision = sp.loads(HANDED_ON).decide("transferred", by=sp.Agent(id=by, role="clerk"), on=case, at=at, **said)
    assert (decision.effect, decision.doubts or decision.to_record) == (effect, lacking)


def test_a_refusal_by_another_rule_says_what_the_act_fails() -> None:
    """The test that the act itself fails is told, and who owns the question, where a rule about that refuses."""
    keep = {"id": "keep", "kind": "ownership", "clause": "X-7", "starts": "received", "ends": "replied"}
    told = {**keep, "handover": {"event": "transferred", "allowed": {"customer_told": "true"}}}
    for by, said, code in (("e1", False, "not_allowed"), ("e2", True, "not_the_owner")):
        decision = asked([told], action="transferred", open_acts=("transferred",), by=by, to="e9", customer_told=said)
        assert (decision.effect, decision.reason.code, decision.owner) == (sp.Effect.REFUSE, code, "e1")
        assert [(why.code, why.event) for why in decision.why_not] == (
            [("not_allowed", 0)] if code == "not_allowed" else []
        )


def test_a_code_that_nobody_declared_is_no_field_left_out() -> None:
    """The call gives it, so it is not asked for: what it means is unknown, and with it whether the act may be done."""
    keep = {"id": "keep", "kind": "ownership", "clause": "X-7", "starts": "received", "ends": "replied"}
    rules = [{**keep, "handover": {"event": "transferred", "to_role": "head"}}]
    asking = policy(*rules, open_acts=("transferred",))
    decision = asking.decide(
        "transferred",
        by=sp.Agent(id="e1", role="clerk"),
        on=case(RECEIVED),
        at=instant("2025-01-07T10:00"),
        to="e2",
        to_role="heads",
    )
    assert (decision.effect, decision.doubts, decision.to_record) == (sp.Effect.UNKNOWN, ("code to_role",), ())
    assert [(why.found, why.meant) for why in decision.why_not] == [("heads", "head")]


def test_a_field_of_the_act_may_be_called_like_an_argument() -> None:
    """Which act an approval is of can be said, and is asked about as it will be recorded."""
    own = {
        "id": "own",
        "kind": "sequence",
        "clause": "X-9",
        "never_same": {"of": [{"event": "approved", "where": {"action": "paid"}}, "paid"]},
    }
    on = case(RECEIVED, event("paid", "2025-01-06T12:00", by="e1", role="clerk"))
    asking = {"by": sp.Agent(id="e1", role="clerk"), "on": on, "at": instant("2025-01-07T10:00")}
    judged = policy(own, open_acts=["approved"])
    assert judged.decide("approved", action="paid", **asking).effect == "refuse"
    assert judged.decide("approved", action="remedied", **asking).permitted
    unsaid = judged.decide("approved", **asking)
    assert (unsaid.effect, unsaid.doubts) == ("unknown", ("action",))  # to leave it out gives no leave
    somebody = {**asking, "by": sp.Agent(id="e2", role="clerk")}
    assert judged.decide("approved", **somebody).permitted


@pytest.mark.parametrize("posted", [True, False])
def test_a_role_that_is_held_by_bots_is_no_human_who_asks(posted: bool) -> None:
    """Whether one may act is answered as the act is judged later: by the kind that the role, or the post, declares."""
    own = {"id": "own", "kind": "authority", "clause": "X-9", "action": "settled", "who": {"kind": "human"}}
    roles = {"robot": {"kind": "bot"}, "clerk": {}}
    judged = sp.Policy(policy="p", timezone="Europe/London", roles=roles, rules=[own])
    posts = [{"person": "e1", "role": "robot", "unit": "u"}, {"person": "e2", "role": "clerk", "unit": "u"}]
    context = sp.Context.model_validate({"organisation": {"id": "bank", "posts": posts}}) if posted else None
    role = {"e1": None, "e2": None} if posted else {"e1": "robot", "e2": "clerk"}
    at = instant("2025-01-07T10:00")
    people = [sp.Agent(id=name, role=said) for name, said in role.items()]
    effects = {one.id: judged.decide("settled", by=one, at=at, context=context).effect for one in people}
    assert effects == {"e1": "refuse", "e2": "permit"}
    late = event("settled", "2025-01-07T10:00", by="e1", **({} if posted else {"role": "robot"}))
    report = judged.evaluate(case(RECEIVED, late), as_of=instant("2025-01-08T10:00"), context=context)
    assert report["own"].status is sp.Status.BREACHED
