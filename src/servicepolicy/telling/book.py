"""What a rule says, in words, from its data: what its kind says of it, and what is said of every rule."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.period import Period
from servicepolicy.language.rule import WHOLE, Rule
from servicepolicy.phrases.teller import Sentence, Teller

__all__ = ["sentences"]


def sentences(rule: Rule, teller: Teller) -> tuple[Sentence, ...]:
    """Everything that a rule says, in words.

    Args:
        rule: The rule.
        teller: Says it in one language, with the values of one bank.
    """
    teller = attrs.evolve(teller, about=rule.subject)
    return (*_applies(rule, teller), *kind_of(rule).words.sentences(rule, teller), *_common(rule, teller))


def _applies(rule: Rule, teller: Teller) -> Iterator[Sentence]:
    if rule.applies.clauses:
        yield teller.sentence("rule.applies", condition=teller.condition(rule.applies))
    if rule.per == WHOLE:
        yield teller.sentence("rule.whole")
    elif rule.per is not None and not rule.nature.says_per_itself:  # that tells its units itself
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
