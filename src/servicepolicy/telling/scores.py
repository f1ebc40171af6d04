"""Scorecards, service levels and whole assessments in words, down to the cases behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.phrases.codes import code_word
from servicepolicy.phrases.terms import doubt, in_language, listed, say, titled
from servicepolicy.phrases.times import length, moment, period
from servicepolicy.results.rows import field_of
from servicepolicy.telling.naming import cited, part_name, who_filled

if TYPE_CHECKING:
    from servicepolicy.language.label import Label
    from servicepolicy.results.assessment import Assessment, IndicatorFinding, ScorecardFinding, SLAFinding
    from servicepolicy.results.verdict import Applied

__all__ = ["cases_in_words", "doubts_in_words", "explain_assessment", "explain_scorecard", "explain_sla", "figure"]

_INSTANT = re.compile(r"(^|/)[0-9]{8}T[0-9.]+Z(#[0-9]+)?$", re.ASCII)  # when it began tells people nothing more
_SHOWN = ("breached", "unknown", "pending", "met")  # in this order, `not_applicable` is only counted
_MOST = 12  # so many cases are listed, the others counted


def explain_assessment(assessment: Assessment, language: str = "en") -> str:
    """An assessment in words: breaches first, then what is unknown, pending and met; the rest is counted."""
    in_language(language)
    findings = assessment.findings
    counts = {status: sum(one.status.value == status for one in findings) for status in (*_SHOWN, "not_applicable")}
    head = say(
        "assessment.head",
        language,
        policy=assessment.policy,
        period=period(assessment.period, language),
        as_of=moment(assessment.as_of_us, assessment.zone, language),
        counts=say("report.counts", language, **counts),
    )
    told = [one.explain(language) for status in _SHOWN for one in findings if one.status.value == status]
    return "\n".join([head, *told])


def explain_scorecard(finding: ScorecardFinding, language: str = "en") -> str:
    """A scorecard in words.

    Args:
        finding: The scorecard.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    in_language(language)
    return _indented(_head(finding, language), _card(finding, language))


def explain_sla(finding: SLAFinding, language: str = "en") -> str:
    """How far a service level was reached, in words. Arguments as for `explain_scorecard`."""
    in_language(language)
    return _indented(_head(finding, language), _level(finding, language))


def _indented(head: str, body: Iterator[str]) -> str:
    return "\n".join([head, *(f"  {line}" for line in body if line)])


def _head(finding: ScorecardFinding | SLAFinding, language: str) -> str:
    label = finding.label
    kind = finding.subject_kind
    code = f"score.whom.{kind}" if f"score.whom.{kind}" in PHRASES else "score.whom.other"
    code = "score.whole" if kind == finding.subject == "organisation" else code
    return say(
        "score.head" if finding.clause else "score.head.bare",
        language,
        status=say(f"status.{finding.status.value}", language),
        title=titled(label, language) or finding.rule,
        clause=cited(finding.clause, label, language),
        rule=finding.rule,
        whom=say(code, language, kind=kind, subject=finding.subject),
        period=period(finding.period, language),
    )


def _reason(finding: ScorecardFinding | SLAFinding, language: str) -> str:
    args = {name: value for name, value in finding.reason.args if name != "facts"}
    if isinstance(ids := args.get("indicators"), tuple):
        args["indicators"] = tuple(part_name(str(id), finding.label, language) for id in ids)
    if "period" in args:
        args["period"] = period(str(args["period"]), language)
    return say(f"reason.{finding.reason.code}", language, facts=_doubts(finding.doubts, language), **args)


def _doubts(names: Iterable[str], language: str) -> str:
    """Facts that would settle something, each with its subject."""
    return listed(doubts_in_words(tuple(names), lambda fact: doubt(fact, language), language), language)


def doubts_in_words(names: Sequence[str], told: Callable[[str], str], language: str) -> tuple[str, ...]:
    """Facts with the subjects on which they are missing; where there are many, each fact once, with its subjects.

    Args:
        names: The facts, such as `C-1/3.score`.
        told: Says a fact.
        language: `en` or `zh`.
    """
    if len(names) <= _MOST:
        return tuple(_doubt(name, told, language) for name in names)
    subjects: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        subject, _, fact = name.rpartition("/")
        subjects.setdefault(field_of(fact), []).append((subject, ""))
    return tuple(
        say("score.doubt", language, fact=told(fact), count=len(set(cases)), cases=cases_in_words(cases, language))
        if any(subject for subject, _ in cases)
        else told(fact)
        for fact, cases in subjects.items()
    )


def _doubt(name: str, told: Callable[[str], str], language: str) -> str:
    subject, slash, fact = name.rpartition("/")
    return f"{subject}{'：' if language == 'zh' else ': '}{told(fact)}" if slash else told(name)


# scorecards


def _card(finding: ScorecardFinding, language: str) -> Iterator[str]:
    yield _reason(finding, language)
    yield _score(finding, language)
    for one in finding.indicators:
        yield _indicator(one, finding.label, language)
        yield _behind("score.behind", one.behind, language, deeper=True)
        yield _behind("score.behind.open", one.behind_unknown, language, deeper=True)
        yield _of_nobody(one.of_nobody, language)
    yield from _values(finding.values, finding.label, language)
    yield _settled(finding, language)


def _of_nobody(count: int, language: str) -> str:
    if not count:
        return ""
    return "  " + say("score.of_nobody.one" if count == 1 else "score.of_nobody", language, count=count)


def _settled(finding: ScorecardFinding | SLAFinding, language: str) -> str:
    """What it hangs on, where the reason has not said so."""
    if not finding.doubts or "{facts}" in PHRASES.get(f"reason.{finding.reason.code}", ("", ""))[0]:
        return ""
    return say("score.settled", language, doubts=_doubts(finding.doubts, language))


def _score(finding: ScorecardFinding, language: str) -> str:
    if finding.low is None or finding.high is None:
        return ""
    if finding.score is not None:
        said = say("score.known", language, score=figure(finding.score, "number", language))
    else:
        low, high = (figure(bound, "number", language) for bound in (finding.low, finding.high))
        said = say("score.between", language, low=low, high=high)
    return said + (say("score.grade", language, grade=finding.grade) if finding.grade else "")


def _indicator(one: IndicatorFinding, label: Label, language: str) -> str:
    name = part_name(one.id, label, language)
    if one.reason is not None and one.reason.code == "no_cases":
        return say("score.figure", language, id=name, value=say("score.idle", language))
    counted = "score.cases.doubtful" if one.unknown else "score.cases.one" if one.cases == 1 else "score.cases"
    return say(
        "score.figure",
        language,
        id=name,
        value=_value(one, language),
        cases=say(counted, language, cases=one.cases, unknown=one.unknown),
        target=_target(one, language),
        weight=_weight(one, language),
    )


def _value(one: IndicatorFinding, language: str) -> str:
    form = say(f"form.{one.form}", language)
    low, high = ("" if b is None else figure(b, one.unit, language) for b in (one.low, one.high))
    if one.value is not None:
        return say("score.value", language, form=form, value=figure(one.value, one.unit, language))
    if one.low is None and one.high is None:
        code = one.reason.code if one.reason is not None else "hangs_on_missing"
        why = say(f"reason.{code}", language, indicators="", facts=_doubts(one.doubts, language)).rstrip(": ：")
        return say("score.nothing", language, form=form, why=why)
    code = "score.at_most" if one.low is None else "score.at_least" if one.high is None else "score.bounds"
    return say(code, language, form=form, low=low, high=high)


def _target(one: IndicatorFinding, language: str) -> str:
    if not one.asked:
        return ""
    wanted = [_wanted(op, bound, one, language) for op, bound in one.targets]
    before = []
    if one.previous is not None:
        before.append(say("score.before", language, previous=figure(one.previous, one.unit, language)))
    outcome = {True: "yes", False: "no"}.get(one.met, "open") if one.met is not None else "open"
    return "".join([*before, *wanted, say(f"score.hit.{outcome}", language)])


def _wanted(op: str, bound: Fraction, one: IndicatorFinding, language: str) -> str:
    if not bound and op in ("up", "down"):
        return say("score.target.no_fall" if op == "up" else "score.target.no_rise", language)
    return say(f"score.target.{op}", language, bound=figure(bound, _unit_of(op, one), language))


def _unit_of(op: str, one: IndicatorFinding) -> str:
    return one.change_unit if op in ("up", "down") else one.unit


def _weight(one: IndicatorFinding, language: str) -> str:
    if one.weight is None or one.points is None:
        return ""
    said = say("score.weight", language, weight=figure(one.weight, "share", language))
    if one.points[0] != one.points[1]:
        return said
    return said + say("score.points", language, points=figure(one.points[0], "number", language))


def _values(values: Iterable[Applied], label: Label, language: str) -> Iterator[str]:
    """The values that somebody filled in; those of the policy itself stand with their targets."""
    for one in values:
        if one.origin != "policy":
            blank, _, who = one.origin.partition("/")
            who, _, _ = who.partition("/")
            name, who = _name(one.name, label, language), who_filled(who, label, language)
            yield say("score.from", language, name=name, value=one.value, blank=blank, who=who)


def _name(name: str, label: Label, language: str) -> str:
    """What a value of a scorecard is: `solved ge` the target of an indicator, `rated rater self` a rater's weight."""
    indicator, *rest = name.split(" ")
    called = part_name(indicator, label, language) if rest else ""
    match rest:
        case ["rater", rater]:
            return say("score.name.rater", language, id=called, rater=code_word(rater, language, "rater"))
        case [way] if f"score.name.{way}" in PHRASES:
            return say(f"score.name.{way}", language, id=called)
        case _:
            return name


# cases


def _behind(code: str, cases: tuple[tuple[str, str], ...], language: str, *, deeper: bool) -> str:
    if not cases:
        return ""
    return ("  " if deeper else "") + say(code, language, cases=cases_in_words(cases, language))


def cases_in_words(cases: Iterable[tuple[str, str]], language: str) -> str:
    """Cases by their subjects, each with its occurrences: `C-1, e17 (1, 4)`; the first ones, the others counted."""
    by_subject: dict[str, list[str]] = {}
    for subject, occurrence in cases:
        by_subject.setdefault(subject, []).append(occurrence)
    said = [_case(subject, occurrences, language) for subject, occurrences in list(by_subject.items())[:_MOST]]
    if len(by_subject) > _MOST:
        said.append(say("score.more", language, count=len(by_subject) - _MOST))
    return listed(said, language)


def _case(subject: str, occurrences: list[str], language: str) -> str:
    told = [_INSTANT.sub("", one) for one in occurrences]
    named = [one for one in told if one not in ("", "1")] if len(told) < 2 else [one for one in told if one]
    if not named:
        return subject
    shown = [*named[:_MOST], *((f"… {len(named)}",) if len(named) > _MOST else ())]
    return f"{subject}（{listed(shown, language)}）" if language == "zh" else f"{subject} ({listed(shown, language)})"


# service levels


def _level(finding: SLAFinding, language: str) -> Iterator[str]:
    yield _reason(finding, language)
    objective = "" if finding.objective is None else figure(finding.objective, "share", language)
    if finding.low is None or finding.high is None:
        yield say("sla.nothing", language, objective=objective)
    elif finding.attainment is not None:
        attainment = figure(finding.attainment, "share", language)
        total = finding.met + finding.breached
        yield say("sla.attained", language, attainment=attainment, met=finding.met, total=total, objective=objective)
    else:
        low, high = (figure(bound, "share", language) for bound in (finding.low, finding.high))
        yield say(
            "sla.between",
            language,
            low=low,
            high=high,
            met=finding.met,
            breached=finding.breached,
            unknown=finding.unknown,
            objective=objective,
        )
    if finding.affordable is not None and (finding.low is not None or finding.affordable):
        code = (
            "sla.overdrawn"
            if finding.affordable < 0
            else "sla.affordable"
            if finding.affordable
            else "sla.affordable.none"
        )
        told = say(code, language, count=abs(finding.affordable))
        yield say("sla.worst", language, told=told) if finding.unknown else told
    yield _behind("score.behind.broken", finding.behind, language, deeper=False)
    yield _behind("score.behind.open", finding.behind_unknown, language, deeper=False)
    yield from _values(finding.values, finding.label, language)
    yield _settled(finding, language)


# numbers


def figure(number: Fraction, unit: str, language: str) -> str:
    """A number as people read it, to two places at most: `92.31%` for a share, `3 h 12 min` for a time, `82.5`."""
    if unit == "time":
        whole = round(number)
        return f"-{length(-whole, language)}" if whole < 0 else length(whole, language)
    shown = number * 100 if unit == "share" else number
    whole, rest = divmod(abs(round(shown * 100)), 100)  # half to even
    text = f"{whole}.{rest:02}".rstrip("0").rstrip(".") if rest else str(whole)
    text = f"-{text}" if shown < 0 and text != "0" else text
    return f"{text}%" if unit == "share" else text
