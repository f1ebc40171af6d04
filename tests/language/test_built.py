"""What Python builds of a policy: wrong pieces raise the library's own error, which repeats no input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.policy.policy import Policy
from servicepolicy.worktime import WorkCalendar

RULE = {"id": "a", "clause": "1", "start": "received", "stop": "replied", "within": "2 days"}
HERS = "Ms Zhang of Lilac Lane"


def wrong(build: Callable[[], object]) -> tuple[Problem, ...]:
    """What is wrong with a piece."""
    with pytest.raises(PolicyError) as caught:
        build()
    assert "pydantic" not in str(caught.value)
    assert HERS not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None, "the reader's own error holds what was given"
    return caught.value.problems


@pytest.mark.parametrize("way", [lambda said: Deadline(**said), Deadline.model_validate], ids=["built", "read"])
def test_every_problem_of_a_rule_is_told(way: Callable[[dict[str, Any]], object]) -> None:
    """Unknown keys with what may be meant, missing keys, words of a few: with path and code, in one error."""
    said: dict[str, Any] = {**RULE, "witin": HERS, "gravity": HERS, "duty": [HERS]}
    del said["clause"]
    found = wrong(lambda: way(said))
    assert sorted((problem.code, problem.where.path) for problem in found) == [
        ("missing-key", "clause"),
        ("unknown-key", "witin"),
        ("unknown-word", "gravity"),
        ("wrong-type", "duty"),
    ]
    (unknown,) = [problem for problem in found if problem.code == "unknown-key"]
    assert (unknown.message, unknown.help) == ("`witin` is not known here", "did you mean `within`?")


def test_what_is_wrong_inside_has_its_path() -> None:
    """A selector and a pause say where."""
    found = wrong(
        lambda: Deadline.model_validate({**RULE, "pause": {"from": "paused", "until": "resumed", "cap": 5.5}})
    )
    assert [problem.where.path for problem in found] == ["pause.cap"]


@pytest.mark.parametrize(
    ("said", "path", "message"),
    [
        ({"hours": {"mon-fry": ["09:00-17:00"]}}, "hours", "`hours`: `fry` in `mon-fry` is not a weekday"),
        ({"hours": {"mon": [5]}}, "hours.mon[0]", "`mon` must be text"),
        ({"hours": {}}, "", "the calendar can never open"),
        ({"hourz": {}}, "hourz", "`hourz` is not known here"),
        ({"versions": [{"from": "2026-01-01", "ours": HERS}]}, "versions[0].ours", "`ours` is not known here"),
    ],
)
def test_a_wrong_calendar_raises_the_same(said: dict[str, Any], path: str, message: str) -> None:
    """Calendars are built like rules."""
    (problem,) = wrong(lambda: WorkCalendar(timezone="UTC", **{"hours": {"mon-fri": ["09:00-17:00"]}, **said}))
    assert problem.where.path == path
    assert problem.message.startswith(message)


def test_what_is_built_is_what_is_read() -> None:
    """Built and read pieces are equal, also inside of others."""
    office = WorkCalendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]})
    rule = Deadline.model_validate({**RULE, "clock": "office"})
    one = Policy(policy="p", timezone="UTC", calendars={"office": office}, rules=[rule])
    plain = {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}
    two = Policy(
        policy="p", timezone="UTC", calendars={"office": plain}, rules=[{**RULE, "kind": "deadline", "clock": "office"}]
    )
    assert one == two
