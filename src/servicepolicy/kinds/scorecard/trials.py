"""Periods in which a scorecard is asked: each indicator and each score at its limits, one without cases, a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from servicepolicy.kinds.scorecard.rule import Indicator, Scorecard
from servicepolicy.language.measure import exactly, percent
from servicepolicy.language.suspected.crowd import Crowd, Outcomes, Trial, beside_in, period_with
from servicepolicy.language.suspected.measured import number, unit_of
from servicepolicy.language.suspected.view import View
from servicepolicy.language.value import Value

__all__ = ["recorded", "trials"]


def trials(rule: Scorecard, view: View, outcomes: Outcomes) -> Iterator[Trial]:
    """Everybody in a period, such that a scorecard is met and missed, at each limit and right beside it."""
    names = [name for one in rule.indicators for _, counted in one.measure.populations() for name in counted.verdicts]
    period = period_with(view, unit_of(rule.period, view, rule.subject) or "month", names, outcomes)

    def crowd() -> Crowd:
        made = Crowd(view, rule.subject, period, outcomes, splits=rule.per is not None)
        if rule.per is None:
            made.somebody().holds([view.applies(rule)])
        return made

    for well in (True, False):
        for short in rule.indicators if not well else rule.indicators[:1]:
            made = crowd()
            told = {one.id: _told(made, one, well=well or one is not short) for one in rule.indicators}
            if told[short.id] or (well and any(told.values())):
                yield Trial("well" if well else f"{short.id}-missed", made)
                if well:
                    yield Trial("not-over", made, as_of=made.end - 1)
    for indicator in rule.indicators:
        for name, value, before in _limits(indicator, crowd()):
            made = crowd()
            if _valued(made, indicator, value, before):
                _others_well(made, rule, indicator)
                yield Trial(f"{indicator.id}-{name}", made)
        yield from _too_few(rule, indicator, crowd)
    yield from _at_scores(rule, crowd)
    yield Trial("no-cases", crowd())


def _at_scores(rule: Scorecard, crowd: Callable[[], Crowd]) -> Iterator[Trial]:
    """The score at each of its limits and right beside it."""
    for said in _scores(rule):
        bound = number(said, crowd().view, rule.subject)
        for side, score in () if bound is None else beside_in(bound, Fraction(1), whole=False, share=False):
            made = crowd()
            if 0 <= score <= 100 and made.scores(rule, score):
                yield Trial(f"score-{side}-{exactly(bound or score)}", made)


def _others_well(crowd: Crowd, rule: Scorecard, indicator: Indicator) -> None:
    """Let all other indicators be met, as far as that can be imagined."""
    for one in rule.indicators:
        value = crowd.best(one)
        if one is not indicator and (one.change is not None or value is None or not crowd.finds(one, value)):
            _told(crowd, one, well=True)


def _too_few(rule: Scorecard, indicator: Indicator, crowd: Callable[[], Crowd]) -> Iterator[Trial]:
    """As many cases as are needed for a value, and one fewer."""
    least = crowd().least(indicator)
    if least is None or least < 2:
        return
    for side, fewer in (("at", 0), ("below", 1)):
        made = crowd()
        value = made.good(indicator)
        value = value if value is None or indicator.measure.form not in ("share", "kept") else Fraction(1)
        told = value is not None and made.finds(indicator, value, cases=int(least) - fewer)
        if told:
            _others_well(made, rule, indicator)
            yield Trial(f"{indicator.id}-cases-{side}-{exactly(least)}", made)


def _scores(rule: Scorecard) -> Iterator[Value]:
    if rule.target is not None:
        yield from (value for _, value in rule.target.bounds())
    yield from (grade.ge for grade in rule.grades if grade.ge is not None)


def _told(crowd: Crowd, indicator: Indicator, *, well: bool) -> bool:
    """Let an indicator be met, or not."""
    if indicator.change is not None:
        before, now = next(crowd.moves(indicator), (None, None))
        worse = Fraction(-1 if indicator.change.up is not None else 1, 100 if indicator.measure.is_a_share else 1)
        return now is not None and _valued(crowd, indicator, now if well else now + worse, before)
    value = crowd.good(indicator, well=well)
    return value is not None and crowd.finds(indicator, value)


def _valued(crowd: Crowd, indicator: Indicator, value: Fraction, before: Fraction | None) -> bool:
    if indicator.change is not None and before is None:
        before = crowd.before(indicator, value)
        if before is None:
            before = next((earlier for earlier, _ in crowd.moves(indicator)), value)
    earlier = before is None or crowd.finds(indicator, before, at=_earlier(crowd))
    return earlier and crowd.finds(indicator, value)


def _earlier(crowd: Crowd) -> int:
    return Crowd(crowd.view, crowd.kind, crowd.period.previous(), crowd.outcomes).begin


def _limits(indicator: Indicator, crowd: Crowd) -> Iterator[tuple[str, Fraction, Fraction | None]]:
    """Values at the limits of an indicator and right beside them, with the value before where a change is asked."""
    share, whole = indicator.measure.form in ("share", "kept"), indicator.measure.form == "count"
    step = Fraction(1, 100) if indicator.measure.is_a_share else Fraction(1)
    for op, said in () if indicator.target is None else indicator.target.bounds():
        bound = number(said, crowd.view, crowd.kind)
        for side, value in () if bound is None else beside_in(bound, step, whole=whole, share=share):
            if not share or 0 <= value <= 1:
                written = (
                    percent(bound) if indicator.measure.is_a_share and bound is not None else exactly(bound or step)
                )
                yield f"{side}-{op}-{written}", value, None
    moves = [] if indicator.change is None else list(crowd.moves(indicator))
    worse = -step if indicator.change is not None and indicator.change.up is not None else step
    moves.sort(
        key=lambda move: not (crowd.can_be(indicator, move[1] + worse) and crowd.meets(indicator, move[1] + worse))
    )
    for before, now in moves[:1]:  # such that the change alone decides
        yield "change-as-asked", now, before
        for side, value in (("below", now - step), ("above", now + step)):
            if crowd.can_be(indicator, value):
                yield f"change-{side}", value, before


def recorded(rule: Scorecard, trial: Trial, found: object) -> Iterator[Trial]:  # noqa: ARG001 - what every kind is asked
    """Nothing: a score is on no record."""
    return iter(())
