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


def _unknown_codes(waiver: Waiver, summary: Summary) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Values that the field of no subject here has: the field, the value, and those that are known."""
    from servicepolicy.models.vocabulary import header_fields

    for field, values in (waiver.where or {}).items():
        types = [found for kind in summary.kinds if (found := header_fields(kind).get(field)) is not None]
        known = tuple(dict.fromkeys(code for one in types for code in (*(one.codes or ()), *(one.known or ()))))
        yield from ((field, value, known) for value in values if known and value not in known)


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
        elif unheld := tuple(_unknown_codes(waiver, summary)):
            field, value, known_codes = unheld[0]
            message = (
                f"the exception `{waiver.id}` is about no breach in this log: `{value}` is not a value of `{field}`"
            )
            help = did_you_mean(value, known_codes) or f"one of {', '.join(f'`{one}`' for one in known_codes)}"
            yield Problem("idle-exception", where, message, help)
        else:
            message = f"the exception `{waiver.id}` is about no breach in this log"
            yield Problem("idle-exception", where, message, "compare its `rules`, `during` and `where` with the log")
