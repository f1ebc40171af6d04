"""Weighted scorecards, scorecards of units and service levels say the same as their naive twins."""

from __future__ import annotations

from hypothesis import assume, given, note, settings

from tests.reference import scorecard_weighted, sla
from tests.reference.conditions import TooManyQuestions
from tests.reference.scorecard import MONTHS
from tests.strategies.scorecard_forms import (
    ScoredExample,
    sla_examples,
    unit_examples,
    weighted_examples,
)

few = settings(max_examples=60 if settings().max_examples <= 100 else settings().max_examples)


@few
@given(weighted_examples())
def test_weighted_scores_agree_with_their_twin(example: ScoredExample) -> None:
    """Status and score are the twin's where all is known, and hold all that the twin finds possible where not."""
    for card in example.assessment().scorecards:
        try:
            told = scorecard_weighted.assess(example.rule, example.subjects, card.subject)
        except TooManyQuestions:
            assume(False)
        note(f"{card.subject}: twin {set(told)}; engine {card.plain()}")
        if len(told) == 1:
            assert (str(card.status), card.score) == told[0]
        if str(card.status) != "unknown":
            assert {status for status, _ in told} == {str(card.status)}
        scores = {score for _, score in told}
        if card.score is not None:
            assert scores == {card.score}
        for score in scores - {None}:
            assert score is not None
            assert card.low is None or card.low <= score
            assert card.high is None or card.high >= score
        if card.score is not None and "grades" in example.rule:
            assert card.grade == ("A" if card.score >= 90 else "B" if card.score >= 60 else "C")


@few
@given(unit_examples())
def test_scorecards_of_units_agree_with_their_twin(example: ScoredExample) -> None:
    """Each unit is measured by what happened in it; what may have happened there is tried both ways."""
    cards = {card.subject: card for card in example.assessment().scorecards}
    (indicator,) = example.rule["indicators"]
    for unit in sorted({case["unit"] for case in example.subjects if "unit" in case}):
        try:
            status, low, high = scorecard_weighted.of_unit(indicator, example.subjects, unit)
        except TooManyQuestions:
            assume(False)
        note(f"{unit}: twin {status} {low} {high}; engine {cards[unit].plain() if unit in cards else None}")
        if unit not in cards:
            assert status in ("not_applicable", "unknown")  # nothing is surely credited to it
            continue
        figure = cards[unit].indicators[0]
        if "ratio" in indicator["measure"] and figure.value is None:  # one missing unit stands behind both its counts
            assert figure.low is None or low is None or figure.low <= low
            assert figure.high is None or high is None or figure.high >= high
            assert str(cards[unit].status) in (status, "unknown")
            continue
        assert (figure.low, figure.high) == (low, high)
        if figure.asked or figure.value is not None:
            assert str(cards[unit].status) == status
    assert not set(cards) - {"north", "south"}


@few
@given(sla_examples())
def test_service_levels_agree_with_their_twin(example: ScoredExample) -> None:
    """Attainment, its bounds, what was met and broken, and how much more may be, are the twin's."""
    as_of = example.as_of or MONTHS["now"][1]
    found = {level.subject: level for level in example.assessment().slas}
    parts = (
        {case["channel"] for case in example.subjects if "channel" in case} if "per" in example.rule else {"generated"}
    )
    assert set(found) <= parts
    for part in sorted(parts):
        try:
            twin = sla.service_level(example.rule, example.subjects, part, as_of)
        except TooManyQuestions:
            assume(False)
        note(f"{part}: twin {twin}; engine {found[part].plain() if part in found else None}")
        if part not in found:
            assert twin["met"] + twin["breached"] == 0  # nothing surely belongs to it
            continue
        level = found[part]
        assert str(level.status) == twin["status"]
        assert (level.met, level.breached, level.unknown) == (twin["met"], twin["breached"], twin["unknown"])
        assert level.affordable == twin["affordable"]
        if twin["status"] == "pending" and twin["unknown"]:  # what may have been kept already may still be broken
            assert twin["low"] is None or (level.low is not None and level.low <= twin["low"])
            assert twin["high"] is None or (level.high is not None and level.high >= twin["high"])
        else:
            assert (level.low, level.high) == (twin["low"], twin["high"])
