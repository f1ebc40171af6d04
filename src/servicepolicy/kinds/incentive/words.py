"""Incentives in words: what is counted or scored, what it brings, and where it is on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

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
from servicepolicy.language.award_tables import parse_ladder, parse_table
from servicepolicy.language.value import Literal, Value
from servicepolicy.phrases.award_tables import (
    band_words,
    counted_band_words,
    entitled_to,
    one_entitlement,
    rows_of,
    rung_words,
)
from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.results.verdict import Verdict

__all__ = ["TITLE", "manner", "sentences"]

TITLE: Final = ("incentive", "奖惩")


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
                yield teller.sentence(f"incentive.{team.when}", scorecard=teller.rule(team.by))
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
        about = teller if counts.of is None else attrs.evolve(teller, about=counts.of)
        credit = ""
        if counts.credit is not None:
            field = about.of_events(*counts.selector().patterns()).path(counts.credit)
            credit = teller.say("incentive.credit", field=field)
        yield teller.sentence("incentive.counts", event=about.selector(counts.selector()), of=of, credit=credit)
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
        words = counted_band_words if rule.counts is not None else band_words
        rows = rows_of(rule.table.form, teller, parse_table, words)
        yield teller.sentence("incentive.table", under=rows)
    if rule.ladder is not None:
        rows = rows_of(rule.ladder.form, teller, parse_ladder, rung_words)
        yield teller.sentence("incentive.ladder", under=rows)
    if rule.entitles is not None:
        what = teller.listed(rows_of(rule.entitles.form, teller, one_entitlement, entitled_to))
        yield teller.sentence("incentive.entitles", what=what)
    if rule.repeat is not None:
        what = teller.listed(rows_of(rule.repeat.entitles.form, teller, one_entitlement, entitled_to))
        first = teller.value(rule.repeat.first)
        first = teller.ordinal(int(first)) if first.isdecimal() else first
        yield teller.sentence("incentive.repeat", first=first, what=what)


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
