"""Where a value must lie, in words."""

from __future__ import annotations

from servicepolicy.language.target import Target
from servicepolicy.phrases.teller import Teller

__all__ = ["target_words"]


def target_words(target: Target, teller: Teller) -> str:
    """The bounds, one after the other."""
    return teller.listed(teller.say(f"target.{op}", value=teller.value(value)) for op, value in target.bounds())
