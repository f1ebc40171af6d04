"""A policy with a few things said otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp

RULE = {"id": "answered", "kind": "deadline", "clause": "D-1", "start": "received", "stop": "replied"}
BLANK = {"type": "span", "clause": "D-2", "ask": {"zh": "多久?", "en": "How long?"}}
OFFICE = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}


def policy(**more: Any) -> sp.Policy:
    """A small policy: one rule with a blank, one with a literal, one calendar."""
    rules: list[dict[str, Any]] = [
        {**RULE, "within": {"blank": "soon"}, "clock": "office"},
        {**RULE, "id": "settled", "stop": "resolved", "within": "3 days", "warn": ["80%", "50%"]},
    ]
    said = {"policy": "desk", "timezone": "Asia/Shanghai", "calendars": {"office": OFFICE}, "blanks": {"soon": BLANK}}
    return sp.Policy(rules=rules, **{**said, "fill": {"soon": "2 working hours"}, **more})


def case(replied: str) -> sp.Case:
    """A complaint that was received on a Monday at 09:00 and answered at a time."""
    events = [
        {"event": "received", "at": "2026-01-05T09:00:00+08:00"},
        {"event": "replied", "at": f"2026-01-05T{replied}:00+08:00"},
    ]
    return sp.Case.model_validate({"id": "C-1", "type": "complaint", "events": events})


def status(of: sp.Policy, replied: str, rule: str = "answered") -> str:
    """What a policy says of an answer."""
    report = of.evaluate(case(replied), as_of=datetime.fromisoformat("2026-01-20T09:00:00+08:00"), rules=[rule])
    return str(report.verdicts[0].status)


def test_a_value_said_otherwise_changes_the_verdict_and_not_the_policy() -> None:
    """The new policy judges by the new value, the old one as before."""
    was = policy()
    now = was.but({"soon": "1 working hour"})
    assert (status(was, "10:30"), status(now, "10:30")) == ("met", "breached")
    assert was.values == {"soon": "2 working hours"}


def test_a_part_of_a_rule_can_be_said_otherwise() -> None:
    """A literal is found by its path, inside lists by number; `None` takes it away."""
    now = policy().but({"settled.within": "1 hour", "settled.warn.1": "60%"})
    plain = {rule["id"]: rule for rule in now.plain()["rules"]}
    assert (plain["settled"]["within"], plain["settled"]["warn"]) == ("1 hour", ["80%", "60%"])
    assert "warn" not in {rule["id"]: rule for rule in policy().but({"settled.warn": None}).plain()["rules"]}["settled"]


def test_a_rule_is_taken_away_or_replaced() -> None:
    """`None` takes a rule away; a mapping says it anew, under its id."""
    assert [rule.id for rule in policy().but({"settled": None}).rules] == ["answered"]
    said = {"kind": "requirement", "clause": "D-1", "at": "replied", "must": {"kind": "human"}}
    assert type(policy().but({"settled": said}).rules[1]).__name__ == "Requirement"


def test_office_hours_are_said_otherwise() -> None:
    """What is counted by the calendar is counted by the new hours."""
    assert status(policy(), "10:59") == "met"
    assert status(policy().but({"office.hours": {"mon-fri": ["12:00-17:00"]}}), "13:59") == "met"
    assert status(policy(), "13:59") == "breached"


def test_a_value_can_change_at_a_date() -> None:
    """Until that date what was holds, even where it was dated itself."""
    dated = [{"value": "1 working hour", "until": "2026-01-01"}, {"value": "2 working hours", "from": "2026-01-01"}]
    now = policy(fill={"soon": dated}).but({"soon": "3 working hours"}, since="2026-02-01")
    assert now.values["soon"] == [
        {"value": "1 working hour", "until": "2026-01-01"},
        {"value": "2 working hours", "from": "2026-01-01", "until": "2026-02-01"},
        {"value": "3 working hours", "from": "2026-02-01"},
    ]
    assert status(now, "10:59") == "met"


def test_it_is_the_policy_that_would_have_been_loaded() -> None:
    """Whichever blank of a shipped policy is said otherwise, the digest is that of loading it so."""
    shipped = sp.load("complaint-handling", fill="example-bank")
    other = sp.load("complaint-handling", fill="example-bank").values
    for name, value in other.items():
        assert shipped.but({name: value}).digest == shipped.digest
    spans = [name for name, blank in shipped.blanks.items() if blank.type == "span"]
    for name in spans:
        loaded = sp.load("complaint-handling", fill=["example-bank", {name: "9 days"}])
        try:
            assert shipped.but({name: "9 days"}).digest == loaded.digest
        except sp.PolicyError:
            pytest.fail(f"{name} loads and cannot be said otherwise")


def test_of_several_fillings_the_later_holds() -> None:
    """A profile, and a mapping on top of it; both are told by provenance."""
    stacked = sp.load("complaint-handling", fill=["example-bank", {"respond_within": "1 working hour"}])
    assert stacked.values["respond_within"] == "1 working hour"
    assert [one.by for one in stacked.provenance("respond_within")][-2:] == ["example-bank", "given"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"son": "1 hour"}, "did you mean `soon`"),
        ({"answered.withn": "1 hour"}, "`withn` is not a key"),
        ({"answered": "1 hour"}, "such as `answered.within`"),
        ({"answered.warn.3": "1 hour"}, "there is no `warn` there"),
        ({"settled.warn.7": "10%"}, "there is no `7` there"),
        ({"soon.value": "1 hour"}, "it is filled whole"),
        ({"soon": "3 bananas"}, "not a unit of time"),
        ({"soon": {"blank": "soon"}}, "another blank"),
        ({"office": None}, "cannot be taken away"),
        ({"answered.clock": "offce"}, "offce"),
        ({"settled": {"id": "x", "kind": "deadline"}}, "leave out `id`"),
    ],
)
def test_what_means_nothing_is_one_clear_error(changes: dict[str, Any], said: str) -> None:
    """It says what is wrong and the way out; nothing is changed silently."""
    with pytest.raises((sp.UsageError, sp.PolicyError), match=said):
        policy().but(changes)


def test_what_others_rest_on_is_not_taken_away_silently() -> None:
    """A rule that a scorecard measures cannot go; the place is the scorecard's."""
    with pytest.raises(sp.PolicyError, match=r"quantified-aims.*`first-response` is not a rule"):
        sp.load("complaint-handling", fill="example-bank").but({"first-response": None})


def test_only_a_blank_changes_at_a_date() -> None:
    """A literal has no dates; the error says what to do."""
    with pytest.raises(sp.UsageError, match="give the rule a blank"):
        policy().but({"settled.within": "1 hour"}, since="2026-02-01")
    with pytest.raises(sp.UsageError, match="is not a date"):
        policy().but({"soon": "1 hour"}, since="next year")


def test_a_value_that_nothing_reads_is_refused() -> None:
    """A change that no rule would see is told at once."""
    with pytest.raises(sp.UsageError, match="no rule reads `idle`"):
        policy(blanks={"soon": BLANK, "idle": BLANK}).but({"idle": "1 hour"})
