"""The entries of a mapping that match no row: what is misspelt reads nothing, and looks as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from servicepolicy.logs.cell import Cell
from servicepolicy.logs.mapping import Change, LogMapping, TablePart
from servicepolicy.logs.row_conditions import tested_texts
from servicepolicy.logs.texts import alike, text_of

__all__ = ["Unmatched"]

_Spot = tuple[str | int, ...]
MANY_ROWS = 100_000  # different ones, that are remembered
_ANY = "present"  # in a change: any text at all


class Unmatched:
    """What a mapping names and no row has held so far: activities, columns, texts of a `map` or a change, and changes.

    Args:
        mapping: The mapping.
        part: The part of it that is about one table.
        positions: Where the cells of its columns are.
        prefix: The place of the part in the mapping.
    """

    def __init__(self, mapping: LogMapping, part: TablePart, positions: Mapping[str, int], prefix: _Spot = ()) -> None:
        self._prefix = prefix
        self._columns = {positions[name]: spot for name, spot in mapping.columns_of(part).items()}
        self._entries: set[_Spot] = {("derive", index) for index in range(len(part.derive))}
        self._entries |= {("events", index) for index, event in enumerate(part.conditional) if event.when is not None}
        self._texts: dict[int, dict[str, list[_Spot]]] = {}
        for column, text, spot in _named(part):
            if column in positions:
                self._texts.setdefault(positions[column], {}).setdefault(alike(text), []).append(spot)
        self._met: set[object] = set()  # what rows have held of these
        self._pick = _picked(self._texts)

    @property
    def any(self) -> bool:
        """Whether anything is left."""
        return bool(self._columns or self._texts)

    def saw(self, cells: tuple[Any, ...]) -> None:
        """Strike off what a row holds."""
        if self._columns:
            for position in [position for position in self._columns if cells[position] is not None]:
                del self._columns[position]
        held_now = self._pick(cells)
        try:
            if held_now in self._met:
                return
            if len(self._met) < MANY_ROWS:
                self._met.add(held_now)
        except TypeError:  # a list of a document
            pass
        struck: list[int] = []
        for position, texts in self._texts.items():
            held = cells[position]
            texts.pop("" if held is None else text_of(held), None)
            if not texts:
                struck.append(position)
        for position in struck:
            del self._texts[position]
        if struck:
            self._met.clear()
            self._pick = _picked(self._texts)

    def saw_columns(self, held: Callable[[int], Iterable[object]]) -> None:
        """Strike off what columns hold in many rows, each asked for by its place."""
        for position in sorted({*self._columns, *self._texts}):
            cells = held(position)
            if any(cell is not None for cell in cells):
                self._columns.pop(position, None)
            texts = self._texts.get(position, {})
            for cell in cells:
                texts.pop("" if cell is None else text_of(cell), None)
            if not texts:
                self._texts.pop(position, None)
        self._met.clear()
        self._pick = _picked(self._texts)

    def arose(self, entry: tuple[str, int]) -> None:
        """Strike off an event that a change, or a row that a condition holds for, was written as."""
        self._entries.discard(entry)

    @property
    def entries(self) -> tuple[str, ...]:
        """What is left, as places in the mapping: `events.Refund`, `header.channel.map.Phone`."""
        left = [*self._columns.values()]
        for position, texts in self._texts.items():
            if position not in self._columns:  # else its column says enough
                left += [spot for spots in texts.values() for spot in spots]
        told = {spot[:2] for spot in left}
        left += [entry for entry in self._entries if entry[:2] not in told]
        return tuple(sorted({".".join(str(part) for part in (*self._prefix, *spot)) for spot in left}))


def _picked(positions: Collection[int]) -> Callable[[tuple[Any, ...]], object]:
    """The cells of a row that stand at some places."""
    return itemgetter(*positions) if positions else lambda _: ()


def _named(part: TablePart) -> Iterator[tuple[str, str, _Spot]]:
    """Every text that a column is expected to hold: the column, the text, and where the mapping names it."""
    if part.event is not None:
        for activity in part.activities:
            yield part.event, activity, ("events", activity)
    for index, event in enumerate(part.conditional):
        for column, text in tested_texts(event.when):
            yield column, text, ("events", index, "when", column, text)
    for index, derivation in enumerate(part.derive):
        if isinstance(derivation.when, Change):
            for key in ("becomes", "leaves"):
                for text in getattr(derivation.when, key) or ():
                    if text != _ANY:
                        yield derivation.when.column, text, ("derive", index, "when", key, text)
    for spot, cell in part.cells():
        if spot[0] != "each":
            yield from _mapped(spot, cell)


def _mapped(spot: _Spot, cell: Cell) -> Iterator[tuple[str, str, _Spot]]:
    if cell.fold is not None or cell.split is not None or cell.otherwise is not None:
        return
    for text in cell.map or {}:
        if cell.column is not None and text not in cell.absent:
            yield cell.column, text, (*spot, "map", text)
