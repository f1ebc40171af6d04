"""Typed trees that read and write plain data: the bridge between attrs values and pydantic models."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, LiteralString, Protocol, cast

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError, core_schema

from servicepolicy.errors import UsageError, meant_by

__all__ = [
    "LISTED",
    "Plain",
    "Spot",
    "all_known",
    "boolean",
    "did_you_mean",
    "keys",
    "nearly",
    "plain_schema",
    "refuse",
    "text",
    "under_in",
]


def _listed(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) else (raw,)


def under_in(raw: Any) -> Any:
    """A list, or the list under `in`; one stands for a list."""
    return _listed(raw["in"] if isinstance(raw, dict) and set(raw) == {"in"} else raw)


LISTED: Final = BeforeValidator(_listed)
"""Takes one of several for a list of it, as documents may say."""

Plain = Any  # what YAML and JSON can say; checked at once by the parsers that take it
Spot = tuple[str | int, ...]  # the path inside the value being parsed


class _SpeaksPlain(Protocol):
    def plain(self) -> Plain: ...


_WORDS: Final = re.compile(r"[^\W\d_]+")


def refuse(code: LiteralString, message: str, spot: Spot = (), help: str = "") -> PydanticCustomError:
    """The error for one thing that is wrong at `spot` inside a parsed value."""
    return PydanticCustomError(code, "{message}", {"message": message, "spot": spot, "help": help})


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """The question whether something near was meant, or an empty text if nothing known is near."""
    meant = meant_by(word, known)
    return f"did you mean `{meant}`?" if meant else ""


def all_known(names: Iterable[str], known: Collection[str], wrong: str) -> None:
    """Refuse what is none of the known names: the name, what is wrong with it, and what was probably meant.

    Raises:
        UsageError: One of the names is not known.
    """
    for name in names:
        if name not in known:
            raise UsageError(f"`{name}` {wrong}; {did_you_mean(name, known)}".rstrip("; "))


def nearly(said: str, known: Iterable[str]) -> str:
    """The known word of which a letter is wrong, and not a word or a digit more: `analyst-2` is not `analyst`."""
    import difflib

    form = _form(said)
    near = difflib.get_close_matches(said, sorted(name for name in known if _form(name) == form), n=1, cutoff=0.8)
    return near[0] if near else ""


def _form(name: str) -> tuple[int, str]:
    """Of how many words it is, and which digits it has."""
    return len(_WORDS.findall(name)), "".join(sign for sign in name if sign.isdigit())


def text(raw: Plain, spot: Spot, what: str) -> str:
    """A name, as text."""
    if isinstance(raw, str) and raw:
        return raw
    raise refuse("not-a-name", f"{what} must be a name", spot)


def boolean(raw: Plain, spot: Spot) -> bool:
    """Yes or no: YAML scalars arrive as text."""
    if raw is True or raw == "true":
        return True
    if raw is False or raw == "false":
        return False
    raise refuse("not-a-boolean", "must be `true` or `false`", spot)


def keys(raw: Mapping[Plain, Plain], known: Iterable[str], spot: Spot, what: str) -> None:
    """Refuse a key that is not known."""
    known = tuple(known)
    for key in raw:
        if key not in known:
            hint = did_you_mean(key, known) or f"known: {', '.join(known)}"
            raise refuse("unknown-key", f"`{key}` is not a key of {what}", (*spot, str(key)), hint)


def plain_schema(
    cls: type, parse: Callable[[Plain], _SpeaksPlain], json: Mapping[str, Plain]
) -> core_schema.CoreSchema:
    """The pydantic schema of a class that `parse` reads and `plain()` writes.

    Args:
        cls: The class; its instances are taken as they are.
        parse: Reads plain data, raises what `refuse` makes.
        json: The JSON Schema shown to editors.
    """
    if cls not in _READERS:

        def read(raw: Plain) -> _SpeaksPlain:
            return cast("_SpeaksPlain", raw) if isinstance(raw, cls) else parse(raw)

        _READERS[cls] = read, lambda _schema, _handler: dict(json)
    reader, shown = _READERS[cls]
    return core_schema.no_info_plain_validator_function(
        reader, serialization=_WRITTEN, metadata={"pydantic_js_functions": [shown]}
    )


# A class stands in many fields, each with a schema of its own; what is the same in all of them is made once.
_READERS: Final[dict[type, tuple[Callable[[Plain], _SpeaksPlain], Callable[[Any, Any], dict[str, Plain]]]]] = {}
_WRITTEN: Final = core_schema.plain_serializer_function_ser_schema(lambda value: value.plain())
