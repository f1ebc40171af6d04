"""Two tables judged: on columns whatever columns express exactly, by the reference engine the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.batch import Counts, Judge, within
from servicepolicy.columnar.clock_arrays import Instants
from servicepolicy.columnar.gathered import Gathered, Some
from servicepolicy.columnar.held import held, lying
from servicepolicy.columnar.log import Places
from servicepolicy.columnar.records import Records
from servicepolicy.columnar.tables import events_table, subjects_table
from servicepolicy.columnar.verdict_table import COUNTS, Evaluated, Table, frame_of, table_of
from servicepolicy.errors import FactsError, Problem, Where
from servicepolicy.language.rule import LASTING
from servicepolicy.logs.columns.portion import Among
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.policy import arguments
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Verdict

__all__ = ["ReadOff", "Session"]

_AT_ONCE: Final = 50_000
"""Subjects of one batch: the arrays of so many fit the caches of a processor, nearly."""

_INSTANTS: Final = pl.Schema({"at": pl.Datetime("us", "UTC")})


@attrs.frozen
class ReadOff:
    """What was found of subjects that are at hand.

    Attributes:
        table: Verdicts that columns tell, as a table of `verdict_table.SCHEMA`; `None`: they tell none.
        verdicts: Those of the reference engine, by the place of the subject.
    """

    table: pl.DataFrame | None
    verdicts: Mapping[int, Sequence[Verdict]]


@attrs.frozen
class _Found:
    """What was found so far."""

    tables: list[Table] = attrs.field(factory=list[Table])
    verdicts: dict[int, list[Verdict]] = attrs.field(factory=dict[int, "list[Verdict]"])

    def take(self, read: tuple[Sequence[Table], Mapping[tuple[int, str], Sequence[Verdict]]], places: Places) -> None:
        """What was read off of subjects that stand at some places."""
        tables, rest = read
        self.tables.extend(tables)
        for (place, _), found in rest.items():
            self.verdicts.setdefault(int(places[place]), []).extend(found)

    def read_off(self) -> ReadOff:
        """All of it."""
        return ReadOff(frame_of(self.tables) if self.tables else None, self.verdicts)


class Session:
    """A policy that judges tables, one after another; what was found of a situation serves the tables that follow.

    Args:
        policy: The policy.
        as_of: The moment that is judged.
        known_at: What was recorded later does not exist; absent: everything handed in.
        context: What is around the subjects.
        rules: Ids of the rules that are judged; absent: all.

    Raises:
        OpenBlanksError: The policy has blanks that nothing fills.
        NaiveTimeError: A time has neither zone nor offset.
        UsageError: The policy has no such rule.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        as_of: datetime,
        known_at: datetime | None = None,
        context: Context | None = None,
        rules: Iterable[str] | None = None,
    ) -> None:
        self._policy, self._context = policy, context
        self._as_of, self._known_at = arguments.instant(as_of, "as_of"), arguments.perhaps(known_at, "known_at")
        self._asked = None if rules is None else arguments.rules_of(policy, rules)
        self._engine = policy._engine(self._known_at, context)  # the same engine that the policy asks
        self._kinds = {rule.id: rule.kind_name() for rule in policy.rules}
        self._judges: dict[tuple[str, int, frozenset[str]], Judge] = {}

    def judge(self, events: Any, subjects: Any = None) -> Evaluated:
        """The verdicts on the subjects of two tables.

        Raises:
            UsageError: Something is no table.
            FactsError: A table, or what it says of a subject, cannot be used.
        """
        counts: Counts = {}
        found = frame_of(self.tables(events, subjects, counts))
        rows = [(*key, pairs) for key, pairs in sorted(counts.items())]
        return Evaluated(found, pl.DataFrame(rows, schema=COUNTS, orient="row"))

    def tables(self, events: Any, subjects: Any, counts: Counts) -> Iterator[Table]:
        """The same, some at a time, as tables of `verdict_table.ARROW`; what was judged in which way is counted."""
        told = events_table(events)
        yield from self._tables(told, None if subjects is None else subjects_table(subjects), counts)

    def read_off(self, facts: Sequence[SubjectFacts]) -> ReadOff:
        """The verdicts on subjects that are at hand: those that columns tell, and those of the engine.

        Args:
            facts: The subjects, all of one kind, and such that the source of each cannot supply the same fields.
        """
        opened = [self._as_of if one.opened is None else one.opened for one in facts]
        found = _Found()
        for index, places in self._by_edition(np.array(opened, dtype=np.int64)):
            some = [facts[place] for place in places.tolist()]
            judge = None
            if not some[0].half_read:
                judge = self._judge(some[0].subject, index, _INSTANTS, some[0].not_offered)
            if judge is None:
                found.verdicts.update((place, self._asked_of(facts[place])) for place in places.tolist())
            else:
                found.take(judge.read_off(held(some, *judge.reads())), places)
        return found.read_off()

    def read_off_together(self, among: Among) -> ReadOff:
        """The same of subjects that lie in columns already."""
        found = _Found()
        for index, places in self._by_edition(among.crowd.opened(self._as_of)):
            judge = self._judge(among.crowd.subject, index, _INSTANTS, among.crowd.not_offered)
            if judge is None:
                found.verdicts.update((place, self._asked_of(among[place])) for place in places.tolist())
            else:
                some = among if len(places) == len(among) else attrs.evolve(among, crowd=among.crowd.of(places))
                found.take(judge.read_off(lying(some, *judge.reads())), places)
        return found.read_off()

    def _asked_of(self, facts: SubjectFacts) -> list[Verdict]:
        """What the reference engine says of a subject, all rules asked."""
        report = self._engine.evaluate(
            facts, as_of=self._as_of, known_at=self._known_at, context=self._context, rules=self._asked
        )
        return [*report.verdicts, *report.advice]

    def _tables(self, events: pl.DataFrame, heads: pl.DataFrame | None, counts: Counts) -> Iterator[Table]:
        events, heads, keys, case, rows = _arranged(events, heads)
        offsets = np.concatenate(([0], np.cumsum(np.bincount(case, minlength=len(keys)))))
        records = Records(self._policy, events, heads, keys, offsets, rows)
        for kind, places in _by_kind(heads, len(keys)):
            for start, stop in places:
                begin, end = int(offsets[start]), int(offsets[stop])
                batch = Gathered(
                    events.slice(begin, end - begin),
                    case[begin:end] - start,
                    None if heads is None else heads.slice(start, stop - start),
                    keys.slice(start, stop - start),
                    Some(records, np.arange(start, stop)),
                )
                yield from self._of_batch(kind, batch, counts)

    def _of_batch(self, kind: str, batch: Gathered, counts: Counts) -> Iterator[Table]:
        """The verdicts on subjects of one kind: those together that one edition governs."""
        for index, places in self._by_edition(batch.opened(self._as_of)):
            some = batch if len(places) == len(batch) else batch.of(places)
            judge = self._judge(kind, index, batch.events.schema)
            if judge is None:
                yield self._one_by_one(some, counts)
                continue
            judge.counts = counts
            yield from judge.judge(some)

    def _by_edition(self, opened: Instants) -> Iterator[tuple[int, Places]]:
        """The places of the subjects that each edition governs, by when they opened; -1: none does."""
        editions = self._engine.editions.all
        index = np.full(len(opened), -1, dtype=np.int64)
        for number, edition in enumerate(editions):
            index[within(edition, opened)] = number
        for number in np.unique(index).tolist():
            yield number, np.flatnonzero(index == number)

    def _judge(self, kind: str, index: int, columns: pl.Schema, lacking: frozenset[str] = frozenset()) -> Judge | None:
        """What judges subjects of a kind on columns that an edition governs; `None` where nothing can."""
        of_each_start = self._engine.pin != "opened" and (index < 0 or len(self._engine.editions.all) > 1)
        organisation = None if self._context is None else self._context.organisation
        happened = organisation is not None and bool(organisation.facts().timeline.events)
        instants = all(
            isinstance(columns[name], pl.Datetime | pl.Null) for name in ("at", "recorded_at") if name in columns
        )
        if of_each_start or kind in LASTING or happened or not instants or columns["at"] == pl.Null:
            return None
        if (kind, index, lacking) not in self._judges:
            asked = tuple(self._kinds) if self._asked is None else tuple(self._asked)
            self._judges[kind, index, lacking] = Judge(
                self._policy, self._engine, index, kind, asked, self._as_of, self._known_at, self._context
            )
        return self._judges[kind, index, lacking]

    def _one_by_one(self, some: Gathered, counts: Counts) -> Table:
        """What the reference engine says of some subjects, all rules asked."""
        found: list[Verdict] = []
        for _, facts in some.reads.facts(range(len(some))):
            verdicts = self._asked_of(facts)
            found.extend(verdicts)
            for rule in {verdict.rule for verdict in verdicts}:
                key = self._kinds[rule], "reference", "tables"
                counts[key] = counts.get(key, 0) + 1
        return table_of(found)


def _arranged(
    events: pl.DataFrame, subjects: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame | None, pl.Series, Places, Places]:
    """The tables with the rows of each subject together, in the order of the subjects table or of their keys.

    Returns:
        Both tables, the keys, the place of the subject of each event, and the row that each had.
    """
    of_event = events["subject"].cast(pl.String)
    together = _together(of_event, subjects)
    if together is not None:
        return events, subjects, *together
    if subjects is None:
        keys = of_event.unique().sort()
    else:
        kinds = subjects["subject_kind"].cast(pl.String) if "subject_kind" in subjects.columns else None
        if kinds is not None and kinds.n_unique() > 1:  # those of one kind together
            subjects = subjects.sort(pl.col("subject_kind").cast(pl.String), maintain_order=True)
        keys = subjects["subject"].cast(pl.String)
    places = pl.DataFrame({"subject": keys, "place": pl.Series(range(len(keys)), dtype=pl.Int64)})
    place = of_event.to_frame("subject").join(places, on="subject", how="left", maintain_order="left")["place"]
    if place.null_count():
        rows = place.is_null().arg_true().head(20)
        message = "the table of subjects has no row for this subject"
        raise FactsError(Problem("unknown-subject", Where(path=f"events[{row}].subject"), message) for row in rows)
    case = place.to_numpy()
    order = np.arange(len(case))
    if len(case) and (case[1:] < case[:-1]).any():
        order = np.argsort(case, kind="stable")
        events, case = events[order], case[order]
    return events, subjects, keys, case, order


def _together(of_event: pl.Series, subjects: pl.DataFrame | None) -> tuple[pl.Series, Places, Places] | None:
    """What the events say of their subjects where those of each stand together, in order; `None` where they do not."""
    runs = of_event.rle().struct.unnest()
    keys, lengths = runs["value"], runs["len"].cast(pl.Int64).to_numpy()
    if subjects is None:
        if not (keys.is_sorted() and keys.n_unique() == len(keys)):
            return None
    elif "subject_kind" in subjects.columns or not keys.equals(subjects["subject"].cast(pl.String)):
        return None
    return keys, np.repeat(np.arange(len(keys)), lengths), np.arange(len(of_event))


def _by_kind(heads: pl.DataFrame | None, count: int) -> Iterator[tuple[str, Iterator[tuple[int, int]]]]:
    """The kinds of subjects, each with the batches of those of it, which stand together."""
    if heads is None or "subject_kind" not in heads.columns:
        yield "case", _batches(0, count)
        return
    runs = heads["subject_kind"].cast(pl.String).fill_null("case").rle().struct.unnest()
    start = 0
    for size, kind in zip(runs["len"], runs["value"], strict=True):
        yield str(kind), _batches(start, start + size)
        start += size


def _batches(start: int, stop: int) -> Iterator[tuple[int, int]]:
    for begin in range(start, stop, _AT_ONCE):
        yield begin, min(begin + _AT_ONCE, stop)
