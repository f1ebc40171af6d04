"""The periods for which a rule is judged: its own, of those that end within the one asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servicepolicy.judging.readers import HEADER, Place
from servicepolicy.judging.values import value_reader
from servicepolicy.language.value import Value
from servicepolicy.worktime.period import UNITS, CalendarPeriod, PeriodUnit

if TYPE_CHECKING:
    from servicepolicy.language.bound.edition import Edition

__all__ = ["period_unit", "periods_within"]


def periods_within(asked: CalendarPeriod, unit: Value, edition: Edition) -> Iterator[CalendarPeriod]:
    """The periods of a rule that end within the one asked about and begin while an edition is in force."""
    length = period_unit(unit, edition)
    if length is None:
        return
    period = CalendarPeriod.containing(asked.first, length)
    while period.last <= asked.last:
        if edition.covers(period.bounds(edition.zone)[0]):
            yield period
        period = period.next()


def period_unit(unit: Value, edition: Edition) -> PeriodUnit | None:
    """How long the periods of a rule are in an edition; `None` where nothing says so."""
    read = value_reader(unit.form, Place(edition, "organisation", HEADER), str).constant
    said = None if read is None else read.value
    return next((one for one in UNITS if one == said), None)
