"""Rows of event logs in XES (IEEE 1849): an event a row, with the attributes of its trace under `case:`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from servicepolicy.logs.containers.source import Source
from servicepolicy.logs.containers.xml_events import XmlError, elements
from servicepolicy.logs.table import PASSED_OVER, Line, Table, refused

__all__ = ["LIFECYCLE", "read_xes"]

LIFECYCLE: Final = "lifecycle:transition"
_KINDS: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})
_LARGEST: Final = 4_000_000_000


def read_xes(source: Source, wanted: Sequence[str]) -> Table:
    """The events of a log; an activity counts when it is complete, unless the mapping names its transition.

    Raises, when it is read:
        FactsError: It is no whole XES, or declares entities.
    """
    present: set[str] = set()
    return Table(source.name, present, _rows(source, wanted, present), fixed=False)


def _rows(source: Source, wanted: Sequence[str], present: set[str]) -> Iterator[Line]:
    trace: dict[str, object] = {}
    event: dict[str, object] | None = None
    waiting: list[dict[str, object]] = []
    inside: list[str] = []
    number = 0
    every = LIFECYCLE in wanted or f"case:{LIFECYCLE}" in wanted

    def shown(held: dict[str, object]) -> Line:
        cells = {**{f"case:{key}": value for key, value in trace.items()}, **held}
        present.update(cells)
        done = str(cells.get(LIFECYCLE, "complete")).lower() == "complete"
        return number, [cells.get(name) for name in wanted], None if every or done else PASSED_OVER

    try:
        with source.open() as stream:
            for element in elements(stream, _LARGEST):
                if not element.ended:
                    if element.name == "trace":
                        trace, waiting = {}, []
                    elif element.name == "event":
                        event = {}
                    elif element.name in _KINDS and inside and inside[-1] in ("trace", "event"):
                        held = trace if event is None else event
                        held[element.attributes.get("key", "")] = _value(element.name, element.attributes.get("value"))
                    inside.append(element.name)
                    continue
                inside.pop()
                if element.name == "event" and event is not None:
                    waiting.append(event)  # attributes of a trace may stand below its events
                    event = None
                elif element.name == "trace":
                    for held in waiting:
                        number += 1
                        yield shown(held)
                    waiting, trace = [], {}
    except XmlError as error:
        raise refused("not-readable", source.name, f"the file is {error}", line=error.line) from None


def _value(kind: str, text: str | None) -> object:
    if text is None:
        return None
    if kind == "boolean":
        return text == "true"
    if kind == "float":
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    return text
