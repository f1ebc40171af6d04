"""The mark of the situation in which a subject is for a rule: equal where everything agrees that the rule can see.

It is made of what the rule's events say, in order, of how the ends of the spans that it counts lie to them and to the
judged moment, of who did the same as whom, and of how amounts compare. The instants, numbers and names themselves are
no part of it.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from servicepolicy.columnar.clock_arrays import NONE, Instants
from servicepolicy.columnar.heads import Heads
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks, mixed, seed
from servicepolicy.columnar.question import Question
from servicepolicy.columnar.seen import MOST_EVENTS, Seen

_NOTHING: Final = np.zeros(0, dtype=np.uint64)
_UNREAD: Final = np.uint64(0x2545F4914F6CDD1D)

__all__ = ["headed", "letters_of", "marked"]


def marked(question: Question, log: Log, view: Seen, letters: Marks, said: Marks, as_of: int) -> Marks:
    """The situation of each subject that a rule sees.

    Args:
        question: What the rule asks.
        log: The events.
        view: What it sees.
        letters: What each of its rows says.
        said: What else is known of each subject.
        as_of: The moment that is judged.
    """
    made = _Marking(question, log, view, letters, said, as_of)
    told = view.why == 0
    if view.doubted is not None and view.doubted.any():
        for size in np.unique(view.count[view.doubted & told]).tolist():
            made.mark_of(np.flatnonzero((view.count == size) & told & view.doubted), size, doubted=True)
        told &= ~view.doubted
    for size in np.flatnonzero(np.bincount(view.count)).tolist():
        if 0 < size <= MOST_EVENTS:
            made.mark_of(np.flatnonzero((view.count == size) & told), size)
    return made.marks


class _Marking:
    def __init__(self, question: Question, log: Log, view: Seen, letters: Marks, said: Marks, as_of: int) -> None:
        self._situation, self._log, self._view, self._as_of = question.situation, log, view, as_of
        self._letters = letters if view.amounts is None else mixed(letters, view.amounts.marks)
        self.marks = said.copy()

    def mark_of(self, cases: Places, size: int, *, doubted: bool = False) -> None:
        """Mark the subjects that have so many events; the doubted have every span twice, and are few."""
        if not len(cases):
            return
        log, view = self._log, self._view
        places = view.first[cases]
        rows = [view.rows[places + place] for place in range(size)]
        at = [view.at[places + place] for place in range(size)]
        mark = self.marks[cases]
        for place in range(size):
            mark = mixed(mark, self._letters[places + place])
        signs = _Signs(mark, everything=doubted)
        signs.add(log.opened[cases] == at[0])
        for one in range(1, size):
            signs.add(at[one] == at[one - 1])
        spans = len(view.dues) if doubted else view.spans
        for number in range(spans):
            self._spans(signs, number, spans, places, at)
        if self._situation.recorded:
            _written_down(signs, [log.recorded[row] for row in rows], at)
        if signs.says(self._situation.people):
            _who(signs, [log.marks(name)[row] for name in view.people for row in rows])
        if signs.says(view.amounts is not None) and view.amounts is not None:
            _how_much(signs, [view.amounts.amount[places + place] for place in range(size)])
        self.marks[cases] = signs.done()

    def _spans(self, signs: _Signs, number: int, spans: int, places: Places, at: list[Instants]) -> None:
        """How the ends of a span lie to the events, to the ends of others, and to the moment."""
        view, capped = self._view, self._situation.capped
        against = [view.against[number][places + place] for place in range(len(at))]
        looked_at = [signs.says(bool(one.any())) for one in against]
        for one in range(len(at)):
            due = view.dues[number][places + one]
            if not signs.says(bool((due != NONE).any())):
                continue
            signs.compare(due, self._as_of)
            for other, instant in enumerate(at):
                if other != one and looked_at[other]:
                    signs.compare(due, np.where(against[other], instant, NONE))
            if not self._situation.from_start:  # else the one that is meant is told by what begins the occurrence
                for other in range(one + 1, len(at)):
                    signs.add(due == view.dues[number][places + other])
            for more in range(number + 1, spans):
                if more != capped:
                    for other in range(len(at)):
                        signs.compare(due, view.dues[more][places + other])


def headed(question: Question, heads: Heads, count: int) -> Marks:
    """What is known of each subject beside its events, as far as the rule reads it."""
    found = np.full(count, np.uint64(seed(question.rule.id)), dtype=np.uint64)
    for name in sorted(question.header):
        marks = heads.marks(name)
        if name in question.header_sides:
            marks = question.header_sides[name].of(marks, np.ones(count, dtype=bool), partial(heads.said, name))
        found = mixed(found, marks + np.uint64(seed(name)))
    return mixed(found, heads.clock_of_unit.astype(np.uint64)) if question.unit else found


def letters_of(question: Question, log: Log, view: Seen) -> Marks:
    """What each row says to the rule."""
    situation, rows = question.situation, view.rows
    left_out = {"amount"} if situation.limits is not None else set[str]()
    left_out |= set(situation.named)
    if question.unit and "unit" not in question.header:
        left_out |= set(question.unit_sources.values())
    said = [question.reads(kind) - left_out for kind in log.kinds]
    kinds = log.kind[rows]
    found = np.array([seed(kind) for kind in log.kinds], dtype=np.uint64)[kinds] if len(rows) else _NOTHING
    for name in sorted(name for name in frozenset[str]().union(*said) if log.has(name)):
        mine = np.array([name in names for names in said], dtype=bool)[kinds]
        marks = np.where(mine, log.marks(name)[rows], _UNREAD)
        if name in question.sides:
            marks = question.sides[name].of(marks, mine & ~log.tie[rows], lambda some: log.said(name, rows[some]))  # noqa: B023 - asked at once
        found = mixed(found, marks + np.uint64(seed(name)))
    flags = log.tie[rows].astype(np.uint64)
    credited = situation.credited
    for place, name in enumerate(view.people):
        nobody = ~log.there(name)[rows]
        if credited is not None:
            nobody &= np.array([kind in credited for kind in log.kinds], dtype=bool)[kinds]
        flags |= nobody.astype(np.uint64) << np.uint64(place + 1)
    if view.elsewhere is not None:
        flags |= view.elsewhere.astype(np.uint64) << np.uint64(32)
    return mixed(found, flags)


def _written_down(signs: _Signs, late: list[Instants], at: list[Instants]) -> None:
    """Whether events were written down by when others happened."""
    if not signs.says(any(bool((one > two).any()) for one, two in zip(late, at, strict=True))):
        return
    for one in range(len(at)):
        for other in range(len(at)):
            if other != one:
                signs.add(late[one] <= at[other])


def _how_much(signs: _Signs, own: list[Instants]) -> None:
    """How amounts lie to each other."""
    for one in range(len(own)):
        for other in range(one + 1, len(own)):
            signs.compare(own[one], own[other])


def _who(signs: _Signs, people: list[Marks]) -> None:
    """Who is the same as whom."""
    for one in range(1, len(people)):
        same = np.full(len(people[one]), one, dtype=np.uint64)
        for other in range(one - 1, -1, -1):
            same = np.where(people[one] == people[other], np.uint64(other), same)
        signs.number(same, 64)


class _Signs:
    """Small numbers packed into marks.

    Args:
        mark: What was said before.
        everything: All is said, even of what is so of nobody: the same where few are looked at as where many are.
    """

    def __init__(self, mark: Marks, *, everything: bool) -> None:
        self._mark, self._everything = mark, everything
        self._word = np.zeros(len(mark), dtype=np.uint64)
        self._room = 1

    def number(self, values: Marks, below: int) -> None:
        """Add a number below another."""
        if self._room * below >= 1 << 62:
            self._mark = mixed(self._mark, self._word)
            self._word, self._room = np.zeros(len(self._mark), dtype=np.uint64), 1
        self._word = self._word * np.uint64(below) + values
        self._room *= below

    def says(self, there: bool) -> bool:
        """Add whether something is said of all at all, so that what follows is not taken for something else."""
        there = there or self._everything
        self.number(np.full(len(self._mark), int(there), dtype=np.uint64), 2)
        return there

    def add(self, flags: Flags) -> None:
        """Add whether something holds."""
        self.number(flags.astype(np.uint64), 2)

    def compare(self, one: Instants, other: Instants | int) -> None:
        """Add how two numbers lie to each other."""
        self.number((one > other).astype(np.uint64) + (one >= other).astype(np.uint64), 3)

    def done(self) -> Marks:
        """The marks with all that was added."""
        return mixed(self._mark, self._word)
