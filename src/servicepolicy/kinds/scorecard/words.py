"""A scorecard and a service level in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from servicepolicy.kinds.scorecard.rule import Change, Grade, Indicator, Scorecard
from servicepolicy.language.measure import as_quantity
from servicepolicy.language.value import Literal, Value
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.measure import measured, target_words
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.terms import in_language
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("scorecard", "考核")


def sentences(rule: Scorecard, teller: Teller) -> Iterator[Sentence]:
    """What is measured of whom and how often, where each figure must lie, and what the score is made of."""
    period, subject = teller.value(rule.period), teller.subject(rule.subject)
    whole = rule.subject == "organisation" and not rule.per
    code = "scorecard.period.unit" if rule.per else "scorecard.period.whole" if whole else "scorecard.period"
    yield teller.sentence(code, subject=subject, period=period)
    yield teller.sentence("scorecard.indicators", under=[_indicator(one, rule, teller) for one in rule.indicators])
    if rule.target is not None:
        yield teller.sentence("scorecard.target", target=target_words(rule.target, teller))
    if rule.missing == "reweight":
        yield teller.sentence("scorecard.missing")
    if rule.grades:
        yield teller.sentence("scorecard.grades", grades=teller.listed(_grade(one, teller) for one in rule.grades))


def _grade(grade: Grade, teller: Teller) -> str:
    if grade.ge is None:
        return teller.say("grade.rest", grade=grade.grade)
    return teller.say("grade.from", grade=grade.grade, value=teller.value(grade.ge))


def _indicator(one: Indicator, rule: Scorecard, teller: Teller) -> str:
    rest = "".join(teller.say("scorecard.part", part=part) for part in _parts(one, rule, teller))
    measure = measured(one.measure, rule.subject, teller)
    return teller.say("scorecard.indicator", name=_name(one, teller), measure=measure, rest=rest)


def _name(one: Indicator, teller: Teller) -> str:
    titled = "" if one.title is None else (one.title.en, one.title.zh)[in_language(teller.language)]
    return titled or teller.indicator(one.id)


def _parts(one: Indicator, rule: Scorecard, teller: Teller) -> Iterator[str]:
    if one.raters:
        raters = (
            teller.say(
                "indicator.rater", rater=attrs.evolve(teller, asked="rater").word(rater), share=teller.value(share)
            )
            for rater, share in one.raters.items()
        )
        yield teller.say("indicator.raters", raters=teller.listed(raters))
        if one.missing == "reweight":
            yield teller.say("indicator.missing")
    if one.scale is not None:
        low, high = map(teller.value, one.scale)
        yield teller.say("indicator.scale", low=low, high=high)
    wanted = [] if one.target is None else [target_words(one.target, teller)]
    wanted += [] if one.change is None else [_change(one.change, one, teller)]
    if wanted:
        yield teller.say("indicator.target", target=teller.listed(wanted))
    if one.weight is not None:
        yield teller.say("indicator.weight", weight=teller.value(one.weight))
        if rule.weighted and one.enters_by == "target":
            yield teller.say("indicator.score.target")
    if one.at_least_cases is not None:
        yield teller.say("indicator.cases", count=teller.value(one.at_least_cases))


def _change(change: Change, one: Indicator, teller: Teller) -> str:
    rises = change.up is not None
    if _nought(change.by):
        return teller.say("change.no_fall" if rises else "change.no_rise")
    value = teller.value(change.by)
    if change.in_ == "points" and one.measure.is_a_share:
        value = teller.say("change.points", value=value)
    return teller.say("change.up" if rises else "change.down", value=value)


def _nought(value: Value) -> bool:
    return isinstance(value.form, Literal) and as_quantity(value.form.raw) == 0


def manner(_verdict: Verdict, /) -> Manner:
    """It has findings on periods, and no verdicts on single subjects."""
    return Manner()
