"""Errors are of one family: each has its problems, is ready for JSON, survives another process, and shows nothing."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import servicepolicy as sp
from servicepolicy.errors import Problem, ProblemsError, Where
from servicepolicy.worktime import counting, holidays, span

SECRET = "Geheimnis-4711"  # noqa: S105 - no password
PROBLEMS = (
    Problem("missing-field", Where(path="id"), "`id` is missing"),
    Problem("unknown-event", Where("log.jsonl", 3, 7, "events[0].event"), "`x` is not an event", "did you mean `y`?"),
)
WRONG = {
    "id": "C-1",
    "content": [SECRET],
    "customer_name": {"name": SECRET},
    "chanel": SECRET,
    "amount": SECRET,
    "x.own": {SECRET: SECRET},
    "events": [
        {"event": "recieved", "at": "2026-01-05T09:12:00+08:00", "note": SECRET},
        {"event": "replied", "at": "2026-01-05T09:12:00", "note": SECRET, "by": SECRET, "actors": [{"kind": SECRET}]},
    ],
}


def family(base: type[sp.ServicePolicyError] = sp.ServicePolicyError) -> Iterator[type[sp.ServicePolicyError]]:
    """Every class of errors that the library raises: what is caught inside of it again lies elsewhere."""
    if base.__module__ in ("servicepolicy.errors", counting.__name__, holidays.__name__, span.__name__):
        yield base
    for below in base.__subclasses__():
        yield from family(below)


def made(error: type[sp.ServicePolicyError]) -> sp.ServicePolicyError:
    """An error of a class, as the library raises it."""
    if issubclass(error, ProblemsError):
        return error(PROBLEMS, "two problems")
    if issubclass(error, sp.NeverOpensAgain):
        return error("office", date(2026, 1, 5), 1)
    if issubclass(error, sp.CalendarNotPublished):
        return error("GB-ENG", 2031, 5)
    return error("what is wrong")


@pytest.mark.parametrize("error", list(dict.fromkeys(family())))
def test_an_error_survives_another_process(error: type[sp.ServicePolicyError]) -> None:
    """Text, fields and problems are the same after pickling and copying."""
    before = made(error)
    for after in (pickle.loads(pickle.dumps(before)), deepcopy(before)):  # noqa: S301 - it is our own
        assert type(after) is error
        assert (str(after), after.problems, vars(after)) == (str(before), before.problems, vars(before))


@pytest.mark.parametrize("error", list(dict.fromkeys(family())))
def test_an_error_is_ready_for_json(error: type[sp.ServicePolicyError]) -> None:
    """Each has at least one problem, and a plain form that JSON can hold, with a code of its own."""
    plain = made(error).plain()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["error"] == error.CODE
    assert len(made(error).problems) == len(plain["problems"]) >= 1  # type: ignore[arg-type]


def test_no_two_errors_have_one_code() -> None:
    """A host can tell errors apart by their codes."""
    codes = [error.CODE for error in dict.fromkeys(family()) if "CODE" in vars(error)]
    assert len(codes) == len(set(codes))


def test_a_problem_is_plain() -> None:
    """Code, place, sentence and way out; what is empty is left out."""
    assert PROBLEMS[0].plain() == {"code": "missing-field", "where": {"path": "id"}, "message": "`id` is missing"}
    assert PROBLEMS[1].plain()["where"] == {"file": "log.jsonl", "line": 3, "column": 7, "path": "events[0].event"}


class Ticket(BaseModel):
    """A host's own model, which takes no care of its own."""

    case: sp.Complaint
    others: list[sp.Complaint] = []


def problems_of_ticket(given: dict[str, Any]) -> ValidationError:
    """What a host's model says of a record that cannot be used."""
    with pytest.raises(ValidationError) as caught:
        Ticket.model_validate(given)
    return caught.value


@pytest.mark.parametrize("given", [{"case": WRONG}, {"case": {"id": "C-1"}, "others": [WRONG]}, {"case": SECRET}])
def test_a_hosts_model_shows_nothing_personal(given: dict[str, Any]) -> None:
    """Text, errors and JSON of the host's error hold neither what was handed in nor any part of it."""
    error = problems_of_ticket(given)
    shown = f"{error} {error!r} {error.errors()!r} {error.json()} {error.__context__!r} {error.__cause__!r}"
    assert SECRET not in shown


def test_a_hosts_model_is_told_each_place() -> None:
    """Each problem stands where it is, with our code, our sentence and the way out."""
    told = {detail["loc"]: detail for detail in problems_of_ticket({"case": WRONG}).errors()}
    event = told["case", "events", 0, "event"]
    assert (event["type"], event["msg"]) == ("unknown-event", "`recieved` is not an event of a case")
    assert event["ctx"]["help"] == "did you mean `received`?"
    assert told["case", "events", 1, "at"]["type"] == "naive-time"
    assert ("case", "x.own") in told
    assert len(told) == 8


def test_a_record_tells_the_same() -> None:
    """What a host's model is told is what the record's own error says."""
    with pytest.raises(sp.FactsError) as caught:
        sp.Complaint.model_validate(WRONG)
    ours = {(problem.code, problem.where.path, problem.message) for problem in caught.value.problems}
    nested = problems_of_ticket({"case": WRONG}).errors()
    assert {(detail["type"], detail["msg"]) for detail in nested} == {(code, said) for code, _, said in ours}
    assert ("naive-time", "events[1].at") in {(code, path) for code, path, _ in ours}


def test_a_record_is_read_by_an_adapter() -> None:
    """`TypeAdapter` of a list of records raises pydantic's own error, with places."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(list[sp.Complaint]).validate_python([{"id": "C-1"}, WRONG])
    assert SECRET not in str(caught.value.errors())
    assert caught.value.errors()[0]["loc"][0] == 1


def test_wrong_moments_are_told_as_problems() -> None:
    """An error about one thing has that as its problem."""
    policy = sp.Policy(policy="p", timezone="Europe/London")
    with pytest.raises(sp.NaiveTimeError) as caught:
        policy.evaluate(sp.Complaint(id="C-1"), as_of=datetime(2026, 1, 5))  # noqa: DTZ001 - the point of the test
    [problem] = caught.value.problems
    assert (problem.code, problem.message) == ("naive-time", str(caught.value))
