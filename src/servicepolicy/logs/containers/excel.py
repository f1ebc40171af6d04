"""Rows of workbooks (`.xlsx`), read strictly and a part at a time: values only, no formulas, no links, no macros."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import IO, Any, Final, cast

import attrs

from servicepolicy.logs.containers.header import cells_at, joined_header, named_as, positions_of, tidy, without_footer
from servicepolicy.logs.containers.source import Source, cut_off
from servicepolicy.logs.containers.xml_events import Element, XmlError, elements
from servicepolicy.logs.mapping import RowPlace
from servicepolicy.logs.table import MANY_COLUMNS, PASSED_OVER, Line, Table, refused
from servicepolicy.logs.texts import NO_VALUE

__all__ = ["read_excel", "sheets_of"]

_LARGEST: Final = 256_000_000  # bytes that one part of a workbook unpacks to
_TEXTS: Final = 48_000_000  # characters of its shared texts
_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_CELL: Final = re.compile(r"([A-Z]{1,3})(\d+)")
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


@attrs.frozen
class _Sheet:
    name: str
    part: str
    hidden: bool


def read_excel(source: Source, wanted: Sequence[str], many: Collection[str], place: RowPlace) -> Table:
    """The rows of a sheet; cells that are shown as dates are dates.

    Raises:
        FactsError: It is cut off, has a password, is larger than any log, or has no such sheet.
    """
    book = _Workbook(source)
    sheet = book.sheet(place)
    rows = book.rows(sheet)
    below = ([tidy(_shown(cell)) for cell in cells] for number, cells in rows if number > place.skip)
    held = list(islice((names for names in below if any(names)), max(place.header)))
    header = joined_header([held[at - 1] for at in place.header if at <= len(held)])
    if len(header) > MANY_COLUMNS:
        raise refused("too-wide", source.name, f"the header has more than {MANY_COLUMNS:,} columns")
    missing = [name for name in wanted if not named_as(header, name)]
    if missing and place.sheet is None and len(book.sheets) > 1:
        others = ", ".join(f"`{one.name}`" for one in book.sheets)
        message = (
            f"the sheet `{sheet.name}` has no column `{missing[0]}`, and the workbook has several sheets: {others}"
        )
        raise refused("missing-column", source.name, message, "say which in the mapping: `rows: {sheet: NAME}`")
    if missing and place.skip == 0 and place.header == (1,):
        _tell_later(source, book.rows(sheet), wanted)
    positions = positions_of(header, wanted, many, source.name)
    alike = _sheet_like(book, sheet, wanted, place) if place.sheet is None and not missing else None
    if alike is not None:
        rows.close()
        message = f"the sheets `{sheet.name}` and `{alike}` both have the columns that are read"
        hint = "say which in the mapping: `rows: {sheet: NAME}`; for both, `tables` with a sheet each"
        raise refused("several-sheets", source.name, message, hint)
    return Table(
        source.name,
        tuple(name for name in header if name),
        without_footer(_below(rows, header, positions), place.footer),
    )


def _sheet_like(book: _Workbook, sheet: _Sheet, wanted: Sequence[str], place: RowPlace) -> str | None:
    """Another sheet that has all the columns, and rows: what lies there would be missing."""
    for other in book.sheets:
        if other is sheet or other.hidden:
            continue
        with closing(book.rows(other)) as rows:
            below = (cells for number, cells in rows if number > place.skip and any(cells))
            held = list(islice(below, max(place.header) + 1))
        header = joined_header(
            [[tidy(_shown(cell)) for cell in held[at - 1]] for at in place.header if at <= len(held)]
        )
        if len(held) > max(place.header) and all(named_as(header, name) for name in wanted):
            return other.name
    return None


def sheets_of(source: Source) -> list[tuple[str, bool, Callable[[], Iterator[tuple[int, list[object]]]]]]:
    """Every sheet of a workbook: its name, whether it is hidden, and its rows, each with its number.

    Raises:
        FactsError: It is cut off, has a password, or is larger than any log.
    """
    book = _Workbook(source)
    return [(sheet.name, sheet.hidden, partial(book.rows, sheet)) for sheet in book.sheets]


def _tell_later(source: Source, rows: Iterator[tuple[int, list[object]]], wanted: Sequence[str]) -> None:
    for at, (number, cells) in enumerate(islice(rows, 20)):
        names = [tidy(_shown(cell)) for cell in cells]
        if at and len(wanted) > 1 and all(named_as(names, name) for name in wanted):
            message = f"the columns are named in row {number}, and not in row 1"
            hint = f"say so in the mapping: `rows: {{skip: {number - 1}}}`"
            raise refused("header-later", source.name, message, hint, line=number)


def _below(rows: Iterator[tuple[int, list[object]]], header: Sequence[str], positions: Any) -> Iterator[Line]:
    width = len(header)
    for number, cells in rows:
        if not any(cell is not None and cell != "" for cell in cells):
            continue
        row = [*cells[:width], *[None] * (width - len(cells))]
        repeated = [tidy(_shown(cell)) for cell in row] == list(header)
        yield number, cells_at(row, positions), PASSED_OVER if repeated else None


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)


class _Merged:
    """Cells that were merged downwards: all of them show what the first holds."""

    def __init__(self, ranges: Sequence[tuple[int, int, int, int]]) -> None:
        self._from = {(top, left): bottom for top, bottom, left, right in ranges if bottom > top and left == right}
        self._held: dict[int, tuple[int, object]] = {}

    def __call__(self, number: int, cells: list[object]) -> list[object]:
        for at, (bottom, held) in list(self._held.items()):
            if number > bottom:
                del self._held[at]
                continue
            cells += [None] * (at - len(cells))
            if cells[at - 1] is None:
                cells[at - 1] = held
        for at, held in enumerate(cells, start=1):
            last = self._from.get((number, at))
            if last is not None:
                self._held[at] = (last, held)
        return cells


class _Workbook:
    def __init__(self, source: Source) -> None:
        self._source = source
        try:
            with source.open() as stream:
                self._archive = zipfile.ZipFile(cast("IO[bytes]", _whole(stream, source)))
                names = set(self._archive.namelist())
        except (zipfile.BadZipFile, OSError):
            raise cut_off(source.name) from None
        if "xl/workbook.xml" not in names:
            raise refused("not-readable", source.name, "the file is not a workbook, or it is not whole")
        self._epoch = datetime(1899, 12, 30)  # noqa: DTZ001  # wall times
        self.sheets = self._listed()
        self._dates = self._date_styles() if "xl/styles.xml" in names else {}
        self._texts = self._shared() if "xl/sharedStrings.xml" in names else []

    def sheet(self, place: RowPlace) -> _Sheet:
        """The sheet that is meant: by name, by number, or the first that is not hidden."""
        if place.sheet is None:
            shown = [one for one in self.sheets if not one.hidden]
            return (shown or self.sheets)[0]
        said = str(place.sheet)
        for one in self.sheets:
            if one.name == said or one.name.strip().casefold() == said.strip().casefold():
                return one
        if said.isdecimal() and 0 < int(said) <= len(self.sheets):
            return self.sheets[int(said) - 1]
        names = ", ".join(f"`{one.name}`" for one in self.sheets)
        raise refused("no-such-sheet", self._source.name, f"the workbook has no sheet `{said}`", f"it has {names}")

    def _listed(self) -> list[_Sheet]:
        targets: dict[str, str] = {}
        for element in self._elements("xl/_rels/workbook.xml.rels"):
            if element.ended and element.name == "Relationship":
                target = element.attributes.get("Target", "")
                path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
                targets[element.attributes.get("Id", "")] = path
        sheets: list[_Sheet] = []
        for element in self._elements("xl/workbook.xml"):
            if element.name == "workbookPr" and element.attributes.get("date1904") in ("1", "true"):
                self._epoch = datetime(1904, 1, 1)  # noqa: DTZ001  # wall times
            if not element.ended and element.name == "sheet":
                key = next(
                    (value for name, value in element.attributes.items() if name.endswith("id") and name != "sheetId"),
                    "",
                )
                hidden = element.attributes.get("state") in ("hidden", "veryHidden")
                sheets.append(_Sheet(element.attributes.get("name", ""), targets.get(key, ""), hidden))
        if not sheets:
            raise refused("not-readable", self._source.name, "the workbook has no sheet")
        return sheets

    def _date_styles(self) -> dict[int, bool]:
        """The styles that show a number as a date, each with whether they show a time of day."""
        own: dict[int, str] = {}
        styles: list[int] = []
        inside = False
        for element in self._elements("xl/styles.xml"):
            if element.name == "cellXfs":
                inside = not element.ended
            elif not element.ended and element.name == "numFmt":
                own[_number(element.attributes.get("numFmtId"))] = element.attributes.get("formatCode", "")
            elif not element.ended and element.name == "xf" and inside:
                styles.append(_number(element.attributes.get("numFmtId")))
        found: dict[int, bool] = {}
        for at, number in enumerate(styles):
            code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", own.get(number, "")).lower()
            if number in own and re.search(r"[ymdhs]", code) and "general" not in code:
                found[at] = bool(re.search(r"[hs]", code))
            elif number not in own and number in _DATES:
                found[at] = number in (18, 19, 20, 21, 22, 32, 33, 34, 35, 45, 46, 47, 55, 56)
        return found

    def _shared(self) -> list[str]:
        texts: list[str] = []
        parts: list[str] = []
        size = 0
        phonetic = False
        for element in self._elements("xl/sharedStrings.xml"):
            if element.name == "rPh":
                phonetic = not element.ended
            elif element.ended and element.name == "t" and not phonetic:
                parts.append(element.text)
            elif element.ended and element.name == "si":
                texts.append("".join(parts))
                size += len(texts[-1])
                parts = []
                if size > _TEXTS:
                    raise self._too_large()
        return texts

    def rows(self, sheet: _Sheet) -> Generator[tuple[int, list[object]], None, None]:
        """The rows of a sheet, each with its number."""
        cells: list[object] = []
        number = at = style = 0
        kind = value = ""
        formula = False
        merged = self._merged(sheet.part)
        for element in self._elements(sheet.part):
            name = element.name
            if not element.ended:
                if name == "row":
                    number = _number(element.attributes.get("r")) or number + 1
                    cells, at = [], 0
                elif name == "c":
                    place = _CELL.match(element.attributes.get("r", ""))
                    at = _column(place[1]) if place else at + 1
                    kind, formula = element.attributes.get("t", "n"), False
                    style, value = _number(element.attributes.get("s")), ""
            elif name in ("v", "t"):
                value += element.text
            elif name == "f":
                formula = True
            elif name == "c":
                if at <= MANY_COLUMNS:
                    cells += [None] * (at - len(cells))
                    cells[at - 1] = NO_VALUE if formula and not value else self._cell(kind, value, style)
            elif name == "row":
                yield number, merged(number, cells) if merged is not None else cells
                cells = []

    def _merged(self, part: str) -> _Merged | None:
        """What cells hold that were merged with others: these stand at the end of a sheet."""
        ranges: list[tuple[int, int, int, int]] = []
        before = b""
        try:
            with self._archive.open(part) as stream:
                while held := stream.read(1 << 20):
                    found = before + held
                    last = 0
                    for one in _MERGED.finditer(found):
                        first, top, right, bottom = one.groups()
                        ranges.append((int(top), int(bottom), _column(first.decode()), _column(right.decode())))
                        last = one.end()
                    before = found[max(last, len(found) - 80) :]
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, zlib.error):
            return None  # told where its rows are read
        return _Merged(ranges) if ranges else None

    def _cell(self, kind: str, value: str, style: int) -> object:
        match kind:
            case "s":
                at = _number(value)
                return self._texts[at] if value and at < len(self._texts) else None
            case "inlineStr" | "str":
                return value
            case "b":
                return value == "1"
            case "e" | "d":
                return value or None
            case _:
                return self._number(value, style) if value else None

    def _number(self, value: str, style: int) -> object:
        try:
            number = float(value)
        except ValueError:
            return value
        timed = self._dates.get(style)
        if timed is not None:
            return self._moment(number, timed=timed)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _moment(self, days: float, *, timed: bool) -> object:
        try:
            moment = self._epoch + timedelta(seconds=round(days * 86_400))
        except OverflowError:
            return days
        if 0 <= days < 1 and timed:
            return moment.time().isoformat()
        return moment if timed or days % 1 else moment.date()

    def _elements(self, part: str) -> Iterator[Element]:
        try:
            known = self._archive.getinfo(part)
        except KeyError:
            raise refused("not-readable", self._source.name, "the workbook is not whole: a part is missing") from None
        if known.flag_bits & 1:
            raise refused("not-readable", self._source.name, "the workbook has a password", "save it without one")
        if known.file_size > _LARGEST:
            raise self._too_large()
        try:
            with self._archive.open(part) as stream:
                yield from elements(stream, _LARGEST)
        except XmlError as error:
            if error.too_large:
                raise self._too_large() from None
            raise refused("not-readable", self._source.name, f"the workbook is {error}") from None
        except (zipfile.BadZipFile, EOFError, OSError):
            raise cut_off(self._source.name) from None

    def _too_large(self) -> Exception:
        message = f"the workbook is too large: a part of it unpacks to more than {_LARGEST // 1_000_000} MB"
        return refused("too-large", self._source.name, message, "save the sheet as `.csv`")


def _whole(stream: IO[bytes], source: Source) -> object:
    """A stream in which can be gone back and forth, and which lives on."""
    if source.path is not None:
        return source.path
    import io

    return io.BytesIO(stream.read(_LARGEST))


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
