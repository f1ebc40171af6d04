"""Which evaluator decides which kind: one line a kind."""

from __future__ import annotations

from collections.abc import Mapping

from servicepolicy.evaluators.authority import AuthorityEvaluator
from servicepolicy.evaluators.deadline import DeadlineEvaluator
from servicepolicy.evaluators.edition import Edition
from servicepolicy.evaluators.judging import Evaluator
from servicepolicy.evaluators.ownership import OwnershipEvaluator
from servicepolicy.evaluators.periodic import PeriodicEvaluator
from servicepolicy.evaluators.requirement import RequirementEvaluator
from servicepolicy.evaluators.retention import RetentionEvaluator
from servicepolicy.evaluators.sequence import SequenceEvaluator
from servicepolicy.rules.authority import Authority
from servicepolicy.rules.deadline import Deadline
from servicepolicy.rules.incentive import Incentive
from servicepolicy.rules.ownership import Ownership
from servicepolicy.rules.periodic import Periodic
from servicepolicy.rules.requirement import Requirement
from servicepolicy.rules.retention import Retention
from servicepolicy.rules.rule import Rule
from servicepolicy.rules.scorecard import Scorecard
from servicepolicy.rules.sequence import Sequence

__all__ = ["ASSESSED", "compile_rules"]


ASSESSED = (Incentive, Scorecard)
"""The kinds that are judged over a period and many subjects, by `assess`; `evaluate` leaves them out."""


def _evaluator(rule: Rule, edition: Edition) -> Evaluator:
    match rule:
        case Deadline():
            return DeadlineEvaluator(rule, edition)
        case Authority():
            return AuthorityEvaluator(rule, edition)
        case Ownership():
            return OwnershipEvaluator(rule, edition)
        case Periodic():
            return PeriodicEvaluator(rule, edition)
        case Requirement():
            return RequirementEvaluator(rule, edition)
        case Sequence():
            return SequenceEvaluator(rule, edition)
        case Retention():
            return RetentionEvaluator(rule, edition)
        case _:
            raise TypeError(f"no evaluator decides rules of kind `{type(rule).__name__.lower()}`")


def compile_rules(edition: Edition) -> Mapping[str, Evaluator]:
    """The evaluators of an edition, by rule id, in the order of the policy."""
    compiled = {rule.id: _evaluator(rule, edition) for rule in edition.rules if not isinstance(rule, ASSESSED)}
    for evaluator in compiled.values():
        if isinstance(evaluator, AuthorityEvaluator) and evaluator.rule.emergency is not None:
            relaxed = compiled.get(evaluator.rule.emergency.relaxes)
            if isinstance(relaxed, AuthorityEvaluator):
                relaxed.relaxed_by(evaluator)
    return compiled
