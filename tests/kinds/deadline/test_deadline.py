"""Deadlines, case by case: the worked timers, and every decision on which two engineers could differ."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.worktime._instant import to_us
from tests.judging.building import case, event, instant, local, only, policy, rule, verdicts

PAUSE = {"from": "paused", "until": "resumed"}


def test_answered_exactly_at_due_is_met() -> None:
    """An act exactly at the due instant is in time."""
    found = only(
        rule(), case(event("received", "2025-01-06T09:00"), event("resolved", "2025-01-06T13:00")), "2025-01-07T09:00"
    )
    assert (found.status, found.margin) == (sp.Status.MET, sp.Margin(0, 0))


def test_one_second_late_is_broken_however_late_it_is_asked() -> None:
    """T22: resolved one second late, evaluated a day later, is breached by one second."""
    done = case(event("received", "2025-01-06T09:00"), event("resolved", "2025-01-06T13:00:01"))
    found = only(rule(), done, "2025-01-07T13:00:01")
    assert found.status is sp.Status.BREACHED
    assert found.margin is not None
    assert found.margin.wall == timedelta(seconds=-1)


def test_judged_by_instant_not_by_working_time() -> None:
    """T1: an answer on Saturday to what was due on Friday at closing is late, though no working time has passed."""
    late = case(event("received", "2025-01-10T16:00"), event("resolved", "2025-01-11T11:00"))
    found = only(rule(within="1 working hour"), late, "2025-01-12T09:00")
    assert (found.status, local(found.due)) == (sp.Status.BREACHED, "2025-01-10T17:00")
    assert found.margin == sp.Margin(-18 * 3_600_000_000, 0)


def test_pending_at_due_and_broken_after() -> None:
    """At the due instant with nothing done it is still pending; a microsecond later it is broken and open."""
    begun = case(event("received", "2025-01-06T09:00"))
    assert only(rule(), begun, "2025-01-06T13:00").status is sp.Status.PENDING
    after = only(rule(), begun, "2025-01-06T13:00:00.000001")
    assert (after.status, after.state, after.final) == (sp.Status.BREACHED, ("open",), False)


@pytest.mark.parametrize("repeat", ["from_act", "from_due"])
@pytest.mark.parametrize(("mode", "expected"), [("new_cycle", "breached"), ("none", "")])
def test_what_comes_again_and_again_begins_anew(repeat: str, mode: str, expected: str) -> None:
    """What had ended begins once more with a reopening, and a silence after it is a breach."""
    again = rule(cycle={"repeat": repeat, "until": "closed"}, on_reopen=mode)
    told = case(
        event("received", "2025-01-06T09:00"),
        event("closed", "2025-01-06T10:00"),
        event("reopened", "2025-01-08T09:00"),
        event("closed", "2025-01-08T16:00"),
    )
    found = [
        str(verdict.status)
        for verdict in verdicts(again, told, "2025-01-09T09:00")
        if verdict.occurrence[:8] == "20250108"
    ]
    assert found[:1] == ([expected] if expected else [])


def test_pause_open_at_the_stop_is_credited() -> None:
    """T19: paused, then resolved in one event: the hold ends at that instant and is credited."""
    held = case(
        event("received", "2025-01-06T09:00"),
        event("paused", "2025-01-06T12:00"),
        event("resolved", "2025-01-06T16:00"),
    )
    found = only(rule(pause=PAUSE), held, "2025-01-07T09:00")
    assert (found.status, local(found.due)) == (sp.Status.MET, "2025-01-06T17:00")


def test_pause_after_the_breach_leaves_it_and_is_not_counted_as_overrun() -> None:
    """T21: the due instant stays; the overrun excludes the pause."""
    held = case(
        event("received", "2025-01-06T09:00"),
        event("paused", "2025-01-06T14:00"),
        event("resumed", "2025-01-06T15:00"),
        event("resolved", "2025-01-06T16:00"),
    )
    found = only(rule(pause=PAUSE), held, "2025-01-07T09:00")
    assert (found.status, local(found.due)) == (sp.Status.BREACHED, "2025-01-06T13:00")
    assert found.margin == sp.Margin(-2 * 3_600_000_000, -2 * 3_600_000_000)


@pytest.mark.parametrize(
    ("mode", "due"),
    [
        ("retroactive", "2025-01-09T14:30"),
        ("retroactive_without_credit", "2025-01-09T13:00"),
        ("from_change", "2025-01-09T16:00"),
        ("carry", "2025-01-09T14:30"),
    ],
)
def test_reclassified_while_running(mode: str, due: str) -> None:
    """T23: four working hours after a re-classification at noon, with a pause before it."""
    changed = case(
        event("received", "2025-01-09T09:00"),
        event("paused", "2025-01-09T10:00"),
        event("resumed", "2025-01-09T11:30"),
        event("reclassified", "2025-01-09T12:00", severity="major"),
    )
    target = {"choose": [{"when": {"severity": "major"}, "value": "4 working hours"}, {"value": "8 working hours"}]}
    changed = sp.Case.model_validate({**changed.model_dump(mode="json", exclude_none=True), "severity": "normal"})
    found = only(rule(within=target, pause=PAUSE, on_reclassify=mode), changed, "2025-01-09T12:30")
    assert (found.status, local(found.due)) == (sp.Status.PENDING, due)


@pytest.mark.parametrize(
    ("mode", "due"),
    [("resume", "2025-01-08T15:00"), ("new_cycle", "2025-01-09T10:00"), ("count_closed", "2025-01-06T17:00")],
)
def test_reopened(mode: str, due: str) -> None:
    """T24: eight working hours, resolved at noon on Monday, reopened on Wednesday; the first cycle stays met."""
    again = case(
        event("received", "2025-01-06T09:00"),
        event("resolved", "2025-01-06T12:00"),
        event("reopened", "2025-01-08T10:00"),
    )
    first, second = verdicts(rule(within="8 working hours", on_reopen=mode), again, "2025-01-08T10:30")
    assert (first.status, first.final) == (sp.Status.MET, True)
    assert local(second.due) == due


def test_reopening_is_ignored_where_the_rule_says_so() -> None:
    """`on_reopen: none` leaves one verdict."""
    again = case(
        event("received", "2025-01-06T09:00"),
        event("resolved", "2025-01-06T12:00"),
        event("reopened", "2025-01-08T10:00"),
    )
    assert only(rule(), again, "2025-01-09T10:00").status is sp.Status.MET


def test_first_response_is_the_public_answer_of_a_person() -> None:
    """T28: a bot's acknowledgement, an internal note and a status change are no first response."""
    stop = {"event": "replied", "who": {"kind": "human"}, "where": {"visibility": "public"}}
    told = case(
        event("received", "2025-01-06T09:00", kind="customer"),
        event("replied", "2025-01-06T09:01", by="b1", kind="bot", visibility="public"),
        event("replied", "2025-01-06T09:10", by="e1", kind="human", visibility="internal"),
        event("resolved", "2025-01-06T09:20", by="e1", kind="human"),
        event("replied", "2025-01-06T09:40", by="e2", kind="human", visibility="public"),
    )
    found = only(rule(stop=stop), told, "2025-01-07T09:00")
    assert (local(found.stopped), found.credit) == ("2025-01-06T09:40", ("e2",))


def test_no_first_response_until_the_customer_writes() -> None:
    """T29: a case opened by an agent with a public message has nothing to answer."""
    start = {"event": "received", "who": {"kind": "customer"}}
    opened = case(
        event("received", "2025-01-06T09:00", by="e1", kind="human"),
        event("replied", "2025-01-06T09:00", by="e1", kind="human", visibility="public"),
    )
    found = only(rule(start=start, stop="replied"), opened, "2025-01-08T09:00")
    assert (found.status, found.reason.code) == (sp.Status.NOT_APPLICABLE, "not_triggered")


def test_pinned_to_the_version_at_its_opening() -> None:
    """T30: eight hours until 1 March, four after; opened on 28 February at 16:00 it keeps eight."""
    dated = [{"value": "8 hours", "until": "2025-03-01"}, {"value": "4 hours", "from": "2025-03-01"}]
    blanks = {"limit": {"type": "span", "clause": "X-1", "ask": {"en": "how long?"}}}
    said = rule(within={"blank": "limit"}, clock=None)
    opened = case(event("received", "2025-02-28T16:00"))
    found = only(said, opened, "2025-02-28T23:00", blanks=blanks, fill={"limit": dated})
    assert local(found.due) == "2025-03-01T00:00"
    assert found.values[0].origin.startswith("limit/")


@pytest.mark.parametrize(
    ("pin", "due"), [("opened", "2025-03-01T00:00"), ("cycle", "2025-03-01T00:00"), ("latest", "2025-02-28T20:00")]
)
def test_pins(pin: str, due: str) -> None:
    """`latest` moves what is not final to the new version; the others keep the old one."""
    dated = [
        {"value": "8 hours", "until": "2025-02-28T19:00:00Z"},
        {"value": "4 hours", "from": "2025-02-28T19:00:00Z"},
    ]
    blanks = {"limit": {"type": "span", "clause": "X-1", "ask": {"en": "how long?"}}}
    said = rule(within={"blank": "limit"}, clock=None)
    opened = case(event("received", "2025-02-28T16:00"))
    found = only(said, opened, "2025-02-28T19:30", blanks=blanks, fill={"limit": dated}, pin=pin)
    assert local(found.due) == due


def test_what_was_final_is_not_judged_again() -> None:
    """Under `latest`, a verdict that was met under the first version stays met under a stricter one."""
    dated = [{"value": "8 hours", "until": "2025-03-01"}, {"value": "1 hour", "from": "2025-03-01"}]
    blanks = {"limit": {"type": "span", "clause": "X-1", "ask": {"en": "how long?"}}}
    said = rule(within={"blank": "limit"}, clock=None)
    done = case(event("received", "2025-02-28T10:00"), event("resolved", "2025-02-28T16:00"))
    assert (
        only(said, done, "2025-03-05T09:00", blanks=blanks, fill={"limit": dated}, pin="latest").status is sp.Status.MET
    )


def test_a_value_without_one_in_force_is_unknown() -> None:
    """A gap in the dated values is an explained unknown, never a silent carry-forward."""
    blanks = {"limit": {"type": "span", "clause": "X-1", "ask": {"en": "how long?"}}}
    fill = {"limit": [{"value": "8 hours", "until": "2025-01-01"}]}
    found = only(
        rule(within={"blank": "limit"}, clock=None),
        case(event("received", "2025-02-28T10:00")),
        "2025-02-28T11:00",
        blanks=blanks,
        fill=fill,
    )
    assert (found.status, found.reason.code, found.doubts) == (sp.Status.UNKNOWN, "missing_value", ("value limit",))


def test_capped_pause_ends_by_itself() -> None:
    """A pause with a cap of two working hours is credited with two."""
    held = case(event("received", "2025-01-06T09:00"), event("paused", "2025-01-06T10:00"))
    said = rule(pause={"from": "paused", "until": "resumed", "cap": "2 working hours"})
    running = only(said, held, "2025-01-06T11:00")
    assert (running.status, running.state, running.due, local(running.due_latest)) == (
        sp.Status.PENDING,
        ("paused",),
        None,
        "2025-01-06T15:00",
    )
    assert running.next_us is not None
    assert local(only(said, held, "2025-01-06T12:30").due) == "2025-01-06T15:00"


def test_contact_by_the_customer_ends_a_pause() -> None:
    """A pause that waits for the customer ends when the customer acts."""
    held = case(
        event("received", "2025-01-06T09:00", kind="customer"),
        event("paused", "2025-01-06T10:00", by="e1", kind="human"),
        event("customer_contacted", "2025-01-06T11:00", by="e1", kind="human"),
    )
    said = rule(pause={"from": "paused", "ends_on_contact": True})
    assert local(only(said, held, "2025-01-06T12:00").due) == "2025-01-06T14:00"


def test_a_forbidden_pause_changes_nothing() -> None:
    """Where the law knows no pause, a recorded one is not credited."""
    held = case(event("received", "2025-01-06T09:00"), event("paused", "2025-01-06T10:00"))
    assert local(only(rule(pause="forbidden"), held, "2025-01-06T12:00").due) == "2025-01-06T13:00"


EXTEND: list[dict[str, Any]] = [
    {"grant": {"event": "extended", "where": {"ground": "complex"}}, "to": "30 days"},
    {
        "grant": {"event": "extended", "where": {"ground": "special", "customer_told": True}},
        "by": "30 days",
        "after": 1,
    },
]


def test_extensions_in_steps() -> None:
    """Fifteen days, replaced by thirty, then thirty more: sixty at most, each step once."""
    said = rule(within="15 days", extend=EXTEND)
    start = event("received", "2026-01-05T10:00")
    complex_, special = (
        event("extended", "2026-01-10T10:00", ground="complex"),
        event("extended", "2026-01-20T10:00", ground="special", customer_told=True),
    )
    again = event("extended", "2026-01-21T10:00", ground="special", customer_told=True)
    dates = [
        local(only(said, case(start, *granted), "2026-01-21T11:00").due)
        for granted in ([complex_], [complex_, special], [complex_, special, again])
    ]
    assert dates == ["2026-02-05T00:00", "2026-03-07T00:00", "2026-03-07T00:00"]


def test_an_extension_that_lacks_a_condition_is_named() -> None:
    """Without its precondition a grant changes nothing, and the verdict says which was missing."""
    said = rule(within="15 days", extend=EXTEND)
    told = case(
        event("received", "2026-01-05T10:00"),
        event("extended", "2026-01-10T10:00", ground="complex"),
        event("extended", "2026-01-12T10:00", ground="special", customer_told=False),
    )
    found = only(said, told, "2026-01-15T10:00")
    assert local(found.due) == "2026-02-05T00:00"
    assert [(why.code, why.event, why.test) for why in found.why_not] == [
        ("extension_condition", 3, "customer_told is true")
    ]


def test_an_extension_after_the_due_time_heals_nothing() -> None:
    """A grant one second after the due instant comes too late."""
    said = rule(within="24 hours", extend=[{"grant": "extended", "by": "24 hours", "at_most": "36 hours"}])
    start = event("received", "2026-01-05T10:00")
    in_time = only(said, case(start, event("extended", "2026-01-06T10:00")), "2026-01-07T00:00")
    late = only(said, case(start, event("extended", "2026-01-06T10:00:01")), "2026-01-07T00:00")
    assert (in_time.status, local(in_time.due)) == (sp.Status.BREACHED, "2026-01-06T22:00")
    assert (late.status, late.why_not[0].code, local(late.due)) == (
        sp.Status.BREACHED,
        "extension_late",
        "2026-01-06T10:00",
    )


def test_each_start_and_oldest_unanswered() -> None:
    """A stop answers all starts open then; the oldest unanswered one counts alone."""
    asked = case(
        event("received", "2025-01-06T09:00"),
        event("received", "2025-01-06T10:00"),
        event("resolved", "2025-01-06T11:00"),
        event("received", "2025-01-06T12:00"),
    )
    each = verdicts(rule(cycle="each start"), asked, "2025-01-06T12:30")
    assert [(v.occurrence, v.status.value) for v in each] == [
        ("20250106T090000Z", "met"),
        ("20250106T100000Z", "met"),
        ("20250106T120000Z", "pending"),
    ]
    oldest = verdicts(rule(cycle="oldest_unanswered"), asked, "2025-01-06T12:30")
    assert [(v.occurrence, v.status.value) for v in oldest] == [
        ("20250106T090000Z", "met"),
        ("20250106T120000Z", "pending"),
    ]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (
            "from_act",
            [("20250106T090000Z", "met"), ("20250106T100000Z", "breached"), ("20250106T150000Z", "not_applicable")],
        ),
        (
            "from_due",
            [
                ("20250106T090000Z", "met"),
                ("20250106T110000Z", "breached"),
                ("20250106T130000Z", "breached"),
                ("20250106T150000Z", "not_applicable"),
            ],
        ),
    ],
)
def test_repeating_until_closed(repeat: str, expected: list[tuple[str, str]]) -> None:
    """Every two hours: from the last act, or on a fixed grid; the interval open at closing is not judged."""
    said = rule(stop="progress_told", within="2 hours", cycle={"repeat": repeat, "until": "closed"})
    told = case(
        event("received", "2025-01-06T09:00"),
        event("progress_told", "2025-01-06T10:00"),
        event("progress_told", "2025-01-06T15:00"),
        event("closed", "2025-01-06T15:30"),
    )
    found = verdicts(said, told, "2025-01-07T09:00")
    assert [(v.occurrence, v.status.value) for v in found] == expected


def test_a_promise_is_replaced_only_before_it_falls_due() -> None:
    """A later agreement replaces the earlier one if made in time; made after it, the earlier stays broken."""
    said = rule(
        start="reply_time_agreed",
        stop="replied",
        within=None,
        due={"field": "reply_by"},
        cycle={"supersede": "before_due"},
    )
    first = event("reply_time_agreed", "2025-01-06T09:00", reply_by="2025-01-06T12:00:00+00:00")
    moved = event("reply_time_agreed", "2025-01-06T12:00", reply_by="2025-01-06T16:00:00+00:00")
    late = event("reply_time_agreed", "2025-01-06T12:01", reply_by="2025-01-06T16:00:00+00:00")
    answer = event("replied", "2025-01-06T15:00")
    assert only(said, case(first, moved, answer), "2025-01-07T09:00").status is sp.Status.MET
    assert [v.status.value for v in verdicts(said, case(first, late, answer), "2025-01-07T09:00")] == [
        "breached",
        "met",
    ]


def test_a_promised_date_is_the_end_of_that_day() -> None:
    """A resolution due on the tenth is carried out in time as that day ends, and late a second after."""
    said = rule(
        subject="meeting", per="resolution", start="assigned", stop="carried_out", within=None, due={"field": "due"}
    )
    assigned = event("assigned", "2025-01-06T09:00", resolution="a", owner="e1", due="2025-01-10")
    for done, status in (("2025-01-11T00:00", "met"), ("2025-01-11T00:00:01", "breached")):
        meeting = sp.Meeting.model_validate(
            {"id": "M-1", "events": [assigned, event("carried_out", done, resolution="a")]}
        )
        found = policy(said).evaluate(meeting, as_of=instant("2025-01-12T09:00"))
        assert [verdict.status.value for verdict in found.verdicts] == [status]


def test_a_promise_without_a_time_is_unknown() -> None:
    """Nobody wrote down what was promised."""
    said = rule(start="reply_time_agreed", stop="replied", within=None, due={"field": "reply_by"})
    found = only(said, case(event("reply_time_agreed", "2025-01-06T09:00")), "2025-01-07T09:00")
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("1.reply_by",))


def test_cancel_before_and_after_due() -> None:
    """Withdrawn in time there is nothing to judge; withdrawn after it fell due, the breach stays."""
    start = event("received", "2025-01-06T09:00")
    said = rule(cancel="withdrawn")
    assert (
        only(said, case(start, event("withdrawn", "2025-01-06T13:00")), "2025-01-08T09:00").status
        is sp.Status.NOT_APPLICABLE
    )
    late = only(said, case(start, event("withdrawn", "2025-01-06T13:01")), "2025-01-08T09:00")
    assert (late.status, late.state, late.final) == (sp.Status.BREACHED, ("cancelled",), True)


def test_a_pause_open_at_the_cancellation_ends_there() -> None:
    """What was withdrawn while paused keeps one due instant, however much later it is looked at."""
    told = case(
        event("received", "2025-01-06T09:00"),
        event("paused", "2025-01-06T10:00"),
        event("withdrawn", "2025-01-06T11:00"),
    )
    said = rule(cancel="withdrawn", pause=PAUSE)
    dues = {only(said, told, as_of).due_us for as_of in ("2025-01-06T11:30", "2025-01-07T15:00", "2025-02-03T09:00")}
    assert len(dues) == 1


def test_reset_counts_anew() -> None:
    """New material starts the count again; earlier pauses are forgotten."""
    said = rule(pause=PAUSE, reset={"event": "material_received", "where": {"new_facts": True}})
    told = case(
        event("received", "2025-01-06T09:00"),
        event("paused", "2025-01-06T09:30"),
        event("resumed", "2025-01-06T10:00"),
        event("material_received", "2025-01-06T11:00", new_facts=True),
    )
    assert local(only(said, told, "2025-01-06T12:00").due) == "2025-01-06T15:00"


def test_per_keeps_matters_apart() -> None:
    """An answer to one matter does not answer the other; one without a matter leaves both open."""
    asked = case(
        event("received", "2025-01-06T09:00", matter="a"),
        event("received", "2025-01-06T09:00", matter="b"),
        event("resolved", "2025-01-06T10:00", matter="a"),
    )
    found = {v.occurrence: v.status.value for v in verdicts(rule(per="matter"), asked, "2025-01-06T11:00")}
    assert found == {"a/1": "met", "b/1": "pending"}
    both = case(
        event("received", "2025-01-06T09:00", matter="a"),
        event("received", "2025-01-06T09:05", matter="b"),
        event("resolved", "2025-01-06T10:00"),
    )
    assert {v.status.value for v in verdicts(rule(per="matter"), both, "2025-01-06T11:00")} == {"unknown"}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (["apology"], ["met", "breached"]),
        (["apology", "refund"], ["met", "met"]),
        ([None], ["unknown", "unknown"]),
        (["apology", None], ["met", "met"]),
        (["voucher"], ["breached", "breached"]),
    ],
)
@pytest.mark.parametrize("cycle", ["each start", "oldest unanswered"])
def test_an_act_serves_what_it_names(cycle: str, named: list[str | None], expected: list[str]) -> None:
    """Of two things to be done each is done by itself; what names neither is done for the one that is left."""
    said = rule(start="remedy_set", stop="remedied", within="8 hours", cycle=cycle, told_apart_by="remedy")
    begun = (
        event("remedy_set", "2025-01-06T09:00", remedy="apology"),
        event("remedy_set", "2025-01-06T10:00", remedy="refund"),
    )
    done = [
        event("remedied", f"2025-01-06T1{number}:30", **({} if name is None else {"remedy": name}))
        for number, name in enumerate(named)
    ]
    assert [str(one.status) for one in verdicts(said, case(*begun, *done), "2025-01-09T09:00")] == expected


def test_an_act_without_a_name_serves_all_where_the_rule_says_so() -> None:
    """One act that names nothing may be about all that is open."""
    said = rule(
        start="remedy_set", stop="remedied", within="8 hours", cycle="each start", told_apart_by="remedy", answers="all"
    )
    begun = (
        event("remedy_set", "2025-01-06T09:00", remedy="apology"),
        event("remedy_set", "2025-01-06T10:00", remedy="refund"),
    )
    found = verdicts(said, case(*begun, event("remedied", "2025-01-06T11:00")), "2025-01-09T09:00")
    assert [str(one.status) for one in found] == ["met", "met"]


def test_what_is_told_apart_comes_several_times() -> None:
    """A count that begins once has nothing to tell apart, and one that is reset does not say which."""
    for more in ({}, {"cycle": "each start", "reset": "reopened"}):
        with pytest.raises(sp.PolicyError) as found:
            policy(rule(start="remedy_set", stop="remedied", within="8 hours", told_apart_by="remedy", **more))
        assert [problem.code for problem in found.value.problems] == ["illegal-combination"]
    for name, code in (("remedies", "unknown-field"), ("amount", "wrong-type")):
        with pytest.raises(sp.PolicyError) as found:
            policy(rule(start="remedy_set", stop="remedied", within="8 hours", cycle="each start", told_apart_by=name))
        assert [problem.code for problem in found.value.problems] == [code]


def test_a_stop_of_two_events() -> None:
    """All of several: the instant is that of the last."""
    said = rule(stop={"all": ["evidence_collected", "responsibility_determined"]})
    begun = [event("received", "2025-01-06T09:00"), event("responsibility_determined", "2025-01-06T10:00")]
    assert only(said, case(*begun), "2025-01-06T12:00").status is sp.Status.PENDING
    done = only(said, case(*begun, event("evidence_collected", "2025-01-06T12:30")), "2025-01-06T14:00")
    assert (done.status, local(done.stopped)) == (sp.Status.MET, "2025-01-06T12:30")


def test_a_sure_stop_in_time_is_met_whatever_the_doubtful_ones() -> None:
    """A doubtful answer before a sure one that is in time changes nothing."""
    said = rule(stop={"event": "replied", "where": {"visibility": "public"}})
    told = case(
        event("received", "2025-01-06T09:00"),
        event("replied", "2025-01-06T10:00"),
        event("replied", "2025-01-06T11:00", visibility="public"),
    )
    assert only(said, told, "2025-01-07T09:00").status is sp.Status.MET


def test_a_doubtful_stop_alone_is_unknown_and_named() -> None:
    """A doubtful answer in time and no sure one: unknown, with the fact that would settle it."""
    said = rule(stop={"event": "replied", "where": {"visibility": "public"}})
    told = case(event("received", "2025-01-06T09:00"), event("replied", "2025-01-06T10:00"))
    found = only(said, told, "2025-01-07T09:00")
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("2.visibility",))


def test_a_doubtful_stop_that_is_late_anyway_is_broken() -> None:
    """Whichever way the doubt turns out, nothing was done in time."""
    said = rule(stop={"event": "replied", "where": {"visibility": "public"}})
    told = case(event("received", "2025-01-06T09:00"), event("replied", "2025-01-06T15:00"))
    assert only(said, told, "2025-01-07T09:00").status is sp.Status.BREACHED


def test_whether_it_applies_may_be_unknown() -> None:
    """Without the channel it cannot be said whether the rule applies; never triggered, it does not matter."""
    said = rule(applies={"channel": "telephone"})
    found = only(said, case(event("received", "2025-01-06T09:00")), "2025-01-06T10:00")
    assert (found.status, found.doubts) == (sp.Status.UNKNOWN, ("channel",))
    assert only(said, case(event("closed", "2025-01-06T09:00")), "2025-01-06T10:00").status is sp.Status.NOT_APPLICABLE


def test_later_and_later_recorded_events_do_not_exist() -> None:
    """Events after `as_of`, or recorded after `known_at`, never matter."""
    told = case(
        event("received", "2025-01-06T09:00"),
        event("resolved", "2025-01-06T12:00", recorded_at="2025-01-07T09:00:00+00:00"),
    )
    asked = policy(rule())
    knew = asked.evaluate(told, as_of=instant("2025-01-06T13:30"), known_at=instant("2025-01-06T13:30"))
    knows = asked.evaluate(told, as_of=instant("2025-01-06T13:30"))
    early = asked.evaluate(told, as_of=instant("2025-01-06T11:00"))
    assert [report["answered"].status.value for report in (knew, knows, early)] == ["breached", "met", "pending"]


def test_unpublished_calendar_only_where_it_matters() -> None:
    """Seven working days over the end of the published years: met if done before, unknown if not."""
    said = rule(within="7 working days", clock="cn")
    calendars = {"cn": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}, "holidays": "CN"}}
    asked = sp.Policy(policy="p", timezone="Asia/Shanghai", calendars=calendars, rules=[said])
    start = event("received", "2026-12-30T10:00+08:00")
    done = asked.evaluate(case(start, event("resolved", "2026-12-31T10:00+08:00")), as_of=instant("2027-02-01T00:00"))
    waiting = asked.evaluate(case(start), as_of=instant("2026-12-31T00:00"))
    lost = asked.evaluate(case(start), as_of=instant("2027-02-01T00:00"))
    assert [report["answered"].status.value for report in (done, waiting, lost)] == ["met", "pending", "unknown"]
    assert lost["answered"].verdicts[0].doubts == ("calendar cn 2027",)


def test_warnings_are_part_of_the_next_change() -> None:
    """Four fifths of four hours, then half an hour before, then the due instant itself."""
    said = rule(warn=["80%", "30 minutes"])
    begun = case(event("received", "2025-01-06T09:00"))
    asked = policy(said)
    moments = []
    at = instant("2025-01-06T09:00")
    for _ in range(3):
        change = asked.evaluate(begun, as_of=at).next_change
        assert change is not None
        moments.append(change.strftime("%H:%M:%S.%f"))
        at = change
    assert moments == ["12:12:00.000000", "12:30:00.000000", "13:00:00.000001"]


def test_simultaneous_start_and_stop_in_no_order() -> None:
    """A stop at the same instant satisfies the start, and the verdict says that the order is not recorded."""
    at_once = case(event("received", "2025-01-06T09:00"), event("resolved", "2025-01-06T09:00"))
    found = only(rule(), at_once, "2025-01-06T10:00")
    assert (found.status, found.state) == (sp.Status.MET, ("tie",))
    ordered = case(event("resolved", "2025-01-06T09:00", seq=1), event("received", "2025-01-06T09:00", seq=2))
    assert only(rule(), ordered, "2025-01-06T10:00").status is sp.Status.PENDING


def test_an_order_that_was_recorded_is_no_tie() -> None:
    """Start and stop have their own `seq`: others of that instant with the same ones leave their order as it is."""
    moment = "2025-01-06T10:00"
    beside = [event("x.noted", moment, seq=seq) for seq in (0, 1)]
    found = only(rule(), case(event("received", moment, seq=0), event("resolved", moment, seq=1), *beside), moment)
    assert (found.status, found.state) == (sp.Status.MET, ())


def test_least_of_two_billing_cycles_and_ninety_days() -> None:
    """Two complete billing cycles or ninety days, whichever ends first; the closing day comes from the case."""
    said = rule(
        within={"least": ["2 billing cycles", "90 days"]},
        cycle_day={"field": "statement_day"},
        counting={"first_day": "excluded", "roll": "none"},
    )
    found = only(said, case(event("received", "2026-01-20T10:00"), statement_day=15), "2026-02-01T09:00")
    assert local(found.due) == "2026-04-16T00:00"


def test_a_grid_needs_intervals_with_a_length() -> None:
    """`same day` on a fixed grid could fall due where it starts, for ever: refused when loading."""
    with pytest.raises(sp.PolicyError, match="from_due"):
        policy(rule(within="same day", cycle={"repeat": "from_due", "until": "closed"}))


def test_an_act_of_no_matter_is_of_the_one_whose_next_interval_runs() -> None:
    """Told in the first two hours by name and in the next two without one: both intervals of the grid are met."""
    every = {"repeat": "from_due", "until": "closed"}
    said = rule(stop="progress_told", within="2 hours", clock=None, cycle=every, per="matter")
    told = [
        event("received", "2026-01-05T09:00", matter="b"),
        event("progress_told", "2026-01-05T10:00", matter="b"),
        event("progress_told", "2026-01-05T12:00"),
    ]
    found = verdicts(said, case(*told), "2026-01-05T13:00")
    assert [one.status.value for one in found] == ["met", "met"]


def test_an_end_at_the_due_instant_of_a_served_interval_ends_the_grid() -> None:
    """Told in the first interval, closed exactly when it fell due: nothing more is owed."""
    said = rule(stop="progress_told", within="2 hours", cycle={"repeat": "from_due", "until": "closed"})
    told = case(
        event("received", "2025-01-06T09:00"),
        event("progress_told", "2025-01-06T10:00"),
        event("closed", "2025-01-06T11:00"),
    )
    assert [v.status.value for v in verdicts(said, told, "2025-01-08T09:00")] == ["met"]


def test_a_reset_counts_the_span_of_the_beginning_anew() -> None:
    """What was chosen at the start holds after a reset; a re-classification before it is forgotten."""
    chosen = {"choose": [{"when": {"severity": "major"}, "value": "4 working hours"}, {"value": "1 working hour"}]}
    said = rule(within=chosen, reset="material_received", on_reclassify="retroactive")
    events = (
        event("received", "2026-01-05T09:00"),
        event("reclassified", "2026-01-05T09:30", severity="major"),
        event("material_received", "2026-01-05T10:00"),
    )
    verdict = only(said, case(*events, severity="minor"), "2026-01-05T10:30")
    assert (local(verdict.due), [value.value for value in verdict.values]) == ("2026-01-05T11:00", ["1 working hour"])


REGULATION: dict[str, Any] = {"counting": "eu-1182-71", "clock": "office"}
CUT_OFF = {"counting": {"receipt": "next working day", "cut_off": "16:00"}, "clock": "office"}


@pytest.mark.parametrize(
    ("said", "received", "due"),
    [
        ({**REGULATION, "within": "3 hours"}, "2026-01-05T10:20", "2026-01-05T14:00"),
        ({**REGULATION, "within": "3 working hours"}, "2026-01-05T10:20", "2026-01-05T14:00"),
        ({**REGULATION, "within": {"least": ["3 hours", "2 days"]}}, "2026-01-05T10:20", "2026-01-05T14:00"),
        ({**REGULATION, "within": "2 days"}, "2026-01-09T10:20", "2026-01-14T00:00"),
        ({**CUT_OFF, "within": "3 hours"}, "2026-01-05T16:01", "2026-01-06T12:00"),
        ({**CUT_OFF, "within": "3 working hours"}, "2026-01-05T16:01", "2026-01-06T12:00"),
        ({**CUT_OFF, "within": "1 working day"}, "2026-01-03T12:00", "2026-01-06T17:00"),
        ({**CUT_OFF, "within": "1 working day"}, "2026-01-05T16:00", "2026-01-06T17:00"),
        ({**CUT_OFF, "within": "1 working day"}, "2026-01-05T16:01", "2026-01-07T17:00"),
    ],
)
def test_a_convention_says_from_when_a_span_counts(said: dict[str, Any], received: str, due: str) -> None:
    """A rule's convention moves the start of its span: the hour that has begun, deemed receipt, the cut-off."""
    found = only(rule(**said), case(event("received", received)), "2026-01-09T16:30")
    assert local(found.due) == due


@pytest.mark.parametrize("within", ["2 hours", "2 working hours"])
def test_a_pause_and_a_warning_count_from_the_hour(within: str) -> None:
    """What is counted from the next hour is paused and warned of from there."""
    said = rule(**REGULATION, within=within, warn=["50%"], pause=[{"from": "paused", "until": "resumed"}])
    events = [event("received", "2026-01-05T10:20"), event("paused", "2026-01-05T10:30")]
    found = only(said, case(*events, event("resumed", "2026-01-05T11:30")), "2026-01-05T11:45")
    assert (local(found.due), found.next_us) == ("2026-01-05T13:30", to_us(instant("2026-01-05T12:30")))


def test_deemed_receipt_does_not_shorten_a_pause() -> None:
    """The cap of a pause runs from the pause, on a closed day too: nothing comes in."""
    said = rule(**CUT_OFF, within="24 hours", pause=[{"from": "paused", "cap": "2 hours"}])
    events = [event("received", "2026-01-09T10:00"), event("paused", "2026-01-10T08:00")]
    found = only(said, case(*events), "2026-01-12T12:00")
    assert local(found.due) == "2026-01-10T12:00"
