"""Accepted exceptions that cover nothing: most often a rule or a unit is written otherwise there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servicepolicy.errors import Problem, Where
from servicepolicy.language.plain import did_you_mean

if TYPE_CHECKING:
    from servicepolicy.models.context import Waiver
    from servicepolicy.policy.policy import Policy
    from servicepolicy.reporting.summary import Summary

__all__ = ["idle_exceptions"]


def idle_exceptions(waivers: tuple[Waiver, ...], policy: Policy, summary: Summary) -> Iterator[Problem]:
    """What is to be said of exceptions that cover no breach: no problem, and probably none of what was meant."""
    known = tuple(rule.id for rule in policy.rules)
    at_work = {name for name, _ in (*summary.waivers, *summary.refused_waivers)}
    for number, waiver in enumerate(waivers):
        if waiver.id in at_work:
            continue
        where = Where(path=f"waivers[{number}]")
        named = (*(() if waiver.rule is None else (waiver.rule,)), *(waiver.rules or ()))
        strange = [name for name in named if name not in known]
        if strange:
            message = f"the exception `{waiver.id}` names `{strange[0]}`, which is no rule of `{policy.id}`"
            yield Problem("unknown-rule", where, message, did_you_mean(strange[0], known))
        else:
            message = f"the exception `{waiver.id}` is about no breach in this log"
            yield Problem("idle-exception", where, message, "compare its `rules`, `during` and `where` with the log")
