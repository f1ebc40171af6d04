"""Verdicts, decisions, owners and reports in words.

A verdict is told as it came about: why, what time was allowed and by whom, from when it was counted, what moved it,
when it was due, when and by whom it was done; then what nearly made a difference, who owes it, and what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

from servicepolicy.kinds.registry import kind_of
from servicepolicy.money import Money
from servicepolicy.phrases.acts import act, acts
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.phrases.codes import code_word
from servicepolicy.phrases.terms import doubt, in_language, known, listed, role, roles_in, say, tier, titled
from servicepolicy.phrases.times import day, last_end_of_day, length, moment, period, span, working_length
from servicepolicy.results.verdict import step_named
from servicepolicy.telling.asked import asked_in_words, found_in_words, unrecorded
from servicepolicy.telling.naming import cited, doubt_in_words, own_acts, quoted, value_in_words, who_filled

if TYPE_CHECKING:
    from servicepolicy.language.label import Label
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Applied, Decision, Margin, Owner, Reason, Step, Verdict, WhyNot

__all__ = [
    "explain_decision",
    "explain_owner",
    "explain_report",
    "explain_verdict",
    "in_short",
    "reason_in_general",
    "reason_in_words",
    "say",
    "value_said",
]

_SHOWN = ("breached", "unknown", "pending", "met")  # in this order, `not_applicable` is only counted
_FACTS = ("fact", "facts", "calendar")  # arguments that name facts
_ROLES = ("role", "roles", "approvers")  # arguments that name roles
_COUNTS_DAYS = re.compile(r"\d+ (\w+ )?days?", re.ASCII)
_TIERS = ("tier", "own_tier", "tier_of_others")  # tests that tell a tier
_ASKED = ("action", "did_you_mean", "known", "open_acts")  # arguments that name acts as one asks for them
_OF_ROLES = (
    "wrong_role",
    "wrong_receiver",
    "role_disagrees",
    "approval_wrong_role",
    "approval_out_of_turn",
    "approval_same_person",
)  # tests that name roles


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _indented(head: str, body: Iterator[str]) -> str:
    return _lines(head, *(f"  {line}" for line in body if line))


# verdicts


def explain_verdict(verdict: Verdict, language: str = "en") -> str:
    """A verdict in words.

    Args:
        verdict: The verdict.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    in_language(language)
    head = say(
        "verdict.head",
        language,
        status=say(f"status.{verdict.status.value}", language),
        title=(titled(verdict.label, language) or verdict.rule) + _aspect(verdict, language),
        clause=cited(verdict.clause, verdict.label, language),
        rule=verdict.rule,
        subject=verdict.subject,
    )
    return _indented(head, _body(verdict, language))


def _aspect(verdict: Verdict, language: str) -> str:
    """Which of several things a rule decides, where its kind decides more than one."""
    name = verdict.occurrence.rpartition("/")[2].partition("-")[0]
    code = f"aspect.{verdict.kind}.{name}"
    return say(code, language) if code in PHRASES else ""


def reason_in_general(verdict: Verdict, count: int, facts: Mapping[str, int], language: str) -> str:
    """What many verdicts by one rule have alike: why they are what they are, in words of none of them.

    Args:
        verdict: One of them.
        count: How many there are.
        facts: What they lack, with how many lack it.
        language: `en` or `zh`.
    """
    code = verdict.reason.code
    general = known(f"reason.{code}.{verdict.kind}.general", f"reason.{code}.general")
    alike = general in PHRASES and not step_named(verdict.reason.args)
    said = say(general, language) if alike else reason_in_words(verdict, language)
    if not facts:
        return said
    ranked = sorted(facts.items(), key=lambda one: (-one[1], one[0]))
    told = (doubt_in_words(name, verdict.label, language) + _of_these(many, count, language) for name, many in ranked)
    return say("reasons.lacking", language, reason=said, facts=tuple(told))


def _of_these(many: int, count: int, language: str) -> str:
    return "" if many == count else say("reasons.of_these", language, count=many)


def reason_in_words(verdict: Verdict, language: str) -> str:
    """Why a verdict is what it is, without by how much."""
    return _reason(verdict.reason, verdict.label, language, verdict.kind)


def in_short(verdict: Verdict, language: str) -> str:
    """Why a verdict is what it is, in one line: its reason, and the first thing that did not count."""
    reason, margin = _reason(verdict.reason, verdict.label, language, verdict.kind), verdict.measure
    if margin is not None and (margin.money is None or not margin.kept):
        reason = say("verdict.reason", language, reason=reason, margin=_margin(margin, language, verdict))
    if again := _again(verdict, "round.reopened.short", language):
        reason = listed((reason, again), language, "；", "; ")
    near = [one for one in verdict.why_not if one.code not in _TIERS]
    if not near or verdict.status.value == "met":
        return reason
    why_not = _why_not(near[0], verdict.label, language, licence=_is_licence(verdict.reason))
    return listed((reason, why_not), language, "；", "; ")


def _body(verdict: Verdict, language: str) -> Iterator[str]:
    matter, slash, _ = verdict.occurrence.rpartition("/")
    if slash:
        yield say("verdict.matter", language, matter=matter)
    reason = _reason(verdict.reason, verdict.label, language, verdict.kind)
    margin = verdict.margin
    if margin is not None and margin.money is None:
        yield say("verdict.reason", language, reason=reason, margin=_margin(margin, language, verdict))
    else:
        yield reason
        yield _needed(verdict.reason, verdict.label, language)
        yield "" if margin is None else _margin(margin, language)
    yield _again(verdict, "round.reopened", language)
    yield from _values(verdict.values, verdict.label, language, verdict.reason.code)
    yield from _told(verdict, language)
    licence = _is_licence(verdict.reason)
    yield from (_why_not(why_not, verdict.label, language, licence=licence) for why_not in verdict.why_not)
    yield from _rest(verdict, language)
    yield from quoted(verdict.clause, verdict.label, language)


def _again(verdict: Verdict, code: str, language: str) -> str:
    """That it is about what followed a reopening, and which, where no step says so."""
    told = any(step.code.startswith("reopened_") for step in verdict.arithmetic)
    if verdict.started_us is None or not any(fact.role == "reopen" for fact in verdict.facts):
        return ""
    if told and not code.endswith("short"):
        return ""
    return say(code, language, at=_when(verdict, code, verdict.started_us, language))


def _told(verdict: Verdict, language: str) -> Iterator[str]:
    """What happened, in order: start, what moved it, due, done."""
    manner = kind_of(verdict.kind).words.manner(verdict)
    if manner.began == "handed":
        yield _time(verdict, "time.handed", verdict.started_us, language)
    elif manner.began and not any(step.code == "counted_from" for step in verdict.arithmetic):
        yield _time(verdict, f"time.started.{verdict.kind}{manner.way}", verdict.started_us, language)
    days = any(one.name == "within" and _COUNTS_DAYS.fullmatch(one.value) for one in verdict.values)
    yield from (
        _step(step, verdict.label, language, days=days)
        for step in verdict.arithmetic
        if step.code != "paused_overdue" and not (step.code.endswith("_due") and step.at == verdict.due_us)
    )
    kind = f"{verdict.kind}.vote" if "vote" in verdict.state else f"{verdict.kind}{manner.way}"
    yield _time(verdict, f"time.due.{kind}", verdict.due_us, language)
    latest = "time.due_latest" if verdict.due_us is None else "time.due_latest.unsettled"
    if "date_only" in verdict.state:
        latest = "time.due_latest.date_only"
    yield _time(verdict, latest, verdict.due_latest_us, language)
    if verdict.status.value == "pending" and verdict.due_us is None and verdict.reason.code == "not_yet_due":
        yield say("time.due_unpublished", language)
    yield from (_step(step, verdict.label, language) for step in verdict.arithmetic if step.code == "paused_overdue")
    if manner.at_once:
        yield _time(verdict, f"time.done.{kind}", verdict.stopped_us, language)
    elif not (manner.instant and verdict.stopped_us == verdict.started_us):
        yield _time(verdict, f"time.stopped.{kind}", verdict.stopped_us, language)


def _time(verdict: Verdict, code: str, at: int | None, language: str) -> str:
    if at is None:
        return ""
    by = say("time.by", language, people=verdict.credit) if verdict.credit else ""
    shorter = code.rpartition(".")[0]
    code = known(code, shorter, shorter.rpartition(".")[0])
    kinds = tuple(dict.fromkeys(fact.event_kind for fact in verdict.facts if fact.event_kind))
    act = acts(kinds, "", language, verdict.label.about, own_acts(verdict.label))
    return say(code, language, at=_when(verdict, code, at, language), by=by, act=act)


def _when(verdict: Verdict, code: str, at: int, language: str) -> str:
    """A time of a verdict; a date where no time is on record. What falls due at midnight falls due with a day's end."""
    for instant, on in ((verdict.started_us, verdict.started_on), (verdict.stopped_us, verdict.stopped_on)):
        if at == instant and on is not None and not code.startswith("time.due"):
            return day(on, language)
    if code.startswith("time.due") and (ended := last_end_of_day(at, verdict.label.zone, language)):
        return f"by {ended}" if language == "en" and "due {at}" in PHRASES[code][0] else ended
    return moment(at, verdict.label.zone, language)


def _rest(verdict: Verdict, language: str) -> Iterator[str]:
    pending = verdict.status.value == "pending"
    if verdict.duty and (pending or verdict.status.value == "breached"):
        yield say("verdict.duty", language, duty=role(verdict.duty, verdict.label.roles, language))
    if verdict.owner:
        code = "verdict.owner.pending" if pending else "verdict.owner"
        yield say(known(f"verdict.owner.{verdict.kind}", code), language, owner=verdict.owner)
    if verdict.perhaps_by:
        yield say("verdict.perhaps_by", language, people=verdict.perhaps_by)
    if verdict.candidates:
        code = "verdict.candidates.pending" if pending else "verdict.candidates"
        yield say(code, language, people=verdict.candidates)
    yield from (
        say(phrase, language)
        for word in verdict.state
        if word != verdict.reason.code and (phrase := known(f"state.{word}.{verdict.kind}", f"state.{word}")) in PHRASES
    )
    read = dict.fromkeys(fact for fact in verdict.facts if fact.event > 0)
    if read:
        told = tuple(
            dict.fromkeys(
                say("verdict.fact", language, event=fact.event, role=_fact_role(fact.role, verdict.reason, language))
                for fact in read
            )
        )
        yield say("verdict.facts", language, facts=told)
    if not any(name in _FACTS for name, _ in verdict.reason.args):
        yield _doubts(verdict.doubts, verdict.label, language)
        yield _doubts(verdict.left_open, verdict.label, language, ".left_open")
    if verdict.waived:
        yield say("verdict.waived", language, waiver=verdict.waived)


def _doubts(doubts: tuple[str, ...], label: Label, language: str, way: str = "") -> str:
    named = tuple(doubt_in_words(name, label, language) for name in doubts)
    return say(f"verdict.doubts{way}", language, doubts=named) if doubts else ""


# parts that verdicts and decisions share


def _reason(reason: Reason, label: Label, language: str, kind: str = "") -> str:
    """Why, and what belongs to it: each argument that is given may add its own words."""
    args = {name.removesuffix("_us"): _argument(name, arg, label, language) for name, arg in reason.args}
    step = dict(reason.args).get("step")
    if isinstance(step, tuple):
        args["step"] = acts(step, str(dict(reason.args).get("form", "")), language, label.about, own_acts(label))
    code = f"reason.{reason.code}"
    if reason.code == "either_way" and (either := _either(reason, label, language, kind)):
        return say("reason.either_way.codes", language, either=either, facts=args["facts"])
    if args.get("licence"):
        return say(known(f"{code}.licence", code), language, **args)
    meant = "did_you_mean" if args.get("did_you_mean") else "known"
    told = ("no_event_of", meant, "open_acts", "limits", "rule", "formalities_due", "electorate")
    more = (f"{code}.{name}" for name in told if args.get(name))
    return say(known(f"{code}.{kind}", code), language, **args) + "".join(
        say(part, language, **args) for part in more if part in PHRASES
    )


def _either(open_: Reason, label: Label, language: str, kind: str) -> str:
    """The reasons of which one holds, where each can be told with the arguments that they share."""
    args = dict(open_.args)
    codes = args.pop("codes", ())
    reasons = [open_.of(code, **args) for code in (codes if isinstance(codes, tuple) else ())]
    for reason in reasons:
        phrase = known(f"reason.{reason.code}.{kind}", f"reason.{reason.code}")
        named = {name for _, name, _, _ in Formatter().parse(PHRASES.get(phrase, ("",))[0]) if name}
        if not named <= args.keys():
            return ""
    return say("word.or_else", language).join(_reason(reason, label, language, kind) for reason in reasons)


def _argument(name: str, arg: object, label: Label, language: str) -> object:
    match arg:
        case int() if name.endswith("_us"):
            return moment(arg, label.zone, language)
        case str() if name in _FACTS:
            return doubt_in_words(arg, label, language)
        case str() if name in _ROLES:
            return role(arg, label.roles, language)
        case tuple() if name in _ROLES:
            return _titled(arg, label, language)
        case tuple() if name == "teams":
            return tuple(code_word(str(item), language) for item in arg)
        case str() if name == "step":
            return acts((arg,), "", language, label.about, own_acts(label))
        case tuple() if name == "before":
            return acts(arg, "", language, label.about, own_acts(label))
        case str() if name in _ASKED and arg:
            return _action(arg, language)
        case tuple() if name in _ASKED:
            return tuple(_action(str(item), language) for item in arg)
        case str() if name == "slot":
            return period(arg, language)
        case tuple() if name in _FACTS:
            return tuple(doubt_in_words(str(item), label, language) for item in arg)
        case _:
            return arg


def _titled(roles: Iterable[str], label: Label, language: str) -> tuple[str, ...]:
    return tuple(role(name, label.roles, language) for name in roles)


def _needed(reason: Reason, label: Label, language: str) -> str:
    """Whose approval an act that is done has lacked."""
    args = dict(reason.args)
    roles = args.get("approvers")
    if not isinstance(roles, tuple) or not roles:
        return ""
    form = _form(roles, "licence" if "licence" in args else args.get("form"))
    form = "licence.one" if "licence" in args and form == "one" else form
    way = "approvers" if reason.code == "not_yet_due" else "needed"  # it may still be given
    return say(f"{way}.{form}", language, roles=_titled(roles, label, language))


def _form(roles: tuple[str, ...], form: object) -> object:
    return "one" if len(roles) == 1 else form or "any_of"


def _margin(margin: Margin, language: str, verdict: Verdict | None = None) -> str:
    if margin.money is not None:
        amount = Money(abs(margin.money.amount), margin.money.currency)
        side = "exact" if amount.amount == 0 else "over" if margin.money.amount < 0 else "left"
        return say(f"margin.money_{side}", language, money=amount)
    if margin.wall_us is None:
        return ""
    side = "exact" if margin.wall_us == 0 else "over" if margin.wall_us < 0 else "left"
    wall = length(margin.wall_us, language)
    if side == "exact" or margin.working_us is None or abs(margin.working_us) == abs(margin.wall_us):
        kind = "" if verdict is None else f"margin.{side}.{verdict.kind}"
        code = "" if verdict is None else f"{kind}.{verdict.reason.code}"
        return say(known(code, kind, f"margin.{side}"), language, wall=wall)
    if margin.working_us == 0:
        return say(f"margin.{side}_idle", language, wall=wall)
    return say(f"margin.{side}_working", language, wall=wall, working=working_length(margin.working_us, language))


def _values(values: tuple[Applied, ...], label: Label, language: str, reason: str = "") -> Iterator[str]:
    """The values used; where one of a name replaced another, the earlier one says so; a reason may name its own."""
    last = {value.name: place for place, value in enumerate(values)}
    for place, value in enumerate(values):
        replaced = last[value.name] != place and f"name.{value.name}.before" in PHRASES
        own = f"{value.name}.{reason}"
        name = f"{value.name}.before" if replaced else own if f"name.{own}" in PHRASES else value.name
        yield value_said(value, *value_in_words(value, name, label, language), label, language)


def value_said(value: Applied, name: str, told: str, label: Label, language: str) -> str:
    """A value, with who set it.

    Args:
        value: The value.
        name: What it is called.
        told: What it is, in words.
        label: What else is called how.
        language: `en` or `zh`.
    """
    blank, _, source = value.origin.partition("/")
    who, _, since = source.partition("/")
    who = who_filled(who, label, language)
    since = period(since, language)
    code = "value.filled_since" if since else "value.filled"
    if value.origin == "policy":
        code = "value.policy"
    elif value.origin.startswith("field "):
        code = "value.field" if value.value else "value.field.due"
    return say(code, language, name=name, value=span(told, language), blank=blank, who=who, since=since)


def _step(step: Step, label: Label, language: str, *, days: bool = False) -> str:
    """A step of the arithmetic; where whole days are counted, hours of a pause say nothing of when it is due."""
    if step.code.startswith("rolled_"):
        return _roll(step, language)
    code = "step.paused.capped" if step.code == "paused" and step.value else f"step.{step.code}"
    until = "" if step.at is None or step.amount is None else moment(step.at + step.amount, label.zone, language)
    return say(
        known(f"{code}.days", code) if days else code,
        language,
        at="" if step.at is None else moment(step.at, label.zone, language),
        until=until,
        amount="" if step.amount is None else length(step.amount, language),
        value=span(step.value, language),
    )


def _roll(step: Step, language: str) -> str:
    """A last day that was a day of rest, the day that took its place, and by which convention."""
    days, _, law = step.value.partition(" ")
    rest, taken = (day(date.fromisoformat(one), language) for one in days.split("/"))
    if law:
        code = known(f"law.{law}.{step.code}", f"law.{law}")
        law = say("rolled.law", language, law=say(code, language) if code in PHRASES else law)
    return say(f"step.{step.code}", language, rest=rest, taken=taken, law=law)


def _is_licence(reason: Reason) -> bool:
    """Whether what comes before an act is no approval, but a fact on record that licenses it."""
    return any(name == "licence" for name, _ in reason.args)


def _fact_role(role: str, reason: Reason, language: str) -> str:
    code = f"role.{role}"
    return say(known(f"{code}.licence", code) if _is_licence(reason) else code, language)


def _why_not(why_not: WhyNot, label: Label, language: str, *, licence: bool) -> str:
    code = f"why_not.{why_not.code}"
    if why_not.code in _TIERS:
        return say(code, language, tier=tier(why_not.test, language, label.roles, licence=licence))
    if licence:
        code = known(f"{code}.licence", code)
    if not why_not.event:
        code = known(f"{code}.unasked", code)
    if why_not.found:
        code = known(f"{code}.found", code)
    lacking = unrecorded(why_not.asked, label, language) if why_not.code == "must_hold" else ""
    if lacking:
        return say("why_not.must_hold.absent", language, test=lacking)
    found = found_in_words(why_not.asked, why_not.found, label, language)
    told = say(code, language, event=why_not.event, test=_test(why_not, label, language), found=found)
    return say("why_not.meant", language, told=told, meant=why_not.meant) if why_not.meant else told


def _test(why_not: WhyNot, label: Label, language: str) -> str:
    if why_not.asked is not None:
        return asked_in_words(why_not.asked, label, language)
    if why_not.code in _OF_ROLES:
        return roles_in(why_not.test, label.roles, language)
    if why_not.code == "undeclared_code":
        return doubt(why_not.test, language)
    if why_not.code in ("not_said", "said_too_seldom"):
        names = (f"words.{name}" for name in why_not.test.split(", "))
        return listed(
            (say(name, language) if name in PHRASES else name.removeprefix("words.") for name in names), language
        )
    return why_not.test


# decisions, owners, reports


def explain_decision(decision: Decision, language: str = "en") -> str:
    """A decision before an act, in words."""
    in_language(language)
    head = say(
        "decision.head" if decision.rule is not None else "decision.head.bare",
        language,
        effect=say(f"effect.{decision.effect.value}", language),
        action=_action(decision.action, language),
        clause=cited(decision.clause, decision.label, language),
        title=titled(decision.label, language) or decision.rule or "",
    )
    return _indented(head, _decided(decision, language))


def _action(kind: str, language: str) -> str:
    """An act as it was asked for, with what it is called where that says more."""
    called = act(kind, language)
    return f"{called}（{kind}）" if language == "zh" and called != kind else kind


def _decided(decision: Decision, language: str) -> Iterator[str]:
    if decision.kind and decision.effect.value == "refuse":
        yield say("decision.breached", language)
    yield _reason(decision.reason, decision.label, language, decision.kind)
    licence = _is_licence(decision.reason)
    if decision.approvers:
        form = _form(decision.approvers, "licence" if licence else decision.form)
        form = "licence.one" if licence and form == "one" else form
        yield say(f"approvers.{form}", language, roles=_titled(decision.approvers, decision.label, language))
    if decision.margin is not None:
        yield _margin(decision.margin, language)
    yield from (_step(step, decision.label, language) for step in decision.arithmetic)
    yield from _values(decision.values, decision.label, language)
    yield from (_why_not(why_not, decision.label, language, licence=licence) for why_not in decision.why_not)
    if decision.owner:
        yield say("decision.owner", language, owner=decision.owner)
    if not any(name in _FACTS for name, _ in decision.reason.args):
        yield _doubts(decision.doubts, decision.label, language)
    if decision.to_record:
        yield say("decision.to_record", language, fields=tuple(doubt(name, language) for name in decision.to_record))


def explain_owner(owner: Owner, language: str = "en") -> str:
    """Who holds the question, and why, in words."""
    in_language(language)
    ground = say(f"ground.{owner.ground}", language, event=owner.event)
    if owner.person is not None and owner.doubts:
        open_ = tuple(doubt(name, language) for name in owner.doubts)
        return say(
            "owner.is.open",
            language,
            person=owner.person,
            doubts=open_,
            clause=cited(owner.clause, owner.label, language),
        )
    if owner.candidates or owner.doubts:
        candidates = say("owner.unknown.candidates", language, candidates=owner.candidates) if owner.candidates else ""
        doubts = listed((doubt(name, language) for name in owner.doubts), language)
        settled = say("owner.unknown.doubts", language, doubts=doubts) if doubts else ""
        return say("owner.unknown", language) + candidates + settled
    if owner.person is None:
        return say("owner.nobody", language, ground=ground)
    since = "" if owner.since_us is None else moment(owner.since_us, owner.label.zone, language)
    return say(
        "owner.is",
        language,
        person=owner.person,
        since=since,
        ground=ground,
        clause=cited(owner.clause, owner.label, language),
    )


def explain_report(report: Report, language: str = "en") -> str:
    """A report in words: breaches first, then what is unknown, pending and met; the rest is counted."""
    in_language(language)
    judged = (*report.verdicts, *report.advice)
    counts = {status: sum(one.status.value == status for one in judged) for status in (*_SHOWN, "not_applicable")}
    head = say(
        "report.head",
        language,
        subject=report.subject,
        policy=report.policy,
        as_of=moment(report.as_of_us, report.zone, language),
        counts=say("report.counts", language, **counts),
    )
    told = [
        explain_verdict(verdict, language) for status in _SHOWN for verdict in judged if verdict.status.value == status
    ]
    change = ""
    if report.next_us is not None:
        change = say("report.next", language, at=moment(report.next_us, report.zone, language))
    return _lines(head, *told, change)
