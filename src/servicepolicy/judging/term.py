"""A span that runs from an event: when it is due, and how an act stands to it."""

from __future__ import annotations

from typing import Final

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.due_dates import due_after, due_between, rolls, working_between
from servicepolicy.judging.readers import Place
from servicepolicy.judging.values import Bound, as_span, value_reader
from servicepolicy.language.value import ValueForm
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import Applied, Margin, Step
from servicepolicy.worktime import Counting, Span, WorkClock
from servicepolicy.worktime.period import CalendarPeriod

__all__ = ["PlannedTerm", "Term", "TermReader", "from_the_end", "hours_of"]

_OF_DATES: Final = frozenset({"days", "weeks", "months", "years", "working_days", "billing_cycles"})


def from_the_end(end: int, target: object) -> int:
    """From when a span counts that runs from the end of a period, told as the first instant after it.

    Of a span of dates, the period's last one is the day that is not counted: ten days after March end on 10 April.
    """
    spans = target.spans if isinstance(target, Bound) else (target,)
    return end - 1 if any(isinstance(span, Span) and span.kind in _OF_DATES for span in spans) else end


def hours_of(scene: Scene, clock: str | None, at: int) -> tuple[Step, ...]:
    """By whose hours something is counted, where that is the unit that has the subject at an instant."""
    whose = scene.whose_hours(at) if clock == "unit" else ""
    return (Step("hours_of", value=whose),) if whose else ()


@attrs.frozen(slots=True, eq=False)
class Term:
    """When something is due.

    Attributes:
        due: The instant, the strict reading; `None` where it is not known.
        latest: The later reading of an unsettled law.
        clock: Whose working time counts.
        values: The policy's values used.
        missing: For want of which nothing is known.
        horizon: Where the calendar is not published: it is due at or after this instant.
        overdue: Beyond the horizon: it is due at or before this instant; `None` where nobody knows.
        steps: How the due date rolled over days of rest, if it did.
    """

    due: int | None
    clock: WorkClock | None = None
    latest: int | None = None
    values: tuple[Applied, ...] = ()
    missing: str = ""
    horizon: int | None = None
    overdue: int | None = None
    steps: tuple[Step, ...] = ()

    def in_time(self, at: int) -> bool | None:
        """Whether an instant is not after the due one; `None` where that is not known."""
        if self.due is not None:
            return at <= self.due
        if self.horizon is not None and at <= self.horizon:
            return True
        return False if self.overdue is not None and at > self.overdue else None

    def margin(self, at: int) -> Margin | None:
        """What there was to spare; negative is over."""
        if self.due is None or self.clock is None:
            return None
        early, late = min(at, self.due), max(at, self.due)
        working = working_between(self.clock, early, late)
        return Margin(self.due - at, working if working is None or at <= self.due else -working)


class TermReader:
    """A span of a rule with its clock and convention, compiled."""

    __slots__ = ("clock", "counting", "name", "span")

    def __init__(  # a span, its name, and all that says how it is counted
        self, form: ValueForm, name: str, clock: str | None, counting: Counting, place: Place
    ) -> None:
        self.span = value_reader(form, place, as_span)
        self.name = name
        self.clock = clock
        self.counting = counting

    def term(self, scene: Scene, event: Event) -> Term:
        """When it is due, counted from an event."""
        return self.term_from(scene, event, event.at)

    def term_after(self, scene: Scene, event: Event, end: int) -> Term:
        """When it is due, counted from the end of a period; span and clock are read at an event."""
        return self.term_from(scene, event, from_the_end(end, self.span.read(scene, event, event.at).value))

    def term_from(self, scene: Scene, event: Event, since: int) -> Term:
        """When it is due, counted from an instant; span and clock are read at an event."""
        read = self.span.read(scene, event, event.at)
        if read.missing is not None:
            return Term(None, missing=read.missing.name)
        clock = scene.clock(self.clock, event.at)
        if isinstance(clock, Missing):
            return Term(None, missing=clock.name)
        values = (read.applied(self.name),)
        try:
            due, latest = due_after(clock, since, read.value, (), self.counting, None)
            steps = (
                *hours_of(scene, self.clock, event.at),
                *rolls(clock, since, read.value, (), self.counting, None),
            )
        except CalendarNotPublished as beyond:
            name = f"calendar {beyond.calendar} {beyond.year}"
            soonest, latest = due_between(clock, since, read.value, (), self.counting, None)
            horizon = None if beyond.known_until is None else soonest
            return Term(None, clock, None, values, name, horizon, latest)
        return Term(due, clock, latest, values, steps=steps)


class PlannedTerm:
    """The end of a calendar period that an event names, compiled."""

    __slots__ = ("clock", "period")

    def __init__(self, form: ValueForm, clock: str | None, place: Place) -> None:
        self.period = value_reader(form, place, str)
        self.clock = clock

    def term(self, scene: Scene, event: Event) -> Term | None:
        """By when it is due, the last instant of the period; `None` where the event names none."""
        read = self.period.read(scene, event, event.at)
        if read.missing is not None:
            return None
        clock = scene.clock(self.clock, event.at)
        if isinstance(clock, Missing):
            return Term(None, missing=clock.name)
        try:
            period = CalendarPeriod.parse(str(read.value))
        except ValueError:  # what is no period says nothing of when
            return Term(None, missing=Missing(event.number, read.origin.removeprefix("field ")).name)
        return Term(period.bounds(scene.edition.zone)[1] - 1, clock, None, (read.applied("by_end_of"),))
