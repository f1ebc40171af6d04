"""The arithmetic of measures: exact values, and the least and greatest that they can be while facts are missing."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil

import attrs

from servicepolicy.judging.rows import Row
from servicepolicy.language.measure import Measure

__all__ = ["Measured", "by_rater", "measured", "ratio_of"]

HALF = Fraction(1, 2)


@attrs.frozen(slots=True, kw_only=True)
class Measured:
    """A value over a population.

    Attributes:
        value: The value, exactly; `None`: not known, or there is none.
        low: The least that it can be; `None`: no bound.
        high: The greatest.
        cases: How many cases surely count.
        unknown: How many more may count.
        perhaps_none: Perhaps there is no case at all, and then no value: the bounds hold only if there is one.
        reason: Why there is no value: `no_cases`, `zero_base`, `hangs_on_missing`, `out_of_scale`, `missing_rater` ...
        doubts: What would settle it.
        rows: The cases behind it.
    """

    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    cases: int = 0
    unknown: int = 0
    perhaps_none: bool = False
    reason: str = ""
    doubts: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def measured(
    measure: Measure, rows: Iterable[Row], base: Iterable[Row] = (), at: Fraction = Fraction(1, 2)
) -> Measured:
    """The value of a measure.

    Args:
        measure: What is measured.
        rows: The cases of its population: of one holder, in one period.
        base: Those of what it divides by, for a ratio or rate.
        at: Which quantile.
    """
    held = tuple(rows)
    match measure.form:
        case "count":
            return _counted(held, once=measure.population.distinct is not None)
        case "ratio" | "rate":
            once = measure.population.distinct is not None
            return ratio_of(held, tuple(base), Fraction(measure.each or 1), once=once)
        case "share" | "kept":
            return _over([(row, Fraction(row.hit is True), Fraction(row.hit is not False)) for row in held], None)
        case _:
            return _over([(row, row.low, row.high) for row in held], _statistic(measure.form, at))


def _counted(rows: tuple[Row, ...], *, once: bool) -> Measured:
    sure, doubtful = _parted(rows)
    low, high = _many(sure, doubtful, once=once)
    return _between(Fraction(low), Fraction(high), rows, len(sure), len(doubtful))


def _many(sure: list[Row], doubtful: list[Row], *, once: bool) -> tuple[int, int]:
    """How many there are at least and at most; what has the same value counts once, and a missing one may be any."""
    if not once:
        return len(sure), len(sure) + len(doubtful)
    known = {row.group for row in sure if row.group}
    perhaps = known | {row.group for row in doubtful if row.group}
    unsaid = sum(not row.group for row in (*sure, *doubtful))
    return max(len(known), min(len(sure), 1)), len(perhaps) + unsaid


def _parted(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    sure: list[Row] = []
    doubtful: list[Row] = []
    for row in rows:
        if row.member is not False:
            (doubtful if row.member is None else sure).append(row)
    return sure, doubtful


def _between(
    low: Fraction | None,
    high: Fraction | None,
    rows: tuple[Row, ...],
    sure: int,
    doubtful: int,
    base: tuple[Row, ...] = (),
) -> Measured:
    """A value, where both bounds are one."""
    if low is not None and low == high:
        return Measured(value=low, low=low, high=high, cases=sure, unknown=doubtful, rows=rows)
    flaw = next((row.flaw for row in rows if row.flaw), "hangs_on_missing")
    return Measured(
        low=low, high=high, cases=sure, unknown=doubtful, reason=flaw, doubts=_doubts((*rows, *base)), rows=rows
    )


def ratio_of(
    rows: tuple[Row, ...], base: tuple[Row, ...], each: Fraction = Fraction(1), *, once: bool = False
) -> Measured:
    """How many for every `each` of a base; over nothing there is no value (decision 41)."""
    top_sure, top_doubtful = _parted(rows)
    sure, doubtful = _parted(base)
    if not sure and not doubtful:
        reason = "zero_base" if top_sure or top_doubtful else "no_cases"
        return Measured(reason=reason, rows=rows)
    least, most = _many(top_sure, top_doubtful, once=once)
    low = each * least / (len(sure) + len(doubtful))
    high = each * most / len(sure) if sure else None
    found = _between(low, high, rows, len(sure), len(doubtful), base)
    return found if sure else _perhaps(found, (*rows, *base))


# means and quantiles

_Statistic = Callable[[Sequence[Fraction]], Fraction]  # of values in order, at least one
_Valued = tuple[Row, Fraction | None, Fraction | None]


def _statistic(form: str, at: Fraction) -> _Statistic | None:
    match form:
        case "median":
            return _middle
        case "quantile":
            return lambda values: values[max(1, ceil(at * len(values))) - 1]  # nearest rank
        case _:
            return None  # the mean, which needs no order


def _middle(values: Sequence[Fraction]) -> Fraction:
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _over(values: list[_Valued], statistic: _Statistic | None) -> Measured:
    """A statistic over values, some of which may not belong, and some of which may be anything within bounds."""
    rows = tuple(row for row, _, _ in values)
    sure = [one for one in values if one[0].member is True]
    doubtful = [one for one in values if one[0].member is None]
    if not sure and not doubtful:
        return Measured(reason="no_cases")
    low = _extreme([low for _, low, _ in sure], [low for _, low, _ in doubtful], statistic, 1)
    high = _extreme([high for *_, high in sure], [high for *_, high in doubtful], statistic, -1)
    found = _between(low, high, rows, len(sure), len(doubtful))
    if not sure:  # perhaps there is no case at all: no value either way
        return _perhaps(found, rows)
    return found


def _perhaps(found: Measured, rows: Iterable[Row]) -> Measured:
    """A value that there may not be."""
    reason = found.reason or "hangs_on_missing"
    return attrs.evolve(found, value=None, perhaps_none=True, reason=reason, doubts=_doubts(rows))


def _doubts(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({name for row in rows for name in row.doubts}))


def _extreme(
    sure: list[Fraction | None], doubtful: list[Fraction | None], statistic: _Statistic | None, sign: int
) -> Fraction | None:
    """The least (sign 1) or greatest (-1) that a statistic can be.

    Whatever number of doubtful cases belongs, it is least where those of the smallest values do: so it is enough to
    take them in one after another.
    """
    certain = [value for value in sure if value is not None]
    perhaps = [value for value in doubtful if value is not None]
    if len(certain) < len(sure) or len(perhaps) < len(doubtful):
        return None
    certain.sort()
    perhaps.sort(reverse=sign < 0)
    found = [_mean_or(certain, statistic)] if certain else []
    total, count = sum(certain, Fraction(0)), len(certain)
    for value in perhaps:
        if statistic is None:
            total, count = total + value, count + 1
            found.append(total / count)
        else:
            insort(certain, value)
            found.append(statistic(certain))
    return (min if sign > 0 else max)(found)


def _mean_or(values: list[Fraction], statistic: _Statistic | None) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if statistic is None else statistic(values)


# raters


def by_rater(rows: Iterable[Row], shares: dict[str, Fraction], *, reweight: bool) -> Measured:
    """The means of several raters, combined by their shares.

    Args:
        rows: The ratings; `group` says whose each is.
        shares: What each rater counts.
        reweight: A rater without ratings is left out and the others count more; else nothing is known.
    """
    held = tuple(row for row in rows if row.group in shares or row.group == "")
    each = {name: _of_rater(held, name) for name in shares}
    if all(not part.cases and not part.unknown for part in each.values()):
        return Measured(reason="no_cases")
    absent = tuple(name for name, part in each.items() if not part.cases and not part.unknown)
    sure = sum(1 for row in held if row.member is True and row.group)
    unknown = len(held) - sure
    if absent and not reweight:
        doubts = tuple(sorted((*_doubts(held), *(f"rater {name}" for name in absent))))
        return Measured(cases=sure, unknown=unknown, reason="missing_rater", doubts=doubts, rows=held)
    combined = [_combined(chosen, shares, reweight=reweight) for chosen in _choices(each)]
    said = [pair for pair in combined if pair is not None]
    low = _least([pair[0] for pair in said], min)
    high = _least([pair[1] for pair in said], max)
    found = _between(low, high, held, sure, unknown)
    if len(said) < len(combined):
        return _perhaps(found, held)
    return found


def _of_rater(rows: tuple[Row, ...], name: str) -> Measured:
    """The mean of one rater; a rating of nobody known may be this one's."""
    mine = [row if row.group else attrs.evolve(row, member=None) for row in rows if row.group in (name, "")]
    return _over([(row, row.low, row.high) for row in mine], None)


def _choices(each: dict[str, Measured]) -> list[dict[str, Measured]]:
    """Which raters there may be: one without a sure rating may not have rated at all."""
    choices: list[dict[str, Measured]] = [{}]
    for name, part in each.items():
        if part.cases:
            choices = [{**chosen, name: part} for chosen in choices]
        elif part.unknown:
            choices = [*choices, *({**chosen, name: part} for chosen in choices)]
    return choices


def _combined(
    chosen: dict[str, Measured], shares: dict[str, Fraction], *, reweight: bool
) -> tuple[Fraction | None, Fraction | None] | None:
    whole = sum((shares[name] for name in chosen), Fraction(0))
    if not whole or (len(chosen) < len(shares) and not reweight):
        return None
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    for name, part in chosen.items():
        low = None if low is None or part.low is None else low + shares[name] / whole * part.low
        high = None if high is None or part.high is None else high + shares[name] / whole * part.high
    return low, high


def _least(bounds: list[Fraction | None], pick: Callable[[list[Fraction]], Fraction]) -> Fraction | None:
    said = [bound for bound in bounds if bound is not None]
    return pick(said) if said and len(said) == len(bounds) else None
