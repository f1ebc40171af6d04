"""Where everything in a document stands, kept in little room: a place is asked for only when there is something to say.

The mappings and lists of a document are numbered in its order, from 1, and one mapping holds all places: that of what
stands under `within` in the fifth is found under `5 within`. A place is a whole number: line and column, the line and
column of the key, and the number of the mapping or list that stands there. Tuples for the paths and places of all
values would be most of what reading a document allocates, and the garbage collector would go through them every time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from servicepolicy.language.bound.found import Path

__all__ = ["KEY", "LINE", "NUMBER", "ROOT", "Keys", "Places", "Spot", "Values"]

Spot: TypeAlias = "tuple[int, int]"  # line and column, from 1
Places: TypeAlias = "dict[str, int]"

LINE: Final = 30
"""A spot is `line << LINE | column`, both from 1: no text has lines of a thousand million signs."""
KEY: Final = 2 * LINE
"""The spot of a key stands above that of its value; 0 for what has no key."""
NUMBER: Final = 4 * LINE
"""The number of a mapping or list stands above both; 0 for other values."""
ROOT: Final = ""
"""Under which the document itself is found, which stands in nothing."""

_SPOT: Final = (1 << KEY) - 1
_COLUMN: Final = (1 << LINE) - 1


class Values(Mapping[Path, Spot]):
    """Line and column of each value, by path."""

    __slots__ = ("_places",)

    def __init__(self, places: Places) -> None:
        self._places = places

    def __getitem__(self, path: Path) -> Spot:
        return _spot(_found(self._places, path))

    def __iter__(self) -> Iterator[Path]:
        return _paths(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Keys(Values):
    """Line and column of each key, by the path of its value."""

    __slots__ = ()

    def __getitem__(self, path: Path) -> Spot:
        place = _found(self._places, path) >> KEY & _SPOT
        if not place:
            raise KeyError(path)
        return _spot(place)

    def __iter__(self) -> Iterator[Path]:
        return (path for path in _paths(self._places) if path and isinstance(path[-1], str))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _found(places: Places, path: Path) -> int:
    place = places[ROOT]
    for part in path:
        place = places[f"{place >> NUMBER} {part}"]
        if isinstance(part, str) is not bool(place >> KEY & _SPOT):  # `3` is no third element
            raise KeyError(path)
    return place


def _spot(place: int) -> Spot:
    return place >> LINE & _COLUMN, place & _COLUMN


def _paths(places: Places) -> Iterator[Path]:
    """Every path, in the order of the document."""
    paths: dict[int, Path] = {}
    for name, place in places.items():
        path: Path = ()
        if name != ROOT:
            number, _, part = name.partition(" ")
            path = (*paths[int(number)], part if place >> KEY & _SPOT else int(part))
        paths[place >> NUMBER] = path
        yield path
