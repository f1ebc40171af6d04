"""Periods in which an incentive is asked: each rung, band and rank, what it brings on record in time, late, or not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import attrs

from servicepolicy.errors import MoneyError
from servicepolicy.kinds.incentive.rule import Counts, Incentive, Promotion, Rank, window_of
from servicepolicy.language.award_tables import Ladder, parse_ladder, parse_table
from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.measure import exactly
from servicepolicy.language.selector import Selector
from servicepolicy.language.suspected.crowd import Crowd, Outcomes, Trial, narrowed, period_with
from servicepolicy.language.suspected.measured import number, unit_of
from servicepolicy.language.suspected.view import View
from servicepolicy.language.value import Value
from servicepolicy.money import Money
from servicepolicy.results.award import Award
from servicepolicy.worktime import Span
from servicepolicy.worktime._instant import DAY_US, HOUR_US, SECOND_US, date_of
from servicepolicy.worktime.period import CalendarPeriod
from servicepolicy.worktime.window import window_start

__all__ = ["recorded", "trials"]

_MOST = 40  # times that are counted
_CENT = Decimal("0.01")
_SIDES = (("below", -1), ("at", 0), ("above", 1))


def trials(rule: Incentive, view: View, outcomes: Outcomes) -> Iterator[Trial]:
    """Everybody in a period, such that an incentive brings each thing that it can bring, and nothing."""
    cards = [view.by_name[name] for _, name in rule.scorecards() if name in view.by_name]
    unit = unit_of(rule.period or next((getattr(card, "period", None) for card in cards), None), view, rule.subject)
    names = rule.counts.verdicts if rule.counts is not None else None
    period = period_with(view, unit or "month", names or (), outcomes)

    def crowd() -> Crowd:
        made = Crowd(view, rule.subject, period, outcomes)
        made.somebody().holds([view.applies(rule)])
        return made

    if rule.counts is not None:
        yield from _counted(rule, rule.counts, crowd())
    if rule.score is not None or rule.team is not None:
        yield from _scored(rule, rule.score or (rule.team.by if rule.team is not None else ""), crowd())
    if rule.rank is not None:
        yield from _ranked(rule.rank, crowd())
    if rule.promotion is not None:
        yield from _climbing(rule.promotion, crowd())
    if rule.pool is not None:
        yield from _paid(rule, crowd())
    yield Trial("nothing", crowd())


def recorded(rule: Incentive, trial: Trial, award: Award) -> Iterator[Trial]:
    """The same period with what the award brings on record: in time, when it is due, a second later, less and more.

    Args:
        rule: The rule.
        trial: A period.
        award: What the rule says of it.
    """
    if rule.recorded is None:
        return
    owed = [line for line in award.lines if line.entitled is not None and line.recorded is None]
    for name, after, by in (
        ("on-record", None, 0), ("on-record-when-due", 0, 0), ("on-record-a-second-late", SECOND_US, 0),
        ("less-on-record", None, -1), ("more-on-record", None, 1),
    ):  # fmt: skip
        made, told = trial.crowd.again(), bool(owed)
        for line in owed:
            at = line.at_us if after is None or line.due_us is None else line.due_us + after
            at = (trial.crowd.end if at is None else at) + (HOUR_US if after is None else 0)
            what = line.entitled
            if isinstance(what, Money):
                what = Money(what.amount + by * _CENT, what.currency)
            elif by:
                told = False
            told = told and _records(rule, made, award.subject, what, at)
        if told:
            yield Trial(f"{trial.name}-{name}", made, trial.as_of)
    if not owed:
        made = trial.crowd.again()
        brings = next(iter(_brings(rule, trial.crowd)), None)
        if brings is not None and _records(rule, made, award.subject, brings, trial.crowd.begin + 2 * DAY_US):
            yield Trial(f"{trial.name}-and-yet-on-record", made, trial.as_of)


def _records(rule: Incentive, crowd: Crowd, whom: str, what: object, at: int) -> bool:
    """Put on record what somebody gets, and make it known where that is asked."""
    said = rule.recorded
    if said is None:
        return False
    kind = "organisation" if said.on == "organisation" else rule.recipient
    field = said.named_in(said.event[0])
    fields: dict[str, Any] = {said.amount: str(what)} if isinstance(what, Money) else {}
    if field is not None and not isinstance(what, Money):
        fields[field] = str(what).split("|", maxsplit=1)[0]
    if said.credit is not None:
        fields[said.credit] = whom
    world = crowd.somebody(kind, "" if said.on == "organisation" else whom)
    known = rule.published
    if known is not None and known.event is None:
        fields["published"] = True
    told = world.meets(crowd.view.selector(_own(said.selector()), kind), at, **fields)
    if known is not None and known.event is not None and (selector := known.selector()) is not None:
        place = "organisation" if known.on == "organisation" else rule.recipient
        named = {known.by: "n1"} if known.by else {}
        if known.by:
            world.events[-1][known.by] = "n1"
        other = crowd.somebody(place, "" if known.on == "organisation" else whom)
        told = told and other.meets(crowd.view.selector(_own(selector), place), at + HOUR_US, **named)
    return told


def _own(selector: Selector) -> Selector:
    """The same events, on the timeline of whoever they are looked for."""
    return Selector(tuple(tuple(attrs.evolve(one, on="subject") for one in part) for part in selector.parts))


def _brings(rule: Incentive, crowd: Crowd) -> Iterator[object]:
    """Everything that a rule brings, as far as it is said outright."""
    for rung in _ladder(rule, crowd):
        yield from (one for one in (rung.entitles.money, *rung.entitles.codes) if one is not None)
    table = _said(rule.table, crowd)
    for band in () if table is None else parse_table(table):
        yield from (one for one in (band.entitles.money, *band.entitles.codes) if one is not None)
    single = _said(rule.entitles, crowd)
    if single is not None:
        yield single[0] if isinstance(single, list | tuple) else _amount(str(single))


def _amount(said: str) -> object:
    try:
        return Money.parse(said)
    except MoneyError:
        return said


def _said(value: Value | None, crowd: Crowd) -> Any:
    bound = None if value is None else crowd.view.value(value, crowd.kind)
    return bound.raw if isinstance(bound, Outright) else None


def _ladder(rule: Incentive, crowd: Crowd) -> Ladder:
    """The rungs; of a ladder that hangs on something, those of all its choices."""
    bound = None if rule.ladder is None else crowd.view.value(rule.ladder, rule.counted_on)
    said = [] if bound is None else [bound.raw] if isinstance(bound, Outright) else [*_choices(bound)]
    return tuple(rung for raw in said for rung in parse_ladder(raw))


def _choices(bound: object) -> Iterator[Any]:
    for _, value in getattr(bound, "options", ()):
        if isinstance(value, Outright):
            yield value.raw


# counts


def _counted(rule: Incentive, counts: Counts, crowd: Crowd) -> Iterator[Trial]:
    population = counts.population("self" if counts.of is None else "actor" if counts.event else "owner")
    groups = _groups(counts, crowd)
    for fields in groups:
        for times in sorted(_times(rule, crowd)):
            made = crowd.again()
            if made.adds(population, times, fields=fields):
                yield Trial("-".join((f"{times}-times", *fields.values())), made)
    if len(groups) > 1:
        made = crowd.again()
        if all(made.adds(population, 1, fields=fields) for fields in groups):
            yield Trial("one-of-each", made)
    for name, earlier in _windows(rule, crowd):
        made = crowd.again()
        if made.adds(population, 1, at=earlier) and made.adds(population, 1):
            yield Trial(name, made)
    if rule.reset is not None:
        made = crowd.again()
        reset = crowd.view.selector(rule.reset, crowd.kind)
        if (
            made.adds(population, 1)
            and made.somebody().meets(reset, made.begin + DAY_US)
            and made.adds(population, 1, at=made.begin + 2 * DAY_US)
        ):
            yield Trial("anew-after-a-reset", made)


def _groups(counts: Counts, crowd: Crowd) -> list[dict[str, str]]:
    """By what the count is split: no field, or one with each of its first values."""
    if counts.per is None or counts.event is None:
        return [{}]
    field = crowd.view.edition.vocabulary.event_fields(counts.of or crowd.kind, counts.event[0]).get(counts.per)
    codes = field.codes if field is not None and field.codes else ("a", "b")
    return [{counts.per: code} for code in codes[:3]]


def _times(rule: Incentive, crowd: Crowd) -> set[int]:
    """How often something is counted so that a rung or a band ends, or the cap is reached."""
    found = {1}
    ladder = _ladder(rule, crowd)
    for rung in ladder:
        found |= {rung.first, rung.last or rung.first + 1}
    if rule.repeat is not None and (first := number(rule.repeat.first, crowd.view, crowd.kind)) is not None:
        found |= {int(first) - 1, int(first)}
    raw = _said(rule.table, crowd)
    for band in () if raw is None else parse_table(raw):
        for bound in (band.low, band.high):
            found |= set() if bound is None else {int(bound) - 1, int(bound), int(bound) + 1}
    cap = _amount(str(_said(rule.cap, crowd)))
    sums = list(accumulate(_money(ladder, time) for time in range(1, _MOST)))
    for times, (before, after) in enumerate(pairwise((Fraction(0), *sums)), start=1):
        if isinstance(cap, Money) and before < cap.amount <= after:
            found |= {times, times + 1}
    return {times for times in found if 0 < times <= _MOST}


def _money(ladder: Ladder, time: int) -> Fraction:
    for rung in ladder:
        if rung.first <= time and (rung.last is None or time <= rung.last) and rung.entitles.money is not None:
            return Fraction(rung.entitles.money.amount)
    return Fraction(0)


def _windows(rule: Incentive, crowd: Crowd) -> Iterator[tuple[str, int]]:
    """The first instant that is counted together with the period's first time, and the last one that is not."""
    raw = _said(rule.window, crowd)
    if raw is None:
        return
    window, zone = window_of(raw), crowd.view.edition.zone
    if isinstance(window, Span):
        opens = window_start(crowd.begin, window, zone) + 1
    else:
        opens = CalendarPeriod.containing(date_of(crowd.begin, zone), window).bounds(zone)[0]
    if opens < crowd.begin:
        yield "within-the-window", -(-opens // SECOND_US) * SECOND_US
        yield "outside-of-the-window", opens // SECOND_US * SECOND_US - SECOND_US


# scores


def _scored(rule: Incentive, name: str, crowd: Crowd) -> Iterator[Trial]:
    card = crowd.view.by_name.get(name)
    raw = _said(rule.table, crowd)
    bounds = {bound for band in (() if raw is None else parse_table(raw)) for bound in (band.low, band.high)}
    said = sorted(bound for bound in bounds if bound is not None)
    wanted = [(f"{side}-{exactly(one)}", one + by) for one in said for side, by in _SIDES]
    plain = [("the-highest", Fraction(100)), ("halfway", Fraction(50)), ("the-lowest", Fraction(0))]
    for told, score in wanted or plain:
        made = crowd.again()
        if 0 <= score <= 100 and card is not None and made.scores(card, score):
            yield Trial(f"score-{told}", made)


def _ranked(rank: Rank, crowd: Crowd) -> Iterator[Trial]:
    """The first few and one more, then two who are equal, and a first one at the score that is needed and below it."""
    card, first = crowd.view.by_name.get(rank.by), number(rank.first, crowd.view, crowd.kind)
    least = number(rank.at_least, crowd.view, crowd.kind)
    if card is None or first is None or first > _MOST:
        return
    top = Fraction(100)
    for name, step in (("places-above", Fraction(1)), ("equal-at", Fraction(0))):
        made = crowd.again()
        if all(made.scores(card, top - step * turn, of=f"e{turn + 1}") for turn in range(int(first) + 2)):
            yield Trial(f"{name}-{exactly(first)}", made)
    for side, score in () if least is None else (("at", least), ("below", least - 1)):
        made = crowd.again()
        if made.scores(card, score):
            yield Trial(f"score-{side}-{exactly(least or score)}", made)


def _climbing(promotion: Promotion, crowd: Crowd) -> Iterator[Trial]:
    """Somebody who climbs one rung, two, down, and with the appraisal that is needed, one that is too low, and none."""
    ladder, after = promotion.ladder, promotion.after
    card = None if after is None else crowd.view.by_name.get(after.scorecard)
    least = None if after is None else number(after.at_least, crowd.view, crowd.kind)
    for name, low, high in (("one-rung", 0, 1), ("two-rungs", 0, 2), ("downwards", 1, 0)):
        if high >= len(ladder):
            continue
        for what, score in (("", None), ("appraised", least or Fraction(100)), ("appraised-below", (least or 100) - 1)):
            made = crowd.again()
            if score is not None and (card is None or not _appraised(made, card, Fraction(score))):
                continue
            world = made.somebody()
            world.header["role"] = ladder[low][0]
            at = made.end - HOUR_US
            world.happens(promotion.event, at, **{promotion.field: ladder[high][0], "from_role": ladder[low][0]})
            yield Trial(f"{name}-{what}".rstrip("-"), made)


def _appraised(crowd: Crowd, card: Any, score: Fraction) -> bool:
    """Let somebody have had a score in the period before."""
    before = Crowd(crowd.view, crowd.kind, crowd.period.previous(), crowd.outcomes)
    if not before.scores(card, score):
        return False
    for (kind, name), world in before.judged.items():
        crowd.somebody(kind, name).events.extend(world.events)
    crowd.cases.extend(before.cases)
    return True


def _paid(rule: Incentive, crowd: Crowd) -> Iterator[Trial]:
    """Money that is paid in, and less, as much, and more that is paid out for its purpose; and for another."""
    pool, view = rule.pool, crowd.view
    if pool is None or pool.paid_in is None or pool.paid_out is None:
        return
    only = view.inside(pool, "only", "organisation")
    for name, amount, may in (
        ("less", "99.99 CNY", True), ("all", "100 CNY", True), ("more", "100.01 CNY", True), ("other", "1 CNY", False),
    ):  # fmt: skip
        made = crowd.again()
        world = made.somebody("organisation")
        paid = narrowed(view.selector(pool.paid_out, "organisation"), only, holds=may)
        if world.meets(
            view.selector(pool.paid_in, "organisation"), made.begin, **{pool.amount: "100 CNY"}
        ) and world.meets(paid, made.begin + HOUR_US, **{pool.amount: amount}):
            yield Trial(f"{name}-paid-out", made)
