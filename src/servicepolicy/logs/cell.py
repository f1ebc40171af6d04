"""How one value is read from one row of a foreign log."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from servicepolicy.language.plain import refuse
from servicepolicy.language.rule import Part

__all__ = ["Cell", "Row", "Unreadable"]

Row = Mapping[str, object]
"""One row of a table, by column; `None` where the source holds nothing."""


class Unreadable(ValueError):
    """A cell holds what its mapping cannot read. Carries a code, never the value.

    Attributes:
        code: Stable code, such as `unmapped-value`.
        column: The column that holds it.
    """

    def __init__(self, code: str, column: str) -> None:
        super().__init__(code)
        self.code = code
        self.column = column


def _named_column(raw: Any) -> Any:
    return {"column": raw} if isinstance(raw, str) else raw


class Cell(Part):
    """One value of a row, or a constant.

    Attributes:
        column: The column that holds it; or
        constant: a value that holds for every row.
        map: What each text in the column means; a text that is not listed is counted and left out.
        absent: Texts that mean that nothing is known, beside those of the whole mapping.
        prefix: Put before the text: keys of different columns may look alike and mean different people.
        currency: The column holds amounts of this currency (ISO 4217).
        round: Amounts are rounded to this many decimals, half to even: foreign logs carry binary fractions.
        format: The column holds times in this `strptime` format; without it, ISO 8601.
        zone: The zone of times that name none.
        instant: The column holds a time.
    """

    column: str | None = None
    constant: str | int | bool | None = None
    map: dict[str, str] | None = None
    absent: tuple[str, ...] = ()
    prefix: str = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    round: Annotated[int, Field(ge=0, le=12)] | None = None
    format: str | None = None
    zone: str | None = None
    instant: bool = False

    @model_validator(mode="after")
    def _one_origin(self) -> Cell:
        if (self.column is None) == (self.constant is None):
            raise refuse("not-a-cell", "a value says exactly one of `column` and `constant`", ())
        if self.constant is not None and (self.map or self.absent or self.round is not None or self.format):
            raise refuse(
                "not-a-cell",
                "a constant is taken as it is",
                (),
                "`map`, `absent`, `round` and `format` go with `column`",
            )
        if self.round is not None and self.currency is None:
            raise refuse("not-a-cell", "`round` goes with `currency`", ("round",))
        return self

    @property
    def timed(self) -> bool:
        """Whether the cell holds a time."""
        return self.instant or self.format is not None or self.zone is not None

    def raw(self, row: Row) -> object | None:
        """What the row holds, with what means nothing left out."""
        if self.column is None:
            return self.constant
        held = row.get(self.column)
        if held is None or (self.absent and str(held) in self.absent):
            return None
        return held

    def read(self, row: Row) -> object | None:
        """The value for a record, `None` = absent. Times are read elsewhere: they need the mapping's zone.

        Raises:
            Unreadable: The text is not in `map`, or is no amount.
        """
        held = self.raw(row)
        if held is None:
            return None
        if self.map is not None:
            mapped = self.map.get(str(held))
            if mapped is None:
                raise Unreadable("unmapped-value", self.column or "")
            held = mapped
        if self.currency is not None:
            return f"{self._amount(held)} {self.currency}"
        return held if isinstance(held, bool | int) and not self.prefix else f"{self.prefix}{held}"

    def _amount(self, held: object) -> str:
        try:
            amount = Decimal(str(held).strip())
        except InvalidOperation:
            raise Unreadable("not-an-amount", self.column or "") from None
        if not amount.is_finite():
            raise Unreadable("not-an-amount", self.column or "")
        if self.round is not None:
            amount = amount.quantize(Decimal(1).scaleb(-self.round), rounding=ROUND_HALF_EVEN)
        return f"{amount:f}"


CellOrColumn = Annotated[Cell, BeforeValidator(_named_column)]
