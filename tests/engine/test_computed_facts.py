"""Computed facts: read in their own type, and counted from what belongs together."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from tests.judging.building import case, event, instant, only, policy, rule

RECEIVED = event("received", "2026-01-05T09:00")
RESOLVED = event("resolved", "2026-01-05T11:30")
TAKEN = {"type": "duration", "elapsed": {"from": "received", "to": "resolved"}}
PAID = {"type": "money", "sum": "remedied", "of": "amount"}
FIRST = {"type": "instant", "first": "resolved", "of": "at"}


def zoned(at: str) -> str:
    """An instant as a record writes it."""
    return f"{at}:00+00:00"


def at_resolved(must: dict[str, Any]) -> dict[str, Any]:
    """A requirement that is judged when the case is resolved."""
    return {"id": "asked", "kind": "requirement", "clause": "C", "at": "resolved", "must": must}


@pytest.mark.parametrize(
    ("fact", "test", "status"),
    [
        (TAKEN, {"gt": "2 hours"}, "met"),
        (TAKEN, {"gt": "3 hours"}, "breached"),
        (TAKEN, {"ge": "9000000000"}, "met"),
        (FIRST, {"lt": "2026-01-05T12:00:00+00:00"}, "met"),
        (FIRST, {"lt": "2026-01-05T12:00:00+01:00"}, "breached"),
        (PAID, {"gt": "90 GBP"}, "met"),
        (PAID, {"gt": "100 GBP"}, "breached"),
    ],
)
def test_fact_is_compared_in_its_own_type(fact: dict[str, Any], test: dict[str, Any], status: str) -> None:
    """Lengths of time, instants and amounts are said as people say them."""
    facts = {"told": fact}
    paid = event("remedied", "2026-01-05T10:00", amount="100 GBP")
    verdict = only(at_resolved({"told": test}), case(RECEIVED, paid, RESOLVED), "2026-01-05T18:00", facts=facts)
    assert verdict.status.value == status


@pytest.mark.parametrize(
    ("sides", "status"),
    [
        ([{"field": "amount"}, "gt", {"value": "90 GBP"}], "met"),
        ([{"value": "90 GBP"}, "gt", {"field": "amount"}], "breached"),
        ([{"field": "amount"}, "eq", {"value": "100.00 GBP"}], "met"),
        ([{"field": "amount"}, "gt", {"value": "90 EUR"}], "unknown"),
        ([{"field": "amount"}, "gt", {"value": "much"}], "unknown"),
        ([{"first": "resolved", "of": "at"}, "ge", {"value": "2026-01-05T11:30:00+00:00"}], "met"),
    ],
)
def test_compared_value_is_of_the_type_of_the_other_side(sides: list[Any], status: str) -> None:
    """A value that the policy says outright is an amount beside an amount, and an instant beside an instant."""
    facts = {"told": {"type": "bool", "compare": sides}}
    subject = case(RECEIVED, RESOLVED, amount="100 GBP")
    verdict = only(at_resolved({"told": "true"}), subject, "2026-01-05T18:00", facts=facts)
    assert verdict.status.value == status


@pytest.mark.parametrize(("joined", "status"), [("2026-01-05", "met"), ("2026-01-06", "breached"), (None, "unknown")])
def test_date_beside_an_instant_is_its_beginning(joined: str | None, status: str) -> None:
    """A date of the header is compared with an instant from its first moment in the policy's zone on."""
    facts = {
        "there": {
            "subject": "agent",
            "type": "bool",
            "compare": [{"field": "joined_on"}, "le", {"last": "trained", "of": "at"}],
        }
    }
    said = {"id": "asked", "kind": "requirement", "clause": "C", "subject": "agent", "at": "trained"}
    trained = event("trained", "2026-01-05T00:00")
    agent = sp.Agent.model_validate({"id": "e1", "joined_on": joined, "events": [trained]})
    asked = policy({**said, "must": {"there": "true"}}, facts=facts)
    (verdict,) = asked.evaluate(agent, as_of=instant("2026-01-07T18:00"))["asked"].verdicts
    assert verdict.status.value == status


@pytest.mark.parametrize(("test", "status"), [({"lt": "1 GBP"}, "met"), ({"ge": "1 GBP"}, "not_applicable")])
def test_sum_of_nothing_is_nothing_in_every_currency(test: dict[str, Any], status: str) -> None:
    """Where nothing was paid, less than a pound was paid."""
    verdict = only(rule(applies={"paid": test}), case(RECEIVED, RESOLVED), "2026-01-05T18:00", facts={"paid": PAID})
    assert verdict.status.value == status


def test_elapsed_ends_with_what_came_after_its_beginning() -> None:
    """An earlier closing is no end of the time since a reopening, and the time is waited for while it may be short."""
    facts = {"again": {"type": "duration", "elapsed": {"from": "reopened", "to": "resolved"}}}
    events = (RECEIVED, RESOLVED, event("reopened", "2026-01-05T12:00"))
    said = rule(applies={"again": {"le": "1 hour"}})
    waiting = only(said, case(*events), "2026-01-05T12:30", facts=facts)
    assert (waiting.status, waiting.reason.code) == (sp.Status.PENDING, "waits_for")
    later = case(*events, event("resolved", "2026-01-05T13:00"))
    assert only(said, later, "2026-01-05T18:00", facts=facts).status is sp.Status.MET


def test_answer_that_is_still_to_come_is_waited_for() -> None:
    """Whether another rule's answer is there is a matter of time while that rule is pending."""
    other = rule(id="other")
    said = rule(applies={"answer": {"present": "true"}})
    facts = {"answer": {"type": "bool", "verdict": "other", "is": "met"}}
    one = policy(said, other, facts=facts)
    (waiting,) = one.evaluate(case(RECEIVED), as_of=instant("2026-01-05T10:00"))["answered"].verdicts
    assert (waiting.status, waiting.reason.code) == (sp.Status.PENDING, "waits_for")


def test_fact_is_counted_at_the_instant_asked_about() -> None:
    """Whether a rule applies is asked at the start: what comes later is counted into nothing, and the answer stands."""
    facts = {"times": {"type": "number", "count": "replied"}}
    said = rule(applies={"times": {"ge": "1"}})
    now = only(said, case(RECEIVED), "2026-01-05T10:00", facts=facts)
    assert (now.status, now.final) == (sp.Status.NOT_APPLICABLE, True)
    replied = event("replied", "2026-01-05T11:00")
    assert only(said, case(RECEIVED, replied), "2026-01-05T12:00", facts=facts) == now
    before = event("replied", "2026-01-05T09:00")
    assert only(said, case(before, RECEIVED), "2026-01-05T12:00", facts=facts).status is sp.Status.PENDING


def test_choice_stays_what_it_was_at_the_start() -> None:
    """What is done in time by the span of the start stays met when another event is counted days later."""
    facts = {"times": {"type": "number", "count": "replied"}}
    within = {"choose": [{"when": {"times": {"ge": "1"}}, "value": "1 hour"}, {"value": "1 day"}]}
    events = (RECEIVED, RESOLVED)
    now = only(rule(stop="resolved", within=within), case(*events), "2026-01-06T10:00", facts=facts)
    assert (now.status, now.final) == (sp.Status.MET, True)
    later = (*events, event("replied", "2026-01-18T10:00"))
    assert only(rule(stop="resolved", within=within), case(*later), "2026-01-18T12:00", facts=facts) == now


def test_window_ends_at_the_instant_asked_about() -> None:
    """A reply counts for an act within the window after it, and for none when the window is over."""
    facts = {"lately": {"type": "number", "count": "replied", "within": "2 hours"}}
    replied = event("replied", "2026-01-05T10:00")
    soon, late = event("resolved", "2026-01-05T11:59"), event("resolved", "2026-01-05T12:00")
    for resolved, status in ((soon, sp.Status.MET), (late, sp.Status.BREACHED)):
        verdict = only(at_resolved({"lately": 1}), case(RECEIVED, replied, resolved), "2026-01-09T12:00", facts=facts)
        assert verdict.status is status


@pytest.mark.parametrize(
    "test", [{"lt": "2026-01-06T12:00:00+00:00"}, {"ge": "2026-01-01T12:00:00+00:00"}, {"not": "2026-01-01T12:00:00Z"}]
)
@pytest.mark.parametrize("form", ["first", "last", "min", "max"])
def test_what_has_not_happened_fits_no_test(form: str, test: dict[str, Any]) -> None:
    """Where no such event has happened by then nothing is in doubt: no test fits, `not` no more than others."""
    facts = {"told": {"type": "instant", form: "replied", "of": "at"}}
    later = event("replied", "2026-01-05T12:00")
    verdict = only(at_resolved({"told": test}), case(RECEIVED, RESOLVED, later), "2026-01-06T18:00", facts=facts)
    assert (verdict.status, verdict.doubts) == (sp.Status.BREACHED, ())


def test_which_is_the_last_is_told_by_what_had_happened_by_then() -> None:
    """The last of several events is the last up to the instant, with its own tests on it."""
    last = {"event": "replied", "nth": "last", "where": {"substance": {"present": "true"}}}
    facts = {"told": {"type": "text", "first": last, "of": "substance"}}
    full = event("replied", "2026-01-05T10:00", substance="full")
    subject = case(RECEIVED, full, RESOLVED, event("replied", "2026-01-05T12:00", substance="acknowledgement"))
    verdict = only(at_resolved({"told": "full"}), subject, "2026-01-06T18:00", facts=facts)
    assert verdict.status is sp.Status.MET


@pytest.mark.parametrize(
    ("test", "at", "status"),
    [
        ({"gt": "2 hours"}, "2026-01-05T11:00", "pending"),
        ({"gt": "2 hours"}, "2026-01-05T11:00:00.000001", "breached"),
        ({"ge": "2 hours"}, "2026-01-05T10:59:59", "pending"),
        ({"ge": "2 hours"}, "2026-01-05T11:00", "breached"),
        ({"lt": "2 hours"}, "2026-01-05T11:00", "not_applicable"),
        ({"le": "2 hours"}, "2026-01-05T11:00", "pending"),
        ({"le": "2 hours"}, "2026-01-05T11:30", "not_applicable"),
        ("2 hours", "2026-01-05T11:30", "not_applicable"),
        ({"not": "2 hours"}, "2026-01-05T11:30", "breached"),
    ],
)
def test_time_that_runs_is_over_a_bound_once_it_has_passed_it(test: Any, at: str, status: str) -> None:
    """However long it will get, it is longer than what has passed; until then it keeps the occurrence waiting."""
    said = rule(applies={"told": test}, within="30 minutes")
    verdict = only(said, case(RECEIVED), at, facts={"told": TAKEN})
    assert verdict.status.value == status
    assert (verdict.reason.code == "waits_for") == (status == "pending")


def test_when_running_time_decides_is_when_the_report_changes_next() -> None:
    """A report says when time alone will have passed the bound, also in working time."""
    taken = {**TAKEN, "elapsed": {**TAKEN["elapsed"], "clock": "office"}}
    one = policy(rule(applies={"told": {"ge": "10 hours"}}), facts={"told": taken})
    assert one.evaluate(case(RECEIVED), as_of=instant("2026-01-05T14:00")).next_change == instant("2026-01-06T11:00")


@pytest.mark.parametrize("later", [(), ("2026-01-05T20:00",), ("2026-01-05T09:30",)])
def test_answer_of_another_rule_is_about_what_had_begun_by_then(later: tuple[str, ...]) -> None:
    """An answer once decided stays: another call for the other rule, at a later time, is another matter."""
    other = rule(id="other", start="reopened", cycle="each start", within="4 hours")
    facts = {"answer": {"type": "bool", "verdict": "other", "is": "breached"}}
    said = {"id": "a", "kind": "requirement", "clause": "C", "at": "resolved", "must": {"answer": "true"}}
    events = (event("reopened", "2026-01-05T06:00"), RECEIVED, RESOLVED, *(event("reopened", at) for at in later))
    one = policy(said, other, facts=facts)
    (verdict,) = one.evaluate(case(*events), as_of=instant("2026-01-06T10:00"))["a"].verdicts
    assert (verdict.status, verdict.final) == (sp.Status.MET, True)


def test_count_for_the_whole_organisation_counts_its_events() -> None:
    """`on: organisation` counts what happened in the bank, up to the instant asked about."""
    facts = {"told": {"type": "number", "count": "x.drill", "on": "organisation"}}
    bank = {"timezone": "UTC", "events": [event("x.drill", f"2026-01-0{day}T09:00") for day in (2, 3, 8)]}
    context = sp.Context.model_validate({"organisation": {"id": "O", **bank}})
    one = policy(at_resolved({"told": 2}), facts=facts)
    report = one.evaluate(case(RECEIVED, RESOLVED), as_of=instant("2026-01-09T10:00"), context=context)
    assert report.verdicts[0].status is sp.Status.MET


def test_field_is_or_is_not_whatever_it_is() -> None:
    """A test and its negation are one doubt, also where both are written in short."""
    said = rule(applies={"any": [{"channel": "letter"}, {"channel": {"not": "letter"}}]})
    assert only(said, case(RECEIVED, RESOLVED), "2026-01-05T18:00").status is sp.Status.MET


@pytest.mark.parametrize(
    ("fact", "test", "code"),
    [
        (TAKEN, {"gt": "2 months"}, "wrong-type"),
        (TAKEN, {"gt": "soon"}, "wrong-type"),
        (FIRST, {"lt": "tomorrow"}, "wrong-type"),
        (PAID, {"gt": "much"}, "wrong-type"),
        ({"type": "number", "count": "replied"}, {"ge": "two"}, "wrong-type"),
        ({"type": "bool", "verdict": "other", "is": "met"}, {"ge": "1"}, "illegal-combination"),
    ],
)
def test_fact_compared_with_what_it_never_is_is_refused_at_load(
    fact: dict[str, Any], test: dict[str, Any], code: str
) -> None:
    """What a fact is compared with must be of its type, as with a field; the policy does not load otherwise."""
    with pytest.raises(sp.PolicyError) as refused:
        policy(rule(applies={"told": test}), rule(id="other"), facts={"told": fact})
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize("when", ["at", "until"])
def test_requirement_at_an_event_reads_what_was_there_then(when: str) -> None:
    """What comes later is computed into nothing: neither at an event nor for good at the end."""
    asks = {"id": "a", "kind": "requirement", "clause": "C", "must": {"answers": {"ge": 1}}, when: "closed"}
    facts = {"answers": {"type": "number", "count": "replied"}}
    closed, late = event("closed", "2026-01-05T10:00"), event("replied", "2026-01-05T11:00")
    now = only(asks, case(RECEIVED, closed, late), "2026-01-05T12:00", facts=facts)
    assert (now.status, now.final) == (sp.Status.BREACHED, True)
    early = event("replied", "2026-01-05T10:00")
    assert only(asks, case(RECEIVED, early, closed), "2026-01-05T12:00", facts=facts).status is sp.Status.MET


APART = {"gap": {"type": "duration", "elapsed": {"from": "received", "to": "resolved"}}}


@pytest.mark.parametrize(
    ("test", "received", "resolved", "status"),
    [
        ({"ge": "60 days"}, "2026-03-01T23:00", "2026-04-29T21:00", "breached"),  # 29 April is 59 days on
        ({"ge": "60 days"}, "2026-03-01T23:00", "2026-04-30T00:30", "met"),  # though the clocks went forward
        ({"ge": "60 days"}, "2026-03-01", "2026-04-30", "met"),
        ({"ge": "60 days"}, "2026-03-01", "2026-04-29", "breached"),
        ({"gt": "8 weeks"}, "2026-03-01T10:00", "2026-04-26T20:00", "breached"),
        ({"gt": "8 weeks"}, "2026-03-01T10:00", "2026-04-27T01:00", "met"),
        ({"le": "1 day"}, "2026-03-01T01:00", "2026-03-02T20:00", "met"),
        ({"le": "24 hours"}, "2026-03-01T01:00", "2026-03-02T20:00", "breached"),
        ({"in": ["2 days", "3 days"]}, "2026-03-01T01:00", "2026-03-03T20:00", "met"),
    ],
)
def test_days_between_two_dates(test: dict[str, Any], received: str, resolved: str, status: str) -> None:
    """A length of time that is compared with days or weeks is so many dates, of the policy's zone, long."""
    asked = {"id": "r", "kind": "requirement", "clause": "X-1", "at": "resolved", "must": {"gap": test}}
    told = [
        {"event": kind, "at": at if len(at) == 10 else instant(at).isoformat()}
        for kind, at in (("received", received), ("resolved", resolved))
    ]
    subject = sp.Case.model_validate({"id": "C", "type": "complaint", "timezone": "Europe/London", "events": told})
    assert only(asked, subject, "2026-06-01T00:00", facts=APART).status.value == status


def test_the_length_that_was_found_is_told() -> None:
    """A requirement on a length of time that is not kept tells the length, in the unit that was asked for."""
    asked = {"id": "r", "kind": "requirement", "clause": "X-1", "at": "resolved"}
    subject = case(event("received", "2026-03-01T10:00"), event("resolved", "2026-04-25T12:30"))
    days = only({**asked, "must": {"gap": {"ge": "60 days"}}}, subject, "2026-06-01T00:00", facts=APART)
    assert [(why.code, why.test, why.found) for why in days.why_not] == [("must_below", "gap ge 60 days", "55 days")]
    assert "55 days" in days.explain("en")
    assert "55日" in days.explain("zh")
    hours = only({**asked, "must": {"gap": {"ge": "1440 hours"}}}, subject, "2026-06-01T00:00", facts=APART)
    assert [why.found for why in hours.why_not] == ["1322 h 30 min"]


def test_days_that_still_run() -> None:
    """While its end has not come, a length of days decides `ge` once it has so many dates, and says when that is."""
    asked = {"id": "r", "kind": "requirement", "clause": "X-1", "hold": "now", "must": {"gap": {"ge": "3 days"}}}
    subject = case(event("received", "2026-01-05T22:00"))
    early = only(asked, subject, "2026-01-07T23:59", facts=APART)
    assert (early.status.value, early.reason.code) == ("pending", "waits_for")
    made = policy(asked, facts=APART)
    assert made.evaluate(subject, as_of=instant("2026-01-07T23:59")).next_change == instant("2026-01-08T00:00")
    assert only(asked, subject, "2026-01-08T00:00", facts=APART).status.value == "met"


LIMITS = {
    "id": "limits",
    "kind": "authority",
    "clause": "L",
    "action": "settled",
    "amount": {"field": "amount"},
    "tiers": [{"role": "teller", "le": "500 CNY"}, {"role": "manager"}],
}


@pytest.mark.parametrize(
    ("of", "amount", "status"),
    [("teller", "500 CNY", "breached"), ("teller", "501 CNY", "met"), ("manager", "501 CNY", "breached")],
)
@pytest.mark.parametrize("posts", [[], [{"person": "e1", "role": "manager", "unit": "u"}]])
def test_what_a_role_may_do_hangs_on_nobody_in_a_post(
    posts: list[dict[str, str]], of: str, amount: str, status: str
) -> None:
    """A role is asked about, whoever holds posts."""
    fact = {"type": "bool", "authority": "limits", "of": of, "is": ["refuse", "needs_approval"]}
    bank = {"id": "bank", "timezone": "Europe/London", "units": [{"id": "u"}], "posts": posts}
    asked = policy(
        at_resolved({"beyond": True}), LIMITS, roles={"teller": {}, "manager": {}}, facts={"beyond": fact}
    ).evaluate(
        case(RECEIVED, RESOLVED, amount=amount),
        as_of=instant("2026-01-09T09:00"),
        context=sp.Context.model_validate({"organisation": bank}),
    )
    assert asked["asked"].status.value == status


POSTS = [
    {"person": "e1", "role": "clerk", "unit": "u"},
    {"person": "e1", "role": "head", "unit": "u"},
    {"person": "e2", "role": "clerk", "unit": "u", "until": "2026-01-07"},
]
BANK: dict[str, Any] = {"id": "bank", "timezone": "Europe/London", "units": [{"id": "u"}]}


@pytest.mark.parametrize(
    ("posts", "as_of", "people"),
    [(POSTS, "2026-01-06T12:00", 2), (POSTS, "2026-01-07T12:00", 1), ([], "2026-01-06T12:00", 0), (None, "", None)],
)
def test_staff_are_the_people_in_posts_at_the_instant(posts: list[Any] | None, as_of: str, people: int | None) -> None:
    """Each person counts once while a post lasts, by the subject's own posts or the bank's; no list is unknown."""
    said = {**BANK, **({} if posts is None else {"posts": posts})}
    facts = {kind: {"subject": kind, "type": "number", "staff": ["clerk", "head"]} for kind in ("organisation", "case")}
    asked = {
        kind: {"id": kind, "kind": "requirement", "clause": "C", "subject": kind, "hold": "now", "must": {kind: "2"}}
        for kind in facts
    }
    roles = {"clerk": {"title": {"en": "clerk"}}, "head": {"title": {"en": "head"}}}
    written = sp.Policy(policy="p", timezone="Europe/London", rules=list(asked.values()), facts=facts, roles=roles)
    bank, at = sp.Organisation.model_validate(said), instant(as_of or "2026-01-06T12:00")
    own = written.evaluate(bank, as_of=at)["organisation"].verdicts[0]
    theirs = written.evaluate(case(RECEIVED), as_of=at, context=sp.Context(organisation=bank))["case"].verdicts[0]
    status = "unknown" if people is None else "met" if people == 2 else "breached"
    assert (own.status.value, theirs.status.value) == (status, status)


@pytest.mark.parametrize(
    "fact",
    [
        {"type": "money", "staff": ["clerk"]},
        {"type": "number", "staff": ["clerk"], "within": "3 days"},
        {"type": "number", "staff": ["clarke"]},
    ],
)
def test_staff_is_a_number_of_people_in_roles_that_exist(fact: dict[str, Any]) -> None:
    """What is no number, has a window or names no role of the policy is a problem."""
    roles = {"clerk": {"title": {"en": "clerk"}}}
    with pytest.raises(sp.PolicyError):
        sp.Policy(
            policy="p", timezone="Europe/London", rules=[at_resolved({"told": "1"})], facts={"told": fact}, roles=roles
        )


@pytest.mark.parametrize(
    ("events", "left"),
    [
        (["+a"], ["a"]),
        (["+a", "-a"], []),
        (["+a", "-a", "+a"], ["a"]),
        (["-a", "+a"], ["a"]),
        (["+a", "+a", "-a"], []),
        (["+a", "+b", "-b"], ["a"]),
        (["+a", "-b"], ["a"]),
    ],
)
def test_what_was_ended_does_not_stand(events: list[str], left: list[str]) -> None:
    """What was named counts as long as nothing has ended it since: named again after that, it stands again."""
    union = {"type": "list", "union": "investigated", "of": "cause", "ended_by": "cause_analysed"}
    kinds = {"+": "investigated", "-": "cause_analysed"}
    told = [
        event(kinds[said[0]], f"2026-01-05T{hour:02}:00", cause=said[1:]) for hour, said in enumerate(events, start=9)
    ]
    many = {"type": "number", "distinct": "investigated", "of": "cause", "ended_by": "cause_analysed"}
    must = {"open": {"has": {"all": left}} if left else {"size": {"le": "0"}}, "number": str(len(left))}
    rule = {"id": "r", "kind": "requirement", "clause": "X-1", "hold": "now", "must": must}
    facts = {"open": union, "number": many}
    found = policy(rule, facts=facts).evaluate(case(*told), as_of=instant("2026-01-05T18:00"))["r"]
    assert str(found.status) == "met"


def test_an_end_that_names_nothing_may_be_that_of_any() -> None:
    """Whether what stands was ended is unknown where the end does not say of what."""
    union = {"type": "list", "union": "investigated", "of": "cause", "ended_by": "cause_analysed"}
    rule = {"id": "r", "kind": "requirement", "clause": "X-1", "hold": "now", "must": {"open": {"size": {"le": "0"}}}}
    told = [event("investigated", "2026-01-05T09:00", cause="a"), event("cause_analysed", "2026-01-05T10:00")]
    found = policy(rule, facts={"open": union}).evaluate(case(*told), as_of=instant("2026-01-05T18:00"))["r"]
    assert (str(found.status), found.verdicts[0].doubts) == ("unknown", ("2.cause",))


@pytest.mark.parametrize(
    ("asked", "found"),
    [("2026-01-05T08:59:59", "0"), ("2026-01-05T09:00", "1"), ("2026-01-05T12:00", "1"), ("2026-01-05T12:00:01", "0")],
)
def test_what_lasts_is_counted_while_it_lasts(asked: str, found: str) -> None:
    """Of what grants a time, only what lasts at the instant counts, both ends included, whatever was granted since."""
    leaves = {"type": "number", "count": "leave_approved", "lasting": {"from": "from_time", "until": "until"}}
    leaves["subject"] = "agent"
    must = {"on_leave": {"ge": found, "le": found}}
    rule = {"id": "r", "kind": "requirement", "subject": "agent", "clause": "X-1", "at": "clocked_in", "must": must}
    told = [
        event(
            "leave_approved", "2026-01-02T09:00", from_time=zoned("2026-01-05T09:00"), until=zoned("2026-01-05T12:00")
        ),
        event(
            "leave_approved", "2026-01-02T10:00", from_time=zoned("2026-08-03T09:00"), until=zoned("2026-08-07T12:00")
        ),
        event("clocked_in", asked),
    ]
    agent = sp.Agent.model_validate({"id": "a1", "events": told})
    found_by = policy(rule, facts={"on_leave": leaves}).evaluate(agent, as_of=instant("2026-01-05T18:00"))["r"]
    assert str(found_by.status) == "met"


def test_a_bound_that_nobody_noted_is_a_doubt() -> None:
    """Whether a leave without an end lasts at an instant nobody knows."""
    leaves = {"type": "number", "count": "leave_approved", "lasting": {"from": "from_time", "until": "until"}}
    leaves["subject"] = "agent"
    must = {"on_leave": {"ge": "1"}}
    rule = {"id": "r", "kind": "requirement", "subject": "agent", "clause": "X-1", "at": "clocked_in", "must": must}
    told = [
        event("leave_approved", "2026-01-02T09:00", from_time=zoned("2026-01-05T09:00")),
        event("clocked_in", "2026-01-05T10:00"),
    ]
    agent = sp.Agent.model_validate({"id": "a1", "events": told})
    found = policy(rule, facts={"on_leave": leaves}).evaluate(agent, as_of=instant("2026-01-05T18:00"))["r"]
    assert (str(found.status), found.verdicts[0].doubts) == ("unknown", ("1.until",))


TOGETHER: dict[str, Any] = {
    "ways": {"subject": "case", "type": "list", "union": "evidence_collected", "of": "kinds"},
    "all_ways": {
        "subject": "case",
        "type": "list",
        "together": [
            {"field": "ways"},
            {"field": "tags"},
            {"code": "letter", "when": {"channel": "letter"}},
            {"code": "large", "when": {"amount": {"ge": "100 CNY"}}},
        ],
    },
}


@pytest.mark.parametrize(
    ("header", "asked", "expected"),
    [
        ({"tags": ["video"], "channel": "letter"}, {"all": ["voucher", "video", "letter"]}, "met"),
        ({"tags": ["video"], "channel": "letter", "amount": "20 CNY"}, {"all": ["large"]}, "breached"),
        ({"tags": ["video"], "channel": "letter"}, {"all": ["large"]}, "unknown"),
        ({"channel": "letter", "amount": "200 CNY"}, {"all": ["voucher", "letter", "large"]}, "met"),
        ({"channel": "letter", "amount": "200 CNY"}, {"all": ["video", "letter"]}, "unknown"),
        ({"channel": "letter", "amount": "200 CNY"}, {"any": ["video", "letter"]}, "met"),
        ({"channel": "letter", "amount": "200 CNY"}, {"none": ["letter"]}, "breached"),
        ({"channel": "letter", "amount": "200 CNY"}, {"none": ["video"]}, "unknown"),
    ],
)
def test_a_list_holds_what_its_sources_list_and_stand_for(
    header: dict[str, Any], asked: dict[str, Any], expected: str
) -> None:
    """What one source lacks is a doubt only where the others do not settle it: the list holds at least theirs."""
    rule = {"id": "asked", "kind": "requirement", "clause": "C", "hold": "now", "must": {"all_ways": {"has": asked}}}
    collected = event("evidence_collected", "2026-01-05T10:00", kinds=["voucher"])
    found = policy(rule, facts=TOGETHER).evaluate(
        case(RECEIVED, collected, **header), as_of=instant("2026-01-06T12:00")
    )
    assert found["asked"].status.value == expected


@pytest.mark.parametrize(
    ("header", "asked", "expected"),
    [
        ({"tags": ["old"], "channel": "email"}, {"all": ["letter"]}, "breached"),
        ({"channel": "email"}, {"all": ["letter"]}, "breached"),
        ({"channel": "email"}, {"none": ["letter"]}, "met"),
        ({"channel": "email"}, {"all": ["old"]}, "unknown"),
        ({"tags": ["old", "letter"], "channel": "email"}, {"all": ["letter"]}, "unknown"),
        ({"tags": ["old", "letter"], "channel": "email"}, {"all": ["old"]}, "met"),
        ({"tags": ["old"]}, {"all": ["letter"]}, "breached"),
    ],
)
def test_a_code_is_not_in_a_list_where_that_is_said(
    header: dict[str, Any], asked: dict[str, Any], expected: str
) -> None:
    """`unless` takes one code out, whatever else is not on record; what a source lists all the same is unknown."""
    present = {"present": True}
    letter = {
        "code": "letter",
        "when": {"channel": {**present, "is": "letter"}},
        "unless": {"channel": {**present, "is": "email"}},
    }
    facts = {"told": {"type": "list", "together": [{"field": "tags"}, letter]}}
    rule = {"id": "asked", "kind": "requirement", "clause": "C", "hold": "now", "must": {"told": {"has": asked}}}
    found = policy(rule, facts=facts).evaluate(case(RECEIVED, **header), as_of=instant("2026-01-06T12:00"))
    assert found["asked"].status.value == expected


@pytest.mark.parametrize(
    "fact",
    [
        {"type": "text", "together": [{"field": "tags"}]},
        {"type": "list", "together": []},
        {"type": "list", "together": [{"field": "tag"}]},
        {"type": "list", "together": [{"field": "tags", "code": "large"}]},
        {"type": "list", "together": [{"code": "large"}]},
        {"type": "list", "together": [{"field": "tags"}], "within": "3 days"},
    ],
)
def test_what_is_put_together_is_a_list_of_what_exists(fact: dict[str, Any]) -> None:
    """What is no list, has no source, names no field or stands for no code is a problem."""
    with pytest.raises(sp.PolicyError):
        policy(facts={"told": fact})
