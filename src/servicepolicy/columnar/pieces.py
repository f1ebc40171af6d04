"""Subjects taken apart: of a rule that judges each event by its neighbours alone, one piece for each such event.

Of a rule to which of many acts few matter, these few. However many events a subject has, a piece has few of them, and
so most pieces are in situations that others are in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.checked import Checks
from servicepolicy.columnar.gathered import Gathered, Reads
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.question import Question
from servicepolicy.columnar.seen import MOST_EVENTS, Seen
from servicepolicy.models.timeline import SubjectFacts, Timeline

__all__ = ["Pieces", "pieces_of", "shortened", "to_be_shortened", "to_be_taken_apart"]

_FEW: Final = 4  # acts that need no shortening


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
    found: Flags = (begun > 1) | ((begun > 0) & (view.count > MOST_EVENTS))
    return found & _plain(log, view, per) & ~reaching


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
    return Pieces(of, _gathered(of, number, rows, log, some, checks))


def to_be_shortened(question: Question, log: Log, view: Seen, reaching: Flags) -> Flags:
    """The subjects with many acts of two kinds, where nothing matters but who did any of both.

    Args:
        question: What the rule asks.
        log: The events.
        view: What it sees.
        reaching: The subjects that reach into another edition.
    """
    apart, per = question.situation.kept_apart, question.per
    if apart is None:
        return np.zeros(log.count, dtype=bool)
    found: Flags = _plain(log, view, per) & ~reaching & (view.count > _FEW)
    *acts, who = apart
    for kinds in acts:
        found &= view.cases_of(view.of_kinds(log, kinds))
    found[view.case[~log.there(who)[view.rows]]] = False
    return found


def shortened(question: Question, log: Log, view: Seen, cases: Flags, some: Gathered, checks: Checks) -> Pieces:
    """Some subjects with no more acts than matter: the first and the last, the first of each kind, and of who did both.

    What their verdicts tell of the acts is told in `facts`.
    """
    one, other, who = question.situation.kept_apart or (frozenset(), frozenset(), "by")
    place = np.flatnonzero(cases[view.case] & view.of_kinds(log, one | other))
    acts = pl.DataFrame(
        {
            "case": view.case[place],
            "who": log.marks(who)[view.rows[place]],
            "second": view.of_kinds(log, other)[place],
            "place": place,
            "number": log.number[view.rows[place]],
        }
    )
    both = (
        acts.group_by("case", "who", "second")
        .agg(pl.col("place").min())
        .with_columns(several=pl.len().over("case", "who") > 1)
    )
    kept = (
        pl.concat(
            [
                acts.group_by("case", "second").agg(pl.col("place").min())["place"],
                acts.group_by("case").agg(pl.col("place").max())["place"],
                both.filter("several")["place"],
            ]
        )
        .unique()
        .sort()
        .to_numpy()
    )
    of, number = np.unique(view.case[kept], return_inverse=True)
    facts = acts.sort("case", "second", "place").group_by("case", maintain_order=True).agg("number")["number"]
    pieces = _gathered(of, number, view.rows[kept], log, some, checks)
    return Pieces(of, pieces, facts.cast(pl.List(pl.Int32)))


def _plain(log: Log, view: Seen, per: str | None) -> Flags:
    """The subjects that columns express but for their many events: each at an instant of its own, none of a matter."""
    many = view.reasons.index("many_events") if "many_events" in view.reasons else 0
    found: Flags = ((view.why == 0) | (view.why == many)) & log.placed
    if per is not None and log.has(per):
        found[log.case[log.there(per)]] = False
    return found


def _gathered(of: Places, number: Places, rows: Places, log: Log, some: Gathered, checks: Checks) -> Gathered:
    """Pieces as if each were a subject.

    Args:
        of: The subject of each.
        number: The piece of each row.
        rows: Rows of the log, those of a piece together.
        log: The events.
        some: The subjects.
        checks: What was checked of them.
    """
    chosen = pl.Series(of)
    return Gathered(
        log.frame[pl.Series(log.rows_of(rows))],
        number,
        None if some.heads is None else some.heads[chosen],
        some.keys.gather(chosen),
        _Parts(some.reads, checks, log.placed, of, np.split(log.number[rows], np.flatnonzero(np.diff(number)) + 1)),
        np.zeros(len(of), dtype=bool),
        log.number[rows],
    )


@attrs.frozen(eq=False)
class Pieces:
    """Pieces of subjects.

    Attributes:
        of: For each piece the place of its subject.
        gathered: The pieces, as if each were a subject; their events keep their numbers.
        facts: For each piece the numbers of the events that its verdict tells; `None`: those that the piece has.
    """

    of: Places
    gathered: Gathered
    facts: pl.Series | None = None


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
