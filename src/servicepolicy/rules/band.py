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

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"
