"""Tiers of authority, compiled: bands of amounts with their bounds, and which of them an amount is in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.readers import Place
from servicepolicy.judging.values import Read, ValueReader, value_reader
from servicepolicy.kinds.authority.capacity import How
from servicepolicy.kinds.authority.rule import Approvers, Authority, Tier
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.event import Event
from servicepolicy.money import Money, as_money
from servicepolicy.results.verdict import Applied, Margin, WhyNot

__all__ = ["Band", "Bands", "margin", "neighbours", "samples"]

HALF = Decimal("0.5")


@attrs.frozen(slots=True)
class Band:
    """One tier with its bounds as they are at the act.

    Attributes:
        index: Which tier, counted from 1.
        roles: Who may act in it, `None` for everybody.
        approvers: Who must approve, `None` for nobody.
        low: Lower bound; `low_in` if it is in the band.
        high: Upper bound; `high_in` if it is in the band.
        missing: A bound that is not known.
        values: The policy's values used.
        shown: Whether its bounds may be told: none is personal.
        of_amounts: The rule has tiers with bounds; without, amounts are none of its matter.
        how: How a role must be held: in whatever unit, or one above it will do.
    """

    index: int
    roles: tuple[str, ...] | None
    approvers: Approvers | None
    low: Money | None = None
    low_in: bool = False
    high: Money | None = None
    high_in: bool = False
    missing: tuple[Missing, ...] = ()
    values: tuple[Applied, ...] = ()
    shown: bool = True
    of_amounts: bool = True
    how: How | None = None

    @property
    def bounded(self) -> bool:
        """Whether it has a bound."""
        return self.low is not None or self.high is not None or bool(self.missing)

    def speaks(self, currency: str) -> bool:
        """Whether it says anything about amounts of a currency."""
        bound = self.low or self.high
        return bound is None or bound.currency == currency

    def holds(self, amount: Money | None) -> bool:
        """Whether an amount is in it, as far as its bounds are known."""
        if amount is None:
            return not self.bounded
        low, high = self.low, self.high
        if low is not None:
            if low.currency != amount.currency:
                return False
            if amount.amount < low.amount or (not self.low_in and amount.amount == low.amount):
                return False
        if high is not None:
            if high.currency != amount.currency:
                return False
            if amount.amount > high.amount or (not self.high_in and amount.amount == high.amount):
                return False
        return True

    def said(self) -> str:
        """The tier as short text, such as `gt 50000 CNY: supervising-leader`; `any`: whatever the amount."""
        parts = [f"role {' or '.join(self.roles)}"] if self.roles is not None else []
        if self.low is not None:
            parts.append(f"{'ge' if self.low_in else 'gt'} {self._told(self.low)}")
        if self.high is not None:
            parts.append(f"{'le' if self.high_in else 'lt'} {self._told(self.high)}")
        if self.of_amounts and not self.bounded:
            parts.append("any")
        return f"{' '.join(parts)}: {_approvers(self.approvers)}".removeprefix(": ")

    def _told(self, bound: Money) -> str:
        return str(bound) if self.shown else f"… {bound.currency}"


def _approvers(approvers: Approvers | None) -> str:
    if approvers is None:
        return "none"
    for roles, word in ((approvers.any_of, " or "), (approvers.all_of, " and "), (approvers.chain, " then ")):
        if roles is not None:
            return word.join(roles)
    return ""


class Bands:
    """The tiers of a rule, compiled; `constant` where no bound depends on the subject."""

    __slots__ = ("_above", "_beside", "_how", "_of_amounts", "_readers", "_tiers", "constant")

    def __init__(self, rule: Authority, edition: Edition) -> None:
        self._tiers = rule.tiers
        self._readers = [_bounds(tier, edition, rule.subject) for tier in rule.tiers]
        self._of_amounts = any(self._readers)
        self._how = How(edition.roles)
        self._above = [rule.or_above or tier.or_above for tier in rule.tiers]
        fixed = all(reader.constant is not None for readers in self._readers for reader in readers.values())
        self.constant: tuple[Band, ...] | None = None
        if fixed:
            self.constant = tuple(self._constant(index) for index in range(len(rule.tiers)))
        self._beside = tuple(neighbours(self.constant or (), band, None) for band in self.constant or ())

    def read(self, scene: Scene, act: Event) -> tuple[Band, ...]:
        """The tiers with their bounds at the act."""
        if self.constant is not None:
            return self.constant
        found: list[Band] = []
        for index, readers in enumerate(self._readers):
            found.append(self._band(index, {side: reader.read(scene, act, act.at) for side, reader in readers.items()}))
        return tuple(found)

    def beside(self, bands: Sequence[Band], chosen: Band) -> tuple[WhyNot, ...]:
        """The tiers next to the one that applies, as `neighbours` tells them."""
        if bands is self.constant:
            return self._beside[chosen.index - 1]
        return neighbours(bands, chosen, None)

    def _constant(self, index: int) -> Band:
        reads = {side: reader.constant for side, reader in self._readers[index].items()}
        return self._band(index, {side: read for side, read in reads.items() if read is not None})

    def _band(self, index: int, reads: dict[str, Read]) -> Band:
        tier = self._tiers[index]
        amounts = {side: read.value for side, read in reads.items() if isinstance(read.value, Money)}
        missing = tuple(
            read.missing if read.missing is not None else Missing(0, f"tiers[{index + 1}].{side}")
            for side, read in reads.items()
            if side not in amounts
        )
        return Band(
            index=index + 1,
            roles=tier.role,
            approvers=None if tier.approvers == "none" else tier.approvers,
            low=amounts.get("ge", amounts.get("gt")),
            low_in="ge" in amounts,
            high=amounts.get("le", amounts.get("lt")),
            high_in="le" in amounts,
            missing=missing,
            values=tuple(read.applied(f"tiers[{index + 1}].{side}") for side, read in reads.items() if side in amounts),
            shown=all(read.shown for read in reads.values()),
            of_amounts=self._of_amounts,
            how=self._how if self._above[index] else None,
        )


def _bounds(tier: Tier, edition: Edition, subject: str) -> dict[str, ValueReader]:
    said = {"gt": tier.gt, "ge": tier.ge, "lt": tier.lt, "le": tier.le}
    return {
        side: value_reader(value.form, Place.of(edition, tier, side, subject), as_money)
        for side, value in said.items()
        if value is not None
    }


def samples(
    bands: Sequence[Band], limits: Sequence[Money], least: Money | None
) -> tuple[tuple[Money | None, tuple[bool, ...]], ...]:
    """One amount for each way in which an amount that is not known could meet the bands and limits, the smallest first.

    Args:
        bands: The bands.
        limits: Up to what was delegated to whoever has a say.
        least: The amount is known to be at least this.

    Returns:
        Amounts, each with what it meets; two neighbours never meet the same.
    """
    found: list[tuple[Money | None, tuple[bool, ...]]] = []
    for amount in _amounts(bands, limits, least):
        meets = (*(band.holds(amount) for band in bands), *(_within(amount, limit) for limit in limits))
        if not found or found[-1][1] != meets:
            found.append((amount, meets))
    return tuple(found)


def _within(amount: Money | None, limit: Money) -> bool:
    return amount is not None and amount.currency == limit.currency and amount <= limit


def _amounts(bands: Sequence[Band], limits: Sequence[Money], least: Money | None) -> tuple[Money | None, ...]:
    """Every bound, an amount between each two of them, and one beyond."""
    bounds = [bound for band in bands for bound in (band.low, band.high) if bound is not None] + list(limits)
    if not bounds:
        return (least,)
    currency = least.currency if least is not None else bounds[0].currency
    floor = least.amount if least is not None else Decimal(0)
    steps = sorted({floor, *(b.amount for b in bounds if b.currency == currency and b.amount >= floor)})
    between = [(low + high) * HALF for low, high in pairwise(steps)]
    return tuple(Money(amount, currency) for amount in sorted({*steps, *between, steps[-1] + 1}))


def _order(band: Band) -> tuple[Decimal, Decimal, int]:
    infinite = Decimal("Infinity")
    low = -infinite if band.low is None else band.low.amount
    return low, infinite if band.high is None else band.high.amount, band.index


def neighbours(
    bands: Sequence[Band], chosen: Band | None, amount: Money | None, code: str = "tier"
) -> tuple[WhyNot, ...]:
    """The tier below and the one above that an amount is in, or the two between which it falls.

    Args:
        bands: The tiers.
        chosen: The one that it is in.
        amount: The amount.
        code: What they are: `tier` beside the chosen one, `own_tier` of whoever acts, `tier_of_others`.
    """
    if len(bands) < 2 and chosen is not None:
        return ()
    ordered = sorted(bands, key=_order)
    if chosen is not None:
        here = ordered.index(chosen)
        near = [*ordered[max(0, here - 1) : here], *ordered[here + 1 : here + 2]]
    else:
        below = [b for b in ordered if amount is not None and b.high is not None and b.high.amount <= amount.amount]
        above = [b for b in ordered if b not in below]
        near = [*below[-1:], *above[:1]]
    return tuple(WhyNot(code, 0, band.said()) for band in near)


def margin(bands: Sequence[Band], chosen: Band | None, amount: Money | None) -> Margin | None:
    """The money to the upper bound of the tier; without a tier, how far off the nearest bound is, negative."""
    if amount is None or not all(band.shown for band in bands):
        return None
    if chosen is not None:
        high = chosen.high
        return None if high is None else Margin(money=high - amount)
    bounds = [b for band in bands for b in (band.high, band.low) if b is not None and b.currency == amount.currency]
    if not bounds:
        return None
    nearest = min(bounds, key=lambda bound: abs(bound.amount - amount.amount))
    gap = abs(nearest.amount - amount.amount)
    return Margin(money=Money(-gap, amount.currency))
