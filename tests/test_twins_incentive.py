"""Incentives and their naive twin say the same of generated employees; ranks, tables and shares do, too."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from servicepolicy.kinds.incentive.score_awards import by_table, places, shares
from servicepolicy.language.award_tables import gaps_in, parse_table
from servicepolicy.language.truth import explore, outcomes
from servicepolicy.money import Money
from servicepolicy.results.assessment import ScorecardFinding
from servicepolicy.results.verdict import Reason, Status
from servicepolicy.worktime._instant import from_us
from tests.reference import incentive
from tests.strategies.incentive import PEOPLE, AssessedExample, ladder_examples

thorough = settings(max_examples=max(100, settings().max_examples))  # the profile's number, where that is larger


@thorough
@given(ladder_examples())
def test_ladders_agree_with_their_twin(example: AssessedExample) -> None:
    """Each person's award has the twin's status, brings what the twin says, or lies between its worlds.

    Where all is known, the same record stands beside each claim.
    """
    zone = ZoneInfo(example.zone)
    month = (datetime(2026, 1, 1, tzinfo=zone), datetime(2026, 2, 1, tzinfo=zone))
    assume(example.as_of >= month[1])
    awards = {award.subject: award for award in example.assessment().awards}
    for person in PEOPLE:
        twin = incentive.ladder(example.rules[0], example.subjects, person, month, example.as_of)
        ours = awards[person]
        note(f"{person}: twin {twin}")
        note(f"{person}: engine {ours.plain()}")
        assume(ours.reason.code != "too_many_doubts")  # more than are told apart
        assert str(ours.status) == twin["status"], person
        if len(twin["entitled"]) == 1:
            assert tuple(str(what) for what in ours.entitled) == twin["entitled"][0]
        else:
            assert tuple(str(what) for what in ours.least) in twin["entitled"]
            assert tuple(str(what) for what in ours.most) in twin["entitled"]
        if twin["lines"] is not None:
            lines = [(moment(line.at_us), str(line.entitled or ""), moment(line.recorded_us)) for line in ours.lines]
            assert tuple(lines) == twin["lines"]


def moment(us: int | None) -> datetime | None:
    """An instant as the twin reads it."""
    return None if us is None else from_us(us, "UTC").astimezone(UTC)


def finding(subject: str, low: Fraction, high: Fraction) -> ScorecardFinding:
    """A scorecard whose score lies between two bounds."""
    known = low == high
    return ScorecardFinding(
        rule="appraisal",
        clause=("X-1",),
        subject_kind="agent",
        subject=subject,
        period="2026-01",
        status=Status.MET if known else Status.UNKNOWN,
        reason=Reason.of("met"),
        score=low if known else None,
        low=low,
        high=high,
    )


@thorough
@given(
    st.lists(st.sampled_from((0, 50, 60, 60, 70, 85, 90, 100)), min_size=1, max_size=3, unique=True),
    st.sampled_from(("ge", "gt")),
    st.integers(0, 100),
    st.integers(0, 100),
)
def test_tables_agree_with_their_twin(bounds: list[int], below: str, one: int, other: int) -> None:
    """A score between two bounds may bring what any of its values brings, and nothing else."""
    edges = sorted(bounds)
    closing = "lt" if below == "ge" else "le"
    table = [
        {below: low, **({closing: high} if high is not None else {}), "entitles": f"{low + 1} CNY"}
        for low, high in zip(edges, [*edges[1:], None], strict=True)
    ]
    parsed = parse_table(table)
    assert list(gaps_in(parsed)) == []
    low, high = min(one, other), max(one, other)
    tree = explore(lambda settle: by_table(finding("e1", Fraction(low), Fraction(high)), parsed, settle))
    assert {str(found) for found in outcomes(tree)} == incentive.bands(table, low, high)


@thorough
@given(
    st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=5),
    st.integers(1, 3),
    st.booleans(),
)
def test_ranks_agree_with_their_twin(scores: dict[str, tuple[int, int]], first: int, shared: bool) -> None:
    """A place is known exactly where every way in which the scores can be gives the same."""
    found = [finding(name, Fraction(low), Fraction(low + more)) for name, (low, more) in scores.items()]
    ranked = places(found, (), None, shared=shared)
    ways = {name: list(range(low, low + more + 1)) for name, (low, more) in scores.items()}
    for name, place in ranked.items():
        tree = explore(lambda settle, place=place: place.among(first, settle))  # type: ignore[misc]  # bound at once
        assert set(outcomes(tree)) == incentive.among(ways, name, first, shared=shared), name


@thorough
@given(
    st.integers(0, 100_000),
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 100), min_size=1, max_size=7),
)
def test_shares_agree_with_their_twin_and_add_up(coins: int, weights: dict[str, int]) -> None:
    """Shares are the twin's, and their sum is the bonus, to the coin."""
    total = Money(Decimal(coins).scaleb(-2), "CNY")
    found = shares(total, {name: Fraction(weight) for name, weight in weights.items()})
    assert Money.total(found.values(), "CNY") == total
    expected = incentive.split(coins, weights)
    assert {name: int(share.amount * 100) for name, share in found.items()} == expected
