"""One edition of a policy as whoever looks for faults sees it: everything bound, and a plain moment in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Final

import attrs

from servicepolicy.errors import CalendarNotPublished, TimeRangeError
from servicepolicy.language.bound.boxes import ALWAYS, Boxes, Space, TooManyBoxes
from servicepolicy.language.bound.cells import STAND_IN
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.nodes import (
    BoundClause,
    BoundCondition,
    BoundField,
    BoundSelector,
    BoundTest,
    BoundValue,
    Outright,
)
from servicepolicy.language.bound.place import Place, place_of
from servicepolicy.language.bound.says import ACTOR, EVENT, HEADER
from servicepolicy.language.condition import Condition
from servicepolicy.language.rule import Part, Rule
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.suspected.known_values import Known
from servicepolicy.language.value import Value
from servicepolicy.worktime import Counting, Span, WorkCalendar
from servicepolicy.worktime._instant import DAY_US, HOUR_US, date_of, first_instant, parse_us
from servicepolicy.worktime.counting import counting

__all__ = ["View"]

_PLAIN: Final = parse_us("2026-01-05T00:00:00Z")  # a Monday on which offices are open
_NINE: Final = 9 * HOUR_US


@attrs.define(eq=False, slots=False)
class View:
    """One edition, looked at.

    Attributes:
        edition: The edition.
        calendars: The calendars by name.
        currency: That of amounts which nobody compares with anything.
        by_name: All rules of the edition.
    """

    edition: Edition
    calendars: Mapping[str, WorkCalendar]
    currency: str = STAND_IN

    @cached_property
    def by_name(self) -> Mapping[str, Rule]:
        """The rules in force, by id."""
        return {rule.id: rule for rule in self.edition.rules}

    @cached_property
    def moment(self) -> int:
        """A plain moment in the edition: nine o'clock of a Monday, wherever there is one."""
        since, until = self.edition.since, self.edition.until
        zone = self.edition.zone
        for near in (_PLAIN, None if since is None else since + DAY_US, None if until is None else until - 28 * DAY_US):
            if near is None:
                continue
            day = date_of(near, zone)
            monday = day + timedelta(days=-day.weekday() % 7)
            at = first_instant(monday.toordinal(), zone) + _NINE
            if (since is None or since <= at) and (until is None or at < until):
                return at
        return since if since is not None else _PLAIN + _NINE

    def applies(self, rule: Rule) -> BoundCondition:
        """To what a rule applies."""
        return self.condition(rule.applies, Place(rule.subject, HEADER))

    def condition(self, condition: Condition, place: Place) -> BoundCondition:
        """A condition, bound."""
        return self.edition.binder.condition(condition, place)

    def inside(self, part: Part, field: str, subject: str) -> BoundCondition:
        """The condition that stands in a field of a part of a rule."""
        return self.condition(getattr(part, field), place_of(part, field, subject))

    def selector(self, selector: Selector, subject: str) -> BoundSelector:
        """A selector, bound."""
        return self.edition.binder.selector(selector, subject)

    def value(self, value: Value | None, subject: str, wanted: str = "") -> BoundValue | None:
        """A value, bound."""
        if value is None:
            return None
        return self.edition.binder.value(value.form, Place(subject, HEADER), wanted=wanted)

    def outright(self, value: Value | None, subject: str, wanted: str = "") -> object:
        """A value as it is said outright; `None` where it hangs on facts or is open."""
        bound = self.value(value, subject, wanted)
        return bound.value if isinstance(bound, Outright) else None

    def span(self, value: Value | None, subject: str) -> Span | None:
        """A span that is said outright."""
        found = self.outright(value, subject, "span")
        return found if isinstance(found, Span) else None

    def due(self, start: int, span: Span, clock: str | None = None, by: object = None) -> int | None:
        """When a span is over; `None` where the calendar cannot say."""
        counted = by if isinstance(by, Counting) else counting(by) if isinstance(by, str) else self.edition.counting
        found = self.edition.clocks.get(clock or "")
        try:
            return None if found is None else found.due_us(start, span, counting=counted).due
        except (CalendarNotPublished, TimeRangeError):
            return None

    def as_many(self, clauses: Iterable[BoundClause], *beside: BoundCondition) -> BoundCondition:
        """As many of some clauses, test by test, as can hold together, the first ones first."""
        met = BoundCondition()
        for clause in _test_by_test(clauses):
            more = BoundCondition((*met.clauses, clause))
            if self.possible(more, *beside):
                met = more
        return met

    def space(self, conditions: Iterable[BoundCondition]) -> Space:
        """The fields that some conditions ask.

        Raises:
            TooManyBoxes: They ask more than anybody looks through.
        """
        return Known(conditions, self.edition.facts, self.edition.kinds, self.currency)

    def possible(self, *conditions: BoundCondition) -> bool:
        """Whether conditions can hold together; what nobody looks through is possible."""
        asked = [condition for condition in conditions if condition.clauses]
        if not asked:
            return True
        try:
            space = self.space(asked)
            found: Boxes = ALWAYS
            for condition in asked:
                found = space.common(found, space.where(condition))
        except TooManyBoxes:
            return True
        return bool(found)

    def may_be(self, role: str, condition: BoundCondition, subject: str) -> bool:
        """Whether a condition on whoever acts can hold of one who has a role."""
        return self.possible(condition, self.condition(Condition.parse({"role": role}), Place(subject, ACTOR)))

    def where_of(self, pattern: EventPattern, subject: str) -> BoundCondition:
        """What a pattern asks of an event and of who did it, as one condition."""
        place = Place(subject, EVENT, pattern.events, pattern.on)
        where = self.condition(pattern.where, place)
        who = self.condition(pattern.who, attrs.evolve(place, bare=ACTOR))
        return BoundCondition((*where.clauses, *who.clauses))


def _test_by_test(clauses: Iterable[BoundClause]) -> Iterator[BoundClause]:
    for clause in clauses:
        if isinstance(clause, BoundField):
            tests = (one for test in clause.tests for one in _part_by_part(test))
            yield from (BoundField(clause.ref, (test,)) for test in tests)
        else:
            yield clause


def _part_by_part(test: BoundTest) -> Iterator[BoundTest]:
    if len(test.inner) > 1:
        yield from (attrs.evolve(test, inner=(inner,)) for inner in test.inner)
    else:
        yield test
