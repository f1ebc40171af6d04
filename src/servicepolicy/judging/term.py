"""A span that runs from an event: when it is due, and how an act stands to it."""

from __future__ import annotations

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.due_dates import due_after, rolls, working_between
from servicepolicy.judging.readers import Place
from servicepolicy.judging.values import as_span, value_reader
from servicepolicy.language.value import ValueForm
from servicepolicy.models.timeline import Event
from servicepolicy.results.verdict import Applied, Margin, Step
from servicepolicy.worktime import Counting, WorkClock

__all__ = ["Term", "TermReader"]


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
        steps: How the due date rolled over days of rest, if it did.
    """

    due: int | None
    clock: WorkClock | None = None
    latest: int | None = None
    values: tuple[Applied, ...] = ()
    missing: str = ""
    horizon: int | None = None
    steps: tuple[Step, ...] = ()

    def in_time(self, at: int) -> bool | None:
        """Whether an instant is not after the due one; `None` where that is not known."""
        if self.due is not None:
            return at <= self.due
        return True if self.horizon is not None and at < self.horizon else None

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
            steps = rolls(clock, since, read.value, (), self.counting, None)
        except CalendarNotPublished as beyond:
            name = f"calendar {beyond.calendar} {beyond.year}"
            return Term(None, clock, None, values, name, beyond.known_until)
        return Term(due, clock, latest, values, steps=steps)
