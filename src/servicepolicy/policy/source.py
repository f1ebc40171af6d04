"""From bytes to plain values: a strict and bounded reader of YAML 1.2 that remembers where everything stands.

Plain scalars stay text: what a scalar means is for the schema to say, so that `no`, `1.10` and `2026-01-01` are never
something else than was written. Sizes are bounded before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any, Final

import attrs

from servicepolicy.errors import PolicyError, Problem, Where
from servicepolicy.policy.parsing import NOTHING, placed, quick_events, strict_events
from servicepolicy.policy.places import Keys, Path, Spot, Values

__all__ = ["DEFAULT_BOUNDS", "Bounds", "Path", "Source", "read_bytes", "read_file", "read_text", "written"]

_BYTE_ORDER_MARK: Final = "\ufeff"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@attrs.frozen
class Bounds:
    """How much a document may hold.

    Args:
        size: Bytes.
        depth: Levels of nesting.
        aliases: How often anchored values may be used again.
        values: Values in all, those of aliases counted each time.
    """

    size: int = 1_000_000
    depth: int = 40
    aliases: int = 100
    values: int = 100_000


DEFAULT_BOUNDS: Final = Bounds()


@attrs.frozen(eq=False)
class Source:
    """A document as plain values, with the place of each.

    Attributes:
        plain: Mappings, lists, texts and `None`; what Python code hands in may hold typed values as well.
        file: What messages call it; `None` for what was built in Python.
        values: Line and column of each value, by path.
        keys: Line and column of each key, by the path of its value.
        problems: What is wrong with the document as such; it can be read on all the same.
    """

    plain: Any  # plain values of any shape: the schema says which
    file: str | None = None
    values: Mapping[Path, Spot] = attrs.field(factory=dict, repr=False)
    keys: Mapping[Path, Spot] = attrs.field(factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()

    def where(self, path: Path, *, key: bool = False) -> Where:
        """The place of a value, or of its `key`; what stands nowhere has the place of what it is missing from."""
        spot = path
        found = self.keys.get(spot) if key else None
        while found is None and (found := self.values.get(spot)) is None and spot:
            spot = spot[:-1]
        line, column = found or (None, None)
        return Where(self.file, line, column, written(path))


def written(path: Path) -> str:
    """A path as text, such as `rules[3].within`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


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
        raise _refusal("no-such-file", name, f"there is no file `{name}`", "give the path of a `.yaml` file") from None
    except OSError as error:
        raise _refusal(
            "unreadable-file", name, f"`{name}` cannot be read: {(error.strerror or 'no reason given').lower()}"
        ) from None
    return read_bytes(content, name, bounds)


def read_bytes(content: bytes, file: str | None = None, bounds: Bounds = DEFAULT_BOUNDS) -> Source:
    """Read a document from bytes in UTF-8.

    Raises:
        PolicyError: They are no YAML 1.2 in UTF-8, or too many.
    """
    if len(content) > bounds.size:
        raise _refusal("too-large", file, f"the document is larger than {bounds.size:,} bytes", "split it into layers")
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
        raise _refusal("too-large", file, f"the document is larger than {bounds.size:,} bytes", "split it into layers")
    text = text.removeprefix(_BYTE_ORDER_MARK)
    return _quickly(text, file, bounds) or _strictly(text, file, bounds)


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


def _strictly(text: str, file: str | None, bounds: Bounds) -> Source:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(file, bounds)
    try:
        builder.build(strict_events(text))
        return builder.source()
    except MarkedYAMLError as error:
        problem = _syntax(error, file)
    except YAMLError as error:
        reason = " ".join(str(error).split("\n", 1)[0].split())
        problem = Problem("not-yaml", Where(file), f"the document is not YAML 1.2: {reason}")
    raise PolicyError([*builder.problems, problem])


def _syntax(error: Any, file: str | None) -> Problem:  # ruamel's error has no types
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (None, None)
    reason = " ".join(part for part in (error.context, error.problem) if part).lower()
    return Problem("not-yaml", Where(file, line, column), f"the document is not YAML 1.2: {reason}")


def _refusal(code: str, file: str | None, message: str, help: str = "") -> PolicyError:
    return PolicyError([Problem(code, Where(file), message, help)])


@attrs.define
class _Open:
    """A mapping or list that is being read."""

    holder: Any  # a dict or a list
    path: Path
    anchor: str | None
    place: Spot
    size: int = 1
    key: str | None = None  # the key whose value comes next
    drop: bool = False  # the next value belongs to a refused key


class _Builder:
    """Turns the events of the parser into plain values, one at a time, so that no bound is noticed too late.

    The parser's events have no types of their own here: each has a mark, and some an anchor, a tag or a value.
    """

    def __init__(self, file: str | None, bounds: Bounds) -> None:
        self.file = file
        self.bounds = bounds
        self.plain: Any = None
        self.values: dict[Path, Spot] = {}
        self.keys: dict[Path, Spot] = {}
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.anchored: dict[str, tuple[Any, int]] = {}
        self.aliases = 0
        self.documents = 0

    def build(self, events: Iterable[Any]) -> None:
        """Read everything.

        Raises:
            PolicyError: A bound is exceeded, an alias stands for nothing, or there is nothing at all.
        """
        steps: dict[str, Callable[[Any, Spot], None]] = {
            "ScalarEvent": self._on_scalar,
            "MappingStartEvent": lambda event, spot: self._begin({}, event, spot),
            "SequenceStartEvent": lambda event, spot: self._begin([], event, spot),
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._document,
        }
        for event in events:
            step = steps.get(type(event).__name__)
            if step is not None:
                mark = event.start_mark
                step(event, (mark.line + 1, mark.column + 1))
        if self.documents == 0 or self.plain is None:
            raise _refusal("empty", self.file, "the document is empty")

    def source(self) -> Source:
        """What was read."""
        return Source(self.plain, self.file, self.values, self.keys, tuple(self.problems))

    def _document(self, _event: Any, place: Spot) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop("two-documents", place, "the file holds more than one document", "keep one in each file")

    def _on_scalar(self, event: Any, place: Spot) -> None:
        self._untagged(event, place)
        if _SURROGATE.search(event.value):
            self._stop("not-utf-8", place, "half a character (a surrogate) stands alone here")
        nothing = event.style is None and event.value in NOTHING
        self._scalar(None if nothing else event.value, event.anchor, place)

    def _end(self, _event: Any, _place: Spot) -> None:
        done = self.stack.pop()
        self._put(done.holder, done.anchor, done.place, done.size)

    def _untagged(self, event: Any, place: Spot) -> None:
        tag = event.tag if isinstance(event.tag, str) else getattr(event.ctag, "trval", None)
        if tag is not None and tag != "!":
            self._add(
                "tag", place, f"tags such as `{tag}` are not read", "take it away: the schema says what a value is"
            )

    def _begin(self, holder: Any, event: Any, place: Spot) -> None:
        self._untagged(event, place)
        if len(self.stack) >= self.bounds.depth:
            message = f"the document is nested more than {self.bounds.depth} levels deep"
            self._stop("too-deep", place, message, "a policy needs far fewer: is a bracket open?")
        if self._wants_key():
            self._stop("not-a-key", place, "a key must be text")
        self.stack.append(_Open(holder, self._here(), event.anchor, place))
        if not (len(self.stack) > 1 and self.stack[-2].drop):
            self.values.setdefault(self.stack[-1].path, place)

    def _here(self) -> Path:
        if not self.stack:
            return ()
        top = self.stack[-1]
        return (*top.path, top.key or "" if isinstance(top.holder, dict) else len(top.holder))

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].holder, dict) and self.stack[-1].key is None

    def _scalar(self, value: str | None, anchor: str | None, place: Spot) -> None:
        if self._wants_key():
            self._key(self.stack[-1], value, place)
        else:
            self._put(value, anchor, place, 1)

    def _key(self, top: _Open, value: str | None, place: Spot) -> None:
        if value is None:
            self._add("not-a-key", place, "a key must be text")
        top.key = value or ""
        top.drop = value is None
        path = (*top.path, top.key)
        if top.key in top.holder:
            first = self.keys.get(path)
            before = f" and stands first in line {first[0]}" if first else ""
            self._add(
                "duplicate-key", place, f"`{top.key}` stands twice in one mapping{before}", "keep one of them", path
            )
            top.drop = True
        else:
            self.keys[path] = place

    def _put(self, value: Any, anchor: str | None, place: Spot, size: int) -> None:
        """Put a finished value where it belongs; `size` counts the values in it, those of aliases each time."""
        if anchor is not None:
            self.anchored[anchor] = (value, size)
        held = size if not self.stack else self.stack[-1].size + size
        if held > self.bounds.values:
            message = f"the document holds more than {self.bounds.values:,} values"
            self._stop("too-many-values", place, message, "split it into layers; an alias counts for all it repeats")
        if not self.stack:
            self.plain = value
            self.values.setdefault((), place)
            return
        top = self.stack[-1]
        top.size += size
        if not top.drop:
            self.values.setdefault(self._here(), place)
        if isinstance(top.holder, dict):
            if not top.drop:
                top.holder[top.key] = value
            top.key, top.drop = None, False
        else:
            top.holder.append(value)

    def _alias(self, event: Any, place: Spot) -> None:
        anchor: str = event.anchor
        self.aliases += 1
        if self.aliases > self.bounds.aliases:
            message = f"the document uses more than {self.bounds.aliases} aliases"
            self._stop("too-many-aliases", place, message, "write out what they repeat")
        if anchor not in self.anchored:
            message = f"`*{anchor}` stands for nothing that is complete before it"
            self._stop("unknown-alias", place, message, f"write `&{anchor}` at what it repeats, further up")
        value, size = self.anchored[anchor]
        if self._wants_key():
            self._key(self.stack[-1], value if isinstance(value, str) else None, place)
        else:
            self._put(value, None, place, size)

    def _add(self, code: str, place: Spot, message: str, help: str = "", path: Path = ()) -> None:
        self.problems.append(Problem(code, Where(self.file, *place, written(path)), message, help))

    def _stop(self, code: str, place: Spot, message: str, help: str = "") -> None:
        self._add(code, place, message, help)
        raise PolicyError(self.problems)
