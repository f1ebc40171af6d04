"""The reader for each kind of source."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from servicepolicy.errors import UsageError
from servicepolicy.logs.containers.source import FORMS, Source
from servicepolicy.logs.mapping import RowPlace, TableFormat
from servicepolicy.logs.table import Table

__all__ = ["read_table"]


def read_table(
    source: Source, wanted: Sequence[str], many: Collection[str], place: RowPlace, style: TableFormat
) -> Table:
    """The rows of a source.

    Args:
        source: The source.
        wanted: The columns that are read; no others are.
        many: Those of them that may be there several times.
        place: Where the rows are.
        style: How text files are written.

    Raises:
        UsageError: It is of a kind that is not known, or needs an extra.
        FactsError: It cannot be read.
    """
    match source.form:
        case "objects":
            from servicepolicy.logs.containers.objects import read_objects

            return read_objects(source, wanted, many)
        case ".csv" | ".tsv" | ".txt":
            from servicepolicy.logs.containers.csv_rows import read_csv

            return read_csv(source, wanted, many, place, style)
        case ".parquet" | ".arrow" | ".feather" | ".ipc":
            from servicepolicy.logs.containers.frames import read_columnar

            return read_columnar(source, wanted, many)
        case ".xlsx" | ".xlsm":
            from servicepolicy.logs.containers.excel import read_excel

            return read_excel(source, wanted, many, place)
        case ".xes":
            from servicepolicy.logs.containers.xes import read_xes

            return read_xes(source, wanted)
        case ".sqlite" | ".db" | ".xmlocel" | ".jsonocel":
            from servicepolicy.logs.containers.ocel import read_ocel

            return read_ocel(source, wanted)
        case ".xml":
            return _of_xml(source, wanted)
        case ".jsonl" | ".ndjson" | ".json":
            return _of_json(source, wanted, many, place)
        case "" if b"\0" not in source.first():
            from servicepolicy.logs.containers.csv_rows import read_csv

            return read_csv(source, wanted, many, place, style)
        case _:
            known = ", ".join(f"`{form}`" for form in FORMS)
            raise UsageError(f"`{source.name}` is not a log that can be read: {known}")


def _of_xml(source: Source, wanted: Sequence[str]) -> Table:
    from servicepolicy.logs.containers.ocel import read_ocel
    from servicepolicy.logs.containers.xes import read_xes

    head = source.first(200_000)
    return (
        read_ocel(source, wanted) if b"<object-types" in head or b"<event-types" in head else read_xes(source, wanted)
    )


def _of_json(source: Source, wanted: Sequence[str], many: Collection[str], place: RowPlace) -> Table:
    from servicepolicy.logs.containers.json_rows import read_json
    from servicepolicy.logs.containers.ocel import is_ocel_json, read_ocel

    if place.path is None and any(name.startswith("object:") for name in wanted) and is_ocel_json(source):
        return read_ocel(source, wanted)
    return read_json(source, wanted, many, place)
