"""Header fields whose value holds from one date until another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Any, cast

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from servicepolicy.errors import Problem, Where
from servicepolicy.models.fields import Code, Flag, Mark, Moment, Texts, absent, inside
from servicepolicy.models.record import Record
from servicepolicy.models.timeline import Dated
from servicepolicy.worktime._instant import first_instant, to_us

__all__ = ["DatedCode", "DatedFlag", "DatedTexts", "Held", "HeldCode", "HeldFlag", "HeldTexts", "Interval", "midnight"]


class Interval(Record, frozen=True):
    """Something that holds from one moment (included) until another (excluded); either end may be open."""

    from_: Moment | None = Field(default=None, alias="from", description="first moment at which it holds")
    until: Moment | None = absent("first moment at which it no longer holds")

    def own_problems(self) -> tuple[Problem, ...]:
        """An interval must not be empty."""
        if _order(self.from_, self.until):
            return ()
        return (Problem("empty-dates", Where(path="until"), "`until` must come after `from`"),)


class Held(Interval, frozen=True):
    """One value of a dated field, and when it holds."""

    value: object = Field(description="the value")


class HeldCode(Held, frozen=True):
    """A code, and when it holds."""

    value: Code = Field(description="the code")


class HeldFlag(Held, frozen=True):
    """True or false, and when it holds."""

    value: Flag = Field(description="true or false")


class HeldTexts(Held, frozen=True):
    """A list of codes, and when it holds."""

    value: Texts = Field(description="the codes")


def _order(start: datetime | date | None, stop: datetime | date | None) -> bool:
    if start is None or stop is None or isinstance(start, datetime) is not isinstance(stop, datetime):
        return True  # a date and an instant can be compared only once the zone is known
    return start < stop


def _form(given: object) -> str:
    if isinstance(given, Sequence) and not isinstance(given, str):
        entries = cast("Sequence[object]", given)
        if entries and isinstance(entries[0], Mapping | Held):
            return "dated"
    return "plain"


def _apart(value: Any) -> Any:  # either form of a dated field
    if _form(value) == "plain":
        return value
    spans = sorted(inside_interval(entry, None) for entry in value)
    for (_, until), (following, _) in pairwise(spans):
        if following < until:
            raise PydanticCustomError("overlapping_dates", "two values hold at the same time")
    return value


_FIRST, _LAST = -(1 << 62), 1 << 62


def inside_interval(interval: Interval, zone: str | None) -> tuple[int, int]:
    """The bounds of an interval in UTC microseconds, open ends as very small and very large numbers."""
    start = _FIRST if interval.from_ is None else bound(interval.from_, zone)
    stop = _LAST if interval.until is None else bound(interval.until, zone)
    return start, stop


def bound(moment: datetime | date, zone: str | None) -> int:
    """A bound in UTC microseconds; a date is its first instant in the zone (`None`: in UTC, to order dates)."""
    return to_us(moment) if isinstance(moment, datetime) else midnight(moment, zone)


def midnight(day: date, zone: str | None) -> int:
    """The first instant of a local date, UTC microseconds."""
    return first_instant(day.toordinal(), zone or "UTC")


def has_dates(interval: Interval) -> bool:
    """Whether a bound is a date, which needs a zone to be an instant."""
    return any(end is not None and not isinstance(end, datetime) for end in (interval.from_, interval.until))


def holdings(value: object) -> tuple[Held, ...]:
    """The entries of a dated field; empty for a plain value."""
    if isinstance(value, tuple):
        entries = cast("tuple[object, ...]", value)
        if entries and isinstance(entries[0], Held):
            return cast("tuple[Held, ...]", entries)
    return ()


def inside_dated(value: tuple[Held, ...], zone: str | None) -> tuple[Dated, ...]:
    """A dated field as evaluators read it, in order of time."""
    found = [(inside_interval(entry, zone), entry) for entry in value]
    found.sort(key=lambda pair: pair[0])
    return tuple(
        Dated(inside(entry.value), None if start == _FIRST else start, None if stop == _LAST else stop)
        for (start, stop), entry in found
    )


DatedCode = Annotated[
    Annotated[Code, Tag("plain")] | Annotated[tuple[HeldCode, ...], Tag("dated")],
    Discriminator(_form),
    AfterValidator(_apart),
    Mark("code", dated=True),
]
"""A code, or a list of `{value, from, until}`."""

DatedFlag = Annotated[
    Annotated[Flag, Tag("plain")] | Annotated[tuple[HeldFlag, ...], Tag("dated")],
    Discriminator(_form),
    AfterValidator(_apart),
    Mark("bool", dated=True),
]
"""True or false, or a list of `{value, from, until}`."""

DatedTexts = Annotated[
    Annotated[Texts, Tag("plain")] | Annotated[tuple[HeldTexts, ...], Tag("dated")],
    Discriminator(_form),
    AfterValidator(_apart),
    Mark("list", dated=True),
]
"""A list of codes, or a list of `{value: list, from, until}`."""
