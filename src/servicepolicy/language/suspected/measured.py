"""Somebody of whom a measure finds a value that is asked for, where that can be imagined."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from servicepolicy.language.bound.nodes import Outright
from servicepolicy.language.measure import Measure, as_quantity
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.view import View
from servicepolicy.worktime._instant import DAY_US, HOUR_US, date_of
from servicepolicy.worktime.period import UNITS, CalendarPeriod, PeriodUnit

__all__ = ["measured", "number", "period_at", "scored", "span_of", "unit_of"]


def number(value: Any, view: View, subject: str) -> Fraction | None:
    """A number that is said outright; `None` where it is not."""
    bound = None if value is None else view.value(value, subject)
    if not isinstance(bound, Outright):
        return None
    try:
        return as_quantity(bound.raw)
    except ValueError:
        return None


def unit_of(value: Any, view: View, subject: str) -> PeriodUnit | None:
    """A period of the calendar that is said outright."""
    if isinstance(value, str):
        said: object = value
    else:
        bound = None if value is None else view.value(value, subject)
        said = bound.raw if isinstance(bound, Outright) else None
    return next((unit for unit in UNITS if unit == said), None)


def period_at(view: View, unit: PeriodUnit) -> CalendarPeriod:
    """The first whole period of an edition, or the one in which its plain moment lies."""
    period = CalendarPeriod.containing(date_of(view.moment, view.edition.zone), unit)
    since = view.edition.since
    if since is not None and period.bounds(view.edition.zone)[0] < since:
        return period.next()
    return period


def span_of(period: CalendarPeriod, view: View) -> tuple[int, int]:
    """A moment early in a period, and one well after it."""
    begin, end = period.bounds(view.edition.zone)
    return begin + 9 * HOUR_US, end + 10 * DAY_US


def measured(measure: Measure, subject: str, value: Fraction, at: int, view: View) -> dict[str, Any] | None:
    """A record of which a mean, median, quantile or count finds a value; `None` where that is not imagined.

    Args:
        measure: The measure.
        subject: The kind of subject that is judged.
        value: The value that is to be found.
        at: When it happens.
        view: The edition.
    """
    population = measure.population
    kinds = population.of or (subject,)
    if population.event is None or kinds != (subject,) or population.among.clauses:
        return None
    selector = view.selector(population.event, subject)
    if measure.form in ("mean", "median", "quantile") and population.field is not None:
        world = _somebody(view, subject, at)
        said = int(value) if value.denominator == 1 else str(float(value))
        return world.record() if world.meets(selector, at, **{population.field: said}) else None
    if measure.form == "count" and value.denominator == 1 and 0 <= value <= 50:
        world = _somebody(view, subject, at)
        for turn in range(int(value)):
            world.meets(selector, at + turn * HOUR_US // 4)
        return world.record()
    return None


def _somebody(view: View, subject: str, at: int) -> Imagined:
    world = Imagined(view, subject)
    world.start = at
    if subject == "agent":
        joined = date_of(at, view.edition.zone) - timedelta(days=60)
        world.header["joined_on"] = str(joined)
    return world


def scored(card: Any, value: Fraction, at: int, view: View) -> dict[str, Any] | None:
    """A record with a score from 0 to 100 on a scorecard; `None` where that is not imagined.

    Args:
        card: The scorecard, of one indicator that has a scale.
        value: The score.
        at: When what is measured happens.
        view: The edition.
    """
    indicators: list[Any] = list(getattr(card, "indicators", ()))
    if len(indicators) != 1 or indicators[0].scale is None or indicators[0].score == "target":
        return None
    low, high = (number(bound, view, card.subject) for bound in indicators[0].scale)
    if low is None or high is None:
        return None
    return measured(indicators[0].measure, card.subject, low + (high - low) * value / 100, at, view)
