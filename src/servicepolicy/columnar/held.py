"""Subjects that are at hand as the reference engine reads them, made columns; each is checked already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from servicepolicy.columnar.gathered import Gathered, Reads
from servicepolicy.columnar.log import Places
from servicepolicy.logs.columns.portion import Among
from servicepolicy.models.event import Event
from servicepolicy.models.timeline import SubjectFacts

__all__ = ["held", "lying"]

_INSTANT: Final = pl.Datetime("us", "UTC")
_ELSEWHERE: Final = ("opened_at", "timezone")  # what a header says that columns do not express


class _Holding:
    """The subjects, for whoever is to be judged by the reference engine.

    Args:
        facts: The subjects, in order.
    """

    def __init__(self, facts: Sequence[SubjectFacts]) -> None:
        self._facts = facts

    def facts(self, wanted: Iterable[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some of them, by their places."""
        return ((place, self._facts[place]) for place in wanted)

    def quickly(self, wanted: Iterable[int], *_said: object) -> Iterator[tuple[int, SubjectFacts]]:
        """The same."""
        return self.facts(wanted)

    def of(self, places: Places) -> _Holding:
        """Those of some places."""
        return _Holding([self._facts[place] for place in places.tolist()])


class _Lying:
    """The same of subjects that lie in columns: each is made as it is asked for.

    Args:
        among: The subjects.
        places: Which of them.
    """

    def __init__(self, among: Among, places: Places) -> None:
        self._among, self._places = among, places

    def facts(self, wanted: Iterable[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some of them, by their places."""
        asked = list(wanted)
        found = self._among.each(self._places[asked].tolist())
        return ((place, facts) for place, (_, facts) in zip(asked, found, strict=True))

    def quickly(self, wanted: Iterable[int], *_said: object) -> Iterator[tuple[int, SubjectFacts]]:
        """The same."""
        return self.facts(wanted)

    def of(self, places: Places) -> _Lying:
        """Those of some places."""
        return _Lying(self._among, self._places[places])


def held(facts: Sequence[SubjectFacts], fields: Collection[str], header: Collection[str]) -> Gathered:
    """Subjects of one kind, whose source cannot supply the same fields, as columns.

    Args:
        facts: The subjects.
        fields: The fields of events, and of who acted, that anybody reads.
        header: The fields of the header that anybody reads.
    """
    making = _Making(fields, header)
    for place, subject in enumerate(facts):
        making.take(place, subject)
    return making.made([subject.id for subject in facts], _Holding(facts))


def lying(among: Among, fields: Collection[str], header: Collection[str]) -> Gathered:
    """The same of subjects that lie in columns already, some of whose fields are read.

    Args:
        among: The subjects.
        fields: The fields of events, and of who acted, that anybody reads.
        header: The fields of the header that anybody reads.
    """
    crowd = among.crowd
    named = [name for name in crowd.events.columns if name in {*fields, "seq"}]
    events = crowd.events.select("event", "at", "recorded_at", *(name for name in named if crowd.says(name)))
    there = [
        name if name in crowd.heads.columns else pl.lit(None, pl.String).alias(name)
        for name in sorted({*header, "unit"})
    ]
    heads = crowd.heads.select(there)
    keys = pl.Series("subject", crowd.keys, dtype=pl.String)
    return Gathered(
        events, crowd.case, heads, keys, _Lying(among, np.arange(len(crowd))), np.zeros(len(crowd), dtype=bool)
    )


class _Making:
    def __init__(self, fields: Collection[str], header: Collection[str]) -> None:
        self._fields, self._header = frozenset(fields), sorted({*header, "unit"})
        self._kinds: list[str] = []
        self._at: list[int] = []
        self._recorded: list[int] = []
        self._case: list[int] = []
        self._said: dict[str, _Column] = {name: _Column() for name in (*sorted(fields), "seq")}
        self._heads: dict[str, _Column] = {name: _Column() for name in self._header}
        self._beyond: list[int] = []

    def take(self, place: int, subject: SubjectFacts) -> None:
        """Take in a subject; of one that columns do not express, nothing."""
        if not _plain(subject):
            self._beyond.append(place)
            return
        for name, column in self._heads.items():
            value = subject.header.get(name)
            if value is not None:
                column.take(place, _text(value))
        for event in subject.timeline.events:
            self._event(place, event)

    def _event(self, place: int, event: Event) -> None:
        row = len(self._kinds)
        self._kinds.append(event.kind)
        self._at.append(event.at)
        self._recorded.append(event.recorded_at)
        self._case.append(place)
        said = self._said
        if event.seq is not None:
            said["seq"].take(row, event.seq)
        for actor in event.actors:
            for name, who in (("by", actor.id), ("role", actor.role), ("unit", actor.unit), ("kind", actor.kind)):
                if who is not None and name in self._fields:
                    said[name].take(row, who)
        for name, value in event.fields.items():
            if name in self._fields:
                said[name].take(row, _text(value))

    def made(self, keys: Sequence[str], reads: Reads) -> Gathered:
        """The columns."""
        count, size = len(self._kinds), len(keys)
        events = pl.DataFrame(
            {
                "event": pl.Series(self._kinds, dtype=pl.String),
                "at": pl.Series(self._at, dtype=pl.Int64).cast(_INSTANT),
                "recorded_at": pl.Series(self._recorded, dtype=pl.Int64).cast(_INSTANT),
                **{
                    name: column.made(count, pl.Int64() if name == "seq" else pl.String())
                    for name, column in self._said.items()
                    if column.rows
                },
            }
        )
        heads = {name: column.made(size, pl.String()) for name, column in self._heads.items()}
        beyond = np.zeros(size, dtype=bool)
        beyond[self._beyond] = True
        return Gathered(
            events,
            np.array(self._case, dtype=np.int64),
            pl.DataFrame(heads),
            pl.Series("subject", keys, dtype=pl.String),
            reads,
            beyond,
        )


class _Column:
    """What some rows say; the others say nothing."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self._values: list[Any] = []

    def take(self, row: int, value: str | int) -> None:
        self.rows.append(row)
        self._values.append(value)

    def made(self, count: int, dtype: pl.DataType) -> pl.Series:
        places = np.full(count, len(self._values), dtype=np.int64)
        places[self.rows] = np.arange(len(self._values))
        return pl.Series([*self._values, None], dtype=dtype).gather(places)


def _plain(subject: SubjectFacts) -> bool:
    """Whether columns express it: nothing was taken back, told twice, dated or done by several at once."""
    if not subject.timeline.is_plain:
        return False
    header = subject.header
    if any(name in header for name in _ELSEWHERE) or any(isinstance(value, tuple) for value in header.values()):
        return False
    return all(len(event.actors) < 2 for event in subject.timeline.events)


def _text(value: object) -> str:
    """A value as a text that is equal where it is equal: of one field, all are of one type."""
    return value if isinstance(value, str) else str(value)
