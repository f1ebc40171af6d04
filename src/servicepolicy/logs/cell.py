"""How one value is read from one row of a foreign log: what a mapping may say of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Part

__all__ = ["IN_THE_TEXT", "Cell", "CellOrColumn", "CurrencyCell", "TimeForm", "Times", "TimesOrColumn", "ZoneCell"]

IN_THE_TEXT = "in the text"
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
OneSign = Annotated[str, Field(min_length=1, max_length=1)]


def _several(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) or raw is None else (raw,)


def _named_column(raw: Any) -> Any:
    return {"column": raw} if isinstance(raw, str) else raw


Texts = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
Signs = Annotated[tuple[OneSign, ...], BeforeValidator(_several), Field(min_length=1)]


class ZoneCell(Part):
    """The zone of a row's times, in a column of its own.

    Attributes:
        column: The column.
        map: What its texts mean; without it, they are IANA names.
    """

    column: str
    map: dict[str, str] | None = None


class TimeForm(Part):
    """How times are written.

    Attributes:
        format: A `strptime` form, or several, tried in turn: `iso`, `epoch`, `epoch-ms`, `epoch-us` (since 1970, in
            UTC), `excel`, `excel-1904` (days). Without it, ISO 8601.
        zone: The zone of times that name none, or the column that holds it. UTC, GMT and offsets in the text win.
        zones: What names of zones in the text mean, such as `{CST: Asia/Shanghai}`.
        months: The language of names of months (`en`, `de`, `fr`, `es`, `it`, `nl`, `pt`, `pl`, `zh`), or twelve names.
        era: `roc`: years are counted from 1912.
        date: Only the day counts, whatever time stands beside it.
    """

    format: Texts | None = None
    zone: str | ZoneCell | None = None
    zones: dict[str, str] = Field(default_factory=dict)
    months: str | Annotated[tuple[str, ...], Field(min_length=12, max_length=12)] | None = None
    era: Literal["roc"] | None = None
    date: bool = False

    def form_of(self, *others: TimeForm) -> TimeForm:
        """The form with what it leaves open taken from others, the first that says it."""
        given: dict[str, Any] = {}
        for form in (self, *others):
            for name in ("format", "zone", "zones", "months", "era", "date"):
                said = getattr(form, name)
                if name not in given and said:
                    given[name] = said
        return TimeForm().replaced(**given)


class Times(TimeForm):
    """Where a row says when it happened.

    Attributes:
        column: The column; or
        columns: several, put together with a space: the date and the time of day.
    """

    column: str = ""
    columns: Annotated[tuple[str, ...], Field(min_length=2, max_length=6)] | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Times:
        if bool(self.column) == bool(self.columns):
            raise refuse("not-a-time", "a time says exactly one of `column` and `columns`", ())
        return self

    def cell(self) -> Cell:
        """The same, as a cell that holds a time."""
        form = {name: getattr(self, name) for name in TimeForm.model_fields}
        return Cell.model_validate({"column": self.column or None, "columns": self.columns, "instant": True}).replaced(
            **form
        )


TimesOrColumn = Annotated[Times, BeforeValidator(_named_column)]


class CurrencyCell(Part):
    """The currency of an amount, in a column of its own, or in the amount's text.

    Attributes:
        column: The column.
        map: What its texts, or the signs in the amount's text, mean: `{€: EUR, RMB: CNY}`.
        text: It stands in the amount's own text.
    """

    column: str | None = None
    map: dict[str, Currency] | None = None
    text: bool = False

    @model_validator(mode="after")
    def _one_origin(self) -> CurrencyCell:
        if (self.column is None) != self.text:
            raise refuse("not-a-cell", "a currency says exactly one of `column` and `text: true`", ())
        return self


def _currency(raw: Any) -> Any:
    return {"text": True} if raw == IN_THE_TEXT else raw


class Cell(TimeForm):
    """One value of a row, or a constant.

    Attributes:
        column: The column that holds it; or
        columns: several that hold a date and a time of day; or
        object: in an object-centric log, the type of the objects whose id it is, or whose `attribute`; or
        constant: a value that holds for every row.
        qualifier: How the event is related to the object; any, if it is not said.
        attribute: The object's attribute, in place of its id.
        map: What each text in the column means; a text that is not listed is counted and left out.
        otherwise: What texts mean that `map` does not list (`else`): `keep` as they are, `absent`, or a value.
        fold: `case`: upper and lower case are the same in `map` and `absent`.
        absent: Texts that mean that nothing is known, beside those of the whole mapping.
        prefix: Put before the text: keys of different columns may look alike and mean different people.
        split: The text is a list, taken apart at this sign.
        aliases: Several keys of one person or thing: each key, and the one that is used here.
        currency: The column holds amounts of this currency (ISO 4217), or where the currency stands.
        decimal: The sign before the decimals of an amount.
        thousands: The sign between the thousands of an amount, or several.
        strip: Signs beside an amount that mean nothing more.
        round: Amounts are rounded to this many decimals, half to even: foreign logs carry binary fractions.
        instant: The column holds a time.
        dated: Of a header field: each value that the rows hold one after the other, with the time from which it held.
    """

    column: str | None = None
    columns: tuple[str, ...] | None = None
    object: str | None = None
    qualifier: str | None = None
    attribute: str | None = None
    constant: str | int | bool | None = None
    map: dict[str, str] | None = None
    otherwise: str | None = Field(default=None, alias="else")
    fold: Literal["case"] | None = None
    absent: tuple[str, ...] = ()
    prefix: str = ""
    split: str | None = None
    aliases: dict[str, str] | None = None
    currency: Annotated[Currency | CurrencyCell, BeforeValidator(_currency)] | None = None
    decimal: OneSign | None = None
    thousands: Signs | None = None
    strip: tuple[str, ...] = ()
    round: Annotated[int, Field(ge=0, le=12)] | None = None
    instant: bool = False
    dated: bool = False

    @model_validator(mode="after")
    def _one_origin(self) -> Cell:
        origins = [part is not None for part in (self.column, self.columns, self.object, self.constant)]
        if sum(origins) != 1:
            raise refuse("not-a-cell", "a value says exactly one of `column`, `columns`, `object` and `constant`", ())
        if self.constant is not None and (self.map or self.absent or self.round is not None or self.format):
            raise refuse(
                "not-a-cell",
                "a constant is taken as it is",
                (),
                "`map`, `absent`, `round` and `format` go with `column`",
            )
        if self.currency is None and (self.round is not None or self.decimal or self.thousands or self.strip):
            raise refuse("not-a-cell", "`round`, `decimal`, `thousands` and `strip` go with `currency`", ("currency",))
        if self.decimal is not None and self.decimal in (self.thousands or ()):
            raise refuse("not-a-cell", "`decimal` and `thousands` are one sign", ("thousands",))
        if self.otherwise is not None and self.map is None:
            raise refuse("not-a-cell", "`else` goes with `map`", ("else",))
        if (self.qualifier or self.attribute) and self.object is None:
            raise refuse("not-a-cell", "`qualifier` and `attribute` go with `object`", ())
        return self

    @property
    def timed(self) -> bool:
        """Whether the cell holds a time."""
        return self.instant or self.columns is not None or self.form_said

    @property
    def form_said(self) -> bool:
        """Whether it says how a time is written."""
        return bool(self.format or self.zone is not None or self.zones or self.months or self.era or self.date)

    def named(self) -> tuple[str, ...]:
        """The columns that it is read from."""
        names: tuple[str, ...] = ()
        if self.column is not None:
            names = (self.column,)
        elif self.columns is not None:
            names = self.columns
        elif self.object is not None:
            names = (object_column(self.object, self.qualifier, self.attribute),)
        for beside in (self.currency, self.zone):
            if isinstance(beside, CurrencyCell | ZoneCell) and beside.column is not None:
                names = (*names, beside.column)
        return names


def object_column(kind: str, qualifier: str | None = None, attribute: str | None = None) -> str:
    """The column of an object-centric log that holds ids, or an attribute, of the objects of a kind."""
    return f"object:{kind}" + (f"/{qualifier}" if qualifier else "") + (f".{attribute}" if attribute else "")


CellOrColumn = Annotated[Cell, BeforeValidator(_named_column)]
