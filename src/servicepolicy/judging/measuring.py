"""The arithmetic of measures: exact values, and the least and greatest that they can be while facts are missing."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil
from typing import TypeAlias

import attrs

from servicepolicy.judging.rows import Row, Rows
from servicepolicy.language.measure import Measure

__all__ = ["Measured", "by_rater", "measured", "ratio_of"]

HALF = Fraction(1, 2)

_Rows: TypeAlias = "Rows | Sequence[Row]"


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
        rows: The cases behind it, made afresh with each pass over them.
    """

    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    cases: int = 0
    unknown: int = 0
    perhaps_none: bool = False
    reason: str = ""
    doubts: tuple[str, ...] = ()
    rows: _Rows = ()


def measured(measure: Measure, rows: _Rows, base: _Rows = (), at: Fraction = Fraction(1, 2)) -> Measured:
    """The value of a measure.

    Args:
        measure: What is measured.
        rows: The cases of its population: of one holder, in one period.
        base: Those of what it divides by, for a ratio or rate.
        at: Which quantile.
    """
    match measure.form:
        case "count":
            return _counted(rows, once=measure.population.distinct is not None)
        case "ratio" | "rate":
            once = measure.population.distinct is not None
            return ratio_of(rows, base, Fraction(measure.each or 1), once=once)
        case "share" | "kept":
            return _over(rows, lambda row: (row.hit is True, row.hit is not False), None)
        case _:
            return _over(rows, lambda row: (row.low, row.high), _statistic(measure.form, at))


@attrs.frozen
class _Number:
    """How many there are.

    Attributes:
        sure: How many cases surely count.
        doubtful: How many more may count.
        least: How many there are at least; what has the same value counts once.
        most: And at most; a missing value may be any. `None`: there is no bound.
    """

    sure: int
    doubtful: int
    least: int
    most: int | None


def _many(rows: _Rows, *, once: bool = False) -> _Number:
    sure = doubtful = unsaid = 0
    bounded = True
    known, perhaps = set[str](), set[str]()
    for row in rows:
        if row.member is False:
            continue
        if row.member is None:
            doubtful += 1
        else:
            sure += 1
        bounded = bounded and not row.many
        if once and not row.group:
            unsaid += 1
        elif once and row.group:
            perhaps.add(row.group)
            if row.member:
                known.add(row.group)
    least = max(len(known), min(sure, 1)) if once else sure
    most = len(perhaps) + unsaid if once else sure + doubtful
    return _Number(sure, doubtful, least, most if bounded else None)


def _counted(rows: _Rows, *, once: bool) -> Measured:
    number = _many(rows, once=once)
    most = None if number.most is None else Fraction(number.most)
    return _between(Fraction(number.least), most, rows, number.sure, number.doubtful)


def _between(
    low: Fraction | None,
    high: Fraction | None,
    rows: _Rows,
    sure: int,
    doubtful: int,
    base: _Rows = (),
) -> Measured:
    """A value, where both bounds are one."""
    if low is not None and low == high:
        return Measured(value=low, low=low, high=high, cases=sure, unknown=doubtful, rows=rows)
    flaw = next((row.flaw for row in rows if row.flaw), "hangs_on_missing")
    return Measured(
        low=low, high=high, cases=sure, unknown=doubtful, reason=flaw, doubts=_doubts(rows, base), rows=rows
    )


def ratio_of(rows: _Rows, base: _Rows, each: Fraction = Fraction(1), *, once: bool = False) -> Measured:
    """How many for every `each` of a base; over nothing there is no value (decision 41)."""
    top, below = _many(rows, once=once), _many(base)
    if below.most == 0:
        return Measured(reason="zero_base" if top.sure or top.doubtful else "no_cases", rows=rows)
    low = Fraction(0) if below.most is None else each * top.least / below.most
    high = each * top.most / below.sure if below.sure and top.most is not None else None
    found = _between(low, high, rows, below.sure, below.doubtful, base)
    return found if below.sure else _perhaps(found, rows, base)


# means and quantiles

_Bounds = tuple[Fraction | int | None, Fraction | int | None]  # a whole number takes a third of the room
_Statistic = Callable[[Sequence[Fraction | int]], Fraction]  # of values in order, at least one


def _statistic(form: str, at: Fraction) -> _Statistic | None:
    match form:
        case "median":
            return _middle
        case "quantile":
            return lambda values: Fraction(values[max(1, ceil(at * len(values))) - 1])  # nearest rank
        case _:
            return None  # the mean, which needs no order


def _middle(values: Sequence[Fraction | int]) -> Fraction:
    half = len(values) // 2
    return Fraction(values[half]) if len(values) % 2 else Fraction(values[half - 1] + values[half]) / 2


class _Values:
    """The values of one bound: those that surely count, and those that may."""

    def __init__(self, statistic: _Statistic | None) -> None:
        self._statistic = statistic
        self._sure: list[Fraction | int] = []
        self._total, self._count = Fraction(0), 0
        self._doubtful: list[Fraction | int] = []
        self._many: list[Fraction | int] = []
        self._unbounded = False

    def add(self, value: Fraction | int | None, *, sure: bool, many: bool = False) -> None:
        """Take up a value, of one case or of any number of them; `None`: it has no bound."""
        if value is None:
            self._unbounded = True
            return
        if isinstance(value, Fraction) and value.denominator == 1:
            value = value.numerator
        if many:
            self._many.append(value)
        elif not sure:
            self._doubtful.append(value)
        elif self._statistic is None:
            self._total, self._count = self._total + value, self._count + 1
        else:
            self._sure.append(value)

    def extreme(self, sign: int) -> Fraction | None:
        """The least (sign 1) or greatest (-1) that a statistic can be.

        Whatever number of doubtful cases belongs, it is least where those of the smallest values do: so it is enough to
        take them in one after another.
        """
        if self._unbounded:
            return None
        certain, total, count = sorted(self._sure), self._total, self._count
        found = [Fraction(value) for value in self._many]  # so many of them that nothing else tells
        if certain and self._statistic is not None:
            found.append(self._statistic(certain))
        elif count:
            found.append(total / count)
        for value in sorted(self._doubtful, reverse=sign < 0):
            if self._statistic is None:
                total, count = total + value, count + 1
                found.append(total / count)
            else:
                insort(certain, value)
                found.append(self._statistic(certain))
        return (min if sign > 0 else max)(found)


def _over(rows: _Rows, value: Callable[[Row], _Bounds], statistic: _Statistic | None) -> Measured:
    """A statistic over values, some of which may not belong, and some of which may be anything within bounds."""
    least, most = _Values(statistic), _Values(statistic)
    sure = doubtful = 0
    for row in rows:
        if row.member is False:
            continue
        low, high = value(row)
        least.add(low, sure=row.member is True, many=row.many)
        most.add(high, sure=row.member is True, many=row.many)
        sure, doubtful = sure + (row.member is True), doubtful + (row.member is None)
    if not sure and not doubtful:
        return Measured(reason="no_cases")
    found = _between(least.extreme(1), most.extreme(-1), rows, sure, doubtful)
    if not sure:  # perhaps there is no case at all: no value either way
        return _perhaps(found, rows)
    return found


def _perhaps(found: Measured, *rows: _Rows) -> Measured:
    """A value that there may not be."""
    reason = found.reason or "hangs_on_missing"
    return attrs.evolve(found, value=None, perhaps_none=True, reason=reason, doubts=_doubts(*rows))


def _doubts(*rows: _Rows) -> tuple[str, ...]:
    return tuple(sorted({name for some in rows for row in some for name in row.doubts}))


# raters


def by_rater(rows: _Rows, shares: dict[str, Fraction], *, reweight: bool) -> Measured:
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
    return _over(mine, lambda row: (row.low, row.high), None)


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
