"""Logs in words of their own, read by way of a mapping: tables and documents, gathered by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.logs.containers.open import read_table
from servicepolicy.logs.containers.source import Source, matching, sources_of
from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Found
from servicepolicy.logs.gather import CaseRows, Cases, Gathering
from servicepolicy.logs.mapping import LogMapping, TablePart, case_of
from servicepolicy.logs.part_reader import KnownTimes
from servicepolicy.logs.rows import RowReader
from servicepolicy.logs.table import EMPTY, Table, refused
from servicepolicy.logs.texts import says_nothing, text_of
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.worktime._instant import from_us

if TYPE_CHECKING:
    from servicepolicy.logs.columns.cases import ColumnCases, Piece
    from servicepolicy.logs.columns.crowd import CrowdReader
    from servicepolicy.logs.columns.portion import Portion

__all__ = ["ForeignLog", "Others"]

Others = Iterator[tuple[int, "SubjectFacts | Found"]]
"""Cases of a portion that are read one by one, by their places."""

_Read = TypeVar("_Read")
_TELLING: Final = (
    2_000  # cases that show which way their rows stand, and with what they begin: those that follow do so, too
)


class ForeignLog:
    """The cases of foreign sources, gathered once.

    Raises:
        UsageError: A source is of a kind that is not known, or a file that the mapping names is not there.
        FactsError: A source cannot be read, lacks columns, or the mapping matches nothing in it.
    """

    def __init__(self, sources: Sequence[Source], mapping: LogMapping, file: str) -> None:
        self._mapping = mapping
        self._file = file
        self._opened = Findings(file)
        self._zones: list[str | None] = [None] * len(mapping.parts)
        self._several = len(sources) > 1
        self._known: KnownTimes = {}
        gathering = Gathering(mapping, self._opened)
        self.cases: Cases | ColumnCases = self._gather(gathering, sources) or gathering.cases()
        if not self.cases and not self._opened.counts.rows and not self._opened.counts.passed_over:
            raise refused(EMPTY, file, "the log has a header but no rows")
        self._refuse_if_nothing_matches()
        self._refuse_newest_first()
        trial = RowReader(mapping, Findings(file), self._zones, self._known)
        self._openings = trial.openings(islice(self.cases, _TELLING))

    def records(self, findings: Findings) -> Iterator[Found]:
        """The record of each case."""
        return self._pass(findings, RowReader.record)

    def facts(self, findings: Findings) -> Iterator[SubjectFacts | Found]:
        """What judges read of each case, where that is plainly in order; else its record."""
        return self._pass(findings, RowReader.facts)

    def portions(self, findings: Findings) -> Iterator[tuple[Portion, Others]] | None:
        """The cases many at a time, as they lie in columns, with the others; `None` = all are read one by one."""
        pieces = getattr(self.cases, "pieces", None)
        reader = self._reader(findings)
        crowds = None if pieces is None else reader.crowds()
        return None if pieces is None or crowds is None else self._portions(pieces(), reader, crowds, findings)

    def _portions(
        self, pieces: Iterable[Piece], reader: RowReader, crowds: CrowdReader, findings: Findings
    ) -> Iterator[tuple[Portion, Others]]:
        from servicepolicy.logs.columns.portion import OneByOne, Portion

        findings.taken(self._opened)
        one_by_one = OneByOne.of(self._mapping, self._zones, self._openings, flags=self.cases.flags)
        for piece in pieces:
            crowd = crowds.read(piece)
            others = ((place, reader.facts(case)) for place, case in piece.some(piece.others(crowd.places)))
            yield Portion(piece, crowd, one_by_one), others
        self._ended(findings, reader)

    def _reader(self, findings: Findings) -> RowReader:
        reader = RowReader(self._mapping, findings, self._zones, self._known, self.cases.shown, flags=self.cases.flags)
        reader.expect(self._openings)
        return reader

    def _ended(self, findings: Findings, reader: RowReader) -> None:
        findings.counts.unmatched = reader.unmatched
        findings.counts.forms = reader.forms

    def _pass(self, findings: Findings, read: Callable[[RowReader, CaseRows], _Read]) -> Iterator[_Read]:
        findings.taken(self._opened)
        reader = self._reader(findings)
        for case in self.cases:
            yield read(reader, case)
        self._ended(findings, reader)

    def moments(self) -> Iterator[tuple[datetime, bool, str | None]]:
        """When events happened, whether that is a whole day, and of which zone: each, or the first and last of many."""
        reader = RowReader(self._mapping, Findings(self._file), self._zones, self._known)
        pieces = getattr(self.cases, "pieces", None)
        crowds = None if pieces is None else self._reader(Findings(self._file)).crowds()
        if pieces is None or crowds is None:
            yield from _moments(reader, self.cases)
            return
        for piece in pieces():
            crowd = crowds.read(piece)
            for us in crowd.span() or ():
                yield from_us(us, "UTC"), False, None
            yield from _moments(reader, (case for _, case in piece.some(piece.others(crowd.places))))

    # ---------------------------------------------------------------- reading

    def _gather(self, gathering: Gathering, sources: Sequence[Source]) -> ColumnCases | None:
        """Gather the rows by case; those of one large table whose rows can stay in columns are left there."""
        mapping = self._mapping
        second = mapping.header_from
        if second is not None:
            sources = self._second(gathering, sources)
        used: set[str] = set()
        for index, part in enumerate(mapping.parts):
            columns = {name: at for at, name in enumerate(mapping.columns_of(part))}
            chosen = matching(sources, part.file)
            if not chosen:
                known = ", ".join(f"`{source.name}`" for source in sources[:8])
                raise UsageError(f"no file of the log is called `{part.file}`: it has {known}")
            for source in chosen:
                used.add(source.name)
                table = self._table(source, part, columns)
                if table.zone is not None:
                    self._zones[index] = table.zone
                if len(sources) == 1 and (cases := self._left_in_columns(table, part)) is not None:
                    return cases
                gathering.add(table, part, index, columns)
                self._refuse_missing(table, part, columns)
        return None

    def _left_in_columns(self, table: Table, part: TablePart) -> ColumnCases | None:
        if table.frames is None:
            return None
        from servicepolicy.logs.columns.cases import brought_together

        cases = brought_together(table, self._mapping, part)
        if cases is not None:
            self._opened.counts.rows += table.frames.count
        return cases

    def _table(self, source: Source, part: TablePart, columns: Mapping[str, int]) -> Table:
        many = frozenset(one.column for one in part.each)
        table = read_table(source, tuple(columns), many, part.rows, self._mapping.csv)
        if table.fixed:
            self._refuse_missing(table, part, columns)
        return table

    def _refuse_missing(self, table: Table, part: TablePart, columns: Mapping[str, int]) -> None:
        """A table has a column or lacks it; a document may leave out what is empty, but not what every row needs."""
        from servicepolicy.logs.containers.header import named_as
        from servicepolicy.logs.mapping_file import missing_column

        present = list(table.present)
        missing = [name for name in columns if not named_as(present, name)]
        if not table.fixed:
            counts = self._opened.counts
            needed = {case_of(part).name, *(part.at.cell().named() if part.at is not None else ())}
            needed |= {part.event} if part.event is not None else set()
            missing = [name for name in missing if name in needed] if counts.rows and not self._several else []
        if missing and not (not present and not table.fixed):
            raise FactsError([missing_column(table.file, name, present) for name in missing])

    def _second(self, gathering: Gathering, sources: Sequence[Source]) -> tuple[Source, ...]:
        """Reads the second table, and tells which sources are left for the first."""
        from servicepolicy.logs.second_table import as_part

        mapping = self._mapping
        said = mapping.header_from
        if said is None:
            return tuple(sources)
        found = [source for source in sources if source.name == said.file]
        rest = tuple(source for source in sources if source.name != said.file)
        if not found:
            found = list(_beside(sources, said.file))
        part = as_part(mapping, said)
        columns = {name: at for at, name in enumerate(mapping.columns_of(part))}
        columns.setdefault(said.key, len(columns))
        table = read_table(found[0], tuple(columns), frozenset(), said.rows, said.csv or mapping.csv)
        self._refuse_missing(table, part, columns)
        ids: dict[str, str] = {}
        key, case = columns[said.key], columns[case_of(part).name]

        def named(cell: object) -> str:
            text = "" if cell is None else text_of(cell).strip()
            return "" if text in mapping.absent or says_nothing(text) else text

        def rows() -> Iterator[tuple[int, Sequence[object], Problem | str | None]]:
            for number, cells, note in table.rows:
                id = named(cells[case]) if note is None else ""
                if id:
                    known = named(cells[key])
                    where = Where(file=table.file, line=number, path=id[:80])
                    if not known:
                        message = "the row has no key by which the log names its case"
                        yield number, cells, Problem("no-case", where, message)
                        continue
                    if known in ids:
                        yield number, cells, Problem("one-id-twice", where, "this key is there before")
                        continue
                    ids[known] = id
                yield number, cells, note

        whole = Table(table.file, table.present, rows(), table.fixed, table.zone)
        gathering.add(whole, part, len(mapping.parts), columns)
        gathering.ids = ids
        if not rest:
            raise UsageError(f"`{said.file}` is the second table, and the log itself is missing")
        return rest

    # ---------------------------------------------------------------- what cannot be meant

    def _refuse_if_nothing_matches(self) -> None:
        trial = Findings(self._file)
        reader = RowReader(self._mapping, trial, self._zones, self._known)
        if any(reader.record(case).content.get("events") for case in self.cases):
            return
        lost = trial.lost_by_column()
        if lost:  # activities match, and none of their times can be read
            raise FactsError(lost)
        most = ", ".join(f"`{name}`" for name, _ in trial.counts.unmapped.most_common(5) if name)
        hint = f"the log's activities are {most}" if most else "compare the columns' values with those in the mapping"
        message = f"the mapping `{self._mapping.mapping}` matches nothing in the log"
        before = [problem for problem in self._opened.problems() if problem.code != "no-case" or not self.cases]
        problem = Problem("nothing-mapped", Where(file=self._file), message, hint)
        raise FactsError([problem, *trial.problems(), *before][:20])

    def _refuse_newest_first(self) -> None:
        """Rows whose order is said to mean something, and which stand the newest first, would be read backwards."""
        if not self._mapping.ordered:
            return
        reader = RowReader(self._mapping, Findings(self._file), self._zones, self._known)
        ways: Counter[bool] = Counter()
        for case in self.cases:
            first, last = reader.ends(case)
            if first is not None and last is not None and first.us != last.us:
                ways[first.us < last.us or (last.later is not None and first.at < last.later)] += 1
                if ways.total() == _TELLING:
                    break
        if ways[False] > ways[True]:
            newest = not self._mapping.newest_first
            way = "newest" if newest else "oldest"
            said = "seq: {row: descending}" if newest else "seq: row"
            message = f"the rows stand the {way} first, and the mapping says that their order is the other way round"
            where = Where(file=self._file)
            raise FactsError([Problem("rows-backwards", where, message, f"say in the mapping: `{said}`")])


def _moments(reader: RowReader, cases: Iterable[CaseRows]) -> Iterator[tuple[datetime, bool, str | None]]:
    for case in cases:
        for reading, zone in reader.moments(case):
            yield reading.at, reading.on is not None, zone


def _beside(sources: Sequence[Source], name: str) -> Sequence[Source]:
    """A file of this name in the folder of the log."""
    place = next((source.path.parent for source in sources if source.path is not None), None)
    if place is None or Path(name).name != name:
        raise UsageError(f"the second table `{name}` is a file beside the log, or one of its files")
    return sources_of(place / name)
