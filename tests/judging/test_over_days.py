"""Events that have a date and no time: whole days, of which the hour is not on record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import product
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicepolicy as sp
from tests.judging.building import case, instant, only, policy, rule, verdicts

FAR = "2026-06-01T00:00"


def dated(*events: tuple[str, str] | tuple[str, str, dict[str, Any]], **header: Any) -> sp.Case:
    """A complaint of London; each event is its kind and its date or time, with fields."""
    told = [{"event": one[0], "at": one[1], **(one[2] if len(one) > 2 else {})} for one in events]
    return sp.Case.model_validate(
        {"id": "C-1", "type": "complaint", "timezone": "Europe/London", **header, "events": told}
    )


def test_a_date_is_kept_as_it_was_written() -> None:
    """JSON keeps a date; the record reads back equal."""
    record = dated(("received", "2026-01-05"), ("resolved", "2026-01-06T10:00:00Z"))
    written = record.model_dump_json()
    assert [event["at"] for event in json.loads(written)["events"]] == ["2026-01-05", "2026-01-06T10:00:00+00:00"]
    assert sp.Case.model_validate_json(written) == record


def test_a_date_needs_the_zone_of_its_record() -> None:
    """Without a `timezone` nobody knows when the day begins: refused."""
    with pytest.raises(sp.FactsError) as raised:
        sp.Case.model_validate(
            {"id": "C-1", "type": "complaint", "events": [{"event": "received", "at": "2026-01-05"}]}
        )
    assert [(problem.code, problem.where.path) for problem in raised.value.problems] == [
        ("date-without-zone", "events[0].at")
    ]


@pytest.mark.parametrize(
    ("within", "received", "resolved", "status"),
    [
        ("90 days", "2011-01-03", "2011-04-03", "met"),
        ("90 days", "2011-01-03", "2011-04-04", "breached"),
        ("90 days", "2011-01-03T15:00:00Z", "2011-04-03", "met"),
        ("90 days", "2011-01-03T15:00:00Z", "2011-04-04", "breached"),
        ("90 days", "2011-01-03", "2011-04-03T22:00:00Z", "met"),
        ("1 month", "2026-01-31", "2026-02-28", "met"),
        ("1 month", "2026-01-31", "2026-03-01", "breached"),
        ("2 weeks", "2026-01-05", "2026-01-19", "met"),
        ("1 working day", "2026-01-09", "2026-01-12", "met"),  # Monday, on which the office closes at 17:00
        ("1 working day", "2026-01-09", "2026-01-13", "breached"),
        ("1 working day", "2026-01-09", "2026-01-12T18:00:00Z", "breached"),
        ("same day", "2026-01-09", "2026-01-09", "met"),
        ("same day", "2026-01-09", "2026-01-10", "breached"),
    ],
)
def test_terms_in_dates_are_exact(within: str, received: str, resolved: str, status: str) -> None:
    """An act on the last date is in time, one on the next date is late; no hour is asked for."""
    found = only(rule(within=within), dated(("received", received), ("resolved", resolved)), FAR)
    assert (found.status.value, found.doubts) == (status, ())
    assert (found.stopped, found.margin) == (date.fromisoformat(resolved), None) if len(resolved) == 10 else True


@pytest.mark.parametrize(
    ("within", "received", "resolved", "status"),
    [
        ("48 hours", "2026-01-05", "2026-01-06", "met"),
        ("48 hours", "2026-01-05", "2026-01-07", "unknown"),
        ("48 hours", "2026-01-05", "2026-01-08", "breached"),
        ("48 hours", "2026-01-05T10:00:00Z", "2026-01-07", "unknown"),
        ("48 hours", "2026-01-05", "2026-01-07T00:00:00Z", "met"),
        ("48 hours", "2026-01-05", "2026-01-07T00:00:01Z", "unknown"),
        ("4 hours", "2026-01-05", "2026-01-05", "unknown"),
        ("4 working hours", "2026-01-05", "2026-01-05", "unknown"),
        ("8 working hours", "2026-01-05", "2026-01-05", "unknown"),  # done after closing it is late
        ("4 working hours", "2026-01-09", "2026-01-11", "unknown"),  # Friday to Sunday
        ("4 working hours", "2026-01-10", "2026-01-11", "met"),  # Saturday: nothing of the time runs
        ("4 working hours", "2026-01-05", "2026-01-07", "breached"),
        ("same day", "2026-01-05", "2026-01-05T16:00:00Z", "met"),
        ("same day", "2026-01-05", "2026-01-05T18:00:00Z", "unknown"),  # after closing it would mean midnight
        ("fri 17:00", "2026-01-09", "2026-01-10", "unknown"),
        ("fri 17:00", "2026-01-08", "2026-01-09", "unknown"),
        ("fri 17:00", "2026-01-08", "2026-01-08", "met"),
    ],
)
def test_hours_hang_on_the_hour(within: str, received: str, resolved: str, status: str) -> None:
    """A term of hours, or a time of day, is judged at the earliest and the latest instants of the dates."""
    found = only(rule(within=within), dated(("received", received), ("resolved", resolved)), FAR)
    assert found.status.value == status
    if status == "unknown":
        assert (found.reason.code, found.doubts) == ("date_only", ("date_only",))


def test_both_due_times_are_told() -> None:
    """Of a term of hours `due` is the earliest and `due_latest` the latest; the beginning is a date, without margin."""
    found = only(rule(within="4 hours"), dated(("received", "2026-01-05")), "2026-01-05T00:30")
    assert (found.status.value, found.started, found.margin) == ("pending", date(2026, 1, 5), None)
    assert (found.due, found.due_latest) == (instant("2026-01-05T04:00"), instant("2026-01-06T04:00"))
    between = only(rule(within="4 hours"), dated(("received", "2026-01-05")), "2026-01-05T12:00")
    assert (between.status.value, between.reason.code) == ("unknown", "date_only")
    assert (
        only(rule(within="4 hours"), dated(("received", "2026-01-05")), "2026-01-06T04:01").status.value == "breached"
    )


def test_dates_in_json_and_in_words() -> None:
    """A verdict writes dates where no time is on record, and says that a term ends with a day."""
    found = only(rule(within="10 days"), dated(("received", "2011-11-13"), ("resolved", "2011-11-23")), FAR)
    told = found.plain()
    assert (told["started"], told["stopped"], told["due"]) == ("2011-11-13", "2011-11-23", "2011-11-24T00:00:00Z")
    said = found.explain("en")
    assert "counted from Sun 13 Nov 2011\n" in said
    assert "due by the end of Wed 23 Nov 2011\n" in said
    assert "done Wed 23 Nov 2011\n" in said


def test_the_occurrence_is_named_after_the_date() -> None:
    """The key of an occurrence does not hang on the hour that nobody recorded."""
    found = verdicts(rule(within="4 hours", cycle="each_start"), dated(("received", "2026-01-05")), FAR)
    assert [verdict.occurrence for verdict in found] == ["20260105T000000Z"]


def test_it_exists_from_the_beginning_of_its_day() -> None:
    """An event of a date exists at noon of that date, and not the day before; it was recorded with the day."""
    subject = dated(("received", "2026-01-05"), ("resolved", "2026-01-06"))
    assert only(rule(within="1 day"), subject, "2026-01-06T12:00").status.value == "met"
    assert only(rule(within="1 day"), subject, "2026-01-05T23:59").status.value == "pending"
    found = policy(rule(within="1 day")).evaluate(
        subject, as_of=instant("2026-01-09T00:00"), known_at=instant("2026-01-06T00:00")
    )
    assert found.verdicts[0].status.value == "met"


def test_one_date_is_one_moment() -> None:
    """What happens on one date is simultaneous, dated or timed: before holds both ways, and the verdict says `tie`."""
    early = dated(("received", "2026-01-05T15:00:00Z"), ("resolved", "2026-01-05"))
    found = only(rule(within="2 days"), early, FAR)
    assert (found.status.value, found.state) == ("met", ("tie",))
    two = {"id": "first", "kind": "sequence", "clause": "X-1", "preceded": {"every": "resolved", "by": "investigated"}}
    for events in [
        (("investigated", "2026-01-05"), ("resolved", "2026-01-05T00:10:00Z")),
        (("investigated", "2026-01-05T23:00:00Z"), ("resolved", "2026-01-05")),
        (("investigated", "2026-01-05"), ("resolved", "2026-01-05")),
    ]:
        assert only(two, dated(*events), FAR).status.value == "met"
    assert only(two, dated(("investigated", "2026-01-06"), ("resolved", "2026-01-05")), FAR).status.value == "breached"


SEQUENCE = {"id": "r", "kind": "sequence", "clause": "X-1"}
REPLY = {"id": "r", "kind": "deadline", "clause": "X-1", "start": "received", "stop": "replied", "within": "1 day"}
ON_THE_5TH = "2026-01-05"
OF_A = {"matter": "a"}


@pytest.mark.parametrize(
    ("asked", "events", "expected"),
    [
        (
            {**SEQUENCE, "preceded": {"every": "paid", "by": {"event": "verified", "who": {"kind": "human"}}}},
            [("paid", "03"), ("verified", "15", {"kind": "human"}), ("verified", "", {"kind": "bot"})],
            ["breached"],
        ),
        (
            {**SEQUENCE, "followed": {"every": "received", "by": "replied", "within": "1 day"}},
            [("replied", "03"), ("received", "09"), ("received", "")],
            ["met", "breached"],
        ),
        (
            {**SEQUENCE, "order": ["received", "verified", "resolved"]},
            [("received", ""), ("resolved", "09"), ("verified", "15")],
            ["breached"],
        ),
        (
            {**SEQUENCE, "never": {"event": "replied", "where": {"to": "customer"}}, "until": "closed"},
            [("closed", "03"), ("replied", "21", {"to": "customer"}), ("replied", "", {"to": "internal"})],
            ["met"],
        ),
        (
            REPLY,
            [
                ("replied", "03", OF_A),
                ("received", "15", OF_A),
                ("received", "", {"matter": "b"}),
            ],
            ["breached", "breached"],
        ),
        (
            {**REPLY, "stop": {"all": ["replied", "verified"]}},
            [("verified", "15"), ("received", "21"), ("replied", "")],
            ["breached"],
        ),
    ],
    ids=["preceded", "followed", "order", "never", "matters", "all"],
)
def test_what_has_a_time_keeps_its_order_beside_a_date(
    asked: dict[str, Any], events: list[tuple[Any, ...]], expected: list[str]
) -> None:
    """A third event, of which the date alone is known, is simultaneous with both; they are not with each other."""
    told = [(kind, f"{ON_THE_5TH}T{hour}:00:00Z" if hour else ON_THE_5TH, *more) for kind, hour, *more in events]
    assert [str(one.status) for one in verdicts(asked, dated(*told), FAR)] == expected


@pytest.mark.parametrize(
    ("events", "status", "due"),
    [
        (
            [
                ("received", "2026-01-05T21:00:00+00:00"),
                ("replied", "2026-01-06T20:00:00+00:00"),
                ("replied", "2026-01-06"),
            ],
            "met",
            ("2026-01-06T21:00:00+00:00", None),
        ),
        (
            [
                ("received", "2026-01-06"),
                ("received", "2026-01-06T15:00:00+00:00"),
                ("replied", "2026-01-07T21:00:00+00:00"),
            ],
            "breached",
            ("2026-01-07T00:00:00+00:00", "2026-01-07T15:00:00+00:00"),
        ),
    ],
    ids=["stops", "starts"],
)
def test_a_date_beside_a_time_leaves_what_that_time_settles(
    events: list[tuple[str, str]], status: str, due: tuple[str, str | None]
) -> None:
    """A sure stop in time is met whenever the other one was; a sure start bounds the due time from above."""
    found = only({**REPLY, "within": "24 hours"}, dated(*events), FAR)
    latest = found.due_latest
    assert str(found.status) == status
    assert found.due is not None
    assert (found.due.isoformat(), latest.isoformat() if latest is not None else None) == due


IN_A_DAY = {**REPLY, "within": "24 hours", "cancel": "withdrawn", "pause": {"from": "paused", "until": "resumed"}}


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ("received 05T10:00; paused 05T23:00; resumed 06; replied 06T20:00", "unknown"),
        ("received 05T10:00; withdrawn 06; replied 06T12:00", "unknown"),
        ("received 05T10:00; withdrawn 06; replied 06T09:00", "unknown"),
        ("received 05T10:00; paused 06; replied 06T12:00", "unknown"),
        ("received 05T10:00; resolved 06; replied 06T20:00", "unknown"),  # it begins anew, if in time
        ("received 05T10:00; resolved 06; replied 07T05:00", "unknown"),  # at 10:00 it would be met
        ("received 05T10:00; resolved 06; replied 06T09:00", "met"),
        ("received 05T10:00; resolved 05; replied 06T20:00", "unknown"),
        ("received 05T10:00; resolved 05; replied 06T08:00", "met"),
        ("received 05T00:00; replied 06", "unknown"),  # at midnight it is in time
        ("received 05T10:00; replied 05", "met"),
        ("received 05; replied 05T09:00", "met"),
        ("received 05T10:00; withdrawn 05", "not_applicable"),
        ("received 05T10:00; withdrawn 06; replied 08", "unknown"),
        ("received 05T10:00; paused 05T11:00; resumed 08; replied 08T12:00", "met"),
    ],
)
def test_a_status_is_sure_only_where_every_hour_of_a_date_gives_it(events: str, status: str) -> None:
    """Not the ends of a day alone decide, nor what else is of that date; an act came no earlier than what it serves."""
    told = [
        (kind, f"2026-01-{at}:00Z" if "T" in at else f"2026-01-{at}")
        for kind, at in (event.split() for event in events.split("; "))
    ]
    found = only({**IN_A_DAY, "reset": "resolved"}, dated(*told), FAR)
    assert (str(found.status), "overtaken" in found.state) == (status, False)


AFTER = {**SEQUENCE, "followed": {"every": "received", "by": "replied", "within": "24 hours"}}


@pytest.mark.parametrize(
    ("asked", "events", "status"),
    [
        (
            {"preceded": {"every": "paid", "by": "verified", "within": "24 hours"}},
            "verified 05T12:00; verified 05; paid 06T13:30",
            "unknown",
        ),
        ({"preceded": {"every": "paid", "by": "verified", "within": "24 hours"}}, "paid 05; verified 05T20:30", "met"),
        (
            {"followed": {**AFTER["followed"], "before": "paused"}},
            "received 05T19:53; paused 06; paused 06T14:30; replied 06T16:30",
            "breached",
        ),
        (
            {**AFTER, "cancel": "withdrawn"},
            "received 06; withdrawn 06T03:51; withdrawn 06T12:00; replied 08",
            "unknown",
        ),
        ({**AFTER, "until": "closed"}, "closed 06; received 06T18:00; replied 07T05:38", "unknown"),
        (
            {"followed": {"some": "received", "by": "replied", "within": "24 hours"}},
            "received 05T21:00; received 06; replied 07T15:00",
            "unknown",
        ),
        (
            {"order": ["received", "verified", {"event": "replied", "within": "24 hours"}]},
            "replied 05; received 05T05:22; replied 05T07:30; verified 05T23:30",
            "breached",
        ),
        (
            {"order": ["received", "verified", {"event": "replied", "within": "24 hours"}]},
            "received 05T05:22; replied 05; verified 05T23:30",
            "met",
        ),
    ],
)
def test_steps_of_hours_are_sure_where_every_order_of_a_date_gives_it(
    asked: dict[str, Any], events: str, status: str
) -> None:
    """What breaks a rule, or calls it off, does so in every order of the date; what is in time in one is not late."""
    told = [
        (kind, f"2026-01-{at}:00Z" if "T" in at else f"2026-01-{at}")
        for kind, at in (event.split() for event in events.split("; "))
    ]
    assert only({**SEQUENCE, **asked}, dated(*told), FAR).status.value == status


def test_a_grid_from_a_date_has_one_verdict_an_interval() -> None:
    """Its intervals are named after the date and counted, whatever the hour at which they begin."""
    again = {**REPLY, "within": "24 hours", "cycle": {"repeat": "from_due", "until": "resolved"}}
    found = verdicts(again, dated(("received", "2026-01-06")), "2026-01-09T00:00")
    assert [(one.occurrence, str(one.status)) for one in found] == [
        ("20260106T000000Z", "breached"),
        ("20260106T000000Z#2", "breached"),
        ("20260106T000000Z#3", "pending"),
    ]
    often = verdicts({**again, "within": "90 minutes"}, dated(("received", "2026-01-06")), "2026-01-07T12:00")
    assert {str(one.status) for one in often[:7]} == {"breached"}
    assert [one.occurrence.partition("#")[2] for one in often[1:]] == [
        str(2 + place) for place in range(len(often) - 1)
    ]


def test_seq_orders_a_date() -> None:
    """Where all events of a date have `seq`, it says which came first."""
    two = {"id": "first", "kind": "sequence", "clause": "X-1", "preceded": {"every": "resolved", "by": "investigated"}}
    told = dated(("investigated", "2026-01-05", {"seq": 2}), ("resolved", "2026-01-05", {"seq": 1}))
    assert only(two, told, FAR).status.value == "breached"
    acts = [("received", "2026-01-05"), ("withdrawn", "2026-01-06T08:00:00Z"), ("replied", "2026-01-06")]
    reset = ("resolved", "2026-01-06")
    for order, status in (((1, 1, 3, 2), "not_applicable"), ((1, 2, 1, 3), "met")):
        numbered = [(*act, {"seq": seq}) for act, seq in zip((*acts, reset), order, strict=True)]
        assert (
            only({**IN_A_DAY, "within": "90 hours", "reset": "resolved"}, dated(*numbered), FAR).status.value == status
        )


def test_each_kind_counts_dates() -> None:
    """Steps in time, keeping, periodic duties and hand-overs take a date for the whole day, too."""
    steps = {"id": "s", "kind": "sequence", "clause": "X-1", "clock": "office"}
    followed = {**steps, "followed": {"every": "received", "by": "replied", "within": "3 days"}}
    for replied, status in (("2026-01-08", "met"), ("2026-01-09", "breached")):
        assert only(followed, dated(("received", "2026-01-05"), ("replied", replied)), FAR).status.value == status
    hours = {**steps, "followed": {"every": "received", "by": "replied", "within": "48 hours"}}
    for replied, status in (("2026-01-06", "met"), ("2026-01-07", "unknown"), ("2026-01-08", "breached")):
        assert only(hours, dated(("received", "2026-01-05"), ("replied", replied)), FAR).status.value == status


@pytest.mark.parametrize(("destroyed", "status"), [("2026-01-08", "breached"), ("2026-01-09", "met")])
def test_what_is_kept_for_days(destroyed: str, status: str) -> None:
    """Three days from Monday are over with Thursday: destroyed on that date is too early."""
    kept = {
        "id": "k",
        "kind": "retention",
        "clause": "X-1",
        "subject": "document",
        "anchor": "archived",
        "keep": "3 days",
        "destroyed": "destroyed",
    }
    record = {"id": "D-1", "medium": "paper", "timezone": "Europe/London"}
    events = [{"event": "archived", "at": "2026-01-05"}, {"event": "destroyed", "at": destroyed}]
    found = policy(kept).evaluate(sp.Document.model_validate({**record, "events": events}), as_of=instant(FAR))
    assert found["k"].verdicts[0].status.value == status


@pytest.mark.parametrize(("submitted", "statuses"), [("2026-01-31", "met"), ("2026-02-01", "breached")])
def test_a_monthly_duty(submitted: str, statuses: str) -> None:
    """An act of the last date of a month serves that month, one of the next date does not."""
    monthly = {
        "id": "m",
        "kind": "periodic",
        "clause": "X-1",
        "subject": "organisation",
        "every": "month",
        "on": "last",
    }
    said = {**monthly, "act": "report_submitted"}
    bank = {"id": "bank", "timezone": "Europe/London", "events": [{"event": "report_submitted", "at": submitted}]}
    made = policy(said, in_force={"from": "2026-01-01", "until": "2026-02-01"})
    found = made.evaluate(sp.Organisation.model_validate(bank), as_of=instant("2026-02-10T00:00"))
    assert [verdict.status.value for verdict in found["m"].verdicts][:1] == [statuses]


KINDS = ("received", "paused", "resumed", "resolved")
HAPPENED = st.tuples(st.sampled_from(KINDS), st.integers(0, 5))
SPANS = ("3 hours", "30 hours", "6 working hours", "20 working hours", "2 days", "2 working days", "same day")
DAY = timedelta(days=1)
MONDAY = date(2026, 1, 5)


@settings(max_examples=60)
@given(
    within=st.sampled_from(SPANS),
    events=st.lists(HAPPENED, min_size=1, max_size=4, unique_by=itemgetter(1)),
    timed=st.sets(st.integers(0, 3)),
)
def test_the_hour_is_unknown_exactly_where_it_matters(
    within: str, events: list[tuple[str, int]], timed: set[int]
) -> None:
    """On dates that differ, the status is that of every hour of the dates, or unknown where some hours differ."""
    said = rule(within=within, pause=[{"from": "paused", "until": "resumed"}])
    day = [(kind, MONDAY + DAY * number) for kind, number in sorted(events, key=itemgetter(1))]
    told: list[tuple[str, str]] = []
    for place, (kind, on) in enumerate(day):
        told.append((kind, f"{on}T11:20:00Z" if place in timed else on.isoformat()))
    found = only(said, dated(*told), FAR)
    hours = [[(11, 20, 0)] if place in timed else [(0, 0, 1), (12, 0, 0), (23, 59, 59)] for place in range(len(day))]
    possible = set[str]()
    for ways in product(*hours):
        exact = [
            {"event": kind, "at": datetime(on.year, on.month, on.day, *way, tzinfo=UTC).isoformat()}
            for (kind, on), way in zip(day, ways, strict=True)
        ]
        possible.add(only(said, case(*exact), FAR).status.value)
    if within in ("2 days", "2 working days", "same day") and "paused" not in {kind for kind, _ in events}:
        return  # exact by the date, which a time after closing is not
    assert found.status.value == (possible.pop() if len(possible) == 1 else "unknown")


LAUNCHED: dict[str, Any] = {
    "id": "after-launch",
    "kind": "deadline",
    "clause": "X",
    "start": {"event": "launched", "on": "organisation"},
    "stop": "remedied",
}


@pytest.mark.parametrize(
    ("within", "stopped", "status"),
    [
        ("4 hours", "2026-01-05T10:00", "unknown"),
        ("4 hours", "2026-01-06T03:00", "unknown"),
        ("4 hours", "2026-01-06T05:00", "breached"),
        ("2 days", "2026-01-07T10:00", "met"),
        ("2 days", "2026-01-08T10:00", "breached"),
    ],
)
def test_what_happened_to_the_organisation_on_a_date_leaves_the_hour_open(
    within: str, stopped: str, status: str
) -> None:
    """Hours that count from such an event are decided where they agree at both ends of its day."""
    bank = {"id": "O", "timezone": "Europe/London", "events": [{"event": "launched", "at": "2026-01-05"}]}
    facts = case({"event": "remedied", "at": instant(stopped).isoformat()})
    (found,) = (
        policy({**LAUNCHED, "within": within})
        .evaluate(facts, as_of=instant("2026-01-09T00:00"), context=sp.Context.model_validate({"organisation": bank}))[
            "after-launch"
        ]
        .verdicts
    )
    assert (found.status.value, "date_only" in found.doubts) == (status, status == "unknown")


def test_what_happened_to_the_organisation_on_a_date_is_beside_what_happened_to_the_case() -> None:
    """Of one date, before holds both ways, and the verdict says so."""
    said = {"every": "remedied", "by": {"event": "training_held", "on": "organisation"}}
    rule_ = {"id": "trained", "kind": "sequence", "clause": "X", "preceded": said}
    facts = case({"event": "remedied", "at": instant("2026-01-05T10:00").isoformat()})

    def told(day: str) -> tuple[str, tuple[str, ...]]:
        bank = {"id": "O", "timezone": "Europe/London", "events": [{"event": "training_held", "at": day}]}
        context = sp.Context.model_validate({"organisation": bank})
        (found,) = policy(rule_).evaluate(facts, as_of=instant("2026-01-09T00:00"), context=context)["trained"].verdicts
        return found.status.value, found.state

    assert [told(f"2026-01-0{day}") for day in (4, 5, 6)] == [("met", ()), ("met", ("tie",)), ("breached", ())]


def test_a_mean_of_hours_over_dates_has_two_bounds() -> None:
    """What was received and answered on dates took from no time to two days: a target may be decided all the same."""
    answered = {"id": "answered", "kind": "deadline", "clause": "1", "start": "received", "stop": "replied"}
    card = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    measure = {"mean": {"verdicts": "answered", "of": "used"}, "in": "stop"}

    def status(target: str, *, replied: str = "2026-01-06") -> str:
        figure = {"id": "used", "measure": measure, "target": {"le": target}}
        asked = policy({**answered, "within": "9 days"}, {**card, "indicators": [figure]})
        took = dated(("received", "2026-01-05"), ("replied", replied, {"by": "e1"}))
        agent = sp.Agent.model_validate({"id": "e1", "events": []})
        (found,) = asked.assess([took, agent], "2026-01").scorecards
        return found.status.value

    assert status("50 hours") == "met"
    assert status("20 hours") == "unknown"
    assert status("20 hours", replied="2026-01-08") == "breached"


@pytest.mark.parametrize(
    ("contacted", "status"), [("2026-01-05", "unknown"), ("2026-01-04", "pending"), ("2026-01-06", "breached")]
)
def test_what_a_rule_reads_without_naming_it_is_tried_too(contacted: str, status: str) -> None:
    """A contact of the customer ends a pause: on the date on which that began, before it or after."""
    rule = {
        "id": "answered",
        "kind": "deadline",
        "clause": "1",
        "start": "received",
        "stop": "replied",
        "within": "4 hours",
    }
    pause = {"from": "mediation_applied", "ends_on_contact": True}
    facts = dated(
        ("received", "2026-01-04"),
        ("mediation_applied", "2026-01-05T10:00:00+00:00"),
        ("customer_contacted", contacted),
    )
    found = policy({**rule, "within": "60 hours", "pause": [pause]}).evaluate(facts, as_of=instant("2026-01-12T00:00"))
    assert found["answered"].verdicts[0].status.value == status
