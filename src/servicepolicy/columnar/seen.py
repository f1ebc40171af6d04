"""What a rule sees of each subject of a batch: its events, the ends of the spans that it counts, and what it cannot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from servicepolicy.columnar.amounts import Amounts, Column
from servicepolicy.columnar.clock_arrays import NONE, UNKNOWN, ClockArrays, Instants
from servicepolicy.columnar.heads import Heads
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks
from servicepolicy.columnar.pauses import folded
from servicepolicy.columnar.question import Question
from servicepolicy.judging.situation import DOUBTFUL, PAUSES, RESUMES, Counted, Situation

__all__ = ["MOST_EVENTS", "Seen", "Signals", "pause", "seen"]

Signals: TypeAlias = Callable[[str, Marks, Places], npt.NDArray[np.int64]]
"""What rows of the log are to a count that can be paused, by the id of its rule, what they say, and their places."""

MOST_EVENTS: Final = 12
"""Of more events, a subject is judged by itself."""


@attrs.define(eq=False)
class Seen:
    """What a rule sees of the subjects of a batch.

    Attributes:
        rows: The rows of the log that it sees, those of a subject together.
        case: The place of the subject of each.
        kind: The kind of each, by its place among those of the log.
        at: When each happened.
        first: For each subject the place of its first one among these.
        count: How many each subject has.
        why: For each subject, why columns cannot express it, as a number of `reasons`; 0 where they can.
        reasons: The codes of these.
        people: The columns that hold people.
        against: For each span, which of these rows its ends are compared to.
        dues: For each span that it counts, and each of these rows, when it is over; `NONE` where it is not counted.
        clocks: For each span the number of the clock by which it is counted, for each subject.
        amounts: The amounts of these rows; `None` where they do not matter.
        mark: The situation of each subject.
        check: The same in another word: two situations that share one of these by accident do not share the other.
        own: Which kinds of the log may matter to the rule; others are here for the matters that they name.
        spans: How many spans the rule counts: what stands after them in `dues` are the same again, for the doubted.
        doubted: The subjects of whom it is doubtful whether one event moves the ends of spans: those that stand first
            are as if it did, those that stand after them as if it did not.
        elsewhere: Which of these rows give the subject to another unit of the same clock, where that matters.
        moved: The subjects that went to a unit of another clock, where that matters.
    """

    rows: Places
    case: Places
    kind: Places
    at: Instants
    first: Places
    count: Places
    why: npt.NDArray[np.int16]
    reasons: list[str]
    people: tuple[str, ...]
    against: list[Flags]
    dues: list[Instants]
    clocks: list[npt.NDArray[np.int64]]
    amounts: Amounts | None
    mark: Marks
    check: Marks
    elsewhere: Flags | None = None
    moved: Flags | None = None
    own: Sequence[bool] = ()
    spans: int = 0
    doubted: Flags | None = None

    def beyond(self, cases: Flags, why: str) -> None:
        """Leave some subjects to the reference engine, those apart that are left to it already."""
        if not cases.any():
            return
        if why not in self.reasons:
            self.reasons.append(why)
        self.why[cases & (self.why == 0)] = self.reasons.index(why)

    def of_kinds(self, log: Log, kinds: Collection[str]) -> Flags:
        """Which of these rows are events of some kinds."""
        wanted = [kind in kinds for kind in log.kinds]
        if not any(wanted):
            return np.zeros(len(self.rows), dtype=bool)
        return np.array(wanted, dtype=bool).take(self.kind)

    def compared(self, question: Question, log: Log) -> npt.NDArray[np.bool_]:
        """For each kind of the log, whether who did such an event is compared with who did others."""
        acted = question.situation.acted
        kinds = zip(log.kinds, self.own, strict=True)
        return np.array([own and (acted is None or kind in acted) for kind, own in kinds], dtype=bool)

    def compared_in(self, situation: Situation) -> list[str]:
        """The columns of people in which they are compared."""
        return [name for name in self.people if situation.compared_in is None or name in situation.compared_in]

    def cases_of(self, rows: Flags | Places) -> Flags:
        """The subjects of some of these rows."""
        found = np.zeros(len(self.count), dtype=bool)
        found[self.case[rows]] = True
        return found


def seen(
    question: Question,
    log: Log,
    heads: Heads,
    clocks: Sequence[ClockArrays],
    touched: list[bool],
    amounts: Column | None,
) -> Seen:
    """What a rule sees of the subjects of a batch; the mark of their situations is not made yet.

    Args:
        question: What the rule asks.
        log: The events of the batch.
        heads: What else is known of its subjects.
        clocks: The policy's clocks, by number.
        touched: For each kind of events, whether it may matter to the rule.
        amounts: The amounts of all events; `None`: none has any.
    """
    situation = question.situation
    rows = np.flatnonzero(_with_named(question, log, log.of_kinds(touched)))
    case = log.case.take(rows)
    count = np.bincount(case, minlength=log.count)
    view = Seen(
        rows,
        case,
        log.kind.take(rows),
        log.at.take(rows),
        np.cumsum(count) - count,
        count,
        np.zeros(log.count, dtype=np.int16),
        [""],
        ("by", *situation.named),
        [],
        [],
        [],
        None if situation.limits is None or amounts is None else Amounts(situation.limits, amounts, rows),
        np.zeros(log.count, dtype=np.uint64),
        np.zeros(log.count, dtype=np.uint64),
        own=touched,
    )
    for why, cases in (*log.hard.items(), *heads.hard.items()):
        view.beyond(cases, why)
    view.beyond(count > MOST_EVENTS, "many_events")
    if situation.acts:
        several = np.bincount(case[view.of_kinds(log, situation.acts)], minlength=log.count) > 1
        view.beyond(several, "several_acts")
    moving = view.of_kinds(log, situation.moving - situation.pausing)
    if moving.any():
        view.beyond(view.cases_of(moving), "moved")
    if view.amounts is not None and view.amounts.odd.any():
        view.beyond(view.cases_of(view.amounts.odd), "odd_amount")
    if question.unit:
        view.moved = _moved(question, log, heads, view)
        if not situation.in_turn:
            view.beyond(view.moved, "unit_moved")
    for counted in situation.counted:
        _count(counted, log, heads, clocks, view)
    view.spans = len(situation.counted)
    return view


def _count(counted: Counted, log: Log, heads: Heads, clocks: Sequence[ClockArrays], view: Seen) -> None:
    """Add the ends of a span."""
    rows, case, named = view.rows, view.case, counted.clock
    numbers = heads.clock_of_unit if named == "unit" else np.full(log.count, heads.clock_named(named))
    based = np.ones(len(rows), dtype=bool) if counted.kinds is None else view.of_kinds(log, counted.kinds)
    if counted.needs is not None:
        based &= view.cases_of(view.of_kinds(log, counted.needs))[case]
    dues = np.full(len(rows), NONE, dtype=np.int64)
    for number in np.unique(heads.clock_of_unit).tolist() if named == "unit" else [heads.clock_named(named)]:
        if number < 0:
            continue
        mine = numbers[case] == number if named == "unit" else np.ones(len(rows), dtype=bool)
        low, high = clocks[number].published
        if log.first < low or log.last > high:
            view.beyond(view.cases_of(mine & ((view.at < low) | (view.at > high))), "no_due")
        here = np.flatnonzero(based & mine)
        if len(here):
            dues[here] = clocks[number].due(view.at[here], counted.span, counted.counting)
    unknown = dues == UNKNOWN
    if unknown.any():
        view.beyond(view.cases_of(unknown), "no_due")
    view.clocks.append(numbers)
    view.dues.append(dues)
    view.against.append(
        np.ones(len(rows), dtype=bool) if counted.against is None else view.of_kinds(log, counted.against)
    )


def _with_named(question: Question, log: Log, mine: Flags) -> Flags:
    """Where events name matters, all that name one may matter to a rule that is asked of each."""
    per = question.per
    if per is None or not log.has(per):
        return mine
    names = log.naming(per)
    split = np.zeros(log.count, dtype=bool)
    split[log.case[names if question.situation.naming else names[mine[names]]]] = True
    mine[names[split[log.case[names]]]] = True
    return mine


def _moved(question: Question, log: Log, heads: Heads, view: Seen) -> Flags:
    """The subjects that events give to a unit of another clock; which rows name another unit at all is noted."""
    moved = np.zeros(log.count, dtype=bool)
    view.elsewhere = np.zeros(len(view.rows), dtype=bool)
    for kind, field in question.unit_sources.items():
        if kind in log.kinds and log.has(field):
            mine = np.flatnonzero(view.kind == log.kinds.index(kind))
            away = mine[log.marks(field)[view.rows[mine]] != heads.marks("unit")[view.case[mine]]]
            view.elsewhere[away] = True
            here = heads.clock_of_unit[view.case[away]]
            there = heads.clocks_of(log.texts(field, view.rows[away]))
            moved[view.case[away[(there != here) | (here < 0)]]] = True
    return moved


# pauses


def pause(
    question: Question,
    log: Log,
    view: Seen,
    letters: Marks,
    clocks: Sequence[ClockArrays],
    as_of: int,
    signals: Signals,
) -> None:
    """Let pauses move the ends of the spans of the subjects that have some.

    Args:
        question: What the rule asks.
        log: The events of the batch.
        view: What the rule sees of it; its ends of spans are moved.
        letters: What each row says to the rule.
        clocks: The policy's clocks, by number.
        as_of: The moment that is judged.
        signals: What some rows are to a count that can be paused, as bits.
    """
    held = view.of_kinds(log, question.situation.pausing)
    if not held.any():
        return
    paused = view.cases_of(held) & (view.why == 0)
    places = np.flatnonzero(paused[view.case])
    bits = np.zeros(len(view.case), dtype=np.int64)
    bits[places] = signals(question.rule.id, letters[places], view.rows[places])
    view.beyond(paused & view.cases_of(_simultaneous(log, view, bits)), "moved_tie")
    doubtful = (bits & DOUBTFUL) != 0
    if doubtful.any():
        many = np.bincount(view.case[doubtful], minlength=log.count) > 1
        other = doubtful & ~np.isin(bits, (DOUBTFUL | PAUSES, DOUBTFUL | RESUMES))
        view.beyond(paused & (many | view.cases_of(other)), "moved_doubtful")
    paused &= view.why == 0
    doubted = view.doubted = paused & view.cases_of(doubtful)
    moving = _Moving(question, log, view, clocks, as_of)
    if doubted.any():
        moving.doubt(doubted)
        without = np.where(doubtful, 0, bits)
        for size in np.unique(view.count[doubted]).tolist():
            moving.move(np.flatnonzero(doubted & (view.count == size)), size, without, view.spans)
    for size in np.unique(view.count[paused]).tolist():
        moving.move(np.flatnonzero(paused & (view.count == size)), size, bits, 0)


def _simultaneous(log: Log, view: Seen, bits: Places) -> Places:
    """The places of events that say something at one instant with others, in no recorded order.

    A pause and what resumes it, standing in that order, are taken in that order.
    """
    said = np.flatnonzero((bits != 0) & log.tie[view.rows])
    at, case = view.at[said], view.case[said]
    in_turn = (bits[said[:-1]] == PAUSES) & (bits[said[1:]] == RESUMES)
    found: Places = said[1:][(at[1:] == at[:-1]) & (case[1:] == case[:-1]) & ~in_turn]
    return found


class _Moving:
    """Moves the ends of the spans of subjects whose events pause them."""

    def __init__(self, question: Question, log: Log, view: Seen, clocks: Sequence[ClockArrays], as_of: int) -> None:
        self._situation, self._log, self._view, self._clocks, self._as_of = question.situation, log, view, clocks, as_of

    def doubt(self, doubted: Flags) -> None:
        """Have each span a second time, for those of whom it is doubtful whether one event moves its end."""
        view = self._view
        for span in range(view.spans):
            view.dues.append(np.where(doubted[view.case], view.dues[span], NONE))
            view.clocks.append(view.clocks[span])
            view.against.append(view.against[span])

    def move(self, cases: Places, size: int, bits: Places, shift: int) -> None:
        """Move the ends of the spans of subjects that have so many events.

        Args:
            cases: The subjects.
            size: How many.
            bits: What each event that the rule sees is.
            shift: How many spans stand before those that are moved.
        """
        log, view, situation, first = self._log, self._view, self._situation, self._view.first[cases]
        at = [view.at[first + place] for place in range(size)]
        own = None if situation.capped is None else view.dues[situation.capped]
        caps = None if own is None else [own[first + place] for place in range(size)]
        start, pauses, odd = folded(at, [bits[first + place] for place in range(size)], caps, self._as_of)
        view.beyond(_flags(cases[odd], log.count), "moved")
        begun = np.flatnonzero((start >= 0) & ~odd)
        places = first[begun] + start[begun]
        for span, counted in enumerate(situation.counted):
            if span == situation.capped:
                continue
            dues = view.dues[shift + span]
            numbers = view.clocks[span][cases[begun]]
            for number in np.unique(numbers).tolist():
                if number >= 0:
                    here = numbers == number
                    moved = [(since[begun[here]], until[begun[here]]) for since, until in pauses]
                    since = view.at[places[here]]
                    due = self._clocks[number].due_paused(since, counted.span, counted.counting, moved)
                    due = np.where(dues[places[here]] == NONE, NONE, due)
                    dues[places[here]] = due
                    view.beyond(_flags(cases[begun[here]][due == UNKNOWN], log.count), "no_due")


def _flags(cases: Places, count: int) -> Flags:
    found = np.zeros(count, dtype=bool)
    found[cases] = True
    return found
