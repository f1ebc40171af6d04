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
from servicepolicy.columnar.mixing import Marks, followed, mixed, seed
from servicepolicy.columnar.question import Question
from servicepolicy.columnar.seen import MOST_EVENTS, Seen
from servicepolicy.judging.matters import TOLD_APART

_NEVER: Final = (1 << 62) + 2  # later than any end of a span
_NOTHING: Final = np.zeros(0, dtype=np.uint64)
_ANY: Final = "any other that names a matter"
_UNREAD: Final = np.uint64(0x2545F4914F6CDD1D)

__all__ = ["headed", "letters_of", "marked"]


def marked(question: Question, log: Log, view: Seen, letters: Marks, said: Marks, as_of: int) -> tuple[Marks, Marks]:
    """The situation of each subject that a rule sees: two words, for each of which others are equal by accident.

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
    return made.marks, made.checks


class _Marking:
    def __init__(self, question: Question, log: Log, view: Seen, letters: Marks, said: Marks, as_of: int) -> None:
        self._situation, self._log, self._view, self._as_of = question.situation, log, view, as_of
        self._letters = letters if view.amounts is None else mixed(letters, view.amounts.marks)
        self._compared = view.compared(question, log)
        self.marks, self.checks = said.copy(), said.copy()

    def mark_of(self, cases: Places, size: int, *, doubted: bool = False) -> None:
        """Mark the subjects that have so many events; the doubted have every span twice, and are few."""
        if not len(cases):
            return
        log, view = self._log, self._view
        places = view.first[cases]
        rows = [view.rows.take(places + place) for place in range(size)]
        at = [view.at.take(places + place) for place in range(size)]
        mark = check = self.marks.take(cases)
        for place in range(size):
            letters = self._letters.take(places + place)
            mark, check = mixed(mark, letters), followed(check, letters)
        signs = _Signs(mark, check)
        signs.number(np.uint64(doubted), 2)
        signs.add(log.opened[cases] == at[0])
        for one in range(1, size):
            signs.add(at[one] == at[one - 1])
        spans = len(view.dues) if doubted else view.spans
        for number in range(spans):
            self._spans(signs, number, spans, places, at)
        if self._situation.recorded:
            _written_down(signs, [log.recorded[row] for row in rows], at)
        if self._situation.people:
            acted = [self._compared[view.kind[places + place]] for place in range(size)]
            names = view.compared_in(self._situation)
            _who(signs, [log.marks(name)[row] for name in names for row in rows], acted * len(names))
        if view.amounts is not None:
            _how_much(signs, [view.amounts.amount[places + place] for place in range(size)])
        self.marks[cases], self.checks[cases] = signs.done()

    def _spans(self, signs: _Signs, number: int, spans: int, places: Places, at: list[Instants]) -> None:
        """How the ends of a span lie to the events, to the ends of others, and to the moment; nothing where none is."""
        view, capped, from_start = self._view, self._situation.capped, self._situation.from_start
        against = [view.against[number].take(places + place) for place in range(len(at))]
        moments = [
            np.where(one, instant, _NEVER) if one.any() else None for one, instant in zip(against, at, strict=True)
        ]
        for one in range(len(at)):
            due = view.dues[number].take(places + one)
            there = due != NONE
            looked_at = bool(there.any())
            whole = looked_at and bool(there.all())
            for other in (self._as_of, *moments[:one], *moments[one + 1 :]):
                if other is None or not looked_at:
                    signs.nothing(3)
                else:
                    signs.compare(due, other)  # what is not counted lies before all
            # Of spans that are counted from the start, the one that is meant is told by what begins the occurrence.
            for other in () if from_start else range(one + 1, len(at)):
                signs.add((due == view.dues[number][places + other]) & there) if looked_at else signs.nothing(2)
            for more in range(number + 1, spans):
                for other in () if more == capped else range(len(at)):
                    if not looked_at:
                        signs.nothing(3)
                        continue
                    end = view.dues[more].take(places + other)
                    signs.compare(due, end if whole else np.where(there, end, _NEVER))


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
    named = frozenset({question.per or ""})
    said = [question.reads(kind) - left_out if own else named for kind, own in zip(log.kinds, view.own, strict=True)]
    kinds = view.kind
    marks_of_kinds = [
        seed(kind if own or kind in TOLD_APART else _ANY) for kind, own in zip(log.kinds, view.own, strict=True)
    ]
    found = np.array(marks_of_kinds, dtype=np.uint64).take(kinds) if len(rows) else _NOTHING
    for name in sorted(name for name in frozenset[str]().union(*said) if log.has(name)):
        mine = np.array([name in names for names in said], dtype=bool).take(kinds)
        marks = np.where(mine, log.marks(name).take(rows), _UNREAD)
        if name in question.sides:
            marks = question.sides[name].of(marks, mine & ~log.tie[rows], lambda some: log.said(name, rows[some]))  # noqa: B023 - asked at once
        found = mixed(found, marks + np.uint64(seed(name)))
    flags = log.tie.take(rows).astype(np.uint64)
    credited = situation.credited
    of_kinds = zip(log.kinds, view.own, strict=True)
    told = np.array([own and (credited is None or kind in credited) for kind, own in of_kinds], dtype=bool).take(kinds)
    for place, name in enumerate(view.people):
        flags |= (~log.there(name).take(rows) & told).astype(np.uint64) << np.uint64(place + 1)
    if view.elsewhere is not None:
        flags |= view.elsewhere.astype(np.uint64) << np.uint64(32)
    return mixed(found, flags)


def _written_down(signs: _Signs, late: list[Instants], at: list[Instants]) -> None:
    """Whether events were written down by when others happened."""
    for one in range(len(at)):
        delayed = bool((late[one] > at[one]).any())
        if one:
            tie = at[one] == at[one - 1]
            signs.add((late[one] > at[one]) & tie) if delayed else signs.nothing(2)
        for other in range(one + 1, len(at)):  # what was not delayed was written down by all that came later
            signs.add(late[one] > at[other]) if delayed else signs.nothing(2)


def _how_much(signs: _Signs, own: list[Instants]) -> None:
    """How amounts lie to each other."""
    for one in range(len(own)):
        for other in range(one + 1, len(own)):
            signs.compare(own[one], own[other])


def _who(signs: _Signs, people: list[Marks], acted: list[Flags]) -> None:
    """Who is the same as whom; of those who are not compared, each is somebody else."""
    whole = [bool(one.all()) for one in acted]
    for one in range(1, len(people)):
        if not acted[one].any():
            signs.nothing(64)
            continue
        same = np.full(len(people[one]), one, dtype=np.uint64)
        for other in range(one - 1, -1, -1):
            alike = people[one] == people[other]
            same = np.where(alike if whole[other] else alike & acted[other], np.uint64(other), same)
        signs.number(same if whole[one] else np.where(acted[one], same, np.uint64(0)), 64)


class _Signs:
    """Small numbers packed into marks: the same for whoever is in one situation, whoever else is in the batch.

    Args:
        mark: What was said before.
        check: The same, marked in another way.
    """

    def __init__(self, mark: Marks, check: Marks) -> None:
        self._mark, self._check = mark, check
        self._word = np.zeros(len(mark), dtype=np.uint64)
        self._room = 1
        self._ahead = 1

    def number(self, values: Marks | np.uint64, below: int) -> None:
        """Add a number below another."""
        self._make_room(below)
        self._word *= np.uint64(self._ahead * below)
        self._word += values
        self._ahead = 1

    def nothing(self, below: int) -> None:
        """Add nought to all, in place of a number below another."""
        self._make_room(below)
        self._ahead *= below

    def add(self, flags: Flags) -> None:
        """Add whether something holds."""
        self.number(flags.view(np.uint8).astype(np.uint64), 2)

    def compare(self, one: Instants, other: Instants | int) -> None:
        """Add how two numbers lie to each other."""
        self.number(((one > other).view(np.uint8) + (one >= other).view(np.uint8)).astype(np.uint64), 3)

    def done(self) -> tuple[Marks, Marks]:
        """Both marks with all that was added."""
        word = self._word * np.uint64(self._ahead)
        return mixed(self._mark, word), followed(self._check, word)

    def _make_room(self, below: int) -> None:
        if self._room * below >= 1 << 62:
            self._mark, self._check = self.done()
            self._word = np.zeros(len(self._mark), dtype=np.uint64)
            self._room, self._ahead = 1, 1
        self._room *= below
