"""Spans of time, typed by what they mean. There is no conversion between the kinds.

A working day is not eight working hours, a calendar day is not twenty-four hours, a month is not thirty days: which
of them a rule means decides when it is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from servicepolicy.errors import ServicePolicyError
from servicepolicy.worktime._instant import DAY_US, HOUR_US, MINUTE_US, SECOND_US

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["WEEKDAYS", "Kind", "Span", "SpanError"]

Kind = Literal[
    "elapsed", "working", "working_days", "days", "weeks", "months", "years", "same_day", "billing_cycles", "moment"
]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_UNITS_US: Final = {"hour": HOUR_US, "minute": MINUTE_US, "second": SECOND_US}
_COUNTED: Final[dict[str, Kind]] = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
_MOST: Final[dict[Kind, int]] = {
    "elapsed": 36_525 * DAY_US,
    "working": 36_525 * DAY_US,
    "working_days": 36_525,
    "days": 36_525,
    "weeks": 5_218,
    "months": 1_200,
    "years": 100,
    "billing_cycles": 1_200,
}

_WORKING: Final = {"working", "business"}
_CALENDAR: Final = {"calendar", "natural"}
_UNIT_WORDS: Final = {
    **dict.fromkeys(("hour", "hours", "h", "hr", "hrs"), "hour"),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), "minute"),
    **dict.fromkeys(("second", "seconds", "s", "sec", "secs"), "second"),
    **dict.fromkeys(("day", "days"), "day"),
    **dict.fromkeys(("week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("year", "years"), "year"),
    **dict.fromkeys(("cycle", "cycles"), "cycle"),
}
_SPELLING: Final = sorted({*(word for word in _UNIT_WORDS if len(word) > 3), *_WORKING, *_CALENDAR, "billing", "same"})

# Chinese has neither spaces nor plurals, so it is put into English word by word, longest first.
_CHINESE: Final = (
    ("个", ""),
    ("工作小时", " working hours "),
    ("工作分钟", " working minutes "),
    ("工作日", " working days "),
    ("自然日", " days "),
    ("账单周期", " billing cycles "),
    ("小时", " hours "),
    ("分钟", " minutes "),
    ("当日", "same day"),
    ("当天", "same day"),
    ("秒", " seconds "),
    ("天", " days "),
    ("日", " days "),
    ("周", " weeks "),
    ("月", " months "),
    ("年", " years "),
)

_PART: Final = re.compile(r"(\d+(?:\.\d+)?) ?((?:[a-z]+ ?)+)", re.ASCII)
_MOMENT: Final = re.compile(r"([a-z]+) (\d{1,2}):(\d{2})", re.ASCII)
_WAYS: Final = "write it like `4 working hours`, `3 working days`, `15 days`, `same day` or `fri 17:00`"


class SpanError(ServicePolicyError, ValueError):
    """A text that is no span of time."""

    CODE = "wrong-span"


@attrs.frozen(init=False, repr=False)
class Span:
    """A span of time, typed by meaning.

    | written | kind | amount |
    | --- | --- | --- |
    | `90 minutes`, `24 hours`, `1 hour 30 minutes` | `elapsed`: time on any clock | microseconds |
    | `4 working hours`, `90 working minutes` | `working`: time while a calendar is open | microseconds |
    | `3 working days`, `3 business days` | `working_days` | count |
    | `15 days`, `15 calendar days`, `15 natural days` | `days` | count |
    | `8 weeks` / `6 months` / `3 years` | `weeks` / `months` / `years` | count |
    | `same day` | `same_day`: until the close of the day on which it starts | 0 |
    | `2 billing cycles` | `billing_cycles`: complete ones, the running one never counts | count |
    | `fri 17:00` | `moment`: the next such local time, at or after the start | minutes since Monday 00:00 |

    Equal spans are one value: `90 minutes` and `1 hour 30 minutes` compare, hash and print alike. `str()` gives the
    canonical text, which reads back as the same span. Chinese units are read too: `3个工作日`.

    Args:
        text: The span as written; or a `timedelta`, which is time on any clock, days of it included.

    Attributes:
        kind: What it means.
        amount: How much, in the unit of the kind.

    Raises:
        SpanError: The text is no span, mixes kinds, or is longer than a hundred years.

    Example:
        >>> Span("1 hour 30 minutes")
        Span('90 minutes')
        >>> Span("1 working day") == Span("1 day")
        False
    """

    kind: Kind
    amount: int

    def __init__(self, text: str | timedelta) -> None:
        kind, amount = _measured(text) if isinstance(text, timedelta) else _read(text)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "amount", amount)

    @property
    def weekday(self) -> int:
        """For a moment: the weekday, Monday is 0."""
        return self.amount // 1440

    def longer(self, by: Span) -> Span:
        """The span with another of its kind added. It may pass a hundred years; at a thousand it ends."""
        made = object.__new__(Span)
        object.__setattr__(made, "kind", self.kind)
        object.__setattr__(made, "amount", min(self.amount + by.amount, 10 * _MOST[self.kind]))
        return made

    @property
    def minute(self) -> int:
        """For a moment: the minutes since local midnight."""
        return self.amount % 1440

    def __str__(self) -> str:
        match self.kind:
            case "elapsed" | "working":
                return _written_time(self.amount, "working " if self.kind == "working" else "")
            case "same_day":
                return "same day"
            case "moment":
                return f"{WEEKDAYS[self.weekday]} {self.minute // 60:02}:{self.minute % 60:02}"
            case _:
                words = self.kind.replace("_", " ")
                return f"{self.amount} {words[:-1] if self.amount == 1 else words}"

    def __repr__(self) -> str:
        return f"Span({str(self)!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept the text, or a span; write the canonical text."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            _from_outside, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A span is text."""
        return {"type": "string", "examples": ["4 working hours", "3 working days", "15 days", "same day", "fri 17:00"]}


def _from_outside(given: object) -> Span:
    if isinstance(given, Span):
        return given
    if isinstance(given, str | timedelta):
        return Span(given)
    raise SpanError(f"a span is text or a timedelta: {_WAYS}")


def _written_time(amount: int, adjective: str) -> str:
    for unit, size in _UNITS_US.items():
        if amount % size == 0:
            count = amount // size
            return f"{count} {adjective}{unit}{'' if count == 1 else 's'}"
    raise AssertionError("spans are whole seconds")  # the reader refuses others


def _measured(given: timedelta) -> tuple[Kind, int]:
    """A length that Python measured: nothing in it says whether its days were days of a calendar."""
    amount = given // timedelta(microseconds=1)
    if amount < 0:
        raise SpanError("a span is not negative")
    if amount > _MOST["elapsed"]:
        raise SpanError("a span is not longer than a hundred years")
    return "elapsed", amount


def _read(text: str) -> tuple[Kind, int]:
    if not isinstance(text, str):
        raise SpanError(f"a span is text: {_WAYS}")
    plain = _plain_words(text)
    if plain == "same day":
        return "same_day", 0
    if moment := _MOMENT.fullmatch(plain):
        return "moment", _moment(text, moment[1], int(moment[2]), int(moment[3]))
    parts = list(_parts(text, plain))
    kinds = {kind for kind, _ in parts}
    if len(kinds) > 1:
        raise SpanError(f"`{text}` mixes kinds of time that have no common length: write it in one of them")
    kind = parts[0][0]
    if len(parts) > 1 and kind not in ("elapsed", "working"):
        raise SpanError(f"`{text}` counts the same thing twice")
    total = sum(amount for _, amount in parts)
    if total == 0 and kind not in ("elapsed", "working"):
        raise SpanError(f"`{text}` is not a time at all: for the day itself write `same day`")
    if total > _MOST[kind]:
        raise SpanError(f"`{text}` is longer than a hundred years")
    return kind, total


def _plain_words(text: str) -> str:
    plain = text.lower()
    for chinese, english in _CHINESE:
        plain = plain.replace(chinese, english)
    return " ".join(plain.replace(",", " ").replace("-day", " day").split())


def _moment(text: str, name: str, hour: int, minute: int) -> int:
    day = name[:3]
    if day not in WEEKDAYS or name not in (day, _WEEKDAY_NAMES[WEEKDAYS.index(day)]):
        raise SpanError(f"`{name}` is not a weekday{_did_you_mean(name, [*_WEEKDAY_NAMES, *WEEKDAYS])}")
    if hour > 23 or minute > 59:
        raise SpanError(f"`{text}` names no time of day: it lies between `00:00` and `23:59`")
    return WEEKDAYS.index(day) * 1440 + hour * 60 + minute


def _parts(text: str, plain: str) -> Iterator[tuple[Kind, int]]:
    """Each number with its words, such as `1 hour` and `30 minutes`."""
    spot = 0
    while spot < len(plain):
        part = _PART.match(plain, spot)
        if part is None:
            raise SpanError(f"`{text}` is not a span of time: {_WAYS}")
        yield _part(text, Decimal(part[1]), part[2].split())
        spot = part.end()
    if not plain:
        raise SpanError(f"a span cannot be empty: {_WAYS}")


def _part(text: str, number: Decimal, words: list[str]) -> tuple[Kind, int]:
    known = {*_UNIT_WORDS, *_WORKING, *_CALENDAR, "billing"}
    for word in words:
        if word not in known:
            raise SpanError(f"`{word}` in `{text}` is not a unit of time{_did_you_mean(word, _SPELLING)}")
    unit = _UNIT_WORDS.get(words[-1])
    if unit is None or len(words) > 2 or (len(words) == 2 and words[0] in _UNIT_WORDS):
        raise SpanError(f"`{text}` is not a span of time: {_WAYS}")
    kind = _kind(text, words[0] if len(words) == 2 else "", unit)
    if number > _MOST["elapsed"]:  # no unit is so small that this would be less than a hundred years
        raise SpanError(f"`{text}` is longer than a hundred years")
    amount = number * _UNITS_US.get(unit, 1)
    whole = SECOND_US if kind in ("elapsed", "working") else 1
    if amount % whole:
        raise SpanError(f"`{text}` is not a whole number of {'seconds' if whole > 1 else kind.replace('_', ' ')}")
    return kind, int(amount)


def _kind(text: str, adjective: str, unit: str) -> Kind:
    if unit in _UNITS_US and adjective in _WORKING:
        return "working"
    if unit in _UNITS_US and not adjective:
        return "elapsed"
    if unit == "day" and adjective in _WORKING:
        return "working_days"
    if unit == "cycle" and adjective == "billing":
        return "billing_cycles"
    if unit in _COUNTED and (not adjective or (unit == "day" and adjective in _CALENDAR)):
        return _COUNTED[unit]
    said = f"{adjective} {unit}s".strip()
    raise SpanError(f"`{text}`: there are no {said}; {_WAYS}")


def _did_you_mean(word: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return f"; did you mean `{near[0]}`?" if near else f": {_WAYS}"
