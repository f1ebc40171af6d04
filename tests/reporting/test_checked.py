"""What a check comes to: counts by rule, month and group, since when and why, and what was not judged."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.reporting import Summary, summary
from servicepolicy.reporting.checked import check
from servicepolicy.reporting.formats.text import checked_text
from servicepolicy.reporting.jsonout import summary_plain
from servicepolicy.reporting.remarks import remarks
from servicepolicy.reporting.section import cell_text
from servicepolicy.reporting.sections import sections
from servicepolicy.reporting.summary import Count
from servicepolicy.results.verdict import Margin, Status
from servicepolicy.telling.verdicts import in_short
from tests.cli.conftest import POLICY
from tests.reporting.test_summary import deadline, report, verdict

NEW_YEAR = 1_767_225_600_000_000  # 2026-01-01T00:00Z, microseconds
MONTH = 31 * 86_400_000_000


def case(key: str, day: int, hours: int | None, **header: Any) -> dict[str, Any]:
    """A complaint received at nine on a day of January or later, answered after some hours."""
    at = datetime.fromisoformat("2026-01-01T09:00:00+08:00").timestamp() + day * 86_400
    events = [{"event": "received", "at": _iso(at)}]
    if hours is not None:
        events.append({"event": "replied", "to": "customer", "by": f"e{day % 3}", "at": _iso(at + hours * 3600)})
    return {"id": key, "type": "complaint", "events": events, **header}


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, tz=datetime.fromisoformat("2026-01-01T00:00:00+00:00").tzinfo).isoformat()


@pytest.fixture
def policy(tmp_path: Path) -> sp.Policy:
    """The desk of the command line's tests: an answer within two hours, and a limit."""
    path = tmp_path / "desk.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return sp.load(path)


def test_parts_add_up_to_the_whole() -> None:
    """Counted at once, in any order, or in parts that are merged: the same, the worst cases and examples included."""
    rules = [deadline("answered"), deadline("thanked", level="advice"), deadline("called")]
    found = [
        verdict(
            rules[number % 3],
            list(Status)[number % 5],
            f"C-{number:03}",
            hours=-number,
            due_us=NEW_YEAR + number * MONTH // 7,
            doubts=(f"{number}.channel", f"field{number}"),
            waived="W-1" if number % 10 == 1 else None,
            credit=(f"e{number % 4}",),
        )
        for number in range(90)
    ]

    def counted(verdicts: list[Any]) -> Summary:
        made = Summary(rules, 4, ("agent", "quarter"))
        for one in verdicts:
            made.add(report(one))
        return made

    whole = summary_plain(counted(found))
    assert summary_plain(counted(found[::-1])) == whole
    parts = [counted(found[start:stop]) for start, stop in pairwise((0, 1, 40, 41, 90))]
    first, *others = parts
    for other in others:
        first.merge(other)
    assert summary_plain(first) == whole


def test_a_rate_says_what_the_unknown_could_make_of_it() -> None:
    """Met of the met and breached, the waived among the breached; between, once the unknown is known."""
    counted = Count(met=3, breached=1, unknown=4, pending=9, waived=1)
    assert (counted.rate, counted.bounds) == (Fraction(3, 4), (Fraction(3, 8), Fraction(7, 8)))
    assert (Count(pending=2).rate, Count().bounds) == (None, None)


def test_months_are_those_in_which_it_fell_due(policy: sp.Policy) -> None:
    """By the dates of the policy's zone: an answer due at 01:00 of 1 February in Shanghai is of February."""
    log = read_log(
        [
            {
                "id": "C-1",
                "type": "complaint",
                "events": [
                    {"event": "received", "at": "2026-01-31T15:00:00Z"},
                    {"event": "replied", "to": "customer", "at": "2026-02-09T09:00:00Z"},
                ],
            }
        ]
    )
    found = check(policy, log)
    assert {month: one.breached for month, one in found.summary.months.items()} == {"2026-02": 1}


def test_since_when_and_why(policy: sp.Policy) -> None:
    """The first and the last breach, and how often for which reason: late, or not done at all."""
    log = read_log([case("C-1", 0, 1), case("C-2", 40, 5), case("C-3", 70, 6), case("C-4", 99, None)])
    found = check(policy, log, as_of=datetime.fromisoformat("2026-06-01T00:00:00+08:00"))
    (tally, _) = found.summary.rules
    assert [(status, code, one.count) for status, code, one in tally.reasons] == [
        (Status.BREACHED, "too_late", 2),
        (Status.BREACHED, "not_done", 1),
    ]
    assert (tally.first, tally.last) == (_us("2026-02-10T11:00:00+08:00"), _us("2026-04-10T11:00:00+08:00"))
    text = checked_text(found, "en")
    assert "Since when" in text
    assert "2026-02-10 11:00" in text


def test_what_falls_due_at_midnight_is_due_the_day_before() -> None:
    """The first and the last breach are told as due times are everywhere: 24:00 of the day that ends."""
    rule = "- {id: late, kind: deadline, clause: A-1, start: received, stop: closed, within: 1 day}"
    late = sp.loads(f"servicepolicy: 1\npolicy: desk\ntimezone: Asia/Shanghai\nrules:\n{rule}\n")
    events = [
        {"event": "received", "at": "2026-01-05T09:00:00+08:00"},
        {"event": "closed", "at": "2026-01-08T09:00:00+08:00"},
    ]
    found = check(late, read_log([{"id": "C-1", "events": events}]))
    (row,) = next(one for one in sections(found, "en") if one.id == "since").rows
    assert [cell_text(cell, "en") for cell in row[3:5]] == ["2026-01-06 24:00", "2026-01-06 24:00"]
    assert found.summary["late"].first == _us("2026-01-07T00:00:00+08:00")
    with pytest.raises(sp.UsageError, match="did you mean `late`"):
        found.summary["lat"]


APART = """\
servicepolicy: 1
policy: desk
timezone: Asia/Shanghai
rules:
- {id: apart, kind: sequence, clause: A-1, never_same: {of: [received, closed]}}
- {id: late, kind: deadline, clause: A-2, start: received, stop: closed, within: 2 hours}
- {id: asked, kind: requirement, clause: A-3, hold: now, must: {channel: letter, in_writing: true}}
- {id: steps, kind: sequence, clause: A-4, order: [received, investigated, closed]}
"""


def test_why_is_told_of_all_and_of_nobody() -> None:
    """A reason is told without what is one case's own, the worst case beside it; what is lacking, each with a count."""
    cases = [
        {
            "id": f"C-{number}",
            "events": [
                {"event": "received", "at": "2026-01-05T09:00:00+08:00", "by": f"person-{number}"},
                {"event": "closed", "at": f"2026-01-05T1{number}:00:00+08:00", "by": f"person-{number}"},
            ],
            **({"channel": "letter"} if number > 2 else {}),
        }
        for number in (2, 3, 4, 3 + 2)
    ]
    found = check(sp.loads(APART), read_log(cases))
    shown = {
        language: {row[0]: row[2:] for row in next(one for one in sections(found, language) if one.id == "why").rows}
        for language in ("en", "zh")
    }
    assert shown["en"] == {
        "apart": ("breached", 4, "somebody took part in both acts, which must be kept apart", "C-2"),
        "late": ("breached", 4, "it was done too late", "C-5"),
        "asked": (
            "unknown",
            4,
            "cannot be decided; not recorded: whether it is in writing (in_writing), channel (1)",
            "C-2",
        ),
        "steps": ("breached", 4, 'a later step was taken without "investigated"', "C-2"),
    }
    assert shown["zh"]["asked"][2] == "无法判定；未记录：是否书面（in_writing）、渠道（channel）（1）"
    told = (
        checked_text(found, "en").partition("The worst cases")[0] + checked_text(found, "zh").partition("最严重的")[0]
    )
    assert "person-" not in told


def _us(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * 1_000_000


def test_counts_by_who_did_it_and_by_unit(policy: sp.Policy) -> None:
    """Each group with its rate, most breaches first; what names nobody is a group of its own."""
    log = read_log([case(f"C-{day}", day, 1 + day, unit="north" if day % 2 else "south") for day in range(6)])
    found = check(policy, log, by=["agent", "unit", "channel"]).summary
    assert {who: (one.met, one.breached) for who, one in found.by("agent").items() if one.decided} == {
        "e2": (0, 2),
        "e0": (1, 1),
        "e1": (1, 1),
    }
    assert [(unit, one.breached) for unit, one in found.by("unit").items()] == [("north", 2), ("south", 2)]
    assert list(found.by("channel")) == [""]


@pytest.mark.parametrize("name", ["customer_name", "no-such-field"])
def test_what_is_personal_or_not_there_groups_nothing(policy: sp.Policy, name: str) -> None:
    """A group would show it."""
    with pytest.raises(sp.UsageError, match="cannot be grouped"):
        check(policy, read_log([case("C-1", 0, 1)]), by=[name])


def test_what_people_say_leads_to_a_grouping(policy: sp.Policy) -> None:
    """A branch is a unit, and staff are agents."""
    with pytest.raises(sp.UsageError, match="did you mean `unit`"):
        check(policy, read_log([case("C-1", 0, 1)]), by=["branch"])


def test_more_groups_than_can_be_held_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost: the counts of what came later stand together."""
    monkeypatch.setattr(summary, "MANY_GROUPS", 2)
    rule = deadline("answered")
    made = Summary([rule], by=["agent"])
    for number in range(5):
        made.add(report(verdict(rule, Status.MET, f"C-{number}", credit=(f"e{number}",))))
    assert {who: one.met for who, one in made.by("agent").items()} == {"e0": 1, "e1": 1, "*": 3}


def test_what_was_not_judged_says_why(policy: sp.Policy) -> None:
    """A rule that nothing concerned, and one that was not asked for."""
    log = read_log([case("C-1", 0, 1)])
    assert {one.rule.id: one.why for one in check(policy, log).not_judged} == {"limit": "nothing_applied"}
    found = check(policy, read_log([{"id": "C-1", "events": [{"event": "closed", "at": "2026-01-05T09:00:00Z"}]}]))
    assert [(code, section) for code, section, _ in remarks(found, "en")] == [
        ("unstarted", "not_judged"),
        ("idle", "not_judged"),
    ]
    assert "answered" in checked_text(found, "en").partition("met in")[0]
    asked = check(policy, log, rules=["limit"])
    assert {one.rule.id: one.why for one in asked.not_judged} == {"answered": "not_asked", "limit": "nothing_applied"}


OUTAGE = {
    "id": "W-1",
    "rules": ["answered"],
    "approver": "e99",
    "reason_code": "outage",
    "during": {"from": "2026-01-03T00:00:00+08:00", "until": "2026-01-05T00:00:00+08:00"},
    "until": "2027-01-01T00:00:00+08:00",
}


EVERY_DAY = {"from": "2026-01-01T00:00:00+08:00", "until": "2026-02-01T00:00:00+08:00"}
LONG_AFTER = {"from": "2027-01-01T00:00:00+08:00", "until": "2027-02-01T00:00:00+08:00"}


def outage(**said: Any) -> sp.Context:
    """One exception for all that fell due on the third and fourth of January."""
    plain = {name: value for name, value in {**OUTAGE, **said}.items() if value is not None}
    return sp.Context.model_validate({"waivers": [plain]})


def waived(policy: sp.Policy, context: sp.Context) -> tuple[dict[tuple[str, str], int], Counter[tuple[str, str]]]:
    """What an exception covers of eight late answers, one a day, of two units in turn; and what not, and why."""
    units: list[dict[str, Any]] = [{"unit": "north"}, {"unit": "south"}, {}]
    log = read_log([case(f"C-{day}", day, 9, **units[day % 3]) for day in range(8)])
    found = check(policy, log, context=context)
    assert found.summary.total.breached == 8
    return dict(found.summary.waivers), found.summary.refused_waivers


def test_one_outage_excuses_many_cases(policy: sp.Policy) -> None:
    """All that fell due within it, and nothing before or after; each stays breached."""
    assert waived(policy, outage()) == ({("W-1", "answered"): 2}, Counter())


def test_an_exception_of_a_unit_covers_no_other(policy: sp.Policy) -> None:
    """Of what says no unit nobody can tell whether it is meant: it is not covered, and says so."""
    window = {"from": "2026-01-01T00:00:00+08:00", "until": "2026-01-07T00:00:00+08:00"}
    covered, refused = waived(policy, outage(where={"unit": "north"}, during=window))
    assert (covered, refused) == ({("W-1", "answered"): 2}, Counter({("W-1", "waiver_unsaid"): 2}))
    assert waived(policy, outage(where={"unit": ["north", "south"]}, during=window))[0] == {("W-1", "answered"): 4}


@pytest.mark.parametrize(
    ("said", "code", "help"),
    [
        ({"rules": ["anwered"]}, "unknown-rule", "did you mean `answered`?"),
        ({"where": {"unit": "nroth"}, "during": EVERY_DAY}, None, ""),
        ({"where": {"channel": "branch"}, "during": LONG_AFTER}, "idle-exception", "one of"),
        ({"where": {"channel": "telephon"}, "during": LONG_AFTER}, "idle-exception", "did you mean `telephone`?"),
        ({"during": LONG_AFTER}, "idle-exception", "compare its"),
    ],
)
def test_an_exception_that_covers_nothing_is_told(
    policy: sp.Policy, said: dict[str, Any], code: str | None, help: str
) -> None:
    """A rule that the policy has not, or nothing that it could be about; what hangs on the unsaid is told as such."""
    log = read_log([case(f"C-{day}", day, 9) for day in range(8)])
    found = [one for one in check(policy, log, context=outage(**said)).notes if one.where.path == "waivers[0]"]
    assert [one.code for one in found] == ([] if code is None else [code])
    assert all(help in (one.help or "") for one in found)


def test_nobody_excuses_an_own_lapse_among_many(policy: sp.Policy) -> None:
    """Whoever answered late cannot have accepted it; the others are covered."""
    covered, refused = waived(policy, outage(approver="e2"))
    assert (covered, refused) == ({("W-1", "answered"): 1}, Counter({("W-1", "waiver_own"): 1}))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"rules": None}, "no-rule"),
        ({"rule": "answered"}, "no-rule"),
        ({"during": None}, "no-window"),
        ({"during": {"from": "2026-01-03T00:00:00Z"}}, "no-window"),
        ({"where": {"untit": "north"}}, "unknown-field"),
        ({"where": {"customer_name": "x"}}, "personal-field"),
    ],
)
def test_an_exception_for_many_says_what_it_is_about(said: dict[str, Any], code: str) -> None:
    """Which rules, within which time, by which fields; none of them may be personal."""
    with pytest.raises(sp.FactsError) as caught:
        outage(**said)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_what_is_waived_is_left_out_of_since_when_and_said_so(policy: sp.Policy) -> None:
    """The first breach is the first that nothing covers; how many are left out is told, also where all are."""
    log = read_log([case(f"C-{day}", day, 9) for day in (2, 3, 5)])
    some = checked_text(check(policy, log, context=outage()), "en")
    assert "breached, not waived" in some
    assert "2026-01-06" in some
    assert "covers are left out here: 2." in some
    every = checked_text(check(policy, read_log([case("C-2", 2, 9)]), context=outage()), "en")
    assert "covers are left out here: 1." in every


def test_subjects_with_a_breach_are_counted_once(policy: sp.Policy) -> None:
    """However many of its rules were broken; what is waived alone does not make it one."""
    log = read_log([case("C-1", 0, 1), case("C-2", 2, 9), case("C-3", 9, 9), case("C-4", 20, 9)])
    found = check(policy, log, context=outage()).summary
    assert (found.subjects, found.subjects_breached, found.total.breached) == (4, 2, 3)


def test_breaches_by_unit_and_month(policy: sp.Policy) -> None:
    """Each unit a row, each month a column; where nothing was decided a cell is empty, and JSON does not have it."""
    days = {"north": (2, 5, 40), "south": (41, 42)}
    log = read_log([case(f"C-{day}", day, 9, unit=unit) for unit, some in days.items() for day in some])
    found = check(policy, log, context=outage(), by=["unit", "quarter"])
    (crossed,) = (one for one in sections(found, "en") if one.id.startswith("crossed-"))
    assert (crossed.id, crossed.head) == ("crossed-unit", ("unit", "2026-01", "2026-02"))
    assert crossed.rows == (("north", 1, 1), ("south", None, 2))
    plain: Any = summary_plain(found.summary)
    counts = {
        unit: {month: one["breached"] for month, one in said["months"].items()}
        for unit, said in plain["by"]["unit"].items()
    }
    assert counts == {"north": {"2026-01": 2, "2026-02": 1}, "south": {"2026-02": 2}}
    assert "Breached by unit, and by month" in checked_text(found, "en")


def test_what_is_beyond_a_limit_says_by_how_much(policy: sp.Policy) -> None:
    """In a line of a table too: whoever files it need not look the amount up."""
    paid = {"event": "paid", "at": "2026-01-05T09:00:00+08:00", "by": "e1", "role": "clerk", "amount": "150.50 EUR"}
    log = read_log([{"id": "C-1", "events": [paid]}])
    (verdict,) = check(policy, log).summary["limit"].worst
    over = attrs.evolve(verdict, margin=Margin(money=sp.Money("-50.50", "EUR")))
    assert "exceeds the limit by 50.50 EUR" in in_short(over, "en")


def test_a_reason_that_is_no_code_is_not_told(policy: sp.Policy) -> None:
    """What holds blanks may be a sentence about somebody."""
    log = read_log([case(f"C-{day}", day, 9) for day in range(8)])
    found = check(policy, log, context=outage(reason_code="ann smith in hospital"))
    assert found.summary.waived == 2
    assert "hospital" not in checked_text(found, "en") + json.dumps(found.plain())


@pytest.mark.parametrize(("language", "told"), [("en", "Accepted exceptions"), ("zh", "获批例外")])
def test_the_report_tells_exceptions_with_who_and_why(policy: sp.Policy, language: str, told: str) -> None:
    """Id, who accepted it, the reason as a code, and how many it covers; a reason in words stays in the context."""
    context = outage(reason="the server room of Kanarienvogel was flooded")
    log = read_log([case("C-2", 2, 9)])
    text = checked_text(check(policy, log, context=context), language)
    assert told in text
    assert all(word in text for word in ("W-1", "e99", "outage"))
    assert "Kanarienvogel" not in text


def test_a_case_that_was_read_by_half_belongs_to_any_unit() -> None:
    """It has a group of its own, and is not among those of which nothing says where they belong."""
    events = [{"event": "received", "at": "2026-01-05T09:00:00Z"}]
    cases = [
        {"id": "C-1", "type": "complaint", "events": events},
        {"id": "C-2", "type": "complaint", "events": events, "not_offered": ["events"]},
        {"id": "C-3", "type": "complaint", "unit": "desk", "events": events},
    ]
    found = check(sp.load("docs/guide/desk/desk.policy.yaml"), read_log(cases), by=["unit"])
    (section,) = (one for one in sections(found, "en") if one.id == "by-unit")
    assert [row[0] for row in section.rows] == ["(not on record)", "(read by half: any of them)", "desk"]
