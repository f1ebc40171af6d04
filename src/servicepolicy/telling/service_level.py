"""A service level in words."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.language.service_level import SLA
from servicepolicy.phrases.teller import Sentence, Teller

__all__ = ["service_level"]


def service_level(sla: SLA, teller: Teller) -> Iterator[Sentence]:
    """Of which deadlines how much must be met in which period."""
    rules = teller.rule(*sla.rules)
    objective, period = teller.value(sla.objective), teller.value(sla.period)
    yield teller.sentence("sla.objective", objective=objective, rules=rules, period=period)
    if sla.where.clauses:
        yield teller.sentence("sla.where", condition=teller.condition(sla.where))
    if sla.per != "policy":
        yield teller.sentence("sla.per", field=teller.path(sla.per))
    if sla.level == "advice":
        yield teller.sentence("rule.advice")
