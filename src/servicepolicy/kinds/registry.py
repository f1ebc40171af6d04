"""Which evaluator decides which kind: one line a kind."""

from __future__ import annotations

from collections.abc import Mapping

from servicepolicy.judging.verdicts import Evaluator
from servicepolicy.kinds.authority.judge import AuthorityEvaluator
from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.kinds.deadline.judge import DeadlineEvaluator
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.kinds.ownership.judge import OwnershipEvaluator
from servicepolicy.kinds.ownership.rule import Ownership
from servicepolicy.kinds.periodic.judge import PeriodicEvaluator
from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.kinds.requirement.judge import RequirementEvaluator
from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.kinds.retention.judge import RetentionEvaluator
from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.kinds.scorecard.rule import Scorecard
from servicepolicy.kinds.sequence.judge import SequenceEvaluator
from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.rule import Rule

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
