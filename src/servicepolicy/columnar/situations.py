"""The mark of the situation in which a subject is for a rule: equal where everything agrees that the rule can see.

It is made of what the rule's events say, in order, of how the ends of the spans that it counts lie to them and to the
judged moment, of who did the same as whom, and of how amounts compare. The instants, numbers and names themselves are
no part of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from servicepolicy.columnar.clock_arrays import NONE, Instants
from servicepolicy.columnar.heads import Heads
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks, mixed, seed
from servicepolicy.columnar.question import Question
from servicepolicy.columnar.seen import MOST_EVENTS, Seen

__all__ = ["headed", "letters_of", "marked"]

_NOT_SAID: Final = frozenset({"subject", "event", "at", "recorded_at", "seq", "id", "voids", "by", "actors", "note"})


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
    for size in np.unique(view.count).tolist():
        if 0 < size <= MOST_EVENTS:
            made.mark_of(np.flatnonzero((view.count == size) & (view.why == 0)), size)
    return made.marks


class _Marking:
    def __init__(self, question: Question, log: Log, view: Seen, letters: Marks, said: Marks, as_of: int) -> None:
        self._situation, self._log, self._view, self._as_of = question.situation, log, view, as_of
        self._letters = letters if view.amounts is None else mixed(letters, view.amounts.marks)
        self.marks = said.copy()

    def mark_of(self, cases: Places, size: int) -> None:
        """Mark the subjects that have so many events."""
        if not len(cases):
            return
        log, view, as_of = self._log, self._view, self._as_of
        places = view.first[cases]
        rows = [view.rows[places + place] for place in range(size)]
        at = [log.at[row] for row in rows]
        mark = self.marks[cases]
        for place in range(size):
            mark = mixed(mark, self._letters[places + place])
        signs = _Signs(mark)
        signs.add(log.opened[cases] == at[0])
        for one in range(1, size):
            signs.add(at[one] == at[one - 1])
        dues = [[due[places + place] for place in range(size)] for due in view.dues]
        for number in range(len(dues)):
            _spans(signs, dues, number, at, as_of)
        if self._situation.recorded:
            _written_down(signs, [log.recorded[row] for row in rows], at, as_of)
        compares = self._situation.people or self._situation.whole
        if signs.says(compares and bool(view.people)):
            _who(signs, [log.marks(name)[row] for name in view.people for row in rows])
        if signs.says(view.amounts is not None) and view.amounts is not None:
            _how_much(signs, [view.amounts.amount[places + place] for place in range(size)])
        self.marks[cases] = signs.done()


def headed(question: Question, heads: Heads, count: int) -> Marks:
    """What is known of each subject beside its events, as far as the rule reads it."""
    found = np.full(count, np.uint64(seed(question.rule.id)), dtype=np.uint64)
    for name in sorted(question.header):
        found = mixed(found, heads.marks(name) + np.uint64(seed(name)))
    return mixed(found, heads.clock_of_unit.astype(np.uint64)) if question.unit else found


def letters_of(question: Question, log: Log, rows: Places) -> Marks:
    """What each row says to the rule."""
    names = set(question.fields)
    if question.situation.whole:
        names |= {name for name in log.frame.columns if name not in _NOT_SAID}
    if question.per is not None:
        names.add(question.per)
    if question.situation.limits is not None:
        names.discard("amount")
    names -= set(question.situation.named)
    if question.unit:
        names -= set(question.unit_sources.values()) - _read_otherwise(question)
    names = {name for name in names if log.has(name)}
    kinds = np.array([seed(kind) for kind in log.kinds], dtype=np.uint64)
    found = kinds[log.kind[rows]] if len(rows) else np.zeros(0, dtype=np.uint64)
    for name in sorted(names):
        found = mixed(found, log.marks(name)[rows] + np.uint64(seed(name)))
    flags = log.tie[rows].astype(np.uint64)
    for place, name in enumerate(("by", *question.situation.named)):
        if log.has(name):
            flags |= log.frame[name].is_null().to_numpy()[rows].astype(np.uint64) << np.uint64(place + 1)
    return mixed(found, flags)


def _read_otherwise(question: Question) -> set[str]:
    """The columns that a rule reads although they say the unit: its conditions name them."""
    return set(question.fields) if "unit" in question.header else set()


def _spans(signs: _Signs, dues: list[list[Instants]], number: int, at: list[Instants], as_of: int) -> None:
    """How the ends of a span, counted from each event, lie to the events, to the ends of others, and to the moment."""
    for one, due in enumerate(dues[number]):
        if not signs.says(bool((due != NONE).any())):
            continue
        signs.compare(due, as_of)
        for other, instant in enumerate(at):
            if other != one:
                signs.compare(due, instant)
        for other in range(one + 1, len(at)):
            signs.add(due == dues[number][other])
        for more in dues[number + 1 :]:
            for other in range(len(at)):
                signs.compare(due, more[other])


def _written_down(signs: _Signs, late: list[Instants], at: list[Instants], as_of: int) -> None:
    """Whether events were written down by when others happened or were."""
    if not signs.says(any(bool((one > two).any()) for one, two in zip(late, at, strict=True))):
        return
    for one in range(len(at)):
        signs.add(late[one] <= as_of)
        for other in range(len(at)):
            if other != one:
                signs.add(late[one] <= at[other])
                signs.add(late[one] <= late[other])


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
    """Small numbers packed into marks."""

    def __init__(self, mark: Marks) -> None:
        self._mark = mark
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
