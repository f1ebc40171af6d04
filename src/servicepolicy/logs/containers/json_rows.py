"""Rows of documents: objects a line, lists of objects, lists inside of objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, cast

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.logs.containers.source import Source
from servicepolicy.logs.mapping import RowPlace
from servicepolicy.logs.table import MANY_CHARACTERS, Line, Table, refused
from servicepolicy.logs.texts import JsonText
from servicepolicy.logs.unreadable import Unreadable

__all__ = ["JsonLine", "documents", "json_lines", "read_json", "rows_in"]

_A_LINE: Final = 'one object a line: `{"id": ..., "events": [...]}`; the other lines are read all the same'
_BETWEEN: Final = (b"[", b"]", b",")  # lines of a list whose items have a line each
_SIGNS: Final = " \t\r\n,\x1e"  # between objects; RFC 7464 puts a sign of its own before each
_WHOLE: Final = 32_000_000  # bytes of a file that is one document: all of it lies in memory at once


@attrs.frozen
class JsonLine:
    """One line of a JSONL file, or one record of a document: an object, or why it is none."""

    number: int
    content: dict[str, Any] | None
    problem: Problem | None = None


class _TwiceSaid(ValueError):
    pass


def json_lines(source: Source) -> Iterator[JsonLine]:
    """The lines of a JSONL file, blank ones left out; one that is no JSON object is reported and passed over."""
    with source.open() as stream:
        number = 0
        while True:
            line = stream.readline(MANY_CHARACTERS + 1)
            if not line:
                return
            number += 1
            if len(line) > MANY_CHARACTERS:
                while line and not line.endswith(b"\n"):  # the rest of it is as long as it likes
                    line = stream.readline(MANY_CHARACTERS)
                yield _problem(source.name, number, "too-long", "the line is too long to be a case", _A_LINE)
                continue
            text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if text and text not in _BETWEEN:
                yield from _of_line(source.name, number, text)


def _problem(file: str, number: int, code: str, message: str, help: str = "", column: int | None = None) -> JsonLine:
    return JsonLine(number, None, Problem(code, Where(file=file, line=number, column=column), message, help))


def _of_line(file: str, number: int, text: bytes) -> Iterator[JsonLine]:
    """What a line holds: an object, or several; a list whose items have a line each has signs between them."""
    found = _json_line(file, number, text)
    if found.problem is not None and found.problem.code == "not-json":
        stripped = text.removeprefix(b"[") if text.startswith(b"[{") else text
        stripped = stripped.removesuffix(b"]") if stripped.endswith((b"}]", b"},]")) else stripped
        several = _in_a_row(stripped.decode("utf-8", "replace"))
        if several:
            yield from (JsonLine(number, one) for one in several)
            return
    yield found


def _in_a_row(text: str) -> list[dict[str, Any]] | None:
    """Objects that stand one after the other, whether with commas between them; `None` if anything else does."""
    decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    found: list[dict[str, Any]] = []
    at, end = 0, len(text)
    while at < end:
        if text[at] in _SIGNS:
            at += 1
            continue
        try:
            one, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        if not isinstance(one, dict):
            return None
        found.append(one)
    return found


def _json_line(file: str, number: int, text: bytes) -> JsonLine:
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        return _problem(file, number, "not-json", f"the line is not JSON: {error.msg.lower()}", _A_LINE, error.colno)
    except UnicodeDecodeError:
        return _problem(file, number, "not-utf-8", "the line is not UTF-8", "write the file again as UTF-8")
    except _TwiceSaid as error:
        return _problem(file, number, "duplicate-key", f"the key `{error}` is said twice", "keep one of them")
    except (ValueError, RecursionError):
        return _problem(file, number, "not-json", "the line is not JSON that can be read here", _A_LINE)
    if not isinstance(content, dict):
        return _problem(file, number, "not-an-object", "the line is JSON, but not an object", _A_LINE)
    return JsonLine(number, content)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceSaid(next(name for name in names if names.count(name) > 1)[:60])
    return content


def _no_number(constant: str) -> Any:
    raise ValueError(constant)


def documents(source: Source) -> Iterator[JsonLine]:
    """The records of a file: of its lines, or of the list that it is, or the one that it is.

    Raises:
        FactsError: It is one document, and too large to be read at once.
    """
    whole = _whole(source) if source.form in (".json", ".jsonocel") else None
    if whole is None:
        yield from json_lines(source)
        return
    items = whole.value if isinstance(whole.value, list) else [whole.value]
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            yield JsonLine(number, item)
        else:
            message = "a record is a mapping of fields, or a list of such"
            yield JsonLine(number, None, Problem("not-a-record", Where(file=source.name), message))


@attrs.frozen
class _Value:
    value: Any


def _whole(source: Source) -> _Value | None:
    """A file that is one document; `None` if it holds one a line."""
    with source.open() as stream:
        content = stream.read(_WHOLE + 1)
    if len(content) > _WHOLE:
        hint = "write it as `.jsonl`: one object a line"
        raise refused("too-large", source.name, f"a document of more than {_WHOLE // 1_000_000} MB is too large", hint)
    text = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return _Value(json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" or text.startswith(b"\x1e"):
            if text[: error.pos].strip().endswith(b"}") and b"\n{" in text and _first_line(text):
                return None
            several = _in_a_row(text.decode("utf-8"))
            if several:
                return _Value(several)
        cut = error.pos >= len(text.decode("utf-8", "replace").rstrip())
        message = "the file is not whole JSON: it is cut off" if cut else f"the file is not JSON: {error.msg.lower()}"
        raise _unreadable(source, "not-json", message, error.lineno, error.colno) from None
    except UnicodeDecodeError:
        raise refused("not-utf-8", source.name, "the file is not UTF-8", "write the file again as UTF-8") from None
    except _TwiceSaid as error:
        raise refused("duplicate-key", source.name, f"the key `{error}` is said twice", "keep one of them") from None
    except (ValueError, RecursionError):
        raise refused("not-json", source.name, "the file is not JSON that can be read here") from None


def _first_line(text: bytes) -> bool:
    """Whether the first line is an object by itself."""
    return _json_line("", 1, text.lstrip().partition(b"\n")[0].strip()).problem is None


def _unreadable(source: Source, code: str, message: str, line: int, column: int) -> Exception:
    from servicepolicy.errors import FactsError

    return FactsError([Problem(code, Where(file=source.name, line=line, column=column), message)])


# ---------------------------------------------------------------- rows inside documents


_Chain = tuple[tuple[dict[str, Any], ...], ...]
"""Objects around a value, from the inside: each level with the objects between it and the next list."""


def read_json(source: Source, wanted: Sequence[str], many: Collection[str], place: RowPlace) -> Table:
    """The rows of documents; each wanted column is a path inside of a row.

    Raises:
        FactsError: A path of rows leads to what is no list.
    """
    del many
    present: set[str] = set()
    getters = tuple(_getter(name, present) for name in wanted)
    steps = _steps(place.path)

    def rows() -> Iterator[Line]:
        count = 0
        for line in documents(source):
            if line.problem is not None or line.content is None:
                yield line.number, (), line.problem
                continue
            for chain in _walk((((line.content,),)), steps):
                count += 1
                number = count if steps else line.number
                yield number, [get(chain) for get in getters], None

    return Table(source.name, present, rows(), fixed=False)


def rows_in(held: object, path: str, names: Sequence[str | None], column: str) -> Iterator[list[object]]:
    """The rows of a document that stands in one cell; each named one is a path inside of a row.

    Raises:
        Unreadable: It is no document.
    """
    getters = tuple(_getter(name or "", set()) for name in names)
    try:
        texts = [held] if isinstance(held, str) else list(cast("Sequence[object]", held))
        values = [json.loads(str(text), parse_float=Decimal, parse_constant=_no_number) for text in texts]
    except (TypeError, ValueError, RecursionError):
        raise Unreadable("half-read", column) from None
    items = [one for value in values for one in (value if isinstance(value, list) else [value])]
    for item in items:
        for chain in _walk(((item if isinstance(item, dict) else {},),), _steps(path)):
            yield [get(chain) for get in getters]


def _steps(path: str | None) -> tuple[tuple[str, bool], ...]:
    """The keys of a path, each with whether it holds a list of rows."""
    if path is None or path in ("", "[]"):
        return ()
    parts = path.removeprefix("[].").split(".")
    return tuple((part.removesuffix("[]"), part.endswith("[]")) for part in parts)


def _walk(chain: _Chain, steps: Sequence[tuple[str, bool]]) -> Iterator[_Chain]:
    if not steps:
        yield chain
        return
    (key, listed), *rest = steps
    here = chain[0][-1]
    below = here.get(key)
    if below is None:
        return
    if not listed:
        if isinstance(below, dict):
            yield from _walk(((*chain[0], below), *chain[1:]), rest)
        return
    for item in below if isinstance(below, list) else [below]:
        if isinstance(item, dict):
            yield from _walk(((item,), *chain), rest)
        elif not rest:
            yield (({},), *chain)  # a row of which nothing is left but what holds it


def _getter(name: str, present: set[str]) -> Callable[[_Chain], object]:
    levels = len(name) - len(name.lstrip("^"))
    path = name[levels:]
    keys = path.split(".") if "." in path else [path]

    def get(chain: _Chain) -> object:
        if levels >= len(chain):
            return None
        for around in reversed(chain[levels]):
            found = _at(around, path, keys)
            if found is not _NOWHERE:
                present.add(name)
                return _plain(found)
        return None

    return get


_NOWHERE: Final = object()


def _at(content: dict[str, Any], path: str, keys: Sequence[str]) -> object:
    if path in content:
        return content[path]
    here: Any = content
    for place, key in enumerate(keys):
        if isinstance(here, list):
            inner = [_at(item, ".".join(keys[place:]), keys[place:]) for item in here if isinstance(item, dict)]
            found = [item for item in inner if item is not _NOWHERE]
            return found or _NOWHERE
        if not isinstance(here, dict):
            return _NOWHERE
        bare = key.removesuffix("[]")
        if bare not in here:
            return _NOWHERE
        here = here[bare]
    return here


def _plain(held: object) -> object:
    """A value of a document as a cell: what holds more than that is text of JSON, so that nothing of it is lost."""
    if isinstance(held, list):
        return tuple(_plain(item) for item in cast("list[object]", held))
    if isinstance(held, dict):
        return JsonText(json.dumps(held, ensure_ascii=False, sort_keys=True, default=str))
    return held
