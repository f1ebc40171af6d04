"""A due date that rolled over a day of rest says so: which day it was, which took its place, by which convention."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.worktime.counting import CONVENTIONS
from tests.judging.building import case, event, instant

BEIJING: dict[str, Any] = {
    "timezone": "Asia/Shanghai",
    "hours": {"mon-fri": ["09:00-12:00", "13:30-17:30"]},
    "holidays": "CN",
    "closed": ["2026-06-03"],
}


def judged(*events: dict[str, Any], **said: Any) -> sp.Verdict:
    """The verdict on a case received on a morning, under a rule of seven days of the Civil Code."""
    rule = {
        "id": "answered",
        "kind": "deadline",
        "clause": "X-1",
        "start": "received",
        "stop": "resolved",
        "within": "7 days",
        "clock": "office",
        "counting": "cn-civil-code",
        **said,
    }
    made = sp.Policy(policy="p", timezone="Asia/Shanghai", calendars={"office": BEIJING}, rules=[rule])
    return made.evaluate(case(*events), as_of=instant("2026-12-01T00:00")).verdicts[0]


def steps(verdict: sp.Verdict) -> list[tuple[str, str]]:
    """What moved the due time."""
    return [(step.code, step.value) for step in verdict.arithmetic]


@pytest.mark.parametrize(
    ("received", "said", "expected"),
    [
        ("2026-02-09T10:00", {}, [("rolled_holiday", "2026-02-16/2026-02-24 cn-civil-code")]),
        ("2026-06-06T10:00", {}, [("rolled_weekend", "2026-06-13/2026-06-15 cn-civil-code")]),
        ("2026-05-27T10:00", {"counting": {"roll": "next"}}, [("rolled_closed", "2026-06-03/2026-06-04")]),
        ("2026-06-06T10:00", {"counting": {"roll": "next", "source": "branch rules"}},
         [("rolled_weekend", "2026-06-13/2026-06-15 branch rules")]),
        ("2026-06-03T10:00", {}, []),
        ("2026-06-06T10:00", {"counting": "plain"}, []),
        ("2026-02-09T10:00", {"counting": "cn-nfra"}, []),
        ("2026-06-06T10:00", {"within": "5 working days"}, []),
        ("2026-02-09T10:00", {"within": {"least": ["7 days", "3 weeks"]}},
         [("rolled_holiday", "2026-02-16/2026-02-24 cn-civil-code")]),
        ("2026-02-09T10:00", {"within": {"greatest": ["7 days", "60 hours", "16 days"]}}, []),
    ],
)  # fmt: skip
def test_a_roll_is_a_step_of_the_arithmetic(received: str, said: dict[str, Any], expected: list[object]) -> None:
    """The step names the day of rest, the day that took its place, and the convention; without a roll there is none."""
    assert steps(judged(event("received", received), **said)) == expected


def test_a_pause_may_lead_to_a_day_of_rest() -> None:
    """The last day is the one after the pauses: without the pause it would have been a Friday."""
    pause = (event("paused", "2026-06-08T02:00"), event("resumed", "2026-06-09T02:00"))
    found = judged(event("received", "2026-06-05T10:00"), *pause, pause={"from": "paused", "until": "resumed"})
    assert steps(found) == [("paused", ""), ("rolled_weekend", "2026-06-13/2026-06-15 cn-civil-code")]


def test_an_extension_that_is_capped_tells_the_roll_of_its_cap() -> None:
    """Where a cap decides, the roll that is told is that of the cap."""
    granted = event("extended", "2026-06-08T02:00")
    extend = {"grant": "extended", "by": "10 days", "at_most": "10 days"}
    found = judged(event("received", "2026-06-03T10:00"), granted, extend=extend)
    assert steps(found)[-1] == ("rolled_weekend", "2026-06-13/2026-06-15 cn-civil-code")


def test_data_hold_the_roll() -> None:
    """`plain()` gives the step as it is."""
    found = judged(event("received", "2026-02-09T10:00")).plain()
    assert found["arithmetic"] == [{"code": "rolled_holiday", "value": "2026-02-16/2026-02-24 cn-civil-code"}]


def test_every_convention_that_rolls_has_its_law_in_words() -> None:
    """A named convention is cited in English and in Chinese."""
    rolling = {name for name, one in CONVENTIONS.items() if any(reading.rolls for reading in one.readings)}
    assert {f"law.{name}" for name in rolling} | {"law.eu-1182-71.rolled_lengthened"} == {
        code for code in PHRASES if code.startswith("law.")
    }


def test_a_period_made_longer_cites_its_paragraph() -> None:
    """What was made longer to hold two working days says so, by the paragraph that asks for them."""
    found = judged(event("received", "2026-06-12T10:00"), within="2 days", counting="eu-1182-71")
    assert steps(found) == [("rolled_lengthened", "2026-06-14/2026-06-16 eu-1182-71")]
    assert found.explain("en").count("art. 3(5)") == 1
    assert "第 5 款" in found.explain("zh")


def other(as_of: str, judged: Any, **rule: Any) -> list[tuple[str, str]]:
    """The rolls that the verdicts of a rule of another kind tell, counted by the Civil Code."""
    said = {"id": "other", "clause": "X-2", "clock": "office", "counting": "cn-civil-code", **rule}
    said = {name: value for name, value in said.items() if value is not None}
    dated = {"from": "2026-01-01"}
    made = sp.Policy(policy="p", timezone="Asia/Shanghai", calendars={"office": BEIJING}, rules=[said], in_force=dated)
    found = made.evaluate(judged, as_of=instant(as_of))["other"].verdicts
    return [step for one in found for step in steps(one) if step[0].startswith("rolled")]


def test_what_must_follow_tells_a_roll() -> None:
    """In a sequence the follower's due date rolls, and says so."""
    followed = {"every": "received", "by": "replied", "within": "7 days"}
    found = other("2026-03-01T00:00", case(event("received", "2026-02-09T10:00")), kind="sequence", followed=followed)
    assert found == [("rolled_holiday", "2026-02-16/2026-02-24 cn-civil-code")]


def test_a_periodic_duty_tells_a_roll() -> None:
    """A report that is due some days after the month's end rolls, and says so."""
    bank = sp.Organisation.model_validate({"id": "bank", "timezone": "Asia/Shanghai", "events": []})
    monthly = {"kind": "periodic", "subject": "organisation", "every": "month", "act": "report_submitted"}
    found = other("2026-02-10T00:00", bank, **monthly, due={"after": "period", "within": "17 days"})
    assert found[0] == ("rolled_holiday", "2026-02-17/2026-02-24 cn-civil-code")


def test_a_disposal_tells_a_roll() -> None:
    """What was kept long enough is to be destroyed by a working date, which is told; what is kept never rolls."""
    record = {"id": "D-1", "medium": "paper", "events": [event("archived", "2026-02-02T10:00")]}
    kept = {"kind": "retention", "anchor": "archived", "keep": "2 days", "destroyed": "destroyed"}
    dispose = {"within": "12 days", "clock": "office"}
    found = other("2026-05-01T00:00", sp.Document.model_validate(record), **kept, clock=None, dispose=dispose)
    assert found[-1] == ("rolled_holiday", "2026-02-16/2026-02-24 cn-civil-code")
