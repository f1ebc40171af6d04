"""Shares of a whole, exactly."""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["as_share"]

_SHARE = re.compile(r"(?:(?P<percent>\d+(?:\.\d+)?)\s*%|(?P<above>\d+)\s*/\s*(?P<below>\d+)|(?P<plain>\d+(?:\.\d+)?))")


def as_share(raw: object) -> Fraction:
    """A share from nought to one, exactly.

    Args:
        raw: `2/3`, `60%`, `0.6` or 1.

    Raises:
        ValueError: It is no such share.
    """
    if isinstance(raw, Fraction):
        return raw
    found = _SHARE.fullmatch(str(raw).strip())
    if found is not None:
        if found["percent"]:
            share = Fraction(found["percent"]) / 100
        elif found["below"]:
            share = Fraction(int(found["above"]), int(found["below"])) if int(found["below"]) else Fraction(2)
        else:
            share = Fraction(found["plain"])
        if 0 <= share <= 1:
            return share
    raise ValueError(f"`{raw}` is not a share from 0 to 1, such as `2/3` or `60%`")
