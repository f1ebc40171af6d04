"""Ownership, case by case: who was asked first, who may and who must hand over, how it ends, who holds it now."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.results.verdict import WhyNot
from tests.judging.building import LONDON, case, event, instant

RECEIVED = event("received", "2025-01-06T09:00", by="t1", role="teller")
ANSWERED = event("replied", "2025-01-07T09:00", by="m1", role="manager", to="customer", substance="full")
CARE: dict[str, Any] = {"reason": {"present": True}, "customer_told": True, "receiver_introduced": True}


def keeps(**said: Any) -> dict[str, Any]:
    """A rule on the first question; what is said replaces that, `None` leaves it out."""
    base: dict[str, Any] = {
        "id": "first-asked",
        "kind": "ownership",
        "clause": "X-1",
        "starts": "received",
        "ends": {"any": [{"event": "replied", "where": {"to": "customer", "substance": "full"}}, "withdrawn"]},
        "handover": {"event": "transferred", "allowed": {"customer_told": True}},
    }
    return {name: value for name, value in {**base, **said}.items() if value is not None}


def moved(to: str | None = "m1", at: str = "2025-01-06T10:00", **fields: Any) -> dict[str, Any]:
    """A transfer by t1 to the manager m1, of which the customer was told."""
    said = {"by": "t1", "role": "teller", "to": to, "to_role": "manager", "customer_told": True, **fields}
    return event("transferred", at, **{name: value for name, value in said.items() if value is not None})


def policy(*rules: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy with an office."""
    return sp.Policy(policy="p", timezone="Europe/London", calendars={"office": LONDON}, rules=list(rules), **more)


def found(
    *events: dict[str, Any],
    rule: dict[str, Any] | None = None,
    as_of: str = "2025-01-31T09:00",
    context: sp.Context | None = None,
    header: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, sp.Verdict]:
    """The verdicts of the rule, by occurrence."""
    report = policy(rule or keeps(), *more.pop("others", ()), **more).evaluate(
        case(*events, **(header or {})), as_of=instant(as_of), context=context
    )
    return {verdict.occurrence: verdict for verdict in report["first-asked"].verdicts}


def statuses(*events: dict[str, Any], **more: Any) -> dict[str, str]:
    """The statuses, by occurrence; hand-overs without their instant."""
    return {key.split("-20")[0]: verdict.status.value for key, verdict in found(*events, **more).items()}


def owner(
    *events: dict[str, Any],
    rule: dict[str, Any] | None = None,
    at: str = "2025-01-06T12:00",
    context: sp.Context | None = None,
) -> sp.Owner:
    """Who holds the question."""
    return policy(rule or keeps()).owner(case(*events), at=instant(at), context=context)


# beginning and end


def test_answered_by_the_first_asked() -> None:
    """An answer ends the question: met, owned by who was asked first, credited to who answered."""
    verdict = found(RECEIVED, ANSWERED)["question"]
    assert (verdict.status, verdict.reason.code, verdict.final) == (sp.Status.MET, "answered", True)
    assert (verdict.owner, verdict.credit) == ("t1", ("m1",))


def test_an_answer_that_the_owner_owed_is_marked_where_somebody_else_gave_it() -> None:
    """With `replies: owner` an answer by another is credit and no breach, and told; by nobody on record it is open."""
    rule = keeps(replies="owner")
    other = found(RECEIVED, ANSWERED, rule=rule)["question"]
    assert (other.status, other.state, other.credit) == (sp.Status.MET, ("answered_by_other",), ("m1",))
    assert "answered by someone other than the owner" in other.explain("en")
    assert "由非责任人答复" in other.explain("zh")
    assert found(RECEIVED, {**ANSWERED, "by": "t1"}, rule=rule)["question"].state == ()
    assert found(RECEIVED, event("withdrawn", "2025-01-07T09:00"), rule=rule)["question"].state == ()
    nameless = {name: value for name, value in ANSWERED.items() if name != "by"}
    assert found(RECEIVED, nameless, rule=rule)["question"].left_open == ("2.by",)
    assert found(RECEIVED, ANSWERED)["question"].state == ()  # anyone may answer


def test_closed_without_an_answer_is_the_owners_breach() -> None:
    """Closing is no answer; an answer at or before the closing is."""
    closed = event("closed", "2025-01-07T09:00", by="m1")
    verdict = found(RECEIVED, closed)["question"]
    assert (verdict.status, verdict.reason.code, verdict.owner) == (sp.Status.BREACHED, "closed_unanswered", "t1")
    assert statuses(RECEIVED, ANSWERED, closed) == {"question": "met"}


def test_what_ends_without_an_answer_is_the_rules_to_say() -> None:
    """`fails` names the event: a merge, for instance, instead of the closing."""
    rule = keeps(fails="merged")
    assert statuses(RECEIVED, event("closed", "2025-01-07T09:00"), rule=rule) == {"question": "pending"}


def test_open_questions_are_pending_and_on_the_owners_agenda() -> None:
    """Nothing has ended it: pending, and the duty is the owner's."""
    assert found(RECEIVED)["question"].status is sp.Status.PENDING
    duties = policy(keeps()).agenda(case(RECEIVED), as_of=instant("2025-01-08T09:00"))
    assert [(duty.person, duty.act) for duty in duties] == [("t1", ("replied", "withdrawn"))]


def test_nobody_asked() -> None:
    """Without a start there is no question; where the rule does not apply, nobody owns it."""
    never = found(event("recorded", "2025-01-06T09:00"))[""]
    assert (never.status, never.reason.code) == (sp.Status.NOT_APPLICABLE, "not_triggered")
    other = found(RECEIVED, rule=keeps(applies={"type": "inquiry"}))["question"]
    assert (other.status, other.owner) == (sp.Status.NOT_APPLICABLE, None)
    assert owner(RECEIVED, rule=keeps(applies={"type": "inquiry"})).person is None


def test_asked_again_changes_nothing_while_the_question_is_open() -> None:
    """Whoever is asked second does not own it; asked after the answer, it is another question."""
    again = event("received", "2025-01-06T11:00", by="t2", role="teller")
    assert owner(RECEIVED, again).person == "t1"
    later = event("received", "2025-01-08T11:00", by="t2", role="teller")
    assert statuses(RECEIVED, ANSWERED, later) == {"question": "met", "question#2": "pending"}


def test_the_first_of_several_who_meets_the_selector() -> None:
    """Of several who took part, the first human on record owns it: neither the bot nor the customer."""
    three = event(
        "received",
        "2025-01-06T09:00",
        actors=[{"id": "k1", "kind": "customer"}, {"id": "bot", "kind": "bot"}, {"id": "t2", "kind": "human"}],
    )
    rule = keeps(starts={"event": "received", "who": {"kind": "human"}})
    assert owner(three, rule=rule).person == "t2"


def test_a_selector_that_combines_ends_when_all_has_happened() -> None:
    """`all`: the instant is the last one's."""
    rule = keeps(ends={"all": ["resolved", "called_back"]})
    first, last = event("resolved", "2025-01-07T09:00"), event("called_back", "2025-01-08T09:00")
    assert statuses(RECEIVED, first, rule=rule) == {"question": "pending"}
    verdict = found(RECEIVED, first, last, rule=rule)["question"]
    assert (verdict.status, verdict.stopped) == (sp.Status.MET, instant("2025-01-08T09:00"))


def test_questions_of_different_matters_do_not_meet() -> None:
    """With `per`, each matter has its owner and its end."""
    one, two = {**RECEIVED, "matter": "a"}, {**RECEIVED, "by": "t2", "matter": "b"}
    assert statuses(one, two, {**ANSWERED, "matter": "b"}, rule=keeps(per="matter")) == {
        "a/question": "pending",
        "b/question": "met",
    }


def test_simultaneous_beginning_and_end_say_tie() -> None:
    """Received and answered in one instant whose order nobody recorded: answered, and marked."""
    at_once = {**ANSWERED, "at": RECEIVED["at"]}
    verdict = found(at_once, RECEIVED)["question"]
    assert (verdict.status, verdict.state) == (sp.Status.MET, ("tie",))


def test_an_order_that_was_recorded_is_no_tie_for_what_stands_beside() -> None:
    """Two that have their own `seq` came one after the other, whatever others the source has numbered alike."""
    received, withdrawn = ({**RECEIVED, "seq": 0}, {**event("withdrawn", "2025-01-06T09:00"), "seq": 1})
    beside = [event("x.noted", "2025-01-06T09:00", seq=seq) for seq in (0, 1)]
    (verdict,) = found(received, withdrawn, *beside).values()
    assert (verdict.status, verdict.state) == (sp.Status.MET, ())


# hand-overs


def test_an_allowed_hand_over_moves_the_question() -> None:
    """The giver kept the rule; from then on the receiver owns the question."""
    verdicts = found(RECEIVED, moved(), ANSWERED)
    handed = verdicts["handover-20250106T100000Z"]
    assert (handed.status, handed.owner, handed.credit) == (sp.Status.MET, "t1", ("t1",))
    assert (verdicts["question"].status, verdicts["question"].owner) == (sp.Status.MET, "m1")
    holds = owner(RECEIVED, moved())
    assert (holds.person, holds.role, holds.ground, holds.event) == ("m1", "manager", "handover", 2)
    assert holds.since == instant("2025-01-06T10:00")


def test_a_hand_over_that_is_not_allowed_is_the_givers_breach_and_the_question_stays() -> None:
    """Decision 38: the verdict names the failing test; the question is still the giver's."""
    verdicts = found(RECEIVED, moved(customer_told=False))
    handed = verdicts["handover-20250106T100000Z"]
    assert (handed.status, handed.reason.code, handed.owner) == (sp.Status.BREACHED, "not_allowed", "t1")
    assert handed.why_not == (WhyNot("not_allowed", 2, "customer_told is true"),)
    assert (verdicts["question"].status, verdicts["question"].owner) == (sp.Status.PENDING, "t1")


def test_otherwise_moves() -> None:
    """Where the rule says so, the question moves although the hand-over was a breach."""
    rule = keeps(handover={"event": "transferred", "allowed": {"customer_told": True}, "otherwise": "moves"})
    bad = moved(customer_told=False)
    assert statuses(RECEIVED, bad, rule=rule) == {"question": "pending", "handover": "breached"}
    assert owner(RECEIVED, bad, rule=rule).person == "m1"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"reason": "ill", "receiver_introduced": True}, "met"),
        ({"receiver_introduced": True}, "breached"),
        ({"reason": "ill", "receiver_introduced": False}, "breached"),
        ({"reason": "ill"}, "unknown"),
    ],
)
def test_no_casual_transfer(fields: dict[str, Any], status: str) -> None:
    """AP-4.2.2: reason stated, customer told, receiver introduced; what is not recorded leaves it open."""
    rule = keeps(handover={"event": "transferred", "allowed": CARE})
    assert statuses(RECEIVED, moved(**fields), rule=rule)["handover"] == status


def test_without_the_clause_no_hand_over_is_allowed() -> None:
    """A rule that says nothing of hand-overs allows none."""
    rule = keeps(handover=None)
    verdict = found(RECEIVED, moved(), rule=rule)["handover-20250106T100000Z"]
    assert (verdict.status, verdict.reason.code) == (sp.Status.BREACHED, "never_allowed")


def test_only_the_owner_hands_over() -> None:
    """Somebody else cannot give away the question; by whom it was given away must be on record."""
    other = found(RECEIVED, moved(by="t9"))["handover-20250106T100000Z"]
    assert (other.status, other.reason.code, other.credit) == (sp.Status.BREACHED, "not_the_owner", ("t9",))
    nobody = found(RECEIVED, {k: v for k, v in moved().items() if k not in ("by", "role")})
    assert nobody["handover-20250106T100000Z"].doubts == ("2.by",)


def test_a_transfer_without_a_receiver_moves_nothing() -> None:
    """Who received it would tell whether it was right: it is unknown, and the question's verdict says why."""
    verdicts = found(RECEIVED, moved(to=None))
    assert (verdicts["question"].owner, verdicts["question"].why_not) == ("t1", (WhyNot("no_receiver", 2),))
    handed = verdicts["handover-20250106T100000Z"]
    assert (handed.status, handed.reason.code, handed.doubts) == (sp.Status.UNKNOWN, "missing_fact", ("2.to",))


def test_whoever_takes_over_received_what_names_nobody() -> None:
    """The first to take over in the matter, before the next hand-over, holds it; wrongly, if not of the role."""
    rule = keeps(
        handover={
            "event": "transferred",
            "taken": "taken_over",
            "allowed": {"customer_told": True},
            "to_role": "manager",
        }
    )
    taken = event("taken_over", "2025-01-06T10:05", by="m1", role="manager")
    silent = moved(to=None, to_role=None)
    assert found(RECEIVED, silent, taken, rule=rule)["question"].owner == "m1"
    assert statuses(RECEIVED, silent, taken, rule=rule)["handover"] == "met"
    assert statuses(RECEIVED, silent, {**taken, "role": "teller"}, rule=rule)["handover"] == "breached"
    assert statuses(RECEIVED, silent, {**taken, "matter": "other"}, rule=rule)["handover"] == "unknown"
    again = found(RECEIVED, silent, moved("m2", at="2025-01-06T10:03"), taken, rule=rule)
    assert again["handover-20250106T100000Z"].status is sp.Status.UNKNOWN
    assert statuses(RECEIVED, silent, rule=rule)["handover"] == "unknown"


def test_what_no_receiver_could_put_right_is_breached() -> None:
    """By somebody else, without what the rule asks for, or where none is allowed, it is wrong whoever received it."""
    silent = keeps(handover={"event": "transferred", "allowed": CARE})
    for rule, moving, code in (
        (None, moved(to=None, by="t9"), "not_the_owner"),
        (silent, moved(to=None, customer_told=False), "not_allowed"),
        (keeps(handover=None), moved(to=None), "never_allowed"),
    ):
        handed = found(RECEIVED, moving, **({} if rule is None else {"rule": rule}))["handover-20250106T100000Z"]
        assert (handed.status, handed.reason.code) == (sp.Status.BREACHED, code)


def test_whoever_hands_it_on_may_have_received_it() -> None:
    """After a hand-over to nobody knows whom, that of somebody else hangs on who received the first."""
    onward = {**moved(by="t9", to="m1"), "at": "2025-01-06T11:00:00+00:00"}
    handed = found(RECEIVED, moved(to=None), onward)["handover-20250106T110000Z"]
    assert (handed.status, handed.doubts) == (sp.Status.UNKNOWN, ("2.to",))


def test_a_receivers_role_that_nobody_declared_is_unknown() -> None:
    """A misspelt role is none of the policy's: it is told with the one that was meant, and is no breach."""
    roles = {"teller": {}, "manager": {}}
    rule = keeps(handover={"event": "transferred", "to_role": "manager"})
    for said, meant in (("manger", "manager"), ("porter", "")):
        subject = case(RECEIVED, moved(to_role=said))
        report = policy(rule, roles=roles).evaluate(subject, as_of=instant("2025-01-31T09:00"))
        handed = next(one for one in report["first-asked"].verdicts if one.occurrence.startswith("handover"))
        assert (handed.status, handed.doubts) == (sp.Status.UNKNOWN, ("2.code to_role",))
        assert [(why.code, why.found, why.meant) for why in handed.why_not] == [("undeclared_code", said, meant)]


@pytest.mark.parametrize(
    ("said", "posts", "status"),
    [
        ("manager", None, "met"),
        ("teller", None, "breached"),
        (None, None, "unknown"),
        (None, "manager", "met"),
        ("manager", "teller", "breached"),
    ],
)
def test_the_receivers_role(said: str | None, posts: str | None, status: str) -> None:
    """The organisation's post decides, else what the event says; neither is unknown."""
    rule = keeps(handover={"event": "transferred", "to_role": "manager"})
    context = None if posts is None else bank({"person": "m1", "role": posts, "unit": "u"})
    assert statuses(RECEIVED, moved(to_role=said), rule=rule, context=context)["handover"] == status


def test_a_doubtful_hand_over_leaves_the_owner_open() -> None:
    """Decision 38: both candidates are named, with what would settle it; the answer is met all the same."""
    doubtful = {key: value for key, value in moved().items() if key != "customer_told"}
    holds = owner(RECEIVED, doubtful)
    assert (holds.person, holds.candidates, holds.doubts) == (None, ("m1", "t1"), ("2.customer_told",))
    assert statuses(RECEIVED, doubtful, ANSWERED) == {"question": "met", "handover": "unknown"}


def test_a_doubt_that_does_not_change_the_owner_is_not_told() -> None:
    """Handed back by a sure hand-over, whatever the first one was: only the last owner counts."""
    rule = keeps(handover={"event": "transferred", "allowed": {"customer_told": True}, "otherwise": "moves"})
    doubtful = {key: value for key, value in moved().items() if key != "customer_told"}
    holds = owner(RECEIVED, doubtful, rule=rule)
    assert (holds.person, holds.doubts) == ("m1", ())


def test_more_doubts_than_can_be_told_apart() -> None:
    """Nine hand-overs of which each may have been forbidden: unknown, and every one of them is named."""
    rule = keeps(handover={"event": "transferred", "allowed": {"customer_told": True}, "otherwise": "moves"})
    back_and_forth = [
        event("transferred", f"2025-01-06T10:{minute:02}", by=giver, to=receiver)
        for minute, (giver, receiver) in enumerate([("t1", "m1"), ("m1", "t1")] * 4 + [("t1", "m1")])
    ]
    holds = owner(RECEIVED, *back_and_forth, rule=rule)
    assert (holds.person, holds.ground) == (None, "too_many_doubts")
    assert holds.doubts == tuple(f"{number}.customer_told" for number in ("10", *"23456789"))
    assert statuses(RECEIVED, *back_and_forth, rule=rule) == {"": "unknown"}


def test_whoever_is_not_recorded_is_an_unknown_owner() -> None:
    """The question has an owner nobody knows; a hand-over by anybody is then doubtful."""
    nameless = event("received", "2025-01-06T09:00", role="teller")
    assert (owner(nameless).person, owner(nameless).doubts) == (None, ("1.by",))
    assert found(nameless, moved())["handover-20250106T100000Z"].doubts == ("1.by",)
    assert statuses(nameless, ANSWERED) == {"question": "met"}


# hand-overs that must be

LIMIT: dict[str, Any] = {
    "id": "post",
    "kind": "authority",
    "clause": "X-2",
    "action": "settled",
    "amount": {"field": "amount"},
    "tiers": [{"role": "teller", "le": "500 CNY"}, {"role": "manager"}],
}
MUST: dict[str, Any] = {
    "event": "transferred",
    "required": {"beyond": True},
    "allowed": {"beyond": True},
    "to_role": "manager",
    "within": "1 working hour",
    "clock": "office",
}
BEYOND: dict[str, Any] = {
    "others": (LIMIT,),
    "facts": {
        "beyond": {
            "subject": "case",
            "type": "bool",
            "authority": "post",
            "of": "owner",
            "is": ["needs_approval", "refuse"],
        }
    },
    "rule": keeps(handover=MUST),
    "header": {"amount": "500.01 CNY"},
}
WITHIN_POST: dict[str, Any] = {**BEYOND, "header": {"amount": "500 CNY"}}


@pytest.mark.parametrize(("at", "status"), [("2025-01-06T10:00", "met"), ("2025-01-06T10:00:01", "breached")])
def test_beyond_the_post_it_must_be_handed_over_in_time(at: str, status: str) -> None:
    """BS-5.6.2: within a working hour to the manager; at the due instant is in time. The manager may keep it."""
    verdict = found(RECEIVED, moved(at=at), **BEYOND)["required"]
    assert (verdict.status.value, verdict.due) == (status, instant("2025-01-06T10:00"))
    assert statuses(RECEIVED, moved(at=at), **BEYOND) == {
        "question": "pending",
        "handover": "met",
        "required": status,
    }


def test_within_the_post_it_need_not_and_must_not_be_handed_over() -> None:
    """At the limit the teller is competent: nothing is required, and a hand-over is not allowed."""
    assert statuses(RECEIVED, moved(), **WITHIN_POST) == {"question": "pending", "handover": "breached"}


def test_keeping_what_is_beyond_the_post_is_a_breach() -> None:
    """Answered without the hand-over that had to be: broken, even before it was due."""
    kept = {**ANSWERED, "at": "2025-01-06T09:30:00+00:00", "by": "t1"}
    verdicts = found(RECEIVED, kept, **BEYOND)
    assert (verdicts["required"].status, verdicts["required"].reason.code) == (sp.Status.BREACHED, "kept")
    assert verdicts["question"].status is sp.Status.MET


def test_withdrawn_in_time_nothing_need_be_handed_over() -> None:
    """The customer withdrew before it was due; afterwards it was broken already."""
    early, late = event("withdrawn", "2025-01-06T09:30"), event("withdrawn", "2025-01-06T11:00")
    assert statuses(RECEIVED, early, **BEYOND)["required"] == "not_applicable"
    assert statuses(RECEIVED, late, **BEYOND)["required"] == "breached"


def test_a_hand_over_still_due_is_pending_and_then_open() -> None:
    """Pending at the due instant, with the next change; broken and open after it, and on the agenda."""
    waiting = found(RECEIVED, as_of="2025-01-06T10:00", **BEYOND)["required"]
    assert (waiting.status, waiting.next_us) == (sp.Status.PENDING, (waiting.due_us or 0) + 1)
    broken = found(RECEIVED, as_of="2025-01-06T10:00:01", **BEYOND)["required"]
    assert (broken.status, broken.state, broken.owner, broken.final) == (sp.Status.BREACHED, ("open",), "t1", False)


def test_a_hand_over_to_the_wrong_role_does_not_count() -> None:
    """Handed to another teller: that hand-over is broken, and the one required is still missing."""
    wrong = moved(to="t2", to_role="teller")
    assert statuses(RECEIVED, wrong, **BEYOND) == {
        "question": "pending",
        "handover": "breached",
        "required": "breached",
    }


def test_a_required_hand_over_to_nobody_knows_whom() -> None:
    """In time and without its receiver on record it may have been the one required; too late, it was not."""
    in_time, late = moved(to=None, at="2025-01-06T09:59"), moved(to=None, at="2025-01-06T10:30")
    assert found(RECEIVED, in_time, **BEYOND)["required"].doubts == ("2.to",)
    assert statuses(RECEIVED, late, **BEYOND)["required"] == "breached"


def test_required_without_a_time_must_come_before_the_end() -> None:
    """Without `within` it is pending until the end."""
    untimed = {name: value for name, value in MUST.items() if name not in ("within", "clock")}
    rule = {**BEYOND, "rule": keeps(handover=untimed)}
    assert statuses(RECEIVED, **rule)["required"] == "pending"
    assert statuses(RECEIVED, moved(at="2025-01-20T09:00"), **rule)["required"] == "met"
    assert statuses(RECEIVED, ANSWERED, **rule)["required"] == "breached"


def test_an_amount_nobody_knows_leaves_it_open_whether_it_had_to_be() -> None:
    """Whether the question was beyond the post hangs on the amount."""
    nothing_said: dict[str, Any] = {**BEYOND, "header": {}}
    verdict = found(RECEIVED, **nothing_said)["required"]
    assert (verdict.status, verdict.doubts) == (sp.Status.UNKNOWN, ("amount",))


# who has left


def bank(*posts: dict[str, Any]) -> sp.Context:
    """A bank with one branch, whose head is h1."""
    units = [{"id": "u", "head": "h1"}]
    return sp.Context.model_validate(
        {
            "organisation": {
                "id": "bank",
                "timezone": "Europe/London",
                "units": units,
                "posts": list(posts),
                "events": [],
            }
        }
    )


def test_an_owner_who_has_left_is_replaced_by_the_head() -> None:
    """Decision 38: from the day on which the post ended, the head of that unit, named as such."""
    context = bank({"person": "t1", "role": "teller", "unit": "u", "until": "2025-01-07"})
    before = owner(RECEIVED, at="2025-01-06T12:00", context=context)
    after = owner(RECEIVED, at="2025-01-07T00:00", context=context)
    assert (before.person, before.ground) == ("t1", "received")
    assert (after.person, after.ground, after.since) == ("h1", "unit_head", instant("2025-01-07T00:00"))
    question = found(RECEIVED, context=context)["question"]
    assert question.owner == "h1"
    told = "with the head of the unit since Tue 7 Jan 2025 00:00: t1, who held it, has left"
    assert told in question.explain("en")
    assert "原责任人 t1 已离岗，自2025年1月7日（周二）00:00起由部门负责人承接" in question.explain("zh")


def test_the_head_answers_for_it_from_becoming_the_head() -> None:
    """A head who took office after the owner had left has it since then, not since the owner left."""
    posts = [
        {"person": "t1", "role": "teller", "unit": "u", "until": "2025-01-07"},
        {"person": "h1", "role": "manager", "unit": "u", "until": "2025-01-09"},
        {"person": "h2", "role": "manager", "unit": "u", "from": "2025-01-09"},
    ]
    said = {"id": "bank", "timezone": "Europe/London", "units": [{"id": "u", "head_role": "manager"}], "posts": posts}
    context = sp.Context.model_validate({"organisation": {**said, "events": []}})
    first, second = (owner(RECEIVED, at=f"2025-01-{day}T12:00", context=context) for day in ("08", "10"))
    assert (first.person, first.since) == ("h1", instant("2025-01-07T00:00"))
    assert (second.person, second.role, second.since) == ("h2", "manager", instant("2025-01-09T00:00"))


def test_the_head_hands_over_what_was_the_leavers() -> None:
    """Once the owner has left, a hand-over is the head's to make, and closing it unanswered is the head's breach."""
    context = bank({"person": "t1", "role": "teller", "unit": "u", "until": "2025-01-07"})
    by_head = found(RECEIVED, moved(by="h1", role=None, at="2025-01-08T10:00"), context=context)
    handed = by_head["handover-20250108T100000Z"]
    assert (handed.status, handed.owner, by_head["question"].owner) == (sp.Status.MET, "h1", "m1")
    assert statuses(RECEIVED, moved(at="2025-01-08T10:00"), context=context)["handover"] == "breached"
    closed = found(RECEIVED, event("closed", "2025-01-08T09:00", by="x9"), context=context)["question"]
    assert (closed.status, closed.owner) == (sp.Status.BREACHED, "h1")


def test_where_the_unit_has_no_head_the_one_above_answers() -> None:
    """The head of the nearest unit above; nobody at all leaves the owner unknown, and the head would settle it."""
    posts = [{"person": "t1", "role": "teller", "unit": "desk", "until": "2025-01-07"}]
    said = {"id": "bank", "timezone": "Europe/London", "posts": posts, "events": []}
    units = [{"id": "branch", "head": "h1"}, {"id": "desk", "parent": "branch"}]
    above = sp.Context.model_validate({"organisation": {**said, "units": units}})
    assert owner(RECEIVED, at="2025-01-08T09:00", context=above).person == "h1"
    headless = sp.Context.model_validate({"organisation": {**said, "units": [{"id": "desk"}]}})
    nobody = owner(RECEIVED, at="2025-01-08T09:00", context=headless)
    assert (nobody.person, nobody.ground, nobody.doubts) == (None, "unit_head", ("unit.head",))


def test_whom_the_organisation_never_listed_has_not_left() -> None:
    """What the context lacks says nothing."""
    context = bank({"person": "x9", "role": "teller", "unit": "u"})
    assert owner(RECEIVED, context=context).person == "t1"


def test_after_the_end_nobody_owns_it() -> None:
    """Asked after the answer, there is no owner, and the ground says why; before it, there was one."""
    assert (owner(RECEIVED, ANSWERED, at="2025-01-07T09:00").person, owner(RECEIVED, ANSWERED).person) == (None, "t1")
    assert owner(RECEIVED, ANSWERED, at="2025-01-07T09:00").ground == "answered"
    assert owner(event("recorded", "2025-01-06T09:00")).ground == "not_asked"


CHINA: dict[str, Any] = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}


@pytest.mark.parametrize(
    ("events", "as_of", "status", "doubts"),
    [
        ((), "2026-12-31T20:00+08:00", "pending", ()),
        ((), "2027-01-05T09:00+08:00", "unknown", ("calendar cn 2027",)),
        ((moved(at="2026-12-31T16:50+08:00"),), "2027-01-05T09:00+08:00", "met", ()),
        ((moved(at="2027-01-04T09:10+08:00"),), "2027-01-05T09:00+08:00", "unknown", ("calendar cn 2027",)),
    ],
)
def test_unpublished_years_matter_only_where_the_verdict_depends_on_them(
    events: tuple[dict[str, Any], ...], as_of: str, status: str, doubts: tuple[str, ...]
) -> None:
    """Decision 9: due in a year without published holidays; what happened before that year is settled all the same."""
    must = {"event": "transferred", "required": {"type": "complaint"}, "within": "1 working hour", "clock": "cn"}
    held = sp.Policy(
        policy="p",
        timezone="Asia/Shanghai",
        calendars={"cn": CHINA},
        rules=[keeps(handover={**must, "otherwise": "stays"})],
    )
    late = event("received", "2026-12-31T16:30+08:00", by="t1", role="teller")
    report = held.evaluate(case(late, *events), as_of=instant(as_of))
    required = next(v for v in report["first-asked"].verdicts if v.occurrence == "required")
    assert (required.status.value, required.doubts) == (status, doubts)


def test_whoever_receives_it_may_have_to_hand_it_on() -> None:
    """The duty of the second owner is named after the instant of receiving it; the agenda asks for a hand-over."""
    on = {"required": {"amount": {"gt": "100 CNY"}}, "within": "2 working hours", "clock": "office"}
    facts: dict[str, Any] = {"rule": keeps(handover=on), "header": {"amount": "500 CNY"}}
    first = event("transferred", "2025-01-06T09:30", by="t1", to="t2")
    both = found(RECEIVED, first, as_of="2025-01-06T10:00", **facts)
    assert both["required"].status is sp.Status.MET
    second = both["required-20250106T093000Z"]
    assert (second.status, second.owner, second.due) == (sp.Status.PENDING, "t2", instant("2025-01-06T11:30"))
    before = event("transferred", "2025-01-06T09:20", by="t1", to="t3")
    late = found(RECEIVED, before, {**first, "by": "t3"}, as_of="2025-01-06T10:00", **facts)
    assert late["required-20250106T093000Z"].owner == "t2"  # what is entered late renames nothing
    subject = case(RECEIVED, first, amount="500 CNY")
    duties = policy(facts["rule"]).agenda(subject, as_of=instant("2025-01-06T10:00"))
    assert [(duty.person, duty.act) for duty in duties if duty.occurrence.startswith("required")] == [
        ("t2", ("transferred",))
    ]


# the same instant


def test_of_two_first_asked_at_once_either_may_own_it() -> None:
    """Nobody recorded who was asked first: `tie`, both are candidates, and the order would settle it."""
    also = {**RECEIVED, "by": "t2"}
    question = found(RECEIVED, also)["question"]
    assert (question.status, question.state) == (sp.Status.PENDING, ("tie",))
    assert (question.owner, question.candidates, question.left_open) == (None, ("t1", "t2"), ("1.seq",))
    holds = owner(RECEIVED, also)
    assert (holds.person, holds.candidates, holds.doubts) == (None, ("t1", "t2"), ("1.seq",))
    assert statuses(RECEIVED, also, ANSWERED) == {"question": "met"}


def test_an_order_on_record_says_who_was_asked_first() -> None:
    """With `seq` on both, the first of them owns it; asked twice at once is asked once."""
    first, second = {**RECEIVED, "by": "t2", "seq": 1}, {**RECEIVED, "seq": 2}
    assert owner(second, first).person == "t2"
    assert found(second, first)["question"].state == ()
    again = {**RECEIVED, "channel": "telephone"}
    assert owner(RECEIVED, again).person == "t1"


def test_of_two_hand_overs_at_once_either_may_be_the_right_one() -> None:
    """Given to two people in one instant: whoever was given it second was given it by somebody who had it no longer."""
    both = (moved(), moved(to="m2"))
    verdicts = found(RECEIVED, *both)
    assert (verdicts["question"].candidates, verdicts["question"].state) == (("m1", "m2"), ("tie",))
    assert owner(RECEIVED, *both).candidates == ("m1", "m2")
    ordered = tuple({**one, "seq": place} for place, one in enumerate(both))
    assert owner(RECEIVED, *ordered).person == "m1"


@pytest.mark.parametrize(("role", "expected"), [("teller", "pending"), ("manager", None), (None, "unknown")])
def test_whoever_has_the_role_has_nobody_to_hand_it_to(role: str | None, expected: str | None) -> None:
    """A hand-over that has to be ends with the role it goes to, also where the question came there first."""
    rule = keeps(handover={"event": "transferred", "required": {"category": "fraud"}, "to_role": "manager"})
    first = event("received", "2025-01-06T09:00", by="t1", **({"role": role} if role else {}))
    assert statuses(first, rule=rule, header={"category": "fraud"}).get("required") == expected
    told = statuses(first, moved(to="m1"), rule=rule, header={"category": "fraud"})
    assert [key for key in told if key.startswith("required")] == (["required"] if role != "manager" else [])


OPEN_TWICE: dict[str, Any] = {
    "id": "asked",
    "kind": "ownership",
    "clause": "X",
    "starts": "received",
    "ends": "resolved",
}


def test_each_open_matter_has_an_owner_of_its_own() -> None:
    """Asked of the whole case, it is one of the owners and nobody knows which; asked of a matter, its own."""
    first = event("received", "2026-01-05T09:00", by="e1", matter="a")
    second = event("received", "2026-01-05T10:00", by="e2", matter="b")
    asked = policy(OPEN_TWICE)
    noon = instant("2026-01-05T12:00")
    both = asked.owner(case(first, second), at=noon)
    assert (both.person, both.ground, both.candidates, both.doubts) == (
        None,
        "several_matters",
        ("e1", "e2"),
        ("matter",),
    )
    assert {both.explain(language)[:1] for language in ("en", "zh")}
    assert asked.owner(case(first, second), at=noon, matter="b").person == "e2"
    assert asked.owner(case(first, second), at=noon, matter="a").person == "e1"
    done = event("resolved", "2026-01-05T11:00", by="e1", matter="a")
    assert asked.owner(case(first, second, done), at=noon).person == "e2"
    assert asked.owner(case(first, {**second, "by": "e1"}), at=noon).person == "e1"


def test_on_the_date_of_a_hand_over_nobody_knows_who_owns_it() -> None:
    """A hand-over that has a date and no time came before or after the instant that is asked about."""
    received = event("received", "2026-01-05T09:00", by="e1")
    moved = {"event": "transferred", "at": "2026-01-07", "by": "e1", "to": "e2"}
    handed = policy({**OPEN_TWICE, "handover": {"otherwise": "moves"}})
    facts = case(received, moved, timezone="Europe/London")
    owners = [handed.owner(facts, at=instant(f"2026-01-0{day}T12:00")) for day in (6, 7, 8)]
    assert [owner.person for owner in owners] == ["e1", None, "e2"]
    assert (owners[1].candidates, owners[1].doubts) == (("e1", "e2"), ("date_only",))
