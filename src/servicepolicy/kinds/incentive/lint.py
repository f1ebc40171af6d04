"""Awards that nobody ever gets, and sanctions for those who keep the rules."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.language.award_tables import Entitlement, Ladder, parse_ladder, parse_table
from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.measure import exactly
from servicepolicy.language.suspected.claims import Claim
from servicepolicy.language.suspected.code import Severity, codes_beside
from servicepolicy.language.suspected.imagined import Imagined, shown
from servicepolicy.language.suspected.measured import number, period_at, scored, span_of, unit_of
from servicepolicy.language.suspected.suspicion import Example, Period, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.money import Money
from servicepolicy.worktime._instant import DAY_US, HOUR_US
from servicepolicy.worktime.period import CalendarPeriod

__all__ = ["CODES", "claims", "scene", "suspicions"]

CODES: Final = codes_beside("servicepolicy.kinds.incentive")

_SANCTIONS: Final = frozenset(
    ("reminder", "warning", "demerit", "criticism", "dismissal", "demotion", "suspension", "fine", "training")
)
"""Codes that are sanctions wherever they stand; what a bank calls otherwise is not guessed."""

_REWARDS: Final = frozenset(("reward", "praise", "commendation", "bonus", "honour", "promotion", "service_star"))
"""Codes that are rewards, likewise."""


def scene(rule: Incentive, view: View, world: Imagined) -> int:
    """Nothing that an event of one subject could begin."""
    world.holds([view.applies(rule)])
    return world.after(1)


def claims(rule: Incentive, view: View) -> Iterator[Claim]:  # noqa: ARG001 - what every kind is asked
    """Nothing that another rule could contradict."""
    return iter(())


def suspicions(rule: Incentive, view: View) -> Iterator[Suspicion]:
    """Everything in an incentive that is probably not meant."""
    ladder = _ladder(rule, view)
    yield from _rungs(rule, ladder, view)
    yield from _bands(rule, view)
    yield from _wanted_scores(rule, view)
    yield from _promotion(rule, view)
    yield from _for_keeping(rule, ladder, view)
    yield from _capped(rule, ladder, view)


def _capped(rule: Incentive, ladder: Ladder, view: View) -> Iterator[Suspicion]:
    """A cap below everything that the rule brings."""
    bound = None if rule.cap is None else view.value(rule.cap, rule.subject, "money")
    cap = bound.value if isinstance(bound, Outright) else None
    raw = _said(rule.table, view, rule)
    table = () if raw is None else parse_table(raw)
    brings = [*(rung.entitles for rung in ladder), *(band.entitles for band in table)]
    sums = [one.money for one in brings if one.money is not None]
    if not isinstance(cap, Money) or not sums or any(one.currency != cap.currency for one in sums):
        return
    least = min(sums, key=lambda money: money.amount)
    if cap.amount < least.amount:
        args = {"cap": str(cap), "least": str(least)}
        yield Suspicion("cap-below-all", Spot(rule.id, ("cap",)), (rule.id,), args, tuple(_counted(rule, 1, view)))


def _said(value: Any, view: View, rule: Incentive) -> Any:
    bound = None if value is None else view.value(value, rule.subject)
    return bound.raw if isinstance(bound, Outright) else None


def _ladder(rule: Incentive, view: View) -> Ladder:
    raw = _said(rule.ladder, view, rule)
    return () if raw is None else parse_ladder(raw)


# ladders


def _rungs(rule: Incentive, ladder: Ladder, view: View) -> Iterator[Suspicion]:
    first = None if rule.repeat is None else number(rule.repeat.first, view, rule.subject)
    for index, rung in enumerate(ladder):
        spot = Spot(rule.id, ("ladder", index))
        if first is not None and rung.first >= first:
            args: dict[str, str | int] = {"number": index + 1, "first": exactly(first)}
            examples = tuple(_counted(rule, int(rung.first), view))
            yield Suspicion("rung-unreachable", spot, (rule.id,), args, examples)
        before = ladder[index - 1] if index else None
        if before is not None and _less(rung.entitles, before.entitles):
            args = {"number": index + 1, "less": str(rung.entitles), "more": str(before.entitles)}
            examples = tuple(_counted(rule, int(rung.first), view))
            broken = rule.counts is not None and rule.counts.is_ == "breached"
            sanctions = broken or any(code in _SANCTIONS for one in ladder for code in one.entitles.codes)
            severity: Severity = "warning" if sanctions else "note"
            yield Suspicion("sanctions-fall", spot, (rule.id,), args, examples, severity)


def _less(one: Entitlement, other: Entitlement) -> bool:
    left, right = one.money, other.money
    return left is not None and right is not None and left.currency == right.currency and left.amount < right.amount


def _period(rule: Incentive, view: View) -> CalendarPeriod | None:
    if rule.period is None:
        card = view.by_name.get(rule.score or (rule.rank.by if rule.rank else ""))
        unit = "month" if card is None else unit_of(getattr(card, "period", None), view, card.subject)
    else:
        unit = unit_of(rule.period, view, rule.subject)
    return None if unit is None else period_at(view, unit)


def _counted(rule: Incentive, times: int, view: View) -> Iterator[Example]:
    """Somebody to whom what is counted happens so many times."""
    counts, period = rule.counts, _period(rule, view)
    if counts is not None and counts.verdicts is not None and times <= 30:
        yield from _kept(rule, view, times)
    if counts is None or period is None or counts.event is None or counts.of not in (None, rule.subject) or times > 30:
        return
    at, as_of = span_of(period, view)
    world = Imagined(view, rule.subject)
    world.start = at
    for turn in range(times):
        world.meets(view.selector(counts.selector(), rule.subject), at + turn * 3 * HOUR_US)
    question = Period(period.code, (world.record(),))
    statuses = ("met", "pending", "breached", "not_applicable", "unknown")
    yield Example(as_of, {rule.id: statuses}, period=question)


def _for_keeping(rule: Incentive, ladder: Ladder, view: View) -> Iterator[Suspicion]:
    counts = rule.counts
    if counts is None or counts.verdicts is None:
        return
    codes = {code for rung in ladder for code in rung.entitles.codes}
    if rule.repeat is not None:
        repeated = _said(rule.repeat.entitles, view, rule)
        codes |= set(Entitlement.parse(repeated).codes) if repeated is not None else set[str]()
    single = _said(rule.entitles, view, rule)
    codes |= set(Entitlement.parse(single).codes) if single is not None else set[str]()
    args = {"verdicts": tuple(counts.verdicts)}
    rules, spot = (rule.id, *counts.verdicts), Spot(rule.id, ("counts",))
    if counts.is_ == "met" and codes & _SANCTIONS:
        yield Suspicion("sanction-for-keeping", spot, rules, args, tuple(_kept(rule, view)))
    elif counts.is_ == "breached" and codes & _REWARDS and not codes & _SANCTIONS:
        yield Suspicion("reward-for-breaking", spot, rules, args, tuple(_kept(rule, view)))


def _kept(rule: Incentive, view: View, times: int = 1) -> Iterator[Example]:
    """Somebody who does in time what a rule asks for; or not at all, so many times, if that is what is counted."""
    counts, period = rule.counts, _period(rule, view)
    if counts is None or counts.verdicts is None or period is None:
        return
    at, as_of = span_of(period, view)
    duty = view.by_name.get(counts.verdicts[0])
    stop = None if duty is None else getattr(duty, "stop", None)
    if duty is None or stop is None:
        return
    records: list[dict[str, Any]] = []
    for turn in range(times):
        world = Imagined(view, duty.subject)
        world.start = at + turn * HOUR_US
        world.holds([view.applies(duty)])
        for selector in duty.about():
            world.meets(view.selector(selector, duty.subject), world.start, by="e1")
        if counts.is_ != "breached" or times == 1:
            world.meets(view.selector(stop, duty.subject), world.start + HOUR_US // 4, by="e1")
        records.append({**world.record(), "id": f"C-{turn + 1}"})
    agent = {
        "subject": "agent",
        "id": "e1",
        "events": [{"event": "started_duty", "at": shown(at, view.edition.zone)}],
    }
    question = Period(period.code, (*records, agent))
    statuses = ("met", "pending", "breached", "not_applicable")
    yield Example(as_of + 20 * DAY_US, {rule.id: statuses}, period=question)


# scores


def _bands(rule: Incentive, view: View) -> Iterator[Suspicion]:
    raw = _said(rule.table, view, rule)
    if raw is None:
        return
    table = parse_table(raw)
    of_scores = rule.score is not None or rule.team is not None
    for index, band in enumerate(table):
        args: dict[str, str | int] = {"number": index + 1}
        spot = Spot(rule.id, ("table", index))
        high, low = band.high, band.low
        beyond = low is not None and (low > 100 or (low == 100 and not band.low_in))
        under = high is not None and (high < 0 or (high == 0 and not band.high_in))
        if of_scores and beyond:
            args |= {"why": "a score ends at 100", "why_zh": "得分最高为 100"}
            yield Suspicion("band-unreachable", spot, (rule.id,), args, tuple(_with_score(rule, Fraction(100), view)))
        elif under:
            args |= {"why": "nothing lies below nought", "why_zh": "不存在低于零的取值"}
            yield Suspicion("band-unreachable", spot, (rule.id,), args, tuple(_with_score(rule, Fraction(0), view)))
    if of_scores:
        yield from _falling(rule, table, view)


def _falling(rule: Incentive, table: tuple[Any, ...], view: View) -> Iterator[Suspicion]:
    order = sorted((index for index in range(len(table)) if table[index].low is not None), key=lambda i: table[i].low)
    for lower, upper in pairwise(order):
        one, other = table[lower], table[upper]
        if _less(other.entitles, one.entitles) and isinstance(other.entitles.money, Money):
            args: dict[str, str | int] = {
                "number": upper + 1,
                "less": str(other.entitles),
                "more": str(one.entitles),
            }
            examples = tuple(_with_score(rule, min(other.low + 1, Fraction(100)), view))
            yield Suspicion("awards-fall", Spot(rule.id, ("table", upper)), (rule.id,), args, examples)


def _with_score(rule: Incentive, score: Fraction, view: View) -> Iterator[Example]:
    card, period = view.by_name.get(rule.score or ""), _period(rule, view)
    if card is None or period is None:
        return
    at, as_of = span_of(period, view)
    record = scored(card, score, at, view)
    if record is not None:
        statuses = ("met", "pending", "breached", "not_applicable")
        yield Example(as_of, {rule.id: statuses}, period=Period(period.code, (record,)))


def _wanted_scores(rule: Incentive, view: View) -> Iterator[Suspicion]:
    promotion = rule.promotion
    wanted = [
        (("rank", "at_least"), rule.rank and rule.rank.at_least),
        (("promotion", "after", "at_least"), promotion and promotion.after and promotion.after.at_least),
        (("promotion", "favours", "at_least"), promotion and promotion.favours and promotion.favours.at_least),
    ]
    for path, value in wanted:
        bound = number(value, view, rule.subject) if value is not None else None
        if bound is not None and bound > 100:
            examples: tuple[Example, ...] = ()
            card = view.by_name.get(rule.rank.by) if rule.rank is not None else None
            period = _period(rule, view)
            if card is not None and period is not None:
                at, as_of = span_of(period, view)
                record = scored(card, Fraction(100), at, view)
                if record is not None:
                    statuses = ("met", "pending", "breached", "not_applicable")
                    examples = (Example(as_of, {rule.id: statuses}, period=Period(period.code, (record,))),)
            yield Suspicion("score-unreachable", Spot(rule.id, path), (rule.id,), {"bound": exactly(bound)}, examples)


def _promotion(rule: Incentive, view: View) -> Iterator[Suspicion]:
    if rule.promotion is None:
        return
    below = view.edition.roles
    ladder = rule.promotion.ladder
    for index, posts in enumerate(ladder):
        for higher in ladder[index + 1 :]:
            for high in posts:
                low = next((one for one in higher if one in below.get(high, frozenset())), None)
                if low is None:
                    continue
                examples = tuple(_promoted(rule, low, high, view))
                args = {"high": high, "low": low}
                spot = Spot(rule.id, ("promotion", "ladder"))
                yield Suspicion("promotion-downwards", spot, (rule.id,), args, examples)
                return


def _promoted(rule: Incentive, low: str, high: str, view: View) -> Iterator[Example]:
    """Somebody who really climbs, by what the roles say."""
    promotion, period = rule.promotion, _period(rule, view)
    if promotion is None or period is None:
        return
    at, as_of = span_of(period, view)
    world = Imagined(view, rule.subject)
    world.header["role"] = low
    fields = {promotion.field: high, "from_role": low}
    world.happens(promotion.event, at + HOUR_US, **fields)
    yield Example(as_of, {rule.id: ("breached",)}, period=Period(period.code, (world.record(),)))
