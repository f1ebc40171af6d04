"""Mapping files: read, and compared with the vocabulary of the models, so that a misspelt field is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from servicepolicy.errors import PolicyError, Problem, Where
from servicepolicy.language.plain import did_you_mean
from servicepolicy.logs.cell import Cell
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.tables import unknown_encoding
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, header_fields
from servicepolicy.policy.reading.document_source import read_file
from servicepolicy.policy.reading.partial_read import problems_and_rest
from servicepolicy.policy.reading.source import Path as Spot
from servicepolicy.policy.reading.source import Source
from servicepolicy.worktime._built import validated
from servicepolicy.worktime._instant import zone

__all__ = ["load_mapping", "missing_column"]


def load_mapping(path: str | Path) -> LogMapping:
    """A mapping file.

    Raises:
        PolicyError: It cannot be read, or has problems: unknown keys, events, fields, codes or zones; all of them.
    """
    source = read_file(Path(path), Path(path).name)
    mapping: LogMapping | None = None
    problems = list(source.problems)
    try:
        mapping = validated(LogMapping, source.plain)
    except ValidationError as error:
        found, mapping = problems_and_rest(partial(validated, LogMapping), error, source, (), source.plain, LogMapping)
        problems += found
    if mapping is not None:
        problems += _problems(mapping, source)
    if problems or mapping is None:
        raise PolicyError(problems)
    return mapping


def missing_column(file: str, column: str, present: Iterable[str]) -> Problem:
    """The problem of a column that a mapping names and a log lacks."""
    known = tuple(present)
    hint = did_you_mean(column, known) or f"it has {', '.join(f'`{name}`' for name in known[:12])}"
    return Problem("missing-column", Where(file=file), f"the log has no column `{column}`", hint)


def _problems(mapping: LogMapping, source: Source) -> Iterator[Problem]:
    subject = mapping.subject
    header = header_fields(subject)
    for part in ("header", "constants"):
        for name in getattr(mapping, part):
            yield from _unknown_field(name, header, f"a {subject}", source, (part, name))
    for name, cell in mapping.header.items():
        yield from _unknown_codes(cell, header.get(name), source, ("header", name))
    for place, event in mapping.written():
        if event.event.startswith("x."):
            continue
        if event.event not in event_kinds(subject):
            hint = did_you_mean(event.event, event_kinds(subject)) or "an event of your own starts with `x.`"
            where = source.where((*place, "event")) if _has_event_key(source, place) else source.where(place)
            yield Problem("unknown-event", where, f"`{event.event}` is not an event of a {subject}", hint)
            continue
        fields = event_fields(subject, event.event)
        for name, cell in event.fields.items():
            spot = (*place, "fields", name)
            yield from _unknown_field(name, fields, f"`{event.event}`", source, spot)
            yield from _unknown_codes(cell, fields.get(name), source, spot)
    for spot, name in _zones(mapping):
        yield from _unknown_zone(name, source, spot)
    wrong = unknown_encoding(mapping.csv.encoding)
    if wrong is not None:
        yield Problem("unknown-encoding", source.where(("csv", "encoding")), *wrong)


def _has_event_key(source: Source, place: Spot) -> bool:
    return (*place, "event") in source.values


def _unknown_field(name: str, known: Iterable[str], what: str, source: Source, spot: Spot) -> Iterator[Problem]:
    if name not in known and not name.startswith("x."):
        hint = did_you_mean(name, known) or "a field of your own starts with `x.`"
        yield Problem("unknown-field", source.where(spot, key=True), f"`{name}` is not a field of {what}", hint)


def _unknown_codes(cell: Cell, field: FieldType | None, source: Source, spot: Spot) -> Iterator[Problem]:
    if field is None or field.codes is None:
        return
    said = [(("map", text), code) for text, code in (cell.map or {}).items()]
    if isinstance(cell.constant, str):
        said.append((("constant", ""), cell.constant))
    for place, code in said:
        if code not in field.codes:
            hint = did_you_mean(code, field.codes) or f"one of {', '.join(f'`{known}`' for known in field.codes)}"
            yield Problem(
                "unknown-code", source.where((*spot, *place)), f"`{code}` is not a value of `{spot[-1]}`", hint
            )


def _zones(mapping: LogMapping) -> Iterator[tuple[Spot, str]]:
    if mapping.at.zone:
        yield ("at", "zone"), mapping.at.zone
    for place, event in mapping.written():
        if event.at is not None and event.at.zone:
            yield (*place, "at", "zone"), event.at.zone
    for name, cell in mapping.header.items():
        if cell.zone:
            yield ("header", name, "zone"), cell.zone


def _unknown_zone(name: str, source: Source, spot: Spot) -> Iterator[Problem]:
    try:
        zone(name)
    except ValueError as error:
        yield Problem("unknown-zone", source.where(spot), str(error), "an IANA name, such as `Europe/London`")
