"""Rows of object-centric event logs (OCEL 2.0, as JSON, XML or SQLite): an event a row, with the ids of its objects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

import attrs

from servicepolicy.logs.containers.json_rows import documents
from servicepolicy.logs.containers.source import Source, cut_off
from servicepolicy.logs.containers.xml_events import XmlError, elements
from servicepolicy.logs.table import Line, Table, refused

__all__ = ["is_ocel_json", "read_ocel"]

_LARGEST: Final = 512_000_000
_UTC: Final = "UTC"


@attrs.define
class _Object:
    kind: str
    attributes: dict[str, list[tuple[str, object]]] = attrs.field(factory=dict[str, list[tuple[str, object]]])


@attrs.define
class _Event:
    id: str
    kind: str
    time: object
    attributes: dict[str, object]
    objects: list[tuple[str, str]]  # id and qualifier


def read_ocel(source: Source, wanted: Sequence[str]) -> Table:
    """The events of a log. Columns are `id`, `type`, `time`, attributes of events by their name, and objects.

    `object:case` holds the ids of an event's objects of the type `case`, `object:case/at` those that are related as
    `at`, `object:case.channel` the first value of an attribute of theirs. Times without a zone are of UTC.

    Raises:
        FactsError: It is no such log, or not whole.
    """
    objects: dict[str, _Object] = {}
    try:
        if source.form in (".sqlite", ".db"):
            events = _of_sqlite(source, objects)
        elif source.form in (".xml", ".xmlocel"):
            events = _of_xml(source, objects)
        else:
            events = _of_json(source, objects)
    except XmlError as error:
        raise refused("not-readable", source.name, f"the file is {error}", line=error.line) from None
    present = {"id", "type", "time", *(name for event in events for name in event.attributes)}
    present |= {f"object:{one.kind}" for one in objects.values()}
    present |= {name for name in wanted if name.startswith("object:")}

    def rows() -> Iterator[Line]:
        for number, event in enumerate(events, start=1):
            yield number, [_cell(event, name, objects) for name in wanted], None

    return Table(source.name, present, rows(), zone=_UTC)


def _cell(event: _Event, name: str, objects: dict[str, _Object]) -> object:
    if name in ("id", "type", "time"):
        return cast("object", getattr(event, "kind" if name == "type" else name))
    if not name.startswith("object:"):
        return event.attributes.get(name)
    path = name.removeprefix("object:")
    path, _, attribute = path.partition(".")
    kind, _, qualifier = path.partition("/")
    found = [
        key
        for key, related in event.objects
        if key in objects and objects[key].kind == kind and (not qualifier or related == qualifier)
    ]
    if not attribute:
        keys = tuple(dict.fromkeys(found))
        return None if not keys else keys[0] if len(keys) == 1 else keys
    for key in found:
        dated = objects[key].attributes.get(attribute)
        if dated:
            return min(dated, key=lambda one: one[0])[1]
    return None


def is_ocel_json(source: Source) -> bool:
    """Whether a file of JSON is such a log."""
    head = source.first(2_000_000)
    return b'"objectTypes"' in head or b'"eventTypes"' in head or (b'"relationships"' in head and b'"objects"' in head)


def _of_json(source: Source, objects: dict[str, _Object]) -> list[_Event]:
    for line in documents(source):
        content = line.content or {}
        for item in _dicts(content.get("objects")):
            one = _Object(str(item.get("type")))
            for said in _dicts(item.get("attributes")):
                dated = one.attributes.setdefault(str(said.get("name")), [])
                dated.append((str(said.get("time") or ""), said.get("value")))
            objects[str(item.get("id"))] = one
        return [
            _Event(
                str(item.get("id")),
                str(item.get("type")),
                item.get("time"),
                {str(said.get("name")): said.get("value") for said in _dicts(item.get("attributes"))},
                [
                    (str(one.get("objectId")), str(one.get("qualifier") or ""))
                    for one in _dicts(item.get("relationships"))
                ],
            )
            for item in _dicts(content.get("events"))
        ]
    return []


def _dicts(held: object) -> list[dict[str, Any]]:
    return [item for item in held if isinstance(item, dict)] if isinstance(held, list) else []


def _of_xml(source: Source, objects: dict[str, _Object]) -> list[_Event]:
    events: list[_Event] = []
    one: _Object | None = None
    event: _Event | None = None
    with source.open() as stream:
        for element in elements(stream, _LARGEST):
            given = element.attributes
            if element.name == "object" and not element.ended:
                if "id" in given:
                    one = objects[given["id"]] = _Object(given.get("type", ""))
            elif element.name == "event" and not element.ended:
                event = _Event(given.get("id", ""), given.get("type", ""), given.get("time"), {}, [])
                events.append(event)
            elif element.name == "event":
                event = None
            elif element.name == "object":
                one = None
            elif element.name == "attribute" and element.ended and "type" not in given:
                if event is not None:
                    event.attributes[given.get("name", "")] = element.text
                elif one is not None:
                    one.attributes.setdefault(given.get("name", ""), []).append((given.get("time", ""), element.text))
            elif element.name in ("relationship", "relobj") and not element.ended and event is not None:
                key = given.get("object-id", given.get("objectId", ""))
                event.objects.append((key, given.get("qualifier", given.get("relationship", ""))))
    return events


def _of_sqlite(source: Source, objects: dict[str, _Object]) -> list[_Event]:
    if source.path is None:
        raise refused("not-readable", source.name, "a database is read from a file of its own", "unpack it first")
    connection = sqlite3.connect(f"file:{_quoted(str(source.path.resolve()))}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        return _of_tables(connection, source, objects)
    except sqlite3.DatabaseError:
        raise cut_off(source.name) from None
    finally:
        connection.close()


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _of_tables(connection: sqlite3.Connection, source: Source, objects: dict[str, _Object]) -> list[_Event]:
    names = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"event", "object", "event_object"} <= names:
        hint = "of another database, hand in a cursor: `read_log(cursor, mapping)`"
        raise refused("not-readable", source.name, "the database is not an object-centric log (OCEL 2.0)", hint)
    for key, kind in connection.execute("SELECT ocel_id, ocel_type FROM object"):
        objects[str(key)] = _Object(str(kind))
    for kind, mapped in _kinds(connection, "object_map_type", names):
        for row in _rows_of(connection, f"object_{mapped}", names):
            one = objects.get(str(row.pop("ocel_id", None)))
            time = str(row.pop("ocel_time", "") or "")
            changed = row.pop("ocel_changed_field", None)
            if one is not None and one.kind == kind:
                for name, value in row.items():
                    if value is not None and (changed is None or name == changed):
                        one.attributes.setdefault(name, []).append((time, value))
    related: dict[str, list[tuple[str, str]]] = {}
    for event, key, qualifier in connection.execute(
        "SELECT ocel_event_id, ocel_object_id, ocel_qualifier FROM event_object"
    ):
        related.setdefault(str(event), []).append((str(key), str(qualifier or "")))
    events: list[_Event] = []
    for kind, mapped in _kinds(connection, "event_map_type", names):
        for row in _rows_of(connection, f"event_{mapped}", names):
            key = str(row.pop("ocel_id", ""))
            time = row.pop("ocel_time", None)
            events.append(_Event(key, kind, time, row, related.get(key, [])))
    return events


def _kinds(connection: sqlite3.Connection, table: str, names: set[str]) -> list[tuple[str, str]]:
    return [(str(row["ocel_type"]), str(row["ocel_type_map"])) for row in _rows_of(connection, table, names)]


def _rows_of(connection: sqlite3.Connection, table: str, names: set[str]) -> Iterator[dict[str, Any]]:
    if table not in names:
        return
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  # a table that is there, quoted
    columns = [str(column[0]) for column in cursor.description]
    for row in cursor:
        yield dict(zip(columns, row, strict=True))
