"""The slots of a periodic duty: which periods there are, and when the act of each is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import Final, cast

import attrs

from servicepolicy.errors import CalendarNotPublished
from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.due_dates import due_between
from servicepolicy.judging.rolled_date import rolled
from servicepolicy.judging.term import from_the_end
from servicepolicy.judging.values import Read, ValueReader
from servicepolicy.kinds.periodic.rule import LAST, WEEKDAYS, WORKING_DAY, Periodic
from servicepolicy.language.bound.edition import Edition
from servicepolicy.results.verdict import Applied, Step
from servicepolicy.worktime import Counting, Span, WorkClock
from servicepolicy.worktime._instant import DAY_US, MINUTE_US, first_instant, wall_to_us
from servicepolicy.worktime.assumed import LONGEST_REST
from servicepolicy.worktime.period import CalendarPeriod, PeriodUnit
from servicepolicy.worktime.recurrence import Recurrence

__all__ = ["Grid", "Slot", "as_clock_time", "as_unit"]

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_EARLIER: Final = 800  # periods that are looked back on at most


def as_clock_time(raw: object) -> str:
    """A time of day such as `17:30`."""
    hour, _, minute = str(raw).partition(":")
    if not (len(hour) == len(minute) == 2 and (hour + minute).isdecimal() and int(hour) < 24 and int(minute) < 60):
        raise ValueError("a time of day, such as `17:30`")
    return f"{hour}:{minute}"


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@attrs.frozen(slots=True)
class Slot:
    """One period of a duty, instants in UTC microseconds.

    Attributes:
        code: Its name, such as `2026-W07`.
        period: The period; of a recurrence rule the date on which it fires.
        start: Its first instant; of a recurrence rule the first one after the date before.
        whole: From when the duty must hold for the period to be whole.
        end: The first instant after it.
        opens: From when the act counts, where it must not be done earlier.
        due: The last instant at which an act is in time; what it would be if nothing moved it, where that is not known.
        earliest: It is not due before this instant, whatever a holiday list will say.
        latest: Nor after this one; `None` where nobody can tell.
        unpublished: The calendar and year that are not published: `calendar office 2028`.
        due_latest: The other reading of a law that is unsettled.
        moved_from: The due instant that a holiday has moved.
        skipped: A holiday takes the period out.
        closed: It does so because the period has no working day.
        doubtful: A holiday may take the period out; the year is not published.
        missing: A value that is needed and not there.
        values: The policy's values used.
        steps: How the due date rolled over days of rest, if it did.
    """

    code: str
    period: CalendarPeriod
    start: int
    whole: int
    end: int
    due: int
    earliest: int
    latest: int | None
    opens: int | None = None
    unpublished: str = ""
    due_latest: int | None = None
    moved_from: int | None = None
    skipped: bool = False
    closed: bool = False
    doubtful: bool = False
    missing: Missing | None = None
    values: tuple[Applied, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it is known that there is such a slot, and when its act is due."""
        return not self.unpublished and self.missing is None


@attrs.frozen(slots=True)
class _Day:
    """The day of a slot: as said, as moved, and what nobody can tell."""

    said: int
    day: int
    earliest: int | None = None
    unpublished: str = ""
    skipped: bool = False
    none: bool = False  # no slot at all


@attrs.frozen(eq=False)
class Grid:
    """Lays out the slots of one rule.

    Attributes:
        rule: The rule.
        edition: The policy.
        readers: Reads `every`, `before`, `at` and `due.within`.
        counting: How days are counted.
    """

    rule: Periodic
    edition: Edition
    readers: dict[str, ValueReader]
    counting: Counting

    @property
    def moved_back(self) -> int:
        """By how many days a slot may begin before its period."""
        return LONGEST_REST if self.rule.on_holiday == "previous" else 0

    _known: dict[tuple[CalendarPeriod, date | None], Slot | None] = attrs.field(
        factory=dict[tuple[CalendarPeriod, date | None], "Slot | None"], init=False
    )

    @property
    def _constant(self) -> bool:
        """Whether a slot is the same for every subject."""
        return self.rule.clock != "unit" and all(reader.constant is not None for reader in self.readers.values())

    def zone(self, scene: Scene) -> str:
        """The zone whose dates make up the periods."""
        clock = self.rule.clock
        if clock is None or clock == "unit":
            return self.edition.zone
        return scene.edition.clocks[clock].zone

    def unit(self, scene: Scene, at: int) -> Read:
        """How long the period is."""
        return self.readers["every"].read(scene, None, at)

    def slots(self, scene: Scene, since: int, begins: date, unit: PeriodUnit | None) -> Iterator[Slot]:
        """The slots of a duty in order, without end; before them those that bound its first one.

        Args:
            scene: The subject.
            since: When the duty begins.
            begins: The local date of that instant.
            unit: The period; `None` for a recurrence rule.
        """
        before: list[Slot] = []
        for one in self._earlier(begins, unit):
            slot = self._laid(scene, since, *one)
            if slot is not None:
                before.append(slot)
                if slot.due <= since and not slot.skipped:
                    break
        yield from reversed(before)
        for one in self._later(begins, unit):
            slot = self._laid(scene, since, *one)
            if slot is not None:
                yield slot

    def _laid(self, scene: Scene, since: int, period: CalendarPeriod, before: date | None) -> Slot | None:
        """The slot of a period; of a recurrence rule it begins after the date before. `None` where nothing is owed."""
        constant = self._constant
        if constant and (period, before) in self._known:
            return self._known[period, before]
        zone = self.zone(scene)
        whole = first_instant(period.first.toordinal(), zone)
        start = whole if before is None else first_instant(before.toordinal() + 1, zone)
        end = first_instant(period.next().first.toordinal(), zone)
        slot = self._slot(scene, period, (start, whole, end), max(start, since))
        if constant:
            self._known[period, before] = slot
        return slot

    def _earlier(self, begins: date, unit: PeriodUnit | None) -> Iterator[tuple[CalendarPeriod, date | None]]:
        """The periods before a date, backwards, as far as any may still fall due."""
        if unit is None:
            rule = Recurrence(self.rule.rrule or "")
            day = rule.before(begins)
            for _ in range(_EARLIER):
                if day is None:
                    return
                yield CalendarPeriod(day, "day"), (day := rule.before(day))
            return
        period = CalendarPeriod.containing(begins, unit)
        for _ in range(_EARLIER):
            period = period.previous()
            if self._counts(period):
                yield period, None

    def _later(self, begins: date, unit: PeriodUnit | None) -> Iterator[tuple[CalendarPeriod, date | None]]:
        """The periods from a date on, without end; no calendar is followed beyond 2199."""
        if unit is None:
            rule = Recurrence(self.rule.rrule or "")
            before = rule.before(begins)
            for day in takewhile(lambda day: day.year < 2199, rule.dates(begins)):
                yield CalendarPeriod(day, "day"), before
                before = day
            return
        period = CalendarPeriod.containing(begins, unit)
        while period.first.year < 2199:
            if self._counts(period):
                yield period, None
            period = period.next()

    def _counts(self, period: CalendarPeriod) -> bool:
        weeks = self.rule.weeks
        return weeks is None or (period.first.isocalendar().week % 2 == 1) is (weeks == "odd")

    # when it is due

    def _slot(self, scene: Scene, period: CalendarPeriod, bounds: tuple[int, int, int], at: int) -> Slot | None:
        start, whole, end = bounds
        slot = Slot(period.code, period, start, whole, end, end, end, end)
        clock = scene.clock(self.rule.clock, at)
        if isinstance(clock, Missing):
            return attrs.evolve(slot, missing=clock)
        if self.rule.due is not None and self.rule.due.before is not None:
            return self._worked(_ahead(slot, clock.zone), clock)
        if self.rule.due is not None:
            return self._worked(self._after(scene, slot, clock, at), clock)
        day = self._day(period, clock)
        return None if day.none else self._worked(self._on(scene, slot, day, clock, at), clock)

    def _worked(self, slot: Slot, clock: WorkClock) -> Slot:
        """A period without a working day owes nothing; a single day is said to be one by `on: working_day`."""
        if self.rule.clock is None or self.rule.rrule is not None or slot.period.unit == "day":
            return slot
        first, last = slot.period.first.toordinal(), slot.period.last.toordinal()
        try:
            if any(clock.is_working_day(day) for day in range(first, last + 1)):
                return slot
        except CalendarNotPublished as missing:
            if slot.unpublished:
                return attrs.evolve(slot, doubtful=True)
            name = f"calendar {missing.calendar} {missing.year}"
            return attrs.evolve(slot, unpublished=name, doubtful=True)
        return attrs.evolve(slot, skipped=True, closed=True)

    def _after(self, scene: Scene, slot: Slot, clock: WorkClock, at: int) -> Slot:
        """Due within a span of the end of the period: of dates, its last one is the day that is not counted."""
        read = self.readers["within"].read(scene, None, at)
        if read.missing is not None or not isinstance(read.value, Span):
            return attrs.evolve(slot, missing=read.missing or Missing(0, "due.within"))
        values = (read.applied("due.within"),)
        base = from_the_end(slot.end, read.value)
        counting = self.counting.from_a_boundary()
        try:
            found = clock.due_us(base, read.value, counting=counting)
        except CalendarNotPublished as missing:
            soonest, latest = due_between(clock, base, read.value, (), counting, None)
            known = max(base, soonest)
            name = f"calendar {missing.calendar} {missing.year}"
            return attrs.evolve(slot, due=known, earliest=known, latest=latest, unpublished=name, values=values)
        steps = rolled(clock, found, self.counting)
        slot = attrs.evolve(slot, due=found.due, earliest=found.due, latest=found.due, steps=steps)
        return attrs.evolve(slot, due_latest=found.due_latest, values=values)

    def _on(self, scene: Scene, slot: Slot, day: _Day, clock: WorkClock, at: int) -> Slot:
        read: dict[str, Read] = {
            name: self.readers[name].read(scene, None, at) for name in ("before", "at") if name in self.readers
        }
        missing = next((found.missing for found in read.values() if found.missing is not None), None)
        if missing is not None:
            return attrs.evolve(slot, missing=missing)
        values = tuple(found.applied(name) for name, found in read.items())
        minutes = {name: _minutes(str(found.value)) for name, found in read.items()}
        due = _due_on(day.day, minutes, clock)
        earliest = due if day.earliest is None else _due_on(day.earliest, minutes, clock)
        begins = slot.start
        if (
            day.day < slot.period.first.toordinal()
        ):  # moved before its period: owed from the period that it was moved to
            unit: PeriodUnit = slot.period.unit if self.rule.rrule is None else "day"
            moved = CalendarPeriod.containing(date.fromordinal(day.day), unit)
            begins = min(begins, first_instant(moved.first.toordinal(), clock.zone))
        moves_on = bool(day.unpublished) and self.rule.on_holiday == "next"
        return attrs.evolve(
            slot,
            start=begins,
            opens=_wall(day.day, minutes["at"], clock) if "at" in minutes else None,
            due=due,
            earliest=min(earliest, due),
            latest=None if moves_on else due,
            unpublished=day.unpublished,
            moved_from=_due_on(day.said, minutes, clock) if day.day != day.said else None,
            skipped=day.skipped,
            doubtful=bool(day.unpublished) and (self.rule.on == WORKING_DAY or self.rule.on_holiday == "skip"),
            values=values,
        )

    def _day(self, period: CalendarPeriod, clock: WorkClock) -> _Day:
        said = self._said_day(period).toordinal()
        try:
            if self.rule.on == WORKING_DAY and period.unit == "day":
                return _Day(said, said, none=not clock.is_working_day(said))
            if self.rule.on_holiday == "keep" or not clock.is_holiday(said):
                return _Day(said, said)
            if self.rule.on_holiday == "skip":
                return _Day(said, said, skipped=True)
            return _Day(said, self._moved(said, clock))
        except CalendarNotPublished as missing:
            name = f"calendar {missing.calendar} {missing.year}"
            earliest = _last_known(said, clock) if self.rule.on_holiday == "previous" else None
            return _Day(said, said, earliest=earliest, unpublished=name)

    def _moved(self, day: int, clock: WorkClock) -> int:
        step = -1 if self.rule.on_holiday == "previous" else 1
        for moved in range(day + step, day + step * LONGEST_REST, step):
            if clock.is_working_day(moved):
                return moved
        return day

    def _said_day(self, period: CalendarPeriod) -> date:
        on = self.rule.on
        match period.unit:
            case _ if on is None or on in (LAST, WORKING_DAY):
                return period.last
            case "week":
                return period.first + timedelta(days=WEEKDAYS.index(on))
            case "month":
                return period.first.replace(day=int(on))
            case _:
                return date(period.first.year, int(on[:2]), int(on[3:]))


def _ahead(slot: Slot, zone: str) -> Slot:
    """Due before the period begins, and owed from the beginning of the one before."""
    start = first_instant(slot.period.previous().first.toordinal(), zone)
    return attrs.evolve(slot, start=start, due=slot.whole, earliest=slot.whole, latest=slot.whole)


def _last_known(day: int, clock: WorkClock) -> int:
    """The last working date before a date whose holidays are known: a day is not moved back further."""
    for earlier in range(day - 1, day - 366 - LONGEST_REST, -1):
        try:
            if clock.is_working_day(earlier):
                return earlier
        except CalendarNotPublished:
            continue
    return day - 366


def _wall(day: int, minute: int, clock: WorkClock) -> int:
    return wall_to_us((day - _EPOCH_DAY) * DAY_US + minute * MINUTE_US, clock.zone)


def _due_on(day: int, minutes: dict[str, int], clock: WorkClock) -> int:
    """The end of the day, or the time of day before which it is due."""
    return _wall(day, minutes["before"], clock) if "before" in minutes else clock.end_of_day(day)


def as_unit(raw: object) -> PeriodUnit:
    """A length of period."""
    return cast("PeriodUnit", str(raw))
