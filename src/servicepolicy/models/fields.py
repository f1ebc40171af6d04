"""The types of a fact: how each is written, checked, shown in JSON Schema and told to the policy loader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

import attrs
from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from servicepolicy.errors import MoneyError
from servicepolicy.money import Money
from servicepolicy.worktime._instant import OUT_OF_REACH, in_reach, to_us

__all__ = [
    "Amount",
    "Code",
    "Count",
    "Day",
    "DayOfMonth",
    "Flag",
    "HostValue",
    "Instant",
    "Mark",
    "Moment",
    "Number",
    "Personal",
    "PersonalCount",
    "Texts",
    "Whole",
    "absent",
]

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6}0*)?)?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Date = TypeVar("_Date", date, datetime)


@attrs.frozen
class Mark:
    """What a field means, for the vocabulary and for everything that shows values.

    Args:
        kind: `text`, `code`, `bool`, `integer`, `decimal`, `money`, `instant`, `date` or `list`.
        personal: The value tells about a customer: it is never shown.
        dated: The field may be a list of `{value, from, until}`.
    """

    kind: str
    personal: bool = False
    dated: bool = False

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """JSON Schema says `"x-personal": true` where the value is personal."""
        written = handler(schema)
        if self.personal:
            written["x-personal"] = True
        return written


def absent(description: str) -> Any:  # the type is that of the annotation, as with pydantic's own `Field`
    """A field that may be left out, with what it means in one line. Left out, or null, is unknown."""
    return Field(default=None, description=description)


def _instant(given: object) -> datetime:
    if isinstance(given, str):
        written = _TIME.fullmatch(given)
        if written is None:
            raise PydanticCustomError("wrong_time", "must be a time like `2026-01-05T09:12:00+00:00`")
        if written["zone"] is None:
            raise _naive()
        return _reached(_built(given))
    if not isinstance(given, datetime):
        raise PydanticCustomError("wrong_time", "must be a time like `2026-01-05T09:12:00+00:00`")
    if given.utcoffset() is None:
        raise _naive()
    return _reached(given)


def _built(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        # Not chained: the built-in message repeats what was written.
        pass
    raise PydanticCustomError("wrong_time", "is not a time of any day")


def _reached(given: _Date) -> _Date:
    if in_reach(given):
        return given
    raise PydanticCustomError("time_out_of_range", OUT_OF_REACH)


def _naive() -> PydanticCustomError:
    return PydanticCustomError("naive_time", "has no time zone or offset")


def _day(given: object) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return _reached(given)
    if isinstance(given, str) and _DATE.fullmatch(given):
        try:
            written = date.fromisoformat(given)
        except ValueError:
            pass
        else:
            return _reached(written)
    raise PydanticCustomError("wrong_date", "must be a date like `2026-01-05`")


def _moment(given: object) -> datetime | date:
    if (isinstance(given, date) and not isinstance(given, datetime)) or (
        isinstance(given, str) and _DATE.fullmatch(given)
    ):
        return _day(given)
    return _instant(given)


def _money(given: object) -> Money:
    message = "must be an amount and a currency like `250 EUR`"
    try:
        match given:
            case Money():
                return given
            case str():
                return Money.parse(given)
            case {"amount": str() | int() | Decimal() as amount, "currency": str() as currency, **rest} if not rest:
                return Money(amount, currency)
            case {"amount": _, "currency": _}:
                message = "must have an `amount` of digits and a `currency`, and nothing else"
            case _:
                pass
    except MoneyError as error:
        said = str(error)  # an error about money never shows an amount
        if said.startswith("unknown currency"):
            raise PydanticCustomError("unknown_currency", "{why}", {"why": said}) from None
        message = f"is {said}" if said.startswith("not ") else f"cannot be used: {said}"
    raise PydanticCustomError("wrong_amount", "{why}", {"why": message})


def _number(given: object) -> object:
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal | float):
        raise PydanticCustomError("wrong_number", "must be a number")
    return given


def _scalar(given: object) -> object:
    if given is None or isinstance(given, bool | int | str):
        return given
    if isinstance(given, float | Decimal):
        number = given if isinstance(given, Decimal) else Decimal(repr(given))
        # JSON writes numbers that most readers hold in 53 bits: what would come back changed is refused.
        if number.is_finite() and Decimal(repr(float(number))) == number:
            return number
        raise PydanticCustomError("wrong_number", "has more digits than a JSON number carries: write it as text")
    raise PydanticCustomError("wrong_type", "must be text, a number, true or false, or a list of these")


def _host_value(given: object) -> object:
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return tuple(_scalar(item) for item in cast("Sequence[object]", given))
    return _scalar(given)


def _host_json(value: object) -> object:
    match value:
        case Decimal():
            return float(value)
        case tuple():
            return [_host_json(item) for item in cast("tuple[object, ...]", value)]
        case _:
            return value


def _moment_json(value: datetime | date) -> str:
    return value.isoformat()


Personal = Annotated[str, Mark("text", personal=True)]
"""Text about a customer: never in a message, a verdict, a log or a repr."""

Code = Annotated[str, StringConstraints(min_length=1), Mark("code")]
"""A key or a code of the bank's own: an id, a role, a unit, a category."""

Flag = Annotated[StrictBool, Mark("bool")]
Whole = Annotated[StrictInt, Mark("integer")]
Count = Annotated[StrictInt, Field(ge=0), Mark("integer")]
PersonalCount = Annotated[StrictInt, Field(ge=0), Mark("integer", personal=True)]
"""A count about a person, such as an age: judged, never shown."""

DayOfMonth = Annotated[StrictInt, Field(ge=1, le=31), Mark("integer")]
# Bounded, so that `1e999999999` is not written out anywhere.
Number = Annotated[Decimal, BeforeValidator(_number), Field(max_digits=24, decimal_places=12), Mark("decimal")]

Instant = Annotated[
    datetime,
    PlainValidator(_instant),
    PlainSerializer(_moment_json, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
    Mark("instant"),
]
"""A time with a zone or an offset."""

Day = Annotated[
    date,
    PlainValidator(_day),
    PlainSerializer(_moment_json, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
    Mark("date"),
]
"""A calendar date, of the record's `timezone`."""

Moment = Annotated[
    datetime | date,
    PlainValidator(_moment),
    PlainSerializer(_moment_json, when_used="json"),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}),
    Mark("instant"),
]
"""An instant, or a date of the record's `timezone`: a bound begins with its midnight, an event has that whole day."""

Amount = Annotated[
    Money,
    PlainValidator(_money),
    PlainSerializer(str, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)? +[A-Z]{3}$"},
                {
                    "type": "object",
                    "properties": {"amount": {"type": ["string", "integer"]}, "currency": {"type": "string"}},
                    "required": ["amount", "currency"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
    Mark("money"),
]
"""An amount of one currency, such as `250 EUR`."""

Texts = Annotated[tuple[Annotated[str, StringConstraints(min_length=1)], ...], Mark("list")]
"""A list of codes."""

HostValue = Annotated[
    object,
    PlainValidator(_host_value),
    PlainSerializer(_host_json, when_used="json"),
    WithJsonSchema(
        {
            "type": ["string", "number", "boolean", "null", "array"],
            "items": {"type": ["string", "number", "boolean", "null"]},
            "x-personal": True,
        }
    ),
    Mark("text", personal=True),
]
"""A value of a host's own field (`x.…`): what it means is not known here, so it counts as personal."""


def inside(value: object) -> object:
    """A checked value in the form evaluators read: instants as UTC microseconds, dates as ISO text, lists as tuples."""
    match value:
        case datetime():
            return to_us(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return tuple(inside(item) for item in cast("Sequence[object]", value))
        case Mapping():
            pairs = cast("Mapping[str, object]", value).items()
            return tuple((name, inside(item)) for name, item in pairs)
        case _:
            return value
