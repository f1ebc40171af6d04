"""What a policy says wrongly although each part of it can be read."""

from __future__ import annotations

from collections.abc import Mapping

from servicepolicy.errors import Problem
from servicepolicy.policy.fills import Filling
from servicepolicy.policy.reading import Draft

__all__ = ["errors_in", "warnings_in"]


def errors_in(_draft: Draft, _fillings: Mapping[str, Filling]) -> list[Problem]:
    """Everything for which a policy cannot be used."""
    return []


def warnings_in(_draft: Draft, _fillings: Mapping[str, Filling]) -> list[Problem]:
    """Everything that is probably not what was meant."""
    return []
