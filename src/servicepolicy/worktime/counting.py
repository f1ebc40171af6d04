"""Counting conventions: named data, each with the law it comes from.

They say what a span of hours, days, weeks, months or working days means: from when does it count, is the day of the
event counted, when does the last day end, and what if the last day is a day of rest.

A named convention applies its whole article, these apart:

- *Years* never roll, whatever the article says (Civil Code 203, 1182/71 art. 3(4), AIA 36(2), Interpretation Act 26):
  the holidays of the year in which they end are not published.
- `cn-civil-code`: art. 204 (another law or an agreement prevails) is a convention of your own.
- `eu-1182-71`: periods counted backwards and parts of months (art. 3(2)(d)) cannot be said; spans of working days
  count those on which the calendar is open, which may be others than those of art. 2(2); spans that are no whole hours,
  such as `90 minutes`, are counted from the instant.
- `uk-disp`: what the firm *may* treat as received on the next business day is left to it: say `receipt` and `cut_off`.
- `us-reg-z`: the outer limit of 90 days (12 CFR 1026.13(c)(2)) is a span of its own: `{least: [2 billing cycles, 90
  days]}`.
- `ca-interpretation-act`: clear days and "at least" (s 27(1)), which count neither the first nor the last day, are said
  with one day more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import attrs

from servicepolicy.errors import ServicePolicyError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["CLOSE", "CONVENTIONS", "PLAIN", "Counting", "CountingError", "Reading", "counting"]

FirstDay = Literal["excluded", "included"]
Roll = Literal["none", "next", "unsettled"]
Over = Literal["closed days", "weekends and holidays", "sundays and holidays"]
Ends = Literal["usual", "close", "midnight"]
Hours = Literal["at once", "next hour"]
Contains = Literal["any days", "two working days"]
Receipt = Literal["at once", "next working day"]
Silent = Literal["first_day", "roll", "pause"]

_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "first_day": ("excluded", "included"),
    "roll": ("none", "next", "unsettled"),
    "over": ("closed days", "weekends and holidays", "sundays and holidays"),
    "ends": ("usual", "close", "midnight"),
    "hours": ("at once", "next hour"),
    "contains": ("any days", "two working days"),
    "receipt": ("at once", "next working day"),
}
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
CLOSE: Final = "close"
"""A cut-off that is the close of the day, whenever that is."""
_OF_RECEIPT: Final = frozenset({"receipt", "cut_off", "source"})
_KEYS: Final = (*_CHOICES, "cut_off", "silent", "like")
_SILENCES: Final[tuple[Silent, ...]] = ("first_day", "roll", "pause")


class CountingError(ServicePolicyError, ValueError):
    """A counting convention that does not exist, or that contradicts itself."""

    CODE = "wrong-counting"


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
        hours: When a span of whole hours begins: `at once`, or with the `next hour`: the hour of the event is not
            counted, so what happened at 10:00 or at 10:59 counts from 11:00. A span of working hours alike.
        contains: A period of two days or more, whatever its unit, ends no earlier than its second working day
            (`two working days`). Working days are here those that are no day of rest by `over`.
        receipt: What happens on a closed day, or after the cut-off, counts `at once`, or as having come in when the
            office opens on the `next working day` (deemed receipt). Of every span that starts with an event.
        cut_off: A local time such as `16:00` after which a day counts as over for `receipt`, or `close`, the close of
            the day. At the cut-off itself is in time.
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
    hours: Hours = "at once"
    contains: Contains = "any days"
    receipt: Receipt = "at once"
    cut_off: str | None = None
    silent: tuple[Silent, ...] = attrs.field(default=(), converter=_in_order)
    name: str | None = None
    source: str = ""
    readings: tuple[Reading, ...] = attrs.field(init=False, eq=False, repr=False)
    """Every way to read it, the stated one first; those that roll come after those that do not."""
    begins_later: bool = attrs.field(init=False, eq=False, repr=False)
    """A span may count from a later instant than that of its event."""

    def __attrs_post_init__(self) -> None:
        for field, choices in _CHOICES.items():
            value = getattr(self, field)
            if value not in choices:
                raise CountingError(f"`{field}: {value}` is not one of {', '.join(f'`{one}`' for one in choices)}")

        if self.cut_off is not None:
            self._check_cut_off(self.cut_off)
        object.__setattr__(self, "readings", self._all_readings())
        object.__setattr__(self, "begins_later", self.receipt != "at once" or self.hours != "at once")

    def _check_cut_off(self, cut_off: object) -> None:
        if cut_off != CLOSE and not (isinstance(cut_off, str) and _TIME.fullmatch(cut_off)):
            raise CountingError(f"`cut_off: {cut_off}` is neither a time of day such as `16:00` nor `{CLOSE}`")
        if self.receipt == "at once":
            raise CountingError("a `cut_off` says nothing without `receipt: next working day`")

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
        if self.roll == "none" and not self.silent and self.contains == "any days":
            return self
        return attrs.evolve(self, name=None, roll="none", contains="any days", silent=())

    def from_a_boundary(self) -> Counting:
        """The convention for what no event starts, such as the end of a period: nothing comes in, no hour is begun."""
        if not self.begins_later:
            return self
        return attrs.evolve(self, hours="at once", receipt="at once", cut_off=None)

    @classmethod
    def named(cls, name: str) -> Counting:
        """The convention of a name such as `cn-civil-code`.

        Raises:
            CountingError: There is none of that name.
        """
        return counting(name)

    def plain(self) -> str | dict[str, Any]:
        """Its name, or, of a convention made by hand, what differs from `plain`, whatever it is called."""
        if self.name is not None and CONVENTIONS.get(self.name) == self:
            return self.name
        differing = {
            field.name: getattr(self, field.name)
            for field in attrs.fields(Counting)
            if field.init and field.name != "name" and getattr(self, field.name) != field.default
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
        properties["cut_off"] = {"type": "string", "examples": ["16:00", CLOSE]}
        properties["like"] = {"enum": sorted(CONVENTIONS)}
        properties["source"] = {"type": "string"}
        return {
            "anyOf": [
                {"type": "string", "enum": sorted(CONVENTIONS)},
                {"type": "object", "properties": properties, "additionalProperties": False},
            ]
        }


def counting(given: str | Counting | Mapping[str, Any] | None) -> Counting:
    """A convention by its name, or made of a mapping such as `{first_day: included, roll: next}`; `None` is `plain`.

    A mapping may start from a named one: `{like: eu-1182-71, receipt: next working day, cut_off: "16:00"}`.

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
                if key not in (*_KEYS, "source"):
                    raise CountingError(f"unknown key `{key}` in `counting`{_did_you_mean(key, _KEYS)}")
            if "like" not in given:
                return Counting(**given)
            said = {key: value for key, value in given.items() if key != "like"}
            like = counting(str(given["like"]))
            # What a law says of days is not its word any more once one of its choices is another.
            source = like.source if said.keys() <= _OF_RECEIPT else ""
            return attrs.evolve(like, name=None, **{"source": source, **said})
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
            hours="next hour",
            contains="two working days",
            source="Regulation (EEC, Euratom) 1182/71, art. 3(1) first hour and day, 3(4) last day, 3(5) two days",
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
