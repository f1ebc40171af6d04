"""Counting conventions: named data, each with the law it comes from.

They say what a span of days, weeks, months or working days means: is the day of the event counted, when does the last
day end, and what if the last day is a day of rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import attrs

from servicepolicy.errors import ServicePolicyError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["CONVENTIONS", "PLAIN", "Counting", "CountingError", "Reading", "counting"]

FirstDay = Literal["excluded", "included"]
Roll = Literal["none", "next", "unsettled"]
Over = Literal["closed days", "weekends and holidays", "sundays and holidays"]
Ends = Literal["usual", "close", "midnight"]
Silent = Literal["first_day", "roll", "pause"]

_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "first_day": ("excluded", "included"),
    "roll": ("none", "next", "unsettled"),
    "over": ("closed days", "weekends and holidays", "sundays and holidays"),
    "ends": ("usual", "close", "midnight"),
}
_SILENCES: Final[tuple[Silent, ...]] = ("first_day", "roll", "pause")


class CountingError(ServicePolicyError, ValueError):
    """A counting convention that does not exist, or that contradicts itself."""


@attrs.frozen(eq=False, repr=False)
class Reading:
    """One way of reading a convention, with nothing left open.

    Args:
        counts_first_day: The day of the event is day one.
        rolls: A last day of rest gives way to the next day that is none.
        excludes_touched: A pause takes out every date that it touches, not only the midnights that it covers.
    """

    counts_first_day: bool
    rolls: bool
    excludes_touched: bool


def _in_order(silent: Any) -> tuple[Silent, ...]:
    given = (silent,) if isinstance(silent, str) else tuple(cast("tuple[object, ...]", silent))
    for name in given:
        if name not in _SILENCES:
            raise CountingError(f"the law cannot be silent on `{name}`: name `first_day`, `roll` or `pause`")
    return tuple(name for name in _SILENCES if name in given)


@attrs.frozen(kw_only=True)
class Counting:
    """How days are counted.

    Args:
        first_day: Whether the day of the event is day one. Usually it is not.
        roll: What if the last day is a day of rest: it stays (`none`), the next day that is none takes its place
            (`next`), or the law leaves it open (`unsettled`): then both are told.
        over: Which days are of rest, for `roll`: days on which the calendar is not open; Saturdays, Sundays and the
            holidays of the calendar's `holidays` (make-up days are none of these); or Sundays and those holidays.
        ends: When the last day ends: `usual` is the close of a working day and 24:00 of any other; `close` is the
            close wherever the day has one; `midnight` is 24:00 always.
        silent: What the law says nothing on; the reading that is stated and the other one are both told.
        name: The convention's name, if it has one.
        source: Article, section or comment.

    Raises:
        CountingError: A value is none of those listed.
    """

    first_day: FirstDay = "excluded"
    roll: Roll = "none"
    over: Over = "closed days"
    ends: Ends = "usual"
    silent: tuple[Silent, ...] = attrs.field(default=(), converter=_in_order)
    name: str | None = None
    source: str = ""
    readings: tuple[Reading, ...] = attrs.field(init=False, eq=False, repr=False)
    """Every way to read it, the stated one first; those that roll come after those that do not."""

    def __attrs_post_init__(self) -> None:
        for field, choices in _CHOICES.items():
            value = getattr(self, field)
            if value not in choices:
                raise CountingError(f"`{field}: {value}` is not one of {', '.join(f'`{one}`' for one in choices)}")

        object.__setattr__(self, "readings", self._all_readings())

    def _all_readings(self) -> tuple[Reading, ...]:
        unsettled = self.roll == "unsettled" or "roll" in self.silent
        stated = self.first_day == "included"
        return tuple(
            Reading(counts_first_day=first, rolls=rolls, excludes_touched=touched)
            for rolls in ((False, True) if unsettled else (self.roll == "next",))
            for touched in ((False, True) if "pause" in self.silent else (False,))
            for first in ((stated, not stated) if "first_day" in self.silent else (stated,))
        )

    def settled(self) -> Counting:
        """The stated reading without any roll: for years, whose last day lies too far off to ask for its holidays."""
        if self.roll == "none" and not self.silent:
            return self
        return attrs.evolve(self, name=None, roll="none", silent=())

    @classmethod
    def named(cls, name: str) -> Counting:
        """The convention of a name such as `cn-civil-code`.

        Raises:
            CountingError: There is none of that name.
        """
        return counting(name)

    def plain(self) -> str | dict[str, Any]:
        """Its name, or, of a convention made by hand, what differs from `plain`."""
        if self.name is not None:
            return self.name
        differing = {
            field.name: getattr(self, field.name)
            for field in attrs.fields(Counting)
            if field.init and getattr(self, field.name) != field.default
        }
        return {key: list(value) if isinstance(value, tuple) else value for key, value in differing.items()}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept a name or a mapping; write the name, or what differs from `plain`."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            counting, serialization=core_schema.plain_serializer_function_ser_schema(cls.plain)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A name, or a mapping of the closed lists above."""
        properties: dict[str, Any] = {name: {"enum": list(choices)} for name, choices in _CHOICES.items()}
        properties["silent"] = {"type": "array", "items": {"enum": list(_SILENCES)}}
        properties["source"] = {"type": "string"}
        return {
            "anyOf": [
                {"type": "string", "enum": sorted(CONVENTIONS)},
                {"type": "object", "properties": properties, "additionalProperties": False},
            ]
        }


def counting(given: str | Counting | Mapping[str, Any] | None) -> Counting:
    """A convention by its name, or made of a mapping such as `{first_day: included, roll: next}`; `None` is `plain`.

    Raises:
        CountingError: There is no such convention, key or value.
    """
    match given:
        case None:
            return PLAIN
        case Counting():
            return given
        case str():
            if given in CONVENTIONS:
                return CONVENTIONS[given]
            raise CountingError(f"unknown counting convention `{given}`{_did_you_mean(given, CONVENTIONS)}")
        case Mapping():
            for key in given:
                if key not in (*_CHOICES, "silent", "source"):
                    raise CountingError(f"unknown key `{key}` in `counting`{_did_you_mean(key, (*_CHOICES, 'silent'))}")
            return Counting(**given)
        case _:
            raise CountingError("a counting convention is a name or a mapping")


def _did_you_mean(name: object, known: Mapping[str, Counting] | tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(str(name), known, n=1)
    listed = ", ".join(f"`{one}`" for one in known)
    return f"; did you mean `{near[0]}`?" if near else f": there are {listed}"


PLAIN: Final = Counting(
    name="plain",
    source="no law: the day of the event is not counted, a working day ends at its close, nothing rolls",
)

CONVENTIONS: Final[Mapping[str, Counting]] = {
    convention.name or "": convention
    for convention in (
        PLAIN,
        Counting(
            name="cn-civil-code",
            roll="next",
            over="weekends and holidays",
            ends="close",
            source="Civil Code of the PRC, arts 200-204: 201 first day, 202 corresponding date, 203 last day",
        ),
        Counting(
            name="cn-nfra",
            roll="unsettled",
            over="weekends and holidays",
            silent=("pause",),
            source="CBIRC Order 2020 No. 3, art. 43 (natural days, silent on the rest); first day as Civil Code 201",
        ),
        Counting(
            name="eu-1182-71",
            roll="next",
            over="weekends and holidays",
            ends="midnight",
            source="Regulation (EEC, Euratom) 1182/71, art. 3(1) first day, art. 3(4) last day",
        ),
        Counting(
            name="uk-disp",
            source="FCA Handbook, DISP 1.5.1R: close of business on the third business day following receipt",
        ),
        Counting(
            name="us-reg-e",
            ends="midnight",
            source="12 CFR 1005.2(d), comment 2(d)-1: a business day runs to midnight; first day by published practice",
        ),
        Counting(
            name="us-reg-z",
            ends="midnight",
            source="12 CFR 1026.13(c) and comment 13(c)(2)-1: complete billing cycles, the running one never counts",
        ),
        Counting(
            name="au-aia-36",
            roll="next",
            over="weekends and holidays",
            source="Acts Interpretation Act 1901 (Cth), s 36(1) first day, s 36(2) last day",
        ),
        Counting(
            name="ca-interpretation-act",
            roll="next",
            over="sundays and holidays",
            source="Interpretation Act (Canada), ss 26, 27, 28 and 35: a Sunday is a holiday, a Saturday is not",
        ),
    )
}
"""The conventions by name."""
