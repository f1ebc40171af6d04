"""What scores bring: bands of a table, targets that are met, places in a ranking, shares of a team's bonus."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from servicepolicy.judging.targets import Bound, holds, together
from servicepolicy.language.award_tables import NOTHING, Entitlement, Table
from servicepolicy.language.truth import Leaf, Settle
from servicepolicy.money import Money, minor_units
from servicepolicy.results.assessment import IndicatorFinding, ScorecardFinding
from servicepolicy.results.verdict import Status

__all__ = ["Place", "by_table", "doubt_of", "if_exceeded", "if_met", "places", "shares"]

Key: TypeAlias = tuple[tuple[int, Fraction], ...]
_BEYOND: Final = {"ge": "gt", "gt": "gt", "le": "lt", "lt": "lt"}
_LOWEST, _HIGHEST = (-1, Fraction(0)), (1, Fraction(0))


def doubt_of(finding: ScorecardFinding) -> str:
    """What an award calls the score that it hangs on."""
    return f"{finding.rule} of {finding.subject}"


# tables and targets


def by_table(finding: ScorecardFinding | None, table: Table, settle: Settle) -> Entitlement:
    """What the score brings; of a score between bounds, each thing that it may bring is tried."""
    if finding is None or finding.status is Status.NOT_APPLICABLE:
        return NOTHING
    possible = _possible(finding, table)
    for one in possible[:-1]:
        if settle(Leaf(0, doubt_of(finding), f"brings {one.plain()}")):
            return one
    return possible[-1]


def _possible(finding: ScorecardFinding, table: Table) -> list[Entitlement]:
    low, high = finding.low, finding.high
    found = [band.entitles for band in table if band.meets(low, high)]
    if _outside(low, high, table):
        found.append(NOTHING)
    return list(dict.fromkeys(found))


def _outside(low: Fraction | None, high: Fraction | None, table: Table) -> bool:
    """Whether a score between bounds may lie below all bands, or above them."""
    lowest = min(table, key=lambda band: (band.low is not None, band.low or 0, not band.low_in))
    highest = max(table, key=lambda band: (band.high is None, band.high or 0, band.high_in))
    below = lowest.low is not None and (low is None or low < lowest.low or (low == lowest.low and not lowest.low_in))
    above = highest.high is not None and (
        high is None or high > highest.high or (high == highest.high and not highest.high_in)
    )
    return below or above


def if_met(finding: ScorecardFinding | None, entitles: Entitlement, settle: Settle) -> Entitlement:
    """What it brings that all targets are met."""
    if finding is None:
        return NOTHING
    match finding.status:
        case Status.MET:
            return entitles
        case Status.BREACHED | Status.NOT_APPLICABLE:
            return NOTHING
        case _:
            return entitles if settle(Leaf(0, doubt_of(finding), "targets are met")) else NOTHING


def if_exceeded(finding: ScorecardFinding | None, entitles: Entitlement, settle: Settle) -> Entitlement:
    """What it brings that all targets are met, and each value lies beyond its bound and not upon it."""
    met = if_met(finding, entitles, settle)
    if finding is None or met is NOTHING:
        return NOTHING
    beyond = together(
        holds(_BEYOND[op], bound, Bound(one.low, one.high))
        for one in finding.indicators
        for op, bound in one.targets
        if op in _BEYOND
    )
    if beyond is None:
        beyond = settle(Leaf(0, doubt_of(finding), "targets are exceeded"))
    return met if beyond else NOTHING


# ranks


@attrs.frozen(slots=True, kw_only=True)
class Place:
    """A place in a ranking, as far as it is known.

    Args:
        subject: Whose.
        finding: The scorecard behind it.
        best: How many are surely before, or with those who are equal, beside.
        worst: How many may be.
        reached: Whether the score is high enough; `None`: not known.
        doubts: What the place hangs on, where it is not known.
    """

    subject: str
    finding: ScorecardFinding
    best: int
    worst: int
    reached: bool | None
    doubts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What an award calls the doubt about it."""
        return f"rank of {self.subject}"

    def among(self, first: int, settle: Settle) -> bool:
        """Whether it is among the first few."""
        if self.reached is False or self.best >= first:
            return False
        if self.reached is True and self.worst < first:
            return True
        return settle(Leaf(0, self.name, f"is among the first {first}"))


def places(
    findings: Iterable[ScorecardFinding], indicators: Sequence[str], at_least: Fraction | None, *, shared: bool
) -> dict[str, Place]:
    """Everybody's place: a score between bounds may take every place that one of its values would have.

    Args:
        findings: The scorecards; who has nothing to be measured is not ranked.
        indicators: What separates equal scores.
        at_least: The score that is needed.
        shared: Whoever is equal in all of that stands on one place; else each stands in the way of the other.
    """
    ranked = [finding for finding in findings if finding.status is not Status.NOT_APPLICABLE]
    lows = {finding.subject: _key(finding, indicators, lowest=True) for finding in ranked}
    highs = {finding.subject: _key(finding, indicators, lowest=False) for finding in ranked}
    lowest, highest = sorted(lows.values()), sorted(highs.values())
    unsure = [finding for finding in ranked if lows[finding.subject] != highs[finding.subject]]

    def before(keys: list[Key], own: Key, itself: Key) -> int:
        """How many other keys come before one; its own is among them, and does not stand in its own way."""
        passed = bisect_right(keys, own) if shared else bisect_left(keys, own)
        return len(keys) - passed - (itself > own or (not shared and itself == own))

    found: dict[str, Place] = {}
    for finding in ranked:
        low, high = lows[finding.subject], highs[finding.subject]
        rivals = [one for one in unsure if highs[one.subject] >= low and lows[one.subject] <= high]
        found[finding.subject] = Place(
            subject=finding.subject,
            finding=finding,
            best=before(lowest, high, low),
            worst=before(highest, low, high),
            reached=_reached(finding, at_least),
            doubts=tuple(sorted({name for one in rivals for name in one.doubts or (doubt_of(one),)})),
        )
    return found


def _reached(finding: ScorecardFinding, at_least: Fraction | None) -> bool | None:
    if at_least is None:
        return True
    if finding.low is not None and finding.low >= at_least:
        return True
    return False if finding.high is not None and finding.high < at_least else None


def _key(finding: ScorecardFinding, indicators: Sequence[str], *, lowest: bool) -> Key:
    by_id = {indicator.id: indicator for indicator in finding.indicators}
    score = _edge(finding.low if lowest else finding.high, lowest=lowest)
    return (score, *(_standing(by_id.get(name), lowest=lowest) for name in indicators))


def _standing(indicator: IndicatorFinding | None, *, lowest: bool) -> tuple[int, Fraction]:
    """What an indicator counts for when scores are equal: its points, else its value."""
    if indicator is None:
        return _LOWEST
    if indicator.points is not None:
        return _edge(indicator.points[0 if lowest else 1], lowest=lowest)
    return _edge(indicator.low if lowest else indicator.high, lowest=lowest)


def _edge(bound: Fraction | None, *, lowest: bool) -> tuple[int, Fraction]:
    if bound is None:
        return _LOWEST if lowest else _HIGHEST
    return 0, bound


# shares


def shares(total: Money, weights: dict[str, Fraction]) -> dict[str, Money]:
    """Split an amount by weights, to the coin: the shares add up to it.

    Each gets the whole coins of its exact share; the coins that are left go one by one to the largest remainders, among
    equal ones in the order of the keys. Where all weights are zero, all are alike.

    Args:
        total: The amount.
        weights: By whom, at least one.
    """
    exponent = total.amount.normalize().as_tuple().exponent
    places = max(minor_units(total.currency) or 0, -exponent if isinstance(exponent, int) else 0)
    coins = int(total.amount.scaleb(places))
    whole = sum(weights.values(), Fraction(0))
    exact = {
        name: coins * weight / whole if whole else Fraction(coins, len(weights)) for name, weight in weights.items()
    }
    held = {name: share.__floor__() for name, share in exact.items()}
    left = coins - sum(held.values())
    for name in sorted(exact, key=lambda one: (held[one] - exact[one], one))[:left]:
        held[name] += 1
    return {name: Money(Decimal(held[name]).scaleb(-places), total.currency) for name in weights}
