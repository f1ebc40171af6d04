"""When a row happened, by one cell or several, and the zone that a cell names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from servicepolicy.logs.cell import ZoneCell
from servicepolicy.logs.gather import Row
from servicepolicy.logs.texts import text_of
from servicepolicy.logs.unreadable import Unreadable
from servicepolicy.logs.values import Get, Reader
from servicepolicy.logs.writer import Moment
from servicepolicy.models.subject import known_zone
from servicepolicy.worktime._instant import from_us, to_us

__all__ = ["joined", "of_times", "zone_reader"]


def joined(positions: Sequence[int], absent: Sequence[str]) -> Get:
    """What a cell holds, or several together; nothing where one of them is empty."""
    if len(positions) == 1:
        (position,) = positions
        if not absent:
            return lambda row: row[position]
        return lambda row: None if row[position] is None or text_of(row[position]) in absent else row[position]

    def together(row: Row) -> object | None:
        held = [row[position] for position in positions]
        if any(one is None for one in held):
            return None
        return " ".join(_day_or_text(one) for one in held)

    return together


def _day_or_text(held: object) -> str:
    if isinstance(held, datetime):
        return held.date().isoformat()
    return text_of(held)


def zone_reader(zone: ZoneCell, columns: Mapping[str, int]) -> Callable[[Row], str | None]:
    """The zone that a row names.

    Raises, when it reads:
        Unreadable: It names none that is known.
    """
    position = columns[zone.column]

    def read(row: Row) -> str | None:
        held = row[position]
        if held is None:
            return None
        text = text_of(held)
        name = text if zone.map is None else zone.map.get(text)
        if name is None or not known_zone(name):
            raise Unreadable("unknown-zone-name", zone.column)
        return name

    return read


def of_times(moment: Moment, kind: str) -> Reader:
    """How a time is read into a field of a kind: text (a host's own field is) holds it in ISO 8601, with its offset."""

    def read(row: Row) -> object | None:
        reading = moment.read(row)
        if reading is None:
            return None
        match kind:
            case "text" | "code":
                return reading.at.isoformat()
            case "date":
                return reading.on or _day_in(reading.at, moment.zone(row))
            case _:
                return reading.at

    return read


def _day_in(at: datetime, zone: str | None) -> date:
    return from_us(to_us(at), zone or "UTC").date()
