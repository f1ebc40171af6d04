"""The entries of a mapping that match no row: what is misspelt reads nothing, and looks as if nothing had happened."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.logs.cell import Cell, Row
from servicepolicy.logs.mapping import Change, LogMapping

__all__ = ["Unmatched"]

_Spot = tuple[str | int, ...]
_ANY = "present"  # in a change: any text at all


class Unmatched:
    """What a mapping names and no row has held so far: activities, columns, texts of a `map` or a change, and changes.

    Args:
        mapping: The mapping.
    """

    def __init__(self, mapping: LogMapping) -> None:
        self._columns = dict(mapping.columns())
        self._changes = set(range(len(mapping.derive)))
        self._texts: dict[str, dict[str, list[_Spot]]] = {}
        for column, text, spot in _named(mapping):
            self._texts.setdefault(column, {}).setdefault(text, []).append(spot)

    def saw(self, row: Row) -> None:
        """Strike off what a row holds."""
        for column in [name for name in self._columns if row.get(name) is not None]:
            del self._columns[column]
        for column in list(self._texts):
            held, texts = row.get(column), self._texts[column]
            if held is not None and texts.pop(str(held), None) is not None and not texts:
                del self._texts[column]

    def arose(self, index: int) -> None:
        """Strike off an event that a change was written as; `index` is its place in `derive`."""
        self._changes.discard(index)

    @property
    def entries(self) -> tuple[str, ...]:
        """What is left, as places in the mapping: `events.Refund`, `header.channel.map.Phone`."""
        left = [*self._columns.values()]
        for column, texts in self._texts.items():
            if column not in self._columns:  # else its column says enough
                left += [spot for spots in texts.values() for spot in spots]
        told = {spot[:2] for spot in left}
        left += [("derive", index) for index in self._changes if ("derive", index) not in told]
        return tuple(sorted(".".join(str(part) for part in spot) for spot in left))


def _named(mapping: LogMapping) -> Iterator[tuple[str, str, _Spot]]:
    """Every text that a column is expected to hold: the column, the text, and where the mapping names it."""
    if mapping.event is not None:
        for activity in mapping.events:
            yield mapping.event, activity, ("events", activity)
    for index, derivation in enumerate(mapping.derive):
        if isinstance(derivation.when, Change):
            for key in ("becomes", "leaves"):
                for text in getattr(derivation.when, key) or ():
                    if text != _ANY:
                        yield derivation.when.column, text, ("derive", index, "when", key, text)
    for spot, cell in mapping.cells():
        yield from _mapped(spot, cell)


def _mapped(spot: _Spot, cell: Cell) -> Iterator[tuple[str, str, _Spot]]:
    for text in cell.map or {}:
        if cell.column is not None and text not in cell.absent:
            yield cell.column, text, (*spot, "map", text)
