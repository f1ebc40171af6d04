"""Periodic duties: slots, the act that serves each, members, holidays, beginnings and ends; then laws."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.judging.matching import Pattern
from servicepolicy.worktime.recurrence import Recurrence

ZONE = "Asia/Shanghai"
OFFICE: dict[str, Any] = {"timezone": ZONE, "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]}, "holidays": "CN"}
LEAVE: dict[str, Any] = {"by": "leave_approved", "from": "from_time", "until": "until", "per": "leave"}
OWN: dict[str, Any] = {"timezone": ZONE, "hours": {"mon-fri": ["09:00-17:00"]}, "closed": ["2026-01-16", "2026-01-14"]}


def at(text: str) -> datetime:
    """A local time; a date alone is noon."""
    return datetime.fromisoformat(f"{text}T12:00+08:00" if len(text) == 10 else f"{text}+08:00")


def event(kind: str, when: str, /, **fields: Any) -> dict[str, Any]:
    """An event as a host hands it in."""
    return {"event": kind, "at": at(when).isoformat(), **fields}


def bank(*events: dict[str, Any], **header: Any) -> sp.Organisation:
    """The bank with these events."""
    return sp.Organisation.model_validate({"id": "bank", "timezone": ZONE, **header, "events": list(events)})


def agent(*events: dict[str, Any], **header: Any) -> sp.Agent:
    """An employee with these events."""
    return sp.Agent.model_validate({"id": "e1", "timezone": ZONE, **header, "events": list(events)})


def rule(**said: Any) -> dict[str, Any]:
    """A report every Friday before 17:00; what is said replaces that."""
    base = {"id": "r", "kind": "periodic", "subject": "organisation", "clause": "X-1", "every": "week"}
    base |= {"on": "fri", "before": "17:00", "act": "report_submitted"}
    return {name: value for name, value in {**base, **said}.items() if value is not None}


def policy(*rules: dict[str, Any], **more: Any) -> sp.Policy:
    """A policy in force from 2026 on, unless something else is said."""
    said: dict[str, Any] = {"in_force": {"from": "2026-01-01"}, **more}
    calendars = {"office": OFFICE, "own": OWN}
    return sp.Policy(policy="p", timezone=ZONE, calendars=calendars, rules=list(rules), **said)


def verdicts(said: dict[str, Any], subject: Any, as_of: str, **more: Any) -> list[sp.Verdict]:
    """The verdicts of one rule."""
    return list(policy(said, **more).evaluate(subject, as_of=at(as_of))["r"].verdicts)


def told(said: dict[str, Any], subject: Any, as_of: str, **more: Any) -> dict[str, str]:
    """The status of each slot."""
    return {verdict.occurrence: str(verdict.status) for verdict in verdicts(said, subject, as_of, **more)}


def one(said: dict[str, Any], subject: Any, as_of: str, slot: str, **more: Any) -> sp.Verdict:
    """The verdict on one slot."""
    return next(verdict for verdict in verdicts(said, subject, as_of, **more) if verdict.occurrence == slot)


def wall(moment: datetime | None) -> str | None:
    """A moment as the zone's clocks show it, to the minute."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M")


# ---------------------------------------------------------------- one slot


@pytest.mark.parametrize(
    ("done", "as_of", "expected"),
    [
        (None, "2026-01-05T00:00", ("pending", "not_yet_due")),
        (None, "2026-01-09T17:00", ("pending", "not_yet_due")),
        (None, "2026-01-09T17:00:01", ("breached", "not_done")),
        ("2026-01-09T17:00", "2026-01-09T17:00", ("met", "in_time")),
        ("2026-01-05T09:00", "2026-01-20", ("met", "in_time")),
        ("2026-01-03T09:00", "2026-01-20", ("met", "in_time")),
        ("2026-01-02T17:00", "2026-01-20", ("breached", "not_done")),
        ("2026-01-09T17:00:01", "2026-01-20", ("breached", "not_done")),
    ],
)
def test_an_act_counts_after_the_due_instant_before_up_to_its_own(
    done: str | None, as_of: str, expected: tuple[str, str]
) -> None:
    """The time of a slot is open at the due instant of the slot before, and closed at its own."""
    subject = bank(*([event("report_submitted", done)] if done else []))
    found = one(rule(), subject, as_of, "2026-W02")
    assert (str(found.status), found.reason.code) == expected
    assert wall(found.due) == "2026-01-09T17:00"


def test_a_late_report_that_names_its_week_is_late_and_serves_no_other() -> None:
    """Handed in on Monday for the week before: late for that week, never early for the next Friday."""
    subject = bank(event("report_submitted", "2026-01-12T09:10", for_week="2026-W02", by="ann"))
    found = {v.occurrence: v for v in verdicts(rule(slot="for_week"), subject, "2026-01-17")}
    late, following = found["2026-W02"], found["2026-W03"]
    assert (late.status, late.reason.code, wall(late.stopped)) == ("breached", "too_late", "2026-01-12T09:10")
    assert late.margin is not None
    assert late.margin.wall == -timedelta(hours=64, minutes=10)
    assert (late.credit, late.final, following.status, following.state) == (("ann",), True, "breached", ("open",))


@pytest.mark.parametrize(
    ("named", "served"),
    [
        ("2026-W03", "2026-W03"),
        ("2026-01-14", "2026-W03"),
        ("2026-W02", "2026-W02"),
        ("2026-W30", None),
        ("2026-01", "?"),
        ("week three", "?"),
    ],
)
def test_an_act_names_its_slot_by_a_period_or_a_date(named: str, served: str | None) -> None:
    """A period or a date in it is read; what lies elsewhere serves nothing; what cannot be read leaves a doubt."""
    subject = bank(event("report_submitted", "2026-01-08T10:00", for_week=named))
    found = {v.occurrence: v for v in verdicts(rule(slot="for_week"), subject, "2026-01-17")}
    statuses = {slot: str(verdict.status) for slot, verdict in found.items()}
    if served == "?":
        assert statuses == {"2026-W02": "unknown", "2026-W03": "breached"}
        assert found["2026-W02"].doubts == ("1.for_week",)
    else:
        assert statuses == {slot: "met" if slot == served else "breached" for slot in statuses}


def test_a_missed_slot_may_be_made_up_only_by_an_act_that_can_name_it() -> None:
    """Without a field that names the slot, what is missed is final and no duty any more."""
    plain, named = rule(), rule(slot="for_week")
    assert one(plain, bank(), "2026-01-10", "2026-W02").final
    assert not one(named, bank(), "2026-01-10", "2026-W02").final
    duties = policy(named).agenda(bank(), as_of=at("2026-01-10"))
    assert [(duty.occurrence, duty.overdue, duty.act) for duty in duties] == [("2026-W02", True, ("report_submitted",))]


def test_surplus_acts_serve_no_later_slot() -> None:
    """Two reports in one week are one slot served; the next week is still owed."""
    subject = bank(event("report_submitted", "2026-01-07T10:00"), event("report_submitted", "2026-01-08T10:00"))
    assert told(rule(), subject, "2026-01-17") == {"2026-W02": "met", "2026-W03": "breached"}


# ---------------------------------------------------------------- which slots there are


@pytest.mark.parametrize(
    ("said", "as_of", "expected"),
    [
        ({"every": "day"}, "2026-01-02", {"2026-01-01": "2026-01-02T00:00", "2026-01-02": "2026-01-03T00:00"}),
        ({"every": "day", "before": "18:30"}, "2026-01-01", {"2026-01-01": "2026-01-01T18:30"}),
        ({"every": "week"}, "2026-01-05", {"2026-W02": "2026-01-12T00:00"}),
        ({"every": "month"}, "2026-01-20", {"2026-01": "2026-02-01T00:00"}),
        ({"every": "month", "on": "15"}, "2026-01-20", {"2026-01": "2026-01-16T00:00"}),
        ({"every": "month", "on": "last", "before": "12:00"}, "2026-02-01", {
            "2026-01": "2026-01-31T12:00", "2026-02": "2026-02-28T12:00"}),
        ({"every": "quarter"}, "2026-03-01", {"2026-Q1": "2026-04-01T00:00"}),
        ({"every": "half", "due": {"within": "30 days"}}, "2026-03-01", {"2026-H1": "2026-07-31T00:00"}),
        ({"every": "half", "due": {"within": "2 working days"}, "clock": "own"}, "2026-03-01", {
            "2026-H1": "2026-07-02T17:00"}),
        ({"every": "year", "on": "03-31", "before": "17:00"}, "2026-02-01", {"2026": "2026-03-31T17:00"}),
        ({"rrule": "FREQ=MONTHLY;BYDAY=2TU"}, "2026-01-20", {
            "2026-01-13": "2026-01-14T00:00", "2026-02-10": "2026-02-11T00:00"}),
        ({"rrule": "DTSTART:20260106 RRULE:FREQ=WEEKLY;INTERVAL=2", "before": "10:00"}, "2026-01-21", {
            "2026-01-06": "2026-01-06T10:00", "2026-01-20": "2026-01-20T10:00", "2026-02-03": "2026-02-03T10:00"}),
    ],
)  # fmt: skip
def test_each_period_is_a_slot_with_its_due_instant(said: Any, as_of: str, expected: dict[str, str]) -> None:
    """Days, weeks, months, quarters, halves, years and recurrence rules, each due at the end of its day or before."""
    whole = {"on": None, "before": None, "every": None, **said}
    found = {verdict.occurrence: wall(verdict.due) for verdict in verdicts(rule(**whole), bank(), as_of)}
    assert found == expected


def test_odd_weeks_are_iso_weeks_also_after_week_53() -> None:
    """After week 53 of 2026 comes week 1 of 2027, both odd: an interval of two weeks would slip."""
    said = rule(weeks="odd", on="sat", before=None)
    found = told(said, bank(), "2027-01-20", in_force={"from": "2026-12-01"})
    assert list(found) == ["2026-W51", "2026-W53", "2027-W01", "2027-W03"]


def test_a_time_from_which_it_is_done_binds_it_to_the_day() -> None:
    """With `at` an act counts from that time until the end of the day; what came earlier is told."""
    said = rule(every="week", on="sat", before=None, at="14:30", act="cleaned")
    for when, expected in [("14:29", "breached"), ("14:30", "met"), ("23:59", "met")]:
        found = one(said, bank(event("cleaned", f"2026-01-10T{when}")), "2026-01-12", "2026-W02")
        assert str(found.status) == expected
    assert str(one(said, bank(event("cleaned", "2026-01-11T15:00")), "2026-01-12", "2026-W02").status) == "breached"


def test_working_days_are_those_of_the_clock() -> None:
    """Every working day: no weekend, no holiday, but the Saturday that is worked in exchange."""
    said = rule(every="day", on="working day", before=None, act="cleaned", clock="office")
    found = told(said, bank(), "2026-02-15", in_force={"from": "2026-02-11"})
    assert list(found) == ["2026-02-11", "2026-02-12", "2026-02-13", "2026-02-14"]


# ---------------------------------------------------------------- holidays


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ("keep", ("2026-01-16T17:00", "pending")),
        ("previous", ("2026-01-15T17:00", "breached")),
        ("next", ("2026-01-19T17:00", "pending")),
        ("skip", (None, "not_applicable")),
    ],
)
def test_a_holiday_keeps_skips_or_moves_the_day(moves: str, expected: tuple[str | None, str]) -> None:
    """A closed Friday: the day stays, falls out, or moves to the working day before or after."""
    found = one(rule(on_holiday=moves, clock="own"), bank(), "2026-01-16", "2026-W03")
    assert (wall(found.due), str(found.status)) == expected


def test_a_weekend_is_no_holiday() -> None:
    """Saturday is closed every week and keeps its place; only a holiday skips it."""
    said = rule(weeks="odd", on="sat", before=None, act="cleaned", on_holiday="skip", clock="office")
    found = told(said, bank(), "2026-10-20", in_force={"from": "2026-09-28"})
    assert found == {"2026-W41": "breached", "2026-W43": "pending"}
    even = told({**said, "weeks": "even"}, bank(), "2026-10-12", in_force={"from": "2026-09-21"})
    assert even == {"2026-W40": "not_applicable", "2026-W42": "pending"}


def test_days_moved_to_one_day_are_served_by_as_many_acts() -> None:
    """Slots that fall due together share their time: each act serves the first that is unserved."""
    said = rule(every="day", on=None, before=None, act="cleaned", on_holiday="previous", clock="own")
    events = [event("cleaned", f"2026-01-13T{hour}:00") for hour in ("10", "11")]
    found = told(said, bank(*events[:1]), "2026-01-15", in_force={"from": "2026-01-12"})
    assert (found["2026-01-13"], found["2026-01-14"]) == ("met", "breached")
    found = told(said, bank(*events), "2026-01-15", in_force={"from": "2026-01-12"})
    assert (found["2026-01-13"], found["2026-01-14"]) == ("met", "met")


def test_a_slot_moved_before_its_period_is_owed_before_it() -> None:
    """A Monday that is a holiday moves to the Friday of the week before: it is a duty in that week."""
    said = rule(on="mon", on_holiday="previous", clock="office")
    duties = policy(said).agenda(bank(), as_of=at("2026-04-03"))
    assert [(duty.occurrence, wall(duty.due)) for duty in duties if not duty.overdue] == [
        ("2026-W15", "2026-04-03T17:00")
    ]


@pytest.mark.parametrize("moves", ["keep", "skip", "previous", "next"])
@pytest.mark.parametrize(
    "said", [{}, {"on": None, "before": None}, {"on": None, "before": None, "due": {"within": "2 days"}}]
)
def test_a_period_without_a_working_day_owes_nothing(moves: str, said: dict[str, Any]) -> None:
    """In the week of the spring festival nobody works: no Friday report, no weekly meeting, whatever a holiday does."""
    if "due" in said and moves != "keep":
        return
    asked = rule(**said, on_holiday=moves, clock="office")
    found = one(asked, bank(), "2026-03-20", "2026-W08")
    assert (str(found.status), found.reason.code) == ("not_applicable", "no_working_day")
    assert str(one(asked, bank(), "2026-03-20", "2026-W06").status) == "breached"
    assert str(one(rule(**said), bank(), "2026-03-20", "2026-W08").status) == "breached", "without a calendar, all days"


REPORT = rule(every="month", on=None, before=None, act="progress_reported", due={"within": "10 days"})


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], {"2026-01": "breached", "2026-02": "breached"}),
        (["2026-02-05"], {"2026-01": "met", "2026-02": "breached"}),
        (["2026-02-20"], {"2026-01": "breached", "2026-02": "breached"}),
        (["2026-02-20", "2026-03-05"], {"2026-01": "breached", "2026-02": "met"}),
        (["2026-02-05", "2026-02-06"], {"2026-01": "met", "2026-02": "breached"}),
        (["2026-01-20"], {"2026-01": "breached", "2026-02": "breached"}),
        (["2026-03-05", "2026-03-06"], {"2026-01": "breached", "2026-02": "met"}),
        (["2026-02-01T00:00"], {"2026-01": "met", "2026-02": "breached"}),
        (["2026-01-31T23:59:59"], {"2026-01": "breached", "2026-02": "breached"}),
    ],
)
def test_a_report_is_about_the_period_that_ended_last(reports: list[str], expected: dict[str, str]) -> None:
    """Late or not; never about an older one, even if that lacks one, nor about one that still runs."""
    found = told(REPORT, bank(*(event("progress_reported", day) for day in reports)), "2026-03-20")
    assert {code: found[code] for code in expected} == expected


PLAN = rule(every="month", on=None, before=None, act="plan_made", due={"before": "period"}, slot="for_period")


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        ([], "breached"),
        ([("2026-01-20", None)], "met"),
        ([("2026-02-01T00:00", None)], "met"),
        ([("2026-02-01T00:00:01", None)], "breached"),
        ([("2026-02-03", "2026-02")], "breached"),
        ([("2026-01-03", "2026-02")], "met"),
        ([("2026-01-20", "2026-03")], "breached"),
    ],
)
def test_a_plan_is_due_before_its_period(plans: list[tuple[str, str | None]], expected: str) -> None:
    """A plan for February is owed in January and due as it ends; one that comes in February is late, or for March."""
    asked = {**PLAN, "act": "x.planned", "slot": "x.month"}
    made = [event("x.planned", day, **({} if named is None else {"x.month": named})) for day, named in plans]
    found = one(asked, bank(*made), "2026-02-20", "2026-02")
    assert (wall(found.due), wall(found.started), str(found.status)) == (
        "2026-02-01T00:00",
        "2026-01-01T00:00",
        expected,
    )


def test_a_plan_is_on_the_agenda_before_its_period() -> None:
    """It is a duty while the period before runs, and written back as it was said."""
    asked = {**PLAN, "act": "x.planned", "slot": "x.month"}
    duties = policy(asked).agenda(bank(), as_of=at("2026-01-20"))
    assert [(duty.occurrence, wall(duty.due)) for duty in duties] == [("2026-02", "2026-02-01T00:00")]
    again = sp.Policy(**policy(asked).plain())
    assert again.digest == policy(asked).digest
    with pytest.raises(sp.PolicyError, match="and not both"):
        policy({**asked, "due": {"before": "period", "within": "2 days"}})
    with pytest.raises(sp.PolicyError, match="no beginning"):
        policy(rule(every=None, on=None, before=None, rrule="FREQ=WEEKLY;BYDAY=TU", due={"before": "period"}))


def test_a_late_report_is_told_as_late() -> None:
    """A report after its time, before the next period ends, is late; until then one is still to be made."""
    late = one(REPORT, bank(event("progress_reported", "2026-02-20")), "2026-02-25", "2026-01")
    assert (late.reason.code, wall(late.stopped)) == ("too_late", "2026-02-20T12:00")
    assert one(REPORT, bank(), "2026-02-20", "2026-01").state == ("open",)
    assert one(REPORT, bank(), "2026-03-05", "2026-01").state == ()


def test_a_report_may_name_its_period() -> None:
    """`for_period` says of which period it is, whichever ended last; several papers may make it together."""
    named = event("progress_reported", "2026-03-05", for_period="2026-01")
    found = told(REPORT, bank(named), "2026-03-20")
    assert (found["2026-01"], found["2026-02"]) == ("breached", "breached")
    assert wall(one(REPORT, bank(named), "2026-03-20", "2026-01").stopped) == "2026-03-05T12:00"
    in_time = event("progress_reported", "2026-02-05", for_period="2026-01")
    assert told(REPORT, bank(in_time), "2026-03-20")["2026-01"] == "met"
    both = {**REPORT, "at_least": "2"}
    papers = [event("progress_reported", "2026-02-05"), event("progress_reported", "2026-02-06", for_period="2026-01")]
    assert told(both, bank(*papers), "2026-03-20")["2026-01"] == "met"


@pytest.mark.parametrize(
    ("moves", "done", "as_of", "expected"),
    [
        ("keep", None, "2090-01-10", "unknown"),
        ("previous", None, "2090-01-05", "unknown"),
        ("previous", None, "2090-01-07", "unknown"),
        ("previous", "2090-01-06T10:00", "2090-01-07", "unknown"),
        ("next", None, "2090-01-06", "pending"),
        ("next", None, "2090-01-20", "unknown"),
        ("next", "2090-01-05T10:00", "2090-01-20", "unknown"),
        ("skip", None, "2090-01-05", "pending"),
        ("skip", None, "2090-01-20", "unknown"),
    ],
)
def test_holidays_that_nobody_knows_matter_only_where_they_decide(
    moves: str, done: str | None, as_of: str, expected: str
) -> None:
    """In a year without a list, what is settled whatever the list will say is settled; else it is unknown."""
    subject = bank(*([event("report_submitted", done)] if done else []))
    in_force = {"from": "2090-01-02"} if moves != "next" else {"from": "2089-12-01"}
    said = rule(on_holiday=moves, clock="office", slot="slot")
    events = [{**one, "slot": "2090-W01"} for one in subject.model_dump(mode="json")["events"]]
    subject = bank(*({name: value for name, value in one.items() if value is not None} for one in events))
    found = one(said, subject, as_of, "2090-W01", in_force=in_force)
    assert str(found.status) == expected
    if expected == "unknown":
        assert found.doubts[0].startswith("calendar office 20")


# ---------------------------------------------------------------- how many, and whose


@pytest.mark.parametrize(
    ("hours", "as_of", "expected"),
    [
        ("", "2026-02-02", ("breached", "not_done_count")),
        ("09 10", "2026-02-02", ("breached", "not_done_count")),
        ("09 10 11", "2026-02-02", ("met", "in_time_count")),
        ("09 10", "2026-01-20", ("pending", "not_yet_due_count")),
    ],
)
def test_so_many_acts_are_owed_in_each_period(hours: str, as_of: str, expected: tuple[str, str]) -> None:
    """Met with the n-th act, which is when it was done."""
    subject = bank(*(event("audited", f"2026-01-09T{hour}:00") for hour in hours.split()))
    said = rule(every="month", on=None, before=None, act="audited", at_least=3)
    found = one(said, subject, as_of, "2026-01")
    assert (str(found.status), found.reason.code) == expected
    if expected[0] == "met":
        assert wall(found.stopped) == "2026-01-09T11:00"


def test_distinct_acts_count_once_for_each_value() -> None:
    """The same training twice is one; one without its name may be another."""
    said = rule(subject="agent", every="year", on=None, before=None, act="trained", at_least=2, distinct="programme")
    acts = [event("trained", f"2026-03-0{day}", programme="aml") for day in (1, 2)]
    assert told(said, agent(*acts, joined_on="2026-01-01"), "2027-01-01T00:00:01")["2026"] == "breached"
    other = event("trained", "2026-03-03", programme="privacy")
    assert told(said, agent(*acts, other, joined_on="2026-01-01"), "2027-01-01T00:00:01")["2026"] == "met"
    found = one(said, agent(*acts, event("trained", "2026-03-03"), joined_on="2026-01-01"), "2027-01-02", "2026")
    assert (str(found.status), found.doubts) == ("unknown", ("3.programme",))


SAID: dict[str, Any] = {"on": "sat", "before": None, "act": "cleaned", "each": {"field": "members"}}
CLEANING = rule(**SAID)


def test_everybody_owes_it() -> None:
    """Each member of that day has an occurrence of its own, served by its own acts."""
    members = [
        {"value": ["ann", "bob"], "until": "2026-01-16"},
        {"value": ["ann", "eve"], "from": "2026-01-16"},
    ]
    subject = bank(event("cleaned", "2026-01-10T15:00", by="ann"), members=members)
    assert told(CLEANING, subject, "2026-01-18") == {
        "ann/2026-W02": "met",
        "bob/2026-W02": "breached",
        "ann/2026-W03": "breached",
        "eve/2026-W03": "breached",
    }
    duties = policy(CLEANING).agenda(subject, as_of=at("2026-01-16"))
    assert [(duty.person, duty.overdue) for duty in duties] == [("ann", False), ("eve", False)]


def test_an_act_of_several_people_serves_each_of_them() -> None:
    """Who acted is each of the actors; an act without any may be anybody's."""
    both = bank(event("cleaned", "2026-01-10T15:00", actors=[{"id": "ann"}, {"id": "bob"}]), members=["ann", "bob"])
    assert set(told(CLEANING, both, "2026-01-11").values()) == {"met"}
    nobody = bank(event("cleaned", "2026-01-10T15:00"), members=["ann", "bob"])
    found = verdicts(CLEANING, nobody, "2026-01-11")
    assert [(str(v.status), v.doubts) for v in found] == [("unknown", ("1.by",))] * 2


def test_members_may_be_those_of_the_organisation_s_posts() -> None:
    """Where no list of members is kept, those who hold a post on that day owe it."""
    posts = [{"person": "ann", "role": "clerk", "unit": "u"}, {"person": "bob", "role": "clerk", "unit": "u"}]
    posts[1]["until"] = "2026-01-08"
    subject = bank(units=[{"id": "u"}], posts=posts)
    report = policy(CLEANING).evaluate(subject, as_of=at("2026-01-09"), context=sp.Context(organisation=subject))
    assert [verdict.occurrence for verdict in report["r"].verdicts] == ["ann/2026-W02"]


def test_a_list_that_is_not_known_leaves_the_slot_unknown() -> None:
    """Without the list nobody can tell who owed what one of them did; what nobody did, all of them owe."""
    by_one = bank(event("cleaned", "2026-01-10T15:00", by="ann"))
    found = one(CLEANING, by_one, "2026-01-11", "2026-W02")
    assert (str(found.status), found.doubts, found.owner) == ("unknown", ("members",), None)
    late = bank(event("cleaned", "2026-01-11T15:00", by="ann", slot="2026-W02"))
    for subject, as_of, expected in [
        (bank(), "2026-01-11", "breached"),
        (bank(), "2026-01-10", "pending"),
        (late, "2026-01-12", "breached"),
        (by_one, "2026-01-20", "unknown"),
    ]:
        assert str(one(rule(**SAID, slot="slot"), subject, as_of, "2026-W02").status) == expected


def test_an_act_that_names_nobody_may_be_everybody_s() -> None:
    """What was recorded once for all serves each member, whoever they are, beside what one of them did."""
    together = rule(**SAID | {"each": {"field": "members", "unnamed": "everybody"}})
    members: dict[str, Any] = {"members": ["ann", "bob"]}
    for known in ({}, members):
        found = told(together, bank(event("cleaned", "2026-01-10T15:00"), **known), "2026-01-11")
        assert set(found.values()) == {"met"}
    by_one = bank(event("cleaned", "2026-01-10T15:00", by="ann"), **members)
    assert told(together, by_one, "2026-01-11") == {"ann/2026-W02": "met", "bob/2026-W02": "breached"}


def test_matters_have_slots_of_their_own_from_their_first_act() -> None:
    """A series of meetings is owed from when it is first held; other series do not serve it."""
    said = rule(act="meeting_held", on=None, before=None, per="meeting")
    subject = bank(event("meeting_held", "2026-01-06", meeting="a"), event("meeting_held", "2026-01-14", meeting="b"))
    assert told(said, subject, "2026-01-21") == {
        "a/2026-W02": "met",
        "a/2026-W03": "breached",
        "a/2026-W04": "pending",
        "b/2026-W03": "met",
        "b/2026-W04": "pending",
    }


# ---------------------------------------------------------------- unknown acts


def test_a_doubtful_act_matters_only_to_its_own_slot() -> None:
    """A report whose receiver is not recorded leaves one week in doubt, and none where a sure one was in time."""
    said = rule(act={"event": "report_submitted", "where": {"to_role": "head"}})
    doubtful = [event("report_submitted", f"2026-01-{day}T10:00") for day in ("08", "15")]
    subject = bank(*doubtful, event("report_submitted", "2026-01-16T10:00", to_role="head"))
    found = {v.occurrence: v for v in verdicts(said, subject, "2026-01-24")}
    assert {slot: str(v.status) for slot, v in found.items()} == {
        "2026-W02": "unknown",
        "2026-W03": "met",
        "2026-W04": "breached",
    }
    assert found["2026-W02"].doubts == ("1.to_role",)


# ---------------------------------------------------------------- when the duty begins and ends


@pytest.mark.parametrize(("partial", "expected"), [("skip", ["2026-W04"]), ("count", ["2026-W03", "2026-W04"])])
def test_a_first_period_that_is_not_whole_is_skipped_or_counts(partial: str, expected: list[str]) -> None:
    """In force from a Wednesday on: the first whole week is the next one, unless part of a week counts."""
    found = verdicts(rule(partial=partial), bank(), "2026-01-20", in_force={"from": "2026-01-14"})
    assert [verdict.occurrence for verdict in found] == expected
    assert wall(found[0].started) == ("2026-01-19T00:00" if partial == "skip" else "2026-01-14T00:00")


def test_a_rule_no_longer_in_force_is_owed_no_longer() -> None:
    """What fell due before the end stays; a week that the end cuts off before its due instant does not arise."""
    found = told(rule(), bank(), "2026-02-01", in_force={"from": "2026-01-01", "until": "2026-01-15"})
    assert found == {"2026-W02": "breached"}
    found = told(rule(), bank(), "2026-02-01", in_force={"from": "2026-01-01", "until": "2026-01-17"})
    assert found == {"2026-W02": "breached", "2026-W03": "breached"}


def test_an_agent_owes_it_only_while_in_service() -> None:
    """Joined in the middle, left before a due instant: only whole periods, and what was open then is no longer owed."""
    said = rule(subject="agent", act="trained")
    subject = agent(event("joined", "2026-01-14"), event("left", "2026-01-28"))
    assert told(said, subject, "2026-02-20") == {"2026-W04": "breached", "2026-W05": "not_applicable"}
    assert told(said, agent(joined_on="2026-01-12"), "2026-01-20") == {"2026-W03": "breached", "2026-W04": "pending"}
    gone = agent(joined_on="2026-01-12", left_on="2026-01-20")
    assert told(said, gone, "2026-03-20") == {"2026-W03": "breached", "2026-W04": "not_applicable"}
    returned = agent(event("joined", "2026-02-09T14:00"), joined_on="2020-01-01", left_on="2025-12-31")
    assert list(told(said, returned, "2026-02-10")) == ["2026-W07"]
    back = agent(event("left", "2026-01-14"), event("joined", "2026-02-09T14:00"), joined_on="2020-01-01")
    assert told(said, back, "2026-02-10") == {
        "2026-W02": "breached",
        "2026-W03": "not_applicable",
        "2026-W07": "pending",
    }


def test_an_agent_of_unknown_service_is_judged_from_the_first_trace() -> None:
    """Nothing says since when: no breach is made out of it; without any trace it is unknown."""
    said = rule(subject="agent", act="trained")
    assert list(told(said, agent(event("rotated", "2026-01-21")), "2026-01-28")) == ["2026-W05"]
    found = verdicts(said, agent(), "2026-01-28")
    assert [(str(v.status), v.occurrence, v.doubts) for v in found] == [("unknown", "", ("joined_on",))]


def test_the_rule_may_say_since_when() -> None:
    """A header field, or a date, begins the duty."""
    said = rule(subject="agent", act="trained", since={"field": "joined_on"})
    assert list(told(said, agent(joined_on="2026-01-19"), "2026-01-20")) == ["2026-W04"]
    assert verdicts(said, agent(event("rotated", "2026-01-01")), "2026-01-20")[0].doubts == ("joined_on",)
    assert list(told(rule(since="2026-01-19"), bank(), "2026-01-20")) == ["2026-W04"]


def test_before_the_first_slot_nothing_is_owed_and_the_next_change_is_named() -> None:
    """The report says when the first slot begins."""
    report = policy(rule()).evaluate(bank(), as_of=at("2026-01-02"))
    assert [(str(v.status), v.reason.code) for v in report["r"].verdicts] == [("not_applicable", "no_slot_yet")]
    assert wall(report.next_change) == "2026-01-05T00:00"


# ---------------------------------------------------------------- versions and values


def test_each_slot_has_the_value_of_its_beginning() -> None:
    """A time of day that changes on a Wednesday binds from the next week on."""
    said = rule(before={"blank": "report_time"})
    blanks = {"report_time": {"type": "time", "clause": "X-1", "ask": {"en": "when?"}}}
    fill = {"report_time": [{"value": "17:00", "until": "2026-01-14"}, {"value": "12:00", "from": "2026-01-14"}]}
    found = verdicts(said, bank(opened_at="2000-01-01T00:00:00Z"), "2026-01-20", blanks=blanks, fill=fill)
    assert [(v.occurrence, wall(v.due)) for v in found] == [
        ("2026-W02", "2026-01-09T17:00"),
        ("2026-W03", "2026-01-16T17:00"),
        ("2026-W04", "2026-01-23T12:00"),
    ]
    assert found[2].values[0].origin.startswith("report_time/")


def test_a_period_may_be_a_blank() -> None:
    """How often is filled by the bank; anything but a period is refused."""
    said = rule(every={"blank": "often"}, on=None, before=None)
    blanks = {"often": {"type": "period", "clause": "X-1", "ask": {"en": "how often?"}}}
    assert list(told(said, bank(), "2026-05-01", blanks=blanks, fill={"often": "quarter"})) == ["2026-Q1", "2026-Q2"]
    with pytest.raises(sp.PolicyError) as caught:
        policy(said, blanks=blanks, fill={"often": "fortnight"})
    assert "must be a period: one of `day`" in str(caught.value)


# ---------------------------------------------------------------- words, notices, bad input


def test_an_explanation_names_the_slot() -> None:
    """What was owed for which period, when it was due, when it was done, by how much too late."""
    subject = bank(event("report_submitted", "2026-02-16T09:10", for_week="2026-W07", by="ann"))
    said = rule(slot="for_week", on_holiday="previous", clock="office", duty="clerk")
    found = one(said, subject, "2026-02-20", "2026-W07")
    english, chinese = found.explain("en"), found.explain("zh")
    assert '"report submitted" for week 7 of 2026 was done too late: 2 d 16 h over' in english
    assert "due Fri 13 Feb 2026 17:00" in english
    assert "done Mon 16 Feb 2026 09:10 by ann" in english
    assert "2026年第7周的“提交报告”完成时已逾期，超出2天16小时" in chinese


def test_a_breach_is_noticed_once() -> None:
    """Between two instants each slot that fell due unserved gives one notice."""
    notices = policy(rule()).notices(bank(), after=at("2026-01-01"), until=at("2026-01-20"))
    assert [(notice.kind, notice.occurrence, wall(notice.due)) for notice in notices] == [
        ("breach", "2026-W02", "2026-01-09T17:00"),
        ("breach", "2026-W03", "2026-01-16T17:00"),
    ]


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ({"every": None}, "no-period", "exactly one of `every` and `rrule`"),
        ({"every": "fortnight"}, "unknown-word", "`fortnight` is not a period"),
        ({"rrule": "FREQ=DAILY"}, "no-period", "exactly one"),
        (
            {"every": None, "on": None, "rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
            "wrong-recurrence",
            "never fires",
        ),
        ({"every": None, "on": None, "rrule": "FREQ=WEEKLY"}, "wrong-recurrence", "hangs on where it starts"),
        ({"every": None, "on": None, "rrule": "FREQ=HOURLY"}, "wrong-recurrence", "`FREQ` is one of"),
        ({"every": None, "on": None, "rrule": "every now and then"}, "wrong-recurrence", "is not a recurrence rule"),
        ({"every": None, "rrule": "FREQ=DAILY"}, "illegal-combination", "names its days"),
        ({"every": "month", "on": None, "weeks": "odd"}, "illegal-combination", "`weeks` picks among weeks"),
        ({"every": "month", "on": "31"}, "unknown-word", "`31` is not a day of every month"),
        ({"on": "friday"}, "unknown-word", "`friday` is not a day of every week"),
        ({"every": "year", "on": "02-29"}, "unknown-word", "`02-29` is not a day of every year"),
        ({"every": "quarter", "on": "15"}, "unknown-word", "`15` is not a day of every quarter"),
        ({"before": "5 pm"}, "wrong-type", "`5 pm` is not a time of day"),
        ({"at": "17:00"}, "illegal-combination", "no time lies between"),
        ({"excused": LEAVE, "each": {"field": "members"}}, "illegal-combination", "judges the members of a list"),
        (
            {"subject": "agent", "act": "trained", "excused": {**LEAVE, "by": {"all": ["left", "joined"]}}},
            "illegal-combination",
            "`by` is one event",
        ),
        ({"subject": "agent", "act": "trained", "excused": {**LEAVE, "from": "leave"}}, "wrong-type", "an instant"),
        ({"subject": "agent", "act": "trained", "excused": {**LEAVE, "until": "til"}}, "unknown-field", "`til`"),
        ({"due": {"within": "3 days"}}, "illegal-combination", "exclude each other"),
        ({"on": None, "before": None, "due": {"within": "3 working days"}}, "no-clock", "without a calendar"),
        ({"on_holiday": "skip"}, "no-clock", "without a calendar"),
        ({"on_holiday": "skip", "clock": "offise"}, "unknown-clock", "`offise` is not a calendar"),
        ({"at_least": 0}, "not-a-count", "`0` is not a number of acts"),
        ({"distinct": "report"}, "illegal-combination", "always distinct"),
        ({"act": {"all": ["audited", "cleaned"]}}, "illegal-combination", "`act` is one event"),
        ({"act": "report_submited"}, "unknown-event", "is not an event of an organisation"),
        ({"slot": "for_weak"}, "unknown-field", "`for_weak` is not a field of `report_submitted`"),
        ({"each": {"field": "headcount"}}, "wrong-type", "`headcount` is of type"),
        ({"each": {"field": "memberz"}}, "unknown-field", "`memberz` is not a field"),
        ({"each": {"field": "members", "by": "whom"}}, "unknown-field", "`whom` is not a field"),
        ({"each": {}}, "missing-key", ""),
        ({"subject": "case", "act": "closed"}, "illegal-combination", "not of case"),
    ],
)
def test_what_means_nothing_is_refused(said: dict[str, Any], code: str, words: str) -> None:
    """Each kind of nonsense is a problem of its own, found when the policy is made."""
    with pytest.raises(sp.PolicyError) as caught:
        policy(rule(**said))
    assert any(problem.code == code and words in problem.message for problem in caught.value.problems), [
        (problem.code, problem.message) for problem in caught.value.problems
    ]


def test_it_writes_itself_back(tmp_path: Any) -> None:
    """A policy with everything that a periodic duty may say loads from its own YAML to the same digest."""
    made = policy(
        rule(weeks="odd", slot="for_week", at_least="2", distinct="report", on_holiday="next", clock="office"),
        {**CLEANING, "id": "s", "partial": "count", "since": "2026-02-01"},
        rule(id="t", every="half", on=None, before=None, due={"after": "period", "within": "20 days"}),
        rule(id="u", every=None, on=None, rrule="FREQ=MONTHLY;BYDAY=2TU"),
    )
    path = tmp_path / "p.yaml"
    path.write_text(made.to_yaml(), encoding="utf-8")
    assert sp.load(str(path)).digest == made.digest


# ---------------------------------------------------------------- size, and dates that recur


def test_ten_years_of_days_ask_each_act_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """3,652 slots and as many acts: every act is tested once, and every slot is served by its own."""
    asked = 0
    truth = Pattern.truth

    def counted(pattern: Pattern, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return truth(pattern, *args)

    monkeypatch.setattr(Pattern, "truth", counted)
    first = at("2010-01-01")
    acts = [{"event": "cleaned", "at": (first + timedelta(days=day)).isoformat()} for day in range(3652)]
    found = verdicts(
        rule(every="day", on=None, before=None, act="cleaned"),
        bank(*acts),
        "2019-12-31T23:59",
        in_force={"from": "2010-01-01"},
    )
    assert ({str(verdict.status) for verdict in found}, len(found), asked) == ({"met"}, 3652, 3652)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", ["2026-01-13", "2026-02-10"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-01-30", "2026-02-27"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29", "2032-02-29"]),
        ("DTSTART:20260106 RRULE:FREQ=WEEKLY;INTERVAL=2", ["2026-01-06", "2026-01-20"]),
        ("DTSTART:20260106 RRULE:FREQ=DAILY;COUNT=1", ["2026-01-06"]),
        ("FREQ=DAILY;UNTIL=20260102", ["2026-01-01", "2026-01-02"]),
    ],
)
def test_a_recurrence_rule_names_its_dates(text: str, expected: list[str]) -> None:
    """Dates from one on, and the one before."""
    rule = Recurrence.parse(text)
    days = rule.dates(date(2026, 1, 1))
    assert [day.isoformat() for day, _ in zip(days, range(2), strict=False)] == expected
    if len(expected) == 2:
        assert rule.before(date.fromisoformat(expected[1])) == date.fromisoformat(expected[0])


AREAS: dict[str, Any] = {"act": "cleaned", "per": "area", "on": None, "before": None}
HALL, DESKS = event("cleaned", "2026-01-05", area="hall"), event("cleaned", "2026-01-06", area="desks")


def test_an_act_that_names_no_matter_serves_the_one_that_waits() -> None:
    """In the second week it is that of the only area that was not cleaned yet; of two, nobody knows of which."""
    said = rule(**AREAS)
    nameless = event("cleaned", "2026-01-14")
    one = told(said, bank(HALL, nameless), "2026-01-20")
    assert {key: one[key] for key in one if "W03" in key} == {"hall/2026-W03": "met"}
    both = told(said, bank(HALL, DESKS, nameless), "2026-01-20")
    assert (both["hall/2026-W03"], both["desks/2026-W03"]) == ("unknown", "unknown")
    other = told(said, bank(HALL, DESKS, event("cleaned", "2026-01-13", area="hall"), nameless), "2026-01-20")
    assert (other["hall/2026-W03"], other["desks/2026-W03"]) == ("met", "met")
    neither = told(said, bank(HALL, DESKS), "2026-01-20")
    assert (neither["hall/2026-W03"], neither["desks/2026-W03"]) == ("breached", "breached")


def test_an_act_that_names_no_matter_is_of_none_that_nobody_knew() -> None:
    """Cleaned before anybody named an area: the area that is named later has to be cleaned twice all the same."""
    said = rule(**AREAS, at_least="2")
    assert told(said, bank(event("cleaned", "2026-01-05"), DESKS), "2026-01-12")["desks/2026-W02"] == "breached"
    assert told(said, bank(DESKS, event("cleaned", "2026-01-07")), "2026-01-12")["desks/2026-W02"] == "met"


def test_a_day_is_moved_before_one_that_has_not_begun() -> None:
    """The holidays from Sunday on are owed on Friday, on Friday; Saturday is no holiday, and begins by itself."""
    long = {**OWN, "closed": [f"2026-02-{day}" for day in range(15, 20)]}
    said = rule(every="day", on=None, before=None, act="cleaned", on_holiday="previous", clock="long")
    calendars = {"office": OFFICE, "own": OWN, "long": long}
    owed = sp.Policy(
        policy="p", timezone=ZONE, calendars=calendars, rules=[said], in_force={"from": "2026-02-12"}
    ).evaluate(bank(), as_of=at("2026-02-13"))
    assert {one.occurrence: one.status.value for one in owed["r"].verdicts if one.status == "pending"} == dict.fromkeys(
        ["2026-02-13", *(f"2026-02-{day}" for day in range(15, 20))], "pending"
    )


NOT = "not_applicable"
DAILY: dict[str, Any] = {
    "subject": "agent", "every": "day", "on": "working_day", "before": None, "act": "area_cleaned", "clock": "office",
}  # fmt: skip


@pytest.mark.parametrize(("how_often", "owed"), [("day", "2026-01-09 2026-01-12"), ("week", "2026-W02 2026-W03")])
def test_where_a_blank_says_daily_only_working_days_are_owed(how_often: str, owed: str) -> None:
    """`on: working_day` beside a blank: of days no Saturday is owed, and of weeks each one."""
    said = rule(every={"blank": "often"}, on="working_day", before=None, act="cleaned", clock="office")
    blanks = {"often": {"type": "period", "clause": "X-1", "ask": {"en": "how often?"}}}
    found = told(said, bank(), "2026-01-12", blanks=blanks, fill={"often": how_often}, in_force={"from": "2026-01-05"})
    assert " ".join(sorted(found)[-2:]) == owed


def leave(kind: str, when: str, since: str | None = None, until: str | None = None, **more: Any) -> dict[str, Any]:
    """A leave as it is asked for or approved."""
    said = {"from_time": since, "until": until}
    return event(kind, when, **{name: at(one).isoformat() for name, one in said.items() if one is not None}, **more)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("leave_approved", "2026-01-05", "2026-01-06T09:00", "2026-01-07T17:30")], (NOT, NOT)),
        ([("leave_approved", "2026-01-05", "2026-01-06T09:01", "2026-01-07T17:30")], ("breached", NOT)),
        ([("leave_approved", "2026-01-05", "2026-01-06T09:00", "2026-01-07T12:00")], (NOT, "breached")),
        (
            [
                ("leave_approved", "2026-01-05", "2026-01-06T09:00", "2026-01-07T12:00"),
                ("leave_approved", "2026-01-06", "2026-01-07T13:30", "2026-01-07T17:30"),
            ],
            (NOT, NOT),
        ),
        ([("leave_approved", "2026-01-07T09:00", "2026-01-06T09:00", "2026-01-07T17:30")], ("breached", NOT)),
        ([("leave_requested", "2026-01-05", "2026-01-06T09:00", "2026-01-07T17:30")], ("breached",) * 2),
        ([("leave_approved", "2026-01-05", "2026-01-07T09:00", None)], ("breached", "unknown")),
        ([("leave_approved", "2026-01-05", None, "2026-01-06T17:30")], ("unknown", "breached")),
    ],
)  # fmt: skip
def test_a_period_that_lies_wholly_in_an_approved_leave_is_not_owed(
    events: list[tuple[str, str, str | None, str | None]], expected: tuple[str, str]
) -> None:
    """Its working time counts, approved by the due instant; half a day is none, and an unsaid bound is a doubt."""
    said = rule(**DAILY, excused=LEAVE)
    found = told(said, agent(*(leave(*one) for one in events), joined_on="2026-01-05"), "2026-01-08")
    assert (found["2026-01-06"], found["2026-01-07"]) == expected


def test_a_leave_that_is_approved_without_its_times_is_the_one_that_was_asked_for() -> None:
    """The request of the same key says from when until when; and what is done all the same is met."""
    asked = leave("leave_requested", "2026-01-05", "2026-01-06T09:00", "2026-01-07T17:30", leave="L1")
    other = leave("leave_requested", "2026-01-05", "2026-01-05T09:00", "2026-01-30T17:30", leave="L2")
    granted = leave("leave_approved", "2026-01-05T18:00", leave="L1")
    done = event("area_cleaned", "2026-01-07", area="personal")
    found = told(rule(**DAILY, excused=LEAVE), agent(asked, other, granted, done, joined_on="2026-01-05"), "2026-01-09")
    assert [found[f"2026-01-0{day}"] for day in (6, 7, 8)] == ["not_applicable", "met", "breached"]


def test_a_leave_excuses_from_a_report_on_the_whole_period_and_from_no_part_of_it() -> None:
    """Whoever was away for all of January owes no rating of it, although it falls due in February."""
    said = rule(
        subject="agent", every="month", on=None, before=None, due={"within": "10 days"}, act="rated", slot="period",
        clock="office", excused=LEAVE,
    )  # fmt: skip
    away = leave("leave_approved", "2026-01-02", "2026-01-01T00:00", "2026-01-31T00:00")
    late = leave("leave_approved", "2026-01-02", "2026-01-06T09:00", "2026-03-31T00:00")
    whole = told(said, agent(away, joined_on="2025-01-01"), "2026-02-20")
    assert (whole["2026-01"], whole["2026-02"]) == ("not_applicable", "pending")
    assert told(said, agent(late, joined_on="2025-01-01"), "2026-02-20")["2026-01"] == "breached"
