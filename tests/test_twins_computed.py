"""Computed facts and unpublished years: the engine and its naive twin give the same verdicts on generated policies."""

from __future__ import annotations

from hypothesis import assume, given, note

from tests.reference import computed, deadline, requirement
from tests.reference.conditions import TooManyQuestions
from tests.strategies import (
    Example,
    computed_deadline_examples,
    computed_requirement_examples,
    unpublished_examples,
)
from tests.test_twins import agree, thorough

NOT_COVERED = (TooManyQuestions, computed.NotCovered, deadline.NotCovered, requirement.NotCovered)


@thorough
@given(unpublished_examples())
def test_unpublished_years_agree_with_their_twin(example: Example) -> None:
    """A deadline that reaches into a year without published holidays is unknown only where it hangs on that year."""
    try:
        twin = deadline.evaluate(example.rules[0], example.subject, example.as_of, example.known_at, example.calendars)
    except NOT_COVERED:
        assume(False)
        raise
    agree(example.report(), "timely", twin)


@thorough
@given(computed_deadline_examples())
def test_deadlines_on_computed_facts_agree_with_their_twin(example: Example) -> None:
    """Deadlines that apply, start, stop, end or last by computed facts are judged as the twin judges them."""
    try:
        twin = deadline.evaluate(
            example.rules[0],
            example.subject,
            example.as_of,
            example.known_at,
            example.calendars,
            example.facts,
            example.rules,
        )
    except NOT_COVERED:
        assume(False)
        raise
    agree(example.report(), "timely", twin)


@thorough
@given(computed_requirement_examples())
def test_requirements_on_computed_facts_agree_with_their_twin(example: Example) -> None:
    """What must hold of a computed fact is judged as the twin judges it, at each event and on the header."""
    try:
        twin = requirement.evaluate(
            example.rules[0], example.subject, example.as_of, example.known_at, example.facts, example.calendars
        )
    except NOT_COVERED:
        assume(False)
        raise
    ours = [(one.occurrence, str(one.status)) for one in example.report()["required"].verdicts]
    theirs = [(one["occurrence"], one["status"]) for one in twin]
    note(f"twin {theirs}")
    note(f"engine {ours}")
    assert _applicable(ours) == _applicable(theirs)


def _applicable(told: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What applies: which of two events of one instant is the second is not the twin's business."""
    return sorted((name.split("#")[0], status) for name, status in told if status != "not_applicable")
