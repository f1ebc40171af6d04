"""From bytes to plain values: YAML 1.2, strict and bounded, with the place of everything.

Plain scalars stay text: what a scalar means is for the schema to say, so that `no`, `1.10` and `2026-01-01` are never
something else than was written. Sizes are bounded before anything is built.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Final

import attrs

from servicepolicy.errors import PolicyError, Problem, Where
from servicepolicy.policy.reading.source import DEFAULT_BOUNDS, Bounds, Source, refusal
from servicepolicy.policy.reading.source_map import Keys, Values
from servicepolicy.policy.reading.yaml_events import placed, quick_events

__all__ = ["read_bytes", "read_file", "read_text"]

_BYTE_ORDER_MARK: Final = "\ufeff"
_TO_LINT: Final = "lint:"


def read_file(path: FilePath, file: str | None = None, bounds: Bounds = DEFAULT_BOUNDS) -> Source:
    """Read a document from a file.

    Args:
        path: The file.
        file: What messages call it; absent: its path as given.
        bounds: How much it may hold.

    Raises:
        PolicyError: There is no such file, or it is no YAML 1.2 in UTF-8, or it is too large.
    """
    name = file or str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(bounds.size + 1)
    except FileNotFoundError:
        raise refusal("no-such-file", name, f"there is no file `{name}`", "give the path of a `.yaml` file") from None
    except OSError as error:
        raise refusal(
            "unreadable-file", name, f"`{name}` cannot be read: {(error.strerror or 'no reason given').lower()}"
        ) from None
    return read_bytes(content, name, bounds)


def read_bytes(content: bytes, file: str | None = None, bounds: Bounds = DEFAULT_BOUNDS) -> Source:
    """Read a document from bytes in UTF-8.

    Raises:
        PolicyError: They are no YAML 1.2 in UTF-8, or too many.
    """
    if len(content) > bounds.size:
        raise refusal("too-large", file, f"the document is larger than {bounds.size:,} bytes", "split it into layers")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        where = Where(file, line)
        raise PolicyError([Problem("not-utf-8", where, "the document is not UTF-8", "save it as UTF-8")]) from None
    return read_text(text, file, bounds)


def read_text(text: str, file: str | None = None, bounds: Bounds = DEFAULT_BOUNDS) -> Source:
    """Read a document from text.

    Raises:
        PolicyError: It is no YAML 1.2, it uses tags, it is empty, or it exceeds a bound.
    """
    if len(text) > bounds.size:
        raise refusal("too-large", file, f"the document is larger than {bounds.size:,} bytes", "split it into layers")
    text = text.removeprefix(_BYTE_ORDER_MARK)
    found = _quickly(text, file, bounds)
    if found is None:
        from servicepolicy.policy.reading.strict_yaml import read_strictly  # most texts do not come to it

        found = read_strictly(text, file, bounds)
    if _TO_LINT in text:
        from servicepolicy.policy.reading.remarks import remarks_in  # most texts have none

        return attrs.evolve(found, remarks=tuple(remarks_in(text, file)))
    return found


def _quickly(text: str, file: str | None, bounds: Bounds) -> Source | None:
    """What the quick reader makes of a text, `None` if there is anything to be said about it."""
    events = quick_events(text)
    if events is None:
        return None
    from yaml import YAMLError

    try:
        found = placed(events, bounds.depth, bounds.values)
    except (YAMLError, UnicodeError):
        return None  # whatever it is, the strict reader says it in words of its own
    return None if found is None else Source(found.plain, file, Values(found.places), Keys(found.places))
