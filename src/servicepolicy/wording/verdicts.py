"""Verdicts, decisions, owners and reports in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servicepolicy.errors import UsageError
from servicepolicy.money import Money
from servicepolicy.wording.phrases import PHRASES
from servicepolicy.wording.times import length, moment, span

if TYPE_CHECKING:
    from servicepolicy.report import Report
    from servicepolicy.verdict import Applied, Decision, Label, Margin, Owner, Reason, Step, Verdict, WhyNot

__all__ = ["explain_decision", "explain_owner", "explain_report", "explain_verdict", "say"]

LANGUAGES = ("en", "zh")
_SHOWN = ("breached", "unknown", "pending", "met")  # in this order, `not_applicable` is only counted


def _language(language: str) -> int:
    if language not in LANGUAGES:
        raise UsageError(f"no words in language `{language}`: there are {', '.join(f'`{name}`' for name in LANGUAGES)}")
    return LANGUAGES.index(language)


def say(code: str, language: str, **args: object) -> str:
    """What a code says.

    Args:
        code: The code.
        language: `en` or `zh`.
        args: What the phrase names.
    """
    pair = PHRASES.get(code)
    if pair is None:
        return code.replace("_", " ")
    joiner = "、" if language == "zh" else ", "
    written = {
        name: joiner.join(str(item) for item in arg) if isinstance(arg, tuple) else str(arg)
        for name, arg in args.items()
    }
    return pair[_language(language)].format_map(_Gaps(written))


class _Gaps(dict[str, str]):
    """Arguments of a phrase; what is not given stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _reason(reason: Reason, language: str) -> str:
    return say(f"reason.{reason.code}", language, **dict(reason.args))


def _title(label: Label, rule: str, language: str) -> str:
    title = label.zh if language == "zh" else label.en
    return title or rule


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def explain_verdict(verdict: Verdict, language: str = "en") -> str:
    """A verdict in words.

    Args:
        verdict: The verdict.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    _language(language)
    head = say(
        "verdict.head",
        language,
        status=say(f"status.{verdict.status.value}", language),
        title=_title(verdict.label, verdict.rule, language),
        clause=verdict.clause,
        rule=verdict.rule,
        subject=verdict.subject,
    )
    return _lines(head, *(f"  {line}" for line in _body(verdict, language)))


def _body(verdict: Verdict, language: str) -> Iterator[str]:
    yield _reason(verdict.reason, language)
    yield from _times(verdict, language)
    if verdict.margin is not None:
        yield _margin(verdict.margin, language)
    yield from (_value(value, language) for value in verdict.values if value.value)
    yield from (_step(step, verdict.label, language) for step in verdict.arithmetic)
    yield from (_why_not(why_not, language) for why_not in verdict.why_not)
    yield from _people(verdict, language)
    facts = tuple(dict.fromkeys(str(fact.event) for fact in verdict.facts if fact.event > 0))
    if facts:
        yield say("verdict.facts", language, facts=facts)
    if verdict.doubts:
        yield say("verdict.doubts", language, doubts=verdict.doubts)
    yield from (say(phrase, language) for word in verdict.state if (phrase := f"state.{word}") in PHRASES)
    if verdict.waived:
        yield say("verdict.waived", language, waiver=verdict.waived)


def _people(verdict: Verdict, language: str) -> Iterator[str]:
    if verdict.duty and verdict.status.value in ("breached", "pending"):
        yield say("verdict.duty", language, duty=verdict.duty)
    if verdict.owner:
        yield say("verdict.owner", language, owner=verdict.owner)
    if verdict.credit:
        yield say("verdict.credit", language, credit=verdict.credit)


def _times(verdict: Verdict, language: str) -> Iterator[str]:
    zone = verdict.label.zone
    for code, at in (
        ("started", verdict.started_us),
        ("due", verdict.due_us),
        ("due_latest", verdict.due_latest_us),
        ("stopped", verdict.stopped_us),
    ):
        if at is not None:
            yield say(f"time.{code}", language, at=moment(at, zone, language))


def _margin(margin: Margin, language: str) -> str:
    if margin.money is not None:
        over = margin.money.amount < 0
        amount = Money(abs(margin.money.amount), margin.money.currency)
        return say("margin.money_over" if over else "margin.money_left", language, money=amount)
    if margin.wall_us is None:
        return ""
    side = "over" if margin.wall_us < 0 else "left"
    if margin.working_us is None or abs(margin.working_us) == abs(margin.wall_us):
        return say(f"margin.{side}", language, wall=length(margin.wall_us, language))
    return say(
        f"margin.{side}_working",
        language,
        wall=length(margin.wall_us, language),
        working=length(margin.working_us, language),
    )


def _value(value: Applied, language: str) -> str:
    blank, _, source = value.origin.partition("/")
    who, _, since = source.partition("/")
    code = (
        "value.policy"
        if value.origin == "policy"
        else "value.field"
        if value.origin.startswith("field ")
        else "value.filled"
    )
    name = say(f"name.{value.name}", language) if f"name.{value.name}" in PHRASES else value.name
    if since:
        code = f"{code}_since"
    return say(code, language, name=name, value=span(value.value, language), blank=blank, who=who, since=since)


def _step(step: Step, label: Label, language: str) -> str:
    return say(
        f"step.{step.code}",
        language,
        at="" if step.at is None else moment(step.at, label.zone, language),
        amount="" if step.amount is None else length(step.amount, language),
        value=span(step.value, language),
    )


def _why_not(why_not: WhyNot, language: str) -> str:
    return say(f"why_not.{why_not.code}", language, event=why_not.event, test=why_not.test)


def explain_decision(decision: Decision, language: str = "en") -> str:
    """A decision before an act, in words."""
    _language(language)
    head = say(
        "decision.head",
        language,
        effect=say(f"effect.{decision.effect.value}", language),
        action=decision.action,
        clause=decision.clause,
        title=_title(decision.label, decision.rule or "", language),
    )
    body = [_reason(decision.reason, language)]
    if decision.approvers:
        body.append(say(f"approvers.{decision.form or 'any_of'}", language, roles=decision.approvers))
    if decision.margin is not None:
        body.append(_margin(decision.margin, language))
    body.extend(_value(value, language) for value in decision.values if value.value)
    body.extend(_why_not(why_not, language) for why_not in decision.why_not)
    if decision.doubts:
        body.append(say("verdict.doubts", language, doubts=decision.doubts))
    return _lines(head, *(f"  {line}" for line in body if line))


def explain_owner(owner: Owner, language: str = "en") -> str:
    """Who holds the question, and why, in words."""
    _language(language)
    if owner.candidates:
        return say("owner.unknown", language, candidates=owner.candidates, doubts=owner.doubts)
    if owner.person is None:
        return say("owner.nobody", language)
    since = "" if owner.since_us is None else moment(owner.since_us, owner.label.zone, language)
    ground = say(f"ground.{owner.ground}", language, event=owner.event)
    return say("owner.is", language, person=owner.person, since=since, ground=ground, clause=owner.clause)


def explain_report(report: Report, language: str = "en") -> str:
    """A report in words: what is broken first, then unknown, pending and kept; the rest is counted."""
    _language(language)
    judged = (*report.verdicts, *report.advice)
    head = say(
        "report.head",
        language,
        subject=report.subject,
        policy=report.policy,
        as_of=moment(report.as_of_us, report.zone, language),
        **{status: sum(verdict.status.value == status for verdict in judged) for status in (*_SHOWN, "not_applicable")},
    )
    told = [
        explain_verdict(verdict, language) for status in _SHOWN for verdict in judged if verdict.status.value == status
    ]
    change = ""
    if report.next_us is not None:
        change = say("report.next", language, at=moment(report.next_us, report.zone, language))
    return _lines(head, *told, change)
