"""Promotions, pools, publications, teams and ranks through `assess`, and their naive twins, say the same."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import assume, given, note, settings

from servicepolicy.testing.strategies.incentive import AssessedExample
from servicepolicy.testing.strategies.incentive_forms import promotion_examples
from tests.reference import incentive_promotion
from tests.reference.conditions import TooManyQuestions

ZONE = ZoneInfo("Asia/Shanghai")
MONTH = (datetime(2026, 1, 1, tzinfo=ZONE), datetime(2026, 2, 1, tzinfo=ZONE))
few = settings(max_examples=60 if settings().max_examples <= 100 else settings().max_examples)


@few
@given(promotion_examples())
def test_promotions_agree_with_their_twin(example: AssessedExample) -> None:
    """Each person's promotions have the twin's status: rung by rung, after an appraisal, nobody passed over."""
    for award in example.assessment()["climb"]:
        try:
            twin = incentive_promotion.promotions(
                example.rules[-1], example.subjects, award.subject, MONTH, example.as_of
            )
        except TooManyQuestions:
            assume(False)
        note(f"{award.subject}: twin {twin}; engine {award.plain()}")
        assert str(award.status) == twin
