"""What a rule, a service level and a computed fact say, in words, from their data."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.computed_fact import ComputedFact, ListedBy, Picked
from servicepolicy.language.period import Period
from servicepolicy.language.rule import WHOLE, Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.times import span

__all__ = ["sentences", "service_level", "told_fact"]


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


_AT = "at"  # the field that is the instant of an event


def told_fact(name: str, fact: ComputedFact, teller: Teller) -> Sentence:
    """What a fact means, in one sentence.

    Args:
        name: The name of the fact.
        fact: What is computed.
        teller: Says it.
    """
    called = teller.path(name)
    teller = attrs.evolve(teller, about="organisation" if fact.on == "organisation" else fact.subject, acts=())
    meaning = _meaning(fact, teller)
    if fact.lasting is not None:
        granted = teller.of_events(*fact.selector().patterns())
        bounds = {"since": granted.path(fact.lasting.since), "until": granted.path(fact.lasting.until)}
        meaning = teller.say("fact.lasting", meaning=meaning, **bounds)
    if fact.within is not None:
        within = span(str(fact.within), teller.language)
        meaning = teller.say("fact.within", meaning=meaning, within=within)
    if fact.on == "organisation":
        meaning = teller.say("fact.organisation", meaning=meaning)
    return teller.sentence("fact.means", name=called, meaning=meaning)


def _meaning(fact: ComputedFact, teller: Teller) -> str:
    match fact:
        case ComputedFact(verdict=str(rule)):
            return teller.say("fact.verdict", rule=teller.rule(rule), answers=_answers("status", fact, teller))
        case ComputedFact(authority=str(rule)):
            whose = teller.say("fact.whose.owner") if fact.of == "owner" else teller.role(fact.of or "")
            answers = _answers("effect", fact, teller)
            return teller.say("fact.authority", rule=teller.rule(rule), whose=whose, answers=answers)
        case ComputedFact(staff=tuple(roles)):
            return teller.say("fact.staff", roles=teller.any_role(list(roles)))
        case ComputedFact(together=tuple(sources)):
            return teller.say("fact.together", sources=teller.listed(_listed_by(one, teller) for one in sources))
        case ComputedFact(elapsed=between) if between is not None:
            since, until = teller.selector(between.since), teller.selector(between.until)
            return teller.say("fact.elapsed", since=since, until=until, clock=teller.clock(between.clock))
        case ComputedFact(compare=compared) if compared is not None:
            timed = ".time" if any(one.of == _AT for one in (compared[0], compared[2])) else ""
            left, right = (_side(one, timed, teller) for one in (compared[0], compared[2]))
            return teller.say(f"fact.compare.{compared[1]}{timed}", left=left, right=right)
        case _:
            asked = teller.of_events(*fact.selector().patterns())
            field = "" if fact.of is None else asked.path(fact.of)
            code = f"fact.{fact.form}"
            if fact.form in ("first", "last") and fact.of is not None:
                holds = asked.holds(fact.of)
                code += ".at" if fact.of == _AT else ".whether" if holds else ""
                field = holds or field
            said = teller.say(code, events=teller.selector(fact.selector()), field=field)
            if fact.ended_by is None:
                return said
            return teller.say("fact.ended_by", meaning=said, field=field, events=teller.selector(fact.ended_by))


def _answers(kind: str, fact: ComputedFact, teller: Teller) -> str:
    return teller.say("event.or").join(teller.say(f"fact.{kind}.{answer}") for answer in fact.is_ or ())


def _listed_by(source: ListedBy, teller: Teller) -> str:
    if source.field is not None:
        return teller.path(source.field)
    told = {"named": teller.outright(source.code), "when": teller.condition(source.when)}
    if source.unless.clauses:
        return teller.say("fact.together.unless", **told, unless=teller.condition(source.unless))
    return teller.say("fact.together.code", **told)


def _side(picked: Picked, timed: str, teller: Teller) -> str:
    for which, selector in (("first", picked.first), ("last", picked.last)):
        if selector is not None:
            if picked.of == _AT and timed:
                return teller.say(f"event.{which}", event=teller.selector(selector))
            field = teller.of_events(*selector.patterns()).path(picked.of or "")
            return teller.say(f"fact.{which}", events=teller.selector(selector), field=field)
    return teller.path(picked.field) if picked.field is not None else teller.outright(picked.value)
