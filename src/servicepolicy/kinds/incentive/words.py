"""Incentives in words: what is counted or scored, what it brings, and where it is on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from servicepolicy.kinds.incentive.rule import (
    CALENDAR,
    Counts,
    Incentive,
    Pool,
    Promotion,
    Published,
    Rank,
    Recorded,
    Team,
)
from servicepolicy.kinds.incentive.rule_tables import Bracket, Entitlement, Rung, parse_ladder, parse_table
from servicepolicy.language.measure import exactly
from servicepolicy.language.value import Blank, Choose, Literal, Value, ValueForm
from servicepolicy.phrases.codes import field_word
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences", "told_value"]

TITLE: Final = ("incentive", "奖惩")

_Row = Callable[[Any, Teller], str]


def sentences(rule: Incentive, teller: Teller) -> Iterator[Sentence]:
    """What it rests on, what it brings, and where that must be on record."""
    yield from _ground(rule, teller)
    yield from _brings(rule, teller)
    if rule.cap is not None:
        yield teller.sentence("incentive.cap", value=teller.value(rule.cap))
    if rule.recorded is not None:
        yield _recorded(rule.recorded, teller)
    if rule.published is not None:
        yield _published(rule.published, teller)


def _ground(rule: Incentive, teller: Teller) -> Iterator[Sentence]:
    match rule:
        case Incentive(counts=Counts() as counts):
            yield from _counted(rule, counts, teller)
        case Incentive(rank=Rank() as rank):
            yield from _ranked(rank, teller)
        case Incentive(team=Team() as team):
            yield teller.sentence("incentive.team", scorecard=teller.rule(team.by))
            if rule.table is None:
                yield teller.sentence("incentive.met", scorecard=teller.rule(team.by))
            if team.split is not None:
                yield teller.sentence(
                    f"incentive.split.{team.split}", scorecard=teller.rule(*[team.members] if team.members else ())
                )
        case Incentive(promotion=Promotion() as promotion):
            yield from _climbed(promotion, teller)
        case Incentive(pool=Pool() as pool):
            yield from _pooled(pool, teller)
        case _:
            code = "incentive.score" if rule.table is not None else "incentive.met"
            yield teller.sentence(code, scorecard=teller.rule(rule.score or ""))


def _counted(rule: Incentive, counts: Counts, teller: Teller) -> Iterator[Sentence]:
    if counts.verdicts is not None:
        yield teller.sentence(f"incentive.verdicts.{counts.is_}", rules=teller.rule(*counts.verdicts))
    else:
        of = "" if counts.of is None else teller.say("incentive.of", subject=teller.subject(counts.of))
        credit = ""
        if counts.credit is not None:
            credit = teller.say("incentive.credit", field=field_word(counts.credit, teller.language))
        yield teller.sentence("incentive.counts", event=teller.selector(counts.selector()), of=of, credit=credit)
    if counts.per is not None:
        yield teller.sentence("incentive.per", field=teller.path(counts.per))
    if rule.window is not None:
        yield teller.sentence("incentive.window", window=_window(rule.window, teller))
    if rule.reset is not None:
        yield teller.sentence("incentive.reset", event=teller.selector(rule.reset))


def _window(value: Value, teller: Teller) -> str:
    if isinstance(value.form, Literal) and str(value.form.raw).startswith(CALENDAR):
        return teller.say(f"incentive.calendar.{str(value.form.raw).removeprefix(CALENDAR)}")
    return teller.value(value)


def _ranked(rank: Rank, teller: Teller) -> Iterator[Sentence]:
    first, scorecard = teller.value(rank.first), teller.rule(rank.by)
    code = "incentive.rank.one" if first == "1" else "incentive.rank"
    yield teller.sentence(code, first=first, scorecard=scorecard, least=_least(rank.at_least, teller))
    by = (
        teller.say("incentive.ties.by", indicators=teller.listed(map(teller.indicator, rank.indicators)))
        if rank.indicators
        else ""
    )
    yield teller.sentence("incentive.ties.share" if rank.shared else "incentive.ties.none", by=by)


def _least(value: Value | None, teller: Teller) -> str:
    return "" if value is None else teller.say("incentive.least", value=teller.value(value))


def _climbed(promotion: Promotion, teller: Teller) -> Iterator[Sentence]:
    ladder = " → ".join(teller.any_role(posts) for posts in promotion.ladder)
    yield teller.sentence("incentive.promotion", ladder=ladder)
    yield teller.sentence(f"incentive.step.{promotion.step}")
    if promotion.after is not None:
        after = promotion.after
        scorecard, within = teller.rule(after.scorecard), teller.value(after.within)
        least = _least(after.at_least, teller)
        yield teller.sentence("incentive.after", scorecard=scorecard, within=within, least=least)
    if promotion.favours is not None:
        scorecard = teller.rule(promotion.favours.by)
        if promotion.favours.at_least is None:
            yield teller.sentence("incentive.favours", scorecard=scorecard)
        else:
            value = teller.value(promotion.favours.at_least)
            yield teller.sentence("incentive.favours.least", scorecard=scorecard, value=value)


def _pooled(pool: Pool, teller: Teller) -> Iterator[Sentence]:
    yield teller.sentence("incentive.pool", name=teller.word(pool.name))
    if pool.paid_in is not None:
        yield teller.sentence("incentive.paid_in", event=teller.selector(pool.paid_in))
    if pool.paid_out is not None:
        yield teller.sentence("incentive.paid_out", event=teller.selector(pool.paid_out))
    if pool.only.clauses:
        yield teller.sentence("incentive.only", condition=teller.condition(pool.only))


# what it brings


def _brings(rule: Incentive, teller: Teller) -> Iterator[Sentence]:
    if rule.table is not None:
        rows = _rows(rule.table.form, teller, parse_table, _band)
        yield teller.sentence("incentive.table", under=rows)
    if rule.ladder is not None:
        rows = _rows(rule.ladder.form, teller, parse_ladder, _rung)
        yield teller.sentence("incentive.ladder", under=rows)
    if rule.entitles is not None:
        what = teller.listed(_rows(rule.entitles.form, teller, _one, _what))
        yield teller.sentence("incentive.entitles", what=what)
    if rule.repeat is not None:
        what = teller.listed(_rows(rule.repeat.entitles.form, teller, _one, _what))
        first = teller.value(rule.repeat.first)
        first = teller.ordinal(int(first)) if first.isdecimal() else first
        yield teller.sentence("incentive.repeat", first=first, what=what)


def told_value(form: ValueForm, kind: str, teller: Teller) -> tuple[str, ...]:
    """What fills a blank of a kind such as `span`: one line, or the rows of `bands` or of a `ladder`."""
    match kind, form:
        case "bands", _:
            return tuple(_rows(form, teller, parse_table, _band))
        case "ladder", _:
            return tuple(_rows(form, teller, parse_ladder, _rung))
        case "range", Literal(list() | tuple() as ends) if len(ends) == 2:
            low, high = map(teller.outright, ends)
            return (teller.say("value.range", low=low, high=high),)
        case _:
            return (teller.value(form),)


def _one(raw: Any) -> tuple[Entitlement]:  # anything that a document may say
    return (Entitlement.parse(raw),)


def _rows(form: ValueForm, teller: Teller, parse: Callable[[Any], tuple[Any, ...]], row: _Row) -> Iterator[str]:
    """The rows of a table or ladder, whatever fills it, each with its dates and its condition."""
    match form:
        case Literal(raw):
            yield from (row(one, teller) for one in parse(raw))
        case Blank(name):
            dated = teller.values.get(name, ())
            if not dated:
                yield teller.value(form)
            for filled, period in dated:
                yield from (teller.dated(text, period) for text in _rows(filled, teller, parse, row))
        case Choose(options):
            for option in options:
                for text in _rows(option.value, teller, parse, row):
                    if option.when is None:
                        yield teller.say("value.otherwise", value=text)
                    else:
                        yield teller.say("rung.where", condition=teller.condition(option.when), text=text)
        case _:
            yield teller.value(form)


def _what(entitles: Entitlement, teller: Teller) -> str:
    if entitles.money is not None:
        return str(entitles.money)
    if not entitles.codes:
        return teller.say("value.none")
    return teller.say("event.or").join(teller.word(code) for code in entitles.codes)


def _rung(rung: Rung, teller: Teller) -> str:
    code = "rung.on" if rung.last is None else "rung.one" if rung.last == rung.first else "rung.some"
    to = "" if rung.to is None else teller.say("rung.to", pool=teller.word(rung.to))
    first, last = teller.ordinal(rung.first), "" if rung.last is None else teller.ordinal(rung.last)
    return teller.say(code, first=first, last=last, what=_what(rung.entitles, teller), to=to)


def _band(band: Bracket, teller: Teller) -> str:
    what = _what(band.entitles, teller)
    if band.low is not None and band.low == band.high:
        return teller.say("band.is", low=exactly(band.low), what=what)
    low = "" if band.low is None else teller.say("band.ge" if band.low_in else "band.gt", value=exactly(band.low))
    high = "" if band.high is None else teller.say("band.le" if band.high_in else "band.lt", value=exactly(band.high))
    return teller.say("band.open", low=low.rstrip() if not high else low, high=high, what=what)


# the record


def _recorded(recorded: Recorded, teller: Teller) -> Sentence:
    within = _within(recorded.within, recorded.clock, teller)
    return teller.sentence("incentive.recorded", event=teller.selector(recorded.selector()), within=within)


def _published(published: Published, teller: Teller) -> Sentence:
    selector = published.selector()
    if selector is None:
        return teller.sentence("incentive.published.itself")
    within = _within(published.within, published.clock, teller)
    return teller.sentence("incentive.published", event=teller.selector(selector), within=within)


def _within(within: Value | None, clock: str | None, teller: Teller) -> str:
    if within is None:
        return ""
    return teller.say("incentive.within", value=teller.value(within), clock=teller.clock(clock))


def manner(_verdict: Verdict, /) -> Manner:
    """It has findings on periods, and no verdicts on single subjects."""
    return Manner()
