"""Many texts and numbers in little room: blocks of bytes in place of an object for each."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Column", "Shared", "Texts"]

_Value = TypeVar("_Value", bound=Hashable)


class Texts:
    """Texts, one after another, each known by its place."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, text: str) -> int:
        """Keep a text; its place."""
        self._block += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._block))
        return len(self._ends) - 2

    def __getitem__(self, place: int) -> str:
        return self._block[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")


class Shared(Generic[_Value]):
    """Values of which many are the same, each kept once and known by its place."""

    def __init__(self, *first: _Value) -> None:
        self._places: dict[_Value, int] = {}
        self._values: list[_Value] = []
        for value in first:
            self.add(value)

    def add(self, value: _Value) -> int:
        """Keep a value, if it is not kept yet; its place."""
        place = self._places.setdefault(value, len(self._values))
        if place == len(self._values):
            self._values.append(value)
        return place

    def __getitem__(self, place: int) -> _Value:
        return self._values[place]


class Column:
    """A whole number for each row; nothing is kept as long as all rows have the usual one.

    Args:
        form: How numbers are kept, as an `array` names it: `q`, `I`, `H`.
        usual: What most columns hold in every row.
    """

    def __init__(self, form: str, usual: int = 0) -> None:
        self._usual = usual
        self._held = array(form)
        self._form = form

    def add(self, row: int, number: int) -> None:
        """Keep the number of the next row, before which there are so many."""
        if not self._held:
            if number == self._usual:
                return
            self._held = array(self._form, [self._usual]) * row
        self._held.append(number)

    def __getitem__(self, row: int) -> int:
        return self._held[row] if self._held else self._usual
