"""Subjects taken apart: of a rule that judges each event by its neighbours alone, one piece for each such event.

Of a rule to which of many acts few matter, these few. However many events a subject has, a piece has few of them, and
so most pieces are in situations that others are in.
"""

from __future__ import annotations

import json
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
from servicepolicy.columnar.seen import Seen
from servicepolicy.columnar.verdict_table import ARROW, TEXT, Table
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
    found: Flags = (begun > 1) | ((begun > 0) & (view.count > _FEW))
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

    Of acts of which nobody knows who did them nothing matters where somebody who is known did both.

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
    untold = view.cases_of(~log.there(who)[view.rows])
    if (untold & found).any():
        both = _Acts(question, log, view, untold & found).of_both()
        untold[both["case"].to_numpy()] = False
    return found & ~untold


def shortened(question: Question, log: Log, view: Seen, cases: Flags, some: Gathered, checks: Checks) -> Pieces:
    """Some subjects with no more acts than matter: the first of each kind, the last, and those of one who did both.

    What their verdicts tell of the others is told in `facts` and `who`.
    """
    told = _Acts(question, log, view, cases)
    acts, both = told.acts, told.of_both()
    one = both.sort("case", "first").unique("case", keep="first", maintain_order=True)
    kept = (
        pl.concat(
            [
                acts.group_by("case", "second").agg(pl.col("place").min())["place"],
                acts.group_by("case").agg(pl.col("place").max())["place"],
                one["first"],
                one["other"],
            ]
        )
        .unique()
        .sort()
        .to_numpy()
    )
    of, number = np.unique(view.case[kept], return_inverse=True)
    facts = acts.sort("case", "second", "place").group_by("case", maintain_order=True).agg("number")["number"]
    names = log.texts(told.who, view.rows[both["first"].to_numpy()])
    who = pl.DataFrame({"case": both["case"], "name": names, "said": _quoted(names)}).sort("case", "name")
    who = who.group_by("case", maintain_order=True).agg("said")
    pieces = _gathered(of, number, view.rows[kept], log, some, checks)
    said = '[["who", [' + who["said"].list.join(", ") + "]]]"
    by_case = pl.DataFrame({"case": of}).join(
        pl.DataFrame({"case": who["case"], "said": said}), on="case", how="left", maintain_order="left"
    )
    return Pieces(of, pieces, facts.cast(pl.List(pl.Int32)), by_case["said"])


class _Acts:
    """The acts of some subjects of which nobody is to do both, by who did them."""

    def __init__(self, question: Question, log: Log, view: Seen, cases: Flags) -> None:
        one, other, self.who = question.situation.kept_apart or (frozenset(), frozenset(), "by")
        second = view.of_kinds(log, other)
        place = np.flatnonzero(cases[view.case] & (second | view.of_kinds(log, one)))
        rows = view.rows[place]
        self._there = log.there(self.who)[rows]
        self.acts = pl.DataFrame(
            {
                "case": view.case[place],
                "who": log.marks(self.who)[rows],
                "second": second[place],
                "place": place,
                "number": log.number[rows],
            }
        )

    def of_both(self) -> pl.DataFrame:
        """Whoever did both: their first act, and their first one of the other kind."""
        firsts = self.acts.filter(pl.Series(self._there)).group_by("case", "who", "second").agg(pl.col("place").min())
        found = firsts.group_by("case", "who").agg(
            first=pl.col("place").min(), other=pl.col("place").max(), kinds=pl.len()
        )
        return found.filter(pl.col("kinds") > 1)


def _quoted(names: pl.Series) -> pl.Series:
    """Names as JSON writes them."""
    words = names.unique()
    return names.replace_strict(words, pl.Series([json.dumps(word) for word in words], dtype=pl.String))


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
        _Parts(some.reads, checks, log.placed, of, log.number[rows], _ends(number)),
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
        who: For each piece what its verdict says of who did both; null: nobody did.
    """

    of: Places
    gathered: Gathered
    facts: pl.Series | None = None
    who: pl.Series | None = None

    def completed(self, table: Table) -> Table:
        """Verdicts on pieces, with what was left out of these told, too."""
        if self.facts is None or self.who is None:
            return table
        piece = pl.Series(table["subject"].combine_chunks().indices)
        both = pl.Series(table["reason"]).cast(pl.String) == "did_both"
        said = pl.Series(table["reason_args"]).cast(pl.String)
        told = self.who.gather(piece).zip_with(both, said)
        for name, column in (("facts", self.facts.gather(piece)), ("reason_args", told)):
            place = ARROW.get_field_index(name)
            field = ARROW.field(place)
            held = column.to_arrow(compat_level=pl.CompatLevel.oldest())
            table = table.set_column(place, field, held.dictionary_encode() if field.type == TEXT else held)
        return table


class _Parts:
    """Hands out pieces as the reference engine reads subjects."""

    def __init__(
        self,
        reads: Reads,
        checks: Checks,
        placed: Flags,
        of: Places,
        numbers: Places,
        ends: tuple[Places, Places],
    ) -> None:
        self._reads, self._checks, self._placed, self._of, self._numbers = reads, checks, placed, of, numbers
        self._begin, self._end = ends

    def facts(self, wanted: Sequence[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some of them, each with its place."""
        by_case = [(case, list(some)) for case, some in groupby(wanted, lambda one: int(self._of[one]))]
        whole = self._reads.quickly([case for case, _ in by_case], self._checks, self._placed)
        for (_, some), (_, facts) in zip(by_case, whole, strict=True):
            for one in some:
                numbers = set(self._numbers[self._begin[one] : self._end[one]].tolist())
                events = tuple(event for event in facts.timeline.events if event.number in numbers)
                yield one, attrs.evolve(facts, timeline=Timeline.plain(events))

    def quickly(self, wanted: Sequence[int], *_said: object) -> Iterator[tuple[int, SubjectFacts]]:
        """The same."""
        return self.facts(wanted)

    def of(self, places: Places) -> _Parts:
        """Those of some places."""
        ends = self._begin[places], self._end[places]
        return _Parts(self._reads, self._checks, self._placed, self._of[places], self._numbers, ends)


def _ends(number: Places) -> tuple[Places, Places]:
    """Where the rows of each piece begin and end."""
    between = np.flatnonzero(np.diff(number, prepend=-1, append=-1))
    return between[:-1], between[1:]
