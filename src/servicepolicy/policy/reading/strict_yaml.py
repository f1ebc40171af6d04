"""The strict reader of a document: whatever is wrong with a text, its words are the ones that are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import attrs

from servicepolicy.errors import PolicyError, Problem, Where
from servicepolicy.language.bound.found import Path
from servicepolicy.policy.reading.source import Bounds, Source, refusal, written
from servicepolicy.policy.reading.source_map import Spot
from servicepolicy.policy.reading.yaml_events import MERGE, NOTHING, strict_events

__all__ = ["read_strictly"]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def read_strictly(text: str, file: str | None, bounds: Bounds) -> Source:
    """Read a document, and say whatever is wrong with it.

    Raises:
        PolicyError: It is no YAML 1.2, it uses tags, it is empty, or it exceeds a bound.
    """
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
    merges: bool = False  # the next value is what a merge key takes over
    merged: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])


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
            raise refusal("empty", self.file, "the document is empty")

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
        if event.style is None and event.value == MERGE and self._wants_key():
            self._merge(place)
            return
        nothing = event.style is None and event.value in NOTHING
        self._scalar(None if nothing else event.value, event.anchor, place)

    def _merge(self, place: Spot) -> None:
        """Tell it, and take over what it says all the same: what is missing without it would be told, too."""
        message = "merge keys (`<<`) are not read: YAML 1.2 has none"
        top = self.stack[-1]
        self._add("merge-key", place, message, "write out what it takes over; an alias may stand for a value", top.path)
        top.key, top.drop, top.merges = MERGE, True, True

    def _end(self, _event: Any, _place: Spot) -> None:
        done = self.stack.pop()
        for taken_over in done.merged:
            for key, value in taken_over.items():
                done.holder.setdefault(key, value)
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
            before = f"; first on line {first[0]}" if first else ""
            self._add("duplicate-key", place, f"duplicate key `{top.key}`{before}", "keep one of them", path)
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
            if top.merges:
                top.merged += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
            top.key, top.drop, top.merges = None, False, False
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
