"""What rules say, in words."""

from __future__ import annotations

import re
import string
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.errors import UsageError
from servicepolicy.language.value import parse_value
from servicepolicy.phrases.award_tables import told_value
from servicepolicy.phrases.catalogue import BOOK
from servicepolicy.phrases.teller import Teller
from servicepolicy.phrases.templates import template_words
from servicepolicy.policy.teller import teller_of
from servicepolicy.telling.book import sentences, told_fact
from servicepolicy.worktime.holidays import source

OFFICE = {"office": {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}}


# What a Chinese sentence may hold in Latin letters: currencies, and what the example bank itself calls things.
AS_WRITTEN = {"CNY", "Example Bank", "LPR", "archive-1", "archive-2"}


def said(rule: dict[str, Any], language: str = "en", **more: Any) -> list[str]:
    """The sentences about one rule of a small policy, those under others indented."""
    policy = sp.Policy(
        policy="desk", timezone="Asia/Shanghai", calendars=OFFICE, rules=[{"id": "r", "clause": "1", **rule}], **more
    )
    told = sentences(policy.rules[0], teller_of(policy, language))
    return [line for sentence in told for line in (sentence.text, *(f"- {under}" for under in sentence.under))]


def answered(**more: Any) -> dict[str, Any]:
    """A deadline."""
    return {"kind": "deadline", "start": "received", "stop": "replied", "within": "2 working hours", **more}


def test_grounds_of_holidays_are_those_of_their_source() -> None:
    """What the book says of a jurisdiction in English is what its source says."""
    said = {code.removeprefix("ground."): BOOK[code][0] for code in BOOK if code.startswith("ground.")}
    assert said == {code: source(code).jurisdiction.published for code in said}


@pytest.mark.parametrize("code", sorted(BOOK))
def test_both_languages_name_the_same_things(code: str) -> None:
    """A phrase loses nothing in either language."""
    english, chinese = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in BOOK[code])
    assert english == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("pack", sp.packs())
def test_every_shipped_rule_is_said(pack: str, language: str) -> None:
    """Each rule has at least one whole sentence, without braces and without the names of Python."""
    policy = sp.load(pack, fill="example-bank")
    teller = teller_of(policy, language)
    for rule in policy.rules:
        told = sentences(rule, teller)
        assert told, rule.id
        for sentence in told:
            assert not set("{}") & set(sentence.text), (rule.id, sentence.text)
            assert "None" not in sentence.text, (rule.id, sentence.text)
            assert sentence.text[-1] in ".。:：", (rule.id, sentence.text)


@pytest.mark.parametrize("pack", sp.packs())
def test_chinese_sentences_are_chinese(pack: str) -> None:
    """Every code, field and event that a shipped rule names has a Chinese word."""
    assert _latin(pack) - AS_WRITTEN == set()


def _latin(pack: str) -> set[str]:
    policy = sp.load(pack, fill="example-bank")
    teller = teller_of(policy, "zh")
    told = [sentence for rule in policy.rules for sentence in sentences(rule, teller)]
    lines = [line for sentence in told for line in (sentence.text, *sentence.under)]
    return {found for line in lines for found in re.findall("[A-Za-z][-_A-Za-z0-9 .]*[A-Za-z0-9]|[A-Za-z]", line)}


@pytest.mark.parametrize("pack", sp.packs())
def test_english_sentences_are_words(pack: str) -> None:
    """No code is left with its joints."""
    policy = sp.load(pack, fill="example-bank")
    teller = teller_of(policy, "en")
    for rule in policy.rules:
        for sentence in sentences(rule, teller):
            for line in (sentence.text, *sentence.under):
                assert "_" not in line, (rule.id, line)


def test_a_deadline_in_words() -> None:
    """Start, stop, span and calendar stand in one sentence; conditions in brackets."""
    stop = {"event": "replied", "where": {"to": "customer", "visibility": "public"}, "who": {"kind": "human"}}
    assert said(answered(stop=stop, clock="office", warn=["80%", "1 hour"], cancel="withdrawn", level="advice")) == [
        (
            "“Replied” (recipient is customer; and visibility is public) (by a human) must be done within 2 working "
            "hours of “received”, counted on the calendar “office”."
        ),
        "“Withdrawn” ends it without a verdict.",
        "A warning is given at 80% of the time, 1 hour before it is due.",
        "It is advice: not following it is not a breach.",
    ]


def test_a_deadline_in_chinese() -> None:
    """The same in Chinese, fields and codes too."""
    stop = {"event": "replied", "where": {"to": "customer"}}
    assert said(answered(stop=stop, clock="office", applies={"type": "complaint"}), "zh") == [
        "适用条件：类型为投诉。",
        "自“受理”起，应在2个工作小时内完成“答复”（答复对象为客户）（按“办公”日历计算）。",
    ]


def test_what_moves_a_deadline_is_said() -> None:
    """Pauses, extensions, resets, cycles, reopening, re-classification, versions and escalation have a sentence."""
    told = said(
        answered(
            pause=[{"from": "paused", "until": "resumed", "cap": "3 days", "ends_on_contact": True}],
            extend=[
                {"grant": "extended", "to": "4 working hours", "at_most": "9 days"},
                {"grant": "extended", "by": "2 working hours", "after": 1},
            ],
            reset="material_received",
            on_reopen="resume",
            on_reclassify="carry",
            on_version="from_change",
            escalate=[{"after": "1 hour", "to": "head"}],
            clock="office",
        ),
        roles={"head": {"title": {"zh": "负责人", "en": "the head"}}},
    )
    assert told[1:] == [
        (
            "The clock is paused from “paused” until “resumed”, for at most 3 days, and no longer than until the "
            "customer gets in touch."
        ),
        "“Extended” before it is due extends the time to 4 working hours, but never beyond 9 days from the start.",
        "“Extended” before it is due extends the time by 2 working hours (only after step 1).",
        "“Material received” starts the count anew.",
        "A reopening goes on with the time that was left.",
        "A re-classification keeps the time used; the rest runs on the new target.",
        "A new version counts the new time from the change, unless it is overdue.",
        "1 hour after it was due, the head is told.",
    ]


def test_a_clock_that_moves_is_said() -> None:
    """A clock that moves from unit to unit has a sentence in both languages."""
    rule = answered(clock="unit", on_move="piecewise", within="2 working hours")
    assert said(rule)[1] == "Where it moves to another unit, the hours of that unit count from then on."
    assert said(rule, "zh")[1] == "移交其他单位的，自移交时起按该单位的工作时间计算。"


def test_values_say_what_fills_them_and_when() -> None:
    """A dated value says its periods, an open blank that it is open, a choice its conditions."""
    blanks = {"soon": {"type": "span", "clause": "1", "ask": {"zh": "多久?", "en": "How long?"}}}
    fill = {"soon": [{"value": "1 hour", "until": "2026-04-01"}, {"value": "2 hours", "from": "2026-04-01"}]}
    rule = answered(within={"blank": "soon"})
    assert said(rule, blanks=blanks, fill=fill)[0] == (
        "“Replied” must be done within 1 hour (before 1 Apr 2026), 2 hours (from 1 Apr 2026) of “received”."
    )
    assert said(rule, blanks=blanks)[0] == "“Replied” must be done within [open: soon] of “received”."
    chosen = {
        "choose": [{"when": {"severity": "major"}, "value": "1 hour"}, {"value": {"least": ["2 days", "30 hours"]}}]
    }
    assert said(answered(within=chosen))[0] == (
        "“Replied” must be done within 1 hour where severity is major; otherwise the smallest of 2 days, 30 hours of "
        "“received”."
    )


def test_an_order_lists_its_steps() -> None:
    """Steps stand under their sentence, each with its own time limit."""
    steps = ["received", {"event": "resolved", "within": "2 days"}]
    assert said({"kind": "sequence", "order": steps, "until": "closed"}) == [
        "These steps come in this order, and none is skipped:",
        "- “received”",
        "- “resolved”, within 2 days of the step before",
        "If not done by “closed”, it is breached.",
    ]


def test_limits_say_who_approves() -> None:
    """Each tier is a line: who acts, which amounts, whose approval."""
    tiers = [
        {"role": "clerk", "le": "100 CNY"},
        {"role": "clerk", "gt": "100 CNY", "approvers": {"any_of": ["head", "deputy"], "or_above": True}},
    ]
    roles: dict[str, Any] = {"clerk": {}, "head": {"above": ["clerk"]}, "deputy": {}}
    told = said({"kind": "authority", "action": "paid", "amount": {"field": "amount"}, "tiers": tiers}, roles=roles)
    assert told == [
        "Authority for “paid”, by amount:",
        "- done by clerk, up to and including 100 CNY, no approval",
        "- done by clerk, above 100 CNY, approval by head or deputy or a role above",
        (
            "The approval (“approved”) comes before the act and is not given by whoever acts; "
            "it covers at least the amount of the act."
        ),
    ]


def test_a_language_without_words_is_refused() -> None:
    """There are two languages."""
    with pytest.raises(UsageError, match="no words in language"):
        Teller("fr", {}, {})


WEEKLY = {"kind": "periodic", "subject": "organisation", "act": "meeting_held", "every": "week", "clock": "office"}


@pytest.mark.parametrize(
    ("more", "when"),
    [
        ({}, "each week"),
        ({"on": "fri"}, "each week, by the end of Friday"),
        ({"on": "fri", "before": "17:00"}, "each week, by 17:00 on Friday"),
        ({"before": "17:00"}, "each week, by 17:00 on its last day"),
        ({"on": "fri", "at": "14:30"}, "each week, on Friday, not before 14:30"),
        ({"weeks": "odd"}, "each week with an odd number"),
        ({"every": "month", "on": "15"}, "each month, by the end of day 15"),
        ({"every": "year", "on": "03-31"}, "each year, by the end of day 31 of month 3"),
        ({"every": "half"}, "each half-year"),
        ({"every": "day", "on": "working_day"}, "each working day"),
        ({"every": "day", "before": "09:00"}, "each day, by 09:00"),
        ({"at_least": "1"}, "each week, at least once"),
        (
            {"at_least": "3", "distinct": "meeting_kind"},
            "each week, at least 3 times, each time with another meeting kind",
        ),
        ({"due": {"within": "10 days"}}, "within 10 days after the end of each week"),
        ({"every": None, "rrule": "FREQ=MONTHLY;BYDAY=2TU"}, "on each date of the recurrence “FREQ=MONTHLY;BYDAY=2TU”"),
    ],
)
def test_a_periodic_duty_in_words(more: dict[str, Any], when: str) -> None:
    """How often, by when, on which day and how many times: without `at` the day is the latest, not the only one."""
    assert said({**WEEKLY, **more}) == [f"“Meeting held” is required {when}, counted on the calendar “office”."]


def test_a_scorecard_in_words() -> None:
    """Each indicator is a line: what is measured, where it must lie, what it weighs."""
    indicators = [
        {"id": "manner", "measure": {"mean": {"event": "rated", "of": "score"}}, "scale": ["1", "5"], "weight": "50%"},
        {
            "id": "late",
            "title": {"en": "complaints reopened", "zh": "重新受理的投诉"},
            "measure": {"share": {"of": "case", "among": {"type": "complaint"}, "where": {"reopened": True}}},
            "weight": "50%",
            "target": {"le": "5%"},
            "change": {"down": "10%"},
            "at_least_cases": "20",
        },
    ]
    told = said({"kind": "scorecard", "subject": "agent", "period": "month", "indicators": indicators})
    assert told == [
        "Each employee is measured every month.",
        "What is measured:",
        "- manner: the mean of score over “rated”; scale 1 to 5; weight 50%",
        (
            "- complaints reopened: of cases where type is complaint, the share where it was reopened; "
            "target: at most 5%, down on the period before by at least 10%; weight 50%; "
            "with fewer than 20 cases it has no value"
        ),
    ]


@pytest.mark.parametrize(
    ("fact", "meaning"),
    [
        ({"type": "number", "count": "paused"}, "how many times there was “paused”"),
        (
            {"type": "number", "count": "paused", "within": "30 days"},
            "how many times there was “paused”, within the 30",
        ),
        ({"type": "money", "sum": "remedied", "of": "amount"}, "the sum of amount over “remedied”"),
        ({"type": "instant", "first": "replied", "of": "at"}, "when the first “replied” was"),
        ({"type": "duration", "elapsed": {"from": "received", "to": "closed"}}, "the time from “received” to “closed”"),
        ({"type": "bool", "verdict": "other", "is": "breached"}, "“other” is breached"),
        (
            {"type": "bool", "compare": [{"last": "resolved", "of": "by"}, "ne", {"field": "owner"}]},
            "person of the last “resolved” is not the same as owner",
        ),
        (
            {"type": "bool", "compare": [{"last": "resolved", "of": "at"}, "ge", {"last": "received", "of": "at"}]},
            "the last “resolved” is not before the last “received”",
        ),
        ({"type": "bool", "last": "replied", "of": "signed"}, "at the last “replied”, it was signed"),
        (
            {
                "subject": "incident",
                "type": "number",
                "count": {"event": "reported", "where": {"incident_kind": "data_leak"}},
            },
            "how many times there was “reported” (incident kind is data leak)",
        ),
        (
            {
                "subject": "shift",
                "type": "number",
                "count": {"event": "balanced", "who": {"id": {"field": "subject.teller"}}},
            },
            "how many times there was “balanced” (by whoever fits: person is the teller of the shift)",
        ),
    ],
)
def test_a_computed_fact_in_words(fact: dict[str, Any], meaning: str) -> None:
    """Whatever form it has, it is told in one sentence under its title."""
    title = {"en": "what counts", "zh": "计数"}
    policy = sp.Policy(
        policy="desk",
        timezone="Asia/Shanghai",
        facts={"counted": {**fact, "title": title}},
        rules=[{"id": "other", "clause": "1", **answered(clock="office")}],
        calendars=OFFICE,
    )
    told = told_fact("counted", policy.facts["counted"], teller_of(policy, "en")).text
    assert told.startswith(f"“What counts” means: {meaning}")


def test_a_code_is_never_taken_for_a_rule_of_that_name() -> None:
    """A value that happens to be the id of a rule is said as the code that it is."""
    rule = {"kind": "requirement", "hold": "now", "must": {"category": "r"}, "title": {"en": "The rule", "zh": "规则"}}
    assert said(rule) == ["Required: category is r."]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{upper:2}-{digits:4}", "2 capital letters, “-”, 4 digits"),
        ("C{alnum:1-12}{{x}}", "“C”, 1 to 12 letters or digits, “{x}”"),
        ("{date:yyyymmdd}/{one_of:A|B}", "a date such as 20260131, “/”, one of A/B"),
    ],
)
def test_a_template_in_words(template: str, words: str) -> None:
    """What a number must look like is told piece by piece."""
    assert template_words(template, "en") == words


def test_what_was_given_for_a_table_is_told_row_by_row() -> None:
    """Bands are lines with their bounds; a range says its ends; anything else is one line."""
    teller = Teller("en", {})
    bands = parse_value([{"lt": "80", "entitles": "none"}, {"ge": "80", "entitles": "500 CNY"}])
    assert told_value(bands, "bands", teller) == ("below 80: none", "from 80: 500 CNY")
    assert told_value(parse_value(["180", "240"]), "range", teller) == ("180 to 240",)
    assert told_value(parse_value("2 hours"), "span", teller) == ("2 hours",)


def test_never_is_said_so_where_something_is_counted() -> None:
    """A band below one of a count is none at all; the whole organisation is measured, and not each one."""
    policy = sp.load("branch-service", fill="example-bank")
    rules = {rule.id: rule for rule in policy.rules}
    rewarded = [line for one in sentences(rules["control-rewarded"], teller_of(policy, "en")) for line in one.under]
    assert "none: 200 CNY" in rewarded
    measured = sentences(rules["forced-passes"], teller_of(policy, "zh"))[0].text
    assert measured == "每月计量一次。"


def test_members_of_a_team_are_told_as_such() -> None:
    """Who may do it by the team goes by the team."""
    policy = sp.load("complaint-handling", fill="example-bank")
    rule = next(rule for rule in policy.rules if rule.id == "file-access")
    told = [one.text for one in sentences(rule, teller_of(policy, "zh"))]
    assert "仅投诉核心小组成员可以办理“查阅”。" in told
