"""An authority rule in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from servicepolicy.kinds.authority.rule import Approvers, Authority, Emergency, Tier, Votes
from servicepolicy.language.value import Field
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.phrases.times import span
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("authority", "权限")
_OWN: Final = "amount"  # the amount of the act itself, as anybody would think


def sentences(rule: Authority, teller: Teller) -> Iterator[Sentence]:
    """Who may do it, up to which amount, with whose approval."""
    action = teller.selector(rule.action)
    if rule.who.clauses:
        people = teller.people(rule.who)
        fits = "" if people else teller.of_whoever_acts().condition(rule.who)
        yield teller.sentence(f"authority.who{'' if people else '.fits'}", action=action, who=people or fits)
    if rule.competence is not None:
        steps = (
            teller.say("authority.competence.step", step=teller.act(step), roles=teller.each_role(roles))
            for step, roles in rule.competence.steps
        )
        yield teller.sentence("authority.competence", under=steps)
    if rule.needed_for is not None and isinstance(rule.needed_for.form, Field):
        yield teller.sentence("authority.needed_for", action=action, field=teller.path(rule.needed_for.form.path))
    if rule.together is not None:
        each = rule.together.who
        who = teller.each_of_them("together", each) if each.clauses else ""
        yield teller.sentence("authority.together", action=action, count=rule.together.distinct, who=who)
    if rule.tiers:
        yield from _tiers(rule, action, teller)
    if rule.splitting is not None:
        within = span(str(rule.splitting.within), teller.language)
        yield teller.sentence(f"authority.splitting.{rule.splitting.per}", within=within)
    if rule.emergency is not None:
        yield _emergency(rule.emergency, teller)
    if rule.votes is not None:
        yield from _votes(rule.votes, action, teller)
    if rule.or_above:
        yield teller.sentence("authority.or_above")
    if rule.approval.unsaid_is_any:
        unsaid = teller.listed(teller.say(f"unsaid.{name}") for name in rule.approval.unsaid_is_any)
        yield teller.sentence("authority.unsaid", unsaid=unsaid)
    if rule.late_entry is not None:
        yield teller.sentence("authority.late_entry", span=span(str(rule.late_entry), teller.language))


def _tiers(rule: Authority, action: str, teller: Teller) -> Iterator[Sentence]:
    code = "authority.tiers" if rule.amount is not None else "authority.tiers.any"
    licence = ".licence" if _is_licence(rule) else ""
    code += licence
    under = (_tier(tier, teller, licence, money=rule.amount is not None) for tier in rule.tiers)
    yield teller.sentence(code, action=action, under=under)
    acting = teller.of_events(*rule.action.patterns())
    if rule.amount is not None and rule.amount.form != Field(_OWN):
        yield teller.sentence("authority.amount", amount=acting.value(rule.amount))
    if any(tier.approvers != "none" for tier in rule.tiers):
        covers = teller.say("approval.covers") if rule.approval_covers_amount else ""
        if rule.approved_amount is not None:
            covers = teller.say("approval.covers.value", value=acting.value(rule.approved_amount))
        maker = teller.say("approval.maker") if rule.approval.not_ == "maker" else ""
        maker += teller.say("approval.stands") if rule.approval.stands else ""
        if rule.approval.until is not None:
            maker += teller.say("approval.until", until=teller.selector(rule.approval.until))
        event = teller.selector(rule.approval.event)
        code = "authority.licence" if _is_licence(rule) else "authority.approval"
        yield teller.sentence(code, event=event, covers=covers, maker=maker)


def _is_licence(rule: Authority) -> bool:
    """Whether what must come before is no approval, as whoever acts may record it: a threat, a confirmation."""
    return rule.approval.not_ == "nobody"


def _tier(tier: Tier, teller: Teller, licence: str, *, money: bool) -> str:
    above = teller.say("tier.or_above") if tier.or_above else ""
    parts = [] if tier.role is None else [teller.say("tier.role", roles=teller.any_role(tier.role) + above)]
    bounds = [
        teller.say(f"tier.{name}", value=teller.value(bound))
        for name in ("gt", "ge", "lt", "le")
        if (bound := getattr(tier, name)) is not None
    ]
    parts += bounds or ([teller.say("tier.any")] if money else [])
    parts.append(teller.say("tier.none") if tier.approvers == "none" else _approvers(tier.approvers, teller, licence))
    return teller.say("tier.joint").join(parts)


def _approvers(approvers: Approvers, teller: Teller, licence: str) -> str:
    name, roles = next(
        (name, roles) for name in ("any_of", "all_of", "chain") if (roles := getattr(approvers, name)) is not None
    )
    above = teller.say("tier.or_above") if approvers.or_above else ""
    above += teller.say("tier.own_unit") if approvers.unit is not None else ""
    above += teller.say("tier.same_person") if approvers.same_person is not None else ""
    joined = teller.any_role(roles) if name == "any_of" else teller.each_role(roles)
    return teller.say(f"tier.{name}{licence}", roles=joined + above)


def _emergency(emergency: Emergency, teller: Teller) -> Sentence:
    who = teller.say("emergency.anybody")
    if emergency.who.clauses:
        who = teller.who(emergency.who)
    formalities = emergency.formalities
    return teller.sentence(
        "authority.emergency",
        when=teller.selector(emergency.when),
        who=who,
        rule=teller.rule(emergency.relaxes),
        stop=teller.selector(formalities.stop),
        within=teller.value(formalities.within),
        clock=teller.clock(formalities.clock),
    )


def _votes(votes: Votes, action: str, teller: Teller) -> Iterator[Sentence]:
    if votes.anew is not None:
        yield teller.sentence("authority.votes.anew", event=teller.selector(votes.anew))
    quorum = "quorum.all" if votes.quorum_of_all else "quorum.share"
    passing = "passing.share_for" if votes.pass_.share_for is not None else "passing.more_than"
    yield teller.sentence(
        "authority.votes",
        action=action,
        event=teller.selector(votes.event),
        electorate=_electorate(votes, teller),
        quorum=teller.say(quorum, share=teller.value(votes.quorum)),
        passing=teller.say(
            passing, share=teller.value(votes.pass_.bound), of=teller.say(f"passing.of.{votes.pass_.of}")
        ),
    )
    if votes.publish is not None:
        yield teller.sentence(
            "authority.publish",
            event=teller.selector(votes.publish.event),
            within=teller.value(votes.publish.within),
            clock=teller.clock(votes.publish.clock),
        )


def _electorate(votes: Votes, teller: Teller) -> str:
    electorate = votes.electorate
    if electorate is None or electorate.field is None:
        return _members(None if electorate is None else electorate.members_of, teller)
    field = teller.path(electorate.field)
    if electorate.members_of is None:
        return teller.say("electorate.field", field=field)
    return teller.say("electorate.either", members=_members(electorate.members_of, teller), field=field)


def _members(name: str | None, teller: Teller) -> str:
    if name is None or name == "everybody":
        return teller.say("electorate.everybody")
    return teller.say("electorate.members", team=teller.word(name))


def manner(_verdict: Verdict, /) -> Manner:
    """An act is one instant."""
    return Manner(instant=True)
