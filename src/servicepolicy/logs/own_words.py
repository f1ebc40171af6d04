"""Logs in our own words: a record a line, an event a line, lists of records; in one file or in several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from servicepolicy.errors import FactsError, Problem, Where
from servicepolicy.logs.containers.json_rows import JsonLine, documents
from servicepolicy.logs.containers.source import Source
from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Found, Record
from servicepolicy.logs.keyless import Keyless
from servicepolicy.models.timeline import ALL_EVENTS

__all__ = ["Records", "own_records"]

Records = Callable[[Findings], Iterator[Found]]


def own_records(sources: Sequence[Source]) -> Records:
    """The records of sources in our own words.

    Where any of them holds an event a line, all are gathered by case, across files. Else records come one by one, and a
    case that several files tell is left out of all of them: which of its records is whole cannot be told.
    """
    if any(_says_events(_lines(source)) for source in sources):
        return lambda findings: _gathered(sources, findings)
    return lambda findings: _one_by_one(sources, findings)


def _lines(source: Source) -> Iterator[JsonLine]:
    if source.held is None:
        try:
            yield from documents(source)
        except FactsError as error:
            yield from (JsonLine(problem.where.line or 0, None, problem) for problem in error.problems)
        return
    for number, item in enumerate(cast("Iterable[object]", source.held), start=1):
        if isinstance(item, Mapping):
            yield JsonLine(number, dict(cast("Mapping[str, Any]", item)))
        else:
            where = Where(file=source.name, line=number)
            yield JsonLine(number, None, Problem("not-an-object", where, "a record is a mapping of fields"))


def _says_events(lines: Iterator[JsonLine]) -> bool:
    """Whether a file holds an event a line: the first line that tells of events says so."""
    for line in lines:
        if line.content is not None and ("event" in line.content or "events" in line.content):
            return "event" in line.content
    return False


def _one_by_one(sources: Sequence[Source], findings: Findings) -> Iterator[Found]:
    told = _in_several(sources) if len(sources) > 1 else {}
    for source in sources:
        for line in _lines(source):
            findings.counts.rows += 1
            if line.problem is not None:
                findings.add(line.problem)
                continue
            content = line.content or {}
            findings.counts.events += len(_listed(content.get("events")))
            files = told.get(_key(content))
            problems: tuple[Problem, ...] = ()
            if files is not None:
                others = ", ".join(f"`{file}`" for file in files if file != source.name)
                message = f"{others} tells this {content.get('subject', 'case')} too: it is left out"
                where = Where(file=source.name, line=line.number, path=str(content.get("id"))[:80])
                problems = (Problem("one-id-twice", where, message, "put what belongs together into one record"),)
            yield Found(content, line.number, {}, problems, source.name)


def _key(content: Mapping[str, Any]) -> tuple[str, str]:
    return str(content.get("subject", "case")), str(content.get("id"))


def _in_several(sources: Sequence[Source]) -> dict[tuple[str, str], list[str]]:
    """Records that several files tell, with those files."""
    files: dict[tuple[str, str], Counter[str]] = {}
    for source in sources:
        for line in _lines(source):
            if line.content is not None and "id" in line.content:
                files.setdefault(_key(line.content), Counter())[source.name] += 1
    return {key: list(names) for key, names in files.items() if len(names) > 1}


def _gathered(sources: Sequence[Source], findings: Findings) -> Iterator[Found]:
    gathered: dict[str, Found] = {}
    whole: set[str] = set()
    doubted: set[str] = set()
    for source in sources:
        above: str | None = None
        here: set[str] = set()
        keyless = Keyless(activity=0)
        for line in _lines(source):
            findings.counts.rows += 1
            unplaced, key = findings.counts.unplaced, None
            what = ((line.content or {}).get("event"),)
            if line.problem is not None:
                findings.add(line.problem)
                findings.counts.unplaced += 1
            elif line.content is not None:
                key = _gather(line.content, line.number, source.name, gathered, findings, whole)
            if findings.counts.unplaced > unplaced:
                keyless.gap(() if above is None else (above,)).lost(keyless.what(what))
            if key is not None:
                keyless.goes_on(key, turns=key != above)
                if key not in here:
                    keyless.begins(key, what)
                    here.add(key)
            above = key or above
        doubted |= {*keyless.doubted}
        findings.counts.of_any_case = findings.counts.of_any_case or (keyless.lacks and keyless.mixed)
    for key, found in gathered.items():
        if key in doubted or findings.counts.of_any_case:
            found.content["not_offered"] = [*_listed(found.content.get("not_offered")), ALL_EVENTS]
        yield found


def _gather(
    content: Record, line: int, file: str, gathered: dict[str, Found], findings: Findings, whole: set[str]
) -> str | None:
    """Gather a line; the case that it is of."""
    key = content.get("case", content.get("id") if "event" not in content else None)
    if not isinstance(key, str) or not key:
        message = "the line does not say which `case` it belongs to"
        findings.add(Problem("no-case", Where(file=file, line=line), message))
        findings.counts.unplaced += "event" in content or "events" in content
        return None
    found = gathered.setdefault(key, Found({"id": key, "events": []}, line, {}, (), file))
    record = found.content
    if "event" in content:
        findings.counts.events += 1
        found.lines[f"events[{len(record['events'])}]"] = line
        record["events"].append({name: value for name, value in content.items() if name != "case"})
        return key
    said = {name: value for name, value in content.items() if name not in ("case", "events")}
    if "events" in content:
        events = content["events"]
        if key in whole or not isinstance(events, list):
            where = Where(file=file, line=line, path=key[:80])
            message = "the case is told twice: which record is whole cannot be told, and it is left out"
            problem = Problem("one-id-twice", where, message, "put what belongs together into one record")
            gathered[key] = Found(record, found.line, found.lines, (*found.problems, problem), found.file)
            return key
        whole.add(key)
        findings.counts.events += len(events)
        for event in events:
            found.lines[f"events[{len(record['events'])}]"] = line
            record["events"].append(event)
    record.update(said)
    found.lines.update(dict.fromkeys(said, line))
    return key


def _listed(events: object) -> list[object]:
    return cast("list[object]", events) if isinstance(events, list) else []
