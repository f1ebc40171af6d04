"""What fills a blank: one value, or several with the periods in which they hold; and who said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from pydantic_core import PydanticCustomError, core_schema

from servicepolicy.errors import Where
from servicepolicy.language import plain
from servicepolicy.language.period import Period
from servicepolicy.language.plain import Plain, Spot, refuse
from servicepolicy.language.value import Literal, ValueForm, parse_value, plain_value
from servicepolicy.worktime._instant import parse_us

__all__ = ["DatedValue", "Fill", "Filling"]

_DATED = ("value", "from", "until", "published")


ALWAYS = Period()


@attrs.frozen(slots=True)
class DatedValue:
    """One value and when it holds.

    Args:
        form: The value, in any form but another blank.
        period: When it holds.
        spot: Where it stands inside the fill.
        published: When it became known, a time with offset; absent: it always was.
    """

    form: ValueForm
    period: Period = ALWAYS
    spot: Spot = attrs.field(default=(), eq=False)
    published: str | None = None

    def known(self, at: int | None) -> bool:
        """Whether it was published by an instant (UTC microseconds); `None` is the end of time."""
        return at is None or self.published is None or parse_us(self.published) <= at

    def plain(self) -> dict[str, Plain]:
        """Write it as one entry of a list."""
        published = {} if self.published is None else {"published": self.published}
        return {"value": plain_value(self.form), **self.period.plain(), **published}


@attrs.frozen(slots=True)
class Fill:
    """The values of one blank.

    Reads `4 working hours`, `{choose: [..]}`, a list of texts, the rows of a table or a ladder, and
    `[{value: .., from: 2026-01-01, until: ..}, ..]`.
    """

    values: tuple[DatedValue, ...]

    @classmethod
    def parse(cls, raw: Plain) -> Fill:
        """Read it from plain data.

        Raises:
            PydanticCustomError: For what fills no blank; the error says where.
        """
        if isinstance(raw, Fill):
            return raw
        if isinstance(raw, list | tuple):
            if not raw:
                raise refuse("not-a-list", "a list of values is empty", ())
            if all(isinstance(item, Mapping) and "value" in item for item in raw):
                return cls(tuple(_dated(item, (index,)) for index, item in enumerate(raw)))
            return cls((DatedValue(Literal(_listed(raw, ()))),))
        return cls((DatedValue(parse_value(raw)),))

    def plain(self) -> Plain:
        """Write it as plain data that reads back to the same."""
        first = self.values[0]
        if len(self.values) == 1 and first.period == ALWAYS and first.published is None:
            return plain_value(first.form)
        return [dated.plain() for dated in self.values]

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"description": "a value in any form, or a list of {value, from, until}"}
        return plain.plain_schema(cls, cls.parse, json)


def _listed(raw: list[Plain] | tuple[Plain, ...], spot: Spot) -> list[Plain]:
    """A list of texts, or the rows of a table or ladder: what they say is checked by the type of the blank."""
    if raw and all(isinstance(item, Mapping) and "value" not in item for item in raw):
        return [dict(item) for item in raw]
    return [str(item) for item in _scalars(raw, spot)]


def _scalars(raw: list[Plain] | tuple[Plain, ...], spot: Spot) -> Iterator[Plain]:
    for index, item in enumerate(raw):
        if item is None or isinstance(item, Mapping | list | tuple):
            message = "a list holds plain values, or `{value, from, until}` throughout"
            raise refuse("not-a-value", message, (*spot, index))
        yield item


def _dated(raw: Mapping[Plain, Plain], spot: Spot) -> DatedValue:
    plain.keys(raw, _DATED, spot, "a dated value")
    try:
        period = Period.parse({key: raw[key] for key in ("from", "until") if raw.get(key) is not None})
    except PydanticCustomError as error:
        context = error.context or {}
        raise refuse(
            "empty-period" if error.type == "empty-period" else "not-a-date",
            error.message(),
            (*spot, *context.get("spot", ())),
            str(context.get("help", "")),
        ) from None
    value, published = raw["value"], _published(raw.get("published"), spot)
    if isinstance(value, list | tuple):
        return DatedValue(Literal(_listed(value, (*spot, "value"))), period, spot, published)
    return DatedValue(parse_value(value, (*spot, "value")), period, spot, published)


def _published(raw: Plain, spot: Spot) -> str | None:
    if raw is None:
        return None
    try:
        parse_us(str(raw))
    except ValueError:
        help = "write a time with an offset, such as `2026-06-15T09:00:00+00:00`"
        raise refuse("not-a-time", f"`{raw}` is not a moment of publication", (*spot, "published"), help) from None
    return str(raw)


@attrs.frozen
class Filling:
    """Who fills a blank, with what.

    Args:
        fill: The values.
        by: A profile's or a layer's id, or `given` for what Python code handed in.
        places: Where each value stands, in their order.
        titled: What a profile is called, in English and Chinese.
    """

    fill: Fill
    by: str
    places: tuple[Where, ...] = attrs.field(default=(), eq=False)
    titled: tuple[str, str] = attrs.field(default=("", ""), eq=False)
