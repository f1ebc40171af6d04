"""Why not, for every kind: an act on record that does not count is named, with the first test that it fails."""

from __future__ import annotations

from typing import Any

import servicepolicy as sp
from servicepolicy.results.verdict import WhyNot
from tests.judging.building import LONDON, case, event, instant
from tests.kinds.authority.test_authority import BY_HEAD, act, judged, limit

ROLES: dict[str, Any] = {"clerk": {}, "head": {"title": {"en": "head of service"}, "above": ["clerk"]}}
RECEIVED = event("received", "2025-01-06T09:00")
REPLY = {
    "id": "r",
    "kind": "deadline",
    "clause": "X-1",
    "start": "received",
    "stop": {"event": "replied", "where": {"substance": "full", "to": "customer"}, "who": {"role": "head"}},
    "within": "4 hours",
}


def verdict(rule: dict[str, Any], *events: dict[str, Any], as_of: str = "2025-01-07T09:00") -> sp.Verdict:
    """The verdict of a rule."""
    policy = sp.Policy(policy="p", timezone="Europe/London", calendars={"office": LONDON}, roles=ROLES, rules=[rule])
    return policy.evaluate(case(RECEIVED, *events), as_of=instant(as_of))["r"].verdicts[0]


def replied(at: str = "2025-01-06T10:00", **fields: Any) -> dict[str, Any]:
    """A full reply of the head to the customer, where nothing else is said."""
    return event("replied", at, **{"by": "h1", "role": "head", "substance": "full", "to": "customer", **fields})


def test_an_acknowledgement_is_named_with_what_it_lacks() -> None:
    """The first test that fails, and the value found; while it may still be done and when it is too late."""
    near = replied(substance="acknowledgement", to="internal")
    waiting, found = (verdict(REPLY, near, as_of=as_of) for as_of in ("2025-01-06T11:00", "2025-01-07T09:00"))
    assert (waiting.status, found.status) == (sp.Status.PENDING, sp.Status.BREACHED)
    assert waiting.why_not == found.why_not == (WhyNot("fails_test", 2, "substance is full", "acknowledgement"),)
    assert "event 2 does not count: required: " in found.explain("en")
    assert "acknowledgement" in found.explain("en")
    assert "事件 2 不计" in found.explain("zh")


def test_a_wrong_role_is_named() -> None:
    """Who replied, by the role that was found; also beside a reply that came too late."""
    found = verdict(REPLY, replied(by="e1", role="clerk"), replied("2025-01-06T15:00"))
    assert found.status is sp.Status.BREACHED
    assert found.why_not == (WhyNot("fails_test", 2, "role is head", "clerk"),)
    assert "head of service" in found.explain("en")


def test_what_counts_is_not_named_and_neither_is_a_doubt() -> None:
    """A reply in time leaves nothing to explain; one of which nobody knows what it held is a doubt and no miss."""
    assert verdict(REPLY, replied(substance="partial"), replied("2025-01-06T11:00")).why_not == ()
    assert verdict(REPLY, replied(substance=None)).status is sp.Status.UNKNOWN


def test_what_came_before_it_began() -> None:
    """A reply before the complaint was received is one before the count."""
    early = replied("2025-01-06T08:00")
    assert verdict(REPLY, early).why_not == (WhyNot("before_it_began", 1),)


def test_a_reply_of_another_matter() -> None:
    """It serves its own matter, and is named where the other still waits."""
    rule = {**REPLY, "per": "matter"}
    both = event("received", "2025-01-06T09:30", matter="b")
    policy = sp.Policy(policy="p", timezone="Europe/London", roles=ROLES, rules=[rule])
    subject = case(event("received", "2025-01-06T09:00", matter="a"), both, replied(matter="b"))
    found = policy.evaluate(subject, as_of=instant("2025-01-07T09:00"))["r"].verdicts
    waiting = next(one for one in found if one.occurrence.startswith("a/"))
    assert waiting.why_not == (WhyNot("of_another_matter", 3, "b"),)


def test_what_must_follow_or_precede() -> None:
    """Orders name what was there and is not what they ask for."""
    investigated = event("investigated", "2025-01-06T10:00", by="e1", role="clerk")
    rule = {
        "id": "r",
        "kind": "sequence",
        "clause": "X-2",
        "preceded": {"every": "resolved", "by": {"event": "investigated", "who": {"role": "head"}}},
    }
    found = verdict(rule, investigated, event("resolved", "2025-01-06T12:00"))
    assert found.status is sp.Status.BREACHED
    assert found.why_not == (WhyNot("fails_test", 2, "role is head", "clerk"),)


def test_an_answer_that_does_not_end_a_question() -> None:
    """Whoever holds the question is told why what was sent is no answer."""
    rule = {
        "id": "r",
        "kind": "ownership",
        "clause": "X-3",
        "starts": "received",
        "ends": {"event": "replied", "where": {"substance": "full"}},
    }
    received = event("received", "2025-01-06T09:00", by="e1", role="clerk")
    policy = sp.Policy(policy="p", timezone="Europe/London", roles=ROLES, rules=[rule])
    found = policy.evaluate(case(received, replied(substance="partial")), as_of=instant("2025-01-07T09:00"))["r"]
    assert WhyNot("fails_test", 2, "substance is full", "partial") in found.verdicts[0].why_not


def test_an_approval_that_is_not_one() -> None:
    """An approval that the selector does not mean is named, too."""
    rule = limit(tiers=BY_HEAD, approval={"event": {"event": "approved", "who": {"unit": "b1"}}})
    near = event("approved", "2025-01-07T09:00", by="h1", role="head", unit="b2", action="remedied", amount="150 CNY")
    found = judged(near, act("150 CNY"), rule=rule)
    assert WhyNot("fails_test", 2, "unit is b1", "b2") in found.why_not


def test_a_personal_value_is_never_told() -> None:
    """What a personal field holds stays out of the verdict; the test is named."""
    rule = {**REPLY, "stop": {"event": "replied", "where": {"x.note": "done"}}}
    found = verdict(rule, replied(**{"x.note": "her secret"}))
    assert found.why_not == (WhyNot("fails_test", 2, "x.note is done", ""),)
    assert "secret" not in str(found.plain()) + found.explain("en")


def test_a_test_that_computes_what_is_doubtful_is_passed_over() -> None:
    """A test that hangs on a computed fact which is not known is no error: the first that surely fails is named."""
    other = {"first": {"event": "replied", "where": {"substance": {"not": "acknowledgement"}}}, "of": "at"}
    facts = {
        "first_counts": {"type": "bool", "compare": [{"first": "replied", "of": "at"}, "eq", other]},
        "papers": {"type": "list", "union": "evidence_collected", "of": "kinds"},
    }
    where = {"first_counts": "true", "papers": {"has": {"all": ["statement", "voucher"]}}}
    rule = {**REPLY, "stop": {"event": "replied", "where": where}, "cycle": "each start"}
    collected = event("evidence_collected", "2025-01-06T09:00", kinds=["voucher"])
    replies = (event("replied", "2025-01-06T09:00"), event("replied", "2025-01-06T09:30"))
    policy = sp.Policy(policy="p", timezone="Europe/London", facts=facts, rules=[rule])
    subject = case(event("received", "2025-01-06T09:00"), collected, *replies)
    found = policy.evaluate(subject, as_of=instant("2025-01-07T09:00"))["r"].verdicts[0]
    assert found.status == sp.Status.BREACHED
    assert {near.test for near in found.why_not} == {"papers has all statement, voucher"}
