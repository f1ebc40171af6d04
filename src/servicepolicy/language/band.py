"""Bands: from a lowest to a highest number, both included."""

from __future__ import annotations

from decimal import Decimal

import attrs

__all__ = ["Band"]


@attrs.frozen(slots=True)
class Band:
    """The numbers from `low` to `high`, both included: what fills a blank of type `range`."""

    low: Decimal
    high: Decimal

    def side(self, number: object) -> str:
        """Where a number lies: `below`, `in` or `above`.

        Raises:
            TypeError: It is no number.
        """
        if not isinstance(number, int | Decimal) or isinstance(number, bool):
            raise TypeError("a band is of numbers")
        if number < self.low:
            return "below"
        return "above" if number > self.high else "in"

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"
