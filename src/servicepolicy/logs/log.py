"""A log: subjects to be judged one at a time, with counts of what was read and problems of what was not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import attrs

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.logs.counts import Counts, Findings
from servicepolicy.logs.found import Found, Record
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.rows import CaseRows, RowReader, group, shown_key
from servicepolicy.logs.tables import EMPTY, Table, existing, json_lines, read_csv, read_json_rows, read_parquet
from servicepolicy.models.subject import known_zone
from servicepolicy.models.vocabulary import subject_model, subjects
from servicepolicy.worktime._instant import first_instant, from_us, in_reach

if TYPE_CHECKING:
    from servicepolicy.models.subject import SubjectRecord

__all__ = ["Log", "read_log"]

Records = Callable[[Findings], Iterator[Found]]


@attrs.define
class Log:
    """The subjects of a log, checked one by one as they are asked for; each pass reads afresh and keeps nothing.

    Subjects that cannot be used are left out; `problems` says which and why once a pass has ended. Their values are
    never shown.

    Attributes:
        file: Name of the file.
        known: How many cases there are, where that is known before the first pass.
    """

    file: str
    known: int | None
    _records: Records
    _findings: Findings

    def __iter__(self) -> Iterator[SubjectRecord]:
        """Every subject that can be used."""
        findings = self._findings = Findings(self.file)
        seen: set[str] = set()
        for found in self._records(findings):
            subject = _checked(found, findings)
            if subject is None:
                findings.counts.refused += 1
            elif (key := f"{subject.subject}/{subject.id}") in seen:
                findings.counts.refused += 1
                place = _where(self.file, found.line, subject.id)
                findings.add(Problem("one-id-twice", place, "this id is there before"))
            else:
                seen.add(key)
                findings.counts.subjects += 1
                findings.counts.duplicates += subject.facts().timeline.duplicates
                yield subject

    @property
    def counts(self) -> Counts:
        """What the latest pass has read so far."""
        return self._findings.counts

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

    def last_instant(self) -> datetime | None:
        """The latest time of any event that can be read, in UTC; a pass of its own. `None` = there is none.

        Of a date without a time it is the end of that day.
        """
        latest: datetime | None = None
        for found in self._records(Findings(self.file)):
            zone = found.content.get("timezone")
            for event in _listed(found.content.get("events")):
                at = _aware(event.get("at"), zone) if isinstance(event, Mapping) else None
                if at is not None and (latest is None or at > latest):
                    latest = at
        return None if latest is None else latest.astimezone(UTC)


def read_log(path: str | Path, mapping: LogMapping | str | Path | None = None, *, allow_empty: bool = False) -> Log:
    """Opens a log of JSON lines, CSV or Parquet.

    Without a mapping a log is JSONL in our own words: a record a line, or an event a line with the id of its `case`
    (lines without `event` then hold the header). CSV, Parquet and foreign JSONL need a mapping.

    Args:
        path: The file; its ending tells the form: `.jsonl` or `.ndjson`, `.csv` or `.tsv`, `.parquet`.
        mapping: What its columns and activities mean, or the file that says so.
        allow_empty: A log without any row is one without subjects, and no error.

    Raises:
        UsageError: No such file, an unknown form, a missing mapping, or Polars is not installed.
        FactsError: The log is empty, truncated, lacks columns, or the mapping matches nothing in it.
        PolicyError: The mapping file has problems.
    """
    path = Path(path)
    try:
        return _opened(path, mapping)
    except FactsError as error:
        if not allow_empty or any(problem.code != EMPTY for problem in error.problems):
            raise
    return Log(path.name, 0, lambda _: iter(()), Findings(path.name))


def _opened(path: Path, mapping: LogMapping | str | Path | None) -> Log:
    existing(path)
    if isinstance(mapping, str | Path):
        from servicepolicy.logs.mapping_file import load_mapping

        mapping = load_mapping(mapping)
    if mapping is not None:
        return _foreign(path, mapping)
    if path.suffix.lower() not in (".jsonl", ".ndjson", ".json"):
        raise UsageError(
            f"a log in `{path.suffix or path.name}` needs a mapping that names its columns: `--mapping FILE`"
        )
    return Log(path.name, None, _own_records(path), Findings(path.name))


# ---------------------------------------------------------------- logs in our own words


def _own_records(path: Path) -> Records:
    first = next((line.content for line in json_lines(path) if line.content is not None), {})
    return _event_lines(path) if "event" in first else _record_lines(path)


def _record_lines(path: Path) -> Records:
    def records(findings: Findings) -> Iterator[Found]:
        for line in json_lines(path):
            findings.counts.rows += 1
            if line.problem is not None:
                findings.add(line.problem)
            elif line.content is not None:
                findings.counts.events += len(_listed(line.content.get("events")))
                yield Found(line.content, line.number)

    return records


def _event_lines(path: Path) -> Records:
    def records(findings: Findings) -> Iterator[Found]:
        gathered: dict[str, Found] = {}
        for line in json_lines(path):
            findings.counts.rows += 1
            if line.problem is not None:
                findings.add(line.problem)
                findings.counts.unplaced += 1
            elif line.content is not None:
                _gather(line.content, line.number, gathered, findings)
        yield from gathered.values()

    return records


def _gather(content: Record, line: int, gathered: dict[str, Found], findings: Findings) -> None:
    key = content.get("case", content.get("id") if "event" not in content else None)
    if not isinstance(key, str) or not key:
        message = "the line does not say which `case` it belongs to"
        findings.add(Problem("no-case", Where(file=findings.file, line=line), message))
        findings.counts.unplaced += "event" in content
        return
    found = gathered.setdefault(key, Found({"id": key, "events": []}, line, {}))
    record = found.content
    if "event" in content:
        findings.counts.events += 1
        found.lines[f"events[{len(record['events'])}]"] = line
        record["events"].append({name: value for name, value in content.items() if name != "case"})
    else:
        said = {name: value for name, value in content.items() if name not in ("case", "events")}
        record.update(said)
        found.lines.update(dict.fromkeys(said, line))


# ---------------------------------------------------------------- foreign logs


def _foreign(path: Path, mapping: LogMapping) -> Log:
    table = _table(path, mapping)
    _refuse_missing_columns(path, mapping, table)
    opened = Findings(path.name)
    cases = group(table, mapping, opened)

    def records(findings: Findings) -> Iterator[Found]:
        findings.counts.rows, findings.counts.unplaced = opened.counts.rows, opened.counts.unplaced
        for problem in opened.problems():
            findings.add(problem)
        reader = RowReader(mapping, findings)
        for case in cases:
            yield reader.record(case)
        findings.counts.unmatched = reader.unmatched

    _refuse_if_nothing_matches(path, mapping, cases)
    return Log(path.name, len(cases), records, Findings(path.name))


def _table(path: Path, mapping: LogMapping) -> Table:
    match path.suffix.lower():
        case ".parquet":
            return read_parquet(path, tuple(mapping.columns()))
        case ".csv" | ".tsv" | ".txt":
            return read_csv(path, mapping.csv)
        case ".jsonl" | ".ndjson":
            return read_json_rows(path)
        case _:
            raise UsageError(f"`{path.name}` is not a log that can be read: `.jsonl`, `.csv` or `.parquet`")


def _refuse_missing_columns(path: Path, mapping: LogMapping, table: Table) -> None:
    from servicepolicy.logs.mapping_file import missing_column

    missing = [column for column in mapping.columns() if column not in table.present]
    if missing:
        raise FactsError([missing_column(path.name, column, table.present) for column in missing])


def _refuse_if_nothing_matches(path: Path, mapping: LogMapping, cases: Iterable[CaseRows]) -> None:
    trial = Findings(path.name)
    reader = RowReader(mapping, trial)
    if any(reader.record(case).content.get("events") for case in cases):
        return
    lost = trial.lost_by_column()
    if lost:  # activities match, and none of their times can be read
        raise FactsError(lost)
    most = ", ".join(f"`{name}`" for name, _ in trial.counts.unmapped.most_common(5))
    hint = f"the log's activities are {most}" if most else "compare the columns' values with those in the mapping"
    message = f"the mapping `{mapping.mapping}` matches nothing in the log"
    raise FactsError([Problem("nothing-mapped", Where(file=path.name), message, hint), *trial.problems()])


# ---------------------------------------------------------------- checking


def _checked(found: Found, findings: Findings) -> SubjectRecord | None:
    """The subject of a record, or nothing: then why it cannot be used is told."""
    kind = found.content.get("subject", "case")
    key = found.content.get("id")
    problems = list(found.problems)
    if kind not in subjects():
        message = f"`subject` is none of {', '.join(f'`{name}`' for name in subjects())}"
        place = _where(findings.file, found.line_of("subject"), key)
        problems.append(Problem("unknown-subject", place, message))
    elif not problems:
        try:
            return subject_model(str(kind)).model_validate(found.content)
        except FactsError as error:
            for problem in error.problems:
                place = _where(findings.file, found.line_of(problem.where.path), key, problem.where.path)
                problems.append(attrs.evolve(problem, where=place))
    for problem in problems:
        findings.add(problem)
    return None


def _where(file: str, line: int | None, key: object, path: str = "") -> Where:
    return Where(file=file, line=line, path=": ".join(part for part in (shown_key(key), path) if part))


def _listed(events: object) -> list[object]:
    return cast("list[object]", events) if isinstance(events, list) else []


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
