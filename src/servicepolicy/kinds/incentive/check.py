"""Incentives: the scorecards, rules, fields, posts and pools that they name, and what fills their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

from pydantic_core import PydanticCustomError

from servicepolicy.errors import MoneyError
from servicepolicy.kinds.incentive.rule import Incentive, check_said, said_in
from servicepolicy.language.award_tables import Ladder, parse_ladder
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path, no_rule
from servicepolicy.language.bound.known import Known
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.measure import CREDITS
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.value import Blank, Literal, Value, ValueForm, blank_names
from servicepolicy.models.vocabulary import event_fields, event_kinds
from servicepolicy.money import Money

__all__ = ["problems", "warnings"]

_BRINGS: Final = ("table", "ladder", "entitles")
_ORGANISATION: Final = "organisation"
_OF_ANY_EVENT: Final = ("by", "role", "unit")  # also of those of a host's own, whose other fields are free


def problems(rule: Incentive, known: Known) -> Iterator[Found]:
    """What it names and is not there, and what is wrong with what fills its blanks."""
    fillings = known.fillings
    yield from _scorecards(rule, known)
    yield from _verdicts(rule, known)
    yield from _fields(rule)
    yield from _filled(rule, fillings)
    yield from _for_everybody(rule)
    yield from _capped(rule, fillings)
    if rule.promotion is not None:
        for index, posts in enumerate(rule.promotion.ladder):
            yield from known.roles(posts, ("promotion", "ladder", index))
    unread = len(known.names_in("rules")) > len(known.rules)  # some ladder may have said it
    if rule.pool is not None and not unread and rule.pool.name not in _pools(known):
        message = f"nothing is ever fined for the pool `{rule.pool.name}`"
        help = did_you_mean(rule.pool.name, _pools(known)) or "say `to` on a rung of a ladder"
        yield Found("unknown-pool", ("pool", "name"), message, help)


def _for_everybody(rule: Incentive) -> Iterator[Found]:
    """Values that are one and the same for all who are compared."""
    rank, promotion = rule.rank, rule.promotion
    after = promotion.after if promotion is not None else None
    favours = promotion.favours if promotion is not None else None
    said = {
        ("period",): rule.period,
        ("cap",): rule.cap,
        ("rank", "first"): rank.first if rank is not None else None,
        ("rank", "at_least"): rank.at_least if rank is not None else None,
        ("promotion", "after", "within"): after.within if after is not None else None,
        ("promotion", "after", "at_least"): after.at_least if after is not None else None,
        ("promotion", "favours", "at_least"): favours.at_least if favours is not None else None,
    }
    for path, value in said.items():
        if isinstance(value, Value) and not isinstance(value.form, Literal | Blank):
            help = "say it outright, or `{blank: name}`"
            yield Found("illegal-combination", path, f"`{path[-1]}` is one for everybody", help)


def _capped(rule: Incentive, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    """A cap in another currency than what it should cap: nothing is ever converted, so it would cap nothing."""
    caps = set() if rule.cap is None else set(_currencies(rule.cap.form, fillings))
    brought = {one for path, form in rule.tables() if path[-1] in _BRINGS for one in _currencies(form, fillings)}
    if caps and brought and caps != brought:
        message = f"the cap is in {' and '.join(sorted(caps))}, and what it caps in {' and '.join(sorted(brought))}"
        yield Found("two-currencies", ("cap",), message, "say them in one currency")


def _currencies(form: ValueForm, fillings: Mapping[str, Filling]) -> Iterator[str]:
    """The currencies of all amounts that a value may hold."""
    forms = [form]
    for blank in blank_names(form):
        forms += [dated.form for dated in fillings[blank].fill.values] if blank in fillings else []
    for one in forms:
        for _, raw in said_in(one):
            yield from _in_plain(raw)


def _in_plain(raw: object) -> Iterator[str]:
    match raw:
        case Mapping():
            for part in raw.values():
                yield from _in_plain(part)
        case list() | tuple():
            for part in raw:
                yield from _in_plain(part)
        case Money():
            yield raw.currency
        case str():
            with suppress(MoneyError, ValueError):
                yield Money.parse(raw).currency
        case _:
            return


# scorecards and rules


def _scorecards(rule: Incentive, known: Known) -> Iterator[Found]:
    cards = {one.id: one for one in known.rules if one.nature.keeps_scores}
    for path, name in rule.scorecards():
        card = cards.get(name)
        if card is None and name in known.names_in("rules") and known.rule(name) is None:
            continue  # what it says could not be read, and that is told
        if card is None:
            help = did_you_mean(name, cards) or "an award rests on a rule of kind `scorecard`"
            yield Found("unknown-scorecard", path, f"`{name}` is not a scorecard of this policy", help)
            continue
        wanted = _ORGANISATION if path == ("team", "by") else "agent" if path[0] != "score" else rule.subject
        if card.subject != wanted:
            yield Found("wrong-kind", path, f"`{name}` is a scorecard of each {card.subject}, not of each {wanted}")
    if rule.rank is not None and rule.rank.by in cards:
        names = cards[rule.rank.by].figures()
        for index, name in enumerate(rule.rank.indicators):
            if name not in names:
                help = did_you_mean(name, (*names, "share", "none"))
                message = f"`{name}` is not an indicator of `{rule.rank.by}`"
                yield Found("unknown-indicator", ("rank", "ties", index), message, help)


def _verdicts(rule: Incentive, known: Known) -> Iterator[Found]:
    for name in (rule.counts.verdicts or ()) if rule.counts is not None else ():
        found = known.rule(name)
        if found is None:
            yield from no_rule(name, known.names_in("rules"), ("counts", "verdicts"))
        elif found.nature.over_a_period:
            message = f"`{name}` is judged over a period: it has no verdicts to count"
            yield Found("wrong-kind", ("counts", "verdicts"), message)


# fields


def _fields(rule: Incentive) -> Iterator[Found]:
    counts, recorded, published = rule.counts, rule.recorded, rule.published
    if counts is not None and counts.event is not None:
        subject = counts.of or rule.subject
        named = [(("counts", "per"), counts.per)]
        if counts.credit not in CREDITS:
            named.append((("counts", "credit"), counts.credit))
        yield from _of_events(subject, counts.event, named)
        yield from _shown(subject, counts.event, named)
    if recorded is not None:
        subject = _ORGANISATION if recorded.on == _ORGANISATION else rule.recipient
        said = recorded.model_fields_set
        named = [(("recorded", key), getattr(recorded, key)) for key in ("credit", "what", "amount") if key in said]
        yield from _of_events(subject, recorded.event, named)
        what = (("recorded", "event"), recorded.amount)
        yield from _shown(subject, recorded.event, named or [what])
    if published is not None and published.event is not None:
        subject = _ORGANISATION if published.on == _ORGANISATION else rule.recipient
        yield from _of_events(subject, published.event, [(("published", "by"), published.by)])
    if rule.pool is not None:
        for selector in (rule.pool.paid_in, rule.pool.paid_out):
            kinds = tuple(sorted(selector.kinds())) if selector is not None else ()
            yield from _shown(_ORGANISATION, kinds, [(("pool", "amount"), rule.pool.amount)])
    if rule.promotion is not None:
        events = (rule.promotion.event,)
        if rule.promotion.event not in event_kinds(rule.subject) and not rule.promotion.event.startswith(HOST):
            message = f"`{rule.promotion.event}` is not an event of an {rule.subject}"
            help = did_you_mean(rule.promotion.event, event_kinds(rule.subject))
            yield Found("unknown-event", ("promotion", "event"), message, help)
        named = [(("promotion", "field"), rule.promotion.field)]
        yield from _of_events(rule.subject, events, named)
        yield from _shown(rule.subject, events, named)


def _of_events(subject: str, kinds: tuple[str, ...], named: Sequence[tuple[Path, str | None]]) -> Iterator[Found]:
    """Fields that none of some events has; events of a host's own may have any."""
    if any(kind not in event_kinds(subject) for kind in kinds):
        return  # a problem of its own, or a host's own
    known = {name for kind in kinds for name in event_fields(subject, kind)}
    said = " and ".join(f"`{kind}`" for kind in kinds)
    for path, name in named:
        if name is not None and name not in known and not name.startswith((HOST, "subject.")):
            yield Found("unknown-field", path, f"`{name}` is not a field of {said}", did_you_mean(name, known))


def _shown(subject: str, kinds: tuple[str, ...], named: Sequence[tuple[Path, str | None]]) -> Iterator[Found]:
    """Fields whose values an award would tell, and that are never shown."""
    own = any(kind.startswith(HOST) for kind in kinds)
    known = [event_fields(subject, kind) for kind in kinds if kind in event_kinds(subject)]
    for path, name in named:
        if name is None or name in _OF_ANY_EVENT:
            continue
        if own or name.startswith(HOST) or any(name in fields and fields[name].personal for fields in known):
            help = "awards tell it, and personal fields and those of events of your own are never shown"
            yield Found("personal-matter", path, f"`{name}` cannot stand in an award", help)


# what fills blanks


def _filled(rule: Incentive, fillings: Mapping[str, Filling]) -> Iterator[Found]:
    for path, form in rule.tables():
        for blank in blank_names(form):
            filling = fillings.get(blank)
            if filling is None:
                continue
            for dated, place in zip(filling.fill.values, filling.places, strict=False):
                for _, raw in said_in(dated.form):
                    wrong = _wrong(rule, path, raw)
                    if wrong is not None:
                        yield Found("wrong-award", path, f"`{blank}`: {wrong.message()}", _help(wrong), place)


def _wrong(rule: Incentive, path: Path, raw: object) -> PydanticCustomError | None:
    try:
        check_said(rule, path[-1], raw)
    except PydanticCustomError as error:
        return error
    return None


def _help(error: PydanticCustomError) -> str:
    return str((error.context or {}).get("help", ""))


def _pools(known: Known) -> set[str]:
    """The pools that rungs name."""
    found: set[str] = set()
    for rule in known.rules:
        if isinstance(rule, Incentive) and rule.ladder is not None:
            forms = [rule.ladder.form]
            for blank in blank_names(rule.ladder.form):
                if blank in known.fillings:
                    forms.extend(dated.form for dated in known.fillings[blank].fill.values)
                else:
                    return {one.pool.name for one in known.rules if isinstance(one, Incentive) and one.pool}
            for form in forms:
                found |= {rung.to for _, raw in said_in(form) for rung in _ladder(raw) if rung.to is not None}
    return found


def _ladder(raw: object) -> Ladder:
    try:
        return parse_ladder(raw)
    except PydanticCustomError:
        return ()


def warnings(_rule: Incentive, _known: Known) -> Iterator[Found]:
    """Nothing that can be used is probably not meant."""
    return iter(())
