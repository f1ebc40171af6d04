"""Subjects taken apart: of a rule that judges each event by its neighbours alone, one piece for each such event.

However many events a subject has, a piece has few of them, and so most pieces are in situations that others are in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.checked import Checks
from servicepolicy.columnar.gathered import Gathered, Reads
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.question import Question
from servicepolicy.columnar.seen import MOST_EVENTS, Seen
from servicepolicy.models.timeline import SubjectFacts, Timeline

__all__ = ["Pieces", "pieces_of", "to_be_taken_apart"]


def to_be_taken_apart(question: Question, log: Log, view: Seen, reaching: Flags) -> Flags:
    """The subjects whose events a rule judges one by one, where it does: nothing but the events tells their verdicts.

    Args:
        question: What the rule asks.
        log: The events.
        view: What it sees.
        reaching: The subjects that reach into another edition.
    """
    pieces, per = question.situation.pieces, question.per
    if pieces is None or question.unit:
        return np.zeros(log.count, dtype=bool)
    begun = np.bincount(view.case[view.of_kinds(log, pieces.starts)], minlength=log.count)
    many = view.reasons.index("many_events") if "many_events" in view.reasons else 0
    found: Flags = ((view.why == 0) | (view.why == many)) & log.placed & ~reaching
    found &= (begun > 1) | ((begun > 0) & (view.count > MOST_EVENTS))
    if per is not None and log.has(per):
        found[log.case[log.there(per)]] = False
    return found


def pieces_of(question: Question, log: Log, view: Seen, cases: Flags, some: Gathered, checks: Checks) -> Pieces:
    """The pieces of some subjects: each event that is judged, with the nearest of each kind that may count for it."""
    pieces = question.situation.pieces
    assert pieces is not None  # noqa: S101 - whoever asks has subjects that can be taken apart
    mine = cases[view.case]
    starts = np.flatnonzero(view.of_kinds(log, pieces.starts) & mine)
    of = view.case[starts]
    numbers, places = [np.arange(len(starts))], [starts]
    for kind in sorted(pieces.beside):
        there = np.flatnonzero(view.of_kinds(log, {kind}) & mine)
        if not len(there):
            continue
        nearest = np.searchsorted(there, starts) - (1 if pieces.before else 0)
        inside = np.flatnonzero((nearest >= 0) & (nearest < len(there)))
        inside = inside[view.case[there[nearest[inside]]] == of[inside]]
        numbers.append(inside)
        places.append(there[nearest[inside]])
    number, place = np.concatenate(numbers), np.concatenate(places)
    order = np.lexsort((place, number))
    number, rows = number[order], view.rows[place[order]]
    chosen = pl.Series(of)
    gathered = Gathered(
        log.frame[pl.Series(log.rows_of(rows))],
        number,
        None if some.heads is None else some.heads[chosen],
        some.keys.gather(chosen),
        _Parts(some.reads, checks, log.placed, of, np.split(log.number[rows], np.flatnonzero(np.diff(number)) + 1)),
        np.zeros(len(of), dtype=bool),
        log.number[rows],
    )
    return Pieces(of, gathered)


@attrs.frozen(eq=False)
class Pieces:
    """Pieces of subjects.

    Attributes:
        of: For each piece the place of its subject.
        gathered: The pieces, as if each were a subject; their events keep their numbers.
    """

    of: Places
    gathered: Gathered


class _Parts:
    """Hands out pieces as the reference engine reads subjects."""

    def __init__(self, reads: Reads, checks: Checks, placed: Flags, of: Places, numbers: Sequence[Places]) -> None:
        self._reads, self._checks, self._placed, self._of, self._numbers = reads, checks, placed, of, numbers

    def facts(self, wanted: Sequence[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some of them, each with its place."""
        by_case = [(case, list(some)) for case, some in groupby(wanted, lambda one: int(self._of[one]))]
        whole = self._reads.quickly([case for case, _ in by_case], self._checks, self._placed)
        for (_, some), (_, facts) in zip(by_case, whole, strict=True):
            for one in some:
                numbers = set(self._numbers[one].tolist())
                events = tuple(event for event in facts.timeline.events if event.number in numbers)
                yield one, attrs.evolve(facts, timeline=Timeline.plain(events))

    def quickly(self, wanted: Sequence[int], *_said: object) -> Iterator[tuple[int, SubjectFacts]]:
        """The same."""
        return self.facts(wanted)

    def of(self, places: Places) -> _Parts:
        """Those of some places."""
        return _Parts(
            self._reads, self._checks, self._placed, self._of[places], [self._numbers[one] for one in places.tolist()]
        )
