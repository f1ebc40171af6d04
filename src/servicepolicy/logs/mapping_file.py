"""Mapping files: read, and compared with the vocabulary of the models, so that a misspelt field is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from servicepolicy.errors import PolicyError, Problem, Where
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import did_you_mean
from servicepolicy.logs.cell import Cell, TimeForm
from servicepolicy.logs.containers.csv_rows import unknown_encoding
from servicepolicy.logs.mapping import CORRECTING, LogMapping, TablePart, WrittenEvent
from servicepolicy.logs.row_conditions import HERE, unusable
from servicepolicy.logs.time_forms import MONTHS, wrong_form
from servicepolicy.models.vocabulary import FieldType, event_fields, event_kinds, header_fields
from servicepolicy.policy.reading.document_source import read_file
from servicepolicy.policy.reading.partial_read import problems_and_rest
from servicepolicy.policy.reading.source import Path as Spot
from servicepolicy.policy.reading.source import Source
from servicepolicy.worktime._built import validated
from servicepolicy.worktime._instant import zone

__all__ = ["check_forms", "load_mapping", "missing_column"]

LONGEST_ZONE = 60  # letters


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
    if isinstance(mapping.aliases, str):
        return mapping.replaced(aliases=_aliases(Path(path).parent, mapping.aliases, source))
    return mapping


def check_forms(mapping: LogMapping) -> None:
    """That the forms and zones of a mapping that was built in Python can be read; those of a file are checked with it.

    Raises:
        PolicyError: One of them cannot.
    """
    source = Source({})
    problems = [one for spot, form in _time_forms(mapping) for one in _form_problems(form, source, spot)]
    if problems:
        raise PolicyError(problems)


def _aliases(folder: Path, name: str, source: Source) -> dict[str, str]:
    """Keys of people, each with the one that is used, from a table beside the mapping."""
    from servicepolicy.errors import FactsError, UsageError
    from servicepolicy.logs.containers.csv_rows import two_columns
    from servicepolicy.logs.containers.source import sources_of

    where = source.where(("aliases",))
    if Path(name).name != name:
        help = "name a file in the folder of the mapping"
        raise PolicyError([Problem("elsewhere", where, "the file of aliases lies elsewhere", help)])
    try:
        return two_columns(sources_of(folder / name)[0])
    except (FactsError, UsageError) as error:
        said = error.problems[0].message if isinstance(error, FactsError) else str(error)
        raise PolicyError([Problem("unreadable-file", where, said)]) from None


def missing_column(file: str, column: str, present: Iterable[str]) -> Problem:
    """The problem of a column that a mapping names and a log lacks."""
    known = tuple(present)
    hint = did_you_mean(column, known) or f"it has {', '.join(f'`{name}`' for name in known[:12])}"
    return Problem("missing-column", Where(file=file), f"the log has no column `{column}`", hint)


def _problems(mapping: LogMapping, source: Source) -> Iterator[Problem]:
    subject = mapping.subject
    header = header_fields(subject)
    for base, part in _parts(mapping):
        for name, cell in part.header.items():
            yield from _unknown_field(name, header, f"a {subject}", source, (*base, "header", name))
            yield from _unknown_codes(cell, header.get(name), source, (*base, "header", name))
            known = header.get(name)
            if cell.dated and known is not None and not known.dated:
                where = source.where((*base, "header", name))
                yield Problem("not-dated", where, f"`{name}` has one value, and not one from time to time")
        if not base:
            for name in mapping.constants:
                yield from _unknown_field(name, header, f"a {subject}", source, ("constants", name))
        for place, event in part.written():
            yield from _event_problems(subject, event, source, (*base, *place))
        for spot, condition in _conditions(part):
            said = unusable(condition)
            if said is not None:
                yield Problem("unusable-test", source.where((*base, *spot)), said, f"known: {', '.join(HERE)}")
    for spot, form in _time_forms(mapping):
        yield from _form_problems(form, source, spot)
    wrong = unknown_encoding(mapping.csv.encoding)
    if wrong is not None:
        yield Problem("unknown-encoding", source.where(("csv", "encoding")), *wrong)


def _parts(mapping: LogMapping) -> Iterator[tuple[Spot, TablePart]]:
    """Every part that says what rows mean, with its place in the document."""
    if mapping.tables:
        for index, part in enumerate(mapping.tables):
            yield ("tables", index), part
        yield (), mapping
    else:
        yield (), mapping
    if mapping.header_from is not None:
        said = mapping.header_from
        yield ("header_from",), TablePart(header=said.header, milestones=said.events, actor=said.actor)


def _conditions(part: TablePart) -> Iterator[tuple[Spot, Condition | None]]:
    for index, event in enumerate(part.conditional):
        yield ("events", index, "when"), event.when
    for index, one in enumerate(part.each):
        yield ("each", index, "when"), one.when
    for column, milestone in part.milestones.items():
        if isinstance(milestone.expected, Condition):
            yield ("milestones", column, "expected"), milestone.expected


def _event_problems(subject: str, event: WrittenEvent, source: Source, place: Spot) -> Iterator[Problem]:
    if len(place) > 1 and place[0] == "header_from":
        place = ("header_from", "events", *place[2:])
    if event.event.startswith("x.") or event.event == "voided":
        return
    if event.event not in event_kinds(subject):
        hint = did_you_mean(event.event, event_kinds(subject)) or "an event of your own starts with `x.`"
        where = source.where((*place, "event")) if _has_event_key(source, place) else source.where(place)
        yield Problem("unknown-event", where, f"`{event.event}` is not an event of a {subject}", hint)
        return
    fields = event_fields(subject, event.event)
    for name, cell in event.fields.items():
        spot = (*place, "fields", name)
        if name not in CORRECTING:
            yield from _unknown_field(name, fields, f"`{event.event}`", source, spot)
        yield from _unknown_codes(cell, fields.get(name), source, spot)


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


def _time_forms(mapping: LogMapping) -> Iterator[tuple[Spot, TimeForm]]:
    """Everything that says how times are written."""
    for base, part in _parts(mapping):
        yield (*base, "times"), part.times
        if part.at is not None:
            yield (*base, "at"), part.at
        for place, cell in part.cells():
            yield (*base, *place), cell


def _form_problems(form: TimeForm, source: Source, spot: Spot) -> Iterator[Problem]:
    for index, said in enumerate(form.format or ()):
        wrong = wrong_form(said)
        if wrong is not None:
            code, message, help = wrong
            listed = (*spot, "format", index) in source.values
            yield Problem(code, source.where((*spot, "format", index) if listed else (*spot, "format")), message, help)
    if isinstance(form.zone, str):
        yield from _unknown_zone(form.zone, source, (*spot, "zone"))
    elif form.zone is not None:
        for text, name in (form.zone.map or {}).items():
            yield from _unknown_zone(name, source, (*spot, "zone", "map", text))
    for text, name in form.zones.items():
        yield from _unknown_zone(name, source, (*spot, "zones", text))
    if isinstance(form.months, str) and form.months not in MONTHS:
        known = ", ".join(f"`{name}`" for name in MONTHS)
        where = source.where((*spot, "months"))
        yield Problem(
            "unknown-language",
            where,
            f"names of months are not known in `{form.months}`",
            f"one of {known}, or twelve names",
        )


def _unknown_zone(name: str, source: Source, spot: Spot) -> Iterator[Problem]:
    if not 0 < len(name) <= LONGEST_ZONE:
        message = "this is not the name of a zone"
        yield Problem("unknown-zone", source.where(spot), message, "an IANA name, such as `Europe/London`")
        return
    try:
        zone(name)
    except ValueError as error:
        yield Problem("unknown-zone", source.where(spot), str(error), "an IANA name, such as `Europe/London`")
