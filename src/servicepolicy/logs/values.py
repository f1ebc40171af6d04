"""How the cells of a row become values of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from servicepolicy.logs.amounts import amount_of, currency_in
from servicepolicy.logs.cell import Cell, CurrencyCell
from servicepolicy.logs.texts import ERRORS, JsonText, alike, names_nothing, text_of
from servicepolicy.logs.unreadable import Unreadable, shape_of
from servicepolicy.models.vocabulary import FieldType

__all__ = ["Get", "Reader", "aliased", "split_of", "typed", "value_reader"]

Get = Callable[[Any], object]
Reader = Callable[[Any], "object | None"]
_MANY: Final = 50_000  # texts of one column that are remembered
_NOT_LOOKED_UP: Final = frozenset({bool, tuple, list})  # a flag equals a number, and is none
_KEEP: Final = "keep"
_ABSENT: Final = "absent"


def value_reader(cell: Cell, field: FieldType | None, columns: Mapping[str, int]) -> Reader:
    """How a value that is no time is read from a row.

    Raises, when it reads:
        Unreadable: The text is not in `map`, or is no amount.
    """
    if cell.constant is not None:
        constant = typed(cell.constant, field)
        return lambda _: constant
    position = columns[cell.named()[0]]
    if isinstance(cell.currency, CurrencyCell):
        return _with_currency(cell, cell.currency, position, columns)
    meant = _meaning(cell, field)
    known: dict[object, object | None] = {}

    def read(row: Any) -> object | None:
        held = row[position]
        if held is None:
            return None
        if type(held) in _NOT_LOOKED_UP:
            return meant(held)
        try:
            found = known.get(held, known)
        except TypeError:  # an object of a document
            return meant(held)
        if found is known:
            found = meant(held)
            if len(known) < _MANY:
                known[held] = found
        return found

    return read


def _meaning(cell: Cell, field: FieldType | None) -> Callable[[object], object | None]:
    """What a cell's content means."""
    table = _Map(cell, field)
    column = cell.column or cell.named()[0]
    kind = "" if field is None else field.kind
    listed = cell.split is not None or kind == "list"

    def meant(held: object) -> object | None:
        if listed:
            texts = [table.of(one, column) for one in split_of(held, cell.split)]
            return [f"{cell.prefix}{text_of(one)}" for one in texts if one is not None] or None
        mapped = table.of(held, column)
        if mapped is None:
            return None
        if mapped is held and type(held) is str and held in ERRORS:
            raise Unreadable("error-cell", column)
        if mapped is held and kind == "code" and names_nothing(held) and not _listed(field, held):
            raise Unreadable("says-nothing", column)
        if cell.currency is not None:
            amount = amount_of(
                mapped, column, decimal=cell.decimal, thousands=cell.thousands, strip=cell.strip, round_to=cell.round
            )
            return f"{amount} {cell.currency}"
        if kind == "code" and isinstance(mapped, JsonText | tuple):
            several = cast("tuple[object, ...]", mapped)
            if isinstance(mapped, JsonText) or len(several) != 1 or isinstance(several[0], JsonText):
                raise Unreadable("not-one-value", column)
        if cell.prefix or kind in ("text", "code"):
            return f"{cell.prefix}{text_of(mapped)}"
        if isinstance(mapped, bool | int):
            return typed(mapped, field)
        return typed(text_of(mapped), field)

    return meant


def _listed(field: FieldType | None, held: object) -> bool:
    """Whether it is one of the codes that a field may have."""
    return field is not None and field.codes is not None and held in field.codes


class _Map:
    """What texts mean by `map`, `else`, `aliases` and `absent`."""

    def __init__(self, cell: Cell, field: FieldType | None = None) -> None:
        self._listed = field is not None and not field.personal and bool(field.codes or field.known)
        self._fold = cell.fold is not None
        self._absent = frozenset(self._folded(text) for text in cell.absent)
        self._map = None if cell.map is None else {self._folded(alike(text)): said for text, said in cell.map.items()}
        self._otherwise = cell.otherwise
        self._aliases = {self._folded(text): said for text, said in (cell.aliases or {}).items()}

    def _folded(self, text: str) -> str:
        return text.casefold() if self._fold else text

    def of(self, held: object, column: str) -> object | None:
        """What a content means, `None` = nothing.

        Raises:
            Unreadable: `map` does not list it, and nothing says what then.
        """
        if not (self._absent or self._map or self._aliases):
            return held
        text = self._folded(text_of(held))
        if text in self._absent:
            return None
        if self._map is not None:
            mapped = self._map.get(text)
            if mapped is None:
                if self._otherwise is None:
                    whole = text_of(held)
                    raise Unreadable("unmapped-value", column, whole if self._listed else shape_of(whole), whole=whole)
                mapped = None if self._otherwise == _ABSENT else self._otherwise
                if self._otherwise == _KEEP:
                    mapped = text_of(held)
            return mapped
        return self._aliases.get(text, held)


def _with_currency(cell: Cell, currency: CurrencyCell, position: int, columns: Mapping[str, int]) -> Reader:
    """An amount whose currency stands beside it, or in its own text."""
    table = _Map(cell)
    column = cell.named()[0]
    signs = currency.map or {}
    beside = None if currency.column is None else columns[currency.column]

    def amount(held: object) -> str:
        return amount_of(
            held, column, decimal=cell.decimal, thousands=cell.thousands, strip=cell.strip, round_to=cell.round
        )

    def read(row: Any) -> object | None:
        held = None if row[position] is None else table.of(row[position], column)
        if held is None:
            return None
        if beside is None:
            text, code = currency_in(text_of(held), column, signs)
            return f"{amount(text)} {code}"
        said = row[beside]
        if said is None:
            raise Unreadable("no-currency", currency.column or column)
        code = signs.get(text_of(said), text_of(said))
        if not (len(code) == 3 and code.isascii() and code.isupper()):
            raise Unreadable("no-currency", currency.column or column)
        return f"{amount(held)} {code}"

    return read


def aliased(cell: Cell, aliases: Mapping[str, str]) -> Cell:
    """A cell of people, with the aliases of the whole mapping where it has none of its own."""
    if cell.constant is not None or not aliases or cell.aliases is not None or cell.map is not None:
        return cell
    return cell.replaced(aliases=dict(aliases))


def split_of(held: object, sign: str | None) -> Iterator[str]:
    """The texts that a cell holds, or several cells of one name."""
    if held is None:
        return
    if isinstance(held, list | tuple):
        for item in cast("Sequence[object]", held):
            yield from split_of(item, sign)
        return
    text = text_of(held)
    for part in text.split(sign) if sign is not None else (text,):
        if part.strip():
            yield part.strip()


def typed(value: object, field: FieldType | None) -> object:
    """A text as the flag or whole number that a field wants; what is none is left for the record to refuse."""
    if not isinstance(value, str) or field is None:
        return value
    if field.kind == "bool":
        return {"true": True, "false": False}.get(value.lower(), value)
    if field.kind == "integer" and value.removeprefix("-").isdecimal():
        return int(value)
    return value
