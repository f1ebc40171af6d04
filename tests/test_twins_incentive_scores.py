"""Bonuses, ranks and team bonuses through `assess` and their naive twin say the same, unknown scores included."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import assume, given, note, settings

from servicepolicy.money import Money
from servicepolicy.results.award import Award
from tests.reference import incentive_awards
from tests.reference.conditions import TooManyQuestions
from tests.strategies.incentive import AssessedExample
from tests.strategies.incentive_scores import score_examples

ZONE = ZoneInfo("Asia/Shanghai")
MONTH = (datetime(2026, 1, 1, tzinfo=ZONE), datetime(2026, 2, 1, tzinfo=ZONE))
few = settings(max_examples=60 if settings().max_examples <= 100 else settings().max_examples)


def brings(what: tuple[object, ...]) -> str:
    """What an award brings, as the twin writes it."""
    (one,) = what or ("none",)
    return f"{one.amount:.2f} {one.currency}" if isinstance(one, Money) else str(one)


def normal(what: str) -> str:
    """An amount of the twin with all its places."""
    return brings((Money.parse(what),)) if what[0].isdigit() else what


@few
@given(score_examples())
def test_what_scores_bring_agrees_with_the_twin(example: AssessedExample) -> None:
    """Each person's award has the twin's status, and brings what the twin's worlds bring."""
    awards = {award.subject: award for award in example.assessment()["bonus"]}
    for one in example.subjects:
        if one["subject"] == "organisation":
            continue
        award = awards[one["id"]]
        assert isinstance(award, Award)
        try:
            twin = incentive_awards.award(example.rules[-1], example.subjects, one["id"], MONTH, example.as_of)
        except TooManyQuestions:
            assume(False)
        possible = {normal(what) for what in twin["entitled"]}
        note(f"{one['id']}: twin {twin}; engine {award.plain()}")
        assert str(award.status) == twin["status"]
        assert {brings(award.least), brings(award.most)} <= possible
        if len(possible) == 1:
            assert brings(award.entitled) in possible
