"""Stretches of time in which a policy is constant."""

from __future__ import annotations

from typing import TypeAlias

from servicepolicy.language.period import Period

__all__ = ["Stretch", "holds"]

Stretch: TypeAlias = "tuple[int | None, int | None]"  # first instant and first excluded one, UTC microseconds


def holds(period: Period, span: Stretch, zone: str) -> bool:
    """Whether a period covers a span; no period begins or ends inside one."""
    return _covers(period.bounds(zone), span)


def _covers(bounds: Stretch, span: Stretch) -> bool:
    since, until = bounds
    begun = since is None or (span[0] is not None and since <= span[0])
    return begun and (until is None or (span[1] is not None and span[1] <= until))
