"""What the plain form of a result looks like, for pydantic and JSON Schema: read off the class, as `plain` reads it.

pydantic takes a result as an object and writes its `plain()`: `TypeAdapter(Report)`, a response of FastAPI. A result is
not read back: what decided it is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["schema", "shown_to_pydantic"]

Result = TypeVar("Result", bound=type[Any])

# Texts that are never empty; all others are left out where they are.
_NEVER_EMPTY: Final = frozenset(
    {"rule", "kind", "subject", "code", "name", "id", "identity", "period", "ground", "form"}
)
_ENTRY: Final = re.compile(r"^ {8}(\w+): (.+(?:\n {12}.+)*)", re.MULTILINE)


def shown_to_pydantic(
    *, said: Mapping[str, Any] | None = None, names: Mapping[str, str] | None = None, fields: bool = True
) -> Callable[[Result], Result]:
    """Marks a class with a `plain()`, so that pydantic takes its objects, writes that form and has its JSON Schema.

    Args:
        said: What is written beside the fields, by name, each with its type; it is always written.
        names: Under which name a field is written, where that is not its own without `_us`.
        fields: Whether the fields are written at all.
    """

    def marked(result: Result) -> Result:
        def core_schema(_cls: type, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
            return _core_schema(result, handler)

        result.__get_pydantic_core_schema__ = classmethod(core_schema)
        _WRITTEN[result] = said or {}, names or {}, fields
        return result

    return marked


_WRITTEN: Final[dict[type[Any], tuple[Mapping[str, Any], Mapping[str, str], bool]]] = {}


def schema(result: type[Any]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the plain form of a result."""
    from pydantic import TypeAdapter

    made = TypeAdapter(result).json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _core_schema(result: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
    from pydantic_core import PydanticCustomError, core_schema

    def taken(given: Any) -> Any:
        if isinstance(given, result):
            return given
        raise PydanticCustomError("not_a_result", "must be what a policy answered: its plain form is not read back")

    shape = handler.generate_schema(_shape(cast("Hashable", result)))
    written = core_schema.plain_serializer_function_ser_schema(_plain, return_schema=shape)
    return core_schema.no_info_plain_validator_function(taken, json_schema_input_schema=shape, serialization=written)


def _plain(result: Any) -> Any:
    return result.plain()


@cache
def _shape(result: Any) -> Any:
    """The plain form as a typed dictionary, with what the class says of each field."""
    from pydantic import ConfigDict, Field, with_config
    from typing_extensions import TypedDict  # the standard one is no type for pydantic before Python 3.12

    told = {name.removesuffix("_us"): " ".join(text.split()) for name, text in _ENTRY.findall(result.__doc__ or "")}
    entries = {
        name: Annotated[entry, Field(description=told[name])] if name in told else entry
        for name, entry in _entries(result)
    }
    made = cast("Any", TypedDict)(result.__name__, entries)
    made.__doc__ = (result.__doc__ or "").partition("\n")[0]
    return with_config(ConfigDict(extra="allow" if result.__name__ == "Reason" else "forbid"))(made)


def _entries(result: type[Any]) -> Iterator[tuple[str, Any]]:
    """Each name in the plain form, and the type of what stands there."""
    from typing import NotRequired

    said, names, fields = _WRITTEN.get(result, ({}, {}, True))
    yield from ((name, annotation if _is_plain(annotation) else _type(annotation)) for name, annotation in said.items())
    hints = get_type_hints(result, localns=_late()) if fields else {}
    for field in attrs.fields(result) if fields else ():
        if field.name in ("label", "judged") or (result.__name__, field.name) == ("WhyNot", "asked"):  # for words alone
            continue
        if field.name.endswith("_on"):  # a date stands in the place of its instant
            continue
        name = names.get(field.name, field.name.removesuffix("_us"))
        if result.__name__ == "Reason" and name == "args":  # each stands beside the code
            continue
        instant = (field.name.endswith("_us") and name != field.name) or (result.__name__, name) == ("Step", "at")
        dated = instant and hasattr(result, f"{name}_on")
        filled = _without_none(hints[field.name])
        entry = _type(datetime | date if dated else filled, instant=instant)
        empty = filled is not hints[field.name] or get_origin(filled) is tuple
        empty = empty or (filled is str and name not in _NEVER_EMPTY)
        yield name, NotRequired[entry] if empty or field.default is not attrs.NOTHING else entry


def _is_plain(annotation: Any) -> bool:
    """Whether a type is said as pydantic reads it: lists and mappings of plain values."""
    return get_origin(annotation) in (list, dict)


def _late() -> dict[str, Any]:
    """What annotations name that is imported for type checkers alone, or is itself written as text."""
    from servicepolicy.money import Money

    return {"Money": Money, "What": str}


def _without_none(annotation: Any) -> Any:
    """What stands there where it is not left out."""
    kinds = [part for part in get_args(annotation) if part is not NoneType]
    return Union[tuple(kinds)] if len(kinds) < len(get_args(annotation)) else annotation  # noqa: UP007 - made here


def _type(annotation: Any, *, instant: bool = False) -> Any:
    """The type of what is written of a value."""
    parts = [_type(part, instant=instant) for part in get_args(annotation) if part is not ...]
    match get_origin(annotation):
        case origin if origin is Union or origin is UnionType:
            return Union[tuple(dict.fromkeys(parts))]  # noqa: UP007 - made here
        case origin if origin is Literal:
            return annotation
        case origin if isinstance(origin, type) and issubclass(origin, tuple):
            return list[Union[tuple(dict.fromkeys(parts))]]  # type: ignore[misc]  # noqa: UP007 - made here
        case _:
            return _simple(annotation, instant=instant)


def _simple(annotation: Any, *, instant: bool) -> Any:
    from pydantic import WithJsonSchema

    if annotation is datetime or (annotation is int and instant):
        return Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
    if annotation is date:
        return Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
    if annotation in (str, int, bool, NoneType):
        return annotation
    if issubclass(annotation, Enum):
        return Literal[tuple(member.value for member in annotation)]
    return _shape(annotation) if attrs.has(annotation) and annotation.__name__ != "Money" else str
