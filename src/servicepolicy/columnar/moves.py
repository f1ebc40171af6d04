"""Deadlines by the hours of whoever has the subject: of subjects that go from one unit to another, piece by piece.

Followed is the one count that a rule begins, from its start until what ends it; the hours of each unit count in turn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicepolicy.columnar.clock_arrays import NONE, UNKNOWN, ClockArrays, Instants
from servicepolicy.columnar.heads import Heads
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks
from servicepolicy.columnar.question import Question
from servicepolicy.columnar.seen import Seen, Signals
from servicepolicy.judging.situation import CANCELS, DOUBTFUL, STARTS, STOPS

__all__ = ["follow"]

_LEFT = "unit_moved"


def follow(
    question: Question,
    log: Log,
    heads: Heads,
    view: Seen,
    letters: Marks,
    clocks: Sequence[ClockArrays],
    as_of: int,
    signals: Signals,
) -> None:
    """Count the spans of subjects that go to units of other hours by the hours of each in its turn.

    Args:
        question: What the rule asks.
        log: The events of the batch.
        heads: What else is known of its subjects.
        view: What the rule sees of it; its ends of spans are moved.
        letters: What each row says to the rule.
        clocks: The policy's clocks, by number.
        as_of: The moment that is judged.
        signals: What some rows are to the count, as bits.
    """
    if view.moved is None or not (view.moved & (view.why == 0)).any():
        return
    per = question.per
    unfit = view.cases_of(log.tie[view.rows])
    if per is not None and log.has(per):
        unfit |= view.cases_of(log.there(per)[view.rows])
    view.beyond(view.moved & unfit, _LEFT)
    moved = view.moved & (view.why == 0)
    places = np.flatnonzero(moved[view.case])
    bits = np.zeros(len(view.case), dtype=np.int64)
    bits[places] = signals(question.rule.id, letters[places], view.rows[places])
    ends = STOPS | CANCELS
    odd = ((bits & DOUBTFUL) != 0) | (((bits & STARTS) != 0) & ((bits & ends) != 0))
    view.beyond(moved & view.cases_of(odd), _LEFT)
    moved &= view.why == 0
    following = _Following(question, log, view, clocks, as_of, _units(question, log, heads, view, moved))
    for size in np.unique(view.count[moved]).tolist():
        following.follow(np.flatnonzero(moved & (view.count == size)), size, bits, heads.clock_of_unit)


def _units(question: Question, log: Log, heads: Heads, view: Seen, moved: Flags) -> Places:
    """The number of the clock of the unit to which each row gives a subject that moves; `NONE` where it does not."""
    found = np.full(len(view.rows), NONE, dtype=np.int64)
    for kind, field in question.unit_sources.items():
        mine = np.flatnonzero(view.of_kinds(log, {kind}) & moved[view.case])
        if len(mine) and log.has(field):
            found[mine] = heads.clocks_of(log.texts(field, view.rows[mine]))
    return found


class _Following:
    def __init__(
        self, question: Question, log: Log, view: Seen, clocks: Sequence[ClockArrays], as_of: int, units: Places
    ) -> None:
        self._counted, self._log, self._view = question.situation.counted, log, view
        self._clocks, self._as_of, self._units = clocks, as_of, units
        self._own = [numbers.copy() for numbers in view.clocks]

    def follow(self, cases: Places, size: int, bits: Places, clock_of_unit: Places) -> None:
        """Count for subjects that have so many events."""
        view, first = self._view, self._view.first[cases]
        at = [view.at[first + place] for place in range(size)]
        signal = [bits[first + place] for place in range(size)]
        unit = [self._units[first + place] for place in range(size)]
        start = np.full(len(cases), -1, dtype=np.int64)
        over = np.full(len(cases), NONE, dtype=np.int64)
        stopped = np.zeros(len(cases), dtype=bool)
        clock = clock_of_unit[cases]
        for place in range(size):
            ends = (start >= 0) & (over == NONE) & ((signal[place] & (STOPS | CANCELS)) != 0)
            over[ends], stopped[ends] = at[place][ends], (signal[place][ends] & STOPS) != 0
            clock = np.where((start < 0) & (unit[place] != NONE), unit[place], clock)
            start[(start < 0) & ((signal[place] & STARTS) != 0)] = place
        over[over == NONE] = self._as_of
        begun = start >= 0
        changes = [begun & (place > start) & (unit[place] != NONE) & (at[place] <= over) for place in range(size)]
        lost = begun & (clock < 0)
        for place in range(size):
            lost |= changes[place] & (unit[place] < 0)
        self._leave(cases[lost])
        mine = np.flatnonzero(begun & ~lost)
        if not len(mine):
            return
        cases, since = cases[mine], view.at[first[mine] + start[mine]]
        steps = [(changes[place][mine], at[place][mine], unit[place][mine]) for place in range(size)]
        last = clock[mine]
        for here, _, to in steps:
            last = np.where(here, to, last)
        for span, counted in enumerate(self._counted):
            if counted.clock != "unit" or counted.span.kind != "working":
                continue  # elapsed time is the same by all clocks
            due = self._due(since, clock[mine], counted.span.amount, steps)
            self._leave(cases[due == UNKNOWN])
            for here, when, _ in steps:  # what came too late was counted by more than one clock
                self._leave(cases[here & stopped[mine] & (due < when)])
            view.dues[span][first[mine] + start[mine]] = due
            self._own[span][cases] = last
            view.clocks[span] = self._own[span]

    def _due(
        self, since: Instants, clock: Places, amount: int, steps: list[tuple[Flags, Instants, Places]]
    ) -> Instants:
        at, rest, clock = since.copy(), np.full(len(since), amount, dtype=np.int64), clock.copy()
        found = np.full(len(since), NONE, dtype=np.int64)
        for here, when, to in steps:
            going = here & (found == NONE)
            for number in np.unique(clock[going]).tolist():
                mine = np.flatnonzero(going & (clock == number))
                gone, reached = self._clocks[number].worked(at[mine]), self._clocks[number].worked(when[mine])
                if gone is None or reached is None:
                    found[mine] = UNKNOWN
                    continue
                enough = reached - gone >= rest[mine]
                found[mine[enough]] = self._clocks[number].after(at[mine[enough]], rest[mine[enough]])
                more = mine[~enough]
                rest[more] -= (reached - gone)[~enough]
                at[more], going[mine[enough]] = when[more], False
            clock = np.where(going, to, clock)
        for number in np.unique(clock[found == NONE]).tolist():
            mine = np.flatnonzero((found == NONE) & (clock == number))
            found[mine] = self._clocks[number].after(at[mine], rest[mine])
        return found

    def _leave(self, cases: Places) -> None:
        flags = np.zeros(self._log.count, dtype=bool)
        flags[cases] = True
        self._view.beyond(flags, _LEFT)
