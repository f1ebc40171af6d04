"""Times outside of the years 1900 to 2200 are refused where they are handed in; all others can be reckoned with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from servicepolicy.cli.app import app
from servicepolicy.errors import FactsError, PolicyError, ServicePolicyError, TimeRangeError
from servicepolicy.models.complaint import Case
from servicepolicy.models.organisation import Organisation
from servicepolicy.policy.policy import Policy
from servicepolicy.worktime import Span, WorkCalendar
from servicepolicy.worktime.period import CalendarPeriod

RULE: dict[str, Any] = {"id": "a", "kind": "deadline", "clause": "1", "start": "received", "stop": "replied"}
FAR = ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+08:00", "1899-12-31T23:59:59Z", "2201-01-01T00:00:00Z")
ENDS = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=timezone(timedelta(hours=8))))
OFFICE = {"timezone": "Asia/Shanghai", "hours": {"mon-fri": ["09:00-17:00"]}}


def case(**event: Any) -> Case:
    """A case with one event."""
    at = {"event": "received", "at": "2026-01-05T09:00:00+08:00"}
    return Case.model_validate({"id": "C-1", "type": "complaint", "timezone": "Asia/Shanghai", "events": [at | event]})


def policy(**said: Any) -> Policy:
    """A policy of one deadline."""
    return Policy(policy="p", timezone="Asia/Shanghai", rules=[{**RULE, **said}])


@pytest.mark.parametrize("at", FAR)
@pytest.mark.parametrize("field", ["at", "recorded_at"])
def test_a_far_time_of_an_event_is_a_problem(field: str, at: str) -> None:
    """One problem at its place, without an error of Python's own."""
    if field == "recorded_at" and at < "1900-01-02":
        return  # before `at`: another problem
    with pytest.raises(FactsError) as caught:
        case(**{field: at})
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == ("time-out-of-range", f"events[0].{field}")
    assert problem.message == f"`{field}` lies outside of the years 1900 to 2200"


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12-31T00:00:00Z"])
def test_a_far_bound_is_a_problem_and_says_what_to_do(until: str) -> None:
    """What never ends leaves `until` out."""
    post = {"person": "e1", "role": "clerk", "unit": "u1", "until": until}
    with pytest.raises(FactsError) as caught:
        Organisation.model_validate({"id": "bank", "timezone": "Asia/Shanghai", "posts": [post]})
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == ("time-out-of-range", "posts[0].until")
    assert "leaves `until` out" in problem.help


@pytest.mark.parametrize("moment", ENDS)
@pytest.mark.parametrize("name", ["as_of", "known_at"])
def test_a_far_moment_of_a_call_is_named(name: str, moment: datetime) -> None:
    """`as_of` and `known_at` lie in the same years."""
    moments: dict[str, Any] = {"as_of": datetime(2026, 1, 6, tzinfo=UTC), name: moment}
    with pytest.raises(TimeRangeError, match=f"`{name}` lies outside of the years 1900 to 2200"):
        policy(within="3 days").evaluate(case(), **moments)


def build_period(text: str) -> object:
    return Policy(policy="p", timezone="Asia/Shanghai", in_force={"from": text})


def build_closed(text: str) -> object:
    return Policy(policy="p", timezone="Asia/Shanghai", calendars={"office": {**OFFICE, "closed": [text]}})


def build_value(text: str) -> object:
    blanks = {"v": {"type": "span", "clause": "1", "ask": {"en": "?"}}}
    return Policy(policy="p", timezone="Asia/Shanghai", blanks=blanks, fill={"v": [{"value": "1 day", "from": text}]})


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("build", [build_period, build_closed, build_value])
def test_a_far_date_of_a_policy_is_a_problem(build: Callable[[str], object], text: str) -> None:
    """Periods in force, dates of calendars, dated values."""
    with pytest.raises(PolicyError) as caught:
        build(text)
    (problem,) = caught.value.problems
    assert "lies outside of the years 1900 to 2200" in problem.message


def test_a_far_period_is_none() -> None:
    """A period to be assessed lies in the same years; those at their ends have neighbours."""
    for text in ("9999", "0001-12", "0000", "2201-W01"):
        with pytest.raises(ValueError, match="lies outside"):
            CalendarPeriod.parse(text)
    assert CalendarPeriod.parse("2200-12").bounds("UTC")[1] == CalendarPeriod.parse("2200-12").next().bounds("UTC")[0]
    assert CalendarPeriod.parse("1900").previous().bounds("Asia/Shanghai")


@pytest.mark.parametrize("moment", ENDS)
def test_a_clock_refuses_a_far_time(moment: datetime) -> None:
    """A clock that is asked in Python says so itself."""
    clock = WorkCalendar(**OFFICE).clock()
    for ask in (lambda: clock.due(moment, Span("1 day")), lambda: clock.elapsed(moment, moment)):
        with pytest.raises(TimeRangeError):
            ask()


@pytest.mark.parametrize("at", ["1900-01-01T00:00:00+08:00", "2200-12-31T23:59:59Z"])
@pytest.mark.parametrize("within", ["100 years", "36525 days", "876600 hours", "3 working days", "100 working hours"])
def test_the_first_and_the_last_time_can_be_reckoned_with(at: str, within: str) -> None:
    """The longest span ends, or its calendar is unknown: nothing is raised."""
    judged = Policy(
        policy="p",
        timezone="Asia/Shanghai",
        calendars={"office": OFFICE},
        rules=[{**RULE, "within": within, "clock": "office"}],
    )
    report = judged.evaluate(case(at=at), as_of=datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert json.dumps(report.plain(), default=str)
    assert report.verdicts[0].status in ("pending", "breached", "unknown")


def test_extensions_may_pass_a_hundred_years() -> None:
    """What an extension adds to the longest span is counted."""
    longer = policy(within="100 years", extend=[{"grant": "extended", "by": "100 years"}])
    record = Case.model_validate(
        {
            "id": "C-1",
            "type": "complaint",
            "timezone": "Asia/Shanghai",
            "events": [
                {"event": "received", "at": "2200-01-05T09:00:00+08:00"},
                {"event": "extended", "at": "2200-01-06T09:00:00+08:00"},
            ],
        }
    )
    due = longer.evaluate(record, as_of=datetime(2200, 2, 1, tzinfo=UTC)).verdicts[0].due
    assert due is not None
    assert due.isoformat() == "2400-01-06T00:00:00+08:00"


def test_a_log_with_a_far_time_is_judged_without_it(tmp_path: Path) -> None:
    """The line is told, the others are judged as of their own last instant."""
    path = tmp_path / "log.jsonl"
    lines = [
        {
            "id": f"C-{number}",
            "type": "complaint",
            "timezone": "Asia/Shanghai",
            "events": [{"event": "received", "at": at}],
        }
        for number, at in enumerate(("9999-12-31T23:59:59Z", "2026-01-05T09:00:00Z"))
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "complaint-handling", str(path), "--fill", "example-bank"])
    assert result.exit_code == 3
    assert "log.jsonl:1 (C-0: events[0].at): `at` lies outside of the years 1900 to 2200" in result.output
    assert "2026-01-05" in result.output


def test_every_refusal_is_an_error_of_ours() -> None:
    """Who catches the library's errors catches this one."""
    assert issubclass(TimeRangeError, ServicePolicyError)
    assert issubclass(TimeRangeError, ValueError)
