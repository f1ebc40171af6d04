"""Sanction ladders: what the first, second, third time brings, and whether that is on record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicepolicy as sp
from tests.kinds.incentive.awarding import agent, assess, award, desk, event, fined, found, outcome, reminded
from tests.strategies.incentive import AssessedExample, ladder_examples

TWICE = [found("I1", "2026-01-05"), found("I2", "2026-01-12")]


def test_first_a_reminder_then_a_fine() -> None:
    """The first untidy desk brings a reminder, the second one 10 CNY; both on record in time is kept."""
    one = award(desk(), [*TWICE, agent("e1", reminded("2026-01-06"), fined("2026-01-13"))])
    assert outcome(one) == ("met", "in_order", ["reminder", "10 CNY"])
    assert one.behind == (("I1", "1"), ("I2", "1"))


def test_smoking_costs_from_the_first_time() -> None:
    """A ladder that begins with an amount brings it each time, and says to which pool it goes."""
    smoking = desk(ladder=[{"from": "1", "each": "10 CNY", "to": "activity-fund"}])
    one = award(smoking, [*TWICE, agent("e1", fined("2026-01-05"), fined("2026-01-12"))])
    assert outcome(one) == ("met", "in_order", ["10 CNY", "10 CNY"])
    assert {line.to for line in one.lines} == {"activity-fund"}


@pytest.mark.parametrize(
    ("record", "status", "reason"),
    [
        (fined("2026-01-13"), "met", "in_order"),
        (fined("2026-01-16T00:00"), "met", "in_order"),
        (event("sanctioned", "2026-01-16T00:01", amount="10 CNY"), "breached", "late"),
        (fined("2026-01-13", "9.99 CNY"), "breached", "less"),
        (fined("2026-01-13", "10.01 CNY"), "breached", "more"),
        (fined("2026-01-13", "10 EUR"), "breached", "other"),
        (event("sanctioned", "2026-01-13", sanction="fine"), "unknown", "hangs_on_missing"),
        (event("sanctioned", "2026-01-13"), "unknown", "hangs_on_missing"),
        (event("sanctioned", "2026-01-13", sanction="reminder"), "breached", "other"),
        (event("sanctioned", "2026-01-13", sanction="dismissal"), "breached", "other"),
        (event("sanctioned", "2026-01-13", sanction="reminder", amount="10 CNY"), "met", "in_order"),
    ],
)
def test_the_fine_is_compared(record: dict[str, Any], status: str, reason: str) -> None:
    """To the cent and to the minute: what is on record is as due, late, less, more or something else."""
    one = award(desk(), [*TWICE, agent("e1", reminded("2026-01-06"), record)])
    assert outcome(one)[:2] == (status, reason)


def test_what_is_missing_is_broken_only_once_it_is_due() -> None:
    """Nothing on record is pending until the last instant, and broken after it."""
    subjects = [found("I1", "2026-01-30"), agent("e1")]
    assert outcome(award(desk(), subjects, as_of="2026-02-03T00:00")) == ("pending", "not_yet", ["reminder"])
    assert outcome(award(desk(), subjects, as_of="2026-02-03T00:01")) == ("breached", "missing", ["reminder"])


def test_without_a_time_the_next_period_s_end_is_the_last_moment() -> None:
    """A rule that allows no time has its record due by the end of the period that follows."""
    rule = desk(recorded={"event": "sanctioned"})
    subjects = [found("I1", "2026-01-30"), agent("e1")]
    assert award(rule, subjects, as_of="2026-02-28T23:59").status == "pending"
    assert award(rule, subjects, as_of="2026-03-01T00:00").status == "breached"


def test_a_fine_without_a_ground_is_broken() -> None:
    """What is on record although nothing was due is a breach of its own."""
    one = award(desk(), [agent("e1", fined("2026-01-13"))])
    assert outcome(one) == ("breached", "without_right", [])


def test_nothing_due_and_nothing_on_record_does_not_apply() -> None:
    """Who was never found with an untidy desk is not concerned."""
    assert outcome(award(desk(), [agent("e1")])) == ("not_applicable", "nothing_due", [])


def test_somebody_without_a_record_of_its_own_is_still_counted() -> None:
    """A person who is only named in an inspection gets an award all the same."""
    assert outcome(award(desk(), [found("I1", "2026-01-05")])) == ("breached", "missing", ["reminder"])


def test_a_finding_of_another_is_not_counted() -> None:
    """Each person climbs a ladder of their own."""
    one = award(desk(), [found("I1", "2026-01-05", "e2"), found("I2", "2026-01-06"), agent("e1")])
    assert outcome(one)[2] == ["reminder"]


# windows and resets


@pytest.mark.parametrize(
    ("window", "second"),
    [(None, "10 CNY"), ("1 month", "10 CNY"), ("7 days", "reminder"), ("calendar year", "reminder")],
)
def test_windows(window: str | None, second: str) -> None:
    """Earlier times count as far back as the window reaches; a calendar year begins anew in January."""
    one = award(desk(window=window), [found("I0", "2025-12-31"), found("I1", "2026-01-09"), agent("e1")])
    assert outcome(one)[2] == [second]


def test_the_window_s_first_instant_is_out() -> None:
    """A time exactly one window earlier no longer counts; one minute later it does."""
    rule = desk(window="7 days")
    exactly = [found("I1", "2026-01-05T10:00"), found("I2", "2026-01-12T10:00"), agent("e1")]
    within = [found("I1", "2026-01-05T10:01"), found("I2", "2026-01-12T10:00"), agent("e1")]
    assert outcome(award(rule, exactly))[2] == ["reminder", "reminder"]
    assert outcome(award(rule, within))[2] == ["reminder", "10 CNY"]


def test_a_reset_lets_counting_start_anew() -> None:
    """After the event that resets, the next time is the first."""
    rule = desk(reset={"event": "trained", "where": {"topic": "hygiene"}})
    trained = agent("e1", event("trained", "2026-01-10", topic="hygiene"))
    other = agent("e1", event("trained", "2026-01-10", topic="sales"))
    assert outcome(award(rule, [*TWICE, trained]))[2] == ["reminder", "reminder"]
    assert outcome(award(rule, [*TWICE, other]))[2] == ["reminder", "10 CNY"]


def test_a_reset_at_the_very_instant_counts() -> None:
    """A time at the instant of the reset is the first of the new count."""
    rule = desk(reset="trained")
    assert outcome(award(rule, [*TWICE, agent("e1", event("trained", "2026-01-12"))]))[2] == ["reminder", "reminder"]


def test_an_unsure_reset_gives_two_bounds() -> None:
    """Whether the training was of the kind that resets decides between a reminder and a fine."""
    rule = desk(reset={"event": "trained", "where": {"topic": "hygiene"}}, recorded=None)
    one = award(rule, [*TWICE, agent("e1", event("trained", "2026-01-10"))])
    assert [str(what) for what in one.least] == ["reminder", "reminder"]
    assert [str(what) for what in one.most] == ["reminder", "10 CNY"]


# severity and repetition

VIOLATION = {
    "id": "violations",
    "kind": "incentive",
    "clause": "X-3",
    "counts": {"event": "violation_established", "per": "severity"},
    "window": "1 year",
    "ladder": {
        "choose": [
            {
                "when": {"severity": "minor"},
                "value": [{"nth": "1", "entitles": "reminder"}, {"from": "2", "each": "10 CNY"}],
            },
            {"value": [{"from": "1", "each": "500 CNY"}]},
        ]
    },
    "repeat": {"from": "4", "entitles": ["transfer", "dismissal"]},
    "recorded": {"event": "sanctioned", "within": "30 days"},
}


def violation(day: str, severity: str | None) -> dict[str, Any]:
    """A violation that was established."""
    return event("violation_established", day, **({"severity": severity} if severity else {}))


def test_each_severity_climbs_a_ladder_of_its_own() -> None:
    """A serious violation between two minor ones does not make the second minor one a third."""
    days = [violation("2026-01-05", "minor"), violation("2026-01-06", "serious"), violation("2026-01-07", "minor")]
    assert outcome(award(VIOLATION, [agent("e1", *days)]))[2] == ["reminder", "500 CNY", "10 CNY"]


def test_repeat_offenders_are_counted_over_all_severities() -> None:
    """The fourth violation of any severity brings one of transfer and dismissal, as whoever decides chooses."""
    severities = {"5": "minor", "6": "serious", "7": "minor", "8": "serious"}
    days = [violation(f"2026-01-0{day}", severity) for day, severity in severities.items()]
    punished = [reminded("2026-01-05T11:00"), fined("2026-01-06T11:00", "500 CNY"), fined("2026-01-07T11:00")]
    for choice, status in (("dismissal", "met"), ("transfer", "met"), ("reminder", "breached")):
        last = event("sanctioned", "2026-01-08T11:00", sanction=choice)
        one = award(VIOLATION, [agent("e1", *days, *punished, last)])
        assert outcome(one)[2][-1] == "transfer|dismissal"
        assert one.status == status, choice


def test_an_appeal_that_voids_a_violation_takes_it_out_of_the_count() -> None:
    """A violation that was taken back brings nothing, and the next one is the first."""
    first = {**violation("2026-01-05", "minor"), "id": "v1"}
    appeal = event("voided", "2026-01-20", voids="v1")
    subjects = [agent("e1", first, violation("2026-01-07", "minor"), appeal)]
    assert outcome(award(VIOLATION, subjects))[2] == ["reminder"]


def test_an_unknown_severity_gives_two_bounds() -> None:
    """Whether a violation was minor is not known: it brings a reminder at the least and 500 CNY at the most."""
    one = award(VIOLATION, [agent("e1", violation("2026-01-05", None))])
    assert one.status == "breached"
    assert ([str(what) for what in one.least], [str(what) for what in one.most]) == (["reminder"], ["500 CNY"])
    pending = award(VIOLATION, [agent("e1", violation("2026-01-31", None), reminded("2026-02-01"))])
    assert (pending.status, pending.doubts) == ("unknown", ("e1/1.severity",))


# doubtful cases


def test_a_finding_that_may_be_somebody_s_gives_two_bounds() -> None:
    """A finding without a person may be anybody's: nobody is fined for it, and nobody is cleared."""
    one = award(desk(), [found("I1", "2026-01-05", None), agent("e1")])
    assert (one.status, one.doubts) == ("unknown", ("I1/1.person",))
    assert (one.least, [str(what) for what in one.most]) == ((), ["reminder"])


def test_a_doubt_that_changes_nothing_is_not_told() -> None:
    """A missing fine is missing whether or not there was another finding before it."""
    rule = desk(ladder=[{"from": "1", "each": "10 CNY"}])
    one = award(rule, [found("I1", "2026-01-05", what=None), found("I2", "2026-01-12"), agent("e1")])
    assert (one.status, one.doubts) == ("breached", ())


def test_too_many_doubts_are_said() -> None:
    """More doubtful findings than can be told apart leave the award unknown."""
    subjects = [found(f"I{number}", "2026-01-05", None) for number in range(12)]
    assert award(desk(), [*subjects, agent("e1")]).reason.code == "too_many_doubts"


# verdicts, waivers

LEAVE = {
    "id": "leave-approved-first",
    "kind": "sequence",
    "subject": "agent",
    "clause": "X-4",
    "preceded": {"every": "absent", "by": "leave_approved"},
}
ABSENCE = {
    "id": "absenteeism",
    "kind": "incentive",
    "clause": "X-5",
    "counts": {"verdicts": "leave-approved-first", "is": "breached"},
    "window": "calendar year",
    "ladder": [{"nth": "1", "entitles": "warning"}, {"from": "2", "each": "100 CNY"}],
    "recorded": {"event": "sanctioned", "within": "10 days"},
}


def test_breaches_of_a_rule_are_counted() -> None:
    """An absence that was not approved beforehand brings a warning; one that was brings nothing."""
    absent = event("absent", "2026-01-12")
    approved = event("leave_approved", "2026-01-10")
    assert outcome(award([LEAVE, ABSENCE], [agent("e1", absent)])) == ("breached", "missing", ["warning"])
    assert outcome(award([LEAVE, ABSENCE], [agent("e1", approved, absent)])) == ("not_applicable", "nothing_due", [])


def test_an_unknown_verdict_is_not_counted_as_a_breach() -> None:
    """Where it is not known whether leave was approved, the award has two bounds."""
    leave = {**LEAVE, "preceded": {"every": "absent", "by": {"event": "leave_approved", "who": {"role": "manager"}}}}
    one = award([leave, ABSENCE], [agent("e1", event("leave_approved", "2026-01-10"), event("absent", "2026-01-12"))])
    assert one.status == "unknown"
    assert (one.least, [str(what) for what in one.most]) == ((), ["warning"])


def test_a_waived_breach_is_in_no_sanction() -> None:
    """An accepted exception takes a breach out of the count."""
    waiver = {"id": "w1", "rule": "leave-approved-first", "subject": "e1", "approver": "boss"}
    waiver |= {"reason_code": "illness", "until": "2027-01-01T00:00:00+08:00"}
    context = sp.Context.model_validate({"waivers": [waiver]})
    one = award([LEAVE, ABSENCE], [agent("e1", event("absent", "2026-01-12"))], context=context)
    assert outcome(one) == ("not_applicable", "nothing_due", [])


def test_a_table_over_counts() -> None:
    """Keeping the rules is rewarded, breaking them punished: the number of a period decides."""
    rule = desk(
        ladder=None,
        table=[
            {"is": "0", "entitles": "clean-desk-award"},
            {"ge": "1", "le": "2", "entitles": "none"},
            {"ge": "3", "entitles": "talk"},
        ],
        recorded=None,
    )
    assert outcome(award(rule, [agent("e1")]))[2] == ["clean-desk-award"]
    assert outcome(award(rule, [*TWICE, agent("e1")]))[2] == []
    assert outcome(award(rule, [*TWICE, found("I3", "2026-01-20"), agent("e1")]))[2] == ["talk"]


def test_a_cap_cuts_the_period_s_amount() -> None:
    """Fines of a month stop at the cap: the last one is cut, further ones bring nothing."""
    subjects = [found(f"I{day}", f"2026-01-{day}") for day in ("05", "06", "07", "08")]
    one = award(desk(ladder=[{"from": "1", "each": "10 CNY"}], cap="25 CNY", recorded=None), [*subjects, agent("e1")])
    assert outcome(one)[2] == ["10 CNY", "10 CNY", "5 CNY"]


@pytest.mark.parametrize("cap", ["25 EUR", {"blank": "most"}])
def test_a_cap_in_another_currency_is_refused(cap: Any) -> None:
    """Nothing is converted, so it would cap nothing: outright, and where a blank is filled so."""
    rule = {**desk(ladder=[{"from": "1", "each": "10 CNY"}], recorded=None), "cap": cap}
    blanks = {"most": {"type": "money", "clause": "1", "ask": {"en": "How much?"}}}
    with pytest.raises(sp.PolicyError, match="the cap is in EUR, and what it caps in CNY"):
        sp.Policy(policy="desk", timezone="UTC", blanks=blanks, values={"most": "25 EUR"}, rules=[rule])


# publication and the rule's own time


def test_what_is_on_record_must_be_made_known() -> None:
    """A fine that is to be published by an event of the same decision is broken without it, and kept with it."""
    rule = desk(published={"event": "published", "by": "decision", "within": "5 days"})
    subjects = [found("I1", "2026-01-05")]
    record = {**reminded("2026-01-06"), "decision": "d1"}
    told = event("published", "2026-01-08", decision="d1")
    other = event("published", "2026-01-08", decision="d2")
    assert outcome(award(rule, [*subjects, agent("e1", record, told)]))[:2] == ("met", "in_order")
    assert outcome(award(rule, [*subjects, agent("e1", record, other)]))[:2] == ("breached", "unpublished")
    late = event("published", "2026-01-20", decision="d1")
    assert outcome(award(rule, [*subjects, agent("e1", record, late)]))[:2] == ("breached", "published_late")


def test_the_record_itself_may_say_that_it_was_published() -> None:
    """Without an event of its own, the field of the record decides; where it is missing, nobody knows."""
    rule = desk(published={})
    for published, status in ((True, "met"), (False, "breached"), (None, "unknown")):
        said = {"published": published} if published is not None else {}
        record = {**reminded("2026-01-06"), **said}
        assert award(rule, [found("I1", "2026-01-05"), agent("e1", record)]).status == status


def test_a_period_that_has_not_ended_is_pending() -> None:
    """Before the end of the period nothing is decided, and the award says so."""
    one = award(desk(), [*TWICE, agent("e1")], as_of="2026-01-20")
    assert (one.status, one.reason.code) == ("pending", "period_not_ended")


def test_the_ladder_of_the_time_counts() -> None:
    """A finding is judged by the ladder that was in force when it was made."""
    blank = {"type": "ladder", "clause": "X-2", "ask": {"en": "which ladder?"}}
    fill = {
        "steps": [
            {"value": [{"from": "1", "each": "10 CNY"}], "until": "2026-01-10"},
            {"value": [{"from": "1", "each": "20 CNY"}], "from": "2026-01-10"},
        ]
    }
    rule = desk(ladder={"blank": "steps"}, recorded=None)
    one = award(rule, [*TWICE, agent("e1")], blanks={"steps": blank}, fill=fill)
    assert outcome(one)[2] == ["10 CNY", "20 CNY"]


# laws


@settings(max_examples=50)
@given(ladder_examples(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_handed_in_changes_nothing(example: AssessedExample, shuffler: Any) -> None:
    """Shuffled subjects and events give the same bytes."""
    subjects = [{**one, "events": shuffler.sample(one["events"], len(one["events"]))} for one in example.subjects]
    shuffler.shuffle(subjects)
    other = AssessedExample(example.rules, subjects, example.period, example.as_of, example.zone)
    assert other.assessment().plain() == example.assessment().plain()


@settings(max_examples=50)
@given(ladder_examples())
def test_what_is_known_lies_between_the_bounds(example: AssessedExample) -> None:
    """A known award brings what it brings at the least and at the most; an unknown one says what would settle it."""
    for one in example.assessment()["untidy"]:
        if one.status == "unknown":
            assert one.doubts or one.reason.code == "too_many_doubts"  # type: ignore[attr-defined]  # an award
        if one.entitled:  # type: ignore[attr-defined]
            assert one.least == one.most == one.entitled  # type: ignore[attr-defined]


def test_everybody_is_told_apart() -> None:
    """The awards of an assessment stand in the order of their subjects."""
    assessed = assess([desk()], [found("I1", "2026-01-05", "e2"), agent("e1"), agent("e3")])
    assert [one.subject for one in assessed["desk"]] == ["e1", "e2", "e3"]
