"""The edge: records that check themselves, name every problem at once and never show what is personal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, LiteralString, Self, cast, get_args

from pydantic import (
    BaseModel,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError

from servicepolicy.errors import FactsError, Problem, Where, meant_by
from servicepolicy.models.fields import HostValue, Mark

__all__ = ["HostRecord", "Record", "meant", "personal_fields", "read_json", "unknown_name"]

_CODE = re.compile(r"[\w.\-]{1,40}")
_TAGS = frozenset({"plain", "dated"})

# What pydantic finds, in our words. None of its own texts is used: some of them repeat what was handed in.
_WORDS = {
    "missing": ("missing-field", "is missing"),
    "string_type": ("wrong-type", "must be text"),
    "string_too_short": ("wrong-value", "must not be empty"),
    "bool_type": ("wrong-type", "must be true or false"),
    "int_type": ("wrong-type", "must be a whole number"),
    "greater_than_equal": ("wrong-value", "is too small"),
    "less_than_equal": ("wrong-value", "is too large"),
    "decimal_parsing": ("wrong-type", "must be a number"),
    "decimal_type": ("wrong-type", "must be a number"),
    "finite_number": ("wrong-value", "must be a finite number"),
    "tuple_type": ("wrong-type", "must be a list"),
    "list_type": ("wrong-type", "must be a list"),
    "dict_type": ("wrong-type", "must be a mapping of fields"),
    "model_type": ("wrong-type", "must be a mapping of fields"),
    "model_attributes_type": ("wrong-type", "must be a mapping of fields"),
}
# What our own validators find: their sentence follows the field's name.
_SAID_OF_THE_FIELD = frozenset(
    {"naive-time", "time-out-of-range", "wrong-time", "wrong-date", "wrong-amount", "wrong-number", "wrong-type"}
)
_HELP = {
    "naive-time": "write the offset, as in `2026-01-05T09:12:00+00:00`",
    "time-out-of-range": "correct the year; an interval that never ends leaves `until` out",
    "unknown-currency": "write an ISO 4217 code, as in `250 EUR`",
}


class Record(
    BaseModel,
    frozen=True,
    extra="forbid",
    hide_input_in_errors=True,
    defer_build=True,
    populate_by_name=True,
    arbitrary_types_allowed=True,
):
    """Base of everything that is checked at the edge. Immutable; wrong input raises `FactsError` with all problems."""

    # Whether names that the record does not know are a host's own.
    FREE_NAMES: ClassVar[bool] = False

    def __init__(self, /, **given: Any) -> None:
        found: tuple[Problem, ...] = ()
        try:
            self.__pydantic_validator__.validate_python(given, self_instance=self)
        except ValidationError as error:
            found = problems_of(error)
        if found:  # raised outside the handler: pydantic's error holds what was handed in
            raise FactsError(found)

    # Tells pydantic that this constructor does what its own does, so that it need not be called for nested records.
    vars(__init__)["__pydantic_base_init__"] = True

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Check a mapping, such as one line of JSON that was read before.

        Raises:
            FactsError: With every problem of the record; values of personal fields are never shown.
        """
        found: tuple[Problem, ...] = ()
        try:
            return cast("Self", cls.__pydantic_validator__.validate_python(obj, **options))
        except ValidationError as error:
            found = problems_of(error)
        raise FactsError(found)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Check a record written in JSON. A key that stands twice is refused.

        Raises:
            FactsError: With every problem of the record; values of personal fields are never shown.
        """
        return cls.model_validate(read_json(json_data), **options)

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """The record as a mapping; what is absent is left out."""
        chosen: dict[str, Any] = {"by_alias": True, "exclude_none": True, **options}
        return super().model_dump(**chosen)

    def model_dump_json(self, **options: Any) -> str:
        """The record as JSON that reads back to an equal record; what is absent is left out."""
        chosen: dict[str, Any] = {"by_alias": True, "exclude_none": True, **options}
        return super().model_dump_json(**chosen)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields replaced, checked like a new record (`deep` makes no difference: all is immutable).

        Raises:
            FactsError: The result cannot be used.
        """
        del deep
        given = {name: getattr(self, name) for name in self.model_fields_set if name in type(self).model_fields}
        return type(self)(**{**given, **(self.__pydantic_extra__ or {}), **(update or {})})

    def __setattr__(self, name: str, value: object) -> None:
        # Not left to pydantic, whose error would hold the value.
        raise AttributeError(f"`{name}` cannot be set: records are immutable; see `model_copy`")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"`{name}` cannot be deleted: records are immutable")

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        hidden = personal_fields(type(self))
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name not in hidden and value is not None:
                yield name, value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        written = handler(core_schema)
        properties = handler.resolve_ref_schema(written).get("properties", {})
        for name in personal_fields(cls):
            properties[name]["x-personal"] = True
        return written

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, given: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        problems: list[Problem] = []
        if type(given) is dict or isinstance(given, Mapping):  # to ask a protocol takes longer
            known = names_of(cls)
            # A host's own field that is null is as absent as any other.
            record = given = {
                name: value
                for name, value in cast("Mapping[Any, object]", given).items()
                if value is not None or name in known or not cls.takes_own(name)
            }
            unknown = [name for name in record if name not in known and not cls.takes_own(name)]
            if unknown:
                problems.extend(_unknown_field(name, _aliases(cls)) for name in unknown)
                given = {name: value for name, value in record.items() if name not in unknown}
        checked: Any = None
        try:
            checked = handler(given)
        except ValidationError as error:
            problems.extend(problems_of(error))
        if isinstance(checked, Record) and not problems:
            problems.extend(checked.own_problems())
        if problems:
            raise as_error(problems)
        return checked

    @classmethod
    def takes_own(cls, name: object) -> bool:
        """Whether a name that is no field may stand here as a host's own."""
        del name
        return False

    def own_problems(self) -> Iterable[Problem]:
        """What is wrong with this record beyond its single fields; paths start at the record."""
        return ()


class HostRecord(Record, frozen=True, extra="allow"):
    """A record to which hosts may add fields of their own under `x.`. Their values count as personal."""

    # pydantic types the values of extra fields by exactly this annotation.
    if TYPE_CHECKING:  # type checkers would take it for an argument of the constructor
        __pydantic_extra__: dict[str, HostValue] = Field(  # pyright: ignore[reportIncompatibleVariableOverride]  # narrower
            init=False
        )
    else:
        __pydantic_extra__: dict[str, HostValue]

    @classmethod
    def takes_own(cls, name: object) -> bool:
        """Whether a name that is no field may stand here as a host's own."""
        return isinstance(name, str) and (cls.FREE_NAMES or name.startswith("x."))


@cache
def personal_fields(model: type[BaseModel]) -> frozenset[str]:
    """Names of the fields of a record that hold personal values; a host's own (`x.…`) always count as well."""
    return frozenset(name for name, field in model.model_fields.items() if mark_of(field).personal)


def mark_of(field: FieldInfo) -> Mark:
    """The mark of a field, wherever in its annotation it stands; `Mark("text")` where there is none."""
    for found in field.metadata:
        if isinstance(found, Mark):
            return found
    return next(_marks(field.annotation), Mark("text"))


def _marks(annotation: Any) -> Iterator[Mark]:  # any Python annotation
    parts = get_args(annotation)
    yield from (part for part in parts if isinstance(part, Mark))
    for part in parts:
        yield from _marks(part)


@cache
def names_of(model: type[BaseModel]) -> frozenset[str]:
    """Names by which the fields of a record can be written."""
    return frozenset(model.model_fields) | frozenset(_aliases(model))


def _aliases(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def meant(name: str, known: Iterable[str]) -> str:
    """`did you mean …?` with the nearest known name, or `""`."""
    near = meant_by(name, sorted(known))
    return f"did you mean `{near}`?" if near else ""


def unknown_name(code: str, where: Where, what: str, name: object, known: Iterable[str]) -> Problem:
    """A name that nothing bears, with the nearest one that something does."""
    if not isinstance(name, str):
        return Problem(code, where, f"the name of {what} must be text")
    shown = f"`{name}`" if _CODE.fullmatch(name) else "this name"
    return Problem(code, where, f"{shown} is not {'an' if what[:1] in 'aeiou' else 'a'} {what}", meant(name, known))


def _unknown_field(name: object, known: Sequence[str]) -> Problem:
    path = name if isinstance(name, str) and _CODE.fullmatch(name) else ""
    problem = unknown_name("unknown-field", Where(path=path), "field here", name, known)
    own = "a field of your own starts with `x.`"
    return Problem(problem.code, problem.where, problem.message, problem.help or own)


def as_error(problems: Iterable[Problem]) -> ValidationError:
    """Problems as an error that pydantic gathers with those of other fields, a host's model and its own included.

    Each stands at its place, in our words, and holds nothing of what was handed in.
    """
    details = [
        InitErrorDetails(
            type=PydanticCustomError(
                _literal(problem.code), "{message}", {"message": problem.message, "help": problem.help}
            ),
            loc=loc_of(problem.where.path),
            input=None,
        )
        for problem in problems
    ]
    return ValidationError.from_exception_data("record", details, hide_input=True)


def _literal(code: str) -> LiteralString:
    """A code of a problem, which is always one that is written in this library."""
    literal: Any = code
    return literal  # type: ignore[no-any-return]  # codes are looked up, which no checker sees


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """What pydantic found, as problems in our own words, without any input but closed codes."""
    found: list[Problem] = []
    for detail in error.errors(include_url=False):
        found.extend(_problems(detail))
    return tuple(found)


def _problems(detail: ErrorDetails) -> Iterable[Problem]:
    place = path_of(detail["loc"])
    context = detail.get("ctx", {})
    code = detail["type"]
    if "message" in context and "help" in context:  # what `as_error` made
        return (Problem(code, Where(path=place), context["message"], context["help"]),)
    name = next((str(part) for part in reversed(detail["loc"]) if isinstance(part, str) and part not in _TAGS), "")
    what = f"`{name}` " if _CODE.fullmatch(name) else "the record "
    if code == "literal_error":
        return (_no_such_code(place, what, detail["input"], str(context.get("expected", ""))),)
    if code in _WORDS:
        ours, words = _WORDS[code]
        return (Problem(ours, Where(path=place), what + words),)
    if code == "extra_forbidden":
        return (Problem("unknown-field", Where(path=place), f"{what}is not a field here"),)
    ours = code.replace("_", "-")
    if ours in _SAID_OF_THE_FIELD:
        return (Problem(ours, Where(path=place), what + detail["msg"], _HELP.get(ours, "")),)
    if ours in ("unknown-currency", "overlapping-dates", "empty-dates"):
        return (Problem(ours, Where(path=place), detail["msg"], _HELP.get(ours, "")),)
    return (Problem("wrong-value", Where(path=place), f"{what}cannot be used"),)


def _no_such_code(place: str, what: str, given: object, expected: str) -> Problem:
    """A closed code may be repeated, if it looks like a code; anything else might be a customer's words."""
    known = re.findall(r"'([^']*)'", expected)
    shown = f"`{given}` is not a value of {what.strip()}" if _is_code(given) else f"{what}must be one of its codes"
    hint = meant(given, known) if isinstance(given, str) else ""
    choice = "one of " + ", ".join(f"`{code}`" for code in known)
    return Problem("unknown-code", Where(path=place), shown, f"{hint} {choice}".strip())


def _is_code(given: object) -> bool:
    return isinstance(given, str) and re.fullmatch(r"[a-z0-9_\-]{1,30}", given) is not None


def path_of(loc: Iterable[int | str]) -> str:
    """A place inside a record, such as `events[2].at`."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in _TAGS and _CODE.fullmatch(part):
            path = joined(path, part)
    return path


_STEP = re.compile(r"\[(\d+)\]|(x\.[^\[]+|[^.\[]+)")


def loc_of(path: str) -> tuple[int | str, ...]:
    """A place inside a record as pydantic writes it; the name of a host's own field has dots."""
    return tuple(int(index) if index else name for index, name in _STEP.findall(path))


def joined(path: str, rest: str) -> str:
    """A path continued by another."""
    return path + rest if not path or not rest or rest.startswith("[") else f"{path}.{rest}"


def read_json(text: str | bytes | bytearray) -> object:
    """What JSON holds; a key that stands twice in one object is refused.

    Raises:
        FactsError: It is no JSON.
    """
    problem = Problem("wrong-json", Where(), "the text is not JSON")
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except FactsError as error:
        problem = error.problems[0]
    except json.JSONDecodeError as error:
        problem = Problem("wrong-json", Where(line=error.lineno, column=error.colno), "the text is not JSON")
    except (ValueError, RecursionError):
        problem = Problem("wrong-json", Where(), "the text is not JSON in UTF-8, too deep, or holds an endless number")
    raise FactsError([problem])


def _no_constant(name: str) -> object:
    raise FactsError([Problem("wrong-json", Where(), f"`{name}` is not a number in JSON")])


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            shown = f"`{name}`" if _CODE.fullmatch(name) else "a key"
            raise FactsError([Problem("duplicate-key", Where(), f"{shown} stands twice in one object")])
        found[name] = value
    return found
