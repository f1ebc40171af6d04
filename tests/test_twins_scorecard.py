"""Scorecards: the engine and its naive twin give the same figures and statuses, and laws that hold for both."""

from __future__ import annotations

import attrs
from hypothesis import assume, given, note
from hypothesis import strategies as st

from tests.reference import owing, scorecard
from tests.reference.conditions import TooManyQuestions
from tests.strategies.owing import OwedExample, owed_examples
from tests.strategies.scorecard import AssessedExample, scorecard_examples


@given(scorecard_examples())
def test_scorecards_agree_with_their_twin(example: AssessedExample) -> None:
    """Status and bounds are those over all worlds; where one doubt stands in two places, never narrower ones."""
    several = "raters" in example.indicator or "to" in example.indicator["measure"]  # an owner counts above and below
    for finding in example.findings():
        try:
            status, low, high = scorecard.assess(example.indicator, example.subjects, finding.subject)
        except TooManyQuestions:
            assume(False)
        figure = finding.indicators[0]
        note(f"{finding.subject}: twin {status} {low} {high}; engine {finding.plain()}")
        if str(finding.status) != "unknown" and (figure.asked or figure.value is not None):
            assert str(finding.status) == status
        elif not several and len(example.indicator.get("target", {})) + ("change" in example.indicator) == 1:
            assert status in ("unknown", str(finding.status))
        if figure.low is not None and low is not None:
            assert figure.low <= low if several else figure.low == low
        if figure.high is not None and high is not None:
            assert figure.high >= high if several else figure.high == high


@given(scorecard_examples(), st.data())
def test_the_order_of_subjects_and_events_never_matters(example: AssessedExample, data: st.DataObject) -> None:
    """Subjects and events in any order give the same scorecards."""
    subjects = data.draw(st.permutations(example.subjects))
    shuffled = [{**one, "events": data.draw(st.permutations(one["events"]))} for one in subjects]
    again = attrs.evolve(example, subjects=tuple(shuffled))
    assert [one.plain() for one in example.findings()] == [one.plain() for one in again.findings()]


@given(owed_examples())
def test_what_is_kept_and_by_whom_agrees_with_the_twin(example: OwedExample) -> None:
    """Value, bounds and breaches of nobody: what was done is the doer's, what nobody did is whoever's that owed it."""
    for finding in example.findings():
        low, high, of_nobody = owing.assess(example.measure, example.cases, example.posts, finding.subject)
        figure = finding.indicators[0]
        note(f"{finding.subject}: twin {low} {high} {of_nobody}; engine {finding.plain()}")
        assert figure.of_nobody == of_nobody
        if low is not None:
            assert (figure.low, figure.high) == (low, high)
        else:
            assert (figure.value, figure.cases) == (None, 0)
