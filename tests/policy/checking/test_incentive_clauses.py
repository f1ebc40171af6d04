"""What the four source documents ask of rewards and sanctions can be said, clause by clause."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

import servicepolicy as sp
from servicepolicy.phrases.times import period
from servicepolicy.policy.reading.json_schema import schema
from servicepolicy.policy.teller import teller_of
from servicepolicy.results.award import Award
from servicepolicy.telling.book import sentences
from tests.kinds.incentive.awarding import agent, assess, award, event, outcome, rated, scorecard

REWARDED = {"event": "rewarded", "within": "10 days"}
SANCTIONED = {"event": "sanctioned", "within": {"blank": "sanction_within"}}
LADDER = ["agent", "supervisor", "manager"]
LEAVE = {
    "id": "leave-approved-first",
    "kind": "sequence",
    "subject": "agent",
    "clause": "AP-5.1.2",
    "preceded": {"every": "absent", "by": "leave_approved"},
}
UNITS = scorecard(
    id="units",
    subject="organisation",
    per="unit",
    indicators=[
        {
            "id": "rating",
            "measure": {"mean": {"event": "rated", "of": "score", "on": "agent", "credit": "unit"}},
            "scale": ["0", "100"],
            "target": {"ge": "80"},
        }
    ],
)
CARDS = [scorecard(), UNITS]


def hygiene(what: str, ladder: list[dict[str, Any]]) -> dict[str, Any]:
    """A fine for something that an inspection finds."""
    counts = {"of": "inspection", "event": "found", "where": {"what": what}, "credit": "person"}
    return {"subject": "agent", "counts": counts, "ladder": ladder, "recorded": SANCTIONED}


TEN_EACH = [{"from": "1", "each": "10 CNY", "to": "activity-fund"}]
CLAUSES: dict[str, dict[str, Any]] = {
    "AP-2.3.1": {"promotion": {"ladder": LADDER}},
    "AP-2.4.8": {"score": "appraisal", "table": {"blank": "bonus_table"}, "recorded": REWARDED},
    "AP-2.4.9": {"rank": {"by": "appraisal", "first": {"blank": "stars"}}, "entitles": "service_star"},
    "AP-2.4.10": {"promotion": {"ladder": LADDER, "favours": {"by": "appraisal", "at_least": {"blank": "excellent"}}}},
    "AP-5.1.3": {
        "counts": {"verdicts": "leave-approved-first", "is": "breached"},
        "window": "calendar year",
        "ladder": {"blank": "absence_sanctions"},
        "recorded": {"event": "sanctioned", "where": {"for_what": "absenteeism"}},
    },
    "CH-2.2.3": {
        "promotion": {
            "ladder": ["analyst", ["senior-analyst", "group-leader"]],
            "after": {"scorecard": "appraisal", "within": "1 year", "at_least": {"blank": "excellent"}},
        }
    },
    "CH-5.1.4": {"score": "appraisal", "table": {"blank": "bonus_table"}, "recorded": REWARDED},
    "CH-5.2.1": {
        "subject": "organisation",
        "team": {"by": "units"},
        "entitles": {"blank": "team_bonus"},
        "recorded": {"event": "awarded", "on": "organisation", "credit": "unit_awarded", "within": "10 days"},
    },
    "CH-5.2.3": {
        "counts": {"event": "violation_established", "per": "severity"},
        "window": {"blank": "violation_window"},
        "ladder": {
            "choose": [
                {"when": {"severity": "minor"}, "value": {"blank": "minor_ladder"}},
                {"value": {"blank": "serious_ladder"}},
            ]
        },
        "repeat": {"from": {"blank": "repeat_from"}, "entitles": ["transfer", "dismissal"]},
        "recorded": SANCTIONED,
    },
    "BS-1.3.4": {
        "counts": {"verdicts": "leave-approved-first", "is": "breached"},
        "table": [{"is": "0", "entitles": "praise"}, {"ge": "1", "entitles": "talk"}],
    },
    "BS-2.2.1": hygiene("smoking", TEN_EACH),
    "BS-2.2.2": hygiene("untidy_desk", [{"nth": "1", "entitles": "reminder"}, {**TEN_EACH[0], "from": "2"}]),
    "BS-2.2.3": hygiene("file_not_returned", TEN_EACH),
    "BS-2.2.4": {
        "subject": "organisation",
        "pool": {"name": "activity-fund", "paid_out": "fund_spent", "only": {"purpose": "group_activity"}},
    },
}
ASKED = {"clause": "X", "ask": {"en": "what?"}}
BLANKS: dict[str, tuple[str, Any]] = {
    "sanction_within": ("span", "3 days"),
    "bonus_table": ("bands", [{"ge": "90", "entitles": "2000 CNY"}, {"ge": "80", "lt": "90", "entitles": "1000 CNY"}]),
    "stars": ("integer", "3"),
    "excellent": ("number", "90"),
    "absence_sanctions": ("ladder", [{"nth": "1", "entitles": "warning"}, {"from": "2", "each": "100 CNY"}]),
    "team_bonus": ("money", "5000 CNY"),
    "violation_window": ("span", "1 year"),
    "minor_ladder": ("ladder", [{"nth": "1", "entitles": "reminder"}, {"from": "2", "each": "10 CNY"}]),
    "serious_ladder": ("ladder", [{"from": "1", "each": "500 CNY"}]),
    "repeat_from": ("integer", "3"),
}


def rules() -> list[dict[str, Any]]:
    """All clauses as rules."""
    return [
        *CARDS,
        LEAVE,
        *({"id": clause.lower(), "kind": "incentive", "clause": clause, **said} for clause, said in CLAUSES.items()),
    ]


def everything(**more: Any) -> sp.Policy:
    """A policy of all clauses."""
    blanks = {name: {"type": kind, **ASKED} for name, (kind, _) in BLANKS.items()}
    return sp.Policy(policy="all", timezone="Asia/Shanghai", rules=rules(), blanks=blanks, **more)


def test_every_clause_can_be_said() -> None:
    """All clauses stand in one policy, with their blanks open and with them filled."""
    assert set(everything().open_blanks) == set(BLANKS)
    filled = everything(fill={name: value for name, (_, value) in BLANKS.items()})
    assert filled.open_blanks == ()


def test_it_is_written_as_it_is_read(tmp_path: Any) -> None:
    """Written as YAML and loaded again, the policy means the same."""
    fill = {name: value for name, (_, value) in BLANKS.items()}
    path = tmp_path / "all.yaml"
    path.write_text(everything().to_yaml(), encoding="utf-8")
    assert sp.load(path, fill=fill).digest == everything(fill=fill).digest


def test_all_are_judged_at_once() -> None:
    """One assessment judges every clause, and each award is told in both languages."""
    policy = everything(fill={name: value for name, (_, value) in BLANKS.items()})
    agents = [
        agent("e1", rated("95"), event("absent", "2026-01-12"), role="agent", unit="u1"),
        agent("e2", rated(None), event("promoted", "2026-01-20", to_role="manager"), role="agent", unit="u1"),
    ]
    found = {"id": "I1", "events": [event("found", "2026-01-05", what="smoking", person="e1")]}
    records = [sp.Inspection.model_validate(found), *(sp.Agent.model_validate(one) for one in agents)]
    assessment = policy.assess(records, "2026-01")
    assert {one.rule for one in assessment.awards} >= {clause.lower() for clause in CLAUSES} - {"bs-2.2.4"}
    for one in assessment.awards:
        for language in ("en", "zh"):
            told = one.explain(language)
            assert period(one.period, language) in told
            assert "award_" not in told
            assert "  " not in told.replace("\n  ", "\n")


@pytest.mark.parametrize(("amount", "status"), [("5000 CNY", "met"), ("4999.99 CNY", "breached")])
def test_a_unit_s_bonus_is_found_with_the_organisation(amount: str, status: str) -> None:
    """The award of a unit is looked for among the organisation's events that name the unit."""
    rule = {"id": "team", "kind": "incentive", "clause": "CH-5.2.1", **CLAUSES["CH-5.2.1"], "entitles": "5000 CNY"}
    bank = {
        "subject": "organisation",
        "id": "bank",
        "events": [
            event("awarded", "2026-02-05", unit_awarded="u1", amount=amount),
            event("awarded", "2026-02-05", unit_awarded="u9", amount="1 CNY"),
        ],
    }
    one = award([UNITS, rule], [agent("e1", rated("85"), unit="u1"), bank], "u1")
    assert (str(one.status), [str(what) for what in one.entitled]) == (status, ["5000 CNY"])


def test_an_unknown_leave_is_no_absence() -> None:
    """Everybody else's award is the same whether or not one person's leave is known."""
    rule = {"id": "absence", "kind": "incentive", "clause": "AP-5.1.3", **CLAUSES["AP-5.1.3"]}
    rule["ladder"] = [{"from": "1", "each": "100 CNY"}]
    people = [agent("e1"), agent("e2", event("absent", "2026-01-12"))]
    awards = {one.subject: one for one in assess([LEAVE, rule], people)["absence"] if isinstance(one, Award)}
    assert outcome(awards["e1"]) == ("not_applicable", "nothing_due", [])
    assert outcome(awards["e2"])[2] == ["100 CNY"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_clause_stands_in_the_book(language: str) -> None:
    """Each rule is said in whole sentences, in both languages, with what fills its blanks."""
    policy = everything(fill={name: value for name, (_, value) in BLANKS.items()})
    teller = teller_of(policy, language)
    for rule in policy.rules:
        if rule.kind != "incentive":  # type: ignore[attr-defined]  # every kind says which it is
            continue
        for sentence in sentences(rule, teller):
            assert sentence.text[-1] in ".:。：", sentence.text
            assert not set("{}") & set("".join((sentence.text, *sentence.under)))


def test_a_ladder_in_words() -> None:
    """Each rung stands on a line of its own, with its pool."""
    policy = everything(fill={name: value for name, (_, value) in BLANKS.items()})
    rule = next(one for one in policy.rules if one.id == "bs-2.2.2")
    told = {sentence.text: sentence.under for sentence in sentences(rule, teller_of(policy, "zh"))}
    assert told["每次的处理："] == ("第1次：提醒", "第2次起：10元，归入活动基金")


def test_editors_find_nothing_wrong() -> None:
    """The schema that editors use takes every clause as it is written here."""
    blanks = {name: {"type": kind, **ASKED} for name, (kind, _) in BLANKS.items()}
    document = {"servicepolicy": 1, "policy": "all", "timezone": "Asia/Shanghai", "blanks": blanks, "rules": rules()}
    assert [error.message for error in jsonschema.Draft202012Validator(schema()).iter_errors(document)] == []
