"""Which module says a kind of rule: one line a kind; and what is said of every rule."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.kinds.authority.words import authority
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.kinds.deadline.words import deadline
from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.kinds.incentive.words import incentive
from servicepolicy.kinds.ownership.rule import Ownership
from servicepolicy.kinds.ownership.words import ownership
from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.kinds.periodic.words import periodic
from servicepolicy.kinds.requirement.rule import Requirement
from servicepolicy.kinds.requirement.words import requirement
from servicepolicy.kinds.retention.rule import Retention
from servicepolicy.kinds.retention.words import retention
from servicepolicy.kinds.scorecard.rule import Scorecard
from servicepolicy.kinds.scorecard.words import scorecard
from servicepolicy.kinds.sequence.rule import Sequence
from servicepolicy.kinds.sequence.words import sequence
from servicepolicy.language.period import Period
from servicepolicy.language.rule import Rule
from servicepolicy.phrases.teller import Sentence, Teller

__all__ = ["sentences"]


def sentences(rule: Rule, teller: Teller) -> tuple[Sentence, ...]:
    """Everything that a rule says, in words.

    Args:
        rule: The rule.
        teller: Says it in one language, with the values of one bank.
    """
    teller = attrs.evolve(teller, about=rule.subject)
    return (*_applies(rule, teller), *_of_kind(rule, teller), *_common(rule, teller))


def _of_kind(rule: Rule, teller: Teller) -> Iterator[Sentence]:
    match rule:
        case Deadline():
            return deadline(rule, teller)
        case Requirement():
            return requirement(rule, teller)
        case Sequence():
            return sequence(rule, teller)
        case Authority():
            return authority(rule, teller)
        case Ownership():
            return ownership(rule, teller)
        case Retention():
            return retention(rule, teller)
        case Periodic():
            return periodic(rule, teller)
        case Scorecard():
            return scorecard(rule, teller)
        case Incentive():
            return incentive(rule, teller)
        case _:
            raise TypeError(f"no words for rules of kind `{type(rule).__name__.lower()}`")


def _applies(rule: Rule, teller: Teller) -> Iterator[Sentence]:
    if rule.applies.clauses:
        yield teller.sentence("rule.applies", condition=teller.condition(rule.applies))
    if rule.per is not None and not isinstance(rule, Scorecard):  # that tells its units itself
        yield teller.sentence("rule.per", field=teller.path(rule.per))


def _common(rule: Rule, teller: Teller) -> Iterator[Sentence]:
    if rule.duty is not None:
        yield teller.sentence("rule.duty", role=teller.role(rule.duty))
    if rule.gravity != "normal":
        yield teller.sentence("rule.gravity", gravity=teller.say(f"gravity.{rule.gravity}"))
    if rule.level == "advice":
        yield teller.sentence("rule.advice")
    if rule.in_force is not None:
        yield teller.sentence("rule.in_force", period=_period(rule.in_force, teller))


def _period(period: Period, teller: Teller) -> str:
    match period.since, period.until:
        case since, None:
            return teller.say("period.since", since=since)
        case None, until:
            return teller.say("period.until", until=until)
        case since, until:
            return teller.say("period.between", since=since, until=until)
