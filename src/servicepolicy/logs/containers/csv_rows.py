"""Rows of text files: one row a line, with cells in quotes where they hold more than one."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from encodings import aliases
from itertools import count
from operator import itemgetter
from types import TracebackType
from typing import Any, Final

from servicepolicy.errors import FactsError, Problem, Where
from servicepolicy.language.plain import did_you_mean
from servicepolicy.logs.containers.header import cells_at, joined_header, named_as, positions_of, tidy, without_footer
from servicepolicy.logs.containers.source import Source
from servicepolicy.logs.mapping import RowPlace, TableFormat
from servicepolicy.logs.table import MANY_CHARACTERS, MANY_COLUMNS, PASSED_OVER, Line, Table, refused

__all__ = ["DELIMITERS", "marked_encoding", "read_csv", "two_columns", "unknown_encoding"]

_OTHER_ENCODINGS: Final = (
    "if it is GBK, say so in the mapping: `csv: {encoding: gbk}`; if it is Western European, "
    "`csv: {encoding: latin-1}`; of others, `servicepolicy map` guesses which"
)
_NO_TEXT: Final = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
DELIMITERS: Final = (",", ";", "\t", "|")
_SOON: Final = 20  # lines in which a header that stands later is looked for


class _TooLong(ValueError):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Lines:
    """The lines of a text, with those of the row that is being read."""

    def __init__(self, text: io.TextIOBase, comment: str | None) -> None:
        self._text = text
        self._comment = comment
        self.number = 0
        self.start = 1
        self.row: list[str] = []
        self.commented = 0
        self._length = 0

    def begin(self) -> None:
        self.row = []
        self._length = 0
        self.start = self.number + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while True:
            line = self._text.readline(MANY_CHARACTERS + 1)
            if not line:
                raise StopIteration
            self.number += 1
            if self._comment is not None and not self.row and line.startswith(self._comment):
                self.commented += 1
                self.start = self.number + 1
                continue
            break
        self._length += len(line)
        if self._length > MANY_CHARACTERS:
            raise _TooLong(self.start)
        self.row.append(line)
        return line


def read_csv(
    source: Source, wanted: Sequence[str], many: Collection[str], place: RowPlace, style: TableFormat
) -> Table:
    """The rows of a CSV file, all cells text; an empty cell is an empty text.

    Raises:
        FactsError: It has no header, repeats a column that is named, or is not written in the encoding that the mapping
            says.
    """
    reading = _Reading(source, place, style)
    header, delimiter = reading.header(wanted)
    positions = positions_of(header, wanted, many, source.name)
    present = tuple(name for name in header if name)
    return Table(source.name, present, reading.rows(header, positions, delimiter), places=positions)


class _Reading:
    def __init__(self, source: Source, place: RowPlace, style: TableFormat) -> None:
        self._source = source
        self._place = place
        self._style = style
        self._file = source.name
        head = source.first(4)
        self._skip = place.skip
        self._separator: str | None = None
        self._usual = self._width_of_last = 0
        self._encoding = marked_encoding(head) or style.encoding

    # ---------------------------------------------------------------- the header

    def header(self, wanted: Sequence[str]) -> tuple[list[str], str]:
        """Names of the columns, and the delimiter: the one that is said, or under which the columns are there."""
        lines = self._first_lines()
        said = self._style.delimiter or self._separator
        tried = (said,) if said is not None else ("\t",) if self._source.form == ".tsv" else DELIMITERS
        best: list[str] = []
        for delimiter in tried:
            header = self._header_of(lines, delimiter)
            if all(named_as(header, name) for name in wanted):
                self._usual = self._usual_width(lines, delimiter)
                if header and tidy(header[-1]).casefold() in {tidy(name).casefold() for name in wanted}:
                    self._width_of_last = self._last_cells(lines, delimiter)
                return header, delimiter
            best = best or header
        self._tell_later_header(lines, tried, wanted)
        return best, tried[0]

    def _usual_width(self, lines: Sequence[str], delimiter: str) -> int:
        """How many cells most of the first rows have."""
        rows = list(_parsed(lines[self._skip :], delimiter, self._style.quote, len(lines)))[max(self._place.header) :]
        widths = Counter(len(row) for row in rows if row)
        return widths.most_common(1)[0][0] if widths else 0

    def _last_cells(self, lines: Sequence[str], delimiter: str) -> int:
        """How many characters the last cells of the first rows have, if all have as many: codes, times; else 0."""
        whole = [line for line in lines[self._skip :] if line.endswith(("\n", "\r"))]
        rows = list(_parsed(whole, delimiter, self._style.quote, len(whole)))[max(self._place.header) :]
        lengths = {len(row[-1]) for row in rows if any(row)}
        return lengths.pop() if len(rows) > 1 and len(lengths) == 1 else 0

    def several(self) -> tuple[list[str], str]:
        """Names of the columns, and the first delimiter under which there are several."""
        lines = self._first_lines()
        headers = [(self._header_of(lines, delimiter), delimiter) for delimiter in DELIMITERS]
        return next((one for one in headers if len(one[0]) > 1), headers[0])

    def _header_of(self, lines: Sequence[str], delimiter: str) -> list[str]:
        rows = list(_parsed(lines[self._skip :], delimiter, self._style.quote, max(self._place.header)))
        if not rows:
            return []
        header = joined_header([rows[at - 1] for at in self._place.header if at <= len(rows)])
        if len(header) > MANY_COLUMNS:
            raise refused("too-wide", self._file, f"the header has more than {MANY_COLUMNS:,} columns", line=1)
        return header

    def _tell_later_header(self, lines: Sequence[str], tried: Sequence[str], wanted: Sequence[str]) -> None:
        """A header that stands below a title is found, and told."""
        for delimiter in tried:
            for at, line in enumerate(lines):
                names = [tidy(name) for row in _parsed([line], delimiter, self._style.quote, 1) for name in row]
                if at > self._skip and len(wanted) > 1 and all(named_as(names, name) for name in wanted):
                    message = f"the columns are named in line {at + 1}, and not in line {self._skip + 1}"
                    hint = f"say so in the mapping: `rows: {{skip: {at}}}`"
                    raise refused("header-later", self._file, message, hint, line=at + 1)

    def _first_lines(self) -> list[str]:
        found: list[str] = []
        with self._text() as text:
            lines = _Lines(text, self._place.comment)
            try:
                while len(found) < self._place.skip + max(self._place.header) + _SOON:
                    lines.begin()
                    found.append(next(lines))
            except StopIteration:
                pass
            except _TooLong:
                raise refused("too-long", self._file, "a line is too long to be one of a log", line=1) from None
        if (
            found
            and not self._place.skip
            and found[0].startswith("sep=")
            and len(found[0].strip("\r\n")) == len("sep=;")
        ):
            self._skip, self._separator = 1, found[0][4]  # as Excel says it
        if any("\0" in line for line in found[:1]):
            hint = _OTHER_ENCODINGS
            if _named(self._encoding) == "UTF-8":
                hint = f"say in the mapping: `csv: {{encoding: utf-16-{'be' if found[0][0] == chr(0) else 'le'}}}`"
            raise refused("not-readable", self._file, f"the file is not {_named(self._encoding)}", hint, 1)
        return found

    # ---------------------------------------------------------------- the rows

    def rows(self, header: Sequence[str], positions: Any, delimiter: str) -> Iterator[Line]:
        """Every row below the header."""
        return without_footer(self._all_rows(header, positions, delimiter), self._place.footer)

    def _all_rows(self, header: Sequence[str], positions: Any, delimiter: str) -> Iterator[Line]:  # noqa: C901, PLR0912, PLR0915  # one row, whatever is wrong with it
        width, names = len(header), frozenset(name.casefold() for name in header)
        simple = all(isinstance(at, int) for at in positions)
        pick = itemgetter(*positions) if simple and len(positions) > 1 else lambda cells: cells_at(cells, positions)
        limit = csv.field_size_limit(MANY_CHARACTERS)
        try:
            with self._text() as text:
                for _ in range(self._skip):
                    text.readline(MANY_CHARACTERS)
                lines = _Lines(text, self._place.comment)
                lines.number = self._skip
                reader = csv.reader(lines, delimiter=delimiter, quotechar=self._style.quote, strict=True)
                last_header = max(self._place.header)
                above = 0
                while True:
                    lines.begin()
                    try:
                        cells = next(reader)
                    except StopIteration:
                        break
                    except csv.Error as error:
                        if above < last_header:
                            raise refused("not-readable", self._file, "the header cannot be read", line=1) from None
                        yield self._broken(lines, delimiter, positions, str(error))
                        continue
                    if above < last_header:
                        above += 1
                        continue
                    number = lines.number
                    if len(cells) != width:
                        if not any(cell.strip(" \t\x1a") for cell in cells):
                            continue  # an empty line, or the end of a file as DOS marks it
                        if len(cells) == self._usual > width and not any(cells[width:]):
                            cells = cells[:width]  # every row ends with a sign more than the header
                        else:
                            message = f"the row has {len(cells)} cells, the header {width}"
                            yield self._told(cells, positions, "ragged-row", number, message)
                            continue
                    if "\0" in (lines.row[0] if len(lines.row) == 1 else "".join(lines.row)):
                        message = "the row holds a NUL, which is no character of a text"
                        yield self._told(cells, positions, "not-text", number, message)
                    elif tidy(cells[0]).casefold() in names and self._names_columns(cells, header, number):
                        yield number, pick(cells), PASSED_OVER  # files put together repeat their header
                    elif self._width_of_last > len(cells[-1]) > 0 and not lines.row[-1].endswith(("\n", "\r")):
                        message = "the file ends within this row: its last cell is shorter than those above it"
                        yield self._told(cells, positions, "cut-off", number, message)
                    else:
                        yield number, pick(cells), None
        except _TooLong as error:
            message = "the row is too long to be one of a log: a quote may be opened here and never closed"
            raise refused("too-long", self._file, message, line=error.line) from None
        finally:
            csv.field_size_limit(limit)

    def _names_columns(self, cells: Sequence[str], header: Sequence[str], number: int) -> bool:
        """Whether a row is the header once more."""
        said = [tidy(cell).casefold() for cell in cells]
        header = [name.casefold() for name in header]
        if said != header and sorted(said) == sorted(header):
            message = "the columns are named again here, in another order"
            raise refused("header-later", self._file, message, "make two files of it", line=number)
        return said == header

    def _broken(self, lines: _Lines, delimiter: str, positions: Any, why: str) -> Line:
        """A row whose quotes do not fit; one that is never closed takes the rest of the file with it."""
        if "end of data" in why:
            message = "the file is not CSV that can be read to its end: a quote is opened here and never closed"
            raise refused("not-readable", self._file, message, line=lines.start)
        cells = next(iter(csv.reader(lines.row, delimiter=delimiter, quotechar=self._style.quote)), [])
        return self._told(cells, positions, "stray-quote", lines.start, "a quote stands inside of a cell of the row")

    def _told(self, cells: Sequence[str], positions: Any, code: str, number: int, message: str) -> Line:
        found = [cells[at] if isinstance(at, int) and at < len(cells) else None for at in positions]
        return number, found, Problem(code, Where(file=self._file, line=number), message)

    def _text(self) -> _Text:
        return _Text(self._source, self._encoding)


class _Text:
    """A source as text."""

    def __init__(self, source: Source, encoding: str) -> None:
        self._source = source
        self._encoding = encoding
        self._opened = source.open()

    def __enter__(self) -> io.TextIOWrapper:
        wrong = unknown_encoding(self._encoding)
        if wrong is not None:
            raise refused("unknown-encoding", self._source.name, *wrong)
        stream = self._opened.__enter__()
        return io.TextIOWrapper(stream, encoding=self._encoding, newline="")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)
        if isinstance(error, UnicodeError):
            raise self._not_written_so() from None

    def _not_written_so(self) -> FactsError:
        message, line = f"the file is not {_named(self._encoding)}", None
        if _named(self._encoding) == "UTF-8":
            line, told = self._first_line_otherwise()
            if told:
                hint = "it was put together from several: write all of it in one encoding"
                message = "this line is not UTF-8, and lines above it are"
                return refused("not-readable", self._source.name, message, hint, line)
        return refused("not-readable", self._source.name, message, _OTHER_ENCODINGS, line)

    def _first_line_otherwise(self) -> tuple[int | None, bool]:
        """The first line that is not UTF-8, and whether letters above it show that the file is."""
        shown = False
        with self._source.open() as stream:
            for number in count(1):
                line = stream.readline(MANY_CHARACTERS)
                if not line:
                    break
                try:
                    shown = not line.decode("utf-8").isascii() or shown
                except UnicodeDecodeError:
                    return number, shown
        return None, False


def two_columns(source: Source) -> dict[str, str]:
    """The first two columns of a table with a header, the one by the other; cells that say nothing are left out."""
    reading = _Reading(source, RowPlace(), TableFormat())
    header, delimiter = reading.several()
    rows = reading.rows(header, (0, 1), delimiter) if len(header) > 1 else iter(())
    pairs = [(str(cells[0]).strip(), str(cells[1]).strip()) for _, cells, note in rows if note is None]
    return {key: used for key, used in pairs if key and used}


def _parsed(lines: Sequence[str], delimiter: str, quote: str, count: int) -> Iterator[list[str]]:
    limit = csv.field_size_limit(MANY_CHARACTERS)
    try:
        reader = csv.reader(iter(lines), delimiter=delimiter, quotechar=quote)
        for number, row in enumerate(reader, start=1):
            yield row
            if number >= count:
                return
    except csv.Error:
        return
    finally:
        csv.field_size_limit(limit)


def marked_encoding(head: bytes) -> str | None:
    """In which encoding a text is written that begins with the mark of one."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def unknown_encoding(name: str) -> tuple[str, str] | None:
    """What is wrong with the name of an encoding, and what to do about it; `None` if texts can be written in it."""
    known = sorted({*aliases.aliases, *aliases.aliases.values()})
    try:
        found = codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError):
        return f"`{name}` is not an encoding that is known here", did_you_mean(
            name, known
        ) or "such as `utf-8` or `gbk`"
    if found.name.replace("-", "_") in _NO_TEXT:
        return f"`{name}` is not an encoding of text files", "such as `utf-8` or `gbk`"
    return None


def _named(encoding: str) -> str:
    """An encoding as people call it; that a byte order mark is passed over is no news for them."""
    return "UTF-8" if encoding.lower().replace("_", "-").startswith("utf-8") else f"`{encoding}`"
