"""A log: subjects to be judged one at a time, with counts of what was read and problems of what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import attrs

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.logs.containers.source import CONTEXT, Source, form_of, sources_of
from servicepolicy.logs.counts import Counts, Findings
from servicepolicy.logs.found import Found
from servicepolicy.logs.gather import shown_key
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.own_words import Records, own_records
from servicepolicy.logs.table import EMPTY
from servicepolicy.models.quick_check import quick_facts
from servicepolicy.models.subject import known_zone
from servicepolicy.models.vocabulary import subject_model, subjects
from servicepolicy.worktime._instant import first_instant, from_us, in_reach, to_us

if TYPE_CHECKING:
    from servicepolicy.logs.columns.portion import Portion
    from servicepolicy.logs.foreign import Others
    from servicepolicy.models.masking import Mask
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts

__all__ = ["Log", "read_log"]

_Held = TypeVar("_Held")
_Found = TypeVar("_Found")
_Subject = tuple[_Held, "SubjectFacts"]
_OWN = (".jsonl", ".ndjson", ".json", "objects")


@attrs.define
class Log:
    """The subjects of a log, checked one by one as they are asked for; each pass reads afresh and keeps nothing.

    Subjects that cannot be used are left out; `problems` says which and why once a pass has ended. Their values are
    never shown.

    Attributes:
        file: Name of the file, or of the folder.
        known: How many cases there are, where that is known before the first pass.
        columns: From which columns each field is read, by the field's name; a log in our own words has none.
        maps: What the `map` of each field makes of texts, where it has one.
        on_unlisted: Called with each problem that `problems` has no room for.
        gathered: Its rows were gathered by case, so that no id comes twice, and none is remembered.
        folder: The folder that it is, where it was opened as one (`read_folder`).
        mask: What gives people pseudonyms in `facts`, and in what is told of the log; `None`: nothing does.
    """

    file: str
    known: int | None
    _records: Records
    _findings: Findings
    _moments: Callable[[], Iterator[tuple[datetime, bool, str | None]]] | None = None
    columns: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict[str, tuple[str, ...]])
    _quick: Callable[[Findings], Iterator[Found | SubjectFacts]] | None = None
    _many: Callable[[Findings], Iterator[tuple[Portion, Others]] | None] | None = None
    maps: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]], kw_only=True)
    on_unlisted: Callable[[Problem], object] | None = attrs.field(default=None, kw_only=True)
    gathered: bool = attrs.field(default=False, kw_only=True)
    folder: Path | None = attrs.field(default=None, kw_only=True)
    mask: Mask | None = attrs.field(default=None, kw_only=True)

    def __iter__(self) -> Iterator[SubjectRecord]:
        """Every subject that can be used."""
        return (subject for subject, _ in self._pass(self._records, _record))

    def facts(self) -> Iterator[SubjectFacts]:
        """What judges read of every subject that can be used: as `.facts()` of each, in a third of the time."""
        found = (facts for _, facts in self._pass(self._quick or self._records, _facts))
        return found if self.mask is None else map(self.mask.facts, found)

    def portions(self) -> Iterator[Portion] | None:
        """The same, many at a time as they lie in columns; `None` = they have to be read one by one."""
        if self._many is None or self.mask is not None:
            return None
        findings = Findings(self.file, on_unlisted=self.on_unlisted)
        found = self._many(findings)
        if found is not None:
            self._findings = findings
        return None if found is None else (self._usable(*one, findings) for one in found)

    def _usable(self, portion: Portion, read: Others, findings: Findings) -> Portion:
        """A portion with those that are read one by one and can be used; all of it is counted."""
        counts = findings.counts
        others: list[tuple[int, SubjectFacts]] = []
        for place, found in read:
            subject = _facts(found, findings)
            if subject is None:
                counts.refused += 1
                continue
            others.append((place, subject[1]))
            _counted(counts, subject[1])
        counts.subjects += len(portion.crowd)
        counts.kinds.update(portion.crowd.kinds())
        if (span := portion.crowd.span()) is not None:
            counts.spans(*span)
        return attrs.evolve(portion, others=others)

    def _pass(
        self,
        records: Callable[[Findings], Iterator[_Found]],
        read: Callable[[_Found, Findings], _Subject[_Held] | None],
    ) -> Iterator[_Subject[_Held]]:
        findings = self._findings = Findings(self.file, on_unlisted=self.on_unlisted)
        counts = findings.counts
        seen: dict[str, set[str]] = {}
        for found in records(findings):
            subject = read(found, findings)
            if subject is None:
                counts.refused += 1
                continue
            facts = subject[1]
            ids = seen.setdefault(facts.subject, set())
            if facts.id in ids:
                counts.refused += 1
                file, line = (found.file, found.line) if isinstance(found, Found) else (None, None)
                place = _where(file or self.file, line, facts.id)
                findings.add(Problem("one-id-twice", place, "this id is there before"))
                continue
            if not self.gathered:
                ids.add(facts.id)
            _counted(counts, facts)
            yield subject

    @property
    def counts(self) -> Counts:
        """What the latest pass has read so far."""
        counts = self._findings.counts
        if self.mask is None or not counts.unlisted_texts:
            return counts
        fields = {column: field for field, columns in self.columns.items() for column in columns}
        told: Counter[tuple[str, str]] = Counter()
        for (column, text), count in counts.unlisted_texts.items():
            told[column, self.mask.text(fields.get(column, ""), text)] += count
        return attrs.evolve(counts, unlisted_texts=told)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the latest pass could not use; the first 200 single ones, then cells by column."""
        return self._findings.problems()

    @property
    def rows(self) -> int:
        """How many lines or rows the latest pass has read."""
        return self.counts.rows

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Entries of the mapping that matched no row of the latest pass, if it has ended."""
        return self.counts.unmatched

    @property
    def unlisted(self) -> int:
        """How many more problems there are than `problems` lists."""
        return self._findings.unlisted

    @property
    def context(self) -> Path | None:
        """The context that lies beside the subjects of a folder, if there is one."""
        beside = None if self.folder is None else self.folder / CONTEXT
        return beside if beside is not None and beside.is_file() else None

    def last_instant(self) -> datetime | None:
        """The latest time of any event that can be read, in UTC; a pass of its own. `None` = there is none.

        Of a date without a time it is the end of that day.
        """
        latest: datetime | None = None
        for at in self._instants():
            if latest is None or at > latest:
                latest = at
        return None if latest is None else latest.astimezone(UTC)

    def _instants(self) -> Iterator[datetime]:
        if self._moments is not None:
            for moment, dated, zone in self._moments():
                yield _end_of_day(moment, zone) if dated else moment
            return
        for found in self._records(Findings(self.file)):
            zone = found.content.get("timezone")
            for event in _listed(found.content.get("events")):
                at = _aware(event.get("at"), zone) if isinstance(event, Mapping) else None
                if at is not None:
                    yield at


def read_log(
    log: object, mapping: LogMapping | Mapping[str, Any] | str | Path | None = None, *, allow_empty: bool = False
) -> Log:
    """Opens a log.

    Without a mapping a log is in our own words: JSON or JSON lines, a record each, or an event a line with the id of
    its `case` (lines without `event` then hold the header); or an iterable of such records. All else needs a mapping.

    Args:
        log: A path, `-` for standard input, a file object, bytes; a folder, an archive or a list of paths, whose files
            are read as one log: a case may lie in several of them; a frame of pandas, Polars or Arrow; a cursor or a
            result of SQLAlchemy; an iterable of mappings. The ending of a file tells its form: `.jsonl`, `.json`,
            `.csv`, `.tsv`, `.xlsx`, `.parquet`, `.arrow`, `.xes`, OCEL 2.0 (`.jsonocel`, `.xmlocel`, `.sqlite`); it may
            be packed (`.gz`, `.zst`, `.zip`).
        mapping: What its columns and activities mean: an object, plain data, or the file that says so.
        allow_empty: A log without any row is one without subjects, and no error.

    Raises:
        UsageError: No such file, an unknown form, a missing mapping, or an extra is not installed.
        FactsError: The log is empty, cut off, lacks columns, or the mapping matches nothing in it.
        PolicyError: The mapping has problems.
    """
    file = _file_of(log)
    if mapping is None and isinstance(log, str | Path):
        _refuse_foreign(log)
    if isinstance(mapping, str | Path):
        from servicepolicy.logs.mapping_file import load_mapping

        mapping = load_mapping(mapping)
    elif mapping is not None:
        from servicepolicy.logs.mapping_file import check_forms

        mapping = mapping if isinstance(mapping, LogMapping) else LogMapping.model_validate(mapping)
        check_forms(mapping)
    try:
        return _opened(sources_of(log), mapping, file)
    except FactsError as error:
        if not allow_empty or any(problem.code != EMPTY for problem in error.problems):
            raise
    return Log(file or "log", 0, lambda _: iter(()), Findings(file or "log"))


def _refuse_foreign(log: str | Path) -> None:
    """A file that is called as no log in our own words is needs a mapping, whatever is in it."""
    path = Path(log)
    form, packed = form_of(path.name)
    if path.is_file() and form not in (*_OWN, ".zip") and log != "-" and not packed and path.stat().st_size:
        raise _needs_mapping(form or path.name)


def _needs_mapping(what: str) -> UsageError:
    return UsageError(
        f"a log in `{what}` needs a mapping that names its columns: `--mapping FILE`; `servicepolicy map` proposes one"
    )


def _file_of(log: object) -> str | None:
    if isinstance(log, str | Path) and log != "-":
        return Path(log).name or str(log)
    return None


def _opened(sources: tuple[Source, ...], mapping: LogMapping | None, file: str | None) -> Log:
    name = file or (sources[0].name if len(sources) == 1 else f"{len(sources)} files")
    if mapping is not None:
        from servicepolicy.logs.foreign import ForeignLog

        foreign = ForeignLog(sources, mapping, name)
        return Log(
            name,
            len(foreign.cases),
            foreign.records,
            Findings(name),
            foreign.moments,
            mapping.sources(),
            foreign.facts,
            foreign.portions,
            maps=mapping.maps(),
            gathered=True,
        )
    ours = tuple(source for source in sources if source.form in _OWN)
    for source in ours or sources:  # what else lies in a folder is not in our words
        if source.form not in _OWN:
            raise _needs_mapping(source.form or source.name)
    kept = tuple(_kept(source) for source in ours)
    return Log(name, None, own_records(kept), Findings(name))


def _kept(source: Source) -> Source:
    """An iterable that can be gone through once is kept, as every pass reads afresh."""
    if source.held is None or isinstance(source.held, list | tuple):
        return source
    if not isinstance(source.held, Iterable) or hasattr(source.held, "columns") or hasattr(source.held, "fetchmany"):
        raise UsageError(f"a log of `{source.name}` needs a mapping that names its columns")
    return attrs.evolve(source, held=list(cast("Iterable[object]", source.held)))


# ---------------------------------------------------------------- checking


def _counted(counts: Counts, facts: SubjectFacts) -> None:
    """Count a subject that can be judged."""
    counts.subjects += 1
    timeline = facts.timeline
    counts.duplicates += timeline.duplicates
    if timeline.events:
        counts.spans(timeline.events[0].at, timeline.events[-1].at)
        for kind, events in timeline.by_kind.items():
            counts.kinds[kind] += len(events)


def _record(found: Found, findings: Findings) -> tuple[SubjectRecord, SubjectFacts] | None:
    subject = _checked(found, findings)
    return None if subject is None else (subject, subject.facts())


def _facts(found: Found | SubjectFacts, findings: Findings) -> tuple[None, SubjectFacts] | None:
    """What is plainly right needs no record: that is made of the others, to say what is wrong."""
    if not isinstance(found, Found):
        return None, found
    facts = None if found.problems else quick_facts(found.content)
    if facts is None:
        subject = _checked(found, findings)
        facts = None if subject is None else subject.facts()
    return None if facts is None else (None, facts)


def _checked(found: Found, findings: Findings) -> SubjectRecord | None:
    """The subject of a record, or nothing: then why it cannot be used is told."""
    kind = found.content.get("subject", "case")
    key = found.content.get("id")
    file = found.file or findings.file
    problems = list(found.problems)
    if kind not in subjects():
        message = f"`subject` is none of {', '.join(f'`{name}`' for name in subjects())}"
        place = _where(file, found.line_of("subject"), key)
        problems.append(Problem("unknown-subject", place, message))
    elif not problems:
        try:
            return subject_model(str(kind)).model_validate(found.content)
        except FactsError as error:
            for problem in error.problems:
                place = _where(file, found.line_of(problem.where.path), key, problem.where.path)
                problems.append(attrs.evolve(problem, where=place))
    for problem in problems:
        findings.add(problem)
    return None


def _where(file: str, line: int | None, key: object, path: str = "") -> Where:
    return Where(file=file, line=line, path=": ".join(part for part in (shown_key(key), path) if part))


def _listed(events: object) -> list[object]:
    return cast("list[object]", events) if isinstance(events, list) else []


def _end_of_day(first: datetime, zone: str | None) -> datetime:
    """The last instant of the day that begins at an instant."""
    name = zone or "UTC"
    on = from_us(to_us(first), name).date()
    return from_us(first_instant(on.toordinal() + 1, name) - 1, name)


def _aware(at: object, zone: object) -> datetime | None:
    on = _date(at)
    if on is not None:
        named = isinstance(zone, str) and known_zone(zone) and in_reach(on)
        return from_us(first_instant(on.toordinal() + 1, zone) - 1, zone) if named and isinstance(zone, str) else None
    if isinstance(at, str):
        try:
            at = datetime.fromisoformat(at)
        except ValueError:
            return None
    return at if isinstance(at, datetime) and at.utcoffset() is not None and in_reach(at) else None


def _date(at: object) -> date | None:
    """A date without a time."""
    if isinstance(at, str) and len(at) == len("2026-01-05"):
        try:
            return date.fromisoformat(at)
        except ValueError:
            return None
    return at if isinstance(at, date) and not isinstance(at, datetime) else None
