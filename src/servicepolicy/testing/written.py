"""A scenario file as a person would write it: an event a line, and no mark around a word that needs none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

__all__ = ["as_text"]

_WIDTH: Final = 116
_PLAIN: Final = re.compile(
    r"[\w.+%/][\w .+%/:-]*(?<![ :])"
)  # of which YAML makes no list, mapping, comment or reference
_MEANT: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off"})


def as_text(document: Mapping[str, Any]) -> str:
    """The plain data of a scenario file as YAML that reads back to the same.

    >>> print(as_text({"servicepolicy": 1, "cases": [{"id": "a", "expect": {"status": "met"}}]}), end="")
    servicepolicy: 1
    cases:
    - id: a
      expect: {status: met}
    """
    return "".join(f"{line}\n" for line in _block(document, 0))


def _block(said: Mapping[str, Any], depth: int) -> Iterator[str]:
    for key, part in said.items():
        name, line = _word(key), f"{' ' * depth}{_word(key)}: {_flow(part)}"
        if not _nested(part) and len(line) <= _WIDTH:
            yield line
        elif isinstance(part, Mapping):
            yield f"{' ' * depth}{name}:"
            yield from _block(part, depth + 2)
        elif isinstance(part, list | tuple):
            yield f"{' ' * depth}{name}:"
            for item in part:
                yield from _item(item, depth)
        else:
            yield line


def _item(item: Any, depth: int) -> Iterator[str]:
    line = f"{' ' * depth}- {_flow(item)}"
    if not isinstance(item, Mapping) or (not _nested(item) and len(line) <= _WIDTH and depth):
        yield line
        return
    first, *rest = _block(item, depth + 2)
    yield f"{' ' * depth}- {first[depth + 2 :]}"
    yield from rest


def _nested(part: Any) -> bool:
    """Whether something holds more than words and short lists of them."""
    inner: Sequence[Any] = list(part.values()) if isinstance(part, Mapping) else part if _is_list(part) else ()
    deep = [one for one in inner if isinstance(one, Mapping) or _is_list(one)]
    return bool(deep) and (_is_list(part) or any(_nested(one) or isinstance(one, Mapping) for one in deep))


def _is_list(part: Any) -> bool:
    return isinstance(part, list | tuple)


def _flow(part: Any) -> str:
    match part:
        case Mapping():
            return "{" + ", ".join(f"{_word(key)}: {_flow(one)}" for key, one in part.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, part)) + "]"
        case bool():
            return str(part).lower()
        case None:
            return "null"
        case str():
            return _word(part)
        case _:
            return str(part)


def _word(text: str) -> str:
    plain = _PLAIN.fullmatch(text) is not None and ": " not in text and text.lower() not in _MEANT
    return text if plain else json.dumps(text, ensure_ascii=False)
