"""Sequences: the seven forms, case by case, then laws."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.judging.matching import Pattern
from tests.judging.building import case, event, instant, local, only, policy, verdicts

LATER = "2026-01-09T12:00"
ORDER = ["received", "investigated", "resolved", "called_back"]


def sequence(**said: Any) -> dict[str, Any]:
    """A rule of this kind."""
    return {"id": "s", "kind": "sequence", "clause": "X-1", **said}


def told(verdict: sp.Verdict) -> tuple[str, str]:
    """Status and reason."""
    return str(verdict.status), verdict.reason.code


def steps(*kinds: str, first: str = "2026-01-05T09:00") -> list[dict[str, Any]]:
    """Events an hour apart."""
    day, hour = first[:11], int(first[11:13])
    return [event(kind, f"{day}{hour + number:02}:00") for number, kind in enumerate(kinds)]


# ---------------------------------------------------------------- order


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["received"], ("pending", "step_awaited")),
        (["received", "investigated", "resolved"], ("pending", "step_awaited")),
        (ORDER, ("met", "in_order")),
        ([*ORDER, "closed"], ("met", "in_order")),
        (["received", "resolved"], ("breached", "step_skipped")),
        (["received", "resolved", "investigated"], ("breached", "out_of_order")),
        (["investigated"], ("breached", "step_skipped")),
        (["received", "investigated", "closed"], ("breached", "steps_missing")),
        (["received", "investigated", "closed", "resolved"], ("breached", "steps_missing")),
        ([*ORDER, "reopened", "investigated", "resolved"], ("met", "in_order")),
        (["closed"], ("not_applicable", "not_triggered")),
        ([], ("not_applicable", "not_triggered")),
    ],
)
def test_steps_are_taken_in_their_order(kinds: list[str], expected: tuple[str, str]) -> None:
    """Skipped and out of order are broken, what is still to come is pending, what is missing at the end is broken."""
    assert told(only(sequence(order=ORDER), case(*steps(*kinds)), LATER)) == expected


ROUND = [*ORDER, "closed"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([*ROUND, "reopened"], ["met", "pending"]),
        ([*ROUND, "reopened", *ORDER[1:], "closed"], ["met", "met"]),
        ([*ROUND, "reopened", "investigated", "resolved", "closed"], ["met", "breached"]),
        ([*ROUND, "reopened", "resolved"], ["met", "breached"]),
        (["received", "closed", "reopened", *ORDER[1:]], ["breached", "met"]),
        (["received", "investigated", "resolved", "reopened", *ORDER[1:]], ["not_applicable", "met"]),
        (["received", "resolved", "reopened", *ORDER[1:]], ["breached", "met"]),
        ([*ROUND, "reopened", *ORDER[1:], "reopened", "closed"], ["met", "met", "breached"]),
        (["reopened", "closed"], ["not_applicable"]),
    ],
)
def test_each_round_goes_in_order(kinds: list[str], expected: list[str]) -> None:
    """A reopening asks every step after the first once more; a round that goes over into the next one is given up."""
    found = verdicts(sequence(order=ORDER, on_reopen="new_cycle"), case(*steps(*kinds)), LATER)
    assert [str(verdict.status) for verdict in found] == expected


def test_a_reopening_without_a_matter_reopens_each() -> None:
    """What names no matter begins a round in every matter that was begun; the keys tell the rounds apart."""
    named = [{**one, "matter": name} for name in ("a", "b") for one in steps(*ROUND)]
    events = [*named, event("reopened", "2026-01-06T09:00"), event("closed", "2026-01-06T10:00")]
    found = verdicts(sequence(order=ORDER, on_reopen="new_cycle"), case(*events), LATER)
    told_ = {verdict.occurrence: str(verdict.status) for verdict in found}
    assert told_ == {"a/1": "met", "a/20260106T090000Z": "breached", "b/1": "met", "b/20260106T090000Z": "breached"}


def test_only_an_order_has_rounds() -> None:
    """A reopening means nothing to the other forms, and is refused there."""
    with pytest.raises(sp.PolicyError, match="a reopening begins an `order` anew"):
        policy(sequence(never="closed", on_reopen="new_cycle"))


def test_a_simultaneous_step_satisfies_both_ways() -> None:
    """Steps of one instant whose order nobody recorded are in order, and the verdict says so."""
    rule = sequence(order=["investigated", "resolved"])
    events = [event(kind, "2026-01-05T09:00") for kind in ("resolved", "investigated")]
    verdict = only(rule, case(*events), LATER)
    assert (told(verdict), verdict.state) == (("met", "in_order"), ("tie",))
    numbered = [{**one, "seq": number} for number, one in enumerate(events)]
    assert told(only(rule, case(*numbered), LATER)) == ("breached", "out_of_order")


@pytest.mark.parametrize(
    ("second", "as_of", "expected"),
    [
        ("2026-01-05T13:00", LATER, ("met", "in_order")),
        ("2026-01-05T13:00:01", LATER, ("breached", "step_late")),
        (None, "2026-01-05T13:00", ("pending", "step_awaited")),
        (None, "2026-01-05T13:00:01", ("breached", "step_overdue")),
    ],
)
def test_a_step_may_have_a_time_limit(second: str | None, as_of: str, expected: tuple[str, str]) -> None:
    """A limit runs from the step before; exactly at its end is in time."""
    rule = sequence(order=["received", {"event": "replied", "within": "4 working hours"}], clock="office")
    events = [event("received", "2026-01-05T09:00"), *([event("replied", second)] if second else [])]
    verdict = only(rule, case(*events), as_of)
    assert (told(verdict), local(verdict.due)) == (expected, "2026-01-05T13:00")


def test_all_of_several_make_one_step() -> None:
    """A step that consists of two events is taken with the last of them."""
    rule = sequence(order=["received", {"all": ["investigated", "cause_analysed"]}, "resolved"])
    early = case(*steps("received", "investigated", "resolved", "cause_analysed"))
    assert told(only(rule, early, LATER)) == ("breached", "out_of_order")
    assert told(only(rule, case(*steps("received", "cause_analysed", "investigated", "resolved")), LATER))[0] == "met"


def test_a_missing_fact_leaves_the_order_open_only_where_it_matters() -> None:
    """Whether an unrecorded reply was the third step is unknown; with a sure reply in its place it does not matter."""
    rule = sequence(order=["received", {"event": "replied", "where": {"substance": "full"}}, "resolved"])
    doubtful = only(rule, case(*steps("received", "replied", "resolved")), LATER)
    assert (str(doubtful.status), doubtful.doubts) == ("unknown", ("2.substance",))
    full = event("replied", "2026-01-05T10:00", substance="full")
    sure = [*steps("received"), full, *steps("replied", "resolved", first="2026-01-05T11:00")]
    assert told(only(rule, case(*sure), LATER)) == ("met", "in_order")


# ---------------------------------------------------------------- preceded


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["investigated", "resolved"], ["met"]),
        (["resolved"], ["breached"]),
        (["resolved", "investigated"], ["breached"]),
        (["resolved", "investigated", "resolved"], ["breached", "met"]),
        (["investigated"], ["not_applicable"]),
    ],
)
def test_what_must_come_before_came_before(kinds: list[str], expected: list[str]) -> None:
    """Each act looks back for what it needs; what comes later does not heal it."""
    rule = sequence(preceded={"every": "resolved", "by": "investigated"})
    assert [str(verdict.status) for verdict in verdicts(rule, case(*steps(*kinds)), LATER)] == expected


def test_what_came_before_may_be_too_old() -> None:
    """The last one before counts, and up to the end of its time."""
    rule = sequence(preceded={"every": "resolved", "by": "investigated", "within": "2 hours"})
    assert told(only(rule, case(*steps("investigated", "received", "resolved")), LATER)) == ("met", "came_before")
    old = case(*steps("investigated", "received", "replied", "resolved"))
    assert told(only(rule, old, LATER)) == ("breached", "too_long_before")


def test_a_matter_looks_back_no_further_than_itself() -> None:
    """What came before in another matter is no help, what names no matter is."""
    rule = sequence(preceded={"every": "settled", "by": "verified"}, per="matter")
    one = event("verified", "2026-01-05T09:00", matter="a")
    other = event("settled", "2026-01-05T10:00", matter="b")
    found = {verdict.occurrence: str(verdict.status) for verdict in verdicts(rule, case(one, other), LATER)}
    assert found == {"b/20260105T100000Z": "breached"}
    shared = event("verified", "2026-01-05T08:00")
    assert [str(verdict.status) for verdict in verdicts(rule, case(one, other, shared), LATER)] == ["met"]


def people(*who: str | None, role: str = "teller") -> list[dict[str, Any]]:
    """Actors, of whom some are not recorded."""
    return [{"role": role, **({"id": one} if one else {})} for one in who]


@pytest.mark.parametrize(
    ("actors", "expected"),
    [
        (people("a", "b"), "met"),
        (people("a", "a"), "breached"),
        (people("a"), "breached"),
        (people("a", None), "unknown"),
        (people("a", None, "b"), "met"),
        ([*people("a"), *people("b", role="guard")], "breached"),
        ([*people("a"), {"id": "b"}], "unknown"),
    ],
)
def test_two_people_at_one_act(actors: list[dict[str, Any]], expected: str) -> None:
    """Two different people must be named; one who is not recorded may be a second, or the first again."""
    two = {"event": "verified", "actors": {"distinct": "2", "who": {"role": ["teller", "general-teller"]}}}
    rule = sequence(preceded={"every": "settled", "by": two})
    events = [event("verified", "2026-01-05T09:00", actors=actors), event("settled", "2026-01-05T10:00")]
    assert str(only(rule, case(*events), LATER).status) == expected


# ---------------------------------------------------------------- followed


@pytest.mark.parametrize(
    ("kinds", "as_of", "expected"),
    [
        (["received", "replied"], LATER, [("met", "followed")]),
        (["received", "received", "replied"], LATER, [("met", "followed")] * 2),
        (["replied", "received"], "2026-01-05T12:00", [("pending", "step_awaited")]),
        (["replied", "received"], "2026-01-05T12:00:01", [("breached", "step_overdue")]),
        (["received", "withdrawn", "paused", "replied"], LATER, [("breached", "followed_late")]),
        (["replied"], LATER, [("not_applicable", "not_triggered")]),
    ],
)
def test_what_must_follow_follows_in_time(kinds: list[str], as_of: str, expected: list[tuple[str, str]]) -> None:
    """Each event calls for a follower within two hours, and one follower may answer several."""
    rule = sequence(followed={"every": "received", "by": "replied", "within": "2 hours"})
    assert [told(verdict) for verdict in verdicts(rule, case(*steps(*kinds)), as_of)] == expected


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["received", "reply_time_agreed", "interaction_ended"], ("met", "followed")),
        (["received", "interaction_ended", "reply_time_agreed"], ("breached", "not_before_end")),
        (["interaction_ended", "received"], ("pending", "step_awaited")),
        (["received"], ("pending", "step_awaited")),
    ],
)
def test_what_must_follow_follows_before_an_event(kinds: list[str], expected: tuple[str, str]) -> None:
    """It must come before the next of these; those that came earlier do not matter."""
    rule = sequence(followed={"every": "received", "by": "reply_time_agreed", "before": "interaction_ended"})
    assert told(only(rule, case(*steps(*kinds)), LATER)) == expected


def test_without_a_limit_the_end_of_the_case_is_the_limit() -> None:
    """On a case, what must follow must have followed when the case is closed."""
    rule = sequence(followed={"every": "opinion_recorded", "by": "replied"})
    assert told(only(rule, case(*steps("opinion_recorded")), LATER)) == ("pending", "step_awaited")
    assert told(only(rule, case(*steps("opinion_recorded", "closed")), LATER)) == ("breached", "not_before_end")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["received", "received", "replied"], "met"),
        (["received", "paused", "paused", "received", "replied"], "breached"),
        (["received", "received", "paused", "replied"], "met"),
        (["received"], "breached"),
        ([], "not_applicable"),
    ],
)
def test_some_event_is_enough(kinds: list[str], expected: str) -> None:
    """One that is followed in time settles it, unless all that had begun were past their limit before it began."""
    rule = sequence(followed={"some": "received", "by": "replied", "within": "2 hours"})
    assert str(only(rule, case(*steps(*kinds)), LATER).status) == expected


def test_an_unpublished_year_is_unknown_only_where_it_matters() -> None:
    """What follows before the calendar ends is in time; what is awaited beyond it is unknown."""
    calendars = {"cn": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}}
    rule = sequence(followed={"every": "received", "by": "replied", "within": "900 working days"}, clock="cn")
    made = sp.Policy(policy="p", timezone="Asia/Shanghai", calendars=calendars, rules=[rule])
    subject = case(*steps("received", "replied"))
    (kept,) = made.evaluate(subject, as_of=instant(LATER))["s"].verdicts
    assert str(kept.status) == "met"
    (open_,) = made.evaluate(case(*steps("received")), as_of=instant("2036-01-05T09:00"))["s"].verdicts
    assert (str(open_.status), open_.doubts[0][:11], open_.next_us) == ("unknown", "calendar cn", None)


def test_the_agenda_names_what_must_follow() -> None:
    """What is awaited is on the agenda with its time; once it is overdue it says so."""
    made = policy(sequence(followed={"every": "received", "by": "replied", "within": "2 hours"}, duty="clerk"))
    subject = case(*steps("received"))
    (duty,) = made.agenda(subject, as_of=instant("2026-01-05T10:00"))
    assert (duty.act, duty.role, local(duty.due), duty.overdue) == (("replied",), "clerk", "2026-01-05T11:00", False)
    (late,) = made.agenda(subject, as_of=instant(LATER))
    assert late.overdue


def test_a_step_of_several_acts_says_whether_all_are_needed() -> None:
    """The verdict, its words and the agenda tell `all` from `any`."""
    for said, form, words in (
        ({"all": ["investigated", "resolved"]}, "all_of", '"investigated and resolved" is still to come'),
        ({"any": ["investigated", "resolved"]}, "any_of", '"investigated or resolved" is still to come'),
    ):
        made = policy(sequence(followed={"every": "received", "by": said, "within": "2 hours"}))
        subject = case(*steps("received"))
        (verdict,) = made.evaluate(subject, as_of=instant("2026-01-05T10:00"))["s"].verdicts
        (duty,) = made.agenda(subject, as_of=instant("2026-01-05T10:00"))
        assert (dict(verdict.reason.args)["form"], duty.form, duty.act) == (form, form, ("investigated", "resolved"))
        assert words in verdict.explain()


def test_what_is_needed_anyway_is_told_once() -> None:
    """Where one act is needed, that it or another is needed is not told."""
    by = {"all": ["resolved", {"any": ["investigated", "resolved"]}]}
    made = policy(sequence(followed={"every": "received", "by": by, "within": "2 hours"}))
    (verdict,) = made.evaluate(case(*steps("received")), as_of=instant("2026-01-05T10:00"))["s"].verdicts
    assert '"resolved" is still to come' in verdict.explain()


# ---------------------------------------------------------------- never, once


def test_what_must_not_happen_is_nobodys_duty() -> None:
    """It waits for its end, and there is nothing to be done about it."""
    made = policy(sequence(never="refused", until="closed"))
    (verdict,) = made.evaluate(case(*steps("received")), as_of=instant("2026-01-05T10:00"))["s"].verdicts
    assert str(verdict.status) == "pending"
    assert made.agenda(case(*steps("received")), as_of=instant("2026-01-05T10:00")) == ()


@pytest.mark.parametrize(
    ("form", "kinds", "until", "expected"),
    [
        ("never", [], None, ("met", "never_happened")),
        ("never", ["received"], None, ("met", "never_happened")),
        ("never", ["refused_intake"], None, ("breached", "happened")),
        ("never", ["received"], "closed", ("pending", "not_so_far")),
        ("never", ["closed"], "closed", ("met", "never_happened")),
        ("never", ["closed", "refused_intake"], "closed", ("met", "never_happened")),
        ("never", ["refused_intake", "closed"], "closed", ("breached", "happened")),
        ("once", [], "closed", ("not_applicable", "not_triggered")),
        ("once", ["refused_intake"], None, ("met", "happened_once")),
        ("once", ["refused_intake", "refused_intake"], None, ("breached", "happened_again")),
        ("once", ["refused_intake", "closed", "refused_intake"], "closed", ("met", "happened_once")),
    ],
)
def test_never_and_once(form: str, kinds: list[str], until: str | None, expected: tuple[str, str]) -> None:
    """The first, or the second, is the breach; what comes after the end does not count."""
    rule = sequence(**{form: "refused_intake"}, **({"until": until} if until else {}))
    assert told(only(rule, case(*steps(*kinds)), LATER)) == expected


def test_what_never_happened_so_far_is_kept_and_not_for_good() -> None:
    """While a case is watched, what must never happen and did not is kept, but not for good."""
    rule = sequence(never="refused_intake")
    now = only(rule, case(*steps("received")), LATER)
    assert (now.status.value, now.final, now.occurrence) == ("met", False, "1")
    ahead = case(opened_at="2199-01-01T00:00:00+00:00")
    assert told(only(rule, ahead, LATER)) == ("not_applicable", "not_triggered")


def test_an_event_told_twice_happened_once() -> None:
    """An exact duplicate is one event."""
    refused = event("refused_intake", "2026-01-05T09:00")
    assert told(only(sequence(once="refused_intake"), case(refused, dict(refused)), LATER))[0] == "met"


# ---------------------------------------------------------------- by the same, or not


def acts(*who: tuple[str, str | None], **more: Any) -> list[dict[str, Any]]:
    """Acts with whoever did them, an hour apart."""
    found = []
    for number, (kind, person) in enumerate(who):
        found.append(event(kind, f"2026-01-05T{9 + number:02}:00", **({"by": person} if person else {}), **more))
    return found


@pytest.mark.parametrize(
    ("who", "apart", "together"),
    [
        ([("investigated", "a"), ("approved", "b")], "met", "breached"),
        ([("investigated", "a"), ("approved", "a")], "breached", "met"),
        ([("investigated", "a"), ("approved", "b"), ("investigated", "b")], "breached", "breached"),
        ([("investigated", "a"), ("approved", None)], "unknown", "unknown"),
        ([("investigated", "a"), ("approved", "a"), ("approved", None)], "breached", "unknown"),
        ([("investigated", "a"), ("approved", "b"), ("approved", None)], "unknown", "breached"),
        ([("investigated", "a")], "not_applicable", "not_applicable"),
    ],
)
def test_four_eyes_over_everybody(who: list[tuple[str, str | None]], apart: str, together: str) -> None:
    """A known person in common settles it whatever is missing; without one, anybody missing leaves it open."""
    of = ["investigated", "approved"]
    assert str(only(sequence(never_same={"of": of}), case(*acts(*who)), LATER).status) == apart
    assert str(only(sequence(same={"of": of}), case(*acts(*who)), LATER).status) == together


def test_who_is_missing_is_named() -> None:
    """The unknown says whose name would settle it."""
    rule = sequence(never_same={"of": ["investigated", "approved"], "by": "role"})
    verdict = only(rule, case(*acts(("investigated", "a"), ("approved", "b"))), LATER)
    assert verdict.doubts == ("1.role", "2.role")


ENDING: dict[str, Any] = {"limit": "100 CNY", "until": "2030-01-01T00:00:00Z"}  # else it is not known what is delegated


def organised(**more: Any) -> sp.Context:
    """An organisation in which `a` and `b` have posts."""
    posts = [{"person": "a", "role": "clerk", "unit": "u1"}, {"person": "b", "role": "head", "unit": "u1"}]
    units = [{"id": "u1"}, {"id": "u2"}]
    organisation = {"id": "bank", "subject": "organisation", "units": units, "posts": posts, "events": [], **more}
    return sp.Context.model_validate({"organisation": organisation})


@pytest.mark.parametrize(("by", "expected"), [("person", "met"), ("role", "met"), ("unit", "breached")])
def test_roles_and_units_are_those_of_the_posts(by: str, expected: str) -> None:
    """The organisation's posts count before what the events say."""
    rule = sequence(never_same={"of": ["investigated", "approved"], "by": by})
    subject = case(*acts(("investigated", "a"), ("approved", "b"), role="clerk", unit="u2"))
    report = policy(rule).evaluate(subject, as_of=instant(LATER), context=organised())
    assert str(report["s"].status) == expected


def test_a_delegate_is_also_whoever_delegated() -> None:
    """Who approves in the place of the investigator is the investigator, for four eyes."""
    rule = sequence(never_same={"of": ["investigated", "approved"]})
    subject = case(*acts(("investigated", "a"), ("approved", "b")))
    given = [
        {
            "from_person": "a",
            "to_person": "b",
            "actions": ["approved"],
            "limit": "100 CNY",
            "until": "2030-01-01T00:00:00Z",
        }
    ]
    report = policy(rule).evaluate(subject, as_of=instant(LATER), context=organised(delegations=given))
    assert [(told(verdict), verdict.reason.args) for verdict in report["s"].verdicts] == [
        (("breached", "did_both"), (("who", ("a",)),))
    ]


# ---------------------------------------------------------------- applies, explanations, round trip


def test_a_rule_that_does_not_apply_says_so() -> None:
    """`applies` is judged where the occurrence begins; unknown stays unknown."""
    rule = sequence(order=ORDER, applies={"channel": "telephone"})
    assert told(only(rule, case(*steps("received"), channel="letter"), LATER)) == ("not_applicable", "not_applicable")
    assert str(only(rule, case(*steps("received")), LATER).status) == "unknown"


FULL = {"event": "replied", "where": {"substance": "full"}}
TWO = {"event": "verified", "actors": {"distinct": 2, "who": {"role": "teller"}}}
DONE = {"all": ["resolved", {"any": ["closed", "archived"]}], "within": "2 hours"}
FORMS: list[dict[str, Any]] = [
    {"order": ["received", {**FULL, "within": "90 minutes"}, DONE], "until": "withdrawn"},
    {"preceded": {"every": "settled", "by": TWO, "within": "3 hours"}},
    {"followed": {"some": "received", "by": "replied", "before": "interaction_ended"}},
    {"never": "refused_intake"},
    {"once": {"event": "replied", "who": {"kind": "bot"}}},
    {"never_same": {"of": ["investigated", "approved"], "by": "role"}},
    {"same": {"of": ["requested", "completed"]}},
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: next(iter(form)))
def test_every_form_writes_itself_back(form: dict[str, Any], tmp_path: Any) -> None:
    """A policy with each form is written as YAML that loads to the same digest."""
    made = policy(sequence(**form))
    path = tmp_path / "p.yaml"
    path.write_text(made.to_yaml(), encoding="utf-8")
    assert sp.load(path).digest == made.digest


def test_an_explanation_says_what_was_skipped() -> None:
    """The step that is missing is named, in both languages."""
    verdict = only(sequence(order=ORDER), case(*steps("received", "resolved")), LATER)
    assert 'a later step was taken without "investigated"' in verdict.explain("en")
    assert "未完成“调查”即进入后续步骤" in verdict.explain("zh")


# ---------------------------------------------------------------- refused at loading


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"order": ["received", "replied", "received"]}, "step-twice"),
        ({"order": ["received"]}, "no-order"),
        ({"order": [{"event": "received", "within": "2 hours"}, "replied"]}, "nothing-before"),
        ({"subject": "organisation", "followed": {"every": "problem_found", "by": "problem_rectified"}}, "no-limit"),
        ({"subject": "agent", "followed": {"every": "joined", "by": "trained"}}, "no-limit"),
        ({"followed": {"by": "replied", "within": "2 hours"}}, "no-form"),
        ({}, "no-form"),
        ({"never": "replied", "once": "replied"}, "no-form"),
        ({"never": {"all": ["replied", "resolved"]}}, "illegal-combination"),
        ({"preceded": {"every": "resolved", "by": "replied"}, "until": "closed"}, "illegal-combination"),
        ({"never": "replied", "clock": "office"}, "no-span"),
        ({"never_same": {"of": ["replied"]}}, "missing-key"),
        ({"never": {"event": "replied", "actors": {"distinct": "0"}}}, "not-a-count"),
        ({"never": {"event": "replied", "actors": 2}}, "not-a-count"),
        ({"never": {"event": "repleid"}}, "unknown-event"),
        ({"order": ["received", {"event": "repleid", "within": "2 hours"}]}, "unknown-event"),
        ({"order": ["received", {"event": "replied", "within": "5 CNY"}]}, "wrong-type"),
        ({"order": ["received", {"event": "replied", "within": {"blank": "nowhere"}}]}, "unknown-blank"),
        ({"order": ["received", {"event": "replied", "within": "2 working hours"}]}, "no-clock"),
        ({"followed": {"every": "received", "by": "replied", "within": "2 working hours"}}, "no-clock"),
        ({"never": {"event": "replied", "actors": {"distinct": "2", "who": {"rol": "x"}}}}, "unknown-field"),
        ({"never": "replied", "clock": "moon", "followed": None}, "no-span"),
    ],
)
def test_what_means_nothing_is_refused(said: dict[str, Any], code: str) -> None:
    """Each kind of nonsense is a problem of its own, found when the policy is made."""
    with pytest.raises(sp.PolicyError) as caught:
        policy(sequence(**{name: value for name, value in said.items() if value is not None}))
    assert code in {problem.code for problem in caught.value.problems}


# ---------------------------------------------------------------- how much is asked


@pytest.mark.parametrize(
    "form",
    [
        {"followed": {"every": "received", "by": FULL, "before": "paused"}},
        {"preceded": {"every": "received", "by": FULL}},
        {"never_same": {"of": ["received", "replied"]}},
        {"order": ["resolved", "received", "replied"]},
    ],
    ids=lambda form: next(iter(form)),
)
def test_events_are_asked_about_once(form: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 10,000 events none is tested more than once for each selector of the rule."""
    asked = 0
    truth = Pattern.truth

    def counted(self: Pattern, scene: Any, one: Any) -> Any:
        nonlocal asked
        asked += 1
        return truth(self, scene, one)

    def minute(number: int) -> str:
        return f"2026-01-{5 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}"

    half = 5_000
    events = [event("received", minute(number), by=f"a{number}") for number in range(half)]
    events += [event("replied", minute(number), by=f"b{number}", substance="partial") for number in range(half)]
    subject = case(*events)
    made = policy(sequence(**form))
    monkeypatch.setattr(Pattern, "truth", counted)
    made.evaluate(subject, as_of=instant("2026-01-20T09:00"))
    assert asked <= 10_000


def test_an_event_of_the_bank_obliges_each_agent() -> None:
    """What the whole organisation did begins an occurrence for the agent, who must follow it in time."""
    adopted = {"event": "regime_adopted", "at": "2026-01-05T09:00:00+00:00"}
    context = sp.Context.model_validate(
        {"organisation": {"id": "bank", "subject": "organisation", "events": [adopted]}}
    )
    begins = {"event": "regime_adopted", "on": "organisation"}
    rule = sequence(subject="agent", followed={"every": begins, "by": "trained", "within": "48 hours"})
    for trained, expected in (("2026-01-07T09:00", "met"), ("2026-01-07T09:01", "breached")):
        agent = sp.Agent.model_validate({"id": "e1", "subject": "agent", "events": [event("trained", trained)]})
        report = policy(rule).evaluate(agent, as_of=instant(LATER), context=context)
        assert [str(verdict.status) for verdict in report["s"].verdicts] == [expected]


def test_too_many_doubts_name_them_all() -> None:
    """Where the worlds of what is missing cannot be told apart, one unknown verdict names what would settle it."""
    rule = sequence(never_same={"by": "person", "of": [FULL, "closed"]})
    replies = [event("replied", f"2026-01-05T{hour:02}:00", by=f"e{hour}") for hour in range(1, 21)]
    verdict = only(rule, case(*replies, event("closed", "2026-01-06T09:00", by="e1")), LATER)
    assert (str(verdict.status), verdict.reason.code) == ("unknown", "too_many_doubts")
    assert len(verdict.doubts) > 8


def test_doubts_of_many_occurrences_do_not_multiply() -> None:
    """Twenty questions with a doubtful answer each: each hangs on the answers within its own hour."""
    rule = sequence(followed={"every": "received", "by": FULL, "within": "1 hour"})
    events = [event(kind, f"2026-01-05T{hour:02}:00") for hour in range(1, 21) for kind in ("received", "replied")]
    found = verdicts(rule, case(*events), LATER)
    assert [str(verdict.status) for verdict in found] == ["unknown"] * 20
    assert found[3].doubts == ("10.substance", "8.substance")


# ---------------------------------------------------------------- called off, planned, and already so

OFF = {"any": ["withdrawn", "merged"]}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["received", "investigated", "withdrawn"], ("not_applicable", "cancelled")),
        (["received", "investigated", "withdrawn", "resolved", "called_back"], ("not_applicable", "cancelled")),
        (["received", "resolved", "withdrawn"], ("breached", "step_skipped")),
        (["received", "resolved", "investigated", "merged"], ("breached", "out_of_order")),
        ([*ORDER, "withdrawn"], ("met", "in_order")),
        (["received", "closed", "withdrawn"], ("breached", "steps_missing")),
        (["withdrawn"], ("not_applicable", "not_triggered")),
    ],
)
def test_an_order_that_is_called_off(kinds: list[str], expected: tuple[str, str]) -> None:
    """What calls an order off ends it without a verdict; what was broken, or whole, by then is that for good."""
    verdict = only(sequence(order=ORDER, cancel=OFF), case(*steps(*kinds)), LATER)
    assert told(verdict) == expected
    assert verdict.final == (kinds != ["withdrawn"])


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["received", "withdrawn"], ("not_applicable", "cancelled")),
        (["received", "replied", "withdrawn"], ("met", "followed")),
        (["received", "withdrawn", "replied"], ("not_applicable", "cancelled")),
        (["received", "closed", "withdrawn"], ("breached", "not_before_end")),
    ],
)
def test_a_wait_that_is_called_off(kinds: list[str], expected: tuple[str, str]) -> None:
    """Once it is called off nothing need follow; what followed, or was missing at the end, before that stays."""
    assert told(
        only(sequence(followed={"every": "received", "by": "replied"}, cancel=OFF), case(*steps(*kinds)), LATER)
    ) == (expected)


@pytest.mark.parametrize(
    ("off", "expected"), [("2026-01-05T13:00", "not_applicable"), ("2026-01-05T13:00:01", "breached")]
)
def test_what_was_overdue_before_it_was_called_off_stays_so(off: str, expected: str) -> None:
    """At the due instant it can still be called off, a second later it was broken."""
    rule = sequence(
        followed={"every": "received", "by": "replied", "within": "4 hours"}, cancel="withdrawn", clock="office"
    )
    assert only(rule, case(event("received", "2026-01-05T09:00"), event("withdrawn", off)), LATER).status == expected


def test_what_looks_back_cannot_be_called_off() -> None:
    """Nothing is waited for where an act asks for what came before it."""
    with pytest.raises(sp.PolicyError) as caught:
        policy(sequence(preceded={"every": "resolved", "by": "verified"}, cancel="withdrawn"))
    assert [problem.code for problem in caught.value.problems] == ["illegal-combination"]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("2026-09-30T23:59", ("met", "followed")),
        ("2026-10-01T00:00", ("breached", "followed_late")),
        (None, ("breached", "step_overdue")),
    ],
)
def test_what_is_planned_for_a_period_is_due_by_its_end(held: str | None, expected: tuple[str, str]) -> None:
    """The period that an event names goes before the time of the rule."""
    events = [event("training_planned", "2026-01-10T09:00", training="T", for_period="2026-09")]
    events += [event("training_held", f"{held}+01:00", training="T")] if held else []
    assert told(_planned(events)) == expected


def test_what_names_no_period_is_due_in_the_time_of_the_rule() -> None:
    """Only what is planned for a period waits for it; what is no period says nothing."""
    plain = [event("training_planned", "2026-01-10T09:00"), event("training_held", "2026-01-13T09:01")]
    assert told(_planned(plain)) == ("breached", "followed_late")
    odd = [event("training_planned", "2026-01-10T09:00", for_period="autumn")]
    verdict = _planned(odd)
    assert (str(verdict.status), verdict.doubts) == ("unknown", ("1.for_period",))


def _planned(events: list[dict[str, Any]]) -> sp.Verdict:
    said = {
        "every": "training_planned",
        "by": "training_held",
        "within": "72 hours",
        "by_end_of": {"field": "for_period"},
    }
    rule = sequence(subject="organisation", followed=said, clock="office")
    bank = sp.Organisation.model_validate({"id": "bank", "timezone": "Europe/London", "events": events})
    (verdict,) = policy(rule).evaluate(bank, as_of=instant("2026-12-01T09:00"))["s"].verdicts
    return verdict


@pytest.mark.parametrize(("itself", "expected"), [("counts", "met"), (None, "breached")])
def test_an_event_may_be_what_has_to_follow_it(itself: str | None, expected: str) -> None:
    """Only where the rule says so is what must be followed its own follower."""
    said = {"every": "received", "by": {"event": "received", "where": {"content_recorded": "true"}}}
    rule = sequence(followed={**said, **({"itself": itself} if itself else {})})
    subject = case(event("received", "2026-01-05T09:00", content_recorded=True), event("closed", "2026-01-05T10:00"))
    assert only(rule, subject, LATER).status == expected


# ---------------------------------------------------------------- how long something lasted


def _away(*events: dict[str, Any], as_of: str = "2026-01-05T18:00") -> list[tuple[str, str]]:
    said = {
        "every": {"event": "seat_left", "where": {"minutes": {"ge": "15"}}},
        "by": "signed_out",
        "before": "seat_taken",
    }
    rule = sequence(subject="shift", per="absence", followed=said, until="ended")
    shift = sp.Shift.model_validate({"id": "S", "timezone": "Europe/London", "events": list(events)})
    found = policy(rule).evaluate(shift, as_of=instant(as_of))["s"].verdicts
    return [(str(verdict.status), ",".join(verdict.doubts)) for verdict in found]


LEFT, ENDED = event("seat_left", "2026-01-05T10:00"), event("ended", "2026-01-05T17:00")


@pytest.mark.parametrize(
    ("events", "as_of", "expected"),
    [
        ([LEFT, event("seat_taken", "2026-01-05T10:15")], "2026-01-05T18:00", ("breached", "")),
        ([LEFT, event("seat_taken", "2026-01-05T10:14:59")], "2026-01-05T18:00", ("not_applicable", "")),
        ([{**LEFT, "minutes": 5}, event("seat_taken", "2026-01-05T10:40")], "2026-01-05T18:00", ("breached", "")),
        ([{**LEFT, "minutes": 20}, event("seat_taken", "2026-01-05T10:05")], "2026-01-05T18:00", ("breached", "")),
        ([{**LEFT, "minutes": 5}, ENDED], "2026-01-05T18:00", ("not_applicable", "")),
        ([LEFT, ENDED], "2026-01-05T18:00", ("breached", "")),
        ([LEFT], "2026-01-05T10:14", ("pending", "")),
        ([LEFT], "2026-01-05T10:15", ("pending", "")),
        ([LEFT, event("signed_out", "2026-01-05T10:01"), ENDED], "2026-01-05T18:00", ("met", "")),
        ([LEFT, event("seat_left", "2026-01-05T16:55"), ENDED], "2026-01-05T18:00", ("unknown", "1.minutes")),
    ],
)
def test_how_long_somebody_was_away_is_read_off_the_timeline(
    events: list[dict[str, Any]], as_of: str, expected: tuple[str, str]
) -> None:
    """What was announced counts until the return is on record; what was not is open until it is, or is long."""
    assert expected in _away(*events, as_of=as_of)


def test_each_absence_lasts_until_its_own_return() -> None:
    """A return that names an absence ends that one."""
    first, second = {**LEFT, "absence": "A"}, event("seat_left", "2026-01-05T11:00", absence="B")
    back = event("seat_taken", "2026-01-05T10:05", absence="A"), event("seat_taken", "2026-01-05T11:20", absence="B")
    assert _away(first, second, *back) == [("breached", "")]


# ---------------------------------------------------------------- without an organisation


@pytest.mark.parametrize(("role", "expected"), [("agent", "unknown"), ("cook", "not_applicable")])
def test_what_the_bank_did_is_unknown_where_no_bank_is_handed_in(role: str, expected: str) -> None:
    """Nobody knows that nothing was launched; whom the rule leaves out it leaves out."""
    launched = {"event": "launched", "on": "organisation"}
    rule = sequence(
        subject="agent",
        applies={"role": "agent"},
        followed={"every": launched, "by": "trained", "within": "5 days"},
        clock="office",
    )
    agent = sp.Agent.model_validate({"id": "e1", "timezone": "Europe/London", "role": role, "events": []})
    report = policy(rule).evaluate(agent, as_of=instant(LATER))
    assert report["s"].status == expected
    bank = sp.Organisation.model_validate({"id": "bank", "timezone": "Europe/London", "events": []})
    report = policy(rule).evaluate(agent, as_of=instant(LATER), context=sp.Context(organisation=bank))
    assert report["s"].status == "not_applicable"


def test_what_the_bank_did_is_no_count_of_nought() -> None:
    """A fact that is counted on the organisation is missing where there is none."""
    facts = {"launches": {"subject": "agent", "type": "number", "count": "launched", "on": "organisation"}}
    rule = {
        "id": "s",
        "kind": "requirement",
        "clause": "X-1",
        "subject": "agent",
        "hold": "now",
        "must": {"launches": "0"},
    }
    agent = sp.Agent.model_validate({"id": "e1", "timezone": "Europe/London", "events": []})
    verdict = policy(rule, facts=facts).evaluate(agent, as_of=instant(LATER))["s"].verdicts[0]
    assert (str(verdict.status), verdict.doubts) == ("unknown", ("organisation",))


# ---------------------------------------------------------------- about the same


def _launched(*events: dict[str, Any], **said: Any) -> list[tuple[str, tuple[str, ...]]]:
    followed = {"every": "product_launched", "by": "trained", "within": "72 hours", "about": {"field": "product"}}
    rule = sequence(subject="agent", followed={**followed, "named_in": ["topic", "topics"], **said}, clock="office")
    subject = sp.Agent.model_validate({"id": "e1", "timezone": "Europe/London", "events": list(events)})
    found = policy(rule).evaluate(subject, as_of=instant(LATER))["s"].verdicts
    return [(str(one.status), one.doubts) for one in found]


GREEN = event("product_launched", "2026-01-05T09:00", product="green")
BLUE = event("product_launched", "2026-01-05T10:00", product="blue")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"topic": "green"}, ("met", ())),
        ({"topics": ["old", "green"]}, ("met", ())),
        ({"topic": "old", "topics": ["old", "green"]}, ("met", ())),
        ({"topic": "old"}, ("breached", ())),
        ({"topics": ["old"]}, ("breached", ())),
        ({"topics": []}, ("unknown", ("2.topic",))),
        ({}, ("unknown", ("2.topic",))),
    ],
)
def test_only_what_names_the_same_follows(fields: dict[str, Any], expected: tuple[str, tuple[str, ...]]) -> None:
    """What follows names what it is about in any of its fields; something else does not count, nothing is a doubt."""
    assert _launched(GREEN, event("trained", "2026-01-06T09:00", **fields)) == [expected]


def test_each_is_followed_by_its_own() -> None:
    """One that is about both serves both; one that is about the first twice leaves the second one broken."""
    both = event("trained", "2026-01-06T09:00", topics=["green", "blue"])
    twice = [event("trained", f"2026-01-06T{hour}:00", topic="green") for hour in ("09", "11")]
    assert _launched(GREEN, BLUE, both) == [("met", ()), ("met", ())]
    assert _launched(GREEN, BLUE, *twice) == [("met", ()), ("breached", ())]


def test_what_does_not_say_what_it_is_about_is_a_doubt() -> None:
    """Where the event that must be followed names nothing, whatever follows in time may be meant; nothing is none."""
    nameless = event("product_launched", "2026-01-05T09:00")
    assert _launched(nameless, event("trained", "2026-01-06T09:00", topic="x")) == [("unknown", ("1.product",))]
    assert _launched(nameless) == [("breached", ())]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"named_in": ["topik"]}, "unknown-field"),
        ({"named_in": ["hours"]}, "wrong-type"),
        ({"about": {"field": "produce"}}, "unknown-field"),
        ({"about": None}, "illegal-combination"),
    ],
)
def test_what_names_nothing_is_refused(said: dict[str, Any], code: str) -> None:
    """Both sides are fields in which an event names something, and neither is said alone."""
    with pytest.raises(sp.PolicyError) as caught:
        _launched(GREEN, **said)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (["query"], ["met", "breached"]),
        (["query", "reset"], ["met", "met"]),
        ([None], ["unknown", "unknown"]),
        (["query", None], ["met", "met"]),
        (["loan"], ["breached", "breached"]),
    ],
)
def test_what_follows_is_about_one_thing_that_was_asked_for(named: list[str | None], expected: list[str]) -> None:
    """What names one follows that, what names neither the one that is left."""
    said = sequence(followed={"every": "requested", "by": "completed", "before": "closed", "told_apart_by": "service"})
    asked = (
        event("requested", "2026-01-05T09:00", service="query"),
        event("requested", "2026-01-05T09:10", service="reset"),
    )
    done = [
        event("completed", f"2026-01-05T1{number}:00", **({} if name is None else {"service": name}))
        for number, name in enumerate(named)
    ]
    found = verdicts(said, case(*asked, *done, event("closed", "2026-01-06T09:00")), LATER)
    assert [str(one.status) for one in found] == expected


def test_what_is_told_apart_is_named_by_a_field() -> None:
    """It is a field of what must be followed, in which that names something."""
    for name, code in (("services", "unknown-field"), ("at", "wrong-type")):
        followed = {"every": "requested", "by": "completed", "before": "closed", "told_apart_by": name}
        with pytest.raises(sp.PolicyError) as caught:
            policy(sequence(followed=followed))
        assert [problem.code for problem in caught.value.problems] == [code]


def test_matters_and_names_do_not_go_together() -> None:
    """Where `per` says what belongs together, `about` would say it again."""
    followed = {"every": "passed_on", "by": "followed_up", "about": {"field": "to_unit"}, "named_in": ["with_unit"]}
    with pytest.raises(sp.PolicyError) as caught:
        policy(sequence(followed=followed))
    assert [problem.code for problem in caught.value.problems] == ["illegal-combination"]
