"""Where everything in a document stands, kept in little room: a place is asked for only when there is something to say.

A mapping or list of a document has one mapping here: from each key or number to the place of what stands there, and
from `None` to its own place. A place is one whole number. Tuples for the paths and places of all values would be most
of what reading a document allocates, and the garbage collector would look through them again and again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

__all__ = ["KEY", "LINE", "Keys", "Path", "Spot", "Tree", "Values"]

Path: TypeAlias = "tuple[str | int, ...]"
Spot: TypeAlias = "tuple[int, int]"  # line and column, from 1
Tree: TypeAlias = "dict[str | int | None, Any]"  # to a place, or to the tree of a mapping or list

LINE: Final = 30
"""A place is `line << LINE | column`, both counted from 0: no text has lines of a thousand million signs."""
KEY: Final = 2 * LINE
"""In a mapping, the place of the key stands above that of its value: `key << KEY | value`."""

_ONE: Final = (1 << LINE) - 1


class Values(Mapping[Path, Spot]):
    """Line and column of each value, by path."""

    __slots__ = ("_tree",)

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def __getitem__(self, path: Path) -> Spot:
        return _spot(_found(self._tree, path))

    def __iter__(self) -> Iterator[Path]:
        return _paths(self._tree, ())

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Keys(Mapping[Path, Spot]):
    """Line and column of each key, by the path of its value."""

    __slots__ = ("_tree",)

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def __getitem__(self, path: Path) -> Spot:
        if not path or not isinstance(path[-1], str):  # a document and the parts of a list have no keys
            raise KeyError(path)
        return _spot(_found(self._tree, path) >> KEY)

    def __iter__(self) -> Iterator[Path]:
        return (path for path in _paths(self._tree, ()) if path and isinstance(path[-1], str))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _found(tree: Tree, path: Path) -> int:
    here: Any = tree
    for part in path:
        if not isinstance(here, dict):
            raise KeyError(path)
        here = here[part]
    place: int = here[None] if isinstance(here, dict) else here
    return place


def _spot(place: int) -> Spot:
    return (place >> LINE & _ONE) + 1, (place & _ONE) + 1


def _paths(tree: Tree, path: Path) -> Iterator[Path]:
    yield path
    for part, below in tree.items():
        if part is None:
            continue
        if isinstance(below, dict):
            yield from _paths(below, (*path, part))
        else:
            yield (*path, part)
